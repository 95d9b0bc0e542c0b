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

/// Waits until just these rules are shown in a file. What was shown before that does not count any more.
fn shown(editor: &mut Editor, uri: &str, rules: &[&str]) {
    loop {
        let message = editor.wait("diagnostics", |message| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
        });
        let found = message["params"]["diagnostics"].as_array().unwrap().iter();
        if found.map(|one| one["code"].as_str().unwrap_or("")).eq(rules.iter().copied()) {
            return;
        }
    }
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

/// What the other files see of the store no more: it only logs.
fn logging() -> String {
    STORE.replace("this.rooms.set(code, room)", "console.log(code, room)")
}

/// Something outside of the editor did this to a file of the project.
fn happened(editor: &mut Editor, uri: &str, kind: u32) {
    let file = json!({ "uri": uri, "type": kind });
    editor.notify("workspace/didChangeWatchedFiles", json!({ "changes": [file] }));
}

const RULE: &str = "check-then-act-across-await";

#[test]
fn what_comes_and_changes_outside_of_the_editor_counts() {
    let (root, mut editor, uri) = project();
    let store = root.path().join("src/store.ts");
    fs::remove_file(&store).unwrap();
    editor.open(&uri("rooms.ts"), "typescript", ROOMS);
    shown(&mut editor, &uri("rooms.ts"), &[]);
    fs::write(&store, STORE).unwrap();
    happened(&mut editor, &uri("store.ts"), 1);
    shown(&mut editor, &uri("rooms.ts"), &[RULE]);
    fs::write(&store, logging()).unwrap();
    happened(&mut editor, &uri("store.ts"), 2);
    shown(&mut editor, &uri("rooms.ts"), &[]);
    editor.leave();
}

#[test]
fn what_is_on_the_disk_counts_again_when_a_document_is_closed() {
    let (_root, mut editor, uri) = project();
    editor.open(&uri("rooms.ts"), "typescript", ROOMS);
    shown(&mut editor, &uri("rooms.ts"), &[RULE]);
    editor.open(&uri("store.ts"), "typescript", &logging());
    shown(&mut editor, &uri("rooms.ts"), &[]);
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri("store.ts") } }));
    shown(&mut editor, &uri("rooms.ts"), &[RULE]);
    editor.leave();
}

#[test]
fn a_root_that_comes_is_read_and_one_that_goes_is_forgotten() {
    let (_first, mut editor, first) = project();
    let (second, _, uri) = project();
    let folder = json!({ "uri": format!("file://{}", second.path().display()), "name": "second" });
    // Below no root, so it is judged by itself.
    editor.open(&uri("rooms.ts"), "typescript", ROOMS);
    shown(&mut editor, &uri("rooms.ts"), &[]);
    let change = |added: Value, removed: Value| json!({ "event": { "added": added, "removed": removed } });
    editor.notify("workspace/didChangeWorkspaceFolders", change(json!([folder]), json!([])));
    shown(&mut editor, &uri("rooms.ts"), &[RULE]);
    editor.notify("workspace/didChangeWorkspaceFolders", change(json!([]), json!([folder])));
    shown(&mut editor, &uri("rooms.ts"), &[]);
    // The other root is as it was.
    editor.open(&first("rooms.ts"), "typescript", ROOMS);
    shown(&mut editor, &first("rooms.ts"), &[RULE]);
    editor.leave();
}

/// Of each file of a survey with findings their rules, by the name of the file and of its root.
fn surveyed(report: &Value) -> Vec<(String, Vec<String>)> {
    let items = report["items"].as_array().unwrap().iter().filter(|item| item["kind"] == "full");
    let name = |item: &Value| item["uri"].as_str().unwrap().rsplit('/').next().unwrap().to_string();
    let rules = |item: &Value| {
        let found = item["items"].as_array().unwrap().iter();
        found.map(|one| one["code"].as_str().unwrap().to_string()).collect()
    };
    items.map(|item| (name(item), rules(item))).collect()
}

fn pulling(roots: &[&tempfile::TempDir]) -> Value {
    let folder = |root: &&tempfile::TempDir| json!({ "uri": format!("file://{}", root.path().display()), "name": "w" });
    json!({
        "capabilities": {
            "textDocument": { "diagnostic": {} },
            "workspace": { "diagnostics": { "refreshSupport": true } },
        },
        "workspaceFolders": roots.iter().map(folder).collect::<Vec<_>>(),
    })
}

#[test]
fn the_survey_sees_across_files_and_follows_an_edit_in_another() {
    let (root, _, uri) = project();
    let mut editor = Editor::with(pulling(&[&root]));
    let report = editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] }))["result"].clone();
    // At the first answer: it is not told first what a file would be by itself.
    assert_eq!(surveyed(&report), [("rooms.ts".to_string(), vec![RULE.to_string()])]);
    let known = |report: &Value| {
        let ids = report["items"].as_array().unwrap().iter();
        json!(ids.map(|item| json!({ "uri": item["uri"], "value": item["resultId"] })).collect::<Vec<_>>())
    };
    editor.open(&uri("store.ts"), "typescript", STORE);
    let held = editor.send("workspace/diagnostic", json!({ "previousResultIds": known(&report) }));
    editor.change(&uri("store.ts"), 2, json!([{ "text": logging() }]));
    let mut report = editor.answer(held)["result"].clone();
    // One answer may be on its way before the edit is known to the others.
    while surveyed(&report).is_empty() {
        report = editor.ask("workspace/diagnostic", json!({ "previousResultIds": known(&report) }))["result"].clone();
    }
    assert_eq!(surveyed(&report), [("rooms.ts".to_string(), vec![])]);
    assert!(editor.asked.iter().any(|method| method == "workspace/diagnostic/refresh"), "{:?}", editor.asked);
    editor.leave();
}

#[test]
fn each_root_is_surveyed_by_what_its_own_files_say() {
    let (first, _, _) = project();
    let (second, _, _) = project();
    fs::write(second.path().join("src/store.ts"), logging()).unwrap();
    let mut editor = Editor::with(pulling(&[&first, &second]));
    let report = editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] }))["result"].clone();
    assert_eq!(surveyed(&report), [("rooms.ts".to_string(), vec![RULE.to_string()])]);
    let uri = report["items"][0]["uri"].as_str().unwrap();
    assert!(uri.contains(&*first.path().file_name().unwrap().to_string_lossy()), "{uri}");
    editor.leave();
}
