//! Settings: from the options, from the editor, from the file at the root.

use crate::editor::Editor;
use serde_json::{Value, json};

const URI: &str = "file:///workspace/a.ts";
const TEXT: &str = "// rehearse: find\n";
/// Of a rule that there is: files of settings may name no other.
const NAMED: &str = "// rehearse: find as lost-update\n";

fn rule(word: &str) -> Value {
    json!({ "rules": { "rehearsal": word } })
}

/// The severities that are shown.
fn severities(editor: &mut Editor, uri: &str) -> Vec<i64> {
    let report = editor.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }));
    let items = report["result"]["items"].as_array().unwrap();
    items.iter().map(|item| item["severity"].as_i64().unwrap()).collect()
}

#[test]
fn options_of_initialize_hold() {
    for (word, shown) in [("off", vec![]), ("hint", vec![4]), ("info", vec![3]), ("error", vec![1])] {
        for options in [rule(word), json!({ "racelens": rule(word) })] {
            let mut editor = Editor::with(json!({
                "capabilities": { "textDocument": { "diagnostic": {} } },
                "initializationOptions": options,
            }));
            editor.open(URI, "typescript", TEXT);
            assert_eq!(severities(&mut editor, URI), shown, "{word}");
            editor.leave();
        }
    }
}

#[test]
fn the_editor_is_asked_and_its_changes_are_followed() {
    let mut editor = Editor::start();
    editor.settings = Some(rule("error"));
    editor.initialize(json!({
        "capabilities": {
            "workspace": {
                "configuration": true,
                "didChangeConfiguration": { "dynamicRegistration": true },
                "didChangeWatchedFiles": { "dynamicRegistration": true },
            },
        },
        "workspaceFolders": [{ "uri": "file:///workspace", "name": "w" }],
    }));
    editor.open(URI, "typescript", TEXT);
    let published = |editor: &mut Editor, severity: Option<i64>| {
        editor.wait("diagnostics", |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["diagnostics"][0]["severity"].as_i64() == severity
        });
    };
    published(&mut editor, Some(1));
    editor.settings = Some(rule("hint"));
    editor.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    published(&mut editor, Some(4));
    editor.settings = Some(rule("off"));
    editor.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    published(&mut editor, None);
    // The registration goes out by itself: it may come after what was published.
    if !editor.asked.contains(&"client/registerCapability".to_string()) {
        editor.wait("the registration", |message| message["method"] == "client/registerCapability");
    }
    editor.leave();
}

#[test]
fn settings_that_are_sent_along_hold() {
    let mut editor = Editor::with(json!({ "capabilities": { "textDocument": { "diagnostic": {} } } }));
    editor.open(URI, "typescript", TEXT);
    assert_eq!(severities(&mut editor, URI), [2]);
    editor.notify("workspace/didChangeConfiguration", json!({ "settings": { "racelens": rule("info") } }));
    assert_eq!(severities(&mut editor, URI), [3]);
    editor.leave();
}

#[test]
fn a_client_that_asks_is_told_to_ask_again() {
    for spelling in ["diagnostic", "diagnostics"] {
        let mut editor = Editor::with(json!({
            "capabilities": { "textDocument": { "diagnostic": {} }, "workspace": { spelling: { "refreshSupport": true } } },
        }));
        editor.open(URI, "typescript", TEXT);
        assert_eq!(severities(&mut editor, URI), [2]);
        editor.notify("workspace/didChangeConfiguration", json!({ "settings": rule("info") }));
        assert_eq!(severities(&mut editor, URI), [3]);
        editor.quiet(std::time::Duration::from_millis(100), |_| false);
        assert_eq!(editor.asked, ["workspace/diagnostic/refresh"]);
        editor.leave();
    }
}

#[test]
fn each_root_has_its_own_file() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let uri = |dir: &tempfile::TempDir| format!("file://{}", dir.path().display());
    let folder = |dir: &tempfile::TempDir| json!({ "uri": uri(dir), "name": "r" });
    std::fs::write(one.path().join("racelens.toml"), "[rules]\nlost-update = \"error\"\n").unwrap();
    std::fs::write(two.path().join("racelens.toml"), "[rules]\nlost-update = \"info\"\n").unwrap();
    let mut editor = Editor::with(json!({
        "capabilities": { "textDocument": { "diagnostic": {} } },
        "workspaceFolders": [folder(&one)],
    }));
    let (a, b) = (format!("{}/a.ts", uri(&one)), format!("{}/b.ts", uri(&two)));
    editor.open(&a, "typescript", NAMED);
    editor.open(&b, "typescript", NAMED);
    assert_eq!((severities(&mut editor, &a), severities(&mut editor, &b)), (vec![1], vec![2]));
    let event = json!({ "event": { "added": [folder(&two)], "removed": [folder(&one)] } });
    editor.notify("workspace/didChangeWorkspaceFolders", event);
    assert_eq!((severities(&mut editor, &a), severities(&mut editor, &b)), (vec![2], vec![3]));
    // Nobody watches the file: it is looked at again when something is saved.
    std::thread::sleep(std::time::Duration::from_millis(20));
    std::fs::write(two.path().join("racelens.toml"), "[rules]\nlost-update = \"off\"\n").unwrap();
    editor.notify("textDocument/didSave", json!({ "textDocument": { "uri": b } }));
    assert_eq!(severities(&mut editor, &b), Vec::<i64>::new());
    editor.leave();
}

#[test]
fn nothing_is_judged_before_the_settings_are_known() {
    let mut editor = Editor::start();
    editor.settings = Some(rule("info"));
    // It asks at once, and cannot be told to ask again.
    editor.initialize(json!({ "capabilities": {
        "textDocument": { "diagnostic": {} },
        "workspace": { "configuration": true },
    } }));
    editor.open(URI, "typescript", TEXT);
    assert_eq!(severities(&mut editor, URI), [3]);
    editor.leave();
}

#[test]
fn options_hold_where_the_editor_says_nothing() {
    let mut editor = Editor::with(json!({
        "capabilities": { "textDocument": { "diagnostic": {} }, "workspace": { "configuration": true } },
        "initializationOptions": rule("error"),
    }));
    editor.open(URI, "typescript", TEXT);
    assert_eq!(severities(&mut editor, URI), [1]);
    editor.leave();
}

#[test]
fn a_file_with_a_fault_is_complained_of_and_shows_it_until_it_is_mended() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("racelens.toml");
    std::fs::write(&file, "[rules]\nlost-updat = \"off\"\n").unwrap();
    let uri = format!("file://{}", root.path().display());
    let mut editor = Editor::with(json!({
        "capabilities": { "textDocument": { "diagnostic": {} } },
        "workspaceFolders": [{ "uri": uri, "name": "r" }],
    }));
    editor.open(&format!("{uri}/a.ts"), "typescript", TEXT);
    let shown = editor.wait("complaint", |message| message["method"] == "window/showMessage");
    let line = shown["params"]["message"].as_str().unwrap();
    assert!(line.contains("did you mean `lost-update`?"), "{line}");
    let published = |faults: usize| {
        let uri = format!("{uri}/racelens.toml");
        move |message: &Value| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["diagnostics"].as_array().is_some_and(|list| list.len() == faults)
        }
    };
    let shown = editor.wait("fault", published(1));
    assert_eq!(shown["params"]["diagnostics"][0]["range"]["start"], json!({ "line": 1, "character": 0 }));
    std::fs::write(&file, "[rules]\nlost-update = \"off\"\n").unwrap();
    editor.notify("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    editor.wait("no fault", published(0));
    editor.leave();
}

#[test]
fn a_comment_allows_and_a_stale_one_is_found() {
    let mut editor = Editor::with(json!({ "capabilities": { "textDocument": { "diagnostic": {} } } }));
    let text = "// racelens: allow(lost-update): one writer\nx; // rehearse: find as lost-update\n";
    editor.open(URI, "typescript", text);
    assert_eq!(severities(&mut editor, URI), Vec::<i64>::new());
    editor.change(URI, 2, json!([{ "text": "// racelens: allow(lost-update): one writer\nx;\n" }]));
    let report = editor.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": URI } }));
    let items = report["result"]["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{items:#?}");
    assert_eq!(items[0]["tags"], json!([1]), "faded, because it may go");
    let params = json!({
        "textDocument": { "uri": URI }, "range": items[0]["range"], "context": { "diagnostics": [] },
    });
    let actions = editor.ask("textDocument/codeAction", params);
    assert_eq!(actions["result"], json!([]), "nothing to allow about a comment that allows");
    editor.leave();
}
