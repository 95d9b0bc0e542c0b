//! All safe fixes of a file, one after the other.

use super::super::{Auditor, Finding, Fix};
use crate::syntax::Document;

/// A document after its safe fixes.
#[derive(Clone, Debug)]
pub struct Mended {
    /// The document; as it was where nothing was safe to mend.
    pub document: Document,
    /// What was done, in the order in which it was done.
    pub fixes: Vec<Applied>,
}

/// One fix that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The rule whose finding it mended.
    pub rule: String,
    /// What was done, as edits of the text before it.
    pub fix: Fix,
}

/// Applies the first safe fix of each finding. After each fix the text is audited anew, for what it did to the function
/// is what the next one finds there. A fix is rid of its finding and has no other, so there are no more rounds than
/// findings. `audit` and `fixes` say what counts as a finding and how it is mended.
pub fn mend(
    auditor: &mut Auditor,
    document: &Document,
    mut findings: Vec<Finding>,
    audit: impl Fn(&mut Auditor, &Document) -> Vec<Finding>,
    fixes: impl Fn(&mut Auditor, &Document, &Finding) -> Vec<Fix>,
) -> Mended {
    let mut mended = Mended { document: document.clone(), fixes: Vec::new() };
    for _ in 0..findings.len() {
        let next = findings.iter().find_map(|finding| {
            let fix = fixes(auditor, &mended.document, finding).into_iter().find(|fix| fix.safe)?;
            Some(Applied { rule: finding.rule.clone(), fix })
        });
        let Some(applied) = next else { break };
        let text = applied.fix.edits.apply(mended.document.text());
        mended.document = Document::new(document.language(), text);
        mended.fixes.push(applied);
        findings = audit(auditor, &mended.document);
    }
    mended
}
