//! Trees in regions: a program of its own, since tree-sitter must be told of its allocator before the first parse.

#![allow(clippy::unwrap_used)]

use racelens::syntax::allocator::{install, nursery};
use racelens::syntax::{Document, LanguageId, by_id};

fn parse(text: &str) -> Document {
    Document::new(by_id(LanguageId::TypeScript), text.to_string())
}

fn nodes(document: &Document) -> String {
    document.tree().root_node().to_sexp()
}

#[test]
fn a_tree_that_leaves_its_nursery_stays_whole() {
    install();
    let text = "async function f() { await g(this.a[1]); }\n".repeat(50);
    let kept = nursery(|| parse(&text));
    let whole = nodes(&parse(&text));
    for _ in 0..20 {
        nursery(|| drop(parse(&"class A { b = 1 }\n".repeat(60))));
    }
    assert_eq!(nodes(&kept), whole);
    // And may end wherever it likes.
    std::thread::spawn(move || drop(kept)).join().unwrap();
    assert_eq!(nursery(|| nodes(&parse(&text))), whole);
}

#[test]
fn a_tree_may_be_edited_outside_of_its_nursery() {
    install();
    let text = "export class A { b() { return this.c; } }\n".repeat(30);
    let mut document = nursery(|| parse(&text));
    let edited = text.replacen("this.c", "this.d", 1);
    let at = text.find("this.c").unwrap() as u32 + 5;
    document.edit(racelens::text::Span::new(at, at + 1), "d");
    assert_eq!((document.text(), nodes(&document)), (edited.as_str(), nodes(&parse(&edited))));
}

#[test]
fn a_tree_that_is_too_large_for_a_region_is_a_tree_all_the_same() {
    install();
    let text = "f(a, b, { c: [1, 2, 3] });\n".repeat(20_000);
    let (count, errors) = nursery(|| {
        let document = parse(&text);
        (document.tree().root_node().descendant_count(), document.has_errors())
    });
    assert!(count > 400_000 && !errors, "{count}");
}
