//! One place under several names, within a file: what a class has from another, and what an object holds of which there is one.
//!
//! `self.busy` in a class and in one that inherits from it are one field, and `self.queue.tracks` is what the methods of the queue's
//! class call `self.tracks`. Whose a place is says the index of the project; here is what that comes to in the words of one file.

use super::program::hash_of;
use crate::facts::{Call, Function, Name, Place, Root, SUPER};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// What the classes of a file are to each other, and to those of other files that it sees.
#[derive(Clone, Debug, Default)]
pub struct Kin {
    /// Fields that are known by another name, by the class that names them: that of the object that has them.
    pub homes: FxHashMap<(Name, Name), Place>,
    /// What holds an object of a class of the file: a variable of the module, or a field by its class and name.
    pub holders: FxHashMap<Holder, Name>,
    /// The classes and fields of objects of which somebody holds the only one.
    pub single: FxHashSet<(Name, Name)>,
    /// The same, by the class that has the field.
    pub common: FxHashSet<(Name, Name)>,
    /// Classes of the file and those by which they know some field that they inherit.
    pub alike: FxHashSet<(Name, Name)>,
    /// For each class those that it inherits from, in the order in which a name is looked up.
    pub above: FxHashMap<Name, Vec<Name>>,
    /// Classes of one family that no object is of both of, in order.
    pub strangers: FxHashSet<(Name, Name)>,
}

/// What holds an object: the root, and the field of it unless it is the root itself.
pub type Holder = (Root, Option<Name>);

/// Objects that are held by objects are followed so far.
const MAX_HELD: u32 = 4;

impl Kin {
    /// True where nothing is known by two names.
    pub fn is_empty(&self) -> bool {
        self.homes.is_empty() && self.holders.is_empty() && self.above.is_empty() && self.strangers.is_empty()
    }

    /// Notes a field that a class knows by another name.
    pub fn move_home(&mut self, class: Name, field: Name, home: Place) {
        if let (Root::Object(of), true) = (home.root, home.path.is_empty()) {
            self.alike.insert((class, of));
        }
        self.homes.insert((class, field), home);
    }

    /// Notes a field of the only object of a class that somebody holds. All homes are known by then.
    pub fn hold(&mut self, class: Name, field: Name) {
        let home = match self.homes.get(&(class, field)) {
            Some(Place { root: Root::Object(of), path, .. }) if path.is_empty() => *of,
            _ => class,
        };
        self.single.insert((class, field));
        self.common.insert((home, field));
    }

    /// A number that is another where something else is known.
    pub fn print(&self) -> u64 {
        fn sum<T: std::hash::Hash>(all: impl Iterator<Item = T>) -> u64 {
            all.map(hash_of).fold(0, u64::wrapping_add)
        }
        let (homes, holders, single) = (sum(self.homes.iter()), sum(self.holders.iter()), sum(self.single.iter()));
        hash_of((homes, holders, single, sum(self.above.iter()), sum(self.strangers.iter())))
    }

    /// The place as all know it.
    pub fn settle<'p>(&self, place: &'p Place) -> Cow<'p, Place> {
        let mut settled = self.inward(place, false);
        if let (Root::Object(class), Some(field)) = (settled.root, settled.path.first().copied())
            && let Some(home) = self.homes.get(&(class, field))
        {
            settled = Cow::Owned(join(home, &settled.path));
        }
        settled
    }

    /// Goes on to the object that a place leads through, and from there to what that holds; with `any` although there may be
    /// several of its class.
    fn inward<'p>(&self, place: &'p Place, any: bool) -> Cow<'p, Place> {
        let mut at = Cow::Borrowed(place);
        if self.holders.is_empty() {
            return at;
        }
        for _ in 0..MAX_HELD {
            let Some((holder, rest)) = leading(&at) else { break };
            let Some(field) = rest.first().filter(|_| at.exact) else { break };
            let held = self.holders.get(&holder).filter(|class| any || self.single.contains(&(**class, *field)));
            let Some(class) = held else { break };
            at = Cow::Owned(Place { root: Root::Object(*class), path: rest.iter().copied().collect(), exact: true });
        }
        at
    }

    /// What a call names, as a method of the class of the object.
    pub fn callee<'p>(&self, place: &'p Place) -> Cow<'p, Place> {
        self.inward(place, true)
    }

    /// All known classes that a class inherits from.
    pub fn above(&self, class: Name) -> &[Name] {
        self.above.get(&class).map_or(&[], Vec::as_slice)
    }

    /// The known classes that inherit from a class.
    pub fn heirs(&self, class: Name) -> impl Iterator<Item = Name> + '_ {
        self.above.iter().filter(move |(_, above)| above.contains(&class)).map(|(heir, _)| *heir)
    }

    /// True for classes one of which inherits from the other: `of` as places name it.
    pub(super) fn are_related(&self, class: Name, of: Name) -> bool {
        class == of
            || self.above(class).contains(&of)
            || self.above(of).contains(&class)
            || self.alike.contains(&(class, of))
    }

    /// True for methods of two classes of one family of which no object is of both: a place of the object is not the same place to them.
    pub fn are_apart(&self, place: &Place, one: &Function, other: &Function) -> bool {
        let (Root::Object(_), Some(one), Some(other)) = (place.root, one.class, other.class) else { return false };
        !self.strangers.is_empty() && self.strangers.contains(&(one.min(other), one.max(other)))
    }

    /// True for a place of an object of which somebody holds the only one.
    fn is_single(&self, place: &Place) -> bool {
        let (Root::Object(class), Some(field)) = (place.root, place.path.first()) else { return false };
        self.common.contains(&(class, *field))
    }

    /// The class to ask whether an object is shared, for a place that a function of a class speaks of: that of the function, where the
    /// object is its own or held by its own.
    pub fn asked(&self, function: &Function, place: &Place) -> Option<Name> {
        let (Root::Object(class), Some(own)) = (place.root, function.class) else { return None };
        let holds = |((holder, _), held): (&Holder, &Name)| {
            matches!(holder, Root::Object(of) if self.are_related(own, *of)) && self.are_related(*held, class)
        };
        (self.are_related(own, class) || self.holders.iter().any(holds)).then_some(own)
    }

    /// A place of a callee as its caller knows it; none where the caller cannot tell whose it is. What a function of another file
    /// names by a class of this one is its own object, or the only one.
    pub fn seen(
        &self,
        caller: &Function,
        (callee, foreign): (&Function, bool),
        call: Option<&Call>,
        place: &Place,
    ) -> Option<Place> {
        let Root::Object(class) = place.root else { return Some(place.clone()) };
        let of_one = |one: Option<Name>| one.zip(callee.class).is_some_and(|(one, other)| self.are_related(one, other));
        let Some(named) = call.and_then(|call| call.callee.as_ref()) else {
            return of_one(caller.class).then(|| place.clone());
        };
        match (named.root, named.path.as_slice()) {
            (Root::Object(_), [_]) => return Some(place.clone()),
            (Root::Object(_), [first, _]) if *first == SUPER => return Some(place.clone()),
            _ => {}
        }
        if self.is_single(place) || foreign && !callee.class.is_some_and(|own| self.are_related(own, class)) {
            return Some(place.clone());
        }
        // An object in a local is another one than that of the caller.
        if matches!(named.root, Root::Variable(..) | Root::Parameter(..) | Root::Value(_)) {
            return None;
        }
        let (_, receiver) = named.path.split_last()?;
        let receiver = Place { root: named.root, path: receiver.iter().copied().collect(), exact: named.exact };
        let held = self.settle(&receiver);
        if held.root == place.root && place.path.starts_with(&held.path) && !held.path.is_empty() {
            return Some(place.clone());
        }
        match leading(&receiver).is_some_and(|(holder, rest)| rest.is_empty() && self.holders.contains_key(&holder)) {
            // What a method does to its object is done to the one that is held there.
            true => callee.class.filter(|own| self.are_related(*own, class)).map(|_| join(&held, &place.path)),
            // `Class.method(…)`
            false => of_one(caller.class).then(|| place.clone()),
        }
    }

    /// A function with its places as all know them; none where it has them so.
    pub fn settled(&self, function: &Function) -> Option<Function> {
        if self.homes.is_empty() && self.single.is_empty() {
            return None;
        }
        let changes = |place: &Place| matches!(self.settle(place), Cow::Owned(_));
        if !function.places.iter().any(changes) {
            return None;
        }
        let mut made = function.clone();
        for place in &mut made.places {
            *place = self.settle(place).into_owned();
        }
        // Two names of one place are one place.
        let first: Vec<u32> = made
            .places
            .iter()
            .map(|place| made.places.iter().position(|known| known == place).unwrap_or_default() as u32)
            .collect();
        for event in &mut made.events {
            if let Some(place) = first.get(event.place as usize) {
                event.place = *place;
            }
        }
        Some(made)
    }
}

/// What may hold an object at the beginning of a place, and the steps from there.
fn leading(place: &Place) -> Option<(Holder, &[Name])> {
    match (place.root, place.path.split_first()) {
        (Root::Module(_), _) => Some(((place.root, None), &place.path)),
        (Root::Object(_), Some((field, rest))) => Some(((place.root, Some(*field)), rest)),
        _ => None,
    }
}

/// A place below another.
fn join(base: &Place, steps: &[Name]) -> Place {
    steps.iter().fold(base.clone(), |place, step| place.step(*step))
}
