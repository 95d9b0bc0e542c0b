//! Functions as other files may meet them, in few bytes: of most only the head is ever asked.

use super::digest::Digest;
use crate::facts::{Call, Event, Fate, Function, Graph, Name, Place, Usage, Word};
use crate::project::program::hash_of;
use crate::text::Span;
use rustc_hash::FxHashMap;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use thin_vec::ThinVec;

/// A function without what nobody else can meet. Its steps wait packed until [`Digest::open`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Abstract {
    /// Its own name; the empty name for what cannot be called by one.
    pub name: Name,
    /// The class whose object `self` is.
    pub class: Option<Name>,
    /// The line that it begins on, 0-based.
    pub line: u32,
    /// Suspends, or may.
    pub is_async: bool,
    /// Callers beyond the file can reach it.
    pub is_public: bool,
    /// A test, or a part of one.
    pub is_test: bool,
    /// The places that its steps are about.
    pub touches: ThinVec<Touch>,
    /// What it calls.
    pub calls: ThinVec<Called>,
    /// Another number where its steps are others, wherever these stand.
    pub print: u64,
    /// Where in the packed bytes it begins to be said where the steps stand.
    split: u32,
    #[serde(serialize_with = "write_bytes", deserialize_with = "read_bytes")]
    packed: Box<[u8]>,
}

/// A place that a function touches.
#[derive(Clone, Copy, Debug, Hash, Serialize, Deserialize)]
pub struct Touch {
    /// Index into [`Digest::places`].
    pub place: u32,
    /// Nothing is done with it but to call it.
    pub only_called: bool,
}

/// A call of a function.
#[derive(Clone, Copy, Debug, Hash, Serialize, Deserialize)]
pub struct Called {
    /// What is called: index into [`Digest::places`].
    pub callee: u32,
    /// The result is awaited.
    pub awaited: bool,
    /// Somebody has what it returns.
    pub taken: bool,
    /// The callee is named by the class of an object that has no name beyond the function.
    pub by_class: bool,
}

/// Where a step stands in its file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seen {
    /// Which of the lines that are quoted of the file.
    pub quote: u32,
    /// The step, in bytes of the line.
    pub span: Span,
    /// What it is about, in bytes of the line; empty where it is about nothing.
    pub subject: Span,
}

/// A function, and where its steps stand.
#[derive(Debug)]
pub struct Opened {
    /// The function; its graph is unmade, and where its steps stand is not said in it.
    pub function: Function,
    /// Where each of its steps stands, by event.
    pub seen: Vec<Seen>,
}

/// What of a function is neither in its head nor nothing.
#[derive(Serialize, Deserialize)]
struct Body {
    path: String,
    is_generator: bool,
    is_wrapped: bool,
    is_startup: bool,
    is_exclusive: bool,
    incomplete: bool,
    usage: Usage,
    events: ThinVec<Event>,
    /// Of each call its event, and whether it only makes work that a spawn starts.
    calls: Vec<(u32, bool)>,
    returns: ThinVec<u32>,
}

impl Abstract {
    /// Packs a function whose places belong to these of its file.
    pub(super) fn pack(opened: Opened, line: u32, places: &mut Places) -> Abstract {
        let Opened { function, seen } = opened;
        let is_used = |at: u32| function.events.iter().any(|event| event.place == at && event.word != Word::Call);
        let touches: ThinVec<Touch> = (0..)
            .zip(&function.places)
            .map(|(at, place)| Touch { place: places.add(place), only_called: !is_used(at) })
            .collect();
        let has_result = |event: u32| function.event(event).is_some_and(|event| event.fate == Fate::Taken);
        let calls: ThinVec<Called> = function
            .calls
            .iter()
            .filter_map(|call| {
                let callee = places.add(call.callee.as_ref()?);
                let by_class = call.of != Name::default();
                Some(Called { callee, awaited: call.awaited, taken: has_result(call.event), by_class })
            })
            .collect();
        let print = hash_of((&function.places, function.calls.iter().map(|call| &call.callee).collect::<Vec<_>>()));
        let head = (function.name, function.class, function.is_async, function.is_public, function.is_test, &calls);
        let print = hash_of((print, head));
        let body = Body {
            path: function.path,
            is_generator: function.is_generator,
            is_wrapped: function.is_wrapped,
            is_startup: function.is_startup,
            is_exclusive: function.is_exclusive,
            incomplete: function.incomplete,
            usage: function.usage,
            calls: function.calls.iter().map(|call| (call.event, call.spawned)).collect(),
            events: function.events,
            returns: function.returns,
        };
        // Nothing in it can fail to be written.
        let packed = postcard::to_extend(&body, Vec::new()).unwrap_or_default();
        let split = packed.len() as u32;
        let print = hash_of((print, &packed));
        let packed = postcard::to_extend(&seen, packed).unwrap_or_default();
        Abstract {
            name: function.name,
            class: function.class,
            line,
            is_async: function.is_async,
            is_public: function.is_public,
            is_test: function.is_test,
            touches,
            calls,
            print,
            split,
            packed: packed.into(),
        }
    }

    /// A number that is another where anything about it is.
    pub(super) fn print_with_lines(&self) -> u64 {
        hash_of((self.print, &self.packed, self.line))
    }
}

impl Digest {
    /// A function with its steps; none where there is no such function.
    pub fn open(&self, at: u32) -> Option<Opened> {
        let packed = self.functions.get(at as usize)?;
        let (body, seen) = packed.packed.split_at_checked(packed.split as usize)?;
        let (body, seen): (Body, Vec<Seen>) = (postcard::from_bytes(body).ok()?, postcard::from_bytes(seen).ok()?);
        let place = |at: u32| self.places.get(at as usize).cloned();
        let call = |(called, (event, spawned)): (&Called, (u32, bool))| Call {
            event,
            callee: place(called.callee),
            of: Name::default(),
            closure: None,
            awaited: called.awaited,
            spawned,
            carries: ThinVec::new(),
            lends: ThinVec::new(),
            hands: ThinVec::new(),
        };
        let function = Function {
            path: body.path,
            name: packed.name,
            class: packed.class,
            is_async: packed.is_async,
            is_generator: body.is_generator,
            is_wrapped: body.is_wrapped,
            is_public: packed.is_public,
            is_startup: body.is_startup,
            is_test: packed.is_test,
            is_exclusive: body.is_exclusive,
            usage: body.usage,
            graph: Graph::unmade(),
            places: packed.touches.iter().filter_map(|touch| place(touch.place)).collect(),
            calls: packed.calls.iter().zip(body.calls).map(call).collect(),
            events: body.events,
            returns: body.returns,
            incomplete: body.incomplete,
            ..Function::default()
        };
        Some(Opened { function, seen })
    }
}

/// The places that the functions of a file speak of, each once.
#[derive(Default)]
pub(super) struct Places {
    known: FxHashMap<Place, u32>,
    /// In the order in which they were first spoken of.
    pub all: Vec<Place>,
}

impl Places {
    fn add(&mut self, place: &Place) -> u32 {
        if let Some(known) = self.known.get(place) {
            return *known;
        }
        let at = self.all.len() as u32;
        self.known.insert(place.clone(), at);
        self.all.push(place.clone());
        at
    }
}

/// Lines of code of a file, one behind the other.
#[derive(Clone, Debug, Default, Hash, Serialize, Deserialize)]
pub struct Quotes {
    text: String,
    lines: Vec<QuotedLine>,
}

#[derive(Clone, Debug, Hash, Serialize, Deserialize)]
struct QuotedLine {
    line: u32,
    indent: u32,
    end: u32,
}

/// A line of code of a file.
#[derive(Clone, Copy, Debug)]
pub struct Quote<'q> {
    /// The line, 0-based.
    pub line: u32,
    /// What of the line stands before the code, in bytes: its indentation.
    pub indent: u32,
    /// The code, without blanks at its ends.
    pub code: &'q str,
}

impl Quotes {
    /// Adds a line and returns its index.
    pub(super) fn add(&mut self, quote: Quote) -> u32 {
        self.text.push_str(quote.code);
        self.lines.push(QuotedLine { line: quote.line, indent: quote.indent, end: self.text.len() as u32 });
        self.lines.len() as u32 - 1
    }

    /// The line of that index.
    pub fn get(&self, at: u32) -> Option<Quote<'_>> {
        let QuotedLine { line, indent, end } = *self.lines.get(at as usize)?;
        let before = at.checked_sub(1).and_then(|before| self.lines.get(before as usize));
        let code = self.text.get(before.map_or(0, |before| before.end as usize)..end as usize)?;
        Some(Quote { line, indent, code })
    }

    /// Gives back what was reserved for more than there is.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.lines.shrink_to_fit();
    }
}

fn write_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

fn read_bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<[u8]>, D::Error> {
    struct Bytes;
    impl Visitor<'_> for Bytes {
        type Value = Box<[u8]>;

        fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
            out.write_str("bytes")
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Box<[u8]>, E> {
            Ok(bytes.into())
        }
    }
    deserializer.deserialize_bytes(Bytes)
}
