//! What is left out of a report: findings that a baseline knows, and those that no change touches.

use crate::{Project, WARNS, places};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn a_baseline_sets_aside_what_it_knows_wherever_the_lines_go() {
    let project = Project::new(&[("src/a.py", WARNS)]);
    let text = "1 file audited: no findings. Set aside by the baseline: 1.\n";
    assert_eq!(project.run(&["audit", "--write-baseline", "known.json"]).quiet(), (0, text));
    project.write("src/a.py", format!("import os\n\n\n{WARNS}y = 2\n{WARNS}").as_bytes());
    let report = project.json(&["--baseline", "known.json"]);
    assert_eq!(places(&report), ["src/a.py:6:8 suppression-without-reason"]);
    assert_eq!(report["summary"]["set_aside"], 1);
    assert_eq!(project.run(&["audit", "--baseline", "known.json"]).code, 1);
    // From elsewhere, and of a part, the paths mean the same.
    assert_eq!(places(&project.json(&["src", "--baseline", "known.json"])).len(), 1);
    assert_eq!(places(&project.json(&["src/a.py", "--baseline", "known.json"])).len(), 1);
}

#[test]
fn a_baseline_follows_a_file_that_has_moved() {
    let project = Project::new(&[("a.py", WARNS)]);
    project.run(&["audit", "--write-baseline", "known.json"]);
    fs::rename(project.path().join("a.py"), project.path().join("b.py")).unwrap();
    assert_eq!(project.run(&["audit", "--baseline", "known.json"]).code, 0);
    project.write("a.py", WARNS.as_bytes());
    // Now the one in `a.py` is the known one.
    assert_eq!(places(&project.json(&["--baseline", "known.json"])), ["b.py:1:8 suppression-without-reason"]);
}

#[test]
fn a_baseline_keeps_reasons_and_tells_what_is_gone() {
    let project = Project::new(&[("a.py", WARNS), ("b.py", WARNS)]);
    project.run(&["audit", "--write-baseline", "known.json"]);
    let file = project.path().join("known.json");
    let mut known: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(known["findings"][0]["path"], "a.py");
    known["findings"][0]["reason"] = "legacy".into();
    fs::write(&file, known.to_string()).unwrap();
    project.write("b.py", b"x = 1\n");
    let run = project.run(&["audit", "--baseline", "known.json"]);
    assert_eq!(run.code, 0);
    assert_eq!(
        run.stderr,
        "racelens: known.json: 1 finding of it is not there any more; --write-baseline forgets them\n"
    );
    project.run(&["audit", "--write-baseline", "known.json"]);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("\"reason\": \"legacy\"") && !text.contains("b.py"), "{text}");
}

#[test]
fn a_bad_baseline_is_2_and_says_why() {
    let project = Project::new(&[("a.py", WARNS), ("known.json", "{}")]);
    let run = project.run(&["audit", "--baseline", "known.json"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("known.json: not a baseline: missing field"), "{}", run.stderr);
    let run = project.run(&["audit", "--baseline", "nowhere.json"]);
    assert!(run.code == 2 && run.stderr.contains("nowhere.json: "), "{}", run.stderr);
    assert_eq!(project.run(&["audit", "--baseline", "a", "--write-baseline", "b"]).code, 2);
}

fn git(folder: &Path, arguments: &[&str]) {
    let done = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// A repository with one commit.
fn repository(files: &[(&str, &str)]) -> Project {
    let project = Project::new(files);
    git(project.path(), &["init", "-q", "-b", "main"]);
    git(project.path(), &["add", "-A"]);
    git(project.path(), &["commit", "-q", "-m", "First"]);
    project
}

#[test]
fn only_what_a_change_touches_is_told() {
    let project = repository(&[("a.py", WARNS), ("src/b.py", &format!("{WARNS}\n\n\n"))]);
    assert_eq!(places(&project.json(&["--changed-since", "HEAD"])), Vec::<String>::new());
    project.write("src/b.py", format!("{WARNS}\n\n\n{WARNS}").as_bytes());
    project.write("new.py", WARNS.as_bytes());
    let told = ["new.py:1:8 suppression-without-reason", "src/b.py:5:8 suppression-without-reason"];
    assert_eq!(places(&project.json(&["--changed-since", "HEAD"])), told);
    assert_eq!(places(&project.json(&["src", "--changed-since", "main"])), ["b.py:5:8 suppression-without-reason"]);
    let run = project.run(&["audit", "--changed-since", "main"]);
    assert!(run.stdout.ends_with("Told is only what touches a change since main.\n"), "{}", run.stdout);
    git(project.path(), &["checkout", "-q", "-b", "work"]);
    git(project.path(), &["add", "-A"]);
    git(project.path(), &["commit", "-q", "-m", "Second"]);
    assert_eq!(places(&project.json(&["--changed-since", "main"])), told);
    assert_eq!(places(&project.json(&["--changed-since", "work"])), Vec::<String>::new());
}

#[test]
fn a_step_far_from_the_finding_counts_too() {
    let python = "\
import asyncio


class Jobs:
    def __init__(self):
        self.open = None

    async def start(self):
        if self.open is None:
            await asyncio.sleep(1)
            self.open = 1
            print(self.open)

    def stop(self):
        self.open = None
";
    let project = repository(&[("a.py", python)]);
    let all = places(&project.json(&["--strict"]));
    assert!(!all.is_empty());
    assert_eq!(places(&project.json(&["--strict", "--changed-since", "HEAD"])), Vec::<String>::new());
    project.write("a.py", python.replace("is None:", "is  None:").as_bytes());
    assert_eq!(places(&project.json(&["--strict", "--changed-since", "HEAD"])), all);
}

#[test]
fn nothing_of_a_hostile_repository_is_run() {
    let project = repository(&[("a.py", WARNS), (".gitattributes", "*.py diff=evil filter=evil\n")]);
    let trap = project.path().join("ran");
    let script = format!("touch {}", trap.display());
    for key in [
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.clean",
        "filter.evil.smudge",
        "core.sshCommand",
    ] {
        git(project.path(), &["config", key, &script]);
    }
    let hook = project.path().join(".git/hooks/post-index-change");
    fs::write(&hook, format!("#!/bin/sh\n{script}\n")).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    project.write("a.py", format!("y = 1\n{WARNS}{WARNS}").as_bytes());
    let _ = fs::remove_file(&trap);
    let report = project.json(&["--changed-since", "HEAD"]);
    assert_eq!(places(&report).len(), 1, "{report}");
    assert!(!trap.exists());
}

#[test]
fn without_git_or_a_revision_it_is_2_and_says_so() {
    let project = repository(&[("a.py", WARNS)]);
    let told = |run: crate::Run| {
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        run.stderr
    };
    assert_eq!(
        told(project.run(&["audit", "--changed-since", "nowhere"])),
        "racelens: git knows no revision `nowhere`\n"
    );
    assert_eq!(
        told(project.run(&["audit", "--changed-since=--output=x"])),
        "racelens: git knows no revision `--output=x`\n"
    );
    let elsewhere = Project::new(&[("a.py", WARNS)]);
    assert!(told(elsewhere.run(&["audit", "--changed-since", "HEAD"])).contains("not a git repository"));
    let done = Command::new(env!("CARGO_BIN_EXE_racelens"))
        .args(["audit", "--changed-since", "HEAD"])
        .current_dir(project.path())
        .env("PATH", "")
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8(done.stderr).unwrap().contains("git is not installed"));
}
