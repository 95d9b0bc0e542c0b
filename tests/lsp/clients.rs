//! Open, edit, diagnose, fix, gone: with the recorded capabilities of real editors.

use crate::editor::{Editor, range};
use serde_json::{Value, json};

const URI: &str = "file:///workspace/src/a.ts";
const CLEAN: &str = "class A {\n    // nothing\n}\n";

struct Case {
    initialize: Value,
    pulls: bool,
    related: bool,
    markdown: bool,
    document_changes: bool,
    annotations: bool,
    /// The library's spelling of the position encoding that we are to choose.
    encoding: &'static str,
}

fn run(case: Case) {
    let mut editor = Editor::start();
    let welcome = editor.initialize(case.initialize);
    let capabilities = &welcome["capabilities"];
    assert_eq!(capabilities["positionEncoding"], case.encoding);
    assert_eq!(capabilities["textDocumentSync"]["change"], 2);
    assert_eq!(capabilities["diagnosticProvider"].is_object(), case.pulls);

    editor.open(URI, "typescript", CLEAN);
    assert_eq!(editor.diagnostics(URI, 1, case.pulls), Vec::<Value>::new());

    // Typed in: the finding is there, at the right place.
    let typed = json!([{ "range": range((1, 7), (1, 14)), "text": "rehearse: find" }]);
    editor.change(URI, 2, typed);
    let diagnostics = editor.diagnostics(URI, 2, case.pulls);
    let [diagnostic] = diagnostics.as_slice() else { panic!("{diagnostics:#?}") };
    assert_eq!(diagnostic["range"], range((1, 7), (1, 21)));
    assert_eq!(diagnostic["severity"], 2);
    assert_eq!(diagnostic["source"], "racelens");
    assert_eq!(diagnostic["code"], "rehearsal");
    assert!(diagnostic.get("data").is_none());
    let message = diagnostic["message"].as_str().unwrap();
    let step = "task 2: Show.start checks `this.flag`";
    match diagnostic["relatedInformation"].as_array() {
        Some(related) => {
            assert!(case.related);
            assert_eq!(related.len(), 4);
            assert_eq!(related[2]["message"], step);
            assert_eq!(related[2]["location"]["uri"], URI);
            assert!(!message.contains('\n'));
        }
        None => {
            assert!(!case.related);
            assert!(message.contains(&format!("\n  line 2: {step}")), "{message}");
        }
    }

    let place = json!({ "line": 1, "character": 9 });
    let document = json!({ "uri": URI });
    let hover = editor.ask("textDocument/hover", json!({ "textDocument": document, "position": place }));
    let contents = &hover["result"]["contents"];
    let kind = if case.markdown { "markdown" } else { "plaintext" };
    assert_eq!(contents["kind"], kind);
    let shown = contents["value"].as_str().unwrap();
    assert_eq!(shown.contains("| 2 | gives way |  |"), case.markdown, "{shown}");
    assert!(shown.contains("task 2: Show.start"), "{shown}");

    // No `data`, no diagnostics in the context: the actions are there all the same.
    let actions = editor.ask(
        "textDocument/codeAction",
        json!({ "textDocument": document, "range": range((1, 9), (1, 9)), "context": { "diagnostics": [] } }),
    );
    let actions = actions["result"].as_array().unwrap().clone();
    let titles: Vec<&str> = actions.iter().filter_map(|action| action["title"].as_str()).collect();
    assert_eq!(
        titles,
        [
            "Say that it is done",
            "Shout",
            "Allow `rehearsal` on this line (state a reason)",
            "Allow `rehearsal` in this file (state a reason)",
            "Apply the one safe fix of racelens in this file",
        ]
    );
    assert_eq!(actions[0]["isPreferred"], true);
    // The fix that may change the behaviour is not preferred, and says so where the client shows it.
    assert!(actions[1].get("isPreferred").is_none());
    let shout = &edits(&actions[1], case.document_changes)[0];
    assert_eq!(shout["newText"], "REHEARSED");
    let annotated = shout["annotationId"].as_str();
    assert_eq!(annotated.is_some(), case.annotations);
    if let Some(id) = annotated {
        assert_eq!(actions[1]["edit"]["changeAnnotations"][id]["label"], "Shout");
    }
    let allowed = edits(&actions[2], case.document_changes);
    assert_eq!(
        allowed,
        [json!({ "range": range((1, 0), (1, 0)), "newText": "    // racelens: allow(rehearsal): \n" })]
    );
    let all = match actions[4].get("edit") {
        Some(_) => actions[4].clone(),
        None => editor.ask("codeAction/resolve", actions[4].clone())["result"].clone(),
    };
    let fix = edits(&actions[0], case.document_changes);
    assert_eq!(edits(&all, case.document_changes), fix);

    // The fix applied as the editor would: the finding is gone.
    let fix = json!([{ "range": fix[0]["range"], "text": fix[0]["newText"] }]);
    editor.change(URI, 3, fix);
    assert_eq!(editor.diagnostics(URI, 3, case.pulls), Vec::<Value>::new());
    let text = editor.ask("racelens/text", json!({ "uri": URI }));
    assert_eq!(text["result"]["text"], "class A {\n    // rehearse: done\n}\n");
    editor.leave();
}

/// The edits of an action for the one document, out of either form.
fn edits(action: &Value, document_changes: bool) -> Vec<Value> {
    let edit = &action["edit"];
    if document_changes {
        let document = &edit["documentChanges"][0];
        assert_eq!(document["textDocument"], json!({ "uri": URI, "version": 2 }));
        assert!(edit.get("changes").is_none());
        return document["edits"].as_array().unwrap().clone();
    }
    edit["changes"][URI].as_array().unwrap().clone()
}

fn recorded(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn vscode() {
    run(Case {
        initialize: recorded(include_str!("../fixtures/clients/vscode1.139.1-languageclient11.json")),
        pulls: true,
        related: true,
        markdown: true,
        document_changes: true,
        annotations: true,
        encoding: "utf-16",
    });
}

#[test]
fn neovim() {
    run(Case {
        initialize: recorded(include_str!("../fixtures/clients/nvim0.11.4.json")),
        pulls: true,
        related: true,
        markdown: true,
        document_changes: false,
        annotations: false,
        encoding: "utf-16",
    });
}

#[test]
fn old_neovim() {
    run(Case {
        initialize: recorded(include_str!("../fixtures/clients/nvim0.7.2.json")),
        pulls: false,
        related: true,
        markdown: true,
        document_changes: false,
        annotations: false,
        encoding: "utf-16",
    });
}

#[test]
fn helix() {
    run(Case {
        initialize: recorded(include_str!("../fixtures/clients/helix25.07.1.json")),
        pulls: true,
        related: false,
        markdown: true,
        document_changes: true,
        annotations: false,
        encoding: "utf-16",
    });
}

#[test]
fn eglot() {
    run(Case {
        initialize: recorded(include_str!("../fixtures/clients/emacs28-eglot1.9.json")),
        pulls: false,
        related: false,
        markdown: false,
        document_changes: true,
        annotations: false,
        encoding: "utf-16",
    });
}

#[test]
fn a_client_that_says_nothing_is_served_too() {
    run(Case {
        initialize: json!({ "capabilities": {} }),
        pulls: false,
        related: false,
        markdown: false,
        document_changes: false,
        annotations: false,
        encoding: "utf-16",
    });
}
