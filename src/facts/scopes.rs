//! Who declares which name: the functions of an item, their variables, and what their closures capture.

use super::context::{ItemPlace, Sort};
use super::inquiry::Inquiry;
use super::role::{Mark, Part, Region, Role};
use super::rows::Rows;
use super::{Kind, Name, Root, Word};
use crate::syntax::{Flat, NONE, NodeIx};
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// A function as its node shows it.
#[derive(Clone, Debug)]
pub struct Found {
    /// The node; [`NONE`] for the code of the item itself.
    pub node: NodeIx,
    /// Index of the function around it.
    pub parent: Option<u32>,
    /// Its own name; empty for a closure.
    pub name: String,
    /// The class whose object `self` is.
    pub class: Option<Name>,
    /// The names of the classes and functions around it and its own, joined with `.`.
    pub path: String,
    /// True where the class around the function can be reached from beyond the file.
    pub public_class: bool,
    /// True where the function stands right in a class.
    pub is_member: bool,
    /// The function around it hands it out: it is what that returns, or a part of it.
    pub is_handed_out: bool,
}

/// The functions of one item and the names that each declares.
#[derive(Debug, Default)]
pub struct Scopes {
    /// The functions; the first is the code of the item itself.
    pub functions: Vec<Found>,
    by_node: FxHashMap<NodeIx, u32>,
    /// The first function of each name in each function.
    by_name: FxHashMap<(u32, Name), u32>,
    declared: FxHashMap<(u32, Name), Declared>,
    captured: FxHashSet<(u32, Name)>,
    captures: Vec<Vec<(u32, Name)>>,
    at_top: bool,
    /// Only tests have the item.
    pub in_tests: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Declared {
    Local,
    Parameter,
    /// `global x`: not here, whatever is assigned.
    Elsewhere,
}

impl Scopes {
    /// Finds the functions and the names of an item.
    pub fn read(flat: &Flat, text: &str, rows: &Rows, place: &ItemPlace, context: &Inquiry) -> Scopes {
        let mut scopes = Scopes { at_top: place.class.is_empty(), in_tests: place.in_tests, ..Scopes::default() };
        let class = (!place.class.is_empty()).then(|| Name::of(place.class.rsplit('.').next().unwrap_or("")));
        scopes.functions.push(Found {
            node: NONE,
            parent: None,
            name: String::new(),
            class,
            path: place.class.clone(),
            public_class: place.public,
            is_member: false,
            is_handed_out: false,
        });
        let owners = scopes.functions_of(flat, text, rows, context);
        scopes.declarations(flat, text, rows, &owners);
        scopes.captures_of(flat, text, rows, &owners);
        scopes
    }

    /// First pass: the functions, and for each node the one it lies in.
    fn functions_of(&mut self, flat: &Flat, text: &str, rows: &Rows, context: &Inquiry) -> Vec<u32> {
        struct Open {
            end: NodeIx,
            function: u32,
            class: Option<Name>,
            path: String,
            public: bool,
            member: bool,
        }
        let mut owners = vec![0; flat.len() as usize];
        let mut open: Vec<Open> = Vec::new();
        for node in 0..flat.len() {
            while open.last().is_some_and(|open| open.end <= node) {
                open.pop();
            }
            let around = open.last().map_or(0, |open| open.function);
            if let Some(owner) = owners.get_mut(node as usize) {
                *owner = around;
            }
            if !rows.any(node) {
                continue;
            }
            let is_class = rows.region(node, Region::Class).is_some();
            if !is_class && rows.region(node, Region::Function).is_none() {
                continue;
            }
            let first = self.functions.first();
            let (class, path, public, member) = match open.last() {
                Some(open) => (open.class, open.path.as_str(), open.public, open.member),
                None => (
                    first.and_then(|first| first.class),
                    first.map_or("", |first| first.path.as_str()),
                    first.is_some_and(|first| first.public_class),
                    !self.at_top,
                ),
            };
            let end = flat.node(node).next;
            if is_class {
                let name = rows.of_region(node, Region::Class, Part::Name).map_or("", |name| flat.text(name, text));
                let name = name.split(['<', '[', '(']).next().unwrap_or(name).trim();
                let public = rows.is(node, Mark::Public) || context.is_public_class(Name::of(name));
                let path = join(path, name);
                open.push(Open { end, function: around, class: Some(Name::of(name)), path, public, member: true });
            } else {
                let name = rows.of_region(node, Region::Function, Part::Name).map_or("", |name| flat.text(name, text));
                let function = self.functions.len() as u32;
                let path = join(path, if name.is_empty() { "(closure)" } else { name });
                let class = if rows.is(node, Mark::OwnSelf) && !member { None } else { class };
                self.functions.push(Found {
                    node,
                    parent: Some(around),
                    name: name.to_string(),
                    class,
                    path: path.clone(),
                    public_class: public,
                    is_member: member,
                    is_handed_out: around != 0 && is_handed_out(flat, rows, node),
                });
                self.by_node.insert(node, function);
                self.by_name.entry((around, Name::of(name))).or_insert(function);
                open.push(Open { end, function, class, path, public, member: false });
            }
        }
        owners
    }

    /// The function that declares a name written at `node`: the name of a function belongs to the one around it.
    fn owner(&self, owners: &[u32], node: NodeIx) -> u32 {
        owners.get(node as usize).copied().unwrap_or(0)
    }

    /// Second pass: what each function declares.
    fn declarations(&mut self, flat: &Flat, text: &str, rows: &Rows, owners: &[u32]) {
        let note = |scopes: &mut Scopes, mark: Mark, declared: Declared, outer: bool| {
            for (_, node) in rows.with(Role::Mark(mark)) {
                let mut owner = owners.get(node as usize).copied().unwrap_or(0);
                if outer {
                    let up = scopes.functions.get(owner as usize).and_then(|found| found.parent);
                    owner = up.unwrap_or(owner);
                }
                let name = Name::of(flat.text(node, text));
                let entry = scopes.declared.entry((owner, name)).or_insert(declared);
                if declared != Declared::Local {
                    *entry = declared;
                }
            }
        };
        note(self, Mark::Declare, Declared::Local, false);
        note(self, Mark::DeclareOuter, Declared::Local, true);
        note(self, Mark::Parameter, Declared::Parameter, false);
        note(self, Mark::DeclareGlobal, Declared::Elsewhere, false);
    }

    /// Third pass: which variables are used by a function within the one that declares them, and which functions it returns.
    fn captures_of(&mut self, flat: &Flat, text: &str, rows: &Rows, owners: &[u32]) {
        self.captures = vec![Vec::new(); self.functions.len()];
        if self.functions.len() < 3 && (self.at_top || self.functions.len() < 2) {
            return;
        }
        for node in 0..flat.len() {
            if !rows.any(node) || !rows.is(node, Mark::Root) || rows.is(node, Mark::DeclareLabel) {
                continue;
            }
            let user = self.owner(owners, node);
            let name = Name::of(flat.text(node, text));
            // `return run`, where `run` is declared here.
            if let Some(named) = self.by_name.get(&(user, name)).copied()
                && user != 0
                && is_handed_out(flat, rows, node)
                && let Some(found) = self.functions.get_mut(named as usize)
            {
                found.is_handed_out = true;
            }
            let Some((owner, _)) = self.declarer(user, name) else { continue };
            if owner != user && owner != 0 {
                self.captured.insert((owner, name));
                let mut inner = Some(user);
                while let Some(function) = inner.filter(|function| *function != owner) {
                    if let Some(list) = self.captures.get_mut(function as usize)
                        && !list.contains(&(owner, name))
                    {
                        list.push((owner, name));
                    }
                    inner = self.functions.get(function as usize).and_then(|found| found.parent);
                }
            }
        }
    }

    fn declarer(&self, from: u32, name: Name) -> Option<(u32, Declared)> {
        let mut at = Some(from);
        while let Some(function) = at {
            // What stands right in a class is reached through the class, never by its bare name.
            if function == 0 && !self.at_top {
                return None;
            }
            match self.declared.get(&(function, name)) {
                Some(Declared::Elsewhere) | None => at = self.functions.get(function as usize)?.parent,
                Some(declared) => return Some((function, *declared)),
            }
        }
        None
    }

    /// What a name means in a function of the item.
    pub fn resolve(&self, function: u32, name: Name, context: &Inquiry) -> Root {
        if let Some((owner, declared)) = self.declarer(function, name) {
            if owner == 0 {
                return Root::Module(name);
            }
            return match declared {
                Declared::Parameter => Root::Parameter(owner, name),
                _ => Root::Variable(owner, name),
            };
        }
        if let Some(import) = context.import(name) {
            return Root::Import(Name::of(import));
        }
        match context.global(name) {
            Some(_) => Root::Module(name),
            None => Root::Global(name),
        }
    }

    /// True for a function in a closure that the function `owner` around it hands out, to be run again and again: what that was
    /// given is there for all of these runs.
    pub fn outlives(&self, function: u32, owner: u32) -> bool {
        let found = |at: u32| self.functions.get(at as usize);
        let around = |at: &u32| found(*at).and_then(|found| found.parent);
        let inner =
            std::iter::successors(Some(function).filter(|at| *at != owner), |at| around(at).filter(|at| *at != owner));
        inner.last().and_then(found).is_some_and(|found| found.is_handed_out)
    }

    /// True where a closure uses a variable of the function around it.
    pub fn is_captured(&self, owner: u32, name: Name) -> bool {
        self.captured.contains(&(owner, name))
    }

    /// The variables of functions around it that a function uses, its own closures included.
    pub fn captures(&self, function: u32) -> &[(u32, Name)] {
        self.captures.get(function as usize).map_or(&[], Vec::as_slice)
    }

    /// The function at a node.
    pub fn function_at(&self, node: NodeIx) -> Option<u32> {
        self.by_node.get(&node).copied()
    }

    /// The function declared under a name, as seen from a function of the item.
    pub fn function_named(&self, from: u32, name: Name) -> Option<u32> {
        let (owner, _) = self.declarer(from, name)?;
        self.by_name.get(&(owner, name)).copied()
    }

    /// Everything that the item itself spans.
    pub fn whole(flat: &Flat) -> Span {
        flat.roots().map(|root| flat.span(root)).reduce(Span::cover).unwrap_or_default()
    }

    /// True for a name at the top level that is a variable, not a function or class.
    pub fn is_variable(context: &Inquiry, name: Name) -> bool {
        context.global(name).is_none_or(|global| global.sort == Sort::Variable)
    }
}

/// So many nodes stand between a closure and the `return` that hands it out: brackets, an object, its field.
const MAX_AROUND: usize = 6;

/// True where a closure, or the name of one, is what a function returns, or a part of it, and no call takes it first.
fn is_handed_out(flat: &Flat, rows: &Rows, closure: NodeIx) -> bool {
    let around = std::iter::successors(flat.parent(closure), |node| flat.parent(*node)).take(MAX_AROUND);
    for node in around {
        if rows.region(node, Region::Function).is_some() {
            // `(options) => async () => …`
            return rows.of_region(node, Region::Function, Part::Body) == Some(closure);
        }
        for (role, _) in rows.roles(node) {
            match role {
                Role::Event(Word::Exit, kind) => return kind == Kind::Return,
                Role::Event(..) => return false,
                _ => {}
            }
        }
    }
    false
}

/// A path longer than this is not made longer still: of a thousand functions inside one another nobody reads all names.
const MAX_PATH: usize = 300;

fn join(path: &str, name: &str) -> String {
    match (path.is_empty(), name.is_empty()) {
        (true, _) => name.to_string(),
        (_, true) => path.to_string(),
        _ if path.len() > MAX_PATH => path.to_string(),
        _ => format!("{path}.{name}"),
    }
}
