//! The examples of a page are its tests: every fenced program is audited, and what it claims must hold.
//!
//! - A fence tagged with a language (`ts`, `tsx`, `js`, `jsx`, `python`, `rust`) is a file; `ts other.ts` names it.
//! - `// error` or `# error` at the end of a line claims one finding of the page's rule that begins on that line.
//! - `// ^^^^ error` under a line claims the exact span. A block without claims claims silence.
//! - `ts fixed` is the text of the block before it, after the first fix of each finding.
//! - `beside` makes a fence another file of the project of the program that follows.
//! - `edition=2021` is the edition of a Rust file.
//! - Under `## Fixes`, `- **Title** (TypeScript, Python): ...` says which languages have the fix.
//!
//! The claims are taken out before the audit, so that a program is what a user would write.

use super::extract::{Example, Page, page};
use super::{Auditor, Catalogue, Finding, Fix, Rule, Settings, Severity};
use crate::project::{Index, Resolver, View};
use crate::syntax::Document;
use crate::text::{Edits, Encoding, Lines};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What is wrong at a line of a page.
pub type Failure = (usize, String);

/// What came of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How much is in it, in words.
    pub summary: String,
    /// What does not hold, in order of lines.
    pub failures: Vec<Failure>,
}

/// Whoever wants to see the fixes that are offered: the line of the page and the title, and the text after it.
pub type Show<'s> = &'s dyn Fn(usize, Option<(&Fix, String)>);

/// Holds the page of a rule to what it claims; none for a rule of the upkeep of comments, which is found otherwise.
pub fn test_page(catalogue: &Catalogue, id: &str, text: &str, show: Show) -> Option<Outcome> {
    let page = page(text);
    let mut failures: Vec<Failure> = page.faults.clone();
    match catalogue.rule(id) {
        Some(rule) if rule.housekeeping.is_some() => return None,
        Some(rule) => failures.extend(demands(rule, &page)),
        None => failures.push((1, "the catalogue has no such rule; see the errors of its loading".to_string())),
    }
    let examples = page.examples.iter().filter(|example| audited(example));
    failures.extend(examples.flat_map(|example| check(catalogue, id, example, show)));
    failures.sort();
    Some(Outcome { summary: summary(&page), failures })
}

/// "typescript 5 findings, 12 silences, 1 fixed · python ..."
fn summary(page: &Page) -> String {
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for example in &page.examples {
        let [findings, silences, fixed] = counts.entry(example.language.folder).or_default();
        *findings += example.claims.len();
        *silences += usize::from(example.claims.is_empty());
        *fixed += usize::from(example.fixed.is_some());
    }
    let count = |(language, [findings, silences, fixed]): (&&str, &[usize; 3])| {
        format!("{language} {findings} findings, {silences} silences, {fixed} fixed")
    };
    counts.iter().map(count).collect::<Vec<_>>().join(" · ")
}

/// What a page must contain: for each of its languages a finding, a silence and each fix that it promises.
fn demands(rule: &Rule, page: &Page) -> Vec<Failure> {
    let mut failures = Vec::new();
    let mut demand = |line: usize, language: &str, what: &str, held: fn(&Example) -> bool| {
        if !page.examples.iter().any(|example| example.language.folder == language && held(example)) {
            failures.push((line, format!("no {what} in {language}")));
        }
    };
    for language in &rule.languages {
        demand(1, language, "finding", |example| !example.claims.is_empty());
        demand(1, language, "silence", |example| example.claims.is_empty());
    }
    for (language, line) in &page.promised {
        demand(*line, language, "fixed block", |example| example.fixed.is_some());
    }
    failures.extend(
        page.examples
            .iter()
            .filter(|example| !rule.languages.iter().any(|language| language == example.language.folder))
            .map(|example| (example.fence, format!("the page does not speak of {}", example.language.folder))),
    );
    failures
}

/// Whether an audit can be asked. It takes every Rust file for one of the newest edition, so that what an older one does
/// differently cannot be asked yet.
fn audited(example: &Example) -> bool {
    example.edition.as_ref().is_none_or(|edition| edition == "2024")
}

/// Audits one example and compares: its claims, its fixed text, and that no fix of any finding makes things worse.
fn check(catalogue: &Catalogue, id: &str, example: &Example, show: Show) -> Vec<Failure> {
    let document = read(example, &example.text);
    if document.has_errors() {
        return vec![(example.fence, "the example does not parse".to_string())];
    }
    let findings = audit(catalogue, id, example, &document);
    let mut failures = compare(id, example, &findings);
    let mut first = Vec::new();
    for finding in &findings {
        let mut auditor = Auditor::default();
        auditor.look_at(view(catalogue, example, &document));
        let offered = auditor.fixes(catalogue, &document, finding);
        let at = page_line(example, finding);
        for fix in &offered {
            show(at, Some((fix, fix.edits.apply(&example.text))));
        }
        if offered.is_empty() && finding.rule == id {
            show(at, None);
        }
        failures.extend(
            offered
                .iter()
                .filter_map(|fix| worse(catalogue, id, example, &findings, finding, fix))
                .map(|fault| (at, fault)),
        );
        if finding.rule == id {
            first.extend(offered.first().map(|fix| fix.edits.clone()));
        }
    }
    if let Some((line, expected)) = &example.fixed {
        let edits = Edits::new(first.iter().flat_map(|edits| edits.iter().cloned()).collect());
        match edits.map(|edits| edits.apply(&example.text)) {
            Ok(text) if text == *expected => {}
            Ok(text) => failures.push((*line, format!("the fix gives\n{}", text.trim_end()))),
            Err(overlap) => failures.push((*line, overlap.to_string())),
        }
        let fixed = read(example, expected);
        if fixed.has_errors() {
            failures.push((*line, "the fixed text does not parse".to_string()));
        }
        let left = audit(catalogue, id, example, &fixed);
        failures.extend(
            left.iter()
                .filter(|finding| finding.rule == id)
                .map(|finding| (*line, format!("the fixed text is reported: {}", finding.message))),
        );
    }
    failures
}

/// What the document of an example sees of the files that stand beside it.
pub fn view(catalogue: &Catalogue, example: &Example, document: &Document) -> Arc<View> {
    if example.beside.is_empty() {
        return Arc::default();
    }
    let others =
        example.beside.iter().map(|(path, text)| (path.clone(), Document::new(example.language, text.clone())));
    let files: Vec<_> = std::iter::once((example.path.clone(), document.clone())).chain(others).collect();
    let digests = files.iter().map(|(_, file)| Some(Arc::new(Auditor::default().digest(catalogue, file))));
    let paths = files.iter().map(|(path, _)| path.clone()).collect();
    let mut index = Index::new(Resolver::new(paths, &|_| None), digests.collect());
    index.link();
    Arc::new(index.view(0))
}

/// The document of a text in the example's language.
fn read(example: &Example, text: &str) -> Document {
    Document::new(example.language, text.to_string())
}

/// All findings in a document of the example's file.
fn audit(catalogue: &Catalogue, id: &str, example: &Example, document: &Document) -> Vec<Finding> {
    let mut auditor = Auditor::default();
    auditor.look_at(view(catalogue, example, document));
    let found = auditor.audit(catalogue, document, Path::new(&example.path), &switched_on(catalogue, id));
    let silent = example.beside.is_empty() && !catalogue.may_speak_of(document.language(), document.text());
    debug_assert!(found.is_empty() || !silent, "{}: found in a text that would not be parsed", example.path);
    let unfound = |rule: &Rule| !catalogue.may_find(rule, document.language(), document.text());
    let unmarked = found.iter().find(|finding| catalogue.rule(&finding.rule).is_some_and(unfound));
    debug_assert!(unmarked.is_none() || !example.beside.is_empty(), "{}: found without its markers", example.path);
    found
}

/// The settings by which a page's own rule is on: one that is off unless asked for is asked for.
fn switched_on(catalogue: &Catalogue, id: &str) -> Settings {
    let mut settings = Settings::default();
    if catalogue.rule(id).is_some_and(|rule| rule.severity == Severity::Off && rule.housekeeping.is_none()) {
        settings.rules.insert(id.to_string(), Severity::Hint);
    }
    settings
}

/// Claims without a finding, and findings without a claim.
fn compare(id: &str, example: &Example, findings: &[Finding]) -> Vec<Failure> {
    let lines = Lines::new(&example.text);
    let mut unclaimed: Vec<&Finding> = findings.iter().filter(|finding| finding.rule == id).collect();
    let mut failures = Vec::new();
    for claim in &example.claims {
        let held = |finding: &&Finding| {
            let from = lines.position(&example.text, finding.span.start, Encoding::Utf8);
            let to = lines.position(&example.text, finding.span.end, Encoding::Utf8);
            let span = (from.column as usize, to.column as usize);
            from.line as usize == claim.line
                && claim.columns.is_none_or(|columns| span == columns && from.line == to.line)
        };
        match unclaimed.iter().position(held) {
            Some(at) => drop(unclaimed.remove(at)),
            None => failures.push((
                example.lines.get(claim.line).copied().unwrap_or(example.fence),
                "claimed, but not reported".to_string(),
            )),
        }
    }
    failures.extend(unclaimed.into_iter().map(|finding| {
        (
            page_line(example, finding),
            format!("reported, but not claimed: `{}`: {}", finding.span.of(&example.text), finding.message),
        )
    }));
    failures
}

/// What is wrong with a fix: it must parse, end its own finding and bring no other.
fn worse(
    catalogue: &Catalogue,
    id: &str,
    example: &Example,
    findings: &[Finding],
    finding: &Finding,
    fix: &Fix,
) -> Option<String> {
    let text = fix.edits.apply(&example.text);
    let fault =
        |what: String| Some(format!("the fix \"{}\" of {} {what}:\n{}", fix.title, finding.rule, text.trim_end()));
    let fixed = read(example, &text);
    if fixed.has_errors() {
        return fault("does not parse".to_string());
    }
    let before = Finding::count(findings);
    let after = audit(catalogue, id, example, &fixed);
    let left = Finding::count(&after);
    let own = finding.key();
    if left.get(&own) >= before.get(&own) {
        return fault("leaves the finding".to_string());
    }
    let new = after.iter().find(|finding| left.get(&finding.key()) > before.get(&finding.key()))?;
    fault(format!("brings {}: {}", new.rule, new.message))
}

/// The line of the page where a finding begins.
fn page_line(example: &Example, finding: &Finding) -> usize {
    let line = Lines::new(&example.text).line(finding.span.start);
    example.lines.get(line as usize).copied().unwrap_or(example.fence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Severity, Witness};
    use crate::text::Span;

    /// What comes of comparing a page's only example with findings at these spans of its text.
    fn compared(text: &str, spans: &[(u32, u32)]) -> Vec<Failure> {
        let finding = |(start, end): &(u32, u32)| Finding {
            rule: "x".to_string(),
            severity: Severity::Warning,
            span: Span::new(*start, *end),
            message: "M.".to_string(),
            function: String::new(),
            place: String::new(),
            witness: Witness::default(),
            anchors: Vec::new(),
        };
        let findings: Vec<Finding> = spans.iter().map(finding).collect();
        page(text).examples.iter().flat_map(|example| compare("x", example, &findings)).collect()
    }

    #[test]
    fn a_claim_and_a_finding_must_meet() {
        let by_line = "```ts\na();\nb(); // error\n```\n";
        assert_eq!(compared(by_line, &[(5, 8)]), []);
        assert_eq!(compared(by_line, &[]), [(3, "claimed, but not reported".to_string())]);
        assert_eq!(compared(by_line, &[(5, 8), (5, 6)]), [(3, "reported, but not claimed: `b`: M.".to_string())]);

        let by_span = "```ts\na();\n b();\n//^^ error\n```\n";
        assert_eq!(compared(by_span, &[(7, 9)]), []);
        assert_eq!(compared(by_span, &[(6, 9)]).len(), 2);
    }
}
