//! The project: which files there are, how they are read, and what its `racelens.toml` says.
//!
//! The lowest floor that does I/O.

pub mod config;
pub mod discover;
mod entries;
mod locks;
mod program;
mod splice;

pub use config::{Config, ConfigError};
pub use entries::{Entries, Entry, Times};
pub use program::{Program, Unit};
