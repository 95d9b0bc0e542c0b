//! The matches of `facts.scm` in one item, by node.
//!
//! Roles attach to nodes, not to matches: a region collects its parts from every match on the same node, and the
//! walk asks "what is this node?" in constant time.

use super::event::{Kind, Word};
use super::role::{Mark, Part, Region, Role};
use crate::syntax::NodeIx;

/// One match of a pattern.
#[derive(Clone, Copy, Debug)]
struct Row {
    pattern: u32,
    first: u32,
    len: u32,
}

/// One role of one node.
#[derive(Clone, Copy, Debug)]
struct Tag {
    role: Role,
    row: u32,
    next: u32,
}

const NIL: u32 = u32::MAX;

/// All matches in one item.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    rows: Vec<Row>,
    caught: Vec<(Role, NodeIx)>,
    /// The capture of each of `caught`, by its index among the captures of the patterns.
    indices: Vec<u16>,
    heads: Vec<u32>,
    /// For each node the bits of its roles. The walk asks a node for many roles, and most answers are no: they cost
    /// one look.
    bits: Vec<Roles>,
    tags: Vec<Tag>,
    /// The captures that somebody asks for over the whole item, not node by node.
    listed: Vec<(Role, u32, NodeIx)>,
}

/// A set of roles. Each region, part and mark has a bit of its own, and all events share one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles(u128);

/// The first bit of a part in [`Roles`].
const FIRST_PART: u32 = 25;

impl Roles {
    /// The set of these.
    pub const fn of(roles: &[Role]) -> Roles {
        let mut set = 0;
        let mut rest = roles;
        while let [first, tail @ ..] = rest {
            set |= match *first {
                Role::Event(..) => 1,
                Role::Region(region) => 1 << (1 + region as u32),
                Role::Part(part) => 1 << (FIRST_PART + part as u32),
                Role::Mark(mark) => 1 << (64 + mark as u32),
                Role::Helper => 0,
            };
            rest = tail;
        }
        Roles(set)
    }
}

/// True for the roles that [`Rows::with`] lists: what declares something.
fn is_listed(role: Role) -> bool {
    match role {
        Role::Region(region) => {
            matches!(region, Region::Import | Region::Renamed | Region::Class | Region::Declaration | Region::Field)
        }
        Role::Mark(mark) => {
            matches!(
                mark,
                Mark::Declare
                    | Mark::DeclareOuter
                    | Mark::DeclareGlobal
                    | Mark::Parameter
                    | Mark::Public
                    | Mark::GuardOf
                    | Mark::Test
                    | Mark::Private
            )
        }
        Role::Event(word, kind) => word == Word::Write && kind == Kind::Assign,
        Role::Part(_) | Role::Helper => false,
    }
}

impl Rows {
    /// Forgets everything and makes room for an item of `nodes` nodes.
    pub fn reset(&mut self, nodes: usize) {
        self.rows.clear();
        self.caught.clear();
        self.indices.clear();
        self.tags.clear();
        self.listed.clear();
        self.heads.clear();
        self.heads.resize(nodes, NIL);
        self.bits.clear();
        self.bits.resize(nodes, Roles::default());
    }

    /// Adds a match: its captures as roles, in the order of the pattern.
    pub fn add(&mut self, pattern: u32, captures: impl Iterator<Item = (u16, Role, NodeIx)>) {
        let row = self.rows.len() as u32;
        let first = self.caught.len() as u32;
        for (index, role, node) in captures {
            self.caught.push((role, node));
            self.indices.push(index);
            if role == Role::Helper {
                continue;
            }
            let Some(head) = self.heads.get_mut(node as usize) else { continue };
            if let Some(bits) = self.bits.get_mut(node as usize) {
                bits.0 |= Roles::of(&[role]).0;
            }
            if is_listed(role) {
                self.listed.push((role, row, node));
            }
            self.tags.push(Tag { role, row, next: *head });
            *head = self.tags.len() as u32 - 1;
        }
        self.rows.push(Row { pattern, first, len: self.caught.len() as u32 - first });
    }

    /// Number of matches.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True where nothing matched.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The pattern of a match.
    pub fn pattern(&self, row: u32) -> u32 {
        self.rows.get(row as usize).map_or(NIL, |row| row.pattern)
    }

    /// False where the node certainly has not the role.
    #[inline]
    fn may_be(&self, node: NodeIx, role: Role) -> bool {
        self.may_have(node, Roles::of(&[role]))
    }

    /// False where the node certainly has none of the roles. A match that was taken back may have left a trace.
    #[inline]
    pub fn may_have(&self, node: NodeIx, roles: Roles) -> bool {
        self.bits.get(node as usize).is_some_and(|bits| bits.0 & roles.0 != 0)
    }

    /// False for a node that is no event, no region and no name: at most a part of something.
    #[inline]
    pub fn may_act(&self, node: NodeIx) -> bool {
        // The bits of events and regions come first.
        const NAMES: u128 = Roles::of(&[Role::Mark(Mark::Root), Role::Mark(Mark::SelfRoot)]).0;
        self.may_have(node, Roles(((1 << FIRST_PART) - 1) | NAMES))
    }

    /// True where the node certainly has none but these roles.
    #[inline]
    pub fn has_only(&self, node: NodeIx, roles: Roles) -> bool {
        self.bits.get(node as usize).is_none_or(|bits| bits.0 & !roles.0 == 0)
    }

    /// True where the node is that part of some match.
    pub fn is_part(&self, node: NodeIx, part: Part) -> bool {
        let role = Role::Part(part);
        self.may_be(node, role) && self.roles(node).any(|(known, _)| known == role)
    }

    /// True where some role was given to the node.
    pub fn any(&self, node: NodeIx) -> bool {
        self.heads.get(node as usize).is_some_and(|head| *head != NIL)
    }

    /// True where some node has a role of which `test` holds.
    pub fn any_role(&self, test: &dyn Fn(Role) -> bool) -> bool {
        self.tags.iter().any(|tag| test(tag.role))
    }

    /// The roles of a node with the matches that gave them, the latest first.
    pub fn roles(&self, node: NodeIx) -> impl Iterator<Item = (Role, u32)> + '_ {
        let mut at = self.heads.get(node as usize).copied().unwrap_or(NIL);
        std::iter::from_fn(move || {
            let tag = self.tags.get(at as usize)?;
            at = tag.next;
            Some((tag.role, tag.row))
        })
    }

    /// The captures of a match.
    pub fn captures(&self, row: u32) -> &[(Role, NodeIx)] {
        let Some(row) = self.rows.get(row as usize) else { return &[] };
        self.caught.get(row.first as usize..(row.first + row.len) as usize).unwrap_or(&[])
    }

    /// The node that a match caught under the capture of that index.
    pub fn captured(&self, row: u32, capture: u16) -> Option<NodeIx> {
        let row = self.rows.get(row as usize)?;
        let range = row.first as usize..(row.first + row.len) as usize;
        let at = self.indices.get(range.clone())?.iter().position(|index| *index == capture)?;
        self.caught.get(range)?.get(at).map(|(_, node)| *node)
    }

    /// The node of that role among the captures of a match.
    pub fn part(&self, row: u32, part: Part) -> Option<NodeIx> {
        self.captures(row).iter().find(|(role, _)| *role == Role::Part(part)).map(|(_, node)| *node)
    }

    /// Takes a match back: no node has a role by it any more.
    pub fn remove(&mut self, row: u32) {
        let Some(found) = self.rows.get(row as usize).copied() else { return };
        if self.captures(row).iter().any(|(role, _)| is_listed(*role)) {
            self.listed.retain(|(_, listed, _)| *listed != row);
        }
        for at in found.first..found.first + found.len {
            let Some((role, node)) = self.caught.get_mut(at as usize) else { continue };
            let node = *node;
            *role = Role::Helper;
            let Some(head) = self.heads.get_mut(node as usize) else { continue };
            // Unlink the tags of this match from the node's list.
            while let Some(tag) = self.tags.get(*head as usize).filter(|tag| tag.row == row) {
                *head = tag.next;
            }
            let mut before = *head;
            while let Some(tag) = self.tags.get(before as usize).copied() {
                match self.tags.get(tag.next as usize).copied() {
                    Some(next) if next.row == row => {
                        if let Some(tag) = self.tags.get_mut(before as usize) {
                            tag.next = next.next;
                        }
                    }
                    _ => before = tag.next,
                }
            }
        }
    }

    /// All nodes of that role in a match.
    pub fn parts(&self, row: u32, part: Part) -> impl Iterator<Item = NodeIx> + '_ {
        self.captures(row).iter().filter(move |(role, _)| *role == Role::Part(part)).map(|(_, node)| *node)
    }

    /// The first match that makes the node a region of that sort.
    pub fn region(&self, node: NodeIx, region: Region) -> Option<u32> {
        if !self.may_be(node, Role::Region(region)) {
            return None;
        }
        self.roles(node).filter(|(role, _)| *role == Role::Region(region)).map(|(_, row)| row).last()
    }

    /// A part of a region, from whichever match on the node has it.
    pub fn of_region(&self, node: NodeIx, region: Region, part: Part) -> Option<NodeIx> {
        if !self.may_be(node, Role::Region(region)) {
            return None;
        }
        self.roles(node)
            .filter(|(role, _)| *role == Role::Region(region))
            .filter_map(|(_, row)| self.part(row, part))
            .last()
    }

    /// All such parts of a region, in document order, each once.
    pub fn all_of_region(&self, node: NodeIx, region: Region, part: Part) -> Vec<NodeIx> {
        if !self.may_be(node, Role::Region(region)) {
            return Vec::new();
        }
        let mut nodes: Vec<NodeIx> = self
            .roles(node)
            .filter(|(role, _)| *role == Role::Region(region))
            .flat_map(|(_, row)| self.parts(row, part))
            .collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// True where the node bears the mark.
    pub fn is(&self, node: NodeIx, mark: Mark) -> bool {
        self.may_be(node, Role::Mark(mark)) && self.roles(node).any(|(role, _)| role == Role::Mark(mark))
    }

    /// Every match with the role among its captures: `(match, node)`. Only for roles that declare something.
    pub fn with(&self, role: Role) -> impl Iterator<Item = (u32, NodeIx)> + '_ {
        debug_assert!(is_listed(role), "{role:?} is not listed");
        self.listed.iter().filter(move |(found, ..)| *found == role).map(|(_, row, node)| (*row, *node))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_but_events_has_a_bit_of_its_own() {
        let mut known: Vec<(Role, u128)> = Vec::new();
        for (name, _) in Role::captures() {
            let role = Role::of_capture(name).unwrap_or(Role::Helper);
            let Roles(bit) = Roles::of(&[role]);
            if matches!(role, Role::Event(..)) {
                assert_eq!(bit, 1, "{name}");
            } else if bit != 0 {
                let others = known.iter().filter(|(other, its)| *other != role && *its == bit).count();
                assert_eq!((bit.count_ones(), others), (1, 0), "{name}");
                known.push((role, bit));
            }
        }
    }
}
