//! queries/README.md and the program have the same words.

use super::{catalogue, root};
use racelens::audit::Catalogue;
use racelens::facts::{Role, Types};
use racelens::flow::WordTest;
use racelens::syntax::vocabulary::{DIRECTIVES, PREDICATES};
use std::collections::BTreeSet;
use std::fs;

fn readme() -> String {
    fs::read_to_string(root("queries/README.md")).unwrap()
}

/// The rows of all tables of a section: the cells of each.
fn rows(heading: &str) -> Vec<Vec<String>> {
    let text = readme();
    let level = heading.chars().take_while(|c| *c == '#').count();
    let is_end = |line: &str| line.starts_with('#') && line.chars().take_while(|c| *c == '#').count() <= level;
    text.lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !is_end(line))
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_string()).collect())
        .collect()
}

/// What stands between backquotes.
fn quoted(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split('`').skip(1).step_by(2).map(str::to_string)
}

fn first_words(rows: &[Vec<String>]) -> BTreeSet<String> {
    rows.iter().filter_map(|row| quoted(row.first()?).next()).collect()
}

#[test]
fn captures() {
    let text = readme();
    let missing: Vec<String> = Role::captures()
        .map(|(name, gloss)| format!("| `@{name}` | {gloss} |"))
        .filter(|row| !text.lines().any(|line| line == row))
        .collect();
    assert!(missing.is_empty(), "queries/README.md lacks\n{}", missing.join("\n"));
    let stated = first_words(&rows("## Facts"));
    let known: BTreeSet<String> = Role::captures().map(|(name, _)| format!("@{name}")).collect();
    assert_eq!(stated.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "these are no captures");
}

#[test]
fn words_of_sentences() {
    let mut stated = BTreeSet::new();
    for row in rows("## Sentences") {
        let Some(word) = quoted(&row[0]).next() else { continue };
        match row.get(2) {
            Some(kinds) => {
                stated.extend(quoted(kinds).map(|kind| format!("{word}.{kind}")));
                stated.insert(word);
            }
            None => drop(stated.insert(format!("write.{word}"))),
        }
    }
    assert_eq!(stated, WordTest::all().into_iter().collect());
}

#[test]
fn predicates_and_directives() {
    let text = readme();
    let mut stated = BTreeSet::new();
    for piece in text.split('#').skip(1) {
        let name: String = piece.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
        if let Some(mark) = piece[name.len()..].chars().next().filter(|mark| matches!(mark, '?' | '!'))
            && !name.is_empty()
        {
            stated.insert(format!("{}{mark}", name.trim_start_matches("not-")));
        }
    }
    let predicates = PREDICATES.iter().map(|(name, ..)| format!("{name}?"));
    let directives = DIRECTIVES.iter().map(|(name, _)| format!("{name}!"));
    assert_eq!(stated, predicates.chain(directives).collect());
}

#[test]
fn keys_of_types() {
    let stated = first_words(&rows("## Types"));
    // Each is legal ...
    for key in &stated {
        let text = match key.strip_prefix("kinds.") {
            Some(kind) => format!("[kinds]\n{kind} = []"),
            None if ["makes", "literals"].contains(&key.as_str()) => format!("[{key}]"),
            None => format!("{key} = []"),
        };
        assert_eq!(Types::read(&text).err(), None, "{key}");
    }
    // ... and no other is: the errors list them.
    let legal = |error: String| {
        quoted(&error)
            .filter(|word| !word.contains('\n') && *word != "wibble" && !word.contains(' '))
            .collect::<BTreeSet<_>>()
    };
    let kinds = legal(Types::read("[kinds]\nwibble = []").err().unwrap());
    assert!(!kinds.is_empty());
    for kind in kinds {
        assert!(stated.contains(&format!("kinds.{kind}")), "{kind}");
    }
    for key in legal(Types::read("wibble = []").err().unwrap()) {
        assert!(key == "kinds" || stated.contains(&key), "{key}");
    }
}

#[test]
fn keys_of_pages() {
    let page = "---\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: 1\n---\n".to_string();
    let (_, errors) = Catalogue::read(&[("x.md".to_string(), page)]);
    let known = errors.iter().map(ToString::to_string).find(|error| error.contains("Known are")).unwrap();
    let known: BTreeSet<String> = quoted(known.split("Known are").nth(1).unwrap()).collect();
    assert_eq!(first_words(&rows("## The head of a page")), known);
}

#[test]
fn the_readme_says_of_every_rule_what_its_page_says() {
    const LANGUAGES: [(&str, &str); 3] = [("typescript", "TS/JS"), ("python", "Python"), ("rust", "Rust")];
    let text = fs::read_to_string(root("README.md")).unwrap();
    let mut pages = 0;
    for (path, page) in catalogue() {
        let Some(id) = path.strip_suffix(".md").filter(|id| *id != "README") else { continue };
        let said = |key: &str| page.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
        let spoken: Vec<&str> = said("languages").unwrap().split(", ").collect();
        let spoken: Vec<&str> =
            LANGUAGES.iter().filter(|(folder, _)| spoken.contains(folder)).map(|(_, name)| *name).collect();
        let mut severity = said("severity").unwrap().to_string();
        for (folder, name) in LANGUAGES {
            if let Some(own) = said(&format!("severity.{folder}")) {
                severity += &format!("; {own} in {name}");
            }
        }
        let summary = said("summary").unwrap();
        let row = format!("| [{id}](queries/{id}.md) | {} | {severity} | {summary} |", spoken.join(", "));
        assert!(text.lines().any(|line| line == row), "README.md lacks\n{row}");
        pages += 1;
    }
    let changes = fs::read_to_string(root("CHANGELOG.md")).unwrap();
    assert!(pages > 50 && changes.contains(&format!("hazards of {pages} rules")), "CHANGELOG.md: {pages} rules");
}

#[test]
fn the_readme_shows_what_the_audit_says() {
    let readme = fs::read_to_string(root("README.md")).unwrap();
    let shown = readme.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_racelens"))
        .args(["audit", "examples", "--color", "never"])
        .current_dir(root(""))
        .output()
        .unwrap();
    let report = String::from_utf8(run.stdout).unwrap();
    assert_eq!(run.status.code(), Some(1));
    assert!(report.contains(shown), "README.md shows\n{shown}\nand the audit says\n{report}");
}
