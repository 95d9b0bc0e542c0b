//! Calls of what somebody else supplied: a parameter, an element of a list of callbacks.

use super::value::Value;
use super::{Lowering, Mark, Name, NodeIx, Part, Region};
use crate::facts::{Event, Kind, Mode, Place, Root, Stored, Word};
use smallvec::SmallVec;

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
        match self.source.scopes.resolve(self.index, name, self.source.context) {
            Root::Parameter(..) => true,
            Root::Variable(owner, _) if owner == self.index => binding.is_some_and(|binding| {
                binding
                    .value
                    .from
                    .iter()
                    .any(|event| self.out.event(*event).is_some_and(|event| matches!(event.word, Word::Read | Word::Acquire)))
            }),
            _ => false,
        }
    }

    /// True where some argument is, or borrows, what a lock guards: to lend that out is what the call is for.
    pub(super) fn lends_guarded(&self, passed: &[(NodeIx, Value)]) -> bool {
        let taken = |event: &Event| matches!(event.word, Word::Acquire);
        let locks: SmallVec<[&Place; 4]> =
            self.out.events.iter().filter(|event| taken(event)).filter_map(|event| self.out.place(event)).collect();
        let below = |place: &Place| {
            locks.iter().any(|lock| lock.root == place.root && place.path.starts_with(&lock.path))
        };
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
