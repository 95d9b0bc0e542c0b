//! Random small patterns, made from random nodes of the fixtures.

use crate::difference::Both;
use crate::fixtures::{describe, fixtures};
use racelens::syntax::{Document, languages};
use tree_sitter::Node;

/// Numbers that are the same in every run.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

struct Maker {
    random: Random,
    captures: usize,
}

impl Maker {
    fn capture(&mut self) -> String {
        if self.random.one_in(2) {
            return String::new();
        }
        self.captures += 1;
        format!(" @c{}", self.captures)
    }

    /// A pattern that the node itself fits.
    fn pattern(&mut self, node: Node<'_>, depth: usize) -> String {
        if !node.is_named() {
            let text = node.kind().replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            return format!("\"{text}\"{}", self.capture());
        }
        let wild = depth > 0 && self.random.one_in(5);
        let mut text = format!("({}", if wild { "_" } else { node.kind() });
        if depth < 3 {
            let mut cursor = node.walk();
            let mut before: Option<Node<'_>> = None;
            let mut children: Vec<(Node<'_>, Option<&str>)> = Vec::new();
            if cursor.goto_first_child() {
                loop {
                    children.push((cursor.node(), cursor.field_name()));
                    if !cursor.goto_next_sibling() {
                        break;
                    }
                }
            }
            for (child, field) in &children {
                let token = !child.is_named();
                if child.is_error()
                    || child.is_missing()
                    || child.is_extra()
                    || self.random.below(4) < 2 + usize::from(token)
                {
                    continue;
                }
                let adjoins = child.prev_named_sibling().map(|node| node.id()) == before.map(|node| node.id());
                if !token && adjoins && before.is_none_or(|before| before.is_named()) && self.random.one_in(4) {
                    text += " .";
                }
                text += " ";
                if let Some(field) = field
                    && self.random.one_in(2)
                {
                    text += &format!("{field}: ");
                }
                text += &self.child(*child, depth + 1);
                before = Some(*child);
            }
        }
        text += ")";
        text + &self.capture()
    }

    fn child(&mut self, node: Node<'_>, depth: usize) -> String {
        if self.random.one_in(6) && node.is_named() {
            let other = self.pattern(node, depth);
            return format!("[{other} ({})]", node.kind());
        }
        let mut text = self.pattern(node, depth);
        if self.random.one_in(6) && node.is_named() {
            // A quantifier comes before the capture.
            let (pattern, capture) = match text.rsplit_once(" @") {
                Some((pattern, capture)) if !capture.contains(')') => (pattern.to_string(), format!(" @{capture}")),
                _ => (text.clone(), String::new()),
            };
            text = format!("{pattern}{}{capture}", ["?", "*", "+"][self.random.below(3)]);
        }
        text
    }
}

fn all_nodes<'t>(document: &'t Document, nodes: &mut Vec<Node<'t>>) {
    let mut cursor = document.tree().walk();
    loop {
        if cursor.node().is_named() && cursor.node().child_count() > 0 && !cursor.node().is_error() {
            nodes.push(cursor.node());
        }
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

#[test]
fn random_patterns_give_equal_rows() {
    let rounds: usize = std::env::var("RACELENS_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let mut all_failures = String::new();
    for language in languages() {
        let (mut compiled, mut failures) = (0, Vec::new());
        for (path, text) in fixtures(language) {
            let document = Document::new(language, text.clone());
            let mut nodes = Vec::new();
            all_nodes(&document, &mut nodes);
            let mut random = Random::new(nodes.len() as u64);
            for _ in 0..rounds {
                let node = nodes[random.below(nodes.len())];
                let seed = random.below(usize::MAX) as u64;
                let mut maker = Maker { random: Random::new(seed), captures: 0 };
                let source = maker.pattern(node, 0);
                let Ok(both) = Both::compile(language, "random.scm", &source) else { continue };
                if !both.impossible.is_empty() {
                    continue;
                }
                compiled += 1;
                let difference = both.compare(&text);
                let described = describe(&both, &difference, &text);
                if !described.is_empty() {
                    failures.push(format!("{}\n{described}", path.display()));
                }
            }
        }
        assert!(compiled * 3 > rounds, "{compiled} of {rounds} in {}", language.name);
        if !failures.is_empty() {
            all_failures += &format!("{} of {compiled}\n{}", failures.len(), failures.join("\n"));
        }
    }
    assert!(all_failures.is_empty(), "{all_failures}");
}
