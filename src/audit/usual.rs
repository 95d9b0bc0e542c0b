//! What the callers of a function usually ask before they call it: where all others turn back, the one who does not was
//! forgotten. That is deviant behaviour as Engler et al. (2001) look for it, of one belief: that work must not begin while it goes on.

use super::Finding;
use super::judge::Case;
use super::threads::GUARD;
use crate::facts::{Event, Place, Word};
use crate::flow::{assumed, decides};
use rustc_hash::FxHashSet;

/// So many callers, and so many of four, make a habit.
const CALLERS: usize = 3;
const OF_FOUR: usize = 3;

/// Callers of callers are followed so far.
const MAX_DEPTH: u32 = 3;

/// A call, in some unit.
#[derive(Clone, Copy)]
struct Made {
    unit: u32,
    call: u32,
}

/// A check that most callers of what a call runs turn back on, while this one does not ask: the unit of one of them, and the
/// event. What is asked for is a place that the work itself writes.
pub fn unasked(case: &Case, unit: u32, step: u32) -> Option<(u32, u32)> {
    let program = case.program;
    let call = program.units.get(unit as usize)?.function.event(step)?.call;
    let callee = *program.callees.get(unit as usize)?.get(&call)?;
    let calls = program.calls_of(callee);
    if calls.len() <= CALLERS {
        return None;
    }
    let this = Made { unit, call };
    let mut seen = FxHashSet::default();
    let mut others = Vec::new();
    for (unit, call) in calls {
        let counts = *unit != this.unit && !program.is_test(*unit) && !program.entries.only_at_startup(*unit);
        if counts && seen.insert(*unit) {
            others.push(Made { unit: *unit, call: *call });
        }
    }
    written(case, this).into_iter().find_map(|place| {
        let asked: Vec<(u32, u32)> = others.iter().filter_map(|other| turns_back(case, *other, &place)).collect();
        let habit = asked.len() >= CALLERS && asked.len() * 4 >= (others.len() + 1) * OF_FOUR;
        let known = habit && !asks_itself(case, callee, &place) && !minds(case, this, &place, MAX_DEPTH);
        // Of several the one whose code can be read here.
        asked.into_iter().filter(|_| known).min_by_key(|(unit, _)| *unit >= program.own)
    })
}

/// The places that a call writes, as those know them who write them.
fn written(case: &Case, made: Made) -> Vec<Place> {
    let mut places = Vec::new();
    for (_, place) in effects(case, made) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// What a call writes: the place in the words of the caller, and in those of the function that writes it.
fn effects(case: &Case, made: Made) -> Vec<(u32, Place)> {
    let program = case.program;
    let Some(unit) = program.units.get(made.unit as usize) else { return Vec::new() };
    let Some(call) = unit.function.calls.get(made.call as usize).and_then(|call| unit.function.event(call.event))
    else {
        return Vec::new();
    };
    let writes = |event: &Event| event.word == Word::Write && event.key.is_none() && event.span.contains(call.span);
    let woven = unit.via.iter().filter(|(at, _)| unit.function.event(**at).is_some_and(writes));
    let mut found: Vec<(u32, Place)> = woven
        .filter_map(|(at, (whose, event))| {
            let writer = program.units.get(*whose as usize)?;
            let place = writer.function.place(writer.function.event(*event)?)?;
            Some((unit.function.event(*at)?.place, place.clone()))
        })
        .collect();
    // The table of what was woven in has no order.
    found.sort_by(|one, other| (one.0, &one.1.path).cmp(&(other.0, &other.1.path)));
    found
}

/// What the caller calls a place that a call writes: indices of its own places.
fn names_of(case: &Case, made: Made, place: &Place) -> Vec<u32> {
    effects(case, made).into_iter().filter(|(_, of)| of == place).map(|(name, _)| name).collect()
}

/// Where a unit makes a call only if the place holds nothing.
fn turns_back(case: &Case, made: Made, place: &Place) -> Option<(u32, u32)> {
    asks(case, made, place, &|check, at| assumed(check, at) == Some(false))
}

/// Where a unit looks at the place before a call, in such a way.
fn asks(case: &Case, made: Made, place: &Place, such: &dyn Fn(&Event, u32) -> bool) -> Option<(u32, u32)> {
    let unit = case.program.units.get(made.unit as usize)?;
    let at = unit.function.calls.get(made.call as usize)?.event;
    let names = names_of(case, made, place);
    let asked = (0..at).find(|before| {
        unit.function.event(*before).is_some_and(|check| {
            names.contains(&check.place) && check.key.is_none() && decides(check, at) && such(check, at)
        })
    });
    asked.map(|asked| (made.unit, asked))
}

/// True where a call is made by somebody who looks at the place, or writes it himself first, or by a function that is only called so.
fn minds(case: &Case, made: Made, place: &Place, depth: u32) -> bool {
    let program = case.program;
    let Some(unit) = program.units.get(made.unit as usize) else { return false };
    let at = unit.function.calls.get(made.call as usize).map_or(0, |call| call.event);
    let names = names_of(case, made, place);
    let touches = |event: &Event| names.contains(&event.place) && (event.is_check() || event.word == Word::Write);
    if (0..at).filter_map(|before| unit.function.event(before)).any(touches) {
        return true;
    }
    let callers = program.calls_of(made.unit);
    depth > 0
        && !unit.is_open
        && !callers.is_empty()
        && callers.iter().all(|(unit, call)| minds(case, Made { unit: *unit, call: *call }, place, depth - 1))
}

/// True where the function that is called looks for itself.
fn asks_itself(case: &Case, callee: u32, place: &Place) -> bool {
    let Some(unit) = case.program.units.get(callee as usize) else { return true };
    let is_suspension = |event: &Event| event.word == Word::Suspend;
    let begins = unit.function.events.iter().position(is_suspension).unwrap_or(unit.function.events.len());
    unit.function.events.iter().enumerate().any(|(at, event)| {
        let of = match unit.via.get(&(at as u32)) {
            Some((whose, event)) => {
                let whose = case.program.units.get(*whose as usize);
                whose.and_then(|whose| whose.function.place(whose.function.event(*event)?))
            }
            None => unit.function.place(event),
        };
        (event.is_check() || event.word == Word::Read && at < begins) && of == Some(place)
    })
}

/// Tells the finding what others ask: `{guard}`.
pub fn name_guard(finding: &mut Finding, case: &Case, unit: u32, step: u32) {
    let Some((whose, check)) = unasked(case, unit, step) else { return };
    let Some(whose) = case.program.units.get(whose as usize) else { return };
    let Some(check) = whose.function.event(check) else { return };
    let span = whose.span(check.subject);
    finding.message = finding.message.replace(&format!("{{{GUARD}}}"), case.code(span));
    if span.end as usize <= case.document.text().len() {
        finding.anchors.push((GUARD.to_string(), span));
    }
}
