//! All patterns of one language, ready to run.

use super::Language;
use super::compile::Compiler;
use super::flat::{Flat, Kinds};
use super::index::Index;
use super::matching::{Capture, Matcher, Work};
use super::scm::{self, LoadError};
use super::steps::Compiled;

/// All patterns of one language, compiled.
#[derive(Debug)]
pub struct Patterns {
    sources: Vec<scm::Pattern>,
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
        let compiled: Vec<Compiled> = patterns.iter().map(|pattern| compiler.pattern(pattern)).collect();
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
        let mut matcher = Matcher::new(flat, text, work);
        for ix in 0..flat.len() {
            let mut due = matcher.take_due();
            self.index.candidates(flat, text, ix, &mut due);
            for id in &due {
                if let Some(pattern) = self.compiled.get(*id as usize) {
                    matcher.root(pattern, ix, &mut |captures| sink(*id, captures));
                }
            }
            matcher.give_due(due);
        }
        matcher.finish();
    }
}
