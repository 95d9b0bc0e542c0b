//! The whole project: what each file says to the others, and what each sees of them.
//!
//! A file is audited by itself, with a [`View`] of the others beside it. What may be in a view is found in two steps: of
//! each file a [`Digest`] is kept, its functions with nothing in them but what matters beyond the file; an [`Index`] of all
//! digests knows what the names of one file mean in another. So an edit costs its own file, and those whose view it changes.

mod abstracts;
mod canon;
mod digest;
mod families;
mod index;
mod meant;
mod view;

pub use canon::Owner;
pub use digest::{Digest, Texts, digest};
pub use index::Index;
pub use view::View;
