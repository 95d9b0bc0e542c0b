//! What it costs to get from a tree to matches, as a share of the bare parse.
//!
//! `RACELENS_CORPUS=folder cargo bench --bench syntax` prints one line per language. Ratios within one run mean
//! something on any machine; times do not. `RACELENS_QUERIES=folder` adds the pattern files of another folder,
//! `RACELENS_MEGABYTES=n` takes only the first n of each language. `RACELENS_EACH=1` prints the dearest patterns,
//! each run alone.

use racelens::syntax::{self, Document, Flat, Language, Patterns, Work, languages, scm};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn main() {
    syntax::allocator::install();
    let Some(corpus) = std::env::var_os("RACELENS_CORPUS") else {
        println!("RACELENS_CORPUS names the folder of files to measure with");
        return;
    };
    let limit = variable("RACELENS_MEGABYTES").unwrap_or(1_000) * 1_000_000;
    let mut files = Vec::new();
    files_below(Path::new(&corpus), &mut files);
    files.sort();
    println!(
        "language        files     MB   parse s | items flatten  match    sum | patterns compile ms  matches exhausted"
    );
    for language in languages() {
        measure(language, &files, limit);
        if variable("RACELENS_EACH").is_some() {
            each(language, &files, limit);
        }
    }
}

/// The share of each pattern alone, less that of a pattern that never matches.
fn each(language: &'static Language, files: &[PathBuf], limit: usize) {
    let mut documents = Vec::new();
    let (mut bytes, mut parse) = (0, Duration::ZERO);
    for path in files.iter().filter(|path| syntax::by_path(path) == Some(language)) {
        let Ok(text) = fs::read_to_string(path) else { continue };
        bytes += text.len();
        if bytes > limit {
            break;
        }
        let document = timed(&mut parse, || Document::new(language, text.clone()));
        let items = syntax::items(&document);
        documents.push((document, items));
    }
    let mut rows = Vec::new();
    for (file, source) in sources(language) {
        for pattern in scm::read(&file, &source).unwrap_or_default() {
            let title = format!("{}:{} {}", file.rsplit('/').next().unwrap_or(""), pattern.line, pattern.text);
            let Ok(patterns) = Patterns::compile(language, vec![pattern]) else { continue };
            let (mut work, mut flat) = (Work::default(), Flat::default());
            let (mut time, mut matches) = (Duration::ZERO, 0);
            for (document, items) in &documents {
                let mut flats = Vec::new();
                syntax::for_each_item(document, items, patterns.kinds(), &mut flat, |_, item, flat| {
                    flats.push((item.text(document), flat.clone()));
                });
                let mut found = 0;
                timed(&mut time, || {
                    found = 0;
                    for (text, flat) in &flats {
                        patterns.run(flat, text, &mut work, &mut |_, _| found += 1);
                    }
                });
                matches += found;
            }
            rows.push((time.as_secs_f64() / parse.as_secs_f64(), matches, title));
        }
    }
    rows.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (share, matches, title) in rows.iter().take(25) {
        let title: String = title.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(130).collect();
        println!("    {share:6.4} {matches:8} {title}");
    }
    if let Some((share, ..)) = rows.last() {
        println!("    {share:6.4}          the cheapest");
    }
}

fn variable(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

fn measure(language: &'static Language, files: &[PathBuf], limit: usize) {
    let sources = sources(language);
    let begun = Instant::now();
    let patterns = match compile(language, sources) {
        Ok(patterns) => patterns,
        Err(errors) => return errors.iter().for_each(|error| println!("{error}")),
    };
    let compiling = begun.elapsed();
    let (mut parse, mut items, mut flatten, mut matching) = Default::default();
    let (mut count, mut bytes, mut matches) = (0, 0, 0_u64);
    let (mut work, mut flat) = (Work::default(), Flat::default());
    for path in files.iter().filter(|path| syntax::by_path(path) == Some(language)) {
        let Ok(text) = fs::read_to_string(path) else { continue };
        if bytes + text.len() > limit {
            break;
        }
        count += 1;
        bytes += text.len();
        let document = timed(&mut parse, || Document::new(language, text.clone()));
        let list = timed(&mut items, || syntax::items(&document));
        // Once without the patterns, to tell the two apart.
        timed(&mut flatten, || {
            syntax::for_each_item(&document, &list, patterns.kinds(), &mut flat, |_, _, _| {});
        });
        let mut found = 0;
        timed(&mut matching, || {
            found = 0;
            syntax::for_each_item(&document, &list, patterns.kinds(), &mut flat, |_, item, flat| {
                patterns.run(flat, item.text(&document), &mut work, &mut |_, _| found += 1);
            });
        });
        matches += found;
    }
    if count == 0 {
        return;
    }
    let matching = matching.saturating_sub(flatten);
    let share = |time: Duration| time.as_secs_f64() / parse.as_secs_f64();
    println!(
        "{:14} {count:6} {:6.1} {:9.2} | {:5.3} {:7.3} {:6.3} {:6.3} | {:8} {:10.2} {matches:8} {:9}",
        language.name,
        bytes as f64 / 1e6,
        parse.as_secs_f64(),
        share(items),
        share(flatten),
        share(matching),
        share(items + flatten + matching),
        patterns.len(),
        compiling.as_secs_f64() * 1e3,
        work.exhausted / ROUNDS,
    );
}

fn sources(language: &Language) -> Vec<(String, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("queries").join(language.folder)];
    folders.extend(std::env::var_os("RACELENS_QUERIES").map(|folder| Path::new(&folder).join(language.folder)));
    let mut files = Vec::new();
    folders.iter().for_each(|folder| files_below(folder, &mut files));
    files.retain(|path| path.extension().is_some_and(|extension| extension == "scm"));
    files.iter().filter_map(|path| Some((path.display().to_string(), fs::read_to_string(path).ok()?))).collect()
}

fn compile(language: &Language, sources: Vec<(String, String)>) -> Result<Patterns, Vec<scm::LoadError>> {
    let mut patterns = Vec::new();
    for (file, source) in sources {
        patterns.extend(scm::read(&file, &source)?);
    }
    Patterns::compile(language, patterns)
}

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files_below(&path, files) } else { files.push(path) }
    }
}

/// Adds the shortest of a few runs to the sum, since other programs only ever make a run longer.
fn timed<T>(sum: &mut Duration, mut work: impl FnMut() -> T) -> T {
    let mut shortest = Duration::MAX;
    let mut result = None;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        result = Some(work());
        shortest = shortest.min(begun.elapsed());
    }
    *sum += shortest;
    #[allow(clippy::expect_used)] // There is at least one round.
    result.expect("a round")
}

const ROUNDS: u32 = 3;
