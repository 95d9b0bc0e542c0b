//! Wide, deep and broken files, under a time limit.

use racelens::syntax::{Document, Flat, LanguageId, Patterns, Work, by_id, for_each_item, items, scm};
use std::time::{Duration, Instant};

const BROAD: &str = "(_) @a
(_ (_) @a)
(_ (_)* @a)
(_ (_) (_) @b .)
(_ . (_) @a . (_)? @b (_)* @c)
(_ [(_) (_ (_)+ @d)] @e)
";

/// Parses and matches everything; at most half a minute even on a loaded machine, without optimisation.
fn run(id: LanguageId, text: String) -> (usize, u32) {
    let language = by_id(id);
    let read = scm::read("broad.scm", BROAD).unwrap_or_default();
    let patterns = Patterns::compile(language, read).expect("the patterns load");
    let document = Document::new(language, text);
    let begun = Instant::now();
    let (mut matches, mut work, mut flat) = (0, Work::default(), Flat::default());
    for_each_item(&document, &items(&document), patterns.kinds(), &mut flat, |_, item, flat| {
        patterns.run(flat, item.text(&document), &mut work, &mut |_, _| matches += 1);
    });
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    (matches, work.exhausted)
}

#[test]
fn many_statements_in_one_case() {
    let text = format!("switch (x) {{ case 1:\n{} }}\n", "f(x);\n".repeat(100_000));
    run(LanguageId::TypeScript, text);
}

#[test]
fn many_arguments() {
    run(LanguageId::Python, format!("f({})\n", "a, ".repeat(20_000)));
}

#[test]
fn many_brackets() {
    for deep in [3_000, 10_000] {
        run(LanguageId::Rust, format!("fn f() {{ {}1{}; }}\n", "(".repeat(deep), ")".repeat(deep)));
        run(LanguageId::Tsx, format!("x = {}1{};\n", "[".repeat(deep), "]".repeat(deep)));
        run(LanguageId::Python, "[".repeat(deep));
    }
}

#[test]
fn many_containers() {
    run(LanguageId::Rust, format!("{}{}", "mod a {\n".repeat(5_000), "}\n".repeat(5_000)));
    run(LanguageId::TypeScript, "class A { m() {} }\n".repeat(5_000));
}

/// A pattern that would take ever so many steps is given up, and said so.
#[test]
fn a_hopeless_pattern_is_given_up() {
    let language = by_id(LanguageId::Python);
    let source = "(list (_)* @a (_)* @b (_)* @c (_)* @d (string))";
    let patterns = Patterns::compile(language, scm::read("h.scm", source).unwrap_or_default()).expect("it loads");
    let document = Document::new(language, format!("[{}]\n", "1, ".repeat(3_000)));
    let (mut matches, mut work, mut flat) = (0, Work::default(), Flat::default());
    for_each_item(&document, &items(&document), patterns.kinds(), &mut flat, |_, item, flat| {
        patterns.run(flat, item.text(&document), &mut work, &mut |_, _| matches += 1);
    });
    assert_eq!((matches, work.exhausted), (0, 0));
    let document = Document::new(language, format!("[{} 'a']\n", "1, ".repeat(3_000)));
    for_each_item(&document, &items(&document), patterns.kinds(), &mut flat, |_, item, flat| {
        patterns.run(flat, item.text(&document), &mut work, &mut |_, _| matches += 1);
    });
    assert_eq!((matches, work.exhausted), (0, 1));
}
