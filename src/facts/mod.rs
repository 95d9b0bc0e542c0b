//! Facts: what each function of a file does, in a form that no language shows through.
//!
//! `facts.scm` of a language says what its nodes are ([`role`]); one walk ([`lower`]) turns the nodes of a function
//! into a tape of [`Event`]s over [`Place`]s and the [`Graph`] that control takes through them.

mod context;
mod declared;
mod event;
mod file;
mod function;
mod helpers;
mod inquiry;
mod lineage;
mod lower;
mod made;
mod name;
mod packed;
mod place;
mod role;
mod rows;
mod scopes;
mod shapes;
mod sql;
mod tape;
mod types;

pub use context::{Context, Global, ItemPlace, Link, MAIN, Outline, Sort};
pub use declared::{Declarations, Declared, declarations};
pub use event::{Decision, Event, Fate, Kind, Mode, NO_CALL, NO_PLACE, Stored, Word};
pub use file::{Facts, FileFacts, ItemFacts, Knowledge};
pub use function::{Call, ENTRY, EXIT, Function, Graph, NO_EVENT, Spawned, Spelled, THROW, Usage};
pub use inquiry::{Inquiry, Question};
pub use lineage::lineage;
pub use lower::{Source, lower};
pub use name::Name;
pub use packed::Packed;
pub use place::{Key, MAX_STEPS, Place, Root, SUPER};
pub use role::{Mark, Part, Region, Role};
pub use rows::Rows;
pub use scopes::{Found, Scopes};
pub use shapes::Shape;
pub use tape::print;
pub use types::{TypeKind, Types, dotted};
