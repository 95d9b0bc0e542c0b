//! Regions: branches, tests, loops, choices, handlers, held locks.

use super::frames::Frame;
use super::value::{Binding, Value};
use super::{Lowering, Mark, Name, NodeIx, Part, Region, Role, Roles, Usage};
use crate::facts::{Fate, Kind, Word};
use smallvec::SmallVec;

/// How many jumps the walk has passed so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Leaves {
    /// Out of the function, or of a loop that they end.
    pub(super) out: u32,
    /// To the next round of a loop.
    pub(super) again: u32,
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
    pub(super) yes: Option<u32>,
    pub(super) no: Option<u32>,
    pub(super) atoms: SmallVec<[(u32, Option<bool>); 4]>,
}

/// Closures inside one another that are walked in the place of the call: each is walked again for every one around it.
const MAX_INLINED: usize = 6;

impl Lowering<'_> {
    /// What a node with roles is, and walks it so.
    pub(super) fn visit(&mut self, node: NodeIx) -> Value {
        let rows = self.source.rows;
        if !rows.any(node) {
            return self.walk_children(node);
        }
        if rows.is(node, Mark::Root) && rows.has_only(node, NAMES) {
            // Most of what there is: a name that is no more than a name.
            return self.root_value(node);
        }
        if !rows.may_have(node, SPECIAL) {
            return self.visit_inside(node, false);
        }
        if rows.region(node, Region::Function).is_some() && !self.inlined.contains(&node) {
            return self.closure(node);
        }
        if rows.region(node, Region::Class).is_some() || rows.is_part(node, Part::Type) {
            return Value::default();
        }
        if rows.is(node, Mark::Generator) && !self.inlined.contains(&node) {
            // What makes a generator of the function around it.
            self.out.is_generator = true;
        }
        let caught = rows.is(node, Mark::Caught);
        self.caught_depth += u32::from(caught);
        let value = self.visit_marked(node);
        self.caught_depth -= u32::from(caught);
        value
    }

    fn visit_marked(&mut self, node: NodeIx) -> Value {
        let rows = self.source.rows;
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
        let fates = self.fates.len();
        if rows.is(node, Mark::Dropped) {
            self.doom(node, Fate::Dropped);
        }
        let mut value = self.visit_inside(node, scope);
        self.fates.truncate(fates);
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
                copy_of: value.copy_of,
                ..value.computed()
            };
        } else if rows.is(node, Mark::Reset) {
            value.stored = crate::facts::Stored::Reset;
        } else if rows.is(node, Mark::Set) {
            value.stored = crate::facts::Stored::Set;
        }
        value
    }

    pub(super) fn visit_inside(&mut self, node: NodeIx, scope: bool) -> Value {
        let rows = self.source.rows;
        if !scope && !rows.may_act(node) {
            return self.walk_children(node);
        }
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
    pub(super) fn walk_to(&mut self, node: NodeIx, of: NodeIx, inline: Option<NodeIx>) -> Value {
        let mut value = Value::default();
        for child in self.children(node) {
            let below = |inner: NodeIx| child < inner && inner < self.source.flat.node(child).next;
            if child == of {
                value = self.walk(child);
            } else if Some(child) == self.source.rows.of_region(node, Region::Through, Part::Callee) {
                self.callee(child);
            } else if Some(child) == inline {
                self.inline_once(child);
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

    pub(super) fn not(&mut self, node: NodeIx) -> Value {
        match self.source.rows.of_region(node, Region::Not, Part::Of) {
            Some(of) => self.walk_to(node, of, None).computed(),
            None => self.walk_children(node).computed(),
        }
    }

    /// A function where it stands: a value. It is walked as a function of its own.
    pub(super) fn closure(&mut self, node: NodeIx) -> Value {
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
                .or_insert_with(|| Binding::new(Value { closure: Some(index), ..Value::default() }, 0));
        }
        Value { closure: Some(index), stored: crate::facts::Stored::Fresh, ..Value::default() }
    }

    /// Notes how a closure is used; the strongest use counts.
    pub(super) fn use_closure(&mut self, closure: Option<u32>, usage: Usage) {
        if let Some(index) = closure
            && let Some(known) = self.usages.get_mut(index as usize)
            && *known < usage
        {
            *known = usage;
        }
    }

    /// A closure that runs at most once.
    fn inline_once(&mut self, closure: NodeIx) {
        let skipped = self.here;
        match self.source.scopes.function_at(closure) {
            Some(_) if !self.source.rows.is(closure, Mark::Async) => self.inline(closure, false),
            _ => self.inline_argument(closure),
        };
        let after = self.here;
        self.meet(&[skipped, after]);
    }

    /// Walks the body of a closure in place.
    pub(super) fn inline(&mut self, closure: NodeIx, repeated: bool) -> Value {
        let rows = self.source.rows;
        let Some(body) = rows.of_region(closure, Region::Function, Part::Body) else { return Value::default() };
        if self.frames.iter().filter(|frame| matches!(frame, Frame::Inline { .. })).count() >= MAX_INLINED {
            self.out.incomplete = true;
            return Value::default();
        }
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
}

/// What a name is, and what it may be besides without being walked in another way.
const NAMES: Roles = Roles::of(&[
    Role::Mark(Mark::Root),
    Role::Part(Part::Subject),
    Role::Part(Part::Key),
    Role::Part(Part::Value),
    Role::Part(Part::Callee),
    Role::Part(Part::Target),
    Role::Part(Part::Lock),
    Role::Part(Part::Test),
    Role::Part(Part::First),
    Role::Part(Part::Of),
    Role::Part(Part::Base),
    Role::Part(Part::From),
]);

/// What makes more of a node than what it does inside.
const SPECIAL: Roles = Roles::of(&[
    Role::Region(Region::Function),
    Role::Region(Region::Class),
    Role::Region(Region::Branch),
    Role::Region(Region::Loop),
    Role::Part(Part::Type),
    Role::Mark(Mark::Generator),
    Role::Mark(Mark::Caught),
    Role::Mark(Mark::Scope),
    Role::Mark(Mark::Temporaries),
    Role::Mark(Mark::Dropped),
    Role::Mark(Mark::Discard),
    Role::Mark(Mark::Lends),
    Role::Mark(Mark::Fresh),
    Role::Mark(Mark::Reset),
    Role::Mark(Mark::Set),
]);

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
