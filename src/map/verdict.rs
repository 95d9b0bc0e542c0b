//! What the accesses of a place come to, in a word and in a sentence.

use super::draw::Visit;
use super::sheet::Alone;
use super::{Guard, Hazard, Reach, Times, Verdict};
use crate::audit::Severity;
use std::collections::BTreeMap;

/// `visits` are all accesses, those of callees in the tapes of their callers too; `own` each where it stands.
pub(super) fn judge(
    visits: &[Visit],
    own: &[Visit],
    guards: &[Guard],
    reached: &[Reach],
    findings: &[Hazard],
    alone: Option<Alone>,
) -> (Verdict, String) {
    if let Some(worst) = findings.iter().max_by_key(|hazard| hazard.severity) {
        let others = match findings.len() {
            1 => String::new(),
            count => format!(", and {} more", count - 1),
        };
        // What nobody sees who does not ask for it is not in the list of findings.
        let weak = if worst.severity == Severity::Hint { ", a hint" } else { "" };
        return (Verdict::Hazard, format!("{} on line {} of {}{weak}{others}.", worst.rule, worst.line, worst.path));
    }
    let running: Vec<&Visit> = own.iter().filter(|visit| !visit.at_start()).collect();
    if !running.iter().any(|visit| visit.touch.writes) {
        return (Verdict::StartUpOnly, "Nothing changes it after start-up.".to_string());
    }
    if running.iter().all(|visit| visit.touch.safe) {
        return (Verdict::SafeByType, "Its type is made to be shared.".to_string());
    }
    // A lock that is held for the sake of something else guards nothing here.
    let writes_under =
        |guard: &&Guard| running.iter().any(|visit| visit.touch.writes && visit.touch.locks.contains(&guard.lock));
    if let Some(guard) = guards.first().filter(|guard| guard.held * 2 > guard.of || writes_under(guard)) {
        if guard.held == guard.of {
            return (Verdict::Guarded, format!("`{}` is held at every access.", guard.lock));
        }
        let bare = running.iter().filter(|visit| !visit.touch.locks.contains(&guard.lock));
        let bare = bare.max_by_key(|visit| visit.touch.writes);
        let bare = bare.map_or(String::new(), |visit| {
            let what = if visit.touch.writes { "written" } else { "read" };
            format!("; it is {what} without it on line {} of {}", visit.touch.line, visit.sheet.path)
        });
        let why = format!("`{}` is held at {} of {} accesses{bare}.", guard.lock, guard.held, guard.of);
        return (Verdict::PartlyGuarded, why);
    }
    if let Some(alone) = alone {
        let why = match alone {
            Alone::Shown => "Each object of its class belongs to one activation.",
            Alone::ByKind => {
                "Objects of such a class (a stream, a request, a cursor) serve one task each, as a rule: where two share one, look closer."
            }
        };
        return (Verdict::OneAtATime, why.to_string());
    }
    let exclusive = |visit: &&Visit| visit.function().is_some_and(|function| function.exclusive);
    if running.iter().copied().filter(|visit| visit.touch.writes).all(|visit| exclusive(&visit)) {
        let why = "Only methods that have the object to themselves write it.";
        return (Verdict::OneAtATime, why.to_string());
    }
    let mut ways = reached.iter().filter(|reach| reach.times != Times::StartUp);
    if let (Some(only), None) = (ways.next(), ways.next())
        && only.times == Times::Once
    {
        return (
            Verdict::OneAtATime,
            format!("Only `{}` leads here, and it runs once at a time.", shown(&only.function)),
        );
    }
    match across(visits) {
        Some((visit, line)) => {
            let function = visit.function().map_or("", |function| function.path.as_str());
            let path = &visit.sheet.path;
            let place =
                format!("`{}` touches it before and after it gives way, up to line {line} of {path}", shown(function));
            (Verdict::Open, format!("{place}; no lock is held, and no rule speaks against it."))
        }
        None if own.iter().all(|visit| visit.sheet.parallel) => {
            let why =
                "What threads share there, the compiler lets them reach by a lock, an atomic or an exclusive borrow.";
            (Verdict::SafeByType, why.to_string())
        }
        None => {
            let mut why = "No function gives way between two accesses.".to_string();
            if own.iter().any(|visit| visit.sheet.threaded) {
                why += " Threads, if several reach it, would not be kept apart.";
            }
            (Verdict::NoSwitch, why)
        }
    }
}

fn shown(function: &str) -> &str {
    if function.is_empty() { "the module" } else { function }
}

/// A function that touches the place on both sides of a suspension, and the line of its last access.
fn across<'v, 's>(visits: &'v [Visit<'s>]) -> Option<(&'v Visit<'s>, u32)> {
    let mut by_function: BTreeMap<(&str, u32), Vec<&Visit>> = BTreeMap::new();
    for visit in visits.iter().filter(|visit| !visit.at_start()) {
        by_function.entry((&visit.sheet.path, visit.touch.function)).or_default().push(visit);
    }
    by_function.into_values().find_map(|visits| {
        let first = visits.iter().min_by_key(|visit| visit.touch.event)?;
        let last = visits.iter().max_by_key(|visit| visit.touch.event)?;
        let between = first.touch.event..last.touch.event;
        let looped = visits.iter().any(|visit| visit.touch.in_loop);
        let suspends = &first.function()?.suspends;
        let crossed = suspends.iter().any(|(at, in_loop)| between.contains(at) || looped && *in_loop);
        crossed.then_some((*last, last.touch.line))
    })
}
