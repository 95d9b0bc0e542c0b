//! The catalogue: every rule, read from `queries/`.

use super::Severity;
use std::sync::LazyLock;

/// A hazard that racelens knows: what its page says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stem of the page: a noun phrase that reads well after "allow".
    pub id: String,
    /// The severity unless the settings say otherwise.
    pub severity: Severity,
    /// The folders of the languages it speaks of: `typescript`, `python`, `rust`.
    pub languages: Vec<String>,
    /// The message of a finding; `{name}` stands for the text of what the sentence calls `name`.
    pub message: String,
    /// One line on what it finds.
    pub summary: String,
    /// The whole page, in Markdown.
    pub page: String,
}

/// All rules and patterns, compiled.
#[derive(Debug)]
pub struct Catalogue {
    rules: Vec<Rule>,
}

static BUILTIN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue { rules: Vec::new() });

impl Catalogue {
    /// The catalogue that is part of the program.
    pub fn builtin() -> &'static Catalogue {
        &BUILTIN
    }

    /// The rules, in alphabetical order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of that id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}
