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

/// Several files that speak of each other.
#[derive(Clone)]
pub struct Project {
    pub name: String,
    /// Path and text.
    pub files: Vec<(String, String)>,
}

impl Project {
    /// The files of both; of two of one path the other's.
    pub fn with(&self, other: &Project) -> Project {
        let kept = self.files.iter().filter(|(path, _)| other.files.iter().all(|(known, _)| known != path));
        let files = kept.chain(&other.files).cloned().collect();
        Project { name: format!("{}, {}", self.name, other.name), files }
    }
}

/// The examples of all pages that have other files beside them.
pub fn projects() -> Vec<Project> {
    let mut projects = Vec::new();
    for page in
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("queries")).iter().filter(|path| path.ends_with(".md"))
    {
        let text = fs::read_to_string(page).unwrap();
        let mut lines = text.lines().zip(1..);
        let mut beside: Vec<(String, String)> = Vec::new();
        while let Some((line, at)) = lines.next() {
            let Some(info) = line.strip_prefix("```") else { continue };
            let text: String = lines
                .by_ref()
                .map(|(line, _)| line)
                .take_while(|line| *line != "```")
                .map(|line| format!("{line}\n"))
                .collect();
            let words: Vec<&str> = info.split_whitespace().collect();
            match words.as_slice() {
                [_, path, "beside"] => beside.push((path.to_string(), text)),
                [_, path] if !beside.is_empty() => {
                    let mut files = vec![(path.to_string(), text)];
                    files.append(&mut beside);
                    projects.push(Project { name: format!("{page}:{at}"), files });
                }
                _ => beside.clear(),
            }
        }
    }
    assert!(projects.len() > 10, "only {} projects", projects.len());
    projects
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
