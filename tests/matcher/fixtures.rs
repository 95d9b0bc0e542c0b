//! The fixtures, and every folder of files that one names.

use crate::difference::{Both, Difference, ROOT, Row};
use racelens::syntax::{Document, Language, languages};
use racelens::text::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the crate is.
pub fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder, in order.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// The pattern files of a language: those of the catalogue, those of this test, those of `RACELENS_QUERIES`.
fn pattern_files(language: &Language) -> Vec<PathBuf> {
    let mut files = files_below(&home().join("queries").join(language.folder));
    files.extend(files_below(&home().join("tests/matcher/patterns").join(language.folder)));
    if let Some(folder) = std::env::var_os("RACELENS_QUERIES") {
        files.extend(files_below(&Path::new(&folder).join(language.folder)));
    }
    files.retain(|path| path.extension().is_some_and(|extension| extension == "scm"));
    files
}

/// The fixtures that a language reads.
pub fn fixtures(language: &'static Language) -> Vec<(PathBuf, String)> {
    let files = files_below(&home().join("tests/matcher/fixtures"));
    let fits = |path: &PathBuf| racelens::syntax::by_path(path) == Some(language);
    files.into_iter().filter(fits).filter_map(|path| Some((path.clone(), fs::read_to_string(path).ok()?))).collect()
}

/// Every pattern file of the language, compiled both ways.
pub fn all_patterns(language: &'static Language) -> Vec<Both> {
    let compile = |path: PathBuf| {
        let source = fs::read_to_string(&path).unwrap_or_default();
        let shown = path.strip_prefix(home()).unwrap_or(&path).display().to_string();
        Both::compile(language, &shown, &source).unwrap_or_else(|error| panic!("{error}"))
    };
    pattern_files(language).into_iter().map(compile).filter(|both| both.len() > 0).collect()
}

/// A pattern that no tree can have, by any grammar of its folder, says something else than its author meant.
fn impossible(sets: &[(&'static Language, Vec<Both>)]) -> BTreeSet<String> {
    let mut common: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (language, sets) in sets {
        let here: BTreeSet<String> = sets.iter().flat_map(|both| both.impossible.iter().cloned()).collect();
        let place = |error: &String| error.split(": ").next().unwrap_or("").to_string();
        let places: BTreeSet<String> = here.iter().map(place).collect();
        common
            .entry(language.folder)
            .and_modify(|known| known.retain(|error| places.contains(&place(error))))
            .or_insert(here);
    }
    common.into_values().flatten().collect()
}

/// The rows that differ, two of each pattern, with the text of every capture.
pub fn describe(both: &Both, difference: &Difference, text: &str) -> String {
    let mut described = String::new();
    for (who, rows) in [("ours", &difference.ours), ("Query", &difference.query)] {
        for id in 0..both.len() {
            let of_pattern: Vec<_> = rows.iter().filter(|row| row.0 == id).collect();
            if !of_pattern.is_empty() {
                described += &format!("only {who}, {} rows: {}\n", of_pattern.len(), both.pattern(id));
            }
            for (_, row) in of_pattern.iter().take(2) {
                for (name, span, kind) in row {
                    described += &format!("    @{name}@{} {kind}: {:?}\n", span.start, span.of(text));
                }
                described += "\n";
            }
        }
    }
    described
}

#[test]
fn fixtures_give_equal_rows() {
    let sets: Vec<_> = languages().iter().map(|language| (language, all_patterns(language))).collect();
    let mut failures = String::new();
    for (language, sets) in &sets {
        let fixtures = fixtures(language);
        assert!(!fixtures.is_empty(), "no fixture of {}", language.name);
        let mut matches = 0;
        for both in sets {
            for (path, text) in &fixtures {
                let difference = both.compare(text);
                matches += difference.matches;
                let described = describe(both, &difference, text);
                if !described.is_empty() {
                    failures += &format!("{}\n{described}", path.display());
                }
            }
        }
        assert!(matches > 300, "only {matches} matches in {}", language.name);
    }
    for error in impossible(&sets) {
        failures += &format!("no tree has this shape: {error}\n");
    }
    assert!(failures.is_empty(), "{failures}");
}

/// The differences that are known and allowed, by row.
fn is_allowed(both: &Both, row: &Row, text: &str) -> bool {
    let pattern = both.pattern(row.0);
    // A comment inside a repeated field: Query gives the comment the field, the cursor does not.
    let comment_in_run = pattern.contains(")*") || pattern.contains(")+") || pattern.contains(")?");
    let has_comment = row.1.iter().any(|(_, span, _)| {
        let bytes = span.of(text);
        bytes.contains("//") || bytes.contains("/*") || bytes.contains('#')
    });
    // A wildcard at the root of a pattern with children is any node to Query, even an error; sometimes under the
    // name of the node that it stands in for.
    let is_error = |span: Span| {
        let document = Document::new(both.language, text.to_string());
        let node = document.tree().root_node().descendant_for_byte_range(span.range().start, span.range().end);
        node.is_some_and(|node| node.is_error() || node.parent().is_some_and(|parent| parent.is_error()))
    };
    let mut roots = row.1.iter().filter(|(name, ..)| name == ROOT);
    comment_in_run && has_comment || pattern.starts_with("(_ ") && roots.any(|root| is_error(root.1))
}

/// `RACELENS_CORPUS=folder cargo test --test matcher -- --ignored`: every file, and 400 of them broken.
#[test]
#[ignore = "needs a folder of real files"]
fn a_corpus_gives_equal_rows() {
    let Some(folder) = std::env::var_os("RACELENS_CORPUS") else { return };
    let files = files_below(Path::new(&folder));
    let mut worst = 0;
    for language in languages() {
        let sets = all_patterns(language);
        let (mut matches, mut count, mut allowed, mut bad) = (0, 0, 0, 0);
        for path in files.iter().filter(|path| racelens::syntax::by_path(path) == Some(language)) {
            let Ok(text) = fs::read_to_string(path) else { continue };
            if text.len() > 1_000_000 {
                continue;
            }
            count += 1;
            let mut versions = vec![text.clone()];
            if count % 5 == 0 {
                versions.push(broken(&text, count));
            }
            for (version, text) in versions.iter().enumerate() {
                for both in &sets {
                    let mut difference = both.compare(text);
                    matches += difference.matches;
                    let count = |difference: &Difference| difference.ours.len() + difference.query.len();
                    let all = count(&difference);
                    difference.ours.retain(|row| !is_allowed(both, row, text));
                    difference.query.retain(|row| !is_allowed(both, row, text));
                    allowed += all - count(&difference);
                    if count(&difference) > 0 {
                        bad += 1;
                        eprintln!("{} (version {version}):\n{}", path.display(), describe(both, &difference, text));
                    }
                }
            }
        }
        eprintln!(
            "{}: {count} files, {matches} matches, {allowed} rows differ as allowed, {bad} files otherwise",
            language.name
        );
        worst = worst.max(bad * 1000 / count.max(1));
    }
    assert_eq!(worst, 0, "of a thousand files");
}

/// The text with a few pieces cut out, the same for the same seed.
fn broken(text: &str, seed: usize) -> String {
    let mut random = crate::random::Random::new(seed as u64);
    let mut text = text.to_string();
    for _ in 0..3 {
        let at = random.below(text.len().max(1));
        let end = (at + 1 + random.below(6)).min(text.len());
        if text.is_char_boundary(at) && text.is_char_boundary(end) {
            text.replace_range(at..end, ["", "(", "}", "\"", "async "][random.below(5)]);
        }
    }
    text
}
