//! `racelens audit`: all files of a project, each by itself, many at a time.

use super::{AuditArguments, CLEAN, FAILED, FINDINGS, colored, complain, print, width};
use crate::audit::{Auditor, Catalogue, Settings, Severity, apply};
use crate::project::config::{self, Config};
use crate::project::discover::{self, Found, Problem, Skip, Unread};
use crate::report::{self, Entry, Look, Report, Source, number_duplicates};
use crate::syntax::{self, Document, Language};
use clap::ColorChoice;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use std::any::Any;
use std::cell::RefCell;
use std::fs;
use std::io::{self, IsTerminal, Read};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Once;

/// The stack of a thread that audits: deeply nested code is walked by recursion.
const STACK: usize = 16 << 20;

/// What came of one file.
enum Outcome {
    Audited(Vec<Entry>),
    Skipped(Skip),
    Gone,
    Failed(Problem),
}

/// What all files of a run are audited with.
struct Run<'a> {
    catalogue: &'a Catalogue,
    config: Config,
    root: PathBuf,
    /// Only these rules, where there are any.
    rules: &'a [String],
    /// What is less is not shown.
    least: Severity,
}

pub(super) fn run(arguments: &AuditArguments, color: ColorChoice, catalogue: &Catalogue) -> Result<u8, String> {
    if let Some(id) = arguments.rules.iter().find(|id| catalogue.rule(id).is_none()) {
        return Err(config::unknown_rule(catalogue, id));
    }
    let here =
        std::env::current_dir().and_then(fs::canonicalize).map_err(|error| format!("current folder: {error}"))?;
    let mut paths = Vec::new();
    for path in &arguments.paths {
        paths.push(fs::canonicalize(path).map_err(|error| format!("{}: {error}", path.display()))?);
    }
    let root = match &arguments.stdin_filename {
        Some(name) => root_of(&[here.join(name)], &here),
        None => root_of(&paths, &here),
    };
    let config = config::load(&root).map_err(|error| error.to_string())?;
    let least = if arguments.strict || arguments.fail_on == Severity::Hint { Severity::Hint } else { Severity::Info };
    let run = Run { catalogue, config, root: root.clone(), rules: &arguments.rules, least };

    let mut report = match &arguments.stdin_filename {
        Some(name) => run.stdin(name)?,
        None => run.files(&paths, arguments)?,
    };
    report.root = root;
    report.prefix = prefix(&report.root, &here);
    for problem in &report.problems {
        complain(problem);
    }

    let to_terminal = arguments.output.is_none();
    let look = match color {
        ColorChoice::Auto => Look { color: to_terminal && colored(color), width: width() },
        chosen => Look { color: colored(chosen), width: width() },
    };
    let text = report::render(&report, catalogue.rules(), arguments.format, look);
    match &arguments.output {
        Some(file) => fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))?,
        None => print(&text)?,
    }
    let fails = |entry: &Entry| arguments.fail_on != Severity::Off && entry.severity >= arguments.fail_on;
    Ok(match () {
        () if !report.complete => FAILED,
        () if report.entries.iter().any(fails) => FINDINGS,
        () => CLEAN,
    })
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

fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

impl Run<'_> {
    /// Audits what is at and below the paths.
    fn files(&self, paths: &[PathBuf], arguments: &AuditArguments) -> Result<Report, String> {
        let threads = match arguments.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads.min(256),
        };
        let excluded = |path: &Path, folder: bool| self.config.excludes(path, folder);
        let found = discover::discover(paths, threads, &excluded);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .stack_size(STACK)
            .thread_name(|index| format!("audit-{index}"))
            .build()
            .map_err(|error| error.to_string())?;

        let bar = progress(found.files.len(), arguments.no_progress);
        let look_at = |auditor: &mut Auditor, path: &PathBuf| {
            let outcome = guarded(|| self.file(auditor, path, found.named.contains(path))).unwrap_or_else(|message| {
                *auditor = Auditor::default();
                self.failed(path, &format!("internal error: {message}"))
            });
            bar.inc(1);
            outcome
        };
        // Each file is dropped as soon as it is audited, and the outcomes come back in the order of the paths.
        let outcomes: Vec<Outcome> =
            pool.install(|| found.files.par_iter().map_init(Auditor::default, look_at).collect());
        bar.finish_and_clear();
        Ok(self.gather(outcomes, found))
    }

    fn gather(&self, outcomes: Vec<Outcome>, found: Found) -> Report {
        let mut report = Report { complete: true, ..Report::default() };
        report.skipped.vendored = found.vendored;
        let mut problems = found.problems;
        for outcome in outcomes {
            match outcome {
                Outcome::Audited(entries) => {
                    report.files += 1;
                    report.entries.extend(entries);
                }
                Outcome::Skipped(Skip::Generated) => report.skipped.generated += 1,
                Outcome::Skipped(Skip::Minified) => report.skipped.minified += 1,
                Outcome::Gone => {}
                Outcome::Failed(problem) => {
                    report.skipped.unreadable += 1;
                    problems.push(problem);
                }
            }
        }
        for problem in problems {
            report.complete &= !problem.fatal;
            report.problems.push(match &problem.path {
                Some(path) => format!("{}: {}", self.relative(path), problem.message),
                None => problem.message,
            });
        }
        report
    }

    /// The path as the report names it.
    fn relative(&self, path: &Path) -> String {
        slashed(path.strip_prefix(&self.root).unwrap_or(path))
    }

    fn failed(&self, path: &Path, message: &str) -> Outcome {
        Outcome::Failed(Problem { path: Some(path.to_path_buf()), message: message.to_string(), fatal: true })
    }

    fn file(&self, auditor: &mut Auditor, path: &Path, named: bool) -> Outcome {
        let Some(language) = syntax::by_path(path) else {
            return Outcome::Gone;
        };
        match discover::read(path, named) {
            Ok(text) => self.text(auditor, path, language, text),
            Err(Unread::Skip(skip)) => Outcome::Skipped(skip),
            Err(Unread::Gone) => Outcome::Gone,
            Err(Unread::NotText(why)) => {
                let message = format!("skipped: {why}");
                Outcome::Failed(Problem { path: Some(path.to_path_buf()), message, fatal: false })
            }
            Err(Unread::Io(error)) => self.failed(path, &error.to_string()),
        }
    }

    /// Audits one text: findings, what comments allow, what is asked for, fixes.
    fn text(&self, auditor: &mut Auditor, path: &Path, language: &'static Language, text: String) -> Outcome {
        let name = self.relative(path);
        let settings = self.settings(path);
        if !self.catalogue.may_speak_of(language, &text) {
            return Outcome::Audited(Vec::new());
        }
        let document = Document::new(language, text);
        if document.gave_up() {
            return self.failed(path, "skipped: it takes too long to parse");
        }
        auditor.forget();
        let findings = auditor.audit(self.catalogue, &document, Path::new(&name), &settings);
        let findings = apply(&document, findings, self.catalogue, &settings);
        let source = Source { path: &name, text: document.text(), lines: document.lines() };
        let wanted = findings.iter().filter(|finding| {
            finding.severity >= self.least && (self.rules.is_empty() || self.rules.contains(&finding.rule))
        });
        let entry = |finding| Entry::new(&source, finding, &auditor.fixes(self.catalogue, &document, finding));
        let mut entries: Vec<Entry> = wanted.map(entry).collect();
        number_duplicates(&mut entries);
        Outcome::Audited(entries)
    }

    /// The settings for a file. A rule that is named on the command line runs even where its page says "off".
    fn settings(&self, path: &Path) -> Settings {
        let mut settings = self.config.settings_for(path);
        for id in self.rules {
            if self.catalogue.rule(id).is_some_and(|rule| rule.severity == Severity::Off) {
                settings.rules.entry(id.clone()).or_insert(Severity::Info);
            }
        }
        settings
    }

    /// Audits what comes on stdin.
    fn stdin(&self, name: &Path) -> Result<Report, String> {
        let Some(language) = syntax::by_path(name) else {
            return Err(format!(
                "{}: not the name of a file of TypeScript, JavaScript, Python or Rust",
                name.display()
            ));
        };
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(|error| format!("stdin: {error}"))?;
        let path = self.root.join(name);
        let outcome = match discover::decode(bytes) {
            // On a thread of its own, for the sake of its stack.
            Ok(text) => std::thread::scope(|scope| {
                let audit = || {
                    guarded(|| self.text(&mut Auditor::default(), &path, language, text))
                        .unwrap_or_else(|message| self.failed(&path, &format!("internal error: {message}")))
                };
                let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, audit);
                thread.map_err(|error| error.to_string())?.join().map_err(|_| "internal error".to_string())
            })?,
            Err(why) => Outcome::Failed(Problem { path: Some(path), message: format!("skipped: {why}"), fatal: false }),
        };
        Ok(self.gather(vec![outcome], Found::default()))
    }
}

thread_local! {
    /// Where the last panic of guarded work on this thread was; none while no work is guarded.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What `work` returns, or what its panic says and where it was.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
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

/// A bar on stderr, where that is a terminal.
fn progress(files: usize, unwanted: bool) -> ProgressBar {
    if unwanted || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files");
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
        assert!(message.starts_with("out of luck at ") && message.contains("audit.rs:"), "{message}");
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
