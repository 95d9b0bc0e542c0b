//! The programs that the tests work on, and numbers that are the same in every run.

use racelens::audit::{Auditor, Catalogue, Finding, Settings};
use racelens::syntax::{Document, Language, by_extension};
use std::fs;
use std::path::Path;

/// A program and what it is written in.
pub struct Program {
    pub name: String,
    pub language: &'static Language,
    pub text: String,
}

/// The examples of all pages of the catalogue, and the fixtures of the matcher.
pub fn programs() -> Vec<Program> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut programs = Vec::new();
    for path in files(&root.join("queries")).iter().filter(|path| path.ends_with(".md")) {
        let page = fs::read_to_string(path).unwrap();
        let mut lines = page.lines();
        while let Some(line) = lines.next() {
            let Some(info) = line.strip_prefix("```") else { continue };
            let text: String =
                lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
            let extension = match info.split_whitespace().next().unwrap_or("") {
                "python" => "py",
                "rust" => "rs",
                tag => tag,
            };
            if let Some(language) = by_extension(extension) {
                programs.push(Program { name: path.clone(), language, text });
            }
        }
    }
    for path in files(&root.join("tests/matcher/fixtures")) {
        let language = by_extension(path.rsplit('.').next().unwrap()).unwrap();
        programs.push(Program { text: fs::read_to_string(&path).unwrap(), name: path, language });
    }
    assert!(programs.len() > 50, "only {} programs", programs.len());
    programs
}

/// Several examples in one file each: functions that share names, places and callers, before and after the one that an
/// edit touches.
pub fn joined() -> Vec<Program> {
    let mut joined = Vec::new();
    for extension in ["ts", "py", "rs"] {
        let language = by_extension(extension).unwrap();
        let all: Vec<String> = programs()
            .into_iter()
            .filter(|program| program.language.id == language.id)
            .map(|program| program.text)
            .filter(|text| !Document::new(language, text.clone()).has_errors())
            .collect();
        for (at, some) in all.chunks(8).enumerate() {
            joined.push(Program { name: format!("{extension} {at}"), language, text: some.concat() });
        }
    }
    joined
}

fn files(folder: &Path) -> Vec<String> {
    let mut files: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().to_string_lossy().into_owned()).collect();
    files.sort();
    files
}

/// What `auditor` finds in a document.
pub fn audit(auditor: &mut Auditor, document: &Document) -> Vec<Finding> {
    auditor.audit(Catalogue::builtin(), document, Path::new("src/program"), &Settings::default())
}

/// What is found from scratch.
pub fn afresh(language: &'static Language, text: &str) -> Vec<Finding> {
    audit(&mut Auditor::default(), &Document::new(language, text.to_string()))
}

/// Numbers that are the same in every run.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }

    pub fn pick<'t, T: ?Sized>(&mut self, list: &[&'t T]) -> &'t T {
        list[self.below(list.len())]
    }
}
