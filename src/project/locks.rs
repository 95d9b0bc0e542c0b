//! The order in which locks are taken: for each pair of locks, who takes one while holding the other.
//!
//! Two activations that take the same two locks in opposite orders can each end up holding what the other waits for
//! (Havender 1968). Only places count that mean the same lock in every function: fields of an object, variables of the
//! module and of what surrounds it.

use super::program::Program;
use super::unit::Unit;
use crate::facts::{Mode, Place, Root, Word};
use rustc_hash::FxHashMap;

/// One lock taken while another is held.
#[derive(Clone, Debug)]
struct Nested {
    unit: u32,
    /// The acquisition that is in force, and how.
    held: (u32, Mode),
    /// The one that comes on top.
    taken: (u32, Mode),
    /// What else is held then.
    gates: Vec<Place>,
}

/// Who takes which lock while holding which: by the held one and the one on top.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    pairs: FxHashMap<(Place, Place), Vec<Nested>>,
}

/// True for a place that is the same lock wherever it is named.
fn is_common(place: &Place) -> bool {
    place.exact
        && match place.root {
            Root::Object(_) | Root::Import(_) | Root::Global(_) => !place.path.is_empty(),
            Root::Module(_) => true,
            _ => false,
        }
}

fn nested(at: u32, unit: &Unit, pairs: &mut FxHashMap<(Place, Place), Vec<Nested>>) {
    let function = &unit.function;
    for (index, event) in (0..).zip(&function.events) {
        if !matches!(event.word, Word::Acquire | Word::Pass) || event.mode == Mode::Open {
            continue;
        }
        let Some(taken) = function.place(event).filter(|place| is_common(place)) else { continue };
        let held: Vec<(u32, &Place)> = unit
            .held()
            .at(index)
            .filter_map(|acquired| Some((acquired, function.place(function.event(acquired)?)?)))
            .filter(|(_, place)| *place != taken)
            .collect();
        for (acquired, place) in held.iter().filter(|(_, place)| is_common(place)) {
            let mode = function.event(*acquired).map_or(Mode::Open, |event| event.mode);
            if mode == Mode::Open {
                continue;
            }
            let gates = held.iter().filter(|(_, gate)| gate != place).map(|(_, gate)| (*gate).clone()).collect();
            let one = Nested { unit: at, held: (*acquired, mode), taken: (index, event.mode), gates };
            pairs.entry(((*place).clone(), taken.clone())).or_default().push(one);
        }
    }
}

impl Program<'_> {
    fn orders(&self) -> &Orders {
        self.orders.get_or_init(|| {
            let mut pairs = FxHashMap::default();
            for (at, unit) in (0..).zip(self.units.unnoted()) {
                // Who has the object to himself takes its locks in any order.
                let nests = unit.spoken().all.has(Word::Acquire);
                if nests && !unit.function.is_exclusive && !unit.function.incomplete {
                    nested(at, unit, &mut pairs);
                }
            }
            Orders { pairs }
        })
    }

    /// Another activation that takes the locks of two acquisitions in the other order, with no lock held by both: its
    /// unit and the two events. Of the two orders the rarer is told, of two as rare the later.
    pub fn against(&self, unit: u32, first: u32, last: u32) -> Option<(u32, u32, u32)> {
        let function = &self.units.get(unit as usize)?.function;
        let place = |at: u32| function.place(function.event(at)?);
        let (held, taken) = (place(first)?.clone(), place(last)?.clone());
        let pairs = &self.orders().pairs;
        // Who else takes them is a question to all that speak of both.
        let others = self.sharing(&taken);
        for other in self.sharing(&held).iter().filter(|other| others.contains(other)) {
            self.units.get(*other as usize);
        }
        let own = pairs.get(&(held.clone(), taken.clone()))?;
        let this = own.iter().find(|one| one.unit == unit && one.held.0 == first && one.taken.0 == last)?;
        let theirs = pairs.get(&(taken, held))?;
        let units = |list: &[Nested]| {
            let mut units: Vec<u32> = list.iter().map(|one| one.unit).collect();
            units.dedup();
            (units.len(), list.first().map_or(0, |one| one.unit))
        };
        let ((ours, here), (others, there)) = (units(own), units(theirs));
        if ours > others || ours == others && here < there {
            return None;
        }
        let readers = |one: Mode, other: Mode| one == Mode::Shared && other == Mode::Shared;
        theirs
            .iter()
            .find(|that| {
                self.entries.overlap(unit, that.unit)
                    && !readers(this.held.1, that.taken.1)
                    && !readers(this.taken.1, that.held.1)
                    && !this.gates.iter().any(|gate| that.gates.contains(gate))
            })
            .map(|that| (that.unit, that.held.0, that.taken.0))
    }
}
