//! Our matcher against tree-sitter's own `Query`: the same patterns, the same files, the same rows.

// A panic is how a test fails.
#![allow(clippy::indexing_slicing, clippy::expect_used)]

mod allowed;
mod difference;
mod fixtures;
mod random;
mod robust;
mod split;
