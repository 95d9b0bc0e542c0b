//! The audit report of the workspace, for editors that show a page: what `racelens audit --format html` writes, of what
//! stands in the editor now, by the settings that hold there.

use super::analysis::{Project, audit, fixes};
use super::documents::Open;
use super::protocol::*;
use super::server::{Ticket, work};
use super::survey;
use crate::audit::{Auditor, Severity, whole};
use crate::project::discover::{self, Problem, Skip, Unread, slashed};
use crate::report::{self, Chapter, Detail, Entry, Format, Look, Report, Source, number_duplicates};
use crate::syntax::{self, Document};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The command that asks for the report of the workspace.
pub const COMMAND: &str = "racelens.server.report";

/// Deep trees are walked by recursion.
const STACK: usize = 16 << 20;

/// The report on each root: `{"version": 1, "roots": [{"uri", "name", "html"}]}`. Whoever stops asking stops the work.
pub async fn report(ticket: &Ticket) -> Result<LSPAny> {
    let projects = ticket.analysis.indexed().await;
    let open: BTreeMap<PathBuf, Arc<Open>> =
        ticket.documents.iter().map(|open| (open.path.clone(), open.clone())).collect();
    let wanted = Wanted::default();
    let still = wanted.0.clone();
    work(move || {
        let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build();
        let report = |project: &Project| Desk { project, open: &open, wanted: &still }.report();
        let roots = match &pool {
            Ok(pool) => pool.install(|| projects.iter().map(report).collect()),
            Err(error) => {
                tracing::error!("no threads for the report: {error}");
                Vec::new()
            }
        };
        serde_json::json!({ "version": 1, "roots": roots })
    })
    .await
}

/// True until it is dropped.
struct Wanted(Arc<AtomicBool>);

impl Default for Wanted {
    fn default() -> Wanted {
        Wanted(Arc::new(AtomicBool::new(true)))
    }
}

impl Drop for Wanted {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// What the report on one root is made from.
struct Desk<'a> {
    project: &'a Project,
    open: &'a BTreeMap<PathBuf, Arc<Open>>,
    wanted: &'a AtomicBool,
}

/// What came of one file.
enum Page {
    Done(Vec<Entry>, Box<Chapter>),
    Skipped(Skip),
    Unreadable(String),
    /// It is not there, not to be audited, or nobody wants it any more.
    Nothing,
}

impl Desk<'_> {
    fn report(&self) -> LSPAny {
        let root = &self.project.root;
        let found = survey::found(self.project);
        let mut report = Report { root: root.clone(), ..Report::default() };
        report.skipped.vendored = found.vendored;
        report.problems.extend(found.problems.iter().map(|problem| self.told(problem)));
        let pages: Vec<Page> =
            found.files.par_iter().map_init(Auditor::default, |auditor, path| self.page(auditor, path)).collect();
        let mut chapters = Vec::new();
        for page in pages {
            match page {
                Page::Done(entries, chapter) => {
                    report.files += 1;
                    report.entries.extend(entries);
                    chapters.push(*chapter);
                }
                Page::Skipped(Skip::Generated) => report.skipped.generated += 1,
                Page::Skipped(Skip::Minified) => report.skipped.minified += 1,
                Page::Unreadable(why) => {
                    report.skipped.unreadable += 1;
                    report.problems.push(why);
                }
                Page::Nothing => {}
            }
        }
        report.detail = Some(Detail::of(chapters, whole::resolver(root, &found.files)));
        let settings = self.project.settings(&root.join("x"));
        let rules = settings.as_ref().map(|settings| settings.catalogue().rules()).unwrap_or_default();
        let html = report::render(&report, rules, Format::Html, Look::default());
        let name = root.file_name().map(|name| name.to_string_lossy());
        serde_json::json!({ "uri": Uri::from_file_path(root), "name": name, "html": html })
    }

    fn told(&self, problem: &Problem) -> String {
        let path = problem.path.as_ref();
        path.map_or(problem.message.clone(), |path| format!("{}: {}", self.name(path), problem.message))
    }

    fn name(&self, path: &Path) -> String {
        slashed(path.strip_prefix(&self.project.root).unwrap_or(path))
    }

    fn page(&self, auditor: &mut Auditor, path: &Path) -> Page {
        if !self.wanted.load(Ordering::Relaxed) {
            return Page::Nothing;
        }
        let (text, language) = match self.open.get(path) {
            Some(open) => (open.text.as_str().to_string(), open.language),
            None => match (discover::read(path, false), syntax::by_path(path)) {
                (Ok(text), Some(language)) => (text, language),
                (Err(Unread::Skip(skip)), _) => return Page::Skipped(skip),
                (Err(Unread::NotText(why)), _) => return self.unreadable(path, &format!("skipped: {why}")),
                (Err(Unread::Io(error)), _) => return self.unreadable(path, &error.to_string()),
                (Err(Unread::Gone), _) | (Ok(_), None) => return Page::Nothing,
            },
        };
        let document = Document::new(language, text);
        if document.gave_up() {
            return self.unreadable(path, "skipped: it takes too long to parse");
        }
        let page = catch_unwind(AssertUnwindSafe(|| self.told_of(auditor, path, &document)));
        page.unwrap_or_else(|panic| {
            *auditor = Auditor::default();
            self.unreadable(path, &format!("internal error: {}", super::analysis::words(&*panic)))
        })
    }

    fn unreadable(&self, path: &Path, why: &str) -> Page {
        Page::Unreadable(format!("{}: {why}", self.name(path)))
    }

    fn told_of(&self, auditor: &mut Auditor, path: &Path, document: &Document) -> Page {
        let Some(settings) = self.project.settings(path) else { return Page::Nothing };
        let name = self.name(path);
        let view = self.project.view(&name);
        auditor.forget();
        auditor.look_at(view.clone());
        let findings = audit(auditor, document, name.as_ref(), &settings);
        let source = Source { path: &name, text: document.text(), lines: document.lines() };
        let entry = |finding| {
            let fixes = fixes(&settings, auditor, document, finding);
            Entry::new(&source, finding, &fixes).with_diffs(&source, &fixes)
        };
        let told = findings.iter().filter(|finding| finding.severity > Severity::Hint);
        let mut entries: Vec<Entry> = told.map(entry).collect();
        number_duplicates(&mut entries);
        let chapter = Chapter::of(&name, document, settings.catalogue(), &settings, &view, &findings);
        Page::Done(entries, Box::new(chapter))
    }
}
