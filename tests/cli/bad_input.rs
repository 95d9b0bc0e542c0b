//! Files as they come: a message or silence for each, never a panic, never a hang.

use crate::{Project, WARNS, places};
use std::fs;

#[test]
fn an_empty_file_is_audited_in_silence() {
    let project = Project::new(&[("a.py", ""), ("b.ts", ""), ("c.rs", "\n\n")]);
    assert_eq!(project.run(&["audit"]).quiet(), (0, "3 files audited: no findings.\n"));
}

#[test]
fn lines_and_columns_hold_after_a_byte_order_mark_and_for_every_line_end() {
    let project = Project::new(&[]);
    project.write("bom.py", format!("\u{feff}{WARNS}").as_bytes());
    project.write("bom.ts", "\u{feff}let a = 1; // racelens: allow(unknown-rule)\n".as_bytes());
    project.write("bom.rs", "\u{feff}const A: u8 = 1; // racelens: allow(unknown-rule)\n".as_bytes());
    project.write("crlf.py", format!("y = 2\r\n\r\n{}", WARNS.replace('\n', "\r\n")).as_bytes());
    project.write("cr.ts", b"let a = 1;\rlet b = 2;\r/* racelens: allow(unknown-rule) */ let c = 3;\r");
    project.write("wide.py", format!("s = '日本𝄞é'; {WARNS}").as_bytes());
    let rule = "suppression-without-reason";
    let expected = ["bom.py:1:8", "bom.rs:1:18", "bom.ts:1:12", "cr.ts:3:1", "crlf.py:3:8", "wide.py:1:20"];
    assert_eq!(places(&project.json(&[])), expected.map(|place| format!("{place} {rule}")));
    // No form of report minds.
    for format in ["text", "sarif", "github"] {
        assert_eq!(project.run(&["audit", "--format", format]).code, 1);
    }
}

#[test]
fn what_is_no_text_is_skipped_with_a_word_and_does_not_fail_the_run() {
    let project = Project::new(&[("good.py", "x = 1\n")]);
    project.write("latin1.py", b"s = 'caf\xe9'\n");
    project.write("utf16.ts", b"\xff\xfel\0e\0t\0");
    project.write("binary.rs", b"\x7fELF\0\0\0\x01");
    let run = project.run(&["audit"]);
    let said = "racelens: binary.rs: skipped: binary\n\
                racelens: latin1.py: skipped: not UTF-8\n\
                racelens: utf16.ts: skipped: UTF-16, not UTF-8\n";
    assert_eq!(run.stderr, said);
    assert_eq!((run.code, run.stdout.as_str()), (0, "1 file audited: no findings. Skipped: 3 unreadable.\n"));
    assert_eq!(project.run(&["audit", "latin1.py"]).code, 0);
}

#[test]
fn a_line_of_10_megabytes_is_skipped_unless_it_is_named() {
    let project = Project::new(&[]);
    project.write(
        "big.ts",
        format!("const s = '{}'; // racelens: allow(unknown-rule)\n", "a".repeat(10 << 20)).as_bytes(),
    );
    assert_eq!(project.run(&["audit"]).quiet(), (0, "0 files audited: no findings. Skipped: 1 minified.\n"));
    for format in ["text", "json", "sarif", "github"] {
        let run = project.run(&["audit", "--format", format, "big.ts"]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(run.stdout.len() < 100_000);
    }
}

#[test]
fn a_file_too_large_to_be_code_is_not_read() {
    let project = Project::new(&[]);
    fs::File::create(project.path().join("huge.py")).unwrap().set_len(1 << 40).unwrap();
    let run = project.run(&["audit"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, "racelens: huge.py: skipped: larger than 32 MiB\n"));
}

#[test]
fn deep_nesting_and_broken_code_are_audited() {
    let project = Project::new(&[]);
    for (name, open, close) in [("a.py", "(", ")"), ("b.ts", "[", "]"), ("c.rs", "{", "}")] {
        project.write(
            name,
            [open.repeat(20_000), close.repeat(20_000)].concat().replace(open, &format!("{open}\n")).as_bytes(),
        );
        project.write(&format!("broken/{name}"), open.repeat(5_000).replace(open, &format!("{open}\n")).as_bytes());
    }
    let run = project.run(&["audit"]);
    assert_eq!(run.quiet(), (0, "6 files audited: no findings.\n"));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_unless_they_are_named() {
    use std::os::unix::fs::symlink;
    let project = Project::new(&[("code/a.py", WARNS)]);
    symlink(project.path(), project.path().join("code/loop")).unwrap();
    symlink("nowhere", project.path().join("code/gone.py")).unwrap();
    symlink("code", project.path().join("link")).unwrap();
    assert_eq!(places(&project.json(&[])), ["code/a.py:1:8 suppression-without-reason"]);
    assert_eq!(places(&project.json(&["link"])), ["a.py:1:8 suppression-without-reason"]);
    assert_eq!(project.run(&["audit", "code/gone.py"]).code, 2);
}

#[cfg(unix)]
#[test]
fn what_the_system_refuses_fails_the_run_and_the_rest_goes_on() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new(&[("a.py", WARNS), ("b.py", WARNS)]);
    let refused = project.path().join("a.py");
    fs::set_permissions(&refused, fs::Permissions::from_mode(0o0)).unwrap();
    if fs::read(&refused).is_ok() {
        return; // The superuser reads everything.
    }
    let run = project.run(&["audit", "--format", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (2, "racelens: a.py: Permission denied (os error 13)\n"));
    let report = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(places(&report), ["b.py:1:8 suppression-without-reason"]);
    assert_eq!(report["complete"], false);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let project = Project::new(&[]);
    let made = std::process::Command::new("mkfifo").arg(project.path().join("pipe.py")).status();
    if made.is_ok_and(|status| status.success()) {
        assert_eq!(project.run(&["audit"]).quiet().0, 0);
        let named = project.run(&["audit", "pipe.py"]);
        assert_eq!((named.code, named.stderr.as_str()), (0, "racelens: pipe.py: skipped: not a regular file\n"));
    }
}
