//! From findings to diagnostics.

use super::analysis::Verdict;
use super::profile::Profile;
use super::protocol::*;
use crate::audit::{Catalogue, Elsewhere, Finding, Housekeeping, Severity, Step, Task, housekeeping};
use crate::project::ConfigError;
use crate::text::{Encoding, Span};
use std::hash::{DefaultHasher, Hash, Hasher};

/// All diagnostics of a document.
pub fn all(verdict: &Verdict, profile: &Profile) -> Vec<Diagnostic> {
    verdict.findings.iter().map(|finding| one(verdict, finding, profile)).collect()
}

/// The diagnostic of one finding.
pub fn one(verdict: &Verdict, finding: &Finding, profile: &Profile) -> Diagnostic {
    let open = &verdict.open;
    let range = |span| open.text.range(span, profile.encoding);
    let steps = &finding.witness.steps;
    let related = steps.iter().map(|step| DiagnosticRelatedInformation {
        location: match step.elsewhere.as_ref().and_then(|elsewhere| location_elsewhere(verdict, elsewhere, profile)) {
            Some(location) => location,
            None => Location { uri: open.uri.clone(), range: range(step.span) },
        },
        message: told(finding, step),
    });
    let related: Vec<_> = related.collect();
    let mut message = finding.message.clone();
    if !profile.related {
        for (step, shown) in steps.iter().zip(&related) {
            let file = step.elsewhere.as_ref().map_or(String::new(), |elsewhere| format!("{}, ", elsewhere.path));
            message += &format!("\n  {file}line {}: {}", shown.location.range.start.line + 1, shown.message);
        }
    }
    Diagnostic {
        range: range(finding.span),
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(finding.rule.clone())),
        source: Some("racelens".to_string()),
        message,
        tags: superfluous(finding).then(|| vec![DiagnosticTag::UNNECESSARY]),
        related_information: (profile.related && !related.is_empty()).then_some(related),
        ..Diagnostic::default()
    }
}

/// The diagnostic of what is wrong with a `racelens.toml`, on its line.
pub fn fault(fault: &ConfigError) -> Diagnostic {
    let line = fault.line.unwrap_or(1) - 1;
    // To the end of the line, however long: editors cut it there.
    let range = Range::new(Position::new(line, 0), Position::new(line, 1000));
    Diagnostic {
        range,
        severity: Some(DiagnosticSeverity::ERROR),
        source: Some("racelens".to_string()),
        message: fault.message.clone(),
        ..Diagnostic::default()
    }
}

/// A step in another file of the same root.
fn location_elsewhere(verdict: &Verdict, elsewhere: &Elsewhere, profile: &Profile) -> Option<Location> {
    let (own, _) = verdict.seen.as_ref()?;
    let root = verdict.open.path.ancestors().nth(own.components().count())?;
    let column = |offset: u32| {
        let before = Span::new(0, offset).of(&elsewhere.code);
        let units = match profile.encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => before.encode_utf16().count(),
            Encoding::Utf32 => before.chars().count(),
        };
        elsewhere.indent + units as u32
    };
    let position = |offset: u32| Position { line: elsewhere.line, character: column(offset) };
    let range = Range { start: position(elsewhere.span.start), end: position(elsewhere.span.end) };
    Some(Location { uri: Uri::from_file_path(root.join(&*elsewhere.path))?, range })
}

/// True where the finding is that something may go: editors fade it.
fn superfluous(finding: &Finding) -> bool {
    let unused = housekeeping(Catalogue::builtin(), Housekeeping::Unused);
    unused.is_some_and(|rule| rule.id == finding.rule)
}

/// A name for a list of diagnostics: equal where the lists are.
pub fn result_id(diagnostics: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(diagnostics).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// A step in words: "task 2: Session.start checks `this.busy`", without the task where there is but one.
fn told(finding: &Finding, step: &Step) -> String {
    let witness = &finding.witness;
    let task = match step.task {
        _ if witness.second.is_empty() => return step.note.clone(),
        Task::First => &witness.first,
        Task::Second => &witness.second,
    };
    format!("{task} {}", step.note)
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
        Severity::Hint | Severity::Off => DiagnosticSeverity::HINT,
    }
}
