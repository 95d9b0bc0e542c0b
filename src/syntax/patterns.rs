//! Patterns compiled for one grammar: names resolved, errors told, and an index of what to try where.
//!
//! A pattern is looked up by the kind of its root and then by its *guard*, the cheapest thing that must hold: the
//! text at the end of a path of fields (the callee's name), or else the kind of one field's child. So a pattern
//! with a name in it costs nothing where the name does not occur.

use super::flat::{ERROR, Flat, Kinds, NodeIx, field_bit, kind_bit};
use super::matching::{Matcher, Work};
use super::scm::{self, Arg, LoadError, Place, Quantifier, What};
use super::{Language, suggest};
use regex::Regex;
use rustc_hash::FxHashMap;
use std::sync::{Arc, OnceLock};

/// What a node must be.
#[derive(Debug)]
pub(super) enum Test {
    Kind(u16),
    OneOf(Box<[u16]>),
    /// `(_)`: any node with a name that is no error.
    Named,
    /// `_`: any node or token that is no error.
    Any,
    /// A kind of another grammar of the same folder.
    Never,
}

/// A test of a node's text.
#[derive(Debug, Clone)]
pub(super) enum Text {
    OneOf { words: Arc<[Box<str>]>, wanted: bool },
    Like { regex: Arc<LazyRegex>, wanted: bool },
}

/// A regular expression that is compiled when it is first needed.
#[derive(Debug)]
pub(super) struct LazyRegex {
    source: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Text {
    pub(super) fn holds(&self, text: &str) -> bool {
        match self {
            Text::OneOf { words, wanted } => words.iter().any(|word| **word == *text) == *wanted,
            Text::Like { regex, wanted } => {
                let compiled = regex.compiled.get_or_init(|| Regex::new(&regex.source).ok());
                compiled.as_ref().is_some_and(|regex| regex.is_match(text) == *wanted)
            }
        }
    }
}

/// One node of a pattern.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) test: Test,
    /// The field it must be in, or 0.
    pub(super) field: u16,
    /// Fields that it must not have.
    pub(super) absent: Vec<u16>,
    pub(super) captures: Vec<u16>,
    pub(super) texts: Vec<Text>,
    pub(super) children: Siblings,
    /// Bits that [`Flat::below`] must have for the children to be found.
    pub(super) needs: u64,
}

#[derive(Debug, Default)]
pub(super) struct Siblings {
    pub(super) elements: Vec<Element>,
    pub(super) last: bool,
}

#[derive(Debug)]
pub(super) struct Element {
    pub(super) part: Part,
    pub(super) quantifier: Quantifier,
    pub(super) anchored: bool,
    /// Nothing in it is captured.
    pub(super) silent: bool,
    /// It may take several siblings at once.
    pub(super) is_group: bool,
}

#[derive(Debug)]
pub(super) enum Part {
    Node(Box<Step>),
    /// One of these; a group is a choice of one.
    Choice(Vec<Siblings>),
}

/// A test that waits for the whole match.
#[derive(Debug)]
pub(super) enum Check {
    Text { capture: u16, text: Text },
    Same { left: u16, right: u16, wanted: bool },
}

/// A pattern, ready to run.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) root: Siblings,
    pub(super) checks: Vec<Check>,
    /// It has a choice or a quantifier, so that one match may be part of another.
    pub(super) loose: bool,
}

/// A field and the kind of its child.
type Edge = (u16, u16);

/// The patterns to try at nodes of one kind.
#[derive(Debug, Default)]
struct Bucket {
    unguarded: Vec<u32>,
    by_kind: Vec<(u16, FxHashMap<u16, Vec<u32>>)>,
    by_text: Vec<(Vec<Edge>, FxHashMap<Box<str>, Vec<u32>>)>,
}

/// All patterns of one language, compiled.
#[derive(Debug)]
pub struct Patterns {
    sources: Vec<scm::Pattern>,
    compiled: Vec<Compiled>,
    captures: Vec<String>,
    kinds: Kinds,
    /// Index in `buckets` by kind; 0 is the empty one. The last entry is for errors.
    bucket_of: Vec<u16>,
    buckets: Vec<Bucket>,
    /// Patterns whose root is a wildcard.
    anywhere: Vec<u32>,
}

impl Patterns {
    /// Compiles patterns; the id of each is its index.
    ///
    /// # Errors
    /// All that is wrong in any of them.
    pub fn compile(language: &Language, patterns: Vec<scm::Pattern>) -> Result<Patterns, Vec<LoadError>> {
        let mut compiler = Compiler::new(language);
        let mut compiled = Vec::new();
        for pattern in &patterns {
            compiled.push(compiler.pattern(pattern));
        }
        if !compiler.errors.is_empty() {
            return Err(compiler.errors);
        }
        let kind_count = language.grammar().node_kind_count();
        let mut all = Patterns {
            sources: patterns,
            compiled: Vec::new(),
            captures: compiler.captures,
            kinds: compiler.kinds,
            bucket_of: vec![0; kind_count + 1],
            buckets: vec![Bucket::default()],
            anywhere: Vec::new(),
        };
        for (id, pattern) in compiled.iter().enumerate() {
            all.index(id as u32, pattern);
        }
        all.compiled = compiled;
        Ok(all)
    }

    /// The source of a pattern.
    pub fn pattern(&self, id: u32) -> Option<&scm::Pattern> {
        self.sources.get(id as usize)
    }

    /// All sources; a pattern's id is its index.
    pub fn sources(&self) -> &[scm::Pattern] {
        &self.sources
    }

    /// The names of captures, without `@`; what a match speaks of is an index here.
    pub fn captures(&self) -> &[String] {
        &self.captures
    }

    /// The index of a capture's name.
    pub fn capture(&self, name: &str) -> Option<u16> {
        self.captures.iter().position(|capture| capture == name).map(|at| at as u16)
    }

    /// Number of patterns.
    pub fn len(&self) -> u32 {
        self.sources.len() as u32
    }

    /// True without patterns.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// What a flat tree must keep for these patterns.
    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// All matches in document order of their roots, at one node by pattern id. Predicates on text are already
    /// applied, all others are left to the caller. `text` is the item's text.
    pub fn run(&self, flat: &Flat, text: &str, work: &mut Work, sink: &mut dyn FnMut(u32, &[(u16, NodeIx)])) {
        let mut matcher = Matcher::new(flat, text, work);
        for ix in 0..flat.len() {
            let bucket = self.bucket(flat.node(ix).kind);
            if bucket.is_none() && self.anywhere.is_empty() {
                continue;
            }
            let mut due = matcher.take_due();
            due.extend_from_slice(&self.anywhere);
            if let Some(bucket) = bucket {
                bucket.candidates(flat, text, ix, &mut due);
            }
            if due.len() > 1 {
                due.sort_unstable();
                due.dedup();
            }
            for id in &due {
                if let Some(pattern) = self.compiled.get(*id as usize) {
                    matcher.root(pattern, ix, &mut |captures| sink(*id, captures));
                }
            }
            matcher.give_due(due);
        }
        matcher.finish();
    }

    #[inline]
    fn bucket(&self, kind: u16) -> Option<&Bucket> {
        let slot = self.slot(kind);
        match self.bucket_of.get(slot) {
            None | Some(0) => None,
            Some(bucket) => self.buckets.get(usize::from(*bucket)),
        }
    }

    fn slot(&self, kind: u16) -> usize {
        if kind == ERROR { self.bucket_of.len() - 1 } else { usize::from(kind) }
    }

    fn index(&mut self, id: u32, pattern: &Compiled) {
        let mut kinds = Vec::new();
        let Some(first) = pattern.root.elements.first() else { return };
        if pattern.root.is_impossible() {
            return;
        }
        if !root_kinds(first, &mut kinds) {
            self.anywhere.push(id);
            return;
        }
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds {
            let slot = self.slot(kind);
            let next = self.buckets.len() as u16;
            let Some(entry) = self.bucket_of.get_mut(slot) else { continue };
            if *entry == 0 {
                *entry = next;
                self.buckets.push(Bucket::default());
            }
            if let Some(bucket) = self.buckets.get_mut(usize::from(*entry)) {
                bucket.add(id, first);
            }
        }
    }
}

/// Collects the kinds of nodes at which an element can begin; false where it can begin anywhere.
fn root_kinds(element: &Element, kinds: &mut Vec<u16>) -> bool {
    match &element.part {
        Part::Choice(branches) => {
            branches.iter().filter_map(|branch| branch.elements.first()).all(|first| root_kinds(first, kinds))
        }
        Part::Node(step) => match &step.test {
            Test::Kind(kind) => {
                kinds.push(*kind);
                true
            }
            Test::OneOf(several) => {
                kinds.extend_from_slice(several);
                true
            }
            Test::Never => true,
            Test::Named | Test::Any => false,
        },
    }
}

/// Texts that occur everywhere: a guard by one of them guards nothing.
const RECEIVERS: [&str; 3] = ["self", "this", "cls"];

/// A path of fields and the texts of which the node at its end has one.
struct TextGuard<'p> {
    path: Vec<Edge>,
    words: &'p [Box<str>],
}

impl TextGuard<'_> {
    /// The smaller the better.
    fn weight(&self) -> (bool, usize) {
        (self.words.iter().any(|word| RECEIVERS.contains(&&**word)), self.words.len())
    }
}

impl Bucket {
    fn add(&mut self, id: u32, root: &Element) {
        let mut texts = Vec::new();
        let mut edges = Vec::new();
        if let Part::Node(step) = &root.part {
            guards(step, &mut Vec::new(), &mut texts, &mut edges);
        }
        if let Some(guard) = texts.into_iter().min_by_key(TextGuard::weight) {
            let words = by_key(&mut self.by_text, guard.path);
            for word in guard.words {
                words.entry(word.clone()).or_default().push(id);
            }
        } else if let Some((field, kind)) = edges.last() {
            by_key(&mut self.by_kind, *field).entry(*kind).or_default().push(id);
        } else {
            self.unguarded.push(id);
        }
    }

    /// Appends the patterns whose guard holds at the node.
    fn candidates(&self, flat: &Flat, text: &str, ix: NodeIx, due: &mut Vec<u32>) {
        due.extend_from_slice(&self.unguarded);
        if !self.by_kind.is_empty() {
            let end = flat.node(ix).next;
            let mut at = ix + 1;
            while at < end {
                let child = flat.node(at);
                if child.field != 0 {
                    for (_, kinds) in self.by_kind.iter().filter(|(field, _)| *field == child.field) {
                        due.extend_from_slice(kinds.get(&child.kind).map_or(&[], Vec::as_slice));
                    }
                }
                at = child.next;
            }
        }
        for (path, words) in &self.by_text {
            at_path(flat, ix, path, &mut |end| {
                due.extend_from_slice(words.get(flat.text(end, text)).map_or(&[], Vec::as_slice));
            });
        }
    }
}

/// Calls `found` with each node at the end of the path.
fn at_path(flat: &Flat, ix: NodeIx, path: &[Edge], found: &mut dyn FnMut(NodeIx)) {
    let Some(((field, kind), rest)) = path.split_first() else { return found(ix) };
    if flat.below(ix) & field_bit(*field) == 0 {
        return;
    }
    let end = flat.node(ix).next;
    let mut at = ix + 1;
    while at < end {
        let child = flat.node(at);
        if child.field == *field && child.kind == *kind {
            at_path(flat, at, rest, found);
        }
        at = child.next;
    }
}

/// The entry of a key in a short list, made where it is new.
fn by_key<K: PartialEq, V: Default>(list: &mut Vec<(K, V)>, key: K) -> &mut V {
    let found = list.iter().position(|(known, _)| *known == key);
    let at = found.unwrap_or(list.len());
    if found.is_none() {
        list.push((key, V::default()));
    }
    #[allow(clippy::indexing_slicing)] // `at` was found, or just pushed.
    &mut list[at].1
}

/// Collects what must hold of the children that are in a field and occur once.
fn guards<'p>(step: &'p Step, path: &mut Vec<Edge>, texts: &mut Vec<TextGuard<'p>>, edges: &mut Vec<Edge>) {
    for element in &step.children.elements {
        let Part::Node(child) = &element.part else { continue };
        let Test::Kind(kind) = child.test else { continue };
        if element.quantifier != Quantifier::One || child.field == 0 {
            continue;
        }
        path.push((child.field, kind));
        if path.len() == 1 {
            edges.push((child.field, kind));
        }
        for text in &child.texts {
            if let Text::OneOf { words, wanted: true } = text {
                texts.push(TextGuard { path: path.clone(), words });
            }
        }
        guards(child, path, texts, edges);
        path.pop();
    }
}

/// What a name means to a grammar.
#[derive(Clone, Copy, PartialEq)]
enum Meaning {
    Id(u16),
    /// It belongs to another grammar of the same folder.
    Elsewhere,
    Unknown,
}

struct Compiler<'l> {
    language: &'l Language,
    grammar: tree_sitter::Language,
    siblings: Vec<tree_sitter::Language>,
    known: FxHashMap<(String, bool), Meaning>,
    fields: FxHashMap<String, Meaning>,
    captures: Vec<String>,
    kinds: Kinds,
    errors: Vec<LoadError>,
    file: Arc<str>,
    loose: bool,
}

impl<'l> Compiler<'l> {
    fn new(language: &'l Language) -> Compiler<'l> {
        Compiler {
            language,
            grammar: language.grammar(),
            siblings: language.sibling_grammars().collect(),
            known: FxHashMap::default(),
            fields: FxHashMap::default(),
            captures: Vec::new(),
            kinds: Kinds::named(language),
            errors: Vec::new(),
            file: "".into(),
            loose: false,
        }
    }

    fn fail(&mut self, at: Place, message: impl Into<String>) {
        self.errors.push(LoadError::new(&self.file, at, message));
    }

    fn pattern(&mut self, source: &scm::Pattern) -> Compiled {
        self.file = source.file.clone();
        self.loose = false;
        self.check_root(&source.root);
        let root = self.element(&source.root, &What::Any);
        let mut root = match root {
            Element { part: Part::Choice(branches), .. } if branches.len() == 1 => {
                branches.into_iter().next().unwrap_or_default()
            }
            element => Siblings { elements: vec![element], last: false },
        };
        let mut checks = Vec::new();
        for predicate in source.predicates.iter() {
            self.check_arguments(source, predicate);
            if predicate.is_text() {
                self.text_predicate(predicate, &mut root, &mut checks);
            }
        }
        settle(&mut root);
        Compiled { root, checks, loose: self.loose }
    }

    /// A root that no item holds as a whole would never match.
    fn check_root(&mut self, root: &scm::Element) {
        match &root.what {
            What::Group(group) => {
                for element in &group.elements {
                    self.check_root(element);
                }
            }
            What::Choice(branches) => {
                for branch in branches {
                    self.check_root(branch);
                }
            }
            What::Node(shape) => {
                let resolved = self.language.resolved();
                let kind = self.grammar.id_for_node_kind(&shape.kind.text, true);
                if kind != 0 && (kind == resolved.file || resolved.bodies.contains(&kind)) {
                    self.fail(
                        shape.kind.at,
                        format!(
                            "a pattern cannot begin at `{}`: what is in it is matched one by one; begin at its child",
                            shape.kind.text
                        ),
                    );
                }
            }
            What::Token(_) | What::Any => {}
        }
    }

    fn element(&mut self, source: &scm::Element, parent: &What) -> Element {
        let part = match &source.what {
            What::Node(shape) => Part::Node(Box::new(self.node(shape, source.field.as_ref(), parent))),
            What::Token(word) => Part::Node(Box::new(self.token(word))),
            What::Any => {
                self.keep_tokens(parent);
                Part::Node(Box::new(Step::new(Test::Any)))
            }
            What::Group(group) => {
                let group = self.list(group, parent);
                if group.elements.len() > 1 && !source.captures.is_empty() {
                    self.fail(source.at, "a group of several nodes cannot be captured: capture the nodes in it");
                }
                Part::Choice(vec![group])
            }
            What::Choice(branches) => {
                self.loose = true;
                self.choice(branches, parent)
            }
        };
        let mut element =
            Element { part, quantifier: source.quantifier, anchored: source.anchored, silent: false, is_group: false };
        if let Some(field) = &source.field {
            let id = self.field(field);
            element.each_first(&mut |step| step.field = id);
        }
        for capture in &source.captures {
            let id = self.capture(&capture.text);
            element.each_first(&mut |step| step.captures.push(id));
        }
        self.loose |= element.quantifier != Quantifier::One;
        element.simplify()
    }

    fn choice(&mut self, branches: &[scm::Element], parent: &What) -> Part {
        let mut compiled: Vec<Siblings> = Vec::new();
        for branch in branches {
            let element = self.element(branch, parent);
            match element.part {
                Part::Choice(mut inner) if inner.len() == 1 => compiled.append(&mut inner),
                part => {
                    let element = Element { part, ..element };
                    compiled.push(Siblings { elements: vec![element], last: false });
                }
            }
        }
        // Branches that are nothing but a kind are one test.
        let plain: Option<Vec<u16>> = compiled.iter().map(Siblings::plain_kind).collect();
        match plain {
            Some(kinds) => Part::Node(Box::new(Step::new(Test::OneOf(kinds.into())))),
            None => Part::Choice(compiled),
        }
    }

    fn list(&mut self, source: &scm::Siblings, parent: &What) -> Siblings {
        let elements = source.elements.iter().map(|element| self.element(element, parent)).collect();
        Siblings { elements, last: source.last }
    }

    fn node(&mut self, shape: &scm::Shape, field: Option<&scm::Word>, parent: &What) -> Step {
        let test = match shape.kind.text.as_str() {
            "_" => {
                self.check_wildcard(shape, field, parent);
                Test::Named
            }
            "ERROR" => Test::Kind(ERROR),
            name => match self.kind(name, true) {
                Meaning::Id(kind) => {
                    self.check_kind(shape, kind, parent);
                    Test::Kind(kind)
                }
                Meaning::Elsewhere => Test::Never,
                Meaning::Unknown => {
                    let hint = self.hint_kind(name);
                    self.fail(shape.kind.at, format!("unknown node kind `{name}`{hint}"));
                    Test::Never
                }
            },
        };
        let mut step = Step::new(test);
        for field in &shape.absent {
            let id = self.field(field);
            step.absent.push(id);
            // A token may be what is in the field.
            self.keep_tokens(&What::Node(shape.clone()));
        }
        let whole =
            What::Node(scm::Shape { kind: shape.kind.clone(), children: scm::Siblings::default(), absent: Vec::new() });
        step.children = self.list(&shape.children, &whole);
        step
    }

    /// `(_ (x))` directly below a container may be its body.
    fn check_wildcard(&mut self, shape: &scm::Shape, field: Option<&scm::Word>, parent: &What) {
        let What::Node(parent) = parent else { return };
        let kind = self.grammar.id_for_node_kind(&parent.kind.text, true);
        let resolved = self.language.resolved();
        let may_be_body = field.is_none_or(|field| field.text == resolved.body_field);
        if !shape.children.elements.is_empty() && may_be_body && resolved.body_of(kind).is_some() {
            self.fail(
                shape.kind.at,
                format!(
                    "members are matched one by one: a pattern cannot reach into the body of `{}`",
                    parent.kind.text
                ),
            );
        }
    }

    fn check_kind(&mut self, shape: &scm::Shape, kind: u16, parent: &What) {
        let name = &shape.kind.text;
        if self.grammar.node_kind_is_supertype(kind) {
            let subtypes: Vec<&str> = self
                .grammar
                .subtypes_for_supertype(kind)
                .iter()
                .filter_map(|kind| self.grammar.node_kind_for_id(*kind))
                .take(3)
                .collect();
            let some = subtypes.join(") (");
            self.fail(
                shape.kind.at,
                format!("`{name}` is a supertype, which is not read; write (_) or an alternation: [({some}) ...]"),
            );
        }
        if shape.children.elements.is_empty() {
            return;
        }
        let resolved = self.language.resolved();
        let splits = match parent {
            What::Node(parent) => match self.grammar.id_for_node_kind(&parent.kind.text, true) {
                0 => resolved.bodies.contains(&kind),
                parent => resolved.body_of(parent) == Some(kind),
            },
            _ => resolved.bodies.contains(&kind),
        };
        if splits {
            self.fail(
                shape.kind.at,
                format!("members are matched one by one: a pattern cannot reach into `{name}`; begin at the member"),
            );
        }
    }

    fn token(&mut self, word: &scm::Word) -> Step {
        match self.kind(&word.text, false) {
            Meaning::Id(kind) => {
                self.kinds.keep(kind);
                Step::new(Test::Kind(kind))
            }
            Meaning::Elsewhere => Step::new(Test::Never),
            Meaning::Unknown => {
                self.fail(word.at, format!("no token of {} is `{}`", self.language.name, word.text));
                Step::new(Test::Never)
            }
        }
    }

    /// `_` speaks of tokens too: those below its parent must be kept.
    fn keep_tokens(&mut self, parent: &What) {
        let kind = match parent {
            What::Node(shape) => self.grammar.id_for_node_kind(&shape.kind.text, true),
            _ => 0,
        };
        if kind == 0 { self.kinds.keep_every_token() } else { self.kinds.keep_tokens_below(kind) }
    }

    fn kind(&mut self, name: &str, named: bool) -> Meaning {
        let key = (name.to_string(), named);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let meaning = match self.grammar.id_for_node_kind(name, named) {
            0 if self.siblings.iter().any(|other| other.id_for_node_kind(name, named) != 0) => Meaning::Elsewhere,
            0 => Meaning::Unknown,
            kind => Meaning::Id(kind),
        };
        self.known.insert(key, meaning);
        meaning
    }

    fn hint_kind(&self, name: &str) -> String {
        let grammar = &self.grammar;
        let visible = (0..grammar.node_kind_count() as u16)
            .filter(|kind| grammar.node_kind_is_named(*kind) && grammar.node_kind_is_visible(*kind));
        suggest::hint(name, visible.filter_map(|kind| grammar.node_kind_for_id(kind)))
    }

    /// The id of a field; of one that only another grammar of the folder has, an id that no node has.
    fn field(&mut self, word: &scm::Word) -> u16 {
        let name = word.text.as_str();
        let meaning = match self.fields.get(name) {
            Some(known) => *known,
            None => {
                let meaning = match self.grammar.field_id_for_name(name) {
                    Some(id) => Meaning::Id(id.get()),
                    None if self.siblings.iter().any(|other| other.field_id_for_name(name).is_some()) => {
                        Meaning::Elsewhere
                    }
                    None => Meaning::Unknown,
                };
                self.fields.insert(name.to_string(), meaning);
                meaning
            }
        };
        match meaning {
            Meaning::Id(id) => id,
            Meaning::Elsewhere => u16::MAX,
            Meaning::Unknown => {
                let grammar = self.grammar.clone();
                let fields = (1..=grammar.field_count() as u16).filter_map(|id| grammar.field_name_for_id(id));
                self.fail(word.at, format!("unknown field `{name}`{}", suggest::hint(name, fields)));
                u16::MAX
            }
        }
    }

    fn capture(&mut self, name: &str) -> u16 {
        let found = self.captures.iter().position(|capture| capture == name);
        let at = found.unwrap_or(self.captures.len());
        if found.is_none() {
            self.captures.push(name.to_string());
        }
        at as u16
    }

    /// The captures that a predicate speaks of must be in the pattern.
    fn check_arguments(&mut self, source: &scm::Pattern, predicate: &scm::Predicate) {
        let mut bound = Vec::new();
        source.root.each_capture(&mut |word| bound.push(word.text.as_str()));
        for arg in &predicate.args {
            if let Arg::Capture(name) = arg
                && !bound.contains(&name.as_str())
            {
                let hint = suggest::hint(name, bound.iter().copied());
                self.fail(predicate.place(), format!("@{name} is not in this pattern{hint}"));
            }
        }
    }

    fn text_predicate(&mut self, predicate: &scm::Predicate, root: &mut Siblings, checks: &mut Vec<Check>) {
        let wanted = !predicate.negated;
        let name = predicate.name.as_str();
        let (first, rest) = match predicate.args.split_first() {
            Some((Arg::Capture(first), rest)) => (self.capture(first), rest),
            _ => return self.fail(predicate.place(), format!("#{name}? begins with a capture")),
        };
        if let ("eq", [Arg::Capture(second)]) = (name, rest) {
            let right = self.capture(second);
            checks.push(Check::Same { left: first, right, wanted });
            return;
        }
        let words: Option<Vec<Box<str>>> = rest
            .iter()
            .map(|arg| match arg {
                Arg::Text(text) => Some(text.as_str().into()),
                Arg::Capture(_) => None,
            })
            .collect();
        let text = match (name, words) {
            ("eq", Some(words)) if words.len() == 1 => Text::OneOf { words: words.into(), wanted },
            ("any-of", Some(words)) if !words.is_empty() => Text::OneOf { words: words.into(), wanted },
            ("match", Some(words)) if words.len() == 1 => {
                let source = words.concat();
                if let Err(error) = regex_syntax::parse(&source) {
                    let why = error.to_string();
                    let why = why.lines().last().unwrap_or("").trim_start_matches("error: ");
                    return self.fail(predicate.place(), format!("`{source}` is no regular expression: {why}"));
                }
                Text::Like { regex: Arc::new(LazyRegex { source, compiled: OnceLock::new() }), wanted }
            }
            _ => {
                let usage = match name {
                    "eq" => "#eq? takes a capture, and a string or another capture",
                    "any-of" => "#any-of? takes a capture and strings",
                    _ => "#match? takes a capture and one regular expression",
                };
                return self.fail(predicate.place(), usage);
            }
        };
        if times_bound(root, first) == Times::Once {
            attach(root, first, &text);
        } else {
            checks.push(Check::Text { capture: first, text });
        }
    }
}

impl scm::Predicate {
    fn place(&self) -> Place {
        Place { line: self.line, column: self.column }
    }
}

impl scm::Element {
    /// Calls `each` with every capture of the element.
    pub fn each_capture<'e>(&'e self, each: &mut dyn FnMut(&'e scm::Word)) {
        self.captures.iter().for_each(&mut *each);
        let children = match &self.what {
            What::Node(shape) => &shape.children.elements,
            What::Group(group) => &group.elements,
            What::Choice(branches) => branches,
            What::Token(_) | What::Any => return,
        };
        for child in children {
            child.each_capture(each);
        }
    }
}

impl Step {
    fn new(test: Test) -> Step {
        Step {
            test,
            field: 0,
            absent: Vec::new(),
            captures: Vec::new(),
            texts: Vec::new(),
            children: Siblings::default(),
            needs: 0,
        }
    }
}

impl Siblings {
    /// True where something that must be there never is.
    fn is_impossible(&self) -> bool {
        self.elements.iter().any(|element| {
            let needed = matches!(element.quantifier, Quantifier::One | Quantifier::Some);
            needed
                && match &element.part {
                    Part::Node(step) => matches!(step.test, Test::Never) || step.children.is_impossible(),
                    Part::Choice(branches) => branches.iter().all(Siblings::is_impossible),
                }
        })
    }

    /// The kind, where there is nothing but a kind.
    fn plain_kind(&self) -> Option<u16> {
        let [Element { part: Part::Node(step), quantifier: Quantifier::One, .. }] = self.elements.as_slice() else {
            return None;
        };
        let bare = step.field == 0
            && step.absent.is_empty()
            && step.captures.is_empty()
            && step.children.elements.is_empty()
            && !step.children.last;
        match step.test {
            Test::Kind(kind) if bare => Some(kind),
            _ => None,
        }
    }
}

impl Element {
    /// Calls `each` with the first node of every branch.
    fn each_first(&mut self, each: &mut dyn FnMut(&mut Step)) {
        match &mut self.part {
            Part::Node(step) => each(step),
            Part::Choice(branches) => {
                for first in branches.iter_mut().filter_map(|branch| branch.elements.first_mut()) {
                    first.each_first(each);
                }
            }
        }
    }

    /// A group of one element is that element.
    fn simplify(mut self) -> Element {
        let Part::Choice(branches) = &mut self.part else { return self };
        let [Siblings { elements, last: false }] = branches.as_mut_slice() else { return self };
        let both = elements.first().map_or(Quantifier::One, |only| only.quantifier);
        if elements.len() != 1 || self.quantifier != Quantifier::One && both != Quantifier::One {
            return self;
        }
        let quantifier = if self.quantifier == Quantifier::One { both } else { self.quantifier };
        match elements.pop() {
            Some(only) => Element { anchored: self.anchored, quantifier, ..only },
            None => self,
        }
    }
}

/// Fills in what follows from the finished pattern: [`Step::needs`], [`Element::silent`], [`Element::is_group`].
/// True where nothing is captured.
fn settle(siblings: &mut Siblings) -> bool {
    let mut all_silent = true;
    for element in &mut siblings.elements {
        element.silent = match &mut element.part {
            Part::Choice(branches) => {
                let captured = branches.iter_mut().map(settle).filter(|silent| !silent).count();
                captured == 0
            }
            Part::Node(step) => {
                let silent = settle(&mut step.children) && step.captures.is_empty();
                step.needs = step.children.elements.iter().fold(0, |needs, child| needs | child.need());
                silent
            }
        };
        element.is_group = match &element.part {
            Part::Node(_) => false,
            Part::Choice(branches) => branches.iter().any(|branch| branch.elements.len() > 1),
        };
        all_silent &= element.silent;
    }
    all_silent
}

impl Element {
    /// The bits that a node must have for this child to be found.
    fn need(&self) -> u64 {
        if !matches!(self.quantifier, Quantifier::One | Quantifier::Some) {
            return 0;
        }
        let Part::Node(step) = &self.part else { return 0 };
        let kind = match step.test {
            Test::Kind(kind) => kind_bit(kind),
            _ => 0,
        };
        kind | field_bit(step.field)
    }
}

/// How often a capture is bound in a match.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Times {
    Never,
    Once,
    Unknown,
}

fn times_bound(siblings: &Siblings, capture: u16) -> Times {
    let mut times = Times::Never;
    for element in &siblings.elements {
        let inside = match &element.part {
            Part::Node(step) => {
                let own = step.captures.iter().filter(|own| **own == capture).count();
                let own = match own {
                    0 => Times::Never,
                    1 => Times::Once,
                    _ => Times::Unknown,
                };
                own.and(times_bound(&step.children, capture))
            }
            Part::Choice(branches) => {
                let mut each = branches.iter().map(|branch| times_bound(branch, capture));
                let first = each.next().unwrap_or(Times::Never);
                if each.all(|times| times == first) { first } else { Times::Unknown }
            }
        };
        let inside = match (inside, element.quantifier) {
            (Times::Never, _) | (_, Quantifier::One) => inside,
            _ => Times::Unknown,
        };
        times = times.and(inside);
    }
    times
}

impl Times {
    fn and(self, other: Times) -> Times {
        match (self, other) {
            (Times::Never, times) | (times, Times::Never) => times,
            _ => Times::Unknown,
        }
    }
}

/// Puts a test of text on the nodes that bind the capture.
fn attach(siblings: &mut Siblings, capture: u16, text: &Text) {
    for element in &mut siblings.elements {
        match &mut element.part {
            Part::Node(step) => {
                if step.captures.contains(&capture) {
                    step.texts.push(text.clone());
                }
                attach(&mut step.children, capture, text);
            }
            Part::Choice(branches) => branches.iter_mut().for_each(|branch| attach(branch, capture, text)),
        }
    }
}
