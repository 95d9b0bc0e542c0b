//! What the command line offers a shell, a terminal and an editor of settings.

use crate::{Project, WARNS};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn completions_for_every_shell_know_the_commands() {
    let project = Project::new(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = project.run(&["completions", shell]);
        let (code, script) = run.quiet();
        assert_eq!(code, 0);
        for word in ["audit", "explain", "fail-on"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(project.run(&["completions", "fsh"]).code, 2);
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let project = Project::new(&[]);
    let page = project.run(&["man"]);
    assert!(page.quiet().1.contains(".TH racelens 1"), "{}", page.stdout);
    let page = project.run(&["man", "audit"]);
    assert!(page.quiet().1.contains(".TH racelens-audit 1"), "{}", page.stdout);
    assert!(page.stdout.contains("\\-\\-fail\\-on"));
    let unknown = project.run(&["man", "audti"]);
    assert_eq!((unknown.code, unknown.stderr.as_str()), (2, "racelens: there is no command `audti`\n"));
}

#[test]
fn places_are_links_when_they_are_asked_for() {
    let project = Project::new(&[("a b.py", WARNS)]);
    let link =
        format!("\u{1b}]8;;file://{}/a%20b.py\u{1b}\\a b.py:1:8", project.path().canonicalize().unwrap().display());
    let shown = project.run(&["audit", "--hyperlinks", "always"]).stdout;
    assert!(shown.contains(&link), "{shown:?}");
    assert!(!project.run(&["audit"]).stdout.contains('\u{1b}'));
}

#[test]
fn a_report_that_goes_nowhere_else_than_to_a_terminal_tells_no_time() {
    let project = Project::new(&[("a.py", "x = 1\n")]);
    assert_eq!(project.run(&["audit", "--color", "never"]).quiet(), (0, "1 file audited: no findings.\n"));
}

/// The schema that editors are given is the one of this program. `UPDATE=1 cargo test --test cli` writes it anew.
#[test]
fn the_schema_in_the_folder_is_current() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/editors/racelens.schema.json");
    let schema = Project::new(&[]).run(&["schema"]).stdout;
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(file, &schema).unwrap();
    }
    let kept = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        kept == schema,
        "editors/racelens.schema.json is not what `racelens schema` prints: UPDATE=1 cargo test --test cli"
    );
}

#[test]
fn a_watched_project_is_audited_again_when_a_file_changes_comes_or_goes() {
    let project = Project::new(&[("a.py", "x = 1\n")]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_racelens"))
        .args(["audit", "--watch"])
        .current_dir(project.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let (sender, lines) = std::sync::mpsc::channel();
    std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    let wait_for = |wanted: &str| {
        let end = Instant::now() + Duration::from_secs(20);
        let mut seen = Vec::new();
        while let Ok(line) = lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if line.contains(wanted) {
                return;
            }
            seen.push(line);
        }
        panic!("no {wanted:?} in {seen:#?}");
    };
    wait_for("1 file audited: no findings.");
    project.write("b.py", WARNS.as_bytes());
    wait_for("2 files audited: 1 warning");
    project.write("racelens.toml", b"[rules]\nsuppression-without-reason = \"off\"\n");
    wait_for("2 files audited: no findings.");
    std::fs::remove_file(project.path().join("b.py")).unwrap();
    wait_for("1 file audited: no findings.");
    child.kill().unwrap();
    child.wait().unwrap();
}
