//! How a text is laid out, so that what a fix puts in looks as if it had always been there.

use crate::syntax::Language;
use crate::text::Span;

/// How a text is laid out: what a line break and a level of indentation are in it.
pub(super) struct Layout<'a> {
    pub text: &'a str,
    pub language: &'static Language,
}

impl Layout<'_> {
    /// What ends a line.
    pub fn newline(&self) -> &'static str {
        let first = self.text.find('\n').unwrap_or(0);
        if self.text.get(..first).is_some_and(|line| line.ends_with('\r')) { "\r\n" } else { "\n" }
    }

    /// The white space at the beginning of the line that holds the byte, and where the line begins.
    fn indentation(&self, at: u32) -> (u32, &str) {
        let before = self.text.get(..at as usize).unwrap_or("");
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = self.text.get(start..).unwrap_or("");
        let end = line.find(|c: char| c != ' ' && c != '\t').unwrap_or(0);
        (start as u32, line.get(..end).unwrap_or(""))
    }

    /// What goes when a span does: its lines too, where nothing else stands on them.
    pub fn whole_lines(&self, span: Span) -> Span {
        let (start, indentation) = self.indentation(span.start);
        let after = self.text.get(span.end as usize..).unwrap_or("");
        let rest = after.find('\n').map_or(after.len(), |newline| newline + 1);
        let alone = start + indentation.len() as u32 == span.start
            && after.get(..rest).is_some_and(|rest| rest.trim().is_empty());
        if alone { Span::new(start, span.end + rest as u32) } else { span }
    }

    /// One level of indentation: the smallest step from the margin that a line takes.
    fn level(&self) -> &str {
        let steps = self.text.lines().filter_map(|line| {
            let code = line.trim_start_matches([' ', '\t']);
            let space = line.get(..line.len() - code.len()).unwrap_or("");
            // A single space is a comment's.
            (!code.is_empty() && (space.len() > 1 || space == "\t")).then_some(space)
        });
        steps.min_by_key(|space| space.len()).unwrap_or("    ")
    }

    /// The text as it is where the line has that indentation.
    fn indented(&self, text: &str, indentation: &str) -> String {
        let mut out = String::new();
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                out += self.newline();
                out += indentation;
            }
            let deep = line.len() - line.trim_start_matches('\t').len();
            out += &self.level().repeat(deep);
            out += line.get(deep..).unwrap_or("");
        }
        out
    }

    /// A text that lands in the line of `span`.
    pub fn inside(&self, span: Span, text: &str) -> String {
        self.indented(text, self.indentation(span.start).1)
    }

    /// The edit that puts lines above a statement.
    pub fn above(&self, statement: Span, text: &str) -> (u32, String) {
        let (start, indentation) = self.indentation(statement.start);
        let next = statement.of(self.text).chars().next();
        if start + indentation.len() as u32 == statement.start {
            let lines = self.indented(&self.ended(text, next), indentation);
            (statement.start, format!("{lines}{}{indentation}", self.newline()))
        } else {
            (statement.start, format!("{} ", text.replace('\n', " ")))
        }
    }

    /// The edit that puts lines below a statement; a comment at the end of its line stays there.
    pub fn below(&self, statement: Span, text: &str) -> (u32, String) {
        let (start, indentation) = self.indentation(statement.start);
        let rest = self.text.get(statement.range().end..).unwrap_or("");
        let line = rest.split(['\n', '\r']).next().unwrap_or("");
        let next = rest.trim_start().chars().next();
        let free = line.trim().is_empty() || line.trim_start().starts_with(self.language.line_comment);
        if free && start + indentation.len() as u32 == statement.start {
            let lines = self.indented(&self.ended(text, next), indentation);
            (statement.end + line.len() as u32, format!("{}{indentation}{lines}", self.newline()))
        } else {
            (statement.end, format!(" {}", text.replace('\n', " ")))
        }
    }

    /// The text without its semicolons where the document does without them.
    fn ended(&self, text: &str, next: Option<char>) -> String {
        let without = self.language.semantics.optional_semicolons
            && !self.text.lines().any(|line| line.trim_end().ends_with(';'))
            && !matches!(next, Some('(' | '[' | '`' | '/' | '+' | '-'));
        if without {
            text.split('\n').map(|line| line.strip_suffix(';').unwrap_or(line)).collect::<Vec<_>>().join("\n")
        } else {
            text.to_string()
        }
    }
}
