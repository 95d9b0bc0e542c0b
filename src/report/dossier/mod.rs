//! The audit report for whoever owns the code: scope, Shared State Map, findings with their evidence, what is safe and why,
//! what is set aside, and what to mend first. As Markdown, and as one page of HTML that needs nothing beside itself.

mod chapter;
mod html;
mod markdown;
mod pictures;

pub use chapter::Chapter;
pub(super) use html::render as html;
pub(super) use markdown::render as markdown;

use super::{Entry, Report};
use crate::audit::{Rule, Severity};
use crate::map::{Map, Order};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What only the full report tells.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    /// The state that functions share.
    pub map: Map,
    /// In which order locks are taken.
    pub orders: Vec<Order>,
    /// What would be a hazard but for something that its author did.
    pub safe: Vec<SafePattern>,
    /// Files by language.
    pub languages: BTreeMap<&'static str, usize>,
    /// How many functions were looked at.
    pub functions: usize,
}

/// A safe pattern, ready to be printed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SafePattern {
    /// The file, relative to the root, with `/`.
    pub path: String,
    /// 1-based line of the step that would go wrong.
    pub line: u32,
    /// The rule that would have told of it.
    pub rule: String,
    /// The function.
    pub function: String,
    /// The place as the code writes it; empty where the rule is about none.
    pub place: String,
    /// What makes it safe.
    pub why: String,
    /// The line of code that does.
    pub by: String,
    /// 1-based line of that.
    pub by_line: u32,
}

/// How many findings are named as those to mend first.
const FIRST: usize = 5;

/// The severities of a report, the gravest first.
const SEVERITIES: [Severity; 4] = [Severity::Error, Severity::Warning, Severity::Info, Severity::Hint];

/// "1 warning", "3 errors", "2 info".
fn counted(count: usize, severity: Severity) -> String {
    match (severity, count) {
        (Severity::Info, _) | (_, 1) => format!("{count} {}", severity.word()),
        _ => format!("{count} {}s", severity.word()),
    }
}

fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// The findings by severity, the gravest first, each with its number in the report.
fn ordered(report: &Report) -> Vec<&Entry> {
    let mut entries: Vec<&Entry> = report.entries.iter().collect();
    entries.sort_by_key(|entry| Reverse(entry.severity));
    entries
}

/// What to mend first, and why: the gravest, those about a place that others are about too, those with a safe fix.
fn first<'r>(entries: &[&'r Entry]) -> Vec<(usize, &'r Entry, String)> {
    let about = |entry: &Entry| {
        let same = |other: &&&Entry| other.path == entry.path && other.place == entry.place && !entry.place.is_empty();
        entries.iter().filter(same).count()
    };
    let mut ranked: Vec<(usize, &Entry)> = entries.iter().copied().enumerate().collect();
    ranked.retain(|(_, entry)| entry.severity > Severity::Hint);
    ranked.sort_by_key(|(_, entry)| {
        (Reverse(entry.severity), Reverse(about(entry).min(4)), !entry.fixes.iter().any(|fix| fix.safe))
    });
    let mut seen: BTreeSet<(&str, &str, &str)> = BTreeSet::new();
    // One for each place: who mends it looks at the others anyway.
    ranked.retain(|(at, entry)| {
        let place = if entry.place.is_empty() { &entry.fingerprint } else { &entry.place };
        let _ = at;
        seen.insert((&entry.path, place, &entry.function))
    });
    ranked.truncate(FIRST);
    let why = |entry: &Entry| {
        let mut why = vec![article(entry.severity).to_string()];
        match about(entry) {
            0 | 1 => {}
            2 => why.push(format!("another finding is about `{}`, too", entry.place)),
            count => why.push(format!("{} other findings are about `{}`, too", count - 1, entry.place)),
        }
        match entry.fixes.first() {
            Some(fix) if fix.safe => why.push("there is a safe fix".to_string()),
            Some(_) => why.push("there is a fix".to_string()),
            None => {}
        }
        why.join("; ")
    };
    ranked.into_iter().map(|(at, entry)| (at, entry, why(entry))).collect()
}

fn article(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "an error",
        Severity::Warning => "a warning",
        Severity::Info | Severity::Off => "an info",
        Severity::Hint => "a hint",
    }
}

/// The rules with findings, those with the gravest first: how many of each severity.
fn by_rule<'r>(report: &'r Report, rules: &'r [Rule]) -> Vec<(&'r str, &'r str, [usize; 4])> {
    let mut counts: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for entry in &report.entries {
        let row = counts.entry(&entry.rule).or_default();
        for (count, severity) in row.iter_mut().zip(SEVERITIES) {
            *count += usize::from(entry.severity == severity);
        }
    }
    let summary = |id: &str| rules.iter().find(|rule| rule.id == id).map_or("", |rule| rule.summary.as_str());
    let mut rows: Vec<(&str, &str, [usize; 4])> =
        counts.into_iter().map(|(id, counts)| (id, summary(id), counts)).collect();
    rows.sort_by_key(|(_, _, counts)| Reverse(*counts));
    rows
}

/// What was looked at, as label and words.
fn scope(report: &Report, detail: &Detail) -> Vec<(&'static str, String)> {
    let languages: Vec<String> =
        detail.languages.iter().map(|(language, files)| format!("{} of {language}", plural(*files, "file"))).collect();
    let skipped = report.skipped;
    let skipped = [
        (skipped.vendored, "vendored"),
        (skipped.generated, "generated"),
        (skipped.minified, "minified"),
        (skipped.unreadable, "unreadable"),
    ];
    let skipped: Vec<String> =
        skipped.iter().filter(|(count, _)| *count > 0).map(|(count, kind)| format!("{count} {kind}")).collect();
    let mut rows = vec![("Files", format!("{} audited", report.files))];
    if !languages.is_empty() {
        rows.push(("Languages", languages.join(", ")));
    }
    rows.push(("Functions", detail.functions.to_string()));
    if !skipped.is_empty() {
        rows.push(("Skipped", skipped.join(", ")));
    }
    if let Some(narrowed) = &report.narrowed {
        rows.push(("Told", format!("only what touches a change {narrowed}")));
    }
    rows.push(("By", format!("racelens {}", env!("CARGO_PKG_VERSION"))));
    rows
}

/// What an audit cannot know, said in every report.
const LIMITS: &str = "Code is read, not run. Places are names, an unknown callee is taken to do nothing, and tests are left out of the map. \
                      An audit without findings proves nothing.";

/// The name of what was audited.
fn title(report: &Report) -> String {
    let name = report.root.file_name().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| "this project".to_string())
}

/// The places to show, the gravest first.
fn places(map: &Map) -> Vec<&crate::map::Place> {
    let mut places: Vec<&crate::map::Place> = map.places.iter().collect();
    places.sort_by_key(|place| place.verdict);
    places
}
