//! From matches to tapes: one walk over the nodes of a function, in the order in which the code is evaluated.
//!
//! The walk knows no language. What a node is, and in which order its children run, is said by the roles that
//! `facts.scm` gives; children without a role run in source order, and an event fires when its node is left.
//!
//! - `regions.rs`: what a node is; `branches.rs`, `loops.rs`, `choices.rs`, `held.rs`: each sort of region
//! - `items.rs`: what loops take of collections, and what becomes of it
//! - `frames.rs`: ways out of regions, and what runs on them
//! - `events.rs`: what a node does when it is left; `calls.rs`, `spawns.rs`: the larger of it; `fates.rs`: what becomes of
//!   what a call yields
//! - `tables.rs`: what statements do to the tables of a database
//! - `places.rs`: what an expression names; `bindings.rs`: what names stand for; `value.rs`: what a value is; `values.rs`:
//!   those that are asked for again

mod bindings;
mod branches;
mod calls;
mod choices;
mod events;
mod fates;
mod foreign;
mod frames;
mod held;
mod items;
mod loops;
mod places;
mod regions;
mod spawns;
mod tables;
mod value;
mod values;

use super::function::NO_EVENT;
use super::inquiry::Inquiry;
use super::role::{Mark, Part, Region, Role};
use super::rows::{Roles, Rows};
use super::scopes::Scopes;
use super::types::Types;
use super::{ENTRY, Fate, Function, Name, Place, Usage};
use crate::syntax::{Flat, Language, NONE, NodeIx};
use crate::text::Span;
use frames::Frame;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use value::{Binding, Value};
use values::Values;

/// Everything about an item that its functions share.
pub struct Source<'a> {
    /// The language it is written in.
    pub language: &'static Language,
    /// Its nodes.
    pub flat: &'a Flat,
    /// Its text.
    pub text: &'a str,
    /// Its matches.
    pub rows: &'a Rows,
    /// Its functions and names.
    pub scopes: &'a Scopes,
    /// What its file declares.
    pub context: &'a Inquiry<'a>,
    /// The types that its language knows.
    pub types: &'a Types,
}

/// Deeper than this no function is followed; what lies there makes it incomplete.
const MAX_DEPTH: u32 = 3_000;

/// Nodes that one event takes, roughly, and those that one point of the graph takes.
const NODES_PER_EVENT: usize = 20;
const NODES_PER_POINT: usize = 10;

/// The functions of an item, each with its tape.
pub fn lower(source: &Source) -> Vec<Function> {
    let mut usages = vec![Usage::Declared; source.scopes.functions.len()];
    let mut types = FxHashMap::default();
    let mut values = Values::new(source.flat.len());
    let mut functions: Vec<Function> = (0..source.scopes.functions.len() as u32)
        .map(|index| function(source, index, &mut usages, &mut types, &mut values))
        .collect();
    for (function, usage) in functions.iter_mut().zip(usages) {
        function.usage = usage;
    }
    functions
}

/// The walk of one function.
pub(super) struct Lowering<'a> {
    source: &'a Source<'a>,
    index: u32,
    out: Function,
    here: Option<u32>,
    frames: Vec<Frame>,
    names: FxHashMap<Name, Binding>,
    /// What parameters are where the caller says nothing.
    defaults: FxHashMap<Name, NodeIx>,
    /// The expressions that local names were bound to last.
    expressions: FxHashMap<Name, NodeIx>,
    places: FxHashMap<Place, u32>,
    claimed: SmallVec<[NodeIx; 8]>,
    values: &'a mut Values,
    usages: &'a mut [Usage],
    /// Types of variables by the function that declares them: closures come after the function around them.
    types: &'a mut FxHashMap<(u32, Name), Name>,
    /// The locks of the acquisitions that are being walked.
    locks: SmallVec<[NodeIx; 4]>,
    label: Option<Name>,
    branch_depth: u32,
    /// The arms of branches that are being walked, and how many branches deep each is.
    arms: SmallVec<[(u32, u32); 8]>,
    /// How many arms there were so far.
    arms_begun: u32,
    loop_depth: u32,
    handler_depth: u32,
    caught_depth: u32,
    try_depth: u32,
    cleanup_depth: u32,
    /// The variables that the loops around bind anew in each round, and that are one for all rounds.
    rebound: Vec<SmallVec<[Name; 2]>>,
    /// What becomes of the values of calls that are still to be walked.
    fates: SmallVec<[(NodeIx, Fate); 4]>,
    /// Calls whose value is worked with, and how: that counts where nobody waits for it in the end.
    worked_with: Vec<(u32, Fate)>,
    /// The events whose own value is waited for.
    waited_for: Vec<u32>,
    depth: u32,
    cleanups: usize,
    leaves: regions::Leaves,
    inlined: SmallVec<[NodeIx; 4]>,
    /// Closures that calls were given, with the call.
    lent: Vec<(u32, u32)>,
    /// Callbacks of promises that nobody waits for here; they run when the code around has run.
    laters: Vec<(NodeIx, SmallVec<[u32; 2]>)>,
    /// How many of them there were when the open regions began.
    later_marks: Vec<usize>,
}

fn function(
    source: &Source,
    index: u32,
    usages: &mut [Usage],
    types: &mut FxHashMap<(u32, Name), Name>,
    values: &mut Values,
) -> Function {
    let Some(found) = source.scopes.functions.get(index as usize) else { return Function::default() };
    values.clear();
    let (flat, rows) = (source.flat, source.rows);
    let is = |mark: Mark| found.node != NONE && rows.is(found.node, mark);
    let part = |part: Part| if found.node == NONE { None } else { rows.of_region(found.node, Region::Function, part) };
    let span = if found.node == NONE { Scopes::whole(flat) } else { flat.span(found.node) };
    let body = part(Part::Body);
    let exported = source.context.is_exported(Name::of(&found.name)) && found.parent == Some(0) && !found.is_member;
    let own = Function {
        path: found.path.clone(),
        name: Name::of(&found.name),
        parent: found.parent,
        class: found.class,
        span,
        body: body.map_or(span, |body| flat.span(body)),
        is_async: is(Mark::Async),
        is_generator: is(Mark::Generator),
        is_wrapped: is(Mark::Wrapped),
        is_public: exported || is(Mark::Public) || found.is_member && found.public_class && !is(Mark::Private),
        is_startup: is(Mark::Startup) || index == 0,
        is_serialized: source.types.is_serialized(&found.path),
        is_test: is(Mark::Test) || source.scopes.in_tests,
        is_exclusive: is(Mark::Exclusive),
        is_effect: is(Mark::Effect),
        is_effect_again: is(Mark::EffectAgain),
        is_thread_entry: is(Mark::ThreadEntry)
            && found.class.is_some_and(|class| source.context.is_thread_class(class)),
        ..Function::default()
    };
    let mut lowering = Lowering {
        source,
        index,
        out: own,
        here: Some(ENTRY),
        frames: Vec::new(),
        names: FxHashMap::default(),
        defaults: FxHashMap::default(),
        expressions: FxHashMap::default(),
        places: FxHashMap::default(),
        claimed: SmallVec::new(),
        values,
        usages,
        types,
        locks: SmallVec::new(),
        label: None,
        branch_depth: 0,
        arms: SmallVec::new(),
        arms_begun: 0,
        loop_depth: 0,
        handler_depth: 0,
        caught_depth: 0,
        try_depth: 0,
        cleanup_depth: 0,
        rebound: Vec::new(),
        fates: SmallVec::new(),
        worked_with: Vec::new(),
        waited_for: Vec::new(),
        depth: 0,
        cleanups: 0,
        leaves: regions::Leaves::default(),
        inlined: SmallVec::new(),
        lent: Vec::new(),
        laters: Vec::new(),
        later_marks: Vec::new(),
    };
    // About so many steps has code of that size.
    let nodes = body.map_or(flat.len(), |body| flat.node(body).next - body) as usize;
    lowering.out.events.reserve(nodes / NODES_PER_EVENT);
    lowering.out.graph.reserve(nodes / NODES_PER_POINT);
    lowering.run(found.node, part(Part::Params), body);
    let typed = lowering.names.iter().filter(|(_, binding)| binding.value.type_name != Name::default());
    lowering.types.extend(typed.map(|(name, binding)| ((index, *name), binding.value.type_name)));
    lowering.out.shrink();
    lowering.out
}

impl<'a> Lowering<'a> {
    fn run(&mut self, node: NodeIx, params: Option<NodeIx>, body: Option<NodeIx>) {
        let flat = self.source.flat;
        if let Some(params) = params {
            self.parameters(params);
            // What of them runs outside does not run here.
            let outer = self.source.rows.all_of_region(node, Region::Function, Part::Outer);
            self.walk_but(params, &outer);
        }
        self.open_guards(true);
        self.open_guards(false);
        match (node, body) {
            (NONE, _) => {
                for root in flat.roots().collect::<Vec<_>>() {
                    self.walk_part(root);
                }
            }
            (_, Some(body)) => {
                let value = self.walk_part(body);
                // A closure whose body is an expression returns it. A block of statements has a value in some languages.
                let language = self.source.language;
                if language.semantics.blocks_yield || !language.is_block(flat.node(body).kind) {
                    self.returns(&value);
                }
            }
            (_, None) => {}
        }
        self.close_cleanup();
        self.close_cleanup();
        self.end();
        self.sessions();
        self.settle_lent();
        self.settle_fates();
        let whole = if node == NONE { Scopes::whole(flat) } else { flat.span(node) };
        if flat.has_error() && self.error_within(node, whole) {
            self.out.incomplete = true;
        }
    }

    /// Variables around the function that serve one task at a time.
    fn sessions(&mut self) {
        for (owner, name) in self.source.scopes.captures(self.index) {
            let type_name = self.types.get(&(*owner, *name)).copied().unwrap_or_default();
            if self.kind_of_type(type_name) == Some(super::TypeKind::Session) {
                let place = Place::root(self.source.scopes.resolve(self.index, *name, self.source.context));
                self.out.sessions.push((place, self.out.span));
            }
        }
    }

    /// True where a syntax error lies in the function, though not in one of its closures.
    fn error_within(&self, node: NodeIx, span: Span) -> bool {
        let flat = self.source.flat;
        let (from, to) = if node == NONE { (0, flat.len()) } else { (node, flat.node(node).next) };
        // What names are bound to in a pattern that the grammar does not know stays open; where control goes does not.
        let is_pattern = |at: NodeIx| self.source.rows.roles(at).any(|(role, _)| role == Role::Part(Part::Into));
        let in_pattern = |at: NodeIx| std::iter::successors(Some(at), |at| flat.parent(*at)).take(6).any(is_pattern);
        (from..to).any(|at| flat.is_error(at) && span.contains(flat.span(at)) && !in_pattern(at))
    }

    fn parameters(&mut self, params: NodeIx) {
        let (flat, rows) = (self.source.flat, self.source.rows);
        for node in params..flat.node(params).next {
            if rows.is(node, Mark::Parameter) {
                let name = Name::of(flat.text(node, self.source.text));
                self.out.parameters.push(name);
                let type_name = self.annotation(node);
                self.types.insert((self.index, name), type_name);
                let value = Value { stored: super::Stored::Param, type_name, ..Value::default() };
                self.names.insert(name, Binding::new(value, 0));
                self.default_of(node, name);
            }
        }
    }

    /// Notes what a parameter is where the caller says nothing, if that is a name or a path of names.
    fn default_of(&mut self, parameter: NodeIx, name: Name) {
        let (flat, rows) = (self.source.flat, self.source.rows);
        let Some(around) = flat.parent(parameter) else { return };
        if let Some(default) = rows.of_region(around, Region::Declaration, Part::Value) {
            self.expressions.insert(name, default);
            if rows.is(default, Mark::Root) || rows.region(default, Region::Place).is_some() {
                self.defaults.insert(name, default);
            }
        }
    }

    /// The type that a declaration around a name gives it.
    fn annotation(&self, name: NodeIx) -> Name {
        let (flat, rows) = (self.source.flat, self.source.rows);
        let mut around = Some(name);
        for _ in 0..3 {
            let Some(node) = around else { break };
            if let Some(annotation) = rows.of_region(node, Region::Declaration, Part::Type) {
                return self.type_of(flat.text(annotation, self.source.text));
            }
            around = flat.parent(node);
        }
        Name::default()
    }

    /// The qualified name of the type that an annotation names.
    fn type_of(&self, annotation: &str) -> Name {
        let core = self.source.types.core(annotation);
        if core.is_empty() {
            Name::default()
        } else {
            self.source.types.named(&self.source.context.qualify(&super::types::dotted(core)))
        }
    }

    /// The index of a place among the function's.
    fn place_index(&mut self, place: Place) -> u32 {
        if let Some(known) = self.places.get(&place) {
            return *known;
        }
        let index = self.out.places.len() as u32;
        self.out.places.push(place.clone());
        self.places.insert(place, index);
        index
    }

    /// The text of a node.
    fn text_of(&self, node: NodeIx) -> &str {
        self.source.flat.text(node, self.source.text)
    }

    /// Walks a node: its parts in the order of evaluation, then what it does itself.
    pub(super) fn walk(&mut self, node: NodeIx) -> Value {
        let (flat, rows) = (self.source.flat, self.source.rows);
        // A leaf that nobody gave a role does nothing.
        if self.here.is_none() || !rows.any(node) && flat.node(node).next == node + 1 {
            return Value::default();
        }
        if rows.any(node) && rows.is(node, Mark::Absent) {
            return Value::default();
        }
        if self.depth >= MAX_DEPTH {
            self.out.incomplete = true;
            return Value::default();
        }
        self.depth += 1;
        let value = stacker::maybe_grow(128 * 1024, 1024 * 1024, || self.visit(node));
        self.depth -= 1;
        if self.is_value_part(node) {
            self.values.keep(node, &value);
        }
        value
    }

    /// True for nodes whose value some event or binding will ask for.
    fn is_value_part(&self, node: NodeIx) -> bool {
        const ASKED: Roles = Roles::of(&[
            Role::Part(Part::Value),
            Role::Part(Part::From),
            Role::Part(Part::Of),
            Role::Part(Part::Args),
            Role::Part(Part::Target),
            Role::Part(Part::Subject),
            Role::Part(Part::Lock),
            Role::Part(Part::Item),
            Role::Part(Part::Base),
        ]);
        self.source.rows.may_have(node, ASKED)
    }

    /// The children of a node, in source order.
    fn children(&self, node: NodeIx) -> impl Iterator<Item = NodeIx> + use<'a> {
        self.source.flat.children(node)
    }

    /// Walks all children in source order; the value is what is computed from them.
    fn walk_children(&mut self, node: NodeIx) -> Value {
        let flat = self.source.flat;
        let end = flat.node(node).next;
        let mut value = Value::default();
        for child in self.children(node) {
            let next = self.walk(child);
            if child == node + 1 && flat.node(child).next >= end {
                return next;
            }
            value.add(next.computed());
        }
        value
    }

    /// The function has come to its end.
    fn end(&mut self) {
        use super::{EXIT, Event, Kind, Word};
        if self.here.is_some() {
            let at = self.out.body.end;
            self.fire(Event::new(Word::Exit, Kind::End, Span::at(at)));
            self.go(EXIT);
        }
        debug_assert!(self.out.graph.event(ENTRY).is_none_or(|event| event == NO_EVENT));
    }
}
