//! Templates: the texts of fixes, with placeholders for what the user wrote and for new names.

use crate::syntax::{Document, suggest};
use crate::text::Span;
use std::collections::BTreeMap;

/// A text with placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// `{x}`: what the user wrote.
    Code(String),
    /// `{x:name}`: a name for its value that the function does not use yet.
    Name(String),
    /// `{new:word}`: this name, or one like it that the function does not use yet.
    New(String),
}

/// What placeholders stand for in one fix.
pub struct Scope<'a> {
    /// The document.
    pub document: &'a Document,
    /// The item that the fix is in.
    pub own: Span,
    /// The place of the finding, as the code writes it.
    pub place: &'a str,
    /// What stands elsewhere, in bytes of the document: the lock that is held at other accesses, the check that others make.
    pub elsewhere: Vec<(String, Span)>,
    /// Captures and steps, in bytes of the item.
    pub spans: &'a BTreeMap<&'a str, Span>,
    /// The new names so far.
    pub new: BTreeMap<String, String>,
}

impl Template {
    /// Reads a template that may speak of `words`. `{{` and `}}` are braces.
    ///
    /// # Errors
    /// A sentence on the first placeholder that is not legal.
    pub fn read(text: &str, words: &[&str]) -> Result<Template, String> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            plain += before;
            if let Some(after) = from.strip_prefix("{{").or(from.strip_prefix("}}")) {
                plain.extend(from.chars().next());
                rest = after;
                continue;
            }
            let Some((inside, after)) = from.strip_prefix('{').and_then(|from| from.split_once('}')) else {
                return Err(format!("a brace of `{text}` belongs to no placeholder: a plain one is written twice"));
            };
            pieces.push(Piece::Text(std::mem::take(&mut plain)));
            pieces.push(placeholder(inside, words)?);
            rest = after;
        }
        plain += rest;
        pieces.push(Piece::Text(plain));
        Ok(Template(pieces))
    }

    /// The text with everything filled in; none where something has no text or no name.
    pub fn fill(&self, scope: &mut Scope<'_>) -> Option<String> {
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out += text,
                Piece::Code(word) => {
                    // Its further lines stand as deep as the line that it lands on.
                    let line = out.rsplit('\n').next().unwrap_or("");
                    let deep: String = line.chars().take_while(|c| *c == '\t').collect();
                    out += &unindented(scope, scope.code(word)?).replace('\n', &format!("\n{deep}"));
                }
                Piece::Name(word) => {
                    let code = scope.code(word)?;
                    out += &scope.name(&format!("{word}:name"), &name_of(code)?, true);
                }
                Piece::New(word) => out += &scope.name(word, word, false),
            }
        }
        Some(out)
    }
}

fn placeholder(inside: &str, words: &[&str]) -> Result<Piece, String> {
    let (word, form) = inside.split_once(':').map_or((inside, None), |(word, form)| (word, Some(form)));
    if word == "new" {
        let name = form.filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase()));
        return name
            .map(|name| Piece::New(name.to_string()))
            .ok_or_else(|| "a new name is written `{new:word}`, in small letters".to_string());
    }
    if !words.contains(&word) {
        let hint = suggest::hint(word, words.iter().copied());
        return Err(format!("unknown placeholder `{{{word}}}`{hint}"));
    }
    match form {
        None => Ok(Piece::Code(word.to_string())),
        Some("name") => Ok(Piece::Name(word.to_string())),
        Some(other) => Err(format!("unknown form `{{{word}:{other}}}`; did you mean `{{{word}:name}}`?")),
    }
}

/// The code as it would be at the margin: what it is put into brings its own indentation.
fn unindented(scope: &Scope<'_>, code: &str) -> String {
    let text = scope.document.text();
    let at = (code.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let line = text.get(start..).unwrap_or("");
    let indentation = line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or("");
    let lines = code.lines().enumerate();
    lines
        .map(|(number, line)| if number == 0 { line } else { line.strip_prefix(indentation).unwrap_or(line) })
        .collect::<Vec<_>>()
        .join("\n")
}

impl Scope<'_> {
    fn code(&self, word: &str) -> Option<&str> {
        let elsewhere = || self.elsewhere.iter().find(|(name, _)| name == word).map(|(_, span)| *span);
        let text = match (self.spans.get(word), elsewhere()) {
            (Some(span), _) => span.of(self.own.of(self.document.text())),
            (None, Some(span)) => span.of(self.document.text()),
            // A place that is too long to be shown is cut.
            (None, None) => Some(self.place).filter(|place| !place.ends_with('…'))?,
        };
        Some(text).filter(|text| !text.is_empty())
    }

    /// The new name for `key`: `wanted`, or one like it that is free.
    fn name(&mut self, key: &str, wanted: &str, of_value: bool) -> String {
        if let Some(known) = self.new.get(key) {
            return known.clone();
        }
        let text = self.own.of(self.document.text());
        let semantics = &self.document.language().semantics;
        let free = |name: &str| !mentions(text, name) && !self.new.values().any(|taken| taken == name);
        let base = match () {
            () if free(wanted) || !of_value || wanted.starts_with("current") => wanted.to_string(),
            () => semantics.joined("current", wanted),
        };
        let numbered = (2..).map(|number| format!("{base}{number}"));
        let name = std::iter::once(base.clone()).chain(numbered).find(|name| free(name)).unwrap_or(base);
        self.new.insert(key.to_string(), name.clone());
        name
    }
}

/// True where the text holds the word as a name of its own, not as a member of something.
pub fn mentions(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).unwrap_or("");
        let after = text.get(at + word.len()..).unwrap_or("");
        let member = before.ends_with('#') || before.ends_with('.') && !before.ends_with("..");
        !member && !before.ends_with(part) && !after.starts_with(part)
    })
}

/// True where every mention of the word reaches through it or borrows it: `x.len()`, `&mut x`, `*x`.
pub fn only_looked_through(text: &str, word: &str) -> bool {
    text.match_indices(word).all(|(at, _)| {
        let (before, after) = (text.get(..at).unwrap_or(""), text.get(at + word.len()..).unwrap_or(""));
        let part = |c: char| c.is_alphanumeric() || c == '_';
        let other = before.ends_with(part) || before.ends_with('.') || after.starts_with(part);
        let borrowed = before.trim_end().trim_end_matches("mut").trim_end().ends_with(['&', '*']);
        other || borrowed || after.starts_with(['.', '['])
    })
}

/// Words that say how a value is got, not what it is.
const VERBS: [&str; 20] = [
    "get",
    "fetch",
    "load",
    "read",
    "ask",
    "find",
    "create",
    "make",
    "compute",
    "count",
    "open",
    "query",
    "request",
    "receive",
    "retrieve",
    "build",
    "start",
    "await",
    "calculate",
    "next",
];

/// A name for the value of an expression: the last step of a path, or of the callee without its verb.
fn name_of(code: &str) -> Option<String> {
    let code = code.trim_start_matches('(').trim_start();
    let code = code.strip_prefix("await ").unwrap_or(code).trim_start();
    let path = code.split(['(', '[', '\n']).next().unwrap_or("").trim_end_matches([')', '!', '?', ' ']);
    let is_path = path.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '#' | '.' | '?' | '!' | ':'));
    let last = path.rsplit(['.', ':']).next().unwrap_or("").trim_start_matches(['#', '_', '$']).trim_end_matches('_');
    if !is_path || !last.starts_with(|c: char| c.is_alphabetic()) || matches!(last, "this" | "self" | "cls") {
        return Some("value".to_string());
    }
    let noun =
        match code.get(path.len()..).and_then(|rest| rest.trim_start_matches([')', '!', '?', ' ']).chars().next()) {
            Some('(') => without_verb(last),
            // One of several.
            Some('[') => last.strip_suffix('s').filter(|one| one.len() > 2).unwrap_or(last),
            _ => last,
        };
    Some(match noun {
        _ if noun.chars().any(char::is_lowercase) => {
            let mut letters = noun.chars();
            let first = letters.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
            format!("{first}{}", letters.as_str())
        }
        _ => noun.to_lowercase(),
    })
}

fn without_verb(name: &str) -> &str {
    for verb in VERBS {
        match name.strip_prefix(verb) {
            Some("") => return "value",
            Some(rest) if rest.starts_with(char::is_uppercase) => return rest,
            Some(rest) if rest.len() > 1 && rest.starts_with('_') => return rest.trim_start_matches('_'),
            _ => {}
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_value_is() {
        let names = [
            ("this.camera", "camera"),
            ("session.activeDriver", "activeDriver"),
            ("self._pool", "pool"),
            ("Registry.#instance", "instance"),
            ("REGION", "region"),
            ("await askAmount(account)", "amount"),
            ("await self.price(item)", "price"),
            ("await fetch_price(item)", "price"),
            ("await gauge.read()", "value"),
            ("(await gauge.level())", "level"),
            ("[1, 2]", "value"),
            ("self.rooms[code]", "room"),
        ];
        for (code, name) in names {
            assert_eq!(name_of(code).as_deref(), Some(name), "{code}");
        }
    }

    #[test]
    fn a_member_is_no_name() {
        assert!(!mentions("await stop(this.camera); a?.camera; x.#camera; cameras", "camera"));
        assert!(mentions("[...camera]", "camera"));
        assert!(mentions("use(camera)", "camera"));
    }

    #[test]
    fn what_is_wrong_with_a_template_is_told() {
        let wrong = |text: &str| Template::read(text, &["state", "first"]).err().unwrap_or_default();
        assert_eq!(wrong("{stat}"), "unknown placeholder `{stat}`; did you mean `state`?");
        assert_eq!(wrong("{state:nam}"), "unknown form `{state:nam}`; did you mean `{state:name}`?");
        assert_eq!(wrong("a } b"), "a brace of `a } b` belongs to no placeholder: a plain one is written twice");
        assert_eq!(wrong("{new:}"), "a new name is written `{new:word}`, in small letters");
        assert_eq!(wrong("`${{{first}}}.tmp` {new:temporary} {state:name}"), "");
    }
}
