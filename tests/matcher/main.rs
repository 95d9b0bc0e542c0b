//! Our matcher against tree-sitter's own `Query`: the same patterns, the same files, the same rows.

mod allowed;
mod difference;
mod fixtures;
mod random;
mod robust;
mod split;
