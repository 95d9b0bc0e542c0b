//! Functions that hand out the guard of a lock: who calls one takes the lock.

use super::context::{ItemPlace, class_around};
use super::role::{Mark, Part, Region, Role};
use super::rows::Rows;
use super::{Kind, Mode, Name, Word};
use crate::syntax::{Flat, NodeIx};
use serde::{Deserialize, Serialize};

/// What a function takes whose value is a guard.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Helper {
    /// The lock, as a path of names, without the object of a method.
    pub path: Vec<Name>,
    /// How it is taken.
    pub mode: Mode,
    /// It is waited for by suspending.
    pub suspends: bool,
}

/// The helper at a function that is marked as one, under the name of its class and its own.
pub fn helper(flat: &Flat, text: &str, rows: &Rows, node: NodeIx, place: &ItemPlace) -> Option<(Name, Helper)> {
    let name = rows.of_region(node, Region::Function, Part::Name)?;
    let class = class_around(flat, text, rows, node, place);
    let mut found: Option<Helper> = None;
    for at in node..flat.node(node).next {
        for (role, row) in rows.roles(at) {
            let Role::Event(Word::Acquire, kind) = role else { continue };
            let Some(lock) = rows.part(row, Part::Lock) else { continue };
            let this = taken(flat, text, rows, lock, class, kind)?;
            match &mut found {
                // Of two locks nobody knows which is handed out.
                Some(known) if known.path != this.path => return None,
                Some(known) => known.suspends |= this.suspends,
                None => found = Some(this),
            }
        }
    }
    found.map(|found| (class.with(Name::of(flat.text(name, text))), found))
}

/// A lock that is a field of the method's object, or a variable of the module.
fn taken(flat: &Flat, text: &str, rows: &Rows, lock: NodeIx, class: Name, kind: Kind) -> Option<Helper> {
    let mode = match (rows.is(lock, Mark::Alone), rows.is(lock, Mark::Shared)) {
        (true, _) => Mode::Alone,
        (_, true) => Mode::Shared,
        _ => Mode::Open,
    };
    let mut path = Vec::new();
    let mut at = lock;
    while let Some(step) = rows.of_region(at, Region::Place, Part::Step) {
        path.push(Name::of(flat.text(step, text)));
        at = rows.of_region(at, Region::Place, Part::Base)?;
    }
    let own = rows.is(at, Mark::SelfRoot);
    if !own && (class != Name::of("") || !rows.is(at, Mark::Root)) {
        return None;
    }
    if !own {
        path.push(Name::of(flat.text(at, text)));
    }
    path.reverse();
    (!path.is_empty()).then_some(Helper { path, mode, suspends: kind == Kind::Async })
}
