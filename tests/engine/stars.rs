//! Files that take everything of each other.

use racelens::audit::{Auditor, Catalogue};
use racelens::project::{Index, Resolver};
use racelens::syntax::{Document, by_extension};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A name that none of them has is looked for in each of them once, not on each of the ways between them.
#[test]
fn files_that_take_all_of_each_other_are_asked_once() {
    let language = by_extension("rs").unwrap();
    let names: Vec<String> = (0..14).map(|n| format!("part{n}")).collect();
    let part = |own: &String| {
        let others = names.iter().filter(|other| *other != own);
        let imports: String = others.map(|other| format!("use crate::{other}::*;\n")).collect();
        let text = format!("{imports}pub async fn {own}_run() {{ helper().await; Thing::make().start().await; }}\n");
        (format!("src/{own}.rs"), text)
    };
    let root: String = names.iter().map(|name| format!("mod {name};\n")).collect();
    let texts = std::iter::once(("src/lib.rs".to_string(), root)).chain(names.iter().map(part));
    let files: Vec<_> = texts.map(|(path, text)| (path, Document::new(language, text))).collect();
    let begun = Instant::now();
    let digests = files.iter().map(|(_, file)| Some(Arc::new(Auditor::default().digest(Catalogue::builtin(), file))));
    let paths = files.iter().map(|(path, _)| path.clone()).collect();
    let index = Index::new(
        Resolver::new(paths, &|path| (path == "Cargo.toml").then(|| "[package]\nname = \"x\"\n".to_string())),
        digests.collect(),
    );
    (0..files.len() as u32).for_each(|file| drop(index.view(file)));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
