//! The code quality report of GitLab: a list of violations, for the widget of a merge request.
//!
//! Of CodeClimate's form GitLab reads the description, the name of the check, a fingerprint that is unique in the report,
//! a severity, and the path and lines.

use super::{Entry, Report, Row, fingerprint};
use crate::audit::Severity;
use serde_json::{Value, json};

pub(super) fn render(report: &Report) -> String {
    let violations: Vec<Value> = report.entries.iter().map(|entry| violation(entry, &report.prefix)).collect();
    format!("{:#}\n", Value::Array(violations))
}

fn violation(entry: &Entry, prefix: &str) -> Value {
    let path = format!("{prefix}{}", entry.path);
    let severity = match entry.severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Info => "minor",
        Severity::Hint | Severity::Off => "info",
    };
    let steps: Vec<String> = entry.witness.steps.iter().map(|step| said(step, prefix)).collect();
    json!({
        "description": entry.message,
        "check_name": entry.rule,
        // Equal code in two files has equal fingerprints, and GitLab drops all but one of them.
        "fingerprint": fingerprint::of_texts(&[&path, &entry.fingerprint]),
        "severity": severity,
        "location": {
            "path": path,
            "lines": { "begin": entry.range.start.line, "end": entry.range.end.line },
        },
        "categories": ["Bug Risk"],
        "type": "issue",
        "content": { "body": steps.join("\n") },
    })
}

/// A step and its line, with its file where that is another.
fn said(step: &Row, prefix: &str) -> String {
    let file = step.path.as_ref().map_or(String::new(), |path| format!("{prefix}{path}:"));
    format!("{file}{}: {}", step.range.start.line, step.note)
}

#[cfg(test)]
mod tests {
    use super::super::sample;

    #[test]
    fn the_shape_is_stable() {
        let mut report = sample::report();
        report.prefix = "app/".to_string();
        insta::assert_snapshot!(super::render(&report), @r#"
        [
          {
            "categories": [
              "Bug Risk"
            ],
            "check_name": "check-then-act-across-await",
            "content": {
              "body": "3: checks `this.session`\n4: gives way\n5: sets `this.session`\n5: sets `this.session`"
            },
            "description": "`this.session` is checked before the task gives way and set after it.",
            "fingerprint": "f31834870ba960b9",
            "location": {
              "lines": {
                "begin": 5,
                "end": 5
              },
              "path": "app/src/a b.ts"
            },
            "severity": "major",
            "type": "issue"
          }
        ]
        "#);
    }
}
