//! From the files of a project to its index: what the command line and the server share.

use super::{Auditor, Catalogue, Heard};
use crate::facts::FileFacts;
use crate::project::cache::number;
use crate::project::discover::{self, slashed};
use crate::project::{Cache, Digest, Index, Resolver, is_test_below};
use crate::syntax::allocator::nursery;
use crate::syntax::{self, Document, Language};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
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
    let read = |file: u32| open(files.get(file as usize)?);
    Followed::new(catalogue, resolver(root, files), digests, &read, cache).index
}

/// The text of a file, by its index; it need not be parsed.
pub type Read<'r> = &'r (dyn Fn(u32) -> Option<Document> + Sync);

/// An index that follows its files from edit to edit: each time it is what it would be from scratch.
#[derive(Debug)]
pub struct Followed {
    /// What the files say to each other.
    pub index: Index,
    /// The same of those alone in which something stirs, and not linked.
    stirring: Index,
    /// What is known of the others: those of which somebody speaks.
    quiet: FxHashMap<u32, Arc<Digest>>,
}

impl Followed {
    /// Begins with what each file says, as [`said`] has it. Runs in the pool of threads that it is called in.
    pub fn new(
        catalogue: &Catalogue,
        resolver: Resolver,
        digests: Vec<Option<Arc<Digest>>>,
        read: Read,
        cache: Option<&Cache>,
    ) -> Followed {
        let stirring = Index::new(resolver, digests);
        let mut followed = Followed { index: Index::default(), stirring, quiet: FxHashMap::default() };
        followed.link(catalogue, read, cache);
        followed
    }

    /// These files say something else now; false where that is no news to the others.
    pub fn put(&mut self, catalogue: &Catalogue, news: Vec<(u32, Option<Arc<Digest>>)>, read: Read) -> bool {
        let print = |digest: &Arc<Digest>| digest.print();
        let mut told = false;
        for (file, digest) in &news {
            let before = self.stirring.digest(*file).map(print);
            told |= before != digest.as_ref().map(print);
            // Of a quiet file it is not known what it said that others heard.
            told |= self.quiet.remove(file).is_some();
        }
        if told {
            self.stirring.put(news);
            self.link(catalogue, read, None);
        }
        told
    }

    /// Finds out what is to be known of the files in which nothing stirs, and links all of it.
    fn link(&mut self, catalogue: &Catalogue, read: Read, cache: Option<&Cache>) {
        let mut index = self.stirring.clone();
        let mut asked: FxHashMap<u32, Arc<Digest>> = FxHashMap::default();
        // Those of which only tests speak come last.
        for beside in [false, true] {
            for _ in 0..MAX_ROUNDS {
                let wanting = index.wanting(beside);
                if wanting.is_empty() {
                    break;
                }
                let look = |auditor: &mut Auditor, file: u32| {
                    if let Some(known) = self.quiet.get(&file) {
                        return (file, known.clone());
                    }
                    // The tree ends here, and with it the nursery.
                    let said = nursery(|| {
                        let document = read(file)?;
                        let said = names_of(auditor, catalogue, &document, cache)?;
                        Some(if index.is_test(file) { as_test(catalogue, &document, said) } else { said })
                    });
                    (file, Arc::new(said.unwrap_or_default()))
                };
                let said: Vec<(u32, Arc<Digest>)> = wanting.into_par_iter().map_init(Auditor::default, look).collect();
                asked.extend(said.iter().cloned());
                let news = said.into_iter().map(|(file, digest)| (file, Some(digest)));
                if beside { index.put_aside(news.collect()) } else { index.put(news) }
            }
        }
        index.link();
        self.quiet = asked;
        self.index = index;
    }
}

/// A test counts as called what a glance at it shows, whoever reads it.
fn as_test(catalogue: &Catalogue, document: &Document, said: Digest) -> Digest {
    let glance = glance(catalogue, document.language(), document.text()).unwrap_or_default();
    Digest { loose: glance.loose, ..said }
}

/// What a glance at a test shows; nothing where its letters show that nothing stirs in it.
fn glance(catalogue: &Catalogue, language: &Language, text: &str) -> Option<Digest> {
    catalogue.may_speak_of(language, text).then(|| Digest::glance(text))
}

/// What others may know of a document, whether or not anything stirs in it.
fn names_of(
    auditor: &mut Auditor,
    catalogue: &Catalogue,
    document: &Document,
    cache: Option<&Cache>,
) -> Option<Digest> {
    let key = number(&("digest", number(&document.text()), document.language().id));
    if let Some(known) = cache.and_then(|cache| cache.get(key)) {
        return Some(known);
    }
    if document.gave_up() {
        return None;
    }
    let digest = guarded(auditor, |auditor| auditor.digest(catalogue, document))?;
    cache.into_iter().for_each(|cache| cache.put(key, &digest));
    Some(digest)
}

/// What a file has to say to others; nothing where nothing stirs in it.
pub fn digest_of(
    auditor: &mut Auditor,
    catalogue: &Catalogue,
    (root, path): (&Path, &Path),
    cache: Option<&Cache>,
) -> Option<Arc<Digest>> {
    let language = syntax::by_path(path)?;
    let text = discover::read(path, false).ok()?;
    said(auditor, catalogue, language, is_test_below(root, path), &text, cache)
}

/// What a text, of a test or not, has to say to others; nothing where nothing stirs in it.
pub fn said(
    auditor: &mut Auditor,
    catalogue: &Catalogue,
    language: &'static Language,
    in_test: bool,
    text: &str,
    cache: Option<&Cache>,
) -> Option<Arc<Digest>> {
    if !catalogue.may_speak_of(language, text) {
        return None;
    }
    match guarded(auditor, |auditor| hear(auditor, catalogue, language, in_test, text, cache))? {
        Hearing::Stirs(digest, _) => Some(digest),
        Hearing::Quiet(glance) | Hearing::GaveUp(glance) => glance,
    }
}

/// What hearing a text came to.
#[derive(Debug)]
pub enum Hearing {
    /// Nothing stirs in it. What a test has to say all the same.
    Quiet(Option<Arc<Digest>>),
    /// What it has to say to others; and its facts, unless the cache had the answer.
    Stirs(Arc<Digest>, Option<Arc<FileFacts>>),
    /// It takes too long to parse. What a test has to say all the same.
    GaveUp(Option<Arc<Digest>>),
}

/// Hears a text, of a test or not, or remembers what was heard of it. Its tree ends here.
pub fn hear(
    auditor: &mut Auditor,
    catalogue: &Catalogue,
    language: &'static Language,
    in_test: bool,
    text: impl AsRef<str> + Into<String>,
    cache: Option<&Cache>,
) -> Hearing {
    let key = number(&("heard", number(&text.as_ref()), language.id));
    let glance = if in_test { glance(catalogue, language, text.as_ref()) } else { None };
    let told = |digest: Option<Digest>, glance: Option<Digest>, facts| match (digest, glance) {
        (Some(digest), Some(glance)) => Hearing::Stirs(Arc::new(Digest { loose: glance.loose, ..digest }), facts),
        (Some(digest), None) => Hearing::Stirs(Arc::new(digest), facts),
        (None, glance) => Hearing::Quiet(glance.map(Arc::new)),
    };
    if let Some(known) = cache.and_then(|cache| cache.get::<Option<Digest>>(key)) {
        return told(known, glance, None);
    }
    auditor.forget();
    let heard = nursery(|| {
        let document = Document::new(language, text.into());
        (!document.gave_up()).then(|| auditor.hear(catalogue, &document))
    });
    let Some(heard) = heard else { return Hearing::GaveUp(glance.map(Arc::new)) };
    cache.into_iter().for_each(|cache| cache.put(key, &heard.as_ref().map(|heard| &heard.digest)));
    match heard {
        Some(Heard { digest, facts }) => told(Some(digest), glance, Some(facts)),
        None => told(None, glance, None),
    }
}

fn open(path: &Path) -> Option<Document> {
    Some(Document::unparsed(syntax::by_path(path)?, discover::read(path, false).ok()?))
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
