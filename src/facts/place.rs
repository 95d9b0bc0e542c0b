//! Places: storage that code reads, writes and locks.

use super::Name;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// Where an access path begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Root {
    /// A variable of the function at that index of the item's list: a local there, a capture in its closures.
    Variable(u32, Name),
    /// A parameter of the function at that index.
    Parameter(u32, Name),
    /// The object itself (`this`, `self`) of the class of that name; the empty name outside any class.
    Object(Name),
    /// A variable at the top level of the file.
    Module(Name),
    /// What an import brought into the file, by its qualified name.
    Import(Name),
    /// A name that nothing in the file declares.
    Global(Name),
    /// The variables of the process, which all its code and its children share.
    Environment,
    /// A file on disk, known by the text of its path.
    File(Name),
    /// A table of a database, which all who have the database share, by its name.
    Table(Name),
    /// An object that this activation loaded from a database, by the text that loads it.
    Row(Name),
    /// The value of an expression that is no place; equal texts are equal roots.
    Value(Name),
}

impl Root {
    /// The function that declares it, by its index, for a variable or parameter.
    pub fn declared_by(self) -> Option<u32> {
        match self {
            Root::Variable(owner, _) | Root::Parameter(owner, _) => Some(owner),
            _ => None,
        }
    }
}

/// Storage, as root and access path. A path of more than three steps is cut and no longer `exact`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Where the path begins.
    pub root: Root,
    /// The steps from there: field names, or subscripts as the name of their text in brackets.
    pub path: SmallVec<[Name; 3]>,
    /// False where steps were cut off: such a place is never the same as another.
    pub exact: bool,
}

/// The first step of what a class inherits, where it is asked for as such.
pub const SUPER: Name = Name::of("(super)");

/// The number of steps that a place keeps.
pub const MAX_STEPS: usize = 3;

impl Place {
    /// The place that a root alone names.
    pub fn root(root: Root) -> Place {
        Place { root, path: SmallVec::new(), exact: true }
    }

    /// This place and one step more.
    pub fn step(mut self, step: Name) -> Place {
        if self.path.len() < MAX_STEPS {
            self.path.push(step);
        } else {
            self.exact = false;
        }
        self
    }

    /// True where nobody but this activation of function `function` can reach it, as far as names show: its own
    /// variables and everything under its parameters.
    pub fn is_local_to(&self, function: u32) -> bool {
        match self.root {
            Root::Variable(owner, _) => owner == function,
            Root::Parameter(..) => true,
            _ => false,
        }
    }
}

/// Which entry of a collection an event touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key {
    /// The text of the key expression.
    pub text: Name,
    /// True for a literal: two different literals are two different entries.
    pub literal: bool,
    /// True for a key that this activation made itself, a new number or object: nobody else has the entry.
    pub own: bool,
    /// True where it stands for columns of a table: each bit of the text for some of them.
    pub columns: bool,
}

impl Key {
    /// True where the two may be one entry: equal texts, or at least one that is not spelled out. `None` stands for
    /// the whole collection and meets every entry.
    pub fn meets(one: Option<Key>, other: Option<Key>) -> bool {
        match (one, other) {
            (Some(a), Some(b)) if a.columns && b.columns => a.text.0 & b.text.0 != 0,
            (Some(a), Some(b)) => a.text == b.text || !(a.literal && b.literal),
            _ => true,
        }
    }
}
