//! What an expression stands for while its function is walked.

use crate::facts::{Name, Stored};
use crate::syntax::NodeIx;
use smallvec::SmallVec;
use thin_vec::ThinVec;

/// The value of an expression, as far as the tape needs it. It is handed on from node to node: lists that few values have
/// take one word.
#[derive(Debug, Default)]
pub struct Value {
    /// Events it is computed from: reads of shared places, and calls.
    pub from: SmallVec<[u32; 2]>,
    /// It is one of those values itself, not something computed from it.
    pub direct: bool,
    /// What a write of it would store.
    pub stored: Stored,
    /// Qualified name of its type; the empty name where unknown.
    pub type_name: Name,
    /// Calls whose work it stands for and which have not been waited for: index, and whether there are many.
    pub pending: ThinVec<(u32, bool)>,
    /// The event that started work which it is the handle of.
    pub spawned: Option<u32>,
    /// Acquisitions that end when it is dropped.
    pub guards: ThinVec<u32>,
    /// A path below a folder that was made for the moment.
    pub scratch: bool,
    /// It only borrows what those acquisitions guard: nobody can drop them through it.
    pub lent: bool,
    /// The closure it is.
    pub closure: Option<u32>,
    /// It comes out of an await.
    pub awaited: bool,
    /// It is new with each call: made of nothing that was given.
    pub own: bool,
    /// The event that copied the shared collection whose items it holds.
    pub copy_of: Option<u32>,
    /// It is an item of a shared collection.
    pub item: Option<Item>,
    /// The expression it was bound from.
    pub expression: Option<NodeIx>,
}

/// An item of a shared collection, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// The event that reads the collection.
    pub read: u32,
    /// A part of the item: `job.id`.
    pub part: bool,
}

impl Clone for Value {
    /// Values are copied all the time, and few hold anything: what derives would go through each list item by item.
    fn clone(&self) -> Value {
        Value {
            from: SmallVec::from_slice(&self.from),
            pending: self.pending.clone(),
            guards: self.guards.clone(),
            ..*self
        }
    }
}

/// No value keeps more origins than this; what is computed from more says little.
const MAX_ORIGINS: usize = 6;

/// Nor more calls: of a thousand calls inside one another each would keep all that it holds.
pub const MAX_PENDING: usize = 128;

impl Value {
    /// The value of an event: itself.
    pub fn of_event(event: u32) -> Value {
        Value { from: SmallVec::from_slice(&[event]), direct: true, ..Value::default() }
    }

    /// What is computed from both.
    pub fn join(mut self, other: Value) -> Value {
        self.add(other);
        self
    }

    /// Becomes what is computed from both.
    pub fn add(&mut self, other: Value) {
        if self.is_nothing() {
            // Most values are blank, and most of what they are joined with.
            if !other.is_blank() || !self.is_blank() {
                *self = Value { direct: false, awaited: self.awaited | other.awaited, ..other };
            }
            return;
        }
        self.direct = false;
        self.awaited |= other.awaited;
        self.own |= other.own;
        self.item = None;
        self.copy_of = None;
        if other.is_nothing() {
            self.lent |= other.lent;
            self.stored = Stored::Opaque;
            self.expression = None;
            return;
        }
        for event in other.from {
            if !self.from.contains(&event) && self.from.len() < MAX_ORIGINS {
                self.from.push(event);
            }
        }
        for (call, many) in other.pending {
            let full = self.pending.len() >= MAX_PENDING;
            match self.pending.iter_mut().find(|(known, _)| *known == call) {
                Some((_, known)) => *known |= many,
                None if !full => self.pending.push((call, many)),
                None => {}
            }
        }
        for guard in other.guards {
            if !self.guards.contains(&guard) {
                self.guards.push(guard);
            }
        }
        self.lent |= other.lent;
        if self.stored != other.stored {
            self.stored = Stored::Opaque;
        }
        if self.type_name == Name::default() {
            self.type_name = other.type_name;
        }
        self.scratch |= other.scratch;
        self.spawned = self.spawned.or(other.spawned);
        self.closure = self.closure.or(other.closure);
        self.expression = None;
    }

    /// One of the two, nobody knows which: itself where both stand for the same.
    pub fn or(self, other: Value) -> Value {
        let same = self.direct && other.direct && self.from == other.from;
        let joined = self.join(other);
        Value { direct: joined.direct || same, ..joined }
    }

    /// What a computation with it yields: its origins, and nothing of its kind, its type or its guards.
    pub fn computed(self) -> Value {
        if self.is_blank() {
            return self;
        }
        Value {
            from: self.from,
            pending: self.pending,
            spawned: self.spawned,
            scratch: self.scratch,
            awaited: self.awaited,
            own: self.own,
            ..Value::default()
        }
    }

    /// The same of a value that others still need.
    pub fn outcome(&self) -> Value {
        if self.is_blank() {
            return Value::default();
        }
        Value {
            from: SmallVec::from_slice(&self.from),
            pending: self.pending.clone(),
            spawned: self.spawned,
            scratch: self.scratch,
            awaited: self.awaited,
            own: self.own,
            ..Value::default()
        }
    }

    /// True for the value of which nothing whatever is known.
    pub fn is_blank(&self) -> bool {
        let noted = self.direct | self.lent | self.awaited | self.own;
        !noted && self.is_nothing() && self.copy_of.is_none() && self.item.is_none() && self.expression.is_none()
    }

    /// True where nothing is known of what it is.
    pub fn is_nothing(&self) -> bool {
        self.from.is_empty()
            && self.pending.is_empty()
            && self.guards.is_empty()
            && self.stored == Stored::Opaque
            && self.closure.is_none()
            && self.spawned.is_none()
            && !self.scratch
            && self.type_name == Name::default()
    }
}

/// What a local name stands for.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Its value.
    pub value: Value,
    /// How many branches deep it was bound: bound again deeper, it may be either.
    pub depth: u32,
    /// What it stands for as long as the arm lasts that bound it again.
    pub within: Option<Box<(u32, Value)>>,
    /// It was not bound again in a branch.
    pub sure: bool,
}

impl Binding {
    /// A name that stands for a value from here on, so many branches deep.
    pub fn new(value: Value, depth: u32) -> Binding {
        Binding { value, depth, within: None, sure: true }
    }
}
