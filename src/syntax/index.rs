//! Which patterns to try at a node: an index by the kind of the root, then by a guard.
//!
//! A guard is the cheapest thing that must hold: a text at the end of a path of fields (the callee's name), or else
//! the kind of one field's child. The guards of one kind of node are a tree of paths, so that one look at the children
//! answers for all patterns, and a pattern with a name in it costs nothing where the name does not occur.

use super::Language;
use super::flat::{ERROR, Flat, NodeIx, field_bit, kind_bit};
use super::looks::LazyRegex;
use super::patterns::Aliases;
use super::scm::Quantifier;
use super::steps::{Compiled, Element, Part, Siblings, Test, Text};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The way to a child: its field (0 for any), and its kind where the pattern tells.
type Edge = (u16, Option<u16>);

/// Ids of patterns by a text that they ask for.
#[derive(Debug, Default)]
struct ByWord {
    ids: FxHashMap<Box<str>, Vec<u32>>,
    /// No word has more bytes than this.
    longest: usize,
}

/// What to try where a path of edges ends.
#[derive(Debug, Default)]
struct Guard {
    edge: Edge,
    /// Patterns that ask for no more than that the path is there.
    here: Vec<u32>,
    /// By the text of the node.
    words: ByWord,
    /// By the last step of the path of names that the node is.
    last_steps: ByWord,
    /// By what the text looks like.
    like: Vec<(Arc<LazyRegex>, Vec<u32>)>,
    below: Vec<Guard>,
    /// One of these bits of [`Flat::below`] must be there for any of `below`.
    needs: u64,
}

/// What to try at each kind of node.
#[derive(Debug)]
pub(super) struct Index {
    /// Index in `guards` by kind; 0 is none. The last entry is for errors.
    guard_of: Vec<u16>,
    /// The root of the tree of paths of each kind.
    guards: Vec<Guard>,
    /// Patterns whose root is a wildcard.
    anywhere: Vec<u32>,
}

/// What patterns are looked up by.
pub(super) struct Lookup<'a> {
    pub(super) flat: &'a Flat,
    pub(super) text: &'a str,
    /// The other names of a file; none where `#names?` is not asked at all.
    pub(super) aliases: Option<&'a Aliases>,
}

impl Index {
    /// An index of patterns; the id of each is its position.
    pub(super) fn new(language: &Language, patterns: &[Compiled]) -> Index {
        let kinds = language.grammar().node_kind_count();
        let mut index = Index { guard_of: vec![0; kinds + 1], guards: vec![Guard::default()], anywhere: Vec::new() };
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
            let next = self.guards.len() as u16;
            let Some(entry) = self.guard_of.get_mut(slot) else { continue };
            if *entry == 0 {
                *entry = next;
                self.guards.push(Guard::default());
            }
            if let Some(guard) = self.guards.get_mut(usize::from(*entry)) {
                guard.add(id, first);
            }
        }
    }

    /// Puts the ids of the patterns that may match with their root at the node into `due`, in order.
    #[inline]
    pub(super) fn candidates(&self, lookup: &Lookup, ix: NodeIx, due: &mut Vec<u32>) {
        due.clear();
        if !self.anywhere.is_empty() {
            due.extend_from_slice(&self.anywhere);
        }
        let slot = self.slot(lookup.flat.node(ix).kind);
        let guard = self.guard_of.get(slot).copied().unwrap_or(0);
        if guard != 0
            && let Some(guard) = self.guards.get(usize::from(guard))
        {
            guard.candidates(lookup, ix, due);
        }
        if due.len() > 1 {
            due.sort_unstable();
            due.dedup();
        }
    }

    fn slot(&self, kind: u16) -> usize {
        if kind == ERROR { self.guard_of.len() - 1 } else { usize::from(kind) }
    }
}

/// Collects the kinds of nodes at which an element can begin; false where it can begin anywhere.
pub(super) fn root_kinds(element: &Element, kinds: &mut Vec<u16>) -> bool {
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

/// One of several tests at the end of one of several paths: without it the pattern cannot match.
#[derive(Clone)]
struct TextGuard<'p> {
    ways: Vec<(Vec<Edge>, &'p Text)>,
}

impl TextGuard<'_> {
    /// The smaller the better.
    fn weight(&self) -> (u32, usize) {
        let weights = self.ways.iter().map(|(_, text)| match text {
            Text::OneOf { words, .. } if words.iter().any(|word| RECEIVERS.contains(&&**word)) => (3, words.len()),
            Text::OneOf { words, .. } => (0, words.len()),
            Text::LastStep { words } => (1, words.len()),
            Text::Like { .. } => (2, 1),
        });
        weights.reduce(|one, other| (one.0.max(other.0), one.1 + other.1)).unwrap_or_default()
    }
}

impl ByWord {
    fn add(&mut self, words: &[Box<str>], id: u32) {
        for word in words {
            self.longest = self.longest.max(word.len());
            self.ids.entry(word.clone()).or_default().push(id);
        }
    }

    #[inline]
    fn of(&self, word: &str) -> &[u32] {
        if word.len() > self.longest { &[] } else { self.ids.get(word).map_or(&[], Vec::as_slice) }
    }
}

impl Guard {
    fn add(&mut self, id: u32, root: &Element) {
        if let Some(guard) = best(guards_of(root, &mut Vec::new())) {
            for (path, text) in guard.ways {
                self.at(&path, &mut |end| match text {
                    Text::OneOf { words, .. } => end.words.add(words, id),
                    Text::LastStep { words } => end.last_steps.add(words, id),
                    Text::Like { regex, .. } => match end.like.iter_mut().find(|(known, _)| known == regex) {
                        Some((_, ids)) => ids.push(id),
                        None => end.like.push((regex.clone(), vec![id])),
                    },
                });
            }
        } else if let Some((field, kind)) = kinds_of_fields(root).last() {
            self.at(&[(*field, Some(*kind))], &mut |end| end.here.push(id));
        } else {
            self.here.push(id);
        }
    }

    /// Changes the end of a path, which is made where it is new.
    fn at(&mut self, path: &[Edge], change: &mut dyn FnMut(&mut Guard)) {
        let Some((edge, rest)) = path.split_first() else { return change(self) };
        self.needs |= if edge.0 == 0 { edge.1.map_or(u64::MAX, kind_bit) } else { field_bit(edge.0) };
        if !self.below.iter().any(|guard| guard.edge == *edge) {
            self.below.push(Guard { edge: *edge, ..Guard::default() });
        }
        if let Some(below) = self.below.iter_mut().find(|guard| guard.edge == *edge) {
            below.at(rest, change);
        }
    }

    /// Appends the patterns whose guard holds at the node.
    fn candidates(&self, lookup: &Lookup, ix: NodeIx, due: &mut Vec<u32>) {
        due.extend_from_slice(&self.here);
        if self.words.longest + self.last_steps.longest > 0 || !self.like.is_empty() {
            self.by_text(lookup, ix, due);
        }
        if lookup.flat.below(ix) & self.needs == 0 {
            return;
        }
        let end = lookup.flat.node(ix).next;
        let mut at = ix + 1;
        while at < end {
            let child = lookup.flat.node(at);
            for guard in &self.below {
                let (field, kind) = guard.edge;
                if (field == 0 || field == child.field) && kind.is_none_or(|kind| kind == child.kind) {
                    guard.candidates(lookup, at, due);
                }
            }
            at = child.next;
        }
    }

    fn by_text(&self, lookup: &Lookup, ix: NodeIx, due: &mut Vec<u32>) {
        let text = lookup.flat.text(ix, lookup.text);
        due.extend_from_slice(self.words.of(text));
        if self.last_steps.longest > 0 {
            match lookup.aliases {
                Some(aliases) => {
                    due.extend_from_slice(self.last_steps.of(last_step(text, self.last_steps.longest)));
                    if let Some(other) = aliases.of(text) {
                        due.extend_from_slice(self.last_steps.of(other));
                    }
                }
                None => due.extend(self.last_steps.ids.values().flatten()),
            }
        }
        for (regex, ids) in &self.like {
            if regex.is_match(text) {
                due.extend_from_slice(ids);
            }
        }
    }
}

/// What stands behind the last `.` or `:` of a path of names, as far as that has no more than `longest` bytes.
fn last_step(text: &str, longest: usize) -> &str {
    let from = text.len().saturating_sub(longest + 1);
    let tail = text.as_bytes().get(from..).unwrap_or_default();
    let begin = tail.iter().rposition(|byte| matches!(byte, b'.' | b':')).map_or(0, |at| from + at + 1);
    text.get(begin..).unwrap_or_default()
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

/// The guards at an element's node and below it; of a choice, one that has a way for each branch.
fn guards_of<'p>(element: &'p Element, path: &mut Vec<Edge>) -> Vec<TextGuard<'p>> {
    match &element.part {
        Part::Choice(branches) => of_all(branches, &mut |first| guards_of(first, path)),
        Part::Node(step) => {
            let asked = |text: &&Text| match text {
                Text::OneOf { wanted, .. } | Text::Like { wanted, .. } => *wanted,
                Text::LastStep { .. } => true,
            };
            let own = step.texts.iter().filter(asked).map(|text| TextGuard { ways: vec![(path.clone(), text)] });
            let mut guards: Vec<TextGuard<'p>> = own.collect();
            guards.extend(step.children.elements.iter().flat_map(|child| guards_at(child, path)));
            guards
        }
    }
}

/// The guards of a child that must be there, in a field or of a kind.
fn guards_at<'p>(element: &'p Element, path: &mut Vec<Edge>) -> Vec<TextGuard<'p>> {
    if element.quantifier != Quantifier::One {
        return Vec::new();
    }
    match &element.part {
        Part::Choice(branches) => of_all(branches, &mut |first| guards_at(first, path)),
        Part::Node(step) => {
            let kind = match step.test {
                Test::Kind(kind) => Some(kind),
                _ => None,
            };
            if step.field == 0 && kind.is_none() {
                return Vec::new();
            }
            path.push((step.field, kind));
            let guards = guards_of(element, path);
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

#[cfg(test)]
mod tests {
    use super::last_step;

    #[test]
    fn the_last_step_is_what_stands_behind_the_last_dot() {
        assert_eq!(last_step("asyncio.sleep", 5), "sleep");
        assert_eq!(last_step("tokio::time::sleep", 9), "sleep");
        assert_eq!(last_step("sleep", 9), "sleep");
        assert_eq!(last_step("a.b.longer", 3), "a.b.longer");
        assert_eq!(last_step("f(x.y)", 20), "y)");
        assert_eq!(last_step("é.é", 1), "é.é");
    }
}
