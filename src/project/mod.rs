//! The project: which files there are, how they are read, and what its `racelens.toml` says.
//!
//! The lowest floor that does I/O.

mod aside;
mod asked;
pub mod cache;
pub mod config;
pub mod discover;
mod entries;
mod flights;
pub mod git;
mod guarded;
mod kin;
mod locks;
mod names;
mod past;
mod program;
mod regions;
mod resolve;
mod splice;
mod threads;
mod unit;
mod weave;
mod whole;
pub mod write;

pub use aside::{called, is_test, is_test_below};
pub use asked::Question;
pub use cache::Cache;
pub use config::{Config, ConfigError};
pub use entries::{Entries, Entry, Times};
pub use flights::turn_of;
pub use guarded::{Accesses, Guarded};
pub use kin::Kin;
pub use past::Past;
pub use program::Program;
pub use regions::is_in;
pub use resolve::{Resolver, Target};
pub use threads::{Evidence, Threads, is_of_threads};
pub use unit::{Links, Strand, Unit, Units};
pub use whole::{Digest, Index, Owner, Texts, View, digest};
