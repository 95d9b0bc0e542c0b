//! Threads: which functions may be running in which of them, and so where any two steps may interleave.
//!
//! A function runs in the event loop, in a thread that is started here, or in whatever thread somebody beyond the file
//! calls it from. That the last are more than one is never assumed: it takes a lock that somebody takes for the object,
//! or state that the whole program shares in a file that speaks of threads.

use super::asked::Question;
use super::guarded::{Accesses, Guarded};
use super::kin::Kin;
use super::program::{Program, hash_of};
use super::unit::Unit;
use crate::facts::{Function, Inquiry, Kind, Name, Place, Root, Sort, Usage, Word};
use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use std::hash::Hash;

/// How sure it is that threads share a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Nothing speaks for it.
    #[default]
    None,
    /// The whole program shares it, and nothing says that it has one thread only.
    Possible,
    /// So it does, and the file starts threads or takes locks.
    Likely,
    /// Its owner takes a lock that blocks threads.
    Sure,
}

/// Where a function may be running.
#[derive(Clone, Debug, Default, Hash)]
struct Lanes {
    /// In the event loop.
    event_loop: bool,
    /// In the thread of whoever calls it.
    anyone: bool,
    /// It is a closure that somebody was given: whoever that is calls it from one thread.
    given: bool,
    /// In the threads that begin with these units, and true for those of which many run at once.
    workers: SmallVec<[(u32, bool); 2]>,
}

/// The threads of a file.
#[derive(Debug, Default)]
pub struct Threads {
    lanes: Vec<Lanes>,
    /// Classes whose methods take a lock of the object that blocks threads.
    locked: FxHashSet<Name>,
    /// Objects below the own one, or below the module, of which a lock is taken that blocks threads.
    inner: FxHashSet<Place>,
    /// Flags that are made for threads.
    flags: FxHashSet<Place>,
    /// Functions of the file take a lock of the module that blocks threads.
    module_locked: bool,
    /// The file starts threads, or takes locks that block them.
    speaks: bool,
    /// The file has functions that run in an event loop.
    has_loop: bool,
}

/// No unit is followed into more threads than this.
const MAX_WORKERS: usize = 6;

impl Threads {
    /// Finds the threads of a program.
    pub fn new(program: &Program) -> Threads {
        let mut threads = Threads { lanes: vec![Lanes::default(); program.units.len()], ..Threads::default() };
        threads.read_locks(program);
        let locks = locks(program);
        threads.speaks |=
            program.units.unnoted().iter().any(|unit| unit.function.spawned.iter().any(|work| work.in_thread));
        threads.has_loop = program.units.unnoted().iter().any(|unit| unit.function.is_async);
        threads.find_roots(program, &locks);
        threads
    }

    fn read_locks(&mut self, program: &Program) {
        for unit in program.units.unnoted() {
            let function = &unit.function;
            let flags = function.events.iter().filter(|event| event.kind == Kind::Flag);
            self.flags.extend(flags.filter_map(|event| function.place(event).cloned()));
            for event in function.events.iter().filter(|event| event.word == Word::Acquire && is_of_threads(event.kind))
            {
                if let Some(place) = function.place(event) {
                    self.inner.extend(owner_of(place).filter(|owner| !owner.path.is_empty()));
                }
                match function.place(event).map(|place| (place.root, place.path.len())) {
                    Some((Root::Object(class), 1)) => {
                        self.locked.insert(class);
                        // The lock of an object is there for all classes that it is made of.
                        self.locked.extend(program.kin.above(class).iter().copied().chain(program.kin.heirs(class)));
                        self.speaks = true;
                    }
                    Some((Root::Module(_), 0)) => {
                        self.module_locked = true;
                        self.speaks = true;
                    }
                    _ => {}
                }
            }
        }
    }

    fn find_roots(&mut self, program: &Program, locks: &FxHashSet<Place>) {
        let units = program.units.unnoted();
        let mut started = vec![false; units.len()];
        let mut queue: Vec<u32> = Vec::new();
        for (starter, works) in program.started.unnoted().iter().enumerate() {
            let Some(function) = units.get(starter).map(|unit| &unit.function) else { continue };
            for (index, target) in works {
                let Some(work) = function.spawned.get(*index as usize) else { continue };
                if let Some(known) = started.get_mut(*target as usize) {
                    *known = true;
                }
                // A handle that is kept stands for one piece of work at a time.
                let many = work.many || !work.kept && !function.is_startup;
                let is_async = units.get(*target as usize).is_some_and(|unit| unit.function.is_async);
                let lane = match work.kind {
                    _ if is_async => continue,
                    _ if work.in_thread => {
                        Lanes { workers: SmallVec::from_slice(&[(*target, many)]), ..Lanes::default() }
                    }
                    // What a process does to its memory is seen by nobody else.
                    Kind::Process => continue,
                    Kind::Listener => Lanes { anyone: true, ..Lanes::default() },
                    _ if function.is_async => Lanes { event_loop: true, ..Lanes::default() },
                    _ => Lanes { anyone: true, ..Lanes::default() },
                };
                if self.enter(*target, &lane) {
                    queue.push(*target);
                }
            }
        }
        let mut called = vec![false; units.len()];
        for callee in program.callees.unnoted().iter().flat_map(|callees| callees.values()) {
            if let Some(known) = called.get_mut(*callee as usize) {
                *known = true;
            }
        }
        let is = |list: &[bool], at: usize| list.get(at).copied().unwrap_or(false);
        for (at, unit) in units.iter().enumerate() {
            let function = &unit.function;
            if function.is_startup || function.is_test || makes_lock(function, locks) {
                continue;
            }
            let lane = if function.is_async {
                Lanes { event_loop: true, ..Lanes::default() }
            } else if function.is_thread_entry {
                // Each such object has its own thread, which nobody else is.
                Lanes { workers: SmallVec::from_slice(&[(at as u32, false)]), ..Lanes::default() }
            } else if is_called_from_outside(unit, is(&called, at), is(&started, at)) {
                let given = matches!(function.usage, Usage::Escapes | Usage::Lent);
                Lanes { anyone: true, given, ..Lanes::default() }
            } else {
                continue;
            };
            if self.enter(at as u32, &lane) {
                queue.push(at as u32);
            }
        }
        while let Some(at) = queue.pop() {
            let Some(unit) = units.get(at as usize) else { continue };
            let lane = self.lanes.get(at as usize).cloned().unwrap_or_default();
            let calls = program.callees.unnoted().get(at as usize).into_iter().flatten();
            let mut next: SmallVec<[u32; 8]> = calls
                .filter(|(call, _)| !unit.function.calls.get(**call as usize).is_some_and(|call| call.spawned))
                .map(|(_, callee)| *callee)
                .collect();
            let inline = unit.function.closures.iter().map(|(closure, _)| at - unit.index + closure);
            next.extend(
                inline.filter(|inner| {
                    units.get(*inner as usize).is_some_and(|inner| inner.function.usage == Usage::Inline)
                }),
            );
            for callee in next {
                let runs_here = units.get(callee as usize).is_some_and(|unit| {
                    !unit.function.is_async && !unit.function.is_startup && !makes_lock(&unit.function, locks)
                });
                if runs_here && self.enter(callee, &lane) {
                    queue.push(callee);
                }
            }
        }
    }

    /// Adds lanes to those of a unit; true where some are new.
    fn enter(&mut self, unit: u32, more: &Lanes) -> bool {
        let Some(lanes) = self.lanes.get_mut(unit as usize) else { return false };
        let before = (lanes.event_loop, lanes.anyone, lanes.workers.len());
        lanes.event_loop |= more.event_loop;
        lanes.given = more.given && !lanes.anyone || lanes.given && !more.anyone;
        lanes.anyone |= more.anyone;
        for worker in &more.workers {
            if lanes.workers.len() < MAX_WORKERS && !lanes.workers.iter().any(|(known, _)| *known == worker.0) {
                lanes.workers.push(*worker);
            }
        }
        before != (lanes.event_loop, lanes.anyone, lanes.workers.len())
    }

    /// A number that is another where the threads are that may be in a unit.
    pub(super) fn print_of(&self, unit: u32) -> u64 {
        hash_of(self.lanes.get(unit as usize))
    }

    /// All that [`Threads::evidence`] rests on, beside what a place is accessed under.
    pub(super) fn speak_for(&self, place: &Place) -> impl Hash + use<> {
        let locked = matches!(place.root, Root::Object(class) if self.locked.contains(&class));
        let inner = owner_of(place).is_some_and(|owner| self.inner.contains(&owner));
        (self.flags.contains(place), locked, inner, self.module_locked, self.speaks, self.has_loop)
    }

    /// What speaks for it that calls from beyond the file reach a place from several threads.
    fn evidence(&self, place: &Place, guarded: &Guarded, kin: &Kin, context: &Inquiry) -> Evidence {
        let guards_itself = owner_of(place).is_some_and(|owner| self.inner.contains(&owner));
        if self.flags.contains(place) || guards_itself && guarded.is_shared(place, kin) {
            return Evidence::Sure;
        }
        let shared = match place.root {
            Root::Object(class) if self.locked.contains(&class) && guarded.is_shared(place, kin) => {
                return Evidence::Sure;
            }
            Root::Object(class) => context.has_instance(class) && !context.is_exclusive_class(class),
            Root::Module(_) if self.module_locked && guarded.is_shared(place, kin) => return Evidence::Sure,
            Root::Module(name) => context.global(name).is_some_and(|global| global.sort == Sort::Variable),
            _ => false,
        };
        match (shared, self.speaks) {
            (true, true) => Evidence::Likely,
            (true, false) if !self.has_loop => Evidence::Possible,
            _ => Evidence::None,
        }
    }

    /// False where no two units ever run in two threads at once, whatever they do: nothing speaks for it of any place.
    fn may_overlap(&self, asked: Evidence) -> bool {
        let guards = !(self.flags.is_empty() && self.inner.is_empty() && self.locked.is_empty()) || self.module_locked;
        let calls = match (self.speaks, self.has_loop) {
            (true, _) => Evidence::Likely,
            (false, false) => Evidence::Possible,
            (false, true) => Evidence::None,
        };
        guards || calls >= asked || self.lanes.iter().any(|lanes| !lanes.workers.is_empty())
    }

    /// True where the two units may run in two threads at once, given what speaks for calls from several of them.
    fn overlap(&self, one: u32, other: u32, calls: Evidence, asked: Evidence) -> bool {
        let (Some(a), Some(b)) = (self.lanes.get(one as usize), self.lanes.get(other as usize)) else { return false };
        let outside = |lanes: &Lanes| lanes.event_loop || lanes.anyone;
        let workers = a
            .workers
            .iter()
            .any(|(worker, many)| outside(b) || b.workers.iter().any(|(other, _)| other != worker || *many));
        workers
            || outside(a) && !b.workers.is_empty()
            || a.anyone && b.anyone && calls >= asked && !(one == other && a.given)
            || (a.anyone && b.event_loop || a.event_loop && b.anyone) && calls == Evidence::Sure
    }

    /// The threads started here that alone run a unit; none where others may.
    fn only_in(&self, unit: u32) -> &[(u32, bool)] {
        match self.lanes.get(unit as usize) {
            Some(lanes) if !lanes.event_loop && !lanes.anyone => &lanes.workers,
            _ => &[],
        }
    }
}

impl Program<'_> {
    /// What speaks for it that calls from beyond the file reach a place from several threads.
    pub fn evidence(&self, place: &Place, context: &Inquiry) -> Evidence {
        self.log.ask(Question::Accesses(place.clone()));
        self.threads().evidence(place, self.guarded(), self.kin, context)
    }

    /// How a place is accessed by all functions together.
    pub fn accesses(&self, place: &Place) -> Option<&Accesses> {
        self.log.ask(Question::Accesses(place.clone()));
        self.guarded().accesses(place)
    }

    /// False where no two units ever run in two threads at once, given what must speak for calls from several of them. That depends
    /// on every line of the file: no judgement may ask it.
    pub fn has_threads(&self, asked: Evidence) -> bool {
        self.threads().may_overlap(asked)
    }

    /// True where two units may run in two threads at once, given what speaks for calls from several of them.
    pub fn overlap_in_threads(&self, one: u32, other: u32, calls: Evidence, asked: Evidence) -> bool {
        self.log.ask(Question::Lanes(one));
        self.log.ask(Question::Lanes(other));
        self.threads().overlap(one, other, calls, asked)
    }

    /// The threads started here that alone run a unit; none where others may.
    pub fn only_in(&self, unit: u32) -> &[(u32, bool)] {
        self.log.ask(Question::Lanes(unit));
        self.threads().only_in(unit)
    }
}

/// The object that a place is a field of; none for what is no field.
fn owner_of(place: &Place) -> Option<Place> {
    let mut owner = place.clone();
    owner.path.pop().map(|_| owner)
}

/// The places of all locks that the functions of a file take.
pub(super) fn locks(program: &Program) -> FxHashSet<Place> {
    let functions = program.units.unnoted().iter().map(|unit| &unit.function);
    functions
        .flat_map(|function| {
            let taken = function.events.iter().filter(|event| event.word == Word::Acquire && is_of_threads(event.kind));
            taken.filter_map(|event| function.place(event).cloned())
        })
        .collect()
}

/// True for a function that makes a lock: nobody can have it yet.
pub(super) fn makes_lock(function: &Function, locks: &FxHashSet<Place>) -> bool {
    let mut made = function.events.iter().filter(|event| event.word == Word::Write && event.kind == Kind::Assign);
    made.any(|event| function.place(event).is_some_and(|place| locks.contains(place)))
}

/// A lock that blocks its thread, as far as one can see.
pub fn is_of_threads(kind: Kind) -> bool {
    matches!(kind, Kind::Plain | Kind::Sync)
}

fn is_called_from_outside(unit: &Unit, called: bool, started: bool) -> bool {
    let function = &unit.function;
    match function.usage {
        Usage::Inline => false,
        Usage::Declared => unit.is_open || !called && !started,
        Usage::Spawned | Usage::SpawnedOnce | Usage::Parallel => !started,
        Usage::Escapes | Usage::Lent => true,
    }
}
