//! The facts of one file, item by item, kept from one version to the next.

use super::lower::{Source, lower};
use super::role::Role;
use super::{Context, Function, Inquiry, ItemPlace, Name, Outline, Question, Rows, Scopes, Shape, Types};
use crate::syntax::{Aliases, Document, Flat, Flattener, Item, NodeIx, Patterns, Work, items, scm};
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::hash::BuildHasher;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What is known of a language: the patterns of its `facts.scm`, compiled, and its types.
#[derive(Debug)]
pub struct Knowledge {
    /// The patterns.
    pub patterns: Patterns,
    /// The role of each capture, by index.
    roles: Vec<Role>,
    /// For each pattern the names that `#names?` asks for.
    names: Vec<Vec<NamesTest>>,
    /// The last steps of all of them.
    last_steps: FxHashSet<Name>,
    /// The index of the first pattern by which a rule reports; those before it are facts.
    shapes_from: u32,
    /// The types.
    pub types: Types,
}

/// `(#names? @callee "fs.writeFile" …)`.
#[derive(Debug)]
struct NamesTest {
    capture: u16,
    negated: bool,
    /// The last steps of the names: what lacks one of these is turned away without looking further.
    last: FxHashSet<Name>,
    whole: FxHashSet<Name>,
}

impl Knowledge {
    /// Puts compiled patterns and types together. From `shapes_from` on the patterns are shapes, by which rules report.
    ///
    /// # Errors
    /// Captures that have no role.
    pub fn new(patterns: Patterns, shapes_from: u32, types: Types) -> Result<Knowledge, Vec<String>> {
        let mut unknown = Vec::new();
        let roles = patterns
            .captures()
            .iter()
            .map(|name| {
                Role::of_capture(name).unwrap_or_else(|| {
                    unknown.push(name.clone());
                    Role::Helper
                })
            })
            .collect();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let names: Vec<Vec<NamesTest>> =
            patterns.sources().iter().map(|pattern| names_tests(pattern, &patterns)).collect();
        let last_steps = names.iter().flatten().flat_map(|test| test.last.iter().copied()).collect();
        Ok(Knowledge { patterns, roles, names, last_steps, shapes_from, types })
    }

    /// The other names under which a file knows what some `#names?` asks for.
    fn aliases(&self, outlines: &[Arc<Outline>]) -> Aliases {
        let mut aliases = Aliases::default();
        for (local, last_step) in outlines.iter().flat_map(|outline| &outline.aliases) {
            if self.last_steps.contains(&Name::of(last_step)) {
                aliases.add(local, last_step);
            }
        }
        aliases
    }

    /// All matches in a flattened item; those of shapes are answered.
    pub(super) fn rows(&self, flat: &Flat, text: &str, aliases: &Aliases, work: &mut Work, rows: &mut Rows) -> Shapes {
        let mut shapes = Vec::new();
        rows.reset(flat.len() as usize);
        self.patterns.run_named(flat, text, aliases, work, &mut |pattern, captures| {
            if pattern >= self.shapes_from {
                shapes.push((pattern, captures.to_vec()));
                return;
            }
            rows.add(
                pattern,
                captures.iter().map(|(capture, node)| {
                    (*capture, self.roles.get(*capture as usize).copied().unwrap_or(Role::Helper), *node)
                }),
            );
        });
        shapes
    }

    /// The shapes among the matches whose `#names?` holds, now that the imports of the file are known.
    fn settle_shapes(&self, found: &Shapes, flat: &Flat, text: &str, context: &Inquiry) -> Vec<Shape> {
        let holds = |(pattern, captures): &&(u32, Vec<(u16, NodeIx)>)| {
            self.names.get(*pattern as usize).into_iter().flatten().all(|test| {
                let node = captures.iter().find(|(capture, _)| *capture == test.capture);
                node.is_some_and(|(_, node)| test.holds(flat.text(*node, text), context))
            })
        };
        let shape = |(pattern, captures): &(u32, Vec<(u16, NodeIx)>)| Shape {
            pattern: *pattern,
            captures: captures.iter().map(|(capture, node)| (*capture, flat.span(*node))).collect(),
        };
        found.iter().filter(holds).map(shape).collect()
    }
}

fn names_tests(pattern: &scm::Pattern, patterns: &Patterns) -> Vec<NamesTest> {
    let mut tests = Vec::new();
    for predicate in pattern.predicates.iter().filter(|predicate| predicate.name == "names" && !predicate.directive) {
        let mut test = NamesTest {
            capture: u16::MAX,
            negated: predicate.negated,
            last: FxHashSet::default(),
            whole: FxHashSet::default(),
        };
        for arg in &predicate.args {
            match arg {
                scm::Arg::Capture(name) => test.capture = patterns.capture(name).unwrap_or(u16::MAX),
                scm::Arg::Text(text) => {
                    let path = super::dotted(text);
                    test.last.insert(Name::of(path.rsplit('.').next().unwrap_or("")));
                    test.whole.insert(Name::of(&path));
                }
            }
        }
        tests.push(test);
    }
    tests
}

/// The facts of one item, with positions relative to it.
#[derive(Debug, Serialize, Deserialize)]
pub struct ItemFacts {
    /// Its functions; the first is its own code. None where it has no other, and that does nothing: an import, a type.
    pub functions: Vec<Function>,
    /// Where a pattern matched by which a rule reports.
    pub shapes: Vec<Shape>,
    /// Which lowering they come from: facts of one number are the same, to the last event.
    pub serial: u64,
    /// What it asked of the context.
    asked: Box<[Question]>,
}

/// The number of the next lowering.
static SERIAL: AtomicU64 = AtomicU64::new(1);

/// The facts of one version of a file.
#[derive(Debug, Serialize, Deserialize)]
pub struct FileFacts {
    /// The items in order of position, each with the offset of its first byte.
    pub items: Vec<(u32, Arc<ItemFacts>)>,
    /// For each item that has others in it a hash of its text with theirs, else 0.
    pub shells: Vec<u64>,
    /// What the file declares.
    pub context: Arc<Context>,
}

#[derive(Debug)]
struct Kept {
    outline: Arc<Outline>,
    /// It has one of the roles that the reader looks for.
    stirs: bool,
    /// What follows from it and the context as it now is.
    facts: Option<Arc<ItemFacts>>,
    used: bool,
}

/// An item as matched: its nodes, the matches of facts, and those of shapes.
type Matched = (Flat, Rows, Shapes);

/// The matches of shapes: pattern and captures.
type Shapes = Vec<(u32, Vec<(u16, NodeIx)>)>;

/// Buffers for no more nodes than this wait for the next items: a few large ones would fill the cache, and memory.
const MAX_SPARE: usize = 1 << 16;

/// Finds the facts of a document and keeps those of its items for the next version.
#[derive(Debug, Default)]
pub struct Facts {
    kept: FxHashMap<u64, Kept>,
    context: Option<Arc<Context>>,
    /// What the file imports that is a variable of another file, by qualified names.
    variables: Arc<FxHashSet<Name>>,
    /// The other names in the file, as far as they matter.
    aliases: Aliases,
    work: Work,
    spare: Vec<(Flat, Rows)>,
    /// For how many nodes the spare buffers have room.
    room: usize,
}

impl Facts {
    /// Of what a file imports these, by their qualified names, are variables of other files; the others may be anything.
    pub fn know(&mut self, variables: &Arc<FxHashSet<Name>>) {
        self.variables = variables.clone();
    }

    /// The facts of `document`: what items hold that were seen before is taken from memory.
    pub fn read(&mut self, document: &Document, knowledge: &Knowledge) -> FileFacts {
        self.read_if(document, knowledge, &|_| true)
    }

    /// The same where some node has a role that `stirs`; no facts of a file without, which then costs no more than
    /// its matches. The answer must be the same for each look at a document.
    pub fn read_if(&mut self, document: &Document, knowledge: &Knowledge, stirs: &dyn Fn(Role) -> bool) -> FileFacts {
        let list = items(document);
        let mut stirred = false;
        let mut fresh: FxHashMap<usize, Matched> = FxHashMap::default();
        let mut places: Vec<ItemPlace> = Vec::with_capacity(list.len());
        let mut outlines: Vec<Arc<Outline>> = Vec::with_capacity(list.len());
        let mut flattener = Flattener::new(document);
        for (at, item) in list.iter().enumerate() {
            let place = place_of(item, &places, &outlines);
            let outline = match self.kept.get_mut(&item.hash) {
                Some(kept) => {
                    kept.used = true;
                    stirred |= kept.stirs;
                    kept.outline.clone()
                }
                None => {
                    let (flat, rows, shapes) = self.match_item(&mut flattener, (document, item), knowledge);
                    let outline = Arc::new(Outline::read(&flat, item.text(document), &rows, &place, &knowledge.types));
                    let stirs = rows.any_role(stirs) || !shapes.is_empty();
                    stirred |= stirs;
                    fresh.insert(at, (flat, rows, shapes));
                    let kept = Kept { outline: outline.clone(), stirs, facts: None, used: true };
                    self.kept.insert(item.hash, kept);
                    outline
                }
            };
            places.push(place);
            outlines.push(outline);
        }
        let aliases = knowledge.aliases(&outlines);
        if aliases != self.aliases {
            // What is known here by another name was not looked for: it is all to do again.
            self.aliases = aliases;
            self.kept.clear();
            fresh.into_values().for_each(|(flat, rows, _)| self.give_back(flat, rows));
            return self.read_if(document, knowledge, stirs);
        }
        let context = self.context_of(&outlines);
        let mut found = Vec::with_capacity(list.len());
        let mut shells = Vec::with_capacity(list.len());
        let worth_it = if stirred { list.as_slice() } else { &[] };
        for ((at, item), place) in worth_it.iter().enumerate().zip(&places) {
            let facts = match self.kept.get(&item.hash).and_then(|kept| kept.facts.clone()) {
                Some(facts) => facts,
                None => {
                    let (flat, mut rows, shapes) = match fresh.remove(&at) {
                        Some(ready) => ready,
                        None => self.match_item(&mut Flattener::new(document), (document, item), knowledge),
                    };
                    let text = item.text(document);
                    let inquiry = Inquiry::new(&context);
                    knowledge.settle_names(&mut rows, &flat, text, &inquiry);
                    let scopes = Scopes::read(&flat, text, &rows, place, &inquiry);
                    let source = Source {
                        language: document.language(),
                        flat: &flat,
                        text,
                        rows: &rows,
                        scopes: &scopes,
                        context: &inquiry,
                        types: &knowledge.types,
                    };
                    let shapes = knowledge.settle_shapes(&shapes, &flat, text, &inquiry);
                    let mut functions = lower(&source);
                    // Half of all items are such, and each would be a unit of the program.
                    if matches!(functions.as_slice(), [only] if only.is_idle()) && shapes.is_empty() {
                        functions.clear();
                    }
                    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
                    let facts =
                        Arc::new(ItemFacts { functions, shapes, serial, asked: inquiry.take().into_iter().collect() });
                    if let Some(kept) = self.kept.get_mut(&item.hash) {
                        kept.facts = Some(facts.clone());
                    }
                    self.give_back(flat, rows);
                    facts
                }
            };
            found.push((item.span.start, facts));
            shells.push(item.shell.map_or(0, |_| rustc_hash::FxBuildHasher.hash_one(item.text(document))));
        }
        fresh.into_values().for_each(|(flat, rows, _)| self.give_back(flat, rows));
        self.kept.retain(|_, kept| std::mem::take(&mut kept.used));
        FileFacts { items: found, shells, context }
    }

    /// Forgets all items, but keeps its buffers: for the next file of a run.
    pub fn forget(&mut self) {
        self.kept.clear();
        self.context = None;
        self.variables = Arc::default();
        self.aliases = Aliases::default();
    }

    fn context_of(&mut self, outlines: &[Arc<Outline>]) -> Arc<Context> {
        let all = || outlines.iter().map(Arc::as_ref);
        if let Some(known) = self.context.as_ref().filter(|known| known.is_of(all(), &self.variables)) {
            return known.clone();
        }
        let context = Arc::new(Context::new(outlines.iter().map(Arc::as_ref), self.variables.clone()));
        if let Some(before) = &self.context {
            // Only who asked for what is different now is asked again.
            let different = before.differences(&context);
            for kept in self.kept.values_mut() {
                if kept.facts.as_ref().is_some_and(|facts| different.iter().any(|what| facts.asked.contains(what))) {
                    kept.facts = None;
                }
            }
        }
        self.context = Some(context.clone());
        context
    }

    /// Keeps buffers for the next items, where there is room.
    fn give_back(&mut self, flat: Flat, rows: Rows) {
        if self.room + flat.room() <= MAX_SPARE {
            self.room += flat.room();
            self.spare.push((flat, rows));
        }
    }

    fn match_item(
        &mut self,
        flattener: &mut Flattener,
        (document, item): (&Document, &Item),
        knowledge: &Knowledge,
    ) -> Matched {
        let (mut flat, mut rows) = self.spare.pop().unwrap_or_default();
        self.room = self.room.saturating_sub(flat.room());
        flattener.flatten(item, knowledge.patterns.kinds(), &mut flat);
        flat.mend(document.language());
        let shapes = knowledge.rows(&flat, item.text(document), &self.aliases, &mut self.work, &mut rows);
        (flat, rows, shapes)
    }
}

impl Knowledge {
    /// Takes out the matches whose `#names?` does not hold: only now the imports of the file are known.
    fn settle_names(&self, rows: &mut Rows, flat: &Flat, text: &str, context: &Inquiry) {
        for row in 0..rows.len() as u32 {
            let Some(tests) = self.names.get(rows.pattern(row) as usize).filter(|tests| !tests.is_empty()) else {
                continue;
            };
            let holds = tests.iter().all(|test| {
                let Some(node) = rows.captured(row, test.capture) else { return false };
                test.holds(flat.text(node, text), context)
            });
            if !holds {
                rows.remove(row);
            }
        }
    }
}

impl NamesTest {
    fn holds(&self, path: &str, context: &Inquiry) -> bool {
        let last = path.rsplit(['.', ':']).next().unwrap_or("");
        let imported = context.import(Name::of(path.split(['.', ':']).next().unwrap_or(path)));
        let plausible = self.last.contains(&Name::of(last))
            || imported.is_some_and(|import| {
                import.rsplit('.').next().is_some_and(|last| self.last.contains(&Name::of(last)))
            });
        if !plausible {
            return self.negated;
        }
        let compact: String = path.chars().filter(|c| !c.is_whitespace()).collect();
        let path = super::dotted(&compact);
        let qualified = context.qualify(&path);
        self.whole.contains(&Name::of(&qualified)) != self.negated
    }
}

/// The class that an item is a member of, from the outline of the shell it lies in.
pub(super) fn place_of(item: &Item, places: &[ItemPlace], outlines: &[Arc<Outline>]) -> ItemPlace {
    let Some(shell) = item.container else { return ItemPlace::default() };
    let (Some(around), Some(outline)) = (places.get(shell as usize), outlines.get(shell as usize)) else {
        return ItemPlace::default();
    };
    let in_tests = around.in_tests || outline.tests.iter().any(|span| span.contains(item.body));
    let found = outline.classes.iter().find(|(_, body, _)| body.start == item.body.start);
    match found {
        Some((name, _, public)) => {
            let class = if around.class.is_empty() { name.clone() } else { format!("{}.{name}", around.class) };
            ItemPlace { class, public: *public, in_tests }
        }
        None => ItemPlace { in_tests, ..around.clone() },
    }
}

impl FileFacts {
    /// Every function of the file with the offset of its item, in order.
    pub fn functions(&self) -> impl Iterator<Item = (u32, &Function)> {
        self.items.iter().flat_map(|(offset, facts)| facts.functions.iter().map(|function| (*offset, function)))
    }

    /// True where some of it would be something else if these imports were variables of other files.
    pub fn depends_on(&self, variables: &FxHashSet<Name>) -> bool {
        let asks = |name: &Name| self.items.iter().any(|(_, item)| item.asked.contains(&Question::Variable(*name)));
        variables.iter().any(asks)
    }

    /// The span of something in an item, in bytes of the file.
    pub fn absolute(offset: u32, span: Span) -> Span {
        span.shifted(offset)
    }
}
