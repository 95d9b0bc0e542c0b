//! Items: what a loop takes of a shared collection, and what is done with it.
//!
//! An item stands for its collection. Taking one, asking it something and handing it to a call are events about the
//! place that it came from, so that a sentence can tell a loop over what is there from a loop over what was there.

use super::value::{Binding, Item, Value};
use super::{Lowering, Mark, Name, NodeIx, Part, Region};
use crate::facts::{Event, Kind, Word};
use crate::text::Span;

impl Lowering<'_> {
    /// The item that a loop takes of `items`, where those are read from a shared place.
    pub(super) fn item_of(&self, items: &Value) -> Option<Item> {
        let read = match items.from.as_slice() {
            [read] if items.direct => *read,
            _ => items.copy_of?,
        };
        let event = self.out.event(read)?;
        let gone_through = event.word == Word::Read && matches!(event.kind, Kind::Iterate | Kind::Copy);
        (gone_through && event.key.is_none()).then_some(Item { read, part: false })
    }

    /// Says that something is done with an item.
    pub(super) fn with_item(&mut self, item: Item, kind: Kind, span: Span) -> Option<u32> {
        let read = self.out.event(item.read)?;
        let mut event = Event::new(Word::Item, kind, span);
        event.place = read.place;
        event.subject = read.subject;
        event.from.push(item.read);
        event.used = item.part;
        self.fire(event)
    }

    /// What a call does with the items that it is given: `job()`, `job.run()`, `run(job)`, `run(job.id)`.
    pub(super) fn items_in_call(
        &mut self,
        kind: Kind,
        span: Span,
        called: Option<Item>,
        receiver: &Value,
        passed: &[(NodeIx, Value)],
    ) {
        // To end what has ended, and to tell of it, does no harm.
        if matches!(kind, Kind::Log | Kind::Stop) {
            return;
        }
        if let Some(item) = called {
            self.with_item(item, Kind::Called, span);
            return;
        }
        // A method of the item, and a question about it, may tell that it is gone.
        let through = receiver.item.map(|item| Item { part: true, ..item });
        let given = passed.iter().find_map(|(_, value)| value.item);
        let given = given.map(|item| Item { part: item.part || kind == Kind::Ask, ..item });
        if let Some(item) = through.or(given) {
            self.with_item(item, if kind == Kind::Ask { Kind::Ask } else { Kind::Use }, span);
        }
    }

    /// The first parameter of a closure that is run for each item: `jobs.forEach((job) => …)`.
    pub(super) fn give_items(&mut self, closure: NodeIx, items: &Value) {
        let rows = self.source.rows;
        let Some(params) = rows.of_region(closure, Region::Function, Part::Params) else { return };
        let first = (params..self.source.flat.node(params).next).find(|at| rows.is(*at, Mark::Parameter));
        let Some(first) = first else { return };
        self.iterate(items);
        let Some(item) = self.item_of(items) else { return };
        let name = Name::of(self.text_of(first));
        let value = Value { direct: false, item: Some(item), ..items.outcome() };
        self.names.insert(name, Binding::new(value, self.branch_depth));
    }

    /// The item that a name stands for, where it is called by that name.
    pub(super) fn called_item(&self, callee: NodeIx) -> Option<Item> {
        let rows = self.source.rows;
        let mut plain = callee;
        while let Some(of) = rows.of_region(plain, Region::Through, Part::Of) {
            plain = of;
        }
        if !rows.is(plain, Mark::Root) {
            return None;
        }
        self.names.get(&Name::of(self.text_of(plain)))?.value.item
    }

    /// What is computed from items one by one is a copy of the collection: a comprehension.
    pub(super) fn copied(&mut self, node: NodeIx, value: &Value) -> Option<Value> {
        let item = value.item?;
        let read = self.out.event(item.read)?;
        let mut copy = Event::new(Word::Read, Kind::Copy, self.source.flat.span(node));
        copy.place = read.place;
        copy.subject = read.subject;
        let copy = self.fire(copy)?;
        let from = value.outcome().join(Value::of_event(copy));
        Some(Value { copy_of: Some(copy), ..from })
    }
}
