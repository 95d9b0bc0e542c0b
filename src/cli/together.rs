//! A run over many files: first each is heard by itself, then each is looked at with what it sees of the others.

use super::run::{Known, Outcome, Run, STACK, Work, guarded, progress, unread};
use crate::audit::whole::{self, Hearing};
use crate::audit::{Auditor, is_addressed};
use crate::facts::{FileFacts, Packed};
use crate::project::cache::number;
use crate::project::discover::{self, Found};
use crate::project::{Digest, Index, View};
use crate::syntax;
use rayon::prelude::*;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// So many bytes of packed facts wait for the second look; files that were heard later are read again for theirs.
const MAX_WAITING: usize = 128 << 20;

/// Where more bytes wait than these, what comes is made smaller.
const ROOMY: usize = 4 << 20;

/// What hearing a file came to.
enum First<T> {
    /// There is nothing to look at.
    Over(Box<Outcome<T>>),
    /// Nothing can be found in it, unless it sees something of others. What a test has to say all the same.
    Quiet(Option<Arc<Digest>>),
    /// Nobody would see what could be found in it, whatever it sees of others. What it has to say all the same.
    Untold(Arc<Digest>),
    /// What it says to others, and its facts with a print of the text that they are of.
    Heard(Arc<Digest>, Option<(u64, Packed)>),
    /// It is to be looked at, whatever it says. What a test has to say all the same.
    Unheard(Option<Arc<Digest>>),
}

impl Run<'_> {
    /// Does the work on every file that was found, once; the outcomes come in the order of the paths.
    pub(super) fn together<T: Send>(&self, found: &Found, work: &impl Work<T>) -> Result<Vec<Outcome<T>>, String> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads())
            .stack_size(STACK)
            .thread_name(|index| format!("audit-{index}"))
            .build()
            .map_err(|error| error.to_string())?;
        pool.install(|| {
            let bar = progress(2 * found.files.len(), self.scope.no_progress);
            let waiting = AtomicUsize::new(0);
            let alone = found.files.len() == 1;
            let first: Vec<First<T>> = found
                .files
                .par_iter()
                .map_init(Auditor::default, |auditor, path| {
                    let first = if alone { First::Unheard(None) } else { self.hear(auditor, found, path, &waiting) };
                    bar.inc(1);
                    first
                })
                .collect();
            let index = if alone { Index::default() } else { self.index(found, &first) };
            let outcomes = first
                .into_par_iter()
                .enumerate()
                .map_init(Auditor::default, |auditor, (file, first)| {
                    let outcome = match found.files.get(file) {
                        Some(path) => self.look(auditor, found, (file as u32, path), first, &index, work),
                        None => Outcome::Gone,
                    };
                    bar.inc(1);
                    outcome
                })
                .collect();
            bar.finish_and_clear();
            if let Some(cache) = self.cache.as_ref().filter(|_| !alone) {
                // The next run is slower then, and no worse.
                let _ = cache.save();
            }
            Ok(outcomes)
        })
    }

    fn hear<T>(&self, auditor: &mut Auditor, found: &Found, path: &Path, waiting: &AtomicUsize) -> First<T> {
        let Some(language) = syntax::by_path(path) else { return First::Over(Box::new(Outcome::Gone)) };
        let text = match discover::read(path, found.named.contains(path)) {
            Ok(text) => text,
            Err(why) => return First::Over(Box::new(unread(path, why))),
        };
        let told = self.all || is_addressed(&text);
        if !told && !self.catalogue().may_speak_of(language, &text) {
            return First::Quiet(None);
        }
        if !told && !self.may_tell(path, language, &text) {
            return First::Untold(Arc::new(Digest::glance(&text)));
        }
        let print = number(&text);
        let cache = self.cache.as_ref();
        match guarded(|| whole::hear(auditor, self.catalogue(), language, self.is_test(path), text, cache)) {
            Ok(Hearing::Stirs(digest, facts)) => {
                let finds_room = |facts: &Packed| {
                    let weight = facts.weight();
                    waiting.fetch_add(weight, Ordering::Relaxed) + weight <= MAX_WAITING
                };
                let pack = |facts: Arc<FileFacts>| {
                    let packed = facts.pack();
                    if waiting.load(Ordering::Relaxed) < ROOMY { packed } else { packed.squeezed() }
                };
                let packed = facts.map(pack).filter(finds_room);
                First::Heard(digest, packed.map(|facts| (print, facts)))
            }
            Ok(Hearing::Quiet(glance)) if !told => First::Quiet(glance),
            Ok(Hearing::Quiet(glance) | Hearing::GaveUp(glance)) => First::Unheard(glance),
            Err(_) => {
                // The look at it will say what broke.
                *auditor = Auditor::default();
                First::Unheard(None)
            }
        }
    }

    fn look<T>(
        &self,
        auditor: &mut Auditor,
        found: &Found,
        (file, path): (u32, &Path),
        first: First<T>,
        index: &Index,
        work: &impl Work<T>,
    ) -> Outcome<T> {
        let view = match first {
            First::Heard(..) => index.view(file),
            First::Quiet(_) | First::Unheard(_) => index.view_of_quiet(file),
            First::Over(_) | First::Untold(_) => View::default(),
        };
        let facts = match first {
            First::Over(outcome) => return *outcome,
            First::Untold(_) => return Outcome::Done(work(auditor, None)),
            First::Quiet(_) if !view.tells => return Outcome::Done(work(auditor, None)),
            First::Quiet(_) | First::Unheard(_) => None,
            First::Heard(_, facts) => facts.and_then(|(print, facts)| Some((print, Arc::new(facts.unpack()?)))),
        };
        self.guarded_file(auditor, found, path, Known { view: Arc::new(view), facts }, work)
    }

    /// All that the files say to each other.
    fn index<T>(&self, found: &Found, first: &[First<T>]) -> Index {
        let digest = |first: &First<T>| match first {
            First::Heard(digest, _) | First::Untold(digest) => Some(digest.clone()),
            First::Quiet(glance) | First::Unheard(glance) => glance.clone(),
            _ => None,
        };
        whole::index(
            self.catalogue(),
            &self.root,
            &found.files,
            first.iter().map(digest).collect(),
            self.cache.as_ref(),
        )
    }
}
