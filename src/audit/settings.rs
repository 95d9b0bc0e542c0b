//! What a user may turn: the severity of each rule.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How much a finding weighs. Ordered: `Off < Hint < Info < Warning < Error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Not reported.
    Off,
    /// Shown in editors, and elsewhere with `--strict`.
    Hint,
    /// Shown everywhere.
    Info,
    /// Fails an audit by default.
    Warning,
    /// Fails an audit.
    Error,
}

impl Severity {
    /// The word for it in reports and settings.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Off => "off",
            Severity::Hint => "hint",
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// The severity in test code: a level lower, a hint, or none.
    pub fn in_test(self, is_test: bool, rule: super::InTests) -> Severity {
        match (is_test, rule, self) {
            (false, ..) | (_, super::InTests::Same, _) => self,
            (_, super::InTests::Off, _) => Severity::Off,
            (_, super::InTests::Hint, own) => own.min(Severity::Hint),
            (.., Severity::Error) => Severity::Warning,
            (.., Severity::Warning) => Severity::Info,
            (.., Severity::Info) => Severity::Hint,
            (.., lowest) => lowest,
        }
    }

    /// The severity that a word names.
    pub fn from_word(word: &str) -> Option<Severity> {
        [Severity::Off, Severity::Hint, Severity::Info, Severity::Warning, Severity::Error]
            .into_iter()
            .find(|severity| severity.word() == word)
    }
}

/// The settings of one audit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Rule id to the severity that replaces the one of its page.
    pub rules: BTreeMap<String, Severity>,
}
