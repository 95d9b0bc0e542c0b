//! What a check decides.
//!
//! A check counts only if it decides the step it guards: the step lies in one of the arms, or some path inside an arm
//! leaves and the step lies after. The arms are ranges of event indices, since a region of the source is a run of
//! events; that needs no search, and is not misled by back edges and exceptions as reachability is.

use crate::facts::{Decision, Event, Function, Kind, Word};

/// True where the value of `check` decides whether the event at `step` happens.
pub fn decides(check: &Event, step: u32) -> bool {
    check.decides.iter().any(|decision| arm(decision, step).is_some())
}

/// What `check` says of its place where it lets the event at `step` happen: true for "it is there", false for "it is
/// not", none where that does not show.
pub fn assumed(check: &Event, step: u32) -> Option<bool> {
    let decision = check.decides.iter().find(|decision| arm(decision, step).is_some())?;
    let taken = arm(decision, step)?;
    decision.holds.map(|holds| holds == taken)
}

/// True where whoever comes to an event leaves, and never gets to the act: `if (pending) return await pending;`.
pub fn is_aside(function: &Function, at: u32, act: Option<u32>) -> bool {
    let within = |(from, to): (u32, u32), at: u32| from <= at && at < to;
    let last = |to: u32| to.checked_sub(1).and_then(|last| function.event(last));
    let tests = function.events.iter().take(at as usize).flat_map(|test| &test.decides);
    let mut arms = tests.flat_map(|decision| [decision.then, decision.other]);
    arms.any(|arm| {
        within(arm, at)
            && !act.is_some_and(|act| within(arm, act))
            && last(arm.1).is_some_and(|last| last.word == Word::Exit && last.kind != Kind::End)
    })
}

/// Which outcome of the test leads to the step; none where both do.
fn arm(decision: &Decision, step: u32) -> Option<bool> {
    let within = |range: (u32, u32)| range.0 <= step && step < range.1;
    if within(decision.then) {
        return Some(true);
    }
    if within(decision.other) {
        return Some(false);
    }
    let after = step >= decision.other.1.max(decision.then.1) && step < decision.until;
    match (after, decision.then_leaves, decision.other_leaves) {
        (true, true, _) => Some(false),
        (true, _, true) => Some(true),
        _ => None,
    }
}
