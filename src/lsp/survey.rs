//! Diagnostics of the whole workspace: of every file under the roots, open or not.

use super::analysis::Surveyed;
use super::diagnostics;
use super::protocol::*;
use super::server::{Ticket, work};
use crate::project::Config;
use crate::project::discover;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long an answer without news is held back before the disk is looked at again.
const PATIENCE: Duration = Duration::from_secs(30);

/// Answers `workspace/diagnostic`. Clients ask again at once, so an answer that holds no news is held back until
/// something changes. One file is asked for at a time: between two of them the analysis is free for the editor.
pub async fn survey(
    ticket: &Ticket,
    params: WorkspaceDiagnosticParams,
) -> Result<WorkspaceDiagnosticReport> {
    let previous = params.previous_result_ids.into_iter();
    let known: BTreeMap<String, String> = previous
        .map(|id| (id.uri.as_str().to_string(), id.value))
        .collect();
    let mut changes = ticket.analysis.changes();
    loop {
        changes.mark_unchanged();
        let items = look(ticket, &known).await?;
        let news = |item: &WorkspaceDocumentDiagnosticReport| {
            matches!(item, WorkspaceDocumentDiagnosticReport::Full(_))
        };
        if items.iter().any(news) {
            return Ok(WorkspaceDiagnosticReport { items });
        }
        let _ = tokio::time::timeout(PATIENCE, changes.changed()).await;
    }
}

/// One look at everything. Files without findings are not spoken of, unless the client knows of findings in them.
async fn look(
    ticket: &Ticket,
    known: &BTreeMap<String, String>,
) -> Result<Vec<WorkspaceDocumentDiagnosticReport>> {
    let mut items = Vec::new();
    let mut seen = BTreeSet::new();
    let projects = ticket.analysis.projects().await;
    let found = work(move || projects.iter().flat_map(files).collect::<BTreeSet<_>>());
    for path in found.await? {
        let Some(uri) = Uri::from_file_path(&path) else {
            continue;
        };
        if ticket.documents.iter().any(|open| open.path == path) {
            // The client asks for open documents by themselves, and their text is not the one on the disk.
            seen.insert(uri.as_str().to_string());
            continue;
        }
        let known = known.get(uri.as_str());
        let report = match ticket.analysis.survey(path, known.cloned()).await {
            Surveyed::Unchanged => known.map(|id| unchanged(uri.clone(), id.clone())),
            Surveyed::Found(found) if found.is_empty() && known.is_none() => None,
            Surveyed::Found(found) => Some(full(uri.clone(), found)),
            Surveyed::Unreadable => continue,
        };
        seen.insert(uri.as_str().to_string());
        items.extend(report);
    }
    // Files that are gone, and those that a root took with it.
    let empty = diagnostics::result_id(&[]);
    for (uri, id) in known.iter().filter(|(uri, _)| !seen.contains(*uri)) {
        let Ok(uri) = uri.parse::<Uri>() else {
            continue;
        };
        items.push(if *id == empty {
            unchanged(uri, empty.clone())
        } else {
            full(uri, Vec::new())
        });
    }
    Ok(items)
}

/// The files to audit under a root, spelled as the root is: the client's way through a symbolic link stays as it is.
fn files((root, config): &(PathBuf, Config)) -> Vec<PathBuf> {
    let Ok(real) = root.canonicalize() else {
        return Vec::new();
    };
    let excluded = |path: &Path, folder| {
        path.strip_prefix(&real)
            .is_ok_and(|path| config.excludes(path, folder))
    };
    let found = discover::discover(std::slice::from_ref(&real), 1, &excluded)
        .files
        .into_iter();
    found
        .filter_map(|path| Some(root.join(path.strip_prefix(&real).ok()?)))
        .collect()
}

fn full(uri: Uri, items: Vec<Diagnostic>) -> WorkspaceDocumentDiagnosticReport {
    let result_id = Some(diagnostics::result_id(&items));
    let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id, items };
    WorkspaceFullDocumentDiagnosticReport {
        uri,
        version: None,
        full_document_diagnostic_report,
    }
    .into()
}

fn unchanged(uri: Uri, result_id: String) -> WorkspaceDocumentDiagnosticReport {
    let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
    WorkspaceUnchangedDocumentDiagnosticReport {
        uri,
        version: None,
        unchanged_document_diagnostic_report,
    }
    .into()
}
