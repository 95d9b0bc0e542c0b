//! Who is meant by the name of a call: methods by class and name, functions at the top of the file by name.

use super::unit::Unit;
use crate::facts::{Call, Name, Place, Root, Spawned};
use rustc_hash::FxHashMap;

/// Functions by the names that calls use.
pub(super) struct Names {
    members: FxHashMap<(Name, Name), u32>,
    top: FxHashMap<Name, u32>,
    /// Functions of other files, by the places that calls name.
    beyond: FxHashMap<Place, u32>,
}

impl Names {
    /// The names of the functions of a file, the first `own` of the units, and what names the others.
    pub fn new(units: &[Unit], own: u32, beyond: &[(Place, u32)]) -> Names {
        let beyond = beyond.iter().map(|(place, at)| (place.clone(), own + at)).collect();
        let mut names = Names { members: FxHashMap::default(), top: FxHashMap::default(), beyond };
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
        own.or_else(|| if self.beyond.is_empty() { None } else { self.beyond.get(place) }).copied()
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
            None => self.resolve(call.callee.as_ref()?),
        }
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
