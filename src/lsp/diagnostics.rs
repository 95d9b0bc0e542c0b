//! From findings to diagnostics.

use super::analysis::Verdict;
use super::documents::Open;
use super::profile::Profile;
use super::protocol::*;
use crate::audit::{Catalogue, Finding, Housekeeping, Severity, Step, Task, housekeeping};
use crate::project::ConfigError;
use std::hash::{DefaultHasher, Hash, Hasher};

/// All diagnostics of a document.
pub fn all(verdict: &Verdict, profile: &Profile) -> Vec<Diagnostic> {
    verdict.findings.iter().map(|finding| one(&verdict.open, finding, profile)).collect()
}

/// The diagnostic of one finding.
pub fn one(open: &Open, finding: &Finding, profile: &Profile) -> Diagnostic {
    let range = |span| open.text.range(span, profile.encoding);
    let steps = &finding.witness.steps;
    let related = steps.iter().map(|step| DiagnosticRelatedInformation {
        location: Location { uri: open.uri.clone(), range: range(step.span) },
        message: told(finding, step),
    });
    let related: Vec<_> = related.collect();
    let mut message = finding.message.clone();
    if !profile.related {
        for step in &related {
            message += &format!("\n  line {}: {}", step.location.range.start.line + 1, step.message);
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
