//! The files that are not open: a thread that judges one after the other for the survey of the workspace, so that whoever
//! types never waits behind them.
//!
//! It remembers of each file by what it was judged. Where all of that is as it was, so is what was found.

use super::analysis::{Memory, Project, guarded};
use super::background;
use super::diagnostics;
use super::documents::Open;
use super::outbox::Outbox;
use super::profile::Profile;
use super::protocol::Diagnostic;
use crate::project::discover::slashed;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::SystemTime;
use tokio::sync::oneshot;

/// Deep trees are walked by recursion, and an address that is never touched costs nothing.
const STACK: usize = 64 << 20;

/// The way to the thread, which ends with the last clone.
#[derive(Clone, Debug)]
pub struct Surveyor {
    questions: mpsc::Sender<Question>,
}

/// What are the diagnostics of a file, unless they still have the name that is known?
struct Question {
    project: Arc<Project>,
    path: PathBuf,
    known: String,
    reply: oneshot::Sender<Option<Vec<Diagnostic>>>,
}

/// By what a file was judged: when it was written, the settings, and what it saw of the others.
type By = (Option<SystemTime>, u64, u64);

impl Surveyor {
    /// Starts the thread.
    ///
    /// # Errors
    /// Where the system has no thread to give.
    pub fn start(profile: Arc<Profile>, outbox: Outbox) -> std::io::Result<Surveyor> {
        let (questions, asked) = mpsc::channel::<Question>();
        let mut desk = Desk { profile, outbox, age: 0, memory: Memory::default(), judged: BTreeMap::new() };
        let thread = std::thread::Builder::new().name("surveyor".to_string()).stack_size(STACK);
        thread.spawn(move || {
            background::give_way();
            while let Ok(question) = asked.recv() {
                // Whoever asked may have taken it back.
                if !question.reply.is_closed() {
                    let answer = desk.answer(&question.project, &question.path, &question.known);
                    let _ = question.reply.send(answer);
                }
            }
        })?;
        Ok(Surveyor { questions })
    }

    /// The diagnostics of a file that is not open, unless they still have the name that is `known`.
    pub async fn ask(&self, project: Arc<Project>, path: PathBuf, known: String) -> Option<Vec<Diagnostic>> {
        let (reply, answer) = oneshot::channel();
        // Fails only when the server is going down.
        let _ = self.questions.send(Question { project, path, known, reply });
        answer.await.unwrap_or_default()
    }
}

/// What the thread owns.
struct Desk {
    profile: Arc<Profile>,
    outbox: Outbox,
    /// The settings that the memory is of.
    age: u64,
    memory: Memory,
    /// Of each file: by what it was judged last, and the name of its diagnostics then.
    judged: BTreeMap<PathBuf, (By, String)>,
}

impl Desk {
    /// A file that cannot be read, is not to be audited or breaks the analysis has no diagnostics.
    fn answer(&mut self, project: &Project, path: &Path, known: &str) -> Option<Vec<Diagnostic>> {
        let written = std::fs::metadata(path).and_then(|data| data.modified()).ok();
        let name = slashed(path.strip_prefix(&project.root).unwrap_or(path));
        let view = project.view(&name);
        let by = (written, project.age, view.print());
        if self.judged.get(path).is_some_and(|(before, id)| *before == by && id == known) {
            return None;
        }
        if self.age != project.age {
            // What is kept may be of other names.
            (self.age, self.memory) = (project.age, Memory::default());
        }
        let open = Open::from_disk(path).map(Arc::new);
        let verdict =
            open.and_then(|open| guarded(self.memory.anew(), open, view, &project.workspace, &self.outbox).ok());
        let found = verdict.map(|verdict| diagnostics::all(&verdict, &self.profile)).unwrap_or_default();
        let id = diagnostics::result_id(&found);
        let news = id != known;
        self.judged.insert(path.to_path_buf(), (by, id));
        news.then_some(found)
    }
}
