//! The analysis: one thread that owns the auditors and the settings, and judges one document at a time.
//!
//! Nothing is judged before the editor's settings are known, or have been waited for long enough: an editor that asks once
//! and is not told to ask again would go on showing what the defaults found.
//!
//! It works on snapshots, in the order of posting. A snapshot that is no longer current is not judged at all: whoever
//! made the newer one has posted that too. A panic costs one verdict and the memory of one auditor, never the server.

use super::diagnostics;
use super::documents::Open;
use super::feedback::Feedback;
use super::indexer::{Indexer, Made};
use super::outbox::Outbox;
use super::profile::Profile;
use super::protocol::{Diagnostic, Uri};
use super::settings::{Change, News, Workspace};
use super::surveyor::Surveyor;
use crate::audit::{Auditor, Finding, Fix, Settings, Severity, apply};
use crate::project::discover::slashed;
use crate::project::{Config, Index, View};
use crate::syntax::Document;
use crate::text::Span;
use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, Weak, mpsc};
use std::time::{Duration, Instant};
use tokio::sync::{oneshot, watch};

/// The findings of one document at one revision.
#[derive(Debug)]
pub struct Verdict {
    /// What was judged.
    pub open: Arc<Open>,
    /// The same, parsed.
    pub document: Document,
    /// What was found, ordered by position; none of them off.
    pub findings: Vec<Finding>,
    /// Its path as seen from its root, and the settings that it was judged by; none where they leave it out.
    pub seen: Option<(PathBuf, Settings)>,
    /// What it sees of the other files of its root.
    pub view: Arc<View>,
}

impl Verdict {
    /// An auditor that sees what was seen.
    pub fn auditor(&self) -> Auditor {
        let mut auditor = Auditor::default();
        auditor.look_at(self.view.clone());
        auditor
    }
}

/// A root of the workspace.
#[derive(Clone, Debug)]
pub struct Project {
    /// Where it is.
    pub root: PathBuf,
    /// What its file says.
    pub config: Config,
    /// What its files say to each other, as soon as that is known.
    pub index: Option<Arc<Index>>,
    /// How often the settings had changed before these.
    pub age: u64,
    /// The settings.
    pub workspace: Arc<Workspace>,
}

impl Project {
    /// The settings that hold for a file, with those of the editor; none where they leave it out.
    pub fn settings(&self, path: &Path) -> Option<Settings> {
        self.workspace.of(path).map(|(_, settings)| settings)
    }

    /// What a file sees of the others, given its name below the root.
    pub fn view(&self, name: &str) -> Arc<View> {
        let view = self.index.as_ref().and_then(|index| Some(index.view(index.file(name)?)));
        Arc::new(view.unwrap_or_default())
    }
}

/// Why there is no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The document was edited or closed since.
    Outdated,
    /// The analysis broke down; the words of the panic.
    Panicked(String),
    /// It gave no answer: it broke down, or the server is going down.
    Gone,
}

/// A verdict, or why there is none.
pub type Answer = Result<Arc<Verdict>, Failure>;

enum Order {
    Look(Arc<Open>),
    Ask(Arc<Open>, oneshot::Sender<Answer>),
    Projects(oneshot::Sender<Vec<Project>>),
    Close(Arc<Open>),
    Change(Change),
    Indexed(Made),
}

/// The way to the analysis. Cloning shares it; the thread ends with the last clone.
#[derive(Clone, Debug)]
pub struct Analysis {
    orders: mpsc::Sender<Order>,
    /// As long as somebody has this, somebody may post.
    _alive: Arc<()>,
    changes: watch::Receiver<()>,
    surveyor: Surveyor,
}

/// How long the editor's settings are waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long at most is waited until it is known what the files of a root say to each other.
const INDEXING: Duration = Duration::from_secs(120);

/// How often it is asked whether anybody is left who could post.
const BREATH: Duration = Duration::from_secs(10);

/// Deep trees are walked by recursion, and an address that is never touched costs nothing.
const STACK: usize = 64 << 20;

impl Analysis {
    /// Starts the thread.
    ///
    /// # Errors
    /// Where the system has no thread to give.
    pub fn start(profile: Arc<Profile>, workspace: Workspace, outbox: Outbox) -> std::io::Result<Analysis> {
        let (orders, posted) = mpsc::channel();
        let (changed, changes) = watch::channel(());
        let made = orders.clone();
        let indexer = Indexer::start(profile.progress.then(|| outbox.clone()), move |index| {
            drop(made.send(Order::Indexed(index)))
        })?;
        let surveyor = Surveyor::start(profile.clone(), outbox.clone())?;
        let mut desk = Desk {
            waits: profile.configuration.then(|| (Instant::now() + PATIENCE, Vec::new())),
            profile,
            workspace,
            outbox,
            feedback: Feedback::default(),
            files: BTreeMap::new(),
            age: 0,
            indexer,
            indexes: BTreeMap::new(),
            changed,
        };
        desk.indexer.roots(desk.workspace.projects());
        let thread = std::thread::Builder::new().name("analysis".to_string()).stack_size(STACK);
        let alive = Arc::new(());
        let clients = Arc::downgrade(&alive);
        thread.spawn(move || desk.work(&posted, &clients))?;
        Ok(Analysis { orders, _alive: alive, changes, surveyor })
    }

    /// A document was opened or edited.
    pub fn look(&self, open: Arc<Open>) {
        self.post(Order::Look(open));
    }

    /// A document was closed.
    pub fn close(&self, open: Arc<Open>) {
        self.post(Order::Close(open));
    }

    /// Settings may have changed.
    pub fn change(&self, change: Change) {
        self.post(Order::Change(change));
    }

    /// The verdict on a document. Dropping the future takes the question back.
    pub async fn verdict(&self, open: Arc<Open>) -> Answer {
        let (reply, answer) = oneshot::channel();
        self.post(Order::Ask(open, reply));
        answer.await.unwrap_or(Err(Failure::Gone))
    }

    /// The roots of the workspace as of now.
    pub async fn projects(&self) -> Vec<Project> {
        let (reply, answer) = oneshot::channel();
        self.post(Order::Projects(reply));
        answer.await.unwrap_or_default()
    }

    /// The roots, as soon as it is known of each what its files say to each other.
    pub async fn indexed(&self) -> Vec<Project> {
        let mut changes = self.changes();
        let complete = async {
            loop {
                changes.mark_unchanged();
                let projects = self.projects().await;
                if projects.iter().all(|project| project.index.is_some()) || changes.changed().await.is_err() {
                    return projects;
                }
            }
        };
        match tokio::time::timeout(INDEXING, complete).await {
            Ok(projects) => projects,
            Err(_) => self.projects().await,
        }
    }

    /// Who judges what is not open.
    pub fn surveyor(&self) -> &Surveyor {
        &self.surveyor
    }

    /// Tells of every change of the settings, the files or the set of open documents.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changes.clone()
    }

    fn post(&self, order: Order) {
        // Fails only when the server is going down.
        let _ = self.orders.send(order);
    }
}

/// What the thread owns.
struct Desk {
    /// While the editor's settings are waited for: until when, and what is to be done then.
    waits: Option<(Instant, Vec<Order>)>,
    profile: Arc<Profile>,
    workspace: Workspace,
    outbox: Outbox,
    feedback: Feedback,
    files: BTreeMap<String, File>,
    /// How often the settings have changed.
    age: u64,
    indexer: Indexer,
    /// What the files of each root say to each other, by the root.
    indexes: BTreeMap<PathBuf, Arc<Index>>,
    changed: watch::Sender<()>,
}

/// One open document: its newest snapshot that came by, and what is known of it.
struct File {
    open: Arc<Open>,
    memory: Memory,
    answer: Option<Answer>,
    /// What it saw of the other files when it was judged.
    view: Arc<View>,
}

/// What is kept from one state of a document to the next, so that only what changed is done again.
#[derive(Default)]
pub struct Memory {
    auditor: Auditor,
    document: Option<Document>,
}

impl Desk {
    /// Works until nobody is left who could post.
    fn work(&mut self, posted: &mpsc::Receiver<Order>, clients: &Weak<()>) {
        loop {
            let until = self.waits.as_ref().map(|(until, _)| *until);
            let patience = until.map_or(BREATH, |until| until.saturating_duration_since(Instant::now()));
            match posted.recv_timeout(patience) {
                Ok(order) => self.survive(order),
                // The indexer could always post, so it is asked whether a client still can.
                Err(RecvTimeoutError::Timeout) if clients.strong_count() == 0 => return,
                Err(RecvTimeoutError::Timeout) if until.is_none() => {}
                Err(RecvTimeoutError::Timeout) => self.wait_no_longer(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// The analysis itself is guarded further in; this is for all around it, because a server without this thread would
    /// live on and answer nothing.
    fn survive(&mut self, order: Order) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| self.carry_out(order))) {
            tracing::error!("panicked: {}", words(&*panic));
        }
    }

    fn wait_no_longer(&mut self) {
        let parked = self.waits.take().map(|(_, parked)| parked);
        parked.into_iter().flatten().for_each(|order| self.survive(order));
    }

    fn carry_out(&mut self, order: Order) {
        if let (Some((_, parked)), Order::Look(_) | Order::Ask(..) | Order::Projects(_)) = (&mut self.waits, &order) {
            parked.push(order);
            return;
        }
        match order {
            Order::Look(open) if open.is_current() => self.look(open),
            Order::Look(_) => {}
            Order::Ask(_, reply) if reply.is_closed() => {}
            Order::Ask(open, reply) => {
                let answer = if open.is_current() { self.judge(open) } else { Err(Failure::Outdated) };
                let _ = reply.send(answer);
            }
            Order::Projects(reply) => {
                let workspace = Arc::new(self.workspace.clone());
                let project = |(root, config): (PathBuf, Config)| Project {
                    index: self.indexes.get(&root).cloned(),
                    root,
                    config,
                    age: self.age,
                    workspace: workspace.clone(),
                };
                let _ = reply.send(self.workspace.projects().into_iter().map(project).collect());
            }
            Order::Indexed((root, index)) => self.see(root, index),
            Order::Close(open) => {
                self.indexer.closed(open.path.clone());
                self.close(&open.uri);
                self.changed.send_replace(());
            }
            Order::Change(change) => {
                let answered = matches!(change, Change::Editor(..));
                let on_disk = matches!(change, Change::Disk);
                let changed = self.workspace.apply(change);
                if changed {
                    self.indexer.roots(self.workspace.projects());
                } else if on_disk {
                    self.indexer.disk();
                }
                for news in self.workspace.news() {
                    self.tell(news);
                }
                if changed {
                    self.age += 1;
                    self.forget_roots();
                    self.judge_all_again();
                }
                self.changed.send_replace(());
                if answered {
                    self.wait_no_longer();
                }
            }
        }
    }

    /// What is wrong with a `racelens.toml` is shown in it, and said, since it need not be open.
    fn tell(&mut self, News { file, fault }: News) {
        let Some(uri) = Uri::from_file_path(&file) else { return };
        let diagnostics: Vec<Diagnostic> = fault.iter().map(diagnostics::fault).collect();
        self.outbox.faults(uri, diagnostics);
        if let Some(fault) = fault {
            self.outbox.complain(fault.to_string());
        }
    }

    /// Clients that ask get their answer when they ask; the others are sent it.
    fn look(&mut self, open: Arc<Open>) {
        if self.profile.pulls {
            return;
        }
        let Ok(verdict) = self.judge(open.clone()) else {
            return;
        };
        let diagnostics = diagnostics::all(&verdict, &self.profile);
        self.feedback.published(open.uri.as_str(), diagnostics.len());
        self.outbox.publish(open, diagnostics);
    }

    /// From now on the documents below a root are judged by this index. Those that see something else than before are judged again.
    fn see(&mut self, root: PathBuf, index: Arc<Index>) {
        // It may have gone while it was looked through.
        if !self.workspace.projects().iter().any(|(path, _)| *path == root) {
            return;
        }
        if let Some(past) = self.indexes.insert(root, index) {
            self.indexer.past(past);
        }
        let mut news = Vec::new();
        for file in self.files.values_mut() {
            let view = view_of(&self.indexes, &file.open);
            if view.print() != file.view.print() {
                file.view = view;
                file.answer = None;
                news.push(file.open.clone());
            }
        }
        if self.profile.pulls && self.profile.refreshes {
            self.outbox.refresh();
        }
        news.into_iter().filter(|open| open.is_current()).for_each(|open| self.look(open));
        self.changed.send_replace(());
    }

    /// Nobody sees any more what the files of a root that went say to each other.
    fn forget_roots(&mut self) {
        let projects = self.workspace.projects();
        self.indexes.retain(|root, _| projects.iter().any(|(path, _)| path == root));
        for file in self.files.values_mut() {
            file.view = view_of(&self.indexes, &file.open);
        }
    }

    fn close(&mut self, uri: &Uri) {
        self.files.remove(uri.as_str());
        if self.feedback.closed(uri.as_str()) {
            self.outbox.clear(uri.clone());
        }
    }

    fn judge_all_again(&mut self) {
        let mut opened = Vec::new();
        for file in self.files.values_mut() {
            file.answer = None;
            // What is known may have been found with other names.
            file.memory.auditor = Auditor::default();
            opened.push(file.open.clone());
        }
        if self.profile.pulls && self.profile.refreshes {
            self.outbox.refresh();
        }
        opened.into_iter().filter(|open| open.is_current()).for_each(|open| self.look(open));
    }

    /// The verdict on a snapshot, from memory where it was judged before.
    fn judge(&mut self, open: Arc<Open>) -> Answer {
        let name = open.uri.as_str().to_string();
        let indexes = &self.indexes;
        let mut edited = false;
        let file = self.files.entry(name).or_insert_with(|| {
            edited = true;
            let view = view_of(indexes, &open);
            File { open: open.clone(), memory: Memory::default(), answer: None, view }
        });
        if file.open.revision != open.revision {
            edited = true;
            file.open = open.clone();
            file.answer = None;
        }
        if edited {
            self.indexer.edited(open.clone());
        }
        if let Some(answer) = &file.answer {
            return answer.clone();
        }
        let answer = guarded(&mut file.memory, open, file.view.clone(), &self.workspace, &self.outbox);
        file.answer = Some(answer.clone());
        answer
    }
}

/// The verdict on a snapshot; where the analysis panics, a line in both logs, and its memory, which may be half written,
/// is gone.
pub fn guarded(
    memory: &mut Memory,
    open: Arc<Open>,
    view: Arc<View>,
    workspace: &Workspace,
    outbox: &Outbox,
) -> Answer {
    let verdict = catch_unwind(AssertUnwindSafe(|| {
        let document = memory.catch_up(&open);
        memory.auditor.look_at(view.clone());
        let seen = workspace.of(&open.path).map(|(path, settings)| (path.to_path_buf(), settings));
        let judge = |(path, settings): &(PathBuf, Settings)| audit(&mut memory.auditor, &document, path, settings);
        let findings = seen.as_ref().map(judge).unwrap_or_default();
        Verdict { open: open.clone(), document, findings, seen, view }
    }));
    verdict.map(Arc::new).map_err(|panic| {
        *memory = Memory::default();
        let words = words(&*panic);
        let line = format!("the analysis of {} panicked: {words}", open.uri.as_str());
        tracing::error!("{line}");
        outbox.log(line);
        Failure::Panicked(words)
    })
}

/// What a document sees of the files below its root.
fn view_of(indexes: &BTreeMap<PathBuf, Arc<Index>>, open: &Open) -> Arc<View> {
    let home = indexes
        .iter()
        .filter(|(root, _)| open.path.starts_with(root))
        .max_by_key(|(root, _)| root.components().count());
    let view = home.and_then(|(root, index)| {
        let path = open.path.strip_prefix(root).ok()?;
        Some(index.view(index.file(&slashed(path))?))
    });
    Arc::new(view.unwrap_or_default())
}

impl Memory {
    /// For another document: what was known of the last one is gone, its buffers stay.
    pub fn anew(&mut self) -> &mut Memory {
        self.auditor.forget();
        self.document = None;
        self
    }

    /// The document of a snapshot, by one edit of the document before: from the first byte that differs to the last.
    fn catch_up(&mut self, open: &Open) -> Document {
        let text = open.text.as_str();
        let document = match self.document.take() {
            Some(mut document) if std::ptr::eq(document.language(), open.language) => {
                if let Some((span, new)) = difference(document.text(), text) {
                    document.edit(span, new);
                }
                document
            }
            _ => Document::new(open.language, text.to_string()),
        };
        self.document = Some(document.clone());
        document
    }
}

/// The one replacement that makes `new` of `old`; none where they are equal.
fn difference<'a>(old: &str, new: &'a str) -> Option<(Span, &'a str)> {
    let mut start = common(old.as_bytes(), new.as_bytes(), |bytes, at, length| bytes.get(at..at + length));
    if start == old.len() && start == new.len() {
        return None;
    }
    while !old.is_char_boundary(start) || !new.is_char_boundary(start) {
        start -= 1;
    }
    let (old_rest, new_rest) = (old.as_bytes().get(start..)?, new.as_bytes().get(start..)?);
    let tail = common(old_rest, new_rest, |bytes, at, length| {
        let end = bytes.len().checked_sub(at)?;
        bytes.get(end.checked_sub(length)?..end)
    });
    let (mut old_end, mut new_end) = (old.len() - tail, new.len() - tail);
    while !old.is_char_boundary(old_end) || !new.is_char_boundary(new_end) {
        (old_end, new_end) = (old_end + 1, new_end + 1);
    }
    Some((Span::new(start as u32, old_end as u32), new.get(start..new_end)?))
}

/// How many bytes two texts have in common from one end on; `part` takes some of them, counted from that end. Compared in
/// long pieces first, since at each keystroke nearly all is equal.
fn common<'t>(one: &'t [u8], other: &'t [u8], part: impl Fn(&'t [u8], usize, usize) -> Option<&'t [u8]>) -> usize {
    let mut same = 0;
    for length in [4096, 64, 1] {
        while let (Some(a), Some(b)) = (part(one, same, length), part(other, same, length))
            && a == b
        {
            same += length;
        }
    }
    same
}

/// All findings of a document that an editor shows.
pub fn audit(auditor: &mut Auditor, document: &Document, path: &Path, settings: &Settings) -> Vec<Finding> {
    let catalogue = settings.catalogue();
    #[cfg(debug_assertions)]
    super::rehearsal::before(document.text());
    let mut findings = auditor.audit(catalogue, document, path, settings);
    #[cfg(debug_assertions)]
    findings.extend(super::rehearsal::findings(document, settings));
    findings = apply(document, findings, catalogue, settings);
    findings.retain(|finding| finding.severity > Severity::Off);
    findings
}

/// The fixes of one finding, best first.
pub fn fixes(settings: &Settings, auditor: &mut Auditor, document: &Document, finding: &Finding) -> Vec<Fix> {
    #[allow(unused_mut)]
    let mut fixes = auditor.fixes(settings.catalogue(), document, finding);
    #[cfg(debug_assertions)]
    fixes.extend(super::rehearsal::fixes(document, finding));
    fixes
}

/// The words of a panic.
pub fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|words| words.to_string());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no words".to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Edit, Edits};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_difference_makes_the_new_of_the_old(old in "[ab\u{e9}\u{ea}\u{1d11e}\n]{0,8}", new in "[ab\u{e9}\u{ea}\u{1d11e}\n]{0,8}") {
            let made = match difference(&old, &new) {
                None => old.clone(),
                Some((span, text)) => {
                    prop_assert!(old.get(span.range()).is_some());
                    let edit = Edit { span, text: text.to_string() };
                    Edits::new(vec![edit]).map_err(|error| TestCaseError::fail(error.to_string()))?.apply(&old)
                }
            };
            prop_assert_eq!(made, new);
        }
    }
}
