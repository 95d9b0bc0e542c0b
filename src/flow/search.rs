//! The search for a path on which a sentence holds.

use super::decide::decides;
use super::held::HeldLocks;
use super::sentence::{Act, Sentence, Step, WordTest};
use crate::facts::{ENTRY, Event, Function, Key, Place, Word};
use crate::text::Span;
use rustc_hash::FxHashSet;
use std::collections::VecDeque;

/// A function as the search sees it: its tape and the locks held along it.
#[derive(Clone, Copy)]
pub struct Tape<'a> {
    /// The function.
    pub function: &'a Function,
    /// The locks.
    pub held: &'a HeldLocks,
}

/// A path that a sentence holds on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The event of each step, in the order of the sentence; `enter` has none.
    pub steps: Vec<Option<u32>>,
}

impl Path {
    /// The event of the first step that has one.
    pub fn first(&self) -> u32 {
        self.steps.iter().flatten().next().copied().unwrap_or(0)
    }

    /// The event of the last step.
    pub fn last(&self) -> u32 {
        self.steps.iter().flatten().next_back().copied().unwrap_or(0)
    }
}

/// Pairs of first and last step that are looked at for one binding of the places.
const MAX_PAIRS: usize = 256;

/// All paths of a function that a sentence holds on, one for each pair of first and last step, in order. `places`
/// binds the place variables: name and place; the first is the one that acts without a variable are about.
pub fn search(tape: Tape, sentence: &Sentence, places: &[(&str, &Place)]) -> Vec<Path> {
    let Some(last) = sentence.acts().next_back() else { return Vec::new() };
    let function = tape.function;
    let candidates = |act: &Act| -> Vec<u32> {
        (0..function.events.len() as u32)
            .filter(|index| {
                function.event(*index).is_some_and(|event| act.fits(event) && about(function, event, act, places))
            })
            .collect()
    };
    let ends = candidates(last);
    let enters = matches!(sentence.steps.first(), Some(Step::Enter));
    let starts = match sentence.steps.first() {
        Some(Step::Act(first)) => candidates(first),
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    let mut pairs = 0;
    if sentence.steps.len() == 1 {
        return ends.into_iter().map(|end| Path { steps: vec![Some(end)] }).collect();
    }
    // Events that may be one of the steps in the middle: what they are made of does not come between.
    let between: Vec<Span> = sentence
        .acts()
        .skip(usize::from(!enters))
        .flat_map(&candidates)
        .filter_map(|at| function.event(at))
        .filter(|event| matches!(event.word, Word::Suspend | Word::Block))
        .map(|event| event.span)
        .collect();
    let begins: Vec<Option<u32>> = if enters { vec![None] } else { starts.into_iter().map(Some).collect() };
    for start in begins {
        for end in &ends {
            pairs += 1;
            if pairs > MAX_PAIRS {
                return found;
            }
            let walk = Walk { tape, sentence, places, start, end: *end, between: &between };
            if walk.agrees()
                && let Some(path) = walk.run()
            {
                found.push(path);
            }
        }
    }
    found
}

/// True where the event is about the place that the act speaks of.
fn about(function: &Function, event: &Event, act: &Act, places: &[(&str, &Place)]) -> bool {
    if !act.has_place() || places.is_empty() && act.place.is_none() {
        return true;
    }
    let wanted = match &act.place {
        Some(name) => places.iter().find(|(known, _)| known == name).map(|(_, place)| *place),
        None => places.first().map(|(_, place)| *place),
    };
    let Some(wanted) = wanted else { return false };
    function.place(event).is_some_and(|place| place == wanted && place.exact)
}

/// True where some outcome of the test leaves.
fn turns_back(event: &Event) -> bool {
    event.decides.iter().any(|decision| decision.then_leaves || decision.other_leaves)
}

/// True for a read that only asks whether something is there.
fn asks(event: &Event) -> bool {
    event.word == Word::Read && event.decides.iter().any(|decision| decision.holds.is_some())
}

/// Both are about one entry, or one of them about all. Within one function another text is another entry; a callee
/// has names of its own.
fn one_entry(first: &Event, end: &Event) -> bool {
    match (first.key, end.key) {
        (Some(one), Some(other)) if !first.woven && !end.woven => one.text == other.text,
        (one, other) => Key::meets(one, other),
    }
}

struct Walk<'a> {
    tape: Tape<'a>,
    sentence: &'a Sentence,
    places: &'a [(&'a str, &'a Place)],
    start: Option<u32>,
    end: u32,
    between: &'a [Span],
}

impl Walk<'_> {
    /// What the two ends must agree on before any path is looked for: the check decides the act, the value is made of
    /// what was read, both are about one entry.
    fn agrees(&self) -> bool {
        let function = self.tape.function;
        let Some(end) = function.event(self.end) else { return false };
        let Some(start) = self.start else { return true };
        let Some(first) = function.event(start) else { return false };
        if first.place == end.place && !one_entry(first, end) {
            return false;
        }
        let steps = (self.sentence.steps.first(), self.sentence.acts().next_back());
        let (Some(Step::Act(opening)), Some(closing)) = steps else { return true };
        if closing.words.contains(&WordTest::Use) && start >= self.end {
            // One look, round after round.
            return false;
        }
        if opening.words.contains(&WordTest::Check) && !decides(first, self.end) && self.sentence.steps.len() > 1 {
            return false;
        }
        !closing.words.contains(&WordTest::From)
            || end.from.contains(&start)
            || end.from.iter().any(|from| self.same_read(*from, start))
    }

    /// Two events of one node: copies of a `finally`, or what a callee returned.
    fn same_read(&self, one: u32, other: u32) -> bool {
        let function = self.tape.function;
        match (function.event(one), function.event(other)) {
            (Some(one), Some(other)) => one.span == other.span && one.place == other.place && one.word == other.word,
            _ => false,
        }
    }

    /// A breadth-first search over points and steps: the shortest path is the plainest witness.
    fn run(&self) -> Option<Path> {
        let function = self.tape.function;
        let graph = &function.graph;
        let steps = &self.sentence.steps;
        let origin = match self.start {
            None => ENTRY,
            Some(start) => (0..graph.len() as u32).find(|point| graph.event(*point) == Some(start))?,
        };
        // States: a point that has been passed, and the index of the step that is waited for.
        let mut seen: FxHashSet<(u32, usize)> = FxHashSet::default();
        let mut states: Vec<(u32, usize, usize, bool)> = vec![(origin, 1, usize::MAX, self.start.is_some())];
        let mut queue: VecDeque<usize> = VecDeque::from([0]);
        seen.insert((origin, 1));
        while let Some(at) = queue.pop_front() {
            let &(point, step, _, _) = states.get(at)?;
            for next in graph.next(point) {
                let mut moves: [Option<(usize, bool)>; 2] = [None, None];
                match graph.event(*next) {
                    None => moves = [Some((step, false)), None],
                    Some(index) => {
                        let event = function.event(index)?;
                        let last = step + 1 == steps.len();
                        let killed = self.kills(index, event);
                        let fits = match steps.get(step) {
                            Some(Step::Act(act)) => {
                                act.fits(event)
                                    && about(function, event, act, self.places)
                                    && (!last || index == self.end)
                            }
                            _ => false,
                        };
                        let questioned = killed && event.word != Word::Write && event.is_check();
                        if fits && last && !questioned {
                            return Some(self.path(&states, at, index));
                        }
                        // What is the step that is waited for does not come between.
                        if fits && !last && (!killed || matches!(event.word, Word::Suspend | Word::Block)) {
                            moves = [Some((step + 1, true)), None];
                        }
                        if !killed {
                            let slot = usize::from(moves.first().is_some_and(Option::is_some));
                            if let Some(slot) = moves.get_mut(slot) {
                                *slot = Some((step, false));
                            }
                        }
                    }
                }
                for (waiting, taken) in moves.into_iter().flatten() {
                    if seen.insert((*next, waiting)) {
                        states.push((*next, waiting, at, taken));
                        queue.push_back(states.len() - 1);
                    }
                }
            }
        }
        None
    }

    /// True for an event that must not come between.
    fn kills(&self, index: u32, event: &Event) -> bool {
        let function = self.tape.function;
        self.sentence.unless.iter().any(|act| {
            let fits = act.words.iter().any(|word| match word {
                // A check in between rescues only if it decides what is done in the end.
                // The last step itself is one if a path turns back on its answer.
                // So is a plain "is it there?": it asks anew instead of trusting an old answer.
                WordTest::Check | WordTest::Compare if index == self.end => {
                    let fresh = match word {
                        WordTest::Check => asks(event) || !self.opens_with_check(),
                        _ => true,
                    };
                    word.fits(event) && (turns_back(event) || fresh && event.word == Word::Read) || asks(event)
                }
                WordTest::Check | WordTest::Compare => word.fits(event) && decides(event, self.end),
                word => word.fits(event) && !self.is_part(event),
            });
            fits && about(function, event, act, self.places) && self.same_entry(event)
        })
    }

    /// What is found first is put to a test of its own, not only compared with what is found last.
    fn opens_with_check(&self) -> bool {
        let event = |at: u32| self.tape.function.event(at);
        let (Some(first), Some(last)) = (self.start.and_then(event), event(self.end)) else { return false };
        first
            .decides
            .iter()
            .any(|one| last.decides.iter().all(|other| (one.then, one.other) != (other.then, other.other)))
    }

    /// A part of what may be a step: the call inside an await.
    fn is_part(&self, event: &Event) -> bool {
        matches!(event.word, Word::Call | Word::Spawn) && self.between.iter().any(|step| step.contains(event.span))
    }

    /// An event about another entry of the same collection neither harms nor rescues.
    fn same_entry(&self, event: &Event) -> bool {
        let key = self.tape.function.event(self.end).and_then(|end| end.key);
        Key::meets(event.key, key)
    }

    fn path(&self, states: &[(u32, usize, usize, bool)], at: usize, last: u32) -> Path {
        let mut steps = vec![Some(last)];
        let mut state = at;
        while let Some((point, _, before, taken)) = states.get(state) {
            if *taken {
                steps.push(self.tape.function.graph.event(*point));
            }
            state = *before;
        }
        if self.start.is_none() {
            steps.push(None);
        }
        steps.reverse();
        Path { steps }
    }
}
