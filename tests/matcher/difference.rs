//! One file, one set of patterns, two matchers.

use crate::allowed;
use racelens::syntax::{Document, Flat, Item, Language, Patterns, Work, for_each_item, items, scm};
use racelens::text::Span;
use std::collections::BTreeSet;
use streaming_iterator::StreamingIterator;
use tree_sitter::{Query, QueryCursor, QueryErrorKind};

/// A match: pattern id, and name, bytes and kind of every capture, sorted.
pub type Row = (u32, Vec<(String, Span, u16)>);

/// The capture that is added to the root of every pattern, so that a row tells where it is rooted.
pub const ROOT: &str = "__root";

/// One set of patterns, compiled both ways.
pub struct Both {
    pub language: &'static Language,
    patterns: Patterns,
    query: Query,
    /// What Query refuses: a shape that no tree of the grammar has, or a kind of the other TypeScript grammar.
    pub impossible: Vec<String>,
}

/// What one of the two found and the other did not.
#[derive(Default)]
pub struct Difference {
    pub matches: usize,
    pub ours: Vec<Row>,
    pub query: Vec<Row>,
}

impl Both {
    /// Reads and compiles; the message of the first error otherwise.
    pub fn compile(language: &'static Language, file: &str, source: &str) -> Result<Both, String> {
        let first = |errors: Vec<scm::LoadError>| errors.first().map_or(String::new(), ToString::to_string);
        let mut read = scm::read(file, source).map_err(first)?;
        let mut impossible = Vec::new();
        loop {
            let texts: Vec<String> = read.iter().map(rooted).collect();
            // tree-sitter has a meaning of its own for this one.
            let for_query = texts.concat().replace("#is?", "#is-it?").replace("#is-not?", "#is-it?");
            let error = match Query::new(&language.grammar(), &for_query) {
                Ok(query) => {
                    let again = scm::read(file, &texts.concat()).map_err(first)?;
                    let patterns = Patterns::compile(language, again).map_err(first)?;
                    return Ok(Both { language, patterns, query, impossible });
                }
                Err(error) => error,
            };
            let lines = |text: &String| text.lines().count();
            let ends = texts.iter().scan(0, |sum, text| {
                *sum += lines(text);
                Some(*sum)
            });
            let Some(at) = ends.into_iter().position(|end| error.row < end) else { return Err(error.to_string()) };
            let pattern = read.remove(at);
            // A fix may ask of a step that its pattern does not capture, which Query does not know.
            if error.kind != QueryErrorKind::Capture {
                impossible.push(format!("{file}:{}: {error}", pattern.line));
            }
        }
    }

    pub fn pattern(&self, id: u32) -> String {
        self.patterns.pattern(id).map_or(String::new(), |pattern| pattern.text.clone())
    }

    pub fn len(&self) -> u32 {
        self.patterns.len()
    }

    /// Runs both over a text and compares what is within items.
    pub fn compare(&self, text: &str) -> Difference {
        let document = Document::new(self.language, text.to_string());
        let items = items(&document);
        let mut ours = self.ours(&document, &items);
        let owners = Owners { items: &items };
        let mut query = self.query_rows(&document, &owners);
        // The body of a container is a leaf: its members are items of their own. What Query finds in it by way of
        // the container is not comparable.
        let bodies: Vec<Span> = items.iter().filter_map(|item| Some(item.shell?.shifted(item.span.start))).collect();
        let rooted = |row: &Row, test: &dyn Fn(Span, Span) -> bool| {
            let root = row.1.iter().find(|capture| capture.0 == ROOT);
            root.is_some_and(|root| bodies.iter().any(|body| test(root.1, *body)))
        };
        ours.retain(|row| {
            let wild = allowed::has_inner_wildcard(&self.pattern(row.0));
            !rooted(row, &|root, body| root == body || wild && root.contains(body))
        });
        let known = |row: &Row| self.patterns.pattern(row.0).is_some_and(|pattern| allowed::differs(&pattern.root));
        ours.retain(|row| !known(row));
        query.retain(|row| !known(row));
        let mut difference = Difference { matches: ours.len(), ..Difference::default() };
        let ours_set: BTreeSet<Row> = ours.iter().cloned().collect();
        // Of matches that differ in what optional parts took, we keep the longest of all, Query that of those it
        // has in hand at once.
        let is_part = |row: &&Row| {
            let of_root = ours_set.range((row.0, Vec::new())..(row.0 + 1, Vec::new()));
            of_root.into_iter().any(|whole| row.1.iter().all(|capture| whole.1.contains(capture)))
        };
        difference.query = query
            .difference(&ours_set)
            .filter(|row| !is_part(row) && !rooted(row, &|root, body| root.contains(body)))
            .cloned()
            .collect();
        difference
    }

    fn ours(&self, document: &Document, items: &[Item]) -> Vec<Row> {
        let (mut rows, mut work, mut flat) = (Vec::new(), Work::default(), Flat::default());
        for_each_item(document, items, self.patterns.kinds(), &mut flat, |_, item, flat| {
            let mut seen = BTreeSet::new();
            self.patterns.run(flat, item.text(document), &mut work, &mut |id, captures| {
                assert!(seen.insert((id, captures.to_vec())), "a match was given twice: {}", self.pattern(id));
                let mut row: Vec<(String, Span, u16)> = captures
                    .iter()
                    .map(|(capture, ix)| {
                        let name = self.patterns.captures()[usize::from(*capture)].clone();
                        (name, flat.span(*ix).shifted(item.span.start), flat.node(*ix).kind)
                    })
                    .collect();
                row.sort();
                rows.push((id, row));
            });
        });
        rows
    }

    fn query_rows(&self, document: &Document, owners: &Owners) -> BTreeSet<Row> {
        let mut rows = BTreeSet::new();
        let mut cursor = QueryCursor::new();
        let names = self.query.capture_names();
        let mut matches = cursor.matches(&self.query, document.tree().root_node(), document.text().as_bytes());
        while let Some(found) = matches.next() {
            let captures = || found.captures().iter();
            let owner = |node: tree_sitter::Node<'_>| owners.of(&node);
            let mut all = captures().map(|capture| owner(capture.node));
            let Some(Some(first)) = all.next() else { continue };
            if !all.all(|other| other == Some(first)) {
                continue;
            }
            let mut row: Vec<(String, Span, u16)> = captures()
                .map(|capture| {
                    let node = capture.node;
                    let span = Span::new(node.start_byte() as u32, node.end_byte() as u32);
                    (names[capture.index as usize].to_string(), span, node.kind_id())
                })
                .collect();
            row.sort();
            rows.insert((found.pattern_index as u32, row));
        }
        rows
    }
}

/// The pattern with its root captured; one of several nodes has no root to capture.
fn rooted(pattern: &scm::Pattern) -> String {
    match &pattern.root.what {
        scm::What::Group(group) if group.elements.len() > 1 => format!("{}\n", pattern.text),
        _ => format!("{} @{ROOT}\n", pattern.text),
    }
}

/// Which item a node belongs to.
struct Owners<'d> {
    items: &'d [Item],
}

impl Owners<'_> {
    fn of(&self, node: &tree_sitter::Node<'_>) -> Option<usize> {
        let span = Span::new(node.start_byte() as u32, node.end_byte() as u32);
        if node.parent().is_none() && !node.is_error() {
            return None;
        }
        // The body of a container may have the bytes of its only member: it is the container's all the same.
        if BODIES.contains(&node.kind())
            && let Some(shell) =
                self.items.iter().position(|item| item.shell.map(|body| body.shifted(item.span.start)) == Some(span))
        {
            return Some(shell);
        }
        // The items that begin before the node does, last first: the innermost comes before those around it.
        let before = self.items.partition_point(|item| item.span.start <= span.start);
        let at = self.items[..before].iter().rposition(|item| item.span.contains(span))?;
        let item = &self.items[at];
        let body = item.shell.map(|body| body.shifted(item.span.start));
        let in_body = body.is_some_and(|body| body.contains(span) && !body.is_empty());
        (!in_body).then_some(at)
    }
}

const BODIES: [&str; 4] = ["class_body", "statement_block", "declaration_list", "block"];
