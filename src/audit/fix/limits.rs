//! How far a fix may reach: where code runs just once, in order and with its statement.

use crate::facts::{Mark, Part, Region, Role, Word};
use crate::syntax::{Flat, Language, Patterns, Work, scm};
use crate::text::Span;

/// What limits the reach of a fix: where code runs not just once, and in order, with its statement.
#[derive(Default)]
pub(super) struct Limits {
    /// Parts that run under a condition, again or later.
    apart: Vec<Span>,
    /// What does something: calls, writes, suspensions.
    effects: Vec<Span>,
    /// Nodes that only read.
    reads: Vec<Span>,
    /// What is called.
    pub callees: Vec<Span>,
    /// Names where they are declared, and what sees them there.
    names: Vec<(Span, Span)>,
    /// What is written.
    pub written: Vec<Span>,
    /// Functions.
    pub functions: Vec<Span>,
    /// Where the task gives way.
    pub suspensions: Vec<Span>,
}

impl Limits {
    pub fn read(language: &Language, patterns: &Patterns, flat: &Flat, text: &str) -> Limits {
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
    pub fn constant(&self, word: &str, at: Span, text: &str) -> bool {
        let mut declared = self.names.iter().filter(|(name, _)| name.of(text) == word);
        let once = declared.next().is_some_and(|(_, seen)| seen.contains(at)) && declared.next().is_none();
        once && !self.written.iter().any(|span| span.of(text) == word)
    }

    /// True where `inner` runs exactly once whenever its statement does.
    pub fn is_straight(&self, statement: Span, inner: Span) -> bool {
        let between = |span: &Span| span.contains(inner) && statement.contains(*span) && *span != statement;
        !self.apart.iter().any(between)
    }

    /// True where nothing is done in the statement before `inner` is evaluated.
    pub fn is_first(&self, statement: Span, inner: Span) -> bool {
        let before = |span: &&Span| statement.start <= span.start && span.end <= inner.start && !span.is_empty();
        self.effects.iter().filter(before).all(|span| self.reads.contains(span))
    }
}
