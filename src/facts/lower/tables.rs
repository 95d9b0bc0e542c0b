//! Tables: what the statements that are sent to a database read and write.

use super::value::Binding;
use super::value::Value;
use super::{Lowering, NodeIx, Part};
use crate::facts::{Event, Name, Place, Root, Stored, Word, sql};
use smallvec::SmallVec;

impl Lowering<'_> {
    /// A statement is sent to a database: what it reads is a snapshot, what it writes all others find. `value` is that of the call.
    pub(super) fn query(&mut self, node: NodeIx, word: Word, row: u32, value: Value) -> Value {
        let Some(text) = self.source.rows.part(row, Part::Subject) else { return value };
        let rows = self.source.rows;
        let said = match (rows.part(row, Part::Key), rows.part(row, Part::Name)) {
            (Some(asked), Some(method)) => {
                sql::of_model(word, self.text_of(text), self.text_of(method), self.text_of(asked))
            }
            _ => sql::read(self.text_of(text)),
        };
        let Some(said) = said.filter(|said| said.word == word) else { return value };
        let span = self.source.flat.span(node);
        let mut event = Event::new(word, said.kind, span);
        event.place = self.place_index(Place::root(Root::Table(said.table)));
        event.key = said.columns;
        event.subject = said.named.shifted(self.source.flat.span(text).start);
        event.call = self.call_of(&value);
        if word == Word::Write {
            event.from = value.from.clone();
            event.stored = if said.deletes { Stored::Reset } else { Stored::Opaque };
        }
        let Some(fired) = self.fire(event) else { return value };
        let cursor = self.source.rows.part(row, Part::Into).filter(|_| word == Word::Read);
        if let Some(cursor) = cursor.filter(|cursor| self.is_own_name(*cursor)) {
            self.point(cursor, fired);
        }
        Value { pending: value.pending, ..Value::of_event(fired) }
    }

    /// Fires a suspension for a value. Rows that are waited for are those that are there when the wait is over.
    pub(super) fn wait(&mut self, suspension: Event, value: Value) -> Value {
        let is_read =
            |at: &u32| self.out.event(*at).is_some_and(|event| event.word == Word::Read && event.kind.is_of_tables());
        let last = (self.out.events.len() as u32).checked_sub(1);
        let read = last.filter(|last| value.from.as_slice() == [*last] && is_read(last));
        let (Some(read), Some(waited)) = (read, self.fire(suspension)) else { return value };
        self.out.events.swap(read as usize, waited as usize);
        if let Some(suspension) = self.out.events.get_mut(read as usize) {
            suspension.from = SmallVec::from_slice(&[waited]);
        }
        for binding in self.names.values_mut() {
            binding.value.from.iter_mut().filter(|from| **from == read).for_each(|from| *from = waited);
        }
        Value { from: SmallVec::from_slice(&[waited]), ..value }
    }

    /// A cursor stands for the rows that it was sent for.
    fn point(&mut self, cursor: NodeIx, read: u32) {
        let name = Name::of(self.text_of(cursor));
        let before = self.value_of(name).cloned().unwrap_or_default();
        let from = before
            .from
            .iter()
            .copied()
            .filter(|from| self.out.event(*from).is_some_and(|event| !event.kind.is_of_tables()));
        let from = from.chain([read]).collect();
        self.names.insert(name, Binding::new(Value { from, direct: false, ..before }, self.branch_depth));
    }
}
