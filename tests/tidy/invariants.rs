//! The invariants of ARCHITECTURE.md that can be read off the source.

use super::{catalogue, files};
use racelens::syntax::languages;
use std::collections::BTreeSet;

/// A line of the program: not of a test, not of a comment.
struct Line {
    path: String,
    number: usize,
    text: String,
}

impl Line {
    fn is_in(&self, floors: &[&str]) -> bool {
        floors.iter().any(|floor| self.path.starts_with(&format!("src/{floor}/")))
    }
}

/// Every line of src/ that is compiled into the program, but for comments.
fn lines() -> Vec<Line> {
    let mut lines = Vec::new();
    for (path, text) in files("src", &["rs"]) {
        // Tests stand at the end of a file.
        let own = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        for (number, line) in own.lines().enumerate() {
            let code = line.split("// ").next().unwrap().trim_start();
            if !code.starts_with("//") && !code.is_empty() {
                lines.push(Line { path: path.clone(), number: number + 1, text: code.to_string() });
            }
        }
    }
    lines
}

/// Fails with the lines for which `wrong` says why.
#[track_caller]
fn none(mut wrong: impl FnMut(&Line) -> Option<String>) {
    let mut found = String::new();
    for line in lines() {
        if let Some(why) = wrong(&line) {
            found += &format!("{}:{}: {why}: {}\n", line.path, line.number, line.text);
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

/// The first of these words that a line contains.
fn word<'w>(line: &Line, words: &[&'w str]) -> Option<&'w str> {
    words.iter().find(|word| line.text.contains(**word)).copied()
}

/// The texts between quotes in a line.
fn literals(line: &Line) -> impl Iterator<Item = &str> {
    line.text.split('"').skip(1).step_by(2)
}

/// The floors from the lowest up; each uses those before it.
const FLOORS: [&str; 10] = ["text", "syntax", "facts", "flow", "project", "audit", "map", "report", "lsp", "cli"];

/// What uses a floor above it all the same, and why.
const UPWARDS: [(&str, &str, &str); 1] =
    [("src/project/config.rs", "audit", "racelens.toml sets severities of rules, which the catalogue knows")];

#[test]
fn a_floor_uses_those_below_it() {
    none(|line| {
        let own = FLOORS.iter().position(|floor| line.is_in(&[floor]))?;
        FLOORS.iter().skip(own + 1).find_map(|above| {
            let excused = UPWARDS.iter().any(|(path, floor, _)| line.path == *path && floor == above);
            (line.text.contains(&format!("crate::{above}")) && !excused).then(|| format!("uses {above}"))
        })
    });
}

#[test]
fn no_input_or_output_below_project() {
    none(|line| {
        let words = ["std::fs", "std::io", "std::env", "std::process", "std::net", "tokio", "println!", "eprintln!"];
        word(line, &words)
            .filter(|_| line.is_in(&["text", "syntax", "facts", "flow"]))
            .map(|word| format!("has {word}"))
    });
}

#[test]
fn no_network_and_nothing_is_executed() {
    none(|line| {
        // Asks whether the editor still lives.
        if line.path == "src/lsp/process.rs" && line.text.contains("Command::new(\"kill\").args([\"-0\"") {
            return None;
        }
        // Reads what a revision had, with what runs nothing of the project.
        if line.path == "src/project/git.rs"
            && (line.text.contains("Command::new(\"git\")") || line.text.starts_with("use "))
        {
            return None;
        }
        word(line, &["std::net", "TcpStream", "tokio::net", "process::Command", "Command::new"])
            .map(|word| format!("has {word}"))
    });
    let manifest = files(".", &["toml"]).into_iter().find(|(path, _)| path == "Cargo.toml").unwrap().1;
    for name in ["reqwest", "hyper", "ureq", "curl", "rustls", "openssl"] {
        assert!(!manifest.lines().any(|line| line.starts_with(name)), "{name}");
    }
}

#[test]
fn the_protocol_is_named_in_one_place() {
    none(|line| {
        word(line, &["tower_lsp", "lsp_types", "ls_types"]).filter(|_| !line.is_in(&["lsp"])).map(str::to_string)
    });
}

#[test]
fn no_node_of_a_grammar_is_named_outside_syntax() {
    let mut kinds: BTreeSet<String> = BTreeSet::new();
    for language in languages() {
        let grammar = language.grammar();
        let all = (0..grammar.node_kind_count() as u16).filter(|kind| grammar.node_kind_is_named(*kind));
        let names = all.filter_map(|kind| grammar.node_kind_for_id(kind));
        kinds.extend(names.filter(|name| name.contains('_')).map(str::to_string));
    }
    assert!(kinds.contains("call_expression"));
    none(|line| {
        if line.is_in(&["syntax"]) {
            return None;
        }
        let named = literals(line).find(|text| kinds.contains(*text)).map(|kind| format!("names {kind}"));
        named.or_else(|| word(line, &["child_by_field_name", "tree_sitter"]).map(|word| format!("has {word}")))
    });
}

#[test]
fn no_rule_is_named() {
    let ids: Vec<String> = catalogue()
        .iter()
        .filter_map(|(path, _)| path.strip_suffix(".md"))
        .filter(|id| *id != "README")
        .map(str::to_string)
        .collect();
    none(|line| ids.iter().find(|id| line.text.contains(id.as_str())).map(|id| format!("names {id}")));
}

#[test]
fn nothing_unwraps() {
    none(|line| {
        // A parser with a language never fails on a text without a limit.
        if line.path == "src/syntax/document.rs" && line.text.starts_with("tree.expect(") {
            return None;
        }
        word(line, &[".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!("]).map(|word| format!("has {word}"))
    });
    // Clippy denies these; nobody may allow them.
    none(|line| {
        word(line, &["allow(clippy::unwrap_used", "allow(clippy::expect_used", "allow(clippy::indexing"])
            .filter(|_| line.path != "src/syntax/document.rs")
            .map(str::to_string)
    });
}

/// Files that are longer, each with its reason.
const LONG: [(&str, &str); 0] = [];

/// A file of one idea is no longer than this, its tests aside.
const LONGEST: usize = 700;

#[test]
fn a_file_is_one_idea() {
    let mut long = Vec::new();
    for (path, text) in files("src", &["rs"]) {
        let count = text.split("#[cfg(test)]\nmod tests").next().unwrap().lines().count();
        let excused = LONG.iter().any(|(known, _)| *known == path);
        if (count > LONGEST) != excused {
            long.push(format!("{path}: {count} lines{}", if excused { ", excused for nothing" } else { "" }));
        }
    }
    assert!(long.is_empty(), "longer than {LONGEST} lines:\n{}", long.join("\n"));
}
