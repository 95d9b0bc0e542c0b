//! What a user may turn: the severity of each rule, and what the project calls its own.

use super::Catalogue;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How much a finding weighs. Ordered: `Off < Hint < Info < Warning < Error`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Not reported.
    #[default]
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

/// How much is told where nothing else is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Errors and warnings alone.
    Minimal,
    /// As the pages of the rules have it.
    #[default]
    Recommended,
    /// Hints weigh as infos, and what is off is a hint.
    Strict,
}

impl Profile {
    /// What a rule weighs whose page says so.
    pub fn severity(self, page: Severity) -> Severity {
        match (self, page) {
            (Profile::Minimal, Severity::Info | Severity::Hint) => Severity::Off,
            (Profile::Strict, Severity::Hint) => Severity::Info,
            (Profile::Strict, Severity::Off) => Severity::Hint,
            (_, page) => page,
        }
    }
}

/// A catalogue that knows what a project calls its own. Two are equal only if they are one.
#[derive(Clone, Debug)]
pub struct Own(pub Arc<Catalogue>);

impl PartialEq for Own {
    fn eq(&self, other: &Own) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Own {}

/// The settings of one audit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Rule id to the severity that replaces the one of its page.
    pub rules: BTreeMap<String, Severity>,
    /// What rules weigh of which nothing else is said.
    pub profile: Profile,
    /// The catalogue with the names of the project; none where it has none of its own.
    pub own: Option<Own>,
    /// Nobody sees what weighs less: what could come to no more need not be looked for.
    pub least: Severity,
}

impl Settings {
    /// The rules and facts that hold.
    pub fn catalogue(&self) -> &Catalogue {
        self.own.as_ref().map_or_else(|| Catalogue::builtin(), |own| &own.0)
    }
}
