//! Who inherits from whom, and to which class a field belongs that several of a family name.
//!
//! An object of a class has one field of a name, whichever of the classes that it is made of speaks of it. So the fields of that name
//! in a class and in all that it inherits from are one, and have one home: the topmost of these classes that names it.

use super::canon::{Owner, Part};
use super::digest::Digest;
use super::index::Index;
use crate::facts::{Name, SUPER, lineage};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use thin_vec::ThinVec;

/// The classes of a project that inherit from others that are known.
#[derive(Clone, Debug, Default)]
pub(super) struct Families {
    /// All that a class inherits from, in the order in which a name is looked up.
    above: FxHashMap<Owner, Vec<Owner>>,
    /// All that inherits from a class.
    below: FxHashMap<Owner, Vec<Owner>>,
    /// The home of a field, by the class that names it, where others name it, too.
    homes: FxHashMap<Part, Owner>,
    /// The classes that name such a field, by its home.
    sharers: FxHashMap<Part, SmallVec<[Owner; 4]>>,
}

impl Families {
    /// All that a class inherits from.
    pub fn above(&self, class: Owner) -> &[Owner] {
        self.above.get(&class).map_or(&[], Vec::as_slice)
    }

    /// All that inherits from a class.
    pub fn below(&self, class: Owner) -> &[Owner] {
        self.below.get(&class).map_or(&[], Vec::as_slice)
    }

    /// Whose a field is that methods of a class name.
    pub fn home(&self, class: Owner, field: Name) -> Owner {
        self.homes.get(&(class, field)).copied().unwrap_or(class)
    }

    /// All classes that name a field of that home; none where only that class does.
    pub fn sharers(&self, home: Owner, field: Name) -> &[Owner] {
        self.sharers.get(&(home, field)).map_or(&[], SmallVec::as_slice)
    }

    /// True for classes of one family of which no object is of both: a brother's method never has the same object. Each comes with
    /// all that it inherits from.
    pub fn are_strangers(&self, one: (Owner, &[Owner]), other: (Owner, &[Owner])) -> bool {
        // What inherits from both is among the heirs of either, and of some classes half a project are heirs.
        let (few, many) = match self.below(one.0).len() <= self.below(other.0).len() {
            true => (one.0, other.0),
            false => (other.0, one.0),
        };
        one.0 != other.0
            && one.1.iter().any(|base| other.1.contains(base))
            && !other.1.contains(&one.0)
            && !one.1.contains(&other.0)
            && !self.below(few).iter().any(|heir| self.above(*heir).contains(&many))
    }

    /// True where a class has known bases, or is one.
    pub fn knows(&self, class: Owner) -> bool {
        self.above.contains_key(&class) || self.below.contains_key(&class)
    }
}

/// For each field of a class the class it was joined with, up to its home.
#[derive(Default)]
struct Joined(FxHashMap<Part, Owner>);

impl Joined {
    fn home(&self, class: Owner, field: Name) -> Owner {
        let mut home = class;
        while let Some(next) = self.0.get(&(home, field)) {
            home = *next;
        }
        home
    }

    fn join(&mut self, lower: Owner, upper: Owner, field: Name) {
        let (lower, upper) = (self.home(lower, field), self.home(upper, field));
        if lower != upper {
            self.0.insert((lower, field), upper);
        }
    }
}

impl Index {
    /// Finds out who inherits from whom.
    pub(super) fn families(&self) -> Families {
        let mut bases: FxHashMap<Owner, SmallVec<[Owner; 2]>> = FxHashMap::default();
        let mut order: Vec<Owner> = Vec::new();
        for (file, digest) in self.all() {
            for (class, paths) in &digest.bases {
                let owner = Owner::Class(file, *class);
                let known: SmallVec<[Owner; 2]> =
                    paths.iter().filter_map(|path| self.class_of(file, path)).filter(|base| *base != owner).collect();
                if !known.is_empty() {
                    bases.insert(owner, known);
                    order.push(owner);
                }
            }
        }
        let mut families = Families::default();
        for class in &order {
            let above = lineage(*class, |class| bases.get(&class).into_iter().flatten().copied());
            for base in above.iter().filter(|_| !self.is_beside(*class)) {
                families.below.entry(*base).or_default().push(*class);
            }
            families.above.insert(*class, above);
        }
        let mut joined = Joined::default();
        let mut named: FxHashMap<Name, Owner> = FxHashMap::default();
        for class in &order {
            named.clear();
            // From the topmost down.
            let all = std::iter::once(class).chain(families.above(*class));
            for one in all.collect::<Vec<_>>().into_iter().rev() {
                for field in self.members_of(*one) {
                    match named.get(field) {
                        // What a test makes of two classes is one in the test.
                        Some(_) if self.is_beside(*class) && one != class => {}
                        Some(upper) => joined.join(*one, *upper, *field),
                        None => drop(named.insert(*field, *one)),
                    }
                }
            }
        }
        for (lower, field) in joined.0.keys() {
            let home = joined.home(*lower, *field);
            families.homes.insert((*lower, *field), home);
            if self.is_beside(*lower) {
                continue;
            }
            families.sharers.entry((home, *field)).or_insert_with(|| SmallVec::from_slice(&[home])).push(*lower);
        }
        families.sharers.values_mut().for_each(|sharers| sharers.sort_unstable());
        families
    }

    /// True for a class of a file that stands beside the project.
    fn is_beside(&self, class: Owner) -> bool {
        matches!(class, Owner::Class(file, _) if self.is_aside(file))
    }

    /// The fields that methods of a class name, where it is declared.
    pub(super) fn members_of(&self, class: Owner) -> &[Name] {
        self.listed(class, |digest| &digest.members)
    }

    /// True where a class itself has a method of that name, where it is declared.
    fn has_method(&self, class: Owner, name: Name) -> bool {
        self.has_function(class, name) || self.listed(class, |digest| &digest.methods).binary_search(&name).is_ok()
    }

    fn listed(&self, class: Owner, list: impl Fn(&Digest) -> &Vec<(Name, ThinVec<Name>)>) -> &[Name] {
        let Owner::Class(file, name) = class else { return &[] };
        let Some(digest) = self.digest(file) else { return &[] };
        let list = list(digest);
        let found = list.binary_search_by_key(&name, |(class, _)| *class);
        found.ok().and_then(|at| list.get(at)).map_or(&[], |(_, names)| names.as_slice())
    }

    /// True where a field, by class and name, is one of that class.
    pub(super) fn is_field(&self, file: u32, class: Name, field: Name) -> bool {
        self.members_of(Owner::Class(file, class)).iter().any(|member| class.with(*member) == field)
    }

    /// What belongs to the objects of a class, as it is known to all of its family.
    pub(super) fn at_home(&self, owner: Owner, steps: &[Name]) -> Owner {
        match (owner, steps.first()) {
            (Owner::Class(..), Some(field)) => self.kinship().home(owner, *field),
            _ => owner,
        }
    }

    /// Whose a field is that methods of a class name: one for all classes that an object is made of.
    pub fn home(&self, class: Owner, field: Name) -> Owner {
        self.kinship().home(class, field)
    }

    /// All known classes that a class inherits from, in the order in which a name is looked up.
    pub fn above(&self, class: Owner) -> &[Owner] {
        self.kinship().above(class)
    }

    /// All known classes that inherit from a class.
    pub fn heirs(&self, class: Owner) -> &[Owner] {
        self.kinship().below(class)
    }

    /// The class whose method, by the last of these steps, runs where one of that name is called on an object of a class: its own,
    /// or the first that it inherits; of one that it leaves to others the only one there is.
    pub(super) fn method(&self, class: Owner, steps: &[Name]) -> Option<Owner> {
        let (inherited, name) = match steps {
            [name] => (false, *name),
            [first, name] if *first == SUPER => (true, *name),
            _ => return None,
        };
        if !inherited && self.has_method(class, name) {
            return Some(class);
        }
        let known = |class: &&Owner| self.has_method(**class, name);
        if let Some(base) = self.above(class).iter().find(known) {
            return Some(*base);
        }
        let mut below = self.heirs(class).iter().filter(|_| !inherited).filter(known);
        let only = below.next()?;
        below.next().is_none().then_some(*only)
    }

    /// Classes all of whose fields of that name are one, each once: an object of any of them may be the one that has it.
    pub(super) fn sharing_field(&self, class: Owner, field: Name) -> impl Iterator<Item = Owner> + '_ {
        let home = self.home(class, field);
        let sharers = self.kinship().sharers(home, field);
        let all: FxHashSet<Owner> = sharers.iter().copied().chain([class]).collect();
        all.into_iter()
    }
}
