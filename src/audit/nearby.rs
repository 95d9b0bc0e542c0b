//! What else the file does: questions that need no schedule.

use super::guards::{locks_across, single_flight};
use super::judge::Case;
use crate::facts::{Event, Name, Place, Spelled, Usage};
use crate::flow::{Path, Sentence, search};
use crate::project::{Program, Unit};
use crate::syntax::LazyRegex;
use crate::text::Span;

/// So many callers are asked where they come from.
const MAX_CALLERS: usize = 64;

/// True where some function of the file has such a path about the place, be it at the start or in a test.
pub fn anywhere(program: &Program, sentence: &Sentence, variable: &str, place: Option<&Place>) -> bool {
    let Some(place) = place else { return false };
    let sharing = program.sharing(place).iter().filter_map(|unit| program.units.get(*unit as usize));
    let mut sharing = sharing.filter(|unit| unit.function.places.contains(place));
    sharing.any(|unit| search(unit.tape(), sentence, &[(variable, place)]).next().is_some())
}

/// True where another activation of the function may be under way while this one goes from the first step of its path
/// to the last: nothing lets in one at a time.
pub fn overlaps(program: &Program, at: u32, path: &Path) -> bool {
    let Some(unit) = program.units.get(at as usize) else { return false };
    // What runs where it stands is told where it stands.
    unit.function.usage != Usage::Inline
        && program.entries.overlap(at, at)
        && locks_across(unit, path).is_empty()
        && program.held_by_callers(at).is_empty()
        && program.flights(at, false).is_empty()
        && single_flight(&unit.function, path.last()).is_none()
}

/// True where a method of the class has a name that matches.
pub fn beside(program: &Program, at: u32, name: &LazyRegex) -> bool {
    let class = program.units.get(at as usize).and_then(|unit| unit.function.class);
    class.is_some_and(|class| program.methods(class).iter().any(|method| name.is_match(method)))
}

/// True for a function of such a name that only functions of such names are known to call, beside tests and what runs at the
/// start. One that nobody is known to call is called by whoever uses the program.
pub fn only_from(program: &Program, at: u32, own: &LazyRegex, callers: &LazyRegex) -> bool {
    let says = |unit: u32, name: &LazyRegex| {
        program.units.get(unit as usize).is_some_and(|unit| name.is_match(&unit.function.path))
    };
    says(at, own)
        && program.calls_of(at).iter().all(|(caller, _)| {
            program.is_test(*caller) || program.entries.only_at_startup(*caller) || says(*caller, callers)
        })
}

/// True where some expression that the path of a file is made of matches: the path itself, what its names were bound to,
/// what a constant of the module is.
pub fn spelled(case: &Case, unit: &Unit, place: Option<&Place>, pattern: &LazyRegex) -> bool {
    let Some(place) = place.and_then(|place| unit.function.places.iter().position(|known| known == place)) else {
        return false;
    };
    unit.function.spelled.iter().filter(|(of, _)| *of == place as u32).any(|(_, part)| match part {
        Spelled::Here(span) => pattern.is_match(case.code(unit.span(*span))),
        Spelled::Module(name) => case.context.initial(*name).is_some_and(|initial| pattern.is_match(initial)),
    })
}

/// True where the code of a step matches, or what a variable of the module that it names is first.
pub fn spelled_in(case: &Case, unit: &Unit, event: &Event, pattern: &LazyRegex) -> bool {
    let code = case.code(unit.span(event.span));
    let mut words = code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'));
    pattern.is_match(code)
        || words.any(|word| case.context.initial(Name::of(word)).is_some_and(|first| pattern.is_match(first)))
}

/// The function and those around it, innermost first.
fn around<'p>(program: &'p Program, unit: u32) -> impl Iterator<Item = &'p Unit<'p>> {
    std::iter::successors(Some(unit), |at| program.parent(*at).filter(|parent| parent != at))
        .filter_map(|at| program.units.get(at as usize))
}

/// True where the function, or one around it, is an effect that runs anew.
pub fn in_effect(program: &Program, unit: u32) -> bool {
    around(program, unit).any(|around| around.function.is_effect_again)
}

/// True where the text of the effect around a function matches somewhere.
pub fn effect_says(case: &Case, unit: u32, pattern: &LazyRegex) -> bool {
    around(case.program, unit)
        .filter(|around| around.function.is_effect)
        .any(|effect| pattern.is_match(effect.span(effect.function.span).of(case.document.text())))
}

/// True where a unit runs in another way than in what `around` calls, as far as callers are known.
pub fn comes_otherwise(program: &Program, unit: u32, around: u32) -> bool {
    let mut queue = vec![unit];
    let mut at = 0;
    while let Some(next) = queue.get(at).copied().filter(|_| at < MAX_CALLERS) {
        at += 1;
        if next == around {
            continue;
        }
        // What runs where it stands is part of the function around it.
        let inline = program.units.get(next as usize).is_some_and(|unit| unit.function.usage == Usage::Inline);
        let around = program.parent(next).filter(|_| inline);
        let above: Vec<u32> = program.calls_of(next).iter().map(|(caller, _)| *caller).chain(around).collect();
        if above.is_empty() {
            return true;
        }
        for caller in above {
            if !queue.contains(&caller) {
                queue.push(caller);
            }
        }
    }
    at >= MAX_CALLERS
}

/// True where a loop stands around one event and not around another.
pub fn loops_between(unit: &Unit, outside: &Event, within: &Event) -> bool {
    let between = |span: &Span| span.contains(within.span) && !span.contains(outside.span);
    unit.function.loops.iter().any(between)
}

/// True where an event of a unit comes from its call of another.
pub fn comes_through(program: &Program, unit: u32, callee: u32, event: &Event) -> bool {
    let Some(this) = program.units.get(unit as usize) else { return false };
    program.callees.get(unit as usize).into_iter().flatten().any(|(call, target)| {
        let made = this.function.calls.get(*call as usize).and_then(|call| this.function.event(call.event));
        *target == callee && made.is_some_and(|made| event.woven && event.span.contains(made.span))
    })
}
