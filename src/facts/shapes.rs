//! Shapes: where a pattern matched that a rule reports by. They are found in the one pass of `facts.scm` and kept with
//! the facts of their item.

use crate::text::Span;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// One match of a pattern that reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// The index of the pattern among all of the language.
    pub pattern: u32,
    /// What it caught: the index of the capture, and the node in bytes of the item.
    pub captures: SmallVec<[(u16, Span); 4]>,
}

impl Shape {
    /// The first node that was caught under a capture.
    pub fn captured(&self, capture: u16) -> Option<Span> {
        self.captures.iter().find(|(known, _)| *known == capture).map(|(_, span)| *span)
    }
}
