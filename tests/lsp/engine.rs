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
