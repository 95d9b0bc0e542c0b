//! The project: which files there are, how they are read, and what its `racelens.toml` says.
//!
//! The lowest floor that does I/O.

pub mod config;
pub mod discover;
mod entries;
mod guarded;
mod program;
mod splice;
mod threads;

pub use config::{Config, ConfigError};
pub use entries::{Entries, Entry, Times};
pub use guarded::{Accesses, Guarded};
pub use program::{Program, Unit};
pub use threads::{Evidence, Threads, is_of_threads};
