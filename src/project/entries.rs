//! Entry points: from where a function may be running, and so which functions may run at the same time.
//!
//! Roots are what the outside calls: public functions and methods, spawned work, callbacks. A function runs under
//! every root that reaches it through calls. Two functions may run at the same time if they have different roots, or
//! share one that many activations may be in.

use super::asked::{Log, Question};
use super::unit::Unit;
use crate::facts::{Event, Function, Kind, Spawned, Usage, Word};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use std::rc::Rc;

/// One way into the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The unit that is entered.
    pub unit: u32,
    /// How often.
    pub times: Times,
}

/// How often an entry is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Times {
    /// While the program starts, before anything else runs, or in a test.
    Startup,
    /// By one activation at a time.
    Once,
    /// By as many activations as please.
    Many,
}

/// For each unit, the entries that lead to it.
#[derive(Debug)]
pub struct Entries {
    of: Vec<SmallVec<[Entry; 2]>>,
    log: Rc<Log>,
}

/// A unit is followed from no more entries than this; more say nothing new.
const MAX_ENTRIES: usize = 6;

/// Finds the entries of every unit.
pub fn entries(
    units: &[Unit],
    callees: &[FxHashMap<u32, u32>],
    started: &[FxHashMap<u32, u32>],
    log: Rc<Log>,
) -> Entries {
    let mut called = vec![false; units.len()];
    for callees in callees {
        for callee in callees.values() {
            if let Some(known) = called.get_mut(*callee as usize) {
                *known = true;
            }
        }
    }
    let rounds = rounds(units, callees, started);
    let goes_round = |unit: u32| rounds.contains(&unit);
    let mut of: Vec<SmallVec<[Entry; 2]>> = vec![SmallVec::new(); units.len()];
    let mut queue = Vec::new();
    let mut enter = |of: &mut Vec<SmallVec<[Entry; 2]>>, unit: u32, times: Times| {
        let entry = Entry { unit, times };
        if let Some(list) = of.get_mut(unit as usize)
            && !list.contains(&entry)
        {
            list.push(entry);
            queue.push((unit, entry));
        }
    };
    for (at, unit) in units.iter().enumerate() {
        let function = &unit.function;
        let at = at as u32;
        if function.is_startup || function.is_test {
            enter(&mut of, at, Times::Startup);
            continue;
        }
        if function.is_serialized {
            enter(&mut of, at, Times::Once);
            continue;
        }
        let uncalled = !called.get(at as usize).copied().unwrap_or(false);
        match function.usage {
            Usage::Inline => {}
            Usage::Spawned if goes_round(at) => enter(&mut of, at, Times::Once),
            Usage::Parallel | Usage::Spawned | Usage::Escapes | Usage::Lent => enter(&mut of, at, Times::Many),
            Usage::SpawnedOnce => enter(&mut of, at, Times::Once),
            Usage::Declared if unit.is_open => enter(&mut of, at, Times::Many),
            Usage::Declared if uncalled => enter(&mut of, at, Times::Many),
            Usage::Declared => {}
        }
    }
    // Calls, and closures that run where they stand, carry every entry of the caller on; work that is started is
    // entered anew.
    while let Some((unit, entry)) = queue.pop() {
        let Some(this) = units.get(unit as usize) else { continue };
        let mut next: SmallVec<[(u32, Entry); 8]> = SmallVec::new();
        for (call, callee) in callees.get(unit as usize).into_iter().flatten() {
            if !this.function.calls.get(*call as usize).is_some_and(|call| call.spawned) {
                let entry = if goes_round(*callee) { Entry { unit: *callee, times: Times::Once } } else { entry };
                next.push((*callee, entry));
            }
        }
        for (closure, _) in &this.function.closures {
            let inner = unit - this.index + closure;
            if units.get(inner as usize).is_some_and(|inner| inner.function.usage == Usage::Inline) {
                next.push((inner, entry));
            }
        }
        for (index, target) in started.get(unit as usize).into_iter().flatten() {
            let Some(work) = this.function.spawned.get(*index as usize) else { continue };
            let times = if goes_round(*target) { Times::Once } else { times(work, entry.times) };
            next.push((*target, Entry { unit: *target, times }));
        }
        for (callee, entry) in next {
            let Some(list) = of.get_mut(callee as usize) else { continue };
            // What starts the program, or takes its turns by itself, is nobody else's part.
            let alone = |unit: &Unit| unit.function.is_startup || unit.function.is_serialized;
            if units.get(callee as usize).is_some_and(alone) || list.contains(&entry) || list.len() >= MAX_ENTRIES {
                continue;
            }
            list.push(entry);
            queue.push((callee, entry));
        }
    }
    Entries { of, log }
}

/// The units that set the timer for their own next round when they are done, by themselves or in what they call: they go
/// one round at a time, and whoever starts them does so once, since a second start would go on beside the first for ever.
fn rounds(units: &[Unit], callees: &[FxHashMap<u32, u32>], started: &[FxHashMap<u32, u32>]) -> FxHashSet<u32> {
    let mut rounds = FxHashSet::default();
    for (at, unit) in (0u32..).zip(units) {
        let function = &unit.function;
        for (index, target) in started.get(at as usize).into_iter().flatten() {
            let Some(work) = function.spawned.get(*index as usize) else { continue };
            let calls = |from: u32| callees.get(from as usize).into_iter().flat_map(|callees| callees.values());
            let comes_back = *target == at || calls(*target).any(|callee| *callee == at);
            if work.kind == Kind::Timer && !work.many && comes_back && is_last(function, work.event) {
                rounds.insert(*target);
            }
        }
    }
    rounds
}

/// True where the task does not give way any more after an event. Callbacks of promises, which have no text of their own to
/// wait at, are no part of the round.
fn is_last(function: &Function, event: u32) -> bool {
    let graph = &function.graph;
    let waits = |event: &Event| event.word == Word::Suspend && !event.span.is_empty();
    let mut queue: Vec<u32> = graph.point_of(event).into_iter().collect();
    let mut seen = vec![false; graph.len()];
    while let Some(point) = queue.pop() {
        let Some(known) = seen.get_mut(point as usize) else { continue };
        if !std::mem::replace(known, true) {
            if graph.event(point).and_then(|at| function.event(at)).is_some_and(waits) {
                return false;
            }
            queue.extend(graph.next(point));
        }
    }
    true
}

/// How often started work is entered, given how often its starter is. A handle that is kept stands for one piece of
/// work at a time.
fn times(work: &Spawned, starter: Times) -> Times {
    match work.kind {
        Kind::Interval | Kind::Listener => Times::Many,
        _ if work.many => Times::Many,
        _ if work.kept => Times::Once,
        _ if starter == Times::Many => Times::Many,
        _ => Times::Once,
    }
}

impl Entries {
    /// The entries that lead to a unit.
    pub fn of(&self, unit: u32) -> &[Entry] {
        self.log.ask(Question::Unit(unit));
        self.unnoted(unit)
    }

    pub(super) fn unnoted(&self, unit: u32) -> &[Entry] {
        self.of.get(unit as usize).map_or(&[], |list| list)
    }

    /// True where two units, or two activations of one, may be running at the same time.
    pub fn overlap(&self, one: u32, other: u32) -> bool {
        self.of(one).iter().filter(|entry| entry.times != Times::Startup).any(|a| {
            self.of(other)
                .iter()
                .filter(|entry| entry.times != Times::Startup)
                .any(|b| a.unit != b.unit || a.times == Times::Many || b.times == Times::Many)
        })
    }

    /// True where some of the units can be entered otherwise than through `owner`.
    pub fn beyond(&self, owner: u32, units: &[u32]) -> bool {
        units.iter().any(|unit| self.of(*unit).iter().any(|entry| !self.of(owner).contains(entry)))
    }

    /// True where nothing but start-up and tests reaches the unit.
    pub fn only_at_startup(&self, unit: u32) -> bool {
        self.of(unit).iter().all(|entry| entry.times == Times::Startup)
    }
}
