//! The binary, run as a user runs it.
//!
//! A comment that allows a hazard without a reason is itself a finding (a warning), and one that allows nothing a hint:
//! they serve here wherever a test needs a finding whose place it knows.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod bad_input;
mod cache;
mod discovery;
mod example;
mod fix;
mod formats;
mod map;
mod narrow;
mod own;
mod page;
mod settings;
mod terminal;
mod why;

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Where runs keep what they found out, instead of in the folder of whoever runs the tests.
const CACHES: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/caches");

/// A line with one warning, in Python.
const WARNS: &str = "x = 1  # racelens: allow(unknown-rule)\n";

/// A file whose state another file checks and changes: a hazard that neither shows by itself.
const STORE: &str = "\
export class RoomStore {
  private rooms = new Map<string, Room>();
  has(code: string) {
    return this.rooms.has(code);
  }
  put(code: string, room: Room) {
    this.rooms.set(code, room);
  }
}
export const store = new RoomStore();
";

const ROOMS: &str = "\
import { store } from './store';
export async function enter(code: string) {
  if (!store.has(code)) {
    const room = await createRoom(code);
    store.put(code, room);
  }
}
";

/// A folder of files for one test.
struct Project {
    folder: TempDir,
}

/// What a run came to.
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Project {
    /// A project of these files: path and contents.
    fn new(files: &[(&str, &str)]) -> Project {
        let project = Project { folder: TempDir::new().unwrap() };
        for (path, text) in files {
            project.write(path, text.as_bytes());
        }
        project
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let file = self.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }

    /// Runs `racelens` in the folder of the project.
    fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, b"")
    }

    fn run_with(&self, arguments: &[&str], stdin: &[u8]) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_racelens"))
            .args(arguments)
            .current_dir(self.path())
            .env_remove("NO_COLOR")
            .env("RACELENS_CACHE", CACHES)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A run that fails early does not read what it is given.
        let _ = child.stdin.take().unwrap().write_all(stdin);
        let done = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run { code: done.status.code().unwrap_or(-1), stdout: text(done.stdout), stderr: text(done.stderr) }
    }

    /// The JSON report of an audit of the whole project.
    fn json(&self, arguments: &[&str]) -> Value {
        let run = self.run(&[&["audit", "--format", "json"], arguments].concat());
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", run.stdout, run.stderr))
    }
}

impl Run {
    /// Code and stdout; nothing on stderr.
    fn quiet(&self) -> (i32, &str) {
        assert_eq!(self.stderr, "");
        (self.code, &self.stdout)
    }
}

/// `path:line:column rule` of each finding of a JSON report.
fn places(report: &Value) -> Vec<String> {
    let place = |finding: &Value| {
        let start = &finding["range"]["start"];
        format!(
            "{}:{}:{} {}",
            finding["path"].as_str().unwrap(),
            start["line"],
            start["column"],
            finding["rule"].as_str().unwrap()
        )
    };
    report["findings"].as_array().unwrap().iter().map(place).collect()
}

#[test]
fn nothing_found_is_0() {
    let project = Project::new(&[("a.py", "x = 1\n")]);
    assert_eq!(project.run(&["audit"]).quiet(), (0, "1 file audited: no findings.\n"));
    assert_eq!(Project::new(&[]).run(&["audit"]).quiet(), (0, "0 files audited: no findings.\n"));
}

#[test]
fn a_finding_at_or_above_the_level_that_fails_is_1() {
    let project = Project::new(&[("a.py", WARNS)]);
    assert_eq!(project.run(&["audit"]).code, 1);
    assert_eq!(project.run(&["audit", "--fail-on", "error"]).code, 0);
    assert_eq!(project.run(&["audit", "--fail-on", "off"]).code, 0);
}

#[test]
fn hints_are_shown_only_when_asked_for() {
    let project = Project::new(&[("a.py", "x = 1  # racelens: allow(unknown-rule): not there\n")]);
    assert_eq!(project.run(&["audit"]).quiet(), (0, "1 file audited: no findings.\n"));
    assert_eq!(places(&project.json(&["--strict"])), ["a.py:1:26 unused-suppression"]);
    assert_eq!(project.run(&["audit", "--strict"]).code, 0);
    assert_eq!(project.run(&["audit", "--fail-on", "hint"]).code, 1);
}

#[test]
fn what_cannot_be_done_is_2_and_says_why() {
    let project = Project::new(&[("a.py", WARNS)]);
    let fails = |arguments: &[&str], why: &str| {
        let run = project.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(run.stderr.contains(why), "{arguments:?}: {}", run.stderr);
    };
    fails(&["audit", "nowhere"], "racelens: nowhere: No such file");
    fails(&["audit", "--rule", "unknown-rul"], "there is no rule `unknown-rul`; did you mean `unknown-rule`?");
    fails(&["explain", "unknown-rul"], "did you mean `unknown-rule`?");
    fails(&["audit", "--format", "yaml"], "possible values");
    fails(&["audit", "--fail-on", "never"], "not one of hint, info, warning, error, off");
    fails(&["audit", "--output", "no/such/folder.json"], "no/such/folder.json: ");
    fails(&["audit", "--stdin-filename", "notes.txt"], "notes.txt: not the name of a file of");
    fails(&["tape", "nowhere.py"], "nowhere.py: No such file");
    fails(&["frobnicate"], "unrecognized subcommand");
}

#[test]
fn only_the_rules_that_are_named_are_reported() {
    let project = Project::new(&[("a.py", "x = 1  # racelens: allow(nonsense)\n")]);
    assert_eq!(places(&project.json(&[])), ["a.py:1:8 suppression-without-reason", "a.py:1:26 unknown-rule"]);
    assert_eq!(places(&project.json(&["--rule", "unknown-rule"])), ["a.py:1:26 unknown-rule"]);
}

#[test]
fn source_on_stdin_is_audited_as_the_file_of_that_name() {
    let project = Project::new(&[(
        "racelens.toml",
        "[[paths]]\nglob = [\"old/\"]\nrules = { suppression-without-reason = \"off\" }\n",
    )]);
    let run = |name: &str| project.run_with(&["audit", "--format", "json", "--stdin-filename", name], WARNS.as_bytes());
    let report: Value = serde_json::from_str(run("new/a.py").quiet().1).unwrap();
    assert_eq!(places(&report), ["new/a.py:1:8 suppression-without-reason"]);
    assert_eq!(run("new/a.py").code, 1);
    assert_eq!(run("old/a.py").code, 0);
    let refused = project.run_with(&["audit", "--stdin-filename", "a.py"], b"\xff\xfea\0");
    assert_eq!((refused.code, refused.stderr.as_str()), (0, "racelens: a.py: skipped: UTF-16, not UTF-8\n"));
}

#[test]
fn a_reason_on_the_line_or_above_it_allows() {
    let allowed = "x = 1  # racelens: allow(nonsense): an example\n";
    let above = "# racelens: allow(unknown-rule): the next line shows one\n";
    let project = Project::new(&[("a.py", &format!("{above}{allowed}")), ("b.py", &format!("{above}\n{allowed}"))]);
    let expected = ["b.py:1:19 unused-suppression", "b.py:3:26 unknown-rule"];
    assert_eq!(places(&project.json(&["--strict"])), expected);
}

#[test]
fn the_report_is_the_same_for_any_number_of_threads() {
    let project = Project::new(&[]);
    for index in 0..60 {
        let text = format!("{}{}", "y = 2\n".repeat(index * 7 % 50), WARNS.repeat(index % 4));
        project.write(&format!("{}/{index}.py", index % 7), text.as_bytes());
    }
    for format in ["text", "json", "sarif", "github"] {
        let report = |threads: &str| project.run(&["audit", "--format", format, "--threads", threads]).stdout;
        let one = report("1");
        assert!(one.len() > 1000);
        assert!(one == report("2") && one == report("7") && one == report("0"), "{format}");
    }
}

#[test]
fn rules_can_be_listed_and_explained() {
    let project = Project::new(&[]);
    let list = project.run(&["rules"]);
    assert!(list.quiet().1.lines().any(|line| line.starts_with("unused-suppression") && line.contains(" hint ")));
    let list: Value = serde_json::from_str(project.run(&["rules", "--format", "json"]).quiet().1).unwrap();
    let id = |rule: &Value| rule["id"].as_str().unwrap().to_string();
    let ids: Vec<String> = list.as_array().unwrap().iter().map(id).collect();
    assert!(ids.is_sorted() && ids.contains(&"unknown-rule".to_string()));
    let page = project.run(&["explain", "unknown-rule"]);
    assert!(
        page.quiet()
            .1
            .starts_with("unknown-rule · warning · typescript, python, rust\n\nA comment allows a rule by a name")
    );
}

#[test]
fn a_reader_that_stops_early_is_no_fault() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_racelens"))
        .arg("schema")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert_eq!((done.status.code(), done.stderr.len()), (Some(0), 0));
}
