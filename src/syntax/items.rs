//! The items of a file: the unit in which facts are found, kept and found again after an edit.
//!
//! An item is a statement at the top of the file or a member of a class-like container, with the comments,
//! decorators and attributes before it. A container is itself an item, its *shell*: flattened without its
//! members, which are items of their own. All positions in a [`Flat`] are relative to its item, and
//! [`Item::hash`] covers all that its flattening can depend on: what is known of one hash holds wherever it
//! turns up again.

use super::{Document, Flat, Kinds};
use crate::text::Span;
use rustc_hash::FxHasher;
use std::hash::Hasher;
use tree_sitter::{Node, TreeCursor};

/// One item of one version of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its bytes in the file, for a shell with those of its members.
    pub span: Span,
    /// Index of the shell that it is a member of.
    pub container: Option<u32>,
    /// Where the container's body is, relative to the container's item; empty at the top of a file.
    pub body: Span,
    /// For a shell, where its own body is, relative to its own start.
    pub shell: Option<Span>,
    /// Equal hashes mean equal flattenings under equal headers of containers. Of a shell's members only their
    /// length counts, since it moves what is after them.
    pub hash: u64,
    /// True where the item (for a shell, beside its members) does not parse.
    pub has_error: bool,
    first: u32,
    roots: u32,
    /// How many nodes it has, tokens and all; a shell without its members.
    nodes: u32,
    body_kind: u16,
}

impl Item {
    /// The item's bytes.
    pub fn text<'t>(&self, document: &'t Document) -> &'t str {
        self.span.of(document.text())
    }

    /// The innermost statement of the item, or member of a class, that the span stands in.
    pub fn statement(&self, document: &Document, span: Span) -> Span {
        let span_of = |node: Node<'_>| Span::new(node.start_byte() as u32, node.end_byte() as u32);
        let root = document.tree().root_node();
        let Some(mut node) = root.descendant_for_byte_range(span.range().start, span.range().end) else { return span };
        while let Some(parent) = node.parent() {
            if document.language().is_block(parent.kind_id()) || !self.span.contains(span_of(parent)) {
                break;
            }
            node = parent;
        }
        span_of(node)
    }
}

/// Cuts the document into items, a shell directly before its members, all in order of position.
pub fn items(document: &Document) -> Vec<Item> {
    let mut cursor = document.tree().walk();
    let root = cursor.node();
    if root.is_error() {
        let text = document.text().as_bytes();
        return vec![Item {
            span: Span::new(0, text.len() as u32),
            container: None,
            body: Span::default(),
            shell: None,
            hash: hash(&[text], [u64::from(root.kind_id()), root.descendant_count() as u64, 1, 0]),
            has_error: true,
            first: 0,
            roots: 1,
            nodes: root.descendant_count() as u32,
            body_kind: 0,
        }];
    }
    let mut splitter = Splitter { document, items: Vec::new(), open: Vec::new() };
    if cursor.goto_first_child() {
        splitter.run(&mut cursor);
    }
    splitter.items
}

/// Turns one item into its flat tree, re-using the array.
pub fn flatten(document: &Document, item: &Item, kinds: &Kinds, flat: &mut Flat) {
    Flattener::new(document).flatten(item, kinds, flat);
}

/// The same of one item after the other.
pub struct Flattener<'d> {
    cursor: TreeCursor<'d>,
}

impl<'d> Flattener<'d> {
    /// Begins before the first item.
    pub fn new(document: &'d Document) -> Flattener<'d> {
        Flattener { cursor: document.tree().walk() }
    }

    /// Turns an item of the document into its flat tree: soonest where it comes behind the last one that was.
    pub fn flatten(&mut self, item: &Item, kinds: &Kinds, flat: &mut Flat) {
        seek(&mut self.cursor, item.first as usize);
        fill(&mut self.cursor, item, kinds, flat);
    }
}

/// Leads the cursor on to a node near it: to a sibling, or one of a node around it. From the root each way there is as long as
/// the list of siblings before it.
fn seek(cursor: &mut TreeCursor<'_>, node: usize) {
    while cursor.descendant_index() < node {
        let inside = cursor.descendant_index() + cursor.node().descendant_count() > node;
        if inside || !cursor.goto_next_sibling() && !cursor.goto_parent() {
            return;
        }
    }
}

/// Flattens all items of the document in order; one array serves them all.
pub fn for_each_item(
    document: &Document,
    items: &[Item],
    kinds: &Kinds,
    flat: &mut Flat,
    mut each: impl FnMut(usize, &Item, &Flat),
) {
    let mut flattener = Flattener::new(document);
    for (at, item) in items.iter().enumerate() {
        flattener.flatten(item, kinds, flat);
        each(at, item, flat);
    }
}

fn fill(cursor: &mut TreeCursor<'_>, item: &Item, kinds: &Kinds, flat: &mut Flat) {
    flat.clear(item.has_error);
    cursor.goto_descendant(item.first as usize);
    let leaf = item.shell.map(|body| (item.body_kind, body.start));
    flat.fill(cursor, item.roots, item.span.start, kinds, leaf, item.nodes);
}

/// The siblings that will be one item: those attached, then the item itself.
struct Run {
    first: u32,
    start: u32,
    end: u32,
    roots: u32,
    /// Tokens since the last node with a name: in the run only if another such node follows.
    tokens: u32,
    nodes: u64,
    has_error: bool,
    /// Of what does not parse, the shape: how a parser recovers depends on more than the text of the item.
    shape: u64,
    kind: u16,
}

/// A container whose members are being cut.
struct Open {
    /// Index of its shell.
    shell: u32,
    /// How many levels the body is below the shell's node.
    depth: u32,
    /// Where its body is, relative to the shell.
    body: Span,
    /// Hash of what stands before the body, and of the containers around: of one that does not parse, of how it was recovered, too.
    header: u64,
    /// Its own run of attached siblings is over; this is the one inside.
    run: Option<Run>,
}

struct Splitter<'d> {
    document: &'d Document,
    items: Vec<Item>,
    open: Vec<Open>,
}

impl Splitter<'_> {
    /// Walks the siblings from the cursor on, into the bodies of containers and out again.
    fn run(&mut self, cursor: &mut TreeCursor<'_>) {
        let mut top: Option<Run> = None;
        loop {
            let node = cursor.node();
            let slot = self.open.last_mut().map_or(&mut top, |open| &mut open.run);
            if node.is_named() {
                let mut run = slot.take().unwrap_or_else(|| Run::at(cursor));
                run.add(&node);
                if self.document.language().resolved().attaches(node.kind_id()) {
                    *slot = Some(run);
                } else if self.close(cursor, run) {
                    continue;
                }
            } else {
                if let Some(run) = slot {
                    run.tokens += 1;
                }
                if node.has_error() {
                    self.mark_shell();
                }
            }
            while !cursor.goto_next_sibling() {
                let left_over = self.open.last_mut().map_or(&mut top, |open| &mut open.run).take();
                if let Some(run) = left_over {
                    self.push(run, None);
                }
                let Some(open) = self.open.pop() else { return };
                for _ in 0..=open.depth {
                    cursor.goto_parent();
                }
            }
        }
    }

    /// A made-up token of a body, such as its brace, is the error of the shell.
    fn mark_shell(&mut self) {
        if let Some(shell) = self.open.last().and_then(|open| self.items.get_mut(open.shell as usize)) {
            shell.has_error = true;
            shell.hash = hash(&[], [shell.hash, 1, 0, 0]);
        }
    }

    /// Makes the run an item. True where it is a container: then the cursor is on its first member.
    fn close(&mut self, cursor: &mut TreeCursor<'_>, mut run: Run) -> bool {
        let Some(found) = enter_body(cursor, self.document) else {
            self.push(run, None);
            return false;
        };
        let body = cursor.node();
        run.has_error = run.has_error && found.error_outside;
        run.nodes = run.nodes.saturating_sub(body.descendant_count() as u64);
        let span = Span::new(body.start_byte() as u32, body.end_byte() as u32);
        let relative = Span::new(span.start - run.start, span.end - run.start);
        let header = hash(
            &[self.bytes(run.start, span.start)],
            [self.open.last().map_or(0, |open| open.header), u64::from(run.kind), recovered(&run), 0],
        );
        let shell = self.push(run, Some((relative, body.kind_id())));
        if cursor.goto_first_child() {
            self.open.push(Open { shell, depth: found.depth, body: relative, header, run: None });
            return true;
        }
        for _ in 0..found.depth {
            cursor.goto_parent();
        }
        false
    }

    fn push(&mut self, run: Run, shell: Option<(Span, u16)>) -> u32 {
        let around = self.open.last();
        let outside = [around.map_or(0, |open| open.header), run.nodes, recovered(&run), u64::from(run.kind)];
        let hash = match shell {
            None => hash(&[self.bytes(run.start, run.end)], outside),
            Some((body, _)) => {
                let (before, after) = (self.bytes(run.start, run.start + body.start), run.start + body.end);
                let length = hash(&[], [u64::from(body.len()), outside[0], outside[1], outside[2]]);
                hash(&[before, self.bytes(after, run.end)], [length, outside[1], outside[2], outside[3]])
            }
        };
        let item = Item {
            span: Span::new(run.start, run.end),
            container: around.map(|open| open.shell),
            body: around.map_or(Span::default(), |open| open.body),
            shell: shell.map(|(body, _)| body),
            hash,
            has_error: run.has_error,
            first: run.first,
            roots: run.roots,
            // The body of a shell stands there without its members.
            nodes: run.nodes as u32 + 1,
            body_kind: shell.map_or(0, |(_, kind)| kind),
        };
        self.items.push(item);
        self.items.len() as u32 - 1
    }

    fn bytes(&self, start: u32, end: u32) -> &[u8] {
        Span::new(start, end).of(self.document.text()).as_bytes()
    }
}

impl Run {
    fn at(cursor: &TreeCursor<'_>) -> Run {
        let start = cursor.node().start_byte() as u32;
        let first = cursor.descendant_index() as u32;
        Run { first, start, end: start, roots: 0, tokens: 0, nodes: 0, has_error: false, shape: 0, kind: 0 }
    }

    fn add(&mut self, node: &Node<'_>) {
        self.roots += 1 + self.tokens;
        self.nodes += u64::from(self.tokens);
        self.tokens = 0;
        self.end = node.end_byte() as u32;
        self.nodes += node.descendant_count() as u64;
        if node.has_error() {
            self.has_error = true;
            self.shape = hash(&[], [self.shape, shape(node, self.start), 0, 0]);
        }
        self.kind = node.kind_id();
    }
}

/// What of an item depends on how a parser recovered from its errors; 0 where there is none.
fn recovered(run: &Run) -> u64 {
    if run.has_error { run.shape | 1 } else { 0 }
}

/// A hash of all nodes below a node: their kinds, and where they are beside `start`.
fn shape(node: &Node<'_>, start: u32) -> u64 {
    let mut hasher = FxHasher::default();
    let mut cursor = node.walk();
    loop {
        let node = cursor.node();
        hasher.write_u16(node.kind_id());
        hasher.write_u32((node.start_byte() as u32).wrapping_sub(start));
        hasher.write_u32(node.end_byte().saturating_sub(node.start_byte()) as u32);
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return hasher.finish();
            }
        }
    }
}

/// How the body of a container was reached.
struct Entered {
    depth: u32,
    error_outside: bool,
}

/// Moves the cursor from a container, or from what wraps one, to the container's body. Where there is none, the
/// cursor stays.
fn enter_body(cursor: &mut TreeCursor<'_>, document: &Document) -> Option<Entered> {
    let resolved = document.language().resolved();
    let mut depth = 0;
    let mut error_outside = false;
    loop {
        let kind = cursor.node().kind_id();
        let body = resolved.body_of(kind);
        let wraps = resolved.wraps(kind);
        let is_way =
            |child: u16| body == Some(child) || wraps && (resolved.wraps(child) || resolved.body_of(child).is_some());
        let way = if body.is_some() || wraps { way_down(cursor, is_way) } else { None };
        let Some(errors_beside) = way else {
            for _ in 0..depth {
                cursor.goto_parent();
            }
            return None;
        };
        depth += 1;
        error_outside |= errors_beside;
        if body == Some(cursor.node().kind_id()) {
            return Some(Entered { depth, error_outside });
        }
    }
}

/// Moves the cursor to the child whose kind is on the way, if there is one, and tells whether another child has
/// an error.
fn way_down(cursor: &mut TreeCursor<'_>, is_way: impl Fn(u16) -> bool) -> Option<bool> {
    let node = cursor.node();
    if !cursor.goto_first_child() {
        return None;
    }
    let mut walk = cursor.clone();
    loop {
        if is_way(cursor.node().kind_id()) {
            break;
        }
        if !cursor.goto_next_sibling() {
            cursor.goto_parent();
            return None;
        }
    }
    let mut errors_beside = false;
    while node.has_error() {
        errors_beside |= walk.node().id() != cursor.node().id() && walk.node().has_error();
        if !walk.goto_next_sibling() {
            break;
        }
    }
    Some(errors_beside)
}

fn hash(texts: &[&[u8]], numbers: [u64; 4]) -> u64 {
    let mut hasher = FxHasher::default();
    for text in texts {
        hasher.write(text);
        hasher.write_u64(text.len() as u64);
    }
    for number in numbers {
        hasher.write_u64(number);
    }
    hasher.finish()
}
