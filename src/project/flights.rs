//! Flights: the flags that let one activation in at a time, `if (this.busy) return; this.busy = true`, as all that enter a
//! function ask them first.

use super::asked::Question;
use super::program::Program;
use crate::facts::{Event, Function, Kind, NO_PLACE, Place, Stored, Usage, Word};
use crate::flow::{assumed, decides, is_aside};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// So many ways in a row are followed back from a function.
const DEPTH: u32 = 6;

/// What was asked: a unit, whether flags for each key count, and for how many ways in a row.
type Asked = (u32, bool, u32);

/// The flags that were found so far.
#[derive(Default)]
pub(super) struct Flights {
    known: RefCell<FxHashMap<Asked, Rc<[Place]>>>,
}

impl Program<'_> {
    /// The flags that let one activation of a unit in at a time, as all that enter it ask them first; with `by_key` also
    /// those that let in one for each key.
    pub fn flights(&self, unit: u32, by_key: bool) -> Vec<Place> {
        self.log.ask(Question::Flights(unit, by_key));
        self.flights_of(unit, by_key).to_vec()
    }

    /// The same for who answers for it otherwise.
    pub(super) fn flights_of(&self, unit: u32, by_key: bool) -> Rc<[Place]> {
        self.log.aside(|| self.flights_within(unit, by_key, DEPTH))
    }

    /// The same, as far as so many ways in a row show it. Each is found once, since many ways lead through one unit.
    fn flights_within(&self, unit: u32, by_key: bool, depth: u32) -> Rc<[Place]> {
        let key = (unit, by_key, depth);
        let known = self.flights.known.borrow().get(&key).cloned();
        known.unwrap_or_else(|| {
            let found: Rc<[Place]> = self.find_flights(unit, by_key, depth).into();
            self.flights.known.borrow_mut().insert(key, found.clone());
            found
        })
    }

    fn find_flights(&self, unit: u32, by_key: bool, depth: u32) -> Vec<Place> {
        let Some(this) = self.units.get(unit as usize) else { return Vec::new() };
        if depth == 0 || this.is_open {
            return Vec::new();
        }
        let inner = claims(&this.function, by_key);
        let mut common: Option<Vec<Place>> = None;
        for (from, at) in self.ways.get(unit as usize).into_iter().flatten() {
            let Some(caller) = self.units.get(*from as usize) else { continue };
            if *from == unit || caller.function.is_startup || self.is_startup(*from) {
                continue;
            }
            // What runs where it stands is entered from around it, too.
            if caller.function.usage == Usage::Inline {
                continue;
            }
            let outer = claims(&caller.function, by_key);
            let mut asked: Vec<Place> = caller
                .function
                .events
                .iter()
                .filter(|check| check.word == Word::Read && (by_key || check.key.is_none()))
                .filter(|check| decides(check, *at) && assumed(check, *at) != Some(true))
                .filter_map(|check| caller.function.place(check))
                .filter(|place| inner.contains(place) || outer.contains(place))
                .cloned()
                .collect();
            asked.extend(chain(&caller.function, *at).cloned());
            asked.extend(turn_of(&caller.function, *at).cloned());
            asked.extend(self.flights_within(*from, by_key, depth - 1).iter().cloned());
            common = Some(match common {
                None => asked,
                Some(known) => known.into_iter().filter(|place| asked.contains(place)).collect(),
            });
        }
        common.unwrap_or_default()
    }
}

/// The promise behind which an event queues: it runs when that is settled, and what comes after it is stored in its place.
/// `this.queue = this.queue.then(() => this.work())` does one thing at a time.
fn chain(function: &Function, event: u32) -> Option<&Place> {
    let events = || function.events.iter().zip(0u32..);
    let (_, queued) = events().find(|(event, _)| event.word == Word::Spawn && event.kind == Kind::Later)?;
    let taken = |place: u32| {
        let mut before = events().take(queued.min(event) as usize + 1);
        before.any(|(read, _)| read.word == Word::Read && read.place == place && read.kind == Kind::Plain)
    };
    let until = events().find(|(event, _)| event.word == Word::Suspend).map_or(u32::MAX, |(_, at)| at);
    let mut stored = events().skip(queued as usize).take_while(|(_, at)| *at < until);
    let (write, _) = stored.find(|(write, _)| {
        write.word == Word::Write
            && write.kind == Kind::Assign
            && write.from.iter().any(|from| *from + 1 >= queued)
            && taken(write.place)
    })?;
    function.place(write)
}

/// The promise that the act takes its turn behind. Whoever comes puts a promise of his own in its place before he waits for it:
/// `const before = this.tail; this.tail = new Promise(...); await before;`.
pub fn turn_of(function: &Function, act: u32) -> Option<&Place> {
    let events = |until: u32| (0..until).filter_map(|at| function.event(at).map(|event| (at, event)));
    let waits = events(act).filter(|(at, wait)| {
        wait.word == Word::Suspend && matches!(wait.kind, Kind::On | Kind::Join) && !is_aside(function, *at, Some(act))
    });
    waits.filter_map(|(waited, wait)| Some((waited, taken_by(function, wait)?))).find_map(|(waited, taken)| {
        let place = function.event(taken)?.place;
        let is_joined = |(_, queue): &(u32, &Event)| {
            queue.word == Word::Write && queue.kind == Kind::Assign && queue.key.is_none() && queue.place == place
        };
        let (joined, queue) = events(waited).rfind(is_joined)?;
        let stores = matches!(queue.stored, Stored::Fresh | Stored::Started | Stored::Opaque);
        let at_once = !events(joined).any(|(at, event)| at > taken && event.word == Word::Suspend);
        (stores && taken < joined && at_once).then(|| function.place(queue)).flatten()
    })
}

/// The read that took the promise which is waited for: itself, or once its errors are taken, `await before.catch(...)`.
fn taken_by(function: &Function, wait: &Event) -> Option<u32> {
    let is_taken = |at: &u32| {
        let read = function.event(*at);
        read.is_some_and(|read| read.word == Word::Read && read.kind == Kind::Plain && read.place != NO_PLACE)
    };
    let settled = |call: &u32| {
        let later = function.event(*call + 1)?;
        call.checked_sub(1).filter(|_| later.word == Word::Spawn && later.kind == Kind::Later)
    };
    match wait.kind {
        Kind::On => wait.from.iter().copied().find(is_taken),
        _ => wait.from.iter().filter_map(settled).find(is_taken),
    }
}

/// What a function raises before it first gives way.
fn claims(function: &Function, by_key: bool) -> Vec<&Place> {
    let waits = |(at, event): (u32, &Event)| event.word == Word::Suspend && !is_aside(function, at, None);
    let until = (0u32..).zip(&function.events).position(waits).unwrap_or(function.events.len());
    function
        .events
        .iter()
        .take(until)
        .filter(|event| event.word == Word::Write && event.stored != Stored::Reset && (by_key || event.key.is_none()))
        .filter_map(|event| function.place(event))
        .collect()
}
