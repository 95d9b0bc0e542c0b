//! Fixes: patterns of `queries/<language>/<rule>.scm` that say what to edit where a rule has found something.
//!
//! A fix is written for a shape; which node of the shape is which step of the finding, the captures say: one that is
//! named like a step of the rule's sentence holds only at that step. The pattern runs on demand, over the one item that
//! the finding is in. What comes of it is offered only if the result parses, is rid of the finding and has no other:
//! every fix is tried before it is shown.

mod all;
mod beside;
mod imports;
mod layout;
mod limits;
mod recipe;
mod site;
mod template;
mod trial;

pub use all::{Applied, Mended, mend};
pub use recipe::Recipes;
pub use trial::Before;

use super::{Auditor, Catalogue, Finding, Fix};
use crate::audit::threads::is_elsewhere;
use crate::syntax::{Document, Flat, Item, Kinds, Work, flatten, items};
use limits::Limits;
use site::Site;
use trial::Trial;

/// The fixes of a finding, best first, each of them tried. Of several ways to do the same the first is offered.
pub fn fixes(auditor: &mut Auditor, catalogue: &Catalogue, document: &Document, finding: &Finding) -> Vec<Fix> {
    let mut fixes = candidates(catalogue, document, finding);
    if fixes.is_empty() {
        return fixes;
    }
    let mut trial = Trial::new(auditor, catalogue, document, finding);
    let mut titles: Vec<String> = Vec::new();
    fixes.retain(|fix| {
        let offered = !titles.contains(&fix.title) && trial.passes(fix);
        if offered {
            titles.push(fix.title.clone());
        }
        offered
    });
    fixes
}

/// What the patterns make of a finding, untried.
fn candidates(catalogue: &Catalogue, document: &Document, finding: &Finding) -> Vec<Fix> {
    let language = document.language();
    let (Some(recipes), Some(knowledge)) = (catalogue.recipes(language, &finding.rule), catalogue.knowledge(language))
    else {
        return Vec::new();
    };
    let items = items(document);
    let holds = |item: &&Item| {
        item.span.contains(finding.span)
            && finding.anchors.iter().all(|(name, span)| is_elsewhere(name) || item.span.contains(*span))
    };
    let Some(item) = items.iter().filter(holds).min_by_key(|item| item.span.len()) else { return Vec::new() };
    let mut kinds = Kinds::named(language);
    kinds.join(recipes.patterns.kinds());
    kinds.join(knowledge.patterns.kinds());
    let mut flat = Flat::default();
    flatten(document, item, &kinds, &mut flat);
    flat.mend(language);
    let text = item.text(document);
    let limits = Limits::read(language, &knowledge.patterns, &flat, text);
    let mut matches = Vec::new();
    recipes.patterns.run(&flat, text, &mut Work::default(), &mut |id, captures| {
        matches.push((id, captures.to_vec()));
    });
    matches.sort_by_key(|(id, _)| *id);

    let mut found: Vec<Fix> = Vec::new();
    for (id, captures) in &matches {
        let Some(recipe) = recipes.recipes.get(*id as usize) else { continue };
        // A fix holds at some step of this very finding.
        let names = captures.iter().filter_map(|(capture, _)| recipes.patterns.captures().get(usize::from(*capture)));
        if !names.into_iter().any(|name| finding.anchors.iter().any(|(anchor, _)| anchor == name)) {
            continue;
        }
        let Some(site) = Site::new(catalogue, document, finding, item, &flat, &limits, &recipes.patterns, captures)
        else {
            continue;
        };
        if let Some(fix) = site.fix(recipe)
            && !found.contains(&fix)
        {
            found.push(fix);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Severity, Witness};
    use crate::syntax::by_extension;
    use crate::text::Span;

    /// The text after the first candidate for a finding whose steps are these pieces of the text; a piece after `>` is
    /// the last of its kind, else the first.
    fn fixed(extension: &str, text: &str, rule: &str, place: &str, steps: &[(&str, &str)]) -> Option<String> {
        let document = Document::new(by_extension(extension)?, text.to_string());
        let span = |piece: &str| {
            let (at, piece) = match piece.strip_prefix('>') {
                Some(piece) => (text.rfind(piece)?, piece),
                None => (text.find(piece)?, piece),
            };
            Some(Span::new(at as u32, (at + piece.len()) as u32))
        };
        let anchors: Option<Vec<(String, Span)>> =
            steps.iter().map(|(name, piece)| Some((name.to_string(), span(piece)?))).collect();
        let anchors = anchors?;
        let finding = Finding {
            rule: rule.to_string(),
            severity: Severity::Warning,
            span: anchors.first()?.1,
            message: String::new(),
            function: String::new(),
            place: place.to_string(),
            witness: Witness::default(),
            anchors,
        };
        let found = candidates(Catalogue::builtin(), &document, &finding);
        found.first().map(|fix| fix.edits.apply(text))
    }

    fn captured(extension: &str, text: &str) -> Option<String> {
        let steps = [("first", "this.x"), ("second", ">this.x")];
        fixed(extension, text, "shared-state-reread-after-await", "this.x", &steps)
    }

    #[test]
    fn lines_keep_tabs_and_line_ends() {
        assert_eq!(
            captured("ts", "class A {\r\n\tasync f() {\r\n\t\tawait a(this.x);\r\n\t\tb(this.x);\r\n\t}\r\n}\r\n")
                .as_deref(),
            Some("class A {\r\n\tasync f() {\r\n\t\tconst x = this.x;\r\n\t\tawait a(x);\r\n\t\tb(x);\r\n\t}\r\n}\r\n")
        );
        assert_eq!(
            captured("js", "class A {\n  async f() { await a(this.x); b(this.x) }\n}\n").as_deref(),
            Some("class A {\n  async f() { const x = this.x; await a(x); b(x) }\n}\n")
        );
    }

    #[test]
    fn reads_in_between_take_the_captured_value_too() {
        let text = |capture: &str, x: &str, last: &str| {
            format!(
                "class A {{\n  async f() {{\n{capture}    await a({x});\n    if (c) b({x}, () => this.x);\n    d({x});\n    e({x});\n    await g();\n    h({last});\n  }}\n}}\n"
            )
        };
        let before = text("", "this.x", "1");
        let steps = [("first", "this.x"), ("second", ">this.x")];
        assert_eq!(
            fixed("js", &before, "shared-state-reread-after-await", "this.x", &steps),
            Some(text("    const x = this.x;\n", "x", "1"))
        );
    }

    #[test]
    fn code_of_several_lines_is_laid_out_anew() {
        let text = |again: &str| {
            format!(
                "async function f() {{\n  if (made) {{\n    return made;\n  }}\n  const next = await open();\n{again}  made = next;\n  return next;\n}}\n"
            )
        };
        let steps = [("check", "made"), ("suspend", "await open()"), ("write", "made = next")];
        assert_eq!(
            fixed("js", &text(""), "check-then-act-across-await", "made", &steps),
            Some(text("  if (made) {\n    return made;\n  }\n"))
        );
    }

    #[test]
    fn what_is_made_is_stored_where_still_nothing_is_found() {
        let steps = [("check", "this.x"), ("suspend", "await open()"), ("write", "this.x = await open()")];
        let text = |body: &str| format!("class A {{\n  async f() {{\n    if (!this.x) {{\n{body}    }}\n  }}\n}}\n");
        assert_eq!(
            fixed("js", &text("      this.x = await open();\n"), "check-then-act-across-await", "this.x", &steps),
            Some(text("      const made = await open();\n      if (!this.x) {\n        this.x = made;\n      }\n"))
        );
        let steps = [("check", "rooms"), ("suspend", "await open(key)"), ("write", "rooms[key] = room")];
        let text = |body: &str| format!("async def f(key):\n    if key not in rooms:\n{body}    return rooms[key]\n");
        assert_eq!(
            fixed(
                "py",
                &text("        room = await open(key)\n        rooms[key] = room\n"),
                "check-then-act-across-await",
                "rooms",
                &steps
            ),
            Some(text("        room = await open(key)\n        if key not in rooms:\n            rooms[key] = room\n"))
        );
    }

    #[test]
    fn a_document_without_semicolons_stays_so() {
        assert_eq!(
            captured("js", "class A {\n  async f() {\n    await a(this.x)\n    b(this.x)\n  }\n}\n").as_deref(),
            Some("class A {\n  async f() {\n    const x = this.x\n    await a(x)\n    b(x)\n  }\n}\n")
        );
    }

    #[test]
    fn a_name_that_is_taken_is_not_taken_again() {
        let text = |local: &str, use_: &str| {
            format!("class A {{\n  async f(x) {{\n{local}    await a({use_}, x);\n    b({use_});\n  }}\n}}\n")
        };
        assert_eq!(captured("js", &text("", "this.x")), Some(text("    const currentX = this.x;\n", "currentX")));
    }

    #[test]
    fn a_field_and_its_value_at_once_keep_the_field() {
        let text = "let x = 1;\nasync function f() {\n  await a({ x });\n  b(x);\n}\n";
        let steps = [("first", "x }"), ("second", ">x")];
        assert_eq!(fixed("js", text, "shared-state-reread-after-await", "x", &steps), None);
        let text = "let place = 1;\nasync function f() {\n  await a({ other, place });\n  b(place);\n}\n";
        let at = text.find("place }").map_or(0, |at| at as u32);
        let document = Document::new(by_extension("js").unwrap_or_else(|| unreachable!()), text.to_string());
        let last = text.rfind("place").map_or(0, |at| at as u32);
        let finding = Finding {
            rule: "shared-state-reread-after-await".to_string(),
            severity: Severity::Warning,
            span: Span::new(last, last + 5),
            message: String::new(),
            function: String::new(),
            place: "place".to_string(),
            witness: Witness::default(),
            anchors: vec![
                ("first".to_string(), Span::new(at, at + 5)),
                ("second".to_string(), Span::new(last, last + 5)),
            ],
        };
        let found = candidates(Catalogue::builtin(), &document, &finding);
        assert_eq!(
            found.first().map(|fix| fix.edits.apply(text)).as_deref(),
            Some(
                "let place = 1;\nasync function f() {\n  const currentPlace = place;\n  await a({ other, place: currentPlace });\n  b(currentPlace);\n}\n"
            )
        );
    }

    #[test]
    fn what_does_not_run_once_and_first_is_not_moved() {
        let inside = |code: &str| captured("js", &format!("class A {{\n  async f() {{\n    {code}\n  }}\n}}\n"));
        for code in [
            "while (this.x) { await a(); b(this.x); }",
            "if (c()) a(this.x); await d(); b(this.x);",
            "c() && a(this.x); await d(); b(this.x);",
            "all.map(async (one) => a(this.x, await one, this.x));",
            "a(c(), this.x); await d(); b(this.x);",
            "this.x(); await d(); this.x();",
        ] {
            assert_eq!(inside(code), None, "{code}");
        }
        assert!(inside("if (this.x) { await a(); } b(this.x);").is_some());
    }

    #[test]
    fn a_file_of_rust_is_replaced_at_one_stroke() {
        let text = |body: &str| {
            format!("impl A {{\n    fn save(&self) -> io::Result<()> {{\n{body}        Ok(())\n    }}\n}}\n")
        };
        let before = text("        fs::write(&self.path, text)?; // all of it\n");
        assert_eq!(
            fixed("rs", &before, "non-atomic-file-write", "&self.path", &[("write", "fs::write(&self.path, text)")]),
            Some(text(
                "        let temporary = std::path::Path::new(&self.path).with_extension(format!(\"{}.tmp\", std::process::id()));\n        fs::write(&temporary, text)?; // all of it\n        fs::rename(&temporary, &self.path)?;\n"
            ))
        );
    }

    #[test]
    fn a_guard_is_dropped_before_the_await_unless_it_is_used_later() {
        let text = |body: &str| {
            format!(
                "async fn open(&self) {{\n    let mut rooms = self.rooms.lock().unwrap();\n    rooms.clear();\n{body}}}\n"
            )
        };
        let steps = [("acquire", "self.rooms.lock()"), ("suspend", "notify().await")];
        let drop = |body: &str| fixed("rs", &text(body), "lock-held-across-await", "self.rooms", &steps);
        assert_eq!(drop("    notify().await;\n"), Some(text("    drop(rooms);\n    notify().await;\n")));
        assert_eq!(drop("    notify().await;\n    rooms.clear();\n"), None);
        assert_eq!(drop("    if full {\n        drop(rooms);\n    }\n    notify().await;\n"), None);
        assert_eq!(drop("    loop {\n        notify().await;\n    }\n"), None);
    }

    #[test]
    fn names_are_imported_beside_others_and_lines_in_order() {
        let text = "import { readFileSync, writeFileSync } from \"fs\";\n\nexport function save(file) {\n  writeFileSync(file, \"x\");\n}\n";
        let steps = [("write", "writeFileSync(file, \"x\")")];
        assert_eq!(
            fixed("js", text, "non-atomic-file-write", "file", &steps).as_deref(),
            Some(
                "import { readFileSync, writeFileSync, renameSync } from \"fs\";\n\nexport function save(file) {\n  const temporary = `${file}.${process.pid}.tmp`;\n  writeFileSync(temporary, \"x\");\n  renameSync(temporary, file);\n}\n"
            )
        );
        let text = "import json\nimport sys\n\n\ndef save(path):\n    with open(path, \"w\") as file:\n        file.write(\"x\")\n";
        assert_eq!(
            fixed("py", text, "non-atomic-file-write", "path", &[("write", "open(path, \"w\")")]).as_deref(),
            Some(
                "import json\nimport os\nimport secrets\nimport sys\n\n\ndef save(path):\n    temporary = f\"{path}.{secrets.token_hex(4)}.tmp\"\n    with open(temporary, \"w\") as file:\n        file.write(\"x\")\n    os.replace(temporary, path)\n"
            )
        );
    }

    #[test]
    fn what_is_wrong_with_a_fix_is_told_with_its_line() {
        let Some(language) = by_extension("ts") else { return };
        let hazards = Catalogue::builtin().hazards("shared-state-reread-after-await");
        let wrong = |source: &str| {
            Recipes::read("f.scm", source, language, hazards, &[])
                .err()
                .unwrap_or_default()
                .into_iter()
                .map(|(line, message)| format!("{line}: {message}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            wrong("((_) @x\n (#fix! \"T\")\n (#replace! @scond \"y\"))"),
            [
                "1: a fix captures at least one step of its rule; these are @first, @suspend, @second",
                "3: @scond is neither in this pattern nor a step of the rule; did you mean `second`?",
                "1: a fix edits something: #replace!, #insert!, #wrap!, #delete!, #hoist!, #import!",
            ]
        );
        assert_eq!(
            wrong("((_) @first (#replce! @first \"y\"))"),
            ["1: unknown directive `#replce!`; did you mean `#replace!`?"]
        );
        assert_eq!(
            wrong("((_) @first (#fix! \"Capture `{stat}`\") (#insert! \"abve\" @first \"y\"))")
                .first()
                .map(String::as_str),
            Some("1: unknown placeholder `{stat}`; did you mean `state`?")
        );
        assert_eq!(
            wrong("((_) @first (#replace! @first \"y\"))"),
            ["1: a fix has a title: `(#fix! \"Capture `{state}` at entry\")`"]
        );
    }
}
