//! From the files of a project to its index: what the command line and the server share.

use super::{Auditor, Catalogue};
use crate::project::cache::number;
use crate::project::discover::{self, slashed};
use crate::project::{Cache, Digest, Index, Resolver};
use crate::syntax::{self, Document, Language};
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Files in which nothing stirs are looked at while others speak of them, over so many files between.
const MAX_ROUNDS: u32 = 4;

/// How these files, which lie below the root, find each other.
pub fn resolver(root: &Path, files: &[PathBuf]) -> Resolver {
    let paths = files.iter().map(|path| slashed(path.strip_prefix(root).unwrap_or(path))).collect();
    let read = |path: &str| discover::read(&root.join(path), true).ok();
    Resolver::new(paths, &read)
}

/// The index of these files, which lie below the root, given what each says; of those of which nothing is known what they say
/// is found out where others speak of them. Runs in the pool of threads that it is called in.
pub fn index(
    catalogue: &Catalogue,
    root: &Path,
    files: &[PathBuf],
    digests: Vec<Option<Arc<Digest>>>,
    cache: Option<&Cache>,
) -> Index {
    let mut index = Index::new(resolver(root, files), digests);
    for _ in 0..MAX_ROUNDS {
        let quiet = index.wanting();
        if quiet.is_empty() {
            break;
        }
        let look = |auditor: &mut Auditor, file: &u32| {
            let path = files.get(*file as usize)?;
            let (language, text) = (syntax::by_path(path)?, discover::read(path, false).ok()?);
            let key = number(&("digest", number(&text), language.id));
            if let Some(known) = cache.and_then(|cache| cache.get(key)) {
                return Some(known);
            }
            let document = Document::new(language, text);
            if document.gave_up() {
                return None;
            }
            let digest = guarded(auditor, |auditor| auditor.digest(catalogue, &document))?;
            cache.into_iter().for_each(|cache| cache.put(key, &digest));
            Some(digest)
        };
        let said: Vec<_> = quiet.par_iter().map_init(Auditor::default, look).collect();
        index.put(quiet.into_iter().zip(said.into_iter().map(|digest| Arc::new(digest.unwrap_or_default()))));
    }
    index.link();
    index
}

/// What a file has to say to others; nothing where nothing stirs in it.
pub fn digest_of(
    auditor: &mut Auditor,
    catalogue: &Catalogue,
    path: &Path,
    cache: Option<&Cache>,
) -> Option<Arc<Digest>> {
    let language = syntax::by_path(path)?;
    let text = discover::read(path, false).ok()?;
    if !catalogue.may_speak_of(language, &text) {
        return None;
    }
    let key = heard_key(language, number(&text));
    if let Some(known) = cache.and_then(|cache| cache.get::<Option<Digest>>(key)) {
        return known.map(Arc::new);
    }
    let document = Document::new(language, text);
    if document.gave_up() {
        return None;
    }
    let heard = guarded(auditor, |auditor| auditor.hear(catalogue, &document))?;
    cache.into_iter().for_each(|cache| cache.put(key, &heard.as_ref().map(|heard| &*heard.digest)));
    heard.map(|heard| heard.digest)
}

/// Under which number it is kept what a text, known by its number, has to say to others; nothing where nothing stirs in it.
pub fn heard_key(language: &Language, text: u64) -> u64 {
    number(&("heard", text, language.id))
}

/// Of a file that breaks the analysis nothing is known.
fn guarded<T>(auditor: &mut Auditor, look: impl FnOnce(&mut Auditor) -> T) -> Option<T> {
    auditor.forget();
    let answer = catch_unwind(AssertUnwindSafe(|| look(auditor)));
    if answer.is_err() {
        *auditor = Auditor::default();
    }
    answer.ok()
}
