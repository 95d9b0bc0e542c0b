//! What a tape speaks of, in a few bits. Most sentences cannot hold in most functions; that should cost no more than a look.

use super::sentence::WordTest;
use crate::facts::{Event, Fate, Function, Kind, Mode, NO_PLACE, Stored, Word};
use smallvec::SmallVec;

/// Which events there are: exactly by word, and by what sentences ask of a word; nearly by word and kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Words {
    words: u64,
    /// One of these bits for each pair; several pairs share one.
    kinds: u128,
}

/// What sentences ask of an event beside its word and kind. Each has a bit of its own, behind those of the words.
const ASKED: [(Word, &[WordTest]); 7] = [
    (
        Word::Read,
        &[
            WordTest::Event(Word::Read, None),
            WordTest::Check,
            WordTest::Missing,
            WordTest::Present,
            WordTest::Compare,
            WordTest::Use,
            WordTest::Answer,
            WordTest::Pick,
        ],
    ),
    (
        Word::Write,
        &[
            WordTest::Event(Word::Write, None),
            WordTest::Stores(Stored::Reset),
            WordTest::Stores(Stored::Set),
            WordTest::Stores(Stored::Param),
            WordTest::Stores(Stored::Fresh),
            WordTest::Stores(Stored::Started),
            WordTest::Stores(Stored::Opaque),
            WordTest::From,
            WordTest::Awaited,
        ],
    ),
    (
        Word::Call,
        &[
            WordTest::Event(Word::Call, None),
            WordTest::Check,
            WordTest::Missing,
            WordTest::Present,
            WordTest::Compare,
            WordTest::Work(Fate::Dropped),
            WordTest::Work(Fate::Tested),
            WordTest::Work(Fate::Returned),
            WordTest::Work(Fate::Asked),
        ],
    ),
    (
        Word::Item,
        &[
            WordTest::Event(Word::Item, None),
            WordTest::Event(Word::Item, Some(Kind::Use)),
            WordTest::Check,
            WordTest::Missing,
            WordTest::Present,
            WordTest::Compare,
        ],
    ),
    (Word::Suspend, &[WordTest::Again]),
    (
        Word::Acquire,
        &[
            WordTest::Event(Word::Acquire, None),
            WordTest::Takes(Word::Acquire, None, Mode::Alone),
            WordTest::Takes(Word::Acquire, None, Mode::Shared),
        ],
    ),
    (Word::Release, &[WordTest::Event(Word::Release, None)]),
];

/// The first bit of what is asked.
const FIRST_ASKED: u32 = 16;

/// All that is asked, each with its bit.
fn asked() -> impl Iterator<Item = (u64, WordTest)> {
    let all = ASKED.iter().flat_map(|(_, tests)| tests.iter().copied());
    (FIRST_ASKED..).map(|bit| 1 << bit).zip(all)
}

fn bit_of(word: Word, kind: Kind) -> u128 {
    1 << ((word as u32 * 37 + kind as u32) % 128)
}

impl Words {
    /// That of one event.
    fn of(event: &Event) -> Words {
        let mut words = 1 << event.word as u32;
        let mut first = FIRST_ASKED;
        for (word, tests) in ASKED {
            if word == event.word {
                let bits = tests.iter().zip(first..).filter(|(test, _)| test.fits(event));
                words |= bits.fold(0, |bits, (_, bit)| bits | 1 << bit);
                break;
            }
            first += tests.len() as u32;
        }
        Words { words, kinds: bit_of(event.word, event.kind) }
    }

    /// True where there is an event of that word.
    pub fn has(self, word: Word) -> bool {
        self.words >> word as u32 & 1 == 1
    }

    fn join(&mut self, other: Words) {
        self.words |= other.words;
        self.kinds |= other.kinds;
    }
}

/// The words of a function.
#[derive(Debug)]
pub struct Spoken {
    /// Of all its events.
    pub all: Words,
    /// For each of its places those of the events about it.
    pub of_places: Vec<Words>,
}

impl Spoken {
    /// Goes over the events of a function once.
    pub fn of(function: &Function) -> Spoken {
        let mut spoken = Spoken { all: Words::default(), of_places: vec![Words::default(); function.places.len()] };
        for event in &function.events {
            let words = Words::of(event);
            spoken.all.join(words);
            if event.place != NO_PLACE
                && let Some(known) = spoken.of_places.get_mut(event.place as usize)
            {
                known.join(words);
            }
        }
        spoken
    }
}

/// The events of which an act wants one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    words: u64,
    kinds: SmallVec<[(u64, u128); 2]>,
}

impl Need {
    /// An event that fits one of these.
    pub(super) fn of(tests: &[WordTest]) -> Need {
        let mut need = Need::default();
        for test in tests {
            let exactly = asked().filter(|(_, known)| known == test).fold(0, |bits, (bit, _)| bits | bit);
            let (word, kind) = match *test {
                _ if exactly != 0 => {
                    need.words |= exactly;
                    continue;
                }
                WordTest::Event(word, kind) | WordTest::Takes(word, kind, _) => (word, kind),
                WordTest::Both(kind, _) | WordTest::OutsideFrom(kind) => (Word::Write, Some(kind)),
                WordTest::Waited(kind) => (Word::Call, Some(kind)),
                WordTest::Started(kind, _) => (Word::Spawn, Some(kind)),
                // Of what is in no table anything may be one.
                _ => {
                    need.words = u64::MAX;
                    continue;
                }
            };
            match kind {
                None => need.words |= 1 << word as u32,
                Some(kind) => need.kinds.push((1 << word as u32, bit_of(word, kind))),
            }
        }
        need
    }

    /// False where among events of these words certainly none is wanted.
    #[inline]
    pub fn may_be_met(&self, words: Words) -> bool {
        words.words & self.words != 0
            || self.kinds.iter().any(|(word, kind)| words.words & word != 0 && words.kinds & kind != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Decision, Role};
    use crate::text::Span;

    const WORDS: [Word; 14] = [
        Word::Read,
        Word::Write,
        Word::Call,
        Word::Spawn,
        Word::Give,
        Word::Suspend,
        Word::Block,
        Word::Acquire,
        Word::Release,
        Word::Pass,
        Word::Rename,
        Word::Exit,
        Word::Item,
        Word::Catch,
    ];

    /// Events of every word and kind, with all that a sentence may ask of one.
    fn events() -> Vec<Event> {
        let decision =
            |holds| Decision { then: (0, 1), other: (1, 1), then_leaves: true, other_leaves: false, until: 1, holds };
        let mut events = Vec::new();
        for word in WORDS {
            for kind in Role::kinds(word).chain([Kind::Plain, Kind::Check]) {
                let plain = Event::new(word, kind, Span::new(0, 1));
                let rich = |stored, fate, mode, holds| {
                    let mut event = Event { stored, fate, mode, ..plain.clone() };
                    (event.used, event.answers, event.picked, event.awaited, event.in_loop) =
                        (true, true, true, true, true);
                    event.from.push(0);
                    event.decides.push(decision(holds));
                    event
                };
                events.push(plain.clone());
                events.push(rich(Stored::Reset, Fate::Dropped, Mode::Alone, None));
                events.push(rich(Stored::Set, Fate::Tested, Mode::Shared, Some(true)));
                events.push(rich(Stored::Param, Fate::Returned, Mode::Alone, Some(false)));
                events.push(rich(Stored::Fresh, Fate::Asked, Mode::Alone, None));
                events.extend(
                    [Stored::Fresh, Stored::Started, Stored::Opaque].map(|stored| Event { stored, ..plain.clone() }),
                );
            }
        }
        events
    }

    #[test]
    fn what_fits_is_never_missed() {
        let mut fitted = 0;
        for test in WordTest::all().iter().filter_map(|word| WordTest::read(word).ok()) {
            let need = Need::of(&[test]);
            for event in events().iter().filter(|event| test.fits(event)) {
                assert!(need.may_be_met(Words::of(event)), "{test:?} of {event:?}");
                fitted += 1;
            }
            assert!(!need.may_be_met(Words::default()));
        }
        assert!(fitted > 100);
    }

    #[test]
    fn what_is_asked_exactly_is_not_met_by_the_word_alone() {
        let read = Words::of(&Event::new(Word::Read, Kind::Plain, Span::new(0, 1)));
        assert!(Need::of(&[WordTest::Event(Word::Read, None)]).may_be_met(read));
        assert!(!Need::of(&[WordTest::Check, WordTest::Use]).may_be_met(read));
    }
}
