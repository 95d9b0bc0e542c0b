//! All safe fixes of a file, one after the other.

use super::super::{Auditor, Catalogue, Finding, Settings, apply};
use crate::syntax::Document;
use std::path::Path;

/// A text after its safe fixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// The text; as it was where nothing was safe to mend.
    pub text: String,
    /// What was done, in the order in which it was done.
    pub fixes: Vec<Applied>,
}

/// One fix that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The rule whose finding it mended.
    pub rule: String,
    /// What was done.
    pub title: String,
}

/// Applies the first safe fix of each finding that is `wanted` and that no comment allows. After each fix the text is
/// audited anew, for what it did to the function is what the next one finds there. A fix is rid of its finding and has
/// no other, so there are no more rounds than findings.
pub fn mend(
    auditor: &mut Auditor,
    catalogue: &Catalogue,
    document: &Document,
    path: &Path,
    settings: &Settings,
    wanted: &dyn Fn(&Finding) -> bool,
) -> Mended {
    let language = document.language();
    let mut mended = Mended { text: document.text().to_string(), fixes: Vec::new() };
    let mut now = None;
    let mut rounds = None;
    loop {
        let document = now.as_ref().unwrap_or(document);
        let findings = auditor.audit(catalogue, document, path, settings);
        let findings = apply(document, findings, catalogue, settings);
        let left = rounds.get_or_insert(findings.len());
        let next = findings.iter().filter(|finding| wanted(finding)).find_map(|finding| {
            let fix = auditor.fixes(catalogue, document, finding).into_iter().find(|fix| fix.safe)?;
            Some((finding, fix))
        });
        let Some((finding, fix)) = next.filter(|_| *left > 0) else { return mended };
        *left -= 1;
        mended.text = fix.edits.apply(&mended.text);
        mended.fixes.push(Applied { rule: finding.rule.clone(), title: fix.title });
        now = Some(Document::new(language, mended.text.clone()));
    }
}
