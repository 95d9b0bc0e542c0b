//! What goes to the client unasked. Sent from tasks of its own, so that no handler ever waits for the client.

use super::documents::Open;
use super::profile::Profile;
use super::progress::{Dial, Meter};
use super::protocol::*;
use super::settings::{Change, SECTION};
use crate::project::config;
use crate::syntax::languages;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// How long a client may take over a question of ours.
const PATIENCE: Duration = Duration::from_secs(30);

/// The way out. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Outbox {
    notes: mpsc::UnboundedSender<Note>,
}

#[derive(Debug)]
enum Note {
    Publish(Arc<Open>, Vec<Diagnostic>),
    Faults(Uri, Vec<Diagnostic>),
    Log(String),
    Complain(String),
    Refresh,
    Work(Dial),
}

impl Outbox {
    /// Starts the task that sends, in the order of posting.
    pub fn new(client: Client) -> Outbox {
        let (notes, mut posted) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut works = 0;
            while let Some(note) = posted.recv().await {
                match note {
                    Note::Publish(open, diagnostics) => {
                        if open.is_current() {
                            let uri = open.uri.clone();
                            client.publish_diagnostics(uri, diagnostics, Some(open.version)).await;
                        }
                    }
                    Note::Faults(uri, faults) => client.publish_diagnostics(uri, faults, None).await,
                    Note::Log(line) => client.log_message(MessageType::ERROR, line).await,
                    Note::Complain(line) => client.show_message(MessageType::WARNING, line).await,
                    Note::Refresh => {
                        let client = client.clone();
                        ask("refresh", async move { client.workspace_diagnostic_refresh().await });
                    }
                    Note::Work(dial) => {
                        works += 1;
                        let shown = dial.show(client.clone(), works);
                        tokio::spawn(async move {
                            if let Err(error) = shown.await {
                                tracing::warn!("progress: {error}");
                            }
                        });
                    }
                }
            }
        });
        Outbox { notes }
    }

    /// Publishes the diagnostics of a document, unless it has moved on by the time they can be sent.
    pub fn publish(&self, open: Arc<Open>, diagnostics: Vec<Diagnostic>) {
        self.post(Note::Publish(open, diagnostics));
    }

    /// Takes the diagnostics of a closed document off the screen.
    pub fn clear(&self, uri: Uri) {
        self.faults(uri, Vec::new());
    }

    /// Publishes what is wrong with a file that is not a document of ours.
    pub fn faults(&self, uri: Uri, faults: Vec<Diagnostic>) {
        self.post(Note::Faults(uri, faults));
    }

    /// Puts a line in the client's log: something of ours went wrong.
    pub fn log(&self, line: String) {
        self.post(Note::Log(line));
    }

    /// Shows a line to the user: something of theirs is to be mended.
    pub fn complain(&self, line: String) {
        self.post(Note::Complain(line));
    }

    /// Tells the client to ask for diagnostics again.
    pub fn refresh(&self) {
        self.post(Note::Refresh);
    }

    /// Shows work on so many files that begins now and ends with the meter.
    pub fn work(&self, title: String, files: usize) -> Meter {
        let (meter, dial) = Meter::new(title, files);
        self.post(Note::Work(dial));
        meter
    }

    fn post(&self, note: Note) {
        // Fails only when the server is going down.
        let _ = self.notes.send(note);
    }
}

/// Asks the client something in a task of its own; an answer that fails or never comes is a line in the log.
fn ask<T: Send>(what: &'static str, question: impl Future<Output = Result<T>> + Send + 'static) {
    tokio::spawn(async move {
        match tokio::time::timeout(PATIENCE, question).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!("{what}: {error}"),
            Err(_) => tracing::warn!("{what}: no answer"),
        }
    });
}

/// Asks the client for its settings under each root, and hands them on.
pub fn ask_settings(client: &Client, question: u64, roots: Vec<Uri>, then: impl FnOnce(Change) + Send + 'static) {
    let client = client.clone();
    let scopes: Vec<Option<Uri>> = std::iter::once(None).chain(roots.into_iter().map(Some)).collect();
    let section = Some(SECTION.to_string());
    let items = scopes.iter().map(|scope| ConfigurationItem { scope_uri: scope.clone(), section: section.clone() });
    let items = items.collect();
    ask("configuration", async move {
        let values = client.configuration(items).await?;
        then(Change::Editor(question, scopes.into_iter().zip(values).collect()));
        Ok(())
    });
}

/// Asks the client to tell us of changed settings and files, as far as it wants to be asked.
pub fn register(client: &Client, profile: &Profile) {
    let registration = |method: &str, options: LSPAny| Registration {
        id: method.to_string(),
        method: method.to_string(),
        register_options: Some(options),
    };
    let mut wanted = Vec::new();
    if profile.registers_configuration {
        let options = serde_json::json!({ "section": SECTION });
        wanted.push(registration("workspace/didChangeConfiguration", options));
    }
    if profile.registers_watchers {
        let extensions: Vec<&str> = languages().iter().flat_map(|language| language.extensions).copied().collect();
        let files = [format!("**/{}", config::FILE_NAME), format!("**/*.{{{}}}", extensions.join(","))];
        let watchers = files.map(|glob| serde_json::json!({ "globPattern": glob }));
        let options = serde_json::json!({ "watchers": watchers });
        wanted.push(registration("workspace/didChangeWatchedFiles", options));
    }
    if !wanted.is_empty() {
        let client = client.clone();
        ask("registration", async move { client.register_capability(wanted).await });
    }
}
