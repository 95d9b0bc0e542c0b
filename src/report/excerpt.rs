//! The lines of code that a text report shows of a finding.

use super::Source;
use crate::audit::{Finding, Role, Task};
use crate::text::Span;
use std::ops::Range;

/// Steps further apart than this, in lines, are shown as excerpts of their own.
const APART: u32 = 12;

/// The longest part of a line that is kept, in bytes.
const LONGEST: usize = 2000;

/// Some successive lines of a file and what is marked in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// 1-based number of the first line.
    pub first_line: u32,
    /// The lines, each ended by `\n`.
    pub text: String,
    /// What is marked, at most once each.
    pub marks: Vec<Mark>,
}

/// A part of an excerpt that is underlined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The bytes of the excerpt.
    pub range: Range<usize>,
    /// What happens there; may be empty.
    pub label: String,
    /// True for the step that goes wrong.
    pub primary: bool,
}

/// The excerpts of a finding: the one with the finding itself first, the others in order of position.
pub(super) fn of(source: &Source, finding: &Finding) -> Vec<Excerpt> {
    let steps = &finding.witness.steps;
    let act = steps.iter().find(|step| step.role == Role::Act && step.span == finding.span && step.elsewhere.is_none());
    let mut wanted = vec![(finding.span, act.map_or(String::new(), |step| step.note.clone()), true)];
    for step in steps.iter().filter(|step| step.elsewhere.is_none()) {
        if !wanted.iter().any(|(span, ..)| *span == step.span) {
            let label = match step.task {
                Task::First => step.note.clone(),
                Task::Second => format!("task 2: {}", step.note),
            };
            wanted.push((step.span, label, false));
        }
    }
    wanted.sort_by_key(|(span, ..)| *span);

    let mut groups: Vec<Vec<(Span, String, bool)>> = Vec::new();
    let mut last_line = 0;
    for mark in wanted {
        let line = source.lines.line(mark.0.start);
        match groups.last_mut() {
            Some(group) if line <= last_line + APART => group.push(mark),
            _ => groups.push(vec![mark]),
        }
        last_line = line;
    }
    groups.sort_by_key(|group| !group.iter().any(|(_, _, primary)| *primary));
    groups.iter().filter_map(|group| excerpt(source, group)).collect()
}

/// The lines from the first mark to the last. A mark that goes on to a second line is cut at the end of its first.
fn excerpt(source: &Source, marks: &[(Span, String, bool)]) -> Option<Excerpt> {
    let first = source.lines.line(marks.first()?.0.start);
    let last = source.lines.line(marks.last()?.0.start);
    let mut text = String::new();
    let mut shown = Vec::new();
    for line in first..=last {
        let span = source.lines.span(source.text, line);
        let start = text.len();
        for (mark, label, primary) in marks.iter().filter(|(mark, ..)| source.lines.line(mark.start) == line) {
            let from = mark.start.clamp(span.start, span.end) - span.start;
            let to = mark.end.clamp(span.start + from, span.end) - span.start;
            let (from, to) = ((from as usize).min(LONGEST), (to as usize).min(LONGEST));
            let range = start + from..start + to;
            shown.push(Mark { range, label: label.clone(), primary: *primary });
        }
        let whole = span.of(source.text);
        let end = (0..=whole.len().min(LONGEST)).rev().find(|end| whole.is_char_boundary(*end)).unwrap_or(0);
        text.push_str(whole.get(..end).unwrap_or(""));
        text.push('\n');
        let kept = start + end;
        for mark in &mut shown {
            mark.range.end = if mark.range.start >= start { mark.range.end.min(kept) } else { mark.range.end };
            mark.range.start = mark.range.start.min(mark.range.end);
        }
    }
    Some(Excerpt { first_line: first + 1, text, marks: shown })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::audit::{Severity, Step, Witness};
    use crate::text::Lines;

    /// First line and marked text of each excerpt.
    fn shown(excerpts: &[Excerpt]) -> Vec<(u32, Vec<&str>)> {
        let marked =
            |excerpt: &Excerpt| -> Vec<Range<usize>> { excerpt.marks.iter().map(|mark| mark.range.clone()).collect() };
        let mut shown = Vec::new();
        for excerpt in excerpts {
            let parts = marked(excerpt).into_iter().map(|range| excerpt.text.get(range).unwrap_or("?")).collect();
            shown.push((excerpt.first_line, parts));
        }
        shown
    }

    #[test]
    fn each_place_is_marked_once() {
        let excerpts = sample::entry().excerpts;
        assert_eq!(shown(&excerpts), [(3, vec!["this.session)", "await open(name)", "this.session = s"])]);
    }

    #[test]
    fn far_steps_stand_apart_and_every_line_end_will_do() {
        let text = format!("first()\r{}second(\r\n  2)", "\r\n".repeat(30));
        let lines = Lines::new(&text);
        let source = Source { path: "a.ts", text: &text, lines: &lines };
        let act = text.find("second").unwrap_or(0) as u32;
        let step = |span| Step { task: Task::First, role: Role::Origin, span, elsewhere: None, note: String::new() };
        let finding = Finding {
            rule: String::new(),
            severity: Severity::Hint,
            span: Span::new(act, text.len() as u32),
            message: String::new(),
            function: String::new(),
            place: String::new(),
            anchors: Vec::new(),
            witness: Witness { steps: vec![step(Span::new(0, 7))], ..Witness::default() },
        };
        assert_eq!(shown(&of(&source, &finding)), [(32, vec!["second("]), (1, vec!["first()"])]);
    }
}
