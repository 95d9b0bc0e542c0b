//! Edit by edit equals from scratch.

use crate::sources::{Program, Random, afresh, audit, joined, programs};
use racelens::audit::Auditor;
use racelens::syntax::{Document, by_extension, by_path};
use racelens::text::Span;
use std::fs;
use std::ops::Range;
use std::path::Path;

/// What is typed in: braces and quotes that open and do not close, words that change what code around them means, other
/// line ends, other alphabets.
const TYPED: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "'",
    "`",
    "\"\"\"",
    "/*",
    "*/",
    "//",
    "#",
    ";",
    ":",
    ",",
    ".",
    "=",
    "=>",
    "?",
    "\n",
    "\r\n",
    "\r",
    "  ",
    "\t",
    "é",
    "日本",
    "🦀",
    "\u{feff}",
    "\u{2028}",
    "await ",
    "async ",
    "return ",
    "yield ",
    "if ",
    "else ",
    "static ",
    "export ",
    "pub ",
    "mut ",
    "let ",
    "const ",
    "def f():\n    ",
    "class A:\n",
    "class A {",
    "@staticmethod\n",
    "#[tokio::main]\n",
    "import x\n",
    "from a import b as c\n",
    "use a::b;\n",
    "this.",
    "self.",
    "await f();\n",
    "x = 1\n",
    " = null",
    " as ",
    "lock",
    "lambda: ",
    "() => ",
    "global x\n",
    "try {",
    "finally ",
];

/// The words that a line which matters to the rest of its file begins with.
const HEADS: &[&str] =
    &["import", "from", "use ", "class", "export", "impl", "struct", "@", "#[", "const", "let", "static", "pub", "def"];

/// One random edit: the bytes it replaces, and with what.
fn edit(random: &mut Random, text: &str) -> (Range<usize>, String) {
    let at = boundary(text, random.below(text.len() + 1));
    let word = |at: usize| {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let start = text[..at]
            .rfind(|c| !is_word(c))
            .map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
        let end = text[at..].find(|c| !is_word(c)).map_or(text.len(), |end| at + end);
        start..end
    };
    let line = |at: usize| {
        let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        start..end
    };
    match random.below(12) {
        0..=2 => (at..at, random.pick(TYPED).to_string()),
        3 => (at..boundary(text, (at + 1 + random.below(12)).min(text.len())), String::new()),
        4 => (word(at), random.pick(TYPED).to_string()),
        5 => (word(at), text[word(boundary(text, random.below(text.len() + 1)))].to_string()),
        6 => (line(at), String::new()),
        7 => (at..at, text[line(boundary(text, random.below(text.len() + 1)))].to_string()),
        8 => {
            let end = text[at..].find('\n').map_or(at, |end| at + end);
            (end..end, "\r".to_string())
        }
        // A name, a type or a path in a line that the rest of the file depends on.
        _ => {
            let mut offset = 0;
            let mut heads = Vec::new();
            for line in text.split_inclusive('\n') {
                if HEADS.iter().any(|head| line.trim_start().starts_with(head)) {
                    heads.push(offset..offset + line.len());
                }
                offset += line.len();
            }
            let Some(head) = heads.get(random.below(heads.len())).cloned() else { return (at..at, " ".to_string()) };
            let at = boundary(text, head.start + random.below(head.len() + 1));
            let with = if random.below(2) == 0 {
                random.pick(TYPED).to_string()
            } else {
                text[word(boundary(text, random.below(text.len() + 1)))].to_string()
            };
            (word(at), with)
        }
    }
}

/// The nearest boundary of a character at or before `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Applies `rounds` edits, every other one taken back after some more, and compares each time. How many findings were
/// compared.
fn run(program: &Program, seed: u64, rounds: usize) -> usize {
    let mut random = Random::new(seed);
    let mut document = Document::new(program.language, program.text.clone());
    let mut auditor = Auditor::default();
    let mut undo: Vec<(Range<usize>, String)> = Vec::new();
    let mut seen = audit(&mut auditor, &document).len();
    for round in 0..rounds {
        // A few edits on end, then all of them back: most of the time the text should make some sense.
        let back = undo.len() > random.below(3);
        let (range, with) = match undo.pop().filter(|_| back) {
            Some(last) => last,
            None => edit(&mut random, document.text()),
        };
        if !back {
            let old = document.text()[range.clone()].to_string();
            undo.push((range.start..range.start + with.len(), old));
        }
        let before = document.text().to_string();
        document.edit(Span::new(range.start as u32, range.end as u32), &with);
        let kept = audit(&mut auditor, &document);
        let fresh = afresh(program.language, document.text());
        seen += fresh.len();
        assert!(
            kept == fresh,
            "{} (seed {seed}, round {round}): after {range:?} became {with:?} in\n{before}\nkept: {kept:#?}\nfresh: {fresh:#?}",
            program.name
        );
    }
    seen
}

/// How the parser recovers from an error depends on what follows: the same function is another one then.
#[test]
fn a_function_that_is_recovered_otherwise_is_judged_anew() {
    let method = |name: &str, last: &str| {
        format!(
            "async def {name}(session, user, amount):\n    try:\n        user.balance -= amount\n        await session.commit()\n    except Exception as error:\n{last}\n\n\n"
        )
    };
    let torn =
        "        await session.roll        await session.commit()\nback()\n        logger.error(\"failed: %s\", error)";
    let text = method("charge", torn)
        + &method("charge_or_fail", "        raise")
        + &method("charge_or_tell", "        raise");
    let at = text.match_indices("    try:\n").nth(1).unwrap().0 + "    try:".len();
    let mut document = Document::new(by_extension("py").unwrap(), text);
    let mut auditor = Auditor::default();
    let before = audit(&mut auditor, &document);
    document.edit(Span::new(at as u32, at as u32), "        await session.commit()\n");
    let kept = audit(&mut auditor, &document);
    assert_eq!(kept, afresh(document.language(), document.text()));
    assert_ne!(kept.len(), before.len(), "the edit makes no difference to what is found: the test tests nothing");
}

#[test]
fn edit_by_edit_equals_from_scratch() {
    let seen: usize = programs().iter().zip(1..).map(|(program, seed)| run(program, seed, 12)).sum();
    assert!(seen > 300, "only {seen} findings were compared");
}

#[test]
fn edit_by_edit_equals_from_scratch_among_many_functions() {
    let seen: usize = joined().iter().zip(1000..).map(|(program, seed)| run(program, seed, 6)).sum();
    assert!(seen > 1000, "only {seen} findings were compared");
}

/// A class of many methods on a few fields, half of which race: what a method does is asked for by others.
fn many_methods(extension: &str) -> Program {
    let mut text = String::new();
    match extension {
        "ts" => {
            text += "export class Rooms {\n  rooms = new Map<string, Room>();\n";
            for n in 0..60 {
                text += &format!(
                    "  async open{n}(key: string) {{\n    if (this.count{} === undefined) {{\n      const room = await this.load{n}(key);\n      this.count{} = room;\n    }}\n    return this.count{};\n  }}\n\n  async load{n}(key: string) {{\n    const found = await fetch(key);\n    return found.status;\n  }}\n\n",
                    n % 7,
                    n % 7,
                    n % 5
                );
            }
            text += "}\n";
        }
        _ => {
            text += "class Rooms:\n    def __init__(self):\n        self.rooms = {}\n\n";
            for n in 0..60 {
                text += &format!(
                    "    async def open{n}(self, key):\n        if self.count{} is None:\n            room = await self.load{n}(key)\n            self.count{} = room\n        return self.count{}\n\n    async def load{n}(self, key):\n        found = await asyncio.sleep(key)\n        return found\n\n",
                    n % 7,
                    n % 7,
                    n % 5
                );
            }
        }
    }
    Program { name: format!("many methods ({extension})"), language: by_extension(extension).unwrap(), text }
}

#[test]
fn edit_by_edit_equals_from_scratch_where_all_share_a_few_places() {
    let seen: usize = ["ts", "py"].iter().map(|extension| run(&many_methods(extension), 7, 40)).sum();
    assert!(seen > 500, "only {seen} findings were compared");
}

/// In a long function a search looks only where it can get to its end: that must not be another answer.
#[test]
fn a_long_function_is_judged_like_a_short_one() {
    let rules = |filler: usize, head: &str, tail: &str| {
        let filler: String = (0..filler).map(|n| format!("    if (a{n}) log({n});\n")).collect();
        let text = format!(
            "export class Cart {{\n  total = 0;\n  async add(price: number) {{\n{filler}{head}    const before = this.total;\n{filler}    await save(price);\n{filler}    this.total = before + price;\n{tail}{filler}  }}\n  async clear() {{\n{filler}{head}    if (this.total > 0) {{\n      await save(0);\n{filler}      this.total = 0;\n    }}\n{tail}  }}\n}}\n"
        );
        let language = by_extension("ts").unwrap();
        let found = afresh(language, &text).into_iter().map(|finding| (finding.rule, finding.function));
        found.collect::<Vec<_>>()
    };
    for (head, tail) in
        [("", ""), ("    while (more()) {\n", "    }\n"), ("    try {\n", "    } finally { done(); }\n")]
    {
        let short = rules(0, head, tail);
        assert!(short.len() >= 2, "{head}{short:?}");
        assert_eq!(rules(150, head, tail), short, "{head}");
    }
}

/// What a keystroke costs, in functions that are judged: it must not grow with the file.
#[test]
fn an_edit_is_judged_where_it_matters() {
    // In Python, rules of threads ask whoever shares a place with the caller, too.
    for (extension, call, few) in [("ts", "fetch(key)", 6), ("py", "asyncio.sleep(key)", 24)] {
        let program = many_methods(extension);
        let mut document = Document::new(program.language, program.text.clone());
        let mut auditor = Auditor::default();
        audit(&mut auditor, &document);
        let all = auditor.judged();
        assert!(all > 100, "{all}");
        let judged = |document: &mut Document, auditor: &mut Auditor, at: usize, typed: &str| {
            let before = auditor.judged();
            document.edit(Span::new(at as u32, at as u32), typed);
            audit(auditor, document);
            auditor.judged() - before
        };
        // An argument in a function that only its caller knows.
        let at = program.text.match_indices(call).nth(30).unwrap().0 + call.len() - 1;
        let cost = judged(&mut document, &mut auditor, at, "x");
        assert!(cost <= few, "{extension}: {cost} of {all} functions for an argument");
        // A line in front of everything.
        let cost = judged(&mut document, &mut auditor, 0, "\n");
        assert_eq!(cost, 0, "{extension}: {cost} of {all} functions for an empty line");
        // A place that every seventh function has.
        let at = document.text().match_indices("count3").nth(9).unwrap().0 + "count3".len();
        let cost = judged(&mut document, &mut auditor, at, "x");
        assert!(cost <= all / 3, "{extension}: {cost} of {all} functions for a field");
    }
}

/// All files of a folder, 60 edits each: `RACELENS_CORPUS=folder cargo test --release --test engine -- --ignored`.
#[test]
#[ignore = "takes minutes"]
fn edit_by_edit_equals_from_scratch_over_a_corpus() {
    let mut folders = vec![std::env::var("RACELENS_CORPUS").expect("RACELENS_CORPUS names a folder").into()];
    let mut seed = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir::<std::path::PathBuf>(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let (Some(language), Ok(text)) = (by_path(Path::new(&path)), fs::read_to_string(&path)) {
                seed += 1;
                run(&Program { name: path.display().to_string(), language, text }, seed, 60);
            }
        }
    }
    assert!(seed > 0, "no file to edit");
}
