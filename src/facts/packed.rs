//! Facts in as few bytes as will do: those of a file wait for the look at it until all files are heard. What a digest has of
//! events is kept on disk in the same form.
//!
//! Most of it are events, and of an event most is nothing: what is true or false is one number, none of a place or call is 0,
//! and the expression that names a place stands close to its event. Names come again and again: each is written once, before
//! all else. Where many files wait, what is written is compressed, too.

use super::event::{Decision, Event, Fate, Kind, Mode, Stored, Word};
use super::{FileFacts, Key, Name};
use crate::text::Span;
use postcard::{Deserializer as Reader, de_flavors, ser_flavors};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smallvec::SmallVec;
use thin_vec::ThinVec;

/// The facts of a file while nobody looks at them.
#[derive(Clone, Debug)]
pub struct Packed {
    bytes: Box<[u8]>,
    squeezed: bool,
}

impl FileFacts {
    /// The same in few bytes.
    pub fn pack(&self) -> Packed {
        // Nothing in it can fail to be written; and what cannot be read again is read from the text.
        let room = Vec::with_capacity(self.functions().count() * ROOM);
        let writing = Writing { rest: room, names: Vec::new(), known: FxHashMap::default() };
        let bytes = postcard::serialize_with_flavor(self, writing).unwrap_or_default();
        Packed { bytes: bytes.into(), squeezed: false }
    }
}

/// A function takes about so many bytes.
const ROOM: usize = 512;

/// What is as long as a name, and so the names.
type Bytes = [u8; size_of::<Name>()];

/// What is written, with the number of a name in its place: all that is as long as one is taken for a name, but for what may be
/// a large number. That stands as it is, since a number is read byte by byte, not at one stroke as a name is.
struct Writing {
    names: Vec<Bytes>,
    known: FxHashMap<Bytes, u32>,
    rest: Vec<u8>,
}

/// True for what begins as a number does that takes so many bytes. The number of a name ends sooner.
fn is_large(bytes: &[u8]) -> bool {
    bytes.iter().take(size_of::<Bytes>() - 1).all(|byte| *byte >= 0x80)
}

impl ser_flavors::Flavor for Writing {
    type Output = Vec<u8>;

    #[inline]
    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.rest.push(byte);
        Ok(())
    }

    #[inline]
    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        let name = match Bytes::try_from(bytes) {
            Ok(name) if !is_large(bytes) => name,
            _ => {
                self.rest.extend_from_slice(bytes);
                return Ok(());
            }
        };
        let mut number = *self.known.entry(name).or_insert_with(|| {
            self.names.push(name);
            self.names.len() as u32 - 1
        });
        while number >= 0x80 {
            self.rest.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.rest.push(number as u8);
        Ok(())
    }

    /// How many names there are, these, and the rest.
    fn finalize(self) -> postcard::Result<Vec<u8>> {
        let count = self.names.len() as u32;
        Ok([&count.to_le_bytes()[..], self.names.as_flattened(), &self.rest].concat())
    }
}

/// What [`Writing`] wrote.
struct Reading<'p> {
    names: &'p [Bytes],
    rest: &'p [u8],
}

impl<'p> Reading<'p> {
    fn new(packed: &'p [u8]) -> Option<Reading<'p>> {
        let (count, rest) = packed.split_first_chunk()?;
        let (names, rest) = rest.split_at_checked(u32::from_le_bytes(*count) as usize * size_of::<Bytes>())?;
        Some(Reading { names: names.as_chunks().0, rest })
    }
}

impl<'p> de_flavors::Flavor<'p> for Reading<'p> {
    type Remainder = ();
    type Source = &'p [u8];

    #[inline]
    fn pop(&mut self) -> postcard::Result<u8> {
        let (byte, rest) = self.rest.split_first().ok_or(postcard::Error::DeserializeUnexpectedEnd)?;
        self.rest = rest;
        Ok(*byte)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }

    #[inline]
    fn try_take_n(&mut self, count: usize) -> postcard::Result<&'p [u8]> {
        let stands = || self.rest.get(..count).is_some_and(is_large);
        if count != size_of::<Bytes>() || stands() {
            let (taken, rest) = self.rest.split_at_checked(count).ok_or(postcard::Error::DeserializeUnexpectedEnd)?;
            self.rest = rest;
            return Ok(taken);
        }
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.pop()?;
            number |= (u32::from(byte) & 0x7f).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
        self.names.get(number as usize).map(|name| &name[..]).ok_or(postcard::Error::DeserializeBadVarint)
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}

impl Packed {
    /// The facts that were packed.
    pub fn unpack(&self) -> Option<FileFacts> {
        let read = |bytes: &[u8]| FileFacts::deserialize(&mut Reader::from_flavor(Reading::new(bytes)?)).ok();
        match self.squeezed {
            true => read(&lz4_flex::decompress_size_prepended(&self.bytes).ok()?),
            false => read(&self.bytes),
        }
    }

    /// The same in about half of the bytes, for somewhat more work than it was to pack them.
    #[must_use]
    pub fn squeezed(self) -> Packed {
        match self.squeezed {
            true => self,
            false => {
                let bytes = lz4_flex::compress_prepend_size(&self.bytes);
                // A block that shrinks by less than half stays as large as it is; a new one is as large as it must be.
                Packed { bytes: bytes.as_slice().into(), squeezed: true }
            }
        }
    }

    /// How many bytes they take.
    pub fn weight(&self) -> usize {
        self.bytes.len()
    }
}

/// An event as it is written: with lists that it borrows, or as it is read: with its own.
#[derive(Serialize, Deserialize)]
struct Written<Origins, Decisions> {
    what: (Word, Kind),
    flags: u32,
    place: u32,
    key: Option<Key>,
    how: (Stored, Fate, Mode),
    /// First byte and length.
    span: (u32, u32),
    /// The same, from the first byte of the span on.
    subject: (i32, u32),
    from: Origins,
    decides: Decisions,
    call: u32,
    name: Option<Name>,
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bits = self.flags().into_iter().zip(0..);
        let written = Written {
            what: (self.word, self.kind),
            flags: bits.fold(0, |flags, (flag, bit)| flags | u32::from(*flag) << bit),
            place: self.place.wrapping_add(1),
            key: self.key,
            how: (self.stored, self.fate, self.mode),
            span: (self.span.start, self.span.len()),
            subject: (self.subject.start.wrapping_sub(self.span.start) as i32, self.subject.len()),
            from: &self.from,
            decides: &self.decides,
            call: self.call.wrapping_add(1),
            name: Some(self.name).filter(|name| *name != Name::default()),
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Event, D::Error> {
        let written: Written<SmallVec<[u32; 2]>, ThinVec<Decision>> = Written::deserialize(deserializer)?;
        let ((word, kind), (start, length)) = (written.what, written.span);
        let subject = start.wrapping_add(written.subject.0 as u32);
        let mut event = Event {
            place: written.place.wrapping_sub(1),
            key: written.key,
            stored: written.how.0,
            fate: written.how.1,
            mode: written.how.2,
            subject: Span::new(subject, subject.wrapping_add(written.subject.1)),
            from: written.from,
            decides: written.decides,
            call: written.call.wrapping_sub(1),
            name: written.name.unwrap_or_default(),
            ..Event::new(word, kind, Span::new(start, start.wrapping_add(length)))
        };
        for (flag, bit) in event.flags_mut().into_iter().zip(0..) {
            *flag = written.flags >> bit & 1 == 1;
        }
        Ok(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::event::FLAGS;
    use crate::facts::{Function, Graph, NO_CALL, NO_PLACE};
    use proptest::prelude::*;

    #[test]
    fn an_event_is_read_as_it_was_written() {
        let mut events = vec![Event::new(Word::Write, Kind::Insert, Span::new(5, 9))];
        for flag in 0..FLAGS {
            let mut event = Event {
                place: flag as u32,
                call: NO_CALL - 1,
                // What names the place may stand before what is done to it.
                subject: Span::new(1, 3),
                name: Name::of("put"),
                stored: Stored::Fresh,
                fate: Fate::Tested,
                mode: Mode::Alone,
                ..Event::new(Word::Write, Kind::Insert, Span::new(5, 9))
            };
            event.flags_mut().into_iter().skip(flag).take(1).for_each(|flag| *flag = true);
            event.from.push(7);
            events.push(event);
        }
        assert_eq!(events.first().map(|event| (event.place, event.call)), Some((NO_PLACE, NO_CALL)));
        let bytes = postcard::to_stdvec(&events).unwrap_or_default();
        assert_eq!(postcard::from_bytes::<Vec<Event>>(&bytes).ok(), Some(events));
    }

    type Written = (Name, u64, usize);

    proptest! {
        #[test]
        fn names_and_all_that_is_as_long_are_read_as_they_were_written(
            names in prop::collection::vec((0u64..6, any::<u64>()), 0..200),
            texts in prop::collection::vec("[a-c]{7,9}", 0..20),
        ) {
            // Some names come again, and some look like large numbers.
            let name = |(which, hash): &(u64, u64)| match which {
                0 | 1 => Name(*which),
                2 => Name(hash | 0x8080_8080_8080_8080),
                _ => Name(*hash),
            };
            // Numbers of every length.
            let number = |(which, hash): &(u64, u64)| hash >> (which * 10) >> (hash % 8);
            let all: Vec<Written> =
                names.iter().map(|one| (name(one), number(one), number(one) as usize)).collect();
            let written = Writing { names: Vec::new(), known: FxHashMap::default(), rest: Vec::new() };
            let bytes = postcard::serialize_with_flavor(&(&all, &texts), written).unwrap_or_default();
            let mut reader = Reader::from_flavor(Reading::new(&bytes).ok_or(TestCaseError::fail("too short"))?);
            let read = <(Vec<Written>, Vec<String>)>::deserialize(&mut reader);
            prop_assert_eq!(read.ok(), Some((all, texts)));
        }
    }

    #[test]
    fn a_graph_is_read_as_it_was_written() {
        let mut graph = Graph::straight(3);
        let fork = graph.add(crate::facts::NO_EVENT);
        (1..5).for_each(|point| graph.link(fork, point));
        let again = graph.add(1);
        graph.link(fork, again);
        let bytes = postcard::to_stdvec(&Function { graph: graph.clone(), ..Function::default() }).unwrap_or_default();
        let read = postcard::from_bytes::<Function>(&bytes).map(|function| function.graph);
        assert_eq!(read.map(|read| format!("{read:?}")).ok(), Some(format!("{graph:?}")));
    }
}
