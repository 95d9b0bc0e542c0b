//! `racelens explain` and `racelens rules`: the catalogue, to read.

use super::{CLEAN, ListFormat, colored, print, width};
use crate::audit::{Catalogue, Rule};
use crate::project::config;
use clap::ColorChoice;
use serde_json::json;
use std::io::{self, IsTerminal};
use unicode_width::UnicodeWidthStr;

/// Prints the page of a rule.
pub(super) fn explain(id: &str, catalogue: &Catalogue, color: ColorChoice) -> Result<u8, String> {
    let rule = catalogue.rule(id).ok_or_else(|| config::unknown_rule(catalogue, id))?;
    print(&page(rule, colored(color)))?;
    Ok(CLEAN)
}

/// The page with a line on the rule in place of its head; headings stand out where there are colours.
fn page(rule: &Rule, color: bool) -> String {
    let head = rule.page.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    let body = head.map_or(rule.page.as_str(), |(_, body)| body).trim();
    let facts = format!("{} · {} · {}", rule.id, severity(rule), rule.languages.join(", "));
    let mut out = format!("{facts}\n\n");
    let mut fenced = false;
    for line in body.lines() {
        fenced ^= line.starts_with("```");
        let heading = color && !fenced && line.starts_with('#');
        out += &if heading { format!("\u{1b}[1m{line}\u{1b}[0m\n") } else { format!("{line}\n") };
    }
    out
}

/// `error`, or `error, in python warning` where languages differ.
fn severity(rule: &Rule) -> String {
    let others = rule.severities.iter().map(|(language, severity)| format!(", in {language} {}", severity.word()));
    rule.severity.word().to_string() + &others.collect::<String>()
}

/// Prints all rules.
pub(super) fn list(format: ListFormat, catalogue: &Catalogue) -> Result<u8, String> {
    let text = match format {
        ListFormat::Text => table(catalogue.rules(), if io::stdout().is_terminal() { width() } else { usize::MAX }),
        ListFormat::Json => {
            let rules = catalogue.rules().iter().map(|rule| {
                json!({
                    "id": rule.id,
                    "severity": rule.severity,
                    "severities": rule.severities,
                    "languages": rule.languages,
                    "summary": rule.summary,
                })
            });
            format!("{:#}\n", serde_json::Value::from_iter(rules))
        }
    };
    print(&text)?;
    Ok(CLEAN)
}

/// The rules with id, severity, languages and summary, in columns; the summary goes on below where a line is full.
fn table(rules: &[Rule], width: usize) -> String {
    let cells = |rule: &Rule| [rule.id.clone(), rule.severity.word().to_string(), rule.languages.join(" ")];
    let rows: Vec<([String; 3], &str)> = rules.iter().map(|rule| (cells(rule), rule.summary.as_str())).collect();
    let mut widths = [0; 3];
    for (row, _) in &rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = cell.width().max(*widest);
        }
    }
    let indent = widths.iter().sum::<usize>() + 2 * widths.len();
    let mut out = String::new();
    for (row, summary) in rows {
        for (cell, widest) in row.iter().zip(widths) {
            out += &format!("{cell:widest$}  ");
        }
        let mut at = indent;
        for (index, word) in summary.split_whitespace().enumerate() {
            if at + 1 + word.width() > width && at > indent {
                out += &format!("\n{}", " ".repeat(indent));
                at = indent;
            } else if index > 0 {
                out.push(' ');
                at += 1;
            }
            out.push_str(word);
            at += word.width();
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue() -> Catalogue {
        let page = |id: &str, summary: &str| {
            let text = format!(
                "---\nseverity: warning\nlanguages: python, rust\nsummary: {summary}\nmessage: M.\n---\n\n# {id}\n\n```python\n# a comment\n```\n"
            );
            (format!("{id}.md"), text)
        };
        Catalogue::read(&[page("a-hazard", "Short."), page("b", &"long ".repeat(30))]).0
    }

    #[test]
    fn a_page_is_shown_without_its_head() {
        let catalogue = catalogue();
        let shown = catalogue.rule("b").map(|rule| page(rule, true)).unwrap_or_default();
        assert_eq!(shown, "b · warning · python, rust\n\n\u{1b}[1m# b\u{1b}[0m\n\n```python\n# a comment\n```\n");
    }

    #[test]
    fn the_table_is_aligned_and_fits() {
        let text = table(catalogue().rules(), 60);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.first(), Some(&"a-hazard  warning  python rust  Short."));
        assert!(lines.iter().all(|line| line.width() <= 60), "{text}");
        assert!(lines.iter().skip(2).all(|line| line.find("long") == Some(32)), "{text}");
        assert_eq!(table(catalogue().rules(), usize::MAX).lines().count(), 2);
    }
}
