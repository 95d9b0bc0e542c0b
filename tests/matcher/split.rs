//! Items cover the file, and an item's flattening depends on its hash alone.

use crate::fixtures::fixtures;
use crate::random::Random;
use racelens::syntax::{Document, Flat, Kinds, Language, Node, flatten, for_each_item, items, languages};
use racelens::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Every named node of the tree but its root, as span and kind.
fn nodes_of_tree(document: &Document) -> BTreeMap<(Span, u16), usize> {
    let mut nodes = BTreeMap::new();
    let mut cursor = document.tree().walk();
    let whole = cursor.node().is_error();
    loop {
        let node = cursor.node();
        if node.is_named() && (whole || node.parent().is_some()) {
            let span = Span::new(node.start_byte() as u32, node.end_byte() as u32);
            *nodes.entry((span, node.kind_id())).or_insert(0) += 1;
        }
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

fn nodes_of_items(document: &Document) -> BTreeMap<(Span, u16), usize> {
    let kinds = Kinds::named(document.language());
    let mut nodes = BTreeMap::new();
    let items = items(document);
    for_each_item(document, &items, &kinds, &mut Flat::default(), |_, item, flat| {
        for ix in 0..flat.len() {
            *nodes.entry((flat.span(ix).shifted(item.span.start), flat.node(ix).kind)).or_insert(0) += 1;
        }
    });
    nodes
}

fn check(document: &Document, seen: &mut BTreeMap<(&'static str, u64), Vec<Node>>) {
    assert_eq!(nodes_of_tree(document), nodes_of_items(document));
    let kinds = Kinds::named(document.language());
    let (items, mut flat) = (items(document), Flat::default());
    let mut end = 0;
    for item in &items {
        flatten(document, item, &kinds, &mut flat);
        let nodes: Vec<Node> = (0..flat.len()).map(|ix| flat.node(ix)).collect();
        if let Some(before) = seen.insert((document.language().folder, item.hash), nodes.clone()) {
            assert_eq!(before, nodes, "two flattenings of one hash: {}", item.text(document));
        }
        assert!(item.shell.is_some() || (0..flat.len()).all(|ix| flat.span(ix).end <= item.span.len()));
        if item.container.is_none() {
            assert!(item.span.start >= end, "items overlap");
            end = item.span.end;
        }
        if let Some(shell) = item.container.and_then(|at| items.get(at as usize)) {
            assert!(shell.span.contains(item.span));
            assert_eq!(Some(item.body), shell.shell);
            assert!(item.body.shifted(shell.span.start).contains(item.span));
        }
    }
}

/// Random edits, one after the other, as an editor would make them.
fn edits(language: &'static Language, text: &str, rounds: usize, mut each: impl FnMut(&Document)) {
    let mut document = Document::new(language, text.to_string());
    let mut random = Random::new(text.len() as u64);
    for _ in 0..rounds {
        let at = random.below(document.text().len() + 1);
        let end = (at + random.below(4)).min(document.text().len());
        let insert =
            ["", "x", "(", ")", "\n", "    ", "{", "}", "await ", "# ", "/* ", "class A { b() {} }", "\"", "é"];
        document.edit(Span::new(at as u32, end as u32), insert[random.below(insert.len())]);
        each(&document);
    }
}

#[test]
fn items_cover_the_tree_and_their_hash_tells_their_nodes() {
    let mut seen = BTreeMap::new();
    for language in languages() {
        for (_, text) in fixtures(language) {
            check(&Document::new(language, text.clone()), &mut seen);
            edits(language, &text, 40, |document| check(document, &mut seen));
        }
    }
}

#[test]
fn edit_by_edit_equals_from_scratch() {
    for language in languages() {
        for (_, text) in fixtures(language) {
            edits(language, &text, 40, |document| {
                let fresh = Document::new(language, document.text().to_string());
                assert_eq!(document.tree().root_node().to_sexp(), fresh.tree().root_node().to_sexp());
                assert_eq!(items(document), items(&fresh));
            });
        }
    }
}

#[test]
fn an_edit_elsewhere_leaves_the_hashes_of_other_items() {
    for language in languages() {
        for (_, text) in fixtures(language) {
            let before = Document::new(language, text.clone());
            let mut after = before.clone();
            let comment = format!("{} a first line\n\n{}", language.line_comment, "zzz\n");
            after.edit(Span::at(0), &comment);
            let (old, new) = (items(&before), items(&after));
            let new: BTreeSet<u64> = new.iter().map(|item| item.hash).collect();
            let lost = old.iter().filter(|item| !new.contains(&item.hash)).count();
            assert!(lost <= 1, "{lost} items of {}", language.name);
        }
    }
}

#[test]
fn a_member_edited_leaves_the_hash_of_its_shell() {
    for language in languages() {
        for (_, text) in fixtures(language) {
            let before = Document::new(language, text.clone());
            let old = items(&before);
            let Some(member) = old.iter().position(|item| item.container.is_some() && item.shell.is_none()) else {
                continue;
            };
            let mut after = before.clone();
            let name = old[member].text(&before).find("value").map(|at| old[member].span.start + at as u32);
            let Some(at) = name else { continue };
            after.edit(Span::new(at, at + 5), "other");
            let new = items(&after);
            let changed: Vec<usize> = (0..old.len()).filter(|at| old[*at].hash != new[*at].hash).collect();
            assert_eq!(changed, [member], "{}", language.name);
        }
    }
}
