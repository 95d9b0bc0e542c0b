//! A place where the pattern of a fix matches, and the edits that its directives make of it.

use super::beside::beside;
use super::imports::Imports;
use super::layout::Layout;
use super::limits::Limits;
use super::recipe::{Act, Recipe, Side, Test};
use super::template::{Scope, mentions, only_looked_through};
use crate::audit::threads::is_elsewhere;
use crate::audit::{Catalogue, Finding, Fix};
use crate::syntax::{Document, Flat, Item, NodeIx, Patterns};
use crate::text::{Edit, Edits, Span};
use std::collections::BTreeMap;

/// Where a pattern matches.
pub(super) struct Site<'a> {
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
    pub fn new(
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
        for (name, span) in finding.anchors.iter().filter(|(name, _)| !is_elsewhere(name)) {
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

    pub fn fix(mut self, recipe: &Recipe) -> Option<Fix> {
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
            elsewhere: self.finding.anchors.iter().filter(|(name, _)| is_elsewhere(name)).cloned().collect(),
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
            Act::Delete(_) => {
                let span = layout.whole_lines(self.absolute(span?));
                edits.push(Edit { span, text: String::new() });
            }
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
            Act::Import(template) => edits.extend(self.imports()?.line(&template.fill(scope)?)?),
            Act::Declare(template) => edits.extend(self.imports()?.below(&template.fill(scope)?)?),
            Act::Beside(template) => {
                let text = template.fill(scope)?;
                edits.extend(beside(self.catalogue, self.document, self.item, &self.finding.place, &text)?);
            }
            Act::ImportBeside(of, template) => {
                let known = self.spans.get(of.as_str())?.of(self.text());
                edits.extend(self.imports()?.name(known, &template.fill(scope)?)?);
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

    fn imports(&self) -> Option<Imports<'a>> {
        Imports::read(self.catalogue, self.document)
    }
}
