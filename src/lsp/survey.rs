//! Diagnostics of the whole workspace: of every file under the roots, open or not.

use super::convert;
use super::diagnostics;
use super::protocol::*;
use super::server::{Ticket, work};
use crate::project::Config;
use crate::project::discover;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::watch;

/// How long an answer without news is held back before the disk is looked at again.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the client has: its name for a document, and the name of the diagnostics that it shows for it. By path, because
/// clients spell names in their own ways.
type Known = BTreeMap<PathBuf, PreviousResultId>;

/// Answers `workspace/diagnostic`. Clients ask again at once, so an answer that holds no news is held back until
/// something changes. One file is asked for at a time: between two of them the analysis is free for the editor.
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

/// One look at everything. Files without findings are not spoken of, unless the client knows of findings in them; open
/// documents never, because the client asks for them by themselves, and their text is not the one on the disk.
async fn look(
    ticket: &Ticket,
    known: &Known,
    changes: &mut watch::Receiver<()>,
) -> Result<Vec<WorkspaceDocumentDiagnosticReport>> {
    let mut items = Vec::new();
    let open = ticket.documents.iter().map(|open| open.path.clone());
    let mut seen: BTreeSet<PathBuf> = open.collect();
    let projects = ticket.analysis.projects().await;
    // All that came before the question is known by now: what comes from here on is a reason to look again.
    changes.mark_unchanged();
    let found = work(move || projects.iter().flat_map(files).collect::<BTreeSet<_>>());
    let empty = diagnostics::result_id(&[]);
    for path in found.await? {
        if !seen.insert(path.clone()) {
            continue;
        }
        let known = known.get(&path);
        let id = known.map_or(&empty, |known| &known.value);
        let uri = known.map(|known| known.uri.clone());
        let uri = uri.or_else(|| Uri::from_file_path(&path));
        let report = ticket.analysis.survey(path, id.clone()).await;
        items.extend(match (uri, report) {
            (Some(uri), Some(found)) => Some(full(uri, found)),
            (uri, None) => uri.filter(|_| known.is_some()).map(|uri| unchanged(uri, id.clone())),
            (None, Some(_)) => None,
        });
    }
    // Files that are gone, and those that a root took with it.
    for (_, known) in known.iter().filter(|(path, _)| !seen.contains(*path)) {
        let PreviousResultId { uri, value } = known.clone();
        items.push(match value == empty {
            true => unchanged(uri, value),
            false => full(uri, Vec::new()),
        });
    }
    Ok(items)
}

/// The files to audit under a root, spelled as the root is: the client's way through a symbolic link stays as it is.
fn files((root, config): &(PathBuf, Config)) -> Vec<PathBuf> {
    let Ok(real) = root.canonicalize() else {
        return Vec::new();
    };
    let excluded = |path: &Path, folder| path.strip_prefix(&real).is_ok_and(|path| config.excludes(path, folder));
    let found = discover::discover(std::slice::from_ref(&real), 1, &excluded).files.into_iter();
    found.filter_map(|path| Some(root.join(path.strip_prefix(&real).ok()?))).collect()
}

fn full(uri: Uri, items: Vec<Diagnostic>) -> WorkspaceDocumentDiagnosticReport {
    let result_id = Some(diagnostics::result_id(&items));
    let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id, items };
    WorkspaceFullDocumentDiagnosticReport { uri, version: None, full_document_diagnostic_report }.into()
}

fn unchanged(uri: Uri, result_id: String) -> WorkspaceDocumentDiagnosticReport {
    let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
    WorkspaceUnchangedDocumentDiagnosticReport { uri, version: None, unchanged_document_diagnostic_report }.into()
}
