//! The language server as editors see it: the real binary, over its standard input and output.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs
)]

mod clients;
mod diagnostics;
mod editor;
mod gate;
mod settings;
mod wire;
