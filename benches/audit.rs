//! A whole audit as a multiple of a bare parse of the same files on the same threads, its peak memory, and a cold start.
//!
//! `cargo bench --bench audit`; `RACELENS_CORPUS=folder` names another corpus, `THREADS=n` another number of threads.
//! Rounds of both alternate and the median counts, so that a busy machine troubles both alike. The audit is the real
//! binary, reading, reporting and all; both parse with mimalloc.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench may stop at the first fault"
)]

mod common;

use common::{corpus, files, quantile};
use racelens::syntax::{allocator, by_path};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

#[global_allocator]
static ALLOCATOR: allocator::Allocator = allocator::Allocator;

const ROUNDS: usize = 5;

fn main() {
    allocator::install();
    let threads: usize = env::var("THREADS").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    let folder = corpus();
    let files = files(&folder);
    let bytes: u64 = files.iter().filter_map(|path| fs::metadata(path).ok()).map(|meta| meta.len()).sum();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let (mut parses, mut audits, mut peak) = (Vec::new(), Vec::new(), 0);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        pool.install(|| files.par_iter().for_each_init(tree_sitter::Parser::new, parse));
        parses.push(begun.elapsed().as_secs_f64());
        let (took, kib) = audit(&folder, threads, &["--no-cache"]);
        audits.push(took.as_secs_f64());
        peak = peak.max(kib);
    }
    parses.sort_by(f64::total_cmp);
    audits.sort_by(f64::total_cmp);
    let (parse, audit) = (quantile(&parses, 0.5), quantile(&audits, 0.5));
    println!("{} files, {:.1} MB, {threads} threads, median of {ROUNDS}", files.len(), bytes as f64 / 1e6);
    println!("bare parse  {parse:.3} s");
    println!("audit       {audit:.3} s  {:.2} x (goal 1.60)", audit / parse);
    let again = again(&folder, threads);
    println!("once more   {again:.3} s  {:.2} of the first (goal 0.25)", again / audit);
    println!("peak memory {:.0} MiB (goal 200 for 50 MB)", peak as f64 / 1024.0);
    println!("cold start  {:.1} ms (goal 40)", cold_start() * 1e3);
}

/// What everything is measured against: read, and parse.
fn parse(parser: &mut tree_sitter::Parser, path: &PathBuf) {
    let (Some(language), Ok(text)) = (by_path(path), fs::read(path)) else { return };
    parser.set_language(&language.grammar()).expect("the grammars fit");
    std::hint::black_box(parser.parse(&text, None));
}

/// One run of the binary: its time, and its greatest memory in KiB.
fn audit(path: &Path, threads: usize, cache: &[&str]) -> (Duration, u64) {
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_racelens"))
        .args(["audit", "--no-progress", "--fail-on", "off", "--format", "json", "--threads", &threads.to_string()])
        .args(cache)
        .arg(path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    let mut peak = 0;
    // The peak only grows: what is read last before the end is it.
    let pause = Duration::from_micros(500);
    while child.try_wait().ok().flatten().is_none() {
        peak = peak.max(high_water(child.id()));
        std::thread::sleep(pause);
    }
    (begun.elapsed(), peak)
}

/// An audit of what was audited before and has not changed.
fn again(path: &Path, threads: usize) -> f64 {
    let cache = concat!(env!("CARGO_TARGET_TMPDIR"), "/bench-cache");
    let _ = fs::remove_dir_all(cache);
    audit(path, threads, &["--cache-dir", cache]);
    let mut times: Vec<f64> =
        (0..ROUNDS).map(|_| audit(path, threads, &["--cache-dir", cache]).0.as_secs_f64()).collect();
    times.sort_by(f64::total_cmp);
    quantile(&times, 0.5)
}

/// `VmHWM` of a process; 0 where the system does not tell.
fn high_water(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// From the start of the process to its end, for a file of ten lines.
fn cold_start() -> f64 {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ten_lines.ts");
    let text = "export class Jobs {\n  private busy = false;\n\n  async run(): Promise<void> {\n    if (this.busy) return;\n    \
                await fetch(\"/jobs\");\n    this.busy = true;\n  }\n}\n\n";
    fs::write(&file, text).expect("the target folder can be written");
    let mut times: Vec<f64> = (0..30).map(|_| audit(&file, 1, &["--no-cache"]).0.as_secs_f64()).collect();
    times.sort_by(f64::total_cmp);
    quantile(&times, 0.5)
}
