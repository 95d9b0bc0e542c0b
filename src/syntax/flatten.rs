//! From tree-sitter's tree to the flat array: the call of `flatten.c`.

use super::flat::{Flattening, Node};

#[allow(unsafe_code)]
unsafe extern "C" {
    fn racelens_flatten(root: tree_sitter::ffi::TSNode, how: *const Raw, out: *mut Node, count: u32) -> u32;
}

/// `Flattening` as C has it.
#[repr(C)]
struct Raw {
    kinds: *const u8,
    kind_count: u32,
    other: u8,
    leaf_kind: u16,
    leaf_start: u32,
    base: u32,
    room: u32,
}

/// Appends the subtree of `root` to `nodes`, as a root there, if it has no more than `most` nodes; what is more is left
/// out.
#[allow(unsafe_code)]
pub(super) fn append(root: tree_sitter::Node<'_>, how: &Flattening<'_>, most: usize, nodes: &mut Vec<Node>) {
    nodes.reserve(most);
    let (leaf_kind, leaf_start) = how.leaf.unwrap_or((0, u32::MAX));
    let raw = Raw {
        kinds: how.kinds.as_ptr(),
        kind_count: how.kinds.len() as u32,
        other: how.other,
        leaf_kind,
        leaf_start,
        base: how.base,
        room: nodes.capacity().min(u32::MAX as usize) as u32,
    };
    // SAFETY: the tree outlives `root`, and nobody changes it meanwhile. C reads `kinds` up to its length, and writes no
    // entry of the array before its length or from its capacity on. What it counts it has written whole, and `Node` is
    // laid out as C lays it out.
    unsafe {
        let count = racelens_flatten(root.into_raw(), &raw, nodes.as_mut_ptr(), nodes.len() as u32);
        nodes.set_len(count as usize);
    }
}
