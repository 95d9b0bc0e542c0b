//! Findings by shape: where a pattern of a rule reports what it matched, and what must hold around that.

use super::compile::{Report, Test};
use super::judge::{Case, Judge};
use super::witness::short;
use super::{Finding, Role, Severity, Step, Task, Witness};
use crate::facts::Shape;
use crate::text::Span;

/// The findings of a rule's shapes in a file.
pub fn shapes(judge: &Judge, case: &Case) -> Vec<Finding> {
    if judge.reports.is_empty() {
        return Vec::new();
    }
    let mut findings: Vec<Finding> = Vec::new();
    for (item, (offset, facts)) in (0..).zip(&case.facts.items) {
        for shape in &facts.shapes {
            let Some(report) = judge.reports.iter().find(|report| report.pattern == shape.pattern) else { continue };
            if let Some(finding) = find(judge, report, case, (item, *offset), shape)
                && !findings.iter().any(|known| known.span == finding.span)
            {
                findings.push(finding);
            }
        }
    }
    findings
}

fn find(judge: &Judge, report: &Report, case: &Case, (item, offset): (u32, u32), shape: &Shape) -> Option<Finding> {
    let caught: Vec<(&str, Span)> = report
        .captures
        .iter()
        .filter_map(|(name, capture)| Some((name.as_str(), shape.captured(*capture)?.shifted(offset))))
        .collect();
    let of = |name: &str| caught.iter().find(|(known, _)| *known == name).map(|(_, span)| *span);
    let span = of(&report.primary)?;
    let unit = case.program.around(item, span)?;
    let this = case.program.units.get(unit as usize)?;
    if this.function.incomplete {
        return None;
    }
    let text = case.document.text();
    // What stands at the top of an item is seen by the whole file.
    let around = match this.function.parent {
        Some(_) => this.span(this.function.span),
        None => Span::new(0, text.len() as u32),
    };
    let holds = |test: &Test| match test {
        Test::Inside { of: name, region, negated } => {
            of(name).is_some_and(|span| case.program.is_inside(unit, span, region) != *negated)
        }
        Test::Around { of: name, pattern, negated } => {
            of(name).is_some() && pattern.is_match(around.of(text)) != *negated
        }
        Test::Mentions { of: name, name: word, negated } => {
            let (Some(span), Some(word)) = (of(name), of(word)) else { return false };
            (occurrences(span.of(text), word.of(text)) > 0) != *negated
        }
        Test::Unused { name, negated } => {
            of(name).is_some_and(|name| (occurrences(around.of(text), name.of(text)) == 1) != *negated)
        }
        Test::Text { .. } | Test::Is { .. } => true,
    };
    if !report.tests.iter().all(holds) {
        return None;
    }
    let severity = if case.program.is_test(unit) { judge.severity_in_test } else { judge.severity };
    let mut message = judge.message.replace("{here}", &short(span.of(text), 60));
    for (name, span) in &caught {
        let line = case.document.lines().line(span.start) + 1;
        message = message.replace(&format!("{{{name}}}"), &format!("line {line}"));
    }
    let row = |span: Span, role: Role| Step {
        task: Task::First,
        role,
        span,
        note: format!("runs `{}`", short(span.of(text), 48)),
    };
    let task = if this.function.path.is_empty() { "the module".to_string() } else { this.function.path.clone() };
    (severity != Severity::Off).then(|| Finding {
        rule: judge.rule.to_string(),
        severity,
        span,
        message,
        function: this.function.path.clone(),
        place: String::new(),
        witness: Witness { first: task, second: String::new(), steps: vec![row(span, Role::Act)] },
        anchors: caught
            .iter()
            .filter(|(name, _)| !name.starts_with('_'))
            .map(|(name, span)| ((*name).to_string(), *span))
            .collect(),
    })
}

/// How often a name occurs as a word.
fn occurrences(text: &str, name: &str) -> usize {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$');
    text.match_indices(name)
        .filter(|(at, _)| {
            let before = text.get(..*at).and_then(|before| before.chars().next_back());
            let after = text.get(at + name.len()..).and_then(|after| after.chars().next());
            !name.is_empty() && !is_part(before) && !is_part(after)
        })
        .count()
}
