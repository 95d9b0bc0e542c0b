//! In what a piece of a program stands: an async function, a `try`, a loop; and what a function that it calls may do.

use super::program::Program;
use crate::facts::{Event, Kind, Word};
use crate::text::Span;

impl Program<'_> {
    /// True for a unit whose call makes work and no more: an async function that is what its name says.
    pub fn is_async(&self, unit: u32) -> bool {
        self.units.get(unit as usize).is_some_and(|unit| {
            let function = &unit.function;
            function.is_async && !function.is_generator && !function.is_wrapped && !function.incomplete
        })
    }

    /// True for an async unit that lets no error out: whatever it waits for, it waits for in a `try` with a handler that
    /// throws nothing itself; and for one that waits for nothing.
    pub fn is_safe(&self, unit: u32) -> bool {
        self.is_safe_within(unit, 4)
    }

    fn is_safe_within(&self, unit: u32, depth: u32) -> bool {
        let (Some(this), Some(callees)) = (self.units.get(unit as usize), self.callees.get(unit as usize)) else {
            return false;
        };
        depth > 0
            && this.function.events.iter().filter(|event| !event.in_try && !event.woven).all(|event| match event.word {
                Word::Exit => !matches!(event.kind, Kind::Throw | Kind::Try),
                Word::Suspend if event.in_handler || event.kind == Kind::Sleep => true,
                Word::Suspend => callees.get(&event.call).is_some_and(|callee| self.is_safe_within(*callee, depth - 1)),
                _ => true,
            })
    }

    /// True for a function that takes the errors of all that it waits for, to tell of them or to make others of them.
    pub fn handles_errors(&self, unit: u32) -> bool {
        let Some(this) = self.units.get(unit as usize) else { return false };
        let mut waits = this.function.events.iter().filter(|event| event.word == Word::Suspend && !event.woven);
        let handled = |event: &Event| event.in_try || event.in_handler || event.kind == Kind::Sleep;
        waits.clone().any(|event| event.in_try) && waits.all(handled)
    }

    /// The innermost unit of an item around a piece of the file. Units of one item are one in what they are made of, so
    /// that looking at another of them need not be noted.
    pub fn around(&self, item: u32, span: Span) -> Option<u32> {
        // Those of one item stand together.
        let from = self.units.unnoted().partition_point(|unit| unit.item < item);
        let rest = self.units.unnoted().iter().skip(from);
        let units = (from as u32..).zip(rest.take_while(|unit| unit.item == item));
        let around = units.filter(|(_, unit)| unit.index == 0 || unit.span(unit.function.span).contains(span));
        around
            .min_by_key(|(_, unit)| if unit.index == 0 { u32::MAX } else { unit.function.span.len() })
            .map(|(at, _)| at)
    }

    /// True where the function that a piece of the file is waits for something itself; nothing where it is no function.
    pub fn waits(&self, item: u32, span: Span) -> Option<bool> {
        let mut units = self.units.unnoted().iter().filter(|unit| unit.item == item && unit.function.parent.is_some());
        let unit = units.find(|unit| unit.span(unit.function.span) == span)?;
        Some(unit.function.events.iter().any(|event| event.word == Word::Suspend))
    }

    /// True where a piece of the file stands in a region of that name in its unit.
    pub fn is_inside(&self, unit: u32, span: Span, region: &str) -> bool {
        let Some(this) = self.units.unnoted().get(unit as usize) else { return false };
        // What a closure does where it stands is told in the function around it, too.
        let inner = || {
            let inner = self.around(this.item, span);
            inner.and_then(|inner| self.units.unnoted().get(inner as usize)).unwrap_or(this)
        };
        match region {
            "async" => inner().function.is_async,
            "module" => inner().function.parent.is_none(),
            "startup" => self.is_startup(unit) || self.entries.only_at_startup(unit),
            "test" => self.is_test(unit),
            _ => this
                .function
                .events
                .iter()
                .find(|event| span.contains(this.span(event.span)))
                .is_some_and(|event| is_in(event, region)),
        }
    }
}

/// True where an event stands in a region of that name.
pub fn is_in(event: &Event, region: &str) -> bool {
    match region {
        "loop" => event.in_loop,
        "handler" => event.in_handler,
        "try" => event.in_try,
        "cleanup" => event.in_cleanup,
        "rounds" => event.rounds,
        "forgiving" => event.forgiven,
        "callee" => event.woven,
        _ => false,
    }
}
