//! The audit: rules, what they find, how it is shown and mended.
//!
//! A [`Rule`] is a page and patterns; a [`Finding`] is plain data in byte spans; a [`Fix`] is a set of edits.

mod catalogue;
mod finding;
mod settings;
mod suppress;

pub use catalogue::{Catalogue, Rule};
pub use finding::{Finding, Fix, Role, Step, Task, Witness};
pub use settings::{Severity, Settings};
pub use suppress::{Housekeeping, apply, housekeeping};

use crate::syntax::Document;
use std::path::Path;

/// Audits one file at a time and remembers the facts of its items, so that the next look at an edited document
/// redoes only what changed. One of these lives beside every open document; a whole-project run uses a fresh one
/// for each file.
#[derive(Debug, Default)]
pub struct Auditor {}

impl Auditor {
    /// All findings of `document`, ordered by position and rule, suppressions not yet applied. `path` (relative to
    /// the audited root where there is one) decides what is test code and which settings hold.
    ///
    /// Equal to what a fresh auditor would say, whatever was audited before.
    pub fn audit(&mut self, catalogue: &Catalogue, document: &Document, path: &Path, settings: &Settings) -> Vec<Finding> {
        let _ = (catalogue, document, path, settings);
        Vec::new()
    }
}

/// The fixes of one finding, best first. Recomputed from the document, so that nothing need be kept with a
/// diagnostic.
pub fn fixes(catalogue: &Catalogue, document: &Document, finding: &Finding) -> Vec<Fix> {
    let _ = (catalogue, document, finding);
    Vec::new()
}
