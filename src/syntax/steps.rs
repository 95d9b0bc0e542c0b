//! A pattern in the form that runs: steps with ids for names.

use super::flat::{field_bit, kind_bit};
use super::looks::LazyRegex;
use super::scm::Quantifier;
use std::sync::Arc;

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
    OneOf {
        words: Arc<[Box<str>]>,
        wanted: bool,
    },
    Like {
        regex: Arc<LazyRegex>,
        wanted: bool,
    },
    /// The last steps of the names that `#names?` asks for. They only say where a match is worth trying: the caller
    /// asks the rest, who knows the imports.
    LastStep {
        words: Arc<[Box<str>]>,
    },
}

impl Text {
    pub(super) fn holds(&self, text: &str) -> bool {
        match self {
            Text::OneOf { words, wanted } => words.iter().any(|word| **word == *text) == *wanted,
            Text::Like { regex, wanted } => regex.is_match(text) == *wanted,
            Text::LastStep { .. } => true,
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
    /// Each child is in a field of its own, and so are theirs: there is at most one way to find them.
    pub(super) is_simple: bool,
}

/// No node of a simple step has more children.
pub(super) const MAX_SIMPLE: usize = 4;

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
    /// The pattern that it is, or is a branch of.
    pub(super) id: u32,
    pub(super) root: Siblings,
    pub(super) checks: Vec<Check>,
    /// It has a choice or a quantifier, so that one match may be part of another.
    pub(super) loose: bool,
}

impl Step {
    pub(super) fn new(test: Test) -> Step {
        Step {
            test,
            field: 0,
            absent: Vec::new(),
            captures: Vec::new(),
            texts: Vec::new(),
            children: Siblings::default(),
            needs: 0,
            is_simple: false,
        }
    }
}

impl Siblings {
    /// True where something that must be there never is.
    pub(super) fn is_impossible(&self) -> bool {
        self.elements.iter().any(|element| {
            let needed = matches!(element.quantifier, Quantifier::One | Quantifier::Some);
            needed
                && match &element.part {
                    Part::Node(step) => matches!(step.test, Test::Never) || step.children.is_impossible(),
                    Part::Choice(branches) => branches.iter().all(Siblings::is_impossible),
                }
        })
    }

    /// True where each is one node in a field that no other is in, and the same holds below them.
    fn are_simple(&self) -> bool {
        let simple = |(at, element): (usize, &Element)| match &element.part {
            Part::Node(step) => {
                let other = |other: &Element| matches!(&other.part, Part::Node(other) if other.field == step.field);
                element.quantifier == Quantifier::One
                    && !element.anchored
                    && step.field != 0
                    && step.is_simple
                    && !self.elements.iter().take(at).any(other)
            }
            Part::Choice(_) => false,
        };
        !self.last && self.elements.len() <= MAX_SIMPLE && self.elements.iter().enumerate().all(simple)
    }

    /// The kind, where there is nothing but a kind.
    pub(super) fn plain_kind(&self) -> Option<u16> {
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
    pub(super) fn each_first(&mut self, each: &mut dyn FnMut(&mut Step)) {
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
    pub(super) fn simplify(mut self) -> Element {
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
pub(super) fn settle(siblings: &mut Siblings) -> bool {
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
                step.is_simple = step.children.are_simple();
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
pub(super) enum Times {
    Never,
    Once,
    Unknown,
}

pub(super) fn times_bound(siblings: &Siblings, capture: u16) -> Times {
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
pub(super) fn attach(siblings: &mut Siblings, capture: u16, text: &Text) {
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
