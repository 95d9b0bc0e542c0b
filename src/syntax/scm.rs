//! The reader of pattern files: a stated subset of tree-sitter's query language, with positions.
//!
//! It knows no grammar: the same reader serves the files of every language and the sentences of `queries/any`,
//! where the pseudo node `(event)` stands for any event. What it does not read is an error that says what to
//! write instead, never another meaning.

use std::fmt;
use std::sync::Arc;

/// One pattern of a file.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The file it is from.
    pub file: Arc<str>,
    /// 1-based line on which it begins.
    pub line: u32,
    /// The shape.
    pub root: Element,
    /// Its predicates and directives, in order.
    pub predicates: Vec<Predicate>,
    /// The comment directly above, without its semicolons, in one line.
    pub intent: String,
    /// The source of the pattern.
    pub text: String,
}

/// A word of the source and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word, without `@`, `:` or quotes.
    pub text: String,
    /// Where it stands.
    pub at: Place,
}

/// A place in a pattern file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
}

/// One element among siblings, with all that is written around it.
#[derive(Clone, Debug)]
pub struct Element {
    /// What it matches.
    pub what: What,
    /// `field:` before it.
    pub field: Option<Word>,
    /// `?`, `*` or `+` after it.
    pub quantifier: Quantifier,
    /// `.` before it.
    pub anchored: bool,
    /// `@name` after it.
    pub captures: Vec<Word>,
    /// Where it begins.
    pub at: Place,
}

impl Element {
    /// Calls `each` with every capture of the element.
    pub fn each_capture<'e>(&'e self, each: &mut dyn FnMut(&'e Word)) {
        self.captures.iter().for_each(&mut *each);
        let children = match &self.what {
            What::Node(shape) => &shape.children.elements,
            What::Group(group) => &group.elements,
            What::Choice(branches) => branches,
            What::Token(_) | What::Any => return,
        };
        for child in children {
            child.each_capture(each);
        }
    }
}

impl Pattern {
    /// What a sentence, or a guard, is called: its last capture.
    pub fn name(&self) -> Option<&str> {
        let mut name = None;
        self.root.each_capture(&mut |capture| name = Some(capture.text.as_str()));
        name
    }

    /// The same with every capture under another name.
    #[must_use]
    pub fn renamed(mut self, rename: &dyn Fn(&str) -> String) -> Pattern {
        fn within(element: &mut Element, rename: &dyn Fn(&str) -> String) {
            for capture in &mut element.captures {
                capture.text = rename(&capture.text);
            }
            let children = match &mut element.what {
                What::Node(shape) => &mut shape.children.elements,
                What::Group(group) => &mut group.elements,
                What::Choice(branches) => branches,
                What::Token(_) | What::Any => return,
            };
            for child in children {
                within(child, rename);
            }
        }
        within(&mut self.root, rename);
        for arg in self.predicates.iter_mut().flat_map(|predicate| &mut predicate.args) {
            if let Arg::Capture(name) = arg {
                *name = rename(name);
            }
        }
        self
    }

    /// True for a pattern of a rule that reports what it matches, rather than mends it.
    pub fn reports(&self) -> bool {
        self.predicates.iter().any(|predicate| predicate.directive && predicate.name == "report")
    }
}

/// What an element matches.
#[derive(Clone, Debug)]
pub enum What {
    /// `(kind ...)`, `(_ ...)` or `(ERROR ...)`.
    Node(Shape),
    /// `"text"`: a token that stands for itself.
    Token(Word),
    /// `_`: any node or token.
    Any,
    /// `((a) (b))`: siblings.
    Group(Siblings),
    /// `[(a) (b)]`: one of these.
    Choice(Vec<Element>),
}

/// A node with what must be below it.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The kind's name, or `_`, or `ERROR`.
    pub kind: Word,
    /// Its children.
    pub children: Siblings,
    /// `!field`: fields that it must not have.
    pub absent: Vec<Word>,
}

/// Elements in order of their nodes.
#[derive(Clone, Debug, Default)]
pub struct Siblings {
    /// The elements.
    pub elements: Vec<Element>,
    /// `.` after the last one.
    pub last: bool,
}

/// How often an element may occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// Once.
    One,
    /// `?`: once or not at all.
    Optional,
    /// `*`: any number of times.
    Any,
    /// `+`: at least once.
    Some,
}

/// `(#name? ...)` or `(#name! ...)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predicate {
    /// Its name without `#`, `not-`, `?` and `!`.
    pub name: String,
    /// `not-` stood before it.
    pub negated: bool,
    /// It ends in `!`: it says what to do, not what must hold.
    pub directive: bool,
    /// What it is applied to.
    pub args: Vec<Arg>,
    /// 1-based line.
    pub line: u32,
    /// 1-based column of its name.
    pub column: u32,
}

impl Predicate {
    /// Where its name stands.
    pub(super) fn place(&self) -> Place {
        Place { line: self.line, column: self.column }
    }

    /// True for tree-sitter's own predicates on text, which the matcher applies itself.
    pub fn is_text(&self) -> bool {
        !self.directive && matches!(self.name.as_str(), "eq" | "any-of" | "match")
    }
}

/// An argument of a predicate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// `@name`, without the `@`.
    Capture(String),
    /// A string or a bare word.
    Text(String),
}

/// Why a pattern file does not load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// The file.
    pub file: Arc<str>,
    /// 1-based line.
    pub line: u32,
    /// 1-based column.
    pub column: u32,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl LoadError {
    pub(super) fn new(file: &Arc<str>, at: Place, message: impl Into<String>) -> LoadError {
        LoadError { file: file.clone(), line: at.line, column: at.column, message: message.into() }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

impl std::error::Error for LoadError {}

/// Reads the patterns of one file.
///
/// # Errors
/// One for each pattern that cannot be read; the others are read on, so that all are told at once.
pub fn read(file: &str, source: &str) -> Result<Vec<Pattern>, Vec<LoadError>> {
    let mut reader = Reader { file: file.into(), source, at: 0, place: Place { line: 1, column: 1 }, end: 0, deep: 0 };
    let mut patterns = Vec::new();
    let mut errors = Vec::new();
    loop {
        let intent = reader.intent();
        let Some(_) = reader.rest().chars().next() else { break };
        match reader.pattern(intent) {
            Ok(pattern) => patterns.push(pattern),
            Err(error) => {
                errors.push(error);
                reader.skip_to_next_pattern();
            }
        }
    }
    if errors.is_empty() { Ok(patterns) } else { Err(errors) }
}

/// True for `(a)+`, and for a group of nothing else.
fn is_repeated(root: &Element) -> bool {
    let inside = match &root.what {
        What::Group(group) => matches!(group.elements.as_slice(), [only] if is_repeated(only)),
        _ => false,
    };
    root.quantifier != Quantifier::One || inside
}

/// Deeper patterns are refused: the reader, the compiler and the matcher recurse into patterns.
const DEEPEST: u32 = 60;

struct Reader<'s> {
    file: Arc<str>,
    source: &'s str,
    at: usize,
    place: Place,
    /// One past what was last read, before the white space and the comments after it.
    end: usize,
    deep: u32,
}

type Read<T> = Result<T, LoadError>;

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.source.get(self.at..).unwrap_or("")
    }

    fn fail<T>(&self, at: Place, message: impl Into<String>) -> Read<T> {
        Err(LoadError::new(&self.file, at, message))
    }

    /// Takes one character.
    fn bump(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        if c == '\n' {
            self.place = Place { line: self.place.line + 1, column: 1 };
        } else {
            self.place.column += 1;
        }
        Some(c)
    }

    /// Passes white space and comments; the next character, or NUL at the end.
    fn peek(&mut self) -> char {
        loop {
            match self.rest().chars().next() {
                Some(';') => while !matches!(self.bump(), None | Some('\n')) {},
                Some(c) if c.is_whitespace() => {
                    self.bump();
                }
                c => return c.unwrap_or('\0'),
            }
        }
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == c;
        if found {
            self.bump();
        }
        found
    }

    /// Passes white space and comments before a pattern; the comment lines directly above it, joined.
    fn intent(&mut self) -> String {
        let mut lines: Vec<&str> = Vec::new();
        let mut fresh_lines = 0;
        loop {
            match self.rest().chars().next() {
                Some(';') => {
                    if fresh_lines != 1 {
                        lines.clear();
                    }
                    fresh_lines = 0;
                    let start = self.at;
                    while !self.rest().is_empty() && !self.rest().starts_with('\n') {
                        self.bump();
                    }
                    let line = self.source.get(start..self.at).unwrap_or("");
                    lines.push(line.trim_start_matches(';').trim());
                }
                Some(c) if c.is_whitespace() => {
                    fresh_lines += u32::from(c == '\n');
                    self.bump();
                }
                _ => break,
            }
        }
        if fresh_lines == 1 { lines.join(" ").trim().to_string() } else { String::new() }
    }

    /// After an error: on to the next line that begins with a pattern or a comment.
    fn skip_to_next_pattern(&mut self) {
        while let Some(c) = self.bump() {
            if c == '\n' && self.rest().starts_with(['(', '[', '"', ';']) {
                return;
            }
        }
    }

    fn pattern(&mut self, intent: String) -> Read<Pattern> {
        let (start, at) = (self.at, self.place);
        let mut predicates = Vec::new();
        self.deep = 0;
        let root = self.element(false, &mut predicates)?;
        if is_repeated(&root) {
            return self.fail(at, "a pattern cannot be repeated as a whole: leave out the quantifier at its end");
        }
        if let Some(field) = &root.field {
            return self.fail(field.at, "a pattern begins with a node, not with a field: put it inside its parent");
        }
        let text = self.source.get(start..self.end).unwrap_or("").to_string();
        Ok(Pattern { file: self.file.clone(), line: at.line, root, predicates, intent, text })
    }

    /// A word of letters, digits, `_` and `-`.
    fn name(&mut self) -> Word {
        self.word(|c| c.is_alphanumeric() || c == '_' || c == '-')
    }

    fn word(&mut self, part: impl Fn(char) -> bool) -> Word {
        let (start, at) = (self.at, self.place);
        while self.rest().chars().next().is_some_and(&part) {
            self.bump();
        }
        Word { text: self.source.get(start..self.at).unwrap_or("").to_string(), at }
    }

    fn string(&mut self) -> Read<Word> {
        let at = self.place;
        self.bump();
        let mut text = String::new();
        loop {
            match self.bump() {
                None | Some('\n') => return self.fail(at, "this string is not closed"),
                Some('"') => return Ok(Word { text, at }),
                Some('\\') => text.push(match self.bump() {
                    Some('n') => '\n',
                    Some('t') => '\t',
                    Some('r') => '\r',
                    Some('0') => '\0',
                    Some(other) => other,
                    None => return self.fail(at, "this string is not closed"),
                }),
                Some(other) => text.push(other),
            }
        }
    }

    /// One element with its field, quantifier and captures.
    fn element(&mut self, anchored: bool, predicates: &mut Vec<Predicate>) -> Read<Element> {
        self.deep += 1;
        if self.deep > DEEPEST {
            return self.fail(self.place, format!("a pattern may be at most {DEEPEST} levels deep"));
        }
        let mut field = None;
        if self.peek().is_alphabetic() {
            let name = self.name();
            if !self.eat(':') {
                return self.fail(
                    name.at,
                    format!("expected `:` after `{}`: a node is written `({0})`, a field `{0}: (...)`", name.text),
                );
            }
            field = Some(name);
        }
        let first = self.peek();
        let at = self.place;
        let what = match first {
            '(' => self.parenthesis(predicates)?,
            '[' => self.choice(predicates)?,
            '"' => What::Token(self.string()?),
            '_' => {
                self.bump();
                What::Any
            }
            '\0' => return self.fail(at, "the pattern ends too early"),
            '*' | '?' | '+' => return self.fail(at, format!("`{first}` must follow what it repeats")),
            _ => return self.fail(at, format!("unexpected `{first}`")),
        };
        let mut element = Element { what, field, quantifier: Quantifier::One, anchored, captures: Vec::new(), at };
        self.suffixes(&mut element)?;
        self.deep -= 1;
        Ok(element)
    }

    fn suffixes(&mut self, element: &mut Element) -> Read<()> {
        loop {
            self.end = self.at;
            let quantifier = match self.peek() {
                '?' => Quantifier::Optional,
                '*' => Quantifier::Any,
                '+' => Quantifier::Some,
                '@' => {
                    let at = self.place;
                    self.bump();
                    let mut name = self.word(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
                    if name.text.is_empty() {
                        return self.fail(at, "expected a name after `@`");
                    }
                    name.at = at;
                    element.captures.push(name);
                    continue;
                }
                _ => return Ok(()),
            };
            if element.quantifier != Quantifier::One {
                return self.fail(self.place, "two quantifiers follow each other: keep one");
            }
            self.bump();
            element.quantifier = quantifier;
        }
    }

    fn choice(&mut self, predicates: &mut Vec<Predicate>) -> Read<What> {
        let at = self.place;
        self.bump();
        let mut branches = Vec::new();
        while !self.eat(']') {
            match self.peek() {
                '\0' => return self.fail(at, "this `[` is not closed"),
                '.' => return self.fail(self.place, "an anchor cannot stand in an alternation: put it before `[`"),
                _ => branches.push(self.element(false, predicates)?),
            }
        }
        if branches.is_empty() {
            return self.fail(at, "an alternation needs at least one branch");
        }
        if let Some(branch) = branches.iter().find(|branch| branch.quantifier != Quantifier::One) {
            return self.fail(branch.at, "a branch cannot be repeated: put the quantifier after `]`");
        }
        Ok(What::Choice(branches))
    }

    /// A node, or a group of siblings.
    fn parenthesis(&mut self, predicates: &mut Vec<Predicate>) -> Read<What> {
        let at = self.place;
        self.bump();
        let first = self.peek();
        if !first.is_alphabetic() && first != '_' {
            let mut absent = Vec::new();
            let group = self.siblings(at, &mut absent, predicates)?;
            self.check_group(at, &group, &absent)?;
            return Ok(What::Group(group));
        }
        let kind = self.name();
        if kind.text == "MISSING" {
            return self.fail(kind.at, "(MISSING) is not read: an item with an error is marked as such as a whole");
        }
        if self.peek() == '/' {
            return self.fail(kind.at, "supertypes are not read: write the node alone, or an alternation of nodes");
        }
        let mut absent = Vec::new();
        let children = self.siblings(at, &mut absent, predicates)?;
        Ok(What::Node(Shape { kind, children, absent }))
    }

    fn check_group(&self, at: Place, group: &Siblings, absent: &[Word]) -> Read<()> {
        let Some(first) = group.elements.first() else {
            return self.fail(at, "a group needs at least one node; a predicate goes inside the pattern it is about");
        };
        if let Some(field) = absent.first() {
            return self.fail(field.at, "a negated field stands inside a node, not in a group");
        }
        if first.anchored {
            return self.fail(first.at, "an anchor cannot begin a group: put it before the group");
        }
        if group.last {
            return self.fail(at, "an anchor cannot end a group: put it after the group");
        }
        if first.quantifier != Quantifier::One && group.elements.len() > 1 {
            return self.fail(
                first.at,
                "a group cannot begin with a repeated node: begin with the node that must be there, or put the group inside its parent",
            );
        }
        Ok(())
    }

    /// Elements, anchors, negated fields and predicates up to `)`.
    fn siblings(&mut self, open: Place, absent: &mut Vec<Word>, predicates: &mut Vec<Predicate>) -> Read<Siblings> {
        let mut siblings = Siblings::default();
        let mut anchored = false;
        loop {
            let next = self.peek();
            if next == '.'
                && let Some(before) = siblings.elements.last()
                && matches!(before.what, What::Any)
            {
                return self.fail(before.at, "`_` before an anchor is not read: write `(_)`, or the token itself");
            }
            match next {
                ')' => {
                    self.bump();
                    siblings.last = anchored;
                    self.check_end(&siblings)?;
                    return Ok(siblings);
                }
                '.' => {
                    self.bump();
                    anchored = true;
                }
                '!' => {
                    self.bump();
                    absent.push(self.name());
                }
                '(' if self.at_predicate() => predicates.push(self.predicate()?),
                '\0' => return self.fail(open, "this `(` is not closed"),
                _ => {
                    siblings.elements.push(self.element(anchored, predicates)?);
                    anchored = false;
                }
            }
        }
    }

    /// tree-sitter demands of every round of a repetition that it be the last child.
    fn check_end(&self, siblings: &Siblings) -> Read<()> {
        match siblings.elements.last() {
            Some(last) if siblings.last && matches!(last.quantifier, Quantifier::Any | Quantifier::Some) => self.fail(
                last.at,
                "an anchor cannot follow a repetition at the end: leave it out, or write the last child after the repetition",
            ),
            _ => Ok(()),
        }
    }

    fn at_predicate(&self) -> bool {
        self.rest().strip_prefix('(').is_some_and(|inside| inside.trim_start().starts_with('#'))
    }

    fn predicate(&mut self) -> Read<Predicate> {
        let open = self.place;
        self.bump();
        self.peek();
        let at = self.place;
        self.bump();
        let name = self.name().text;
        let directive = match self.bump() {
            Some('?') => false,
            Some('!') => true,
            _ => return self.fail(at, format!("`#{name}` must end in `?` (it must hold) or `!` (it is to be done)")),
        };
        let positive = name.strip_prefix("not-").filter(|_| !directive);
        let mut predicate = Predicate {
            name: positive.unwrap_or(&name).to_string(),
            negated: positive.is_some(),
            directive,
            args: Vec::new(),
            line: at.line,
            column: at.column,
        };
        loop {
            match self.peek() {
                ')' => {
                    self.bump();
                    return Ok(predicate);
                }
                '@' => {
                    self.bump();
                    let name = self.word(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
                    predicate.args.push(Arg::Capture(name.text));
                }
                '"' => predicate.args.push(Arg::Text(self.string()?.text)),
                '\0' => return self.fail(open, "this predicate is not closed"),
                _ => {
                    let word = self.word(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '"' | '@' | ';'));
                    if word.text.is_empty() {
                        return self.fail(word.at, "a predicate takes captures, strings and words");
                    }
                    predicate.args.push(Arg::Text(word.text));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(source: &str) -> Vec<Pattern> {
        read("f.scm", source).unwrap_or_else(|errors| panic!("{errors:?}"))
    }

    fn error(source: &str) -> String {
        read("f.scm", source).err().and_then(|errors| errors.first().map(ToString::to_string)).unwrap_or_default()
    }

    #[test]
    fn a_pattern_knows_its_line_its_intent_and_its_text() {
        let read = patterns("; A heading.\n\n; What it\n; means.\n(a\n  (b)) @x ; not this\n(c) @y\n");
        let shown: Vec<_> = read.iter().map(|p| (p.line, p.intent.as_str(), p.text.as_str())).collect();
        assert_eq!(shown, [(5, "What it means.", "(a\n  (b)) @x"), (7, "", "(c) @y")]);
    }

    #[test]
    fn predicates_and_directives() {
        let read = patterns(r#"((event) @here (#not-path? @here "a .. b\n" other) (#fix! "t"))"#);
        let predicates = read.first().map(|pattern| pattern.predicates.clone()).unwrap_or_default();
        let text = |text: &str| Arg::Text(text.to_string());
        let path = Predicate {
            name: "path".to_string(),
            negated: true,
            directive: false,
            args: vec![Arg::Capture("here".to_string()), text("a .. b\n"), text("other")],
            line: 1,
            column: 17,
        };
        let fix = Predicate {
            name: "fix".to_string(),
            negated: false,
            directive: true,
            args: vec![text("t")],
            line: 1,
            column: 53,
        };
        assert_eq!(predicates, [path, fix]);
    }

    #[test]
    fn what_is_not_read_is_an_error_that_teaches() {
        let told = |source: &str, message: &str| assert_eq!(error(source), format!("f.scm:1:{message}"));
        told("(a", "1: this `(` is not closed");
        told("(a) b", "5: expected `:` after `b`: a node is written `(b)`, a field `b: (...)`");
        told("(a \"b)", "4: this string is not closed");
        told("(a))", "4: unexpected `)`");
        told("(a)* @x", "1: a pattern cannot be repeated as a whole: leave out the quantifier at its end");
        told("((a)+ @x)", "1: a pattern cannot be repeated as a whole: leave out the quantifier at its end");
        told("a: (b)", "1: a pattern begins with a node, not with a field: put it inside its parent");
        told(
            "((a)? (b))",
            "2: a group cannot begin with a repeated node: begin with the node that must be there, or put the group inside its parent",
        );
        told("(x (. (a) (b)))", "7: an anchor cannot begin a group: put it before the group");
        told("(x ((a) (b) .))", "4: an anchor cannot end a group: put it after the group");
        told("(x [(a)? (b)])", "5: a branch cannot be repeated: put the quantifier after `]`");
        told("(x [. (a)])", "5: an anchor cannot stand in an alternation: put it before `[`");
        told("(x [])", "4: an alternation needs at least one branch");
        told(
            "(x (#eq? @a \"b\") ((#eq? @a \"b\")))",
            "18: a group needs at least one node; a predicate goes inside the pattern it is about",
        );
        told("(MISSING \"a\")", "2: (MISSING) is not read: an item with an error is marked as such as a whole");
        told("(expression/call)", "2: supertypes are not read: write the node alone, or an alternation of nodes");
        told("(a _ . (b))", "4: `_` before an anchor is not read: write `(_)`, or the token itself");
        told(
            "(a (b)+ .)",
            "4: an anchor cannot follow a repetition at the end: leave it out, or write the last child after the repetition",
        );
        told("(a (b)+?)", "8: two quantifiers follow each other: keep one");
        told("(a (#eq @x))", "5: `#eq` must end in `?` (it must hold) or `!` (it is to be done)");
        told(&"(a ".repeat(100), "181: a pattern may be at most 60 levels deep");
    }

    #[test]
    fn all_errors_are_told_at_once() {
        let source = "(a\n  (b]\n(c) @x\n(d (e)\n  [])\n; the end\n";
        let errors: Vec<String> =
            read("f.scm", source).err().unwrap_or_default().iter().map(ToString::to_string).collect();
        assert_eq!(errors, ["f.scm:2:5: unexpected `]`", "f.scm:5:3: an alternation needs at least one branch"]);
    }
}
