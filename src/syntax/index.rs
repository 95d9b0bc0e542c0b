//! Which patterns to try at a node: an index by the kind of the root, then by a guard.
//!
//! A guard is the cheapest thing that must hold: the text at the end of a path of fields (the callee's name), or
//! else the kind of one field's child. So a pattern with a name in it costs nothing where the name does not occur.

use super::Language;
use super::flat::{ERROR, Flat, NodeIx, field_bit};
use super::scm::Quantifier;
use super::steps::{Compiled, Element, Part, Siblings, Test, Text};
use rustc_hash::FxHashMap;

/// A field, and the kind of the child in it where the pattern tells.
type Edge = (u16, Option<u16>);

/// The patterns to try at nodes of one kind.
#[derive(Debug, Default)]
struct Bucket {
    unguarded: Vec<u32>,
    /// By a field, then by the kind of the child in it.
    by_kind: Vec<(u16, IdsBy<u16>)>,
    /// By a path, then by the text of the node at its end.
    by_text: Vec<(Vec<Edge>, IdsBy<Box<str>>)>,
}

/// Ids of patterns by what guards them.
type IdsBy<K> = FxHashMap<K, Vec<u32>>;

/// What to try at each kind of node.
#[derive(Debug)]
pub(super) struct Index {
    /// Index in `buckets` by kind; 0 is none. The last entry is for errors.
    bucket_of: Vec<u16>,
    buckets: Vec<Bucket>,
    /// Patterns whose root is a wildcard.
    anywhere: Vec<u32>,
}

impl Index {
    /// An index of patterns; the id of each is its position.
    pub(super) fn new(language: &Language, patterns: &[Compiled]) -> Index {
        let kinds = language.grammar().node_kind_count();
        let mut index = Index { bucket_of: vec![0; kinds + 1], buckets: vec![Bucket::default()], anywhere: Vec::new() };
        for (id, pattern) in patterns.iter().enumerate() {
            index.add(id as u32, pattern);
        }
        index
    }

    fn add(&mut self, id: u32, pattern: &Compiled) {
        let mut kinds = Vec::new();
        let Some(first) = pattern.root.elements.first() else { return };
        if pattern.root.is_impossible() {
            return;
        }
        if !root_kinds(first, &mut kinds) {
            self.anywhere.push(id);
            return;
        }
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds {
            let slot = self.slot(kind);
            let next = self.buckets.len() as u16;
            let Some(entry) = self.bucket_of.get_mut(slot) else { continue };
            if *entry == 0 {
                *entry = next;
                self.buckets.push(Bucket::default());
            }
            if let Some(bucket) = self.buckets.get_mut(usize::from(*entry)) {
                bucket.add(id, first);
            }
        }
    }

    /// Appends the ids of the patterns that may match with their root at the node, in order.
    #[inline]
    pub(super) fn candidates(&self, flat: &Flat, text: &str, ix: NodeIx, due: &mut Vec<u32>) {
        let bucket = self.bucket_of.get(self.slot(flat.node(ix).kind)).copied().unwrap_or(0);
        due.extend_from_slice(&self.anywhere);
        if bucket != 0
            && let Some(bucket) = self.buckets.get(usize::from(bucket))
        {
            bucket.candidates(flat, text, ix, due);
        }
        if due.len() > 1 {
            due.sort_unstable();
            due.dedup();
        }
    }

    fn slot(&self, kind: u16) -> usize {
        if kind == ERROR { self.bucket_of.len() - 1 } else { usize::from(kind) }
    }
}

/// Collects the kinds of nodes at which an element can begin; false where it can begin anywhere.
fn root_kinds(element: &Element, kinds: &mut Vec<u16>) -> bool {
    match &element.part {
        Part::Choice(branches) => {
            branches.iter().filter_map(|branch| branch.elements.first()).all(|first| root_kinds(first, kinds))
        }
        Part::Node(step) => match &step.test {
            Test::Kind(kind) => {
                kinds.push(*kind);
                true
            }
            Test::OneOf(several) => {
                kinds.extend_from_slice(several);
                true
            }
            Test::Never => true,
            Test::Named | Test::Any => false,
        },
    }
}

/// Texts that occur everywhere: a guard by one of them guards nothing.
const RECEIVERS: [&str; 3] = ["self", "this", "cls"];

/// One of several texts at the end of one of several paths: without it the pattern cannot match.
#[derive(Clone)]
struct TextGuard<'p> {
    ways: Vec<(Vec<Edge>, &'p [Box<str>])>,
}

impl TextGuard<'_> {
    /// The smaller the better.
    fn weight(&self) -> (bool, usize) {
        let words = || self.ways.iter().flat_map(|(_, words)| words.iter());
        (words().any(|word| RECEIVERS.contains(&&**word)), words().count())
    }
}

impl Bucket {
    fn add(&mut self, id: u32, root: &Element) {
        let edges = kinds_of_fields(root);
        if let Some(guard) = best(guards_below(root, &mut Vec::new())) {
            for (path, words) in guard.ways {
                if let Some(ids) = by_key(&mut self.by_text, &path) {
                    for word in words {
                        ids.entry(word.clone()).or_default().push(id);
                    }
                }
            }
        } else if let Some((field, kind)) = edges.last() {
            if let Some(kinds) = by_key(&mut self.by_kind, field) {
                kinds.entry(*kind).or_default().push(id);
            }
        } else {
            self.unguarded.push(id);
        }
    }

    /// Appends the patterns whose guard holds at the node.
    fn candidates(&self, flat: &Flat, text: &str, ix: NodeIx, due: &mut Vec<u32>) {
        due.extend_from_slice(&self.unguarded);
        if !self.by_kind.is_empty() {
            let end = flat.node(ix).next;
            let mut at = ix + 1;
            while at < end {
                let child = flat.node(at);
                if child.field != 0 {
                    for (_, kinds) in self.by_kind.iter().filter(|(field, _)| *field == child.field) {
                        due.extend_from_slice(kinds.get(&child.kind).map_or(&[], Vec::as_slice));
                    }
                }
                at = child.next;
            }
        }
        for (path, words) in &self.by_text {
            at_path(flat, ix, path, &mut |end| {
                due.extend_from_slice(words.get(flat.text(end, text)).map_or(&[], Vec::as_slice));
            });
        }
    }
}

/// Calls `found` with each node at the end of the path.
fn at_path(flat: &Flat, ix: NodeIx, path: &[Edge], found: &mut dyn FnMut(NodeIx)) {
    let Some(((field, kind), rest)) = path.split_first() else { return found(ix) };
    if flat.below(ix) & field_bit(*field) == 0 {
        return;
    }
    let end = flat.node(ix).next;
    let mut at = ix + 1;
    while at < end {
        let child = flat.node(at);
        if child.field == *field && kind.is_none_or(|kind| child.kind == kind) {
            at_path(flat, at, rest, found);
        }
        at = child.next;
    }
}

/// The entry of a key in a short list, made where it is new.
fn by_key<'l, K: PartialEq + Clone, V: Default>(list: &'l mut Vec<(K, V)>, key: &K) -> Option<&'l mut V> {
    if !list.iter().any(|(known, _)| known == key) {
        list.push((key.clone(), V::default()));
    }
    list.iter_mut().find(|(known, _)| known == key).map(|(_, value)| value)
}

/// The fields of a root that have one child of one kind.
fn kinds_of_fields(root: &Element) -> Vec<(u16, u16)> {
    let Part::Node(step) = &root.part else { return Vec::new() };
    let single = step.children.elements.iter().filter(|child| child.quantifier == Quantifier::One);
    single
        .filter_map(|child| match &child.part {
            Part::Node(child) if child.field != 0 => match child.test {
                Test::Kind(kind) => Some((child.field, kind)),
                _ => None,
            },
            _ => None,
        })
        .collect()
}

fn best(guards: Vec<TextGuard<'_>>) -> Option<TextGuard<'_>> {
    guards.into_iter().min_by_key(TextGuard::weight)
}

/// The guards among the children of an element's node; of a choice, one that has a way for each branch.
fn guards_below<'p>(element: &'p Element, path: &mut Vec<Edge>) -> Vec<TextGuard<'p>> {
    match &element.part {
        Part::Node(step) => step.children.elements.iter().flat_map(|child| guards_at(child, path)).collect(),
        Part::Choice(branches) => of_all(branches, &mut |first| guards_below(first, path)),
    }
}

/// The guards of a child that must be there, in a field.
fn guards_at<'p>(element: &'p Element, path: &mut Vec<Edge>) -> Vec<TextGuard<'p>> {
    if element.quantifier != Quantifier::One {
        return Vec::new();
    }
    match &element.part {
        Part::Choice(branches) => of_all(branches, &mut |first| guards_at(first, path)),
        Part::Node(step) if step.field == 0 => Vec::new(),
        Part::Node(step) => {
            let kind = match step.test {
                Test::Kind(kind) => Some(kind),
                _ => None,
            };
            path.push((step.field, kind));
            let own = step.texts.iter().filter_map(|text| match text {
                Text::OneOf { words, wanted: true } => Some(TextGuard { ways: vec![(path.clone(), &**words)] }),
                _ => None,
            });
            let mut guards: Vec<TextGuard<'p>> = own.collect();
            guards.extend(guards_below(element, path));
            path.pop();
            guards
        }
    }
}

/// The best guard of each branch, as one; none where a branch has none.
fn of_all<'p>(
    branches: &'p [Siblings],
    guards: &mut dyn FnMut(&'p Element) -> Vec<TextGuard<'p>>,
) -> Vec<TextGuard<'p>> {
    let each = branches.iter().map(|branch| best(guards(branch.elements.first()?)));
    let all: Option<Vec<TextGuard<'p>>> = each.collect();
    let ways = all.unwrap_or_default().into_iter().flat_map(|guard| guard.ways).collect::<Vec<_>>();
    if ways.is_empty() { Vec::new() } else { vec![TextGuard { ways }] }
}
