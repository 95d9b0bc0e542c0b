//! Rules of a project, in its `.racelens/`.

use crate::{Project, places};
use std::fs;
use std::path::Path;

/// The worked example of docs/own-rules.md.
fn example() -> Project {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/own-rules");
    let project = Project::new(&[]);
    let mut folders = vec![folder.clone()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => {
                    let name = path.strip_prefix(&folder).unwrap().to_str().unwrap().to_string();
                    project.write(&name, &fs::read(&path).unwrap());
                }
            }
        }
    }
    project
}

#[test]
fn a_rule_of_the_project_is_audited_explained_and_tested() {
    let project = example();
    let report = project.json(&[]);
    assert_eq!(places(&report), ["ledger.py:17:9 ledger-open-across-await"]);
    let text = "\
ledger-open-across-await: python 1 findings, 2 silences, 0 fixed
1 rule: every claim holds.
";
    assert_eq!(project.run(&["test"]).quiet(), (0, text));
    assert_eq!(project.run(&["audit", "--rule", "ledger-open-across-await"]).code, 1);
    let explained = project.run(&["explain", "ledger-open-across-await"]);
    assert!(explained.quiet().1.contains("there is one ledger for all tasks"), "{}", explained.stdout);
    assert!(project.run(&["rules"]).stdout.contains("ledger-open-across-await"));
    project.write("racelens.toml", b"[rules]\nledger-open-across-await = \"off\"\n");
    assert_eq!(project.run(&["audit"]).code, 0);
}

#[test]
fn a_claim_that_does_not_hold_is_told_with_its_line() {
    let project = example();
    let page = project.path().join(".racelens/ledger-open-across-await.md");
    let text = fs::read_to_string(&page).unwrap().replace("  # error", "");
    fs::write(&page, text).unwrap();
    let run = project.run(&["test"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains(".racelens/ledger-open-across-await.md:1: no finding in python"), "{}", run.stdout);
    assert!(run.stdout.contains("reported, but not claimed"), "{}", run.stdout);
    assert!(run.stdout.ends_with("1 rule: 2 claims do not hold.\n"), "{}", run.stdout);
}

#[test]
fn a_rule_that_does_not_load_is_2_and_names_its_place() {
    let wrong = |path: &str, text: &str, message: &str| {
        let project = example();
        project.write(path, text.as_bytes());
        for command in [["audit", "."], ["test", "."]] {
            let run = project.run(&command);
            assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
            assert!(run.stderr.contains(message), "{}", run.stderr);
        }
    };
    wrong(
        ".racelens/any/ledger-open-across-await.scm",
        "((event) @here\n  (#pth? @ledger \"acquire .. suspend\"))\n",
        ".racelens/any/ledger-open-across-await.scm:",
    );
    wrong(".racelens/any/nothing.scm", "", ".racelens/any/nothing.scm:1: there is no page `nothing.md`");
    wrong(".racelens/lost-update.md", "", ".racelens/lost-update.md:1: ");
    wrong(".racelens/ledger.md", &"x".repeat(300_000), ".racelens/ledger.md: too much");
}

#[test]
fn facts_of_the_project_serve_every_rule() {
    let python = "async def handle():\n    return crunch(1)\n";
    let facts = "; Makes its thread stand still.\n((call function: (_) @_own (#eq? @_own \"crunch\")) @block)\n";
    let project = Project::new(&[("a.py", python), (".racelens/python/facts.scm", facts)]);
    // Nothing in the file would be worth parsing otherwise than for `async def`.
    assert_eq!(places(&project.json(&[])), ["a.py:2:12 blocking-call-in-async"]);
}

#[test]
fn without_rules_there_is_nothing_to_test() {
    let run = Project::new(&[("a.py", "")]).run(&["test"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("there are no rules in a .racelens/"), "{}", run.stderr);
}
