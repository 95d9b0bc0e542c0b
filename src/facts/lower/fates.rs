//! What becomes of the value of a call right where it stands: dropped, tested, returned, or taken by somebody.

use super::{Lowering, Mark, NodeIx, Part, Region, Role};
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

    /// An event with what becomes of its value.
    pub(super) fn with_fate(&self, node: NodeIx, event: Event) -> Event {
        let makes_work = event.makes_work || self.source.rows.is(node, Mark::Awaitable);
        Event { fate: self.fate_of(node), makes_work, ..event }
    }
}
