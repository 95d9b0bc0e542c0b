//! Edits of a text: disjoint replacements in order of position.

use super::Span;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One replacement: the bytes under `span` become `text`. An empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What is replaced, in bytes of the text before any edit.
    pub span: Span,
    /// What takes its place.
    pub text: String,
}

/// A set of edits of one text, sorted and disjoint by construction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edits(Vec<Edit>);

/// Two edits claim the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap(
    /// Where the second of the two begins.
    pub u32,
);

impl fmt::Display for Overlap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "two edits overlap at byte {}", self.0)
    }
}

impl std::error::Error for Overlap {}

impl Edits {
    /// Sorts the edits by position. Insertions at one place keep the order in which they were given; equal
    /// edits collapse into one.
    ///
    /// # Errors
    /// [`Overlap`] where two different edits touch the same bytes.
    pub fn new(mut edits: Vec<Edit>) -> Result<Edits, Overlap> {
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        edits.dedup();
        for (before, after) in edits.iter().zip(edits.iter().skip(1)) {
            if after.span.start < before.span.end {
                return Err(Overlap(after.span.start));
            }
        }
        Ok(Edits(edits))
    }

    /// The edits in order of position.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Edit> + ExactSizeIterator {
        self.0.iter()
    }

    /// True where nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True where one of these edits touches bytes that one of `other` touches.
    pub fn meets(&self, other: &Edits) -> bool {
        self.0.iter().any(|mine| other.0.iter().any(|theirs| mine.span.meets(theirs.span)))
    }

    /// The text after all edits; a span outside the text changes nothing.
    pub fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for edit in &self.0 {
            let range = edit.span.range();
            let Some(kept) = text.get(from..range.start) else { continue };
            if text.get(range.clone()).is_none() {
                continue;
            }
            out.push_str(kept);
            out.push_str(&edit.text);
            from = range.end;
        }
        out.push_str(text.get(from..).unwrap_or(""));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: u32, end: u32, text: &str) -> Edit {
        Edit { span: Span::new(start, end), text: text.to_string() }
    }

    #[test]
    fn edits_apply_in_order_of_position() {
        let edits = Edits::new(vec![edit(4, 5, "E"), edit(0, 1, "A"), edit(2, 2, "+")]);
        assert_eq!(edits.map(|edits| edits.apply("abcdef")), Ok("Ab+cdEf".to_string()));
    }

    #[test]
    fn overlapping_edits_are_refused() {
        assert_eq!(Edits::new(vec![edit(0, 3, "x"), edit(2, 4, "y")]), Err(Overlap(2)));
    }

    #[test]
    fn equal_edits_collapse() {
        let edits = Edits::new(vec![edit(0, 0, "x"), edit(0, 0, "x")]);
        assert_eq!(edits.map(|edits| edits.apply("a")), Ok("xa".to_string()));
    }
}
