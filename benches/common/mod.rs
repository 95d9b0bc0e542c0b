//! What the benches share: the corpus they run over, and medians.
#![allow(dead_code, clippy::expect_used, clippy::indexing_slicing, reason = "each bench uses its part")]

use racelens::syntax::{Document, by_extension, by_path};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of `RACELENS_CORPUS`, else one that is made of the examples of the catalogue's pages: 40 copies of each,
/// so that a run takes long enough to measure.
pub fn corpus() -> PathBuf {
    if let Some(folder) = std::env::var_os("RACELENS_CORPUS") {
        return PathBuf::from(folder);
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    for (at, (extension, text)) in examples().iter().enumerate() {
        let below = folder.join(extension);
        fs::create_dir_all(&below).expect("the target folder can be written");
        fs::write(below.join(format!("example{at}.{extension}")), text.repeat(40)).expect("so can its files");
    }
    folder
}

/// The programs in the pages of the catalogue, each with the extension of its files.
pub fn examples() -> Vec<(&'static str, String)> {
    let mut examples = Vec::new();
    let pages = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("queries")).expect("the catalogue is there");
    let mut pages: Vec<PathBuf> = pages.flatten().map(|entry| entry.path()).collect();
    pages.sort();
    for page in pages.iter().filter(|path| path.extension().is_some_and(|extension| extension == "md")) {
        let text = fs::read_to_string(page).expect("pages are text");
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let Some(info) = line.strip_prefix("```") else { continue };
            let body: String =
                lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
            let extension = match info.split_whitespace().next() {
                Some("ts") => "ts",
                Some("python") => "py",
                Some("rust") => "rs",
                _ => continue,
            };
            examples.push((extension, body));
        }
    }
    examples
}

/// A document of about that many lines: the examples of one language, one after the other, that parse together.
pub fn long_document(extension: &str, lines: usize) -> Document {
    let language = by_extension(extension).expect("a language");
    let mut text = String::new();
    let examples: Vec<String> =
        examples().into_iter().filter(|(other, _)| *other == extension).map(|(_, text)| text).collect();
    let good: Vec<&String> =
        examples.iter().filter(|text| !Document::new(language, text.to_string()).has_errors()).collect();
    for example in good.iter().cycle() {
        if text.lines().count() >= lines {
            break;
        }
        text += example;
        text += "\n";
    }
    Document::new(language, text)
}

/// All source files below a folder, the largest first.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if by_path(&path).is_some() {
                files.push((entry.metadata().map_or(0, |meta| meta.len()), path));
            }
        }
    }
    files.sort_by(|a, b| b.cmp(a));
    files.into_iter().map(|(_, path)| path).collect()
}

/// The value that this share of the sorted values lie below.
pub fn quantile(values: &[f64], share: f64) -> f64 {
    values.get(((values.len() as f64 - 1.0) * share).round() as usize).copied().unwrap_or(f64::NAN)
}
