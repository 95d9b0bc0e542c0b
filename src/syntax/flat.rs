//! The flat tree: the nodes of one item as a pre-order array.
//!
//! One walk over the tree fills it, in C; patterns and facts read the array and never the tree again.

use super::{Language, flatten};
use crate::text::Span;
use tree_sitter::TreeCursor;

/// Index of a node in its [`Flat`].
pub type NodeIx = u32;

/// No node.
pub const NONE: NodeIx = u32::MAX;

/// The kind of an error node in every grammar.
pub(super) const ERROR: u16 = u16::MAX;

/// One node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Node {
    /// Kind id in the grammar.
    pub kind: u16,
    /// Id of the field of the parent that the node is in, or 0. Always 0 for a root.
    pub field: u16,
    /// First byte, relative to the item.
    pub start: u32,
    /// One past the last byte, relative to the item.
    pub end: u32,
    /// Index of the first node after this subtree.
    pub next: NodeIx,
    /// Index of the parent, or [`NONE`] for a root.
    pub parent: NodeIx,
    /// A sibling token was left out just before this node.
    pub gap: bool,
    /// The node has a name, as opposed to a token that stands for itself.
    pub named: bool,
    /// The parser had to make the node up.
    pub missing: bool,
}

impl Default for Node {
    /// The node outside of every array: no bytes, no kind, nothing after it.
    fn default() -> Node {
        Node { kind: 0, field: 0, start: 0, end: 0, next: NONE, parent: NONE, gap: false, named: false, missing: false }
    }
}

/// Which kinds of a grammar are kept in a flat tree: all named ones, and the tokens that a pattern speaks of.
#[derive(Clone, Debug)]
pub struct Kinds {
    what: Vec<u8>,
    every_token: bool,
}

/// How a subtree becomes a part of the array.
pub(super) struct Flattening<'k> {
    /// What is kept, by kind.
    pub(super) kinds: &'k [u8],
    /// The same for kinds without an entry, with [`EVERY_TOKEN`] where all tokens are kept.
    pub(super) other: u8,
    /// The byte of the file that is 0.
    pub(super) base: u32,
    /// Nothing below the node of that kind that starts there is kept.
    pub(super) leaf: Option<(u16, u32)>,
}

/// The kind has a name.
const NAMED: u8 = 1;
/// Nodes of the kind are kept.
const KEEP: u8 = 2;
/// Tokens directly below nodes of the kind are kept.
const KEEP_TOKENS: u8 = 4;
/// All tokens are kept, wherever they are.
const EVERY_TOKEN: u8 = 8;

impl Kinds {
    /// The named kinds of a language.
    pub fn named(language: &Language) -> Kinds {
        let grammar = language.grammar();
        let ids = 0..grammar.node_kind_count() as u16;
        let what = ids.map(|kind| if grammar.node_kind_is_named(kind) { NAMED | KEEP } else { 0 }).collect();
        Kinds { what, every_token: false }
    }

    /// Keeps what either keeps, so that one array serves two sets of patterns of one language.
    pub fn join(&mut self, other: &Kinds) {
        for (mine, theirs) in self.what.iter_mut().zip(&other.what) {
            *mine |= theirs;
        }
        self.every_token |= other.every_token;
    }

    pub(super) fn keep(&mut self, kind: u16) {
        self.add(kind, KEEP);
    }

    pub(super) fn keep_tokens_below(&mut self, kind: u16) {
        self.add(kind, KEEP_TOKENS);
    }

    pub(super) fn keep_every_token(&mut self) {
        self.every_token = true;
    }

    fn add(&mut self, kind: u16, flag: u8) {
        if let Some(what) = self.what.get_mut(usize::from(kind)) {
            *what |= flag;
        }
    }

    /// Kinds outside of the table (errors) are named and kept.
    fn of(&self, kind: u16) -> u8 {
        self.what.get(usize::from(kind)).copied().unwrap_or(NAMED | KEEP)
    }
}

/// The nodes of one item in pre-order. Positions are relative to the item's start; there may be several roots.
#[derive(Clone, Debug, Default)]
pub struct Flat {
    nodes: Vec<Node>,
    below: Vec<u64>,
    has_error: bool,
}

impl Flat {
    /// Number of nodes.
    pub fn len(&self) -> u32 {
        self.nodes.len() as u32
    }

    /// For how many nodes it has room.
    pub fn room(&self) -> usize {
        self.nodes.capacity()
    }

    /// True without nodes.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The node at an index; outside of the array the default node.
    #[inline]
    pub fn node(&self, ix: NodeIx) -> Node {
        self.nodes.get(ix as usize).copied().unwrap_or_default()
    }

    /// Its bytes, relative to the item.
    pub fn span(&self, ix: NodeIx) -> Span {
        let node = self.node(ix);
        Span::new(node.start, node.end)
    }

    /// Its kept children, in order.
    pub fn children(&self, ix: NodeIx) -> impl Iterator<Item = NodeIx> + use<'_> {
        self.siblings(ix.saturating_add(1), self.node(ix).next.min(self.len()))
    }

    /// The nodes without a parent, in order.
    pub fn roots(&self) -> impl Iterator<Item = NodeIx> + use<'_> {
        self.siblings(0, self.len())
    }

    /// The node at `from` and its following siblings before `end`.
    fn siblings(&self, from: NodeIx, end: NodeIx) -> impl Iterator<Item = NodeIx> + use<'_> {
        let mut at = from;
        std::iter::from_fn(move || {
            let current = at;
            at = self.node(current).next;
            (current < end).then_some(current)
        })
    }

    /// Its parent; none for a root.
    pub fn parent(&self, ix: NodeIx) -> Option<NodeIx> {
        Some(self.node(ix).parent).filter(|parent| *parent != NONE)
    }

    /// True for a node with a name, false for a token that stands for itself.
    pub fn is_named(&self, ix: NodeIx) -> bool {
        self.node(ix).named
    }

    /// True for what the parser skipped or made up.
    pub fn is_error(&self, ix: NodeIx) -> bool {
        let node = self.node(ix);
        node.kind == ERROR || node.missing
    }

    /// The bytes of `item_text` under the node.
    pub fn text<'t>(&self, ix: NodeIx, item_text: &'t str) -> &'t str {
        self.span(ix).of(item_text)
    }

    /// True where the item does not parse.
    pub fn has_error(&self) -> bool {
        self.has_error
    }

    /// The smallest node that covers `span`; of several with the same bytes the innermost.
    pub fn enclosing(&self, span: Span) -> Option<NodeIx> {
        let mut found = None;
        let mut covers = self.roots().find(|ix| self.span(*ix).contains(span));
        while let Some(ix) = covers {
            found = covers;
            covers = self.children(ix).find(|child| self.span(*child).contains(span));
        }
        found
    }

    /// One bit for the kind and one for the field of each child of the node.
    #[inline]
    pub(super) fn below(&self, ix: NodeIx) -> u64 {
        self.below.get(ix as usize).copied().unwrap_or(0)
    }

    /// Empties the array for an item that does (not) parse.
    pub(super) fn clear(&mut self, has_error: bool) {
        self.nodes.clear();
        self.below.clear();
        self.has_error = has_error;
    }

    /// Appends the subtrees of the cursor's node and of its siblings after it, `roots` in all; byte `base` of the
    /// file is 0. Nothing below the node of the kind and at the start of `leaf` is kept. There are no more than `most`
    /// nodes.
    pub(super) fn fill(
        &mut self,
        cursor: &mut TreeCursor<'_>,
        roots: u32,
        base: u32,
        kinds: &Kinds,
        leaf: Option<(u16, u32)>,
        most: u32,
    ) {
        let other = NAMED | KEEP | if kinds.every_token { EVERY_TOKEN } else { 0 };
        let how = Flattening { kinds: &kinds.what, other, base, leaf };
        let mut gap = false;
        for left in (0..roots).rev() {
            let node = cursor.node();
            if kinds.every_token || kinds.of(node.kind_id()) & KEEP != 0 {
                let root = self.nodes.len();
                flatten::append(node, &how, most as usize, &mut self.nodes);
                if let Some(root) = self.nodes.get_mut(root) {
                    root.gap = std::mem::take(&mut gap);
                }
            } else {
                gap = true;
            }
            if left == 0 || !cursor.goto_next_sibling() {
                break;
            }
        }
        self.below.resize(self.nodes.len(), 0);
        for node in &self.nodes {
            if let Some(below) = self.below.get_mut(node.parent as usize) {
                *below |= kind_bit(node.kind) | field_bit(node.field);
            }
        }
    }

    /// The same by the public cursor of tree-sitter: what [`Flat::fill`] is held to.
    #[cfg(test)]
    fn fill_by_cursor(
        &mut self,
        cursor: &mut TreeCursor<'_>,
        roots: u32,
        base: u32,
        kinds: &Kinds,
        leaf: Option<(u16, u32)>,
    ) {
        let mut parent = NONE;
        let mut tokens_kept = kinds.every_token;
        let mut gap = false;
        let mut roots_left = roots;
        loop {
            let node = cursor.node();
            let kind = node.kind_id();
            let what = kinds.of(kind);
            if what & KEEP != 0 || tokens_kept {
                let ix = self.len();
                let field = if parent == NONE { 0 } else { cursor.field_id().map_or(0, |field| field.get()) };
                let start = (node.start_byte() as u32).wrapping_sub(base);
                self.push(Node {
                    kind,
                    field,
                    start,
                    end: (node.end_byte() as u32).wrapping_sub(base),
                    next: ix + 1,
                    parent,
                    gap,
                    named: what & NAMED != 0,
                    missing: self.has_error && node.is_missing(),
                });
                gap = false;
                // Whether a node has children costs less to ask than to try.
                if node.child_count() > 0 && leaf != Some((kind, start)) && cursor.goto_first_child() {
                    parent = ix;
                    tokens_kept = kinds.every_token || what & KEEP_TOKENS != 0;
                    continue;
                }
            } else {
                gap = true;
            }
            loop {
                if parent == NONE {
                    roots_left = roots_left.saturating_sub(1);
                    if roots_left == 0 {
                        return;
                    }
                }
                if cursor.goto_next_sibling() {
                    break;
                }
                if parent == NONE || !cursor.goto_parent() {
                    return;
                }
                let end = self.len();
                if let Some(done) = self.nodes.get_mut(parent as usize) {
                    done.next = end;
                    parent = done.parent;
                }
                let above = self.node(parent).kind;
                tokens_kept = kinds.every_token || parent != NONE && kinds.of(above) & KEEP_TOKENS != 0;
                gap = false;
            }
        }
    }

    /// Puts another node in the place of one; what the parents know of their children is counted anew by
    /// [`Flat::recount`].
    pub(super) fn set(&mut self, ix: NodeIx, node: Node) {
        if let Some(known) = self.nodes.get_mut(ix as usize) {
            *known = node;
        }
    }

    /// Counts anew what a node knows of its children.
    pub(super) fn recount(&mut self, ix: NodeIx) {
        let bits = self
            .children(ix)
            .map(|child| self.node(child))
            .fold(0, |bits, child| bits | kind_bit(child.kind) | field_bit(child.field));
        if let Some(below) = self.below.get_mut(ix as usize) {
            *below = bits;
        }
    }

    #[cfg(test)]
    fn push(&mut self, node: Node) {
        if let Some(below) = self.below.get_mut(node.parent as usize) {
            *below |= kind_bit(node.kind) | field_bit(node.field);
        }
        self.nodes.push(node);
        self.below.push(0);
    }
}

/// The bit of a child's kind in [`Flat::below`]; several kinds share one.
pub(super) fn kind_bit(kind: u16) -> u64 {
    1 << (kind % 40)
}

/// The bit of a child's field in [`Flat::below`]; none for no field.
pub(super) fn field_bit(field: u16) -> u64 {
    if field == 0 { 0 } else { 1 << (40 + field % 24) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Document, languages};

    /// Texts with fields of hidden nodes, aliases, extras in odd places, missing tokens and errors.
    const TEXTS: [&str; 8] = [
        "export class A<T> extends B { /* c */ @d() async *x(y?: T = 1, ...z): Promise<void> { return `a${b}c`; } }\n",
        "for (const [a, {b: c}] of d) { if (e) f?.(); /* g */ else h++ } // i\nlet j = k <l>m</l>;\n",
        "@a.b\nasync def c(d, *e, f=1):  # g\n    with h as i, j: await k[l:m]\n    return lambda: (yield n)\n",
        "#[a(b)]\nimpl<'a, T: B> C for D<'a, T> where T: E { async fn f(&self) -> Option<u8> { m!(g.h); self.i?.j().await } }\n",
        "a = (b +\n  c = [",
        "fn f() { let x = ; match y { A | B => {} _ if z => (), } }",
        "class { constructor( { }",
        "",
    ];

    fn both(document: &Document, kinds: &Kinds, leaf: Option<(u16, u32)>) -> (Flat, Flat) {
        let (mut fast, mut slow) = (Flat::default(), Flat::default());
        let has_error = document.tree().root_node().has_error();
        fast.clear(has_error);
        slow.clear(has_error);
        let most = document.tree().root_node().descendant_count() as u32;
        fast.fill(&mut document.tree().walk(), 1, 0, kinds, leaf, most);
        slow.fill_by_cursor(&mut document.tree().walk(), 1, 0, kinds, leaf);
        (fast, slow)
    }

    #[test]
    fn the_fast_way_gives_what_the_cursor_gives() {
        for language in languages() {
            let mut few = Kinds::named(language);
            (3..9).for_each(|kind| few.keep(kind));
            few.keep_tokens_below(200);
            let mut every = few.clone();
            every.keep_every_token();
            for text in TEXTS {
                let document = Document::new(language, text.to_string());
                for kinds in [&few, &every] {
                    let (fast, slow) = both(&document, kinds, None);
                    assert_eq!((&fast.nodes, &fast.below), (&slow.nodes, &slow.below), "{}: {text}", language.name);
                    for node in slow.nodes.iter().skip(1) {
                        let (fast, slow) = both(&document, kinds, Some((node.kind, node.start)));
                        assert_eq!(fast.nodes, slow.nodes, "{}: {text} but {node:?}", language.name);
                    }
                }
            }
        }
    }

    #[test]
    fn what_finds_no_room_is_left_out() {
        let Some(language) = languages().first() else { return };
        let document = Document::new(language, "f(a, b, c);".to_string());
        let (how, mut nodes) = (Flattening { kinds: &[], other: NAMED | KEEP, base: 0, leaf: None }, Vec::new());
        flatten::append(document.tree().root_node(), &how, 3, &mut nodes);
        assert!(nodes.len() >= 3 && nodes.len() <= nodes.capacity());
    }

    #[test]
    fn depth_is_no_matter() {
        let Some(language) = languages().first() else { return };
        let text = format!("{}x{};", "(".repeat(20_000), ")".repeat(20_000));
        let document = Document::new(language, text);
        let (fast, slow) = both(&document, &Kinds::named(language), None);
        assert!(fast.len() > 20_000 && fast.nodes == slow.nodes);
    }
}
