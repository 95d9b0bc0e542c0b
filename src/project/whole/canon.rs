//! Whose a place is, whatever the file calls it: `session.busy` where a session is imported, and `this.busy` in its class,
//! are one place if the project has one session.

use super::abstracts::Abstract;
use super::digest::Digest;
use super::index::Index;
use crate::facts::{MAIN, Name, Place, Root, SUPER, Sort};
use crate::project::resolve::Target;
use rustc_hash::FxHashSet;
use smallvec::SmallVec;

/// Who has a place: a name at the top level of a file, or the objects of a class, by the file that declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// A name at the top level.
    Top(u32, Name),
    /// The objects of a class, or the class itself.
    Class(u32, Name),
}

/// The file of what no file declares: a table of a database is the same for all that name it.
pub const NO_FILE: u32 = u32::MAX;

/// The steps from an owner to a place.
pub type Steps = SmallVec<[Name; 3]>;

/// What belongs to an owner, as it is looked up: the first step from there, or [`WHOLE`].
pub type Part = (Owner, Name);

/// The step of a place that is its owner itself.
pub const WHOLE: Name = Name(0);

/// What a place means: its owner, and those of its steps that lead on from there, which are its last.
pub type Owned<'p> = (Owner, &'p [Name]);

/// The part of an owner that a place is in.
pub fn part((owner, steps): Owned) -> Part {
    (owner, steps.first().copied().unwrap_or(WHOLE))
}

/// A place without its last steps, those that lead on from its owner.
pub fn before(place: &Place, steps: &[Name]) -> Place {
    let length = place.path.len().saturating_sub(steps.len());
    // What a class inherits is of the same object.
    let path = place.path.iter().take(length).copied().filter(|step| *step != SUPER).collect();
    Place { root: place.root, path, exact: true }
}

/// What a name comes to.
enum Meaning {
    Declared(Owner),
    Module(u32),
}

/// Names that are passed on from file to file are followed so far.
const MAX_PASSES: u32 = 8;

/// So many files are asked for a name.
const MAX_ASKED: usize = 64;

/// The files that were asked for a name, each with what the name is there.
type Asked = SmallVec<[(u32, Name); 8]>;

impl Index {
    /// Whose a place of a file is; none for one that no other file can mean. A place below a variable or field that holds an
    /// object is of that object's class, where it is the only one of it that anybody holds, or where `any` will do.
    pub(super) fn owner<'p>(&self, file: u32, place: &'p Place, any: bool) -> Option<Owned<'p>> {
        if !place.exact {
            return None;
        }
        let (owner, rest) = self.origin(file, place.root, &place.path)?;
        let (owner, steps) = self.inward(owner, rest, any);
        Some((if any { owner } else { self.at_home(owner, steps) }, steps))
    }

    /// What a file calls by a place: a method where the class has it from, or what [`Index::owner`] says.
    pub(super) fn called<'p>(&self, file: u32, callee: &'p Place) -> Option<Owned<'p>> {
        let (owner, steps) = self.owner(file, callee, true)?;
        match (owner, self.method(owner, steps)) {
            (_, Some(home)) => Some((home, steps.get(steps.len() - 1..).unwrap_or(steps))),
            (Owner::Class(..), None) if steps.first() == Some(&SUPER) => None,
            _ => Some((owner, steps)),
        }
    }

    /// Who declares what some steps from the root of a place of a file lead through, and those that lead on from there.
    pub fn origin<'p>(&self, file: u32, root: Root, steps: &'p [Name]) -> Option<(Owner, &'p [Name])> {
        match root {
            // A method may stand apart from its class.
            Root::Object(class) => match self.declared(file, class) {
                Some(home @ Owner::Class(..)) => Some((home, steps)),
                _ => Some((Owner::Class(file, class), steps)),
            },
            Root::Module(name) => self.reach(Target { file, name: Some(name) }, steps),
            Root::Import(qualified) => self.reach(self.imported(file, qualified)?, steps),
            Root::Table(name) => Some((Owner::Top(NO_FILE, name), steps)),
            _ => None,
        }
    }

    /// Who declares what some steps from a name, or a module, lead through, and those that lead on from there.
    fn reach<'p>(&self, target: Target, steps: &'p [Name]) -> Option<(Owner, &'p [Name])> {
        self.reach_by(target, steps, &mut Vec::new())
    }

    /// The same, and by which files without a digest it is not known.
    pub(super) fn reach_by<'p>(
        &self,
        mut target: Target,
        mut steps: &'p [Name],
        missing: &mut Vec<u32>,
    ) -> Option<(Owner, &'p [Name])> {
        for _ in 0..MAX_PASSES {
            let Target { file, name } = target;
            let found = match name {
                Some(name) => self.follow_by(file, name, missing)?,
                // Of a module its names come next; or it is used as what it hands out as a whole.
                None => {
                    let inside = steps
                        .split_first()
                        .and_then(|(name, rest)| Some((self.follow_by(file, *name, missing)?, rest)));
                    match inside {
                        Some((found, rest)) => {
                            steps = rest;
                            found
                        }
                        None => self.follow_by(file, Name::of(MAIN), missing)?,
                    }
                }
            };
            match found {
                Meaning::Declared(owner) => return Some((owner, steps)),
                Meaning::Module(file) => target = Target { file, name: None },
            }
        }
        None
    }

    /// Goes on from an owner to the object that it holds, and from there to what that holds.
    fn inward<'p>(&self, mut owner: Owner, mut steps: &'p [Name], any: bool) -> Owned<'p> {
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
                Some((class, rest)) if any || rest.first().is_some_and(|field| self.is_single(class, *field)) => {
                    (owner, steps) = (class, rest);
                }
                _ => break,
            }
        }
        (owner, steps)
    }

    /// Who declares what a file knows by a name at its top level.
    pub fn declared(&self, file: u32, name: Name) -> Option<Owner> {
        self.declared_by(file, name, &mut Vec::new())
    }

    /// The same, and by which files without a digest it is not known.
    pub(super) fn declared_by(&self, file: u32, name: Name, missing: &mut Vec<u32>) -> Option<Owner> {
        match self.follow_by(file, name, missing)? {
            Meaning::Declared(owner) => Some(owner),
            Meaning::Module(_) => None,
        }
    }

    fn follow_by(&self, file: u32, name: Name, missing: &mut Vec<u32>) -> Option<Meaning> {
        let mut asked = Asked::new();
        let found = self.follow(file, name, &mut asked);
        missing.extend(asked.into_iter().map(|(file, _)| file).filter(|file| self.digest(*file).is_none()));
        found
    }

    /// What a name at the top level of a file stands for. Of files that take everything of each other each is asked once.
    fn follow(&self, file: u32, name: Name, asked: &mut Asked) -> Option<Meaning> {
        if asked.contains(&(file, name)) || asked.len() >= MAX_ASKED {
            return None;
        }
        asked.push((file, name));
        let Some(digest) = self.digest(file) else { return self.below(file, name).map(Meaning::Module) };
        let elsewhere = self.known(file).local(name);
        match digest.globals.get(&name) {
            // Where methods stand apart from a class, it comes from somewhere.
            Some((Sort::Class, _)) if elsewhere.is_some() => {}
            Some((Sort::Class, _)) => return Some(Meaning::Declared(Owner::Class(file, name))),
            Some(_) => return Some(Meaning::Declared(Owner::Top(file, name))),
            None => {}
        }
        let found = match elsewhere {
            Some(Target { file: next, name: Some(next_name) }) if (next, next_name) != (file, name) => {
                self.follow(next, next_name, asked)
            }
            Some(Target { file: next, name: None }) => Some(Meaning::Module(next)),
            _ => self.known(file).stars.iter().find_map(|next| self.follow(*next, name, asked)),
        };
        found.or_else(|| self.below(file, name).map(Meaning::Module))
    }

    /// What a function of a file is: a method of a class, or a name at the top level.
    pub(super) fn part_of(&self, file: u32, function: &Abstract) -> Part {
        match function.class {
            Some(class) => match self.declared(file, class) {
                Some(home @ Owner::Class(..)) => (home, function.name),
                _ => (Owner::Class(file, class), function.name),
            },
            None => (Owner::Top(file, function.name), WHOLE),
        }
    }

    /// True for a name at the top level of a file that holds a value.
    pub fn is_variable(&self, file: u32, name: Name) -> bool {
        self.digest(file).is_some_and(|digest| matches!(digest.globals.get(&name), Some((Sort::Variable, _))))
    }

    /// Of what a file imports, by its qualified name, what is a collection of another file. Of an object with methods of its own
    /// nobody knows what they do by their names.
    pub(super) fn variables(&self, file: u32) -> FxHashSet<Name> {
        let holds = |target: Target| match self.reach(target, &[]) {
            Some((Owner::Top(home, name), [])) => {
                self.is_variable(home, name) && self.digest(home).is_some_and(|digest| digest.empty.contains(&name))
            }
            _ => false,
        };
        // A module as a whole is none.
        self.imports(file)
            .filter(|(_, target)| target.name.is_some() && holds(*target))
            .map(|(qualified, _)| qualified)
            .collect()
    }

    /// The class of the object that a variable at the top level holds.
    pub fn class_of_global(&self, file: u32, name: Name) -> Option<Owner> {
        match self.digest(file)?.globals.get(&name)? {
            (Sort::Variable, path) => self.class_of(file, path),
            _ => None,
        }
    }

    /// The class of the object that a field holds, its own or one that it inherits.
    pub fn class_of_field(&self, file: u32, class: Name, field: Name) -> Option<Owner> {
        let of = |file: u32, class: Name| self.class_of(file, self.digest(file)?.fields.get(&class.with(field))?);
        let of_base = |base: &Owner| match base {
            Owner::Class(home, base) => of(*home, *base),
            Owner::Top(..) => None,
        };
        of(file, class).or_else(|| self.above(Owner::Class(file, class)).iter().find_map(of_base))
    }

    /// The class that a type means in a file.
    pub(super) fn class_of(&self, file: u32, path: &str) -> Option<Owner> {
        self.class_by(file, path, &mut Vec::new())
    }

    /// The same, and by which files without a digest it is not known.
    pub(super) fn class_by(&self, file: u32, path: &str, missing: &mut Vec<u32>) -> Option<Owner> {
        if path.is_empty() {
            return None;
        }
        let digest: &Digest = self.digest(file)?;
        let owner = match digest.globals.get(&Name::of(path)) {
            Some((Sort::Class, _)) => self.declared_by(file, Name::of(path), missing),
            _ => match self.imported(file, Name::of(path)) {
                Some(Target { file, name: Some(name) }) => self.declared_by(file, name, missing),
                _ => {
                    // `models.User`, where `models` is a module.
                    let (module, name) = path.rsplit_once('.')?;
                    let name = [Name::of(name)];
                    let (owner, rest) = self.reach_by(self.imported(file, Name::of(module))?, &name, missing)?;
                    Some(owner).filter(|_| rest.is_empty())
                }
            },
        };
        owner.filter(|owner| matches!(owner, Owner::Class(..)))
    }
}
