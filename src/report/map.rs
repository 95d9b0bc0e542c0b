//! The Shared State Map, for people and for programs.

use super::{Look, table};
use crate::map::{Access, Map, Place, Reach, Times, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;

/// Of functions, lines and entries no more than this are told in a row.
const MOST: usize = 12;

/// The map for programs: `{"version": 1, "places": [...]}`, each place as [`Place`] has it, field by field. Lines are
/// 1-based, paths relative to the root.
pub fn json(map: &Map) -> String {
    #[derive(Serialize)]
    struct Written<'a> {
        version: u32,
        places: &'a [Place],
    }
    // Nothing in it can fail to be written.
    serde_json::to_string_pretty(&Written { version: 1, places: &map.places }).unwrap_or_default() + "\n"
}

/// The map for people: the gravest first.
pub fn text(map: &Map, prefix: &str, look: Look) -> String {
    let mut places: Vec<&Place> = map.places.iter().collect();
    places.sort_by_key(|place| place.verdict);
    let bold = |text: &str| if look.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_string() };
    let tint = |place: &Place| {
        let word = place.verdict.word();
        match (look.color, place.verdict) {
            (false, _) => word.to_string(),
            (true, Verdict::Hazard) => format!("\u{1b}[1m\u{1b}[91m{word}\u{1b}[0m"),
            (true, Verdict::PartlyGuarded | Verdict::Open) => format!("\u{1b}[33m{word}\u{1b}[0m"),
            (true, _) => format!("\u{1b}[32m{word}\u{1b}[0m"),
        }
    };
    let mut out = String::new();
    for place in places {
        out += &format!("{}  {}\n", bold(&table::printable(&place.place, 200)), tint(place));
        for (label, words) in rows(place, prefix) {
            out += &wrapped(&label, &words, look.width);
        }
        out.push('\n');
    }
    out + &bold(&summary(map)) + "\n"
}

/// One place of the map, for a hover.
pub fn row(place: &Place, markdown: bool) -> String {
    let rows = rows(place, "");
    let verdict = place.verdict.word();
    match markdown {
        true => {
            // Names have underscores, which Markdown takes for more than that outside of code.
            let plain = |(index, part): (usize, &str)| {
                if index % 2 == 0 { part.replace('_', "\\_") } else { format!("`{part}`") }
            };
            let row = |(label, words): &(String, String)| {
                format!("- {label}: {}", words.split('`').enumerate().map(plain).collect::<String>())
            };
            let rows: Vec<String> = rows.iter().map(row).collect();
            format!("**Shared state** `{}` ({verdict})\n\n{}", place.place, rows.join("\n"))
        }
        false => {
            let rows: Vec<String> = rows.iter().map(|(label, words)| format!("{label}: {words}")).collect();
            format!("Shared state {} ({verdict})\n{}", place.place, rows.join("\n"))
        }
    }
}

/// The rows of a place: label and text.
pub(super) fn rows(place: &Place, prefix: &str) -> Vec<(String, String)> {
    let declared = place.declared.as_ref().map_or("nowhere in the project".to_string(), |spot| {
        let held = place.instance.as_ref().map_or(String::new(), |held| format!(", shared as `{held}`"));
        format!("{prefix}{}:{}{held}", spot.path, spot.line)
    });
    let guarded: Vec<String> =
        place.guarded_by.iter().map(|guard| format!("{} ({} of {})", guard.lock, guard.held, guard.of)).collect();
    let rows = [
        ("declared", declared),
        ("written", accesses(&place.writes, prefix)),
        ("read", accesses(&place.reads, prefix)),
        ("guarded by", if guarded.is_empty() { "nothing".to_string() } else { guarded.join(", ") }),
        ("reached from", reached(&place.reached_from)),
        ("verdict", place.why.clone()),
    ];
    rows.into_iter().map(|(label, words)| (label.to_string(), table::printable(&words, usize::MAX))).collect()
}

/// `a.ts:3 Bot.start, :7 Bot.stop; b.ts:1 (module)`
fn accesses(list: &[Access], prefix: &str) -> String {
    let mut files: BTreeMap<&str, BTreeMap<&str, Vec<u32>>> = BTreeMap::new();
    for access in list {
        files.entry(&access.path).or_default().entry(&access.function).or_default().push(access.line);
    }
    let file = |(path, functions): (&&str, &BTreeMap<&str, Vec<u32>>)| {
        let mut shown: Vec<(Vec<u32>, &str)> =
            functions.iter().map(|(function, lines)| (lines.clone(), *function)).collect();
        shown.sort();
        let more = shown.len().saturating_sub(MOST);
        shown.truncate(MOST);
        let function = |(lines, function): &(Vec<u32>, &str)| {
            let lines: Vec<String> = lines.iter().take(MOST).map(u32::to_string).collect();
            format!("{} {}", lines.join(","), named(function))
        };
        let shown: Vec<String> = shown.iter().map(function).collect();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{prefix}{path}: {}{more}", shown.join(", "))
    };
    let shown: Vec<String> = files.iter().map(file).collect();
    if shown.is_empty() { "nowhere".to_string() } else { shown.join("; ") }
}

fn reached(list: &[Reach]) -> String {
    let way = |reach: &Reach| {
        let often = match reach.times {
            Times::StartUp => " (start-up)",
            Times::Once => " (once)",
            Times::Many => "",
        };
        format!("{}{often}", named(&reach.function))
    };
    let mut shown: Vec<String> = Vec::new();
    for way in list.iter().map(way) {
        if !shown.contains(&way) {
            shown.push(way);
        }
    }
    let more = shown.len().saturating_sub(MOST);
    shown.truncate(MOST);
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    if shown.is_empty() { "nowhere".to_string() } else { shown.join(", ") }
}

pub(super) fn named(function: &str) -> &str {
    if function.is_empty() { "(module)" } else { function }
}

/// A row, broken between words where the line is full.
fn wrapped(label: &str, words: &str, width: usize) -> String {
    let indent = 16;
    let mut out = format!("  {label:<indent$}", indent = indent - 2);
    let mut column = indent;
    for (index, word) in words.split(' ').enumerate() {
        let length = word.chars().count();
        if index > 0 {
            if column + 1 + length > width {
                out += &format!("\n{}", " ".repeat(indent));
                column = indent;
            } else {
                out.push(' ');
                column += 1;
            }
        }
        out += word;
        column += length;
    }
    out + "\n"
}

/// "12 places: 2 hazard, 3 open, 7 guarded."
fn summary(map: &Map) -> String {
    let mut counts: BTreeMap<Verdict, usize> = BTreeMap::new();
    for place in &map.places {
        *counts.entry(place.verdict).or_default() += 1;
    }
    let places = if map.places.len() == 1 { "1 place".to_string() } else { format!("{} places", map.places.len()) };
    let counts: Vec<String> = counts.iter().map(|(verdict, count)| format!("{count} {}", verdict.word())).collect();
    if counts.is_empty() { "No state is shared.".to_string() } else { format!("{places}: {}.", counts.join(", ")) }
}
