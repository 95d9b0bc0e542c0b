//! Flow: what a function does along its paths.
//!
//! [`Sentence`]s are the language of rules: events in order on one path, and what must not come between. [`search`]
//! finds the paths of a function for which a sentence holds; [`held`] says which locks are certainly held at an event.

mod by_place;
mod decide;
mod held;
mod search;
mod sentence;
mod words;

pub use by_place::ByPlace;
pub use decide::{assumed, decides, is_aside};
pub use held::{HeldLocks, held};
pub use search::{Leading, Path, Search, Tape, search};
pub use sentence::{ANY_PLACE, Act, Sentence, Step, WordTest};
pub use words::{Need, Spoken, Words};
