//! From sentences to findings: for each function and place the paths on which a rule's sentence holds, minus what
//! guards excuse, if another activation can interfere and a legal schedule shows it.

use super::binding::{Binding, bindings};
use super::compile::{Elsewhere, Hazard, Test};
use super::guards::{claim_of, excused, generation, locks_across, locks_at};
use super::nearby;
use super::shape::Report;
use super::silence::Silence;
use super::threads;
use super::told;
use super::usual;
use super::witness::{self, Meeting};
use super::{Finding, Severity, questions};
use crate::facts::{Event, FileFacts, Function, Inquiry, Key, Kind, Mark, Place, Region, Role, Root, Stored, Word};
use crate::flow::{Act, Path, Step, WordTest, assumed, decides, search};
use crate::project::{Program, Unit, View, is_in};
use crate::syntax::{Document, Language};
use crate::text::Span;

/// A rule at work: its id, message and patterns.
pub struct Judge<'a> {
    /// The id of the rule.
    pub rule: &'a str,
    /// The message, with placeholders.
    pub message: &'a str,
    /// How much a finding weighs.
    pub severity: Severity,
    /// How much one in a test weighs.
    pub severity_in_test: Severity,
    /// The user said so, and of every finding of the rule.
    pub is_set: bool,
    /// The patterns.
    pub hazards: &'a [Hazard],
    /// The shapes by which it reports, too.
    pub reports: &'a [Report],
}

impl Judge<'_> {
    /// How much a finding weighs whose pattern is worth no more than `at_most`.
    pub fn weighs(&self, in_test: bool, at_most: Option<Severity>) -> Severity {
        let own = if in_test { self.severity_in_test } else { self.severity };
        match at_most {
            Some(most) if !self.is_set => own.min(most),
            _ => own,
        }
    }
}

/// The rules of which a sentence may hold in some function of a program: others meet in threads, and there are none.
pub fn worth_asking<'j>(judges: Vec<Judge<'j>>, program: &Program) -> Vec<Judge<'j>> {
    let meets = |hazard: &Hazard| hazard.elsewhere.iter().any(|wanted| !wanted.negated);
    let alone = |hazard: &Hazard| hazard.threads.is_some_and(|asked| meets(hazard) && !program.has_threads(asked));
    judges.into_iter().filter(|judge| !judge.hazards.iter().all(alone)).collect()
}

/// What is judged.
pub struct Case<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its functions.
    pub program: &'a Program<'a>,
    /// Its facts.
    pub facts: &'a FileFacts,
    /// What it declares.
    pub context: &'a Inquiry<'a>,
    /// What it sees of other files.
    pub view: &'a View,
}

impl Case<'_> {
    /// The code of a span of the program: of the document, or of the margin behind it.
    pub fn code(&self, span: Span) -> &str {
        let text = self.document.text();
        match span.start.checked_sub(text.len() as u32) {
            Some(start) => Span::new(start, start + span.len()).of(&self.view.margin),
            None => span.of(text),
        }
    }
}

/// True for the roles that only concurrency and files give. A file without them has no finding, whatever else it does:
/// hardly a sentence has no step of them, and where nothing suspends, starts, locks or is written there is nobody to meet.
pub fn stirs(role: Role, language: &Language) -> bool {
    match role {
        // Whoever takes away what is gone already hears of it.
        Role::Event(Word::Write, Kind::Delete) if language.semantics.removal_fails => true,
        Role::Event(word, kind) => is_stirring(word, Some(kind)),
        Role::Mark(mark) => matches!(mark, Mark::HeldAsync | Mark::Async | Mark::Awaitable | Mark::ThreadClass),
        Role::Region(region) => region == Region::Held,
        Role::Part(_) | Role::Helper => false,
    }
}

/// Work that is started gives what it was given, so `spawn` stands for `give`, too; a callback of a promise is behind a
/// suspension.
fn is_stirring(word: Word, kind: Option<Kind>) -> bool {
    matches!(word, Word::Suspend | Word::Spawn | Word::Give | Word::Block | Word::Acquire | Word::Pass)
        || word == Word::Write && kind.is_some_and(|kind| kind.is_of_files(word))
        || word == Word::Call && matches!(kind, Some(Kind::Commit | Kind::Render | Kind::Emit))
        || word == Word::Read && kind == Some(Kind::Atomic)
}

/// A hazard that holds in a function, by indices: it outlives the program that it was found in.
#[derive(Debug)]
pub struct Decision {
    hazard: u32,
    binding: Vec<(u32, u32)>,
    path: Path,
    meeting: Option<Meeting>,
}

impl Decision {
    /// Index of the place that it is about.
    pub fn place(&self) -> Option<u32> {
        self.binding.first().map(|(_, place)| *place)
    }
}

/// What a rule holds against a function: one decision for each of its patterns and choice of places.
pub fn decide(judge: &Judge, case: &Case, unit: u32) -> Vec<Decision> {
    let mut decisions = Vec::new();
    let Some(this) = case.program.units.get(unit as usize).filter(|this| !this.function.incomplete) else {
        return decisions;
    };
    for (hazard, at) in judge.hazards.iter().zip(0..).filter(|(hazard, _)| fits(hazard, this)) {
        for binding in bindings(&hazard.path, &hazard.variables, this, &Binding::default()) {
            for (path, meeting) in find(hazard, case, unit, &binding) {
                let binding = binding.indices(&hazard.variables, &this.function);
                decisions.push(Decision { hazard: at, binding, path, meeting });
            }
        }
    }
    one_for_each_gap(judge, &this.function, &mut decisions);
    decisions
}

/// Several places that are tested before one suspension and written behind it are one mistake: it is told of the first,
/// unless that weighs less.
fn one_for_each_gap(judge: &Judge, function: &Function, decisions: &mut Vec<Decision>) {
    let weight = |decision: &Decision| {
        let hazard = judge.hazards.get(decision.hazard as usize);
        hazard.and_then(|hazard| hazard.at_most).unwrap_or(Severity::Error)
    };
    let gap = |decision: &Decision| {
        let [Some(check), Some(suspension), Some(act)] = decision.path.steps.as_slice() else { return None };
        let is_gap = function.event(*check)?.is_check()
            && function.event(*suspension)?.word == Word::Suspend
            && function.event(*act)?.word == Word::Write;
        is_gap.then_some((*suspension, *act, weight(decision)))
    };
    let gaps: Vec<_> = decisions.iter().filter_map(gap).collect();
    decisions.retain(|decision| {
        let earlier = |(suspension, act, weight): (u32, u32, Severity)| {
            gaps.iter().any(|other| other.0 == suspension && other.1 < act && other.2 >= weight)
        };
        !gap(decision).is_some_and(earlier)
    });
}

/// The finding of a decision; none where it weighs nothing.
pub fn tell(judge: &Judge, case: &Case, unit: u32, decision: &Decision) -> Option<Finding> {
    let this = case.program.units.get(unit as usize)?;
    let hazard = judge.hazards.get(decision.hazard as usize)?;
    let severity = judge.weighs(case.program.is_test(unit), hazard.at_most);
    if severity == Severity::Off {
        return None;
    }
    let binding = Binding::of_indices(&decision.binding, &hazard.variables, &this.function);
    let mut finding = witness::tell(judge, hazard, case, unit, &binding, &decision.path, decision.meeting.clone());
    if let Some(place) = binding.first().filter(|_| hazard.names_lock()) {
        threads::name_lock(&mut finding, case, place);
    }
    if hazard.names_guard() {
        usual::name_guard(&mut finding, case, unit, decision.path.first());
    }
    Some(Finding { severity, ..finding })
}

/// False where no sentence of the rule can hold in the function, as its words alone show.
pub fn may_decide(judge: &Judge, this: &Unit) -> bool {
    judge.hazards.iter().any(|hazard| fits(hazard, this))
}

/// True where the function is long enough for the sentence and has its words.
pub(super) fn fits(hazard: &Hazard, this: &Unit) -> bool {
    let words = this.spoken().all;
    this.function.events.len() >= hazard.path.acts().count() && hazard.path.acts().all(|act| act.need.may_be_met(words))
}

/// The first path about a place; all of a sentence of one step that is about none.
fn find(hazard: &Hazard, case: &Case, unit: u32, binding: &Binding) -> Vec<(Path, Option<Meeting>)> {
    let mut found = Vec::new();
    let Some(this) = case.program.units.get(unit as usize) else { return found };
    // Where a place begins is the same on every path.
    let misplaced = |test: &Test| match test {
        Test::Root { of, roots, negated } => !begins_right(binding, of, roots, *negated),
        _ => false,
    };
    if hazard.tests.iter().any(misplaced) || barred(hazard, case, unit, binding).is_some() {
        return found;
    }
    for path in search(this.tape(), &hazard.path, binding.as_slice()) {
        let Ok(meeting) = weigh(hazard, case, unit, binding, &path) else { continue };
        found.push((path, meeting));
        if binding.first().is_some() || hazard.path.steps.len() > 1 {
            break;
        }
    }
    found
}

fn begins_right(binding: &Binding, of: &str, roots: &[String], negated: bool) -> bool {
    binding.get(of).is_some_and(|place| questions::begins_at(place, roots) != negated)
}

/// Why no path about these places need be looked at.
pub(super) fn barred(hazard: &Hazard, case: &Case, unit: u32, binding: &Binding) -> Option<Silence> {
    let this = case.program.units.get(unit as usize)?;
    let place = binding.first();
    if hazard.threads.is_some() && !place.is_some_and(threads::is_shared) {
        return Some(Silence::Unreachable);
    }
    if matches!(place.map(|place| place.root), Some(Root::Object(_)))
        && !hazard.blocks_itself()
        && !hazard.elsewhere.is_empty()
        && this.function.is_exclusive
        && !hazard.is_about_files()
    {
        return Some(Silence::Exclusive);
    }
    if let Some(class) = place.and_then(|place| case.program.kin.asked(&this.function, place)) {
        let meets = !hazard.elsewhere.is_empty() && !hazard.is_about_files();
        if meets
            && case.context.is_exclusive_class(class)
            && (hazard.threads.is_none() || !place.is_some_and(|place| threads::is_certain(case, place)))
        {
            return Some(Silence::OwnByKind);
        }
        if meets && case.program.is_made_for_each(class)
            || !hazard.blocks_itself() && case.program.is_private_object(class, case.context)
        {
            return Some(Silence::Own);
        }
    }
    if hazard.is_about_files()
        && hazard.elsewhere.is_empty()
        && !hazard.asks_first()
        && case.program.entries.only_at_startup(unit)
    {
        return Some(Silence::StartUp);
    }
    if !hazard.elsewhere.is_empty() && binding.places().any(|place| !reachable(place)) {
        return Some(Silence::Unreachable);
    }
    if !hazard.elsewhere.is_empty() && !hazard.is_about_files() && case.program.entries.only_at_startup(unit) {
        return Some(Silence::StartUp);
    }
    None
}

/// Who interferes with a path on which the sentence holds, where that takes somebody; else why it is let pass.
pub(super) fn weigh(
    hazard: &Hazard,
    case: &Case,
    unit: u32,
    binding: &Binding,
    path: &Path,
) -> Result<Option<Meeting>, Silence> {
    let Some(this) = case.program.units.get(unit as usize) else { return Err(Silence::Unreachable) };
    let place = binding.first();
    if is_callees(hazard, this, path) {
        return Err(Silence::InCallee);
    }
    if !hazard.is_about_files()
        && !hazard.speaks_of_locks()
        && (excused(&this.function, path, case.document.language().semantics.keyed_rounds)
            || told::asked_by_name(case, this, path))
    {
        return Err(Silence::Excused);
    }
    if hazard.threads.is_some() && !place.is_some_and(|place| threads::fits(hazard, case, unit, place, path)) {
        return Err(Silence::NoThreads);
    }
    if let Some(failed) = hazard.tests.iter().position(|test| !holds(test, hazard, case, unit, binding, path)) {
        return Err(Silence::Test(failed));
    }
    if !hazard.elsewhere.is_empty() && !hazard.is_about_files() && generation(&this.function, path).is_some() {
        return Err(Silence::Generation);
    }
    let ends = (this.function.event(path.first()), this.function.event(path.last()));
    if let (Some(first), Some(last)) = ends
        && !hazard.elsewhere.is_empty()
        && !hazard.is_about_files()
        && hazard.threads.is_none()
        && (kept_apart(first, last, path) || asked_again(case.program, this, path))
    {
        return Err(Silence::KeptApart);
    }
    let mut meeting = None;
    for wanted in &hazard.elsewhere {
        let found = meet(hazard, wanted, case, unit, binding, path);
        if found.is_some() == wanted.negated {
            return Err(if wanted.negated { Silence::Elsewhere } else { Silence::NobodyElse });
        }
        if meeting.is_none() {
            meeting = found;
        }
    }
    if hazard.inverted {
        let against = case.program.against(unit, path.first(), path.last());
        let (unit, first, last) = against.ok_or(Silence::NobodyElse)?;
        meeting = Some(Meeting { unit, path: Path { steps: vec![Some(first), Some(last)] } });
    }
    Ok(meeting)
}

/// True where all that the path does to its place is done inside one call: the callee is judged for itself.
fn is_callees(hazard: &Hazard, unit: &Unit, path: &Path) -> bool {
    let mut spans = hazard.path.steps.iter().zip(&path.steps).filter_map(|(step, at)| match step {
        Step::Act(act) if act.has_place() => at.map(|at| (unit.via.contains_key(&at), unit.function.event(at))),
        _ => None,
    });
    let mut spans = spans.by_ref().filter(|(_, event)| event.is_none_or(|event| event.word != Word::Give));
    let Some((true, Some(first))) = spans.next() else { return false };
    if first.word == Word::Write {
        // What a callee keeps is its own.
        return true;
    }
    spans.all(|(woven, event)| {
        let one = |event: &Event| event.span.contains(first.span) || first.span.contains(event.span);
        woven && event.is_some_and(one)
    })
}

/// Storage that another activation can reach. Of what a function was given that is only what the closures that it hands out share.
fn reachable(place: &Place) -> bool {
    place.exact
        && match place.root {
            Root::Parameter(..) => !place.path.is_empty(),
            Root::Value(_) | Root::Row(_) => false,
            _ => true,
        }
}

/// Another activation for which the sentence holds while the path of the first stands at its suspension.
fn meet(
    hazard: &Hazard,
    wanted: &Elsewhere,
    case: &Case,
    unit: u32,
    binding: &Binding,
    path: &Path,
) -> Option<Meeting> {
    let program = case.program;
    let this = program.units.get(unit as usize)?;
    let places = binding.led_by(&wanted.variable);
    let (_, place) = *places.first()?;
    let mut locks = locks_across(this, path);
    locks.extend(program.held_by_callers(unit));
    if by_convention(&this.function.path) {
        return None;
    }
    let act = this.function.event(path.last())?;
    let first = this.function.event(path.first())?;
    // What a test says of one place is no assumption about another.
    let looks =
        |word: &WordTest| matches!(word, WordTest::Check | WordTest::Missing | WordTest::Present | WordTest::Compare);
    let first_is_check = first.place == act.place
        && matches!(hazard.path.steps.first(), Some(Step::Act(act)) if act.words.iter().any(looks));
    let assumption = first_is_check.then(|| assumed(first, path.last())).flatten();
    if first_is_check
        && act.kind == Kind::Delete
        && act.key.is_some()
        && !case.document.language().semantics.removal_fails
    {
        // To take away one entry spoils nothing that is kept under the other keys.
        return None;
    }
    let is_of_place = |from: &u32| this.function.event(*from).is_some_and(|read| read.place == act.place);
    let replaces = act.kind == Kind::Assign && act.stored != Stored::Reset && !act.from.iter().any(is_of_place);
    let flights = program.flights(unit, act.key.is_some());
    let claim = claim_of(&this.function, path.last());
    let is_single = claim.is_some();
    if assumption == Some(false) && act.stored == Stored::Reset {
        // What was not there is not taken away on the strength of that: it is the task's own.
        return None;
    }
    if first_is_check && first.kind == Kind::Iterate && act.stored == Stored::Reset {
        // What was looked for among the items says nothing of the one that is taken away.
        return None;
    }
    // The function itself comes first: two calls of one function are the plainest schedule.
    let others = std::iter::once(unit).chain(program.sharing(place).iter().copied().filter(|other| *other != unit));
    for other in others {
        let Some(that) = program.units.get(other as usize) else { continue };
        let apart = || program.kin.are_apart(place, &this.function, &that.function);
        if that.function.incomplete || place.root.declared_by().is_some() && that.item != this.item || apart() {
            continue;
        }
        if hazard.is_about_files() && other == unit {
            // Whoever reads what it then writes anew is no other reader.
            continue;
        }
        if let Some(asked) = hazard.threads {
            if !threads::overlap(case, asked, (unit, other), place) {
                continue;
            }
        } else if !hazard.is_about_files() {
            if !program.entries.overlap(unit, other)
                || other == unit && is_single
                || (is_single || !flights.is_empty())
                    && program
                        .flights(other, act.key.is_some())
                        .iter()
                        .any(|flag| flights.contains(flag) || claim == Some(flag))
            {
                continue;
            }
            if place.root.declared_by() == Some(that.index) {
                // The function that declares a variable makes a new one each time it runs.
                continue;
            }
            if place.root.declared_by().is_some() && !program.is_detached(unit) && !program.is_detached(other) {
                // What the function around waits for does not run beside it.
                continue;
            }
            if let Some(owner) = place.root.declared_by()
                && !program.entries.beyond(owner + unit - this.index, &[unit, other])
            {
                // Closures that only this function calls are parts of one activation.
                continue;
            }
        }
        // What a loop alone does with its rows surprises nobody.
        let expected = || first.kind.is_of_tables() && !nearby::comes_otherwise(program, other, unit);
        if !that.function.places.contains(place) || expected() {
            continue;
        }
        for interference in search(that.tape(), &wanted.sentence, &places) {
            let Some(event) = that.function.event(interference.last()) else { continue };
            let itself = that.via.get(&interference.last()).is_some_and(|(origin, _)| *origin == unit);
            let alone = is_single || itself && !flights.is_empty();
            let through = || itself || is_single && nearby::comes_through(program, other, unit, event);
            if hazard.is_about_files() && itself || hazard.threads.is_none() && alone && through() {
                // Its own reading, or a step that only one activation can be at, seen from a caller.
                continue;
            }
            if hazard.threads.is_none()
                && claim_of(&that.function, interference.last())
                    .is_some_and(|theirs| flights.contains(theirs) || claim == Some(theirs))
            {
                // Who lets in one at a time, here or as the caller, is met only by itself.
                continue;
            }
            let asks = |act: &Act| act.words.iter().any(looks);
            if wanted.sentence.unless.iter().any(asks) && asked_there(program, that, interference.last(), place) {
                continue;
            }
            if hazard.is_about_files() && that.span(event.span) == this.span(act.span) {
                // What a closure does where it stands, seen from around it.
                continue;
            }
            // Of rows it matters what they were chosen by.
            let key = if first.kind.is_of_tables() { first.key } else { act.key.or(first.key) };
            // An entry comes or goes, and whoever goes through all of them does not mind.
            let harmless = first.kind == Kind::Iterate && case.document.language().semantics.keyed_rounds;
            if harmless && event.key.is_some() {
                continue;
            }
            // What has a key of its own has one that nobody else knows.
            let own = event.key.is_some() && key.is_some_and(|key| key.own);
            if own || !Key::meets(event.key, key) {
                continue;
            }
            // A row that is gone is not changed any more by its key.
            let gone = event.kind.is_of_tables() && event.stored == Stored::Reset;
            if gone || event.word == Word::Write && !falsifies(event, assumption, replaces) {
                continue;
            }
            // What is added at the end is not what was taken in hand and is then taken away.
            if first.kind == Kind::Copy
                && act.kind == Kind::Delete
                && event.word == Word::Write
                && event.kind == Kind::Append
            {
                continue;
            }
            // What both only take away is gone either way.
            if first_is_check
                && !(act.key.is_some() && case.document.language().semantics.removal_fails)
                && act.stored == Stored::Reset
                && event.word == Word::Write
                && event.stored == Stored::Reset
            {
                continue;
            }
            // The other one asks first, and while the first has not acted the answer sends it away.
            if assumption.is_some_and(|there| {
                sends_away(that, interference.last(), place, there)
                    || origin(program, that, interference.last())
                        .is_some_and(|(callee, at)| sends_away(callee, at, place, there))
            }) {
                continue;
            }
            if first.word == Word::Write
                && first.stored == Stored::Set
                && act.word == Word::Read
                && event.word == Word::Write
                && same_constant(case, (this, path.first()), (that, interference.last()))
            {
                continue;
            }
            let theirs = || {
                locks_at(that, interference.last())
                    .into_iter()
                    .chain(program.held_by_callers(other))
                    .chain(locks_behind(program, that, interference.last()))
            };
            if !locks.is_empty() && theirs().any(|lock| locks.contains(&lock)) {
                continue;
            }
            if hazard.threads.is_some() && threads::ordered(case, (unit, path), (other, &interference)) {
                continue;
            }
            let meeting = Meeting { unit: other, path: interference };
            if witness::replay(program, unit, path, &meeting) {
                return Some(meeting);
            }
        }
    }
    None
}

/// Where an event comes from a callee: that callee and the event there.
fn origin<'p>(program: &'p Program, unit: &Unit, event: u32) -> Option<(&'p Unit<'p>, u32)> {
    let (unit, event) = unit.via.get(&event)?;
    Some((program.units.get(*unit as usize)?, *event))
}

/// The locks that the callee holds which an event comes from.
fn locks_behind<'p>(program: &'p Program, unit: &Unit, event: u32) -> Vec<&'p Place> {
    origin(program, unit, event).map_or_else(Vec::new, |(callee, at)| locks_at(callee, at))
}

/// True where the callee that does the last step looks at the place itself before it does: what is wrong there is
/// told there.
fn asked_again(program: &Program, unit: &Unit, path: &Path) -> bool {
    let Some((callee, at)) = origin(program, unit, path.last()) else { return false };
    let Some(act) = callee.function.event(at) else { return false };
    let mut before = callee.function.events.iter().filter(|check| check.place == act.place && check.word == Word::Read);
    act.is_check() && act.word == Word::Read || before.any(|check| decides(check, at))
}

/// True where an event comes from a callee, and a look at the place decides there whether it happens.
fn asked_there(program: &Program, unit: &Unit, event: u32, place: &Place) -> bool {
    origin(program, unit, event).is_some_and(|(callee, at)| {
        let mut before = callee.function.events.iter().filter(|check| check.word == Word::Read);
        before.any(|check| callee.function.place(check) == Some(place) && decides(check, at))
    })
}

/// True where a value is not read back by the call that stored it: each has an entry of its own, or the value is there
/// for the next round of a loop. Nor are two looks at a collection, or in two rounds of a loop, looks at one thing.
fn kept_apart(first: &Event, last: &Event, path: &Path) -> bool {
    let looks = first.word == Word::Read && last.word == Word::Read;
    last.word == Word::Read
        && (path.last() <= path.first()
            || first.key.is_some_and(|key| !key.literal)
            || looks && (first.kind != Kind::Plain || last.kind != Kind::Plain))
}

/// True for a function whose name says that its callers hold the lock.
fn by_convention(path: &str) -> bool {
    path.ends_with("_locked") || path.ends_with("Locked")
}

/// True where two writes store one constant: nobody can tell them apart.
fn same_constant(case: &Case, one: (&Unit, u32), other: (&Unit, u32)) -> bool {
    let text = |(unit, at): (&Unit, u32)| {
        // What a callee writes reads as the callee has it.
        let origin = unit.via.get(&at).and_then(|(unit, at)| Some((case.program.units.get(*unit as usize)?, *at)));
        let (span, event) = match origin {
            Some((that, at)) => (that, that.function.event(at)?),
            None => (unit, unit.function.event(at)?),
        };
        Some(case.code(span.span(event.span)))
    };
    text(one) == text(other)
}

/// True where a test of the place lets the event happen only if the opposite holds.
fn sends_away(unit: &Unit, event: u32, place: &Place, there: bool) -> bool {
    (0..event).filter_map(|at| unit.function.event(at)).any(|check| {
        unit.function.place(check) == Some(place)
            && check.key.is_none()
            && check.is_check()
            && assumed(check, event) == Some(!there)
    })
}

/// True where a write makes wrong what a check assumed: something stored where nothing was found, or the reverse. Whoever
/// replaces what is there by something else does not mind what it was replaced by meanwhile.
fn falsifies(write: &Event, assumption: Option<bool>, replaces: bool) -> bool {
    match assumption {
        None => true,
        // What is added to a collection does not empty it.
        Some(there) if write.kind == Kind::Append => !there,
        Some(there) => match write.stored {
            Stored::Reset => there,
            Stored::Opaque => !there || !replaces,
            _ => !there,
        },
    }
}

fn holds(test: &Test, hazard: &Hazard, case: &Case, unit: u32, binding: &Binding, path: &Path) -> bool {
    let Some(this) = case.program.units.get(unit as usize) else { return false };
    let event_of = |name: &str| step_named(name, hazard, path).and_then(|at| Some((at, this.function.event(at)?)));
    match test {
        Test::Text { of, pattern, negated } => {
            pattern.is_match(&told::text_of(of, hazard, case, unit, binding, path)) != *negated
        }
        Test::HandedOut { sentence, negated } => questions::hands_out(case, unit, sentence, binding) != *negated,
        Test::Anywhere { here, sentence, negated } => {
            let name = hazard.variables.first().map_or("", String::as_str);
            let place = binding.first();
            let found = match here {
                true => place.is_some_and(|place| search(this.tape(), sentence, &[(name, place)]).next().is_some()),
                false => nearby::anywhere(case.program, sentence, name, place),
            };
            found != *negated
        }
        Test::Spelled { of, pattern, negated } => {
            let spelled = match of.as_deref().and_then(event_of) {
                Some((_, event)) => nearby::spelled_in(case, this, event, pattern),
                None => nearby::spelled(case, this, binding.first(), pattern),
            };
            spelled != *negated
        }
        Test::Effect { pattern, negated } => nearby::effect_says(case, unit, pattern) != *negated,
        Test::Overlaps { negated } => nearby::overlaps(case.program, unit, path) != *negated,
        Test::Beside { pattern, negated } => nearby::beside(case.program, unit, pattern) != *negated,
        Test::OnlyFrom { own, callers, negated } => nearby::only_from(case.program, unit, own, callers) != *negated,
        Test::Inside { of, region, negated } => {
            let Some((_, event)) = event_of(of) else { return false };
            let inside = match region.as_str() {
                "effect" => this.function.is_effect,
                "effect-again" => nearby::in_effect(case.program, unit),
                "parallel" => questions::is_parallel(case, unit),
                "thread" => !case.program.only_in(unit).is_empty(),
                "async" | "module" | "startup" | "test" => case.program.is_inside(unit, this.span(event.span), region),
                region => is_in(event, region),
            };
            inside != *negated
        }
        Test::Outside { of, within, negated } => {
            let ends = event_of(of).zip(event_of(within));
            ends.is_some_and(|((_, one), (_, other))| nearby::loops_between(this, one, other) != *negated)
        }
        Test::LeftByError { of, negated } => {
            event_of(of).is_some_and(|(at, _)| threads::left_by_error(&this.function, at) != *negated)
        }
        // Asked in `threads::fits`, which knows more.
        Test::MostlyHeld { .. } | Test::NeverHeld { .. } => true,
        Test::Usually { of, negated } => {
            event_of(of).is_some_and(|(at, _)| usual::unasked(case, unit, at).is_some() != *negated)
        }
        Test::Is { of, sort, negated } => {
            event_of(of).and_then(|(at, _)| questions::is(case, unit, at, sort)).is_some_and(|is| is != *negated)
        }
        Test::Runs { of, sentence, negated } => {
            let found = event_of(of).and_then(|(at, _)| questions::runs(case, unit, at, sentence, binding));
            found.is_some_and(|found| found != *negated)
        }
        Test::Root { of, roots, negated } => begins_right(binding, of, roots, *negated),
        Test::Nowhere { of, sentence } => {
            binding.get(of).is_some_and(|place| questions::nowhere(case, (of, place), sentence))
        }
        Test::Typed { of, pattern, negated } => {
            let known = binding.get(of).and_then(|place| questions::type_of(case, place));
            known.map_or(*negated, |name| pattern.is_match(name) != *negated)
        }
        Test::Mentions { of, negated } => {
            event_of(of).is_some_and(|(_, event)| questions::mentions_parameter(case, this, event) != *negated)
        }
        Test::Around { of, region, pattern, negated } => {
            let around = event_of(of).and_then(|(_, event)| questions::around(case, this, event, region));
            around.is_some_and(|text| pattern.is_match(text) != *negated)
        }
    }
}

/// The event of the step of that name.
pub fn step_named(name: &str, hazard: &Hazard, path: &Path) -> Option<u32> {
    hazard.path.steps.iter().zip(&path.steps).find_map(|(step, event)| match step {
        Step::Act(act) if act.name == name => *event,
        _ => None,
    })
}
