//! Held locks: regions in which something is taken at the start and given back at the end.

use super::frames::{Cleanup, Frame, Guard};
use super::value::Value;
use super::{Lowering, Mark, Name, NodeIx, Part, Region, Role};
use crate::facts::{Event, Kind, Mode, Place, Root, Word};
use crate::text::Span;
use smallvec::SmallVec;

impl Lowering<'_> {
    pub(super) fn held(&mut self, node: NodeIx) -> Value {
        let rows = self.source.rows;
        let asynchronous = rows.is(node, Mark::HeldAsync);
        let items = rows.all_of_region(node, Region::Held, Part::Item);
        let body = rows.of_region(node, Region::Held, Part::Body);
        let mut guards = Vec::new();
        let mut suspends_on_exit = false;
        let locks: SmallVec<[NodeIx; 2]> = rows.all_of_region(node, Region::Held, Part::Lock).into_iter().collect();
        let mark = self.claimed.len();
        let taking = self.locks.len();
        self.claimed.extend(locks.iter().copied());
        self.locks.extend(locks.iter().copied());
        let closure = rows.of_region(node, Region::Held, Part::Inline);
        if items.is_empty() {
            for child in self.children(node) {
                if Some(child) == body {
                    continue;
                }
                // The method of a lock that runs the body is not read.
                let child = rows
                    .of_region(child, Region::Place, Part::Base)
                    .filter(|base| locks.contains(base))
                    .unwrap_or(child);
                match closure {
                    Some(closure) => self.walk_but(child, &[closure]),
                    None => {
                        self.walk(child);
                    }
                }
            }
        }
        let key = rows.of_region(node, Region::Held, Part::Key);
        for lock in locks.iter().filter(|_| items.is_empty()) {
            let certain = closure.is_some();
            guards.extend(match key {
                Some(key) => self.take_named(*lock, key, node, asynchronous),
                None => self.take_lock(*lock, node, (asynchronous, certain), &mut suspends_on_exit),
            });
        }
        for item in &items {
            let inside: SmallVec<[NodeIx; 2]> = (*item..self.source.flat.node(*item).next)
                .filter(|at| rows.roles(*at).any(|(role, _)| role == Role::Part(Part::Lock)))
                .take(1)
                .collect();
            self.claimed.extend(inside.iter().copied());
            self.locks.extend(inside.iter().copied());
            let value = self.walk(*item);
            self.bind_items(*item, &value);
            match inside.first() {
                Some(lock) => guards.extend(self.take_lock(*lock, *item, (asynchronous, false), &mut suspends_on_exit)),
                None if asynchronous => {
                    self.fire(Event::new(Word::Suspend, Kind::Plain, self.source.flat.span(*item)));
                    suspends_on_exit = true;
                }
                None => {}
            }
        }
        self.claimed.truncate(mark);
        self.locks.truncate(taking);
        let held = guards.into_iter().map(|acquired| Guard { name: None, acquired }).collect();
        self.open(Frame::Cleanup { what: Cleanup::Guards { held, temporaries: false }, thrown: None });
        // Whoever runs a closure waits for what it returns.
        let outlived = u32::from(closure.is_none());
        self.cleanup_depth += outlived;
        let value = match (closure, body) {
            (Some(closure), _) => {
                let value = self.inline(closure, false);
                self.note_waited(&value.pending);
                value
            }
            (None, Some(body)) => self.walk(body),
            (None, None) => Value::default(),
        };
        self.cleanup_depth -= outlived;
        if suspends_on_exit {
            self.fire(Event::new(Word::Suspend, Kind::Plain, Span::at(self.source.flat.node(node).end)));
        }
        self.close_cleanup();
        value
    }

    /// Walks everything under a node but some nodes.
    pub(super) fn walk_but(&mut self, node: NodeIx, but: &[NodeIx]) {
        if but.contains(&node) {
            return;
        }
        let end = self.source.flat.node(node).next;
        if but.iter().any(|but| (node..end).contains(but)) {
            for child in self.children(node) {
                self.walk_but(child, but);
            }
        } else {
            self.walk(node);
        }
    }

    /// A lock that is known by its name: whoever says the same name means the same lock.
    fn take_named(&mut self, store: NodeIx, key: NodeIx, at: NodeIx, asynchronous: bool) -> Option<u32> {
        let span = self.source.flat.span(at);
        if asynchronous {
            self.fire(Event::new(Word::Suspend, Kind::Plain, span));
        }
        let store_place = || match self.place_of(store) {
            Some((place, None)) => place,
            _ => Place::root(Root::Value(Name::of(self.text_of(store)))),
        };
        let place = match (self.spelled_out(key), self.place_of(key)) {
            (Some(name), _) => store_place().step(Name::of("[]").with(name)),
            (None, Some((place, None))) => place,
            (None, _) => Place::root(Root::Value(Name::of(self.text_of(key)))),
        };
        let kind = if asynchronous { Kind::Async } else { Kind::Plain };
        let mut event = Event::new(Word::Acquire, kind, span);
        event.mode = self.mode_of(store, kind, Name::default());
        event.place = self.place_index(place);
        event.subject = self.source.flat.span(key);
        self.fire(event)
    }

    /// The text of a literal, or of the variable of the module that stands for one.
    fn spelled_out(&self, node: NodeIx) -> Option<Name> {
        let rows = self.source.rows;
        if rows.is(node, Mark::Set) {
            return Some(Name::of(self.text_of(node)));
        }
        let Some((Place { root: Root::Module(name), path, .. }, None)) = self.place_of(node) else { return None };
        let initial = self.source.context.initial(name).filter(|_| path.is_empty())?;
        initial.starts_with(['"', '\'']).then(|| Name::of(initial))
    }

    /// `with lock:`; where the thing held is no lock, nothing is taken.
    pub(super) fn take_lock(
        &mut self,
        lock: NodeIx,
        at: NodeIx,
        (asynchronous, certain): (bool, bool),
        suspends_on_exit: &mut bool,
    ) -> Option<u32> {
        let span = self.source.flat.span(at);
        if asynchronous {
            self.fire(Event::new(Word::Suspend, Kind::Plain, span));
        }
        let Some((place, kind)) = self.lock_at(lock, asynchronous, certain) else {
            *suspends_on_exit |= asynchronous;
            return None;
        };
        let mut event = Event::new(Word::Acquire, kind, span);
        let type_name = match self.type_of_place(&place) {
            name if name == Name::default() => self.values.get(lock).map_or(name, |value| value.type_name),
            name => name,
        };
        if self.kind_of_type(type_name).is_some() && !self.source.types.is_reentrant(type_name) {
            event.mode = Mode::Alone;
        }
        event.place = self.place_index(place);
        event.subject = self.source.flat.span(lock);
        self.fire(event)
    }
}
