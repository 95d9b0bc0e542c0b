//! The audit report as Markdown.

use super::super::map::rows;
use super::super::{Entry, Report, Row};
use super::{Detail, LIMITS, SEVERITIES, by_rule, counted, first, ordered, places, plural, scope, title};
use crate::audit::{Rule, Task};
use crate::report::table::printable;
use std::fmt::Write;

pub(in crate::report) fn render(report: &Report, rules: &[Rule], detail: &Detail) -> String {
    let entries = ordered(report);
    let mut out = format!("# Concurrency audit of {}\n\n", text(&title(report)));
    out += &summary(report);
    out += &what_first(&entries);
    out += "## Scope\n\n";
    for (label, words) in scope(report, detail) {
        let _ = writeln!(out, "- {label}: {}", text(&words));
    }
    let _ = write!(out, "\n{LIMITS}\n\n");
    out += &by_rules(report, rules);
    out += &state(detail);
    out += &locks(detail);
    out += "## Findings\n\n";
    if entries.is_empty() {
        out += "None.\n\n";
    }
    for severity in SEVERITIES {
        let of: Vec<(usize, &&Entry)> =
            entries.iter().enumerate().filter(|(_, entry)| entry.severity == severity).collect();
        if of.is_empty() {
            continue;
        }
        let _ = write!(out, "### {}\n\n", counted(of.len(), severity));
        of.iter().for_each(|(at, entry)| out += &finding(*at, entry));
    }
    out += &safe(detail);
    out += &aside(report);
    out.trim_end().to_string() + "\n"
}

/// A text on a line of its own, in which nothing is taken for Markdown but code between backticks.
fn text(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in printable(text, usize::MAX).split('`').enumerate() {
        if index > 0 {
            out.push('`');
        }
        if index % 2 == 1 {
            out += &part.replace('|', "\\|");
            continue;
        }
        for c in part.chars() {
            if matches!(c, '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '\\') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

/// Code within a line, whatever backticks it holds.
fn code(code: &str) -> String {
    let code = printable(code, usize::MAX).replace('|', "\\|");
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    if code.is_empty() { String::new() } else { format!("{fence}{space}{code}{space}{fence}") }
}

/// A block of code, whatever backticks it holds.
fn block(tag: &str, lines: &str) -> String {
    let longest = lines.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{tag}\n{}\n{fence}\n\n", lines.trim_end_matches('\n'))
}

fn summary(report: &Report) -> String {
    let count = |severity| report.entries.iter().filter(|entry| entry.severity == severity).count();
    let found: Vec<String> = SEVERITIES
        .iter()
        .map(|severity| (count(*severity), *severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| counted(count, severity))
        .collect();
    let found = if found.is_empty() { "no findings".to_string() } else { found.join(", ") };
    let aside = if report.aside.is_empty() {
        String::new()
    } else {
        format!(" Set aside by the baseline: {}.", report.aside.len())
    };
    format!("**{} audited: {found}.**{aside}\n\n", plural(report.files, "file"))
}

fn what_first(entries: &[&Entry]) -> String {
    let first = first(entries);
    if first.is_empty() {
        return String::new();
    }
    let mut out = "## What to mend first\n\n".to_string();
    for (number, (at, entry, why)) in first.iter().enumerate() {
        let place = format!("{}:{}", entry.path, entry.range.start.line);
        let _ = writeln!(
            out,
            "{}. [{}](#finding-{}) in {}: {} ({})",
            number + 1,
            entry.rule,
            at + 1,
            code(&place),
            text(&entry.message),
            text(why)
        );
    }
    out + "\n"
}

fn by_rules(report: &Report, rules: &[Rule]) -> String {
    let rows = by_rule(report, rules);
    if rows.is_empty() {
        return String::new();
    }
    let mut out = "## Summary\n\n| rule | error | warning | info | hint | what it finds |\n|---|--:|--:|--:|--:|---|\n"
        .to_string();
    for (id, summary, counts) in rows {
        let counts: Vec<String> =
            counts.iter().map(|count| if *count == 0 { String::new() } else { count.to_string() }).collect();
        let _ = writeln!(out, "| {id} | {} | {} |", counts.join(" | "), text(summary));
    }
    out + "\n"
}

fn state(detail: &Detail) -> String {
    let mut out = "## Shared State Map\n\n".to_string();
    if detail.map.places.is_empty() {
        return out + "No state is shared.\n\n";
    }
    out +=
        "| place | declared | written | read | guarded by | reached from | verdict |\n|---|---|---|---|---|---|---|\n";
    for place in places(&detail.map) {
        let mut cells: Vec<String> = rows(place, "").iter().map(|(_, words)| text(words)).collect();
        if let Some(last) = cells.last_mut() {
            *last = format!("**{}**: {last}", place.verdict.word());
        }
        let _ = writeln!(out, "| {} | {} |", code(&place.place), cells.join(" | "));
    }
    out + "\n"
}

fn locks(detail: &Detail) -> String {
    if detail.orders.is_empty() {
        return String::new();
    }
    let mut out = "## Locks taken while others are held\n\n| held | taken | where |\n|---|---|---|\n".to_string();
    for order in &detail.orders {
        let place = format!("{} in {}:{}", order.function, order.path, order.line);
        let _ = writeln!(out, "| {} | {} | {} |", code(&order.held), code(&order.taken), text(&place));
    }
    out + "\n"
}

fn finding(at: usize, entry: &Entry) -> String {
    let start = entry.range.start;
    let mut out = format!("<a id=\"finding-{}\"></a>\n\n", at + 1);
    let _ = write!(
        out,
        "#### {}. {} in {}\n\n",
        at + 1,
        entry.rule,
        code(&format!("{}:{}:{}", entry.path, start.line, start.column))
    );
    let _ = write!(out, "{}\n\n", text(&entry.message));
    for excerpt in &entry.excerpts {
        let lines = excerpt.text.lines().zip(excerpt.first_line..);
        let lines: Vec<String> = lines.map(|(line, number)| format!("{number:>5}  {}", printable(line, 400))).collect();
        out += &block(tag(&entry.path), &lines.join("\n"));
    }
    out += &interleaving(entry);
    for cure in &entry.fixes {
        let safe = if cure.safe { "safe" } else { "may change behaviour" };
        let _ = write!(out, "Fix ({safe}): {}\n\n", text(&cure.title));
        if let Some(diff) = &cure.diff {
            let lines: Vec<String> = diff.lines().map(|line| printable(line, 400)).collect();
            out += &block("diff", &lines.join("\n"));
        }
    }
    out
}

/// The language of a block of code, by the path of the file.
fn tag(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn interleaving(entry: &Entry) -> String {
    let witness = &entry.witness;
    if witness.steps.is_empty() {
        return String::new();
    }
    let alone = witness.second.is_empty();
    let mut out = match alone {
        true => format!("| line | {} |\n|--:|---|\n", text(&witness.first)),
        false => format!("| line | {} | {} |\n|--:|---|---|\n", text(&witness.first), text(&witness.second)),
    };
    let cell = |step: &Row| match step.code.is_empty() {
        true => text(&step.note),
        false => format!("{} – {}", code(&step.code), text(&step.note)),
    };
    for step in &witness.steps {
        let file = step.path.as_ref().map_or(String::new(), |path| format!("{}:", text(path)));
        let (line, cell) = (format!("{file}{}", step.range.start.line), cell(step));
        let _ = match (alone, step.task) {
            (true, _) => writeln!(out, "| {line} | {cell} |"),
            (false, Task::First) => writeln!(out, "| {line} | {cell} | |"),
            (false, Task::Second) => writeln!(out, "| {line} | | {cell} |"),
        };
    }
    out + "\n"
}

fn safe(detail: &Detail) -> String {
    let mut out = "## Safe patterns\n\n".to_string();
    if detail.safe.is_empty() {
        return out + "None of what the rules look for is there and made safe.\n\n";
    }
    out += "What would be a hazard, but for something that its author did.\n\n| where | place | instead of | why it holds |\n|---|---|---|---|\n";
    for pattern in &detail.safe {
        let place = format!("{}:{}", pattern.path, pattern.line);
        let _ = writeln!(
            out,
            "| {} {} | {} | {} | {} {} |",
            code(&place),
            text(&pattern.function),
            code(&pattern.place),
            pattern.rule,
            text(&pattern.why),
            code(&pattern.by)
        );
    }
    out + "\n"
}

fn aside(report: &Report) -> String {
    if report.aside.is_empty() {
        return String::new();
    }
    let mut out =
        "## Set aside by the baseline\n\n| where | rule | finding | reason |\n|---|---|---|---|\n".to_string();
    for (entry, reason) in &report.aside {
        let place = format!("{}:{}", entry.path, entry.range.start.line);
        let reason = reason.as_deref().unwrap_or("");
        let _ = writeln!(out, "| {} | {} | {} | {} |", code(&place), entry.rule, text(&entry.message), text(reason));
    }
    out + "\n"
}
