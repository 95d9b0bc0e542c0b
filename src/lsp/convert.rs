//! Between byte spans and the lines and columns of the protocol.

use super::protocol::{Position, Range, Uri};
use crate::syntax::Document;
use crate::text::{self, Encoding, Lines, Span};
use std::path::PathBuf;

/// The range of a span.
pub fn range(document: &Document, span: Span, encoding: Encoding) -> Range {
    let place = |offset| {
        let at = document.lines().position(document.text(), offset, encoding);
        Position {
            line: at.line,
            character: at.column,
        }
    };
    Range {
        start: place(span.start),
        end: place(span.end),
    }
}

/// The byte at a position. A position outside the text is the nearest inside it.
pub fn offset(text: &str, lines: &Lines, position: Position, encoding: Encoding) -> u32 {
    let place = text::Position {
        line: position.line,
        column: position.character,
    };
    lines.offset(text, place, encoding)
}

/// The span of a range; a reversed one is put in order.
pub fn span(text: &str, lines: &Lines, range: Range, encoding: Encoding) -> Span {
    Span::new(
        offset(text, lines, range.start, encoding),
        offset(text, lines, range.end, encoding),
    )
}

/// True where a range lies within the text as it stands.
pub fn fits(text: &str, lines: &Lines, range: Range, encoding: Encoding) -> bool {
    [range.start, range.end].into_iter().all(|wanted| {
        let at = lines.position(text, offset(text, lines, wanted, encoding), encoding);
        at.line == wanted.line && at.column == wanted.character
    })
}

/// The path of a document: of a file its path, of anything else the last part of its name, so that an unsaved
/// buffer called `draft.ts` is known by its ending.
pub fn path(uri: &Uri) -> PathBuf {
    let path = uri.to_file_path().unwrap_or_default();
    if is_file(uri) {
        return path.into_owned();
    }
    PathBuf::from(path.file_name().unwrap_or_default())
}

/// True for a document that lives on the disk.
pub fn is_file(uri: &Uri) -> bool {
    uri.scheme().as_str().eq_ignore_ascii_case("file")
}
