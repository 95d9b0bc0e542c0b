//! Tapes as text: what `racelens tape` shows, and what tests compare across languages.

use super::{Function, Kind, Place, Root, Stored, Word};
use std::fmt::Write;

impl Word {
    /// The word as sentences write it.
    pub fn text(self) -> &'static str {
        match self {
            Word::Read => "read",
            Word::Write => "write",
            Word::Call => "call",
            Word::Spawn => "spawn",
            Word::Give => "give",
            Word::Suspend => "suspend",
            Word::Block => "block",
            Word::Acquire => "acquire",
            Word::Release => "release",
            Word::Pass => "pass",
            Word::Rename => "rename",
            Word::Exit => "exit",
            Word::Item => "item",
            Word::Catch => "catch",
        }
    }
}

impl Kind {
    /// The kind as sentences write it; empty for the plain kind.
    pub fn text(self) -> &'static str {
        match self {
            Kind::Plain => "",
            Kind::Copy => "copy",
            Kind::Len => "len",
            Kind::Iterate => "iterate",
            Kind::Load => "load",
            Kind::Get => "get",
            Kind::Flag => "flag",
            Kind::Check => "check",
            Kind::Exists => "exists",
            Kind::Row => "row",
            Kind::Rows => "rows",
            Kind::Record => "record",
            Kind::Assign => "assign",
            Kind::Insert => "insert",
            Kind::Delete => "delete",
            Kind::Clear => "clear",
            Kind::Append => "append",
            Kind::Update => "update",
            Kind::IfEmpty => "ifempty",
            Kind::IfFull => "iffull",
            Kind::Truncate => "truncate",
            Kind::Create => "create",
            Kind::Remove => "remove",
            Kind::Settle => "settle",
            Kind::Join => "join",
            Kind::On => "on",
            Kind::Each => "each",
            Kind::Sleep => "sleep",
            Kind::Sync => "sync",
            Kind::Async => "async",
            Kind::Guard => "guard",
            Kind::Listener => "listener",
            Kind::Timer => "timer",
            Kind::Resource => "resource",
            Kind::Task => "task",
            Kind::Thread => "thread",
            Kind::Process => "process",
            Kind::Interval => "interval",
            Kind::Later => "later",
            Kind::Stop => "stop",
            Kind::Log => "log",
            Kind::Ask => "ask",
            Kind::Commit => "commit",
            Kind::Rollback => "rollback",
            Kind::Stream => "stream",
            Kind::Render => "render",
            Kind::Emit => "emit",
            Kind::Sure => "sure",
            Kind::Inline => "inline",
            Kind::Atomic => "atomic",
            Kind::Foreign => "foreign",
            Kind::Deferred => "deferred",
            Kind::All => "all",
            Kind::Return => "return",
            Kind::Throw => "throw",
            Kind::Break => "break",
            Kind::Continue => "continue",
            Kind::Try => "try",
            Kind::End => "end",
            Kind::Use => "use",
            Kind::Called => "call",
        }
    }
}

impl Stored {
    /// The kind of value as sentences write it; empty where nothing is known.
    pub fn text(self) -> &'static str {
        match self {
            Stored::Opaque => "",
            Stored::Reset => "reset",
            Stored::Set => "set",
            Stored::Param => "param",
            Stored::Fresh => "fresh",
            Stored::Started => "started",
        }
    }
}

/// The tapes of some functions: for each its path, then a line for each event, marked as check where it is one,
/// with the lines of its arms and where control goes when not simply on.
pub fn print(functions: &[Function], text: &str, line_of: &dyn Fn(u32) -> u32) -> String {
    let mut out = String::new();
    for function in functions {
        if function.events.len() <= 1 && function.path.is_empty() {
            continue;
        }
        let marks = [
            (function.is_async, " async"),
            (function.is_generator, " generator"),
            (function.incomplete, " incomplete"),
        ];
        let marks: String = marks.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark).collect();
        let _ = writeln!(out, "{}{marks}", if function.path.is_empty() { "(module)" } else { &function.path });
        for (index, event) in function.events.iter().enumerate() {
            let mut word = event.word.text().to_string();
            for kind in [event.kind.text(), if event.word == Word::Write { event.stored.text() } else { "" }] {
                if !kind.is_empty() {
                    let _ = write!(word, ".{kind}");
                }
            }
            let subject = if matches!(event.word, Word::Call | Word::Spawn) || function.place(event).is_some() {
                event.subject.of(text).split_whitespace().collect::<Vec<_>>().join(" ")
            } else {
                String::new()
            };
            let sort = function.place(event).map_or("", |place| sort_of(place));
            let mut line = format!("  {index:>3} {:>4}  {word:<22} {subject}", line_of(event.span.start) + 1);
            if !sort.is_empty() {
                let _ = write!(line, "  [{sort}]");
            }
            for decision in &event.decides {
                let _ = write!(
                    line,
                    "  decides {}..{}{} | {}..{}{}",
                    decision.then.0,
                    decision.then.1,
                    if decision.then_leaves { " leaves" } else { "" },
                    decision.other.0,
                    decision.other.1,
                    if decision.other_leaves { " leaves" } else { "" }
                );
            }
            if event.word == Word::Write && !event.from.is_empty() {
                let _ = write!(line, "  from {:?}", event.from.as_slice());
            }
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    out
}

fn sort_of(place: &Place) -> &'static str {
    match place.root {
        Root::Variable(..) => "variable",
        Root::Parameter(..) => "parameter",
        Root::Object(_) => "object",
        Root::Module(_) => "module",
        Root::Import(_) => "import",
        Root::Global(_) => "global",
        Root::File(_) => "file",
        Root::Table(_) => "table",
        Root::Row(_) => "row",
        Root::Environment => "environment",
        Root::Value(_) => "value",
    }
}
