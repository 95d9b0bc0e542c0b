//! The pages of the catalogue are its tests: every fenced program in `queries/*.md` is audited, and what it claims must
//! hold, as `audit::test_page` says. `RULE=<id> cargo test --test pages` looks at one page, `SHOW_FIXES=1` shows what is offered.

use racelens::audit::{Catalogue, Fix, test_page};
use std::path::Path;
use std::{env, fs};

#[test]
fn pages() {
    let catalogue = Catalogue::builtin();
    let wanted = env::var("RULE").ok();
    let mut report = String::new();
    let (mut looked_at, mut failed) = (0, 0);
    for (id, text) in files() {
        if wanted.as_ref().is_some_and(|wanted| *wanted != id) {
            continue;
        }
        looked_at += 1;
        let show = |line: usize, fix: Option<(&Fix, String)>| match fix {
            _ if env::var_os("SHOW_FIXES").is_none() => {}
            Some((fix, text)) => {
                let safe = if fix.safe { "safe" } else { "unsafe" };
                println!("--- {id}.md:{line}: {} ({safe})\n{text}", fix.title);
            }
            None => println!("--- {id}.md:{line}: no fix"),
        };
        let Some(outcome) = test_page(catalogue, &id, &text, &show) else { continue };
        println!("{id}: {}", outcome.summary);
        for (line, message) in &outcome.failures {
            report += &format!("queries/{id}.md:{line}: {message}\n");
        }
        failed += outcome.failures.len();
    }
    assert!(looked_at > 0, "no page to look at; RULE is {wanted:?}");
    assert!(failed == 0, "{failed} claims do not hold:\n{report}");
}

/// Every page by its stem, in alphabetical order.
fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
    let paths = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<_> = paths
        .filter(|path| {
            path.extension().is_some_and(|suffix| suffix == "md")
                && path.file_stem().is_some_and(|stem| stem != "README")
        })
        .filter_map(|path| Some((path.file_stem()?.to_str()?.to_string(), fs::read_to_string(&path).ok()?)))
        .collect();
    files.sort();
    files
}
