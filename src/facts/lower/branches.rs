//! Tests and branches: where control goes by an answer, and what the answer decides.

use super::regions::{Exits, Leaves};
use super::value::Value;
use super::{Lowering, Mark, Name, NodeIx, Part, Region, Role};
use crate::facts::{Decision, Event, Fate, Kind, Root, Word};
use smallvec::SmallVec;

impl Lowering<'_> {
    /// Walks a test. Afterwards control stands at two points, one for each outcome.
    pub(super) fn test(&mut self, node: NodeIx) -> Exits {
        if !self.source.rows.is(node, Mark::Temporaries) {
            // Negations and parentheses nest as deep as the input likes.
            return stacker::maybe_grow(128 * 1024, 1024 * 1024, || self.test_inside(node));
        }
        self.open_guards(true);
        let exits = self.test_inside(node);
        let all = self.innermost_guards(1);
        let no = self.leave_guards(exits.no, &all);
        self.here = exits.yes;
        let value = self.values.get(node).cloned().unwrap_or_default();
        self.close_guards(&value);
        Exits { yes: self.here, no, atoms: exits.atoms }
    }

    pub(super) fn test_inside(&mut self, node: NodeIx) -> Exits {
        let rows = self.source.rows;
        let sided = |region: Region, part: Part| rows.of_region(node, region, part);
        let plain = !rows.roles(node).any(|(role, _)| matches!(role, Role::Event(..)));
        if plain && let Some(of) = sided(Region::Not, Part::Of) {
            let exits = self.test(of);
            let atoms = exits.atoms.into_iter().map(|(event, holds)| (event, holds.map(|holds| !holds))).collect();
            return Exits { yes: exits.no, no: exits.yes, atoms };
        }
        if plain
            && let Some(of) = sided(Region::Through, Part::Of)
            && self.children(node).filter(|child| rows.any(*child)).count() <= 1
        {
            return self.test(of);
        }
        for (region, and) in [(Region::And, true), (Region::Or, false)] {
            let (Some(left), rights) = (sided(region, Part::Left), rows.all_of_region(node, region, Part::Right))
            else {
                continue;
            };
            if rights.is_empty() {
                continue;
            }
            let mut exits = self.test(left);
            let mut early: SmallVec<[Option<u32>; 4]> = SmallVec::new();
            for right in rights {
                early.push(if and { exits.no } else { exits.yes });
                self.here = if and { exits.yes } else { exits.no };
                let start = self.out.events.len() as u32;
                let second = self.test(right);
                // What the left side tests decides the right side too.
                let end = self.out.events.len() as u32;
                if end > start {
                    let (then, other) = if and { ((start, end), (end, end)) } else { ((end, end), (start, end)) };
                    self.decide(
                        &exits.atoms,
                        Decision { then, other, then_leaves: false, other_leaves: false, until: end, holds: None },
                    );
                }
                let mut atoms = exits.atoms;
                atoms.extend(second.atoms);
                exits = Exits { yes: second.yes, no: second.no, atoms };
            }
            early.push(if and { exits.no } else { exits.yes });
            self.meet(&early);
            let joined = self.here;
            return if and { Exits { no: joined, ..exits } } else { Exits { yes: joined, ..exits } };
        }
        let fates = self.fates.len();
        self.doom(node, Fate::Tested);
        let value = self.walk(node);
        self.fates.truncate(fates);
        self.use_value(&value);
        self.test_local(node, &value);
        let mut value = value;
        if value.from.is_empty() {
            // Something of this task's own is tested: that decides, too.
            let own = Event::new(Word::Read, Kind::Plain, self.source.flat.span(node));
            value = self
                .fire(own)
                .map_or(value, |event| Value { from: SmallVec::from_slice(&[event]), ..Value::default() });
        }
        // A node that asks the opposite itself: `k not in d`.
        let opposite = rows.region(node, Region::Not).is_some();
        let atoms = value.from.iter().map(|event| (*event, value.direct.then_some(!opposite))).collect();
        let Some(here) = self.here else { return Exits { yes: None, no: None, atoms } };
        match self.settled(node) {
            Some(true) => return Exits { yes: Some(here), no: None, atoms },
            Some(false) => return Exits { yes: None, no: Some(here), atoms },
            None => {}
        }
        let (yes, no) = (self.join_point(), self.join_point());
        self.out.graph.link(here, yes);
        self.out.graph.link(here, no);
        Exits { yes: Some(yes), no: Some(no), atoms }
    }

    /// What a test always answers: one of a constant of the file, which says in which of two forms the code is. A name that
    /// others can reach, or that is not written as constants are, may be given another value.
    fn settled(&self, node: NodeIx) -> Option<bool> {
        let rows = self.source.rows;
        let text = self.text_of(node);
        let constant = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        if !rows.is(node, Mark::Root) || !text.contains(|c: char| c.is_ascii_uppercase()) || !text.chars().all(constant)
        {
            return None;
        }
        let name = Name::of(text);
        let context = self.source.context;
        let root = self.source.scopes.resolve(self.index, name, context);
        if root != Root::Module(name) || !context.is_private(name) || context.is_exported(name) {
            return None;
        }
        match context.initial(name)? {
            "true" | "True" => Some(true),
            "false" | "False" => Some(false),
            _ => None,
        }
    }

    /// The events of a test decide what its arms hold.
    pub(super) fn decide(&mut self, atoms: &[(u32, Option<bool>)], decision: Decision) {
        for (index, holds) in atoms {
            if let Some(event) = self.out.events.get_mut(*index as usize) {
                event.decides.push(Decision { holds: *holds, ..decision });
            }
            // What a question about an item answers is asked of the item.
            let call = self.out.event(*index).filter(|event| event.word == Word::Call).map(|event| event.span);
            if let Some(item) = self.out.events.get_mut(*index as usize + 1)
                && item.word == Word::Item
                && Some(item.span) == call
                && item.used
            {
                item.decides.push(Decision { holds: *holds, ..decision });
            }
        }
    }

    /// What one arm leaves by.
    pub(super) fn left_since(&self, before: Leaves) -> (bool, bool) {
        (self.leaves.out > before.out, self.leaves.again > before.again)
    }

    pub(super) fn now(&self) -> u32 {
        self.out.events.len() as u32
    }

    pub(super) fn branch(&mut self, node: NodeIx) -> Value {
        let rows = self.source.rows;
        let (Some(test), Some(then)) =
            (rows.of_region(node, Region::Branch, Part::Test), rows.of_region(node, Region::Branch, Part::Then))
        else {
            return self.walk_children(node);
        };
        let elses = rows.all_of_region(node, Region::Branch, Part::Else);
        let mut ends: SmallVec<[Option<u32>; 4]> = SmallVec::new();
        let mut value: Option<Value> = None;
        // What the test makes lives through the first arm and is gone before the others.
        let kept = self.open_marked(node);
        // `elif` clauses are siblings: each is a branch of its own in the other arm of the one before it.
        let mut pending: Vec<(Exits, u32, u32, Leaves, Leaves)> = Vec::new();
        let mut exits = self.test(test);
        let guards = self.innermost_guards(kept);
        exits.no = self.leave_guards(exits.no, &guards);
        let mut then = Some(then);
        let mut rest = elses.into_iter();
        let mut first = true;
        self.branch_depth += 1;
        loop {
            let (start, before) = (self.now(), self.leaves);
            self.here = exits.yes;
            if first {
                self.bind_rows(node);
            }
            self.begin_arm();
            let next = then.map_or(Value::default(), |then| self.walk_part(then));
            self.arms.pop();
            if std::mem::take(&mut first) {
                for _ in 0..kept {
                    self.close_guards(&next);
                }
            }
            if self.here.is_some() {
                value = Some(value.map_or(next.clone(), |value| value.or(next)));
            }
            ends.push(self.here);
            let (middle, between) = (self.now(), self.leaves);
            self.here = exits.no;
            pending.push((exits, start, middle, before, between));
            let Some(other) = rest.next() else { break };
            let elif = rows.region(other, Region::Branch).is_some() && self.is_clause(node, other);
            if elif && let Some(test) = rows.of_region(other, Region::Branch, Part::Test) {
                exits = self.test(test);
                then = rows.of_region(other, Region::Branch, Part::Then);
                continue;
            }
            self.begin_arm();
            let next = self.walk_part(other);
            self.arms.pop();
            if self.here.is_some() {
                value = Some(value.map_or(next.clone(), |value| value.or(next)));
            }
            break;
        }
        ends.push(self.here);
        self.branch_depth -= 1;
        let end = self.now();
        let after = self.leaves;
        for (exits, start, middle, before, between) in pending {
            let then_leaves = between.out > before.out || between.again > before.again;
            let other_leaves = after.out > between.out || after.again > between.again;
            let only_again = between.out == before.out && after.out == between.out;
            let until = if only_again && (then_leaves || other_leaves) { self.loop_end_mark() } else { u32::MAX };
            self.decide(
                &exits.atoms,
                Decision { then: (start, middle), other: (middle, end), then_leaves, other_leaves, until, holds: None },
            );
        }
        self.meet(&ends);
        value.unwrap_or_default()
    }

    /// An arm of a branch is entered: what a name is bound to in it, it stands for until its end.
    fn begin_arm(&mut self) {
        self.arms_begun += 1;
        self.arms.push((self.arms_begun, self.branch_depth));
    }

    /// Opens the regions of guards that a branch or a loop is marked with; how many there are.
    pub(super) fn open_marked(&mut self, node: NodeIx) -> usize {
        let (temporaries, scope) =
            (self.source.rows.is(node, Mark::Temporaries), self.source.rows.is(node, Mark::Scope));
        if temporaries {
            self.open_guards(true);
        }
        if scope {
            self.open_guards(false);
        }
        usize::from(temporaries) + usize::from(scope)
    }

    /// True where a node is a clause of the branch, not a nested branch: it starts a chain of siblings.
    pub(super) fn is_clause(&self, branch: NodeIx, other: NodeIx) -> bool {
        self.source.flat.node(branch).kind != self.source.flat.node(other).kind
    }

    /// Decisions that only skip to the next round end with their loop; this value stands for that end until the
    /// loop is closed.
    pub(super) fn loop_end_mark(&self) -> u32 {
        if self.loop_depth == 0 { u32::MAX } else { u32::MAX - self.loop_depth }
    }

    /// A loop was closed: decisions that were to end with it do so here.
    pub(super) fn close_loop_marks(&mut self, from: u32) {
        let mark = u32::MAX - self.loop_depth;
        let end = self.now();
        for event in self.out.events.iter_mut().skip(from as usize) {
            for decision in &mut event.decides {
                if decision.until == mark {
                    decision.until = end;
                }
            }
        }
    }

    pub(super) fn short_circuit(&mut self, node: NodeIx) -> Value {
        let rows = self.source.rows;
        let and = rows.region(node, Region::And).is_some();
        let region = if and { Region::And } else { Region::Or };
        let (Some(left), Some(right)) =
            (rows.of_region(node, region, Part::Left), rows.of_region(node, region, Part::Right))
        else {
            return self.walk_children(node);
        };
        if left == right || self.source.flat.node(left).start > self.source.flat.node(right).start {
            return self.walk_children(node);
        }
        let before = self.now();
        let exits = self.test(left);
        let value = self.values.get(left).cloned().unwrap_or_default();
        let value = if value.from.is_empty() && exits.atoms.iter().all(|(event, _)| *event >= before) {
            Value { from: exits.atoms.iter().map(|(event, _)| *event).collect(), ..value }
        } else {
            value
        };
        self.here = if and { exits.yes } else { exits.no };
        let start = self.now();
        let leaves = self.leaves;
        self.branch_depth += 1;
        let mut other = self.walk_part(right);
        if rows.roles(node).any(|(role, _)| matches!(role, Role::Event(..))) {
            // The rest of an optional chain: the call itself happens only if the receiver is there.
            other = self.events_after(node, other);
        }
        self.branch_depth -= 1;
        let end = self.now();
        let (out, again) = self.left_since(leaves);
        let (then, no) = if and { ((start, end), (end, end)) } else { ((end, end), (start, end)) };
        self.decide(
            &exits.atoms,
            Decision {
                then,
                other: no,
                then_leaves: and && (out || again),
                other_leaves: !and && (out || again),
                until: u32::MAX,
                holds: None,
            },
        );
        let right_end = self.here;
        self.meet(&[right_end, if and { exits.no } else { exits.yes }]);
        value.join(other)
    }

    /// `x ??= v`: the place is tested, and `v` is computed and stored only in one arm.
    pub(super) fn write_if(&mut self, node: NodeIx, row: u32) -> Value {
        let rows = self.source.rows;
        let full = rows.roles(node).any(|(role, _)| role == Role::Event(Word::Write, Kind::IfFull));
        let (Some(left), Some(right)) = (rows.part(row, Part::Subject), rows.part(row, Part::Value)) else {
            return self.walk_children(node);
        };
        let mark = self.claimed.len();
        self.claimed.push(left);
        self.walk(left);
        self.claimed.truncate(mark);
        let key = rows.part(row, Part::Key);
        if let Some(key) = key {
            self.walk(key);
        }
        let key = key.map(|key| self.key_of(key));
        let read = self.read_place(left, Kind::Check);
        if let Some(event) = read.and_then(|read| self.out.events.get_mut(read as usize)) {
            event.key = event.key.or(key);
        }
        let skipped = self.here;
        let start = self.now();
        self.branch_depth += 1;
        let value = self.walk(right);
        self.write_place(node, left, Kind::Assign, &value, key);
        self.branch_depth -= 1;
        let end = self.now();
        if let Some(read) = read {
            let decision = Decision {
                then: (end, end),
                other: (start, end),
                then_leaves: false,
                other_leaves: false,
                until: end,
                holds: Some(true),
            };
            let decision = if full { Decision { then: (start, end), other: (end, end), ..decision } } else { decision };
            self.decide(&[(read, Some(true))], decision);
        }
        let written = self.here;
        self.meet(&[skipped, written]);
        value
    }
}
