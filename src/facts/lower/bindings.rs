//! Bindings: what local names stand for, and the guards and objects that go with them.

use super::frames::{Frame, Guard};
use super::value::{Binding, Item, Value};
use super::{Lowering, Mark, Name, NodeIx, Part, Region, Role};
use crate::facts::{Fate, Stored};
use smallvec::SmallVec;
use thin_vec::ThinVec;

impl Lowering<'_> {
    /// An object that was made here goes where others may reach it.
    pub(super) fn let_go(&mut self, value: &Value) {
        if value.type_name != Name::default()
            && let Some(made) = self.out.made.iter_mut().find(|(class, _)| *class == value.type_name)
        {
            made.1 = true;
        }
        for event in value.from.iter().filter(|_| value.direct) {
            if let Some(event) = self.out.events.get_mut(*event as usize) {
                event.given = true;
            }
        }
    }

    /// The names that a pattern binds.
    pub(super) fn names_in(&self, into: NodeIx) -> SmallVec<[Name; 2]> {
        let rows = self.source.rows;
        let end = self.source.flat.node(into).next;
        let plain = end == into + 1;
        let named = |at: &NodeIx| {
            rows.is(*at, Mark::Declare) || rows.is(*at, Mark::Parameter) || plain && rows.is(*at, Mark::Root)
        };
        (into..end).filter(named).map(|at| Name::of(self.text_of(at))).collect()
    }

    /// All names declared under a node stand for the value.
    pub(super) fn bind_names(&mut self, into: NodeIx, value: &Value) {
        let plain = self.source.flat.node(into).next == into + 1;
        let names = self.names_in(into);
        // `Ok(guard)`: the guard is all there is to bind.
        let whole = plain || names.len() == 1 && !value.guards.is_empty();
        for name in names {
            let value = if whole {
                value.clone()
            } else {
                let item = value.item.map(|item| Item { part: true, ..item });
                Value { type_name: Name::default(), item, ..value.outcome() }
            };
            self.bind(name, value);
        }
    }

    /// Names stand for a value, and its guards live as long as the first of them; where nothing is bound they stay
    /// temporaries.
    pub(super) fn bind_pattern(&mut self, into: NodeIx, value: &Value, moved: bool) {
        if let Some(name) = self.names_in(into).first().copied() {
            for acquired in value.guards.clone() {
                if moved {
                    self.forget_temporary(acquired);
                }
                self.keep_guard(Guard { name: (!value.lent).then_some(name), acquired }, false);
            }
        }
        self.bind_names(into, value);
    }

    /// The bindings that a node makes besides what else it is.
    pub(super) fn bind_rows(&mut self, node: NodeIx) {
        for (role, row) in self.source.rows.roles(node).collect::<SmallVec<[_; 6]>>() {
            if role == Role::Region(Region::Bind) {
                self.bind_row(row);
            }
        }
    }

    pub(super) fn bind(&mut self, name: Name, value: Value) {
        if self.index == 0 || self.source.scopes.is_captured(self.index, name) {
            self.let_go(&value);
        }
        if value.type_name != Name::default() {
            self.types.insert((self.index, name), value.type_name);
        }
        let depth = self.branch_depth;
        match self.names.get_mut(&name) {
            // Bound again in a branch it may be either; bound again where it was first bound it is the new value.
            Some(known) if depth > known.depth => {
                known.sure = false;
                let before = std::mem::take(&mut known.value);
                match (known.within.as_deref_mut(), self.arms.last()) {
                    // In the rest of the arm it is the new value.
                    (_, Some((arm, at))) if *at == depth => known.within = Some(Box::new((*arm, value.clone()))),
                    (Some((arm, within)), _) if self.arms.iter().any(|(active, _)| active == arm) => {
                        *within = std::mem::take(within).or(value.clone());
                    }
                    _ => known.within = None,
                }
                known.value = if before.stored == Stored::Reset && before.from.is_empty() {
                    Value { stored: Stored::Opaque, ..value }
                } else {
                    before.or(value)
                };
            }
            _ => {
                self.names.insert(name, Binding::new(value, depth));
            }
        }
    }

    /// What a local name stands for here.
    pub(super) fn value_of(&self, name: Name) -> Option<&Value> {
        let binding = self.names.get(&name)?;
        match binding.within.as_deref() {
            Some((arm, value)) if self.arms.iter().any(|(active, _)| active == arm) => Some(value),
            _ => Some(&binding.value),
        }
    }

    /// `with open(p) as f`: the names in an item stand for its value.
    pub(super) fn bind_items(&mut self, item: NodeIx, value: &Value) {
        let rows = self.source.rows;
        for at in item..self.source.flat.node(item).next {
            if rows.is(at, Mark::Declare) {
                let name = Name::of(self.text_of(at));
                self.bind(name, Value { guards: ThinVec::new(), ..value.clone() });
            }
        }
    }

    /// `let name = value`, and what it means for guards.
    pub(super) fn bind_row(&mut self, row: u32) {
        let rows = self.source.rows;
        let (Some(into), Some(from)) = (rows.part(row, Part::Into), rows.part(row, Part::From)) else { return };
        let mut value = self.values.get(from).cloned().unwrap_or_default();
        value.expression = Some(from);
        for name in self.names_in(into) {
            self.expressions.insert(name, from);
            self.defaults.remove(&name);
        }
        let annotated = self.annotation(into);
        if annotated != Name::default() {
            value.type_name = annotated;
        }
        // `const { found } = look()`
        if self.takes_apart(into) {
            self.work_with(from, &value, Fate::Asked);
        }
        self.bind_pattern(into, &value, true);
    }

    /// True for a pattern that takes what it is bound to apart.
    fn takes_apart(&self, into: NodeIx) -> bool {
        let (flat, rows) = (self.source.flat, self.source.rows);
        flat.children(into).next().is_some() && rows.region(into, Region::Place).is_none()
    }

    /// A guard that gets a name is no temporary any more.
    pub(super) fn forget_temporary(&mut self, acquired: u32) {
        for frame in self.frames.iter_mut().rev() {
            if let Frame::Cleanup { what: super::frames::Cleanup::Guards { held, .. }, .. } = frame {
                held.retain(|guard| guard.acquired != acquired || guard.name.is_some());
            }
        }
    }
}
