//! Silences: why a rule says nothing where its sentence nearly holds. For the list of safe patterns, and for whoever asks
//! why a hazard that they see is not told.
//!
//! A sentence that does not hold is asked again without its `unless`: what then stood in the way is what makes the code
//! safe. One that holds and is let pass has its reason in `judge`. And of one that lacks a step it is told which.

use super::binding::{Binding, bindings};
use super::compile::{Hazard, Test};
use super::guards::{locks_across, locks_at, single_flight};
use super::judge::{Case, Judge, barred, fits, stirs, weigh};
use super::witness::{name_of, note, short};
use super::{Catalogue, Settings, Severity, judges};
use crate::facts::{Facts, Inquiry, Place, Word};
use crate::flow::{Path, Sentence, Step, search};
use crate::project::{Past, Program, Unit, View};
use crate::syntax::Document;
use crate::text::Span;

/// Why a path on which a sentence holds is let pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// Nobody else can reach the place, as far as names show.
    Unreachable,
    /// The function has its object to itself.
    Exclusive,
    /// Each object of the class belongs to one activation.
    Own,
    /// Objects of such a class serve one task each.
    OwnByKind,
    /// Nothing but start-up gets there.
    StartUp,
    /// It happens inside one callee, which is judged for itself.
    InCallee,
    /// The act does not rest on the check in a way that could go wrong.
    Excused,
    /// Nothing says that several threads get there.
    NoThreads,
    /// The condition of that index does not hold.
    Test(usize),
    /// The act happens only if what was compared still stands.
    Generation,
    /// Each call has an entry or round of its own, or the callee looks again.
    KeptApart,
    /// Nobody interferes who may run meanwhile.
    NobodyElse,
    /// Somebody does what makes it right.
    Elsewhere,
}

/// Code that would be a hazard but for something that its author did.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Safe {
    /// The step that would go wrong, in bytes of the file.
    pub span: Span,
    /// The rule that would have told of it.
    pub rule: String,
    /// The function.
    pub function: String,
    /// The place as the code writes it; empty where the rule is about none.
    pub place: String,
    /// What makes it safe.
    pub why: String,
    /// Where that stands, in bytes of the file.
    pub by: Span,
}

/// A rule that came near a line and said nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The rule.
    pub rule: String,
    /// The function.
    pub function: String,
    /// The place as the code writes it; empty where there is none.
    pub place: String,
    /// The steps of the sentence that are there: the word, and where it is, in bytes of the file.
    pub steps: Vec<(String, Span)>,
    /// The word of the first step that is not there; none where all are.
    pub missing: Option<String>,
    /// Why it says nothing.
    pub why: String,
}

/// The safe patterns of a document, in order of position.
pub fn safe(
    catalogue: &Catalogue,
    document: &Document,
    path: &std::path::Path,
    settings: &Settings,
    view: &View,
) -> Vec<Safe> {
    let found = with_case(catalogue, document, path, settings, view, |judges, case| {
        let mut found: Vec<Safe> = Vec::new();
        for judge in judges.iter().filter(|judge| judge.severity > Severity::Hint) {
            for unit in 0..case.program.own {
                found.extend(safe_in(judge, case, unit));
            }
        }
        found
    });
    let mut found = found.unwrap_or_default();
    found.sort();
    // One way to be safe for each step, whichever rules it keeps quiet.
    found.dedup_by(|one, other| one.span == other.span && one.by == other.by);
    found
}

/// The rules that come near a span of a document and say nothing there, those that lack least first.
pub fn near(
    catalogue: &Catalogue,
    document: &Document,
    path: &std::path::Path,
    settings: &Settings,
    view: &View,
    at: Span,
) -> Vec<Near> {
    let found = with_case(catalogue, document, path, settings, view, |judges, case| {
        let mut found: Vec<(usize, Near)> = Vec::new();
        for unit in 0..case.program.own {
            let here =
                case.program.units.get(unit as usize).is_some_and(|this| this.span(this.function.span).meets(at));
            if !here {
                continue;
            }
            for judge in judges {
                found.extend(nearest(judge, case, unit, at));
            }
        }
        found.sort_by_key(|(lacks, _)| *lacks);
        found.into_iter().map(|(_, near)| near).collect()
    });
    found.unwrap_or_default()
}

/// Does something with the program of a document and the rules that hold for it.
fn with_case<T>(
    catalogue: &Catalogue,
    document: &Document,
    path: &std::path::Path,
    settings: &Settings,
    view: &View,
    work: impl FnOnce(&[Judge], &Case) -> T,
) -> Option<T> {
    let language = document.language();
    let knowledge = catalogue.knowledge(language)?;
    let mut reader = Facts::default();
    reader.know(&view.variables);
    let facts = reader.read_if(document, knowledge, &|role| view.stirs() || stirs(role, language));
    let margin = document.text().len() as u32;
    let alone = view.by_itself(&facts);
    let view = alone.as_ref().unwrap_or(view);
    let program = Program::new(&facts, language, view, margin, &mut Past::default());
    let inquiry = Inquiry::new(&facts.context);
    let case = Case { document, program: &program, facts: &facts, context: &inquiry, view };
    Some(work(&judges(catalogue, language, path, settings), &case))
}

/// A sentence without what must not come in between.
fn relaxed(sentence: &Sentence) -> Sentence {
    Sentence { steps: sentence.steps.clone(), unless: Vec::new() }
}

fn safe_in(judge: &Judge, case: &Case, unit: u32) -> Vec<Safe> {
    let mut found = Vec::new();
    let Some(this) = case.program.units.get(unit as usize).filter(|this| !this.function.incomplete) else {
        return found;
    };
    case.program.begin(unit);
    if case.program.is_test(unit) {
        return found;
    }
    for hazard in judge.hazards.iter().filter(|hazard| hazard.path.steps.len() > 1 && fits(hazard, this)) {
        let sentence = relaxed(&hazard.path);
        for binding in bindings(&hazard.path, &hazard.variables, this, &Binding::default()) {
            if barred(hazard, case, unit, &binding).is_some() {
                continue;
            }
            let strict = search(this.tape(), &hazard.path, binding.as_slice()).next();
            let path = match &strict {
                Some(path) => Some(path.clone()),
                None => search(this.tape(), &sentence, binding.as_slice()).next(),
            };
            let Some(path) = path else { continue };
            let why = match (strict.is_some(), weigh(hazard, case, unit, &binding, &path)) {
                (true, Err(silence)) => guarded(silence, hazard, case, unit, &binding, &path),
                (false, Ok(_)) => between(hazard, case, this, &binding, &path)
                    .filter(|(at, ..)| is_guard(this, &path, *at))
                    .map(|(_, why, by)| (why, by)),
                _ => None,
            };
            let Some((why, by)) = why else { continue };
            let span = this.span(this.function.event(path.last()).map_or(Span::default(), |event| event.span));
            let place = binding.first().map_or(String::new(), |place| name_of(case, this, place, &path));
            let function = this.function.path.clone();
            found.push(Safe { span, rule: judge.rule.to_string(), function, place, why, by });
        }
    }
    found
}

/// What the author did that a judgement has found, and where.
fn guarded(
    silence: Silence,
    hazard: &Hazard,
    case: &Case,
    unit: u32,
    binding: &Binding,
    path: &Path,
) -> Option<(String, Span)> {
    let this = case.program.units.get(unit as usize)?;
    let span = |at: u32| this.function.event(at).map(|event| this.span(event.span));
    match silence {
        Silence::Generation => {
            let why = "It is done only if what was compared before the task gave way still stands.".to_string();
            Some((why, span(path.last())?))
        }
        Silence::NobodyElse => {
            if let Some((lock, at)) = lock_between(hazard, case, unit, binding, path) {
                let why = format!("`{lock}` is held from the first step to the last, and by whoever would interfere.");
                return Some((why, at));
            }
            if single_flight(&this.function, path.last()).is_some() {
                let why = "What is stored before the task first gives way lets one run in at a time.".to_string();
                return Some((why, span(path.first())?));
            }
            // What nobody writes need not be let in one at a time.
            let written = || binding.first().is_some_and(|place| is_written(case, place));
            if !case.program.flights(unit, false).is_empty() && written() {
                let why = "Whoever calls it has asked before what lets one run in at a time.".to_string();
                return Some((why, span(path.first())?));
            }
            None
        }
        _ => None,
    }
}

/// True where some function writes the place once the program has started.
fn is_written(case: &Case, place: &Place) -> bool {
    let program = case.program;
    let writes = |unit: &u32| {
        let that = program.units.get(*unit as usize).filter(|_| !program.entries.only_at_startup(*unit));
        that.is_some_and(|that| {
            let mut writes = that.function.events.iter().filter(|event| event.word == Word::Write);
            writes.any(|event| that.function.place(event) == Some(place))
        })
    };
    program.sharing(place).iter().any(writes)
}

/// The lock that both sides hold, and where the first takes it.
fn lock_between(hazard: &Hazard, case: &Case, unit: u32, binding: &Binding, path: &Path) -> Option<(String, Span)> {
    let program = case.program;
    let this = program.units.get(unit as usize)?;
    let acquired = this.held().across(path.first(), path.last());
    let acquired: Vec<(u32, &Place)> =
        acquired.filter_map(|at| Some((at, this.function.place(this.function.event(at)?)?))).collect();
    debug_assert_eq!(acquired.len(), locks_across(this, path).len());
    for wanted in hazard.elsewhere.iter().filter(|wanted| !wanted.negated) {
        let places = binding.led_by(&wanted.variable);
        let (_, place) = *places.first()?;
        for other in program.sharing(place) {
            let Some(that) = program.units.get(*other as usize) else { continue };
            for theirs in search(that.tape(), &wanted.sentence, &places) {
                let held = locks_at(that, theirs.last());
                let common = acquired.iter().find(|(_, lock)| held.contains(lock));
                if let Some(event) = common.and_then(|(at, _)| this.function.event(*at)) {
                    let shown = if event.subject.is_empty() { event.span } else { event.subject };
                    let lock = short(case.code(this.span(shown)), 60);
                    return Some((lock, this.span(event.span)));
                }
            }
        }
    }
    None
}

/// True for a step that makes a path safe by what it is: a claim before the task first gives way, another look after it last
/// did, what gives back or replaces at one stroke. What merely stops a search, such as a call, is none.
fn is_guard(this: &Unit, path: &Path, at: u32) -> bool {
    let suspends = |from: u32, to: u32| {
        (from..to).filter_map(|at| this.function.event(at)).any(|event| event.word == Word::Suspend)
    };
    // Who only looks claims nothing.
    let acts = this.function.event(path.last()).is_some_and(|event| event.word == Word::Write);
    this.function.event(at).is_some_and(|event| match event.word {
        Word::Release | Word::Rename | Word::Acquire => true,
        Word::Write => acts && suspends(at, path.last()) && !suspends(path.first(), at),
        Word::Read => event.is_check() && suspends(path.first(), at) && !suspends(at, path.last()),
        Word::Item => suspends(path.first(), path.last()),
        _ => false,
    })
}

/// What stands between the first step and the last: the event, what it does, and where.
fn between(hazard: &Hazard, case: &Case, this: &Unit, binding: &Binding, path: &Path) -> Option<(u32, String, Span)> {
    let default = hazard.variables.first().map(String::as_str);
    let about = |act: &crate::flow::Act, at: u32| {
        let event = this.function.event(at)?;
        let place = act.place.as_deref().or(default).and_then(|name| binding.get(name));
        let meant = !act.has_place() || this.function.place(event) == place || event.place == crate::facts::NO_PLACE;
        (meant && act.fits(event)).then_some(at)
    };
    let within = |at: &u32| !path.steps.contains(&Some(*at));
    let range = || path.first() + 1..path.last();
    let found = hazard.path.unless.iter().find_map(|act| range().filter(within).find_map(|at| about(act, at)))?;
    let event = this.function.event(found)?;
    let line = |span: Span| case.document.lines().line(this.span(span).start) + 1;
    let place = binding.first().map_or(String::new(), |place| name_of(case, this, place, path));
    let ends = (this.function.event(path.first())?, this.function.event(path.last())?);
    let (first, last) = (line(ends.0.span), line(ends.1.span));
    let why = match event.word {
        // A guard that ends with its block gives back where no line says so.
        Word::Release if line(event.span) <= first => {
            format!("`{place}`, taken on line {first}, is given back before line {last}.")
        }
        _ => {
            let what = note(case, this, found, &place, false);
            format!("Line {} {what}, which comes between line {first} and line {last}.", line(event.span))
        }
    };
    Some((found, why, this.span(event.span)))
}

/// How near a rule comes to a line in a function: what it lacks, the less the better.
fn nearest(judge: &Judge, case: &Case, unit: u32, at: Span) -> Option<(usize, Near)> {
    let this = case.program.units.get(unit as usize)?;
    case.program.begin(unit);
    let mut best: Option<(usize, Near)> = None;
    let mut keep = |lacks: usize, near: Near| {
        if best.as_ref().is_none_or(|(known, _)| lacks < *known) {
            best = Some((lacks, near));
        }
    };
    for hazard in judge.hazards {
        let count = hazard.path.steps.len();
        for (from, to) in parts(count) {
            let lacks = count - (to - from);
            let Some(steps) = hazard.path.steps.get(from..to) else { continue };
            let whole = lacks == 0;
            if steps.iter().all(|step| matches!(step, Step::Enter)) || !whole && steps.len() < 2 && count > 2 {
                continue;
            }
            let part = Sentence { steps: steps.to_vec(), unless: Vec::new() };
            for binding in bindings(&part, &hazard.variables, this, &Binding::default()) {
                let told = tell(judge, hazard, case, unit, &part, (from, to), &binding, at);
                if let Some((extra, near)) = told {
                    keep(lacks * 10 + extra, near);
                }
            }
        }
    }
    best
}

/// The whole of a sentence, then its parts without their first or last steps, the longer first.
fn parts(count: usize) -> Vec<(usize, usize)> {
    let mut parts: Vec<(usize, usize)> =
        (0..count).flat_map(|from| (from + 1..=count).map(move |to| (from, to))).collect();
    parts.retain(|(from, to)| *from == 0 || *to == count);
    parts.sort_by_key(|(from, to)| (count - (to - from), *from));
    parts
}

#[allow(clippy::too_many_arguments)]
fn tell(
    judge: &Judge,
    hazard: &Hazard,
    case: &Case,
    unit: u32,
    part: &Sentence,
    (from, to): (usize, usize),
    binding: &Binding,
    at: Span,
) -> Option<(usize, Near)> {
    let this = case.program.units.get(unit as usize)?;
    let span = |event: u32| this.function.event(event).map(|event| this.span(event.span));
    let on_line = |path: &Path| {
        path.steps
            .iter()
            .flatten()
            .any(|at_event| span(*at_event).is_some_and(|span| !span.is_empty() && span.meets(at)))
    };
    let path = search(this.tape(), part, binding.as_slice()).find(on_line)?;
    let word = |step: &Step| match step {
        Step::Enter => "enter".to_string(),
        Step::Act(act) => act.name.clone(),
    };
    let steps = part.steps.iter().zip(&path.steps).filter_map(|(step, event)| Some((word(step), span((*event)?)?)));
    let whole = to - from == hazard.path.steps.len();
    let missing = match (from, to) {
        _ if whole => None,
        (0, to) => hazard.path.steps.get(to).map(word),
        (from, _) => hazard.path.steps.get(from - 1).map(word),
    };
    let (extra, why) = match &missing {
        Some(word) => (5, format!("no `{word}` {} it on any path", if from == 0 { "after" } else { "before" })),
        // Of one step alone there is a lot.
        None if part.steps.len() < 2 => {
            whole_sentence(hazard, case, unit, binding, &path).map(|(extra, why)| (extra + 7, why))?
        }
        None => whole_sentence(hazard, case, unit, binding, &path)?,
    };
    let near = Near {
        rule: judge.rule.to_string(),
        function: this.function.path.clone(),
        place: binding.first().map_or(String::new(), |place| name_of(case, this, place, &path)),
        steps: steps.collect(),
        missing,
        why,
    };
    Some((extra, near))
}

/// Why a sentence all of whose steps are there says nothing; none where it does say something.
fn whole_sentence(hazard: &Hazard, case: &Case, unit: u32, binding: &Binding, path: &Path) -> Option<(usize, String)> {
    let this = case.program.units.get(unit as usize)?;
    if this.function.incomplete {
        return Some((0, "the function does not parse, and of such nothing is said".to_string()));
    }
    let strict = search(this.tape(), &hazard.path, binding.as_slice()).any(|known| known == *path);
    let blank = |why: &str| Some((1, why.to_string()));
    let silence = match barred(hazard, case, unit, binding) {
        Some(silence) => silence,
        None => match weigh(hazard, case, unit, binding, path) {
            Ok(_) if strict => return None,
            Ok(_) => {
                let (_, why, _) = between(hazard, case, this, binding, path)?;
                return Some((0, why));
            }
            Err(silence) => silence,
        },
    };
    if let Some((why, _)) = guarded(silence, hazard, case, unit, binding, path) {
        return Some((0, why));
    }
    match silence {
        Silence::Unreachable => blank("nobody else can reach the place, as far as names show"),
        Silence::Exclusive => blank("the function has its object to itself"),
        Silence::Own => blank("each object of the class belongs to one activation"),
        Silence::OwnByKind => blank("objects of such a class (a stream, a request, a cursor) serve one task each"),
        Silence::StartUp => blank("nothing but start-up gets there"),
        Silence::InCallee => blank("it happens inside a callee, which is judged for itself"),
        Silence::Excused => blank("the act does not rest on the check in a way that could go wrong"),
        Silence::NoThreads => blank("nothing says that several threads get there"),
        Silence::Test(index) => {
            let said = hazard.tests.get(index).map_or("", question);
            Some((2, format!("a condition of the rule does not hold: {said}")))
        }
        Silence::Generation => blank("it is done only if what was compared before still stands"),
        Silence::KeptApart => blank("each call has an entry or a round of its own, or looks again"),
        Silence::NobodyElse => blank("nobody who may run meanwhile interferes with the place"),
        Silence::Elsewhere => blank("somebody else does what makes it right"),
    }
}

/// The name of a condition, as the sentences of `queries/any` write it.
fn question(test: &Test) -> &'static str {
    match test {
        Test::Text { .. } => "`#match?`, what the place or step is called",
        Test::Spelled { .. } => "`#spelled?`, how the path of the file is made",
        Test::Anywhere { here: true, .. } => "`#here?`, what the function itself does",
        Test::Anywhere { .. } => "`#anywhere?`, what some function of the file does",
        Test::Overlaps { .. } => "`#overlaps?`, whether two runs of the function may overlap",
        Test::Effect { .. } => "`#effect?`, what the effect around it says",
        Test::Beside { .. } => "`#beside?`, what other methods of the class are called",
        Test::OnlyFrom { .. } => "`#only-from?`, what the function and its callers are called",
        Test::Inside { .. } => "`#inside?`, where the step stands",
        Test::Outside { .. } => "`#outside?`, which loops stand around the steps",
        Test::LeftByError { .. } => "`#left-by-error?`, whether an error can leave there",
        Test::MostlyHeld { .. } => "`#mostly-held?`, whether a lock guards it elsewhere",
        Test::Usually { .. } => "`#usually?`, what other callers ask first",
        Test::NeverHeld { .. } => "`#never-held?`, whether no lock guards it",
        Test::Is { .. } => "`#is?`, what the step runs",
        Test::Runs { .. } => "`#runs?`, what the work that is started does",
        Test::HandedOut { .. } => "`#handed-out?`, what a closure that it returns does",
        Test::Root { .. } => "`#root?`, where the place begins",
        Test::Nowhere { .. } => "`#nowhere?`, whether nobody does it",
        Test::Typed { .. } => "`#typed?`, the type of the place",
        Test::Mentions { .. } => "`#mentions?`, whether the step speaks of a parameter",
        Test::Around { .. } => "`#around?`, the text of the loop or function around it",
    }
}
