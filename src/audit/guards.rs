//! Guards: what makes a path safe though its sentence holds. Each says why, for the list of safe patterns.

use crate::facts::{Event, Function, Kind, Place, Stored, Word};
use crate::flow::{Path, decides, is_aside};
use crate::project::{Unit, turn_of};
use crate::text::Span;

/// Why a path is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// The act happens only if a generation, token or signal still stands as before the suspension.
    Generation,
    /// A flag or promise raised before the first suspension lets one activation in at a time.
    SingleFlight,
}

/// The act is reached only past a comparison of what a place held before the suspension with what it holds now, or
/// past a question to an abort signal.
pub fn generation(function: &Function, path: &Path) -> Option<Guard> {
    let act = path.last();
    let suspended = path
        .steps
        .iter()
        .flatten()
        .copied()
        .filter(|at| function.event(*at).is_some_and(|event| event.word == Word::Suspend))
        .max()?;
    let after = |event: &Event| event.is_check() && decides(event, act);
    let guarded = (suspended + 1..act).filter_map(|at| function.event(at)).filter(|event| after(event)).any(|check| {
        if check.kind == Kind::Check && check.word == Word::Read {
            return true;
        }
        if check.word == Word::Acquire {
            // What taking the lock answered is the new look: a semaphore that was closed meanwhile lets nobody in.
            return true;
        }
        // Both sides of one comparison decide the same arms.
        (0..suspended).filter_map(|at| function.event(at)).any(|before| {
            before.place == check.place
                && before.place != crate::facts::NO_PLACE
                && before
                    .decides
                    .iter()
                    .any(|one| check.decides.iter().any(|other| (one.then, one.other) == (other.then, other.other)))
        })
    });
    guarded.then_some(Guard::Generation)
}

/// The act lies in a region that a claim guards: a place is tested, and written before the first suspension, and the
/// test decides whether the act is reached.
pub fn single_flight(function: &Function, act: u32) -> Option<Guard> {
    claim_of(function, act).map(|_| Guard::SingleFlight)
}

/// The place of that claim: a flag that is raised, or a queue that is joined.
pub fn claim_of(function: &Function, act: u32) -> Option<&Place> {
    flag_of(function, act).or_else(|| turn_of(function, act))
}

/// The event that an act stands or falls with: the act, or where it is done by a callback of a promise that was made under a
/// test, the call that takes the callback.
fn rests_on(function: &Function, act: u32) -> u32 {
    let Some(event) = function.event(act) else { return act };
    let takes = |at: &u32| {
        function
            .event(*at)
            .is_some_and(|call| call.word == Word::Spawn && call.kind == Kind::Later && call.span.contains(event.span))
    };
    (0..act).rev().find(takes).unwrap_or(act)
}

fn flag_of(function: &Function, act: u32) -> Option<&Place> {
    let first_suspension = (0..function.events.len() as u32)
        .filter(|at| function.event(*at).is_some_and(|event| event.word == Word::Suspend))
        .find(|at| !is_aside(function, *at, Some(act)))?;
    (0..first_suspension.min(act)).filter_map(|at| function.event(at).map(|event| (at, event))).find_map(
        |(at, claim)| {
            if claim.word != Word::Write || claim.stored == Stored::Reset {
                return None;
            }
            // `if (busy.includes(id)) return; busy.push(id)`: what is added is what was asked for.
            let listed = claim.kind == Kind::Append && claim.key.is_none();
            let by_key = |act: &Event| act.key.is_some() || act.kind == Kind::Append;
            // A claim on one entry lets in one activation for each key: that guards what is kept by key.
            let whole = |act: &Event| act.key.is_none() && act.kind != Kind::Insert;
            if claim.key.is_some() && function.event(act).is_some_and(whole) {
                return None;
            }
            let tested = (0..at).filter_map(|check| function.event(check)).any(|check| {
                check.place == claim.place
                    && (check.key == claim.key
                        || listed && check.key.is_some() && function.event(act).is_some_and(by_key))
                    && check.word == Word::Read
                    && decides(check, at)
                    && (decides(check, act) || decides(check, rests_on(function, act)))
                    && crate::flow::assumed(check, at) != Some(true)
            });
            if tested { function.place(claim) } else { None }
        },
    )
}

/// True where the act does not rest on what came before in a way that could go wrong. A loop is `live` that meets what is
/// added while it goes.
pub fn excused(function: &Function, path: &Path, live: bool) -> bool {
    refilled(function, path)
        || answers_failure(function, path)
        || torn_down(function, path)
        || gone_already(function, path)
        || given_back(function, path)
        || seen_before(function, path, live)
        || other_round(function, path)
        || asked_for_itself(function, path)
        || asked_again(function, path)
}

/// Behind a lock that was waited for the same is asked once more. Where other questions stand beside it, some path may go by
/// without it; whoever asks again means to.
fn asked_again(function: &Function, path: &Path) -> bool {
    let (Some(check), Some(act)) = (function.event(path.first()), function.event(path.last())) else { return false };
    let between = || (path.first() + 1..path.last()).filter_map(|at| Some((at, function.event(at)?)));
    let Some((taken, _)) = between().find(|(_, event)| event.word == Word::Acquire) else { return false };
    let again = |(at, event): (u32, &Event)| {
        at > taken && event.place == check.place && event.is_check() && decides(event, path.last())
    };
    check.is_check() && check.place == act.place && act.word == Word::Write && between().any(again)
}

/// What a callee asks before it gives way itself is a question of what it does, and not of what another callee does later.
fn asked_for_itself(function: &Function, path: &Path) -> bool {
    let (Some(check), Some(act)) = (function.event(path.first()), function.event(path.last())) else { return false };
    let waits = |at: &u32| function.event(*at).filter(|event| event.word == Word::Suspend);
    let wait = path.steps.iter().flatten().find_map(waits);
    let within = |wait: &Event| !wait.woven && wait.span.contains(check.span) && !wait.span.contains(act.span);
    check.woven && act.woven && check.is_check() && wait.is_some_and(within)
}

/// A round of a loop that finds an entry waits for it and goes on to the next: that says nothing of the entry of the next.
fn other_round(function: &Function, path: &Path) -> bool {
    let Some(act) = function.event(path.last()).filter(|act| act.in_loop) else { return false };
    let waits = |at: &&u32| function.event(**at).is_some_and(|event| event.word == Word::Suspend);
    let by_key = act.key.is_some() || act.kind == Kind::Insert;
    act.word == Word::Write
        && by_key
        && path.steps.iter().flatten().find(waits).is_some_and(|wait| is_aside(function, *wait, Some(path.last())))
}

/// A count goes back by what this activation has changed it by: whatever others did to it stays.
fn given_back(function: &Function, path: &Path) -> bool {
    let (Some(first), Some(act)) = (function.event(path.first()), function.event(path.last())) else { return false };
    let is_count = |event: &Event| event.word == Word::Write && event.kind == Kind::Update && event.place == act.place;
    first.is_check() && is_count(act) && (path.first()..path.last()).filter_map(|at| function.event(at)).any(is_count)
}

/// What is emptied was gone through since the task last gave way, or to its end by a loop that meets whatever is added
/// meanwhile: nothing is lost that nobody has seen.
fn seen_before(function: &Function, path: &Path, live: bool) -> bool {
    let Some(act) = function.event(path.last()) else { return false };
    let is_emptied = act.kind == Kind::Clear || act.kind == Kind::Assign && act.stored == Stored::Reset;
    if act.word != Word::Write || !is_emptied || act.key.is_some() {
        return false;
    }
    let is_suspension = |at: &u32| function.event(*at).is_some_and(|event| event.word == Word::Suspend);
    let Some(suspended) = (0..path.last()).rev().find(is_suspension) else { return false };
    let looks = |event: &Event| {
        event.word == Word::Read
            && event.place == act.place
            && matches!(event.kind, Kind::Iterate | Kind::Copy | Kind::Get)
    };
    let since = (suspended + 1..path.last()).filter_map(|at| function.event(at)).any(looks);
    let Some(wait) = function.event(suspended) else { return since };
    let through = |look: &Event| {
        let around = |span: &&Span| span.contains(wait.span) && span.contains(look.span) && !span.contains(act.span);
        look.kind == Kind::Iterate && function.loops.iter().any(|span| around(&span))
    };
    since || live && (0..suspended).filter_map(|at| function.event(at)).filter(|event| looks(event)).any(through)
}

/// An entry is taken away, and whoever finds it gone goes on.
fn gone_already(function: &Function, path: &Path) -> bool {
    function.event(path.last()).is_some_and(|act| act.word == Word::Write && act.kind == Kind::Delete && act.forgiven)
}

/// What was not there is filled in with what was only asked for: who asks twice gets the same twice, and it does not
/// matter whose answer stays.
fn refilled(function: &Function, path: &Path) -> bool {
    let (first, last) = (path.first(), path.last());
    let (Some(check), Some(act)) = (function.event(first), function.event(last)) else { return false };
    if act.word != Word::Write
        || matches!(act.stored, Stored::Fresh | Stored::Started | Stored::Reset | Stored::Set)
        || matches!(act.kind, Kind::Update | Kind::Append)
        || !check.is_check()
        || crate::flow::assumed(check, last) != Some(false)
    {
        return false;
    }
    let asks = |at: u32| {
        function
            .event(at)
            .is_some_and(|event| event.word == Word::Read || event.word == Word::Call && event.kind == Kind::Ask)
    };
    let mut waits = (first..last).filter_map(|at| function.event(at)).filter(|event| event.word == Word::Suspend);
    waits.all(|wait| !wait.from.is_empty() && wait.from.iter().all(|from| asks(*from)))
}

/// The act is done in a handler of errors, and the test is no part of what went wrong: it answers the failure, and not
/// the test. Where the handler is itself the answer of the test (`except KeyError`), the act does rest on it.
fn answers_failure(function: &Function, path: &Path) -> bool {
    let (Some(check), Some(act)) = (function.event(path.first()), function.event(path.last())) else { return false };
    let by_exception = || {
        check.decides.iter().flat_map(|decision| [decision.then, decision.other]).any(|(from, to)| {
            from <= path.last() && path.last() < to && function.event(from).is_some_and(|event| event.in_handler)
        })
    };
    act.word == Word::Write && act.in_handler && check.word == Word::Read && check.is_check() && !by_exception()
}

/// What was there is asked to end and forgotten when it has ended. Whoever does so twice closes what is closed.
fn torn_down(function: &Function, path: &Path) -> bool {
    let (first, last) = (path.first(), path.last());
    let (Some(check), Some(act)) = (function.event(first), function.event(last)) else { return false };
    let asked = |event: &Event| event.word == Word::Call && event.kind == Kind::Stop && event.place == act.place;
    act.word == Word::Write
        && act.stored == Stored::Reset
        && act.key.is_none()
        && check.is_check()
        && (first..last).filter_map(|at| function.event(at)).any(asked)
}

/// The places of the locks that are held from the first step of a path to its last.
pub fn locks_across<'u>(unit: &'u Unit, path: &Path) -> Vec<&'u Place> {
    unit.held()
        .across(path.first(), path.last())
        .filter_map(|acquired| unit.function.place(unit.function.event(acquired)?))
        .collect()
}

/// The places of the locks that are held at an event.
pub fn locks_at<'u>(unit: &'u Unit, event: u32) -> Vec<&'u Place> {
    unit.held().at(event).filter_map(|acquired| unit.function.place(unit.function.event(acquired)?)).collect()
}
