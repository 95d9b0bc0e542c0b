//! Tapes: what the facts make of whole programs.
//!
//! Beside this file lie programs that mean the same in three languages, each with its tape; `UPDATE=1` writes the
//! tapes anew. The modules hold small programs with what is hard about one language.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod neutral;
mod python;
mod rust;
mod stored;
mod typescript;

use racelens::audit::Catalogue;
use racelens::facts::{self, Facts, Function};
use racelens::syntax::{self, Document};
use std::path::{Path, PathBuf};

/// The tape of a file; none where nothing is known of its language.
fn tape(path: &Path, text: &str) -> Option<String> {
    let language = syntax::by_path(path).unwrap();
    let knowledge = Catalogue::builtin().knowledge(language)?;
    let document = Document::new(language, text.to_string());
    let found = Facts::default().read(&document, knowledge);
    let mut out = String::new();
    for (offset, item) in &found.items {
        let rest = document.text().get(*offset as usize..).unwrap_or("");
        out += &facts::print(&item.functions, rest, &|at| document.lines().line(offset + at));
    }
    Some(out)
}

/// The functions of a program.
fn functions(path: &str, text: &str) -> Vec<Function> {
    let language = syntax::by_path(Path::new(path)).unwrap();
    let knowledge = Catalogue::builtin().knowledge(language).unwrap();
    let found = Facts::default().read(&Document::new(language, text.to_string()), knowledge);
    found.functions().map(|(_, function)| function.clone()).collect()
}

/// The lines of one function's tape, without line numbers: `read.get self.rooms [object] decides …`.
fn lines(tape: &str, function: &str) -> Vec<String> {
    let is_head = |line: &str| line.split(' ').next() == Some(function);
    tape.lines()
        .skip_while(|line| !is_head(line))
        .skip(1)
        .take_while(|line| line.starts_with(' '))
        .map(|line| {
            let mut words = line.split_whitespace();
            let index = words.next().unwrap_or("");
            let rest: Vec<&str> = words.skip(1).collect();
            format!("{index} {}", rest.join(" "))
        })
        .collect()
}

/// Asserts the tape of one function of a program, line by line.
#[track_caller]
fn expect(path: &str, program: &str, function: &str, expected: &str) {
    let tape = tape(Path::new(path), program).unwrap();
    let wanted: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(lines(&tape, function), wanted, "of the whole tape\n{tape}");
}

/// The programs beside this file.
fn programs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tapes");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension().is_some_and(|extension| extension == "ts" || extension == "py" || extension == "rs")
        })
        .filter(|path| {
            !["main", "neutral", "stored", "python", "rust", "typescript"]
                .iter()
                .any(|own| path.file_stem().is_some_and(|stem| stem == *own))
        })
        .collect();
    found.sort();
    found
}

#[test]
fn the_catalogue_loads() {
    assert!(Catalogue::faults().is_empty(), "{:#?}", Catalogue::faults());
}
