//! All patterns of one language, ready to run.

use super::Language;
use super::compile::Compiler;
use super::flat::{Flat, Kinds};
use super::index::{Index, Lookup};
use super::matching::{Capture, Matcher, Work};
use super::scm::{self, LoadError};
use super::steps::Compiled;
use rustc_hash::FxHashMap;

/// All patterns of one language, compiled.
#[derive(Debug)]
pub struct Patterns {
    sources: Vec<scm::Pattern>,
    /// Ready to run, in the order of their ids; the branches of one pattern may each be one of its own.
    compiled: Vec<Compiled>,
    captures: Vec<String>,
    kinds: Kinds,
    index: Index,
}

impl Patterns {
    /// Compiles patterns; the id of each is its index.
    ///
    /// # Errors
    /// All that is wrong in any of them.
    pub fn compile(language: &Language, patterns: Vec<scm::Pattern>) -> Result<Patterns, Vec<LoadError>> {
        let mut compiler = Compiler::new(language);
        let mut compiled: Vec<Compiled> = Vec::new();
        for (id, pattern) in patterns.iter().enumerate() {
            compiler.pattern(id as u32, pattern, &mut compiled);
        }
        let names = compiler.finish()?;
        let index = Index::new(language, &compiled);
        Ok(Patterns { sources: patterns, compiled, captures: names.captures, kinds: names.kinds, index })
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
    pub fn run(&self, flat: &Flat, text: &str, work: &mut Work, sink: &mut dyn FnMut(u32, &[Capture])) {
        self.search(&Lookup { flat, text, aliases: None }, work, sink);
    }

    /// The same without the matches that certainly fail a `#names?`, since no name that it asks for ends as what it
    /// is asked of, or as what that is an alias of. The others are still to be asked.
    pub fn run_named(
        &self,
        flat: &Flat,
        text: &str,
        aliases: &Aliases,
        work: &mut Work,
        sink: &mut dyn FnMut(u32, &[Capture]),
    ) {
        self.search(&Lookup { flat, text, aliases: Some(aliases) }, work, sink);
    }

    fn search(&self, lookup: &Lookup, work: &mut Work, sink: &mut dyn FnMut(u32, &[Capture])) {
        let mut due = work.take_due();
        let mut matcher = Matcher::new(lookup.flat, lookup.text, work);
        for ix in 0..lookup.flat.len() {
            self.index.candidates(lookup, ix, &mut due);
            for at in &due {
                if let Some(pattern) = self.compiled.get(*at as usize) {
                    matcher.root(pattern, ix, &mut |captures| sink(pattern.id, captures));
                }
            }
        }
        matcher.finish();
        work.give_due(due);
    }
}

/// The names of a file that stand for something of another name: `import { writeFile as save } from "fs"`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Aliases {
    last_steps: FxHashMap<Box<str>, Box<str>>,
}

impl Aliases {
    /// Notes that `local` stands for what has that last step.
    pub fn add(&mut self, local: &str, last_step: &str) {
        self.last_steps.insert(local.into(), last_step.into());
    }

    /// True for a file that calls everything by its name.
    pub fn is_empty(&self) -> bool {
        self.last_steps.is_empty()
    }

    #[inline]
    pub(super) fn of(&self, local: &str) -> Option<&str> {
        if self.last_steps.is_empty() { None } else { self.last_steps.get(local).map(AsRef::as_ref) }
    }
}
