//! From a keystroke to findings in a file of 3,000 lines, by kind of edit: edit, parse, facts, program, judging.
//!
//! `cargo bench --bench keystroke`; `FILE=path` names another file, `KINDS=1` times letters alone, `WORST=5` shows the lines
//! where an edit cost most. Each edit is taken back before the next. The goal, for edits after which the file parses, is a
//! median of 2 ms and a 99th percentile of 10 ms. Beside the times stands how often tree-sitter's own part, to read anew what was edited,
//! goes into the whole.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench may stop at the first fault"
)]

mod common;

use common::{long_document, quantile};
use racelens::audit::{Auditor, Catalogue, Settings};
use racelens::syntax::{Document, allocator, by_path};
use racelens::text::Span;
use std::path::Path;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: allocator::Allocator = allocator::Allocator;

/// Edits of each kind.
const EDITS: usize = 200;

fn main() {
    allocator::install();
    if let Some(path) = std::env::var_os("FILE") {
        let path = Path::new(&path);
        let text = std::fs::read_to_string(path).expect("FILE can be read");
        bench(Document::new(by_path(path).expect("FILE is a source file"), text));
        return;
    }
    for extension in ["ts", "py", "rs"] {
        bench(long_document(extension, 3_000));
    }
}

fn bench(original: Document) {
    println!("{}: {} lines, parses: {}", original.language().name, original.lines().count(), !original.has_errors());
    let text = original.text().to_string();
    let words: Vec<(usize, &str)> = words(&text);
    let lines: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let nth = |list: usize, n: usize| (n * 7_919) % list.max(1);
    type Kind<'k> = (&'k str, Box<dyn Fn(usize) -> (usize, String) + 'k>);
    let ends: Vec<usize> =
        text.match_indices('\n').map(|(at, _)| at).filter(|at| text[..*at].ends_with(char::is_alphanumeric)).collect();
    let kinds: [Kind; 5] = [
        (
            "a letter behind a word",
            Box::new(|n| {
                let (at, word) = words[nth(words.len(), n)];
                (at + word.len(), "x".to_string())
            }),
        ),
        ("a letter at a line's end", Box::new(|n| (ends[nth(ends.len(), n)], "x".to_string()))),
        ("an empty line", Box::new(|n| (lines[nth(lines.len(), n)], "\n".to_string()))),
        ("a brace", Box::new(|n| (lines[nth(lines.len(), n)], "{".to_string()))),
        ("a quote", Box::new(|n| (lines[nth(lines.len(), n)], "\"".to_string()))),
    ];
    let wanted = std::env::var("KINDS").ok().and_then(|kinds| kinds.parse().ok()).unwrap_or(kinds.len());
    for (name, kind) in kinds.into_iter().take(wanted) {
        let mut document = original.clone();
        let mut auditor = Auditor::default();
        audit(&mut auditor, &document);
        let (mut whole, mut broken, mut slow) = (Vec::new(), Vec::new(), Vec::new());
        let mut parses = Vec::new();
        for n in 0..EDITS {
            let (at, typed) = kind(n);
            for (span, typed) in
                [(Span::at(at as u32), typed.as_str()), (Span::new(at as u32, (at + typed.len()) as u32), "")]
            {
                let after_error = document.has_errors();
                let begun = clock();
                document.edit(span, typed);
                let parse = (clock() - begun).as_secs_f64() * 1e3;
                audit(&mut auditor, &document);
                let took = (clock() - begun).as_secs_f64() * 1e3;
                if after_error || document.has_errors() {
                    broken.push(took);
                } else {
                    whole.push(took);
                    parses.push(parse);
                    slow.push((took, at));
                }
            }
        }
        if let Some(worst) = std::env::var("WORST").ok().and_then(|worst| worst.parse().ok()) {
            slow.sort_by(|one, other| other.0.total_cmp(&one.0));
            for (took, at) in slow.iter().take(worst) {
                let line = text[..*at].matches('\n').count();
                println!("    {took:6.2} ms  line {}: {}", line + 1, text.lines().nth(line).unwrap_or("").trim());
            }
        }
        parses.sort_by(f64::total_cmp);
        if !parses.is_empty() {
            let sum = |times: &[f64]| times.iter().sum::<f64>();
            let (most, ratio) = (quantile(&parses, 0.99), sum(&whole) / sum(&parses));
            println!(
                "  {name:24} the parse alone p50 {:6.2}  p99 {most:6.2} ms; the whole is {ratio:.1} of it",
                quantile(&parses, 0.5)
            );
        }
        for (mut times, state) in [(whole, "parses"), (broken, "broken")] {
            times.sort_by(f64::total_cmp);
            if !times.is_empty() {
                let (half, most, worst) = (quantile(&times, 0.5), quantile(&times, 0.99), quantile(&times, 1.0));
                println!(
                    "  {name:24} {state} {:4} edits  p50 {half:6.2}  p99 {most:6.2}  max {worst:6.2} ms",
                    times.len()
                );
            }
        }
    }
}

/// The time that this thread has computed, so that a busy machine does not count; where the system does not tell, the time.
fn clock() -> Duration {
    // Giving way brings the system's books up to date.
    std::thread::yield_now();
    let books = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let spent = books.and_then(|books| books.split(' ').next()?.parse().ok());
    static BEGUN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    spent.map_or_else(|| BEGUN.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

fn audit(auditor: &mut Auditor, document: &Document) {
    std::hint::black_box(auditor.audit(Catalogue::builtin(), document, Path::new("src/file"), &Settings::default()));
}

fn words(text: &str) -> Vec<(usize, &str)> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| word.len() > 2);
    parts.map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word)).collect()
}
