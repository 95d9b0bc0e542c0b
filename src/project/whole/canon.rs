//! Whose a place is, whatever the file calls it: `session.busy` where a session is imported, and `this.busy` in its class,
//! are one place if the project has one session.

use super::digest::Digest;
use super::index::Index;
use crate::facts::{Function, Name, Place, Root, Sort};
use crate::project::resolve::Target;
use smallvec::{SmallVec, smallvec};

/// Who has a place: a name at the top level of a file, or the objects of a class, by the file that declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// A name at the top level.
    Top(u32, Name),
    /// The objects of a class, or the class itself.
    Class(u32, Name),
}

/// The steps from an owner to a place.
pub type Steps = SmallVec<[Name; 3]>;

/// What belongs to an owner, as it is looked up: the first step from there, or [`WHOLE`].
pub type Part = (Owner, Name);

/// The step of a place that is its owner itself.
pub const WHOLE: Name = Name(0);

/// The part of an owner that a place is in.
pub fn part((owner, steps): &(Owner, Steps)) -> Part {
    (*owner, steps.first().copied().unwrap_or(WHOLE))
}

/// What a function of a file is of that file: a method of a class, or a name at the top level.
pub fn part_of(file: u32, function: &Function) -> Part {
    match function.class {
        Some(class) => (Owner::Class(file, class), function.name),
        None => (Owner::Top(file, function.name), WHOLE),
    }
}

/// A place without its last steps, those that lead on from its owner.
pub fn before(place: &Place, steps: &Steps) -> Place {
    let length = place.path.len().saturating_sub(steps.len());
    Place { root: place.root, path: place.path.iter().take(length).copied().collect(), exact: true }
}

/// So many files are asked for a name that is passed on from file to file.
const MAX_PASSES: usize = 64;

impl Index {
    /// Whose a place of a file is; none for one that no other file can mean. A place below a variable or field that holds an
    /// object is of that object's class, where it is the only one of it that anybody holds, or where `any` will do.
    pub(super) fn owner(&self, file: u32, place: &Place, any: bool) -> Option<(Owner, Steps)> {
        if !place.exact {
            return None;
        }
        let steps = place.path.as_slice();
        let (owner, rest) = match place.root {
            Root::Object(class) => (Owner::Class(file, class), steps),
            Root::Module(name) => (self.declared(file, name)?, steps),
            Root::Import(qualified) => match (self.imported(file, qualified)?, steps) {
                (Target { file, name: Some(name) }, steps) => (self.declared(file, name)?, steps),
                (Target { file, name: None }, [name, rest @ ..]) => (self.declared(file, *name)?, rest),
                (Target { name: None, .. }, []) => return None,
            },
            _ => return None,
        };
        Some(self.inward(owner, rest, any))
    }

    /// Goes on from an owner to the object that it holds, and from there to what that holds.
    fn inward(&self, mut owner: Owner, mut steps: &[Name], any: bool) -> (Owner, Steps) {
        for _ in 0..4 {
            if steps.is_empty() {
                break;
            }
            let held = match owner {
                Owner::Top(file, name) => self.class_of_global(file, name).map(|class| (class, steps)),
                Owner::Class(file, class) => match steps {
                    [field, rest @ ..] if !rest.is_empty() => {
                        self.class_of_field(file, class, *field).map(|class| (class, rest))
                    }
                    _ => None,
                },
            };
            match held {
                Some((class, rest)) if any || self.is_single(class) => (owner, steps) = (class, rest),
                _ => break,
            }
        }
        (owner, steps.iter().copied().collect())
    }

    /// Who declares what a file knows by a name at its top level. Files that take everything of each other are asked once.
    pub(super) fn declared(&self, file: u32, name: Name) -> Option<Owner> {
        let mut ahead: SmallVec<[(u32, Name); 8]> = smallvec![(file, name)];
        let mut seen: SmallVec<[(u32, Name); 8]> = SmallVec::new();
        while let Some((file, name)) = ahead.pop() {
            if seen.contains(&(file, name)) || seen.len() >= MAX_PASSES {
                continue;
            }
            seen.push((file, name));
            let Some(digest) = self.digest(file) else { continue };
            match digest.globals.get(&name) {
                Some((Sort::Class, _)) => return Some(Owner::Class(file, name)),
                Some(_) => return Some(Owner::Top(file, name)),
                None => {}
            }
            match self.known(file).locals.get(&name) {
                Some(Target { file: next, name: Some(next_name) }) => ahead.push((*next, *next_name)),
                Some(Target { name: None, .. }) => {}
                None => ahead.extend(self.known(file).stars.iter().rev().map(|next| (*next, name))),
            }
        }
        None
    }

    /// The class of the object that a variable at the top level holds.
    pub(super) fn class_of_global(&self, file: u32, name: Name) -> Option<Owner> {
        match self.digest(file)?.globals.get(&name)? {
            (Sort::Variable, path) => self.class_of(file, path),
            _ => None,
        }
    }

    /// The class of the object that a field holds.
    pub(super) fn class_of_field(&self, file: u32, class: Name, field: Name) -> Option<Owner> {
        self.class_of(file, self.digest(file)?.fields.get(&class.with(field))?)
    }

    /// The class that a type means in a file.
    pub(super) fn class_of(&self, file: u32, path: &str) -> Option<Owner> {
        if path.is_empty() {
            return None;
        }
        let digest: &Digest = self.digest(file)?;
        let owner = match digest.globals.get(&Name::of(path)) {
            Some((Sort::Class, _)) => Some(Owner::Class(file, Name::of(path))),
            _ => match self.imported(file, Name::of(path)) {
                Some(Target { file, name: Some(name) }) => self.declared(file, name),
                _ => {
                    // `models.User`, where `models` is a module.
                    let (module, name) = path.rsplit_once('.')?;
                    let Target { file, name: None } = self.imported(file, Name::of(module))? else { return None };
                    self.declared(file, Name::of(name))
                }
            },
        };
        owner.filter(|owner| matches!(owner, Owner::Class(..)))
    }
}
