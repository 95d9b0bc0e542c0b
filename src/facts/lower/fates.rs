//! What becomes of the value of a call right where it stands: dropped, tested, returned, or taken by somebody.

use super::value::Value;
use super::{Lowering, Mark, Name, NodeIx, Part, Region, Role};
use crate::facts::function::Call;
use crate::facts::{Event, Fate, Word};

/// Parentheses, choices and operators that are looked through before one gives up.
const MAX_STEPS: usize = 16;

impl Lowering<'_> {
    /// The expression has that fate, and with it the calls whose value is its value: behind parentheses, in the arms of
    /// a choice, on the right of `&&`.
    pub(super) fn doom(&mut self, expression: NodeIx, fate: Fate) {
        let rows = self.source.rows;
        let mut open = vec![expression];
        for _ in 0..MAX_STEPS {
            let Some(node) = open.pop() else { return };
            let mut calls = false;
            let mut waits = false;
            for (role, _) in rows.roles(node) {
                calls |= matches!(role, Role::Event(Word::Call | Word::Spawn, _));
                waits |= matches!(role, Role::Event(Word::Suspend, _));
            }
            if waits {
                continue;
            }
            if calls {
                self.fates.push((node, fate));
                continue;
            }
            let arms = [
                (Region::Through, Part::Of),
                (Region::And, Part::Right),
                (Region::Or, Part::Right),
                (Region::Branch, Part::Then),
                (Region::Branch, Part::Else),
            ];
            open.extend(arms.iter().flat_map(|(region, part)| rows.all_of_region(node, *region, *part)));
        }
    }

    /// What was said of the node before it was walked.
    pub(super) fn fate_of(&self, node: NodeIx) -> Fate {
        self.fates.iter().rev().find(|(known, _)| *known == node).map_or(Fate::Taken, |(_, fate)| *fate)
    }

    /// The value of an expression is worked with in place of what it will yield, if it is what one call makes and no more.
    pub(super) fn work_with(&mut self, expression: NodeIx, value: &Value, fate: Fate) {
        // Where work runs only when it is asked to, what it is wrapped in is made by methods of its own.
        if self.source.language.semantics.parallel_tasks {
            return;
        }
        let [(call, false)] = value.pending.as_slice() else { return };
        let made = self.out.calls.get(*call as usize).filter(|_| value.direct && !value.awaited);
        let is_call = made.is_some_and(|made| value.from.as_slice() == [made.event]) && self.is_call(expression, value);
        if is_call {
            self.worked_with.push((*call, fate));
        }
    }

    /// True for a call, and for a local that was bound to one as it stands: not for a list of one, nor for what a `yield` is sent.
    fn is_call(&self, expression: NodeIx, value: &Value) -> bool {
        let rows = self.source.rows;
        let mut node = if rows.is(expression, Mark::Root) { value.expression } else { Some(expression) };
        while let Some(of) = node.and_then(|node| rows.of_region(node, Region::Through, Part::Of)) {
            node = Some(of);
        }
        node.is_some_and(|node| rows.roles(node).any(|(role, _)| matches!(role, Role::Event(Word::Call, _))))
    }

    /// An expression asks for something of a value.
    pub(super) fn ask_of(&mut self, node: NodeIx, value: &Value) {
        let base = self.source.rows.of_region(node, Region::Place, Part::Base).unwrap_or(node);
        if !self.source.rows.is(node, Mark::Promised) {
            self.work_with(base, value, Fate::Asked);
        }
    }

    /// A local is asked for its truth. One that was bound again in a branch may hold nothing.
    pub(super) fn test_local(&mut self, node: NodeIx, value: &Value) {
        let name = || Name::of(self.text_of(node));
        if self.source.rows.is(node, Mark::Root) && self.names.get(&name()).is_some_and(|binding| binding.sure) {
            self.work_with(node, value, Fate::Tested);
        }
    }

    /// A call, or a local that was bound to one, is waited for as it stands.
    pub(super) fn wait_for_call(&mut self, node: NodeIx, value: &Value) {
        if value.direct && self.children(node).any(|child| self.is_call(child, value)) {
            self.waited_for.extend(value.from.iter().copied());
        }
    }

    /// What was worked with is told of where nobody has waited for it.
    pub(super) fn settle_fates(&mut self) {
        for (call, fate) in std::mem::take(&mut self.worked_with) {
            // Who waits for what is made of its parts does not wait for it.
            let own =
                |made: &Call| if fate == Fate::Asked { self.waited_for.contains(&made.event) } else { made.awaited };
            let Some(call) = self.out.calls.get(call as usize).filter(|made| !made.spawned && !own(made)) else {
                continue;
            };
            if let Some(event) = self.out.events.get_mut(call.event as usize)
                && event.fate == Fate::Taken
            {
                event.fate = fate;
            }
        }
    }

    /// An event with what becomes of its value.
    pub(super) fn with_fate(&self, node: NodeIx, event: Event) -> Event {
        let makes_work = event.makes_work || self.source.rows.is(node, Mark::Awaitable);
        Event { fate: self.fate_of(node), makes_work, ..event }
    }
}
