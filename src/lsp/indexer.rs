//! What the files of each root say to each other: a thread that looks through them in the background, and again when some
//! have changed, and hands the analysis an index that nobody changes any more.
//!
//! The editor is never kept waiting: until the first index is there, and while the next one is made, documents are judged by
//! the last. Edits are taken in when the keys have been still for a moment.

use super::background;
use super::documents::Open;
use super::outbox::Outbox;
use super::progress::Meter;
use crate::audit::whole::{self, Followed};
use crate::audit::{Auditor, Catalogue};
use crate::project::discover::{self, slashed};
use crate::project::{Cache, Config, Digest, Index, cache, is_test_below};
use crate::syntax::Document;
use rayon::ThreadPool;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant, SystemTime};

/// How long the keys are still before what was typed is told to the other files.
const STILLNESS: Duration = Duration::from_millis(300);

/// Who types without a pause is not waited for any longer.
const BREATH: Duration = Duration::from_secs(3);

/// Deep trees are walked by recursion.
const STACK: usize = 64 << 20;

/// The user is told of the first look at a root, and of a later one at so many files: of what takes a moment nobody needs
/// to hear.
const MANY: usize = 200;

/// Something that may change an index.
enum News {
    Roots(Vec<(PathBuf, Config)>),
    Edited(Arc<Open>),
    Closed(PathBuf),
    Disk,
    Past(Arc<Index>),
}

/// The way to the thread.
#[derive(Debug)]
pub struct Indexer {
    news: mpsc::Sender<News>,
}

/// An index, with the root of its files.
pub type Made = (PathBuf, Arc<Index>);

impl Indexer {
    /// Starts the thread; each index that it makes goes to `then`, and how far it is to the client where there is an outbox.
    ///
    /// # Errors
    /// Where the system has no thread to give.
    pub fn start(outbox: Option<Outbox>, then: impl Fn(Made) + Send + 'static) -> std::io::Result<Indexer> {
        let (news, posted) = mpsc::channel();
        let thread = std::thread::Builder::new().name("indexer".to_string()).stack_size(STACK);
        let pool = rayon::ThreadPoolBuilder::new().thread_name(|index| format!("indexer-{index}")).stack_size(STACK);
        let pool = pool.start_handler(|_| background::give_way()).build().map_err(std::io::Error::other)?;
        let (roots, open, edited) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
        let mut desk = Desk { outbox, then: Box::new(then), pool, roots, open, edited };
        thread.spawn(move || {
            background::give_way();
            desk.work(&posted)
        })?;
        Ok(Indexer { news })
    }

    /// These are the roots from now on.
    pub fn roots(&self, roots: Vec<(PathBuf, Config)>) {
        self.post(News::Roots(roots));
    }

    /// A document was opened or edited.
    pub fn edited(&self, open: Arc<Open>) {
        self.post(News::Edited(open));
    }

    /// A document was closed: what is on the disk counts again.
    pub fn closed(&self, path: PathBuf) {
        self.post(News::Closed(path));
    }

    /// Files may have changed on the disk.
    pub fn disk(&self) {
        self.post(News::Disk);
    }

    /// Nobody judges by this index any more. It is large, and to take it apart is no work for whoever types.
    pub fn past(&self, index: Arc<Index>) {
        self.post(News::Past(index));
    }

    fn post(&self, news: News) {
        // Fails only when the server is going down.
        let _ = self.news.send(news);
    }
}

/// When a file was written, and how long it was; none of what is open, or is not there.
type Stamp = Option<(SystemTime, u64)>;

/// What is known of a file: its stamp, and what it says.
type Known = (Stamp, Option<Arc<Digest>>);

/// What the thread owns.
struct Desk {
    /// The way to a client that shows how far work is.
    outbox: Option<Outbox>,
    then: Box<dyn Fn(Made) + Send>,
    pool: ThreadPool,
    roots: Vec<Root>,
    open: BTreeMap<PathBuf, Arc<Open>>,
    /// Open documents that were edited since their digests were made.
    edited: BTreeSet<PathBuf>,
}

struct Root {
    path: PathBuf,
    config: Config,
    known: BTreeMap<PathBuf, Known>,
    index: Option<Followed>,
    /// Files may have come, gone or changed since.
    stale: bool,
}

impl Desk {
    /// Works until nobody is left who could post.
    fn work(&mut self, posted: &mpsc::Receiver<News>) {
        while let Ok(news) = posted.recv() {
            self.take(news);
            let end = Instant::now() + BREATH;
            while Instant::now() < end {
                match posted.recv_timeout(STILLNESS) {
                    Ok(news) => self.take(news),
                    Err(mpsc::RecvTimeoutError::Timeout) => break,
                    Err(mpsc::RecvTimeoutError::Disconnected) => return,
                }
            }
            self.catch_up();
        }
    }

    fn take(&mut self, news: News) {
        match news {
            News::Roots(roots) => {
                let mut before: BTreeMap<PathBuf, Root> =
                    std::mem::take(&mut self.roots).into_iter().map(|root| (root.path.clone(), root)).collect();
                let root = |(path, config): (PathBuf, Config)| match before.remove(&path) {
                    Some(root) => Root { config, stale: true, ..root },
                    None => Root { path, config, known: BTreeMap::new(), index: None, stale: true },
                };
                self.roots = roots.into_iter().map(root).collect();
            }
            News::Edited(open) => {
                self.edited.insert(open.path.clone());
                self.open.insert(open.path.clone(), open);
            }
            News::Closed(path) => {
                self.open.remove(&path);
                self.roots.iter_mut().filter(|root| path.starts_with(&root.path)).for_each(|root| {
                    root.known.remove(&path);
                    root.stale = true;
                });
            }
            News::Past(index) => drop(index),
            News::Disk => self.roots.iter_mut().for_each(|root| root.stale = true),
        }
    }

    fn catch_up(&mut self) {
        let edited = std::mem::take(&mut self.edited);
        for root in &mut self.roots {
            let mine: Vec<&Arc<Open>> = edited
                .iter()
                .filter(|path| path.starts_with(&root.path))
                .filter_map(|path| self.open.get(path))
                .collect();
            // Gone, and the work with it, only when the index is handed on.
            let mut meter = None;
            if root.stale || root.index.is_none() {
                meter = self.pool.install(|| root.look_through(&self.open, self.outbox.as_ref()));
            } else if mine.is_empty() || !self.pool.install(|| root.take_in(&mine, &self.open)) {
                continue;
            }
            if let Some(index) = &root.index {
                (self.then)((root.path.clone(), Arc::new(index.index.clone())));
            }
            drop(meter);
        }
    }
}

impl Root {
    /// Looks at all files of which something else may be true now, and makes the index anew. What the client is shown of it
    /// ends with the meter.
    fn look_through(&mut self, open: &BTreeMap<PathBuf, Arc<Open>>, outbox: Option<&Outbox>) -> Option<Meter> {
        self.stale = false;
        let config = &self.config;
        let excluded =
            |path: &Path, folder| path.strip_prefix(&self.path).is_ok_and(|path| config.excludes(path, folder));
        let files = discover::discover(std::slice::from_ref(&self.path), 1, &excluded).files;
        let catalogue = catalogue(config);
        let known = &self.known;
        // Later only what has changed meanwhile is looked at.
        let cache = if self.index.is_none() { cache::folder() } else { None };
        let cache = cache.map(|folder| Cache::open(&folder, &self.path, catalogue.print()));
        let cache = cache.as_ref();
        let same = |path: &PathBuf, stamp: &Stamp| known.get(path).filter(|known| stamp.is_some() && known.0 == *stamp);
        let stamped = files.par_iter().map(|path| if open.contains_key(path) { None } else { stamp(path) });
        let stamps: Vec<Stamp> = stamped.collect();
        let pieces = files.iter().zip(&stamps).filter(|(path, stamp)| same(path, stamp).is_none()).count();
        let tells = self.index.is_none() || pieces >= MANY;
        let meter = outbox.filter(|_| tells).map(|outbox| outbox.work(title(&self.path), pieces));
        let look = |auditor: &mut Auditor, (path, stamp): (&PathBuf, Stamp)| {
            if let Some(known) = same(path, &stamp) {
                return known.clone();
            }
            let digest = match open.get(path) {
                Some(open) => said(auditor, catalogue, &self.path, open),
                None => whole::digest_of(auditor, catalogue, (&self.path, path), cache),
            };
            meter.iter().for_each(Meter::step);
            (stamp, digest)
        };
        let looked: Vec<Known> = files.par_iter().zip(stamps).map_init(Auditor::default, look).collect();
        let digests = looked.iter().map(|(_, digest)| digest.clone()).collect();
        let resolver = whole::resolver(&self.path, &files);
        let read = |file: u32| files.get(file as usize).and_then(|path| document(open, path));
        self.index = Some(Followed::new(catalogue, resolver, digests, &read, cache));
        // The next start is slower then, and no worse.
        let _ = cache.map(Cache::save);
        self.known = files.into_iter().zip(looked).collect();
        meter
    }

    /// Takes in what was typed; false where it says nothing new to others.
    fn take_in(&mut self, edited: &[&Arc<Open>], open: &BTreeMap<PathBuf, Arc<Open>>) -> bool {
        let (Some(followed), catalogue) = (&mut self.index, catalogue(&self.config)) else { return false };
        let mut auditor = Auditor::default();
        let said = edited.iter().filter_map(|open| {
            let file = followed.index.file(&slashed(open.path.strip_prefix(&self.path).ok()?))?;
            Some((file, said(&mut auditor, catalogue, &self.path, open)))
        });
        let news = said.collect();
        let paths: Vec<PathBuf> = followed.index.paths().iter().map(|path| self.path.join(path)).collect();
        let read = |file: u32| paths.get(file as usize).and_then(|path| document(open, path));
        followed.put(catalogue, news, &read)
    }
}

/// What an open document below a root has to say to others.
fn said(auditor: &mut Auditor, catalogue: &Catalogue, root: &Path, open: &Open) -> Option<Arc<Digest>> {
    whole::said(auditor, catalogue, open.language, is_test_below(root, &open.path), open.text.as_str(), None)
}

fn stamp(path: &Path) -> Stamp {
    std::fs::metadata(path).ok().and_then(|data| Some((data.modified().ok()?, data.len())))
}

/// What the client shows of the work on a root.
fn title(root: &Path) -> String {
    let name = root.file_name().unwrap_or(root.as_os_str()).to_string_lossy();
    format!("racelens reads {name}")
}

fn catalogue(config: &Config) -> &Catalogue {
    config.own().map_or(Catalogue::builtin(), |own| &own.0)
}

/// A file as it is in the editor, or else on the disk.
fn document(open: &BTreeMap<PathBuf, Arc<Open>>, path: &Path) -> Option<Document> {
    let open = open.get(path).cloned().or_else(|| Open::from_disk(path).map(Arc::new))?;
    Some(Document::unparsed(open.language, open.text.as_str().to_string()))
}
