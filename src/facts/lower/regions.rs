//! Regions: branches, tests, loops, choices, handlers, held locks.

use super::frames::{Cleanup, Frame, Guard};
use super::value::{Binding, Value};
use super::{Lowering, Mark, Name, NodeIx, Part, Region, Role, Usage};
use crate::facts::Decision;
use crate::facts::{Event, Kind, Word};
use crate::text::Span;
use smallvec::SmallVec;

/// How many jumps the walk has passed so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Leaves {
    /// Out of the function, or of a loop that they end.
    out: u32,
    /// To the next round of a loop.
    again: u32,
}

impl Leaves {
    pub(super) fn note(&mut self, kind: Kind) {
        match kind {
            Kind::Continue => self.again += 1,
            _ => self.out += 1,
        }
    }
}

/// Where control stands after a test, and which events it tested.
pub(super) struct Exits {
    yes: Option<u32>,
    no: Option<u32>,
    atoms: SmallVec<[(u32, Option<bool>); 4]>,
}

impl Lowering<'_> {
    /// What a node with roles is, and walks it so.
    pub(super) fn visit(&mut self, node: NodeIx) -> Value {
        let rows = self.source.rows;
        if !rows.any(node) {
            return self.walk_children(node);
        }
        if rows.region(node, Region::Function).is_some() && !self.inlined.contains(&node) {
            return self.closure(node);
        }
        if rows.region(node, Region::Class).is_some()
            || rows.roles(node).any(|(role, _)| role == Role::Part(Part::Type))
        {
            return Value::default();
        }
        if rows.is(node, Mark::Generator) && !self.inlined.contains(&node) {
            // What makes a generator of the function around it.
            self.out.is_generator = true;
        }
        let scope = rows.is(node, Mark::Scope);
        let temporaries = rows.is(node, Mark::Temporaries);
        // A branch and a loop close their own: at the end of the first arm, with each round.
        let by_itself = rows.region(node, Region::Branch).is_some() || rows.region(node, Region::Loop).is_some();
        let (scope, temporaries) = (scope && !by_itself, temporaries && !by_itself);
        if scope {
            self.open_guards(false);
        }
        if temporaries {
            self.open_guards(true);
        }
        let mut value = self.visit_inside(node, scope);
        if rows.is(node, Mark::Discard) {
            value = Value::default();
        }
        value.lent |= rows.is(node, Mark::Lends) && !value.guards.is_empty();
        if temporaries {
            self.close_guards(&value);
        }
        if scope {
            self.close_guards(&value);
        }
        if rows.is(node, Mark::Fresh) {
            value = Value {
                stored: crate::facts::Stored::Fresh,
                type_name: value.type_name,
                guards: value.guards.clone(),
                ..value.computed()
            };
        } else if rows.is(node, Mark::Reset) {
            value.stored = crate::facts::Stored::Reset;
        } else if rows.is(node, Mark::Set) {
            value.stored = crate::facts::Stored::Set;
        }
        value
    }

    fn visit_inside(&mut self, node: NodeIx, scope: bool) -> Value {
        let rows = self.source.rows;
        let mut region = None;
        let mut event = false;
        for (role, row) in rows.roles(node) {
            match role {
                Role::Region(found) if rank(found) > region.map_or(0, |(region, _)| rank(region)) => {
                    region = Some((found, row))
                }
                Role::Event(Word::Write, Kind::IfEmpty | Kind::IfFull) if rows.part(row, Part::Value).is_some() => {
                    return self.write_if(node, row);
                }
                Role::Event(..) => event = true,
                _ => {}
            }
        }
        match region.map(|(region, _)| region) {
            Some(Region::Branch) => self.branch(node),
            Some(Region::And | Region::Or) => self.short_circuit(node),
            Some(Region::Not) if !event => self.not(node),
            Some(Region::Loop) => self.repeat(node),
            Some(Region::Label) => self.label(node),
            Some(Region::Choice) => self.choice(node),
            Some(Region::Try) => self.attempt(node),
            Some(Region::Held) => self.held(node),
            Some(Region::Place) if !event => self.place_value(node),
            Some(Region::Through) if !event => self.through(node),
            _ if event => self.events_of(node),
            _ if rows.is(node, Mark::Root) || rows.is(node, Mark::SelfRoot) => self.root_value(node),
            _ if scope => {
                let mut value = Value::default();
                for child in self.children(node) {
                    let next = self.walk(child);
                    if self.source.flat.is_named(child) {
                        value = next;
                    }
                }
                value
            }
            Some(Region::Order | Region::Bind | Region::Field | Region::Declaration) => self.ordered(node),
            _ => self.walk_children(node),
        }
    }

    /// `of` behind a node that only passes it on.
    pub(super) fn through(&mut self, node: NodeIx) -> Value {
        let Some(of) = self.source.rows.of_region(node, Region::Through, Part::Of) else {
            return self.walk_children(node);
        };
        if self.claimed.contains(&node) {
            self.claimed.push(of);
        }
        let inline = self.source.rows.of_region(node, Region::Through, Part::Inline);
        self.walk_to(node, of, inline)
    }

    /// Walks the children of a node; the value is that of one node below it, wherever it is.
    fn walk_to(&mut self, node: NodeIx, of: NodeIx, inline: Option<NodeIx>) -> Value {
        let mut value = Value::default();
        for child in self.children(node) {
            let below = |inner: NodeIx| child < inner && inner < self.source.flat.node(child).next;
            if child == of {
                value = self.walk(child);
            } else if Some(child) == self.source.rows.of_region(node, Region::Through, Part::Callee) {
                self.callee(child);
            } else if Some(child) == inline {
                self.inline_argument(child);
            } else if below(of) {
                value = self.walk_to(child, of, inline);
            } else if inline.is_some_and(below) {
                self.walk_to(child, of, inline);
            } else {
                self.walk(child);
            }
        }
        value
    }

    fn not(&mut self, node: NodeIx) -> Value {
        match self.source.rows.of_region(node, Region::Not, Part::Of) {
            Some(of) => self.walk_to(node, of, None).computed(),
            None => self.walk_children(node).computed(),
        }
    }

    /// A function where it stands: a value. It is walked as a function of its own.
    fn closure(&mut self, node: NodeIx) -> Value {
        let Some(index) = self.source.scopes.function_at(node) else { return Value::default() };
        for outer in self.source.rows.all_of_region(node, Region::Function, Part::Outer) {
            self.walk(outer);
        }
        if self.source.rows.is(node, Mark::Moves) {
            // What it captures by value lives on in it.
            for (owner, name) in self.source.scopes.captures(index) {
                if *owner == self.index {
                    self.end_guards(*name);
                }
            }
        }
        let at = self.out.events.len() as u32;
        self.out.closures.push((index, at));
        let named = self.source.scopes.functions.get(index as usize).is_some_and(|found| !found.name.is_empty());
        if named {
            let name = Name::of(
                &self.source.scopes.functions.get(index as usize).map_or(String::new(), |found| found.name.clone()),
            );
            self.names
                .entry(name)
                .or_insert_with(|| Binding { value: Value { closure: Some(index), ..Value::default() }, depth: 0 });
        }
        Value { closure: Some(index), stored: crate::facts::Stored::Fresh, ..Value::default() }
    }

    /// Notes how a closure is used; the strongest use counts.
    pub(super) fn use_closure(&mut self, value: &Value, usage: Usage) {
        if let Some(index) = value.closure
            && let Some(known) = self.usages.get_mut(index as usize)
            && *known < usage
        {
            *known = usage;
        }
    }

    /// Walks the body of a closure in place.
    pub(super) fn inline(&mut self, closure: NodeIx, repeated: bool) -> Value {
        let rows = self.source.rows;
        let Some(body) = rows.of_region(closure, Region::Function, Part::Body) else { return Value::default() };
        self.inlined.push(closure);
        if let Some(index) = self.source.scopes.function_at(closure)
            && let Some(usage) = self.usages.get_mut(index as usize)
        {
            *usage = Usage::Inline;
        }
        let again = self.join_point();
        let leave = self.join_point();
        self.come(again);
        let skipped = self.here;
        self.open(Frame::Inline { leave });
        self.branch_depth += 1;
        self.loop_depth += u32::from(repeated);
        // Leaving the closure does not leave what is around it.
        let leaves = self.leaves;
        let value = self.walk_part(body);
        self.leaves = leaves;
        self.loop_depth -= u32::from(repeated);
        self.branch_depth -= 1;
        self.frames.pop();
        self.come(leave);
        if repeated {
            if let Some(here) = self.here {
                self.out.graph.link(here, again);
            }
            let after = self.here;
            self.meet(&[skipped, after]);
        }
        value
    }

    // ---- tests ----

    /// Walks a test. Afterwards control stands at two points, one for each outcome.
    pub(super) fn test(&mut self, node: NodeIx) -> Exits {
        if !self.source.rows.is(node, Mark::Temporaries) {
            return self.test_inside(node);
        }
        self.open_guards(true);
        let exits = self.test_inside(node);
        let all = self.innermost_guards(1);
        let no = self.leave_guards(exits.no, &all);
        self.here = exits.yes;
        let value = self.values.get(&node).cloned().unwrap_or_default();
        self.close_guards(&value);
        Exits { yes: self.here, no, atoms: exits.atoms }
    }

    fn test_inside(&mut self, node: NodeIx) -> Exits {
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
            && self.children(node).iter().filter(|child| rows.any(**child)).count() <= 1
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
        let value = self.walk(node);
        self.use_value(&value);
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
        let (yes, no) = (self.join_point(), self.join_point());
        self.out.graph.link(here, yes);
        self.out.graph.link(here, no);
        Exits { yes: Some(yes), no: Some(no), atoms }
    }

    /// The events of a test decide what its arms hold.
    fn decide(&mut self, atoms: &[(u32, Option<bool>)], decision: Decision) {
        for (event, holds) in atoms {
            if let Some(event) = self.out.events.get_mut(*event as usize) {
                event.decides.push(Decision { holds: *holds, ..decision });
            }
        }
    }

    /// What one arm leaves by.
    fn left_since(&self, before: Leaves) -> (bool, bool) {
        (self.leaves.out > before.out, self.leaves.again > before.again)
    }

    fn now(&self) -> u32 {
        self.out.events.len() as u32
    }

    fn branch(&mut self, node: NodeIx) -> Value {
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
            let next = then.map_or(Value::default(), |then| self.walk_part(then));
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
            let next = self.walk_part(other);
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

    /// Opens the regions of guards that a branch or a loop is marked with; how many there are.
    fn open_marked(&mut self, node: NodeIx) -> usize {
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
    fn is_clause(&self, branch: NodeIx, other: NodeIx) -> bool {
        self.source.flat.node(branch).kind != self.source.flat.node(other).kind
    }

    /// Decisions that only skip to the next round end with their loop; this value stands for that end until the
    /// loop is closed.
    fn loop_end_mark(&self) -> u32 {
        if self.loop_depth == 0 { u32::MAX } else { u32::MAX - self.loop_depth }
    }

    /// A loop was closed: decisions that were to end with it do so here.
    fn close_loop_marks(&mut self, from: u32) {
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

    fn short_circuit(&mut self, node: NodeIx) -> Value {
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
        let value = self.values.get(&left).cloned().unwrap_or_default();
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
    fn write_if(&mut self, node: NodeIx, row: u32) -> Value {
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

    // ---- loops ----

    fn label(&mut self, node: NodeIx) -> Value {
        let name = self.source.rows.of_region(node, Region::Label, Part::Name).map(|name| Name::of(self.text_of(name)));
        if self.source.rows.region(node, Region::Loop).is_none() {
            let leave = self.join_point();
            self.open(Frame::Block { label: name, leave });
            let mut value = Value::default();
            for child in self.children(node) {
                let next = self.walk(child);
                if self.source.flat.is_named(child) {
                    value = next;
                }
            }
            self.frames.pop();
            if self.here.is_some() || self.out.graph.is_reached(leave) {
                self.come(leave);
            }
            return value;
        }
        self.walk_children(node)
    }

    fn repeat(&mut self, node: NodeIx) -> Value {
        let rows = self.source.rows;
        let part = |part: Part| rows.of_region(node, Region::Loop, part);
        let own_label = part(Part::Name).map(|name| Name::of(self.text_of(name)));
        let label = own_label.or_else(|| self.label.take());
        let mut items = Value::default();
        if let Some(first) = part(Part::First) {
            items = self.walk(first);
            self.iterate(&items);
        }
        let from = self.now();
        let (again, leave, head) = (self.join_point(), self.join_point(), self.join_point());
        self.come(head);
        self.loop_depth += 1;
        self.branch_depth += 1;
        let mut tested = None;
        let mut out = None;
        // What the test makes lives through one round.
        let rounds = rows.is(node, Mark::Temporaries) || rows.is(node, Mark::Scope);
        if rounds {
            self.open(Frame::Loop { label, leave, again });
        }
        let kept = self.open_marked(node);
        if let Some(test) = part(Part::Test).filter(|_| !rows.is(node, Mark::Forever)) {
            let exits = self.test(test);
            let guards = self.innermost_guards(kept);
            out = self.leave_guards(exits.no, &guards);
            self.here = exits.yes;
            tested = Some(exits.atoms);
        } else if let Some(each) = part(Part::Each) {
            self.suspend_marks(self.source.flat.parent(each).unwrap_or(node));
            out = self.here;
        } else {
            self.suspend_marks(node);
        }
        if let Some(each) = part(Part::Each) {
            self.take_item(each, &items);
        }
        let start = self.now();
        if !rounds {
            self.open(Frame::Loop { label, leave, again });
        }
        let clauses: SmallVec<[(Part, NodeIx); 4]> = self.clauses(node);
        let mut value = self.rounds(node, &clauses, again);
        for _ in 0..kept {
            self.close_cleanup();
        }
        self.frames.pop();
        self.come(again);
        if let Some(step) = part(Part::Step) {
            self.walk(step);
        }
        if let Some(until) = part(Part::Until) {
            let exits = self.test(until);
            self.here = exits.yes;
            out = exits.no;
            tested = Some(exits.atoms);
        }
        let end = self.now();
        self.go(head);
        if let Some(atoms) = tested {
            // Past the loop the test has failed; inside it has held.
            self.decide(
                &atoms,
                Decision {
                    then: (start, end),
                    other: (end, end),
                    then_leaves: true,
                    other_leaves: false,
                    until: u32::MAX,
                    holds: None,
                },
            );
        }
        self.close_loop_marks(from);
        self.branch_depth -= 1;
        self.loop_depth -= 1;
        self.here = out;
        if let Some(other) = part(Part::Else) {
            self.walk(other);
        }
        if self.here.is_some() || self.out.graph.is_reached(leave) {
            self.come(leave);
        }
        for (_, many) in &mut value.pending {
            *many = true;
        }
        Value { closure: None, ..value.computed() }
    }

    /// The variable of a loop gets the next item.
    fn take_item(&mut self, each: NodeIx, items: &Value) {
        let item = Value { direct: false, spawned: None, ..items.clone().computed() };
        self.bind_names(each, &item);
        self.walk(each);
    }

    /// What stands between the head of a loop and its body, in order: conditions, and loops within it.
    fn clauses(&self, node: NodeIx) -> SmallVec<[(Part, NodeIx); 4]> {
        let rows = self.source.rows;
        let firsts = rows.all_of_region(node, Region::Loop, Part::First);
        let guards = rows.all_of_region(node, Region::Loop, Part::Guard);
        let mut list: SmallVec<[(Part, NodeIx); 4]> =
            firsts.into_iter().skip(1).map(|first| (Part::First, first)).collect();
        list.extend(guards.into_iter().map(|guard| (Part::Guard, guard)));
        list.sort_by_key(|(_, node)| *node);
        list
    }

    /// One round of a loop, behind the clauses that are left.
    fn rounds(&mut self, node: NodeIx, clauses: &[(Part, NodeIx)], again: u32) -> Value {
        let rows = self.source.rows;
        match clauses.split_first() {
            None => rows
                .all_of_region(node, Region::Loop, Part::Body)
                .into_iter()
                .fold(Value::default(), |value, body| value.join(self.walk_part(body))),
            Some(((Part::Guard, guard), rest)) => {
                let exits = self.test(*guard);
                self.here = exits.no;
                self.go(again);
                self.here = exits.yes;
                let start = self.now();
                let value = self.rounds(node, rest, again);
                let end = self.now();
                self.decide(
                    &exits.atoms,
                    Decision {
                        then: (start, end),
                        other: (end, end),
                        then_leaves: false,
                        other_leaves: false,
                        until: end,
                        holds: None,
                    },
                );
                value
            }
            Some(((_, first), rest)) => {
                let items = self.walk(*first);
                self.iterate(&items);
                let head = self.join_point();
                self.come(head);
                let clause = self.source.flat.parent(*first).unwrap_or(node);
                self.suspend_marks(clause);
                let (leave, inner) = (self.here, self.join_point());
                let each = rows
                    .all_of_region(node, Region::Loop, Part::Each)
                    .into_iter()
                    .find(|each| self.source.flat.parent(*each) == Some(clause));
                if let Some(each) = each {
                    self.take_item(each, &items);
                }
                let value = self.rounds(node, rest, inner);
                self.come(inner);
                self.go(head);
                self.here = leave;
                value
            }
        }
    }

    /// Suspensions marked on the tokens of a region, such as the `await` of `for await`.
    fn suspend_marks(&mut self, node: NodeIx) {
        for child in self.children(node) {
            for (role, _) in self.source.rows.roles(child).collect::<SmallVec<[_; 4]>>() {
                if let Role::Event(Word::Suspend, kind) = role {
                    self.fire(Event::new(Word::Suspend, kind, self.source.flat.span(child)));
                }
            }
        }
    }

    /// What is gone through item by item is read so.
    fn iterate(&mut self, items: &Value) {
        self.use_value(items);
        if items.direct {
            for event in &items.from {
                if let Some(event) = self.out.events.get_mut(*event as usize)
                    && event.word == Word::Read
                    && event.kind == Kind::Plain
                {
                    event.kind = Kind::Iterate;
                }
            }
        }
    }

    // ---- choices and handlers ----

    fn choice(&mut self, node: NodeIx) -> Value {
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
            for _ in 0..kept {
                self.close_guards(&next);
            }
            if self.here.is_some() {
                value = Some(value.map_or(next.clone(), |value| value.or(next)));
            }
            let (out, again) = self.left_since(leaves);
            ranges.push((begin, self.now(), out || again));
            fallen = self.here;
            exhaustive |=
                rows.is(arm, Mark::Default) || self.children(arm).iter().any(|child| rows.is(*child, Mark::Default));
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

    fn find_arms(&self, node: NodeIx, arms: &mut Vec<NodeIx>) {
        let rows = self.source.rows;
        for child in self.source.flat.children(node) {
            if rows.region(child, Region::Arm).is_some() {
                arms.push(child);
            } else if rows.region(child, Region::Choice).is_none() && rows.region(child, Region::Function).is_none() {
                self.find_arms(child, arms);
            }
        }
    }

    fn attempt(&mut self, node: NodeIx) -> Value {
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
        let value = self.walk(body);
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
            self.walk(*clause);
            self.handler_depth -= 1;
            ends.push(self.here);
        }
        self.branch_depth -= 1;
        let (out, again) = self.left_since(before);
        let end = self.now();
        if handlers.iter().any(|clause| rows.is(*clause, Mark::Default)) {
            // `try: x = d[k] … except KeyError`: the look-up is a test, by exception.
            let looked_up: SmallVec<[(u32, Option<bool>); 4]> = (start..middle)
                .filter(|event| {
                    self.out.event(*event).is_some_and(|event| {
                        event.word == Word::Read && (event.key.is_some() || event.kind == Kind::Get)
                    })
                })
                .map(|event| (event, Some(true)))
                .collect();
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

    /// True where some handler takes whatever is thrown: one without a guard, or one for every error where nothing
    /// but errors can come. In a task also cancellation comes, which is no error.
    fn takes_all(&self, node: NodeIx, handlers: &[NodeIx]) -> bool {
        let rows = self.source.rows;
        let guards = rows.all_of_region(node, Region::Try, Part::Guard);
        guards.len() < handlers.len()
            || !self.out.is_async && handlers.iter().any(|clause| rows.is(*clause, Mark::Exhaustive))
    }

    // ---- held locks ----

    fn held(&mut self, node: NodeIx) -> Value {
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
        for lock in locks.iter().filter(|_| items.is_empty()) {
            guards.extend(self.take_lock(*lock, node, (asynchronous, closure.is_some()), &mut suspends_on_exit));
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
        let value = match (closure, body) {
            (Some(closure), _) => self.inline(closure, false),
            (None, Some(body)) => self.walk(body),
            (None, None) => Value::default(),
        };
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

    /// `with lock:`; where the thing held is no lock, nothing is taken.
    fn take_lock(
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
        event.place = self.place_index(place);
        event.subject = self.source.flat.span(lock);
        self.fire(event)
    }
}

/// Of several regions on one node, the one that says most about how it runs.
fn rank(region: Region) -> u32 {
    match region {
        Region::Branch | Region::Loop | Region::Choice | Region::Try | Region::Held => 9,
        Region::And | Region::Or | Region::Not => 8,
        Region::Label => 7,
        Region::Place => 6,
        Region::Through => 5,
        _ => 1,
    }
}
