//! The catalogue is embedded in the program: `include_dir!` does not notice a file that is new, Cargo does if told.
//! And `flatten.c` is compiled against the private headers of tree-sitter, which lie beside its public ones.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=queries");
    println!("cargo::rerun-if-changed=src/syntax/flatten.c");
    let Ok(public) = std::env::var("DEP_TREE_SITTER_INCLUDE") else { return };
    let private = Path::new(&public).join("../src");
    cc::Build::new()
        .std("c11")
        .include(public)
        .include(private)
        .file("src/syntax/flatten.c")
        .compile("racelens-flatten");
}
