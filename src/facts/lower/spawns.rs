//! What starts and ends: spawned work, locks taken and given back, exits.

use super::frames::{Frame, Guard};
use super::value::Value;
use super::{Lowering, Mark, Name, NodeIx, Part, Region, Role, Usage};
use crate::facts::function::Spawned;
use crate::facts::{Event, Kind, Mode, Word};
use crate::facts::{Place, Root, TypeKind};
use crate::text::Span;
use smallvec::SmallVec;
use thin_vec::thin_vec;

impl Lowering<'_> {
    pub(super) fn spawn(&mut self, node: NodeIx, kind: Kind, row: u32, value: Value) -> Value {
        let rows = self.source.rows;
        let target = rows.part(row, Part::Target);
        let kind = if kind == Kind::Thread && self.starts_processes(node) { Kind::Process } else { kind };
        let in_thread = kind == Kind::Thread || rows.is(node, Mark::Thread);
        let started = target.and_then(|target| self.values.get(target).cloned()).unwrap_or_default();
        let span = self.source.flat.span(node);
        let mut event = self.with_fate(node, Event::new(Word::Spawn, kind, span));
        event.subject = target.map_or(Span::default(), |target| self.source.flat.span(target));
        let place = target.and_then(|target| self.callee_place(target));
        event.rebound = started.closure.is_some_and(|closure| self.reads_rebound(closure)) && !self.is_awaited(node);
        let Some(fired) = self.fire(event) else { return value };
        let many = self.loop_depth > 0;
        self.use_closure(started.closure, Usage::Spawned);
        let after = rows.part(row, Part::Subject).and_then(|promise| self.place_of(promise)).map(|(place, _)| place);
        if started.closure.is_some() || place.is_some() {
            // `pool.submit(work, session)`: the arguments of the work are those of the call that starts it.
            let gives = |call: &u32| {
                let known = self.out.calls.get(*call as usize);
                known.is_some_and(|call| {
                    !call.carries.is_empty() && self.out.event(call.event).is_some_and(|event| event.span == span)
                })
            };
            let call = value.pending.iter().map(|(call, _)| *call).find(gives);
            self.out.spawned.push(Spawned {
                after,
                event: fired,
                call,
                place,
                closure: started.closure,
                many,
                kept: false,
                kind,
                in_thread,
            });
        }
        let mut calls: SmallVec<[(u32, bool); 4]> = started.pending.iter().copied().collect();
        if kind == Kind::Join {
            calls.extend(
                value
                    .pending
                    .iter()
                    .copied()
                    .filter(|(call, _)| !started.pending.iter().any(|(known, _)| known == call)),
            );
        }
        if kind == Kind::Join && self.is_awaited(node) {
            self.note_waited(&calls);
        }
        for (call, several) in calls {
            let own = self
                .out
                .calls
                .get(call as usize)
                .is_some_and(|call| self.out.event(call.event).is_some_and(|event| event.span == span));
            if own {
                continue;
            }
            if let Some(call) = self.out.calls.get_mut(call as usize) {
                call.spawned = true;
            }
            self.out.spawned.push(Spawned {
                after: None,
                event: fired,
                call: Some(call),
                place: None,
                closure: None,
                many: several || many,
                kept: false,
                kind,
                in_thread,
            });
        }
        Value { spawned: Some(fired), from: value.from, direct: value.direct, ..Value::default() }
    }

    /// `pool.submit(work)` of a pool whose workers are processes.
    fn starts_processes(&self, node: NodeIx) -> bool {
        let rows = self.source.rows;
        let call = rows.roles(node).find(|(role, _)| matches!(role, Role::Event(Word::Call, _))).map(|(_, row)| row);
        let callee = call.and_then(|call| rows.part(call, Part::Callee));
        let pool = callee.and_then(|callee| rows.of_region(callee, Region::Place, Part::Base));
        let place = pool.and_then(|pool| self.place_of(pool)).map(|(place, _)| place);
        place.is_some_and(|place| self.kind_of_type(self.type_of_place(&place)) == Some(TypeKind::Processes))
    }

    /// True where a variable keeps what lets nobody else into a place that outlives the function.
    fn is_kept_from(&self, node: NodeIx, lock: NodeIx, place: &Place) -> bool {
        let rows = self.source.rows;
        let declaration = self.source.flat.parent(node);
        let kept = declaration.and_then(|above| rows.of_region(above, Region::Declaration, Part::Value)) == Some(node);
        kept && rows.is(lock, Mark::Alone) && matches!(place.root, Root::Object(_) | Root::Module(_))
    }

    pub(super) fn acquire(&mut self, node: NodeIx, kind: Kind, row: u32, value: Value) -> Value {
        let rows = self.source.rows;
        let span = self.source.flat.span(node);
        let Some(lock) = rows.part(row, Part::Lock) else { return value };
        if matches!(kind, Kind::Listener | Kind::Timer) {
            self.callback_event(Word::Acquire, kind, lock, span);
            return value;
        }
        // `await lock.acquire()`, `m.lock().await`: of two that name the same lock the outer tells when it is taken.
        if self.locks.iter().filter(|known| **known == lock).count() > 1 {
            return value;
        }
        let by_guard = kind == Kind::Guard || self.source.language.semantics.parallel_tasks;
        let place = match self.place_of(lock) {
            Some((place, None)) => place,
            _ => self.lock_of_call(lock).unwrap_or_else(|| Place::root(Root::Value(Name::of(self.text_of(lock))))),
        };
        let type_name = self.type_of_place(&place);
        // The future of a lock that nobody awaits here has not taken it yet.
        let waited = kind == Kind::Async || self.kind_of_type(type_name) != Some(TypeKind::AsyncLock);
        let kind = match self.kind_of_type(type_name) {
            // Nobody waits where the facts say that it is not waited for.
            Some(TypeKind::SyncLock) if kind != Kind::Async => Kind::Sync,
            Some(TypeKind::AsyncLock) => Kind::Async,
            Some(TypeKind::Shared) => return value,
            _ => kind,
        };
        // Of whatever type it is, it lets nobody else in.
        let kept = kind == Kind::Guard && type_name == Name::default() && self.is_kept_from(node, lock, &place);
        let mut event = Event::new(Word::Acquire, kind, span);
        event.place = self.place_index(place);
        event.subject = self.source.flat.span(lock);
        event.mode = match waited {
            _ if kept => Mode::Alone,
            true => self.mode_of(lock, kind, type_name),
            false => Mode::Open,
        };
        let Some(fired) = self.fire(event) else { return value };
        if !by_guard {
            return value;
        }
        self.keep_guard(Guard { name: None, acquired: fired }, true);
        Value { guards: thin_vec![fired], pending: value.pending, ..Value::of_event(fired) }
    }

    /// A listener or timer is set up or taken down: what is listened to, or the handle.
    fn callback_event(&mut self, word: Word, kind: Kind, source: NodeIx, span: Span) {
        let mut event = Event::new(word, kind, span);
        let place = match self.place_of(source) {
            Some((mut place, _)) => {
                if kind == Kind::Listener {
                    // What hangs on an object is gone when the object is replaced.
                    let own = usize::from(matches!(place.root, Root::Object(_)));
                    place.path.truncate(own);
                }
                place
            }
            None => Place::root(Root::Value(Name::of(self.text_of(source)))),
        };
        event.place = self.place_index(place);
        event.subject = self.source.flat.span(source);
        self.fire(event);
    }

    /// `lock.release()`, or a guard dropped by name.
    pub(super) fn give_back(&mut self, lock: NodeIx, kind: Kind, span: Span) {
        if matches!(kind, Kind::Listener | Kind::Timer) {
            return self.callback_event(Word::Release, kind, lock, span);
        }
        let name = Name::of(self.text_of(lock));
        let taken = self.take_guards(name);
        if !taken.is_empty() {
            for acquired in taken {
                self.release(acquired);
            }
            return;
        }
        let Some((mut place, None)) = self.place_of(lock) else { return };
        let mut subject = lock;
        // A name that was bound to a lock stands for what gives it back.
        if let (Root::Variable(owner, _), []) = (place.root, place.path.as_slice())
            && owner == self.index
            && let Some(bound) = self.expressions.get(&name).copied()
            && let Some((taken, None)) = self.place_of(bound)
        {
            (place, subject) = (taken, bound);
        }
        let mut event = Event::new(Word::Release, kind, span);
        event.place = self.place_index(place);
        event.subject = self.source.flat.span(subject);
        self.fire(event);
    }

    pub(super) fn exit(&mut self, node: NodeIx, kind: Kind, row: u32, value: Value) -> Value {
        let span = self.source.flat.span(node);
        let label = self.source.rows.part(row, Part::Name).map(|name| Name::of(self.text_of(name)));
        self.leaves.note(kind);
        if kind == Kind::Return {
            self.let_go(&value);
            self.returns(&value);
            self.use_closure(value.closure, Usage::Escapes);
            self.run_laters(self.later_marks.last().copied().unwrap_or(0), true);
        }
        if kind == Kind::Throw {
            let target = self.throw_target(self.frames.len());
            self.fire(Event::new(Word::Exit, kind, span));
            self.go(target);
            return Value::default();
        }
        self.fire(Event::new(Word::Exit, kind, span));
        match kind {
            Kind::Try => {
                let here = self.here;
                self.leave(|frame| match frame {
                    Frame::Inline { leave } => Some(*leave),
                    _ => None,
                });
                self.here = here;
                value
            }
            Kind::Break => {
                self.leave(|frame| match frame {
                    Frame::Loop { label: own, leave, .. } if label.is_none() || *own == label => Some(*leave),
                    Frame::Choice { leave } if label.is_none() => Some(*leave),
                    Frame::Block { label: own, leave } if label.is_some() && *own == label => Some(*leave),
                    _ => None,
                });
                Value::default()
            }
            Kind::Continue => {
                self.leave(|frame| match frame {
                    Frame::Loop { label: own, again, .. } if label.is_none() || *own == label => Some(*again),
                    _ => None,
                });
                Value::default()
            }
            _ => {
                self.leave(|frame| match frame {
                    Frame::Inline { leave } => Some(*leave),
                    _ => None,
                });
                Value::default()
            }
        }
    }
}
