//! racelens finds concurrency hazards in TypeScript, JavaScript, Python and Rust, shows the interleaving that goes
//! wrong, and offers the fix. ARCHITECTURE.md is the map of this crate.

pub mod audit;
pub mod cli;
pub mod facts;
pub mod flow;
pub mod lsp;
pub mod map;
pub mod project;
pub mod report;
pub mod syntax;
pub mod text;
