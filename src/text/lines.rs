//! From bytes to lines and columns and back, in the encodings that editors use.

use super::Span;

/// The unit in which a column counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: what an editor speaks unless it says otherwise.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

/// A place in a text: 0-based line, 0-based column in units of an [`Encoding`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// 0-based line.
    pub line: u32,
    /// 0-based column.
    pub column: u32,
}

/// The table of line starts of one text. `\n`, `\r\n` and a lone `\r` each end a line, as LSP has it.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    starts: Vec<u32>,
}

/// Where the lines of `text` begin.
fn starts(text: &str) -> impl Iterator<Item = u32> + '_ {
    let bytes = text.as_bytes();
    let first_of_pair = |at: &usize| bytes.get(*at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes).filter(move |at| !first_of_pair(at));
    std::iter::once(0).chain(ends.map(|at| at as u32 + 1))
}

impl Lines {
    /// Reads the line starts of `text`.
    pub fn new(text: &str) -> Lines {
        Lines { starts: starts(text).collect() }
    }

    /// The number of lines of `text`, without a table of them.
    pub fn count_of(text: &str) -> usize {
        starts(text).count()
    }

    /// Number of lines; an empty text has one.
    pub fn count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The 0-based line that holds the byte `offset`.
    pub fn line(&self, offset: u32) -> u32 {
        (self.starts.partition_point(|start| *start <= offset) as u32).saturating_sub(1)
    }

    /// The bytes of a 0-based line without its line end; empty past the last line.
    pub fn span(&self, text: &str, line: u32) -> Span {
        let end = text.len() as u32;
        let start = self.starts.get(line as usize).copied().unwrap_or(end);
        let next = self.starts.get(line as usize + 1).copied().unwrap_or(end);
        let whole = Span::new(start, next);
        let kept = whole.of(text).trim_end_matches(['\n', '\r']).len() as u32;
        Span::new(start, start + kept)
    }

    /// The place of the byte `offset`; an offset past the end is the end, one inside a character its start.
    pub fn position(&self, text: &str, offset: u32, encoding: Encoding) -> Position {
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line(offset as u32);
        let start = self.starts.get(line as usize).copied().unwrap_or(0) as usize;
        let before = text.get(start..offset).unwrap_or("");
        let column = match encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => before.encode_utf16().count(),
            Encoding::Utf32 => before.chars().count(),
        };
        Position { line, column: column as u32 }
    }

    /// The byte offset of a place. A column past the end of its line is the line's end, a line past the last is
    /// the end of the text, a column inside a character its start: no input of a client is an error.
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> u32 {
        if position.line >= self.count() {
            return text.len() as u32;
        }
        let line = self.span(text, position.line);
        let wanted = position.column as usize;
        let mut column = 0;
        for (at, c) in line.of(text).char_indices() {
            let width = match encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
                Encoding::Utf32 => 1,
            };
            if column + width > wanted {
                return line.start + at as u32;
            }
            column += width;
        }
        line.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_counts_once() {
        let text = "a\nb\r\nc\rd";
        let lines = Lines::new(text);
        assert_eq!(lines.count(), 4);
        assert_eq!((0..4).map(|n| lines.span(text, n).of(text)).collect::<Vec<_>>(), ["a", "b", "c", "d"]);
    }

    #[test]
    fn columns_count_in_the_encoding_asked_for() {
        let text = "x = \"é𝄞\"; y";
        let lines = Lines::new(text);
        let y = text.len() as u32 - 1;
        assert_eq!(lines.position(text, y, Encoding::Utf8).column, 14);
        assert_eq!(lines.position(text, y, Encoding::Utf16).column, 11);
        assert_eq!(lines.position(text, y, Encoding::Utf32).column, 10);
    }

    #[test]
    fn a_place_outside_the_text_is_its_end() {
        let text = "ab\ncd";
        let lines = Lines::new(text);
        assert_eq!(lines.offset(text, Position { line: 0, column: 99 }, Encoding::Utf16), 2);
        assert_eq!(lines.offset(text, Position { line: 9, column: 0 }, Encoding::Utf16), 5);
    }
}
