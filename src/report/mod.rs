//! What a run found, for people and for programs.
//!
//! An [`Entry`] is a finding with everything a report prints of it: lines and columns instead of bytes, the lines of
//! code around it, its fixes, its fingerprint. It is made while the file is at hand and holds nothing of it but
//! those lines, so that a report on a large project stays small.

mod baseline;
mod dossier;
mod excerpt;
mod fingerprint;
mod github;
mod gitlab;
mod json;
mod junit;
mod map;
mod sarif;
mod table;
mod text;

pub use baseline::{Baseline, seen_from};
pub use dossier::{Chapter, Detail, SafePattern};
pub use excerpt::{Excerpt, Mark};
pub use fingerprint::number_duplicates;
pub use map::{json as map_json, row as map_row, text as map_text};
pub use table::printable;

use crate::audit::{Elsewhere, Finding, Fix, Role, Rule, Severity, Task};
use crate::text::{Encoding, Lines, Span};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// The forms of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people, in a terminal.
    #[default]
    Text,
    /// For programs.
    Json,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
    /// Annotations of a GitHub workflow.
    Github,
    /// The code quality report of GitLab.
    Gitlab,
    /// A run of tests, for whatever shows those: JUnit's XML.
    Junit,
    /// The full report for people, as Markdown: findings with their evidence, the Shared State Map, what is safe and why.
    Markdown,
    /// The same as one page for a browser.
    Html,
}

/// What a run looked at and what it found.
#[derive(Debug)]
pub struct Report {
    /// The folder that paths are relative to.
    pub root: PathBuf,
    /// What stands before a path of the report in the terminal's folder: empty, or `src/`.
    pub prefix: String,
    /// Number of files audited.
    pub files: usize,
    /// What was not audited.
    pub skipped: Skipped,
    /// The findings, in order of path and position.
    pub entries: Vec<Entry>,
    /// What went wrong on the way, as it was told on stderr.
    pub problems: Vec<String>,
    /// False where the run did not do all that it was asked to do.
    pub complete: bool,
    /// The least severity that fails the run; off for none.
    pub fail_on: Severity,
    /// Findings that the baseline knows, each with the reason that somebody gave.
    pub aside: Vec<(Entry, Option<String>)>,
    /// What the report is narrowed to, in the words of the command line: `since main`.
    pub narrowed: Option<String>,
    /// What only the full report tells.
    pub detail: Option<Detail>,
}

impl Format {
    /// True for the forms that tell more than findings.
    pub fn is_full(self) -> bool {
        matches!(self, Format::Markdown | Format::Html)
    }

    /// True where it shows the fixes of a finding: each costs a trial.
    pub fn shows_fixes(self) -> bool {
        !matches!(self, Format::Github | Format::Gitlab | Format::Junit)
    }
}

impl Default for Report {
    fn default() -> Report {
        Report {
            root: PathBuf::new(),
            prefix: String::new(),
            files: 0,
            skipped: Skipped::default(),
            entries: Vec::new(),
            problems: Vec::new(),
            complete: true,
            fail_on: Severity::Warning,
            aside: Vec::new(),
            narrowed: None,
            detail: None,
        }
    }
}

impl Report {
    /// True for a finding that fails the run.
    pub fn fails(&self, entry: &Entry) -> bool {
        self.fail_on != Severity::Off && entry.severity >= self.fail_on
    }
}

/// Numbers of files that were not audited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// Written by a program.
    pub generated: usize,
    /// Packed for shipping.
    pub minified: usize,
    /// In a folder of other people's code.
    pub vendored: usize,
    /// Not text in UTF-8, too large, or refused by the system.
    pub unreadable: usize,
}

/// How a text report looks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    /// With the colours of a terminal.
    pub color: bool,
    /// With links that a terminal opens.
    pub links: bool,
    /// Characters in a line.
    pub width: usize,
    /// How long the run took, where somebody waits at a terminal.
    pub took: Option<Duration>,
}

/// The report in the form that was asked for.
pub fn render(report: &Report, rules: &[Rule], format: Format, look: Look) -> String {
    match format {
        Format::Text => text::render(report, look),
        Format::Json => json::render(report),
        Format::Sarif => sarif::render(report, rules),
        Format::Github => github::render(report),
        Format::Gitlab => gitlab::render(report),
        Format::Junit => junit::render(report),
        Format::Markdown => dossier::markdown(report, rules, report.detail.as_ref().unwrap_or(&Detail::default())),
        Format::Html => dossier::html(report, rules, report.detail.as_ref().unwrap_or(&Detail::default())),
    }
}

/// A place in a file, 1-based; the column counts Unicode characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Point {
    /// 1-based line.
    pub line: u32,
    /// 1-based column.
    pub column: u32,
}

/// From one place up to, not including, another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Region {
    /// The first character.
    pub start: Point,
    /// One past the last.
    pub end: Point,
}

/// A finding, ready to be printed.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The id of the rule.
    pub rule: String,
    /// How much it weighs.
    pub severity: Severity,
    /// The file, relative to the root, with `/`.
    pub path: String,
    /// What is underlined.
    pub range: Region,
    /// The fact.
    pub message: String,
    /// The function it happens in; empty at module level.
    pub function: String,
    /// The storage it is about; empty where it is about none.
    pub place: String,
    /// The same for the same finding after edits elsewhere; see [`fingerprint`](self).
    pub fingerprint: String,
    /// The schedule that goes wrong.
    pub witness: Table,
    /// The cures, best first.
    pub fixes: Vec<Cure>,
    /// The lines of code that text reports show.
    #[serde(skip)]
    pub excerpts: Vec<Excerpt>,
}

/// A witness, ready to be printed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Table {
    /// The first task.
    pub first: String,
    /// The other task; empty where one goes wrong alone.
    pub second: String,
    /// What each does, in order of time.
    pub steps: Vec<Row>,
}

/// One step of a witness, ready to be printed.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Who does it.
    pub task: Task,
    /// What part it plays.
    pub role: Role,
    /// In which file, relative to the root, with `/`, where that is not the one of the finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where.
    pub range: Region,
    /// What happens.
    pub note: String,
    /// The line of code it begins on, without blanks at its ends.
    pub code: String,
}

/// A fix, ready to be printed.
#[derive(Clone, Debug, Serialize)]
pub struct Cure {
    /// The cure in the imperative.
    pub title: String,
    /// True where it keeps the behaviour of a single task.
    pub safe: bool,
    /// What to replace, in order of position.
    pub edits: Vec<Replacement>,
    /// The change as a unified diff, where the report shows it.
    #[serde(skip)]
    pub diff: Option<String>,
}

/// What one edit of a fix replaces, and by what.
#[derive(Clone, Debug, Serialize)]
pub struct Replacement {
    /// What goes; empty where text is but inserted.
    pub range: Region,
    /// What comes.
    pub text: String,
}

/// A file at hand.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The file, relative to the root, with `/`.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Where its lines begin.
    pub lines: &'a Lines,
}

impl Source<'_> {
    /// The lines and columns of a span.
    fn region(&self, span: Span) -> Region {
        let point = |offset| {
            let position = self.lines.position(self.text, offset, Encoding::Utf32);
            Point { line: position.line + 1, column: position.column + 1 }
        };
        Region { start: point(span.start), end: point(span.end) }
    }

    /// The text of the line that an offset is on.
    fn line(&self, offset: u32) -> &str {
        self.lines.span(self.text, self.lines.line(offset)).of(self.text)
    }
}

impl Entry {
    /// A finding of the file at hand, with the fixes for it.
    pub fn new(source: &Source, finding: &Finding, fixes: &[Fix]) -> Entry {
        let witness = &finding.witness;
        let steps = witness.steps.iter().map(|step| Row {
            task: step.task,
            role: step.role,
            path: step.elsewhere.as_ref().map(|elsewhere| elsewhere.path.to_string()),
            range: step.elsewhere.as_ref().map_or_else(|| source.region(step.span), region_elsewhere),
            note: step.note.clone(),
            code: match &step.elsewhere {
                Some(elsewhere) => table::printable(&elsewhere.code, 400),
                None => table::printable(source.line(step.span.start).trim(), 400),
            },
        });
        let cures = fixes.iter().map(|fix| {
            let replacement =
                |edit: &crate::text::Edit| Replacement { range: source.region(edit.span), text: edit.text.clone() };
            Cure {
                title: fix.title.clone(),
                safe: fix.safe,
                edits: fix.edits.iter().map(replacement).collect(),
                diff: None,
            }
        });
        Entry {
            rule: finding.rule.clone(),
            severity: finding.severity,
            path: source.path.to_string(),
            range: source.region(finding.span),
            message: finding.message.clone(),
            function: finding.function.clone(),
            place: finding.place.clone(),
            fingerprint: fingerprint::of(source.text, finding),
            witness: Table { first: witness.first.clone(), second: witness.second.clone(), steps: steps.collect() },
            fixes: cures.collect(),
            excerpts: excerpt::of(source, finding),
        }
    }
}

/// The line and columns of a step in another file.
fn region_elsewhere(elsewhere: &Elsewhere) -> Region {
    let point = |offset: u32| {
        let before = Span::new(0, offset).of(&elsewhere.code);
        Point { line: elsewhere.line + 1, column: elsewhere.indent + before.chars().count() as u32 + 1 }
    };
    Region { start: point(elsewhere.span.start), end: point(elsewhere.span.end) }
}

impl Entry {
    /// The same with the diff of each fix.
    pub fn with_diffs(mut self, source: &Source, fixes: &[Fix]) -> Entry {
        for (cure, fix) in self.fixes.iter_mut().zip(fixes) {
            let after = fix.edits.apply(source.text);
            let diff = similar::TextDiff::from_lines(source.text, &after);
            cure.diff = Some(diff.unified_diff().context_radius(2).to_string());
        }
        self
    }
}

/// Numbers of findings.
struct Counts {
    severities: BTreeMap<&'static str, usize>,
    rules: BTreeMap<String, usize>,
}

impl Counts {
    fn of(entries: &[Entry]) -> Counts {
        let zero =
            [Severity::Error, Severity::Warning, Severity::Info, Severity::Hint].map(|severity| (severity.word(), 0));
        let mut counts = Counts { severities: zero.into_iter().collect(), rules: BTreeMap::new() };
        for entry in entries {
            *counts.severities.entry(entry.severity.word()).or_default() += 1;
            *counts.rules.entry(entry.rule.clone()).or_default() += 1;
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Step, Witness};
    use proptest::prelude::*;

    fn span() -> impl Strategy<Value = (u8, u8)> {
        (any::<u8>(), any::<u8>())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

        /// Whatever the text and wherever the steps, each form of report is written, and none holds what a terminal
        /// would act on.
        #[test]
        fn any_place_in_any_text_can_be_reported(
            words in prop::collection::vec(prop::sample::select(vec!["ab", " ", "\t", "é", "日本", "\r", "\n", "\r\n", "\u{1b}[1m", "\0", "𝄞", "e\u{301}", "\u{202e}", "\n\n\n\n\n\n\n"]), 0..50),
            spans in prop::collection::vec(span(), 1..6),
            width in 40usize..120,
        ) {
            let text = words.concat();
            let bounds: Vec<u32> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).map(|at| at as u32).collect();
            let at = |place: u8| bounds.get(place as usize * bounds.len() / 256).copied().unwrap_or(0);
            let mut spans = spans.iter().map(|(from, to)| Span::new(at(*from), at(*to)));
            let mut finding = sample::finding("");
            finding.span = spans.next().unwrap_or_default();
            let step = |(span, index): (Span, usize)| {
                let task = if index % 2 == 0 { Task::First } else { Task::Second };
                Step { task, role: Role::Origin, span, elsewhere: None, note: "does".to_string() }
            };
            finding.witness = Witness { steps: spans.zip(0..).map(step).collect(), ..finding.witness };
            let lines = Lines::new(&text);
            let source = Source { path: "a.ts", text: &text, lines: &lines };
            let report = Report { entries: vec![Entry::new(&source, &finding, &[])], ..Report::default() };
            for format in <Format as clap::ValueEnum>::value_variants().iter().copied() {
                let plain = render(&report, &[], format, Look { width, ..Look::default() });
                prop_assert!(!plain.contains(['\u{1b}', '\0', '\u{202e}']), "{:?}", plain);
                let colored = render(&report, &[], format, Look { color: true, width, ..Look::default() });
                prop_assert!(!colored.is_empty());
            }
        }
    }
}

#[cfg(test)]
mod sample {
    //! A finding to print, and what it is printed from.

    use super::*;
    use crate::audit::{Step, Witness};
    use crate::text::{Edit, Edits};

    pub(super) const TEXT: &str = "export class Bot {\n  async start(name: string) {\n    if (this.session) return;\n    const s = await open(name);\n    this.session = s;\n  }\n}\n";

    pub(super) fn finding(text: &str) -> Finding {
        let at = |part: &str| {
            let start = text.find(part).unwrap_or(0) as u32;
            Span::new(start, start + part.len() as u32)
        };
        let step = |task, role, part: &str, note: &str| Step {
            task,
            role,
            span: at(part),
            elsewhere: None,
            note: note.to_string(),
        };
        let (check, open, set) = ("this.session)", "await open(name)", "this.session = s");
        Finding {
            rule: "check-then-act-across-await".to_string(),
            severity: Severity::Warning,
            span: at(set),
            message: "`this.session` is checked before the task gives way and set after it.".to_string(),
            function: "Bot.start".to_string(),
            place: "this.session".to_string(),
            anchors: Vec::new(),
            witness: Witness {
                first: "task 1: Bot.start".to_string(),
                second: "task 2: Bot.start".to_string(),
                steps: vec![
                    step(Task::First, Role::Origin, check, "checks `this.session`"),
                    step(Task::First, Role::Switch, open, "gives way"),
                    step(Task::Second, Role::Interference, set, "sets `this.session`"),
                    step(Task::First, Role::Act, set, "sets `this.session`"),
                ],
            },
        }
    }

    pub(super) fn entry() -> Entry {
        let lines = Lines::new(TEXT);
        let source = Source { path: "src/a b.ts", text: TEXT, lines: &lines };
        let at = TEXT.find("const s").unwrap_or(0) as u32;
        let edits = Edits::new(vec![Edit { span: Span::at(at), text: "if (this.session) return;\n    ".to_string() }]);
        let fix = Fix { title: "Test `this.session` again".to_string(), edits: edits.unwrap_or_default(), safe: true };
        Entry::new(&source, &finding(TEXT), &[fix])
    }

    pub(super) fn report() -> Report {
        Report {
            root: PathBuf::from("/work/shop"),
            files: 3,
            skipped: Skipped { generated: 1, minified: 0, vendored: 12, unreadable: 0 },
            entries: vec![entry()],
            complete: true,
            ..Report::default()
        }
    }
}
