//! Who is meant by the name of a call: methods by class and name, functions at the top of the file by name.

use super::kin::Kin;
use super::unit::Unit;
use crate::facts::{Call, Name, Place, Root, SUPER, Spawned};
use rustc_hash::FxHashMap;

/// Functions by the names that calls use.
pub(super) struct Names<'k> {
    kin: &'k Kin,
    members: FxHashMap<(Name, Name), u32>,
    top: FxHashMap<Name, u32>,
    /// Functions of other files, by the places that calls name.
    beyond: FxHashMap<Place, u32>,
}

impl Names<'_> {
    /// The names of the functions of a file, the first `own` of the units, and what names the others.
    pub fn new<'k>(units: &[Unit], own: u32, beyond: &[(Place, u32)], kin: &'k Kin) -> Names<'k> {
        let beyond = beyond.iter().map(|(place, at)| (place.clone(), own + at)).collect();
        let mut names = Names { kin, members: FxHashMap::default(), top: FxHashMap::default(), beyond };
        for (at, unit) in units.iter().take(own as usize).enumerate() {
            let function = &unit.function;
            if function.name == Name::of("") || function.parent.is_none_or(|parent| parent != 0) {
                continue;
            }
            match function.class {
                Some(class) => names.members.entry((class, function.name)).or_insert(at as u32),
                None => names.top.entry(function.name).or_insert(at as u32),
            };
        }
        names
    }

    /// The function that a place names.
    pub fn resolve(&self, place: &Place) -> Option<u32> {
        let own = match (place.root, place.path.as_slice()) {
            (Root::Object(class), [name]) => self.members.get(&(class, *name)),
            (Root::Module(name), []) => self.top.get(&name),
            // `Class.method(…)`, `Class::method(…)`.
            (Root::Module(class), [name]) => self.members.get(&(class, *name)),
            _ => None,
        };
        let beyond = || if self.beyond.is_empty() { None } else { self.beyond.get(place) };
        own.or_else(beyond).copied().or_else(|| self.method(place))
    }

    /// The method of a class of the file that a place names: of the object that somebody holds, of one that the class inherits from,
    /// or of the only one that inherits from it.
    fn method(&self, place: &Place) -> Option<u32> {
        if self.kin.is_empty() {
            return None;
        }
        let place = self.kin.callee(place);
        let (class, name, inherited) = match (place.root, place.path.as_slice()) {
            (Root::Object(class) | Root::Module(class), [name]) => (class, *name, false),
            (Root::Object(class), [first, name]) if *first == SUPER => (class, *name, true),
            _ => return None,
        };
        let of = |class: Name| self.members.get(&(class, name)).copied();
        if let Some(own) = Some(class).filter(|_| !inherited).and_then(of) {
            return Some(own);
        }
        let beyond = || self.beyond.get(&Place::root(Root::Object(class)).step(name)).copied();
        if let Some(found) = self.kin.above(class).iter().copied().find_map(of).or_else(beyond) {
            return Some(found);
        }
        let mut below: Vec<u32> = self.kin.heirs(class).filter(|_| !inherited).filter_map(of).collect();
        below.pop().filter(|_| below.is_empty())
    }

    /// The units that the calls of a unit run, by the index of the call.
    pub fn callees(&self, units: &[Unit], unit: u32) -> FxHashMap<u32, u32> {
        let Some(this) = units.get(unit as usize) else { return FxHashMap::default() };
        let mut callees = FxHashMap::default();
        for (index, call) in this.function.calls.iter().enumerate() {
            if let Some(callee) = self.callee(this, unit, call) {
                callees.insert(index as u32, callee);
            }
        }
        callees
    }

    fn callee(&self, this: &Unit, unit: u32, call: &Call) -> Option<u32> {
        match call.closure {
            Some(closure) => Some(unit - this.index + closure),
            None => {
                let place = call.callee.as_ref()?;
                self.resolve(place).or_else(|| self.of_local(call.of, place))
            }
        }
    }

    /// The method of the class of an object that has no name beyond the function.
    fn of_local(&self, class: Name, method: &Place) -> Option<u32> {
        let name = method.path.last().filter(|_| class != Name::default())?;
        // Of its own class, of another file's, or by one that inherits from such.
        let roots = [Root::Object(class), Root::Import(class), Root::Module(class)];
        roots.into_iter().find_map(|root| self.resolve(&Place::root(root).step(*name)))
    }

    /// The units that the spawns of a unit start, by the index among its spawned work.
    pub fn started(&self, units: &[Unit], unit: u32, callees: &[FxHashMap<u32, u32>]) -> FxHashMap<u32, u32> {
        let Some(this) = units.get(unit as usize) else { return FxHashMap::default() };
        let mut started = FxHashMap::default();
        for (index, work) in this.function.spawned.iter().enumerate() {
            let Spawned { call, place, closure, .. } = work;
            let target = match (closure, place) {
                (Some(closure), _) => Some(unit - this.index + closure),
                (None, Some(place)) => self.resolve(place),
                (None, None) => call.and_then(|call| callees.get(unit as usize)?.get(&call).copied()),
            };
            if let Some(target) = target {
                started.insert(index as u32, target);
            }
        }
        started
    }
}
