//! Finding the files of a project, and reading one.
//!
//! A walk honours `.gitignore`, leaves out hidden files and follows no symbolic link, so that no loop of links can
//! hold it up. It steps over what the authors of the project did not write: [`Skip`] says what, and a report says how
//! much. A file that the user names is read whatever it is.

use crate::syntax;
use crate::text::Lines;
use ignore::{WalkBuilder, WalkState};
use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 32 << 20;

/// The files to audit, in order of their paths, and what was met on the way.
#[derive(Debug, Default)]
pub struct Found {
    /// Absolute paths, sorted, each once.
    pub files: Vec<PathBuf>,
    /// Those that the user named: they are audited even where a walk would pass them by.
    pub named: BTreeSet<PathBuf>,
    /// Number of source files in folders of other people's code.
    pub vendored: usize,
    /// What could not be looked at.
    pub problems: Vec<Problem>,
}

/// A path that could not be looked at.
#[derive(Debug)]
pub struct Problem {
    /// The path, where one is known.
    pub path: Option<PathBuf>,
    /// What is the matter.
    pub message: String,
    /// True where the run did not do what it was asked to do; else it is but worth a word.
    pub fatal: bool,
}

/// Why a readable file of a walk is not audited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// A program wrote it.
    Generated,
    /// It is packed for shipping.
    Minified,
}

/// Why there is no text.
#[derive(Debug)]
pub enum Unread {
    /// It is code that nobody reads.
    Skip(Skip),
    /// It went away since it was found.
    Gone,
    /// It holds no text that racelens reads.
    NotText(&'static str),
    /// The system refuses.
    Io(io::Error),
}

/// All source files at and below `paths`, which must be canonical. `excluded` says of a path and whether it is a
/// folder that the settings leave it out.
pub fn discover(paths: &[PathBuf], threads: usize, excluded: &(dyn Fn(&Path, bool) -> bool + Sync)) -> Found {
    let mut found = Found::default();
    let mut roots = Vec::new();
    for path in paths {
        if path.is_dir() {
            roots.push(path);
        } else if syntax::by_path(path).is_none() {
            let message = "skipped: not a file of TypeScript, JavaScript, Python or Rust".to_string();
            found.problems.push(Problem { path: Some(path.clone()), message, fatal: false });
        } else {
            found.named.insert(path.clone());
        }
    }

    let mut files = found.named.clone();
    let mut vendored = BTreeSet::new();
    let mut kinds = HashMap::new();
    for root in roots {
        let (walked, problems) = walk(root, threads, excluded);
        found.problems.extend(problems);
        for file in walked {
            if in_vendored_folder(root, &file, &mut kinds) {
                vendored.insert(file);
            } else {
                files.insert(file);
            }
        }
    }
    found.vendored = vendored.difference(&files).count();
    found.problems.sort_by(|a, b| a.path.cmp(&b.path));
    found.files = files.into_iter().collect();
    found
}

fn walk(root: &Path, threads: usize, excluded: &(dyn Fn(&Path, bool) -> bool + Sync)) -> (Vec<PathBuf>, Vec<Problem>) {
    let (sender, receiver) = mpsc::channel();
    let walker = WalkBuilder::new(root).require_git(false).threads(threads).build_parallel();
    walker.run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            let sent = match entry {
                Ok(entry) => {
                    let kind = entry.file_type();
                    let folder = kind.is_some_and(|kind| kind.is_dir());
                    if entry.depth() > 0 && excluded(entry.path(), folder) {
                        return WalkState::Skip;
                    }
                    let source = kind.is_some_and(|kind| kind.is_file()) && syntax::by_path(entry.path()).is_some();
                    if !source {
                        return WalkState::Continue;
                    }
                    Ok(entry.into_path())
                }
                Err(error) => Err(error),
            };
            let _ = sender.send(sent);
            WalkState::Continue
        })
    });
    drop(sender);

    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for sent in receiver {
        match sent {
            Ok(file) => files.push(file),
            Err(error) if error.io_error().is_some_and(|error| error.kind() == ErrorKind::NotFound) => {}
            Err(error) => {
                let fatal = error.io_error().is_some();
                problems.push(Problem { path: None, message: error.to_string(), fatal });
            }
        }
    }
    problems.sort_by(|a, b| a.message.cmp(&b.message));
    (files, problems)
}

/// True where a folder between `root` and `file` holds other people's code. `kinds` remembers what was asked of the
/// file system.
fn in_vendored_folder(root: &Path, file: &Path, kinds: &mut HashMap<PathBuf, bool>) -> bool {
    let below = file.strip_prefix(root).ok().and_then(Path::parent).unwrap_or(Path::new(""));
    let mut folder = root.to_path_buf();
    below.iter().any(|name| {
        let parent = folder.clone();
        folder.push(name);
        match kinds.get(&folder) {
            Some(known) => *known,
            None => {
                let kind = is_vendored(&parent, &folder, &name.to_string_lossy());
                kinds.insert(folder.clone(), kind);
                kind
            }
        }
    })
}

/// Whether a folder holds other people's code. A name that an author might choose too counts only beside a file that
/// gives the tool away.
fn is_vendored(parent: &Path, folder: &Path, name: &str) -> bool {
    let beside = |files: &[&str]| files.iter().any(|file| parent.join(file).is_file());
    match name {
        "node_modules" | "bower_components" | "jspm_packages" | "vendor" | "third_party" | "third-party"
        | "site-packages" | "dist-packages" | "__pypackages__" => true,
        "target" => folder.join("CACHEDIR.TAG").is_file() || beside(&["Cargo.toml"]),
        "dist" => beside(&["package.json", "pyproject.toml", "setup.py"]),
        "build" => folder.join("lib").is_dir() && beside(&["pyproject.toml", "setup.py"]),
        "venv" | "env" | ".venv" => folder.join("pyvenv.cfg").is_file(),
        _ => false,
    }
}

/// The text of a file without its byte order mark, so that positions are those that an editor shows. `named` says
/// that the user asked for this very file.
///
/// # Errors
/// [`Unread`] says why there is no text to audit.
pub fn read(path: &Path, named: bool) -> Result<String, Unread> {
    if !named && let Some(skip) = skip_by_name(path) {
        return Err(Unread::Skip(skip));
    }
    let refused = |error: io::Error| match error.kind() {
        ErrorKind::NotFound if !named => Unread::Gone,
        _ => Unread::Io(error),
    };
    // Asked before it is opened: to open a pipe may wait for ever.
    let about = fs::metadata(path).map_err(refused)?;
    if !about.is_file() {
        return Err(Unread::NotText("not a regular file"));
    }
    let mut bytes = Vec::with_capacity(about.len().min(LARGEST) as usize);
    File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(refused)?;
    let text = decode(bytes).map_err(Unread::NotText)?;
    match skip_by_text(&text) {
        Some(skip) if !named => Err(Unread::Skip(skip)),
        _ => Ok(text),
    }
}

/// The text in `bytes`, without its byte order mark.
///
/// # Errors
/// Why these bytes are no text that racelens reads.
pub fn decode(mut bytes: Vec<u8>) -> Result<String, &'static str> {
    if bytes.len() as u64 > LARGEST {
        return Err("larger than 32 MiB");
    }
    if bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
        bytes.drain(..3);
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("UTF-16, not UTF-8");
    }
    if memchr::memchr(0, bytes.get(..8000).unwrap_or(&bytes)).is_some() {
        return Err("binary");
    }
    String::from_utf8(bytes).map_err(|_| "not UTF-8")
}

fn skip_by_name(path: &Path) -> Option<Skip> {
    let name = path.file_name()?.to_str()?;
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if ends(&[".d.ts", ".d.mts", ".d.cts", "_pb2.py", "_pb2_grpc.py", "_pb2.pyi", "_pb.js", "_pb.ts", "_pb.d.ts"]) {
        Some(Skip::Generated)
    } else if ends(&[".min.js", ".min.mjs", ".min.cjs", ".bundle.js"]) {
        Some(Skip::Minified)
    } else {
        None
    }
}

/// So few bytes are read whatever their lines are.
const SMALL: usize = 2000;

fn skip_by_text(text: &str) -> Option<Skip> {
    if says_generated(text) {
        return Some(Skip::Generated);
    }
    if text.len() <= SMALL {
        return None;
    }
    // A little code may have long lines: the less there is, the longer they are that a machine has made.
    let long = if text.len() > 4 * SMALL { 400 } else { 500 };
    let packed = text.len() / Lines::count_of(text) > long;
    packed.then_some(Skip::Minified)
}

/// Whether a comment in the first lines says that a program wrote the file.
fn says_generated(text: &str) -> bool {
    let comments = text
        .lines()
        .take(15)
        .map(str::trim_start)
        .filter(|line| ["//", "#", "/*", "*", "\"\"\"", "'''"].iter().any(|mark| line.starts_with(mark)))
        // All that is looked for has this word in it.
        .filter(|line| line.as_bytes().windows(9).any(|word| word.eq_ignore_ascii_case(b"generated")));
    comments.into_iter().any(|line| {
        let line: String = line.chars().take(300).flat_map(char::to_lowercase).collect();
        let words = line.trim_start_matches(['/', '#', '*', '!', '"', '\'', ' ']);
        words.starts_with("@generated")
            || line.contains("code generated") && line.contains("do not edit")
            || line.contains("do not edit") && (line.contains("generated by") || line.contains("generated file"))
            || ["automatically generated", "auto-generated", "autogenerated", "auto generated"].iter().any(|phrase| {
                words.split_once(phrase).is_some_and(|(before, after)| {
                    let subject = before.trim();
                    let plain = ["", "this file is", "this file was", "this code is", "this code was", "file"];
                    plain.contains(&subject) || subject.ends_with("file is") || after.contains("do not")
                })
            })
    })
}

/// A path with `/` between its steps, as reports, imports and configurations have it.
pub fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_text() {
        assert_eq!(decode(b"\xef\xbb\xbfx = 1".to_vec()), Ok("x = 1".to_string()));
        assert_eq!(decode(Vec::new()), Ok(String::new()));
    }

    #[test]
    fn what_is_not_utf8_is_refused_with_a_reason() {
        assert_eq!(decode(b"\xff\xfex\0".to_vec()), Err("UTF-16, not UTF-8"));
        assert_eq!(decode(b"\xfe\xff\0x".to_vec()), Err("UTF-16, not UTF-8"));
        assert_eq!(decode(b"x = '\xe9'".to_vec()), Err("not UTF-8"));
        assert_eq!(decode(b"\x7fELF\0\0".to_vec()), Err("binary"));
    }

    #[test]
    fn a_file_that_went_away_is_gone_unless_it_was_named() {
        let nowhere = Path::new("/nowhere/at/all.py");
        assert!(matches!(read(nowhere, false), Err(Unread::Gone)));
        assert!(matches!(read(nowhere, true), Err(Unread::Io(_))));
        assert!(matches!(read(Path::new("/"), true), Err(Unread::NotText(_))));
    }

    #[test]
    fn a_head_that_says_so_is_generated() {
        for head in [
            "// @generated by a compiler\n",
            "/**\n * @generated\n */\n",
            "// Code generated by protoc-gen-ts. DO NOT EDIT.\n",
            "# This file is automatically generated by the build.\n",
            "#!/usr/bin/env python\n\n# Autogenerated by a tool\n",
            "# Generated by the protocol buffer compiler.  DO NOT EDIT!\n",
        ] {
            assert_eq!(skip_by_text(head), Some(Skip::Generated), "{head}");
        }
    }

    #[test]
    fn a_head_that_speaks_of_generated_files_is_not() {
        for head in [
            "//! Skips files whose head says `@generated`.\n",
            "const MARK: &str = \"Code generated by x. DO NOT EDIT\";\n",
            "# ids of sessions are automatically generated on login\n",
            "// The client was generated by hand, in tears.\n",
        ] {
            assert_eq!(skip_by_text(head), None, "{head}");
        }
        let far_down = format!("{}// @generated\n", "let x = 1;\n".repeat(20));
        assert_eq!(skip_by_text(&far_down), None);
    }

    #[test]
    fn long_lines_are_minified_only_where_they_are_the_rule() {
        assert_eq!(skip_by_text(&"x=1;".repeat(10_000)), Some(Skip::Minified));
        let one_long_line = format!("const DATA = '{}';\n{}", "a".repeat(9000), "let x = 1;\n".repeat(200));
        assert_eq!(skip_by_text(&one_long_line), None);
        assert_eq!(skip_by_text("x=1;"), None);
        assert_eq!(skip_by_text(&"var a=1;".repeat(500)), Some(Skip::Minified));
        assert_eq!(skip_by_text(&"let a = 1;\n".repeat(500)), None);
        assert_eq!(skip_by_text("one(); two();"), None);
    }

    #[test]
    fn names_give_generated_and_packed_files_away() {
        assert_eq!(skip_by_name(Path::new("a/types.d.ts")), Some(Skip::Generated));
        assert_eq!(skip_by_name(Path::new("api_pb2.py")), Some(Skip::Generated));
        assert_eq!(skip_by_name(Path::new("jquery.min.js")), Some(Skip::Minified));
        assert_eq!(skip_by_name(Path::new("admin.js")), None);
    }
}
