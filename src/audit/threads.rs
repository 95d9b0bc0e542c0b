//! What rules about threads ask beside their sentences: who shares the place, which of two steps must come first, and
//! which lock is held at the other accesses.

use super::Finding;
use super::compile::{Hazard, Test};
use super::judge::{Case, step_named};
use crate::facts::{Event, Function, Kind, Place, Root, THROW, Word};
use crate::flow::Path;
use crate::project::{Evidence, Program, Unit, is_of_threads};

/// The name by which messages and fixes know the lock that is held at the other accesses.
pub const LOCK: &str = "lock";

/// The name by which messages and fixes know a check that others make.
pub const GUARD: &str = "guard";

/// True for the name of what stands elsewhere: a fix speaks only of its text.
pub fn is_elsewhere(name: &str) -> bool {
    matches!(name, LOCK | GUARD)
}

/// True for storage that threads can share: of an object, or of the module.
pub fn is_shared(place: &Place) -> bool {
    place.exact
        && match place.root {
            Root::Object(_) => !place.path.is_empty(),
            Root::Module(_) => true,
            _ => false,
        }
}

/// True where the place is of an object that threads are known to share, whatever its name says.
pub fn is_certain(case: &Case, place: &Place) -> bool {
    case.program.evidence(place, case.context) == Evidence::Sure
}

/// True where the other unit may run in another thread while this one stands at any of its steps.
pub fn overlap(case: &Case, asked: Evidence, units: (u32, u32), place: &Place) -> bool {
    let calls = case.program.evidence(place, case.context);
    case.program.overlap_in_threads(units.0, units.1, calls, asked)
}

/// True where one of the two is over before the other can begin: what a function does before it starts the only thread
/// that the other runs in, or after it has waited for its end.
pub fn ordered(case: &Case, one: (u32, &Path), other: (u32, &Path)) -> bool {
    let ends = |(unit, path): (u32, &Path)| (unit, path.first(), path.last());
    before_or_after(case, ends(one), other.0) || before_or_after(case, ends(other), one.0)
}

fn before_or_after(case: &Case, (unit, first, last): (u32, u32, u32), other: u32) -> bool {
    let program = case.program;
    let workers = program.only_in(other);
    let Some(this) = program.units.get(unit as usize).filter(|_| !workers.is_empty()) else { return false };
    let starts = |worker: u32| {
        program
            .started
            .get(unit as usize)
            .into_iter()
            .flatten()
            .filter(move |(_, target)| **target == worker)
            .any(|(index, _)| this.function.spawned.get(*index as usize).is_some_and(|work| work.event > last))
    };
    let joined = (0..first)
        .filter_map(|at| this.function.event(at))
        .any(|event| matches!(event.word, Word::Block | Word::Suspend) && event.kind == Kind::Join);
    joined || workers.iter().all(|(worker, _)| starts(*worker))
}

/// True where a lock that blocks threads is certainly held at an event, by the function itself, by all its callers, or by the
/// callee that does it.
pub fn is_locked(program: &Program, unit: u32, event: u32) -> bool {
    let Some(this) = program.units.get(unit as usize) else { return false };
    let holds = |unit: &Unit, event: u32| {
        let mut held = unit.held().at(event).filter_map(|acquired| unit.function.event(acquired));
        held.any(|acquired| is_of_threads(acquired.kind))
    };
    let origin = this.via.get(&event).and_then(|(unit, at)| Some((program.units.get(*unit as usize)?, *at)));
    holds(this, event)
        || origin.is_some_and(|(callee, at)| holds(callee, at))
        || !program.held_by_callers(unit).is_empty()
}

/// The tests of a hazard of threads that ask more than one path.
pub fn fits(hazard: &Hazard, case: &Case, unit: u32, place: &Place, path: &Path) -> bool {
    let Some(this) = case.program.units.get(unit as usize) else { return false };
    if path
        .steps
        .iter()
        .flatten()
        .any(|at| this.function.event(*at).is_some_and(|event| event.safe && event.kind != Kind::Flag))
    {
        return false;
    }
    // Whoever holds a lock has done his part; who holds none is told.
    if !hazard.speaks_of_locks() && is_locked(case.program, unit, path.last()) {
        return false;
    }
    hazard.tests.iter().all(|test| match test {
        Test::MostlyHeld { of, negated } => {
            let mostly = case.program.accesses(place).is_some_and(|accesses| accesses.mostly_locked());
            let step = step_named(of, hazard, path).unwrap_or(path.last());
            let looks = this.function.event(step).is_some_and(|event| event.word == Word::Read);
            let forgot = mostly && !is_locked(case.program, unit, step);
            (forgot && !(looks && looks_again(this, place, step))) != *negated
        }
        Test::NeverHeld { negated } => {
            case.program.accesses(place).is_some_and(|accesses| accesses.locked == 0) != *negated
        }
        _ => true,
    })
}

/// Tells the finding which lock is held at the other accesses: `{lock}`.
pub fn name_lock(finding: &mut Finding, case: &Case, place: &Place) {
    let program = case.program;
    let Some((unit, acquired)) = program.accesses(place).and_then(|accesses| accesses.lock) else { return };
    let lock = program
        .units
        .get(unit as usize)
        .and_then(|unit: &Unit| unit.function.event(acquired).map(|event| unit.span(event.subject)));
    let Some(span) = lock else { return };
    finding.message = finding.message.replace(&format!("{{{LOCK}}}"), case.code(span));
    // Of a lock in another file no fix can take hold.
    if span.end as usize <= case.document.text().len() {
        finding.anchors.push((LOCK.to_string(), span));
    }
}

/// True where an error may leave the function after an acquisition and before its release. An acquisition whose answer
/// is tested has perhaps taken nothing; what is given back under a condition, on every way out or after an error, is
/// given back where it was taken.
pub fn left_by_error(function: &Function, acquired: u32) -> bool {
    let Some(lock) = function.event(acquired).filter(|event| !event.is_check()) else { return false };
    let releases = |event: &Event| event.word == Word::Release && event.place == lock.place;
    let cleaned = function.events.iter().any(|event| releases(event) && event.on_leaving);
    let handled = function.events.iter().any(|event| releases(event) && event.in_handler);
    let ends = |event: &Event| releases(event) || cleaned && event.on_leaving || handled && event.in_handler;
    let graph = &function.graph;
    let mut queue: Vec<u32> = graph.point_of(acquired).into_iter().collect();
    let mut seen = vec![false; graph.len()];
    while let Some(point) = queue.pop() {
        if point == THROW {
            return true;
        }
        let Some(known) = seen.get_mut(point as usize) else { continue };
        let ended = graph.event(point).and_then(|at| function.event(at)).is_some_and(ends);
        if !std::mem::replace(known, true) && !ended {
            queue.extend(graph.next(point));
        }
    }
    false
}

/// A second look at the place, under a lock: the first only spares the lock where nothing is to be done.
fn looks_again(unit: &Unit, place: &Place, last: u32) -> bool {
    (last + 1..unit.function.events.len() as u32).any(|at| {
        unit.function.event(at).is_some_and(|event| unit.function.place(event) == Some(place))
            && unit.held().at(at).next().is_some()
    })
}
