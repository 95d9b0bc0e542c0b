//! Comments that allow a finding: `racelens: allow(lost-update): single writer`.
//!
//! It stands on the line of the finding, or alone on a line directly above it; `allow-file(...)` holds for the whole
//! file. It silences only the rules that it names, and it says why. What is wrong with such a comment is a finding too,
//! of the rule whose page claims that part of the [`Housekeeping`].

use super::{Catalogue, Finding, Rule, Settings, Severity, Witness};
use crate::syntax::{Document, suggest};
use crate::text::Span;
use std::collections::BTreeSet;

/// The parts of the upkeep of comments. A page claims one with `housekeeping: <part>` in its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Housekeeping {
    /// A comment gives no reason.
    Unreasoned,
    /// A comment silences nothing.
    Unused,
    /// A comment names a rule that there is not, or a word other than `allow` and `allow-file`.
    Unknown,
}

impl Housekeeping {
    fn word(self) -> &'static str {
        match self {
            Housekeeping::Unreasoned => "unreasoned",
            Housekeeping::Unused => "unused",
            Housekeeping::Unknown => "unknown",
        }
    }
}

/// The rule that has that part of the upkeep.
pub fn housekeeping(catalogue: &Catalogue, part: Housekeeping) -> Option<&Rule> {
    catalogue.rules().iter().find(|rule| rule.housekeeping.as_deref() == Some(part.word()))
}

/// What introduces a comment that is meant for racelens.
const MARK: &str = "racelens:";

/// A comment that allows rules.
#[derive(Debug, PartialEq, Eq)]
struct Allow {
    /// The whole comment.
    span: Span,
    /// The rules that it names, each with the place of its name.
    rules: Vec<(String, Span)>,
    /// The lines it speaks of, 0-based and inclusive; none where it speaks of the whole file.
    lines: Option<(u32, u32)>,
    reason: bool,
}

/// What a comment that begins with the mark says.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    Allow(Allow),
    /// The word that is neither `allow` nor `allow-file`, and where it stands.
    Other(String, Span),
}

/// False for a text that certainly has no such comment: nothing that is found in it is allowed, and none is unused.
pub fn is_addressed(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_some()
}

/// `findings` without those that a comment allows, with those of the upkeep of such comments, in order of position
/// and rule. `settings` are those that the findings were made with.
pub fn apply(document: &Document, findings: Vec<Finding>, catalogue: &Catalogue, settings: &Settings) -> Vec<Finding> {
    // Comments cost a walk of the tree.
    if !is_addressed(document.text()) {
        return findings;
    }
    let said = read(document);
    let severity = |rule: &Rule| {
        let own = settings.profile.severity(rule.severity_in(document.language().folder));
        settings.rules.get(&rule.id).copied().unwrap_or(own)
    };
    let upkeep = |part: Housekeeping, span: Span, words: &[(&str, &str)]| {
        let rule = housekeeping(catalogue, part).filter(|rule| severity(rule) != Severity::Off)?;
        let message = words.iter().fold(rule.message.clone(), |message, (name, word)| message.replace(name, word));
        let (function, place, witness) = (String::new(), String::new(), Witness::default());
        Some(Finding {
            rule: rule.id.clone(),
            severity: severity(rule),
            span,
            message,
            function,
            place,
            witness,
            anchors: Vec::new(),
        })
    };

    let mut all = findings;
    let mut allows = Vec::new();
    for said in said {
        match said {
            Said::Other(words, span) => {
                let words = [("{rule}", words.as_str()), ("{nearest}", "allow(rule): reason")];
                all.extend(upkeep(Housekeeping::Unknown, span, &words));
            }
            Said::Allow(allow) => {
                for (id, span) in allow.rules.iter().filter(|(id, _)| catalogue.rule(id).is_none()) {
                    let ids = catalogue.rules().iter().map(|rule| rule.id.as_str());
                    let nearest = suggest::nearest(id, ids).unwrap_or("another rule");
                    all.extend(upkeep(Housekeeping::Unknown, *span, &[("{rule}", id), ("{nearest}", nearest)]));
                }
                if !allow.reason {
                    all.extend(upkeep(Housekeeping::Unreasoned, allow.span, &[]));
                }
                allows.push(allow);
            }
        }
    }

    let mut used = BTreeSet::new();
    all.retain(|finding| {
        let mut kept = true;
        for (index, _) in allows.iter().enumerate().filter(|(_, allow)| allow.silences(finding, document)) {
            used.insert((index, finding.rule.clone()));
            kept = false;
        }
        kept
    });
    // To allow the finding that says "unused" is never unused itself.
    let own = housekeeping(catalogue, Housekeeping::Unused).map(|rule| rule.id.as_str());
    for (index, allow) in allows.iter().enumerate() {
        for (id, span) in &allow.rules {
            let runs = catalogue.rule(id).is_some_and(|rule| severity(rule) != Severity::Off);
            if runs && own != Some(id) && !used.contains(&(index, id.clone())) {
                let unused = upkeep(Housekeeping::Unused, *span, &[("{rule}", id)]);
                all.extend(unused.filter(|unused| !allows.iter().any(|allow| allow.silences(unused, document))));
            }
        }
    }
    all.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    all
}

impl Allow {
    /// Whether the finding is of a rule that the comment names, and begins or ends on a line that it speaks of.
    fn silences(&self, finding: &Finding, document: &Document) -> bool {
        let line = |offset| document.lines().line(offset);
        let near = self.lines.is_none_or(|(first, last)| {
            [finding.span.start, finding.span.end].into_iter().any(|end| (first..=last).contains(&line(end)))
        });
        near && self.rules.iter().any(|(id, _)| *id == finding.rule)
    }
}

/// Every comment of the document that is meant for racelens.
fn read(document: &Document) -> Vec<Said> {
    let (text, lines) = (document.text(), document.lines());
    let comments = document.comments();
    // Alone on its lines: nothing but blanks before and after it.
    let alone: Vec<(u32, u32, bool)> = comments
        .iter()
        .map(|span| {
            let (first, last) = (lines.line(span.start), lines.line(span.end.saturating_sub(1).max(span.start)));
            let before = Span::new(lines.span(text, first).start, span.start).of(text);
            let after = Span::new(span.end, lines.span(text, last).end.max(span.end)).of(text);
            (first, last, before.trim().is_empty() && after.trim().is_empty())
        })
        .collect();
    let mut said = Vec::new();
    for (span, (first, last, is_alone)) in comments.iter().zip(&alone) {
        // Comments alone on the lines that follow belong to the same remark; what comes after them is meant.
        let mut target = *last;
        if *is_alone {
            target += 1;
            while let Some((_, last, _)) = alone.iter().find(|(first, _, is_alone)| *is_alone && *first == target) {
                target = last + 1;
            }
        }
        let about = if *is_alone { (target, target) } else { (*first, *last) };
        said.extend(parse(*span, span.of(text), about));
    }
    said
}

/// What one comment says, where it is meant for racelens. `lines` are those that it would speak of.
fn parse(span: Span, comment: &str, lines: (u32, u32)) -> Option<Said> {
    let place = |part: &str| {
        let start = span.start + (part.as_ptr() as usize).saturating_sub(comment.as_ptr() as usize) as u32;
        Span::new(start, start + part.len() as u32)
    };
    let body = comment.trim_start_matches(['/', '#', '*', '!', ' ', '\t', '\r', '\n']);
    let body = body.strip_prefix(MARK)?.trim_end_matches("*/").trim();
    let (word, rest) =
        body.split_at_checked(body.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(body.len()))?;
    let named = rest.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let rules: Vec<(String, Span)> = named
        .map_or("", |(names, _)| names)
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| (name.to_string(), place(name)))
        .collect();
    let whole_file = word == "allow-file";
    match named {
        Some((_, after)) if !rules.is_empty() && (whole_file || word == "allow") => {
            let reason =
                after.trim_start().strip_prefix(':').is_some_and(|reason| reason.chars().any(char::is_alphanumeric));
            Some(Said::Allow(Allow { span, rules, lines: (!whole_file).then_some(lines), reason }))
        }
        // A sentence that merely begins with the name of the tool is not meant for it.
        _ if named.is_none() && suggest::nearest(word, ["allow", "allow-file"]).is_none() => None,
        _ => Some(Said::Other(body.chars().take(40).collect(), place(body))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::by_extension;

    fn catalogue() -> Catalogue {
        let page = |id: &str, head: &str, message: &str| {
            let languages = "languages: typescript, python, rust";
            (format!("{id}.md"), format!("---\n{head}\n{languages}\nsummary: S.\nmessage: {message}\n---\n"))
        };
        let pages = [
            page("lost-update", "severity: warning", "M."),
            page("double-lock", "severity: warning", "M."),
            page("idle", "severity: hint\nhousekeeping: unused", "idle {rule}"),
            page("silent", "severity: warning\nhousekeeping: unreasoned", "silent"),
            page("strange", "severity: warning\nhousekeeping: unknown", "strange {rule} {nearest}"),
        ];
        Catalogue::read(&pages).0
    }

    /// What is left of one finding of `lost-update` at each `HERE`: the 1-based line and the message.
    fn left(extension: &str, text: &str) -> Vec<(u32, String)> {
        let Some(language) = by_extension(extension) else {
            return Vec::new();
        };
        let document = Document::new(language, text.to_string());
        let finding = |at: usize| Finding {
            rule: "lost-update".to_string(),
            severity: Severity::Warning,
            span: Span::new(at as u32, at as u32 + 4),
            message: "found".to_string(),
            function: String::new(),
            place: String::new(),
            witness: Witness::default(),
            anchors: Vec::new(),
        };
        let findings = text.match_indices("HERE").map(|(at, _)| finding(at)).collect();
        let left = apply(&document, findings, &catalogue(), &Settings::default());
        left.into_iter().map(|left| (document.lines().line(left.span.start) + 1, left.message)).collect()
    }

    fn says(line: u32, message: &str) -> (u32, String) {
        (line, message.to_string())
    }

    #[test]
    fn a_comment_on_the_line_or_directly_above_it_allows() {
        assert_eq!(left("py", "HERE()  # racelens: allow(lost-update): single writer\n"), []);
        assert_eq!(left("ts", "// racelens: allow(lost-update): single writer\nHERE();\n"), []);
        assert_eq!(
            left(
                "rs",
                "fn f() {\n    // racelens: allow(lost-update): single\n    // writer, and a long story\n    HERE();\n}\n"
            ),
            []
        );
        assert_eq!(left("ts", "/* racelens: allow(lost-update): single writer */\r\nHERE();\r\n"), []);
    }

    #[test]
    fn a_comment_elsewhere_allows_nothing() {
        let comment = "# racelens: allow(lost-update): single writer\n";
        assert_eq!(left("py", &format!("{comment}\nHERE()\n")), [says(1, "idle lost-update"), says(3, "found")]);
        assert_eq!(left("py", &format!("HERE()\n{comment}")), [says(1, "found"), says(2, "idle lost-update")]);
        assert_eq!(left("py", &format!("x = 1  {comment}HERE()\n")), [says(1, "idle lost-update"), says(2, "found")]);
        assert_eq!(left("py", &format!("HERE('{}')\n", comment.trim())), [says(1, "found")]);
    }

    #[test]
    fn a_comment_allows_only_the_rules_that_it_names() {
        let text = "HERE()  # racelens: allow(double-lock): re-entrant\n";
        assert_eq!(left("py", text), [says(1, "found"), says(1, "idle double-lock")]);
        let text = "HERE()  # racelens: allow(double-lock, lost-update): re-entrant\n";
        assert_eq!(left("py", text), [says(1, "idle double-lock")]);
    }

    #[test]
    fn a_whole_file_may_be_allowed() {
        assert_eq!(
            left("py", "#!/usr/bin/env python\n# racelens: allow-file(lost-update): a script\n\nHERE()\nHERE()\n"),
            []
        );
        let text = "# racelens: allow-file(idle): being cleaned up\n# racelens: allow-file(lost-update): a script\n";
        assert_eq!(left("py", text), []);
    }

    #[test]
    fn a_reason_is_required() {
        assert_eq!(left("py", "HERE()  # racelens: allow(lost-update)\n"), [says(1, "silent")]);
        assert_eq!(left("ts", "HERE() /* racelens: allow(lost-update): */\n"), [says(1, "silent")]);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_comment_is_read_without_a_panic(
            words in proptest::collection::vec(proptest::sample::select(vec![
                "# ", "// ", "/* ", "*/", "racelens:", "allow", "allow-file", "(", ")", ",", ":", " ", "\n", "\r", "é", "日", "lost-update",
                "idle", "HERE", "'", "x = 1 ",
            ]), 0..30),
            extension in proptest::sample::select(vec!["py", "ts", "rs"]),
        ) {
            let text = words.concat();
            let lines = left(extension, &text).into_iter().map(|(line, _)| line).collect::<Vec<_>>();
            proptest::prop_assert!(lines.is_sorted());
        }
    }

    #[test]
    fn an_unknown_rule_is_named_with_the_nearest() {
        let text = "HERE()  # racelens: allow(lost-updat): single writer\n";
        assert_eq!(left("py", text), [says(1, "found"), says(1, "strange lost-updat lost-update")]);
        let text = "x = 1  # racelens: alow(lost-update): single writer\n";
        assert_eq!(left("py", text), [says(1, "strange alow(lost-update): single writer allow(rule): reason")]);
        assert_eq!(left("rs", "// racelens: finds races in code\n"), []);
    }
}
