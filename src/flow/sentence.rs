//! Sentences: `check .. suspend .. write=@here unless write, check`.
//!
//! `..` is "later on some path of one activation", `unless` "with none of these between the first step and the
//! last". A word is narrowed by a kind after a dot; ` @name` after it names its place, `=@name` the event itself.
//! Grammar: sentence = step { ".." step } [ "unless" act { "," act } ]; step = "enter" | act;
//! act = word { "|" word } [ "@" place ] [ "=@" name ].

use super::words::Need;
use crate::facts::{Event, Fate, Kind, Mode, Role, Stored, Word};

/// A sentence, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// What happens, in order; two to four steps, or one for a sentence about a single event.
    pub steps: Vec<Step>,
    /// What must not happen in between.
    pub unless: Vec<Act>,
}

/// One step of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The function is entered.
    Enter,
    /// An event.
    Act(Act),
}

/// An event that a sentence asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Any of these will do.
    pub words: Vec<WordTest>,
    /// The place variable it must be about; the sentence's own where none is written.
    pub place: Option<String>,
    /// The name under which messages and fixes know it; its first word where none is written.
    pub name: String,
    /// The events of which it wants one.
    pub need: Need,
}

/// One word of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordTest {
    /// An event of that word, and of that kind where one is given.
    Event(Word, Option<Kind>),
    /// A write that stores such a value.
    Stores(Stored),
    /// A write of that kind that stores such a value: `write.assign.param`.
    Both(Kind, Stored),
    /// A suspension in a loop.
    Again,
    /// A write whose value is computed from the event of the first step.
    From,
    /// One of that kind, of a file or a table: `write.truncate.from`, `write.record.from`.
    OutsideFrom(Kind),
    /// A read whose value decides the last step; for the last step itself, any test.
    Check,
    /// A check that lets the last step happen only where it found nothing.
    Missing,
    /// One that lets it happen only where it found something.
    Present,
    /// A write whose value comes out of an await.
    Awaited,
    /// Taking a lock, and waiting for it, in that mode, and one of that kind: `acquire.alone`, `pass.shared`, `acquire.async.alone`.
    Takes(Word, Option<Kind>, Mode),
    /// A check that compares: with a value from before, mostly.
    Compare,
    /// A plain read whose value reaches an argument or a test: what it finds decides or is worked with.
    Use,
    /// A read whose value the function returns.
    Answer,
    /// A read of a callee that makes what it answers of it: what it finds decides which.
    Pick,
    /// A call of a function that the file or the facts know, with what becomes of its value right there: `call.dropped`.
    Work(Fate),
    /// A call of that kind, with somebody who waits for what it makes: `call.foreign.awaited`.
    Waited(Kind),
    /// Work of that kind that is started, with what becomes of its handle: `spawn.task.dropped`.
    Started(Kind, Fate),
}

const WORDS: &[(&str, Word)] = &[
    ("read", Word::Read),
    ("write", Word::Write),
    ("call", Word::Call),
    ("spawn", Word::Spawn),
    ("give", Word::Give),
    ("suspend", Word::Suspend),
    ("block", Word::Block),
    ("acquire", Word::Acquire),
    ("release", Word::Release),
    ("pass", Word::Pass),
    ("rename", Word::Rename),
    ("exit", Word::Exit),
    ("catch", Word::Catch),
    ("item", Word::Item),
];

const FATES: &[(&str, Fate)] =
    &[("dropped", Fate::Dropped), ("tested", Fate::Tested), ("returned", Fate::Returned), ("asked", Fate::Asked)];

const STORED: &[Stored] = &[Stored::Reset, Stored::Set, Stored::Param, Stored::Fresh, Stored::Started, Stored::Opaque];

/// What a write stores, by its word.
fn stored_by(word: &str) -> Option<&'static Stored> {
    STORED
        .iter()
        .find(|stored| !word.is_empty() && stored.text() == word || word == "opaque" && **stored == Stored::Opaque)
}

/// How a lock is taken, after the dot of `acquire` and `pass`.
const MODES: &[(&str, Mode)] = &[("alone", Mode::Alone), ("shared", Mode::Shared)];

/// What may stand after the dot of a word.
fn kinds(word: Word) -> Vec<&'static str> {
    let mut legal: Vec<&str> = Role::kinds(word).map(Kind::text).filter(|kind| !kind.is_empty()).collect();
    if word == Word::Read {
        // A test is the word `check`, however it came to be one.
        legal.retain(|kind| *kind != Kind::Check.text());
    }
    if word == Word::Suspend {
        legal.push("again");
    }
    if word == Word::Write {
        legal.extend(STORED.iter().map(|stored| stored.text()).filter(|stored| !stored.is_empty()));
        legal.extend(["opaque", "from"]);
    }
    if matches!(word, Word::Acquire | Word::Pass) {
        legal.extend(MODES.iter().map(|(name, _)| *name));
    }
    if word == Word::Call {
        legal.extend(FATES.iter().map(|(name, _)| *name));
    }
    legal
}

/// The place variable that stands for whatever place: `acquire @_`.
pub const ANY_PLACE: &str = "_";

/// A sentence has no more steps than this.
pub const MAX_STEPS: usize = 4;

impl WordTest {
    /// Reads `write.reset`, `check`, `acquire.sync`.
    pub(super) fn read(text: &str) -> Result<WordTest, String> {
        match text {
            "check" => return Ok(WordTest::Check),
            "check.missing" => return Ok(WordTest::Missing),
            "check.present" => return Ok(WordTest::Present),
            "write.awaited" => return Ok(WordTest::Awaited),
            "compare" => return Ok(WordTest::Compare),
            "use" => return Ok(WordTest::Use),
            "answer" => return Ok(WordTest::Answer),
            "pick" => return Ok(WordTest::Pick),
            "write.from" => return Ok(WordTest::From),
            "suspend.again" => return Ok(WordTest::Again),
            _ => {}
        }
        let (base, kind) = text.split_once('.').map_or((text, None), |(base, kind)| (base, Some(kind)));
        let Some((_, word)) = WORDS.iter().find(|(name, _)| *name == base) else {
            let legal: Vec<&str> = WORDS
                .iter()
                .map(|(name, _)| *name)
                .chain(["check", "compare", "use", "answer", "pick", "enter"])
                .collect();
            return Err(format!("unknown word `{base}`; the words are {}", legal.join(", ")));
        };
        let Some(kind) = kind else { return Ok(WordTest::Event(*word, None)) };
        let fate = |text: &str| FATES.iter().find(|(name, _)| *name == text).map(|(_, fate)| *fate);
        if *word == Word::Call
            && let Some(fate) = fate(kind)
        {
            return Ok(WordTest::Work(fate));
        }
        if *word == Word::Spawn
            && let Some((kind, rest)) = kind.split_once('.')
            && let Some(kind) = Role::kinds(*word).find(|known| known.text() == kind)
            && let Some(fate) = fate(rest)
        {
            return Ok(WordTest::Started(kind, fate));
        }
        if *word == Word::Write
            && let Some((kind, "from")) = kind.split_once('.')
            && let Some(kind) = Role::kinds(*word)
                .find(|known| known.text() == kind && (known.is_of_files(*word) || known.is_of_tables()))
        {
            return Ok(WordTest::OutsideFrom(kind));
        }
        if *word == Word::Write
            && let Some((kind, stored)) = kind.split_once('.')
            && let Some(kind) = Role::kinds(*word).find(|known| known.text() == kind)
            && let Some(stored) = stored_by(stored)
        {
            return Ok(WordTest::Both(kind, *stored));
        }
        if *word == Word::Write
            && let Some(stored) = stored_by(kind)
        {
            return Ok(WordTest::Stores(*stored));
        }
        if *word == Word::Call
            && let Some((kind, "awaited")) = kind.split_once('.')
            && let Some(kind) = Role::kinds(*word).find(|known| known.text() == kind)
        {
            return Ok(WordTest::Waited(kind));
        }
        if matches!(word, Word::Acquire | Word::Pass) {
            let (of, mode) = kind.split_once('.').map_or((None, kind), |(of, mode)| (Some(of), mode));
            let of = of.map(|of| Role::kinds(Word::Acquire).find(|known| known.text() == of));
            if let Some((_, mode)) = MODES.iter().find(|(name, _)| *name == mode)
                && of != Some(None)
            {
                return Ok(WordTest::Takes(*word, of.flatten(), *mode));
            }
        }
        if let Some(known) = Role::kinds(*word).find(|known| known.text() == kind && *known != Kind::Plain) {
            return Ok(WordTest::Event(*word, Some(known)));
        }
        let legal: Vec<&str> = kinds(*word);
        Err(match legal.as_slice() {
            [] => format!("`{base}` has no kinds"),
            _ => format!("unknown kind `{kind}` of `{base}`; its kinds are {}", legal.join(", ")),
        })
    }

    /// Every word that a sentence may say, kinds and all.
    pub fn all() -> Vec<String> {
        let plain = WORDS.iter().map(|(name, _)| (*name).to_string());
        let more =
            ["check", "check.missing", "check.present", "write.awaited", "compare", "use", "answer", "pick", "enter"]
                .map(str::to_string);
        let narrowed =
            WORDS.iter().flat_map(|(name, word)| kinds(*word).into_iter().map(move |kind| format!("{name}.{kind}")));
        plain.chain(more).chain(narrowed).collect()
    }

    /// True where an event is of this word, apart from what it decides and where its value comes from.
    pub fn fits(self, event: &Event) -> bool {
        match self {
            // What a callee calls is its own affair.
            WordTest::Event(Word::Call, None) => event.word == Word::Call && event.kind != Kind::Log && !event.woven,
            // What tests and writes at one stroke writes nothing on the strength of an earlier test; what completes
            // something that others wait for stores nothing. A sentence about files or tables says so.
            WordTest::Event(Word::Write, None) => {
                event.word == Word::Write && !matches!(event.kind, Kind::IfEmpty | Kind::Settle) && !event.is_outside()
            }
            // What is asked before it is done is no act on an old answer.
            WordTest::Event(Word::Item, Some(Kind::Use)) => {
                event.word == Word::Item && event.kind == Kind::Use && !WordTest::Check.fits(event)
            }
            WordTest::Event(Word::Item, None) => event.word == Word::Item && event.kind == Kind::Plain,
            // Locks are meant, where no kind is said.
            WordTest::Event(word @ (Word::Acquire | Word::Release), None) => {
                event.word == word && !event.is_about_callback()
            }
            WordTest::Event(Word::Read, None) => event.word == Word::Read && !event.is_outside(),
            WordTest::OutsideFrom(kind) => event.word == Word::Write && event.kind == kind,
            WordTest::Event(word, kind) => event.word == word && kind.is_none_or(|kind| event.kind == kind),
            WordTest::Takes(word, kind, mode) => {
                event.word == word && event.mode == mode && kind.is_none_or(|kind| event.kind == kind)
            }
            WordTest::Waited(kind) => event.word == Word::Call && event.kind == kind && event.awaited,
            WordTest::Again => event.word == Word::Suspend && event.in_loop,
            WordTest::Stores(stored) => {
                event.word == Word::Write && !event.kind.is_of_tables() && stores(event, stored)
            }
            WordTest::Both(kind, stored) => event.word == Word::Write && event.kind == kind && stores(event, stored),
            // What takes an item away, or adds one, loses nothing of the rest.
            WordTest::From => {
                event.word == Word::Write
                    && !event.from.is_empty()
                    && !event.is_outside()
                    && !matches!(event.kind, Kind::Delete | Kind::Clear | Kind::Append)
            }
            // The next item of a loop, and what is done with it, is no look at the collection.
            WordTest::Check if event.word == Word::Item => event
                .decides
                .iter()
                .any(|decision| decision.then_leaves || decision.other_leaves || decision.holds.is_some()),
            WordTest::Check => {
                matches!(event.word, Word::Read | Word::Call) && event.is_check() && !event.kind.is_of_tables()
            }
            WordTest::Missing | WordTest::Present => {
                WordTest::Check.fits(event) && event.decides.iter().any(|decision| decision.holds.is_some())
            }
            WordTest::Awaited => event.word == Word::Write && event.awaited && event.kind == Kind::Assign,
            WordTest::Compare => {
                WordTest::Check.fits(event) && event.decides.iter().any(|decision| decision.holds.is_none())
            }
            WordTest::Use => event.word == Word::Read && event.kind == Kind::Plain && event.used,
            WordTest::Answer => event.word == Word::Read && event.answers && !event.kind.is_of_tables(),
            WordTest::Pick => event.word == Word::Read && event.kind == Kind::Plain && event.picked,
            WordTest::Work(fate) => event.word == Word::Call && event.fate == fate,
            WordTest::Started(kind, fate) => event.word == Word::Spawn && event.kind == kind && event.fate == fate,
        }
    }
}

/// The handle of work that was started here was made here, too.
fn stores(event: &Event, stored: Stored) -> bool {
    event.stored == stored || stored == Stored::Fresh && event.stored == Stored::Started
}

impl Act {
    fn read(text: &str) -> Result<Act, String> {
        let (rest, name) = match text.split_once("=@") {
            Some((rest, name)) => (rest.trim(), Some(name.trim())),
            None => (text.trim(), None),
        };
        let (words, place) = match rest.split_once('@') {
            Some((words, place)) => (words.trim(), Some(place.trim().to_string())),
            None => (rest, None),
        };
        let tests = words.split('|').map(|word| WordTest::read(word.trim())).collect::<Result<Vec<_>, _>>()?;
        let first = words.split(['|', '.']).next().unwrap_or(words).trim();
        let need = Need::of(&tests);
        Ok(Act { words: tests, place, name: name.unwrap_or(first).to_string(), need })
    }

    /// True where one of the words fits the event.
    pub fn fits(&self, event: &Event) -> bool {
        self.words.iter().any(|word| word.fits(event))
    }

    /// True where the act is about a place. One of whose words some are not (`call|write`) is about none.
    pub fn has_place(&self) -> bool {
        self.place.is_some()
            || self.words.iter().all(|word| {
                !matches!(
                    word,
                    WordTest::Event(
                        Word::Suspend | Word::Block | Word::Spawn | Word::Exit | Word::Call | Word::Catch,
                        _
                    ) | WordTest::Again
                        | WordTest::Work(_)
                        | WordTest::Waited(_)
                        | WordTest::Started(..)
                )
            })
    }
}

impl Sentence {
    /// Reads a sentence; `unless` may stand in the text or, as predicates write it, in a text of its own.
    ///
    /// # Errors
    /// A sentence on what is wrong, with the legal words.
    pub fn read(text: &str) -> Result<Sentence, String> {
        let (main, unless) = match text.split_once("unless") {
            Some((main, unless)) => (main, Some(unless)),
            None => (text, None),
        };
        let mut steps = Vec::new();
        for (at, step) in main.split("..").map(str::trim).enumerate() {
            match step {
                "" => return Err("a step is missing".to_string()),
                "enter" if at == 0 => steps.push(Step::Enter),
                "enter" => return Err("`enter` can only be the first step".to_string()),
                _ => steps.push(Step::Act(Act::read(step)?)),
            }
        }
        if steps.len() > MAX_STEPS {
            return Err(format!("a sentence has at most {MAX_STEPS} steps"));
        }
        let unless = unless.map_or(Ok(Vec::new()), |unless| unless.split(',').map(Act::read).collect())?;
        Ok(Sentence { steps, unless })
    }

    /// The same without what must not come between: why a place is safe.
    pub fn without_unless(&self) -> Sentence {
        Sentence { steps: self.steps.clone(), unless: Vec::new() }
    }

    /// The place variables that are written out, in order.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.acts().chain(&self.unless).filter_map(|act| act.place.as_deref()).filter(|place| *place != ANY_PLACE)
    }

    /// The acts among the steps.
    pub fn acts(&self) -> impl DoubleEndedIterator<Item = &Act> {
        self.steps.iter().filter_map(|step| match step {
            Step::Act(act) => Some(act),
            Step::Enter => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_steps_and_what_must_not_come_between() {
        let sentence = Sentence::read("check .. suspend .. write.reset|write.delete=@here unless write @flag, check");
        let Ok(sentence) = sentence else { panic!("{sentence:?}") };
        assert_eq!(sentence.steps.len(), 3);
        assert_eq!(sentence.acts().map(|act| act.name.as_str()).collect::<Vec<_>>(), ["check", "suspend", "here"]);
        assert_eq!(sentence.unless.iter().map(|act| act.place.as_deref()).collect::<Vec<_>>(), [Some("flag"), None]);
    }

    #[test]
    fn unknown_words_are_told_with_the_legal_ones() {
        assert_eq!(
            Sentence::read("chek .. write").err().as_deref(),
            Some(
                "unknown word `chek`; the words are read, write, call, spawn, give, suspend, block, acquire, release, pass, rename, exit, catch, item, check, compare, use, answer, pick, enter"
            )
        );
        assert_eq!(
            Sentence::read("check .. write.rset").err().as_deref(),
            Some(
                "unknown kind `rset` of `write`; its kinds are assign, insert, delete, clear, append, update, ifempty, iffull, flag, truncate, copy, create, remove, rows, settle, record, reset, set, param, fresh, started, opaque, from"
            )
        );
        assert_eq!(Sentence::read("give.task .. write").err().as_deref(), Some("`give` has no kinds"));
        assert_eq!(Sentence::read("check .. enter").err().as_deref(), Some("`enter` can only be the first step"));
    }
}
