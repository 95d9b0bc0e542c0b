//! The engine itself, seen from an editor: a hazard typed in, shown, and gone once it is mended.

use crate::editor::{Editor, range};
use serde_json::{Value, json};

const URI: &str = "file:///workspace/src/service.ts";
const RACY: &str = "\
export class Service {
  private running = false;

  async start(): Promise<void> {
    if (this.running) return;
    await this.load();
  }

  private async load(): Promise<void> {
    await fetch(\"https://example.org\");
  }
}
";

#[test]
fn a_hazard_is_found_as_it_is_typed_and_gone_once_mended() {
    for (recorded, pulls) in [
        (include_str!("../fixtures/clients/nvim0.11.4.json"), true),
        (include_str!("../fixtures/clients/nvim0.7.2.json"), false),
    ] {
        let mut editor = Editor::with(serde_json::from_str(recorded).unwrap());
        editor.open(URI, "typescript", RACY);
        assert_eq!(editor.diagnostics(URI, 1, pulls), Vec::<Value>::new());
        let act = json!([{ "range": range((5, 22), (5, 22)), "text": "\n    this.running = true;" }]);
        editor.change(URI, 2, act);
        let found = editor.diagnostics(URI, 2, pulls);
        let [hazard] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!(hazard["code"], "check-then-act-across-await");
        assert_eq!(hazard["range"]["start"], json!({ "line": 6, "character": 4 }));
        let related = hazard["relatedInformation"].as_array().unwrap();
        assert_eq!(related[0]["location"]["range"], range((4, 8), (4, 20)));

        let at = json!({ "textDocument": { "uri": URI }, "position": { "line": 6, "character": 10 } });
        let hover = editor.ask("textDocument/hover", at);
        let table = hover["result"]["contents"]["value"].as_str().unwrap();
        assert!(table.contains("| 5 | `if (this.running) return;` |  |"), "{table}");
        assert!(table.contains("| 5 |  | `if (this.running) return;` |"), "{table}");

        let allow = json!({
            "textDocument": { "uri": URI }, "range": hazard["range"], "context": { "diagnostics": [], "only": ["quickfix"] },
        });
        let actions = editor.ask("textDocument/codeAction", allow)["result"].clone();
        let title = "Allow `check-then-act-across-await` on this line (state a reason)";
        let allow = actions.as_array().unwrap().iter().find(|action| action["title"] == title).unwrap();
        let edit = &allow["edit"]["changes"][URI][0];
        let comment = edit["newText"].as_str().unwrap().replace(": \n", ": one caller\n");
        editor.change(URI, 3, json!([{ "range": edit["range"], "text": comment }]));
        assert_eq!(editor.diagnostics(URI, 3, pulls), Vec::<Value>::new());

        // The comment out again, and the flag raised before the task gives way.
        editor.change(URI, 4, json!([{ "range": range((6, 0), (7, 0)), "text": "" }]));
        assert_eq!(editor.diagnostics(URI, 4, pulls).len(), 1);
        let claim = json!([
            { "range": range((6, 0), (7, 0)), "text": "" },
            { "range": range((5, 0), (5, 0)), "text": "    this.running = true;\n" },
        ]);
        editor.change(URI, 5, claim);
        assert_eq!(editor.diagnostics(URI, 5, pulls), Vec::<Value>::new());
        editor.leave();
    }
}

#[test]
fn shared_state_is_told_under_the_pointer_and_as_a_map_of_the_workspace() {
    let folder = tempfile::TempDir::new().unwrap();
    let root = std::fs::canonicalize(folder.path()).unwrap();
    let file = |name: &str| format!("file://{}", root.join(name).display());
    let service = "export class Service {\n  private last = 0;\n  tick() {\n    this.last = Date.now();\n  }\n  age() {\n    return this.last;\n  }\n}\nexport const service = new Service();\n";
    let jobs = "import { service } from './service';\nexport const jobs = new Map();\nexport function add(id: string) {\n  jobs.set(id, service.age());\n}\n";
    std::fs::write(root.join("service.ts"), service).unwrap();
    std::fs::write(root.join("jobs.ts"), jobs).unwrap();
    let mut params: Value = serde_json::from_str(include_str!("../fixtures/clients/nvim0.11.4.json")).unwrap();
    params["workspaceFolders"] = json!([{ "uri": format!("file://{}", root.display()), "name": "here" }]);
    let mut editor = Editor::with(params);
    let map = |editor: &mut Editor| {
        let answer = editor.ask("workspace/executeCommand", json!({ "command": "racelens.server.map" }));
        let places = answer["result"]["roots"][0]["places"].clone();
        places.as_array().unwrap().iter().map(|place| place["place"].as_str().unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(map(&mut editor), ["jobs", "Service.last"]);

    // What is open counts as it stands in the editor.
    editor.open(&file("service.ts"), "typescript", &service.replace("last", "latest"));
    assert_eq!(map(&mut editor), ["jobs", "Service.latest"]);
    let at = json!({ "textDocument": { "uri": file("service.ts") }, "position": { "line": 6, "character": 20 } });
    let hover = editor.ask("textDocument/hover", at);
    let row = hover["result"]["contents"]["value"].as_str().unwrap();
    assert!(row.starts_with("**Shared state** `Service.latest` (no switch between)"), "{row}");
    assert!(row.contains("- written: service.ts: 4 Service.tick"), "{row}");
    let at = json!({ "textDocument": { "uri": file("service.ts") }, "position": { "line": 2, "character": 3 } });
    assert_eq!(editor.ask("textDocument/hover", at)["result"], Value::Null);

    // Whoever else touches it is told, in whichever file one asks.
    let caller = "import { service } from './service';\nexport function reset() {\n  service.latest = 0;\n}\n";
    std::fs::write(root.join("reset.ts"), caller).unwrap();
    editor.open(&file("reset.ts"), "typescript", caller);
    let disk = json!({ "changes": [{ "uri": file("reset.ts"), "type": 1 }] });
    editor.notify("workspace/didChangeWatchedFiles", disk);
    for (name, line, character) in [("reset.ts", 2, 12), ("service.ts", 6, 20)] {
        let at = json!({ "textDocument": { "uri": file(name) }, "position": { "line": line, "character": character } });
        let row = (0..100).find_map(|_| {
            let hover = editor.ask("textDocument/hover", at.clone());
            let row = hover["result"]["contents"]["value"].as_str().unwrap_or("").to_string();
            let whole = row.contains("- written: reset.ts: 3 reset");
            if !whole {
                std::thread::sleep(std::time::Duration::from_millis(100));
            }
            whole.then_some(row)
        });
        let row = row.expect("the whole row");
        assert!(row.starts_with("**Shared state** `Service.latest` (no switch between)"), "{row}");
        assert!(row.contains("service.ts: 4 Service.tick"), "{row}");
        assert!(row.contains("- read: service.ts: 7 Service.age"), "{row}");
    }

    let wrong = editor.ask("workspace/executeCommand", json!({ "command": "racelens.nothing" }));
    assert!(wrong["error"]["message"].as_str().unwrap().contains("there is no command"), "{wrong}");
}
