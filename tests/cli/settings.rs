//! `racelens.toml`, as the command line meets it.

use crate::{Project, WARNS, places};
use serde_json::Value;

#[test]
fn severities_hold_for_the_project_and_for_paths() {
    let text = "exclude = [\"skip/\"]\n[rules]\nsuppression-without-reason = \"error\"\n\
                [[paths]]\nglob = [\"legacy/**\"]\nrules = { suppression-without-reason = \"off\" }\n";
    let project =
        Project::new(&[("racelens.toml", text), ("a.py", WARNS), ("legacy/b.py", WARNS), ("skip/c.py", WARNS)]);
    let report = project.json(&[]);
    assert_eq!(places(&report), ["a.py:1:8 suppression-without-reason"]);
    assert_eq!(report["findings"][0]["severity"], "error");
    assert_eq!(project.run(&["audit", "--fail-on", "error"]).code, 1);
}

#[test]
fn the_file_is_found_above_the_audited_folder() {
    let project =
        Project::new(&[("racelens.toml", "[rules]\nsuppression-without-reason = \"off\"\n"), ("a/b/c.py", WARNS)]);
    assert_eq!(project.run(&["audit", "a/b"]).code, 0);
    assert_eq!(project.run(&["audit", "a/b/c.py"]).code, 0);
}

#[test]
fn what_is_wrong_with_it_is_named_with_the_nearest_legal_word() {
    let wrong = |text: &str, message: &str| {
        let run = Project::new(&[("racelens.toml", text), ("a.py", WARNS)]).run(&["audit"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.contains(message), "{}", run.stderr);
    };
    wrong(
        "[rules]\n\nunknown-rulle = \"off\"",
        "racelens.toml:3: there is no rule `unknown-rulle`; did you mean `unknown-rule`?",
    );
    wrong(
        "[rule]\n",
        "racelens.toml:1: unknown field `rule`, expected one of `exclude`, `rules`, `paths`; did you mean `rules`?",
    );
    wrong("[rules]\nunknown-rule = \"eror\"", "did you mean `error`?");
    wrong("[[paths]]\nglobs = []\nrules = {}\n", "did you mean `glob`?");
    wrong("exclude = \"a\"", "racelens.toml:1: ");
    wrong("[rules", "racelens.toml:1: ");
}

#[test]
fn the_schema_of_the_file_accepts_what_the_program_accepts() {
    let schema: Value = serde_json::from_str(Project::new(&[]).run(&["schema"]).quiet().1).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let valid = |value: Value| validator.is_valid(&value);
    assert!(valid(
        serde_json::json!({ "exclude": ["a/"], "rules": { "unknown-rule": "off" }, "paths": [{ "glob": ["b"], "rules": {} }] })
    ));
    assert!(!valid(serde_json::json!({ "rules": { "unknown-rulle": "off" } })));
    assert!(!valid(serde_json::json!({ "rules": { "unknown-rule": "warn" } })));
    assert!(!valid(serde_json::json!({ "rulez": {} })));
}
