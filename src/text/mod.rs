//! Text and positions: byte spans, line tables in every position encoding, sorted disjoint edits.
//!
//! The lowest floor: it knows nothing of languages, files or protocols. Everything above speaks in byte
//! [`Span`]s; only [`Lines`] turns them into lines and columns.

mod edit;
mod lines;
mod span;

pub use edit::{Edit, Edits, Overlap};
pub use lines::{Encoding, Lines, Position};
pub use span::Span;
