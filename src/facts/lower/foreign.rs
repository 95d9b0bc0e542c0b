//! Calls of what somebody else supplied: a parameter, an element of a list of callbacks.

use super::frames::Guard;
use super::value::Value;
use super::{Lowering, Mark, Name, NodeIx, Part, Region, Role};
use crate::facts::{Event, Kind, Mode, Place, Root, Stored, Word};
use crate::text::Span;
use smallvec::SmallVec;
use thin_vec::thin_vec;

impl Lowering<'_> {
    /// How a lock is taken, as far as the code shows that it is waited for.
    pub(super) fn mode_of(&self, lock: NodeIx, kind: Kind, type_name: Name) -> Mode {
        let rows = self.source.rows;
        if !matches!(kind, Kind::Sync | Kind::Async) || self.source.types.is_reentrant(type_name) {
            return Mode::Open;
        }
        match (rows.is(lock, Mark::Alone), rows.is(lock, Mark::Shared)) {
            (true, _) => Mode::Alone,
            (_, true) => Mode::Shared,
            _ => Mode::Open,
        }
    }

    /// A call of a function that hands out the guard of a lock takes that lock.
    pub(super) fn guard_of_helper(&mut self, callee: NodeIx, span: Span) -> Option<Value> {
        let mut place = self.callee_place(callee)?;
        let context = self.source.context;
        let helper = match place.root {
            Root::Module(name) if place.path.is_empty() => {
                let helper = context.helper(Name::of(""), name)?;
                place = Place::root(Root::Module(*helper.path.first()?));
                place.path.extend(helper.path.iter().skip(1).copied());
                helper
            }
            _ => {
                let name = place.path.pop()?;
                let class = match place.root {
                    Root::Object(class) if place.path.is_empty() => class,
                    _ => self.type_of_place(&place),
                };
                let helper = context.helper(class, name)?;
                place = helper.path.iter().fold(place, |place, step| place.step(*step));
                helper
            }
        };
        let kind = if helper.suspends { Kind::Async } else { Kind::Sync };
        let mut event = Event::new(Word::Acquire, kind, span);
        event.subject = self.source.flat.span(callee);
        event.mode = helper.mode;
        event.place = self.place_index(place);
        let fired = self.fire(event)?;
        self.keep_guard(Guard { name: None, acquired: fired }, true);
        Some(Value { guards: thin_vec![fired], ..Value::of_event(fired) })
    }

    /// The lock that a function without arguments always hands out: `state().lock()`.
    pub(super) fn lock_of_call(&self, lock: NodeIx) -> Option<Place> {
        let rows = self.source.rows;
        let mut lock = lock;
        while let Some(of) = rows.of_region(lock, Region::Through, Part::Of) {
            lock = of;
        }
        let (_, row) = rows.roles(lock).find(|(role, _)| matches!(role, Role::Event(Word::Call, _)))?;
        let (callee, args) = (rows.part(row, Part::Callee)?, rows.part(row, Part::Args)?);
        let flat = self.source.flat;
        let bare = rows.is(callee, Mark::Root) && !flat.children(args).any(|arg| flat.is_named(arg));
        match self.callee_place(callee)? {
            place if bare && matches!(place.root, Root::Module(_)) => Some(place.step(Name::of("()"))),
            _ => None,
        }
    }

    /// True for a call of a name that stands for a function which nobody here has written.
    pub(super) fn is_foreign(&self, callee: NodeIx) -> bool {
        let rows = self.source.rows;
        let mut callee = callee;
        while let Some(of) = rows.of_region(callee, Region::Through, Part::Of) {
            callee = of;
        }
        if !rows.is(callee, Mark::Root) {
            return false;
        }
        let inner = self.function_around(callee);
        let text = self.text_of(callee);
        if text.starts_with(|first: char| first.is_ascii_uppercase()) {
            // A class that is handed in makes objects.
            return false;
        }
        let name = Name::of(text);
        let binding = self.names.get(&name);
        if binding.is_some_and(|binding| binding.value.closure.is_some()) {
            return false;
        }
        let taken = || {
            binding.is_some_and(|binding| {
                binding.value.from.iter().any(|event| {
                    self.out.event(*event).is_some_and(|event| matches!(event.word, Word::Read | Word::Acquire))
                })
            })
        };
        match self.source.scopes.resolve(inner, name, self.source.context) {
            // What a function is given to run, it runs for its caller.
            Root::Parameter(owner, _) if owner == self.index => false,
            // What a closure is given that runs here is what it goes through.
            Root::Parameter(owner, _) if self.is_inlined(owner) => taken(),
            // A function that is made of another one runs that for whoever asked for it.
            Root::Parameter(owner, _) => !self.source.scopes.outlives(inner, owner),
            Root::Variable(owner, _) if owner == self.index || self.is_inlined(owner) => taken(),
            _ => false,
        }
    }

    /// The function around a node: this one, or a closure that runs where it stands.
    fn function_around(&self, node: NodeIx) -> u32 {
        let end = |closure: NodeIx| self.source.flat.node(closure).next;
        let around = self.inlined.iter().filter(|closure| (**closure..end(**closure)).contains(&node));
        around.max().and_then(|closure| self.source.scopes.function_at(*closure)).unwrap_or(self.index)
    }

    fn is_inlined(&self, function: u32) -> bool {
        let found = self.source.scopes.functions.get(function as usize);
        found.is_some_and(|found| self.inlined.contains(&found.node))
    }

    /// False for the method of an object that is called like a field which holds a callback.
    pub(super) fn may_hold_callback(&self, callee: NodeIx) -> bool {
        if self.source.rows.region(callee, Region::Place).is_none() {
            return true;
        }
        match self.callee_place(callee) {
            Some(Place { root: Root::Object(class), path, .. }) => match path.as_slice() {
                [field] => self.source.context.field(class, *field).is_some(),
                [.., _] => true,
                [] => false,
            },
            _ => false,
        }
    }

    /// True where some argument is, or borrows, what a lock guards: to lend that out is what the call is for.
    pub(super) fn lends_guarded(&self, passed: &[(NodeIx, Value)]) -> bool {
        let taken = |event: &Event| matches!(event.word, Word::Acquire);
        let locks: SmallVec<[&Place; 4]> =
            self.out.events.iter().filter(|event| taken(event)).filter_map(|event| self.out.place(event)).collect();
        let below =
            |place: &Place| locks.iter().any(|lock| lock.root == place.root && place.path.starts_with(&lock.path));
        passed.iter().any(|(arg, value)| {
            if value.stored == Stored::Fresh {
                return false;
            }
            let borrowed = value.from.iter().filter_map(|event| self.out.event(*event)).any(|event| {
                taken(event)
                    || event.word == Word::Read
                        && !matches!(event.kind, Kind::Copy | Kind::Len)
                        && self.out.place(event).is_some_and(below)
            });
            !value.guards.is_empty() || borrowed || self.place_of(*arg).is_some_and(|(place, _)| below(&place))
        })
    }
}
