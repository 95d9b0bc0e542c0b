//! The report for people: code with labels, the interleaving, the cures, and a summary.

use super::{Counts, Entry, Look, Report, table};
use crate::audit::Severity;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

pub(super) fn render(report: &Report, look: Look) -> String {
    let mut out = String::new();
    for entry in &report.entries {
        out += &finding(entry, &report.prefix, look);
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

fn finding(entry: &Entry, prefix: &str, look: Look) -> String {
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

/// "3 files audited: 1 error, 2 warnings (2 lost-update, 1 double-lock). Skipped 12 vendored, 1 generated."
fn summary(report: &Report, look: Look) -> String {
    let counts = Counts::of(&report.entries);
    let mut out = format!("{} audited", plural(report.files, "file"));
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
        let look = Look { color: false, width: 100 };
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
    fn nothing_found_is_said_in_a_line() {
        let report = Report { files: 1, ..Report::default() };
        assert_eq!(render(&report, Look { color: false, width: 80 }), "1 file audited: no findings.\n");
    }
}
