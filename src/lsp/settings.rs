//! The roots of the workspace and the settings that hold under each.
//!
//! Three layers, the later wins: `racelens.toml` at the root or above it, the options of `initialize`, what the editor
//! answers.

use super::convert;
use super::protocol::{InitializeParams, LSPAny, Uri, WorkspaceFolder};
use crate::audit::{Catalogue, Profile, Settings, Severity};
use crate::project::config::{self, Config, ConfigError};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

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
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    roots: Vec<Root>,
    options: Settings,
    editor: Settings,
    question: u64,
    news: Vec<News>,
}

/// A `racelens.toml` that was read anew, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct News {
    /// The file.
    pub file: PathBuf,
    /// The fault; none where it is as it should be, or gone.
    pub fault: Option<ConfigError>,
}

#[derive(Clone, Debug)]
struct Root {
    uri: Uri,
    path: PathBuf,
    /// The files that were read, and when each was written.
    stamp: Vec<(PathBuf, SystemTime)>,
    config: Config,
    editor: Option<Settings>,
}

impl Workspace {
    /// The roots and options of `initialize`.
    pub fn new(roots: Vec<WorkspaceFolder>, options: Option<&LSPAny>) -> Workspace {
        let mut workspace = Workspace { options: options.map(section).unwrap_or_default(), ..Workspace::default() };
        workspace.apply(Change::Roots { added: roots, removed: Vec::new() });
        workspace
    }

    /// Takes in a change; true where any settings may differ after it.
    pub fn apply(&mut self, change: Change) -> bool {
        let changed = match change {
            Change::Editor(question, _) if question < self.question => false,
            Change::Editor(question, sections) => {
                self.question = question;
                let answers = sections.into_iter();
                let taken = answers.map(|(uri, value)| self.take(uri, section(&value)));
                taken.fold(false, |any, changed| any | changed)
            }
            Change::Roots { added, removed } => {
                let gone = |root: &Root| removed.iter().any(|folder| folder.uri == root.uri);
                self.roots.retain(|root| !gone(root));
                for folder in added {
                    if self.roots.iter().all(|root| root.uri != folder.uri) {
                        self.roots.push(Root::new(folder.uri));
                    }
                }
                // The longest first, so that a root inside a root is found before it.
                let depth = |root: &Root| std::cmp::Reverse(root.path.components().count());
                self.roots.sort_by_key(depth);
                true
            }
            Change::Disk => false,
        };
        let news = &mut self.news;
        let read = self.roots.iter_mut().map(|root| root.restat(news));
        read.fold(changed, |any, changed| any | changed)
    }

    /// The files that were read since this was last asked.
    pub fn news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    /// The paths of the roots, each with what its file says.
    pub fn projects(&self) -> Vec<(PathBuf, Config)> {
        let roots = self.roots.iter();
        roots.map(|root| (root.path.clone(), root.config.clone())).collect()
    }

    /// The path of a document as seen from its root, and the settings that hold for it; none where the settings leave it
    /// out.
    pub fn of<'a>(&self, path: &'a Path) -> Option<(&'a Path, Settings)> {
        let inside = |root: &Root| path.strip_prefix(&root.path).ok();
        let home = self.roots.iter().find_map(|root| Some((inside(root)?, root)));
        let Some((relative, root)) = home else {
            return Some((path, over(self.options.clone(), &self.editor)));
        };
        if root.config.excludes(path, false) {
            return None;
        }
        let editor = root.editor.as_ref().unwrap_or(&self.editor);
        let settings = over(root.config.settings_for(path), &self.options);
        Some((relative, over(settings, editor)))
    }

    fn take(&mut self, uri: Option<Uri>, settings: Settings) -> bool {
        let Some(uri) = uri else {
            let changed = self.editor != settings;
            self.editor = settings;
            return changed;
        };
        let Some(root) = self.roots.iter_mut().find(|root| root.uri == uri) else {
            return false;
        };
        let changed = root.editor.as_ref().unwrap_or(&self.editor) != &settings;
        root.editor = Some(settings);
        changed
    }
}

impl Root {
    fn new(uri: Uri) -> Root {
        let path = convert::path(&uri);
        let config = Config::none(&path);
        Root { uri, path, stamp: Vec::new(), config, editor: None }
    }

    /// Reads the files again if they are not those that were read: no client watches such files everywhere. Where
    /// something is wrong with one the defaults hold.
    fn restat(&mut self, news: &mut Vec<News>) -> bool {
        let stamp = config::sources(&self.path);
        if stamp == self.stamp {
            return false;
        }
        let before = std::mem::replace(&mut self.stamp, stamp);
        let loaded = config::load(&self.path);
        let fault = loaded.as_ref().err().cloned();
        self.config = loaded.unwrap_or_else(|_| Config::none(&self.path));
        // A file that another has taken the place of, or that is gone, is not at fault any more.
        let gone = before.into_iter().filter(|(file, _)| fault.as_ref().is_none_or(|fault| fault.path != *file));
        news.extend(gone.map(|(file, _)| News { file, fault: None }));
        news.extend(fault.map(|fault| News { file: fault.path.clone(), fault: Some(fault) }));
        true
    }
}

/// The settings of an editor, given as our section or as a table that holds it.
fn section(value: &LSPAny) -> Settings {
    read_rules(value.get(SECTION).unwrap_or(value))
}

/// False where the options of `initialize` say that only open documents are to be judged.
pub fn wants_survey(options: Option<&LSPAny>) -> bool {
    let section = options.map(|options| options.get(SECTION).unwrap_or(options));
    section.and_then(|section| section.get("workspaceDiagnostics")).and_then(LSPAny::as_bool) != Some(false)
}

fn read_rules(value: &LSPAny) -> Settings {
    let mut settings = Settings::default();
    let rules = value.get("rules").and_then(LSPAny::as_object);
    for (rule, word) in rules.into_iter().flatten() {
        let catalogue = Catalogue::builtin();
        if catalogue.rule(rule).is_none() {
            tracing::warn!("{}", config::unknown_rule(catalogue, rule));
        }
        match word.as_str().and_then(Severity::from_word) {
            Some(severity) => {
                settings.rules.insert(rule.clone(), severity);
            }
            None => tracing::warn!("{word} is not one of off, hint, info, warning, error ({rule})"),
        }
    }
    settings
}

/// `upper` laid over `lower`.
fn over(mut lower: Settings, upper: &Settings) -> Settings {
    let rules = upper.rules.iter();
    lower.rules.extend(rules.map(|(id, severity)| (id.clone(), *severity)));
    if upper.profile != Profile::default() {
        lower.profile = upper.profile;
    }
    lower
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
    uri.map(|uri| WorkspaceFolder { name: uri.as_str().to_string(), uri }).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn folder(path: &Path) -> WorkspaceFolder {
        let uri = Uri::from_file_path(path).unwrap_or_else(|| unreachable!("an absolute path"));
        WorkspaceFolder { uri, name: String::new() }
    }

    /// Any rule: files of settings may name no other.
    fn id() -> &'static str {
        let rules = Catalogue::builtin().rules();
        rules.first().map(|rule| rule.id.as_str()).unwrap_or_default()
    }

    fn severity(workspace: &Workspace, path: &str) -> Option<Severity> {
        let (_, settings) = workspace.of(Path::new(path))?;
        settings.rules.get(id()).copied()
    }

    fn rule(word: &str) -> LSPAny {
        json!({ "rules": { id(): word } })
    }

    #[test]
    fn the_innermost_root_decides() {
        let outer = folder(Path::new("/none/a"));
        let inner = folder(Path::new("/none/a/b"));
        let mut workspace = Workspace::new(vec![outer, inner.clone()], Some(&rule("info")));
        assert!(workspace.apply(Change::Editor(1, vec![(Some(inner.uri.clone()), rule("off"))])));
        assert_eq!(severity(&workspace, "/none/a/b/c.ts"), Some(Severity::Off));
        assert_eq!(severity(&workspace, "/none/a/c.ts"), Some(Severity::Info));
        let seen = workspace.of(Path::new("/none/a/b/c.ts")).map(|(path, _)| path);
        assert_eq!(seen, Some(Path::new("c.ts")));
        let removed = vec![inner];
        assert!(workspace.apply(Change::Roots { added: vec![], removed }));
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
        let Ok(dir) = tempfile::tempdir() else { unreachable!("a writable temp directory") };
        let file = dir.path().join(config::FILE_NAME);
        let write = |text: &str| std::fs::write(&file, text).is_ok();
        assert!(write(&format!("exclude = [\"old\"]\n[rules]\n{} = \"hint\"\n", id())));
        let mut workspace = Workspace::new(vec![folder(dir.path())], None);
        let inside = dir.path().join("x.ts");
        let inside = inside.to_string_lossy();
        assert_eq!(severity(&workspace, &inside), Some(Severity::Hint));
        assert!(workspace.of(&dir.path().join("old/x.ts")).is_none());
        let table = json!({ "racelens": rule("error") });
        workspace.apply(Change::Editor(1, vec![(None, table)]));
        assert_eq!(severity(&workspace, &inside), Some(Severity::Error));
        workspace.apply(Change::Editor(2, vec![(None, json!(null))]));
        assert_eq!(severity(&workspace, &inside), Some(Severity::Hint));
        assert!(std::fs::remove_file(&file).is_ok());
        assert!(workspace.apply(Change::Disk));
        assert!(!workspace.apply(Change::Disk));
        assert_eq!(severity(&workspace, &inside), None);
        assert!(write("[rulez]\n") && workspace.apply(Change::Disk));
        assert_eq!(workspace.news().iter().filter(|news| news.fault.is_some()).count(), 1);
        assert!(write("[rules]\n") && workspace.apply(Change::Disk));
        let news = workspace.news();
        assert!(news.iter().all(|news| news.file == file && news.fault.is_none()) && !news.is_empty(), "{news:?}");
    }
}
