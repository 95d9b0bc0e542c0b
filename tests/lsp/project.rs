//! A project as a whole: what one file sees of another, and what an edit there changes here.

use crate::editor::Editor;
use serde_json::{Value, json};
use std::fs;

const STORE: &str = "export class RoomStore {
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

const ROOMS: &str = "import { store } from \"./store\";
export async function enter(code: string) {
  if (!store.has(code)) {
    const room = await createRoom(code);
    store.put(code, room);
  }
}
";

/// A project of two files, and an editor that is sent its diagnostics.
fn project() -> (tempfile::TempDir, Editor, impl Fn(&str) -> String) {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("src")).unwrap();
    fs::write(root.path().join("src/store.ts"), STORE).unwrap();
    fs::write(root.path().join("src/rooms.ts"), ROOMS).unwrap();
    let folder = format!("file://{}", root.path().display());
    let editor = Editor::with(json!({
        "capabilities": { "textDocument": { "publishDiagnostics": { "relatedInformation": true } } },
        "workspaceFolders": [{ "uri": folder, "name": "w" }],
    }));
    (root, editor, move |name: &str| format!("{folder}/src/{name}"))
}

/// Waits until just these rules are shown in a file.
fn shown(editor: &mut Editor, uri: &str, rules: &[&str]) -> Value {
    editor.wait("diagnostics", |message| {
        let found = message["params"]["diagnostics"].as_array();
        let found = found.map(|found| found.iter().map(|one| one["code"].as_str().unwrap_or("")).collect::<Vec<_>>());
        message["method"] == "textDocument/publishDiagnostics"
            && message["params"]["uri"] == uri
            && found.is_some_and(|found| found == rules)
    })
}

#[test]
fn what_stands_in_another_file_counts() {
    let (_root, mut editor, uri) = project();
    editor.open(&uri("rooms.ts"), "typescript", ROOMS);
    shown(&mut editor, &uri("rooms.ts"), &["check-then-act-across-await"]);
    editor.leave();
}

#[test]
fn an_edit_in_one_file_is_seen_in_another() {
    let (_root, mut editor, uri) = project();
    editor.open(&uri("rooms.ts"), "typescript", ROOMS);
    shown(&mut editor, &uri("rooms.ts"), &["check-then-act-across-await"]);
    editor.open(&uri("store.ts"), "typescript", STORE);
    // It only logs from now on.
    let text = STORE.replace("this.rooms.set(code, room)", "console.log(code, room)");
    editor.change(&uri("store.ts"), 2, json!([{ "text": text }]));
    shown(&mut editor, &uri("rooms.ts"), &[]);
    editor.change(&uri("store.ts"), 3, json!([{ "text": STORE }]));
    shown(&mut editor, &uri("rooms.ts"), &["check-then-act-across-await"]);
    editor.leave();
}

#[test]
fn a_file_that_changes_on_the_disk_is_read_again() {
    let (root, mut editor, uri) = project();
    editor.open(&uri("rooms.ts"), "typescript", ROOMS);
    shown(&mut editor, &uri("rooms.ts"), &["check-then-act-across-await"]);
    fs::remove_file(root.path().join("src/store.ts")).unwrap();
    let file = json!({ "uri": uri("store.ts"), "type": 3 });
    editor.notify("workspace/didChangeWatchedFiles", json!({ "changes": [file] }));
    shown(&mut editor, &uri("rooms.ts"), &[]);
    editor.leave();
}

/// The page of the report on the one root.
fn report(editor: &mut Editor) -> String {
    let params = json!({ "command": "racelens.server.report", "arguments": [] });
    let answer = editor.ask("workspace/executeCommand", params)["result"].clone();
    assert_eq!(answer["version"], 1, "{answer}");
    assert_eq!(answer["roots"].as_array().unwrap().len(), 1);
    answer["roots"][0]["html"].as_str().unwrap().to_string()
}

#[test]
fn the_report_is_that_of_the_command_line() {
    let (root, mut editor, _) = project();
    fs::write(root.path().join("src/made.ts"), "// @generated\nexport const a = 1;\n").unwrap();
    let cli = std::process::Command::new(env!("CARGO_BIN_EXE_racelens"))
        .args(["audit", "--format", "html"])
        .current_dir(root.path())
        .output()
        .unwrap();
    let cli = String::from_utf8(cli.stdout).unwrap();
    // Told of across files, so the report waits for the index.
    assert!(cli.contains("data-rule=\"check-then-act-across-await\""));
    let ours = report(&mut editor);
    let part = |page: &str, from: &str, to: &str| {
        let page = page.split_once(from).unwrap().1;
        page.split_once(to).unwrap().0.to_string()
    };
    for (from, to) in [("<!doctype", "<section id=\"state\">"), ("<section id=\"findings\">", "</html>")] {
        assert_eq!(part(&ours, from, to), part(&cli, from, to));
    }
    assert!(part(&ours, "<section id=\"state\">", "</section>").contains("RoomStore.rooms"));
    editor.leave();
}

#[test]
fn the_report_is_on_what_stands_in_the_editor_and_by_its_settings() {
    let (_root, mut editor, uri) = project();
    let found = "data-rule=\"check-then-act-across-await\"";
    assert!(report(&mut editor).contains(found));
    editor.open(&uri("store.ts"), "typescript", STORE);
    editor.open(&uri("rooms.ts"), "typescript", ROOMS);
    shown(&mut editor, &uri("rooms.ts"), &["check-then-act-across-await"]);
    // Not saved.
    let text =
        ROOMS.replace("const room", "await store.lock.acquire();\n    const room").replace("store.has", "store.was");
    editor.change(&uri("rooms.ts"), 2, json!([{ "text": text }]));
    shown(&mut editor, &uri("rooms.ts"), &[]);
    assert!(!report(&mut editor).contains(found));
    editor.change(&uri("rooms.ts"), 3, json!([{ "text": ROOMS }]));
    shown(&mut editor, &uri("rooms.ts"), &["check-then-act-across-await"]);
    let rules = json!({ "racelens": { "rules": { "check-then-act-across-await": "off" } } });
    editor.notify("workspace/didChangeConfiguration", json!({ "settings": rules }));
    shown(&mut editor, &uri("rooms.ts"), &[]);
    assert!(!report(&mut editor).contains(found));
    editor.leave();
}
