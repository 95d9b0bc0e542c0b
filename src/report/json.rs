//! The report for programs.
//!
//! ```json
//! {
//!   "version": 1,
//!   "tool": { "name": "racelens", "version": "0.1.0" },
//!   "columns": "unicode characters",
//!   "complete": true,
//!   "summary": {
//!     "files": 3,
//!     "findings": { "error": 0, "hint": 0, "info": 0, "warning": 1 },
//!     "rules": { "lost-update": 1 },
//!     "skipped": { "generated": 0, "minified": 0, "vendored": 0, "unreadable": 0 }
//!   },
//!   "problems": [],
//!   "findings": [...]
//! }
//! ```
//!
//! With a baseline, `summary.set_aside` is the number of findings that it knows.
//!
//! A finding is an [`Entry`](super::Entry), field by field. Paths are relative to the audited root, with `/`. Lines and
//! columns are 1-based, the end of a range is one past its last character, and columns count Unicode characters.
//! `complete` is false where something that was asked for could not be audited; `problems` say what. A change that a
//! reader must know of raises `version`; new fields do not.

use super::{Counts, Entry, Report, Skipped};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    tool: Tool,
    columns: &'a str,
    complete: bool,
    summary: Summary,
    problems: &'a [String],
    findings: &'a [Entry],
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    findings: BTreeMap<&'static str, usize>,
    rules: BTreeMap<String, usize>,
    skipped: Skipped,
    /// Findings that the baseline knows.
    #[serde(skip_serializing_if = "is_none")]
    set_aside: usize,
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

pub(super) fn render(report: &Report) -> String {
    let counts = Counts::of(&report.entries);
    let written = Written {
        version: 1,
        tool: Tool { name: "racelens", version: env!("CARGO_PKG_VERSION") },
        columns: "unicode characters",
        complete: report.complete,
        summary: Summary {
            files: report.files,
            findings: counts.severities,
            rules: counts.rules,
            skipped: report.skipped,
            set_aside: report.aside.len(),
        },
        problems: &report.problems,
        findings: &report.entries,
    };
    // Maps with keys that are strings, and no other cause to fail.
    serde_json::to_string_pretty(&written).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::super::sample;

    #[test]
    fn the_shape_is_stable() {
        let mut report = sample::report();
        for entry in &mut report.entries {
            entry.witness.steps.truncate(1);
        }
        insta::assert_snapshot!(super::render(&report), @r#"
        {
          "version": 1,
          "tool": {
            "name": "racelens",
            "version": "0.1.0"
          },
          "columns": "unicode characters",
          "complete": true,
          "summary": {
            "files": 3,
            "findings": {
              "error": 0,
              "hint": 0,
              "info": 0,
              "warning": 1
            },
            "rules": {
              "check-then-act-across-await": 1
            },
            "skipped": {
              "generated": 1,
              "minified": 0,
              "vendored": 12,
              "unreadable": 0
            }
          },
          "problems": [],
          "findings": [
            {
              "rule": "check-then-act-across-await",
              "severity": "warning",
              "path": "src/a b.ts",
              "range": {
                "start": {
                  "line": 5,
                  "column": 5
                },
                "end": {
                  "line": 5,
                  "column": 21
                }
              },
              "message": "`this.session` is checked before the task gives way and set after it.",
              "function": "Bot.start",
              "place": "this.session",
              "fingerprint": "f1a90dc1e3e173df",
              "witness": {
                "first": "task 1: Bot.start",
                "second": "task 2: Bot.start",
                "steps": [
                  {
                    "task": "first",
                    "role": "origin",
                    "range": {
                      "start": {
                        "line": 3,
                        "column": 9
                      },
                      "end": {
                        "line": 3,
                        "column": 22
                      }
                    },
                    "note": "checks `this.session`",
                    "code": "if (this.session) return;"
                  }
                ]
              },
              "fixes": [
                {
                  "title": "Test `this.session` again",
                  "safe": true,
                  "edits": [
                    {
                      "range": {
                        "start": {
                          "line": 4,
                          "column": 5
                        },
                        "end": {
                          "line": 4,
                          "column": 5
                        }
                      },
                      "text": "if (this.session) return;\n    "
                    }
                  ]
                }
              ]
            }
          ]
        }
        "#);
    }
}
