//! Diagnostics: asked for and published, of one document and of the workspace; actions by kind.

use crate::editor::{Editor, range};
use serde_json::{Value, json};
use std::time::Duration;

const URI: &str = "file:///workspace/a.ts";

fn pull() -> Value {
    json!({ "capabilities": { "textDocument": { "diagnostic": {} } } })
}

#[test]
fn a_report_that_stays_the_same_is_not_sent_again() {
    let mut editor = Editor::with(pull());
    editor.open(URI, "typescript", "// rehearse: find\n");
    let ask = |id: &Value| json!({ "textDocument": { "uri": URI }, "previousResultId": id });
    let first = editor.ask("textDocument/diagnostic", ask(&Value::Null))["result"].clone();
    assert_eq!(first["kind"], "full");
    let id = &first["resultId"];
    // An edit behind the finding changes nothing in the report; one before it does.
    editor.change(URI, 2, json!([{ "range": range((1, 0), (1, 0)), "text": "x\n" }]));
    let second = editor.ask("textDocument/diagnostic", ask(id))["result"].clone();
    assert_eq!(second, json!({ "kind": "unchanged", "resultId": id }));
    editor.change(URI, 3, json!([{ "range": range((0, 0), (0, 0)), "text": "\n" }]));
    let third = editor.ask("textDocument/diagnostic", ask(id))["result"].clone();
    assert_eq!(third["kind"], "full");
    assert_eq!(third["items"][0]["range"]["start"]["line"], 1);
    // A client that asks is not sent anything.
    let sent = |message: &Value| message["method"] == "textDocument/publishDiagnostics";
    assert!(editor.quiet(Duration::from_millis(50), sent));
    editor.leave();
}

#[test]
fn a_closed_document_is_cleared() {
    let mut editor = Editor::with(json!({ "capabilities": {} }));
    editor.open(URI, "typescript", "// rehearse: find\n");
    assert_eq!(editor.diagnostics(URI, 1, false).len(), 1);
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    let cleared = editor.wait("clearing", |message| message["method"] == "textDocument/publishDiagnostics");
    assert_eq!(cleared["params"], json!({ "uri": URI, "diagnostics": [] }));
    // Nothing on the screen, nothing to clear.
    editor.open(URI, "typescript", "// clean\n");
    assert_eq!(editor.diagnostics(URI, 1, false).len(), 0);
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    let sent = |message: &Value| message["method"] == "textDocument/publishDiagnostics";
    assert!(editor.quiet(Duration::from_millis(50), sent));
    editor.leave();
}

fn kinds(editor: &mut Editor, context: Value) -> Vec<String> {
    let params = json!({ "textDocument": { "uri": URI }, "range": range((0, 0), (2, 0)), "context": context });
    let actions = editor.ask("textDocument/codeAction", params)["result"].clone();
    let kinds = actions.as_array().unwrap().iter().map(|action| action["kind"].as_str().unwrap().to_string());
    kinds.collect()
}

#[test]
fn actions_come_by_kind() {
    let mut editor = Editor::with(json!({ "capabilities": {} }));
    editor.open(URI, "typescript", "// rehearse: find\n// rehearse: find\n");
    let fix_all = "source.fixAll.racelens";
    let mut ask = |context: Value| kinds(&mut editor, context);
    for only in ["source", "source.fixAll", "source.fixAll.racelens"] {
        assert_eq!(ask(json!({ "diagnostics": [], "only": [only] })), [fix_all], "{only}");
    }
    assert!(ask(json!({ "diagnostics": [], "only": ["refactor"] })).is_empty());
    assert!(ask(json!({ "diagnostics": [], "only": ["source.fixAll.eslint"] })).is_empty());
    assert_eq!(ask(json!({ "diagnostics": [], "only": ["quickfix"] })), ["quickfix"; 8]);
    // Moving the cursor works nothing out for the whole file.
    assert_eq!(ask(json!({ "diagnostics": [], "triggerKind": 2 })), ["quickfix"; 8]);
    let params = json!({ "textDocument": { "uri": URI }, "range": range((0, 0), (0, 0)), "context": { "diagnostics": [], "only": [fix_all] } });
    let all = editor.ask("textDocument/codeAction", params)["result"][0].clone();
    assert_eq!(all["edit"]["changes"][URI].as_array().unwrap().len(), 2);
    editor.leave();
}

#[test]
fn a_comment_that_allows_goes_where_it_may() {
    let at_line = |text: &str, language: &str, line: u32| {
        let mut editor = Editor::with(json!({ "capabilities": {} }));
        editor.open(URI, language, text);
        let params = json!({ "textDocument": { "uri": URI }, "range": range((line, 0), (line, 99)), "context": { "diagnostics": [] } });
        let actions = editor.ask("textDocument/codeAction", params)["result"].clone();
        let allow =
            actions.as_array().unwrap().iter().filter(|action| action["title"].as_str().unwrap().starts_with("Allow"));
        let edits: Vec<Value> = allow.map(|action| action["edit"]["changes"][URI][0].clone()).collect();
        edits
            .iter()
            .map(|edit| (edit["range"]["start"].clone(), edit["newText"].as_str().unwrap().to_string()))
            .collect::<Vec<_>>()
    };
    let place = |line: u32, character: u32| json!({ "line": line, "character": character });
    // Line ends as the document has them, tabs as tabs, behind the shebang and the coding.
    assert_eq!(
        at_line("#!/bin/python\r\n# -*- coding: utf-8 -*-\r\n\tx  # rehearse: find\r\n", "python", 2),
        [
            (place(2, 0), "\t# racelens: allow(rehearsal): \r\n".to_string()),
            (place(2, 0), "# racelens: allow-file(rehearsal): \r\n".to_string()),
        ]
    );
    // A line that the one before runs into.
    assert_eq!(
        at_line("x = 1 + \\\n  2 # rehearse: find\n", "python", 1)[0],
        (place(1, 20), "  # racelens: allow(rehearsal): ".to_string())
    );
    assert_eq!(at_line("#![allow(x)]\n// rehearse: find\n", "rust", 1)[1].0, place(0, 0));
}

#[test]
fn a_closed_document_keeps_what_the_survey_says_of_it() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("a.ts"), "// rehearse: find\n").unwrap();
    let folder = format!("file://{}", root.path().display());
    let uri = format!("{folder}/a.ts");
    let count = |surveys: bool| {
        let mut params = pull();
        params["workspaceFolders"] = json!([{ "uri": folder, "name": "w" }]);
        params["initializationOptions"] = json!({ "workspaceDiagnostics": surveys });
        let mut editor = Editor::with(params);
        editor.open(&uri, "typescript", "// rehearse: find\n// rehearse: find\n");
        let open = editor.diagnostics(&uri, 1, true).len();
        editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
        let closed = editor.diagnostics(&uri, 1, true).len();
        let outside = editor.diagnostics("file:///elsewhere/a.ts", 1, true).len();
        editor.leave();
        (open, closed, outside)
    };
    assert_eq!(count(true), (2, 1, 0));
    assert_eq!(count(false), (2, 0, 0));
}

#[test]
fn the_whole_workspace_is_surveyed() {
    let root = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(root.path().join(name), text).unwrap();
    let uri = |name: &str| format!("file://{}/{name}", root.path().display());
    write("bad.ts", "// rehearse: find\n");
    write("open.ts", "// rehearse: find\n");
    write("good.ts", "// fine\n");
    write("note.txt", "rehearse: find\n");
    let mut params = pull();
    params["workspaceFolders"] = json!([{ "uri": format!("file://{}", root.path().display()), "name": "w" }]);
    let mut editor = Editor::start();
    let welcome = editor.initialize(params);
    assert_eq!(welcome["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], true);
    editor.open(&uri("open.ts"), "typescript", "// rehearse: find\n// rehearse: find\n");
    let report = editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] }))["result"].clone();
    let items = report["items"].as_array().unwrap();
    assert_eq!(items.len(), 2, "{report:#}");
    assert_eq!(items[0]["uri"], uri("bad.ts"));
    assert_eq!(items[0]["items"].as_array().unwrap().len(), 1);
    // Of an open one, what is in the editor.
    assert_eq!((&items[1]["uri"], &items[1]["version"]), (&json!(uri("open.ts")), &json!(1)));
    assert_eq!(items[1]["items"].as_array().unwrap().len(), 2);
    let opened = json!({ "uri": uri("open.ts"), "value": items[1]["resultId"] });

    // No news: the answer is held back until there is some.
    let known = json!([{ "uri": uri("bad.ts"), "value": items[0]["resultId"] }, opened]);
    let held = editor.send("workspace/diagnostic", json!({ "previousResultIds": known }));
    assert!(editor.quiet(Duration::from_millis(200), |message| message["id"] == held));
    std::thread::sleep(Duration::from_millis(20));
    write("bad.ts", "// mended\n");
    write("worse.ts", "// rehearse: find\n");
    editor.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri("bad.ts") } }));
    let report = editor.answer(held)["result"].clone();
    let counts: Vec<(String, usize)> = report["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["kind"] == "full")
        .map(|item| (item["uri"].as_str().unwrap().to_string(), item["items"].as_array().unwrap().len()))
        .collect();
    assert_eq!(counts, [(uri("bad.ts"), 0), (uri("worse.ts"), 1)]);

    // Named as another client would, and an open document outside the root: neither is news.
    let mut known: Vec<Value> = report["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| json!({ "uri": item["uri"].as_str().unwrap().replace("bad", "%62ad"), "value": item["resultId"] }))
        .collect();
    editor.open(URI, "typescript", "// rehearse: find\n");
    known.push(json!({ "uri": URI, "value": "of its own" }));
    let held = editor.send("workspace/diagnostic", json!({ "previousResultIds": known }));
    assert!(editor.quiet(Duration::from_millis(100), |message| message["id"] == held));
    editor.notify("$/cancelRequest", json!({ "id": held }));

    // A held answer can be taken back.
    let known: Vec<Value> = report["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| json!({ "uri": item["uri"], "value": item["resultId"] }))
        .collect();
    let held = editor.send("workspace/diagnostic", json!({ "previousResultIds": known }));
    assert!(editor.quiet(Duration::from_millis(100), |message| message["id"] == held));
    editor.notify("$/cancelRequest", json!({ "id": held }));
    assert_eq!(editor.answer(held)["error"]["code"], -32800);
    editor.leave();
}
