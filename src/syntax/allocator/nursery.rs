//! A nursery for trees that do not outlive the look at one file.
//!
//! Whoever hears a project parses thousands of files, reads the facts of each, and drops its tree: a million small blocks that
//! are taken and given back one by one, from all over memory. Within [`nursery`] tree-sitter takes them from one region
//! instead, one behind the other, and the region begins anew with the next file: the blocks of a tree lie side by side, and
//! where those of the last one lay, while that is still in the cache. This is the region of Tofte and Talpin (1997), with a
//! count in the place of types: a region of which a block is still in use when its time is over is not used again.

use std::cell::Cell;
use std::ffi::c_void;
use std::ptr::{null_mut, with_exposed_provenance_mut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// A region has so many bytes. What finds no room in it comes from mimalloc, as a large file's tree does.
const REGION: usize = 4 << 20;

/// There are no more regions than this at a time; who comes then does without.
const MAX_REGIONS: usize = 64;

/// What blocks are aligned to, as those of malloc are.
const ALIGNED: usize = 16;

/// Before each block stands its size.
const HEADER: usize = size_of::<usize>();

/// Where each region begins; zero where there is none. A region that was made stays.
static REGIONS: [AtomicUsize; MAX_REGIONS] = [const { AtomicUsize::new(0) }; MAX_REGIONS];

/// How many regions there are.
static MADE: AtomicUsize = AtomicUsize::new(0);

/// The regions that nobody uses at the moment, by where they begin.
static IDLE: Mutex<Vec<usize>> = Mutex::new(Vec::new());

/// The region that a thread takes its blocks from.
struct Open {
    /// Where it begins; zero outside of a nursery.
    base: Cell<usize>,
    /// Where its free part begins.
    free: Cell<usize>,
    /// How many of its blocks are in use.
    live: Cell<usize>,
}

thread_local! {
    static OPEN: Open = const { Open { base: Cell::new(0), free: Cell::new(0), live: Cell::new(0) } };
}

/// Does some work whose trees end with it: tree-sitter's blocks come from a region of their own. Trees that live longer all the
/// same are as good as any others, but cost a whole region.
pub fn nursery<T>(work: impl FnOnce() -> T) -> T {
    // A nursery within a nursery is the same.
    let _region = if is_open() { None } else { Region::open() };
    work()
}

/// True within a nursery: whoever keeps a parser from one parse to the next takes a new one here.
pub(crate) fn is_open() -> bool {
    OPEN.with(|open| open.base.get() != 0)
}

/// A region in use by this thread.
struct Region {
    base: usize,
}

impl Region {
    fn open() -> Option<Region> {
        let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let base = idle.or_else(make)?;
        OPEN.with(|open| {
            open.base.set(base);
            open.free.set(base);
            open.live.set(0);
        });
        Some(Region { base })
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        let live = OPEN.with(|open| {
            open.base.set(0);
            open.live.get()
        });
        if live == 0 {
            IDLE.lock().unwrap_or_else(PoisonError::into_inner).push(self.base);
        }
    }
}

/// A region more, where there may be one.
fn make() -> Option<usize> {
    let slot = MADE.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |made| (made < MAX_REGIONS).then_some(made + 1));
    let slot = REGIONS.get(slot.ok()?)?;
    // SAFETY: asks for memory and looks at none of it. The system gives pages as they are used.
    let block = unsafe { libmimalloc_sys::mi_malloc_aligned(REGION, ALIGNED) };
    let base = block.expose_provenance();
    slot.store(base, Ordering::Release);
    (base != 0).then_some(base)
}

/// True for a block of the region that begins there.
fn is_in(base: usize, block: *mut c_void) -> bool {
    base != 0 && block.addr().wrapping_sub(base) < REGION
}

/// True for a block of any region. Nobody has one of a region that is being made.
fn is_regions(block: *mut c_void) -> bool {
    let made = REGIONS.iter().take(MADE.load(Ordering::Relaxed));
    made.into_iter().any(|base| is_in(base.load(Ordering::Acquire), block))
}

/// A block of the region of this thread; null where there is no room, or no region.
fn take(size: usize) -> *mut c_void {
    let block = OPEN.with(|open| {
        let base = open.base.get();
        // The block begins at the next multiple of the alignment that leaves room for its size before it.
        let block = (open.free.get() + HEADER).next_multiple_of(ALIGNED);
        if base == 0 || size > REGION || block + size > base + REGION {
            return 0;
        }
        open.free.set(block + size);
        open.live.set(open.live.get() + 1);
        block
    });
    if block == 0 {
        return null_mut();
    }
    let block: *mut c_void = with_exposed_provenance_mut(block);
    // SAFETY: the header is in the region, behind the last block and before this one, and aligned.
    unsafe { block.cast::<usize>().sub(1).write(size) };
    block
}

/// The size of a block of a region.
///
/// # Safety
/// It must be one, and in use.
unsafe fn size_of_block(block: *mut c_void) -> usize {
    // SAFETY: `take` wrote it there.
    unsafe { block.cast::<usize>().sub(1).read() }
}

/// `malloc` for tree-sitter.
pub(super) unsafe extern "C" fn malloc(size: usize) -> *mut c_void {
    let block = take(size);
    if !block.is_null() {
        return block;
    }
    // SAFETY: as malloc.
    unsafe { libmimalloc_sys::mi_malloc(size) }
}

/// `calloc` for tree-sitter.
pub(super) unsafe extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
    let block = count.checked_mul(size).map_or(null_mut(), take);
    if !block.is_null() {
        // SAFETY: the block has that many bytes; what was there before shows otherwise.
        unsafe { block.write_bytes(0, count * size) };
        return block;
    }
    // SAFETY: as calloc.
    unsafe { libmimalloc_sys::mi_calloc(count, size) }
}

/// `realloc` for tree-sitter.
pub(super) unsafe extern "C" fn realloc(block: *mut c_void, size: usize) -> *mut c_void {
    if block.is_null() || !is_regions(block) {
        // SAFETY: as realloc; a block of no region is mimalloc's.
        return if block.is_null() {
            unsafe { malloc(size) }
        } else {
            unsafe { libmimalloc_sys::mi_realloc(block, size) }
        };
    }
    // SAFETY: whoever resizes a block has it, and it is of a region.
    let old = unsafe { size_of_block(block) };
    let grows = OPEN.with(|open| {
        let base = open.base.get();
        let end = block.addr().saturating_add(size);
        let is_last = is_in(base, block) && block.addr() + old == open.free.get() && end <= base + REGION;
        if is_last {
            open.free.set(end);
        }
        is_last
    });
    if grows {
        // The last one grows where it stands.
        // SAFETY: as in `take`.
        unsafe { block.cast::<usize>().sub(1).write(size) };
        return block;
    }
    // SAFETY: both blocks have that many bytes, and are two.
    unsafe {
        let new = malloc(size);
        if !new.is_null() {
            new.cast::<u8>().copy_from_nonoverlapping(block.cast(), old.min(size));
            free(block);
        }
        new
    }
}

/// `free` for tree-sitter.
pub(super) unsafe extern "C" fn free(block: *mut c_void) {
    let own = OPEN.with(|open| {
        let own = is_in(open.base.get(), block);
        open.live.set(open.live.get().saturating_sub(usize::from(own)));
        own
    });
    if !own && !block.is_null() && !is_regions(block) {
        // SAFETY: as free; a block of no region is mimalloc's.
        unsafe { libmimalloc_sys::mi_free(block) }
    }
    // A block of another region goes with that, if at all.
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// True where the block holds nothing but that byte.
    fn holds(block: *mut c_void, size: usize, mark: u8) -> bool {
        (0..size).all(|at| unsafe { block.cast::<u8>().add(at).read() } == mark)
    }

    #[test]
    fn one_region_serves_file_after_file() {
        // Others test beside this, each with a region of its own.
        let before = MADE.load(Ordering::Relaxed);
        for _ in 0..200 {
            nursery(|| nursery(|| unsafe { free(malloc(100)) }));
        }
        assert!(MADE.load(Ordering::Relaxed) < before + 20 && !is_open());
    }

    #[test]
    fn a_nursery_ends_with_a_panic_too() {
        let ended = std::panic::catch_unwind(|| nursery(|| std::panic::resume_unwind(Box::new(()))));
        assert!(ended.is_err() && !is_open());
    }

    #[test]
    fn a_region_with_a_block_in_use_is_not_used_again() {
        let kept = nursery(|| unsafe {
            let block = malloc(5_000);
            block.write_bytes(7, 5_000);
            block
        });
        for _ in 0..10 {
            nursery(|| unsafe {
                let other = calloc(1, 9_000);
                assert!(holds(other, 9_000, 0) && holds(kept, 5_000, 7));
                free(other);
            });
        }
        let grown = unsafe { realloc(kept, 6_000) };
        assert!(holds(grown, 5_000, 7) && !is_regions(grown));
        unsafe { free(grown) };
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn blocks_keep_what_is_written_into_them(steps in prop::collection::vec((0usize..5, 0usize..3_000, 0usize..8), 1..80)) {
            nursery(|| {
                let mut blocks: Vec<(*mut c_void, usize, u8)> = Vec::new();
                let mut mark = 0u8;
                for (what, size, which) in steps {
                    mark = mark.wrapping_add(1);
                    let fill = |block: *mut c_void| unsafe { block.write_bytes(mark, size) };
                    match what {
                        0 | 1 => {
                            let block = if what == 0 { unsafe { malloc(size) } } else { unsafe { calloc(1, size) } };
                            prop_assert!(what == 0 || holds(block, size, 0));
                            fill(block);
                            blocks.push((block, size, mark));
                        }
                        2 | 3 if !blocks.is_empty() => {
                            let (block, old, known) = blocks.swap_remove(which % blocks.len());
                            prop_assert!(holds(block, old, known));
                            let block = unsafe { realloc(block, size) };
                            prop_assert!(holds(block, old.min(size), known));
                            fill(block);
                            blocks.push((block, size, mark));
                        }
                        4 if !blocks.is_empty() => {
                            let (block, size, known) = blocks.swap_remove(which % blocks.len());
                            prop_assert!(holds(block, size, known) && block.addr() % ALIGNED == 0);
                            unsafe { free(block) };
                        }
                        _ => {}
                    }
                }
                for (block, size, known) in &blocks {
                    prop_assert!(holds(*block, *size, *known));
                    unsafe { free(*block) };
                }
                prop_assert_eq!(OPEN.with(|open| open.live.get()), 0);
                Ok(())
            })?;
        }
    }
}
