//! Every fix is tried before it is offered.

use crate::audit::finding::Key;
use crate::audit::{Auditor, Catalogue, Finding, Fix, Settings, Severity};
use crate::syntax::Document;
use crate::text::{Edits, Span};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What is tried of every fix.
pub(super) struct Trial<'a> {
    /// It knows the document already, so that a trial costs what the fix changes.
    auditor: &'a mut Auditor,
    catalogue: &'a Catalogue,
    document: &'a Document,
    settings: Settings,
    own: Key,
    before: Counts,
}

/// How many findings of each sort there are.
type Counts = Arc<BTreeMap<Key, usize>>;

/// What was found in the document that fixes were last tried on, with the rule that was on for them: the fixes of its
/// next finding begin with the same.
#[derive(Debug)]
pub struct Before {
    document: Document,
    rule: String,
    counts: Counts,
}

impl<'a> Trial<'a> {
    pub fn new(
        auditor: &'a mut Auditor,
        catalogue: &'a Catalogue,
        document: &'a Document,
        finding: &Finding,
    ) -> Trial<'a> {
        let mut settings = Settings::default();
        settings.rules.insert(finding.rule.clone(), Severity::Warning);
        let own = finding.key();
        let mut trial = Trial { auditor, catalogue, document, settings, own, before: Counts::default() };
        trial.before = trial.count_before(&finding.rule);
        trial
    }

    fn count_before(&mut self, rule: &str) -> Counts {
        // A rule that is on anyway, in tests too, changes nothing by being put on.
        let folder = self.document.language().folder;
        let off = |rule: &str| {
            self.catalogue.rule(rule).is_none_or(|rule| {
                let own = rule.severity_in(folder);
                own == Severity::Off || own.in_test(true, rule.tests) == Severity::Off
            })
        };
        let rule = if off(rule) { rule } else { "" };
        if let Some(before) = &self.auditor.before
            && before.document.is(self.document)
            && before.rule == rule
        {
            return before.counts.clone();
        }
        let counts = Counts::new(self.audit(self.document));
        let before = Before { document: self.document.clone(), rule: rule.to_string(), counts: counts.clone() };
        self.auditor.before = Some(before);
        counts
    }

    fn audit(&mut self, document: &Document) -> BTreeMap<Key, usize> {
        Finding::count(&self.auditor.audit_anew(self.catalogue, document, Path::new(""), &self.settings))
    }

    /// True where the result parses, is rid of the finding and has no other.
    pub fn passes(&mut self, fix: &Fix) -> bool {
        let fixed = edited(self.document, &fix.edits);
        if fixed.has_errors() && !self.document.has_errors() {
            return false;
        }
        let after = self.audit(&fixed);
        after.get(&self.own) < self.before.get(&self.own).max(Some(&1))
            && after.iter().all(|(key, count)| self.before.get(key) >= Some(count))
    }
}

/// The document after the edits, as one edit from the first of them to the last.
fn edited(document: &Document, edits: &Edits) -> Document {
    let text = edits.apply(document.text());
    let start = edits.iter().next().map_or(0, |edit| edit.span.range().start);
    let end = edits.iter().next_back().map_or(0, |edit| edit.span.range().end);
    let left = document.text().len() - end;
    let mut edited = document.clone();
    edited.edit(Span::new(start as u32, end as u32), text.get(start..text.len() - left).unwrap_or(""));
    edited
}
