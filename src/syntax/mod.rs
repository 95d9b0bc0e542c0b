//! From text to flat trees and pattern matches.
//!
//! What flows: a [`Document`] holds a text and its tree; [`items()`] cuts the tree into items; [`flatten`] turns one
//! item into a [`Flat`], the pre-order array that everything above works on; [`Patterns`], compiled from the
//! `.scm` files that [`scm::read`] reads, run over it. Node names of grammars appear here and in `queries/` only.

pub mod allocator;
mod compile;
mod document;
mod flat;
mod flatten;
mod index;
mod items;
mod language;
mod looks;
mod matching;
mod mend;
mod patterns;
pub mod scm;
mod steps;
pub(crate) mod suggest;
pub mod vocabulary;

pub use document::Document;
pub use flat::{Flat, Kinds, NONE, Node, NodeIx};
pub use items::{Flattener, Item, flatten, for_each_item, items};
pub use language::{Language, LanguageId, Semantics, by_extension, by_id, by_lsp_id, by_path, languages};
pub use looks::LazyRegex;
pub use matching::{Capture, Work};
pub use patterns::{Aliases, Patterns};
