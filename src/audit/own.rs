//! What a project has of its own: names for its locks, its sleeping and blocking functions and the like, and rules.
//!
//! Rules of a project lie in `.racelens/` as those of the catalogue lie in `queries/`: a page `<rule>.md`, sentences in
//! `any/<rule>.scm`, shapes and fixes in `<language>/<rule>.scm`; `<language>/facts.scm` says more of its code, to all rules.
//!
//! `queries/<folder>/<name>.template` says what becomes of such names: patterns with `$blocking` and the like in the place
//! of an expression, for the end of the file `<name>.scm`. A pattern whose names are not given is left out.

use super::{Catalogue, LoadError};
use crate::syntax::{languages, suggest};
use regex_syntax::escape;
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// The names, as `racelens.toml` has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Names {
    /// Types whose values are locks that block their thread while they are waited for: `Latch`, `app.sync.Latch`.
    #[serde(default)]
    pub locks: Vec<String>,
    /// Types whose values are locks that are waited for by suspending.
    #[serde(default)]
    pub async_locks: Vec<String>,
    /// Functions that are given a callback and call it later, as often as they please: `bus.subscribe`.
    #[serde(default)]
    pub handlers: Vec<String>,
    /// Functions that make their thread stand still.
    #[serde(default)]
    pub blocking: Vec<String>,
    /// Async functions that wait for a time and for nothing else.
    #[serde(default)]
    pub sleeping: Vec<String>,
    /// Functions and methods that never run beside themselves, whoever calls them: `Worker.run`.
    #[serde(default)]
    pub serialized_entry_points: Vec<String>,
    /// Files that keep state, as globs of the names that the code writes: `*.ledger`.
    #[serde(default)]
    pub state_files: Vec<String>,
}

impl Names {
    /// True where nothing is named.
    pub fn is_empty(&self) -> bool {
        *self == Names::default()
    }

    /// The first that cannot be a name, and why.
    pub fn fault(&self) -> Option<(&str, &'static str)> {
        let names = [
            &self.locks,
            &self.async_locks,
            &self.handlers,
            &self.blocking,
            &self.sleeping,
            &self.serialized_entry_points,
        ];
        let part =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '#'));
        let wrong = |name: &&String| !name.replace("::", ".").split('.').all(part);
        let name = names.into_iter().flatten().find(wrong).map(|name| (name.as_str(), "not a name"));
        let blank =
            || self.state_files.iter().find(|glob| glob.trim().is_empty()).map(|glob| (glob.as_str(), "not a glob"));
        name.or_else(blank)
    }

    /// The expression that stands for a placeholder; none where nothing is named.
    fn expression(&self, placeholder: &str) -> Option<String> {
        let names = match placeholder {
            "blocking" => &self.blocking,
            "sleeping" => &self.sleeping,
            "handlers" => &self.handlers,
            "state-files" => {
                let globs: Vec<String> = self.state_files.iter().map(|glob| of_glob(glob)).collect();
                return (!globs.is_empty()).then(|| format!("(^|[^A-Za-z0-9_])({})([\"'`)\\s]|$)", globs.join("|")));
            }
            _ => return None,
        };
        // Whatever stands before the steps that are named.
        let steps =
            |name: &String| name.replace("::", ".").split('.').map(escape).collect::<Vec<_>>().join("\\s*[.:?]+\\s*");
        let all: Vec<String> = names.iter().map(steps).collect();
        (!all.is_empty()).then(|| format!("(^|[.:\\s])({})$", all.join("|")))
    }

    /// The last steps of the names that may make a file worth reading.
    fn markers(&self) -> Vec<String> {
        let names = [&self.locks, &self.async_locks, &self.handlers, &self.blocking, &self.sleeping];
        let last = |name: &String| escape(name.rsplit(['.', ':']).next().unwrap_or(name));
        names.into_iter().flatten().map(last).collect()
    }
}

/// A glob as an expression that part of a text matches.
fn of_glob(glob: &str) -> String {
    let mut out = String::new();
    let mut rest = glob;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or("");
        match c {
            '*' if rest.starts_with('*') => {
                rest = rest.trim_start_matches('*');
                out += ".*";
            }
            '*' => out += "[^/\"'`]*",
            '?' => out += "[^/\"'`]",
            c => out += &escape(&c.to_string()),
        }
    }
    out
}

/// The folder of a project's rules.
pub const FOLDER: &str = ".racelens";

/// The catalogue with what a project has of its own in it: names, and the files of its `.racelens/`, by their paths there.
pub fn with_own(names: &Names, own: &[(String, String)]) -> (Arc<Catalogue>, Vec<LoadError>) {
    let mut files = Catalogue::files();
    let mut faults = Vec::new();
    let mut added: Vec<(String, u32)> = Vec::new();
    let templates: Vec<(String, String)> = files
        .iter()
        .filter_map(|(path, text)| Some((path.strip_suffix(".template")?.to_string(), filled(text, names))))
        .collect();
    for (stem, more) in templates {
        let wanted = format!("{stem}.scm");
        if let Some((_, text)) = files.iter_mut().find(|(path, _)| *path == wanted) {
            text.push('\n');
            text.push_str(&more);
        }
    }
    for (_, text) in files.iter_mut().filter(|(path, _)| path.ends_with("/types.toml")) {
        if let Some(with) = with_types(text, names) {
            *text = with;
        }
    }
    for (path, text) in own {
        let known = files.iter_mut().find(|(known, _)| known == path);
        match known {
            // Facts add up; all else has a name of its own.
            Some((_, facts)) if path.ends_with("/facts.scm") => {
                facts.push('\n');
                added.push((path.clone(), facts.lines().count() as u32));
                facts.push_str(text);
            }
            Some(_) => {
                let message =
                    "racelens has a file of that name: a rule of a project needs a name of its own".to_string();
                faults.push(LoadError { file: format!("{FOLDER}/{path}"), line: 1, message });
            }
            None => files.push((path.clone(), text.clone())),
        }
    }
    let (catalogue, found) = Catalogue::read(&files);
    // A fault in what was added is told where it stands in the file of the project.
    faults.extend(found.into_iter().map(|mut fault| {
        if let Some((_, before)) = added.iter().find(|(path, before)| *path == fault.file && fault.line > *before) {
            fault.line -= before;
        }
        fault.file = format!("{FOLDER}/{}", fault.file);
        fault
    }));
    faults.extend(own.iter().filter_map(|(path, _)| misplaced(path, &catalogue)));
    (Arc::new(catalogue), faults)
}

/// A file that nothing would come of.
fn misplaced(path: &str, catalogue: &Catalogue) -> Option<LoadError> {
    let fault = |message: String| Some(LoadError { file: format!("{FOLDER}/{path}"), line: 1, message });
    let folders: Vec<&str> = languages().iter().map(|language| language.folder).chain(["any"]).collect();
    match path.rsplit_once('/') {
        None if path.ends_with(".md") => None,
        None => fault("only pages stand here; patterns are in `any/` and in the folders of languages".to_string()),
        Some((folder, _)) if !folders.contains(&folder) => {
            let hint = suggest::hint(folder, folders.iter().copied());
            fault(format!("there is no folder `{folder}` of patterns{hint}"))
        }
        Some((_, "facts.scm")) => None,
        Some((_, name)) => {
            let id = name.strip_suffix(".scm").unwrap_or(name);
            let known = catalogue.rule(id).is_some();
            let hint = suggest::hint(id, catalogue.rules().iter().map(|rule| rule.id.as_str()));
            if known { None } else { fault(format!("there is no page `{id}.md` for it{hint}")) }
        }
    }
}

/// A template with names in the place of its placeholders, less the patterns for which there are none.
fn filled(template: &str, names: &Names) -> String {
    let fill = |pattern: &str| -> Option<String> {
        let (before, rest) = pattern.split_once("\"$")?;
        let (placeholder, after) = rest.split_once('"')?;
        let expression = names.expression(placeholder)?.replace('\\', "\\\\").replace('"', "\\\"");
        Some(format!("{before}\"{expression}\"{after}\n"))
    };
    template.split("\n\n").filter_map(fill).collect::<Vec<_>>().join("\n")
}

/// The types of a language with those of the project among them.
fn with_types(text: &str, names: &Names) -> Option<String> {
    let mut table: toml::Table = toml::from_str(text).ok()?;
    let mut add = |path: &[&str], more: &[String]| {
        let Some((last, folders)) = path.split_last() else { return };
        let mut at = &mut table;
        for folder in folders {
            let inner = at.entry(*folder).or_insert_with(|| toml::Table::new().into());
            let Some(inner) = inner.as_table_mut() else { return };
            at = inner;
        }
        let list = at.entry(*last).or_insert_with(|| toml::Value::Array(Vec::new()));
        if let Some(list) = list.as_array_mut() {
            list.extend(more.iter().cloned().map(toml::Value::String));
        }
    };
    let last = |names: &[String]| -> Vec<String> {
        names.iter().map(|name| name.rsplit(['.', ':']).next().unwrap_or(name).to_string()).collect()
    };
    add(&["kinds", "sync-lock"], &names.locks);
    add(&["kinds", "async-lock"], &names.async_locks);
    add(&["locks"], &last(&names.locks));
    add(&["async_locks"], &last(&names.async_locks));
    add(&["serialized"], &names.serialized_entry_points);
    add(&["markers"], &names.markers());
    toml::to_string(&table).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_template_keeps_what_is_named() {
        let names = Names { blocking: list(&["app.fetch", "wait$"]), ..Names::default() };
        let template = "; Says what it is.\n\n; One.\n(a (#match? @x \"$blocking\")) @block\n\n; Two.\n(b (#match? @x \"$sleeping\"))";
        let expected = "; One.\n(a (#match? @x \"(^|[.:\\\\s])(app\\\\s*[.:?]+\\\\s*fetch|wait\\\\$)$\")) @block\n";
        assert_eq!(filled(template, &names), expected);
    }

    #[test]
    fn the_catalogue_loads_with_every_name() {
        let names = Names {
            locks: list(&["Latch", "app.Gate"]),
            async_locks: list(&["Turnstile"]),
            handlers: list(&["bus.subscribe"]),
            blocking: list(&["crunch"]),
            sleeping: list(&["nap"]),
            serialized_entry_points: list(&["Worker.run"]),
            state_files: list(&["*.ledger", "data/**/x?"]),
        };
        let (_, faults) = with_own(&names, &[]);
        assert_eq!(faults.iter().map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());
    }

    /// What is wrong with files of a project.
    fn faults(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<(String, String)> =
            files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
        with_own(&Names::default(), &files).1.iter().map(ToString::to_string).collect()
    }

    const PAGE: &str = "---\nseverity: warning\nlanguages: python\nsummary: S.\nmessage: M.\n---\n";

    #[test]
    fn a_rule_of_a_project_loads_beside_the_others() {
        let sentence = "((event) @here (#path? @state \"read .. suspend .. write=@here\"))";
        assert_eq!(faults(&[("own-rule.md", PAGE), ("any/own-rule.scm", sentence)]), Vec::<String>::new());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = |files: &[(&str, &str)], message: &str| {
            let faults = faults(files);
            assert!(faults.iter().any(|fault| fault.contains(message)), "{faults:?}");
        };
        told(&[("lost-update.md", PAGE)], "a name of its own");
        told(&[("own-rule.md", "no head")], ".racelens/own-rule.md:1: ");
        told(&[("any/own-rule.scm", "")], ".racelens/any/own-rule.scm:1: there is no page `own-rule.md`");
        told(
            &[("own-rule.md", PAGE), ("any/own-rule.scm", "((event) @here (#pth? @s \"read\"))")],
            ".racelens/any/own-rule.scm:1: ",
        );
        told(&[("python/facts.scm", "\n(cal) @block")], ".racelens/python/facts.scm:2: ");
        told(&[("pyton/own-rule.scm", "")], "did you mean `python`?");
    }

    #[test]
    fn globs_are_expressions() {
        let regex = |glob: &str| regex::Regex::new(&format!("^{}$", of_glob(glob)));
        assert!(regex("*.ledger").is_ok_and(|regex| regex.is_match("a.ledger") && !regex.is_match("a/b.ledger")));
        assert!(regex("data/**/x?").is_ok_and(|regex| regex.is_match("data/a/b/x1")));
    }

    #[test]
    fn what_is_no_name_is_told() {
        let names = |name: &str| Names { locks: list(&[name]), ..Names::default() };
        assert_eq!(names("a b").fault(), Some(("a b", "not a name")));
        assert_eq!(names("a..b").fault(), Some(("a..b", "not a name")));
        assert_eq!(names("a::b.c").fault(), None);
    }
}
