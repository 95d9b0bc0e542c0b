//! What no compiler checks: the invariants of ARCHITECTURE.md, the words of queries/README.md, and that every pattern of
//! the catalogue is exercised by some program.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod coverage;
mod invariants;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

/// A path below the root of the project.
fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The files below a folder with one of these suffixes, in order, each by its path below the root and its text.
fn files(folder: &str, suffixes: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|suffix| suffixes.iter().any(|known| suffix == *known)) {
                let name = path.strip_prefix(root("")).unwrap().to_str().unwrap().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The catalogue as it lies in the folder, by path below `queries/`.
fn catalogue() -> Vec<(String, String)> {
    let strip = |(path, text): (String, String)| (path.trim_start_matches("queries/").to_string(), text);
    files("queries", &["md", "scm", "toml"]).into_iter().map(strip).collect()
}

#[test]
fn the_catalogue_has_no_faults() {
    let faults = racelens::audit::Catalogue::faults();
    assert!(faults.is_empty(), "{}", faults.iter().map(|fault| format!("{fault}\n")).collect::<String>());
}
