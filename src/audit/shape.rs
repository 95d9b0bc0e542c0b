//! Findings by shape: the patterns by which a rule reports, where they matched, and what must hold around that.

use super::compile::{Fault, regions, severity};
use super::judge::{Case, Judge};
use super::witness::short;
use super::{Finding, Role, Severity, Step, Task, Witness};
use crate::facts::Shape;
use crate::syntax::{LazyRegex, scm};
use crate::text::Span;

/// A shape of the tree by which a rule reports: a pattern of `queries/<language>/<rule>.scm` with `#report!`.
#[derive(Debug)]
pub struct Report {
    /// The rule.
    pub rule: String,
    /// The index of the pattern among all of its language.
    pub pattern: u32,
    /// What it captures under which name.
    pub captures: Vec<(String, u16)>,
    /// The name of the capture that the finding underlines.
    pub primary: String,
    /// What must hold beside the shape.
    pub questions: Vec<Question>,
    /// `#severity!`: a finding weighs no more than this, whatever the page says.
    pub at_most: Option<Severity>,
}

impl Report {
    /// Takes out of a pattern what the matcher cannot ask. Captures get names that facts do not know; `captures` is
    /// left to whoever compiles the pattern.
    ///
    /// # Errors
    /// The line and what is wrong there.
    pub fn read(rule: &str, pattern: scm::Pattern) -> Result<(Report, scm::Pattern), Fault> {
        let mut report = Report {
            rule: rule.to_string(),
            pattern: 0,
            captures: Vec::new(),
            primary: String::new(),
            questions: Vec::new(),
            at_most: None,
        };
        let mut pattern = pattern;
        let mut left = Vec::new();
        for predicate in std::mem::take(&mut pattern.predicates) {
            let fault = |message: String| (predicate.line, message);
            let capture = match predicate.args.first() {
                Some(scm::Arg::Capture(name)) => Some(name.clone()),
                _ => None,
            };
            match (predicate.directive, predicate.name.as_str()) {
                (true, "report") => {
                    let name = capture.filter(|name| !name.starts_with('_'));
                    report.primary = name
                        .ok_or_else(|| fault("`#report!` names the capture to underline, and no helper".to_string()))?;
                }
                (true, "severity") => report.at_most = Some(severity(&predicate)?),
                (false, "inside") => {
                    let of = capture.ok_or_else(|| fault("`#inside?` wants a capture".to_string()))?;
                    for region in regions(&predicate)? {
                        report.questions.push(Question::Inside { of: of.clone(), region, negated: predicate.negated });
                    }
                }
                (false, "is") => {
                    if !matches!(predicate.args.get(1..), Some([scm::Arg::Text(sort)]) if sort == "waiting") {
                        return Err(fault("of a capture one can ask `#is? @x \"waiting\"`".to_string()));
                    }
                    report.questions.push(Question::Waits {
                        of: capture.ok_or_else(|| fault("`#is?` wants a capture".to_string()))?,
                        negated: predicate.negated,
                    });
                }
                (false, "around") => {
                    let source = match predicate.args.get(1..) {
                        Some([scm::Arg::Text(region), scm::Arg::Text(source)]) if region == "function" => source,
                        _ => return Err(fault("`#around?` wants a capture, \"function\" and a pattern".to_string())),
                    };
                    let pattern = LazyRegex::read(source).map_err(|error| fault(error.to_string()))?;
                    report.questions.push(Question::Around {
                        of: capture.ok_or_else(|| fault("`#around?` wants a capture".to_string()))?,
                        pattern,
                        negated: predicate.negated,
                    });
                }
                (false, "mentions") => {
                    let (Some(of), Some(scm::Arg::Capture(name))) = (capture, predicate.args.get(1)) else {
                        return Err(fault("`#mentions?` wants two captures".to_string()));
                    };
                    report.questions.push(Question::Mentions { of, name: name.clone(), negated: predicate.negated });
                }
                (false, "unused") => report.questions.push(Question::Unused {
                    name: capture.ok_or_else(|| fault("`#unused?` wants a capture".to_string()))?,
                    negated: predicate.negated,
                }),
                (false, "follows") => {
                    let (Some(of), Some(scm::Arg::Text(word)), Some(scm::Arg::Capture(name))) =
                        (capture, predicate.args.get(1), predicate.args.get(2))
                    else {
                        return Err(fault("`#follows?` wants a capture, a text and a capture".to_string()));
                    };
                    let (word, name) = (word.clone(), name.clone());
                    report.questions.push(Question::Follows { of, word, name, negated: predicate.negated });
                }
                (false, "names" | "eq" | "any-of" | "match") => left.push(predicate),
                (directive, name) => {
                    let mark = if directive { '!' } else { '?' };
                    return Err(fault(format!("`#{name}{mark}` is not for patterns that report")));
                }
            }
        }
        pattern.predicates = left;
        let mut found = false;
        pattern.root.each_capture(&mut |capture| found |= capture.text == report.primary);
        if !found {
            return Err((pattern.line, format!("@{} is not in this pattern", report.primary)));
        }
        Ok((report, pattern.renamed(&hidden)))
    }
}

/// A capture of a shape under a name that is no role.
pub fn hidden(name: &str) -> String {
    format!("_{name}")
}

/// What a shape asks beside its text.
#[derive(Debug)]
pub enum Question {
    /// The capture stands in a region of that name.
    Inside {
        /// The capture.
        of: String,
        /// Of those that `#inside?` knows.
        region: String,
        /// `#not-inside?`.
        negated: bool,
    },
    /// The function that is captured waits for something itself.
    Waits {
        /// The capture.
        of: String,
        /// `#not-is?`.
        negated: bool,
    },
    /// The function around a capture matches somewhere.
    Around {
        /// The capture.
        of: String,
        /// What must match.
        pattern: LazyRegex,
        /// `#not-around?`.
        negated: bool,
    },
    /// The text of a capture contains a name.
    Mentions {
        /// The capture.
        of: String,
        /// The capture whose text is the name.
        name: String,
        /// `#not-mentions?`.
        negated: bool,
    },
    /// A name is made of a word and another name, as the language spells it: `set` and `count` make `setCount`.
    Follows {
        /// The capture.
        of: String,
        /// The word.
        word: String,
        /// The capture of the other name.
        name: String,
        /// `#not-follows?`.
        negated: bool,
    },
    /// A name occurs once in its function.
    Unused {
        /// The capture.
        name: String,
        /// `#not-unused?`.
        negated: bool,
    },
}

/// The findings of a rule's shapes in a file.
pub fn shapes(judge: &Judge, case: &Case) -> Vec<Finding> {
    if judge.reports.is_empty() {
        return Vec::new();
    }
    let mut findings: Vec<Finding> = Vec::new();
    for (item, (offset, facts)) in (0..).zip(&case.facts.items) {
        for shape in &facts.shapes {
            let Some(report) = judge.reports.iter().find(|report| report.pattern == shape.pattern) else { continue };
            let Some(finding) = find(judge, report, case, (item, *offset), shape) else { continue };
            match findings.iter_mut().find(|known| known.span == finding.span) {
                Some(known) if known.severity < finding.severity => *known = finding,
                Some(_) => {}
                None => findings.push(finding),
            }
        }
    }
    findings
}

fn find(judge: &Judge, report: &Report, case: &Case, (item, offset): (u32, u32), shape: &Shape) -> Option<Finding> {
    let caught: Vec<(&str, Span)> = report
        .captures
        .iter()
        .filter_map(|(name, capture)| Some((name.as_str(), shape.captured(*capture)?.shifted(offset))))
        .collect();
    let of = |name: &str| caught.iter().find(|(known, _)| *known == name).map(|(_, span)| *span);
    let span = of(&report.primary)?;
    let unit = case.program.around(item, span)?;
    let this = case.program.units.get(unit as usize)?;
    if this.function.incomplete {
        return None;
    }
    let text = case.document.text();
    // What stands at the top of an item is seen by the whole file.
    let around = match this.function.parent {
        Some(_) => this.span(this.function.span),
        None => Span::new(0, text.len() as u32),
    };
    let holds = |question: &Question| match question {
        Question::Inside { of: name, region, negated } => {
            of(name).is_some_and(|span| case.program.is_inside(unit, span, region) != *negated)
        }
        Question::Waits { of: name, negated } => {
            of(name).and_then(|span| case.program.waits(item, span)).is_some_and(|waits| waits != *negated)
        }
        Question::Around { of: name, pattern, negated } => {
            of(name).is_some() && pattern.is_match(around.of(text)) != *negated
        }
        Question::Mentions { of: name, name: word, negated } => {
            let (Some(span), Some(word)) = (of(name), of(word)) else { return false };
            (occurrences(span.of(text), word.of(text)) > 0) != *negated
        }
        Question::Follows { of: name, word, name: other, negated } => {
            let (Some(span), Some(other)) = (of(name), of(other)) else { return false };
            let semantics = &case.document.language().semantics;
            (span.of(text) == semantics.joined(word, other.of(text))) != *negated
        }
        Question::Unused { name, negated } => {
            of(name).is_some_and(|name| (occurrences(around.of(text), name.of(text)) == 1) != *negated)
        }
    };
    if !report.questions.iter().all(holds) {
        return None;
    }
    let severity = judge.weighs(case.program.is_test(unit), report.at_most);
    let mut message = judge.message.replace("{here}", &short(span.of(text), 60));
    for (name, span) in &caught {
        let line = case.document.lines().line(span.start) + 1;
        message = message.replace(&format!("{{{name}}}"), &format!("line {line}"));
    }
    let row = |span: Span, role: Role| Step {
        task: Task::First,
        role,
        span,
        elsewhere: None,
        note: format!("runs `{}`", short(span.of(text), 48)),
    };
    let task = if this.function.path.is_empty() { "the module".to_string() } else { this.function.path.clone() };
    (severity != Severity::Off).then(|| Finding {
        rule: judge.rule.to_string(),
        severity,
        span,
        message,
        function: this.function.path.clone(),
        place: String::new(),
        witness: Witness { first: task, second: String::new(), steps: vec![row(span, Role::Act)] },
        anchors: caught
            .iter()
            .filter(|(name, _)| !name.starts_with('_'))
            .map(|(name, span)| ((*name).to_string(), *span))
            .collect(),
    })
}

/// How often a name occurs as a word.
fn occurrences(text: &str, name: &str) -> usize {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$');
    text.match_indices(name)
        .filter(|(at, _)| {
            let before = text.get(..*at).and_then(|before| before.chars().next_back());
            let after = text.get(at + name.len()..).and_then(|after| after.chars().next());
            !name.is_empty() && !is_part(before) && !is_part(after)
        })
        .count()
}
