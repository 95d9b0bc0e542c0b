//! What the files of each root say to each other: a thread that looks through them in the background, and again when some
//! have changed, and hands the analysis an index that nobody changes any more.
//!
//! The editor is never kept waiting: until the first index is there, and while the next one is made, documents are judged by
//! the last. Edits are taken in when the keys have been still for a moment.

use super::documents::Open;
use crate::audit::{Auditor, Catalogue, whole};
use crate::project::discover::{self, slashed};
use crate::project::{Config, Digest, Index};
use crate::syntax::Document;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::{Duration, SystemTime};

/// How long the keys are still before what was typed is told to the other files.
const STILLNESS: Duration = Duration::from_millis(300);

/// Deep trees are walked by recursion.
const STACK: usize = 64 << 20;

/// Something that may change an index.
enum News {
    Roots(Vec<(PathBuf, Config)>),
    Edited(Arc<Open>),
    Closed(PathBuf),
    Disk,
}

/// The way to the thread.
#[derive(Debug)]
pub struct Indexer {
    news: mpsc::Sender<News>,
}

/// An index, with the root of its files.
pub type Made = (PathBuf, Arc<Index>);

impl Indexer {
    /// Starts the thread; each index that it makes goes to `then`.
    ///
    /// # Errors
    /// Where the system has no thread to give.
    pub fn start(then: impl Fn(Made) + Send + 'static) -> std::io::Result<Indexer> {
        let (news, posted) = mpsc::channel();
        let thread = std::thread::Builder::new().name("indexer".to_string()).stack_size(STACK);
        thread.spawn(move || Desk { then: Box::new(then), ..Desk::empty() }.work(&posted))?;
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

    fn post(&self, news: News) {
        // Fails only when the server is going down.
        let _ = self.news.send(news);
    }
}

/// What is known of a file: when it was written, how long it was, and what it says.
type Known = (Option<(SystemTime, u64)>, Option<Arc<Digest>>);

/// What the thread owns.
struct Desk {
    then: Box<dyn Fn(Made) + Send>,
    roots: Vec<Root>,
    open: BTreeMap<PathBuf, Arc<Open>>,
    /// Open documents that were edited since their digests were made.
    edited: BTreeSet<PathBuf>,
}

struct Root {
    path: PathBuf,
    config: Config,
    known: BTreeMap<PathBuf, Known>,
    index: Option<Index>,
    /// Files may have come, gone or changed since.
    stale: bool,
}

impl Desk {
    fn empty() -> Desk {
        Desk { then: Box::new(|_| ()), roots: Vec::new(), open: BTreeMap::new(), edited: BTreeSet::new() }
    }

    /// Works until nobody is left who could post.
    fn work(&mut self, posted: &mpsc::Receiver<News>) {
        while let Ok(news) = posted.recv() {
            self.take(news);
            loop {
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
            if root.stale || root.index.is_none() {
                root.look_through(&self.open);
            } else if mine.is_empty() || !root.take_in(&mine) {
                continue;
            }
            if let Some(index) = &root.index {
                (self.then)((root.path.clone(), Arc::new(index.clone())));
            }
        }
    }
}

impl Root {
    /// Looks at all files of which something else may be true now, and makes the index anew.
    fn look_through(&mut self, open: &BTreeMap<PathBuf, Arc<Open>>) {
        self.stale = false;
        let config = &self.config;
        let excluded =
            |path: &Path, folder| path.strip_prefix(&self.path).is_ok_and(|path| config.excludes(path, folder));
        let files = discover::discover(std::slice::from_ref(&self.path), 1, &excluded).files;
        let catalogue = catalogue(config);
        let known = &self.known;
        let looked: Vec<Known> = files
            .par_iter()
            .map_init(Auditor::default, |auditor, path| {
                if let Some(open) = open.get(path) {
                    return (None, Some(digest(auditor, catalogue, open)));
                }
                let stamp = std::fs::metadata(path).ok().and_then(|data| Some((data.modified().ok()?, data.len())));
                match known.get(path) {
                    Some((before, digest)) if *before == stamp && stamp.is_some() => (stamp, digest.clone()),
                    _ => (stamp, whole::digest_of(auditor, catalogue, path)),
                }
            })
            .collect();
        let digests = looked.iter().map(|(_, digest)| digest.clone()).collect();
        self.index = Some(whole::index(catalogue, &self.path, &files, digests, None));
        self.known = files.into_iter().zip(looked).collect();
    }

    /// Takes in what was typed; false where it says nothing new to others.
    fn take_in(&mut self, edited: &[&Arc<Open>]) -> bool {
        let (Some(index), catalogue) = (&mut self.index, catalogue(&self.config)) else { return false };
        let mut news = Vec::new();
        for open in edited {
            let Ok(path) = open.path.strip_prefix(&self.path) else { continue };
            let Some(file) = index.file(&slashed(path)) else { continue };
            let digest = digest(&mut Auditor::default(), catalogue, open);
            let before = index.digest(file).map(|before| before.print());
            if before != Some(digest.print()) {
                news.push((file, digest));
            }
        }
        if news.is_empty() {
            return false;
        }
        index.put(news);
        index.link();
        true
    }
}

fn catalogue(config: &Config) -> &Catalogue {
    config.own().map_or(Catalogue::builtin(), |own| &own.0)
}

fn digest(auditor: &mut Auditor, catalogue: &Catalogue, open: &Open) -> Arc<Digest> {
    auditor.forget();
    let document = Document::new(open.language, open.text.as_str().to_string());
    Arc::new(auditor.digest(catalogue, &document))
}
