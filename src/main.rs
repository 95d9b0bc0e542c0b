//! The `racelens` binary.

fn main() {}
