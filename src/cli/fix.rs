//! `racelens fix`: the safe fixes, applied or shown.

use super::run::{Outcome, Run};
use super::{CLEAN, FAILED, FINDINGS, FixArguments, print};
use crate::audit::{Auditor, Catalogue, Finding, Mended, apply, mend};
use crate::project::write;
use crate::syntax::Document;
use similar::TextDiff;
use std::collections::BTreeMap;

/// What came of one file with something to mend.
struct Change {
    name: String,
    before: String,
    mended: Mended,
    /// Why the file could not be written.
    fault: Option<String>,
}

pub(super) fn run(arguments: &FixArguments, catalogue: &Catalogue) -> Result<u8, String> {
    let run = Run::new(&arguments.scope, catalogue)?;
    let catalogue = run.catalogue();
    let from_stdin = arguments.scope.stdin_filename.is_some();
    let (outcomes, found) = run.over(|auditor, opened| {
        let opened = opened?;
        let settings = &opened.settings;
        let audit = |auditor: &mut Auditor, document: &Document| {
            let findings = auditor.audit(catalogue, document, opened.name.as_ref(), settings);
            let mut findings = apply(document, findings, catalogue, settings);
            findings.retain(|finding| run.wants(&finding.rule));
            findings
        };
        let fixes =
            |auditor: &mut Auditor, document: &Document, finding: &Finding| auditor.fixes(catalogue, document, finding);
        let findings = audit(auditor, &opened.document);
        let mended = mend(auditor, &opened.document, findings, audit, fixes);
        let before = opened.document.text().to_string();
        let writes = !arguments.diff && !from_stdin && !mended.fixes.is_empty();
        let fault = writes.then(|| write::replace(opened.path, &before, mended.document.text())).and_then(Result::err);
        (from_stdin || !mended.fixes.is_empty()).then_some(Change { name: opened.name, before, mended, fault })
    })?;

    let (mut changes, mut problems) = (Vec::new(), found.problems);
    for outcome in outcomes {
        match outcome {
            Outcome::Done(change) => changes.extend(change),
            Outcome::Skipped(_) | Outcome::Gone => {}
            Outcome::Failed(problem) => problems.push(problem),
        }
    }
    let (_, mut complete) = run.complain_of(problems);
    for change in &changes {
        if let Some(fault) = &change.fault {
            super::complain(&format!("{}{}: {fault}", run.prefix(), change.name));
            complete = false;
        }
    }
    changes.retain(|change| change.fault.is_none());

    let prefix = run.prefix();
    let text: String = changes
        .iter()
        .map(|change| match (arguments.diff, from_stdin) {
            (true, _) => difference(&format!("{prefix}{}", change.name), &change.before, change.mended.document.text()),
            (false, true) => change.mended.document.text().to_string(),
            (false, false) => told(&prefix, change),
        })
        .collect();
    print(&text)?;
    let count: usize = changes.iter().map(|change| change.mended.fixes.len()).sum();
    if !from_stdin {
        eprintln!("{}", summary(count, changes.len(), arguments.diff));
    }
    Ok(match () {
        () if !complete => FAILED,
        () if arguments.diff && count > 0 => FINDINGS,
        () => CLEAN,
    })
}

/// What was mended in one file: a line for the file, one for each title below it.
fn told(prefix: &str, change: &Change) -> String {
    let mut titles: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for applied in &change.mended.fixes {
        *titles.entry((applied.rule.as_str(), applied.fix.title.as_str())).or_default() += 1;
    }
    let lines = titles.iter().map(|((rule, title), count)| {
        let times = if *count > 1 { format!(" ({count} times)") } else { String::new() };
        format!("    {rule}: {title}{times}\n")
    });
    format!("{prefix}{}\n{}", change.name, lines.collect::<String>())
}

/// A unified diff of one file.
fn difference(name: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    if before == after {
        return String::new();
    }
    diff.unified_diff().context_radius(3).header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}

fn summary(fixes: usize, files: usize, only_shown: bool) -> String {
    let files = if files == 1 { "1 file".to_string() } else { format!("{files} files") };
    match (fixes, only_shown) {
        (0, _) => "Nothing that is safe to mend unasked.".to_string(),
        (1, false) => format!("Applied 1 fix in {files}."),
        (1, true) => format!("Would apply 1 fix in {files}."),
        (_, false) => format!("Applied {fixes} fixes in {files}."),
        (_, true) => format!("Would apply {fixes} fixes in {files}."),
    }
}
