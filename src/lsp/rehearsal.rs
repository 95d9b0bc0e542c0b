//! What tests need and no user sees: an analysis that fails, dawdles or finds on demand.
//!
//! Compiled into debug builds only, and awake only where the environment variable `RACELENS_REHEARSAL` is set. Then a
//! text with `rehearse: panic` breaks the analysis, `rehearse: sleep 300` holds it up for so many milliseconds, and each
//! `rehearse: find` is a finding of the rule `rehearsal`, or with ` as other-rule` behind it of that one; a safe fix is
//! to say `rehearse: done`, another, which may change the behaviour, to say `REHEARSED`.

use crate::audit::{Finding, Fix, Role, Settings, Severity, Step, Task, Witness};
use crate::syntax::Document;
use crate::text::{Edit, Edits, Span};
use std::sync::LazyLock;
use std::time::Duration;

static AWAKE: LazyLock<bool> = LazyLock::new(|| std::env::var_os("RACELENS_REHEARSAL").is_some());

const RULE: &str = "rehearsal";
const FIND: &str = "rehearse: find";

/// Fails or dawdles where the text says so.
pub fn before(text: &str) {
    if !*AWAKE {
        return;
    }
    if let Some((_, rest)) = text.split_once("rehearse: sleep ") {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        std::thread::sleep(Duration::from_millis(digits.parse().unwrap_or(0)));
    }
    assert!(!text.contains("rehearse: panic"), "rehearsed");
}

/// One finding for each place that asks for one.
pub fn findings(document: &Document, settings: &Settings) -> Vec<Finding> {
    if !*AWAKE {
        return Vec::new();
    }
    let text = document.text();
    let found = text.match_indices(FIND).map(|(at, _)| {
        let rest = text.get(at + FIND.len()..).unwrap_or_default();
        let named = rest.strip_prefix(" as ").and_then(|rest| rest.split_whitespace().next());
        let rule = named.unwrap_or(RULE);
        let severity = settings.rules.get(rule).copied().unwrap_or(Severity::Warning);
        let span = Span::new(at as u32, (at + FIND.len()) as u32);
        let step = |task, role, note: &str| Step { task, role, span, elsewhere: None, note: note.to_string() };
        Finding {
            rule: rule.to_string(),
            severity,
            span,
            message: "`this.flag` is set after the task gave way.".to_string(),
            function: "Show.start".to_string(),
            place: "this.flag".to_string(),
            anchors: Vec::new(),
            witness: Witness {
                first: "task 1: Show.start".to_string(),
                second: "task 2: Show.start".to_string(),
                steps: vec![
                    step(Task::First, Role::Origin, "checks `this.flag`"),
                    step(Task::First, Role::Switch, "gives way"),
                    step(Task::Second, Role::Interference, "checks `this.flag`"),
                    step(Task::First, Role::Act, "sets `this.flag`"),
                ],
            },
        }
    });
    found.collect()
}

/// The fixes of such a finding.
pub fn fixes(document: &Document, finding: &Finding) -> Vec<Fix> {
    if !*AWAKE || finding.span.of(document.text()) != FIND {
        return Vec::new();
    }
    let fix = |title: &str, text: &str, safe| {
        let edit = Edit { span: finding.span, text: text.to_string() };
        Fix { title: title.to_string(), edits: Edits::new(vec![edit]).unwrap_or_default(), safe }
    };
    vec![fix("Say that it is done", "rehearse: done", true), fix("Shout", "REHEARSED", false)]
}
