//! What sentences ask beside their paths: of the work that a step starts, of the roots of places, of who can reach
//! them, and of the text around a step.

use super::binding::{Binding, bindings};
use super::judge::Case;
use crate::facts::{Event, Name, Place, Root, Usage, Word};
use crate::flow::{ANY_PLACE, Act, Sentence, search};
use crate::project::Unit;

/// Calls are followed so far into the work that a step starts.
const MAX_DEPTH: u32 = 3;

/// Whether the work that is started at an event has a path on which the sentence holds, itself or in what it calls.
/// None where that work is not known.
pub fn runs(case: &Case, unit: u32, event: u32, sentence: &Sentence, binding: &Binding) -> Option<bool> {
    let program = case.program;
    let this = program.units.get(unit as usize)?;
    let started = program.started.get(unit as usize)?;
    let mut found = None;
    for (index, target) in started {
        if this.function.spawned.get(*index as usize).is_some_and(|work| work.event == event) {
            found = Some(found.unwrap_or(false) || does(case, *target, sentence, binding, MAX_DEPTH));
        }
    }
    found
}

/// True where a unit, or what it calls, has a path on which the sentence holds.
fn does(case: &Case, unit: u32, sentence: &Sentence, binding: &Binding, depth: u32) -> bool {
    let Some(this) = case.program.units.get(unit as usize) else { return false };
    let mut variables: Vec<String> = binding.as_slice().iter().map(|(name, _)| (*name).to_string()).collect();
    for variable in sentence.places() {
        if !variables.iter().any(|known| known == variable) {
            variables.push(variable.to_string());
        }
    }
    let holds = |choice: &Binding| search(this.tape(), sentence, choice.as_slice()).next().is_some();
    if bindings(sentence, &variables, this, binding).iter().any(holds) {
        return true;
    }
    let mut callees = case.program.callees.get(unit as usize).into_iter().flat_map(|callees| callees.values());
    // What other files do is told of them, and no busy flag of theirs is asked for this one's sake.
    let own = |callee: &u32| *callee != unit && *callee < case.program.own;
    depth > 0 && callees.any(|callee| own(callee) && does(case, *callee, sentence, binding, depth - 1))
}

/// True for a function of which several are started at once and waited for together.
pub fn is_parallel(case: &Case, unit: u32) -> bool {
    let program = case.program;
    let several = |around: u32| {
        let Some(starter) = program.units.get(around as usize) else { return false };
        program.started.get(around as usize).into_iter().flatten().any(|(index, target)| {
            *target == unit && starter.function.spawned.get(*index as usize).is_some_and(|work| work.many)
        })
    };
    program.units.get(unit as usize).is_some_and(|unit| unit.function.usage == Usage::Parallel)
        || program.parent(unit).is_some_and(several)
}

/// True where a closure that the function returns has a path on which the sentence holds.
pub fn hands_out(case: &Case, unit: u32, sentence: &Sentence, binding: &Binding) -> bool {
    let Some(this) = case.program.units.get(unit as usize) else { return false };
    this.function.hands_out.iter().any(|closure| {
        let inner = case.program.units.get((unit - this.index + closure) as usize);
        inner.is_some_and(|inner| search(inner.tape(), sentence, binding.as_slice()).next().is_some())
    })
}

/// True where the place begins at one of these roots.
pub fn begins_at(place: &Place, roots: &[String]) -> bool {
    let root = match place.root {
        Root::Environment => "environment",
        Root::Import(_) => "import",
        Root::Module(_) => "module",
        Root::Object(_) => "self",
        Root::Row(_) => "row",
        Root::Variable(..) => "variable",
        _ => return false,
    };
    roots.iter().any(|known| known == root)
}

/// True where nobody beyond the file can reach a place: it is private to its class, module or function, and no function
/// hands it out.
fn is_closed(case: &Case, place: &Place) -> bool {
    let private = match (place.root, place.path.first()) {
        (Root::Object(class), Some(field)) => {
            case.context.is_private(class.with(*field)) && !case.context.is_exported(*field)
        }
        (Root::Module(name), _) => case.context.is_private(name) && !case.context.is_exported(name),
        (Root::Variable(..), _) => true,
        _ => false,
    };
    private
        && place.exact
        && case.program.is_whole()
        && speaking(case, place).all(|unit| {
            // An entry that is handed out leaves the collection where it is.
            let handed_out = |event: &Event| {
                (event.given || event.answers)
                    && event.key.is_none()
                    && event.word == Word::Read
                    && unit.function.place(event) == Some(place)
            };
            !unit.function.events.iter().any(handed_out)
        })
}

/// The units that speak of a place.
fn speaking<'c>(case: &'c Case, place: &Place) -> impl Iterator<Item = &'c Unit<'c>> {
    case.program.sharing(place).iter().filter_map(|unit| case.program.units.get(*unit as usize))
}

/// True where nobody beyond the file can reach a place and no function of the file has a path on which the sentence holds:
/// it does not happen at all.
pub fn nowhere(case: &Case, (name, place): (&str, &Place), sentence: &Sentence) -> bool {
    let happens = |unit: &Unit| search(unit.tape(), sentence, &[(name, place)]).next().is_some();
    // A step about the place is taken only by who speaks of it.
    let is_about = |act: &Act| act.has_place() && act.place.as_deref() != Some(ANY_PLACE);
    is_closed(case, place)
        && match sentence.acts().any(is_about) {
            true => !speaking(case, place).any(happens),
            false => !case.program.units.iter().any(happens),
        }
}

/// The qualified name of the type of a place, as far as the file shows it.
pub fn type_of<'a>(case: &'a Case, place: &Place) -> Option<&'a str> {
    let steps = place.path.as_slice();
    let (mut known, rest) = match (place.root, steps) {
        (Root::Object(class), [field, rest @ ..]) => (case.context.field(class, *field)?, rest),
        (Root::Module(name), rest) => (case.context.global(name)?.type_path.as_str(), rest),
        _ => return None,
    };
    for step in rest {
        known = case.context.field(Name::of(known), *step)?;
    }
    (!known.is_empty()).then_some(known)
}

/// True where a word in the text of an event is the name of a parameter of its function.
pub fn mentions_parameter(case: &Case, unit: &Unit, event: &Event) -> bool {
    let text = case.code(unit.span(event.span));
    let mut words =
        text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).filter(|word| !word.is_empty());
    words.any(|word| unit.function.parameters.contains(&Name::of(word)))
}

/// The text of the innermost loop around an event, or of its function.
pub fn around<'a>(case: &'a Case, unit: &Unit, event: &Event, region: &str) -> Option<&'a str> {
    let span = match region {
        "loop" => *unit.function.loops.iter().filter(|span| span.contains(event.span)).min_by_key(|span| span.len())?,
        _ => unit.function.span,
    };
    Some(unit.span(span).of(case.document.text()))
}

/// Whether the function that a step runs is `async`, is `safe`: lets no error out, has errors `handled` by itself first, is of a
/// `library`, or reads a variable that is `rebound` by the loop around. Nothing where that is not known.
pub fn is(case: &Case, unit: u32, step: u32, sort: &str) -> Option<bool> {
    let this = case.program.units.get(unit as usize)?;
    let event = this.function.event(step)?;
    if sort == "rebound" {
        return Some(event.rebound);
    }
    let runs = if event.word == Word::Spawn {
        let work = this.function.spawned.iter().position(|work| work.event == step)?;
        case.program.started.get(unit as usize)?.get(&(work as u32))
    } else {
        // Behind a promise a callback waits for the call that gave it.
        let callees = case.program.callees.get(unit as usize)?;
        let gave = event.from.iter().filter(|_| event.word == Word::Suspend);
        let mut gave = gave.filter_map(|from| this.function.event(*from));
        callees.get(&event.call).or_else(|| gave.find_map(|origin| callees.get(&origin.call)))
    };
    match runs {
        Some(_) if sort == "library" => Some(false),
        Some(runs) if sort == "safe" => Some(case.program.is_safe(*runs)),
        Some(runs) if sort == "handled" => Some(case.program.handles_errors(*runs)),
        Some(runs) => Some(case.program.is_async(*runs)),
        // What is not known may fail, and so may what the facts know to make work.
        None if event.word == Word::Suspend && sort == "safe" => Some(false),
        None => event.makes_work.then_some(!matches!(sort, "safe" | "handled")),
    }
}
