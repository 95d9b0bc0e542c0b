//! Diagnostics of the whole workspace: of every file under the roots, open or not.

use super::analysis::Project;
use super::convert;
use super::diagnostics;
use super::documents::Open;
use super::protocol::*;
use super::server::{Ticket, work};
use crate::project::discover::{self, Found};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How long an answer without news is held back before the disk is looked at again.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the client has: its name for a document, and the name of the diagnostics that it shows for it. By path, because
/// clients spell names in their own ways.
type Known = BTreeMap<PathBuf, PreviousResultId>;

/// Answers `workspace/diagnostic`. Clients ask again at once, so an answer that holds no news is held back until
/// something changes. Nothing is told before it is known what the files say to each other: all would be judged twice.
pub async fn survey(ticket: &Ticket, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReport> {
    let previous = params.previous_result_ids.into_iter();
    let known: Known = previous.map(|id| (convert::path(&id.uri), id)).collect();
    let mut changes = ticket.analysis.changes();
    let mut items = look(ticket, &known, &mut changes).await?;
    let news = |item: &WorkspaceDocumentDiagnosticReport| matches!(item, WorkspaceDocumentDiagnosticReport::Full(_));
    if !items.iter().any(news) {
        let _ = tokio::time::timeout(PATIENCE, changes.changed()).await;
        items = look(ticket, &known, &mut changes).await?;
    }
    Ok(WorkspaceDiagnosticReport { items })
}

/// The diagnostics of a document that is not open. A client asks for them when it has closed one: from there on the survey
/// speaks of that file, and what was shown stays until there is news of it. None for what the survey passes over.
pub async fn closed(ticket: &Ticket, uri: &Uri) -> Result<Vec<Diagnostic>> {
    if !ticket.profile.surveys {
        return Ok(Vec::new());
    }
    let path = convert::path(uri);
    let projects = ticket.analysis.projects().await;
    let home = work({
        let path = path.clone();
        move || {
            let around = projects.into_iter().filter(|project| path.starts_with(&project.root));
            around.map(Arc::new).find(|project| files(project).contains(&path))
        }
    });
    let Some(home) = home.await? else { return Ok(Vec::new()) };
    Ok(ticket.analysis.surveyor().ask(home, path, String::new()).await.unwrap_or_default())
}

/// One look at everything. Files without findings are not spoken of, unless the client knows of findings in them. Of an
/// open document it is the text in the editor that counts: clients ask for those by themselves, but some only for those
/// in a visible tab.
async fn look(
    ticket: &Ticket,
    known: &Known,
    changes: &mut watch::Receiver<()>,
) -> Result<Vec<WorkspaceDocumentDiagnosticReport>> {
    let mut items = Vec::new();
    let open: BTreeMap<&PathBuf, &Arc<Open>> = ticket.documents.iter().map(|open| (&open.path, open)).collect();
    let mut seen = BTreeSet::new();
    // All that came before the question is known by now: what comes from here on is a reason to look again.
    ticket.analysis.projects().await;
    changes.mark_unchanged();
    let indexed = ticket.analysis.indexed().await;
    let found = work(move || {
        let mut found: BTreeMap<PathBuf, Arc<Project>> = BTreeMap::new();
        // The innermost root comes first, and has the word.
        for project in indexed.into_iter().map(Arc::new) {
            for path in files(&project) {
                found.entry(path).or_insert_with(|| project.clone());
            }
        }
        found
    });
    let empty = diagnostics::result_id(&[]);
    for (path, project) in found.await? {
        let (known, open) = (known.get(&path), open.get(&path));
        let id = known.map_or(&empty, |known| &known.value);
        let uri = known.map(|known| known.uri.clone()).or_else(|| open.map(|open| open.uri.clone()));
        let uri = uri.or_else(|| Uri::from_file_path(&path));
        let report = match open {
            Some(open) => match ticket.judge((*open).clone()).await {
                Ok(verdict) => Some(diagnostics::all(&verdict, &ticket.profile)),
                // It was edited or closed since: the next look knows more.
                Err(_) => None,
            },
            None => ticket.analysis.surveyor().ask(project, path.clone(), id.clone()).await,
        };
        let report = report.filter(|found| diagnostics::result_id(found) != *id);
        seen.insert(path);
        items.extend(match (uri, report) {
            (Some(uri), Some(found)) => Some(full(uri, open.map(|open| open.version), found)),
            (uri, None) => uri.filter(|_| known.is_some()).map(|uri| unchanged(uri, id.clone())),
            (None, Some(_)) => None,
        });
    }
    // Files that are gone, and those that a root took with it; not what is open somewhere else.
    let elsewhere = |path: &PathBuf| seen.contains(path) || open.contains_key(path);
    for (_, known) in known.iter().filter(|(path, _)| !elsewhere(path)) {
        let PreviousResultId { uri, value } = known.clone();
        items.push(match value == empty {
            true => unchanged(uri, value),
            false => full(uri, None, Vec::new()),
        });
    }
    Ok(items)
}

/// The files to audit under a root, spelled as the root is: the client's way through a symbolic link stays as it is.
pub(super) fn files(project: &Project) -> Vec<PathBuf> {
    found(project).files
}

/// The same, with what was passed over.
pub(super) fn found(Project { root, config, .. }: &Project) -> Found {
    let Ok(real) = root.canonicalize() else {
        return Found::default();
    };
    let excluded = |path: &Path, folder| path.strip_prefix(&real).is_ok_and(|path| config.excludes(path, folder));
    let found = discover::discover(std::slice::from_ref(&real), 1, &excluded);
    let named = |path: PathBuf| Some(root.join(path.strip_prefix(&real).ok()?));
    Found { files: found.files.into_iter().filter_map(named).collect(), ..found }
}

fn full(uri: Uri, version: Option<i32>, items: Vec<Diagnostic>) -> WorkspaceDocumentDiagnosticReport {
    let result_id = Some(diagnostics::result_id(&items));
    let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id, items };
    WorkspaceFullDocumentDiagnosticReport { uri, version: version.map(i64::from), full_document_diagnostic_report }
        .into()
}

fn unchanged(uri: Uri, result_id: String) -> WorkspaceDocumentDiagnosticReport {
    let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
    WorkspaceUnchangedDocumentDiagnosticReport { uri, version: None, unchanged_document_diagnostic_report }.into()
}
