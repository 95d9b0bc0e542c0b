//! The project of an example: itself, and the files that stand beside it.

use super::extract::Example;
use racelens::audit::{Auditor, Catalogue};
use racelens::project::{Index, Resolver, View};
use racelens::syntax::Document;
use std::sync::Arc;

/// What the document of the example sees of the files beside it.
pub fn view(catalogue: &Catalogue, example: &Example, document: &Document) -> Arc<View> {
    if example.beside.is_empty() {
        return Arc::default();
    }
    let others =
        example.beside.iter().map(|(path, text)| (path.clone(), Document::new(example.language, text.clone())));
    let files: Vec<_> = std::iter::once((example.path.clone(), document.clone())).chain(others).collect();
    let digests = files.iter().map(|(_, file)| Some(Arc::new(Auditor::default().digest(catalogue, file))));
    let paths = files.iter().map(|(path, _)| path.clone()).collect();
    Arc::new(Index::new(Resolver::new(paths, &|_| None), digests.collect()).view(0))
}
