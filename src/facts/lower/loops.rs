//! Loops and labels: rounds, what each of them takes, and how they end.

use super::frames::Frame;
use super::value::Value;
use super::{Lowering, Mark, Name, NodeIx, Part, Region, Role};
use crate::facts::Decision;
use crate::facts::{Event, Kind, Word};
use smallvec::SmallVec;

impl Lowering<'_> {
    pub(super) fn label(&mut self, node: NodeIx) -> Value {
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

    /// A loop, and what it binds anew in each round for the closures that are made in it.
    pub(super) fn repeat(&mut self, node: NodeIx) -> Value {
        let rows = self.source.rows;
        let mut names = SmallVec::new();
        if rows.is(node, Mark::Rebinds) {
            let bound = [Part::Each, Part::First].into_iter();
            for part in bound.flat_map(|part| rows.all_of_region(node, Region::Loop, part)) {
                let within = part..self.source.flat.node(part).next;
                names.extend(within.filter(|at| rows.is(*at, Mark::Declare)).map(|at| Name::of(self.text_of(at))));
            }
        }
        self.rebound.push(names);
        let value = self.run_rounds(node);
        self.rebound.pop();
        value
    }

    /// True for a closure that reads what a loop around binds anew in each round.
    pub(super) fn reads_rebound(&self, closure: u32) -> bool {
        let captures = self.source.scopes.captures(closure);
        captures
            .iter()
            .any(|(owner, name)| *owner == self.index && self.rebound.iter().any(|names| names.contains(name)))
    }

    fn run_rounds(&mut self, node: NodeIx) -> Value {
        let rows = self.source.rows;
        let part = |part: Part| rows.of_region(node, Region::Loop, part);
        let own_label = part(Part::Name).map(|name| Name::of(self.text_of(name)));
        let label = own_label.or_else(|| self.label.take());
        self.out.loops.push(self.source.flat.span(node));
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
        let clause = part(Part::First).and_then(|first| self.source.flat.parent(first));
        if clause != Some(node)
            && let Some(copy) = self.copied(node, &value)
        {
            return copy;
        }
        Value { closure: None, ..value.computed() }
    }

    /// The variable of a loop gets the next item.
    pub(super) fn take_item(&mut self, each: NodeIx, items: &Value) {
        let item = self.item_of(items);
        if let Some(item) = item {
            self.with_item(item, Kind::Plain, self.source.flat.span(each));
        }
        let value = Value { direct: false, spawned: None, item, ..items.outcome() };
        self.bind_names(each, &value);
        self.walk(each);
    }

    /// What stands between the head of a loop and its body, in order: conditions, and loops within it.
    pub(super) fn clauses(&self, node: NodeIx) -> SmallVec<[(Part, NodeIx); 4]> {
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
    pub(super) fn rounds(&mut self, node: NodeIx, clauses: &[(Part, NodeIx)], again: u32) -> Value {
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
    pub(super) fn suspend_marks(&mut self, node: NodeIx) {
        for child in self.children(node) {
            for (role, _) in self.source.rows.roles(child).collect::<SmallVec<[_; 4]>>() {
                if let Role::Event(Word::Suspend, kind) = role {
                    self.fire(Event::new(Word::Suspend, kind, self.source.flat.span(child)));
                }
            }
        }
    }

    /// What is gone through item by item is read so.
    pub(super) fn iterate(&mut self, items: &Value) {
        self.use_value(items);
        // What has a name of its own may be nobody else's any more.
        let last = (self.out.events.len() as u32).checked_sub(1);
        if items.direct {
            for at in items.from.iter().copied() {
                if let Some(event) = self.out.events.get_mut(at as usize)
                    && event.word == Word::Read
                {
                    event.rounds = last == Some(at);
                    if event.kind == Kind::Plain {
                        event.kind = Kind::Iterate;
                    }
                }
            }
        }
    }
}
