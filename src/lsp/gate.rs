//! The gate: the one place where messages take effect, in the order of the wire.
//!
//! The transport calls [`Gate::call`] for one message after the other and awaits the answers side by side. So all that
//! changes anything is done within the call, before any await: documents are edited, revisions stamped, and a request is
//! given its snapshot. What a request then does cannot be overtaken by a later edit.

use super::analysis::{Analysis, words};
use super::documents::Documents;
use super::outbox::{self, Outbox};
use super::process;
use super::profile::Profile;
use super::protocol::*;
use super::server::{Server, TICKET, Ticket};
use super::settings::{self, Change, Workspace};
use super::wire;
use serde::de::DeserializeOwned;
use std::future::{Future, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use tower::Service;

/// An answer to come.
type Answer = Pin<Box<dyn Future<Output = std::result::Result<Option<Response>, ExitedError>> + Send>>;

/// The service that the transport calls.
#[derive(Debug)]
pub struct Gate {
    inner: LspService<Server>,
    documents: Documents,
    session: Option<Session>,
    shut_down: Arc<AtomicBool>,
}

/// What there is from `initialize` on.
#[derive(Debug)]
struct Session {
    profile: Arc<Profile>,
    analysis: Analysis,
    roots: Vec<Uri>,
    questions: u64,
}

impl Gate {
    /// A gate before `inner`. `shut_down` tells, in the end, whether the client took its leave.
    pub fn new(inner: LspService<Server>, shut_down: Arc<AtomicBool>) -> Gate {
        Gate { inner, documents: Documents::default(), session: None, shut_down }
    }

    /// Whatever a message changes.
    fn take_effect(&mut self, request: &Request) {
        match request.method() {
            "initialize" => self.initialize(request),
            "shutdown" => self.shut_down.store(self.session.is_some(), Ordering::Release),
            method => {
                if let Some(session) = &mut self.session {
                    session.notice(method, request, &mut self.documents, &self.inner.inner().client);
                }
            }
        }
    }

    fn initialize(&mut self, request: &Request) {
        // Of a second one the library says that it is not valid, as of one that cannot be read.
        if self.session.is_some() {
            return;
        }
        let Some(params) = read::<InitializeParams>(request) else {
            return;
        };
        let capabilities = request.params().and_then(|params| params.get("capabilities"));
        let mut profile = Profile::new(capabilities.unwrap_or(&LSPAny::Null));
        let options = params.initialization_options.as_ref();
        profile.surveys = settings::wants_survey(options);
        let profile = Arc::new(profile);
        let roots = settings::roots(&params);
        let workspace = Workspace::new(roots.clone(), options);
        let outbox = Outbox::new(self.inner.inner().client.clone());
        if let Some(id) = params.process_id {
            process::leave_with(id);
        }
        match Analysis::start(profile.clone(), workspace, outbox) {
            Ok(analysis) => {
                let roots = roots.into_iter().map(|folder| folder.uri).collect();
                self.session = Some(Session { profile, analysis, roots, questions: 0 });
            }
            Err(error) => tracing::error!("no thread for the analysis: {error}"),
        }
    }

    /// Hands a request on, with its ticket, as a task of its own: the reader never waits for it, and a panic in it is an
    /// error for the client.
    fn answer(&mut self, request: Request) -> Answer {
        let id = request.id().cloned();
        let method = request.method().to_string();
        let answer = self.inner.call(request);
        let task = match &self.session {
            Some(session) => {
                let ticket = Ticket {
                    documents: self.documents.clone(),
                    profile: session.profile.clone(),
                    analysis: session.analysis.clone(),
                };
                tokio::spawn(TICKET.scope(ticket, answer))
            }
            None => tokio::spawn(answer),
        };
        Box::pin(async move {
            task.await.unwrap_or_else(|error| {
                tracing::error!("{method}: {error}");
                let internal = Error { message: error.to_string().into(), ..Error::internal_error() };
                Ok(id.map(|id| Response::from_error(id, internal)))
            })
        })
    }
}

impl Service<Request> for Gate {
    type Response = Option<Response>;
    type Error = ExitedError;
    type Future = Answer;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<std::result::Result<(), ExitedError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Answer {
        if let Some(refusal) = wire::refusal(&request) {
            return Box::pin(ready(Ok(Some(refusal))));
        }
        let effect = catch_unwind(AssertUnwindSafe(|| self.take_effect(&request)));
        if let Err(panic) = effect {
            tracing::error!("{} panicked: {}", request.method(), words(&*panic));
        }
        // The library's own handlers of these do nothing but log that they are not implemented.
        let ours = request.id().is_none() && (request.method().contains("/did") || request.method() == "initialized");
        if ours {
            return Box::pin(ready(Ok(None)));
        }
        // A cancellation too is a task of its own: it must not wait for a free slot among those it would free.
        self.answer(request)
    }
}

impl Session {
    /// Whatever a notification changes. One that cannot be read or names no open document is a line in the log.
    fn notice(&mut self, method: &str, request: &Request, documents: &mut Documents, client: &Client) {
        match method {
            "initialized" => {
                outbox::register(client, &self.profile);
                self.ask_settings(client);
            }
            "textDocument/didOpen" => {
                let Some(params) = read::<DidOpenTextDocumentParams>(request) else {
                    return;
                };
                if let Some(open) = documents.open(params.text_document) {
                    self.analysis.change(Change::Disk);
                    self.analysis.look(open);
                }
            }
            "textDocument/didChange" => {
                let Some(params) = read(request) else { return };
                match documents.change(params, self.profile.encoding) {
                    Ok(open) => self.analysis.look(open),
                    // Every document of a language that is not ours comes by here too.
                    Err(error) => tracing::debug!("{error}"),
                }
            }
            "textDocument/didClose" => {
                let Some(params) = read::<DidCloseTextDocumentParams>(request) else {
                    return;
                };
                if let Some(open) = documents.close(&params.text_document.uri) {
                    self.analysis.close(open);
                }
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => self.analysis.change(Change::Disk),
            "workspace/didChangeConfiguration" => {
                let Some(params) = read::<DidChangeConfigurationParams>(request) else {
                    return;
                };
                if self.profile.configuration {
                    self.ask_settings(client);
                } else {
                    self.questions += 1;
                    self.analysis.change(Change::Editor(self.questions, vec![(None, params.settings)]));
                }
            }
            "workspace/didChangeWorkspaceFolders" => {
                let Some(params) = read::<DidChangeWorkspaceFoldersParams>(request) else {
                    return;
                };
                let (added, removed) = (params.event.added, params.event.removed);
                self.roots.retain(|root| removed.iter().all(|folder| folder.uri != *root));
                self.roots.extend(added.iter().map(|folder| folder.uri.clone()));
                self.analysis.change(Change::Roots { added, removed });
                self.ask_settings(client);
            }
            _ => {}
        }
    }

    fn ask_settings(&mut self, client: &Client) {
        if !self.profile.configuration {
            return;
        }
        self.questions += 1;
        let analysis = self.analysis.clone();
        outbox::ask_settings(client, self.questions, self.roots.clone(), move |change| analysis.change(change));
    }
}

/// The parameters of a message; none where they cannot be read, with a line in the log.
fn read<T: DeserializeOwned>(request: &Request) -> Option<T> {
    let read = T::deserialize(request.params().unwrap_or(&LSPAny::Null));
    read.map_err(|error| tracing::warn!("{}: {error}", request.method())).ok()
}
