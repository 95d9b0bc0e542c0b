//! The Shared State Map in an editor: of the workspace as a whole, and one row of it under the pointer.

use super::analysis::{Verdict, audit};
use super::documents::Open;
use super::protocol::*;
use super::server::{Ticket, work};
use super::survey::files;
use crate::audit::{Auditor, Severity, is_test};
use crate::map::{Map, Place, Sheet, draw, sheet};
use crate::project::Config;
use crate::report;
use crate::syntax::Document;
use crate::text::Span;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The command that asks for the map of the workspace.
pub const COMMAND: &str = "racelens.server.map";

/// Deep trees are walked by recursion.
const STACK: usize = 16 << 20;

/// The map of each root: `{"version": 1, "roots": [{"uri", "places": [...]}]}`, each place as `racelens map --format json`
/// has it. What is open is read from the editor, all else from the disk.
pub async fn map(ticket: &Ticket) -> Result<LSPAny> {
    let projects = ticket.analysis.projects().await;
    let open: BTreeMap<PathBuf, Arc<Open>> =
        ticket.documents.iter().map(|open| (open.path.clone(), open.clone())).collect();
    work(move || {
        let roots: Vec<LSPAny> = projects.iter().map(|project| of_root(project, &open)).collect();
        serde_json::json!({ "version": 1, "roots": roots })
    })
    .await
}

fn of_root(project: &(PathBuf, Config), open: &BTreeMap<PathBuf, Arc<Open>>) -> LSPAny {
    let (root, config) = project;
    let read = |path: &PathBuf| {
        let open = open.get(path).cloned().or_else(|| Open::from_disk(path).map(Arc::new))?;
        sheet_of(root, config, &open)
    };
    let paths = files(project);
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build();
    let sheets: Vec<Sheet> = match pool {
        Ok(pool) => pool.install(|| paths.par_iter().filter_map(read).collect()),
        Err(_) => Vec::new(),
    };
    let Map { places } = draw(&sheets, false);
    serde_json::json!({ "uri": Uri::from_file_path(root), "places": places })
}

fn sheet_of(root: &Path, config: &Config, open: &Open) -> Option<Sheet> {
    let relative = open.path.strip_prefix(root).ok()?;
    let settings = config.settings_for(&open.path);
    if is_test(relative) {
        return None;
    }
    let document = Document::new(open.language, open.text.as_str().to_string());
    let findings = audit(&mut Auditor::default(), &document, relative, &settings);
    let name = relative.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    Some(sheet(&name, &document, settings.catalogue().knowledge(open.language)?, &findings))
}

/// What the map of a file says of the shared state that is named under the pointer, and where that stands.
pub fn row(verdict: &Verdict, at: u32, markdown: bool) -> Option<(String, Span)> {
    let text = verdict.document.text();
    let span = word(text, at)?;
    let (path, settings) = verdict.seen.as_ref()?;
    let name = path.to_string_lossy();
    let knowledge = settings.catalogue().knowledge(verdict.document.language())?;
    let told: Vec<_> = verdict.findings.iter().filter(|finding| finding.severity > Severity::Off).cloned().collect();
    let map = draw(&[sheet(&name, &verdict.document, knowledge, &told)], false);
    let line = verdict.document.lines().line(span.start) + 1;
    let place = map.places.iter().find(|place| is_it(place, span.of(text), line))?;
    Some((report::map_row(place, markdown), span))
}

/// True where a place is called so, and is declared or touched on that line.
fn is_it(place: &Place, word: &str, line: u32) -> bool {
    fn bare(name: &str) -> &str {
        name.rsplit('.').next().unwrap_or(name).trim_start_matches(['_', '#'])
    }
    let declared = place.declared.iter().map(|spot| spot.line);
    let touched = place.writes.iter().chain(&place.reads).map(|access| access.line);
    bare(&place.place) == bare(word) && declared.chain(touched).any(|known| known == line)
}

/// The identifier at an offset.
fn word(text: &str, at: u32) -> Option<Span> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '#');
    let (before, after) = (text.get(..at as usize)?, text.get(at as usize..)?);
    let start =
        before.char_indices().rev().take_while(|(_, c)| part(*c)).last().map_or(at as usize, |(start, _)| start);
    let length = after.find(|c| !part(c)).unwrap_or(after.len());
    let span = Span::new(start as u32, at + length as u32);
    (!span.is_empty()).then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_from_within_and_from_its_ends() {
        let text = "this.busy = #x;";
        let at = |offset: u32| word(text, offset).map(|span| span.of(text));
        assert_eq!([at(5), at(7), at(9)], [Some("busy"); 3]);
        assert_eq!(at(12), Some("#x"));
        assert_eq!(at(10), None);
        assert_eq!(at(99), None);
    }
}
