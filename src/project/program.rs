//! The functions of a file as one program: who calls whom, what a call does to the places of its caller, and who may
//! run at the same time.

use super::asked::{Log, Question};
use super::entries::{Entries, entries};
use super::flights::Flights;
use super::guarded::Guarded;
use super::kin::Kin;
use super::locks::Orders;
use super::names::Names;
use super::past::Past;
use super::threads::Threads;
use super::unit::{Common, Links, Strand, Unit, Units};
use super::whole::View;
use crate::facts::{FileFacts, Inquiry, Name, Place, Usage, Word};
use crate::syntax::Language;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::cell::{Cell, OnceCell};
use std::hash::{Hash, Hasher};
use std::rc::Rc;
use std::sync::{Arc, LazyLock};

/// A file as a program.
pub struct Program<'a> {
    /// Its functions in order of position, and then those of other files that it meets.
    pub units: Units<'a>,
    /// How many of the units are its own.
    pub own: u32,
    /// For each unit the units that its calls run, by the index of the call.
    pub callees: Links,
    /// For each unit, the units that its spawns start, by the index among its spawned work.
    pub started: Links,
    /// Who may run when.
    pub entries: Entries,
    /// For each unit the places in other units from where it is entered: unit and event.
    pub(super) ways: Vec<Vec<(u32, u32)>>,
    /// For each unit, true where it may go on while the function around it does.
    detached: Vec<bool>,
    /// For each unit the units that call it and the index of the call, found when first asked for.
    callers: OnceCell<Vec<Vec<(u32, u32)>>>,
    threads: OnceCell<Threads>,
    guarded: OnceCell<Guarded>,
    /// The orders in which locks are taken, found when first asked for.
    pub(super) orders: OnceCell<Orders>,
    /// For each place the units that speak of it, found when first asked for.
    sharing: OnceCell<FxHashMap<u64, Vec<u32>>>,
    /// The names of the methods of each class, found when first asked for.
    named: OnceCell<FxHashMap<Name, Vec<String>>>,
    /// The classes whose objects are made, and true for those of which some are let go, found when first asked for.
    made: OnceCell<FxHashMap<Name, bool>>,
    /// The classes whose objects each belong to whoever makes them, as the project shows.
    for_each: &'a FxHashSet<Name>,
    /// Which places are one under two names.
    pub kin: &'a Kin,
    pub(super) kin_print: u64,
    /// For each unit a number that is another when anything about it is.
    prints: Vec<u64>,
    /// That of all units together.
    whole: OnceCell<u64>,
    /// The flags that let one activation of a unit in at a time, found when first asked for.
    pub(super) flights: Flights,
    /// What the judgement of the moment has asked.
    pub(super) log: Rc<Log>,
    spent: Rc<Cell<u32>>,
}

/// A file in which nothing is known by two names.
static ALONE: LazyLock<Kin> = LazyLock::new(Kin::default);

pub(super) fn hash_of(what: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    what.hash(&mut hasher);
    hasher.finish()
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
    /// Makes a program of the facts of a file and of what it sees of others, whose texts begin at `margin`; what the last one
    /// of the document came to is taken from `past`.
    pub fn new(facts: &'a FileFacts, language: &Language, view: &'a View, margin: u32, past: &mut Past) -> Program<'a> {
        let common = Common::default();
        let count = facts.items.iter().map(|(_, kept)| kept.functions.len()).sum::<usize>() + view.visitors.len();
        let mut units: Vec<Unit<'a>> = Vec::with_capacity(count);
        for (item, (offset, kept)) in facts.items.iter().enumerate() {
            for (index, function) in kept.functions.iter().enumerate() {
                let base = hash_of((kept.serial, index));
                units.push(Unit::new(function, *offset, item as u32, index as u32, base, &common));
            }
        }
        for unit in &mut units {
            let function = &unit.function;
            unit.is_open &= !view.closed.contains(&(function.class, function.name));
        }
        let own = units.len() as u32;
        let kin = view.kin.as_deref().unwrap_or(&ALONE);
        for unit in &mut units {
            if let Some(settled) = kin.settled(&unit.function) {
                unit.base = hash_of((unit.base, &settled.places));
                unit.function = Strand::Woven(Arc::new(settled));
            }
        }
        for (at, visitor) in (0..).zip(&view.visitors) {
            let item = facts.items.len() as u32 + at;
            units.push(Unit::new(&visitor.function, margin, item, 0, hash_of((visitor.print, own)), &common));
        }
        let names = Names::new(&units, own, &view.names, kin);
        let callees: Vec<FxHashMap<u32, u32>> =
            (0..units.len() as u32).map(|unit| names.callees(&units, unit)).collect();
        let started: Vec<FxHashMap<u32, u32>> =
            (0..units.len() as u32).map(|unit| names.started(&units, unit, &callees)).collect();
        let log = Rc::new(Log::default());
        let entries = entries(&units, &callees, &started, log.clone());
        let ways = ways(&units, &names, &callees, &started);
        let detached = detached(&units, &ways, &callees, &started);
        let mut program = Program {
            units: Units::new(units, log.clone()),
            own,
            for_each: &view.for_each,
            kin,
            kin_print: kin.print(),
            callees: Links::new(callees, log.clone()),
            started: Links::new(started, log.clone()),
            entries,
            ways,
            detached,
            callers: OnceCell::new(),
            threads: OnceCell::new(),
            guarded: OnceCell::new(),
            orders: OnceCell::new(),
            sharing: OnceCell::new(),
            named: OnceCell::new(),
            made: OnceCell::new(),
            prints: Vec::new(),
            whole: OnceCell::new(),
            flights: Flights::default(),
            log,
            spent: common.spent,
        };
        let keys = program.weave(language, past);
        program.print(&keys, &facts.shells);
        program
    }

    /// Begins the judgement of a unit: from now on it is noted who else is looked at.
    pub fn begin(&self, unit: u32) {
        self.log.begin(unit);
        self.spent.set(0);
    }

    /// Ends the judgement: what was asked beside the unit itself, each with its answer.
    pub fn end(&self) -> Vec<(Question, u64)> {
        self.log.end().into_iter().map(|question| (question.clone(), self.answer(&question))).collect()
    }

    /// A number that is another where the answer to a question is.
    pub fn answer(&self, question: &Question) -> u64 {
        match question {
            Question::Unit(unit) => self.print_of(*unit),
            Question::Flights(unit, by_key) => hash_of(self.flights_of(*unit, *by_key)),
            Question::Callers(unit) => hash_of(self.callers().get(*unit as usize)),
            Question::Sharing(place) => hash_of(self.shared().get(&hash_of(place))),
            Question::Private(class) => {
                u64::from(self.lets_go_of(*class)) + 2 * u64::from(self.for_each.contains(class))
            }
            Question::Methods(class) => hash_of(self.named().get(class)),
            Question::Lanes(unit) => self.threads().print_of(*unit),
            Question::Accesses(place) => {
                let guarded = self.guarded();
                hash_of((guarded.accesses(place), guarded.is_shared(place, self.kin), self.threads().speak_for(place)))
            }
            Question::Whole => u64::from(self.is_whole()),
            Question::All => *self.whole.get_or_init(|| hash_of(&self.prints)),
        }
    }

    /// A number that is another when anything about a unit is: its tape, what is woven into it, who enters it.
    pub fn print_of(&self, unit: u32) -> u64 {
        self.prints.get(unit as usize).copied().unwrap_or(0)
    }

    /// Makes the number of each unit, of `keys` for what their tapes are made of. The text of a class with its members
    /// is more than the item of the class covers.
    fn print(&mut self, keys: &[u64], shells: &[u64]) {
        let units = self.units.unnoted().iter().enumerate().zip(keys);
        let prints = units.map(|((at, unit), key)| {
            let shell = shells.get(unit.item as usize);
            hash_of((key, unit.item, unit.is_open, self.entries.unnoted(at as u32), self.detached.get(at), shell))
        });
        self.prints = prints.collect();
    }

    /// True for a class whose objects each belong to one activation: nobody beyond the file can make one, and no
    /// function of the file lets go of one that it makes.
    pub fn is_private_object(&self, class: Name, context: &Inquiry) -> bool {
        self.log.ask(Question::Private(class));
        // What inherits from it is one of it, too.
        let all = || std::iter::once(class).chain(self.kin.heirs(class));
        all().all(|class| !context.is_public_class(class) && !context.is_exported(class)) && !self.lets_go_of(class)
    }

    /// True for a class each of whose objects belongs to the function that makes it, wherever in the project that is.
    pub fn is_made_for_each(&self, class: Name) -> bool {
        self.log.ask(Question::Private(class));
        self.for_each.contains(&class)
    }

    /// True where some function lets go of an object of the class, or none makes one.
    fn lets_go_of(&self, class: Name) -> bool {
        let made = self.made.get_or_init(|| {
            let mut made: FxHashMap<Name, bool> = FxHashMap::default();
            for (name, gone) in self.units.unnoted().iter().flat_map(|unit| &unit.function.made) {
                *made.entry(*name).or_default() |= gone;
            }
            made
        });
        let mut known =
            std::iter::once(class).chain(self.kin.heirs(class)).filter_map(|class| made.get(&class)).peekable();
        known.peek().is_none() || known.any(|gone| *gone)
    }

    /// What the methods of a class are called.
    pub fn methods(&self, class: Name) -> &[String] {
        self.log.ask(Question::Methods(class));
        self.named().get(&class).map_or(&[], Vec::as_slice)
    }

    fn named(&self) -> &FxHashMap<Name, Vec<String>> {
        self.named.get_or_init(|| {
            let mut named: FxHashMap<Name, Vec<String>> = FxHashMap::default();
            let methods = self.units.unnoted().iter().filter(|unit| unit.function.parent == Some(0));
            for function in methods.map(|unit| &unit.function) {
                if let (Some(class), Some(name)) = (function.class, function.path.rsplit('.').next()) {
                    named.entry(class).or_default().push(name.to_string());
                }
            }
            named
        })
    }

    /// The units that speak of a place, in order.
    pub fn sharing(&self, place: &Place) -> &[u32] {
        self.log.ask(Question::Sharing(place.clone()));
        self.shared().get(&hash_of(place)).map_or(&[], Vec::as_slice)
    }

    fn shared(&self) -> &FxHashMap<u64, Vec<u32>> {
        self.sharing.get_or_init(|| {
            let mut sharing: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
            for (at, unit) in (0..).zip(self.units.unnoted()) {
                for place in &unit.function.places {
                    sharing.entry(hash_of(place)).or_default().push(at);
                }
            }
            sharing
        })
    }

    /// For each unit the units that call it and the index of the call.
    fn callers(&self) -> &[Vec<(u32, u32)>] {
        self.callers.get_or_init(|| callers(self.callees.unnoted()))
    }

    /// The units that call a unit, each with the index of the call.
    pub fn calls_of(&self, unit: u32) -> &[(u32, u32)] {
        self.log.ask(Question::Callers(unit));
        self.callers().get(unit as usize).map_or(&[], Vec::as_slice)
    }

    /// True where no function of the file holds a syntax error, or is too deep to follow.
    pub fn is_whole(&self) -> bool {
        self.log.ask(Question::Whole);
        self.units.unnoted().iter().all(|unit| !unit.function.incomplete)
    }

    /// Which threads may be in which functions, found when first asked for.
    pub(super) fn threads(&self) -> &Threads {
        self.threads.get_or_init(|| self.log.aside(|| Threads::new(self)))
    }

    /// What guards what, found when first asked for.
    pub(super) fn guarded(&self) -> &Guarded {
        self.guarded.get_or_init(|| self.log.aside(|| Guarded::new(self)))
    }

    /// The places of the locks that every caller of a unit holds, where all its callers are known.
    pub fn held_by_callers(&self, unit: u32) -> Vec<&Place> {
        self.held_by_callers_within(unit, 4)
    }

    fn held_by_callers_within(&self, unit: u32, depth: u32) -> Vec<&Place> {
        let mut common: Option<Vec<&Place>> = None;
        if depth == 0 || self.units.get(unit as usize).is_none_or(|unit| unit.is_open) {
            return Vec::new();
        }
        self.log.ask(Question::Callers(unit));
        for (at, call) in self.callers().get(unit as usize).into_iter().flatten() {
            let Some(caller) = self.units.get(*at as usize) else { continue };
            let Some(call) = caller.function.calls.get(*call as usize) else { continue };
            // Whoever makes the object has it alone; whoever calls itself holds what it was called with.
            if caller.function.is_startup || *at == unit {
                continue;
            }
            let held = caller
                .held()
                .at(call.event)
                .filter_map(|acquired| caller.function.place(caller.function.event(acquired)?));
            let mut held: Vec<&Place> = held.collect();
            held.extend(self.held_by_callers_within(*at, depth - 1));
            common = Some(match common {
                None => held,
                Some(known) => known.into_iter().filter(|place| held.contains(place)).collect(),
            });
            if common.as_ref().is_some_and(Vec::is_empty) {
                break;
            }
        }
        common.unwrap_or_default()
    }

    /// True where a unit may go on while the function around it does.
    pub fn is_detached(&self, unit: u32) -> bool {
        self.log.ask(Question::Unit(unit));
        self.detached.get(unit as usize).copied().unwrap_or(true)
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
    pub(super) fn is_startup(&self, unit: u32) -> bool {
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
