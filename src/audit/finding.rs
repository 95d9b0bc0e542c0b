//! What an audit says: findings, their witnesses and their fixes, as plain data.

use super::Severity;
use crate::text::{Edits, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One hazard in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The id of the rule, the stem of its page.
    pub rule: String,
    /// How much it weighs, after the settings and the kind of file.
    pub severity: Severity,
    /// What to underline: the step that goes wrong, in bytes of the file.
    pub span: Span,
    /// The fact, in the words of the user's own code. One sentence or two, no advice.
    pub message: String,
    /// The function it happens in, as a path such as `Session.start`; empty at module level.
    pub function: String,
    /// The storage it is about, as the code writes it, such as `this.busy`; empty where the rule is about none.
    pub place: String,
    /// The schedule that goes wrong.
    pub witness: Witness,
    /// The steps of the rule's sentence by name, in bytes of the file: what fixes take hold of.
    pub anchors: Vec<(String, Span)>,
}

/// What stays the same of a finding while lines move: its rule, its function and its place.
pub type Key = (String, String, String);

impl Finding {
    /// What stays the same of it while lines move.
    pub fn key(&self) -> Key {
        (self.rule.clone(), self.function.clone(), self.place.clone())
    }

    /// How many of these there are of each sort.
    pub fn count(findings: &[Finding]) -> BTreeMap<Key, usize> {
        let mut counts = BTreeMap::new();
        for finding in findings {
            *counts.entry(finding.key()).or_default() += 1;
        }
        counts
    }
}

/// A legal schedule of two tasks that ends in the hazard: the rows of the interleaving table, in order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// The first task, such as `task 1: Session.start`.
    pub first: String,
    /// The other task; empty where one task alone goes wrong.
    pub second: String,
    /// What each does, in order of time.
    pub steps: Vec<Step>,
}

/// One row of a witness.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Who does it.
    pub task: Task,
    /// What part it plays.
    pub role: Role,
    /// Where, in bytes of the file; what the finding underlines where it happens in another file.
    pub span: Span,
    /// Where in which other file.
    pub elsewhere: Option<Elsewhere>,
    /// What happens, in a few words: "checks `this.busy`".
    pub note: String,
}

/// A place in another file than that of the finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// The file, relative to the root, with `/`.
    pub path: Arc<str>,
    /// The line, 0-based.
    pub line: u32,
    /// What of the line stands before `code`, in bytes: its indentation.
    pub indent: u32,
    /// The line as it is, without blanks at its ends.
    pub code: Arc<str>,
    /// The step, in bytes of `code`.
    pub span: Span,
}

/// One of the two tasks of a witness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// The task that the finding is reported in.
    First,
    /// The one that comes between.
    Second,
}

/// The part that a step plays in a witness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Something is read, tested, taken or begun that a later step relies on.
    Origin,
    /// The task gives way, or may be descheduled.
    Switch,
    /// The other task interferes.
    Interference,
    /// The step that goes wrong.
    Act,
}

/// A quick fix: edits that keep the meaning of the program and end the hazard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// The cure in the imperative: "Capture `session.activeDriver` at entry".
    pub title: String,
    /// What changes.
    pub edits: Edits,
    /// True where the behaviour of a single task stays the same, so that fix-all may apply it unasked.
    pub safe: bool,
}
