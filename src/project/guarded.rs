//! What guards what: for each place the locks that its accesses hold, over all functions of a file.

use super::kin::Kin;
use super::program::Program;
use super::threads::{is_of_threads, locks, makes_lock};
use crate::facts::{Place, Root, Word};
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// How a place is accessed by all that is not start-up.
#[derive(Clone, Debug, Default, Hash)]
pub struct Accesses {
    /// Accesses without a lock.
    pub bare: u32,
    /// Writes without a lock.
    pub bare_writes: u32,
    /// How much they weigh: a write counts twice.
    pub bare_weight: u32,
    /// Accesses under some lock.
    pub locked: u32,
    /// How much they weigh.
    pub locked_weight: u32,
    /// Writes under some lock.
    pub locked_writes: u32,
    /// The unit and the acquisition of the lock that is held most often.
    pub lock: Option<(u32, u32)>,
}

/// The accesses of all places that objects and the module own.
#[derive(Debug, Default)]
pub struct Guarded {
    of: FxHashMap<Place, Accesses>,
}

impl Guarded {
    /// Counts them.
    pub fn new(program: &Program) -> Guarded {
        let mut guarded = Guarded::default();
        let mut seen: FxHashSet<(u32, Span, u32, u32)> = FxHashSet::default();
        let mut votes: FxHashMap<(Place, Place), u32> = FxHashMap::default();
        let locks = locks(program);
        for (at, unit) in (0..).zip(program.units.unnoted()) {
            let function = &unit.function;
            if function.is_startup
                || makes_lock(function, &locks)
                || function.is_test
                || function.is_exclusive
                || program.entries.only_at_startup(at)
            {
                continue;
            }
            let by_callers = program.held_by_callers(at);
            for (index, event) in (0..).zip(&function.events) {
                let Some(place) = function.place(event).filter(|place| place.exact) else { continue };
                if !matches!(event.word, Word::Read | Word::Write)
                    || !matches!(place.root, Root::Object(_) | Root::Module(_) | Root::Import(_))
                    || event.safe
                {
                    continue;
                }
                let lock = unit
                    .held()
                    .at(index)
                    .find(|acquired| function.event(*acquired).is_some_and(|event| is_of_threads(event.kind)));
                // What a callee does counts there; but what the object of a field does without a lock of its own, under the lock
                // of whoever has it, is guarded by that.
                let through = unit.via.get(&index);
                if through.is_some_and(|origin| lock.is_none() || !is_of_bare_object(program, place, *origin))
                    || !seen.insert((at, event.span, event.word as u32, event.place))
                {
                    continue;
                }
                let weight = if event.word == Word::Write { 2 } else { 1 };
                let known = guarded.of.entry(place.clone()).or_default();
                if lock.is_none() && by_callers.is_empty() {
                    known.bare += 1;
                    known.bare_writes += u32::from(event.word == Word::Write);
                    known.bare_weight += weight;
                    continue;
                }
                known.locked += 1;
                known.locked_weight += weight;
                known.locked_writes += u32::from(event.word == Word::Write);
                let Some((acquired, taken)) = lock.and_then(|at| Some((at, function.place(function.event(at)?)?)))
                else {
                    continue;
                };
                let count = votes.entry((place.clone(), taken.clone())).or_default();
                *count += 1;
                let best = known
                    .lock
                    .and_then(|(unit, event)| {
                        let function = &program.units.unnoted().get(unit as usize)?.function;
                        let taken = function.place(function.event(event)?)?.clone();
                        votes.get(&(place.clone(), taken)).copied()
                    })
                    .unwrap_or(0);
                if votes.get(&(place.clone(), taken.clone())).is_some_and(|count| *count > best) {
                    known.lock = Some((at, acquired));
                }
            }
        }
        guarded
    }

    /// How a place is accessed.
    pub fn accesses(&self, place: &Place) -> Option<&Accesses> {
        self.of.get(place)
    }

    /// True for a place that somebody accesses under a lock, or whose owner guards most of what it changes: a class made
    /// to be shared.
    pub fn is_shared(&self, place: &Place, kin: &Kin) -> bool {
        if self.accesses(place).is_some_and(|accesses| accesses.locked > 0) {
            return true;
        }
        let Root::Object(class) = place.root else { return false };
        let is_of = |place: &Place| matches!(place.root, Root::Object(of) if kin.are_related(of, class));
        let of_class = self.of.iter().filter(|(place, _)| is_of(place) && place.path.len() == 1);
        let changed = of_class.map(|(_, accesses)| accesses).filter(|of| of.locked_writes + of.bare_writes > 0);
        let (all, guarded) = changed.fold((0, 0), |(all, guarded), of| {
            let always = of.bare_writes == 0 && of.locked_writes > 0;
            (all + 1, guarded + u32::from(always || of.mostly_locked()))
        });
        guarded >= 2 && guarded * 2 >= all
    }
}

/// True for an event of a function of another file that holds no lock there, about the object that a field holds.
fn is_of_bare_object(program: &Program, place: &Place, (unit, event): (u32, u32)) -> bool {
    let callee = program.units.unnoted().get(unit as usize).filter(|_| unit >= program.own);
    place.path.len() > 1 && callee.is_some_and(|callee| callee.held().at(event).next().is_none())
}

impl Accesses {
    /// True where a lock is held at two of three accesses and more, at a write among them, or at every write and some
    /// read: whoever holds none forgot it.
    pub fn mostly_locked(&self) -> bool {
        let most = self.locked_weight >= 2 * self.bare_weight;
        let all_writes = self.locked_writes >= 2 && self.bare_writes == 0 && self.locked > self.locked_writes;
        self.locked >= 2 && self.locked_writes >= 1 && (most || all_writes)
    }
}
