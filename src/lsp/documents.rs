//! The open documents and their revisions. Only the gate changes them; everyone else holds a snapshot.
//!
//! Text only: of a burst of edits the last state alone is parsed, by the analysis, off the thread that reads.

use super::convert;
use super::convert::Text;
use super::protocol::*;
use crate::project::discover;
use crate::syntax::{self, Language};
use crate::text::Encoding;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// One open document as it stood at one revision. Never changed: the next edit makes the next one.
#[derive(Clone, Debug)]
pub struct Open {
    /// Its name, spelled as the client spells it.
    pub uri: Uri,
    /// Its path, as far as it has one.
    pub path: PathBuf,
    /// The client's number for this state.
    pub version: i32,
    /// Our number for this state: greater than that of any earlier state of any document.
    pub revision: u64,
    /// What it is written in.
    pub language: &'static Language,
    /// What is written.
    pub text: Text,
    newest: Arc<AtomicU64>,
}

/// The revision of a closed document.
const CLOSED: u64 = u64::MAX;

impl Open {
    /// A file as it is on the disk; none where it is not a text in a language of ours, or not one to audit unasked.
    pub fn from_disk(path: &Path) -> Option<Open> {
        let language = syntax::by_path(path)?;
        let text = discover::read(path, false).ok()?;
        let uri = Uri::from_file_path(path)?;
        let newest = Arc::new(AtomicU64::new(0));
        let text = Text::new(text);
        Some(Open { uri, path: path.to_path_buf(), version: 0, revision: 0, language, text, newest })
    }

    /// False once the document was edited or closed since.
    pub fn is_current(&self) -> bool {
        self.newest.load(Ordering::Acquire) == self.revision
    }
}

/// All open documents. Cloning shares them, so a clone is a snapshot.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    open: BTreeMap<String, Arc<Open>>,
    revision: u64,
}

impl Documents {
    /// The document of that name.
    pub fn get(&self, uri: &Uri) -> Option<&Arc<Open>> {
        self.open.get(uri.as_str())
    }

    /// All of them, in order of name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Open>> {
        self.open.values()
    }

    /// Takes in a document; none where its language is not ours.
    pub fn open(&mut self, item: TextDocumentItem) -> Option<Arc<Open>> {
        let path = convert::path(&item.uri);
        let language = syntax::by_lsp_id(&item.language_id).or_else(|| syntax::by_path(&path))?;
        let text = Text::new(item.text);
        if let Some(before) = self.open.get(item.uri.as_str()) {
            before.newest.store(CLOSED, Ordering::Release);
        }
        let newest = Arc::new(AtomicU64::new(0));
        Some(self.put(Open { uri: item.uri, path, version: item.version, revision: 0, language, text, newest }))
    }

    /// Applies the changes of one notification, in order.
    ///
    /// # Errors
    /// A sentence for the log where the document is not open.
    pub fn change(
        &mut self,
        params: DidChangeTextDocumentParams,
        encoding: Encoding,
    ) -> std::result::Result<Arc<Open>, String> {
        let uri = &params.text_document.uri;
        let Some(open) = self.open.remove(uri.as_str()) else {
            return Err(format!("{} was changed but is not open", uri.as_str()));
        };
        let mut open = Arc::unwrap_or_clone(open);
        for change in params.content_changes {
            apply(&mut open.text, change, encoding);
        }
        open.version = params.text_document.version;
        Ok(self.put(open))
    }

    /// Lets go of a document.
    pub fn close(&mut self, uri: &Uri) -> Option<Arc<Open>> {
        let open = self.open.remove(uri.as_str())?;
        open.newest.store(CLOSED, Ordering::Release);
        Some(open)
    }

    fn put(&mut self, mut open: Open) -> Arc<Open> {
        self.revision += 1;
        open.revision = self.revision;
        open.newest.store(self.revision, Ordering::Release);
        let open = Arc::new(open);
        self.open.insert(open.uri.as_str().to_string(), open.clone());
        open
    }
}

/// Applies one change: of a range, or of the whole text where it names none.
fn apply(text: &mut Text, change: TextDocumentContentChangeEvent, encoding: Encoding) {
    let Some(range) = change.range else {
        *text = Text::new(change.text);
        return;
    };
    let span = text.span(range, encoding);
    if text.range(span, encoding) != range {
        tracing::warn!(?range, "a change outside the text; the nearest place inside is taken");
    }
    *text = text.replaced(span, &change.text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The protocol's own words, done the slow way: split into lines, count UTF-16 units, cut.
    fn naive(text: &str, range: Range, new: &str) -> String {
        let units: Vec<u16> = text.encode_utf16().collect();
        let offset = |position: Position| {
            let (mut line, mut at) = (0, 0);
            while line < position.line {
                match (units.get(at), units.get(at + 1)) {
                    (None, _) => return units.len(),
                    (Some(0x0d), Some(0x0a)) => (line, at) = (line + 1, at + 2),
                    (Some(0x0a | 0x0d), _) => (line, at) = (line + 1, at + 1),
                    _ => at += 1,
                }
            }
            let mut column = 0;
            while column < position.character && units.get(at).is_some_and(|unit| ![0x0a, 0x0d].contains(unit)) {
                (column, at) = (column + 1, at + 1);
            }
            let inside = units.get(at).is_some_and(|unit| (0xdc00..0xe000).contains(unit));
            if inside { at - 1 } else { at }
        };
        let (a, b) = (offset(range.start), offset(range.end));
        let (start, end) = (a.min(b), a.max(b));
        let head = units.get(..start).unwrap_or_default();
        let tail = units.get(end..).unwrap_or_default();
        String::from_utf16_lossy(head) + new + &String::from_utf16_lossy(tail)
    }

    fn uri() -> Uri {
        "file:///work/a.ts".parse().unwrap_or_else(|_| unreachable!("a fixed name"))
    }

    fn opened(text: &str) -> Documents {
        let mut documents = Documents::default();
        let item =
            TextDocumentItem { uri: uri(), language_id: "typescript".to_string(), version: 1, text: text.to_string() };
        assert!(documents.open(item).is_some());
        documents
    }

    fn changed(
        documents: &mut Documents,
        version: i32,
        range: Option<Range>,
        text: &str,
    ) -> std::result::Result<Arc<Open>, String> {
        let change = serde_json::json!({
            "textDocument": { "uri": uri(), "version": version },
            "contentChanges": [{ "range": range, "text": text }],
        });
        let params = serde_json::from_value(change).map_err(|error| error.to_string())?;
        documents.change(params, Encoding::Utf16)
    }

    fn any_text() -> impl Strategy<Value = String> {
        proptest::collection::vec(
            prop_oneof![
                "[a-c {}]",
                Just("\n".to_string()),
                Just("\r\n".to_string()),
                Just("\r".to_string()),
                Just("é".to_string()),
                Just("𝄞".to_string())
            ],
            0..12,
        )
        .prop_map(|parts| parts.concat())
    }

    fn any_range() -> impl Strategy<Value = Range> {
        (0..8u32, 0..8u32, 0..8u32, 0..8u32).prop_map(|(a, b, c, d)| Range {
            start: Position { line: a, character: b },
            end: Position { line: c, character: d },
        })
    }

    proptest! {
        #[test]
        fn edits_equal_the_naive_model(start in any_text(), edits in proptest::collection::vec((any_range(), any_text()), 1..12)) {
            let (mut documents, mut model) = (opened(&start), start);
            for (n, (range, new)) in edits.into_iter().enumerate() {
                model = naive(&model, range, &new);
                let open = changed(&mut documents, n as i32 + 2, Some(range), &new).map_err(TestCaseError::fail)?;
                prop_assert_eq!(open.text.as_str(), &model);
                prop_assert_eq!(open.text.lines().count(), crate::text::Lines::new(&model).count());
            }
        }
    }

    #[test]
    fn a_snapshot_keeps_its_text_and_knows_that_it_is_old() {
        let mut documents = opened("a");
        let Some(before) = documents.get(&uri()).cloned() else { unreachable!("just opened") };
        let after =
            changed(&mut documents, 2, None, "b").map(|open| (open.text.as_str().to_string(), open.is_current()));
        assert_eq!(after, Ok(("b".to_string(), true)));
        assert_eq!((before.text.as_str(), before.is_current()), ("a", false));
    }

    #[test]
    fn nothing_is_current_once_closed() {
        let mut documents = opened("a");
        let closed = documents.close(&uri());
        assert_eq!(closed.map(|open| open.is_current()), Some(false));
        assert!(changed(&mut documents, 2, None, "b").is_err());
    }
}
