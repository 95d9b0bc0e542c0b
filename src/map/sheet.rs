//! What one file has to say of shared state, as plain data: it outlives the file's text and tree.

use super::{Hazard, Order, Reach, Times};
use crate::audit::{Finding, Severity, is_test};
use crate::facts::{self, Declarations, Event, Kind, Knowledge, Name, Place, Root, Word};
use crate::project::{self, Digest, Past, Program, Texts, View};
use crate::syntax::Document;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// One file.
#[derive(Debug)]
pub struct Sheet {
    /// Its path, relative to the root, with `/`.
    pub path: String,
    /// Tasks run on several threads at once.
    pub(super) parallel: bool,
    /// Threads share objects, and nothing in the language keeps them apart.
    pub(super) threaded: bool,
    /// The names it has and declares.
    pub(super) names: Arc<Digest>,
    pub(super) declared: Vec<(String, String, u32)>,
    /// Methods and functions, by class and name.
    pub(super) members: FxHashSet<(Name, Name)>,
    /// The texts of names.
    pub(super) texts: FxHashMap<Name, String>,
    /// What imports stand for, by the name of that.
    pub(super) imports: FxHashMap<Name, String>,
    /// Classes of which no object is shared by two activations, and how that is known.
    pub(super) alone: FxHashMap<Name, Alone>,
    pub(super) functions: Vec<Function>,
    pub(super) touches: Vec<Touch>,
    pub(super) orders: Vec<Order>,
}

/// How it is known of a class that no object of it is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Alone {
    /// Its objects are of a kind that serves one task each, as streams and requests do.
    ByKind,
    /// Whoever makes an object keeps it to itself.
    Shown,
}

/// A function, as far as the map speaks of it.
#[derive(Debug)]
pub(super) struct Function {
    pub path: String,
    pub startup: bool,
    /// From where it is entered.
    pub entries: Vec<Reach>,
    /// Indices of the events at which it gives way, and whether each stands in a loop.
    pub suspends: Vec<(u32, bool)>,
    /// It goes on while the function around it does.
    pub detached: bool,
    /// It has its object to itself.
    pub exclusive: bool,
}

/// One access.
#[derive(Debug)]
pub(super) struct Touch {
    pub root: Root,
    /// The path of the function that declares a captured variable.
    pub owner: String,
    pub steps: Vec<Name>,
    pub writes: bool,
    pub line: u32,
    /// Index of the function, and of the event in its tape.
    pub function: u32,
    pub event: u32,
    pub in_loop: bool,
    /// It is done by a callee: told there, and known here for the sake of the order of steps.
    pub woven: bool,
    /// The type of the place is made to be shared.
    pub safe: bool,
    pub locks: Vec<String>,
    /// The expression that names the place, on one line.
    pub subject: String,
    pub hazards: Vec<Hazard>,
}

/// The name of the step that leads from the place that holds a path to the file there.
pub(super) const FILE_STEP: Name = Name::of("<file>");

/// Reads a document whose findings are known, given what it sees of others.
pub fn sheet(path: &str, document: &Document, knowledge: &Knowledge, findings: &[Finding], view: &View) -> Sheet {
    let language = document.language();
    let mut reader = facts::Facts::default();
    reader.know(&view.variables);
    let facts = reader.read(document, knowledge);
    let margin = document.text().len() as u32;
    let alone = view.by_itself(&facts);
    let view = alone.as_ref().unwrap_or(view);
    let program = Program::new(&facts, language, view, margin, &mut Past::default());
    let inquiry = facts::Inquiry::new(&facts.context);
    let Declarations { declared, classes } = facts::declarations(document, knowledge);
    let line_of = |offset: u32| document.lines().line(offset) + 1;
    let classes: FxHashSet<Name> = classes.iter().map(|name| Name::of(name)).collect();
    let mut sheet = Sheet {
        path: path.to_string(),
        parallel: language.semantics.parallel_tasks,
        threaded: !language.semantics.parallel_tasks && !language.semantics.suspends_always,
        names: Arc::new(Digest::of_names(&facts, &mut Texts::default())),
        declared: declared.into_iter().map(|one| (one.class, one.name, line_of(one.span.start))).collect(),
        alone: classes
            .into_iter()
            .filter_map(|class| {
                let shown = program.is_private_object(class, &inquiry).then_some(Alone::Shown);
                Some((class, shown.or_else(|| inquiry.is_exclusive_class(class).then_some(Alone::ByKind))?))
            })
            .collect(),
        members: FxHashSet::default(),
        texts: texts(document.text()),
        imports: facts.context.imports().map(|(_, path)| (Name::of(path), path.to_string())).collect(),
        functions: Vec::new(),
        touches: Vec::new(),
        orders: Vec::new(),
    };
    for at in 0..program.own {
        sheet.function(&program, at, view, &line_of);
        sheet.touches_of(&program, at, document, findings);
        sheet.orders_of(&program, at, &line_of);
    }
    sheet
}

impl Sheet {
    fn function(&mut self, program: &Program, at: u32, view: &View, line_of: &dyn Fn(u32) -> u32) {
        let Some(unit) = program.units.get(at as usize) else { return };
        let function = &*unit.function;
        if function.parent == Some(0) && function.name != Name::of("") {
            self.members.insert((function.class.unwrap_or(Name::of("")), function.name));
        }
        let entries = program.entries.of(at).iter().filter_map(|entry| {
            let times = match entry.times {
                _ if is_startup(program, entry.unit) => Times::StartUp,
                project::Times::Startup => Times::StartUp,
                project::Times::Once => Times::Once,
                project::Times::Many => Times::Many,
            };
            let unit = program.units.get(entry.unit as usize)?;
            let (path, line) = match entry.unit.checked_sub(program.own) {
                None => (self.path.clone(), line_of(unit.span(unit.function.span).start)),
                Some(at) => {
                    // What a test does is no way that the program takes.
                    let visitor =
                        view.visitors.get(at as usize).filter(|visitor| !is_test(visitor.path.as_ref().as_ref()))?;
                    (visitor.path.to_string(), visitor.line + 1)
                }
            };
            let module = entry.unit < program.own && unit.function.parent.is_none();
            Some(Reach { function: named(&unit.function.path, module), path, line, times })
        });
        let entries = entries.collect();
        let suspends = (0..).zip(&function.events).filter(|(_, event)| event.word == Word::Suspend);
        self.functions.push(Function {
            path: named(&function.path, function.parent.is_none()),
            startup: is_startup(program, at),
            entries,
            suspends: suspends.map(|(at, event)| (at, event.in_loop)).collect(),
            detached: program.is_detached(at),
            exclusive: function.is_exclusive,
        });
    }

    fn touches_of(&mut self, program: &Program, at: u32, document: &Document, findings: &[Finding]) {
        let Some(unit) = program.units.get(at as usize) else { return };
        let function = &*unit.function;
        if program.is_test(at) {
            return;
        }
        let line_of = |offset: u32| document.lines().line(offset) + 1;
        let by_callers: Vec<String> =
            program.held_by_callers(at).into_iter().filter_map(|lock| self.lock_name(lock)).collect();
        for (index, event) in (0..).zip(&function.events) {
            let Some((place, writes)) = function.place(event).zip(access(event)) else { continue };
            let span = unit.span(event.span);
            let subject = unit.span(event.subject).of(document.text());
            let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
            let origin = unit.via.get(&index);
            let woven = origin.is_some();
            // A callee of another file does it: what it is called there, no text of this file says.
            let foreign = origin.is_some_and(|(unit, _)| *unit >= program.own);
            let is_of = |name: &str| match place.path.last() {
                Some(step) if foreign => Name::of(last(name)) == *step,
                _ => same_place(name, &subject),
            };
            let held = unit.held().at(index).filter_map(|taken| function.place(function.event(taken)?));
            let mut locks: Vec<String> = held.filter_map(|lock| self.lock_name(lock)).collect();
            locks.extend(by_callers.iter().cloned());
            locks.sort();
            locks.dedup();
            let steps_here = |finding: &&Finding| {
                finding.severity > Severity::Off
                    && !finding.place.is_empty()
                    && (finding.witness.steps.iter().any(|step| step.span == span && step.elsewhere.is_none())
                        || finding.span == span)
                    && is_of(&finding.place)
            };
            let hazards = findings.iter().filter(steps_here).map(|finding| Hazard {
                path: self.path.clone(),
                line: line_of(finding.span.start),
                rule: finding.rule.clone(),
                severity: finding.severity,
            });
            let owner = match place.root {
                Root::Variable(owner, _) => {
                    let outer = program.units.get((at - unit.index + owner) as usize);
                    outer.map_or(String::new(), |outer| named(&outer.function.path, false))
                }
                _ => String::new(),
            };
            self.touches.push(Touch {
                root: place.root,
                owner,
                steps: place.path.to_vec(),
                writes,
                line: line_of(span.start),
                function: at,
                event: index,
                in_loop: event.in_loop,
                woven,
                safe: event.safe,
                locks,
                hazards: if woven && !foreign { Vec::new() } else { hazards.collect() },
                subject,
            });
        }
    }

    /// The locks that a function takes while it holds others.
    fn orders_of(&mut self, program: &Program, at: u32, line_of: &dyn Fn(u32) -> u32) {
        let Some(unit) = program.units.get(at as usize) else { return };
        let function = &*unit.function;
        for (index, event) in (0..).zip(&function.events) {
            if !matches!(event.word, Word::Acquire | Word::Pass) || event.is_about_callback() {
                continue;
            }
            let Some(taken) = function.place(event).and_then(|lock| self.lock_name(lock)) else { continue };
            let held = unit.held().at(index).filter(|held| *held != index);
            let held: Vec<String> = held
                .filter_map(|held| function.place(function.event(held)?))
                .filter_map(|lock| self.lock_name(lock))
                .filter(|lock| *lock != taken)
                .collect();
            for held in held {
                self.orders.push(Order {
                    held,
                    taken: taken.clone(),
                    function: named(&function.path, function.parent.is_none()),
                    path: self.path.clone(),
                    line: line_of(unit.span(event.span).start),
                });
            }
        }
    }

    /// What a lock is called: a field with its class.
    fn lock_name(&self, lock: &Place) -> Option<String> {
        let (class, root) = match lock.root {
            Root::Object(class) => (Some(class), None),
            Root::Module(name) | Root::Variable(_, name) | Root::Parameter(_, name) | Root::Global(name) => {
                (None, Some(name))
            }
            _ => (None, None),
        };
        let name = self.texts.get(&lock.path.last().copied().or(root)?)?;
        let class = class.and_then(|class| self.texts.get(&class)).filter(|class| !class.is_empty());
        Some(class.map_or(name.clone(), |class| format!("{class}.{name}")))
    }

    /// How many functions it has.
    pub fn functions(&self) -> usize {
        self.functions.iter().filter(|function| !function.path.is_empty()).count()
    }

    /// The text of a name; something to show where it is not known.
    pub(super) fn text(&self, name: Name) -> &str {
        self.texts.get(&name).map_or("?", String::as_str)
    }
}

/// True for what runs while the program starts.
fn is_startup(program: &Program, at: u32) -> bool {
    let function = program.units.get(at as usize).map(|unit| &unit.function);
    function.is_some_and(|function| function.parent.is_none() && at < program.own || function.is_startup)
        || program.entries.only_at_startup(at)
}

/// True for a write, false for a read, none for what is neither.
fn access(event: &Event) -> Option<bool> {
    match (event.word, event.kind) {
        (Word::Read, _) => Some(false),
        (Word::Write, Kind::Settle) => None,
        (Word::Write | Word::Rename, _) => Some(true),
        _ => None,
    }
}

/// The path of a function without its closures: people know the named one that they stand in.
fn named(path: &str, module: bool) -> String {
    if module { String::new() } else { path.replace(".(closure)", "").replace("(closure)", "") }
}

/// True where two expressions name one place by their last steps.
fn same_place(one: &str, other: &str) -> bool {
    one == other || last(one) == last(other)
}

/// The last step of a path, as the code writes it.
fn last(path: &str) -> &str {
    path.rsplit(['.', ':', '>']).next().unwrap_or(path)
}

/// The identifiers of a text, by name. Facts know names as hashes; what they are called is read off the text.
fn texts(text: &str) -> FxHashMap<Name, String> {
    let mut texts = FxHashMap::default();
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '#');
    for word in text.split(|c| !part(c)).filter(|word| !word.is_empty() && word.len() < 200) {
        texts.entry(Name::of(word)).or_insert_with(|| word.to_string());
        let bare = word.trim_start_matches('#');
        texts.entry(Name::of(bare)).or_insert_with(|| bare.to_string());
    }
    texts
}
