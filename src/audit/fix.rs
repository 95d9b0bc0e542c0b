//! Fixes: patterns of `queries/<language>/<rule>.scm` that say what to edit where a rule has found something.
//!
//! A fix is written for a shape; which node of the shape is which step of the finding, the captures say: one that is
//! named like a step of the rule's sentence holds only at that step. The pattern runs on demand, over the one item that
//! the finding is in. What comes of it is offered only if the result parses, is rid of the finding and has no other:
//! every fix is tried before it is shown.

use super::compile::Hazard;
use super::template::{Scope, Template, mentions, only_looked_through};
use super::{Auditor, Catalogue, Finding, Fix, Settings};
use crate::facts::{Mark, Part, Region, Role, Word};
use crate::syntax::scm::{self, Arg};
use crate::syntax::vocabulary::{self, FileKind};
use crate::syntax::{Document, Flat, Item, Kinds, Language, NodeIx, Patterns, Work, flatten, items};
use crate::text::{Edit, Edits, Span};
use regex::Regex;
use std::collections::BTreeMap;
use std::path::Path;

/// The fixes of one rule in one language.
#[derive(Debug)]
pub struct Recipes {
    patterns: Patterns,
    /// For each pattern what it does.
    recipes: Vec<Recipe>,
}

/// What one pattern does.
#[derive(Debug)]
struct Recipe {
    title: Template,
    safe: bool,
    acts: Vec<Act>,
    tests: Vec<Test>,
}

/// One directive.
#[derive(Debug)]
enum Act {
    Replace(String, Template),
    Insert(Side, String, Template),
    Wrap(String, Template, Template),
    Delete(String),
    /// All reads of the first from there to the second, and on to where the task gives way again.
    ReplaceReads(String, String, Template),
    Hoist(String, Template, Template),
    /// A whole import.
    Import(Template),
    /// A name beside another that is imported.
    ImportBeside(String, Template),
}

/// Where `#insert!` puts its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    After,
    Above,
    Below,
}

const SIDES: [(&str, Side); 4] =
    [("before", Side::Before), ("after", Side::After), ("above", Side::Above), ("below", Side::Below)];

/// What must hold beside the shape.
#[derive(Debug)]
enum Test {
    /// Two captures have one text.
    Same { left: String, right: String, wanted: bool },
    /// The text of a step matches.
    Like { of: String, regex: Regex, wanted: bool },
    /// The name does not occur after the other capture.
    UnusedAfter { name: String, after: String },
    /// The name does not occur from the statement of the other capture on.
    UnusedFrom { name: String, from: String },
    /// The name is only looked through, not given away, before the statement of the other capture.
    Unmoved { name: String, from: String },
    /// The name gets its value once, and the other capture sees it.
    Constant { name: String, at: String },
}

/// What is wrong with a file of fixes: its line and a sentence.
type Fault = (u32, String);

impl Act {
    /// The captures it edits.
    fn target(&self) -> Option<&str> {
        match self {
            Act::Replace(of, _) | Act::Insert(_, of, _) | Act::Wrap(of, ..) | Act::Delete(of) | Act::Hoist(of, ..) => {
                Some(of)
            }
            Act::ReplaceReads(..) | Act::Import(_) | Act::ImportBeside(..) => None,
        }
    }
}

impl Recipes {
    /// Reads the fixes of a rule, whose sentences are `hazards`.
    ///
    /// # Errors
    /// All that is wrong in the file, by line.
    pub fn read(file: &str, source: &str, language: &Language, hazards: &[Hazard]) -> Result<Recipes, Vec<Fault>> {
        let faults =
            |found: Vec<scm::LoadError>| found.into_iter().map(|error| (error.line, error.message)).collect::<Vec<_>>();
        let mut patterns = scm::read(file, source).map_err(faults)?;
        let unknown = vocabulary::check(&patterns, FileKind::Rule, &[]);
        if !unknown.is_empty() {
            return Err(faults(unknown));
        }
        let mut steps: Vec<&str> = Vec::new();
        for act in hazards.iter().flat_map(|hazard| hazard.path.acts()) {
            if !steps.contains(&act.name.as_str()) {
                steps.push(&act.name);
            }
        }
        let places: Vec<&str> = hazards.iter().flat_map(|hazard| hazard.variables.iter().map(String::as_str)).collect();
        let mut recipes = Vec::new();
        let mut errors = Vec::new();
        for pattern in &mut patterns {
            match recipe(pattern, &steps, &places) {
                Ok(recipe) => recipes.push(recipe),
                Err(found) => errors.extend(found),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let patterns = Patterns::compile(language, patterns).map_err(faults)?;
        Ok(Recipes { patterns, recipes })
    }
}

/// Takes the directives of a fix out of its pattern, and what the matcher cannot ask.
fn recipe(pattern: &mut scm::Pattern, steps: &[&str], places: &[&str]) -> Result<Recipe, Vec<Fault>> {
    let mut bound = Vec::new();
    pattern.root.each_capture(&mut |word| bound.push(word.text.clone()));
    let bound: Vec<&str> = bound.iter().map(String::as_str).collect();
    let mut errors = Vec::new();
    if !bound.iter().any(|name| steps.contains(name)) {
        errors.push((
            pattern.line,
            format!("a fix captures at least one step of its rule; these are @{}", steps.join(", @")),
        ));
    }
    let spans: Vec<&str> = bound.iter().chain(steps).copied().collect();
    let words: Vec<&str> = spans.iter().chain(places).copied().collect();
    let mut title = None;
    let (mut safe, mut acts, mut tests) = (false, Vec::new(), Vec::new());
    let mut left = Vec::new();
    for predicate in std::mem::take(&mut pattern.predicates) {
        let mut ask = Arguments { predicate: &predicate, spans: &spans, words: &words, at: 0, errors: &mut errors };
        match (predicate.directive, predicate.name.as_str()) {
            (true, "fix") => {
                title = ask.template();
                safe = ask.word(&["safe"]).is_some();
            }
            (true, "replace") => {
                acts.extend(ask.capture().zip(ask.template()).map(|(of, text)| Act::Replace(of, text)))
            }
            (true, "insert") => {
                let side = ask.word(&SIDES.map(|(word, _)| word));
                let side = SIDES.iter().find(|(word, _)| side == Some(*word)).map(|(_, side)| *side);
                if side.is_none() {
                    ask.fail("`#insert!` begins with \"before\", \"after\", \"above\" or \"below\"".to_string());
                }
                let rest = ask.capture().zip(ask.template());
                acts.extend(side.zip(rest).map(|(side, (of, text))| Act::Insert(side, of, text)));
            }
            (true, "wrap") => {
                let (of, before, after) = (ask.capture(), ask.template(), ask.template());
                acts.extend(of.zip(before).zip(after).map(|((of, before), after)| Act::Wrap(of, before, after)));
            }
            (true, "replace-reads") => {
                let (pair, text) = (ask.pair(), ask.template());
                acts.extend(pair.zip(text).map(|((from, to), text)| Act::ReplaceReads(from, to, text)));
            }
            (true, "delete") => acts.extend(ask.capture().map(Act::Delete)),
            (true, "hoist") => {
                let (of, statement, name) = (ask.capture(), ask.template(), ask.template());
                acts.extend(of.zip(statement).zip(name).map(|((of, statement), name)| Act::Hoist(of, statement, name)));
            }
            (true, "import") => {
                if matches!(predicate.args.first(), Some(Arg::Capture(_))) {
                    acts.extend(ask.capture().zip(ask.template()).map(|(of, text)| Act::ImportBeside(of, text)));
                } else {
                    acts.extend(ask.template().map(Act::Import));
                }
            }
            (false, "unused-after") => {
                tests.extend(ask.pair().map(|(name, after)| Test::UnusedAfter { name, after }));
            }
            (false, "unused-from") => tests.extend(ask.pair().map(|(name, from)| Test::UnusedFrom { name, from })),
            (false, "unmoved") => tests.extend(ask.pair().map(|(name, from)| Test::Unmoved { name, from })),
            (false, "constant") => tests.extend(ask.pair().map(|(name, at)| Test::Constant { name, at })),
            (false, _) if predicate.is_text() && !ask.speaks_of_shape(&bound) => tests.extend(ask.text_test()),
            (false, _) if predicate.is_text() => left.push(predicate.clone()),
            (directive, name) => {
                let mark = if directive { '!' } else { '?' };
                ask.fail(format!("`#{name}{mark}` is not for fixes"));
            }
        }
    }
    pattern.predicates = left;
    if title.is_none() {
        errors.push((pattern.line, "a fix has a title: `(#fix! \"Capture `{state}` at entry\")`".to_string()));
    }
    if acts.is_empty() {
        errors.push((
            pattern.line,
            "a fix edits something: #replace!, #insert!, #wrap!, #delete!, #hoist!, #import!".to_string(),
        ));
    }
    match title {
        Some(title) if errors.is_empty() => Ok(Recipe { title, safe, acts, tests }),
        _ => Err(errors),
    }
}

/// The arguments of one predicate, taken one after the other.
struct Arguments<'a> {
    predicate: &'a scm::Predicate,
    /// Captures and steps.
    spans: &'a [&'a str],
    /// These, and places: what a template may speak of.
    words: &'a [&'a str],
    at: usize,
    errors: &'a mut Vec<Fault>,
}

impl Arguments<'_> {
    fn fail(&mut self, message: String) {
        self.errors.push((self.predicate.line, message));
    }

    fn next(&mut self) -> Option<&Arg> {
        self.at += 1;
        self.predicate.args.get(self.at - 1)
    }

    fn capture(&mut self) -> Option<String> {
        let Some(Arg::Capture(name)) = self.next().cloned() else {
            self.fail(format!("`#{}` wants a capture as its argument {}", self.predicate.name, self.at));
            return None;
        };
        if !self.spans.contains(&name.as_str()) {
            let hint = crate::syntax::suggest::hint(&name, self.spans.iter().copied());
            self.fail(format!("@{name} is neither in this pattern nor a step of the rule{hint}"));
            return None;
        }
        Some(name)
    }

    fn template(&mut self) -> Option<Template> {
        let Some(Arg::Text(text)) = self.next().cloned() else {
            self.fail(format!("`#{}!` wants a text as its argument {}", self.predicate.name, self.at));
            return None;
        };
        Template::read(&text, self.words).map_err(|message| self.fail(message)).ok()
    }

    fn pair(&mut self) -> Option<(String, String)> {
        let first = self.capture()?;
        Some((first, self.capture()?))
    }

    /// The next argument where it is one of these words.
    fn word<'w>(&mut self, legal: &[&'w str]) -> Option<&'w str> {
        let Some(Arg::Text(text)) = self.next().cloned() else { return None };
        let found = legal.iter().find(|word| **word == text).copied();
        if found.is_none() {
            self.fail(format!("unknown word `{text}`; known are {}", legal.join(", ")));
        }
        found
    }

    /// True where all its captures are nodes of the pattern, so that the matcher can ask it.
    fn speaks_of_shape(&self, bound: &[&str]) -> bool {
        self.predicate.args.iter().all(|arg| match arg {
            Arg::Capture(name) => bound.contains(&name.as_str()),
            Arg::Text(_) => true,
        })
    }

    fn text_test(&mut self) -> Option<Test> {
        let wanted = !self.predicate.negated;
        let of = self.capture()?;
        match (self.predicate.name.as_str(), self.next().cloned()) {
            ("eq", Some(Arg::Capture(_))) => {
                self.at -= 1;
                Some(Test::Same { left: of, right: self.capture()?, wanted })
            }
            ("match", Some(Arg::Text(source))) => match Regex::new(&source) {
                Ok(regex) => Some(Test::Like { of, regex, wanted }),
                Err(error) => {
                    self.fail(error.to_string());
                    None
                }
            },
            _ => {
                self.fail(format!("of a step one can ask `#eq? @{of} @other` and `#match? @{of} \"...\"`"));
                None
            }
        }
    }
}

/// The fixes of a finding, best first, each of them tried. Of several ways to do the same the first is offered.
pub fn fixes(auditor: &mut Auditor, catalogue: &Catalogue, document: &Document, finding: &Finding) -> Vec<Fix> {
    let mut fixes = candidates(catalogue, document, finding);
    if fixes.is_empty() {
        return fixes;
    }
    let mut trial = Trial::new(auditor, catalogue, document, finding);
    let mut titles: Vec<String> = Vec::new();
    fixes.retain(|fix| {
        let offered = !titles.contains(&fix.title) && trial.passes(fix);
        if offered {
            titles.push(fix.title.clone());
        }
        offered
    });
    fixes
}

/// What the patterns make of a finding, untried.
fn candidates(catalogue: &Catalogue, document: &Document, finding: &Finding) -> Vec<Fix> {
    let language = document.language();
    let (Some(recipes), Some(knowledge)) = (catalogue.recipes(language, &finding.rule), catalogue.knowledge(language))
    else {
        return Vec::new();
    };
    let items = items(document);
    let holds = |item: &&Item| {
        item.span.contains(finding.span) && finding.anchors.iter().all(|(_, span)| item.span.contains(*span))
    };
    let Some(item) = items.iter().filter(holds).min_by_key(|item| item.span.len()) else { return Vec::new() };
    let mut kinds = Kinds::named(language);
    kinds.join(recipes.patterns.kinds());
    kinds.join(knowledge.patterns.kinds());
    let mut flat = Flat::default();
    flatten(document, item, &kinds, &mut flat);
    flat.mend(language);
    let text = item.text(document);
    let limits = Limits::read(language, &knowledge.patterns, &flat, text);
    let mut matches = Vec::new();
    recipes.patterns.run(&flat, text, &mut Work::default(), &mut |id, captures| {
        matches.push((id, captures.to_vec()));
    });
    matches.sort_by_key(|(id, _)| *id);

    let mut found: Vec<Fix> = Vec::new();
    for (id, captures) in &matches {
        let Some(recipe) = recipes.recipes.get(*id as usize) else { continue };
        let Some(site) = Site::new(catalogue, document, finding, item, &flat, &limits, &recipes.patterns, captures)
        else {
            continue;
        };
        if let Some(fix) = site.fix(recipe)
            && !found.contains(&fix)
        {
            found.push(fix);
        }
    }
    found
}

/// What limits the reach of a fix: where code runs not just once, and in order, with its statement.
#[derive(Default)]
struct Limits {
    /// Parts that run under a condition, again or later.
    apart: Vec<Span>,
    /// What does something: calls, writes, suspensions.
    effects: Vec<Span>,
    /// Nodes that only read.
    reads: Vec<Span>,
    /// What is called.
    callees: Vec<Span>,
    /// Names where they are declared, and what sees them there.
    names: Vec<(Span, Span)>,
    /// What is written.
    written: Vec<Span>,
    /// Functions.
    functions: Vec<Span>,
    /// Where the task gives way.
    suspensions: Vec<Span>,
}

impl Limits {
    fn read(language: &Language, patterns: &Patterns, flat: &Flat, text: &str) -> Limits {
        let roles: Vec<Option<Role>> = patterns.captures().iter().map(|name| Role::of_capture(name)).collect();
        let role = |capture: u16| roles.get(usize::from(capture)).copied().flatten();
        let mut limits = Limits::default();
        let mut functions = Vec::new();
        let mut names = Vec::new();
        patterns.run(flat, text, &mut Work::default(), &mut |id, captures| {
            let repeats = captures.iter().any(|(capture, _)| role(*capture) == Some(Role::Region(Region::Loop)));
            let certain =
                patterns.pattern(id).is_some_and(|pattern| pattern.predicates.iter().all(scm::Predicate::is_text));
            let writes =
                captures.iter().any(|(capture, _)| matches!(role(*capture), Some(Role::Event(Word::Write, _))));
            for (capture, ix) in captures {
                let span = flat.span(*ix);
                match role(*capture) {
                    Some(Role::Part(Part::Callee)) => limits.callees.push(span),
                    Some(Role::Part(Part::Subject)) if writes && certain => limits.written.push(span),
                    Some(Role::Region(Region::Function)) => functions.push(*ix),
                    Some(Role::Mark(Mark::Parameter | Mark::Declare)) => names.push(*ix),
                    Some(Role::Event(Word::Read, _)) if certain => limits.reads.push(span),
                    Some(Role::Event(Word::Read, _)) => {}
                    Some(Role::Event(word, _)) => {
                        limits.effects.push(span);
                        if word == Word::Suspend {
                            limits.suspensions.push(span);
                        }
                    }
                    Some(Role::Part(
                        Part::Then
                        | Part::Else
                        | Part::Body
                        | Part::Right
                        | Part::Handler
                        | Part::Finally
                        | Part::Until
                        | Part::Step
                        | Part::Each
                        | Part::Guard,
                    ))
                    | Some(Role::Region(Region::Arm)) => limits.apart.push(span),
                    Some(Role::Part(Part::Test)) if repeats => limits.apart.push(span),
                    _ => {}
                }
            }
        });
        limits.functions = functions.iter().map(|ix| flat.span(*ix)).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let mut around = flat.parent(name);
            while let Some(ix) = around
                && !language.is_block(flat.node(ix).kind)
                && !functions.contains(&ix)
            {
                around = flat.parent(ix);
            }
            limits.names.push((flat.span(name), around.map_or(Span::default(), |ix| flat.span(ix))));
        }
        limits
    }

    /// True where the name gets its value once, and `at` sees it.
    fn constant(&self, word: &str, at: Span, text: &str) -> bool {
        let mut declared = self.names.iter().filter(|(name, _)| name.of(text) == word);
        let once = declared.next().is_some_and(|(_, seen)| seen.contains(at)) && declared.next().is_none();
        once && !self.written.iter().any(|span| span.of(text) == word)
    }

    /// True where `inner` runs exactly once whenever its statement does.
    fn is_straight(&self, statement: Span, inner: Span) -> bool {
        let between = |span: &Span| span.contains(inner) && statement.contains(*span) && *span != statement;
        !self.apart.iter().any(between)
    }

    /// True where nothing is done in the statement before `inner` is evaluated.
    fn is_first(&self, statement: Span, inner: Span) -> bool {
        let before = |span: &&Span| statement.start <= span.start && span.end <= inner.start && !span.is_empty();
        self.effects.iter().filter(before).all(|span| self.reads.contains(span))
    }
}

/// Where a pattern matches.
struct Site<'a> {
    document: &'a Document,
    finding: &'a Finding,
    item: &'a Item,
    flat: &'a Flat,
    limits: &'a Limits,
    catalogue: &'a Catalogue,
    /// Captures and steps by name, in bytes of the item.
    spans: BTreeMap<&'a str, Span>,
    /// What a statement must be beside, so that all that the fix speaks of is seen from it.
    extent: Span,
}

impl<'a> Site<'a> {
    #[expect(clippy::too_many_arguments, reason = "all of it is one match")]
    fn new(
        catalogue: &'a Catalogue,
        document: &'a Document,
        finding: &'a Finding,
        item: &'a Item,
        flat: &'a Flat,
        limits: &'a Limits,
        patterns: &'a Patterns,
        captures: &[(u16, NodeIx)],
    ) -> Option<Site<'a>> {
        let relative = |span: Span| Span::new(span.start - item.span.start, span.end - item.span.start);
        let mut spans = BTreeMap::new();
        let mut extent: Option<Span> = None;
        for (name, span) in &finding.anchors {
            spans.entry(name.as_str()).or_insert(relative(*span));
        }
        let steps: Vec<&str> = spans.keys().copied().collect();
        for (capture, ix) in captures {
            let name = patterns.captures().get(usize::from(*capture))?.as_str();
            let span = flat.span(*ix);
            if steps.contains(&name) {
                if spans.get(name) != Some(&span) {
                    return None;
                }
            } else {
                spans.entry(name).or_insert(span);
            }
            extent = Some(extent.map_or(span, |extent| extent.cover(span)));
        }
        Some(Site { document, finding, item, flat, limits, catalogue, spans, extent: extent? })
    }

    fn text(&self) -> &'a str {
        self.item.text(self.document)
    }

    fn fix(mut self, recipe: &Recipe) -> Option<Fix> {
        for name in recipe.acts.iter().filter_map(Act::target) {
            self.extent = self.extent.cover(*self.spans.get(name)?);
        }
        if !recipe.tests.iter().all(|test| self.holds(test)) {
            return None;
        }
        let mut scope = Scope {
            document: self.document,
            own: self.item.span,
            place: &self.finding.place,
            spans: &self.spans,
            new: BTreeMap::new(),
        };
        let mut edits = Vec::new();
        for act in &recipe.acts {
            self.edit(act, &mut scope, &mut edits)?;
        }
        let title = recipe.title.fill(&mut scope)?;
        Some(Fix { title, edits: Edits::new(edits).ok()?, safe: recipe.safe })
    }

    fn holds(&self, test: &Test) -> bool {
        let text = |name: &str| self.spans.get(name).map(|span| span.of(self.text()));
        match test {
            Test::Same { left, right, wanted } => (text(left).is_some() && text(left) == text(right)) == *wanted,
            Test::Like { of, regex, wanted } => text(of).is_some_and(|text| regex.is_match(text)) == *wanted,
            Test::UnusedAfter { name, after } => {
                let Some((word, at)) = text(name).zip(self.spans.get(after.as_str())) else { return false };
                !mentions(self.text().get(at.range().end..).unwrap_or(""), word)
            }
            Test::UnusedFrom { name, from } => {
                let Some((word, at)) = text(name).zip(self.spans.get(from.as_str())) else { return false };
                let Some(statement) = self.statement(*at) else { return false };
                !mentions(self.text().get(statement.range().start..).unwrap_or(""), word)
            }
            Test::Unmoved { name, from } => {
                let Some((name, at)) = self.spans.get(name.as_str()).zip(self.spans.get(from.as_str())) else {
                    return false;
                };
                let Some(statement) = self.statement(*at) else { return false };
                let before = self.text().get(name.range().end..statement.range().start).unwrap_or("");
                only_looked_through(before, name.of(self.text()))
            }
            Test::Constant { name, at } => {
                let Some((word, at)) = text(name).zip(self.spans.get(at.as_str())) else { return false };
                self.limits.constant(word, *at, self.text())
            }
        }
    }

    /// The statement around a span that stands directly in the innermost block around all that the fix speaks of.
    fn statement(&self, span: Span) -> Option<Span> {
        let language = self.document.language();
        let mut ix = self.flat.enclosing(span)?;
        loop {
            match self.flat.parent(ix) {
                Some(parent)
                    if language.is_block(self.flat.node(parent).kind)
                        && self.flat.span(parent).contains(self.extent) =>
                {
                    break;
                }
                Some(parent) => ix = parent,
                None => break,
            }
        }
        let statement = self.flat.span(ix);
        self.limits.is_straight(statement, span).then_some(statement)
    }

    fn absolute(&self, span: Span) -> Span {
        span.shifted(self.item.span.start)
    }

    fn edit(&self, act: &Act, scope: &mut Scope<'_>, edits: &mut Vec<Edit>) -> Option<()> {
        let span = act.target().and_then(|name| self.spans.get(name)).copied();
        let layout = Layout { text: self.document.text(), language: self.document.language() };
        let mut put = |span: Span, text: String| edits.push(Edit { span: self.absolute(span), text });
        match act {
            Act::Replace(_, template) => {
                let span = span?;
                let text = self.in_place_of(span, template.fill(scope)?)?;
                put(span, layout.inside(self.absolute(span), &text));
            }
            Act::Insert(Side::Before, _, template) => {
                let span = span?;
                put(Span::at(span.start), layout.inside(self.absolute(span), &template.fill(scope)?));
            }
            Act::Insert(Side::After, _, template) => {
                let span = span?;
                put(Span::at(span.end), layout.inside(self.absolute(span), &template.fill(scope)?));
            }
            Act::Insert(Side::Above, _, template) => {
                let statement = self.statement(span?)?;
                let (at, text) = layout.above(self.absolute(statement), &template.fill(scope)?);
                edits.push(Edit { span: Span::at(at), text });
            }
            Act::Insert(Side::Below, _, template) => {
                let statement = self.statement(span?)?;
                let (at, text) = layout.below(self.absolute(statement), &template.fill(scope)?);
                edits.push(Edit { span: Span::at(at), text });
            }
            Act::Wrap(_, before, after) => {
                let span = span?;
                put(Span::at(span.start), layout.inside(self.absolute(span), &before.fill(scope)?));
                put(Span::at(span.end), layout.inside(self.absolute(span), &after.fill(scope)?));
            }
            Act::ReplaceReads(from, to, template) => {
                let text = template.fill(scope)?;
                for span in self.reads(*self.spans.get(from.as_str())?, *self.spans.get(to.as_str())?) {
                    if let Some(text) = self.in_place_of(span, text.clone()) {
                        put(span, text);
                    }
                }
            }
            Act::Delete(_) => put(span?, String::new()),
            Act::Hoist(_, statement, name) => {
                let span = span?;
                let around = self.statement(span)?;
                if !self.limits.is_first(around, span) {
                    return None;
                }
                let name = self.in_place_of(span, name.fill(scope)?)?;
                put(span, layout.inside(self.absolute(span), &name));
                let (at, text) = layout.above(self.absolute(around), &statement.fill(scope)?);
                edits.push(Edit { span: Span::at(at), text });
            }
            Act::Import(template) => edits.extend(self.import(&template.fill(scope)?)?),
            Act::ImportBeside(of, template) => {
                let known = self.spans.get(of.as_str())?.of(self.text());
                edits.extend(self.import_beside(known, &template.fill(scope)?)?);
            }
        }
        Some(())
    }

    /// Where the same is read as at `from`, from there to `to` and on to where the task gives way again.
    fn reads(&self, from: Span, to: Span) -> Vec<Span> {
        let end = self.limits.suspensions.iter().map(|span| span.start).filter(|start| *start >= to.end).min();
        let (end, code) = (end.unwrap_or(self.extent.end.max(self.item.span.len())), from.of(self.text()));
        let here = |span: &Span| {
            span.start >= from.end
                && span.end <= end
                && self.limits.functions.iter().all(|function| !function.contains(*span) || function.contains(from))
                && !self.limits.written.contains(span)
        };
        let block = self.statement(from).and_then(|statement| self.flat.parent(self.flat.enclosing(statement)?));
        let block = block.map_or(Span::new(0, self.item.span.len()), |block| self.flat.span(block));
        let nodes = (0..self.flat.len()).filter(|ix| self.flat.is_named(*ix)).map(|ix| self.flat.span(ix));
        let mut reads: Vec<Span> =
            nodes.filter(|span| block.contains(*span) && here(span) && span.of(self.text()) == code).collect();
        reads.dedup();
        reads
    }

    /// What stands in place of a node: with the name of the field where the node was both, and none where a method
    /// would lose its object.
    fn in_place_of(&self, span: Span, text: String) -> Option<String> {
        let language = self.document.language();
        let old = span.of(self.text());
        if !language.semantics.self_is_name && self.limits.callees.contains(&span) && old.contains('.') {
            return None;
        }
        let kind = self.flat.enclosing(span).map(|ix| self.flat.node(ix).kind);
        let shorthand = kind.is_some_and(|kind| language.is_shorthand(kind));
        Some(if shorthand { format!("{old}: {text}") } else { text })
    }

    /// A line above the imports of the file; nothing where it is there.
    fn import(&self, line: &str) -> Option<Option<Edit>> {
        let imports = self.imports()?;
        let text = self.document.text();
        if imports.iter().any(|import| import.whole.of(text) == line) {
            return Some(None);
        }
        let layout = Layout { text, language: self.document.language() };
        let whole = |import: &Import| import.whole;
        let word = |text: &str| text.split(' ').next().unwrap_or("").to_string();
        // Where lines of its kind are in order, it goes in between.
        let same: Vec<Span> = imports.iter().map(whole).filter(|other| word(other.of(text)) == word(line)).collect();
        let next = same.iter().copied().find(|other| other.of(text) > line);
        Some(Some(match (next, same.last()) {
            (None, Some(last)) => Edit { span: Span::at(last.end), text: format!("{}{line}", layout.newline()) },
            (next, _) => {
                let below = next.or(imports.first().map(whole))?;
                Edit { span: Span::at(below.start), text: format!("{line}{}", layout.newline()) }
            }
        }))
    }

    /// A name beside an imported one; nothing where it is there.
    fn import_beside(&self, known: &str, name: &str) -> Option<Option<Edit>> {
        let text = self.document.text();
        let imports = self.imports()?;
        let import = imports.iter().find(|import| import.name.is_some_and(|span| span.of(text) == known))?;
        if imports
            .iter()
            .any(|other| other.whole == import.whole && other.name.is_some_and(|span| span.of(text) == name))
        {
            return Some(None);
        }
        if mentions(text, name) {
            return None;
        }
        Some(Some(Edit { span: Span::at(import.name?.end), text: format!(", {name}") }))
    }

    /// The imports of the file, in order, and the names that are imported as they are.
    fn imports(&self) -> Option<Vec<Import>> {
        let language = self.document.language();
        let patterns = &self.catalogue.knowledge(language)?.patterns;
        let roles: Vec<Option<Role>> = patterns.captures().iter().map(|name| Role::of_capture(name)).collect();
        let text = self.document.text();
        let mut imports: Vec<Import> = Vec::new();
        let mut flat = Flat::default();
        for item in items(self.document).iter().filter(|item| item.container.is_none() && item.shell.is_none()) {
            flatten(self.document, item, patterns.kinds(), &mut flat);
            patterns.run(&flat, item.text(self.document), &mut Work::default(), &mut |_, captures| {
                let of = |wanted: Role| {
                    let found = captures
                        .iter()
                        .find(|(capture, _)| roles.get(usize::from(*capture)).copied().flatten() == Some(wanted));
                    found.map(|(_, ix)| flat.span(*ix).shifted(item.span.start))
                };
                let Some(whole) = of(Role::Region(Region::Import)) else { return };
                if text.get(item.span.range().start..whole.range().start).is_none_or(|before| before.contains('{')) {
                    // An import within a function is its own.
                    let destructured = text.get(whole.range()).is_some_and(|import| import.starts_with('{'));
                    if !destructured {
                        return;
                    }
                }
                let renamed = of(Role::Part(Part::Alias)).is_some();
                imports.push(Import { whole, name: of(Role::Part(Part::Export)).filter(|_| !renamed) });
            });
        }
        Some(imports)
    }
}

/// One import, or one name of it.
struct Import {
    whole: Span,
    name: Option<Span>,
}

/// How a text is laid out: what a line break and a level of indentation are in it.
pub(super) struct Layout<'a> {
    pub text: &'a str,
    pub language: &'static Language,
}

impl Layout<'_> {
    /// What ends a line.
    pub fn newline(&self) -> &'static str {
        let first = self.text.find('\n').unwrap_or(0);
        if self.text.get(..first).is_some_and(|line| line.ends_with('\r')) { "\r\n" } else { "\n" }
    }

    /// The white space at the beginning of the line that holds the byte, and where the line begins.
    fn indentation(&self, at: u32) -> (u32, &str) {
        let before = self.text.get(..at as usize).unwrap_or("");
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = self.text.get(start..).unwrap_or("");
        let end = line.find(|c: char| c != ' ' && c != '\t').unwrap_or(0);
        (start as u32, line.get(..end).unwrap_or(""))
    }

    /// One level of indentation: the smallest step from the margin that a line takes.
    fn level(&self) -> &str {
        let steps = self.text.lines().filter_map(|line| {
            let code = line.trim_start_matches([' ', '\t']);
            let space = line.get(..line.len() - code.len()).unwrap_or("");
            // A single space is a comment's.
            (!code.is_empty() && (space.len() > 1 || space == "\t")).then_some(space)
        });
        steps.min_by_key(|space| space.len()).unwrap_or("    ")
    }

    /// The text as it is where the line has that indentation.
    fn indented(&self, text: &str, indentation: &str) -> String {
        let mut out = String::new();
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                out += self.newline();
                out += indentation;
            }
            let deep = line.len() - line.trim_start_matches('\t').len();
            out += &self.level().repeat(deep);
            out += line.get(deep..).unwrap_or("");
        }
        out
    }

    /// A text that lands in the line of `span`.
    pub fn inside(&self, span: Span, text: &str) -> String {
        self.indented(text, self.indentation(span.start).1)
    }

    /// The edit that puts lines above a statement.
    pub fn above(&self, statement: Span, text: &str) -> (u32, String) {
        let (start, indentation) = self.indentation(statement.start);
        let next = statement.of(self.text).chars().next();
        if start + indentation.len() as u32 == statement.start {
            let lines = self.indented(&self.ended(text, next), indentation);
            (statement.start, format!("{lines}{}{indentation}", self.newline()))
        } else {
            (statement.start, format!("{} ", text.replace('\n', " ")))
        }
    }

    /// The edit that puts lines below a statement; a comment at the end of its line stays there.
    pub fn below(&self, statement: Span, text: &str) -> (u32, String) {
        let (start, indentation) = self.indentation(statement.start);
        let rest = self.text.get(statement.range().end..).unwrap_or("");
        let line = rest.split(['\n', '\r']).next().unwrap_or("");
        let next = rest.trim_start().chars().next();
        let free = line.trim().is_empty() || line.trim_start().starts_with(self.language.line_comment);
        if free && start + indentation.len() as u32 == statement.start {
            let lines = self.indented(&self.ended(text, next), indentation);
            (statement.end + line.len() as u32, format!("{}{indentation}{lines}", self.newline()))
        } else {
            (statement.end, format!(" {}", text.replace('\n', " ")))
        }
    }

    /// The text without its semicolons where the document does without them.
    fn ended(&self, text: &str, next: Option<char>) -> String {
        let without = self.language.semantics.optional_semicolons
            && !self.text.lines().any(|line| line.trim_end().ends_with(';'))
            && !matches!(next, Some('(' | '[' | '`' | '/' | '+' | '-'));
        if without {
            text.split('\n').map(|line| line.strip_suffix(';').unwrap_or(line)).collect::<Vec<_>>().join("\n")
        } else {
            text.to_string()
        }
    }
}

/// What is tried of every fix.
struct Trial<'a> {
    /// It knows the document already, so that a trial costs what the fix changes.
    auditor: &'a mut Auditor,
    catalogue: &'a Catalogue,
    document: &'a Document,
    settings: Settings,
    own: Key,
    before: BTreeMap<Key, usize>,
}

/// What stays the same of a finding while lines move.
type Key = (String, String, String);

impl<'a> Trial<'a> {
    fn new(auditor: &'a mut Auditor, catalogue: &'a Catalogue, document: &'a Document, finding: &Finding) -> Trial<'a> {
        let mut settings = Settings::default();
        settings.rules.insert(finding.rule.clone(), super::Severity::Warning);
        let own = (finding.rule.clone(), finding.function.clone(), finding.place.clone());
        let mut trial = Trial { auditor, catalogue, document, settings, own, before: BTreeMap::new() };
        trial.before = trial.audit(document);
        trial
    }

    fn audit(&mut self, document: &Document) -> BTreeMap<Key, usize> {
        let mut counts = BTreeMap::new();
        for found in self.auditor.audit(self.catalogue, document, Path::new(""), &self.settings) {
            *counts.entry((found.rule, found.function, found.place)).or_default() += 1;
        }
        counts
    }

    /// True where the result parses, is rid of the finding and has no other.
    fn passes(&mut self, fix: &Fix) -> bool {
        let fixed = edited(self.document, &fix.edits);
        if fixed.has_errors() && !self.document.has_errors() {
            return false;
        }
        let after = self.audit(&fixed);
        after.get(&self.own) < self.before.get(&self.own).max(Some(&1))
            && after.iter().all(|(key, count)| self.before.get(key) >= Some(count))
    }
}

/// The document after the edits, as one edit from the first of them to the last.
fn edited(document: &Document, edits: &Edits) -> Document {
    let text = edits.apply(document.text());
    let start = edits.iter().next().map_or(0, |edit| edit.span.range().start);
    let end = edits.iter().next_back().map_or(0, |edit| edit.span.range().end);
    let left = document.text().len() - end;
    let mut edited = document.clone();
    edited.edit(Span::new(start as u32, end as u32), text.get(start..text.len() - left).unwrap_or(""));
    edited
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Severity, Witness};
    use crate::syntax::by_extension;

    /// The text after the first candidate for a finding whose steps are these pieces of the text; a piece after `>` is
    /// the last of its kind, else the first.
    fn fixed(extension: &str, text: &str, rule: &str, place: &str, steps: &[(&str, &str)]) -> Option<String> {
        let document = Document::new(by_extension(extension)?, text.to_string());
        let span = |piece: &str| {
            let (at, piece) = match piece.strip_prefix('>') {
                Some(piece) => (text.rfind(piece)?, piece),
                None => (text.find(piece)?, piece),
            };
            Some(Span::new(at as u32, (at + piece.len()) as u32))
        };
        let anchors: Option<Vec<(String, Span)>> =
            steps.iter().map(|(name, piece)| Some((name.to_string(), span(piece)?))).collect();
        let anchors = anchors?;
        let finding = Finding {
            rule: rule.to_string(),
            severity: Severity::Warning,
            span: anchors.first()?.1,
            message: String::new(),
            function: String::new(),
            place: place.to_string(),
            witness: Witness::default(),
            anchors,
        };
        let found = candidates(Catalogue::builtin(), &document, &finding);
        found.first().map(|fix| fix.edits.apply(text))
    }

    fn captured(extension: &str, text: &str) -> Option<String> {
        let steps = [("first", "this.x"), ("second", ">this.x")];
        fixed(extension, text, "shared-state-reread-after-await", "this.x", &steps)
    }

    #[test]
    fn lines_keep_tabs_and_line_ends() {
        assert_eq!(
            captured("ts", "class A {\r\n\tasync f() {\r\n\t\tawait a(this.x);\r\n\t\tb(this.x);\r\n\t}\r\n}\r\n")
                .as_deref(),
            Some("class A {\r\n\tasync f() {\r\n\t\tconst x = this.x;\r\n\t\tawait a(x);\r\n\t\tb(x);\r\n\t}\r\n}\r\n")
        );
        assert_eq!(
            captured("js", "class A {\n  async f() { await a(this.x); b(this.x) }\n}\n").as_deref(),
            Some("class A {\n  async f() { const x = this.x; await a(x); b(x) }\n}\n")
        );
    }

    #[test]
    fn reads_in_between_take_the_captured_value_too() {
        let text = |capture: &str, x: &str, last: &str| {
            format!(
                "class A {{\n  async f() {{\n{capture}    await a({x});\n    if (c) b({x}, () => this.x);\n    d({x});\n    e({x});\n    await g();\n    h({last});\n  }}\n}}\n"
            )
        };
        let before = text("", "this.x", "1");
        let steps = [("first", "this.x"), ("second", ">this.x")];
        assert_eq!(
            fixed("js", &before, "shared-state-reread-after-await", "this.x", &steps),
            Some(text("    const x = this.x;\n", "x", "1"))
        );
    }

    #[test]
    fn code_of_several_lines_is_laid_out_anew() {
        let text = |again: &str| {
            format!(
                "async function f() {{\n  if (made) {{\n    return made;\n  }}\n  const next = await open();\n{again}  made = next;\n  return next;\n}}\n"
            )
        };
        let steps = [("check", "made"), ("suspend", "await open()"), ("write", "made = next")];
        assert_eq!(
            fixed("js", &text(""), "check-then-act-across-await", "made", &steps),
            Some(text("  if (made) {\n    return made;\n  }\n"))
        );
    }

    #[test]
    fn what_is_made_is_stored_where_still_nothing_is_found() {
        let steps = [("check", "this.x"), ("suspend", "await open()"), ("write", "this.x = await open()")];
        let text = |body: &str| format!("class A {{\n  async f() {{\n    if (!this.x) {{\n{body}    }}\n  }}\n}}\n");
        assert_eq!(
            fixed("js", &text("      this.x = await open();\n"), "check-then-act-across-await", "this.x", &steps),
            Some(text("      const made = await open();\n      if (!this.x) {\n        this.x = made;\n      }\n"))
        );
        let steps = [("check", "rooms"), ("suspend", "await open(key)"), ("write", "rooms[key] = room")];
        let text = |body: &str| format!("async def f(key):\n    if key not in rooms:\n{body}    return rooms[key]\n");
        assert_eq!(
            fixed(
                "py",
                &text("        room = await open(key)\n        rooms[key] = room\n"),
                "check-then-act-across-await",
                "rooms",
                &steps
            ),
            Some(text("        room = await open(key)\n        if key not in rooms:\n            rooms[key] = room\n"))
        );
    }

    #[test]
    fn a_document_without_semicolons_stays_so() {
        assert_eq!(
            captured("js", "class A {\n  async f() {\n    await a(this.x)\n    b(this.x)\n  }\n}\n").as_deref(),
            Some("class A {\n  async f() {\n    const x = this.x\n    await a(x)\n    b(x)\n  }\n}\n")
        );
    }

    #[test]
    fn a_name_that_is_taken_is_not_taken_again() {
        let text = |local: &str, use_: &str| {
            format!("class A {{\n  async f(x) {{\n{local}    await a({use_}, x);\n    b({use_});\n  }}\n}}\n")
        };
        assert_eq!(captured("js", &text("", "this.x")), Some(text("    const currentX = this.x;\n", "currentX")));
    }

    #[test]
    fn a_field_and_its_value_at_once_keep_the_field() {
        let text = "let x = 1;\nasync function f() {\n  await a({ x });\n  b(x);\n}\n";
        let steps = [("first", "x }"), ("second", ">x")];
        assert_eq!(fixed("js", text, "shared-state-reread-after-await", "x", &steps), None);
        let text = "let place = 1;\nasync function f() {\n  await a({ other, place });\n  b(place);\n}\n";
        let at = text.find("place }").map_or(0, |at| at as u32);
        let document = Document::new(by_extension("js").unwrap_or_else(|| unreachable!()), text.to_string());
        let last = text.rfind("place").map_or(0, |at| at as u32);
        let finding = Finding {
            rule: "shared-state-reread-after-await".to_string(),
            severity: Severity::Warning,
            span: Span::new(last, last + 5),
            message: String::new(),
            function: String::new(),
            place: "place".to_string(),
            witness: Witness::default(),
            anchors: vec![
                ("first".to_string(), Span::new(at, at + 5)),
                ("second".to_string(), Span::new(last, last + 5)),
            ],
        };
        let found = candidates(Catalogue::builtin(), &document, &finding);
        assert_eq!(
            found.first().map(|fix| fix.edits.apply(text)).as_deref(),
            Some(
                "let place = 1;\nasync function f() {\n  const currentPlace = place;\n  await a({ other, place: currentPlace });\n  b(currentPlace);\n}\n"
            )
        );
    }

    #[test]
    fn what_does_not_run_once_and_first_is_not_moved() {
        let inside = |code: &str| captured("js", &format!("class A {{\n  async f() {{\n    {code}\n  }}\n}}\n"));
        for code in [
            "while (this.x) { await a(); b(this.x); }",
            "if (c()) a(this.x); await d(); b(this.x);",
            "c() && a(this.x); await d(); b(this.x);",
            "all.map(async (one) => a(this.x, await one, this.x));",
            "a(c(), this.x); await d(); b(this.x);",
            "this.x(); await d(); this.x();",
        ] {
            assert_eq!(inside(code), None, "{code}");
        }
        assert!(inside("if (this.x) { await a(); } b(this.x);").is_some());
    }

    #[test]
    fn a_file_of_rust_is_replaced_at_one_stroke() {
        let text = |body: &str| {
            format!("impl A {{\n    fn save(&self) -> io::Result<()> {{\n{body}        Ok(())\n    }}\n}}\n")
        };
        let before = text("        fs::write(&self.path, text)?; // all of it\n");
        assert_eq!(
            fixed("rs", &before, "non-atomic-file-write", "&self.path", &[("write", "fs::write(&self.path, text)")]),
            Some(text(
                "        let temporary = std::path::Path::new(&self.path).with_extension(\"tmp\");\n        fs::write(&temporary, text)?; // all of it\n        fs::rename(&temporary, &self.path)?;\n"
            ))
        );
    }

    #[test]
    fn a_guard_is_dropped_before_the_await_unless_it_is_used_later() {
        let text = |body: &str| {
            format!(
                "async fn open(&self) {{\n    let mut rooms = self.rooms.lock().unwrap();\n    rooms.clear();\n{body}}}\n"
            )
        };
        let steps = [("acquire", "self.rooms.lock()"), ("suspend", "notify().await")];
        let drop = |body: &str| fixed("rs", &text(body), "lock-held-across-await", "self.rooms", &steps);
        assert_eq!(drop("    notify().await;\n"), Some(text("    drop(rooms);\n    notify().await;\n")));
        assert_eq!(drop("    notify().await;\n    rooms.clear();\n"), None);
        assert_eq!(drop("    if full {\n        drop(rooms);\n    }\n    notify().await;\n"), None);
        assert_eq!(drop("    loop {\n        notify().await;\n    }\n"), None);
    }

    #[test]
    fn names_are_imported_beside_others_and_lines_in_order() {
        let text = "import { readFileSync, writeFileSync } from \"fs\";\n\nexport function save(file) {\n  writeFileSync(file, \"x\");\n}\n";
        let steps = [("write", "writeFileSync(file, \"x\")")];
        assert_eq!(
            fixed("js", text, "non-atomic-file-write", "file", &steps).as_deref(),
            Some(
                "import { readFileSync, writeFileSync, renameSync } from \"fs\";\n\nexport function save(file) {\n  const temporary = `${file}.${process.pid}.tmp`;\n  writeFileSync(temporary, \"x\");\n  renameSync(temporary, file);\n}\n"
            )
        );
        let text = "import json\nimport sys\n\n\ndef save(path):\n    with open(path, \"w\") as file:\n        file.write(\"x\")\n";
        assert_eq!(
            fixed("py", text, "non-atomic-file-write", "path", &[("write", "open(path, \"w\")")]).as_deref(),
            Some(
                "import json\nimport os\nimport sys\n\n\ndef save(path):\n    temporary = f\"{path}.tmp\"\n    with open(temporary, \"w\") as file:\n        file.write(\"x\")\n    os.replace(temporary, path)\n"
            )
        );
    }

    #[test]
    fn what_is_wrong_with_a_fix_is_told_with_its_line() {
        let Some(language) = by_extension("ts") else { return };
        let hazards = Catalogue::builtin().hazards("shared-state-reread-after-await");
        let wrong = |source: &str| {
            Recipes::read("f.scm", source, language, hazards)
                .err()
                .unwrap_or_default()
                .into_iter()
                .map(|(line, message)| format!("{line}: {message}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            wrong("((_) @x\n (#fix! \"T\")\n (#replace! @scond \"y\"))"),
            [
                "1: a fix captures at least one step of its rule; these are @first, @suspend, @second",
                "3: @scond is neither in this pattern nor a step of the rule; did you mean `second`?",
                "1: a fix edits something: #replace!, #insert!, #wrap!, #delete!, #hoist!, #import!",
            ]
        );
        assert_eq!(
            wrong("((_) @first (#replce! @first \"y\"))"),
            ["1: unknown directive `#replce!`; did you mean `#replace!`?"]
        );
        assert_eq!(
            wrong("((_) @first (#fix! \"Capture `{stat}`\") (#insert! \"abve\" @first \"y\"))")
                .first()
                .map(String::as_str),
            Some("1: unknown placeholder `{stat}`; did you mean `state`?")
        );
        assert_eq!(
            wrong("((_) @first (#replace! @first \"y\"))"),
            ["1: a fix has a title: `(#fix! \"Capture `{state}` at entry\")`"]
        );
    }
}
