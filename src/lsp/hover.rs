//! The interleaving, shown where the pointer is.

use super::analysis::Verdict;
use super::convert::Text;
use super::profile::Profile;
use super::protocol::*;
use super::state::{self, Surroundings};
use crate::audit::{Finding, Step, Task};
use crate::text::Span;

/// What to show at a position: every finding that is underlined there or takes a step there, and the shared state that is
/// named there.
pub fn hover(verdict: &Verdict, around: Option<&Surroundings>, position: Position, profile: &Profile) -> Option<Hover> {
    let text = &verdict.open.text;
    let at = Span::at(text.offset(position, profile.encoding));
    let mut shown = Vec::new();
    let mut under: Option<Span> = None;
    for finding in &verdict.findings {
        let own = finding.witness.steps.iter().filter(|step| step.elsewhere.is_none());
        let steps = own.map(|step| step.span);
        let touched = std::iter::once(finding.span).chain(steps).filter(|span| span.meets(at));
        let Some(nearest) = touched.min_by_key(|span| span.len()) else {
            continue;
        };
        if under.is_none_or(|span| nearest.len() < span.len()) {
            under = Some(nearest);
        }
        shown.push(if profile.markdown { markdown(text, finding) } else { plain(text, finding) });
    }
    // Shared state is told of whether or not something is wrong with it.
    if let Some((row, span)) = state::row(verdict, around, at.start, profile.markdown) {
        shown.push(row);
        under = Some(under.unwrap_or(span));
    }
    let range = text.range(under?, profile.encoding);
    let (kind, rule) =
        if profile.markdown { (MarkupKind::Markdown, "\n\n---\n\n") } else { (MarkupKind::PlainText, "\n\n") };
    let contents = HoverContents::Markup(MarkupContent { kind, value: shown.join(rule) });
    Some(Hover { contents, range: Some(range) })
}

/// The rows of the table: line number, what the first task does, what the second does. A step shows the line of code
/// that it is on, as `code` dresses it; where two steps of a task share a line, it says what happens.
fn rows(text: &Text, finding: &Finding, code: fn(&str) -> String) -> Vec<[String; 3]> {
    let steps = &finding.witness.steps;
    let line = |step: &Step| match &step.elsewhere {
        Some(elsewhere) => elsewhere.line,
        None => text.lines().line(step.span.start),
    };
    let file = |step: &Step| step.elsewhere.as_ref().map(|elsewhere| elsewhere.path.clone());
    let rows = steps.iter().map(|step| {
        let same = |other: &&Step| other.task == step.task && line(other) == line(step) && file(other) == file(step);
        let shared = steps.iter().filter(same).count() > 1;
        let words = match &step.elsewhere {
            Some(elsewhere) => &*elsewhere.code,
            None => text.lines().span(text.as_str(), line(step)).of(text.as_str()).trim(),
        };
        let cell = if shared || words.is_empty() { step.note.clone() } else { code(words) };
        let cell = file(step).map_or(cell.clone(), |file| format!("{file}: {cell}"));
        let number = (line(step) + 1).to_string();
        match step.task {
            Task::First => [number, cell, String::new()],
            Task::Second => [number, String::new(), cell],
        }
    });
    rows.collect()
}

/// Code within a line of Markdown, whatever backticks it holds.
fn inline(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{code}{space}{fence}")
}

/// The heads of the columns; two where one task alone goes wrong.
fn heads(finding: &Finding) -> Vec<String> {
    let witness = &finding.witness;
    let tasks = [&witness.first, &witness.second].into_iter().filter(|task| !task.is_empty());
    std::iter::once("line".to_string()).chain(tasks.cloned()).collect()
}

fn markdown(text: &Text, finding: &Finding) -> String {
    let cell = |cell: &String| cell.replace('|', "\\|").replace('\n', " ");
    let line = |cells: &[String]| format!("| {} |\n", cells.iter().map(cell).collect::<Vec<_>>().join(" | "));
    let mut out = format!("**{}** ({})\n\n{}\n", finding.rule, finding.severity.word(), finding.message);
    let heads = heads(finding);
    let rows = rows(text, finding, inline);
    if !rows.is_empty() {
        out += "\n";
        out += &line(&heads);
        out += &format!("|--:{}|\n", "|:--".repeat(heads.len() - 1));
        rows.iter().for_each(|row| out += &line(row.get(..heads.len()).unwrap_or(row)));
    }
    out.trim_end().to_string()
}

fn plain(text: &Text, finding: &Finding) -> String {
    let heads = heads(finding);
    let rows = rows(text, finding, str::to_string);
    let mut out = format!("{} ({})\n{}\n", finding.rule, finding.severity.word(), finding.message);
    if rows.is_empty() {
        return out.trim_end().to_string();
    }
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).chain(heads.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let all = std::iter::once(heads.as_slice()).chain(rows.iter().map(|row| row.as_slice()));
    for row in all {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
            0 => format!("{cell:>width$}"),
            _ => format!("{cell:<width$}"),
        });
        out += &format!("\n{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Role, Severity, Witness};

    fn sample() -> (Text, Finding) {
        let text = Text::new("if (x || y) return;\nwrite(`${x}`);\n  act(x, x);\n".to_string());
        let step = |task, place: &str, note: &str| {
            let start = text.as_str().find(place).unwrap_or_default() as u32;
            Step { task, role: Role::Act, span: Span::new(start, start + 1), elsewhere: None, note: note.to_string() }
        };
        let finding = Finding {
            rule: "some-rule".to_string(),
            severity: Severity::Warning,
            span: Span::new(4, 5),
            message: "It goes wrong.".to_string(),
            function: String::new(),
            place: String::new(),
            anchors: Vec::new(),
            witness: Witness {
                first: "A.b (1)".to_string(),
                second: "A.b (2)".to_string(),
                steps: vec![
                    step(Task::First, "x ||", "tests `x`"),
                    step(Task::Second, "write", "writes"),
                    step(Task::First, "x, ", "reads `x`"),
                    step(Task::First, "x)", "reads `x` again"),
                ],
            },
        };
        (text, finding)
    }

    #[test]
    fn the_interleaving_as_markdown() {
        let (text, finding) = sample();
        insta::assert_snapshot!(markdown(&text, &finding), @r"
        **some-rule** (warning)

        It goes wrong.

        | line | A.b (1) | A.b (2) |
        |--:|:--|:--|
        | 1 | `if (x \|\| y) return;` |  |
        | 2 |  | `` write(`${x}`); `` |
        | 3 | reads `x` |  |
        | 3 | reads `x` again |  |
        ");
    }

    #[test]
    fn the_interleaving_as_plain_text() {
        let (text, finding) = sample();
        insta::assert_snapshot!(plain(&text, &finding), @r"
        some-rule (warning)
        It goes wrong.

        line  A.b (1)              A.b (2)
           1  if (x || y) return;
           2                       write(`${x}`);
           3  reads `x`
           3  reads `x` again
        ");
    }

    #[test]
    fn one_task_alone_has_one_column() {
        let (text, mut finding) = sample();
        finding.witness.second.clear();
        finding.witness.steps.retain(|step| step.task == Task::First);
        insta::assert_snapshot!(plain(&text, &finding), @r"
        some-rule (warning)
        It goes wrong.

        line  A.b (1)
           1  if (x || y) return;
           3  reads `x`
           3  reads `x` again
        ");
    }
}
