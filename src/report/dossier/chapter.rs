//! What one file has to say to the full report, made while the file is at hand, and what all files come to together.

use super::{Detail, SafePattern};
use crate::audit::{Catalogue, Finding, Safe, Settings, is_test, safe};
use crate::map::{Sheet, draw, index, orders, sheet};
use crate::project::{Resolver, View};
use crate::syntax::Document;

/// What one file has to say beside its findings.
#[derive(Debug)]
pub struct Chapter {
    language: &'static str,
    /// None of a test, whose state nobody shares with the program.
    sheet: Option<Sheet>,
    safe: Vec<SafePattern>,
}

impl Chapter {
    /// What a file of this name has to say, given what it sees of the others and what was found in it.
    pub fn of(
        name: &str,
        document: &Document,
        catalogue: &Catalogue,
        settings: &Settings,
        view: &View,
        findings: &[Finding],
    ) -> Chapter {
        let (text, lines, language) = (document.text(), document.lines(), document.language());
        let line = |offset: u32| lines.line(offset) + 1;
        let test = is_test(name.as_ref());
        let patterns = if test { Vec::new() } else { safe(catalogue, document, name.as_ref(), settings, view) };
        let pattern = |safe: Safe| SafePattern {
            path: name.to_string(),
            line: line(safe.span.start),
            rule: safe.rule,
            function: safe.function,
            place: safe.place,
            why: safe.why,
            by: lines.span(text, lines.line(safe.by.start)).of(text).trim().to_string(),
            by_line: line(safe.by.start),
        };
        let knowledge = catalogue.knowledge(language).filter(|_| !test);
        Chapter {
            language: language.name,
            sheet: knowledge.map(|knowledge| sheet(name, document, knowledge, findings, view)),
            safe: patterns.into_iter().map(pattern).collect(),
        }
    }

    /// Leaves out the patterns of rules that are not wanted.
    pub fn keep(mut self, wanted: impl Fn(&str) -> bool) -> Chapter {
        self.safe.retain(|safe| wanted(&safe.rule));
        self
    }
}

impl Detail {
    /// What the files come to together; the resolver says which of them a module is.
    pub fn of(chapters: Vec<Chapter>, resolver: Resolver) -> Detail {
        let mut detail = Detail::default();
        let mut sheets = Vec::new();
        for chapter in chapters {
            *detail.languages.entry(chapter.language).or_default() += 1;
            detail.safe.extend(chapter.safe);
            sheets.extend(chapter.sheet);
        }
        detail.functions = sheets.iter().map(Sheet::functions).sum();
        detail.map = draw(&sheets, &index(resolver, &sheets), false);
        detail.orders = orders(&sheets);
        detail
    }
}
