//! The functions of a file as one program: who calls whom, what a call does to the places of its caller, and who may
//! run at the same time.

use super::entries::{Entries, entries};
use super::splice::{Effect, Splice, effects, splice};
use crate::facts::{Call, Context, FileFacts, Function, Name, Place, Root, Spawned, Stored, Usage, Word};
use crate::flow::{HeldLocks, Tape, assumed, decides, held};
use crate::syntax::Language;
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

/// One function of the program, with what its callees do woven into its tape.
pub struct Unit<'a> {
    /// Its tape: that of the facts, or one with the effects of calls in it.
    pub function: Cow<'a, Function>,
    /// Where its item begins, in bytes of the file.
    pub offset: u32,
    /// Which item it belongs to.
    pub item: u32,
    /// Its index among the functions of its item.
    pub index: u32,
    /// For events that stand for what a callee does: the unit and the event they come from.
    pub via: FxHashMap<u32, (u32, u32)>,
    locks: OnceCell<HeldLocks>,
    spent: Cell<u32>,
    words: OnceCell<u32>,
}

impl Unit<'_> {
    /// The tape, to be searched.
    pub fn tape(&self) -> Tape<'_> {
        Tape { function: &self.function, spent: &self.spent }
    }

    /// The words of its events, as a bit set, found when first asked for.
    pub fn words(&self) -> u32 {
        *self.words.get_or_init(|| self.function.events.iter().fold(0, |set, event| set | 1 << event.word as u32))
    }

    /// The locks held along the tape, found when first asked for.
    pub fn held(&self) -> &HeldLocks {
        self.locks.get_or_init(|| held(&self.function))
    }

    /// A span of the function's item, in bytes of the file.
    pub fn span(&self, span: Span) -> Span {
        span.shifted(self.offset)
    }
}

/// A file as a program.
pub struct Program<'a> {
    /// Its functions in order of position.
    pub units: Vec<Unit<'a>>,
    /// For each unit the units that its calls run, by the index of the call.
    pub callees: Vec<FxHashMap<u32, u32>>,
    /// For each unit, the units that its spawns start, by the index among its spawned work.
    pub started: Vec<FxHashMap<u32, u32>>,
    /// Who may run when.
    pub entries: Entries,
    /// For each unit the places in other units from where it is entered: unit and event.
    ways: Vec<Vec<(u32, u32)>>,
    /// For each unit, true where it may go on while the function around it does.
    detached: Vec<bool>,
    /// For each unit the units that call it and the index of the call, found when first asked for.
    callers: OnceCell<Vec<Vec<(u32, u32)>>>,
}

/// The reverse of the callees.
fn callers(callees: &[FxHashMap<u32, u32>]) -> Vec<Vec<(u32, u32)>> {
    let mut callers = vec![Vec::new(); callees.len()];
    for (caller, callees) in (0..).zip(callees) {
        for (call, callee) in callees {
            if let Some(list) = callers.get_mut(*callee as usize) {
                list.push((caller, *call));
            }
        }
    }
    callers
}

impl<'a> Program<'a> {
    /// Makes a program of the facts of a file.
    pub fn new(facts: &'a FileFacts, language: &Language) -> Program<'a> {
        let mut units: Vec<Unit<'a>> = Vec::new();
        for (item, (offset, kept)) in facts.items.iter().enumerate() {
            for (index, function) in kept.functions.iter().enumerate() {
                units.push(Unit {
                    function: Cow::Borrowed(function),
                    offset: *offset,
                    item: item as u32,
                    index: index as u32,
                    via: FxHashMap::default(),
                    locks: OnceCell::new(),
                    spent: Cell::new(0),
                    words: OnceCell::new(),
                });
            }
        }
        let names = Names::new(&units);
        let callees: Vec<FxHashMap<u32, u32>> =
            (0..units.len() as u32).map(|unit| names.callees(&units, unit)).collect();
        let started: Vec<FxHashMap<u32, u32>> =
            (0..units.len() as u32).map(|unit| names.started(&units, unit, &callees)).collect();
        let entries = entries(&units, &callees, &started);
        let ways = ways(&units, &names, &callees, &started);
        let detached = detached(&units, &ways, &callees, &started);
        let mut program = Program { units, callees, started, entries, ways, detached, callers: OnceCell::new() };
        program.weave(language);
        program
    }

    /// Weaves the effects of calls into the tapes of their callers, callees first.
    fn weave(&mut self, language: &Language) {
        let wanted = self.wanted();
        let mut effects_of: Vec<Option<Vec<Effect>>> = vec![None; self.units.len()];
        let mut state: Vec<u8> = vec![0; self.units.len()];
        for unit in 0..self.units.len() as u32 {
            if !wanted.get(unit as usize).copied().unwrap_or(false) {
                continue;
            }
            // Depth first, with a stack of our own: a chain of calls may be long.
            let mut stack = vec![(unit, false)];
            while let Some((at, done)) = stack.pop() {
                let Some(known) = state.get_mut(at as usize) else { continue };
                if done {
                    self.weave_one(at, language, &mut effects_of);
                    if let Some(known) = state.get_mut(at as usize) {
                        *known = 2;
                    }
                    continue;
                }
                if *known != 0 {
                    continue;
                }
                *known = 1;
                stack.push((at, true));
                if let Some(callees) = self.callees.get(at as usize) {
                    let mut next: Vec<u32> = callees
                        .values()
                        .chain(self.started.get(at as usize).into_iter().flat_map(|started| started.values()))
                        .copied()
                        .collect();
                    next.sort_unstable();
                    stack.extend(
                        next.into_iter().filter(|next| state.get(*next as usize) == Some(&0)).map(|next| (next, false)),
                    );
                }
            }
        }
    }

    /// The units whose tapes matter: those that suspend, spawn or hold locks, and all that they call.
    fn wanted(&self) -> Vec<bool> {
        let mut wanted = vec![false; self.units.len()];
        let mut queue: Vec<u32> = (0..self.units.len() as u32)
            .filter(|unit| {
                self.units.get(*unit as usize).is_some_and(|unit| {
                    unit.function.is_async
                        || unit.function.events.iter().any(|event| {
                            matches!(event.word, Word::Suspend | Word::Spawn | Word::Acquire | Word::Block)
                        })
                })
            })
            .collect();
        while let Some(unit) = queue.pop() {
            if let Some(known) = wanted.get_mut(unit as usize)
                && !*known
            {
                *known = true;
                if let Some(callees) = self.callees.get(unit as usize) {
                    queue.extend(callees.values().copied());
                }
                if let Some(started) = self.started.get(unit as usize) {
                    queue.extend(started.values().copied());
                }
            }
        }
        wanted
    }

    fn weave_one(&mut self, at: u32, language: &Language, effects_of: &mut [Option<Vec<Effect>>]) {
        let Some(unit) = self.units.get(at as usize) else { return };
        let empty = FxHashMap::default();
        let callees = self.callees.get(at as usize).unwrap_or(&empty);
        let started = self.started.get(at as usize).unwrap_or(&empty);
        let lookup = |callee: u32| -> Option<(&Function, &[Effect])> {
            let function = &self.units.get(callee as usize)?.function;
            Some((function, effects_of.get(callee as usize)?.as_deref()?))
        };
        let woven = splice(&Splice { unit, callees, started, language, lookup: &lookup });
        if let Some((function, via)) = woven
            && let Some(unit) = self.units.get_mut(at as usize)
        {
            unit.function = Cow::Owned(function);
            unit.via = via;
        }
        if let Some(unit) = self.units.get(at as usize)
            && let Some(slot) = effects_of.get_mut(at as usize)
        {
            *slot = effects(at, unit);
        }
    }

    /// True for a class whose objects each belong to one activation: nobody beyond the file can make one, and no
    /// function of the file lets go of one that it makes.
    pub fn is_private_object(&self, class: Name, context: &Context) -> bool {
        if context.is_public_class(class) || context.is_exported(class) {
            return false;
        }
        let made = || self.units.iter().flat_map(|unit| unit.function.made.iter()).filter(|(name, _)| *name == class);
        made().next().is_some() && made().all(|(_, gone)| !gone)
    }

    /// The places of the locks that every caller of a unit holds, where all its callers are known.
    pub fn held_by_callers(&self, unit: u32) -> Vec<&Place> {
        let mut common: Option<Vec<&Place>> = None;
        if self.units.get(unit as usize).is_none_or(|unit| unit.function.is_public) {
            return Vec::new();
        }
        let callers = self.callers.get_or_init(|| callers(&self.callees));
        for (caller, call) in callers.get(unit as usize).into_iter().flatten() {
            let Some(caller) = self.units.get(*caller as usize) else { continue };
            let Some(call) = caller.function.calls.get(*call as usize) else { continue };
            let held = caller
                .held()
                .at(call.event)
                .filter_map(|acquired| caller.function.place(caller.function.event(acquired)?));
            let held: Vec<&Place> = held.collect();
            common = Some(match common {
                None => held,
                Some(known) => known.into_iter().filter(|place| held.contains(place)).collect(),
            });
        }
        common.unwrap_or_default()
    }

    /// True for a function of which several are started at once and waited for together.
    pub fn is_parallel(&self, unit: &Unit) -> bool {
        let same = |at: u32| self.units.get(at as usize).is_some_and(|other| std::ptr::eq(other, unit));
        unit.function.usage == Usage::Parallel
            || self.units.iter().zip(&self.started).any(|(starter, started)| {
                started.iter().any(|(index, target)| {
                    same(*target) && starter.function.spawned.get(*index as usize).is_some_and(|work| work.many)
                })
            })
    }

    /// True where a unit may go on while the function around it does.
    pub fn is_detached(&self, unit: u32) -> bool {
        self.detached.get(unit as usize).copied().unwrap_or(true)
    }

    /// The flags that let one activation of a unit in at a time, as all that enter it ask them first.
    pub fn flights(&self, unit: u32) -> Vec<Place> {
        self.flights_within(unit, 6)
    }

    fn flights_within(&self, unit: u32, depth: u32) -> Vec<Place> {
        let Some(this) = self.units.get(unit as usize) else { return Vec::new() };
        if depth == 0 || this.function.is_public {
            return Vec::new();
        }
        let inner = claims(&this.function);
        let mut common: Option<Vec<Place>> = None;
        for (from, at) in self.ways.get(unit as usize).into_iter().flatten() {
            let Some(caller) = self.units.get(*from as usize) else { continue };
            if *from == unit || caller.function.is_startup || self.is_startup(*from) {
                continue;
            }
            let outer = claims(&caller.function);
            let mut asked: Vec<Place> = caller
                .function
                .events
                .iter()
                .filter(|check| check.word == Word::Read && check.key.is_none())
                .filter(|check| decides(check, *at) && assumed(check, *at) != Some(true))
                .filter_map(|check| caller.function.place(check))
                .filter(|place| inner.contains(place) || outer.contains(place))
                .cloned()
                .collect();
            asked.extend(self.flights_within(*from, depth - 1));
            common = Some(match common {
                None => asked,
                Some(known) => known.into_iter().filter(|place| asked.contains(place)).collect(),
            });
        }
        common.unwrap_or_default()
    }

    /// True for a test and for what stands in one.
    pub fn is_test(&self, unit: u32) -> bool {
        let mut around = Some(unit);
        while let Some(at) = around {
            if self.units.get(at as usize).is_some_and(|unit| unit.function.is_test) {
                return true;
            }
            around = self.parent(at);
        }
        false
    }

    /// True for what runs at the start, and for what stands in it.
    fn is_startup(&self, unit: u32) -> bool {
        let inside = std::iter::successors(Some(unit), |at| self.parent(*at).filter(|parent| parent != at));
        let mut around =
            inside.filter_map(|at| self.units.get(at as usize)).take_while(|unit| unit.function.parent.is_some());
        around.any(|unit| unit.function.is_startup)
    }

    /// The unit that declares the function around a unit.
    pub fn parent(&self, unit: u32) -> Option<u32> {
        let this = self.units.get(unit as usize)?;
        let parent = this.function.parent?;
        Some(unit - this.index + parent)
    }
}

/// What a function raises before it first gives way.
fn claims(function: &Function) -> Vec<&Place> {
    let until = function.events.iter().position(|event| event.word == Word::Suspend).unwrap_or(function.events.len());
    function
        .events
        .iter()
        .take(until)
        .filter(|event| event.word == Word::Write && event.stored != Stored::Reset && event.key.is_none())
        .filter_map(|event| function.place(event))
        .collect()
}

/// From where each unit is entered: calls, work that is started, and wherever its name is passed on.
fn ways(
    units: &[Unit],
    names: &Names,
    callees: &[FxHashMap<u32, u32>],
    started: &[FxHashMap<u32, u32>],
) -> Vec<Vec<(u32, u32)>> {
    let mut ways = vec![Vec::new(); units.len()];
    let mut note = |target: u32, from: u32, at: u32| {
        if let Some(known) = ways.get_mut(target as usize) {
            known.push((from, at));
        }
    };
    for (from, unit) in units.iter().enumerate() {
        let function = &unit.function;
        for (call, callee) in callees.get(from).into_iter().flatten() {
            if let Some(call) = function.calls.get(*call as usize) {
                note(*callee, from as u32, call.event);
            }
        }
        for (work, target) in started.get(from).into_iter().flatten() {
            if let Some(work) = function.spawned.get(*work as usize) {
                note(*target, from as u32, work.event);
            }
        }
        for (closure, at) in &function.closures {
            let target = from as u32 - unit.index + closure;
            // Whoever is called by name is entered there, not where it is declared.
            if units.get(target as usize).is_some_and(|inner| inner.function.usage != Usage::Declared) {
                note(target, from as u32, *at);
            }
        }
        for (at, event) in function.events.iter().enumerate().filter(|(_, event)| event.word == Word::Read) {
            if let Some(target) = function.place(event).and_then(|place| names.resolve(place)) {
                note(target, from as u32, at as u32);
            }
        }
    }
    ways
}

/// The units that may go on while the function around them does: what is started, kept or handed out, and all that
/// these run.
fn detached(
    units: &[Unit],
    ways: &[Vec<(u32, u32)>],
    callees: &[FxHashMap<u32, u32>],
    started: &[FxHashMap<u32, u32>],
) -> Vec<bool> {
    let mut detached = vec![false; units.len()];
    let loose = [Usage::Parallel, Usage::SpawnedOnce, Usage::Spawned, Usage::Escapes];
    let mut queue: Vec<u32> = (0..units.len() as u32)
        .filter(|at| {
            let unknown = ways.get(*at as usize).is_none_or(Vec::is_empty);
            units.get(*at as usize).is_some_and(|unit| {
                loose.contains(&unit.function.usage) || unit.function.usage == Usage::Declared && unknown
            })
        })
        .chain(started.iter().flat_map(|started| started.values().copied()))
        .collect();
    while let Some(at) = queue.pop() {
        // What stands at the top has no function around it.
        let nested = |unit: &&Unit| unit.function.parent.is_some_and(|parent| parent != 0);
        let Some(unit) = units.get(at as usize).filter(nested) else { continue };
        let Some(known) = detached.get_mut(at as usize) else { continue };
        if std::mem::replace(known, true) {
            continue;
        }
        queue.extend(callees.get(at as usize).into_iter().flat_map(|callees| callees.values().copied()));
        queue.extend(unit.function.closures.iter().map(|(closure, _)| at - unit.index + closure));
    }
    detached
}

/// Functions by the names that calls use.
struct Names {
    members: FxHashMap<(Name, Name), u32>,
    top: FxHashMap<Name, u32>,
}

impl Names {
    fn new(units: &[Unit]) -> Names {
        let mut names = Names { members: FxHashMap::default(), top: FxHashMap::default() };
        for (at, unit) in units.iter().enumerate() {
            let function = &unit.function;
            if function.name == Name::of("") || function.parent.is_none_or(|parent| parent != 0) {
                continue;
            }
            match function.class {
                Some(class) => names.members.entry((class, function.name)).or_insert(at as u32),
                None => names.top.entry(function.name).or_insert(at as u32),
            };
        }
        names
    }

    fn resolve(&self, place: &Place) -> Option<u32> {
        match (place.root, place.path.as_slice()) {
            (Root::Object(class), [name]) => self.members.get(&(class, *name)).copied(),
            (Root::Module(name), []) => self.top.get(&name).copied(),
            // `Class.method(…)`, `Class::method(…)`.
            (Root::Module(class), [name]) => self.members.get(&(class, *name)).copied(),
            _ => None,
        }
    }

    fn callees(&self, units: &[Unit], unit: u32) -> FxHashMap<u32, u32> {
        let Some(this) = units.get(unit as usize) else { return FxHashMap::default() };
        let mut callees = FxHashMap::default();
        for (index, call) in this.function.calls.iter().enumerate() {
            if let Some(callee) = self.callee(this, unit, call) {
                callees.insert(index as u32, callee);
            }
        }
        callees
    }

    fn callee(&self, this: &Unit, unit: u32, call: &Call) -> Option<u32> {
        match call.closure {
            Some(closure) => Some(unit - this.index + closure),
            None => self.resolve(call.callee.as_ref()?),
        }
    }

    fn started(&self, units: &[Unit], unit: u32, callees: &[FxHashMap<u32, u32>]) -> FxHashMap<u32, u32> {
        let Some(this) = units.get(unit as usize) else { return FxHashMap::default() };
        let mut started = FxHashMap::default();
        for (index, work) in this.function.spawned.iter().enumerate() {
            let Spawned { call, place, closure, .. } = work;
            let target = match (closure, place) {
                (Some(closure), _) => Some(unit - this.index + closure),
                (None, Some(place)) => self.resolve(place),
                (None, None) => call.and_then(|call| callees.get(unit as usize)?.get(&call).copied()),
            };
            if let Some(target) = target {
                started.insert(index as u32, target);
            }
        }
        started
    }
}
