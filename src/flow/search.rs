//! The search for a path on which a sentence holds.

use super::by_place::ByPlace;
use super::decide::{assumed, decides};
use super::sentence::ANY_PLACE;
use super::sentence::{Act, Sentence, Step, WordTest};
use crate::facts::{ENTRY, Event, Function, Graph, Key, Kind, NO_PLACE, Place, Word};
use crate::text::Span;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

/// A function as the search sees it: its tape, and how much of it was looked at so far.
#[derive(Clone, Copy)]
pub struct Tape<'a> {
    /// The function.
    pub function: &'a Function,
    /// Steps of all searches in it.
    pub spent: &'a Cell<u32>,
    /// From where one gets where in it, as far as that was asked.
    pub leading: &'a Leading,
    /// Which of its events are about which place.
    pub by_place: &'a ByPlace,
}

/// From where one gets to an event of a function. In a long one most walks would go over all the rest of it before they give up, since
/// what they look for lies behind them; and many searches look for the same.
#[derive(Debug, Default)]
pub struct Leading {
    /// The points before each point.
    before: OnceCell<Vec<SmallVec<[u32; 2]>>>,
    /// By the event: for each point whether it leads there.
    to: RefCell<FxHashMap<u32, Rc<[bool]>>>,
}

/// In a function with fewer points than this it costs less to walk into the void than to know better.
const LONG: usize = 256;

/// No more than this is kept of one function: points and events.
const MAX_LEADING: usize = 1 << 20;

impl Leading {
    /// For each point whether it leads to the event; none where that is not worth it.
    fn to(&self, graph: &Graph, event: u32) -> Option<Rc<[bool]>> {
        if graph.len() < LONG {
            return None;
        }
        if let Some(known) = self.to.borrow().get(&event) {
            return Some(known.clone());
        }
        if self.to.borrow().len() * graph.len() > MAX_LEADING {
            return None;
        }
        let points = || 0..graph.len() as u32;
        let before = self.before.get_or_init(|| {
            let mut before: Vec<SmallVec<[u32; 2]>> = vec![SmallVec::new(); graph.len()];
            for point in points() {
                for next in graph.next(point) {
                    before.get_mut(*next as usize).into_iter().for_each(|list| list.push(point));
                }
            }
            before
        });
        let mut leads = vec![false; graph.len()];
        let mut queue: Vec<u32> = points().filter(|point| graph.event(*point) == Some(event)).collect();
        while let Some(point) = queue.pop() {
            let Some(known) = leads.get_mut(point as usize) else { continue };
            if !std::mem::replace(known, true) {
                queue.extend(before.get(point as usize).into_iter().flatten());
            }
        }
        let leads: Rc<[bool]> = leads.into();
        self.to.borrow_mut().insert(event, leads.clone());
        Some(leads)
    }
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

/// Steps that all searches in one function may take together. Code that people write stays far below; past it nothing
/// more is found, so that a function of many thousand steps on one place costs no more than a long one.
const MAX_SPENT: u32 = 2_000_000;

/// All paths of a function that a sentence holds on, one for each pair of first and last step, in order. `places`
/// binds the place variables: name and place; the first is the one that acts without a variable are about.
pub fn search<'a>(tape: Tape<'a>, sentence: &'a Sentence, places: &[(&str, &Place)]) -> Search<'a> {
    let function = tape.function;
    let ask = |act| Asked { act, about: about(function, act, places) };
    let steps: SmallVec<[Option<Asked>; 4]> = sentence
        .steps
        .iter()
        .map(|step| match step {
            Step::Enter => None,
            Step::Act(act) => Some(ask(act)),
        })
        .collect();
    let candidates = |asked: &Asked| -> SmallVec<[u32; 8]> {
        match asked.about {
            About::Place(place) => {
                let fits = |at: &u32| function.event(*at).is_some_and(|event| asked.act.fits(event));
                tape.by_place.events(function, place).iter().copied().filter(fits).collect()
            }
            _ => (0..).zip(&function.events).filter(|(_, event)| asked.fits(event)).map(|(at, _)| at).collect(),
        }
    };
    let ends = steps.iter().rev().flatten().next().map(&candidates).unwrap_or_default();
    let mut begins = SmallVec::from_slice(&[None]);
    let mut between = Vec::new();
    // Nothing to begin with where nothing can be the end: most searches stop here.
    if steps.len() > 1 && !ends.is_empty() {
        if let Some(Some(first)) = steps.first() {
            begins = candidates(first).into_iter().map(Some).collect();
        }
        // Events that may be one of the steps in the middle: what they are made of does not come between.
        between = steps
            .iter()
            .skip(1)
            .flatten()
            .flat_map(candidates)
            .filter_map(|at| function.event(at))
            .filter(|event| matches!(event.word, Word::Suspend | Word::Block))
            .map(|event| event.span)
            .collect();
    }
    let unless = sentence.unless.iter().map(ask).collect();
    spend(tape, function.events.len() / 16);
    Search { tape, sentence, steps, unless, begins, ends, between, at: 0, seen: Vec::new(), states: Vec::new() }
}

/// The paths of a function that a sentence holds on, each looked for when it is asked for.
pub struct Search<'a> {
    tape: Tape<'a>,
    sentence: &'a Sentence,
    /// `enter` asks for no event.
    steps: SmallVec<[Option<Asked<'a>>; 4]>,
    unless: SmallVec<[Asked<'a>; 4]>,
    begins: SmallVec<[Option<u32>; 4]>,
    ends: SmallVec<[u32; 8]>,
    between: Vec<Span>,
    /// The next pair of a beginning and an end.
    at: usize,
    /// Buffers of the walks: for each point a bit for each step, and the states in the order of their discovery.
    seen: Vec<u8>,
    states: Vec<State>,
}

impl Iterator for Search<'_> {
    type Item = Path;

    fn next(&mut self) -> Option<Path> {
        loop {
            let at = self.at;
            self.at += 1;
            let end = *self.ends.get(at % self.ends.len().max(1))?;
            let start = *self.begins.get(at / self.ends.len().max(1))?;
            if self.steps.len() == 1 {
                return Some(Path { steps: vec![Some(end)] });
            }
            if at >= MAX_PAIRS || self.tape.spent.get() > MAX_SPENT {
                return None;
            }
            let (seen, states) = (std::mem::take(&mut self.seen), std::mem::take(&mut self.states));
            let mut walk = Walk { search: self, start, end, seen, states };
            let found = if walk.agrees() { walk.run() } else { None };
            let Walk { seen, states, .. } = walk;
            spend(self.tape, states.len());
            (self.seen, self.states) = (seen, states);
            if found.is_some() {
                return found;
            }
        }
    }
}

fn spend(tape: Tape, steps: usize) {
    tape.spent.set(tape.spent.get().saturating_add(steps as u32));
}

/// An act of a sentence, put to one function.
#[derive(Clone, Copy)]
struct Asked<'a> {
    act: &'a Act,
    about: About,
}

/// What an act must be about.
#[derive(Clone, Copy)]
enum About {
    Anything,
    /// Whatever place, but one: what is this task's own does not count.
    Somewhere,
    /// The place of that index in the function.
    Place(u32),
    /// A place that the function never speaks of.
    Nothing,
}

impl Asked<'_> {
    fn fits(&self, event: &Event) -> bool {
        self.is_about(event) && self.act.fits(event)
    }

    fn is_about(&self, event: &Event) -> bool {
        match self.about {
            About::Anything => true,
            About::Somewhere => event.place != NO_PLACE || event.kind == Kind::Check,
            About::Place(index) => event.place == index,
            About::Nothing => false,
        }
    }
}

/// The place that the act speaks of.
fn about(function: &Function, act: &Act, places: &[(&str, &Place)]) -> About {
    if act.place.as_deref() == Some(ANY_PLACE) {
        return About::Somewhere;
    }
    if !act.has_place() || places.is_empty() && act.place.is_none() {
        return About::Anything;
    }
    let wanted = match &act.place {
        Some(name) => places.iter().find(|(known, _)| known == name),
        None => places.first(),
    };
    wanted
        .filter(|(_, place)| place.exact)
        .and_then(|(_, place)| function.places.iter().position(|known| known == *place))
        .map_or(About::Nothing, |index| About::Place(index as u32))
}

/// True where some outcome of the test leaves.
fn turns_back(event: &Event) -> bool {
    event.decides.iter().any(|decision| decision.then_leaves || decision.other_leaves)
}

/// True for a read that only asks whether something is there.
fn asks(event: &Event) -> bool {
    event.word == Word::Read && event.decides.iter().any(|decision| decision.holds.is_some())
}

/// Both are about one entry, or one of them about all. Within one activation another text is another entry, as far as
/// one can see.
fn one_entry(first: &Event, end: &Event) -> bool {
    match (first.key, end.key) {
        (Some(one), Some(other)) if one.columns && other.columns => Key::meets(first.key, end.key),
        (Some(one), Some(other)) => one.text == other.text,
        _ => true,
    }
}

/// A point that has been passed, the index of the step that is waited for, the state before, and true where the point
/// was taken as a step.
type State = (u32, usize, usize, bool);

/// The search for a path from one event to another.
struct Walk<'s, 'a> {
    search: &'s Search<'a>,
    start: Option<u32>,
    end: u32,
    seen: Vec<u8>,
    states: Vec<State>,
}

impl Walk<'_, '_> {
    /// What the two ends must agree on before any path is looked for: the check decides the act, the value is made of
    /// what was read, both are about one entry.
    fn agrees(&self) -> bool {
        let function = self.search.tape.function;
        let Some(end) = function.event(self.end) else { return false };
        let Some(start) = self.start else { return true };
        let Some(first) = function.event(start) else { return false };
        if first.word == Word::Write
            && first.key.is_some_and(|key| !key.literal)
            && start >= self.end
            && end.key.is_some()
        {
            // In another round the key is another one.
            return false;
        }
        if first.place == end.place && !one_entry(first, end) {
            return false;
        }
        let steps = (self.search.sentence.steps.first(), self.search.sentence.acts().next_back());
        let (Some(Step::Act(opening)), Some(closing)) = steps else { return true };
        if closing.words.contains(&WordTest::Use) && start >= self.end {
            // One look, round after round.
            return false;
        }
        if start == self.end && matches!(end.word, Word::Acquire | Word::Pass) {
            // The same acquisition, in the next round.
            return false;
        }
        if first.word == Word::Read && end.word == Word::Item && !end.from.contains(&start) {
            // Of several loops over one place each has its own items.
            return false;
        }
        let looks = [WordTest::Check, WordTest::Missing, WordTest::Present, WordTest::Compare];
        let checks = |word: &WordTest| looks.contains(word);
        if opening.words.iter().any(checks) && !decides(first, self.end) && self.search.steps.len() > 1 {
            return false;
        }
        let found = |word: &WordTest| match word {
            WordTest::Missing => assumed(first, self.end) == Some(false),
            WordTest::Present => assumed(first, self.end) == Some(true),
            WordTest::Compare => assumed(first, self.end).is_none(),
            _ => true,
        };
        if !opening.words.iter().any(found) {
            return false;
        }
        if closing.words.iter().any(|word| matches!(word, WordTest::OutsideFrom(_))) {
            return self.comes_from(end, start);
        }
        !closing.words.contains(&WordTest::From)
            || end.from.contains(&start)
            || end.from.iter().any(|from| self.same_read(*from, start))
    }

    /// What a file or table is filled with is computed from what was read, by whatever calls.
    fn comes_from(&self, write: &Event, read: u32) -> bool {
        let function = self.search.tape.function;
        let mut queue: Vec<u32> = write.from.to_vec();
        let mut at = 0;
        while let Some(origin) = queue.get(at).copied() {
            if origin == read || self.same_read(origin, read) {
                return true;
            }
            // What a store was asked for by name is what its method has read.
            if let Some(made) = function.event(origin).filter(|made| matches!(made.word, Word::Call | Word::Read)) {
                let more: Vec<u32> = made.from.iter().copied().filter(|more| !queue.contains(more)).collect();
                queue.extend(more);
            }
            at += 1;
        }
        false
    }

    /// Two events of one node: copies of a `finally`, or what a callee returned.
    fn same_read(&self, one: u32, other: u32) -> bool {
        let function = self.search.tape.function;
        match (function.event(one), function.event(other)) {
            (Some(one), Some(other)) => one.span == other.span && one.place == other.place && one.word == other.word,
            _ => false,
        }
    }

    /// A breadth-first search over points and steps: the shortest path is the plainest witness. The states are their
    /// own queue.
    fn run(&mut self) -> Option<Path> {
        let function = self.search.tape.function;
        let graph = &function.graph;
        let steps = &self.search.steps;
        let origin = self.start.map_or(Some(ENTRY), |start| graph.point_of(start))?;
        let leads = self.search.tape.leading.to(graph, self.end);
        let in_vain = |point: u32| leads.as_ref().is_some_and(|leads| leads.get(point as usize) != Some(&true));
        self.seen.clear();
        self.seen.resize(graph.len(), 0);
        self.states.clear();
        if in_vain(origin) {
            return None;
        }
        self.states.push((origin, 1, usize::MAX, self.start.is_some()));
        if let Some(seen) = self.seen.get_mut(origin as usize) {
            *seen = 1 << 1;
        }
        let mut at = 0;
        while let Some(&(point, step, _, _)) = self.states.get(at) {
            for next in graph.next(point) {
                if in_vain(*next) {
                    continue;
                }
                let mut moves: [Option<(usize, bool)>; 2] = [None, None];
                match graph.event(*next) {
                    None => moves = [Some((step, false)), None],
                    Some(index) => {
                        let event = function.event(index)?;
                        let last = step + 1 == steps.len();
                        let killed = self.kills(index, event);
                        let fits = match steps.get(step) {
                            Some(Some(asked)) => (!last || index == self.end) && asked.fits(event),
                            _ => false,
                        };
                        let questioned = killed && event.word != Word::Write && event.is_check();
                        if fits && last && !questioned {
                            return Some(self.path(at, index));
                        }
                        // What is the step that is waited for does not come between.
                        if fits && !last {
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
                    let Some(seen) = self.seen.get_mut(*next as usize) else { continue };
                    if *seen >> waiting & 1 == 0 {
                        *seen |= 1 << waiting;
                        self.states.push((*next, waiting, at, taken));
                    }
                }
            }
            at += 1;
        }
        None
    }

    /// True for an event that must not come between.
    fn kills(&self, index: u32, event: &Event) -> bool {
        self.search.unless.iter().any(|asked| {
            if !asked.is_about(event) {
                return false;
            }
            let fits = asked.act.words.iter().any(|word| match word {
                // A check in between rescues only if it decides what is done in the end.
                // The last step itself is one if a path turns back on its answer.
                // So is a plain "is it there?": it asks anew instead of trusting an old answer.
                WordTest::Check | WordTest::Missing | WordTest::Present | WordTest::Compare if index == self.end => {
                    let fresh = match word {
                        WordTest::Check => asks(event) || !self.opens_with_check(),
                        _ => true,
                    };
                    word.fits(event)
                        && (turns_back(event) || self.decides_own_write(event) || fresh && event.word == Word::Read)
                        || asks(event)
                }
                WordTest::Check | WordTest::Missing | WordTest::Present | WordTest::Compare => {
                    word.fits(event) && decides(event, self.end)
                }
                word => word.fits(event) && !self.is_part(event),
            });
            fits && self.same_entry(event)
        })
    }

    /// The test decides whether its own place is written: the second look of a double check.
    fn decides_own_write(&self, event: &Event) -> bool {
        let function = self.search.tape.function;
        (0..function.events.len() as u32).any(|at| {
            function.event(at).is_some_and(|write| write.word == Word::Write && write.place == event.place)
                && decides(event, at)
        })
    }

    /// What is found first is put to a test of its own, not only compared with what is found last; or a callee chose by it.
    fn opens_with_check(&self) -> bool {
        let event = |at: u32| self.search.tape.function.event(at);
        let (Some(first), Some(last)) = (self.start.and_then(event), event(self.end)) else { return false };
        first.picked
            || first
                .decides
                .iter()
                .any(|one| last.decides.iter().all(|other| (one.then, one.other) != (other.then, other.other)))
    }

    /// A part of what may be a step: the call inside an await.
    fn is_part(&self, event: &Event) -> bool {
        matches!(event.word, Word::Call | Word::Spawn)
            && self.search.between.iter().any(|step| step.contains(event.span))
    }

    /// An event about another entry of the same collection neither harms nor rescues.
    fn same_entry(&self, event: &Event) -> bool {
        let key = self.search.tape.function.event(self.end).and_then(|end| end.key);
        Key::meets(event.key, key)
    }

    fn path(&self, at: usize, last: u32) -> Path {
        let mut steps = vec![Some(last)];
        let mut state = at;
        while let Some((point, _, before, taken)) = self.states.get(state) {
            if *taken {
                steps.push(self.search.tape.function.graph.event(*point));
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
