//! What was found out about files, kept on disk from one run to the next.
//!
//! The cache of a root is one file. What is in it is found by a number that stands for all that it was made of: the text of a
//! file, what it sees of others, the rules, the settings. So nothing in it is ever wrong, only of no use any more; what a run
//! had no use for, though another may, is left out when it outweighs the rest. It is written beside its place and renamed, so that of two processes
//! that write it one wins, and who reads it reads one or the other. A cache that is damaged, or of another racelens, is an empty one.

use super::write;
use rustc_hash::{FxHashMap, FxHasher};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// What a cache begins with; the number is that of the form.
const MAGIC: &[u8; 16] = b"racelens cache 1";

/// A cache is not written beyond that, in bytes.
const MAX_SIZE: usize = 1 << 30;

/// Caches that nobody wrote for so long are of projects that are gone.
const MAX_AGE: Duration = Duration::from_secs(60 * 24 * 60 * 60);

/// What was kept of one root, and what is to be kept.
#[derive(Debug)]
pub struct Cache {
    file: PathBuf,
    version: u64,
    bytes: Vec<u8>,
    held: FxHashMap<u64, Held>,
    fresh: Mutex<Vec<(u64, Vec<u8>)>>,
}

/// Where in the bytes an entry is, and whether this run had a use for it.
#[derive(Debug)]
struct Held {
    start: usize,
    end: usize,
    used: AtomicBool,
}

/// The folder of all caches: that of the variable `RACELENS_CACHE`, else one in the user's folder for caches. None where the
/// variable is empty, or the system has no such place.
pub fn folder() -> Option<PathBuf> {
    match std::env::var_os("RACELENS_CACHE") {
        Some(folder) => Some(PathBuf::from(folder)).filter(|folder| !folder.as_os_str().is_empty()),
        None => dirs::cache_dir().map(|folder| folder.join("racelens")),
    }
}

impl Cache {
    /// The cache of a root, for this very program and what else `version` stands for.
    pub fn open(folder: &Path, root: &Path, version: u64) -> Cache {
        let file = folder.join(format!("{:016x}.cache", number(&root)));
        let version = number(&(env!("CARGO_PKG_VERSION"), this_program(), version));
        let mut cache = Cache { file, version, bytes: Vec::new(), held: FxHashMap::default(), fresh: Mutex::default() };
        if let Some((bytes, held)) = fs::read(&cache.file).ok().and_then(|bytes| entries(bytes, version)) {
            (cache.bytes, cache.held) = (bytes, held);
        }
        cache
    }

    /// What was kept under a number.
    pub fn get<T: DeserializeOwned>(&self, key: u64) -> Option<T> {
        let held = self.held.get(&key)?;
        let found = postcard::from_bytes(self.bytes.get(held.start..held.end)?).ok()?;
        held.used.store(true, Ordering::Relaxed);
        Some(found)
    }

    /// Keeps something under a number.
    pub fn put<T: Serialize>(&self, key: u64, what: &T) {
        if let Ok(bytes) = postcard::to_stdvec(what) {
            self.fresh.lock().unwrap_or_else(PoisonError::into_inner).push((key, bytes));
        }
    }

    /// Writes it, where something is to be kept that is not there.
    ///
    /// # Errors
    /// What the system says; the run is as good without.
    pub fn save(&self) -> io::Result<()> {
        let fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        if fresh.is_empty() {
            return Ok(());
        }
        let new = fresh.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
        let weight = |held: &mut dyn Iterator<Item = &Held>| held.map(|held| held.end - held.start).sum::<usize>();
        let used = weight(&mut self.held.values().filter(|held| held.used.load(Ordering::Relaxed)));
        let all_stay = weight(&mut self.held.values()) - used <= used + new;
        let stays = |held: &Held| all_stay || held.used.load(Ordering::Relaxed);
        let old = self.held.iter().filter(|(_, held)| stays(held));
        let old = old.filter_map(|(key, held)| Some((*key, self.bytes.get(held.start..held.end)?)));
        let mut all: Vec<(u64, &[u8])> = fresh.iter().map(|(key, bytes)| (*key, bytes.as_slice())).chain(old).collect();
        // What is fresh comes first, and stays.
        all.sort_by_key(|(key, _)| *key);
        all.dedup_by_key(|(key, _)| *key);
        let size = all.iter().map(|(_, bytes)| bytes.len() + 12).sum::<usize>();
        if size > MAX_SIZE {
            return Ok(());
        }
        let mut whole = Vec::with_capacity(HEAD + 8 + size);
        whole.extend_from_slice(MAGIC);
        whole.extend_from_slice(&self.version.to_le_bytes());
        whole.extend_from_slice(&[0; 8]);
        whole.extend_from_slice(&(all.len() as u64).to_le_bytes());
        for (key, bytes) in &all {
            whole.extend_from_slice(&key.to_le_bytes());
            whole.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        }
        all.iter().for_each(|(_, bytes)| whole.extend_from_slice(bytes));
        let sum = sum(whole.get(HEAD..).unwrap_or_default());
        whole.iter_mut().skip(HEAD - 8).zip(sum.to_le_bytes()).for_each(|(place, byte)| *place = byte);
        let folder = self.file.parent().unwrap_or(Path::new("."));
        make(folder)?;
        sweep(folder);
        write::place(&self.file, &whole)
    }
}

/// The bytes before the entries: what it is, of which version, and the sum of what follows.
const HEAD: usize = 16 + 8 + 8;

/// Where the entries of a cache are; nothing where it is another's, or damaged.
fn entries(bytes: Vec<u8>, version: u64) -> Option<(Vec<u8>, FxHashMap<u64, Held>)> {
    let word = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
    if bytes.get(..16)? != MAGIC || word(16)? != version || word(24)? != sum(bytes.get(HEAD..)?) {
        return None;
    }
    let count = usize::try_from(word(HEAD)?).ok()?;
    let table = HEAD + 8;
    let mut start = table.checked_add(count.checked_mul(12)?)?;
    let mut held = FxHashMap::default();
    held.reserve(count.min(bytes.len() / 12));
    for at in (table..start).step_by(12) {
        let length = u32::from_le_bytes(bytes.get(at + 8..at + 12)?.try_into().ok()?) as usize;
        held.insert(word(at)?, Held { start, end: start + length, used: AtomicBool::new(false) });
        start += length;
    }
    (start == bytes.len()).then_some((bytes, held))
}

/// A number for anything; the same in each process.
pub fn number(what: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    what.hash(&mut hasher);
    hasher.finish()
}

fn sum(bytes: &[u8]) -> u64 {
    number(&bytes)
}

/// What tells this program from one that was built later: its file's length and time.
fn this_program() -> Option<(u64, Option<SystemTime>)> {
    let data = fs::metadata(std::env::current_exe().ok()?).ok()?;
    Some((data.len(), data.modified().ok()))
}

/// Makes the folder of the caches, for its owner only: lines of code are in them.
fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Takes away caches that nobody wrote for long.
fn sweep(folder: &Path) {
    let old = |file: &fs::DirEntry| {
        let age = file.metadata().and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
        file.path().extension().is_some_and(|end| end == "cache") && age.is_some_and(|age| age > MAX_AGE)
    };
    for file in fs::read_dir(folder).into_iter().flatten().flatten().filter(old) {
        let _ = fs::remove_file(file.path());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn root() -> &'static Path {
        Path::new("/a/project")
    }

    #[test]
    fn what_was_put_is_got_by_the_next_run() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let first = Cache::open(folder.path(), root(), 1);
        first.put(7, &("seven".to_string(), vec![1u32, 2]));
        first.put(8, &Option::<u32>::None);
        first.save()?;
        let second = Cache::open(folder.path(), root(), 1);
        assert_eq!(second.get::<(String, Vec<u32>)>(7), Some(("seven".to_string(), vec![1, 2])));
        assert_eq!(second.get::<Option<u32>>(8), Some(None));
        assert_eq!(second.get::<u32>(9), None);
        assert_eq!(Cache::open(folder.path(), root(), 2).get::<Option<u32>>(8), None, "another version");
        assert_eq!(Cache::open(folder.path(), Path::new("/b"), 1).get::<Option<u32>>(8), None, "another root");
        Ok(())
    }

    #[test]
    fn what_nobody_has_a_use_for_goes_when_it_outweighs_the_rest() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let first = Cache::open(folder.path(), root(), 1);
        (1..=5).for_each(|key| first.put(key, &1u8));
        first.save()?;
        let second = Cache::open(folder.path(), root(), 1);
        assert_eq!([1, 2].map(|key| second.get(key)), [Some(1u8); 2]);
        second.put(6, &1u8);
        second.save()?;
        let third = Cache::open(folder.path(), root(), 1);
        assert_eq!([1, 2, 3, 4, 5, 6].map(|key| third.held.contains_key(&key)), [true; 6], "three to three");
        assert_eq!([1, 6].map(|key| third.get(key)), [Some(1u8); 2]);
        third.put(7, &1u8);
        third.save()?;
        let last = Cache::open(folder.path(), root(), 1);
        assert_eq!(
            [1, 2, 3, 4, 5, 6, 7].map(|key| last.held.contains_key(&key)),
            [true, false, false, false, false, true, true]
        );
        Ok(())
    }

    #[test]
    fn a_damaged_cache_is_an_empty_one() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let first = Cache::open(folder.path(), root(), 1);
        first.put(7, &"text");
        first.save()?;
        let whole = fs::read(&first.file)?;
        for at in 0..whole.len() {
            let mut broken = whole.clone();
            if let Some(byte) = broken.get_mut(at) {
                *byte ^= 0x10;
            }
            fs::write(&first.file, &broken)?;
            assert!(Cache::open(folder.path(), root(), 1).held.is_empty(), "byte {at}");
            fs::write(&first.file, whole.get(..at).unwrap_or_default())?;
            assert!(Cache::open(folder.path(), root(), 1).held.is_empty(), "{at} bytes");
        }
        Ok(())
    }
}
