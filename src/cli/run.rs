//! What every command that looks at files shares: which files, with which settings, many at a time.

use super::{Scope, complain};
use crate::audit::{Auditor, Catalogue, Settings, Severity, Told, is_addressed, may_tell};
use crate::facts::FileFacts;
use crate::project::cache::number;
use crate::project::config::{self, Config};
use crate::project::discover::{self, Found, Problem, Skip, Unread, slashed};
use crate::project::{Cache, View, is_test_below};
use crate::syntax::{self, Document, Language};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::any::Any;
use std::cell::RefCell;
use std::fs;
use std::io::{self, IsTerminal, Read};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};

/// The stack of a thread that audits: deeply nested code is walked by recursion.
pub(super) const STACK: usize = 16 << 20;

/// What came of one file.
pub(super) enum Outcome<T> {
    /// The work was done.
    Done(T),
    /// The file is none that a person writes.
    Skipped(Skip),
    /// It is not there any more, or in no language that is known.
    Gone,
    /// It could not be worked on.
    Failed(Problem),
}

/// What all files of a run are looked at with.
pub(super) struct Run<'a> {
    catalogue: &'a Catalogue,
    /// The folder that paths are relative to.
    pub root: PathBuf,
    /// Where the command was given.
    pub here: PathBuf,
    config: Config,
    pub(super) scope: &'a Scope,
    /// Files in which no finding can be are opened, too.
    pub(super) all: bool,
    /// Of what is found nobody sees what weighs less.
    least: Severity,
    /// What earlier runs found out.
    pub(super) cache: Option<Cache>,
}

/// One file at work.
pub(super) struct Opened<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// Relative to the root, with slashes.
    pub name: String,
    /// What holds for it.
    pub settings: Settings,
    /// Its text and tree.
    pub document: Document,
    /// What it sees of the others.
    pub view: Arc<View>,
}

/// What is known of a file before it is looked at.
#[derive(Default)]
pub(super) struct Known {
    /// What it sees of the others.
    pub view: Arc<View>,
    /// Its facts, with a print of the text that they are of.
    pub facts: Option<(u64, Arc<FileFacts>)>,
}

/// The work on one file; none where no finding can be in it.
pub(super) trait Work<T>: Fn(&mut Auditor, Option<Opened>) -> T + Sync {}

impl<T, F: Fn(&mut Auditor, Option<Opened>) -> T + Sync> Work<T> for F {}

impl<'a> Run<'a> {
    /// Prepares a run over what the command line names.
    ///
    /// # Errors
    /// What is wrong with a name on the command line, or with racelens.toml.
    pub fn new(scope: &'a Scope, catalogue: &'a Catalogue) -> Result<Run<'a>, String> {
        let here =
            std::env::current_dir().and_then(fs::canonicalize).map_err(|error| format!("current folder: {error}"))?;
        let root = match &scope.stdin_filename {
            Some(name) => root_of(&[here.join(name)], &here),
            None => root_of(&scope.canonical()?, &here),
        };
        let config = config::load(&root).map_err(|error| error.to_string())?;
        let known = config.own().map_or(catalogue, |own| &own.0);
        if let Some(id) = scope.rules.iter().find(|id| known.rule(id).is_none()) {
            return Err(config::unknown_rule(known, id));
        }
        // What is kept of a project is much to read for the sake of one file.
        let alone = matches!(scope.paths.as_slice(), [only] if only.is_file());
        let cache = if alone { None } else { scope.cache(&root, known.print()) };
        Ok(Run { catalogue, root, here, config, scope, all: false, least: Severity::Off, cache })
    }

    /// The same for work that files without findings have a part in.
    pub fn of_all(self, all: bool) -> Run<'a> {
        Run { all, ..self }
    }

    /// The same for work that shows nothing of what weighs less.
    pub fn from(self, least: Severity) -> Run<'a> {
        Run { least, ..self }
    }

    /// The rules and facts, with what the project calls its own.
    pub fn catalogue(&self) -> &Catalogue {
        self.config.own().map_or(self.catalogue, |own| &own.0)
    }

    /// What leads from the current folder to the root, to stand before paths for people.
    pub fn prefix(&self) -> String {
        prefix(&self.root, &self.here)
    }

    /// Does the work on every file that is asked for, with what it sees of the others; the outcomes come in the order of the
    /// paths.
    ///
    /// # Errors
    /// A path that does not exist, or threads that cannot be had.
    pub fn over<T: Send>(&self, work: impl Work<T>) -> Result<(Vec<Outcome<T>>, Found), String> {
        if let Some(name) = &self.scope.stdin_filename {
            return Ok((vec![self.stdin(name, &work)?], Found::default()));
        }
        let found = self.discover()?;
        let outcomes = self.together(&found, &work)?;
        Ok((outcomes, found))
    }

    /// True where all below a folder is looked at, with all rules.
    pub fn is_whole(&self, folder: &Path) -> bool {
        self.scope.rules.is_empty() && self.scope.stdin_filename.is_none() && folder.starts_with(&self.root)
    }

    /// True where the command line asks for this rule.
    pub fn wants(&self, rule: &str) -> bool {
        self.scope.rules.is_empty() || self.scope.rules.iter().any(|id| id == rule)
    }

    /// Says on stderr what went wrong with files; false where that makes the run incomplete.
    pub fn complain_of(&self, problems: Vec<Problem>) -> (Vec<String>, bool) {
        let complete = !problems.iter().any(|problem| problem.fatal);
        let said: Vec<String> = problems
            .into_iter()
            .map(|problem| match &problem.path {
                Some(path) => format!("{}: {}", self.relative(path), problem.message),
                None => problem.message,
            })
            .collect();
        for problem in &said {
            complain(problem);
        }
        (said, complete)
    }

    /// The files whose contents decide the outcome: those to audit, and the `racelens.toml`.
    ///
    /// # Errors
    /// A path that does not exist.
    pub fn watched(&self) -> Result<Vec<PathBuf>, String> {
        let mut files: Vec<PathBuf> = self.discover()?.files.into_iter().collect();
        files.extend(self.config.file().map(Path::to_path_buf));
        Ok(files)
    }

    /// The folder of the `racelens.toml`.
    pub fn config_folder(&self) -> Option<&Path> {
        self.config.file()?.parent()
    }

    /// True for what the settings leave out.
    pub fn excludes(&self, path: &Path, folder: bool) -> bool {
        self.config.excludes(path, folder)
    }

    /// How many threads work side by side.
    pub(super) fn threads(&self) -> usize {
        match self.scope.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads.min(256),
        }
    }

    fn discover(&self) -> Result<Found, String> {
        let excluded = |path: &Path, folder: bool| self.excludes(path, folder);
        Ok(discover::discover(&self.scope.canonical()?, self.threads(), &excluded))
    }

    /// Does the work on a file; what breaks there breaks no other.
    pub(super) fn guarded_file<T>(
        &self,
        auditor: &mut Auditor,
        found: &Found,
        path: &Path,
        known: Known,
        work: &impl Work<T>,
    ) -> Outcome<T> {
        let named = found.named.contains(path);
        guarded(|| self.file(auditor, path, named, known, work)).unwrap_or_else(|message| {
            *auditor = Auditor::default();
            failed(path, &format!("internal error: {message}"))
        })
    }

    /// False for the text of a test in which nothing can be found that this run shows.
    pub(super) fn may_tell(&self, path: &Path, language: &Language, text: &str) -> bool {
        if !self.is_test(path) {
            return true;
        }
        let settings = Settings { least: self.least, ..self.settings(path) };
        may_tell(self.catalogue(), language, self.relative(path).as_ref(), &settings, text)
    }

    /// True for a file of tests.
    pub(super) fn is_test(&self, path: &Path) -> bool {
        is_test_below(&self.root, path)
    }

    /// The path as reports name it.
    fn relative(&self, path: &Path) -> String {
        slashed(path.strip_prefix(&self.root).unwrap_or(path))
    }

    fn file<T>(
        &self,
        auditor: &mut Auditor,
        path: &Path,
        named: bool,
        known: Known,
        work: &impl Work<T>,
    ) -> Outcome<T> {
        let Some(language) = syntax::by_path(path) else {
            return Outcome::Gone;
        };
        match discover::read(path, named) {
            Ok(text) => self.text(auditor, path, language, text, known, work),
            Err(why) => unread(path, why),
        }
    }

    fn text<T>(
        &self,
        auditor: &mut Auditor,
        path: &Path,
        language: &'static Language,
        text: String,
        known: Known,
        work: &impl Work<T>,
    ) -> Outcome<T> {
        let silent = || !known.view.tells && !self.catalogue().may_speak_of(language, &text);
        // A filter gives back what it was given, whatever is in it.
        if !self.all && self.scope.stdin_filename.is_none() && known.facts.is_none() && silent() {
            return Outcome::Done(work(auditor, None));
        }
        auditor.forget();
        let Known { view, facts } = known;
        let (name, mut settings) = (self.relative(path), self.settings(path));
        // A comment that allows what nobody sees is not unused.
        settings.least = if is_addressed(&text) { Severity::Off } else { self.least };
        let print = number(&text);
        let weights = (&settings.rules, settings.profile, settings.least);
        let key = number(&("told", print, language.id, &name, weights, view.print_with_lines()));
        let told: Told = self.cache.as_ref().and_then(|cache| cache.get(key)).unwrap_or_default();
        let before = told.len();
        let facts = facts.filter(|(known, _)| *known == print);
        let document = Document::unparsed(language, text);
        // Of what was heard or told before, the tree need not be seen again.
        if facts.is_none() && told.is_empty() && document.gave_up() {
            return failed(path, "skipped: it takes too long to parse");
        }
        facts.into_iter().for_each(|(_, facts)| auditor.recall(&document, facts));
        auditor.note(&document, told);
        auditor.look_at(view.clone());
        let outcome = Outcome::Done(work(auditor, Some(Opened { path, name, settings, document, view })));
        if let (Some(cache), Some(told)) = (&self.cache, auditor.noted().filter(|told| told.len() > before)) {
            cache.put(key, &told);
        }
        outcome
    }

    /// The settings for a file. A rule that is named on the command line runs even where its page says "off".
    fn settings(&self, path: &Path) -> Settings {
        let mut settings = self.config.settings_for(path);
        for id in &self.scope.rules {
            if self.catalogue().rule(id).is_some_and(|rule| rule.severity == Severity::Off) {
                settings.rules.entry(id.clone()).or_insert(Severity::Info);
            }
        }
        settings
    }

    /// Does the work on what comes on stdin.
    fn stdin<T: Send>(&self, name: &Path, work: &impl Work<T>) -> Result<Outcome<T>, String> {
        let Some(language) = syntax::by_path(name) else {
            return Err(format!(
                "{}: not the name of a file of TypeScript, JavaScript, Python or Rust",
                name.display()
            ));
        };
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(|error| format!("stdin: {error}"))?;
        let path = self.root.join(name);
        match discover::decode(bytes) {
            // On a thread of its own, for the sake of its stack.
            Ok(text) => std::thread::scope(|scope| {
                let look = || {
                    guarded(|| self.text(&mut Auditor::default(), &path, language, text, Known::default(), work))
                        .unwrap_or_else(|message| failed(&path, &format!("internal error: {message}")))
                };
                let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, look);
                thread.map_err(|error| error.to_string())?.join().map_err(|_| "internal error".to_string())
            }),
            Err(why) => {
                Ok(Outcome::Failed(Problem { path: Some(path), message: format!("skipped: {why}"), fatal: false }))
            }
        }
    }
}

/// What comes of a file that cannot be read.
pub(super) fn unread<T>(path: &Path, why: Unread) -> Outcome<T> {
    match why {
        Unread::Skip(skip) => Outcome::Skipped(skip),
        Unread::Gone => Outcome::Gone,
        Unread::NotText(why) => {
            let message = format!("skipped: {why}");
            Outcome::Failed(Problem { path: Some(path.to_path_buf()), message, fatal: false })
        }
        Unread::Io(error) => failed(path, &error.to_string()),
    }
}

fn failed<T>(path: &Path, message: &str) -> Outcome<T> {
    Outcome::Failed(Problem { path: Some(path.to_path_buf()), message: message.to_string(), fatal: true })
}

/// The folder that the paths of a report are relative to: the one that was named, or the current one where all
/// that was named is below it, or the nearest above all.
fn root_of(paths: &[PathBuf], here: &Path) -> PathBuf {
    if let [only] = paths
        && only.is_dir()
    {
        return only.clone();
    }
    if paths.iter().all(|path| path.starts_with(here)) {
        return here.to_path_buf();
    }
    let folder = |path: &PathBuf| {
        if path.is_dir() { Some(path.clone()) } else { path.parent().map(Path::to_path_buf) }
    };
    let first = paths.first().and_then(folder).unwrap_or_else(|| here.to_path_buf());
    let common = first.ancestors().find(|folder| paths.iter().all(|path| path.starts_with(folder)));
    common.unwrap_or(Path::new("/")).to_path_buf()
}

/// What leads from the current folder to the root, to stand before the paths of a report for people.
fn prefix(root: &Path, here: &Path) -> String {
    let between = match root.strip_prefix(here) {
        Ok(below) if below.as_os_str().is_empty() => return String::new(),
        Ok(below) => below,
        Err(_) => root,
    };
    format!("{}/", slashed(between).trim_end_matches('/'))
}

thread_local! {
    /// Where the last panic of guarded work on this thread was; none while no work is guarded.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What `work` returns, or what its panic says and where it was.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let inherited = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let place = info.location().map(|place| format!(" at {place}")).unwrap_or_default();
            if PLACE.with_borrow_mut(|guarded| guarded.as_mut().map(|guarded| *guarded = place)).is_none() {
                inherited(info);
            }
        }));
    });
    PLACE.set(Some(String::new()));
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    let place = PLACE.take().unwrap_or_default();
    done.map_err(|payload| format!("{}{place}", said(payload.as_ref())))
}

fn said(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic".to_string())
}

/// A bar on stderr, where that is a terminal that can move its cursor.
pub(super) fn progress(steps: usize, unwanted: bool) -> ProgressBar {
    if unwanted || !io::stderr().is_terminal() || super::terminal::dumb() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:30} {percent}%");
    if let Ok(style) = style { bar.with_style(style) } else { bar }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_with_its_place() {
        let caught = guarded(|| {
            if true {
                panic!("out of {}", "luck")
            }
        });
        let message = caught.err().unwrap_or_default();
        assert!(message.starts_with("out of luck at ") && message.contains("run.rs:"), "{message}");
        assert_eq!(guarded(|| 1), Ok(1));
    }

    #[test]
    fn the_root_is_the_folder_that_was_named_or_the_one_above_all() {
        let paths = |paths: &[&str]| paths.iter().map(PathBuf::from).collect::<Vec<_>>();
        let here = Path::new("/nowhere/a");
        assert_eq!(root_of(&paths(&["/nowhere/a/x.py", "/nowhere/a/b/y.py"]), here), here);
        assert_eq!(root_of(&paths(&["/nowhere/b/x.py", "/nowhere/c/y.py"]), here), Path::new("/nowhere"));
        assert_eq!(root_of(&paths(&["/nowhere/b/x.py"]), here), Path::new("/nowhere/b"));
        assert_eq!(prefix(Path::new("/nowhere/a/src"), here), "src/");
        assert_eq!(prefix(Path::new("/else"), here), "/else/");
    }
}
