//! Functions: a graph of points over a list of events.

use super::{Event, Name, Place, Word};
use crate::text::Span;
use serde::{Deserialize, Serialize};
use thin_vec::{ThinVec, thin_vec};

/// A point of the graph: at most one event, and where control goes from there. Most have one or two successors, which stand here;
/// more are listed with the graph.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(from = "Packed", into = "Packed")]
struct Point {
    event: u32,
    next: [u32; 2],
    /// How many of `next` count; [`LISTED`] where the first is the index of a list.
    count: u8,
    reached: bool,
}

impl Point {
    fn new(event: u32) -> Point {
        Point { event, next: [0; 2], count: 0, reached: false }
    }
}

/// The count of a point that has a list of successors.
const LISTED: u8 = u8::MAX;

/// A point as it is packed: its event, where none is 0; its count, above a bit for `reached`; its successors.
type Packed = (u32, u16, u32, u32);

impl From<Point> for Packed {
    fn from(Point { event, next: [first, second], count, reached }: Point) -> Packed {
        (event.wrapping_add(1), u16::from(count) << 1 | u16::from(reached), first, second)
    }
}

impl From<Packed> for Point {
    fn from((event, count, first, second): Packed) -> Point {
        Point {
            event: event.wrapping_sub(1),
            next: [first, second],
            count: (count >> 1) as u8,
            reached: count & 1 == 1,
        }
    }
}

/// The event index of a point without one.
pub const NO_EVENT: u32 = u32::MAX;

/// The point of an event that is at none.
const NOWHERE: u32 = u32::MAX;

/// The point where control enters.
pub const ENTRY: u32 = 0;
/// The point where control returns to the caller.
pub const EXIT: u32 = 1;
/// The point where an exception leaves.
pub const THROW: u32 = 2;

/// Points and the edges between them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "(ThinVec<Point>, ThinVec<ThinVec<u32>>)")]
pub struct Graph {
    points: ThinVec<Point>,
    /// The successors of points that have more than two.
    lists: ThinVec<ThinVec<u32>>,
    /// For each event the first point that it is at.
    #[serde(skip)]
    at: ThinVec<u32>,
}

impl Default for Graph {
    fn default() -> Graph {
        Graph { points: thin_vec![Point::new(NO_EVENT); 3], lists: ThinVec::new(), at: ThinVec::new() }
    }
}

impl From<(ThinVec<Point>, ThinVec<ThinVec<u32>>)> for Graph {
    /// Which point an event is at follows from the points.
    fn from((points, lists): (ThinVec<Point>, ThinVec<ThinVec<u32>>)) -> Graph {
        let mut graph = Graph { points, lists, at: ThinVec::new() };
        let events = graph.points.iter().filter(|point| point.event != NO_EVENT).map(|point| point.event + 1).max();
        graph.at.resize(events.unwrap_or(0) as usize, NOWHERE);
        for (at, point) in (0..).zip(&graph.points) {
            if let Some(known) = graph.at.get_mut(point.event as usize).filter(|known| **known == NOWHERE) {
                *known = at;
            }
        }
        graph
    }
}

impl Graph {
    /// None yet: of no use but to be replaced.
    pub fn unmade() -> Graph {
        Graph { points: ThinVec::new(), lists: ThinVec::new(), at: ThinVec::new() }
    }

    /// Makes room for so many points more.
    pub fn reserve(&mut self, points: usize) {
        self.points.reserve(points);
        self.at.reserve(points);
    }

    /// The graph of so many events, one after the other.
    pub fn straight(events: u32) -> Graph {
        let mut graph = Graph::default();
        graph.points.reserve_exact(events as usize);
        graph.at.reserve_exact(events as usize);
        let mut last = ENTRY;
        for event in 0..events {
            let point = graph.add(event);
            graph.link(last, point);
            last = point;
        }
        graph.link(last, EXIT);
        graph
    }

    /// Adds a point and returns its index.
    pub fn add(&mut self, event: u32) -> u32 {
        let point = self.points.len() as u32;
        self.points.push(Point::new(event));
        if event != NO_EVENT {
            let event = event as usize;
            self.at.resize(self.at.len().max(event + 1), NOWHERE);
            if let Some(at) = self.at.get_mut(event).filter(|at| **at == NOWHERE) {
                *at = point;
            }
        }
        point
    }

    /// The point that an event is at.
    pub fn point_of(&self, event: u32) -> Option<u32> {
        self.at.get(event as usize).copied().filter(|at| *at != NOWHERE)
    }

    /// Lets control go from one point to another.
    pub fn link(&mut self, from: u32, to: u32) {
        if self.next(from).contains(&to) {
            return;
        }
        let Some(point) = self.points.get_mut(from as usize) else { return };
        match (point.count, point.next) {
            (LISTED, [list, _]) => self.lists.get_mut(list as usize).into_iter().for_each(|list| list.push(to)),
            (0, _) => (point.next, point.count) = ([to, 0], 1),
            (1, [first, _]) => (point.next, point.count) = ([first, to], 2),
            (_, [first, second]) => {
                (point.next, point.count) = ([self.lists.len() as u32, 0], LISTED);
                self.lists.push(thin_vec![first, second, to]);
            }
        }
        if let Some(point) = self.points.get_mut(to as usize) {
            point.reached = true;
        }
    }

    /// True where some edge leads to the point.
    pub fn is_reached(&self, point: u32) -> bool {
        self.points.get(point as usize).is_some_and(|point| point.reached)
    }

    /// The event at a point.
    pub fn event(&self, point: u32) -> Option<u32> {
        self.points.get(point as usize).map(|point| point.event).filter(|event| *event != NO_EVENT)
    }

    /// The points after a point.
    pub fn next(&self, point: u32) -> &[u32] {
        let Some(point) = self.points.get(point as usize) else { return &[] };
        match (point.count, &point.next) {
            (LISTED, [list, _]) => self.lists.get(*list as usize).map_or(&[], ThinVec::as_slice),
            (count, next) => next.get(..usize::from(count)).unwrap_or(&[]),
        }
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// True for a graph of no more than its three fixed points.
    pub fn is_empty(&self) -> bool {
        self.points.len() <= 3
    }
}

/// How a closure or function value is used where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Usage {
    /// Declared by name; who calls it is found through the name.
    #[default]
    Declared,
    /// Run by a call before that call returns, any number of times.
    Inline,
    /// Given to a call that is waited for: it has run when that call has ended.
    Lent,
    /// Started as one task or thread whose handle is kept.
    SpawnedOnce,
    /// Started as a task, thread or callback, as often as somebody pleases.
    Spawned,
    /// Stored, returned or passed on: whoever gets it may run it at any time.
    Escapes,
    /// Run many times at once by one call, as `Promise.all(xs.map(async …))`.
    Parallel,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Call {
    /// Index of the call's event.
    pub event: u32,
    /// The place that the callee expression names, method and all.
    pub callee: Option<Place>,
    /// The function of the same item that it runs, where the callee is a local name for one.
    pub closure: Option<u32>,
    /// The class of the object that it is called on, where that is in a local, a parameter, or made on the spot.
    pub of: Name,
    /// The result is awaited.
    pub awaited: bool,
    /// The call only makes the work that a spawn starts.
    pub spawned: bool,
    /// Arguments that serve one task at a time: index of the place, and where it stands.
    pub carries: ThinVec<(u32, Span)>,
    /// Closures that it is given and that borrow what is around them: it runs them before it returns, if at all.
    pub lends: ThinVec<u32>,
    /// The places of the locks whose guards it is given.
    pub hands: ThinVec<u32>,
}

/// A part of what the path of a file is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spelled {
    /// An expression, in bytes of the item.
    Here(Span),
    /// What a variable of the module is first.
    Module(Name),
}

/// Work that was started: by a call that was made for it, a name, or a closure.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Spawned {
    /// Index of the spawn's event.
    pub event: u32,
    /// Index of the call that makes the work.
    pub call: Option<u32>,
    /// The place that names the function.
    pub place: Option<Place>,
    /// The function of the same item.
    pub closure: Option<u32>,
    /// The promise that it waits for, where it is a callback of one.
    pub after: Option<Place>,
    /// Started more than once here.
    pub many: bool,
    /// The handle is stored where others can reach it.
    pub kept: bool,
    /// Task, thread, timer, interval, listener.
    pub kind: super::Kind,
    /// It runs in a thread of its own.
    pub in_thread: bool,
}

/// One function of an item: its tape and its graph. Index 0 of an item's functions is the code of the item itself.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Function {
    /// Its path, such as `Session.start`; empty for the code of a module.
    pub path: String,
    /// Its own name; the empty name for a closure.
    pub name: Name,
    /// Index of the function it stands in.
    pub parent: Option<u32>,
    /// The class whose object `self` is.
    pub class: Option<Name>,
    /// All of it, in bytes of the item.
    pub span: Span,
    /// Its body, in bytes of the item.
    pub body: Span,
    /// Suspends, or may.
    pub is_async: bool,
    /// Yields.
    pub is_generator: bool,
    /// Its name stands for what a decorator makes of it: what a call of that name does is not known.
    pub is_wrapped: bool,
    /// Callers beyond the file can reach it.
    pub is_public: bool,
    /// Runs once, before or while the program starts: a constructor, `main`.
    pub is_startup: bool,
    /// Never runs beside itself, as the project says.
    pub is_serialized: bool,
    /// A test, or a part of one.
    pub is_test: bool,
    /// Runs while nobody else can reach its object, as a method on `&mut self`.
    pub is_exclusive: bool,
    /// An effect of a component.
    pub is_effect: bool,
    /// One that runs anew when what it depends on has changed.
    pub is_effect_again: bool,
    /// What an object that is a thread runs.
    pub is_thread_entry: bool,
    /// How it is used where it stands.
    pub usage: Usage,
    /// Names of its parameters, in order.
    pub parameters: ThinVec<Name>,
    /// The places that its events speak of.
    pub places: ThinVec<Place>,
    /// The expressions that the paths of its files are made of, followed through names: index of the place, and where
    /// the expression stands, or the variable of the module that it names.
    pub spelled: ThinVec<(u32, Spelled)>,
    /// Its steps, in order of evaluation.
    pub events: ThinVec<Event>,
    /// Where control goes.
    pub graph: Graph,
    /// What it calls.
    pub calls: ThinVec<Call>,
    /// Its loops, in bytes of the item.
    pub loops: ThinVec<Span>,
    /// What it starts.
    pub spawned: ThinVec<Spawned>,
    /// Variables of functions around it that serve one task at a time, which it uses, and where they are declared.
    pub sessions: ThinVec<(Place, Span)>,
    /// Classes whose objects it makes, and true for those that it lets go of: stores, returns or passes on.
    pub made: ThinVec<(Name, bool)>,
    /// Events that its return values are computed from.
    pub returns: ThinVec<u32>,
    /// Those of its closures that it returns, by index.
    pub hands_out: ThinVec<u32>,
    /// Closures that this function makes, by index, with the event index at which they are made.
    pub closures: ThinVec<(u32, u32)>,
    /// Holds a syntax error or something too deep to follow: nothing is said about it.
    pub incomplete: bool,
}

impl Function {
    /// Gives back what was reserved for more than there is.
    pub fn shrink(&mut self) {
        self.events.shrink_to_fit();
        self.places.shrink_to_fit();
        self.calls.shrink_to_fit();
        self.graph.points.shrink_to_fit();
        self.graph.at.shrink_to_fit();
    }

    /// True where it does nothing at all but come to its end, and nothing is known of it.
    pub fn is_idle(&self) -> bool {
        !self.incomplete
            && self.events.iter().all(|event| event.word == Word::Exit)
            && self.calls.is_empty()
            && self.places.is_empty()
            && self.spawned.is_empty()
            && self.sessions.is_empty()
            && self.made.is_empty()
    }

    /// The event at `index`; a bare one where there is none.
    pub fn event(&self, index: u32) -> Option<&Event> {
        self.events.get(index as usize)
    }

    /// The place of an event.
    pub fn place(&self, event: &Event) -> Option<&Place> {
        self.places.get(event.place as usize)
    }
}
