//! A text, its lines and its tree, kept in step by edits.

use super::{Language, allocator};
use crate::text::{Lines, Span};
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tree_sitter::{InputEdit, ParseOptions, Parser, Point, Tree};

/// How long one parse may take. Real files take milliseconds; a hostile one must not hold up a thread.
const BUDGET: Duration = Duration::from_secs(10);

/// A text with its tree. A clone is cheap and shares both; it may go to another thread.
#[derive(Clone)]
pub struct Document {
    language: &'static Language,
    text: Arc<str>,
    lines: Arc<Lines>,
    parsed: OnceLock<Parsed>,
}

/// What a parse came to.
#[derive(Clone)]
struct Parsed {
    tree: Tree,
    gave_up: bool,
    /// The tree is that of the text without what the grammar cannot read.
    blanked: bool,
}

impl Parsed {
    fn new(language: &'static Language, text: &str, budget: Duration) -> Parsed {
        let parsed = parse(language, text, None, budget);
        let gave_up = parsed.is_none();
        let tree = parsed.unwrap_or_else(|| empty_tree(language));
        if tree.root_node().has_error()
            && let Some(readable) = language.readable(text)
            && let Some(whole) = parse(language, &readable, None, budget)
            && !whole.root_node().has_error()
        {
            return Parsed { tree: whole, gave_up, blanked: true };
        }
        Parsed { tree, gave_up, blanked: false }
    }
}

impl Document {
    /// Parses `text`.
    pub fn new(language: &'static Language, text: String) -> Document {
        Document::within(language, text, BUDGET)
    }

    /// A text that is parsed when its tree is first asked for.
    pub fn unparsed(language: &'static Language, text: String) -> Document {
        let lines = Arc::new(Lines::new(&text));
        Document { language, text: text.into(), lines, parsed: OnceLock::new() }
    }

    fn within(language: &'static Language, text: String, budget: Duration) -> Document {
        let document = Document::unparsed(language, text);
        document.parsed.get_or_init(|| Parsed::new(language, &document.text, budget));
        document
    }

    fn parsed(&self) -> &Parsed {
        self.parsed.get_or_init(|| Parsed::new(self.language, &self.text, BUDGET))
    }

    /// The language of the text.
    pub fn language(&self) -> &'static Language {
        self.language
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where its lines begin.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// The tree of the text; empty where the parse was given up.
    pub fn tree(&self) -> &Tree {
        &self.parsed().tree
    }

    /// True where the text does not parse as a whole.
    pub fn has_errors(&self) -> bool {
        self.gave_up() || self.tree().root_node().has_error()
    }

    /// True for the very same version of a document: a clone of it.
    pub fn is(&self, other: &Document) -> bool {
        Arc::ptr_eq(&self.text, &other.text)
    }

    /// True where the parse took too long and was stopped.
    pub fn gave_up(&self) -> bool {
        self.parsed().gave_up
    }

    /// Replaces the bytes under `span`; a span that does not fit the text changes nothing.
    ///
    /// The tree is re-used where it can be. A text with errors is parsed afresh, because recovery depends on the
    /// way by which one came: the tree after any edits is the tree of a new document with the same text.
    pub fn edit(&mut self, span: Span, new_text: &str) {
        let old = &*self.text;
        let (Some(before), Some(after)) = (old.get(..span.range().start), old.get(span.range().end..)) else {
            return;
        };
        let text = [before, new_text, after].concat();
        let new_end = before.len() + new_text.len();
        let edit = InputEdit {
            start_byte: before.len(),
            old_end_byte: span.range().end,
            new_end_byte: new_end,
            start_position: point(old, before.len()),
            old_end_position: point(old, span.range().end),
            new_end_position: point(&text, new_end),
        };
        let reusable = !self.has_errors() && !self.parsed().blanked;
        let mut tree = None;
        if reusable {
            let mut edited = self.tree().clone();
            edited.edit(&edit);
            tree = parse(self.language, &text, Some(&edited), BUDGET).filter(|tree| !tree.root_node().has_error());
        }
        match tree {
            Some(tree) => {
                self.lines = Arc::new(Lines::new(&text));
                self.text = text.into();
                self.parsed = OnceLock::from(Parsed { tree, gave_up: false, blanked: false });
            }
            None => *self = Document::new(self.language, text),
        }
    }

    /// All comments, in order. It walks the whole tree: call it only for a text that holds what one looks for.
    pub fn comments(&self) -> Vec<Span> {
        let resolved = self.language.resolved();
        let mut comments = Vec::new();
        let mut cursor = self.tree().walk();
        loop {
            let node = cursor.node();
            if resolved.is_comment(node.kind_id()) {
                comments.push(Span::new(node.start_byte() as u32, node.end_byte() as u32));
            } else if cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return comments;
                }
            }
        }
    }
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Document({}, {} bytes)", self.language.name, self.text.len())
    }
}

/// Row and column as tree-sitter counts them: rows by `\n` alone, columns in bytes.
fn point(text: &str, offset: usize) -> Point {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    let row = memchr::memchr_iter(b'\n', before).count();
    let column = before.len() - memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    Point { row, column }
}

thread_local! {
    /// One parser per thread: it keeps its stacks from parse to parse.
    static PARSER: RefCell<Parser> = RefCell::new(Parser::new());
}

/// The tree, or nothing where the budget is spent or the text is too long for 32-bit offsets.
fn parse(language: &Language, text: &str, old: Option<&Tree>, budget: Duration) -> Option<Tree> {
    if text.len() >= i32::MAX as usize {
        return None;
    }
    let begun = Instant::now();
    let mut keep_on = |_: &tree_sitter::ParseState| {
        if begun.elapsed() < budget { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let mut once = |parser: &mut Parser| {
        parser.set_language(&language.grammar()).ok()?;
        let options = ParseOptions::new().progress_callback(&mut keep_on);
        let bytes = text.as_bytes();
        let mut chunk = |offset: usize, _: Point| bytes.get(offset..).unwrap_or_default();
        let tree = parser.parse_with_options(&mut chunk, old, Some(options));
        if tree.is_none() {
            parser.reset();
        }
        tree
    };
    match allocator::is_open() {
        // Nothing stays of a nursery, and so no parser does.
        true => once(&mut Parser::new()),
        false => PARSER.with_borrow_mut(once),
    }
}

/// The tree of the empty text.
#[allow(clippy::expect_used)]
fn empty_tree(language: &Language) -> Tree {
    let tree = parse(language, "", None, Duration::MAX);
    tree.expect("the grammars are of this tree-sitter's version, and an empty text parses")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{LanguageId, by_id};

    fn document(id: LanguageId, text: &str) -> Document {
        Document::new(by_id(id), text.to_string())
    }

    fn assert_fresh(document: &Document) {
        let fresh = Document::new(document.language(), document.text().to_string());
        assert_eq!(document.tree().root_node().to_sexp(), fresh.tree().root_node().to_sexp());
        assert_eq!(document.lines().count(), fresh.lines().count());
    }

    #[test]
    fn an_edit_gives_the_tree_of_the_new_text() {
        let mut document = document(LanguageId::Python, "def f():\r\n    a = 1\n\nb = 'é'\n");
        document.edit(Span::new(14, 15), "await g()\n    c");
        assert_eq!(document.text(), "def f():\r\n    await g()\n    c = 1\n\nb = 'é'\n");
        assert_fresh(&document);
        document.edit(Span::new(4, 7), "(");
        assert!(document.has_errors());
        assert_fresh(&document);
        document.edit(Span::new(4, 5), "g()");
        assert!(!document.has_errors());
        assert_fresh(&document);
    }

    #[test]
    fn a_span_outside_the_text_or_inside_a_character_changes_nothing() {
        let mut document = document(LanguageId::Rust, "// é\n");
        document.edit(Span::new(4, 4), "x");
        document.edit(Span::new(9, 20), "x");
        assert_eq!(document.text(), "// é\n");
    }

    #[test]
    fn comments_come_in_order() {
        let document = document(LanguageId::Rust, "// a\nfn f() { /* b */ g(); } // c\n");
        let texts: Vec<&str> = document.comments().iter().map(|span| span.of(document.text())).collect();
        assert_eq!(texts, ["// a", "/* b */", "// c"]);
    }

    #[test]
    fn an_attribute_in_a_pattern_is_overlooked() {
        let text = "fn f(s: S) {\n    let S { a, #[cfg(feature = \"b\")] b } = s;\n    b.g(a);\n}\n";
        let mut document = document(LanguageId::Rust, text);
        assert!(!document.has_errors());
        assert_eq!(document.text(), text);
        document.edit(Span::new(3, 4), "h");
        assert!(!document.has_errors());
    }

    #[test]
    fn a_parse_over_its_budget_yields_an_empty_tree() {
        let text = "f(x);\n".repeat(20_000);
        let document = Document::within(by_id(LanguageId::TypeScript), text.clone(), Duration::ZERO);
        assert!(document.gave_up() && document.has_errors());
        assert_eq!((document.text().len(), document.tree().root_node().descendant_count()), (text.len(), 1));
    }
}
