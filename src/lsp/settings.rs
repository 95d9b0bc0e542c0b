//! The roots of the workspace and the settings that hold under each.
//!
//! Three layers, the later wins: `racelens.toml` at the root, the options of `initialize`, what the editor answers.

use super::convert;
use super::protocol::{InitializeParams, LSPAny, Uri, WorkspaceFolder};
use crate::audit::{Settings, Severity};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The name of the file of settings at a root.
pub const FILE: &str = "racelens.toml";

/// The name of our section in an editor's settings.
pub const SECTION: &str = "racelens";

/// What may change the settings.
#[derive(Clone, Debug)]
pub enum Change {
    /// The editor's settings: for one root, or for all where none is named. Answers to our question may come out of
    /// order, so each carries the number of the question, and an older one changes nothing.
    Editor(u64, Vec<(Option<Uri>, LSPAny)>),
    /// Roots came and went.
    Roots {
        /// Those that came.
        added: Vec<WorkspaceFolder>,
        /// Those that went.
        removed: Vec<WorkspaceFolder>,
    },
    /// A file may have changed on the disk.
    Disk,
}

/// The roots, and the settings of each.
#[derive(Debug, Default)]
pub struct Workspace {
    roots: Vec<Root>,
    options: Settings,
    editor: Settings,
    question: u64,
    outside: Settings,
}

#[derive(Debug)]
struct Root {
    uri: Uri,
    path: PathBuf,
    stamp: Option<SystemTime>,
    file: Settings,
    editor: Option<Settings>,
    settings: Settings,
}

impl Workspace {
    /// The roots and options of `initialize`.
    pub fn new(roots: Vec<WorkspaceFolder>, options: Option<&LSPAny>) -> Workspace {
        let mut workspace = Workspace {
            options: options.map(section).unwrap_or_default(),
            ..Workspace::default()
        };
        workspace.apply(Change::Roots {
            added: roots,
            removed: Vec::new(),
        });
        workspace
    }

    /// Takes in a change; true where any settings differ after it.
    pub fn apply(&mut self, change: Change) -> bool {
        match change {
            Change::Editor(question, _) if question < self.question => return false,
            Change::Editor(question, sections) => {
                self.question = question;
                for (uri, value) in sections {
                    let settings = section(&value);
                    match uri {
                        None => self.editor = settings,
                        Some(uri) => {
                            for root in self.roots.iter_mut().filter(|root| root.uri == uri) {
                                root.editor = Some(settings.clone());
                            }
                        }
                    }
                }
            }
            Change::Roots { added, removed } => {
                self.roots
                    .retain(|root| removed.iter().all(|folder| folder.uri != root.uri));
                for folder in added {
                    if self.roots.iter().all(|root| root.uri != folder.uri) {
                        self.roots.push(Root::new(folder.uri));
                    }
                }
                // The longest first, so that a root inside a root is found before it.
                self.roots
                    .sort_by_key(|root| std::cmp::Reverse(root.path.components().count()));
            }
            Change::Disk => {}
        }
        self.layer()
    }

    /// The paths of the roots.
    pub fn roots(&self) -> Vec<PathBuf> {
        self.roots.iter().map(|root| root.path.clone()).collect()
    }

    /// The path of a document as seen from its root, and the settings that hold for it.
    pub fn of<'a>(&'a self, path: &'a Path) -> (&'a Path, &'a Settings) {
        let inside = |root: &'a Root| Some((path.strip_prefix(&root.path).ok()?, &root.settings));
        self.roots
            .iter()
            .find_map(inside)
            .unwrap_or((path, &self.outside))
    }

    fn layer(&mut self) -> bool {
        let mut changed = false;
        let mut set = |place: &mut Settings, settings: Settings| {
            changed |= *place != settings;
            *place = settings;
        };
        for root in &mut self.roots {
            root.restat();
            let editor = root.editor.as_ref().unwrap_or(&self.editor);
            set(
                &mut root.settings,
                over(&over(&root.file, &self.options), editor),
            );
        }
        set(&mut self.outside, over(&self.options, &self.editor));
        changed
    }
}

impl Root {
    fn new(uri: Uri) -> Root {
        let path = convert::path(&uri);
        Root {
            uri,
            path,
            stamp: None,
            file: Settings::default(),
            editor: None,
            settings: Settings::default(),
        }
    }

    /// Reads the file again if it is not the one that was read. No client watches such files everywhere.
    fn restat(&mut self) {
        let file = self.path.join(FILE);
        let stamp = std::fs::metadata(&file)
            .and_then(|data| data.modified())
            .ok();
        if stamp == self.stamp {
            return;
        }
        self.stamp = stamp;
        self.file = match stamp {
            Some(_) => load(&file),
            None => Settings::default(),
        };
    }
}

/// The settings in a file; none in one that cannot be read, with a line in the log.
fn load(file: &Path) -> Settings {
    let read = std::fs::read_to_string(file).map_err(|error| error.to_string());
    let parsed =
        read.and_then(|text| toml::from_str::<LSPAny>(&text).map_err(|error| error.to_string()));
    match parsed {
        Ok(value) => read_rules(&value),
        Err(error) => {
            tracing::warn!("{}: {error}", file.display());
            Settings::default()
        }
    }
}

/// The settings of an editor, given as our section or as a table that holds it.
fn section(value: &LSPAny) -> Settings {
    read_rules(value.get(SECTION).unwrap_or(value))
}

/// False where the options of `initialize` say that only open documents are to be judged.
pub fn wants_survey(options: Option<&LSPAny>) -> bool {
    let section = options.map(|options| options.get(SECTION).unwrap_or(options));
    section
        .and_then(|section| section.get("workspaceDiagnostics"))
        .and_then(LSPAny::as_bool)
        != Some(false)
}

fn read_rules(value: &LSPAny) -> Settings {
    let mut settings = Settings::default();
    for (rule, word) in value
        .get("rules")
        .and_then(LSPAny::as_object)
        .into_iter()
        .flatten()
    {
        match word.as_str().and_then(Severity::from_word) {
            Some(severity) => {
                settings.rules.insert(rule.clone(), severity);
            }
            None => tracing::warn!(
                "the severity of `{rule}` is {word}: not one of off, hint, info, warning, error"
            ),
        }
    }
    settings
}

/// `upper` laid over `lower`.
fn over(lower: &Settings, upper: &Settings) -> Settings {
    let mut settings = lower.clone();
    settings.rules.extend(upper.rules.clone());
    settings
}

/// The roots that a client names, in the newest of the three ways it uses.
#[allow(deprecated)]
pub fn roots(params: &InitializeParams) -> Vec<WorkspaceFolder> {
    let folders = params.workspace_folders.clone().unwrap_or_default();
    if !folders.is_empty() {
        return folders;
    }
    let path = params.root_path.as_ref().and_then(Uri::from_file_path);
    let uri = params.root_uri.clone().or(path);
    uri.map(|uri| WorkspaceFolder {
        name: uri.as_str().to_string(),
        uri,
    })
    .into_iter()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn folder(path: &Path) -> WorkspaceFolder {
        let uri = Uri::from_file_path(path).unwrap_or_else(|| unreachable!("an absolute path"));
        WorkspaceFolder {
            uri,
            name: String::new(),
        }
    }

    fn severity(workspace: &Workspace, path: &str) -> Option<Severity> {
        workspace
            .of(Path::new(path))
            .1
            .rules
            .get("some-rule")
            .copied()
    }

    fn rule(word: &str) -> LSPAny {
        json!({ "rules": { "some-rule": word } })
    }

    #[test]
    fn the_innermost_root_decides() {
        let (outer, inner) = (folder(Path::new("/none/a")), folder(Path::new("/none/a/b")));
        let mut workspace = Workspace::new(vec![outer, inner.clone()], Some(&rule("info")));
        assert!(workspace.apply(Change::Editor(
            1,
            vec![(Some(inner.uri.clone()), rule("off"))]
        )));
        assert_eq!(severity(&workspace, "/none/a/b/c.ts"), Some(Severity::Off));
        assert_eq!(severity(&workspace, "/none/a/c.ts"), Some(Severity::Info));
        assert_eq!(
            workspace.of(Path::new("/none/a/b/c.ts")).0,
            Path::new("c.ts")
        );
        workspace.apply(Change::Roots {
            added: vec![],
            removed: vec![inner],
        });
        assert_eq!(severity(&workspace, "/none/a/b/c.ts"), Some(Severity::Info));
    }

    #[test]
    fn a_late_answer_to_an_early_question_changes_nothing() {
        let mut workspace = Workspace::new(vec![], None);
        assert!(workspace.apply(Change::Editor(2, vec![(None, rule("error"))])));
        assert!(!workspace.apply(Change::Editor(1, vec![(None, rule("off"))])));
        assert_eq!(severity(&workspace, "/x.ts"), Some(Severity::Error));
    }

    #[test]
    fn the_editor_wins_over_the_file() {
        let Ok(dir) = tempfile::tempdir() else {
            unreachable!("a writable temp directory")
        };
        let file = dir.path().join(FILE);
        let written = std::fs::write(&file, "[rules]\nsome-rule = \"hint\"\nother = 3\n");
        assert!(written.is_ok());
        let mut workspace = Workspace::new(vec![folder(dir.path())], None);
        let inside = dir.path().join("x.ts");
        let inside = inside.to_string_lossy();
        assert_eq!(severity(&workspace, &inside), Some(Severity::Hint));
        workspace.apply(Change::Editor(
            1,
            vec![(None, json!({ "racelens": rule("error") }))],
        ));
        assert_eq!(severity(&workspace, &inside), Some(Severity::Error));
        workspace.apply(Change::Editor(2, vec![(None, json!(null))]));
        assert!(std::fs::remove_file(&file).is_ok());
        assert!(workspace.apply(Change::Disk));
        assert_eq!(severity(&workspace, &inside), None);
    }
}
