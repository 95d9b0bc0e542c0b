//! The interleaving table: two tasks side by side, line by line, in order of time.

use super::{Row, Table};
use crate::audit::Task;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The lines of the table, none of them wider than `width`.
///
/// A step shows the line of code it is on; where two steps of a task share a line, it says what happens.
pub(super) fn lines(table: &Table, width: usize) -> Vec<String> {
    if table.steps.is_empty() {
        return Vec::new();
    }
    let number = table.steps.iter().map(|step| step.range.start.line.to_string().len()).max().unwrap_or(1);
    let cell = |step: &Row| {
        let line = step.range.start.line;
        let same = |other: &&Row| other.task == step.task && other.range.start.line == line && other.path == step.path;
        let shared = table.steps.iter().filter(same).count() > 1;
        let words = if shared || step.code.is_empty() { &step.note } else { &step.code };
        let file = step.path.as_ref().map_or(String::new(), |path| format!("{path}: "));
        format!("{line:>number$}  {file}{}", printable(words, usize::MAX))
    };
    let rows: Vec<(Task, String)> = table.steps.iter().map(|step| (step.task, cell(step))).collect();
    let widest = |task: Task, title: &str| {
        let cells = rows.iter().filter(|(of, _)| *of == task).map(|(_, cell)| cell.width());
        cells.chain([title.width()]).max().unwrap_or(0)
    };
    let alone = table.second.is_empty() && rows.iter().all(|(task, _)| *task == Task::First);
    let (first, second) = (widest(Task::First, &table.first), widest(Task::Second, &table.second));
    if alone {
        let titles = [table.first.as_str()].into_iter().filter(|title| !title.is_empty());
        return titles.chain(rows.iter().map(|(_, cell)| cell.as_str())).map(|line| cut(line, width)).collect();
    }

    // Each column has half of the room, and what the other leaves over.
    let room = width.saturating_sub(3).max(8);
    let half = room / 2;
    let left = first.min(half.max(room.saturating_sub(second)));
    let right = second.min(room - left);
    let line = |first: &str, second: &str| {
        let first = cut(first, left);
        let padding = " ".repeat(left - first.width().min(left));
        format!("{first}{padding} │ {}", cut(second, right)).trim_end().to_string()
    };
    let mut lines = vec![line(&table.first, &table.second), format!("{}─┼─{}", "─".repeat(left), "─".repeat(right))];
    lines.extend(rows.iter().map(|(task, cell)| match task {
        Task::First => line(cell, ""),
        Task::Second => line("", cell),
    }));
    lines
}

/// `text` in at most `width` columns of a terminal, with `…` where something is left out.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_string();
    }
    let mut out = String::new();
    let mut taken = 1;
    for c in text.chars() {
        taken += c.width().unwrap_or(0);
        if taken > width {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// At most `most` characters of `text` with a blank for a tab, and nothing that a terminal would act on.
pub fn printable(text: &str, most: usize) -> String {
    let safe = |c: char| match c {
        '\t' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    text.chars().take(most).map(safe).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Point, Region, sample};
    use super::*;
    use crate::audit::Role;

    fn row(task: Task, line: u32, code: &str, note: &str) -> Row {
        let point = Point { line, column: 1 };
        Row {
            task,
            role: Role::Act,
            path: None,
            range: Region { start: point, end: point },
            note: note.to_string(),
            code: code.to_string(),
        }
    }

    #[test]
    fn tasks_stand_side_by_side_in_order_of_time() {
        insta::assert_snapshot!(lines(&sample::entry().witness, 100).join("\n"), @r"
        task 1: Bot.start              │ task 2: Bot.start
        ───────────────────────────────┼─────────────────────
        3  if (this.session) return;   │
        4  const s = await open(name); │
                                       │ 5  this.session = s;
        5  this.session = s;           │
        ");
    }

    #[test]
    fn a_line_shared_by_two_steps_says_what_happens() {
        let table = Table {
            first: "task 1: add".to_string(),
            second: "task 2: add".to_string(),
            steps: vec![
                row(Task::First, 9, "total += await price();", "reads `total`"),
                row(Task::First, 9, "total += await price();", "gives way"),
                row(Task::Second, 120, "total += await price();", "writes `total`"),
                row(Task::First, 9, "total += await price();", "writes `total`"),
            ],
        };
        insta::assert_snapshot!(lines(&table, 100).join("\n"), @r"
        task 1: add         │ task 2: add
        ────────────────────┼─────────────────────────────
          9  reads `total`  │
          9  gives way      │
                            │ 120  total += await price();
          9  writes `total` │
        ");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let table = Table {
            first: "task 1: 処理".to_string(),
            second: "task 2".to_string(),
            steps: vec![
                row(Task::First, 1, &"名前".repeat(40), ""),
                row(Task::Second, 2, &"x".repeat(200), ""),
                row(Task::First, 3, "a\tb\u{1b}[31m", ""),
            ],
        };
        for width in [20, 40, 80, 81, 100] {
            for line in lines(&table, width) {
                assert!(line.width() <= width, "{line}");
                assert!(!line.contains(['\t', '\u{1b}']));
            }
        }
        let bars: Vec<_> =
            lines(&table, 60).iter().map(|line| line.split(['│', '┼']).next().map(UnicodeWidthStr::width)).collect();
        assert!(bars.iter().all(|bar| *bar == bars.first().copied().flatten()), "{bars:?}");
    }

    #[test]
    fn one_task_alone_has_one_column() {
        let table = Table {
            first: "task 1: f".to_string(),
            second: String::new(),
            steps: vec![row(Task::First, 3, "lock()", "")],
        };
        assert_eq!(lines(&table, 80), ["task 1: f", "3  lock()"]);
    }
}
