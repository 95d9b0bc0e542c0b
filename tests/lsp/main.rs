//! The language server as editors see it: the real binary, over its standard input and output.
//!
//! In debug builds only: `src/lsp/rehearsal.rs` makes the analysis find, fail and dawdle on demand.
#![cfg(debug_assertions)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod clients;
mod diagnostics;
mod editor;
mod engine;
mod gate;
mod progress;
mod project;
mod settings;
mod wire;
