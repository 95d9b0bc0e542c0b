//! mimalloc as tree-sitter's allocator: its many small nodes are freed and taken faster.

use std::sync::Once;

/// Makes tree-sitter allocate with mimalloc. Call it first thing in `main`, before any parse; later calls do
/// nothing.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(replace);
}

#[allow(unsafe_code)]
fn replace() {
    let allocator = tree_sitter::Allocator {
        malloc: libmimalloc_sys::mi_malloc,
        calloc: libmimalloc_sys::mi_calloc,
        realloc: libmimalloc_sys::mi_realloc,
        free: libmimalloc_sys::mi_free,
    };
    // SAFETY: the four functions are one family with the alignment of malloc, and `install` runs once, before
    // any tree-sitter object exists.
    unsafe { tree_sitter::set_allocator(Some(allocator)) }
}
