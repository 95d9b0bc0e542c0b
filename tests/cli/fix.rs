//! `racelens fix`: what it changes, what it shows, and what it leaves alone.

use super::Project;
use std::fs;

/// Two functions with one safe fix each, and a third in which both of two findings can be mended.
const REREAD: &str = "\
export class Router {
  private region = 'eu';

  move(to: string) {
    this.region = to;
  }

  async route(order: Order) {
    open(this.region);
    await order.ready();
    send(order, this.region);
  }

  async again(order: Order) {
    open(this.region);
    await order.ready();
    send(order, this.region);
  }
}
";

#[test]
fn safe_fixes_are_applied_and_told() {
    let project = Project::new(&[("src/a.ts", REREAD), ("src/b.ts", "export const one = 1;\n")]);
    let run = project.run(&["fix"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = fs::read_to_string(project.path().join("src/a.ts")).unwrap();
    assert_eq!(text.matches("const region = this.region;").count(), 2, "{text}");
    assert!(run.stdout.starts_with("src/a.ts\n    shared-state-reread-after-await: "), "{}", run.stdout);
    assert!(run.stdout.contains("(2 times)") && !run.stdout.contains("b.ts"), "{}", run.stdout);
    assert!(run.stderr.contains("Applied 2 fixes in 1 file."), "{}", run.stderr);
    // A second run changes nothing.
    let again = project.run(&["fix"]);
    assert_eq!((again.code, again.stdout.as_str()), (0, ""));
    assert!(again.stderr.contains("Nothing that is safe to mend"), "{}", again.stderr);
    assert_eq!(fs::read_to_string(project.path().join("src/a.ts")).unwrap(), text);
    assert_eq!(fs::read_dir(project.path().join("src")).unwrap().count(), 2, "nothing is left beside the file");
}

#[test]
fn a_diff_is_shown_and_nothing_changed() {
    let project = Project::new(&[("a.ts", REREAD)]);
    let run = project.run(&["fix", "--diff"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stdout.starts_with("--- a/a.ts\n+++ b/a.ts\n@@ "), "{}", run.stdout);
    assert!(run.stdout.contains("+    const region = this.region;\n"), "{}", run.stdout);
    assert_eq!(fs::read_to_string(project.path().join("a.ts")).unwrap(), REREAD);
}

#[test]
fn what_is_not_asked_for_or_is_allowed_stays() {
    let allowed = REREAD.replace(
        "    send(order, this.region);\n",
        "    // racelens: allow(shared-state-reread-after-await): the newest region is meant\n    send(order, this.region);\n",
    );
    let project = Project::new(&[("a.ts", REREAD), ("b.ts", &allowed)]);
    assert_eq!(project.run(&["fix", "--rule", "lost-update"]).stdout, "");
    assert_eq!(fs::read_to_string(project.path().join("a.ts")).unwrap(), REREAD);
    assert_eq!(project.run(&["fix", "b.ts"]).stdout, "");
    assert_eq!(fs::read_to_string(project.path().join("b.ts")).unwrap(), allowed);
}

#[test]
fn stdin_is_mended_to_stdout() {
    let project = Project::new(&[]);
    let run = project.run_with(&["fix", "--stdin-filename", "a.ts"], REREAD.as_bytes());
    assert_eq!((run.code, run.stdout.matches("const region = this.region;").count()), (0, 2), "{}", run.stdout);
    // What has nothing to mend comes back as it was.
    let plain = project.run_with(&["fix", "--stdin-filename", "a.ts"], b"export const one = 1;\n");
    assert_eq!((plain.code, plain.stdout.as_str()), (0, "export const one = 1;\n"));
}

#[test]
#[cfg(unix)]
fn permissions_and_links_stay_and_what_cannot_be_written_is_told() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let project = Project::new(&[("real/a.ts", REREAD)]);
    let real = project.path().join("real/a.ts");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/a.ts", project.path().join("link.ts")).unwrap();
    let run = project.run(&["fix", "link.ts"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(fs::symlink_metadata(project.path().join("link.ts")).unwrap().file_type().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::read_to_string(&real).unwrap().contains("const region"));
}
