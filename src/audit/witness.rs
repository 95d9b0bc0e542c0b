//! Witnesses: the schedule that goes wrong, built from the paths of two activations and replayed.

use super::binding::Binding;
use super::compile::Hazard;
use super::judge::{Case, Judge, step_named};
use super::{Finding, Role, Step as Row, Task, Witness};
use crate::facts::{ENTRY, Event, Kind, Place, Word};
use crate::flow::{Path, Step};
use crate::project::{Program, Unit};
use crate::text::Span;

/// Another activation that comes in between, and how.
#[derive(Clone, Debug)]
pub struct Meeting {
    /// The unit it runs.
    pub unit: u32,
    /// Its path; the last step is what interferes.
    pub path: Path,
}

/// True where the schedule is legal: the second activation gets from its entry to its last step without a lock that
/// the first holds while it stands at its suspension. Program order holds by construction, since both paths are paths
/// of their graphs.
pub fn replay(program: &Program, unit: u32, path: &Path, meeting: &Meeting) -> bool {
    let (Some(first), Some(second)) = (program.units.get(unit as usize), program.units.get(meeting.unit as usize))
    else {
        return false;
    };
    let switch = path
        .steps
        .iter()
        .flatten()
        .copied()
        .find(|at| first.function.event(*at).is_some_and(|event| event.word == Word::Suspend));
    let held = switch.map(|at| super::guards::locks_at(first, at)).unwrap_or_default();
    let graph = &second.function.graph;
    let mut seen = vec![false; graph.len()];
    let mut queue = vec![ENTRY];
    while let Some(point) = queue.pop() {
        let Some(known) = seen.get_mut(point as usize) else { continue };
        if std::mem::replace(known, true) {
            continue;
        }
        if let Some(at) = graph.event(point)
            && let Some(event) = second.function.event(at)
        {
            if at == meeting.path.last() {
                return true;
            }
            let blocked =
                event.word == Word::Acquire && second.function.place(event).is_some_and(|lock| held.contains(&lock));
            if blocked {
                continue;
            }
        }
        queue.extend(graph.next(point));
    }
    false
}

/// Puts a finding into words.
pub fn tell(
    judge: &Judge,
    hazard: &Hazard,
    case: &Case,
    unit: u32,
    binding: &Binding,
    path: &Path,
    meeting: Option<Meeting>,
) -> Finding {
    let program = case.program;
    let none = Event::new(Word::Exit, Kind::End, Span::default());
    let Some(this) = program.units.get(unit as usize) else { return empty(judge) };
    let primary = step_named(&hazard.primary, hazard, path).unwrap_or(path.last());
    let event = this.function.event(primary).unwrap_or(&none);
    let subject = binding.first().map_or(String::new(), |place| name_of(case, this, place, path));
    let mut steps = Vec::new();
    let last = path.steps.len().saturating_sub(1);
    let acts: Vec<(usize, u32)> =
        path.steps.iter().enumerate().filter_map(|(at, step)| step.map(|step| (at, step))).collect();
    let named: Vec<(&Place, String)> =
        binding.places().map(|place| (place, name_of(case, this, place, path))).collect();
    let row = |task: Task, unit: &Unit, at: u32, role: Role, again: bool| {
        let place = unit.function.event(at).and_then(|event| unit.function.place(event));
        let event = unit.function.event(at).unwrap_or(&none);
        // What the sentence has no name for is called what the code calls it: of two locks one is bound, and both are told.
        let own = || short(case.code(unit.span(event.subject)), 60);
        let shown = match named.iter().find(|(known, _)| Some(*known) == place) {
            Some((_, name)) => name.clone(),
            None if place.is_some() && !event.subject.is_empty() && event.word == Word::Acquire => own(),
            None => subject.clone(),
        };
        Row { task, role, span: unit.span(event.span), elsewhere: None, note: note(case, unit, at, &shown, again) }
    };
    for (at, step) in acts.iter().filter(|(at, _)| *at < last) {
        let suspends =
            this.function.event(*step).is_some_and(|event| matches!(event.word, Word::Suspend | Word::Block));
        let role = if suspends && *at > 0 { Role::Switch } else { Role::Origin };
        steps.push(row(Task::First, this, *step, role, false));
    }
    let end = acts.last().map_or(primary, |(_, step)| *step);
    let first_task = task_name(this);
    let mut second_task = String::new();
    match &meeting {
        Some(meeting) if !hazard.is_about_files() || meeting.unit != unit => {
            let Some(that) = program.units.get(meeting.unit as usize) else { return empty(judge) };
            second_task = task_name(that);
            let own = meeting.unit == unit;
            let interferes = meeting.path.last();
            let acts_too = own && interferes == end;
            if acts_too {
                for (at, step) in acts.iter().filter(|(at, _)| *at < last) {
                    let switch = this.function.event(*step).is_some_and(|event| event.word == Word::Suspend) && *at > 0;
                    steps.push(row(
                        Task::Second,
                        this,
                        *step,
                        if switch { Role::Switch } else { Role::Interference },
                        true,
                    ));
                }
                steps.push(row(Task::First, this, end, Role::Act, false));
                steps.push(row(Task::Second, this, end, Role::Interference, true));
            } else {
                for step in meeting.path.steps.iter().flatten() {
                    steps.push(row(Task::Second, that, *step, Role::Interference, own));
                }
                steps.push(row(Task::First, this, end, Role::Act, false));
            }
        }
        _ => {
            steps.push(row(Task::First, this, end, Role::Act, false));
            // Where a callee stands still is a line that one wants to see.
            let still = this.function.event(end).is_some_and(|event| event.word == Word::Block);
            if let Some((that, at)) = this.via.get(&end).filter(|_| still)
                && let Some(that) = program.units.get(*that as usize)
            {
                steps.push(row(Task::First, that, *at, Role::Origin, false));
            }
        }
    }
    let line = |at: u32| case.document.lines().line(this.span(this.function.event(at).unwrap_or(&none).span).start) + 1;
    let mut message = hazard.message.as_deref().unwrap_or(judge.message).to_string();
    for (step, at) in hazard.path.steps.iter().zip(&path.steps) {
        if let (Step::Act(act), Some(at)) = (step, at) {
            message = message.replace(&format!("{{{}}}", act.name), &format!("line {}", line(*at)));
        }
    }
    for variable in &hazard.variables {
        let name = binding.get(variable).map(|place| name_of(case, this, place, path));
        message = message.replace(&format!("{{{variable}}}"), &name.unwrap_or_else(|| subject.clone()));
    }
    message = message.replace("{here}", &short(case.code(this.span(event.span)), 60));
    let mut anchors = Vec::new();
    for (step, at) in hazard.path.steps.iter().zip(&path.steps) {
        if let (Step::Act(act), Some(event)) = (step, at.and_then(|at| this.function.event(at))) {
            anchors.push((act.name.clone(), this.span(event.span)));
        }
    }
    let (first, second) = match (second_task.is_empty(), first_task == second_task) {
        (true, _) => (first_task, String::new()),
        (_, true) => (format!("{first_task} (1)"), format!("{second_task} (2)")),
        _ => (first_task, second_task),
    };
    Finding {
        rule: judge.rule.to_string(),
        severity: judge.severity,
        span: this.span(event.span),
        message,
        function: this.function.path.clone(),
        place: subject,
        witness: Witness { first, second, steps },
        anchors,
    }
}

fn empty(judge: &Judge) -> Finding {
    Finding {
        rule: judge.rule.to_string(),
        severity: judge.severity,
        span: Span::default(),
        message: judge.message.to_string(),
        function: String::new(),
        place: String::new(),
        witness: Witness::default(),
        anchors: Vec::new(),
    }
}

fn task_name(unit: &Unit) -> String {
    if unit.function.path.is_empty() { "the module".to_string() } else { unit.function.path.clone() }
}

/// The place as the code writes it, on one line, at the step that shows it best.
pub(super) fn name_of(case: &Case, unit: &Unit, place: &Place, path: &Path) -> String {
    let plain = |at: u32| {
        let event = unit.function.event(at)?;
        if event.place == crate::facts::NO_PLACE || unit.function.place(event) != Some(place) {
            return None;
        }
        if let Some((origin, from)) = unit.via.get(&at)
            && let Some(that) = case.program.units.get(*origin as usize)
            && let Some(event) = that.function.event(*from)
        {
            return Some(case.code(that.span(event.subject)));
        }
        Some(case.code(unit.span(event.subject)))
    };
    let shown =
        path.steps.iter().rev().flatten().filter_map(|at| plain(*at)).find(|shown| !shown.is_empty()).unwrap_or("");
    short(shown, 60)
}

/// A text on one line, cut where it is long.
pub fn short(text: &str, limit: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= limit {
        return line;
    }
    let cut: String = line.chars().take(limit.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// What a step does, in a few words.
pub(super) fn note(case: &Case, unit: &Unit, at: u32, subject: &str, again: bool) -> String {
    let Some(event) = unit.function.event(at) else { return String::new() };
    let code = short(case.code(unit.span(event.span)), 48);
    let too = if again { " too" } else { "" };
    let through = match unit.via.get(&at) {
        Some((origin, _)) => case
            .program
            .units
            .get(*origin as usize)
            .map_or(String::new(), |that| format!(", in `{}`", that.function.path)),
        None => String::new(),
    };
    let shown = if subject.is_empty() { code.clone() } else { subject.to_string() };
    let said = match (event.word, event.kind) {
        (Word::Read, _) if event.is_check() => format!("tests `{shown}`"),
        (Word::Read, Kind::Copy) => format!("copies `{shown}`"),
        (Word::Read, Kind::Iterate) => format!("goes through `{shown}`"),
        (Word::Read, Kind::Load) => format!("reads the file `{shown}`"),
        (Word::Read, _) => format!("reads `{shown}`"),
        (Word::Write, Kind::Truncate) => format!("empties and rewrites `{shown}`"),
        (Word::Write, Kind::Delete | Kind::Clear) => format!("removes from `{shown}`"),
        (Word::Write, Kind::Insert | Kind::Append) => format!("adds to `{shown}`"),
        (Word::Write, _) => format!("writes `{shown}`"),
        (Word::Suspend, Kind::Sleep) | (Word::Block, Kind::Sleep) => format!("sleeps for a fixed time: `{code}`"),
        (Word::Suspend, _) => format!("gives way at `{code}`"),
        (Word::Block, _) => format!("stands still at `{code}`"),
        (Word::Acquire, _) => format!("takes `{shown}`"),
        (Word::Pass, _) => format!("waits for `{shown}`"),
        (Word::Release, _) => format!("gives back `{shown}`"),
        (Word::Give, _) => format!("hands `{shown}` to a task"),
        (Word::Item, Kind::Plain) => format!("takes the next item of `{shown}`"),
        (Word::Item, Kind::Ask) => format!("asks an item of `{shown}`: `{code}`"),
        (Word::Item, Kind::Called) => format!("calls an item of `{shown}`: `{code}`"),
        (Word::Item, _) => format!("works on an item of `{shown}`: `{code}`"),
        (Word::Call, Kind::Stop) => format!("asks for an end: `{code}`"),
        (Word::Call, _) => format!("calls `{code}`"),
        (Word::Exit, _) => "returns".to_string(),
        _ => format!("runs `{code}`"),
    };
    format!("{said}{too}{through}")
}
