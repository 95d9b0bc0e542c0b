//! mimalloc as the allocator of the program and of tree-sitter: their many small objects are freed and taken faster.

#[allow(unsafe_code)]
mod nursery;

pub(crate) use nursery::is_open;
pub use nursery::nursery;

use std::alloc::{GlobalAlloc, Layout};
use std::sync::Once;

/// mimalloc as Rust's allocator. Unlike the one of its crate, it asks for an alignment only where the plain function would
/// not give it, which is next to never.
#[derive(Clone, Copy, Debug)]
pub struct Allocator;

/// What any block is aligned to that is no smaller than that, and a smaller one to half of it.
const ALIGNED: usize = 16;

/// True where any block of that size is aligned well enough.
const fn is_plain(layout: &Layout) -> bool {
    layout.align() <= ALIGNED / 2 || layout.align() <= ALIGNED && layout.size() >= ALIGNED
}

// SAFETY: all four are functions of one family, by which any block can be resized and freed whichever of them made it.
// Blocks that need more than mimalloc's own alignment are made and resized with it.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Allocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe {
            match is_plain(&layout) {
                true => libmimalloc_sys::mi_malloc(layout.size()).cast(),
                false => libmimalloc_sys::mi_malloc_aligned(layout.size(), layout.align()).cast(),
            }
        }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        unsafe {
            match is_plain(&layout) {
                true => libmimalloc_sys::mi_zalloc(layout.size()).cast(),
                false => libmimalloc_sys::mi_zalloc_aligned(layout.size(), layout.align()).cast(),
            }
        }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, _: Layout) {
        unsafe { libmimalloc_sys::mi_free(block.cast()) }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        unsafe {
            // The new block must be aligned like the old one, whatever its size.
            match layout.align() <= ALIGNED / 2 {
                true => libmimalloc_sys::mi_realloc(block.cast(), size).cast(),
                false => libmimalloc_sys::mi_realloc_aligned(block.cast(), size, layout.align()).cast(),
            }
        }
    }
}

/// Makes tree-sitter allocate with mimalloc, and within a [`nursery`] from a region. Call it first thing in `main`, before any parse; later calls do
/// nothing.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(replace);
}

#[allow(unsafe_code)]
fn replace() {
    let allocator = tree_sitter::Allocator {
        malloc: nursery::malloc,
        calloc: nursery::calloc,
        realloc: nursery::realloc,
        free: nursery::free,
    };
    // SAFETY: the four functions are one family with the alignment of malloc, and `install` runs once, before
    // any tree-sitter object exists.
    unsafe { tree_sitter::set_allocator(Some(allocator)) }
}
