//! Every fix is tried before it is offered.

use crate::audit::{Auditor, Catalogue, Finding, Fix, Settings, Severity};
use crate::syntax::Document;
use crate::text::{Edits, Span};
use std::collections::BTreeMap;
use std::path::Path;

/// What is tried of every fix.
pub(super) struct Trial<'a> {
    /// It knows the document already, so that a trial costs what the fix changes.
    auditor: &'a mut Auditor,
    catalogue: &'a Catalogue,
    document: &'a Document,
    settings: Settings,
    own: Key,
    before: BTreeMap<Key, usize>,
}

/// What stays the same of a finding while lines move.
type Key = (String, String, String);

impl<'a> Trial<'a> {
    pub fn new(
        auditor: &'a mut Auditor,
        catalogue: &'a Catalogue,
        document: &'a Document,
        finding: &Finding,
    ) -> Trial<'a> {
        let mut settings = Settings::default();
        settings.rules.insert(finding.rule.clone(), Severity::Warning);
        let own = (finding.rule.clone(), finding.function.clone(), finding.place.clone());
        let mut trial = Trial { auditor, catalogue, document, settings, own, before: BTreeMap::new() };
        trial.before = trial.audit(document);
        trial
    }

    fn audit(&mut self, document: &Document) -> BTreeMap<Key, usize> {
        let mut counts = BTreeMap::new();
        for found in self.auditor.audit(self.catalogue, document, Path::new(""), &self.settings) {
            *counts.entry((found.rule, found.function, found.place)).or_default() += 1;
        }
        counts
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
