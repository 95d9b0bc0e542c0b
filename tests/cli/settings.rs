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
        "racelens.toml:1: unknown field `rule`, expected one of `profile`, `include`, `exclude`, `rules`, `paths`, `names`; did you mean `rules`?",
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
    assert!(valid(
        serde_json::json!({ "profile": "strict", "include": ["src/"], "names": { "async-locks": ["Gate"] } })
    ));
    assert!(!valid(serde_json::json!({ "profile": "strikt" })));
    assert!(!valid(serde_json::json!({ "names": { "async_locks": [] } })));
    assert!(!valid(serde_json::json!({ "rules": { "unknown-rulle": "off" } })));
    assert!(!valid(serde_json::json!({ "rules": { "unknown-rule": "warn" } })));
    assert!(!valid(serde_json::json!({ "rulez": {} })));
}

const HINT: &str = "x = 1  # racelens: allow(lost-update): nothing to allow\n";

#[test]
fn a_profile_says_how_much_is_told() {
    let told = |profile: &str| {
        let text = format!("profile = \"{profile}\"\n");
        let project = Project::new(&[("racelens.toml", &text), ("a.py", WARNS), ("b.py", HINT)]);
        let report = project.json(&["--strict"]);
        let of = |finding: &Value| {
            format!("{} {}", finding["path"].as_str().unwrap(), finding["severity"].as_str().unwrap())
        };
        let told: std::collections::BTreeSet<String> = report["findings"].as_array().unwrap().iter().map(of).collect();
        told.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(told("minimal"), ["a.py warning"]);
    assert_eq!(told("recommended"), ["a.py hint", "a.py warning", "b.py hint"]);
    assert_eq!(told("strict"), ["a.py info", "a.py warning", "b.py info"]);
    let run = Project::new(&[("racelens.toml", "profile = \"strikt\"\n"), ("a.py", WARNS)]).run(&["audit"]);
    assert!(
        run.stderr.contains("racelens.toml:1: ") && run.stderr.contains("did you mean `strict`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn include_names_all_that_is_looked_at() {
    let project = Project::new(&[
        ("racelens.toml", "include = [\"src/\", \"/tool.py\"]\nexclude = [\"src/old/\"]\n"),
        ("src/a.py", WARNS),
        ("src/old/b.py", WARNS),
        ("other/c.py", WARNS),
        ("tool.py", WARNS),
    ]);
    let rule = "suppression-without-reason";
    assert_eq!(places(&project.json(&[])), [format!("src/a.py:1:8 {rule}"), format!("tool.py:1:8 {rule}")]);
}

/// What is told with and without what the project calls its own.
fn with_names(names: &str, path: &str, code: &str) -> (Vec<String>, Vec<String>) {
    let told = |files: &[(&str, &str)]| places(&Project::new(files).json(&["--strict"]));
    let toml = format!("[names]\n{names}\n");
    (told(&[(path, code)]), told(&[(path, code), ("racelens.toml", &toml)]))
}

#[test]
fn own_locks_are_locks() {
    let code = "\
from app.sync import Turnstile


class Shop:
    def __init__(self):
        self.turn = Turnstile()
        self.open = {}

    async def join(self, name):
        async with self.turn:
            if name in self.open:
                return
            self.open[name] = await reserve(name)
";
    let (without, with) = with_names("async-locks = [\"Turnstile\"]", "shop.py", code);
    assert!(without.iter().any(|place| place.ends_with("check-then-act-across-await")), "{without:?}");
    assert!(!with.iter().any(|place| place.ends_with("check-then-act-across-await")), "{with:?}");
    let code = "\
from app.sync import Latch


class Stock:
    def __init__(self):
        self.guard = Latch()

    async def take(self):
        with self.guard:
            await count()
";
    let (without, with) = with_names("locks = [\"Latch\"]", "stock.py", code);
    assert!(!without.iter().any(|place| place.ends_with("lock-held-across-await")), "{without:?}");
    assert!(with.iter().any(|place| place.ends_with("lock-held-across-await")), "{with:?}");
}

#[test]
fn own_functions_block() {
    let code = "async def handle(request):\n    return legacy.crunch(request)\n";
    let (without, with) = with_names("blocking = [\"legacy.crunch\"]", "app.py", code);
    assert_eq!(without, Vec::<String>::new());
    assert_eq!(with, ["app.py:2:12 blocking-call-in-async"]);
    let (_, other) = with_names("blocking = [\"crunch\"]", "app.py", code);
    assert_eq!(other, with);
    let (_, none) = with_names("blocking = [\"runch\"]", "app.py", code);
    assert_eq!(none, Vec::<String>::new());
}

#[test]
fn a_serialized_entry_point_never_meets_itself() {
    let code = "\
export class Worker {
  total = 0;

  async run(job: string) {
    const before = this.total;
    this.total = before + (await price(job));
  }
}
";
    let (without, with) = with_names("serialized-entry-points = [\"Worker.run\"]", "worker.ts", code);
    assert!(without.iter().any(|place| place.ends_with("lost-update")), "{without:?}");
    assert!(!with.iter().any(|place| place.ends_with("lost-update")), "{with:?}");
}

#[test]
fn own_files_keep_state() {
    let code = "def save(text):\n    with open('data/main.ledger', 'w') as file:\n        file.write(text)\n";
    let (without, with) = with_names("state-files = [\"*.ledger\"]", "book.py", code);
    assert_eq!(without, Vec::<String>::new());
    assert!(with.iter().any(|place| place.ends_with("non-atomic-file-write")), "{with:?}");
}

#[test]
fn wrong_names_are_told() {
    let wrong = |names: &str, message: &str| {
        let toml = format!("[names]\n{names}\n");
        let run = Project::new(&[("racelens.toml", &toml), ("a.py", WARNS)]).run(&["audit"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.contains(message), "{}", run.stderr);
    };
    wrong("lock = [\"Latch\"]", "did you mean `locks`?");
    wrong("locks = [\"my lock\"]", "racelens.toml:2: `my lock` is not a name");
    wrong("state-files = [\"\"]", "is not a glob");
}
