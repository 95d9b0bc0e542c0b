//! The roles that `facts.scm` gives to nodes: what a capture name means.

use super::event::{Kind, Word};

/// What a node is, or which part it plays in the match that captured it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// An event that fires when the node is left.
    Event(Word, Kind),
    /// A region, or a node that the walk treats by itself.
    Region(Region),
    /// A part of a match.
    Part(Part),
    /// A mark on a node that needs no parts.
    Mark(Mark),
    /// A helper (`@_x`), or a capture that only predicates and edits speak of.
    Helper,
}

/// Regions and other nodes with parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is glossed in queries/README.md, under its own name")]
pub enum Region {
    Function,
    Class,
    Branch,
    Choice,
    Arm,
    Loop,
    Label,
    Try,
    Held,
    And,
    Or,
    Not,
    Through,
    Place,
    Bind,
    Order,
    Field,
    Import,
    Renamed,
    Declaration,
}

/// Parts of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is glossed in queries/README.md, under its own name")]
pub enum Part {
    Subject,
    Key,
    Value,
    Callee,
    Args,
    Target,
    Lock,
    Name,
    Body,
    Params,
    Outer,
    Test,
    Then,
    Else,
    First,
    Second,
    Each,
    Step,
    Until,
    Handler,
    Finally,
    Item,
    Guard,
    Left,
    Right,
    Of,
    Base,
    Into,
    From,
    Module,
    Export,
    Alias,
    Accessor,
    Type,
    Inline,
}

/// Marks without parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is glossed in queries/README.md, under its own name")]
pub enum Mark {
    Async,
    Generator,
    OwnSelf,
    Exhaustive,
    NoFall,
    Forever,
    HeldAsync,
    Default,
    Scope,
    Temporaries,
    Discard,
    Absent,
    Dropped,
    Awaitable,
    Promised,
    Wrapped,
    Rebinds,
    Root,
    SelfRoot,
    Super,
    Declare,
    DeclareOuter,
    DeclareGlobal,
    DeclareLabel,
    Parameter,
    Moves,
    Lends,
    Public,
    Private,
    Startup,
    Test,
    Reset,
    Set,
    Fresh,
    Scratch,
    Exclusive,
    Caught,
    Effect,
    EffectAgain,
    Thread,
    ThreadEntry,
    ThreadClass,
    Alone,
    Shared,
    GuardOf,
    Environment,
}

/// Every capture of `facts.scm`, the role it gives, and what it means in half a line. Order does not matter; names are
/// unique. `queries/README.md` has the same words.
const ROLES: &[(&str, Role, &str)] = &[
    // Events: the captured node fires when it is left.
    ("read", Role::Event(Word::Read, Kind::Plain), "a place is read"),
    ("read.copy", Role::Event(Word::Read, Kind::Copy), "its contents are copied"),
    ("read.len", Role::Event(Word::Read, Kind::Len), "its size is read"),
    ("read.iterate", Role::Event(Word::Read, Kind::Iterate), "its items are gone through"),
    ("read.load", Role::Event(Word::Read, Kind::Load), "a file is read"),
    ("read.exists", Role::Event(Word::Read, Kind::Exists), "it is asked whether a file is there"),
    ("read.row", Role::Event(Word::Read, Kind::Row), "an object is loaded from a database"),
    (
        "read.rows",
        Role::Event(Word::Read, Kind::Rows),
        "a statement reads rows of a table: `@place` is its text, or the table of which the method `@name` is asked for `@key`",
    ),
    ("read.get", Role::Event(Word::Read, Kind::Get), "one entry is read, or asked for"),
    ("read.flag", Role::Event(Word::Read, Kind::Flag), "a flag that threads share is asked"),
    ("read.atomic", Role::Event(Word::Read, Kind::Atomic), "its value is loaded at one stroke"),
    ("check", Role::Event(Word::Read, Kind::Check), "a place is tested, whatever becomes of the answer"),
    ("write.assign", Role::Event(Word::Write, Kind::Assign), "a place gets a new value"),
    ("write.insert", Role::Event(Word::Write, Kind::Insert), "an entry is put into it"),
    ("write.delete", Role::Event(Word::Write, Kind::Delete), "an entry is taken from it"),
    ("write.clear", Role::Event(Word::Write, Kind::Clear), "it is emptied"),
    ("write.append", Role::Event(Word::Write, Kind::Append), "an item is added at an end"),
    ("write.update", Role::Event(Word::Write, Kind::Update), "it gets a value made of its old one"),
    ("write.ifempty", Role::Event(Word::Write, Kind::IfEmpty), "it gets a value if it has none"),
    ("write.iffull", Role::Event(Word::Write, Kind::IfFull), "it gets a value if it has one"),
    ("write.flag", Role::Event(Word::Write, Kind::Flag), "a flag that threads share is raised"),
    ("write.truncate", Role::Event(Word::Write, Kind::Truncate), "a file is emptied and written"),
    ("write.copy", Role::Event(Word::Write, Kind::Copy), "a file is filled from another"),
    ("write.create", Role::Event(Word::Write, Kind::Create), "a folder is made, where there must be none"),
    ("write.remove", Role::Event(Word::Write, Kind::Remove), "a file or folder is taken away"),
    ("write.rows", Role::Event(Word::Write, Kind::Rows), "a statement writes rows of a table, in the same way"),
    ("write.settle", Role::Event(Word::Write, Kind::Settle), "what others wait for is completed"),
    ("rename", Role::Event(Word::Rename, Kind::Plain), "a file takes another's place"),
    ("suspend", Role::Event(Word::Suspend, Kind::Plain), "the task may give way to others"),
    ("suspend.join", Role::Event(Word::Suspend, Kind::Join), "... until work that was started is done"),
    ("suspend.on", Role::Event(Word::Suspend, Kind::On), "... until somebody says so"),
    ("suspend.each", Role::Event(Word::Suspend, Kind::Each), "... before each item"),
    ("suspend.sleep", Role::Event(Word::Suspend, Kind::Sleep), "... for a time that is written down"),
    ("block", Role::Event(Word::Block, Kind::Plain), "the thread stands still"),
    ("block.sleep", Role::Event(Word::Block, Kind::Sleep), "... for a time that is written down"),
    ("block.join", Role::Event(Word::Block, Kind::Join), "... until work that was started is done"),
    ("block.on", Role::Event(Word::Block, Kind::On), "... until somebody says so"),
    ("acquire", Role::Event(Word::Acquire, Kind::Plain), "a lock is taken; its type says of which kind"),
    ("acquire.sync", Role::Event(Word::Acquire, Kind::Sync), "... one that blocks its thread"),
    ("acquire.async", Role::Event(Word::Acquire, Kind::Async), "... one that suspends its task"),
    ("acquire.guard", Role::Event(Word::Acquire, Kind::Guard), "... one that lives as long as the value of the call"),
    ("acquire.resource", Role::Event(Word::Acquire, Kind::Resource), "something is taken from a pool"),
    (
        "acquire.listener",
        Role::Event(Word::Acquire, Kind::Listener),
        "a listener is set up, and nobody keeps what would take it down",
    ),
    ("acquire.timer", Role::Event(Word::Acquire, Kind::Timer), "a timer is set up whose handle is kept"),
    ("release.listener", Role::Event(Word::Release, Kind::Listener), "listeners are taken down"),
    ("release.timer", Role::Event(Word::Release, Kind::Timer), "a timer is taken down"),
    ("release", Role::Event(Word::Release, Kind::Plain), "what was taken is given back"),
    ("spawn.task", Role::Event(Word::Spawn, Kind::Task), "a task is started"),
    ("spawn.thread", Role::Event(Word::Spawn, Kind::Thread), "a thread is started"),
    ("spawn.process", Role::Event(Word::Spawn, Kind::Process), "a process is started, with a memory of its own"),
    ("spawn.timer", Role::Event(Word::Spawn, Kind::Timer), "... once, after a time"),
    ("spawn.interval", Role::Event(Word::Spawn, Kind::Interval), "... again and again"),
    ("spawn.listener", Role::Event(Word::Spawn, Kind::Listener), "... whenever an event comes"),
    ("spawn.later", Role::Event(Word::Spawn, Kind::Later), "... when a promise is settled"),
    ("spawn.join", Role::Event(Word::Spawn, Kind::Join), "several are started and waited for together"),
    ("call", Role::Event(Word::Call, Kind::Plain), "a function is called"),
    ("call.stop", Role::Event(Word::Call, Kind::Stop), "... which asks other work to end"),
    ("call.log", Role::Event(Word::Call, Kind::Log), "... which only tells of something"),
    ("call.ask", Role::Event(Word::Call, Kind::Ask), "... which only asks for something"),
    (
        "call.commit",
        Role::Event(Word::Call, Kind::Commit),
        "... which sends to the database what the session of `@place` has gathered",
    ),
    ("call.rollback", Role::Event(Word::Call, Kind::Rollback), "... which makes that session forget it"),
    ("call.stream", Role::Event(Word::Call, Kind::Stream), "... which fetches content from afar, piece by piece"),
    ("call.emit", Role::Event(Word::Call, Kind::Emit), "... which runs whatever listens before it returns"),
    ("call.render", Role::Event(Word::Call, Kind::Render), "... which sets a state of the screen"),
    ("call.sure", Role::Event(Word::Call, Kind::Sure), "... which cannot fail"),
    ("call.foreign", Role::Event(Word::Call, Kind::Foreign), "... that somebody else supplied: a callback"),
    ("call.inline", Role::Event(Word::Call, Kind::Inline), "... which runs its `@inline` closures before it returns"),
    ("exit.return", Role::Event(Word::Exit, Kind::Return), "the function is left"),
    ("exit.throw", Role::Event(Word::Exit, Kind::Throw), "... by an error"),
    ("exit.break", Role::Event(Word::Exit, Kind::Break), "the loop, or the region of the label `@name`, is left"),
    ("exit.continue", Role::Event(Word::Exit, Kind::Continue), "the round is left"),
    ("exit.try", Role::Event(Word::Exit, Kind::Try), "the function is left by an error, perhaps"),
    // Regions, and other nodes with parts.
    ("function", Role::Region(Region::Function), "a function, with `@name`, `@params`, `@body`, `@outer`"),
    ("class", Role::Region(Region::Class), "a class or the like, with `@name`, `@body` and each `@base`"),
    ("branch", Role::Region(Region::Branch), "one of two ways: `@test`, `@then`, `@else`"),
    ("choice", Role::Region(Region::Choice), "one of many ways: `@first`, then one `@arm` below it"),
    ("arm", Role::Region(Region::Arm), "a way of a choice: `@into` takes the value, `@guard` must hold"),
    (
        "loop",
        Role::Region(Region::Loop),
        "rounds: `@first`, `@each`, `@test`, `@guard`, `@body`, `@step`, `@until`, `@else`",
    ),
    ("label", Role::Region(Region::Label), "a region with a `@name` that can be left by it"),
    ("try", Role::Region(Region::Try), "`@body`, `@handler`, `@else`, `@finally`"),
    (
        "held",
        Role::Region(Region::Held),
        "locks are held: those in each `@item`, or `@lock`, over `@body` or `@inline`; with a `@key`, the lock of that name",
    ),
    ("and", Role::Region(Region::And), "`@right` runs only if `@left` holds"),
    ("or", Role::Region(Region::Or), "`@right` runs only if `@left` does not hold"),
    ("not", Role::Region(Region::Not), "the opposite of `@of`"),
    ("through", Role::Region(Region::Through), "stands for `@of`: parentheses, casts, `unwrap`"),
    ("place.of", Role::Region(Region::Place), "a place below another: `@base` and `@step` or `@key`"),
    ("bind", Role::Region(Region::Bind), "the name or pattern `@into` stands for `@from`"),
    ("order", Role::Region(Region::Order), "`@first` runs first, `@second` last"),
    ("field", Role::Region(Region::Field), "a field of a class: `@name`, `@type`, `@value`"),
    ("import", Role::Region(Region::Import), "names from beyond the file: `@module`, `@export`, `@alias`"),
    ("renamed", Role::Region(Region::Renamed), "`@export` of this file is `@alias` to others"),
    ("declaration", Role::Region(Region::Declaration), "a variable or parameter: `@name`, `@type`, `@value`"),
    // Parts of a match.
    ("place", Role::Part(Part::Subject), "the place that an event is about"),
    ("key", Role::Part(Part::Key), "which entry of the place"),
    ("value", Role::Part(Part::Value), "what is written"),
    ("callee", Role::Part(Part::Callee), "what is called"),
    ("args", Role::Part(Part::Args), "the list of arguments"),
    ("target", Role::Part(Part::Target), "what a spawn runs"),
    ("lock", Role::Part(Part::Lock), "the lock that is taken or given back"),
    ("name", Role::Part(Part::Name), "the name of a thing"),
    ("body", Role::Part(Part::Body), "what is done in a region"),
    ("params", Role::Part(Part::Params), "the parameters of a function"),
    ("outer", Role::Part(Part::Outer), "what runs outside the function: defaults"),
    ("test", Role::Part(Part::Test), "what decides"),
    ("then", Role::Part(Part::Then), "runs if the test holds"),
    ("else", Role::Part(Part::Else), "runs if it does not; after a loop that ended; after a body that threw nothing"),
    ("first", Role::Part(Part::First), "runs first"),
    ("second", Role::Part(Part::Second), "runs last"),
    ("each", Role::Part(Part::Each), "what is bound or written in each round"),
    ("step", Role::Part(Part::Step), "runs after each round; the last step of a place"),
    ("until", Role::Part(Part::Until), "is tested after each round"),
    ("handler", Role::Part(Part::Handler), "runs after an error"),
    ("finally", Role::Part(Part::Finally), "runs in any case"),
    ("item", Role::Part(Part::Item), "one of several locks"),
    ("guard", Role::Part(Part::Guard), "what else must hold; what a handler takes"),
    ("left", Role::Part(Part::Left), "the left operand"),
    ("right", Role::Part(Part::Right), "the right operand"),
    ("of", Role::Part(Part::Of), "what something stands for"),
    ("base", Role::Part(Part::Base), "the place without its last step; what a class inherits from"),
    ("into", Role::Part(Part::Into), "what is bound"),
    ("from", Role::Part(Part::From), "what it is bound to"),
    ("module", Role::Part(Part::Module), "where names come from"),
    ("export", Role::Part(Part::Export), "what the name is there"),
    ("alias", Role::Part(Part::Alias), "what the name is here"),
    ("accessor", Role::Part(Part::Accessor), "the method of a store that is asked by name: `getJob(k)`"),
    ("type", Role::Part(Part::Type), "an annotation"),
    ("inline", Role::Part(Part::Inline), "a closure that runs where it stands"),
    // Marks.
    ("function.async", Role::Mark(Mark::Async), "may suspend"),
    ("function.generator", Role::Mark(Mark::Generator), "yields"),
    ("function.self", Role::Mark(Mark::OwnSelf), "its `this` is not the one around it"),
    ("choice.exhaustive", Role::Mark(Mark::Exhaustive), "has an arm for every case; on a handler: takes every error"),
    ("choice.closed", Role::Mark(Mark::NoFall), "no arm falls into the next"),
    ("loop.forever", Role::Mark(Mark::Forever), "only an exit ends it"),
    ("held.async", Role::Mark(Mark::HeldAsync), "suspends when it begins and ends"),
    (
        "default",
        Role::Mark(Mark::Default),
        "the arm for all else; on a handler: what is missing was looked for; on the alias of an import: the main value of the module",
    ),
    ("scope", Role::Mark(Mark::Scope), "where named guards die"),
    ("temporaries", Role::Mark(Mark::Temporaries), "where unnamed guards die"),
    ("discard", Role::Mark(Mark::Discard), "its value is dropped"),
    ("absent", Role::Mark(Mark::Absent), "is not built: the other of two forms is"),
    ("dropped", Role::Mark(Mark::Dropped), "an expression whose value nobody takes"),
    ("awaitable", Role::Mark(Mark::Awaitable), "a call that makes work to be waited for"),
    ("promised", Role::Mark(Mark::Promised), "something of a promise itself, and not of what it will yield"),
    ("function.wrapped", Role::Mark(Mark::Wrapped), "its name stands for what a decorator makes of it"),
    ("loop.rebinds", Role::Mark(Mark::Rebinds), "its variable is one for all rounds: a closure sees the last value"),
    ("root", Role::Mark(Mark::Root), "a name as a place"),
    ("self", Role::Mark(Mark::SelfRoot), "the object that a method belongs to"),
    ("super", Role::Mark(Mark::Super), "the same, as what its class inherits has it"),
    ("declare", Role::Mark(Mark::Declare), "a name of the block or function begins"),
    ("declare.outer", Role::Mark(Mark::DeclareOuter), "... of the scope around"),
    ("declare.global", Role::Mark(Mark::DeclareGlobal), "... of a scope further out"),
    ("declare.label", Role::Mark(Mark::DeclareLabel), "a name that is no variable"),
    ("parameter", Role::Mark(Mark::Parameter), "a parameter"),
    ("moves", Role::Mark(Mark::Moves), "gives its value away"),
    ("lends", Role::Mark(Mark::Lends), "borrows: what is borrowed keeps its guards"),
    ("public", Role::Mark(Mark::Public), "can be called from beyond the file"),
    ("private", Role::Mark(Mark::Private), "cannot"),
    ("entry.startup", Role::Mark(Mark::Startup), "runs once, before anything else"),
    ("entry.test", Role::Mark(Mark::Test), "is a test"),
    ("reset", Role::Mark(Mark::Reset), "a value that is nothing: null, false, 0, empty"),
    ("set", Role::Mark(Mark::Set), "a constant that is something"),
    ("fresh", Role::Mark(Mark::Fresh), "a value that is new each time"),
    ("function.effect", Role::Mark(Mark::Effect), "is an effect of a component"),
    ("function.effect.again", Role::Mark(Mark::EffectAgain), "... that runs anew when what it depends on has changed"),
    ("function.exclusive", Role::Mark(Mark::Exclusive), "has its object to itself while it runs"),
    ("class.exclusive", Role::Mark(Mark::Exclusive), "its objects each serve one task"),
    ("thread", Role::Mark(Mark::Thread), "what is started runs in a thread of its own"),
    ("class.thread", Role::Mark(Mark::ThreadClass), "its objects are threads"),
    ("entry.thread", Role::Mark(Mark::ThreadEntry), "what such an object runs"),
    ("function.guard", Role::Mark(Mark::GuardOf), "returns the guard of the lock that it takes"),
    ("alone", Role::Mark(Mark::Alone), "a lock, as taken by one who shuts out all others"),
    ("shared", Role::Mark(Mark::Shared), "a lock, as taken by one who only reads"),
    ("environment", Role::Mark(Mark::Environment), "the variables of the process"),
    ("scratch", Role::Mark(Mark::Scratch), "a file or folder made for the moment"),
    ("caught", Role::Mark(Mark::Caught), "the errors of what is in it are taken there"),
];

impl Role {
    /// The role that a capture name gives; a name that starts with `_` is a helper, an unknown one none.
    pub fn of_capture(name: &str) -> Option<Role> {
        if name.starts_with('_') {
            return Some(Role::Helper);
        }
        ROLES.iter().find(|(known, ..)| *known == name).map(|(_, role, _)| *role)
    }

    /// Every legal capture name of `facts.scm`, with what it means.
    pub fn captures() -> impl Iterator<Item = (&'static str, &'static str)> {
        ROLES.iter().map(|(name, _, gloss)| (*name, *gloss))
    }

    /// The kinds of events of that word that `facts.scm` can give, and those that the engine adds.
    pub fn kinds(word: Word) -> impl Iterator<Item = Kind> {
        let given = ROLES.iter().filter_map(|(_, role, _)| match role {
            Role::Event(known, kind) => Some((*known, *kind)),
            _ => None,
        });
        given.chain(INFERRED.iter().copied()).filter(move |(known, _)| *known == word).map(|(_, kind)| kind)
    }
}

/// Kinds of events that no capture gives: a release is of the kind of its acquisition, the body ends somewhere.
const INFERRED: &[(Word, Kind)] = &[
    (Word::Release, Kind::Sync),
    (Word::Release, Kind::Async),
    (Word::Release, Kind::Guard),
    (Word::Release, Kind::Resource),
    (Word::Exit, Kind::End),
    (Word::Read, Kind::Record),
    (Word::Write, Kind::Record),
    (Word::Item, Kind::Use),
    (Word::Item, Kind::Called),
    (Word::Item, Kind::Ask),
    (Word::Catch, Kind::All),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_listed_twice() {
        let mut names: Vec<&str> = Role::captures().map(|(name, _)| name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| matches!(pair, [one, other] if one != other)));
    }
}
