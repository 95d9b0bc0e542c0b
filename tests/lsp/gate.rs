//! Order, cancellation, panics: an auditor of races must not race.

use crate::editor::{Editor, PATIENCE, change, frame, range};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const URI: &str = "file:///workspace/a.ts";

fn pull() -> Value {
    json!({ "capabilities": { "textDocument": { "diagnostic": {} } } })
}

fn diagnostic() -> Value {
    json!({ "textDocument": { "uri": URI } })
}

#[test]
fn two_thousand_edits_and_a_question_in_one_write_keep_their_order() {
    for mut params in [json!({ "capabilities": {} }), pull()] {
        // The editor of the second run never answers what it is asked.
        params["capabilities"]["workspace"] = json!({ "configuration": true });
        let mut editor = Editor::start();
        editor.settings = None;
        editor.initialize(params);
        editor.open(URI, "typescript", "// \n");
        let mut model = String::from("// \n");
        let mut burst = Vec::new();
        let mut early = 0;
        for n in 0..2000 {
            let digit = (b'0' + (n % 10) as u8) as char;
            model.insert(3, digit);
            let changes = json!([{ "range": range((0, 3), (0, 3)), "text": digit.to_string() }]);
            let params = change(URI, n + 2, changes);
            burst.extend(frame(&json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": params })));
            if n == 999 {
                let (id, bytes) = editor.request("racelens/text", json!({ "uri": URI }));
                early = id;
                burst.extend(bytes);
            }
        }
        let at = json!({ "textDocument": { "uri": URI }, "position": { "line": 0, "character": 0 } });
        let (hover, bytes) = editor.request("textDocument/hover", at);
        burst.extend(bytes);
        let (text, bytes) = editor.request("racelens/text", json!({ "uri": URI }));
        burst.extend(bytes);
        let start = Instant::now();
        editor.write(&burst);
        assert_eq!(editor.answer(early)["result"]["version"], 1001);
        assert_eq!(editor.answer(hover)["result"], Value::Null);
        let text = editor.answer(text);
        assert_eq!(text["result"]["text"], model);
        assert_eq!(text["result"]["version"], 2001);
        assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
        editor.leave();
    }
}

#[test]
fn published_versions_never_go_back() {
    let mut editor = Editor::with(json!({ "capabilities": {} }));
    editor.open(URI, "typescript", "// rehearse: find\n");
    for n in 0..200 {
        let changes = json!([{ "range": range((0, 0), (0, 0)), "text": "/" }]);
        editor.change(URI, n + 2, changes);
    }
    let mut versions = Vec::new();
    while versions.last() != Some(&201) {
        let message = editor.wait("diagnostics", |message| message["method"] == "textDocument/publishDiagnostics");
        versions.push(message["params"]["version"].as_i64().unwrap());
    }
    assert!(versions.is_sorted(), "{versions:?}");
    assert!(versions.len() < 201, "nothing was superseded");
}

#[test]
fn a_cancellation_is_heard_with_every_slot_busy() {
    let mut editor = Editor::with(pull());
    editor.open(URI, "typescript", "// rehearse: sleep 8000\n");
    let ids: Vec<i64> = (0..300).map(|_| editor.send("textDocument/diagnostic", diagnostic())).collect();
    let start = Instant::now();
    for id in &ids {
        editor.notify("$/cancelRequest", json!({ "id": id }));
    }
    for id in ids {
        assert_eq!(editor.answer(id)["error"]["code"], -32800);
    }
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    // And nobody waits for the analysis on the way out.
    editor.leave();
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
}

#[test]
fn a_question_about_an_older_text_is_refused_for_the_newer_one() {
    let mut editor = Editor::with(pull());
    editor.open(URI, "typescript", "// rehearse: sleep 300\n");
    let busy = editor.send("textDocument/diagnostic", diagnostic());
    std::thread::sleep(Duration::from_millis(100));
    let all = json!([{ "text": "// two\n" }]);
    editor.change(URI, 2, all);
    let old = editor.send("textDocument/diagnostic", diagnostic());
    let at = json!({ "textDocument": { "uri": URI }, "position": { "line": 0, "character": 0 } });
    let old_hover = editor.send("textDocument/hover", at);
    editor.change(URI, 3, json!([{ "text": "// rehearse: find\n" }]));
    let new = editor.send("textDocument/diagnostic", diagnostic());
    // Under way when the text changed: judged to its end, of its own snapshot.
    assert_eq!(editor.answer(busy)["result"]["items"], json!([]));
    let refused = editor.answer(old);
    assert_eq!(refused["error"]["code"], -32802);
    assert_eq!(refused["error"]["data"], json!({ "retriggerRequest": true }));
    assert_eq!(editor.answer(old_hover)["error"]["code"], -32801);
    assert_eq!(editor.answer(new)["result"]["items"].as_array().unwrap().len(), 1);
    editor.leave();
}

#[test]
fn a_panic_of_the_analysis_is_an_error_and_the_server_lives() {
    let mut editor = Editor::with(pull());
    editor.open(URI, "typescript", "// rehearse: panic\n");
    let answer = editor.ask("textDocument/diagnostic", diagnostic());
    assert_eq!(answer["error"]["code"], -32603);
    assert!(answer["error"]["message"].as_str().unwrap().contains("rehearsed"), "{answer}");
    let line = editor.wait("log line", |message| message["method"] == "window/logMessage");
    assert!(line["params"]["message"].as_str().unwrap().contains("a.ts"), "{line}");
    editor.change(URI, 2, json!([{ "text": "// rehearse: find\n" }]));
    assert_eq!(editor.diagnostics(URI, 2, true).len(), 1);
    editor.leave();

    let mut editor = Editor::with(json!({ "capabilities": {} }));
    editor.open(URI, "typescript", "// rehearse: panic\n");
    editor.change(URI, 2, json!([{ "text": "// rehearse: find\n" }]));
    assert_eq!(editor.diagnostics(URI, 2, false).len(), 1);
    editor.leave();
}
