//! Framing, lifecycle, exit codes, documents that are not ours.

use crate::editor::{Editor, PATIENCE, frame, range};
use serde_json::{Value, json};
use std::process::Command;
use std::time::Duration;

const URI: &str = "file:///workspace/a.ts";

fn bare() -> Value {
    json!({ "capabilities": {} })
}

#[test]
fn shutdown_then_exit_is_success() {
    Editor::with(bare()).leave();
}

#[test]
fn exit_alone_is_failure() {
    let mut editor = Editor::with(bare());
    editor.notify("exit", Value::Null);
    assert_eq!(editor.exit_code(PATIENCE), Some(1));

    let mut editor = Editor::start();
    editor.notify("exit", Value::Null);
    assert_eq!(editor.exit_code(PATIENCE), Some(1));
}

#[test]
fn a_closed_input_ends_the_server() {
    let mut editor = Editor::with(bare());
    editor.hang_up();
    assert_eq!(editor.exit_code(PATIENCE), Some(1));

    let mut editor = Editor::with(bare());
    editor.ask("shutdown", Value::Null);
    editor.hang_up();
    assert_eq!(editor.exit_code(PATIENCE), Some(0));
}

#[test]
fn the_server_goes_when_its_client_is_gone() {
    let mut client = Command::new("sleep").arg("1").spawn().unwrap();
    let mut editor = Editor::start();
    editor.initialize(json!({ "capabilities": {}, "processId": client.id() }));
    assert_eq!(editor.exit_code(Duration::from_millis(300)), None, "gone before its client");
    client.wait().unwrap();
    assert_eq!(editor.exit_code(PATIENCE), Some(1));
}

#[test]
fn a_client_that_cannot_be_seen_is_not_watched() {
    let mut editor = Editor::start();
    editor.initialize(json!({ "capabilities": {}, "processId": 0x3fff_fff0 }));
    assert_eq!(editor.exit_code(Duration::from_millis(300)), None);
    editor.leave();
}

#[test]
fn before_initialize_and_after_shutdown_nothing_is_served() {
    let mut editor = Editor::start();
    let hover = json!({ "textDocument": { "uri": URI }, "position": { "line": 0, "character": 0 } });
    assert_eq!(editor.ask("textDocument/hover", hover.clone())["error"]["code"], -32002);
    editor.open(URI, "typescript", "// rehearse: find\n");
    editor.initialize(bare());
    assert_eq!(editor.ask("initialize", bare())["error"]["code"], -32600);
    editor.ask("shutdown", Value::Null);
    assert_eq!(editor.ask("textDocument/hover", hover)["error"]["code"], -32600);
    editor.notify("exit", Value::Null);
    assert_eq!(editor.exit_code(PATIENCE), Some(0));
}

#[test]
fn a_message_that_is_none_costs_itself_only() {
    let mut editor = Editor::with(bare());
    editor.write(b"Content-Length: 9\r\n\r\n{\"json\": ");
    let answer = editor.wait("parse error", |message| message["error"]["code"] == -32700);
    assert_eq!(answer["id"], Value::Null);
    editor.write(b"Content-Length: 11\r\n\r\n{\"no\": \"x\"}");
    editor.wait("refusal", |message| message.get("error").is_some());
    // A header without a length, one with a length that is none, and one that nobody knows.
    editor.write(b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n");
    editor.write(b"Content-Length: many\r\n\r\n");
    editor.write(b"X-Custom: 1\r\n");
    let (id, bytes) = editor.request("racelens/text", json!({ "uri": URI }));
    editor.write(&bytes);
    assert_eq!(editor.answer(id)["result"], Value::Null);
    // Parameters of the wrong shape, and methods that do not exist.
    assert_eq!(editor.ask("textDocument/hover", json!({ "x": 1 }))["error"]["code"], -32602);
    assert_eq!(editor.ask("textDocument/noSuchThing", json!({}))["error"]["code"], -32601);
    editor.notify("textDocument/didOpen", json!({ "x": 1 }));
    editor.notify("textDocument/didChange", json!([]));
    editor.notify("$/noSuchThing", json!({}));
    editor.notify("$/setTrace", json!({ "value": "verbose" }));
    editor.notify("$/cancelRequest", json!({ "id": 4711 }));
    editor.leave();
}

#[test]
fn a_message_in_crumbs_is_a_message() {
    let mut editor = Editor::with(bare());
    let (id, bytes) = editor.request("racelens/text", json!({ "uri": URI }));
    for crumb in bytes.chunks(7) {
        editor.write(crumb);
        std::thread::sleep(Duration::from_millis(2));
    }
    assert_eq!(editor.answer(id)["result"], Value::Null);
    editor.leave();
}

#[test]
fn documents_that_are_not_ours_are_let_be() {
    let mut editor = Editor::with(bare());
    editor.open("file:///workspace/a.txt", "plaintext", "rehearse: find");
    editor.change("file:///workspace/a.txt", 2, json!([{ "text": "rehearse: find" }]));
    editor.change("file:///workspace/never-opened.ts", 2, json!([{ "text": "x" }]));
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": "file:///workspace/never-opened.ts" } }));
    // Out of bounds in every way, then whole and well.
    editor.open(URI, "typescript", "a\n");
    let wild = range((7, 9), (4_000_000_000, 4_000_000_000));
    editor.change(URI, 2, json!([{ "range": wild, "text": "b" }]));
    editor.change(URI, 3, json!([{ "range": range((1, 1), (0, 0)), "text": "// rehearse: find\n" }]));
    assert_eq!(editor.diagnostics(URI, 3, false).len(), 1);
    let quiet = editor.quiet(Duration::from_millis(50), |message| {
        message["params"]["uri"].as_str().is_some_and(|uri| uri.ends_with(".txt"))
    });
    assert!(quiet);
    editor.leave();
}

#[test]
fn an_unsaved_document_is_known_by_its_language() {
    let mut editor = Editor::with(bare());
    editor.open("untitled:Untitled-1", "python", "# rehearse: find\n");
    assert_eq!(editor.diagnostics("untitled:Untitled-1", 1, false).len(), 1);
    editor.leave();
}

#[test]
fn columns_count_in_the_encoding_agreed_on() {
    // Before the finding: 3 bytes of `// `, an é, a 𝄞 and a space.
    let text = "\r// é𝄞 rehearse: find\r\n";
    for (offered, chosen, start) in [
        (json!(["utf-8"]), "utf-8", 10),
        (json!(["utf-32"]), "utf-32", 6),
        (json!(["utf-16"]), "utf-16", 7),
        (json!(["utf-8", "utf-16"]), "utf-16", 7),
    ] {
        let mut editor = Editor::start();
        let params = json!({ "capabilities": { "general": { "positionEncodings": offered } } });
        let welcome = editor.initialize(params);
        assert_eq!(welcome["capabilities"]["positionEncoding"], chosen);
        editor.open(URI, "typescript", text);
        let diagnostics = editor.diagnostics(URI, 1, false);
        assert_eq!(diagnostics[0]["range"], range((1, start), (1, start + 14)), "{chosen}");
        // An edit behind the astral character: the finding is cut in two.
        let cut = json!([{ "range": range((1, start + 8), (1, start + 9)), "text": "" }]);
        editor.change(URI, 2, cut);
        assert!(editor.diagnostics(URI, 2, false).is_empty());
        let now = editor.ask("racelens/text", json!({ "uri": URI }));
        assert_eq!(now["result"]["text"], "\r// é𝄞 rehearse find\r\n".replace(" find", ": find").replacen(':', "", 1));
        editor.leave();
    }
}

#[test]
fn two_messages_in_one_write_are_two() {
    let mut editor = Editor::with(bare());
    let (first, mut bytes) = editor.request("racelens/text", json!({ "uri": URI }));
    let (second, more) = editor.request("racelens/text", json!({ "uri": URI }));
    bytes.extend(more);
    bytes.extend(frame(&json!({ "jsonrpc": "2.0", "method": "$/x" })));
    editor.write(&bytes);
    editor.answer(second);
    editor.answer(first);
    editor.leave();
}
