//! What a call does, woven into the tape of its caller.
//!
//! A callee's effects on places that the caller can name too become events of the caller. When they happen is the
//! language's: in JavaScript an async callee runs up to its first suspension when it is called, and goes on after
//! the caller's await; in Python and Rust it runs only when it is awaited, and an await of something that never
//! suspends gives way to nobody.

use super::kin::Kin;
use super::unit::Unit;
use crate::facts::{
    Call, Event, Fate, Function, Graph, Kind, Mode, NO_CALL, NO_EVENT, NO_PLACE, Name, Place, Root, THROW, Word,
};
use crate::flow::held;
use crate::syntax::Language;
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use thin_vec::ThinVec;

/// One thing that calling a function does, as its callers see it.
#[derive(Clone, Debug)]
pub struct Effect {
    /// The event, as the callee's own tape has it.
    pub event: Event,
    /// The place it is about.
    pub place: Option<Place>,
    /// The unit and event that it comes from in the end.
    pub origin: Origin,
    /// It happens after the callee may first have given way.
    pub late: bool,
    /// The callee returns what is read here.
    pub returned: bool,
}

/// A function with more effects than this is not followed into its callers.
const MAX_EFFECTS: usize = 48;

/// Nor more locks and callbacks.
const MAX_PASSES: usize = 24;

/// What a unit does to places beyond its own, in order; of what is too much to follow only the locks.
pub fn effects(at: u32, function: &Function, via: &FxHashMap<u32, Origin>) -> Vec<Effect> {
    let (mut list, passes) = all_effects(at, function, via);
    if list.len() > MAX_EFFECTS {
        // Too much to follow; only that it gives way, and which locks it takes.
        list.retain(|effect| effect.event.word == Word::Suspend);
        list.truncate(1);
    }
    limited(list, passes).unwrap_or_default()
}

/// The two lists as one; none where that is too much to follow.
pub fn limited(mut list: Vec<Effect>, mut passes: Vec<Effect>) -> Option<Vec<Effect>> {
    passes.truncate(MAX_PASSES);
    if list.len() > MAX_EFFECTS {
        return None;
    }
    list.extend(passes);
    Some(list)
}

/// What a unit does to places beyond its own, in order, and which locks it passes, and callbacks.
pub fn all_effects(at: u32, function: &Function, via: &FxHashMap<u32, Origin>) -> (Vec<Effect>, Vec<Effect>) {
    let mut late = false;
    let (mut list, mut passes) = (Vec::new(), Vec::new());
    let returns: FxHashSet<u32> = function.returns.iter().copied().collect();
    for (index, event) in function.events.iter().enumerate() {
        let index = index as u32;
        match event.word {
            Word::Suspend => {
                late = true;
                let origin = via.get(&index).copied().unwrap_or((at, index));
                list.push(Effect { event: event.clone(), place: None, origin, late, returned: false });
            }
            Word::Read | Word::Write | Word::Rename => {
                let Some(place) = function.place(event) else { continue };
                if matches!(place.root, Root::Parameter(..) | Root::Value(_) | Root::Row(_)) {
                    continue;
                }
                let origin = via.get(&index).copied().unwrap_or((at, index));
                list.push(Effect {
                    event: event.clone(),
                    place: Some(place.clone()),
                    origin,
                    late,
                    returned: returns.contains(&index),
                });
            }
            Word::Acquire | Word::Pass if event.mode != Mode::Open => {
                let Some(place) = function.place(event) else { continue };
                let known = |effect: &Effect| {
                    effect.event.word == Word::Pass
                        && effect.event.mode == event.mode
                        && effect.place.as_ref() == Some(place)
                };
                if matches!(place.root, Root::Parameter(..) | Root::Value(_)) || passes.iter().any(known) {
                    continue;
                }
                let origin = via.get(&index).copied().unwrap_or((at, index));
                let event = Event { word: Word::Pass, ..event.clone() };
                passes.push(Effect { event, place: Some(place.clone()), origin, late, returned: false });
            }
            // An async callee is told of it itself. Whoever calls several that stand still is told once.
            Word::Block if !function.is_async && matches!(event.kind, Kind::Plain | Kind::Sleep) => {
                if passes.iter().any(|effect: &Effect| effect.event.word == Word::Block) {
                    continue;
                }
                let origin = via.get(&index).copied().unwrap_or((at, index));
                let event = Event { kind: Kind::Plain, place: NO_PLACE, ..event.clone() };
                passes.push(Effect { event, place: None, origin, late, returned: false });
            }
            Word::Call if event.kind == Kind::Foreign => {
                let origin = via.get(&index).copied().unwrap_or((at, index));
                passes.push(Effect { event: event.clone(), place: None, origin, late, returned: false });
            }
            _ => {}
        }
    }
    (list, passes)
}

/// All that weaving one unit needs.
pub struct Splice<'u, 'a> {
    /// Which unit the caller is.
    pub at: u32,
    /// How many of the units are of the file itself.
    pub own: u32,
    /// The caller.
    pub unit: &'u Unit<'a>,
    /// Its callees by call.
    pub callees: &'u FxHashMap<u32, u32>,
    /// The work it starts.
    pub started: &'u FxHashMap<u32, u32>,
    /// The language, for what a call and an await mean.
    pub language: &'u Language,
    /// Which places are one under two names.
    pub kin: &'u Kin,
    /// A callee and what it does.
    pub lookup: &'u dyn Fn(u32) -> Option<(&'u Function, &'u [Effect])>,
}

impl Splice<'_, '_> {
    /// A unit as a call runs it.
    fn called<'c>(&'c self, callee: u32, function: &'c Function, call: u32) -> Callee<'c> {
        let made = self.unit.function.calls.get(call as usize);
        Callee { function, call: made.filter(|call| call.closure.is_none()), foreign: callee >= self.own }
    }
}

/// A unit and one of its events.
pub type Origin = (u32, u32);

/// An event that is put into a caller's tape.
#[derive(Clone)]
struct Woven {
    event: Event,
    /// The place it is about, where that is not yet among the caller's.
    place: Option<Place>,
    /// What it stands for; none where the caller itself does it.
    origin: Option<Origin>,
}

/// Events to be put behind one of the caller's.
#[derive(Default)]
struct Insertion {
    events: Vec<Woven>,
    /// The event itself does nothing: an await of what never suspends.
    idle: bool,
}

/// A tape with the effects of calls in it.
#[derive(Debug)]
pub struct Spliced {
    /// The tape.
    pub function: Function,
    /// Where each added event comes from.
    pub via: FxHashMap<u32, Origin>,
    /// Where each event of the tape went that it was made of.
    pub moved: Vec<u32>,
}

/// The caller's tape with the effects of its calls; none where nothing is added.
pub fn splice(given: &Splice) -> Option<Spliced> {
    let caller = &given.unit.function;
    let mut insertions: FxHashMap<u32, Insertion> = FxHashMap::default();
    for (index, event) in caller.events.iter().enumerate() {
        let index = index as u32;
        match event.word {
            Word::Call => calls(given, caller, index, event, &mut insertions),
            Word::Suspend if event.call != NO_CALL => awaits(given, caller, index, event, &mut insertions),
            Word::Spawn => gives(given, caller, index, event, &mut insertions),
            _ => {}
        }
    }
    if insertions.is_empty() {
        return None;
    }
    Some(rebuild(caller, &insertions))
}

/// A function whose effects are woven in, and the call that runs it; none for a closure.
#[derive(Clone, Copy)]
struct Callee<'c> {
    function: &'c Function,
    call: Option<&'c Call>,
    /// It is of another file.
    foreign: bool,
}

/// A place of a callee as the caller has it: only what both can name, and what is not an activation of its own.
fn seen(given: &Splice, caller: &Function, callee: Callee, place: &Place) -> Option<Place> {
    // Objects of a class of another file are not told apart there: what one of them does that only this function has is its own affair.
    if callee.foreign && callee.call.is_some_and(|call| call.of != Name::default()) {
        return None;
    }
    match place.root {
        Root::Object(_) => given.kin.seen(caller, (callee.function, callee.foreign), callee.call, place),
        Root::Variable(..) => {
            (callee.function.parent.is_some() && callee.function.class == caller.class).then(|| place.clone())
        }
        _ => Some(place.clone()),
    }
}

fn push(given: &Splice, insertion: &mut Insertion, effect: &Effect, at: &Event, caller: &Function, callee: Callee) {
    let place = match &effect.place {
        Some(place) => match seen(given, caller, callee, place) {
            Some(place) => Some(place),
            None => return,
        },
        None => None,
    };
    let mut event = effect.event.clone();
    event.span = at.span;
    event.subject = at.span;
    event.call = NO_CALL;
    event.woven = true;
    // A file, or a table, is filled with what the caller gives.
    event.from = if event.is_outside() { at.from.clone() } else { SmallVec::new() };
    // Whether a request to end was heard says nothing of the end.
    // Nor does what another file found on the way, before it went on to something else.
    let passing = effect.late && effect.origin.0 >= given.own;
    let told = effect.returned && !passing && !(at.word == Word::Call && at.kind == Kind::Stop);
    event.decides = if told { at.decides.clone() } else { ThinVec::new() };
    event.used = effect.returned && at.used;
    event.answers = false;
    if event.word == Word::Call {
        // What an async callee waits for, or makes to be waited for, is waited for here only by who waits for the callee.
        let passed_on = event.awaited && callee.function.is_async || event.fate == Fate::Returned;
        let waited = at.fate != Fate::Dropped && callee.call.is_none_or(|call| call.awaited);
        event.awaited = if passed_on { waited } else { event.awaited };
    }
    event.picked = effect.event.picks && at.fate != Fate::Dropped;
    event.picks = effect.event.picks && (at.answers || at.picks);
    if event.kind == Kind::Check {
        event.kind = Kind::Plain;
    }
    insertion.events.push(Woven { event, place, origin: Some(effect.origin) });
}

/// A call runs its callee, or what of it runs before it first gives way.
fn calls(given: &Splice, caller: &Function, index: u32, event: &Event, insertions: &mut FxHashMap<u32, Insertion>) {
    let mut insertion = Insertion::default();
    // What it is lent runs with the locks that are held here; what it starts does not.
    let runs_here = |closure: &&u32| !caller.spawned.iter().any(|work| work.closure == Some(**closure));
    for closure in caller.calls.get(event.call as usize).map_or(&[][..], |call| &call.lends).iter().filter(runs_here) {
        let Some((function, effects)) = (given.lookup)(given.at - given.unit.index + closure) else { continue };
        let lent = Callee { function, call: None, foreign: false };
        for effect in effects.iter().filter(|effect| effect.event.word == Word::Pass) {
            push(given, &mut insertion, effect, event, caller, lent);
        }
    }
    runs(given, caller, (index, event), &mut insertion);
    if !insertion.events.is_empty() {
        insertions.insert(index, insertion);
    }
}

/// True where the next thing after a call is to wait for it: whenever it begins to run, nobody comes in between.
fn is_awaited_at_once(caller: &Function, call: u32) -> bool {
    let made = caller.event(call).map(|made| made.call);
    caller.event(call + 1).is_some_and(|wait| wait.word == Word::Suspend && Some(wait.call) == made)
}

/// What the callee does.
fn runs(given: &Splice, caller: &Function, (index, event): (u32, &Event), insertion: &mut Insertion) {
    let Some(callee) = given.callees.get(&event.call).copied() else { return };
    let Some((function, effects)) = (given.lookup)(callee) else { return };
    let runs_now = given.language.semantics.call_runs_prefix || is_awaited_at_once(caller, index);
    let deferred = function.is_async && !runs_now || function.is_generator;
    if deferred
        || caller.calls.get(event.call as usize).is_some_and(|call| call.spawned)
            && !given.language.semantics.call_runs_prefix
    {
        return;
    }
    let hands = caller.calls.get(event.call as usize).map_or(&[][..], |call| &call.hands);
    // Its answer is there when the await is over.
    let answers = |effect: &&Effect| effect.returned && !given.language.semantics.call_runs_prefix && function.is_async;
    let at_once = effects.iter().filter(|effect| !effect.late && effect.event.word != Word::Suspend);
    for effect in at_once.filter(|effect| !answers(effect)) {
        let callee = given.called(callee, function, event.call);
        // Of a lock whose guard it was given the callee disposes.
        let place = || effect.place.as_ref().and_then(|place| seen(given, caller, callee, place));
        let handed = |hands: &u32| caller.places.get(*hands as usize) == place().as_ref();
        let called = effect.event.word == Word::Call && !hands.is_empty();
        if called || effect.event.word == Word::Pass && hands.iter().any(handed) {
            continue;
        }
        push(given, insertion, effect, event, caller, callee);
    }
}

/// An await runs the rest of its callee.
fn awaits(given: &Splice, caller: &Function, index: u32, event: &Event, insertions: &mut FxHashMap<u32, Insertion>) {
    let Some(callee) = given.callees.get(&event.call).copied() else { return };
    let Some((function, effects)) = (given.lookup)(callee) else { return };
    if !function.is_async || function.is_generator {
        return;
    }
    // What was called right before the await has run up to where it first gives way.
    let ran = |before: u32| caller.event(before).is_some_and(|made| made.word == Word::Call && made.call == event.call);
    let prefix_ran = given.language.semantics.call_runs_prefix;
    let claims_made = prefix_ran || index.checked_sub(1).is_some_and(ran);
    let suspends = given.language.semantics.suspends_always
        || function.incomplete
        || effects.iter().any(|effect| effect.event.word == Word::Suspend);
    let mut insertion = Insertion { idle: !suspends, ..Insertion::default() };
    // What the callee reads to answer is tested where the call is.
    let answer = caller.calls.get(event.call as usize).and_then(|call| caller.event(call.event)).unwrap_or(event);
    let at = Event { decides: answer.decides.clone(), used: answer.used, span: event.span, ..answer.clone() };
    let is_open = |effect: &&Effect| effect.late || !claims_made || effect.returned && !prefix_ran;
    for effect in effects.iter().filter(is_open) {
        if effect.event.word == Word::Suspend {
            continue;
        }
        push(given, &mut insertion, effect, &at, caller, given.called(callee, function, event.call));
    }
    if insertion.idle || !insertion.events.is_empty() {
        insertions.insert(index, insertion);
    }
}

/// Started work is given what it is called with, and what it reaches of its own.
fn gives(given: &Splice, caller: &Function, index: u32, event: &Event, insertions: &mut FxHashMap<u32, Insertion>) {
    let mut insertion = Insertion::default();
    for (at, work) in caller.spawned.iter().enumerate().filter(|(_, work)| work.event == index) {
        let maker = work.call.and_then(|call| caller.calls.get(call as usize));
        let span = maker.and_then(|call| caller.event(call.event)).map_or(event.span, |call| call.span);
        let mut given_away: Vec<Woven> = Vec::new();
        let mut give = |span: Span, place: u32, named: Option<Place>, origin: Option<Origin>| {
            let mut event = Event::new(Word::Give, Kind::Plain, span);
            event.subject = span;
            event.place = place;
            if !given_away.iter().any(|known| known.event.place == place && known.place == named) {
                given_away.push(Woven { event, place: named, origin });
            }
        };
        for (place, span) in maker.iter().flat_map(|call| &call.carries) {
            give(*span, *place, None, None);
        }
        if let Some(target) = given.started.get(&(at as u32))
            && let Some((function, effects)) = (given.lookup)(*target)
        {
            let locks = held(function);
            for (place, _) in &function.sessions {
                // Used under a lock each time, it serves one task at a time after all.
                let mut uses = (0..function.events.len() as u32).filter(|at| {
                    function.event(*at).and_then(|event| function.place(event)).is_some_and(|used| used == place)
                });
                if let Some(at) = uses.find(|at| locks.at(*at).next().is_none()) {
                    give(span, NO_PLACE, Some(place.clone()), Some((*target, at)));
                }
            }
            let guarded = |effect: &&Effect| {
                let (unit, event) = effect.origin;
                (given.lookup)(unit).is_some_and(|(function, _)| held(function).at(event).next().is_some())
            };
            for effect in effects.iter().filter(|effect| effect.event.session).filter(|effect| !guarded(effect)) {
                let callee = Callee { function, call: None, foreign: *target >= given.own };
                if let Some(place) = effect.place.as_ref().and_then(|place| seen(given, caller, callee, place)) {
                    give(span, NO_PLACE, Some(place), Some(effect.origin));
                }
            }
        }
        for woven in given_away {
            let times = if work.many { 2 } else { 1 };
            insertion.events.extend(std::iter::repeat_n(woven, times));
        }
    }
    if !insertion.events.is_empty() {
        insertions.insert(index, insertion);
    }
}

/// Makes the function anew, with every index where it belongs.
fn rebuild(caller: &Function, insertions: &FxHashMap<u32, Insertion>) -> Spliced {
    let mut function = Function { events: ThinVec::new(), graph: Graph::default(), ..caller.clone() };
    let mut via = FxHashMap::default();
    let mut moved: Vec<u32> = Vec::with_capacity(caller.events.len() + 1);
    let mut added: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
    let mut answers: FxHashMap<u32, SmallVec<[u32; 4]>> = FxHashMap::default();
    for (index, event) in caller.events.iter().enumerate() {
        let at = function.events.len() as u32;
        moved.push(at);
        let mut event = event.clone();
        let insertion = insertions.get(&(index as u32));
        if insertion.is_some_and(|insertion| insertion.idle) {
            event.word = Word::Call;
            event.kind = Kind::Deferred;
        }
        function.events.push(event);
        let Some(insertion) = insertion else { continue };
        let start = function.events.len() as u32;
        for Woven { event, place, origin } in &insertion.events {
            let mut event = event.clone();
            if let Some(place) = place {
                let known = function.places.iter().position(|known| known == place);
                event.place = known.unwrap_or_else(|| {
                    function.places.push(place.clone());
                    function.places.len() - 1
                }) as u32;
            }
            let index = function.events.len() as u32;
            if let Some(origin) = origin {
                via.insert(index, *origin);
            }
            function.events.push(event);
        }
        let end = function.events.len() as u32;
        added.insert(index as u32, (start, end));
        answers.insert(
            at,
            (start..end)
                .filter(|index| function.event(*index).is_some_and(|event| event.word == Word::Read))
                .take(4)
                .collect(),
        );
    }
    moved.push(function.events.len() as u32);
    let new = |old: u32| moved.get(old as usize).copied().unwrap_or(old);
    for event in &mut function.events {
        for decision in &mut event.decides {
            decision.then = (new(decision.then.0), new(decision.then.1));
            decision.other = (new(decision.other.0), new(decision.other.1));
            decision.until = new(decision.until);
        }
        // What is computed from a call is computed from what the callee read.
        let from: SmallVec<[u32; 2]> = event.from.iter().map(|from| new(*from)).collect();
        event.from = from
            .iter()
            .copied()
            .chain(from.iter().flat_map(|from| answers.get(from).into_iter().flatten().copied()))
            .collect();
    }
    let returns: Vec<u32> = caller.returns.iter().map(|old| new(*old)).collect();
    function.returns = returns
        .iter()
        .copied()
        .chain(returns.iter().flat_map(|from| answers.get(from).into_iter().flatten().copied()))
        .collect();
    for call in &mut function.calls {
        call.event = new(call.event);
    }
    for work in &mut function.spawned {
        work.event = new(work.event);
    }
    for (_, at) in &mut function.closures {
        *at = new(*at);
    }
    // The graph: each point with added events becomes a chain.
    let mut last: Vec<u32> = Vec::with_capacity(caller.graph.len());
    let mut first: Vec<u32> = Vec::with_capacity(caller.graph.len());
    let points = 0..caller.graph.len() as u32;
    for at in points.clone() {
        let own = caller.graph.event(at);
        let here = if at <= THROW { at } else { function.graph.add(own.map_or(NO_EVENT, &new)) };
        let mut end = here;
        if let Some((start, stop)) = own.and_then(|event| added.get(&event)) {
            for index in *start..*stop {
                let next = function.graph.add(index);
                function.graph.link(end, next);
                end = next;
            }
        }
        first.push(here);
        last.push(end);
    }
    for at in points {
        for next in caller.graph.next(at) {
            if let (Some(from), Some(to)) = (last.get(at as usize), first.get(*next as usize)) {
                function.graph.link(*from, *to);
            }
        }
    }
    moved.pop();
    Spliced { function, via, moved }
}
