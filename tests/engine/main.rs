//! The engine as a whole: edit by edit it says what it would say from scratch, on every thread the same, and no text
//! makes it panic or dawdle.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod edits;
mod fixes;
mod in_tests;
mod packed;
mod projects;
mod robust;
mod seen;
mod sources;
mod stars;
mod threads;
mod told;
