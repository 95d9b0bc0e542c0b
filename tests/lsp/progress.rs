//! How far the server is with the files of a workspace, as a client is told.

use crate::editor::Editor;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::Duration;

const ROOM: &str = "export class Room {
  private guests = 0;
  async enter(door: Door) {
    this.guests += await door.count();
  }
}
";

/// A workspace of so many files, all alike.
fn workspace(files: usize) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for n in 0..files {
        fs::write(root.path().join(format!("room{n}.ts")), ROOM).unwrap();
    }
    root
}

fn client(root: &Path, progress: bool) -> Value {
    json!({
        "capabilities": { "window": { "workDoneProgress": progress } },
        "workspaceFolders": [{ "uri": format!("file://{}", root.display()), "name": "w" }],
    })
}

/// Progress of the kind.
fn is(message: &Value, kind: &str) -> bool {
    message["method"] == "$/progress" && message["params"]["value"]["kind"] == kind
}

fn wait(editor: &mut Editor, kind: &str) -> Value {
    editor.wait(kind, |message| is(message, kind))["params"].clone()
}

#[test]
fn the_first_look_is_told_from_its_beginning_to_its_end() {
    let root = workspace(300);
    let mut editor = Editor::with(client(root.path(), true));
    let begin = wait(&mut editor, "begin");
    let name = root.path().file_name().unwrap().to_string_lossy().into_owned();
    assert_eq!(begin["value"]["title"], format!("racelens reads {name}"));
    assert!(begin["value"]["percentage"].is_u64(), "{begin}");
    let end = wait(&mut editor, "end");
    assert_eq!(end["token"], begin["token"]);
    let first = begin["value"]["percentage"].as_u64().unwrap();
    let mut last = first;
    while !editor.quiet(Duration::ZERO, |message| is(message, "report")) {
        let report = wait(&mut editor, "report");
        assert_eq!(report["token"], begin["token"]);
        let percent = report["value"]["percentage"].as_u64().unwrap();
        assert!(percent > last && percent <= 100 && percent.is_multiple_of(5), "{last} then {percent}");
        assert_eq!(report["value"]["message"], format!("{} of 300 files", percent * 3));
        last = percent;
    }
    assert!(last > first, "nothing was told in between");
    assert_eq!(editor.asked.iter().filter(|method| *method == "window/workDoneProgress/create").count(), 1);
    editor.leave();
}

#[test]
fn an_open_document_does_not_wait_for_the_others() {
    let root = workspace(300);
    let mut editor = Editor::with(client(root.path(), true));
    let uri = format!("file://{}/room7.ts", root.path().display());
    editor.open(&uri, "typescript", ROOM);
    let found = editor.diagnostics(&uri, 1, false);
    assert_eq!(found[0]["code"], "lost-update");
    // All that came before the diagnostics is here by now.
    assert!(editor.quiet(Duration::ZERO, |message| is(message, "end")), "judged after the others");
    wait(&mut editor, "begin");
    // And in the midst of it.
    editor.change(&uri, 2, json!([{ "text": format!("\n{ROOM}") }]));
    assert_eq!(editor.diagnostics(&uri, 2, false)[0]["range"]["start"]["line"], 4);
    wait(&mut editor, "end");
    editor.leave();
}

#[test]
fn who_types_without_a_pause_is_not_waited_for() {
    let root = workspace(5);
    let mut editor = Editor::with(client(root.path(), true));
    let uri = format!("file://{}/room1.ts", root.path().display());
    editor.open(&uri, "typescript", ROOM);
    let ends = |message: &Value| is(message, "end");
    let typed = (2..200).find(|version| {
        editor.change(&uri, *version, json!([{ "text": format!("// {version}\n{ROOM}") }]));
        !editor.quiet(Duration::from_millis(50), ends)
    });
    assert!(typed.is_some_and(|version| version > 10), "{typed:?}");
    editor.leave();
}

#[test]
fn many_files_that_change_are_told_of_and_a_few_are_not() {
    let root = workspace(220);
    let mut editor = Editor::with(client(root.path(), true));
    wait(&mut editor, "end");
    let write = |files: usize| {
        for n in 0..files {
            fs::write(root.path().join(format!("room{n}.ts")), format!("// {files}\n{ROOM}")).unwrap();
        }
    };
    let saved = json!({ "changes": [{ "uri": format!("file://{}", root.path().display()), "type": 2 }] });
    write(3);
    editor.notify("workspace/didChangeWatchedFiles", saved.clone());
    let begins = |message: &Value| is(message, "begin");
    wait(&mut editor, "begin");
    assert!(editor.quiet(Duration::from_millis(1500), begins), "three files are no work to speak of");
    write(220);
    editor.notify("workspace/didChangeWatchedFiles", saved);
    let begin = wait(&mut editor, "begin");
    assert_eq!(wait(&mut editor, "end")["token"], begin["token"]);
    editor.leave();
}

#[test]
fn each_root_is_told_of_by_itself() {
    let roots = [workspace(5), workspace(5)];
    let folder = |root: &tempfile::TempDir| json!({ "uri": format!("file://{}", root.path().display()), "name": "w" });
    let mut params = client(roots[0].path(), true);
    params["workspaceFolders"] = json!([folder(&roots[0]), folder(&roots[1])]);
    let mut editor = Editor::with(params);
    let tokens = [wait(&mut editor, "end"), wait(&mut editor, "end")].map(|end| end["token"].clone());
    assert_ne!(tokens[0], tokens[1]);
    editor.leave();
}

#[test]
fn a_client_that_does_not_show_it_is_not_asked() {
    let root = workspace(60);
    let mut editor = Editor::with(client(root.path(), false));
    let told = |message: &Value| message["method"] == "$/progress";
    assert!(editor.quiet(Duration::from_millis(1500), told));
    assert!(!editor.asked.iter().any(|method| method.contains("rogress")), "{:?}", editor.asked);
    editor.leave();
}

#[test]
fn a_client_that_never_answers_is_not_waited_for() {
    let root = workspace(60);
    let mut editor = Editor::start();
    editor.settings = None;
    editor.initialize(client(root.path(), true));
    let told = |message: &Value| message["method"] == "$/progress";
    assert!(editor.quiet(Duration::from_millis(1500), told));
    assert!(editor.asked.iter().any(|method| method == "window/workDoneProgress/create"), "{:?}", editor.asked);
    let uri = format!("file://{}/room7.ts", root.path().display());
    editor.open(&uri, "typescript", ROOM);
    assert_eq!(editor.diagnostics(&uri, 1, false).len(), 1);
    editor.leave();
}

#[test]
fn a_file_that_is_nested_beyond_measure_costs_nobody_the_server() {
    let root = workspace(5);
    let nest = |open: &str, close: &str, depth: usize| open.repeat(depth) + "await go()" + &close.repeat(depth);
    let deep = [("(", ")", 30_000), ("xs.map(async (x) => ", ")", 1000), ("if (a) { ", " }", 2000), ("f(", ")", 4000)];
    for (n, (open, close, depth)) in deep.into_iter().enumerate() {
        let text = format!("export async function f() {{ {} }}\n", nest(open, close, depth));
        fs::write(root.path().join(format!("deep{n}.ts")), text).unwrap();
    }
    let mut editor = Editor::with(client(root.path(), true));
    wait(&mut editor, "end");
    editor.leave();
}
