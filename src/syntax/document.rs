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
    /// Where the text does not parse, the last tree that did, with all edits since.
    sound: Option<Tree>,
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
        let parsed = parse(language, text, None, false, budget);
        let gave_up = parsed.is_none();
        let tree = parsed.unwrap_or_else(|| empty_tree(language));
        if tree.root_node().has_error()
            && let Some(readable) = language.readable(text)
            && let Some(whole) = parse(language, &readable, None, false, budget)
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
        Document { language, text: text.into(), lines, parsed: OnceLock::new(), sound: None }
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
    /// The tree is re-used where it can be, and the last one without errors where there are some. A text with errors is
    /// parsed afresh, because recovery depends on the way by which one came: the tree after any edits is the tree of a new
    /// document with the same text.
    pub fn edit(&mut self, span: Span, new_text: &str) {
        let old = &*self.text;
        let (Some(before), Some(after)) = (old.get(..span.range().start), old.get(span.range().end..)) else {
            return;
        };
        let text = [before, new_text, after].concat();
        let is_sound = !self.has_errors() && !self.parsed().blanked;
        let mut sound = if is_sound { Some(self.tree().clone()) } else { self.sound.take() };
        let mut tree = None;
        if let Some(sound) = &mut sound {
            let early = if ends_leaf(sound, old, span, new_text) { 1 } else { 0 };
            let (start, end) = (before.len() - early, span.range().end - early);
            let (start_position, old_end_position) = (point(old, start), point(old, end));
            let new_end_byte = start + new_text.len();
            let new_end_position = match memchr::memrchr(b'\n', new_text.as_bytes()) {
                None => Point { row: start_position.row, column: start_position.column + new_text.len() },
                Some(_) => point(&text, new_end_byte),
            };
            sound.edit(&InputEdit {
                start_byte: start,
                old_end_byte: end,
                new_end_byte,
                start_position,
                old_end_position,
                new_end_position,
            });
            tree = parse(self.language, &text, Some(sound), true, BUDGET).filter(|tree| !tree.root_node().has_error());
        }
        match tree {
            Some(tree) => {
                self.lines = Arc::new(Lines::new(&text));
                self.text = text.into();
                self.parsed = OnceLock::from(Parsed { tree, gave_up: false, blanked: false });
            }
            None => {
                *self = Document::new(self.language, text);
                self.sound = sound.filter(|_| self.has_errors() && !self.parsed().blanked);
            }
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

/// True for an edit at the end of a leaf of the tree, as most typing is, that may be told of one byte too early: within the leaf,
/// which is read anew either way. What has no width behind the leaf, such as the end of a line and of a block in Python, would
/// count as edited otherwise, and tree-sitter would pass over what comes after these and read the rest of the file anew.
fn ends_leaf(tree: &Tree, text: &str, span: Span, new_text: &str) -> bool {
    let (start, end) = (span.range().start, span.range().end);
    let Some(touched) = text.as_bytes().get(start.saturating_sub(1)..end) else { return false };
    let plain = |bytes: &[u8]| bytes.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
    if start < 2 || !plain(touched) || !plain(new_text.as_bytes()) {
        return false;
    }
    let leaf = tree.root_node().descendant_for_byte_range(end - 1, end);
    leaf.is_some_and(|leaf| leaf.child_count() == 0 && leaf.end_byte() == end && leaf.start_byte() + 1 < start)
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

/// The tree, or nothing where the budget is spent or the text is too long for 32-bit offsets; nor, perhaps, where one is
/// wanted only if it is `faultless` and it is not.
fn parse(language: &Language, text: &str, old: Option<&Tree>, faultless: bool, budget: Duration) -> Option<Tree> {
    if text.len() >= i32::MAX as usize {
        return None;
    }
    let begun = Instant::now();
    let mut keep_on = |state: &tree_sitter::ParseState| {
        // What all ways to go on have met stays in the tree.
        let in_vain = faultless && state.has_error() || begun.elapsed() >= budget;
        if in_vain { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
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
    let tree = parse(language, "", None, false, Duration::MAX);
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
        assert_eq!(nodes(document), nodes(&fresh));
        assert_eq!(document.lines().count(), fresh.lines().count());
    }

    /// All nodes of a tree, and where they are.
    fn nodes(document: &Document) -> Vec<(u16, tree_sitter::Range)> {
        let mut cursor = document.tree().walk();
        let mut nodes = Vec::new();
        loop {
            nodes.push((cursor.node().kind_id(), cursor.node().range()));
            if cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return nodes;
                }
            }
        }
    }

    /// Programs with words at the ends of lines, of blocks and of strings, in scripts of several widths.
    const ENDS: [(LanguageId, &str); 4] = [
        (
            LanguageId::Python,
            "class A:\n    async def f(self):\n        if self.b:\n            await task\n        else:\n            x = 'y\\n z'\n        return cache\n\n    def g(self): return self.é\n\n\nlast = 10\n",
        ),
        (
            LanguageId::TypeScript,
            "class A {\n  async f() {\n    if (this.b) await task\n    else x = `y ${z}\\n z`\n    return cache // done\n  }\n  g = () => this.é\n}\nlet last = 0x10\n",
        ),
        (
            LanguageId::Rust,
            "impl A {\n    async fn f(&self) -> u8 {\n        if self.b { task.await } else { x(r\"y\", \"z\\n\", 'q', 10usize) }\n    }\n    fn g(&self) { vec![a, b]; return }\n}\nconst LAST: u8 = 10;\n",
        ),
        (LanguageId::Tsx, "const a = <b c=\"d\">e f {g}</b>\nlet last = a\n"),
    ];

    proptest::proptest! {
        #[test]
        fn typing_gives_the_tree_of_the_text(which in 0..4usize, edits in proptest::collection::vec((0..200usize, 0..3usize, "[a-z0-9_ .(){}:;,'\"\n=é]{0,3}"), 1..8)) {
            let Some((id, text)) = ENDS.get(which) else { return Ok(()) };
            let mut document = document(*id, text);
            let mut undo = Vec::new();
            for (at, cut, typed) in edits {
                let ends: Vec<usize> = document.text().char_indices().map(|(at, _)| at).collect();
                let Some(start) = ends.get(at % ends.len().max(1)).copied() else { break };
                let end = ends.get(at % ends.len().max(1) + cut).copied().unwrap_or(start);
                let span = Span::new(start as u32, end as u32);
                undo.push((Span::new(start as u32, (start + typed.len()) as u32), span.of(document.text()).to_string()));
                document.edit(span, &typed);
                assert_fresh(&document);
            }
            // And all of it back, through the same errors.
            for (span, text) in undo.into_iter().rev() {
                document.edit(span, &text);
                assert_fresh(&document);
            }
            proptest::prop_assert_eq!(document.text(), *text);
        }
    }

    /// Where in memory the first statement of each function is: a block that a parse takes over keeps its children.
    fn statements(document: &Document) -> Vec<usize> {
        let root = document.tree().root_node();
        let items = (0..root.named_child_count() as u32).filter_map(|at| root.named_child(at));
        items.filter_map(|item| item.child_by_field_name("body")?.child(0)).map(|first| first.id()).collect()
    }

    #[test]
    fn what_is_behind_an_edit_is_taken_over() {
        let function = |n: u32| {
            format!("async def f{n}(a):\n    if a:\n        for task in a:\n            await task\n    return a\n\n\n")
        };
        let text: String = (0..20).map(function).collect();
        let at = text.find("await task").map_or(0, |at| at + "await task".len()) as u32;
        let mut document = document(LanguageId::Python, &text);
        let mut before = statements(&document);
        for (span, typed) in [
            (Span::at(at), "c"),
            (Span::at(at + 1), "d"),
            (Span::new(at, at + 2), ""),
            (Span::new(at - 1, at), ""),
            (Span::at(at - 1), "("),
            (Span::new(at - 1, at), ""),
        ] {
            document.edit(span, typed);
            assert_fresh(&document);
            let after = statements(&document);
            let kept = before.iter().filter(|first| after.contains(first)).count();
            assert_eq!(kept >= 18, !document.has_errors(), "{kept} of 20 after {typed:?}");
            before = if document.has_errors() { before } else { after };
        }
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
