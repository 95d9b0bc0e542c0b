//! Programs that mean the same do the same, whatever language they are written in.

use super::{programs, tape};
use std::collections::BTreeMap;
use std::fs;

/// The words that are compared: calls differ in what a language has operators for.
const COMPARED: &[&str] = &["read", "write", "suspend", "acquire", "release", "spawn", "exit"];

/// Where the languages themselves differ: program, extension, function, what it does there, and why.
const DIFFER: &[(&str, &str, &str, &str, &str)] = &[
    (
        "choice",
        "ts",
        "Player.press",
        "suspend write.assign exit.break suspend exit.return write.assign read exit.end",
        "a case ends with break",
    ),
    (
        "compound",
        "rs",
        "Basket.add",
        "read suspend write.assign exit.end",
        "`+=` would read the total last, so the sum is written out",
    ),
    (
        "lock",
        "ts",
        "Ledger.book",
        "suspend acquire.async suspend write.assign release.async release.async suspend suspend exit.end",
        "a call holds the lock, and is awaited itself",
    ),
    ("spawn", "ts", "Outbox.drop", "write.assign exit.end", "a call begins at once; nothing else starts it"),
    ("spawn", "ts", "Outbox.post", "write.assign suspend.on exit.end", "a call begins at once; its promise is awaited"),
];

/// For each function with a body of its own the words of its events, by its name.
fn words(tape: &str) -> BTreeMap<String, Vec<String>> {
    let mut functions = BTreeMap::new();
    let mut current = String::new();
    for line in tape.lines() {
        if !line.starts_with(' ') {
            current = line.split(' ').next().unwrap_or("").to_string();
            continue;
        }
        let word = line.split_whitespace().nth(2).unwrap_or("");
        let base = word.split('.').next().unwrap_or("");
        if COMPARED.contains(&base) {
            let kind = word.split('.').take(2).collect::<Vec<_>>().join(".");
            functions.entry(current.clone()).or_insert_with(Vec::new).push(kind);
        }
    }
    // What makes an object is a matter of each language; so is what stands at the top of a file or a class.
    functions.retain(|name, _| {
        name.contains('.') && !["__init__", "constructor", "new", "default"].iter().any(|made| name.ends_with(made))
    });
    functions
}

#[test]
fn programs_that_mean_the_same_do_the_same() {
    let mut found: BTreeMap<String, BTreeMap<String, BTreeMap<String, Vec<String>>>> = BTreeMap::new();
    for path in programs() {
        let Some(tape) = tape(&path, &fs::read_to_string(&path).unwrap()) else { continue };
        let (name, extension) =
            (path.file_stem().unwrap().to_str().unwrap(), path.extension().unwrap().to_str().unwrap());
        for (function, words) in words(&tape) {
            found
                .entry(name.to_string())
                .or_default()
                .entry(function)
                .or_default()
                .insert(extension.to_string(), words);
        }
    }
    let mut wrong = Vec::new();
    for (program, functions) in &found {
        for (function, languages) in functions {
            let stated =
                |extension: &str| DIFFER.iter().find(|row| row.0 == program && row.1 == extension && row.2 == function);
            let Some((_, common)) = languages.iter().find(|(extension, _)| stated(extension).is_none()) else {
                continue;
            };
            for (extension, words) in languages {
                let wanted = stated(extension).map_or_else(|| common.join(" "), |row| row.3.to_string());
                if words.join(" ") != wanted {
                    wrong.push(format!(
                        "{program}.{extension} {function}\n  does   {}\n  wanted {wanted}",
                        words.join(" ")
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
