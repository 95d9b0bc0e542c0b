//! Between byte spans and the lines and columns of the protocol.

use super::protocol::{Position, Range, Uri};
use crate::text::{self, Encoding, Lines, Span};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A text and its lines. Cloning shares both.
#[derive(Clone, Debug)]
pub struct Text {
    text: Arc<str>,
    lines: Arc<Lines>,
}

impl Text {
    /// Reads the lines of `text`.
    pub fn new(text: String) -> Text {
        let lines = Arc::new(Lines::new(&text));
        Text { text: text.into(), lines }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where its lines begin.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// The range of a span.
    pub fn range(&self, span: Span, encoding: Encoding) -> Range {
        Range { start: self.position(span.start, encoding), end: self.position(span.end, encoding) }
    }

    /// The position of a byte.
    pub fn position(&self, offset: u32, encoding: Encoding) -> Position {
        let at = self.lines.position(&self.text, offset, encoding);
        Position { line: at.line, character: at.column }
    }

    /// The byte at a position. A position outside the text is the nearest inside it.
    pub fn offset(&self, position: Position, encoding: Encoding) -> u32 {
        let place = text::Position { line: position.line, column: position.character };
        self.lines.offset(&self.text, place, encoding)
    }

    /// The span of a range; a reversed one is put in order.
    pub fn span(&self, range: Range, encoding: Encoding) -> Span {
        Span::new(self.offset(range.start, encoding), self.offset(range.end, encoding))
    }

    /// The text after one replacement.
    pub fn replaced(&self, span: Span, new: &str) -> Text {
        let before = self.text.get(..span.range().start).unwrap_or("");
        let after = self.text.get(span.range().end..).unwrap_or("");
        Text::new([before, new, after].concat())
    }
}

/// The path of a document: of a file its path, of anything else the last part of its name, so that an unsaved
/// buffer called `draft.ts` is known by its ending.
pub fn path(uri: &Uri) -> PathBuf {
    let path = uri.to_file_path().unwrap_or_default();
    if is_file(uri) {
        return if cfg!(windows) { drive(&path) } else { path.into_owned() };
    }
    PathBuf::from(path.file_name().unwrap_or_default())
}

/// The path with its drive in upper case: editors write `c:` and `C:` for the same one.
fn drive(path: &Path) -> PathBuf {
    let text = path.to_string_lossy();
    match text.split_once(':') {
        Some((drive, rest)) if drive.len() == 1 => PathBuf::from(format!("{}:{rest}", drive.to_ascii_uppercase())),
        _ => path.to_path_buf(),
    }
}

/// True for a document that lives on the disk.
pub fn is_file(uri: &Uri) -> bool {
    uri.scheme().as_str().eq_ignore_ascii_case("file")
}
