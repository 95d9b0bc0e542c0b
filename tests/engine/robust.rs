//! Empty, broken, deep and wide texts: no panic, and no more time than a text of that size may take.

use crate::sources::{Random, afresh, programs};
use racelens::syntax::{Language, LanguageId, by_id};
use std::time::{Duration, Instant};

const ALL: [LanguageId; 3] = [LanguageId::TypeScript, LanguageId::Python, LanguageId::Rust];

/// Audits on a stack as large as the command line and the server give, within `seconds` even without optimisation.
fn within(seconds: u64, what: &str, id: LanguageId, text: &str) {
    let language: &'static Language = by_id(id);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let work = std::thread::Builder::new().stack_size(16 << 20).spawn_scoped(scope, || afresh(language, text));
        work.unwrap().join().unwrap_or_else(|_| panic!("{what} ({}): a panic", language.name));
    });
    let took = begun.elapsed();
    println!("{what} ({}): {took:?}", language.name);
    assert!(took < Duration::from_secs(seconds), "{what} ({}): {took:?}", language.name);
}

#[test]
fn texts_that_are_hardly_texts() {
    for id in ALL {
        for text in
            ["", "\u{feff}", "\u{feff}f()\n", "\r", "\0", "f()\rg()\r", "\"", "/*", "'''", "{", "}", "#!", "\u{2028}"]
        {
            within(5, "an odd text", id, text);
        }
        within(10, "a line of a megabyte", id, &format!("x = \"{}\"", "a".repeat(1 << 20)));
    }
}

#[test]
fn random_bytes() {
    let mut random = Random::new(7);
    for id in ALL {
        for _ in 0..20 {
            let bytes: Vec<u8> = (0..300).map(|_| random.below(256) as u8).collect();
            within(5, "random bytes", id, &String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn a_file_cut_anywhere() {
    for id in ALL {
        let wanted = by_id(id);
        let programs = programs();
        let program = programs.iter().filter(|program| program.language.id == wanted.id);
        let text = &program.min_by_key(|program| program.text.len().abs_diff(500)).unwrap().text;
        for (end, _) in text.char_indices() {
            afresh(wanted, &text[..end]);
        }
    }
}

#[test]
fn deep() {
    let nest = |open: &str, inner: &str, close: &str, times: usize| {
        format!("{}{inner}{}\n", open.repeat(times), close.repeat(times))
    };
    for times in [300, 10_000] {
        within(20, "brackets", LanguageId::TypeScript, &format!("x = {}", nest("(", "y", ")", times)));
        within(20, "brackets", LanguageId::Rust, &format!("fn f() {{ x = {} }}", nest("(", "y", ")", times)));
        within(20, "lists", LanguageId::Python, &format!("x = {}", nest("[", "y", "]", times)));
        within(20, "ifs", LanguageId::TypeScript, &nest("if (this.x) { ", "await f();", " }", times));
        within(
            20,
            "ifs",
            LanguageId::Rust,
            &format!("async fn f() {{ {} }}", nest("if x { ", "f().await;", " }", times)),
        );
        within(20, "calls", LanguageId::TypeScript, &nest("f(", "x", ")", times));
        within(20, "calls", LanguageId::Python, &nest("f(", "x", ")", times));
        within(20, "fields", LanguageId::Rust, &format!("fn f() {{ x{} = 1; }}", ".a".repeat(times)));
        within(20, "negations", LanguageId::TypeScript, &format!("if ({}x) f();", "!".repeat(times)));
    }
    for times in [300, 2_000] {
        within(20, "closures", LanguageId::TypeScript, &nest("(() => { ", "await f();", " })", times));
        within(20, "closures", LanguageId::TypeScript, &nest("xs.map(x => { ", "this.n = x;", " })", times));
        within(20, "closures", LanguageId::Python, &format!("f = {}", nest("lambda: ", "x", "", times)));
        within(20, "tries", LanguageId::TypeScript, &nest("try { ", "await f();", " } finally { g(); }", times));
        within(20, "classes", LanguageId::TypeScript, &nest("class A { f() { ", "", " } }", times));
    }
}

#[test]
fn wide() {
    let terms = vec!["x"; 5_000];
    within(20, "a sum", LanguageId::TypeScript, &format!("y = {};", terms.join(" + ")));
    within(20, "a sum", LanguageId::Python, &format!("y = {}\n", terms.join(" + ")));
    within(20, "a test", LanguageId::Rust, &format!("fn f() {{ if {} {{ g() }} }}", terms.join(" && ")));
    within(20, "a test", LanguageId::TypeScript, &format!("if ({}) {{ g() }}", terms.join(" || ")));
    let chain: String = (0..3_000).map(|n| format!("if (x === {n}) {{ await f({n}); }} else ")).collect();
    within(20, "else-ifs", LanguageId::TypeScript, &format!("async function g() {{ {chain} {{}} }}"));
    let chain: String = (0..3_000).map(|n| format!("    elif x == {n}:\n        await f({n})\n")).collect();
    within(20, "elifs", LanguageId::Python, &format!("async def g():\n    if x:\n        pass\n{chain}"));
    let arms: String = (0..3_000).map(|n| format!("{n} => f({n}).await,\n")).collect();
    within(20, "arms", LanguageId::Rust, &format!("async fn g() {{ match x {{ {arms} _ => () }} }}"));
    let many: String = (0..20_000).map(|n| format!("    f(a{n});\n")).collect();
    within(20, "statements", LanguageId::TypeScript, &format!("async function g() {{\n{many}}}"));
    let finals = "try { if (this.a) return; await f(); } finally { if (this.b) return; this.c = 1; } ".repeat(300);
    within(20, "finals", LanguageId::TypeScript, &format!("class A {{ async g() {{ {finals} }} }}"));
}

/// The search for paths must not try every pair of the many steps on one place.
#[test]
fn many_steps_on_one_place() {
    let steps = |step: &str| step.repeat(2_000);
    let text = format!(
        "class A {{ async g() {{\n{}}} }}",
        steps("if (this.n > 1) return;\nawait f();\nthis.n = this.n + 1;\n")
    );
    within(60, "races", LanguageId::TypeScript, &text);
    let text = format!(
        "class A:\n    async def g(self):\n{}",
        steps("        n = self.n\n        await f()\n        self.n = n + 1\n")
    );
    within(60, "races", LanguageId::Python, &text);
    let text = format!(
        "impl A {{ async fn g(&self) {{\n{}}} }}",
        steps("let g = self.m.lock().unwrap(); f().await; drop(g);\n")
    );
    within(60, "locks", LanguageId::Rust, &text);
    let places: String = (0..500).map(|n| format!("if (!this.a{n}) {{ await f(); this.a{n} = 1; }}\n")).collect();
    within(60, "places", LanguageId::TypeScript, &format!("class A {{ async g() {{\n{places}}} }}"));
    let methods: String = (0..500)
        .map(|n| format!("async m{n}() {{ if (!this.a) {{ await this.m{}(); this.a = 1; }} }}\n", (n * 7) % 500))
        .collect();
    within(60, "methods", LanguageId::TypeScript, &format!("export class A {{ {methods} }}"));
}
