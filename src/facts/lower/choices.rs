//! Choices and handlers: arms, guards, and what runs after an error.

use super::frames::{Cleanup, Frame};
use super::value::Value;
use super::{Lowering, Mark, NodeIx, Part, Region};
use crate::facts::Decision;
use crate::facts::{Event, Kind, Word};
use smallvec::SmallVec;

impl Lowering<'_> {
    pub(super) fn choice(&mut self, node: NodeIx) -> Value {
        let rows = self.source.rows;
        let mut tested = Value::default();
        for (at, first) in rows.all_of_region(node, Region::Choice, Part::First).into_iter().enumerate() {
            let value = self.walk(first);
            self.use_value(&value);
            tested = if at == 0 { value } else { tested.join(value) };
        }
        self.suspend_marks(node);
        let mut arms = Vec::new();
        self.find_arms(node, &mut arms);
        let leave = self.join_point();
        let falls = !rows.is(node, Mark::NoFall);
        if falls {
            self.open(Frame::Choice { leave });
        }
        let mut from = self.here;
        let mut fallen: Option<u32> = None;
        let mut exhaustive = rows.is(node, Mark::Exhaustive);
        let mut value: Option<Value> = None;
        self.branch_depth += 1;
        let start = self.now();
        let mut ranges: Vec<(u32, u32, bool)> = Vec::new();
        for arm in arms {
            self.meet(&[from, fallen]);
            from = from.and(self.here);
            let (begin, leaves) = (self.now(), self.leaves);
            let kept = self.open_marked(arm);
            if let Some(into) = rows.of_region(arm, Region::Arm, Part::Into) {
                self.bind_pattern(into, &tested, false);
            }
            let guard = rows.of_region(arm, Region::Arm, Part::Guard);
            if let Some(guard) = guard {
                let exits = self.test(guard);
                from = match (from, exits.no) {
                    (Some(_), Some(no)) => Some(no),
                    (from, _) => from,
                };
                self.here = exits.yes;
            }
            let mut next = Value::default();
            for child in self.children(arm) {
                if guard.is_none_or(|guard| guard < child || guard >= self.source.flat.node(child).next) {
                    next = next.or(self.walk_part(child));
                }
            }
            if rows.is(arm, Mark::Discard) {
                next = Value::default();
            }
            for _ in 0..kept {
                self.close_guards(&next);
            }
            if self.here.is_some() {
                value = Some(value.map_or(next.clone(), |value| value.or(next)));
            }
            let (out, again) = self.left_since(leaves);
            ranges.push((begin, self.now(), out || again));
            fallen = self.here;
            exhaustive |= rows.is(arm, Mark::Default) || self.children(arm).any(|child| rows.is(child, Mark::Default));
            if !falls && let Some(end) = fallen.take() {
                self.out.graph.link(end, leave);
            }
        }
        self.branch_depth -= 1;
        if falls {
            self.frames.pop();
        }
        let end = self.now();
        let atoms: SmallVec<[(u32, Option<bool>); 4]> = tested.from.iter().map(|event| (*event, None)).collect();
        for (begin, finish, leaves) in ranges {
            // Each arm runs or not by what was looked at.
            let other_leaves = false;
            self.decide(
                &atoms,
                Decision {
                    then: (begin, finish),
                    other: (start, begin),
                    then_leaves: leaves,
                    other_leaves,
                    until: if leaves { u32::MAX } else { end },
                    holds: None,
                },
            );
        }
        self.meet(&[if exhaustive { None } else { from }, fallen]);
        if self.here.is_some() || self.out.graph.is_reached(leave) {
            self.come(leave);
        }
        value.unwrap_or_default()
    }

    pub(super) fn find_arms(&self, node: NodeIx, arms: &mut Vec<NodeIx>) {
        let rows = self.source.rows;
        for child in self.source.flat.children(node) {
            if rows.region(child, Region::Arm).is_some() {
                arms.push(child);
            } else if rows.region(child, Region::Choice).is_none() && rows.region(child, Region::Function).is_none() {
                self.find_arms(child, arms);
            }
        }
    }

    pub(super) fn attempt(&mut self, node: NodeIx) -> Value {
        let rows = self.source.rows;
        let part = |part: Part| rows.of_region(node, Region::Try, part);
        let Some(body) = part(Part::Body) else { return self.walk_children(node) };
        let finally = part(Part::Finally);
        if let Some(finally) = finally {
            self.open(Frame::Cleanup { what: Cleanup::Block(finally), thrown: None });
        }
        let handlers = rows.all_of_region(node, Region::Try, Part::Handler);
        let handler = self.join_point();
        if !handlers.is_empty() {
            self.open(Frame::Try { handler });
            // Anything in the body may throw before its first event.
            self.may_throw();
        }
        let (start, entered) = (self.now(), self.leaves);
        self.try_depth += u32::from(!handlers.is_empty());
        self.cleanup_depth += u32::from(finally.is_some());
        let value = self.walk(body);
        self.try_depth -= u32::from(!handlers.is_empty());
        self.cleanup_depth -= u32::from(finally.is_some());
        let middle = self.now();
        let mut ends: SmallVec<[Option<u32>; 4]> = SmallVec::new();
        if !handlers.is_empty() {
            self.may_throw();
            self.frames.pop();
            if !self.takes_all(node, &handlers) {
                let here = self.here.replace(handler);
                self.may_throw();
                self.here = here;
            }
        }
        if let Some(other) = part(Part::Else) {
            self.walk(other);
        }
        ends.push(self.here);
        let (body_out, body_again) = self.left_since(entered);
        let before = self.leaves;
        let handled = self.now();
        self.branch_depth += 1;
        for clause in &handlers {
            self.here = Some(handler);
            self.handler_depth += 1;
            let kind = if self.takes_every_error(node, *clause) { Kind::All } else { Kind::Plain };
            self.fire(Event::new(Word::Catch, kind, self.source.flat.span(*clause)));
            self.walk(*clause);
            self.handler_depth -= 1;
            ends.push(self.here);
        }
        self.branch_depth -= 1;
        let (out, again) = self.left_since(before);
        let end = self.now();
        let looks_up = handlers.iter().any(|clause| rows.is(*clause, Mark::Default));
        let takes_all = handlers.iter().any(|clause| self.takes_every_error(node, *clause));
        if looks_up || takes_all {
            // `try: x = d[k] … except KeyError`: the look-up is a test, by exception. A file that is not there is an
            // error among all.
            let looked_up: SmallVec<[(u32, Option<bool>); 4]> = (start..middle)
                .filter(|event| {
                    self.out.event(*event).is_some_and(|event| {
                        event.word == Word::Read
                            && (looks_up && (event.key.is_some() || event.kind == Kind::Get) || event.is_about_file())
                    })
                })
                .map(|event| (event, Some(true)))
                .collect();
            for event in self.out.events.iter_mut().take(middle as usize).skip(start as usize) {
                event.forgiven = true;
            }
            let then_leaves = body_out || body_again;
            for atom in looked_up {
                // It fails after it was made: from there, too, control goes to the handler.
                let point = (0..self.out.graph.len() as u32).find(|point| self.out.graph.event(*point) == Some(atom.0));
                if let Some(point) = point {
                    self.out.graph.link(point, handler);
                }
                // What comes after it in the body happens only where something was there.
                let then = (atom.0 + 1, handled);
                self.decide(
                    &[atom],
                    Decision {
                        then,
                        other: (handled, end),
                        then_leaves,
                        other_leaves: out || again,
                        until: u32::MAX,
                        holds: None,
                    },
                );
            }
        }
        self.meet(&ends);
        if finally.is_some() {
            self.close_cleanup();
        }
        value
    }

    /// True for a handler that says of no error that it is not for it.
    pub(super) fn takes_every_error(&self, node: NodeIx, clause: NodeIx) -> bool {
        let rows = self.source.rows;
        let span = self.source.flat.span(clause);
        let guards = rows.all_of_region(node, Region::Try, Part::Guard);
        rows.is(clause, Mark::Exhaustive) || !guards.iter().any(|guard| span.contains(self.source.flat.span(*guard)))
    }

    /// True where some handler takes whatever is thrown: one without a guard, or one for every error where nothing
    /// but errors can come. In a task also cancellation comes, which is no error.
    pub(super) fn takes_all(&self, node: NodeIx, handlers: &[NodeIx]) -> bool {
        let rows = self.source.rows;
        let guards = rows.all_of_region(node, Region::Try, Part::Guard);
        guards.len() < handlers.len()
            || !self.out.is_async && handlers.iter().any(|clause| rows.is(*clause, Mark::Exhaustive))
    }
}
