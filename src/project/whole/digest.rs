//! Digests: what other files may know of one.
//!
//! A function is abstracted to the run of its steps that others can meet: reads and writes of what outlives a call, locks, calls
//! that leave the file, and that it gives way. Branches are gone; which check decides which step, and which locks are held
//! where, is found before and kept. That is the summary of Sharir and Pnueli (1981) cut down to what a caller, or another
//! activation, can see.

use super::abstracts::{Abstract, Opened, Places, Quote, Quotes, Seen};
use super::canon::Steps;
use crate::facts::{
    Call, Context, Decision, Event, Fate, FileFacts, Function, Global, Link, NO_CALL, NO_PLACE, Name, Place, Root,
    Sort, Stored, Usage, Word,
};
use crate::project::program::hash_of;
use crate::project::{Program, Strand, Unit, called};
use crate::syntax::Document;
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use std::sync::Arc;
use thin_vec::ThinVec;

/// What other files may know of one.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Digest {
    /// Its functions, as far as others can meet them.
    pub functions: Vec<Abstract>,
    /// What these touch and call.
    pub places: Vec<Place>,
    /// The lines that their steps stand on.
    pub quotes: Quotes,
    /// What it has from other files.
    pub links: Vec<Link>,
    /// The names at its top level, with the qualified names of their types.
    pub globals: FxHashMap<Name, (Sort, Arc<str>)>,
    /// The types of the fields of its classes, by class and field.
    pub fields: FxHashMap<Name, Arc<str>>,
    /// The names of what it calls, or hands on, of which the file does not show what they are; of a test those of all methods that
    /// it calls.
    pub loose: FxHashSet<Name>,
    /// The file was not read but for these names.
    #[serde(skip)]
    pub is_glance: bool,
    /// The places of other files that it speaks of, as it calls them: the root, and the steps from there.
    pub spoken: Vec<(Name, Steps)>,
    /// The variables at its top level that begin empty: collections, as a rule.
    pub empty: FxHashSet<Name>,
    /// The classes whose objects it makes, and true where it lets go of one.
    pub made: Vec<(Name, bool)>,
    /// What its classes inherit from, by the qualified paths, in order of the names.
    pub bases: Vec<(Name, Vec<String>)>,
    /// The fields that the methods of its classes name, in order.
    pub members: Vec<(Name, ThinVec<Name>)>,
    /// The methods of its classes, in order: of most nothing else is said.
    pub methods: Vec<(Name, ThinVec<Name>)>,
}

impl Digest {
    /// What a glance at the letters of a test shows.
    pub fn glance(text: &str) -> Digest {
        Digest { loose: called(text), is_glance: true, ..Digest::default() }
    }

    /// The names of a file, without its functions.
    pub fn of_names(facts: &FileFacts, texts: &mut Texts) -> Digest {
        let context = &facts.context;
        let mut link =
            |link: &Link| Link { module: texts.of(&link.module), export: texts.of(&link.export), ..link.clone() };
        let links = context.links().iter().map(&mut link).collect();
        let mut global = |global: &Global| (global.sort, texts.of(&global.type_path));
        let globals = context.globals().map(|(name, known)| (name, global(known))).collect();
        Digest {
            links,
            globals,
            empty: context.empty().collect(),
            fields: context.fields().map(|(name, known)| (name, texts.of(known))).collect(),
            bases: bases(facts),
            members: in_order(functions(facts).flat_map(members)),
            methods: in_order(functions(facts).filter_map(method)),
            ..Digest::default()
        }
    }

    /// A number that is another where other files may see something else; equal for equal texts.
    pub fn print(&self) -> u64 {
        let functions = self.functions.iter().map(Abstract::print_with_lines);
        let tables = |hashes: &mut dyn Iterator<Item = u64>| hashes.fold(0, u64::wrapping_add);
        let globals = tables(&mut self.globals.iter().map(hash_of));
        let fields = tables(&mut self.fields.iter().map(hash_of));
        let loose = tables(&mut self.loose.iter().map(hash_of));
        let empty = tables(&mut self.empty.iter().map(hash_of));
        let classes = (&self.made, &self.bases, &self.members, &self.methods);
        hash_of((
            functions.collect::<Vec<_>>(),
            &self.quotes,
            &self.links,
            globals,
            fields,
            loose,
            empty,
            classes,
            &self.spoken,
        ))
    }
}

/// A function with more steps that others can meet than this says only whether it gives way.
const MAX_STEPS: usize = 160;

/// A line of code is kept up to here, in bytes.
const MAX_CODE: u32 = 240;

/// The texts of many digests, each once: every file of a project imports the same few names.
#[derive(Debug, Default)]
pub struct Texts(FxHashSet<Arc<str>>);

/// No more texts than this are kept from one project to the next.
const MAX_TEXTS: usize = 1 << 16;

impl Texts {
    fn of(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        if self.0.len() >= MAX_TEXTS {
            self.0.clear();
        }
        let text: Arc<str> = text.into();
        self.0.insert(text.clone());
        text
    }
}

/// What others may know of a file.
pub fn digest(document: &Document, facts: &FileFacts, program: &Program, texts: &mut Texts) -> Digest {
    let mut digest = Digest::of_names(facts, texts);
    let mut lines = Lines { document, known: FxHashMap::default(), quotes: Quotes::default() };
    let mut places = Places::default();
    let imported: FxHashSet<Name> = facts.context.links().iter().map(|link| link.qualified).collect();
    for at in 0..program.own {
        let Some(unit) = program.units.get(at as usize) else { continue };
        digest.loose.extend(loose(&unit.function));
        digest.spoken.extend(named(&unit.function).filter_map(spoken));
        if unit.function.parent.is_none() {
            digest.empty.extend(empty(&unit.function));
        }
        digest.made.extend(unit.function.made.iter().copied());
        // What runs where it stands is part of the function around it.
        if matches!(unit.function.usage, Usage::Inline | Usage::Lent) {
            continue;
        }
        digest.functions.extend(abstracted(program, (&facts.context, &imported), at, unit, &mut lines, &mut places));
    }
    (digest.places, digest.quotes) = (places.all, lines.quotes);
    digest.places.shrink_to_fit();
    digest.quotes.shrink();
    digest.functions.shrink_to_fit();
    digest.spoken.sort_unstable();
    digest.spoken.dedup();
    digest.spoken.shrink_to_fit();
    digest
}

fn bases(facts: &FileFacts) -> Vec<(Name, Vec<String>)> {
    let mut bases: Vec<(Name, Vec<String>)> =
        facts.context.bases().map(|(class, bases)| (class, bases.to_vec())).collect();
    bases.sort_unstable();
    bases
}

fn functions(facts: &FileFacts) -> impl Iterator<Item = &Function> {
    facts.items.iter().flat_map(|(_, item)| &item.functions)
}

/// The fields that a function names of its object, each with the class.
fn members(function: &Function) -> impl Iterator<Item = (Name, Name)> + '_ {
    function.places.iter().filter_map(|place| match (place.root, place.path.first()) {
        (Root::Object(class), Some(field)) => Some((class, *field)),
        _ => None,
    })
}

/// A function as a method: the class, and its name.
fn method(function: &Function) -> Option<(Name, Name)> {
    let is_named = function.name != Name::of("") && function.parent == Some(0);
    function.class.filter(|_| is_named).map(|class| (class, function.name))
}

/// Lists of what classes have, each once and in order.
fn in_order(all: impl Iterator<Item = (Name, Name)>) -> Vec<(Name, ThinVec<Name>)> {
    let mut all: Vec<(Name, Name)> = all.collect();
    all.sort_unstable();
    all.dedup();
    let of_class = |list: &[(Name, Name)]| {
        let class = list.first().map_or(Name::default(), |(class, _)| *class);
        (class, list.iter().map(|(_, name)| *name).collect())
    };
    all.chunk_by(|one, other| one.0 == other.0).map(of_class).collect()
}

/// All places that a function names, as what it touches or as what it calls.
fn named(function: &Function) -> impl Iterator<Item = &Place> {
    let called = function.calls.iter().filter_map(|call| call.callee.as_ref());
    let started = function.spawned.iter().filter_map(|started| started.place.as_ref());
    function.places.iter().chain(called).chain(started)
}

/// What a place of another file is called.
fn spoken(place: &Place) -> Option<(Name, Steps)> {
    match place.root {
        Root::Import(name) => Some((name, place.path.clone())),
        _ => None,
    }
}

/// The variables that the code of a module makes empty.
fn empty(module: &Function) -> impl Iterator<Item = Name> + '_ {
    let made = module.events.iter().filter(|event| event.word == Word::Write && event.stored == Stored::Reset);
    made.filter_map(|event| match module.place(event)? {
        Place { root: Root::Module(name), path, .. } if path.is_empty() => Some(*name),
        _ => None,
    })
}

/// The names of what a function calls or hands on without the file showing what it is.
fn loose(function: &Function) -> impl Iterator<Item = Name> + '_ {
    let known = |place: &&Place| !matches!(place.root, Root::Object(_) | Root::Module(_) | Root::Import(_));
    let last = |place: &Place| match (place.root, place.path.last()) {
        (_, Some(step)) => Some(*step),
        (Root::Variable(_, name) | Root::Parameter(_, name) | Root::Global(name), None) => Some(name),
        _ => None,
    };
    function
        .places
        .iter()
        .chain(function.calls.iter().filter_map(|call| call.callee.as_ref()))
        .filter(known)
        .filter_map(last)
}

/// True for a place that functions of other files can reach, as far as names show.
fn is_shared(place: &Place) -> bool {
    place.exact
        && match place.root {
            Root::Object(class) => class != Name::of("") && !place.path.is_empty(),
            Root::Module(_) | Root::Import(_) | Root::Table(_) => true,
            _ => false,
        }
}

fn abstracted(
    program: &Program,
    (context, imported): (&Context, &FxHashSet<Name>),
    at: u32,
    unit: &Unit,
    lines: &mut Lines,
    places: &mut Places,
) -> Option<Abstract> {
    let function = &*unit.function;
    let woven = matches!(unit.function, Strand::Woven(_));
    let callees = program.callees.get(at as usize);
    let is_known = |call: u32| callees.is_some_and(|callees| callees.contains_key(&call));
    let is_inherited = |class: Name, call: u32| context.inherits(class) && !is_known(call);
    let of_class = |event: &Event| called_by_class(function, event, imported, &is_inherited);
    let kept = |event: &Event, at: u32| of_class(event).is_some() || is_kept(function, at, woven, &is_inherited);
    let stays = |at: &u32| function.event(*at).is_some_and(|event| kept(event, *at));
    let mut kept: Vec<u32> = (0..function.events.len() as u32).filter(stays).collect();
    if kept.len() > MAX_STEPS || function.incomplete {
        kept.retain(|at| function.event(*at).is_some_and(|event| event.word == Word::Suspend));
        kept.truncate(1);
    }
    let met = kept.iter().any(|at| function.event(*at).is_some_and(|event| event.word != Word::Suspend));
    let named = function.name != Name::of("") && function.parent == Some(0);
    if !met && !(named && (function.is_async || !kept.is_empty())) {
        return None;
    }
    let mut tape = Line::default();
    let mut moved: Vec<u32> = Vec::with_capacity(function.events.len() + 1);
    let mut calls: FxHashMap<u32, u32> = FxHashMap::default();
    let held = unit.held();
    let mut next = kept.iter().copied().peekable();
    for (old, event) in (0..).zip(&function.events) {
        moved.push(tape.function.events.len() as u32);
        if next.peek() != Some(&old) {
            continue;
        }
        next.next();
        let mut locks: SmallVec<[u32; 4]> = held
            .at(old)
            .filter(|lock| function.event(*lock).and_then(|event| function.place(event)).is_some_and(is_shared))
            .collect();
        if event.word == Word::Acquire {
            locks.push(old);
        }
        tape.hold(function, unit, &locks, lines);
        if event.word == Word::Acquire {
            continue;
        }
        // What a callee in the file does stands there.
        let origin = unit.via.get(&old).and_then(|(unit, at)| {
            let callee = program.units.get(*unit as usize)?;
            Some((callee, callee.function.event(*at)?))
        });
        let (stands, seen) = origin.unwrap_or((unit, event));
        let seen = lines.seen(stands, seen);
        let new = tape.push(function, event.clone(), seen);
        tape.at.insert(old, new);
        if let Some(call) = function.calls.get(event.call as usize).filter(|_| event.word == Word::Call) {
            calls.insert(event.call, tape.function.calls.len() as u32);
            tape.function.calls.push(Call {
                event: new,
                callee: of_class(event).or_else(|| call.callee.clone()),
                of: of_class(event).map_or(Name::default(), |_| call.of),
                closure: None,
                awaited: call.awaited,
                spawned: call.spawned,
                carries: ThinVec::new(),
                lends: ThinVec::new(),
                hands: ThinVec::new(),
            });
        }
    }
    moved.push(tape.function.events.len() as u32);
    tape.hold(function, unit, &[], lines);
    let new = |old: u32| moved.get(old as usize).copied().unwrap_or(old);
    // A kept step comes behind the locks that are taken for it.
    let exactly = |old: &u32| tape.at.get(old).copied();
    let mut events = std::mem::take(&mut tape.function.events);
    for event in &mut events {
        event.from = event.from.iter().filter_map(exactly).collect();
        event.call = calls.get(&event.call).copied().unwrap_or(NO_CALL);
        event.decides = event
            .decides
            .iter()
            .map(|decision| Decision {
                then: (new(decision.then.0), new(decision.then.1)),
                other: (new(decision.other.0), new(decision.other.1)),
                until: new(decision.until),
                ..*decision
            })
            .collect();
    }
    let returns = function.returns.iter().filter_map(exactly).collect();
    let made = Function {
        path: function.path.clone(),
        name: if function.parent == Some(0) { function.name } else { Name::of("") },
        class: function.class,
        is_async: function.is_async,
        is_generator: function.is_generator,
        is_wrapped: function.is_wrapped,
        is_public: function.is_public,
        is_startup: function.is_startup || program.entries.only_at_startup(at) && !program.entries.of(at).is_empty(),
        is_test: program.is_test(at),
        is_exclusive: function.is_exclusive,
        usage: function.usage,
        events,
        places: std::mem::take(&mut tape.function.places),
        calls: std::mem::take(&mut tape.function.calls),
        returns,
        incomplete: function.incomplete,
        ..Function::default()
    };
    let line = lines.document.lines().line(unit.span(function.span).start);
    Some(Abstract::pack(Opened { function: made, seen: tape.seen }, line, places))
}

/// What a call of a method means whose object has no name beyond the function, as the method of a class of another file; only where
/// nobody takes what the call makes, so that it matters what that is.
fn called_by_class(
    function: &Function,
    event: &Event,
    imported: &FxHashSet<Name>,
    is_inherited: &dyn Fn(Name, u32) -> bool,
) -> Option<Place> {
    let call = function.calls.get(event.call as usize).filter(|_| event.word == Word::Call)?;
    let method = call.callee.as_ref()?.path.last()?;
    let root = match call.of {
        _ if event.fate == Fate::Taken => return None,
        class if imported.contains(&class) => Root::Import(class),
        class if class != Name::default() && is_inherited(class, event.call) => Root::Module(class),
        _ => return None,
    };
    Some(Place::root(root).step(*method))
}

/// True for a step that a caller, or another activation, can meet; `is_inherited` tells of a call of a method that a class may
/// have from another.
fn is_kept(function: &Function, at: u32, woven: bool, is_inherited: &dyn Fn(Name, u32) -> bool) -> bool {
    let Some(event) = function.event(at) else { return false };
    match event.word {
        Word::Suspend | Word::Block => true,
        Word::Read | Word::Write => function.place(event).is_some_and(is_shared),
        Word::Acquire => !event.is_about_callback() && function.place(event).is_some_and(is_shared),
        // What is called in the file itself is woven in where that was worth it.
        Word::Call => {
            function.calls.get(event.call as usize).and_then(|call| call.callee.as_ref()).is_some_and(|callee| {
                is_shared(callee)
                    && match callee.root {
                        Root::Import(_) => true,
                        Root::Object(class) => !woven || callee.path.len() > 1 || is_inherited(class, event.call),
                        _ => !woven || !callee.path.is_empty(),
                    }
            })
        }
        _ => false,
    }
}

/// A tape without branches, as it grows.
#[derive(Default)]
struct Line {
    function: Function,
    seen: Vec<Seen>,
    /// The locks that are held at its end: the acquisitions in the whole function.
    held: SmallVec<[u32; 4]>,
    /// Where each kept step went.
    at: FxHashMap<u32, u32>,
}

impl Line {
    /// Takes and gives back locks until just these are held.
    fn hold(&mut self, function: &Function, unit: &Unit, locks: &[u32], lines: &mut Lines) {
        while let Some(lock) = self.held.iter().rev().find(|lock| !locks.contains(lock)).copied() {
            self.held.retain(|held| *held != lock);
            let Some(event) = function.event(lock) else { continue };
            let release = Event {
                place: event.place,
                subject: event.subject,
                ..Event::new(Word::Release, event.kind, event.span)
            };
            let seen = lines.seen(unit, &release);
            self.push(function, release, seen);
        }
        for lock in locks {
            if !self.held.contains(lock)
                && let Some(event) = function.event(*lock)
            {
                self.held.push(*lock);
                let seen = lines.seen(unit, event);
                self.push(function, event.clone(), seen);
            }
        }
    }

    fn push(&mut self, function: &Function, mut event: Event, seen: Seen) -> u32 {
        let place = function.place(&event).filter(|place| is_shared(place)).cloned();
        event.place = place.map_or(NO_PLACE, |place| {
            let places = &mut self.function.places;
            let known = places.iter().position(|known| *known == place);
            known.unwrap_or_else(|| {
                places.push(place);
                places.len() - 1
            }) as u32
        });
        self.seen.push(seen);
        // Where it stands is said there, in lines.
        (event.span, event.subject) = (Span::default(), Span::default());
        let new = self.function.events.len() as u32;
        self.function.events.push(event);
        new
    }
}

/// The lines of a document, each quoted once.
struct Lines<'d> {
    document: &'d Document,
    /// By the line: where its code begins in the document, how long it is, and which quote it is.
    known: FxHashMap<u32, (u32, u32, u32)>,
    quotes: Quotes,
}

impl Lines<'_> {
    fn seen(&mut self, unit: &Unit, event: &Event) -> Seen {
        let (text, lines) = (self.document.text(), self.document.lines());
        let (span, subject) = (unit.span(event.span), unit.span(event.subject));
        // Of a step that goes over several lines that one counts which says what it is about.
        let from = if event.subject.is_empty() || !span.contains(subject) { span.start } else { subject.start };
        let line = lines.line(from);
        let (begin, length, quote) = *self.known.entry(line).or_insert_with(|| {
            let whole = lines.span(text, line);
            let code = whole.of(text);
            let indent = (code.len() - code.trim_start().len()) as u32;
            let mut end = code.trim_end().len().min((indent + MAX_CODE) as usize).max(indent as usize);
            while !code.is_char_boundary(end) {
                end -= 1;
            }
            let code = code.get(indent as usize..end).unwrap_or("");
            (whole.start + indent, code.len() as u32, self.quotes.add(Quote { line, indent, code }))
        });
        let within = |span: Span| {
            Span::new(span.start.saturating_sub(begin).min(length), span.end.saturating_sub(begin).min(length))
        };
        Seen { quote, span: within(span), subject: within(subject) }
    }
}
