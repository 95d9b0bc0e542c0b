//! The Shared State Map in an editor: of the workspace as a whole, and one row of it under the pointer.

use super::analysis::{Project, Verdict, audit};
use super::documents::Open;
use super::protocol::*;
use super::server::{Ticket, work};
use super::survey::files;
use crate::audit::{Auditor, Severity, is_test, whole};
use crate::map::{self, Map, Place, Sheet, draw, sharers, sheet};
use crate::project::discover::slashed;
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

/// The open documents by their paths.
type Opened = BTreeMap<PathBuf, Arc<Open>>;

fn opened(ticket: &Ticket) -> Opened {
    ticket.documents.iter().map(|open| (open.path.clone(), open.clone())).collect()
}

/// A root of the workspace, and what is open in the editor.
pub struct Surroundings {
    project: Project,
    opened: Opened,
}

/// What surrounds a document; none where it is below no root.
pub async fn surroundings(ticket: &Ticket, path: &Path) -> Option<Surroundings> {
    let projects = ticket.analysis.projects().await.into_iter();
    let around = projects.filter(|project| path.starts_with(&project.root));
    let project = around.max_by_key(|project| project.root.components().count())?;
    Some(Surroundings { project, opened: opened(ticket) })
}

/// The map of each root: `{"version": 1, "roots": [{"uri", "places": [...]}]}`, each place as `racelens map --format json`
/// has it. What is open is read from the editor, all else from the disk.
pub async fn map(ticket: &Ticket) -> Result<LSPAny> {
    let projects = ticket.analysis.projects().await;
    let opened = opened(ticket);
    work(move || {
        let of_root = |project| Surroundings { project, opened: opened.clone() }.map();
        let roots: Vec<LSPAny> = projects.into_iter().map(of_root).collect();
        serde_json::json!({ "version": 1, "roots": roots })
    })
    .await
}

impl Surroundings {
    fn map(&self) -> LSPAny {
        let Project { root, .. } = &self.project;
        let paths = files(&self.project);
        let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build();
        let sheets: Vec<Sheet> = match pool {
            Ok(pool) => pool.install(|| paths.par_iter().filter_map(|path| self.sheet(path)).collect()),
            Err(_) => Vec::new(),
        };
        let index = map::index(whole::resolver(root, &paths), &sheets);
        let Map { places } = draw(&sheets, &index, false);
        serde_json::json!({ "uri": Uri::from_file_path(root), "places": places })
    }

    fn sheet(&self, path: &Path) -> Option<Sheet> {
        let open = self.opened.get(path).cloned().or_else(|| Open::from_disk(path).map(Arc::new))?;
        let relative = path.strip_prefix(&self.project.root).ok()?;
        if is_test(relative) {
            return None;
        }
        let name = slashed(relative);
        let settings = self.project.settings(path)?;
        let document = Document::new(open.language, open.text.as_str().to_string());
        let view = self.project.view(&name);
        let mut auditor = Auditor::default();
        auditor.look_at(view.clone());
        let findings = audit(&mut auditor, &document, relative, &settings);
        Some(sheet(&name, &document, settings.catalogue().knowledge(open.language)?, &findings, &view))
    }
}

/// So many other files are read at most for a row of the map.
const MOST: usize = 48;

/// What the map says of the shared state that is named under the pointer, and where that stands.
pub fn row(verdict: &Verdict, around: Option<&Surroundings>, at: u32, markdown: bool) -> Option<(String, Span)> {
    let text = verdict.document.text();
    let span = word(text, at)?;
    let (path, settings) = verdict.seen.as_ref()?;
    let name = slashed(path);
    let knowledge = settings.catalogue().knowledge(verdict.document.language())?;
    let told: Vec<_> = verdict.findings.iter().filter(|finding| finding.severity > Severity::Off).cloned().collect();
    let mut sheets = vec![sheet(&name, &verdict.document, knowledge, &told, &verdict.view)];
    let line = verdict.document.lines().line(span.start) + 1;
    let alone = || map::index(whole::resolver(Path::new(""), std::slice::from_ref(path)), &[]);
    let known = around.and_then(|around| around.project.index.as_deref().cloned());
    let mut index = known.filter(|index| index.file(&name).is_some()).unwrap_or_else(alone);
    map::add(&mut index, &sheets);
    if let Some(around) = around {
        // Those that the index knows of, and what else is open.
        let own = around.project.root.join(path);
        let touching = sharers(sheets.first()?, &index, line, span.of(text)).into_iter().take(MOST);
        let touching = touching.filter_map(|file| Some(around.project.root.join(index.paths().get(file as usize)?)));
        let mut others: Vec<PathBuf> =
            touching.chain(around.opened.keys().cloned()).filter(|path| *path != own).collect();
        others.sort();
        others.dedup();
        sheets.extend(others.iter().filter_map(|path| around.sheet(path)));
        map::add(&mut index, &sheets);
    }
    let map = draw(&sheets, &index, false);
    let place = map.places.iter().find(|place| is_it(place, span.of(text), &name, line))?;
    Some((report::map_row(place, markdown), span))
}

/// True where a place is called so, and is declared or touched on that line of a file.
fn is_it(place: &Place, word: &str, path: &str, line: u32) -> bool {
    fn bare(name: &str) -> &str {
        name.rsplit('.').next().unwrap_or(name).trim_start_matches(['_', '#'])
    }
    let declared = place.declared.iter().map(|spot| (spot.path.as_str(), spot.line));
    let touched = place.writes.iter().chain(&place.reads).map(|access| (access.path.as_str(), access.line));
    bare(&place.place) == bare(word) && declared.chain(touched).any(|known| known == (path, line))
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
