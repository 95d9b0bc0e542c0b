//! What the code says of a path: its text, and that what is waited for is what a callee waits for, that a value is asked
//! for by its own name.

use super::binding::Binding;
use super::compile::Hazard;
use super::judge::{Case, step_named};
use crate::facts::{Event, NO_PLACE, Root, Word};
use crate::flow::{Path, assumed};
use crate::project::Unit;

/// What the function waits for that an await is for, where that is one thing.
pub fn waited_for_behind<'c>(case: &'c Case, unit: u32, event: &Event) -> Option<&'c str> {
    let callee = *case.program.callees.get(unit as usize)?.get(&event.call)?;
    let that = case.program.units.get(callee as usize)?;
    let mut waits = that.function.events.iter().filter(|wait| wait.word == Word::Suspend && !wait.woven);
    match (waits.next(), waits.next()) {
        (Some(wait), None) => Some(case.code(that.span(wait.span))),
        _ => None,
    }
}

/// True where what was not there is asked for by the name under which it is then kept, `this._drives = await service.drives()`:
/// who asks twice gets the same twice.
pub fn asked_by_name(case: &Case, unit: &Unit, path: &Path) -> bool {
    let (Some(check), Some(act)) = (unit.function.event(path.first()), unit.function.event(path.last())) else {
        return false;
    };
    let last = |text: &'_ str| {
        let step = text.rsplit(['.', ':']).next().unwrap_or("");
        step.trim_matches(|c: char| !c.is_alphanumeric()).to_string()
    };
    if act.word != Word::Write
        || act.woven
        || act.key.is_some()
        || !check.is_check()
        || assumed(check, path.last()) != Some(false)
    {
        return false;
    }
    let name = last(case.code(unit.span(act.subject)));
    let waits = (path.first()..path.last()).filter_map(|at| unit.function.event(at));
    let mut waits = waits.filter(|event| event.word == Word::Suspend).peekable();
    let asks = |from: &u32| {
        let call = unit.function.event(*from).filter(|call| call.word == Word::Call);
        call.is_some_and(|call| last(case.code(unit.span(call.subject))) == name)
    };
    !name.is_empty() && waits.peek().is_some() && waits.all(|wait| wait.from.iter().any(asks))
}

/// What a test on text sees: all that the code says of a place, or the expression of a step.
pub fn text_of(name: &str, hazard: &Hazard, case: &Case, at: u32, binding: &Binding, path: &Path) -> String {
    let Some(unit) = case.program.units.get(at as usize) else { return String::new() };
    if name == "function" {
        return unit.function.path.clone();
    }
    if let Some(step) = step_named(name, hazard, path) {
        // What comes from a callee stands there.
        let (whose, step) = unit.via.get(&step).copied().unwrap_or((at, step));
        let event = case.program.units.get(whose as usize).and_then(|unit| Some((unit, unit.function.event(step)?)));
        if let Some((unit, event)) = event {
            let behind = if event.word == Word::Suspend { waited_for_behind(case, whose, event) } else { None };
            return [case.code(unit.span(event.span)), behind.unwrap_or_default()].concat();
        }
    }
    let place = binding.get(name).or(binding.first());
    let of_place = |at: &&u32| unit.function.event(**at).is_some_and(|event| unit.function.place(event) == place);
    // Where the sentence is about places, what else a step speaks of does not matter.
    let only = binding.first().is_some();
    // What comes from a callee stands at the call, whose text says nothing of the place.
    let steps = || path.steps.iter().rev().flatten().filter(move |at| !only || of_place(at));
    let direct = steps().filter(|at| !unit.via.contains_key(at)).chain(steps());
    let about = direct.filter_map(|at| unit.function.event(*at)).find(|event| event.place != NO_PLACE);
    let mut known = about.map_or(String::new(), |event| case.code(unit.span(event.subject)).to_string());
    // What a callee does is written there.
    let origins = path.steps.iter().flatten().filter(|at| !only || of_place(at)).filter_map(|at| unit.via.get(at));
    for (origin, at) in origins {
        let Some(that) = case.program.units.get(*origin as usize) else { continue };
        if let Some(event) = that.function.event(*at).filter(|event| event.place != NO_PLACE) {
            known = case.code(that.span(event.subject)).to_string();
        }
    }
    if let Some(Root::Module(name)) = place.map(|place| place.root)
        && let Some(initial) = case.context.initial(name)
    {
        known.push(' ');
        known.push_str(initial);
    }
    known
}
