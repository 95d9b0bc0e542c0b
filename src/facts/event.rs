//! Events: what a function does, one step at a time.

use super::{Key, Name};
use crate::text::Span;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use thin_vec::ThinVec;

/// The kind of step. FACTS of the vocabulary: `queries/README.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Word {
    /// A place is read.
    Read,
    /// A place is written.
    Write,
    /// Something is called.
    Call,
    /// Work is started that goes on by itself.
    Spawn,
    /// A value is handed to work that goes on by itself.
    Give,
    /// The task may give way.
    Suspend,
    /// The thread waits without giving way.
    Block,
    /// A lock, listener, timer or resource is taken.
    Acquire,
    /// It is given back.
    Release,
    /// A callee takes a lock and gives it back before it returns.
    Pass,
    /// A file takes another's place at one stroke.
    Rename,
    /// The function, loop or branch is left.
    Exit,
    /// A loop takes the next item of a place, or something is done with that item.
    Item,
    /// A handler is entered: an error was thrown.
    Catch,
}

/// What a word is narrowed to by the part after its dot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// Nothing more is known.
    #[default]
    Plain,
    /// `read.copy`: a snapshot of a collection.
    Copy,
    /// `read.len`: how many.
    Len,
    /// `read.iterate`: one after the other.
    Iterate,
    /// `read.load`: an atomic load, or a file's content.
    Load,
    /// `read.get`: one entry.
    Get,
    /// `read.flag`, `write.flag`: a flag is asked, or raised.
    Flag,
    /// `read.atomic`: an atomic load.
    Atomic,
    /// `read.check`: a test by its very form.
    Check,
    /// `read.exists`: whether a file is there.
    Exists,
    /// `read.row`: an object is loaded from a database.
    Row,
    /// `read.rows`, `write.rows`: rows of a table, and what is written to them.
    Rows,
    /// `read.record`, `write.record`: the row of one key.
    Record,
    /// `write.assign`.
    Assign,
    /// `write.insert`.
    Insert,
    /// `write.delete`.
    Delete,
    /// `write.clear`.
    Clear,
    /// `write.append`.
    Append,
    /// `write.update`: the old value is part of the new.
    Update,
    /// `write.ifempty`: only where nothing was there.
    IfEmpty,
    /// `write.iffull`: only where something was there.
    IfFull,
    /// `write.truncate`: a file is emptied, then filled.
    Truncate,
    /// `write.create`: a folder is made, which fails where there is one.
    Create,
    /// `write.remove`: a file or folder is taken away.
    Remove,
    /// `write.settle`: a promise, future or event is completed.
    Settle,
    /// `suspend.join`, `block.join`: until work that was spawned has ended.
    Join,
    /// `suspend.on`: until somebody settles it.
    On,
    /// `suspend.each`: between two items of an asynchronous stream.
    Each,
    /// `suspend.sleep`, `block.sleep`: for a time that is written down.
    Sleep,
    /// `acquire.sync`, `release.sync`: a lock that blocks its thread.
    Sync,
    /// `acquire.async`: a lock that is waited for by suspending.
    Async,
    /// `acquire.guard`: a lock that lives as long as the value that stands for it.
    Guard,
    /// `acquire.listener`.
    Listener,
    /// `acquire.timer`, `spawn.timer`.
    Timer,
    /// `acquire.resource`.
    Resource,
    /// `spawn.task`.
    Task,
    /// `spawn.thread`.
    Thread,
    /// `spawn.process`: shares no memory with its starter.
    Process,
    /// `spawn.interval`.
    Interval,
    /// `spawn.later`: a callback of a promise.
    Later,
    /// `call.stop`: a request that some other work end.
    Stop,
    /// `call.log`: only tells of something.
    Log,
    /// `call.ask`: only asks for something, so that asking twice does no harm.
    Ask,
    /// `call.commit`: what a session of a database has gathered is sent to it.
    Commit,
    /// `call.rollback`: a session forgets what it has gathered.
    Rollback,
    /// `call.stream`: content comes from afar, piece by piece.
    Stream,
    /// `call.render`: a state of the screen is set.
    Render,
    /// `call.emit`: runs whatever listens before it returns.
    Emit,
    /// `call.sure`: cannot fail.
    Sure,
    /// `call.inline`: runs the closures it is given before it returns.
    Inline,
    /// `call.foreign`: runs what somebody else supplied.
    Foreign,
    /// `call.deferred`: only makes the work, runs nothing.
    Deferred,
    /// `catch.all`: whatever was thrown.
    All,
    /// `exit.return`.
    Return,
    /// `exit.throw`.
    Throw,
    /// `exit.break`.
    Break,
    /// `exit.continue`.
    Continue,
    /// `exit.try`: leaves if the value is an error, otherwise goes on.
    Try,
    /// `exit.end`: the end of the body.
    End,
    /// `item.use`: it is handed to a call, or a method of it is called.
    Use,
    /// `item.call`: it is called itself.
    Called,
}

impl Kind {
    /// True where an event of that word and this kind is about a file, which other processes share.
    pub fn is_of_files(self, word: Word) -> bool {
        match word {
            Word::Read => matches!(self, Kind::Load | Kind::Exists),
            Word::Write => matches!(self, Kind::Truncate | Kind::Create | Kind::Remove | Kind::Copy),
            _ => false,
        }
    }

    /// True where it is about a table of a database, which other programs share.
    pub fn is_of_tables(self) -> bool {
        matches!(self, Kind::Rows | Kind::Record)
    }
}

/// What a write stores, as far as the code shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Stored {
    /// Not known.
    #[default]
    Opaque,
    /// Nothing: null, false, zero, an empty collection; a deletion.
    Reset,
    /// A constant that is something.
    Set,
    /// A parameter of the function.
    Param,
    /// An object that was made here.
    Fresh,
    /// The handle of work that was started here.
    Started,
}

/// Who else may hold a lock at the same time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Mode {
    /// Not known: a lock that is only tried, one that its holder may take again, a semaphore.
    #[default]
    Open,
    /// Nobody.
    Alone,
    /// Those who only read.
    Shared,
}

/// What becomes of the value of a call, or of work that is started, right where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Fate {
    /// Somebody has it: it is waited for, kept, passed on or worked with.
    #[default]
    Taken,
    /// Nobody takes it.
    Dropped,
    /// It is asked for its truth.
    Tested,
    /// It is what a `return` hands out.
    Returned,
    /// Something of it is asked for, a member or an item, as if it were what it will yield.
    Asked,
}

/// One test that an event's value reaches, and what it decides. The arms are ranges of event indices, since a
/// region of the source is a run of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Decision {
    /// Events of the arm taken where the test holds: `start..end`.
    pub then: (u32, u32),
    /// Events of the other arm.
    pub other: (u32, u32),
    /// Some path in the first arm leaves (returns, throws, breaks, continues).
    pub then_leaves: bool,
    /// Some path in the other arm leaves.
    pub other_leaves: bool,
    /// Where the region that the arms belong to ends: what leaves a loop body decides no more than that body.
    pub until: u32,
    /// True where the value is tested for being there (`if (x)`), false where for being absent (`if (!x)`), and
    /// unknown where it is compared with something.
    pub holds: Option<bool>,
}

/// One step of a function.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// What happens.
    pub word: Word,
    /// And how.
    pub kind: Kind,
    /// Index into the function's places; [`NO_PLACE`] for events about none.
    pub place: u32,
    /// Which entry of the place.
    pub key: Option<Key>,
    /// What a write stores.
    pub stored: Stored,
    /// The node that the event is, in bytes of the item.
    pub span: Span,
    /// The expression that names the place, in bytes of the item; empty where there is none.
    pub subject: Span,
    /// Events whose values this one's value is computed from.
    pub from: SmallVec<[u32; 2]>,
    /// Tests that this event's value reaches.
    pub decides: ThinVec<Decision>,
    /// For a call: index into the function's calls. For a suspension: that of the call it waits for.
    pub call: u32,
    /// The value goes on to an argument, a receiver or a condition.
    pub used: bool,
    /// Of a write: the value comes out of an await. Of a call: somebody waits for what it makes.
    pub awaited: bool,
    /// The function returns the value.
    pub answers: bool,
    /// The function makes what it returns of the value, by a call or an operation.
    pub picks: bool,
    /// A callee does, and its answer is taken.
    pub picked: bool,
    /// A loop goes through it, round after round.
    pub rounds: bool,
    /// The value itself is handed out: passed on, returned or stored elsewhere.
    pub given: bool,
    /// Stands in a loop.
    pub in_loop: bool,
    /// Stands in a handler of exceptions.
    pub in_handler: bool,
    /// Stands where an error would be handled: in the body of a `try` with a handler.
    pub in_try: bool,
    /// Stands where something is given back at the end: in the body of a `try` with a `finally`, or under a lock.
    pub in_cleanup: bool,
    /// Stands in what is done on every way out.
    pub on_leaving: bool,
    /// A handler is there for what is not there.
    pub forgiven: bool,
    /// What becomes of its value.
    pub fate: Fate,
    /// It starts a closure that reads a variable which the loop around binds anew in each round.
    pub rebound: bool,
    /// The facts know that it makes work to be waited for.
    pub makes_work: bool,
    /// The place is of a type that serves one task at a time.
    pub session: bool,
    /// The place is safe to share by its own making: a queue, an event.
    pub safe: bool,
    /// For an acquisition that waits: who else may hold the lock.
    pub mode: Mode,
    /// Stands for what a callee does; names in its key are those of the callee.
    pub woven: bool,
    /// The name of the last step of a callee, of a spawned function: what `#names?` and messages ask for.
    pub name: Name,
}

/// So much is true or false of an event.
pub(super) const FLAGS: usize = 18;

/// The place index of an event about no place.
pub const NO_PLACE: u32 = u32::MAX;
/// The call index of an event that is no call and waits for none.
pub const NO_CALL: u32 = u32::MAX;

/// References to all that is true or false of an event.
macro_rules! flags {
    ($event:ident, $($mutable:tt)?) => {
        [
            &$($mutable)? $event.used,
            &$($mutable)? $event.awaited,
            &$($mutable)? $event.answers,
            &$($mutable)? $event.picks,
            &$($mutable)? $event.picked,
            &$($mutable)? $event.rounds,
            &$($mutable)? $event.given,
            &$($mutable)? $event.in_loop,
            &$($mutable)? $event.in_handler,
            &$($mutable)? $event.in_try,
            &$($mutable)? $event.in_cleanup,
            &$($mutable)? $event.on_leaving,
            &$($mutable)? $event.forgiven,
            &$($mutable)? $event.rebound,
            &$($mutable)? $event.makes_work,
            &$($mutable)? $event.session,
            &$($mutable)? $event.safe,
            &$($mutable)? $event.woven,
        ]
    };
}

impl Event {
    /// A bare event.
    pub fn new(word: Word, kind: Kind, span: Span) -> Event {
        Event {
            word,
            kind,
            place: NO_PLACE,
            key: None,
            stored: Stored::Opaque,
            span,
            subject: Span::default(),
            from: SmallVec::new(),
            decides: ThinVec::new(),
            call: NO_CALL,
            used: false,
            awaited: false,
            answers: false,
            picks: false,
            picked: false,
            rounds: false,
            given: false,
            in_loop: false,
            in_handler: false,
            in_try: false,
            in_cleanup: false,
            on_leaving: false,
            forgiven: false,
            fate: Fate::Taken,
            rebound: false,
            makes_work: false,
            session: false,
            safe: false,
            mode: Mode::Open,
            woven: false,
            name: Name::default(),
        }
    }

    /// All that is true or false of it, always in the same order.
    pub(super) fn flags(&self) -> [&bool; FLAGS] {
        flags!(self,)
    }

    /// The same, to be set.
    pub(super) fn flags_mut(&mut self) -> [&mut bool; FLAGS] {
        flags!(self, mut)
    }

    /// True where it is about a file.
    pub fn is_about_file(&self) -> bool {
        self.word == Word::Rename || self.kind.is_of_files(self.word)
    }

    /// True where it is about what this program only borrows: a file, or a table of a database.
    pub fn is_outside(&self) -> bool {
        self.is_about_file() || self.kind.is_of_tables()
    }

    /// True where a listener or timer is set up, or taken down: nobody waits for these as for locks.
    pub fn is_about_callback(&self) -> bool {
        matches!(self.word, Word::Acquire | Word::Release) && matches!(self.kind, Kind::Listener | Kind::Timer)
    }

    /// True where the value of this event reaches a test.
    pub fn is_check(&self) -> bool {
        self.kind == Kind::Check || !self.decides.is_empty()
    }
}
