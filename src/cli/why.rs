//! `racelens audit --why-silent FILE:LINE`: which rules came near a line, and what each lacked.

use super::run::{Outcome, Run};
use super::{CLEAN, FAILED, Scope, print};
use crate::audit::{Catalogue, Finding, Near, Severity, apply, near};
use crate::report::printable;
use crate::syntax::Document;
use crate::text::{Encoding, Position, Span};
use std::fs;
use std::path::PathBuf;

/// A line of a file, as the command line names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    file: PathBuf,
    /// 1-based.
    line: u32,
}

/// No more rules than this are told of, those that came nearest.
const MOST: usize = 8;

/// Reads `src/a.ts:12`, and `src/a.ts:12:5`, as editors and reports write it.
pub(super) fn spot(text: &str) -> Result<Spot, String> {
    let wrong = || "not FILE:LINE".to_string();
    let number = |text: &str| text.parse::<u32>().ok().filter(|line| *line > 0);
    let (rest, last) = text.rsplit_once(':').ok_or_else(wrong)?;
    let last = number(last).ok_or_else(wrong)?;
    let (file, line) = match rest.rsplit_once(':').and_then(|(file, line)| Some((file, number(line)?))) {
        Some((file, line)) => (file, line),
        None => (rest, last),
    };
    if file.is_empty() { Err(wrong()) } else { Ok(Spot { file: file.into(), line }) }
}

pub(super) fn run(spot: &Spot, scope: &Scope, catalogue: &Catalogue) -> Result<u8, String> {
    let file = fs::canonicalize(&spot.file).map_err(|error| format!("{}: {error}", spot.file.display()))?;
    if !file.is_file() {
        return Err(format!("{}: not a file", spot.file.display()));
    }
    let scope = Scope { paths: vec![spot.file.clone()], ..scope.clone() };
    let run = Run::new(&scope, catalogue)?.of_all(true);
    let catalogue = run.catalogue();
    let view = run.view_around(&file)?;
    let (outcomes, found) = run.over(|auditor, opened| {
        let opened = opened?;
        let document = &opened.document;
        let at = line_of(document, spot.line)?;
        auditor.look_at(view.clone());
        let findings = auditor.audit(catalogue, document, opened.name.as_ref(), &opened.settings);
        let shown = apply(document, findings.clone(), catalogue, &opened.settings);
        let here = |finding: &&Finding| touches(finding, at) && run.wants(&finding.rule);
        let allowed = findings.iter().filter(here).filter(|finding| !shown.contains(finding));
        let mut told: Vec<String> = shown.iter().filter(here).map(|finding| reported(document, finding)).collect();
        told.extend(allowed.map(|finding| format!("{}: allowed by a comment.\n", finding.rule)));
        let mut near = near(catalogue, document, opened.name.as_ref(), &opened.settings, &view, at);
        near.retain(|near| {
            run.wants(&near.rule) && !findings.iter().any(|finding| touches(finding, at) && finding.rule == near.rule)
        });
        let more = near.len().saturating_sub(MOST);
        near.truncate(MOST);
        told.extend(near.iter().map(|near| came_near(document, near)));
        if more > 0 {
            told.push(format!("{more} more came less near; --rule ID asks for one.\n"));
        }
        let off = catalogue
            .rules()
            .iter()
            .filter(|rule| run.wants(&rule.id) && opened.settings.rules.get(&rule.id) == Some(&Severity::Off));
        told.extend(off.map(|rule| format!("{}: off in racelens.toml.\n", rule.id)));
        Some(told)
    })?;
    let (mut problems, mut told) = (found.problems, None);
    for outcome in outcomes {
        match outcome {
            Outcome::Done(found) => told = found,
            Outcome::Failed(problem) => problems.push(problem),
            Outcome::Skipped(_) | Outcome::Gone => {}
        }
    }
    let (_, complete) = run.complain_of(problems);
    if !complete {
        return Ok(FAILED);
    }
    let Some(told) = told else {
        return Err(format!(
            "{}: it has no line {}, or is in no language that is known",
            spot.file.display(),
            spot.line
        ));
    };
    match told.is_empty() {
        true => print("No rule looks for anything that is on this line.\n")?,
        false => print(&told.join("\n"))?,
    }
    Ok(CLEAN)
}

/// The code of a line, without blanks at its ends.
fn line_of(document: &Document, line: u32) -> Option<Span> {
    if line > document.lines().count() {
        return None;
    }
    let span = document.lines().span(document.text(), line - 1);
    let text = span.of(document.text());
    let start = span.start + (text.len() - text.trim_start().len()) as u32;
    Some(Span::new(start, (start + text.trim().len() as u32).max(start)))
}

fn touches(finding: &Finding, at: Span) -> bool {
    finding.span.meets(at) || finding.witness.steps.iter().any(|step| step.span.meets(at))
}

fn number(document: &Document, span: Span) -> u32 {
    let Position { line, .. } = document.lines().position(document.text(), span.start, Encoding::Utf8);
    line + 1
}

fn reported(document: &Document, finding: &Finding) -> String {
    let shown = if finding.severity == Severity::Hint { ", shown with --strict" } else { "" };
    let message = printable(&finding.message, usize::MAX);
    let line = number(document, finding.span);
    format!("{}: reported on line {line} ({}{shown}).\n    {message}\n", finding.rule, finding.severity.word())
}

fn came_near(document: &Document, near: &Near) -> String {
    let place = if near.place.is_empty() { String::new() } else { format!(" about `{}`", near.place) };
    let function = if near.function.is_empty() { "the module" } else { &near.function };
    let mut out = format!("{}{place}, in {function}\n", near.rule);
    for (word, span) in &near.steps {
        let code = span.of(document.text()).split_whitespace().collect::<Vec<_>>().join(" ");
        out += &format!("    {:<10} line {:<5} {}\n", word, number(document, *span), printable(&code, 80));
    }
    if let Some(word) = &near.missing {
        out += &format!("    {word:<10} missing\n");
    }
    out + &format!("    silent:    {}\n", printable(&near.why, usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_named_as_editors_do() {
        let named = |text: &str| spot(text).map(|spot| (spot.file.display().to_string(), spot.line));
        assert_eq!(named("src/a.ts:12"), Ok(("src/a.ts".to_string(), 12)));
        assert_eq!(named("src/a.ts:12:5"), Ok(("src/a.ts".to_string(), 12)));
        assert_eq!(named("C:\\a.ts:3"), Ok(("C:\\a.ts".to_string(), 3)));
        for wrong in ["a.ts", "a.ts:0", "a.ts:x", ":3"] {
            assert_eq!(named(wrong), Err("not FILE:LINE".to_string()), "{wrong}");
        }
    }
}
