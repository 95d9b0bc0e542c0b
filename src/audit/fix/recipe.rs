//! What a fix is: a pattern of its file, and the directives and questions that were taken out of it.

use super::template::Template;
use crate::audit::compile::Hazard;
use crate::audit::threads::{GUARD, LOCK};
use crate::syntax::scm::{self, Arg};
use crate::syntax::vocabulary::{self, FileKind};
use crate::syntax::{Language, LazyRegex, Patterns};

/// The fixes of one rule in one language.
#[derive(Debug)]
pub struct Recipes {
    pub(super) patterns: Patterns,
    /// For each pattern what it does.
    pub(super) recipes: Vec<Recipe>,
}

/// What one pattern does.
#[derive(Debug)]
pub(super) struct Recipe {
    pub title: Template,
    pub safe: bool,
    pub acts: Vec<Act>,
    pub tests: Vec<Test>,
}

/// One directive.
#[derive(Debug)]
pub(super) enum Act {
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
    /// A line below the imports.
    Declare(Template),
    /// A line below the declaration of the place.
    Beside(Template),
}

/// Where `#insert!` puts its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
    Above,
    Below,
}

const SIDES: [(&str, Side); 4] =
    [("before", Side::Before), ("after", Side::After), ("above", Side::Above), ("below", Side::Below)];

/// What must hold beside the shape.
#[derive(Debug)]
pub(super) enum Test {
    /// Two captures have one text.
    Same { left: String, right: String, wanted: bool },
    /// The text of a step matches.
    Like { of: String, regex: LazyRegex, wanted: bool },
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
    pub fn target(&self) -> Option<&str> {
        match self {
            Act::Replace(of, _) | Act::Insert(_, of, _) | Act::Wrap(of, ..) | Act::Delete(of) | Act::Hoist(of, ..) => {
                Some(of)
            }
            Act::ReplaceReads(..) | Act::Import(_) | Act::ImportBeside(..) | Act::Declare(_) | Act::Beside(_) => None,
        }
    }
}

impl Recipes {
    /// Reads the fixes of a rule, whose sentences are `hazards` and whose shapes capture what `shown` says.
    ///
    /// # Errors
    /// All that is wrong in the file, by line.
    pub fn read(
        file: &str,
        source: &str,
        language: &Language,
        hazards: &[Hazard],
        shown: &[&str],
    ) -> Result<Recipes, Vec<Fault>> {
        let faults =
            |found: Vec<scm::LoadError>| found.into_iter().map(|error| (error.line, error.message)).collect::<Vec<_>>();
        let mut patterns = scm::read(file, source).map_err(faults)?;
        let unknown = vocabulary::check(&patterns, FileKind::Rule, &[]);
        if !unknown.is_empty() {
            return Err(faults(unknown));
        }
        patterns.retain(|pattern| !pattern.reports());
        let mut steps: Vec<&str> = shown.to_vec();
        for act in hazards.iter().flat_map(|hazard| hazard.path.acts()) {
            if !steps.contains(&act.name.as_str()) {
                steps.push(&act.name);
            }
        }
        let mut places: Vec<&str> =
            hazards.iter().flat_map(|hazard| hazard.variables.iter().map(String::as_str)).collect();
        if hazards.iter().any(Hazard::names_lock) {
            places.push(LOCK);
        }
        if hazards.iter().any(Hazard::names_guard) {
            places.push(GUARD);
        }
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
            (true, "declare") => acts.extend(ask.template().map(Act::Declare)),
            (true, "declare-beside") => acts.extend(ask.template().map(Act::Beside)),
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
            ("match", Some(Arg::Text(source))) => match LazyRegex::read(&source) {
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
