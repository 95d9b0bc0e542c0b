//! The report for people: code with labels, the interleaving, the cures, and a summary.

use super::{Counts, Entry, Look, Report, table};
use crate::audit::Severity;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::fmt::Write;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

pub(super) fn render(report: &Report, look: Look) -> String {
    let mut out = String::new();
    for entry in &report.entries {
        out += &finding(entry, &report.prefix, &report.root, look);
        out.push_str("\n\n");
    }
    out += &summary(report, look);
    out
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
        Severity::Hint | Severity::Off => Level::HELP.with_name("hint"),
    }
}

fn finding(entry: &Entry, prefix: &str, root: &Path, look: Look) -> String {
    let path = table::printable(&format!("{prefix}{}", entry.path), usize::MAX);
    let message = table::printable(&entry.message, usize::MAX);
    let snippets = entry.excerpts.iter().map(|excerpt| {
        let marks = excerpt.marks.iter().map(|mark| {
            let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let label = (!mark.label.is_empty()).then_some(mark.label.as_str());
            kind.span(mark.range.clone()).label(label)
        });
        Snippet::source(excerpt.text.as_str())
            .line_start(excerpt.first_line as usize)
            .path(path.as_str())
            .annotations(marks)
    });
    let title = level(entry.severity).primary_title(message.as_str()).id(entry.rule.as_str());
    let group: Group = title.elements(snippets);
    let renderer = if look.color { Renderer::styled() } else { Renderer::plain() };
    let mut out = renderer.term_width(look.width).render(&[group]);
    if look.links {
        out = linked(&out, &path, &root.join(&entry.path));
    }

    let indent = "    ";
    let rows = table::lines(&entry.witness, look.width.saturating_sub(indent.len()));
    if !rows.is_empty() {
        out.push('\n');
    }
    for (index, row) in rows.iter().enumerate() {
        let row = if look.color && index == 0 { format!("\u{1b}[1m{row}\u{1b}[0m") } else { row.clone() };
        out += &format!("\n{indent}{row}");
    }
    if !rows.is_empty() && !entry.fixes.is_empty() {
        out.push('\n');
    }
    for cure in &entry.fixes {
        let help = if look.color { "\u{1b}[1m\u{1b}[96mhelp\u{1b}[0m" } else { "help" };
        out += &format!("\n{indent}{help}: {}", table::printable(&cure.title, usize::MAX));
    }
    out
}

/// The excerpts with the place above each as a link (OSC 8) to the file. Places stand behind an arrow, or dots where an
/// excerpt goes on; in a line of code the same words are left alone.
fn linked(excerpts: &str, path: &str, file: &Path) -> String {
    let address = address(file);
    let mut out = String::new();
    for line in excerpts.split_inclusive('\n') {
        let arrow = line.find("--> ").or_else(|| line.find("::: "));
        let place = arrow.and_then(|arrow| Some(arrow + line.get(arrow..)?.find(path)?));
        match place.and_then(|at| line.split_at_checked(at)) {
            Some((before, place)) if !before.contains('|') => {
                let place_end = place.find(['\n', '\u{1b}']).unwrap_or(place.len());
                let (place, after) = place.split_at(place_end);
                let _ = write!(out, "{before}\u{1b}]8;;{address}\u{1b}\\{place}\u{1b}]8;;\u{1b}\\{after}");
            }
            _ => out.push_str(line),
        }
    }
    out
}

/// `file:///a%20b.ts`: the address of a file, with nothing in it that a terminal would act on.
fn address(file: &Path) -> String {
    let mut address = "file://".to_string();
    let text = file.to_string_lossy().replace('\\', "/");
    if !text.starts_with('/') {
        address.push('/');
    }
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' | b':' => {
                address.push(byte.into())
            }
            byte => drop(write!(address, "%{byte:02X}")),
        }
    }
    address
}

/// Words in lines of at most `width` columns; those after the first are indented.
fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        if column > 0 && column + 1 + word.width() > width {
            out.push_str("\n   ");
            column = 3;
        }
        if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += word.width();
    }
    out
}

/// "3 files audited: 1 error, 2 warnings (2 lost-update, 1 double-lock). Skipped 12 vendored, 1 generated."
fn summary(report: &Report, look: Look) -> String {
    let counts = Counts::of(&report.entries);
    let mut out = format!("{} audited", plural(report.files, "file"));
    if let Some(took) = look.took {
        let _ = write!(out, " in {:.2} s", took.as_secs_f64());
    }
    let severities = [
        (Severity::Error, "error"),
        (Severity::Warning, "warning"),
        (Severity::Info, "info"),
        (Severity::Hint, "hint"),
    ];
    let found: Vec<String> = severities
        .iter()
        .filter_map(|(severity, word)| {
            let count = counts.severities.get(severity.word()).copied().filter(|count| *count > 0)?;
            Some(if *severity == Severity::Info { format!("{count} info") } else { plural(count, word) })
        })
        .collect();
    if found.is_empty() {
        out += ": no findings.";
    } else {
        let mut rules: Vec<_> = counts.rules.iter().collect();
        rules.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let rules: Vec<String> = rules.into_iter().map(|(rule, count)| format!("{count} {rule}")).collect();
        out += &format!(": {} ({}).", found.join(", "), rules.join(", "));
    }
    let skipped = report.skipped;
    let kinds = [
        (skipped.vendored, "vendored"),
        (skipped.generated, "generated"),
        (skipped.minified, "minified"),
        (skipped.unreadable, "unreadable"),
    ];
    let kinds: Vec<String> =
        kinds.iter().filter(|(count, _)| *count > 0).map(|(count, kind)| format!("{count} {kind}")).collect();
    if !kinds.is_empty() {
        out += &format!(" Skipped: {}.", kinds.join(", "));
    }
    if !report.aside.is_empty() {
        out += &format!(" Set aside by the baseline: {}.", report.aside.len());
    }
    if let Some(narrowed) = &report.narrowed {
        out += &format!(" Told is only what touches a change {}.", table::printable(narrowed, 200));
    }
    // Whoever waits at a terminal reads; what is kept or piped is a line.
    if look.took.is_some() {
        out = wrapped(&out, look.width);
    }
    if look.color { format!("\u{1b}[1m{out}\u{1b}[0m\n") } else { out + "\n" }
}

fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_finding_shows_code_interleaving_and_cure() {
        let look = Look { width: 100, ..Look::default() };
        insta::assert_snapshot!(render(&sample::report(), look), @r"
        warning[check-then-act-across-await]: `this.session` is checked before the task gives way and set after it.
         --> src/a b.ts:5:5
          |
        3 |     if (this.session) return;
          |         ------------- checks `this.session`
        4 |     const s = await open(name);
          |               ---------------- gives way
        5 |     this.session = s;
          |     ^^^^^^^^^^^^^^^^ sets `this.session`

            task 1: Bot.start              │ task 2: Bot.start
            ───────────────────────────────┼─────────────────────
            3  if (this.session) return;   │
            4  const s = await open(name); │
                                           │ 5  this.session = s;
            5  this.session = s;           │

            help: Test `this.session` again

        3 files audited: 1 warning (1 check-then-act-across-await). Skipped: 12 vendored, 1 generated.
        ");
    }

    #[test]
    fn at_a_terminal_the_summary_tells_the_time_and_fits() {
        let took = Some(std::time::Duration::from_millis(1234));
        let report = sample::report();
        let summary = summary(&report, Look { width: 40, took, ..Look::default() });
        insta::assert_snapshot!(summary, @r"
        3 files audited in 1.23 s: 1 warning (1
            check-then-act-across-await).
            Skipped: 12 vendored, 1 generated.
        ");
    }

    #[test]
    fn places_are_links_where_they_open() {
        let mut report = sample::report();
        report.root = "/ü".into();
        for color in [false, true] {
            let shown = render(&report, Look { width: 100, links: true, color, ..Look::default() });
            let link = "\u{1b}]8;;file:///%C3%BC/src/a%20b.ts\u{1b}\\src/a b.ts:5:5\u{1b}]8;;\u{1b}\\";
            assert_eq!(shown.matches(link).count(), 1, "{shown:?}");
        }
        let arrow = "3 | f(`--> a.ts:1`)\n";
        assert_eq!(linked(arrow, "a.ts", Path::new("/a.ts")), arrow, "code is left alone");
    }

    #[test]
    fn nothing_found_is_said_in_a_line() {
        let report = Report { files: 1, ..Report::default() };
        assert_eq!(render(&report, Look { width: 80, ..Look::default() }), "1 file audited: no findings.\n");
    }
}
