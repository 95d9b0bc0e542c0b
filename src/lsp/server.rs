//! The requests, answered from the snapshot that came with each.
//!
//! Nothing here changes anything: documents change at the gate, verdicts come from the analysis.

use super::actions;
use super::analysis::{Analysis, Failure, Verdict};
use super::diagnostics;
use super::documents::{Documents, Open};
use super::dossier;
use super::hover;
use super::profile::Profile;
use super::protocol::*;
use super::state;
use super::survey;
use std::sync::Arc;

/// What a request holds: the documents as they stood when it came in, and the way to the analysis.
#[derive(Clone, Debug)]
pub struct Ticket {
    /// All open documents.
    pub documents: Documents,
    /// What the client can do.
    pub profile: Arc<Profile>,
    /// Who judges.
    pub analysis: Analysis,
}

tokio::task_local! {
    /// The ticket of the request that this task answers.
    pub static TICKET: Ticket;
}

/// The handlers. They hold nothing but the way to the client, which the gate takes from here.
#[derive(Debug)]
pub struct Server {
    /// The way to the client.
    pub client: Client,
}

impl Server {
    /// The text of a document as the server has it: how users and tests see that both ends agree.
    pub async fn text(&self, params: TextDocumentIdentifier) -> Result<LSPAny> {
        let open = ticket()?.documents.get(&params.uri).cloned();
        Ok(open.map_or(LSPAny::Null, |open| {
            serde_json::json!({ "version": open.version, "revision": open.revision, "text": open.text.as_str() })
        }))
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        Ok(ticket()?.profile.welcome())
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let place = params.text_document_position_params;
        let ticket = ticket()?;
        let Some(verdict) = ticket.verdict(&place.text_document.uri).await? else {
            return Ok(None);
        };
        let around = state::surroundings(&ticket, &verdict.open.path).await;
        work(move || hover::hover(&verdict, around.as_ref(), place.position, &ticket.profile)).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        match params.command.as_str() {
            state::COMMAND => state::map(&ticket()?).await.map(Some),
            dossier::COMMAND => dossier::report(&ticket()?).await.map(Some),
            other => Err(Error::invalid_params(format!("there is no command `{other}`"))),
        }
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let ticket = ticket()?;
        let verdict = match ticket.verdict(&params.text_document.uri).await {
            // The client asks again of itself, or is told to: it must not take this for the final word.
            Err(error) if error.code == ErrorCode::ContentModified => return Err(ask_again()),
            verdict => verdict?,
        };
        let items = match verdict {
            Some(verdict) => diagnostics::all(&verdict, &ticket.profile),
            None => survey::closed(&ticket, &params.text_document.uri).await?,
        };
        let id = diagnostics::result_id(&items);
        let report = if params.previous_result_id.as_ref() == Some(&id) {
            DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
            })
        } else {
            DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(id), items },
            })
        };
        Ok(report.into())
    }

    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        survey::survey(&ticket()?, params).await.map(Into::into)
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let ticket = ticket()?;
        let Some(verdict) = ticket.verdict(&params.text_document.uri).await? else {
            return Ok(None);
        };
        let profile = ticket.profile;
        work(move || Some(actions::actions(&verdict, params.range, &params.context, &profile))).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        let ticket = ticket()?;
        let Some(uri) = actions::subject(&action) else {
            return Ok(action);
        };
        let Some(verdict) = ticket.verdict(&uri).await? else {
            return Ok(action);
        };
        work(move || actions::resolve(action, &verdict, &ticket.profile)).await
    }
}

impl Ticket {
    /// The verdict on a document; none where it is not open, or not in a language of ours.
    pub async fn verdict(&self, uri: &Uri) -> Result<Option<Arc<Verdict>>> {
        match self.documents.get(uri) {
            None => Ok(None),
            Some(open) => self.judge(open.clone()).await.map(Some),
        }
    }

    /// The verdict on an open document.
    pub async fn judge(&self, open: Arc<Open>) -> Result<Arc<Verdict>> {
        self.analysis.verdict(open).await.map_err(|failure| match failure {
            Failure::Outdated => Error::content_modified(),
            Failure::Panicked(words) => internal(format!("the analysis panicked: {words}")),
            Failure::Gone => internal("the analysis gave no answer".to_string()),
        })
    }
}

fn ticket() -> Result<Ticket> {
    TICKET.try_with(Ticket::clone).map_err(|_| Error::invalid_request())
}

/// Does what may take a while off the async threads. A panic there is an error here.
pub async fn work<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| internal(error.to_string()))
}

fn internal(message: String) -> Error {
    Error { message: message.into(), ..Error::internal_error() }
}

/// `ServerCancelled`, with the wish to be asked again.
fn ask_again() -> Error {
    Error {
        code: ErrorCode::ServerError(-32802),
        message: "the document has changed".into(),
        data: Some(serde_json::json!({ "retriggerRequest": true })),
    }
}
