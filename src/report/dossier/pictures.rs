//! The pictures of the report, as SVG: interleavings in two lanes, who touches which state, which lock is taken under which.
//! Colours and fonts are those of the page around them.

use super::super::{Entry, Row};
use super::html::escape;
use crate::audit::{Role, Task};
use crate::map::{Order, Place, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The width of every picture, in its own units.
const WIDTH: usize = 960;
/// Between two steps of an interleaving.
const STEP: usize = 54;
/// The head of an interleaving.
const HEAD: usize = 46;
/// Characters of code in a lane, and in one that has all the room.
const LANE: usize = 54;
const ALONE: usize = 112;
/// More places, functions or locks than this are no picture.
const MOST_PLACES: usize = 16;
const MOST_FUNCTIONS: usize = 28;
const MOST_LOCKS: usize = 18;

/// At most so many characters, with `…` where something is left out.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// The interleaving of a finding: a lane for each task, time going down; none where there are no steps.
pub(super) fn interleaving(entry: &Entry, id: &str) -> Option<String> {
    let steps = &entry.witness.steps;
    if steps.is_empty() {
        return None;
    }
    let alone = entry.witness.second.is_empty() && steps.iter().all(|step| step.task == Task::First);
    let height = HEAD + steps.len() * STEP + 6;
    let lane = |task: Task| if task == Task::First { 24 } else { 24 + WIDTH / 2 };
    let at = |index: usize| HEAD + index * STEP + 20;
    let mut out = format!(
        "<svg class=\"lanes\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\
         <title id=\"{id}-t\">The interleaving that goes wrong</title><desc id=\"{id}-d\">{}</desc>",
        escape(&told(entry))
    );
    let tasks = [(Task::First, &entry.witness.first, "one"), (Task::Second, &entry.witness.second, "two")];
    for (task, name, class) in tasks.iter().filter(|(task, ..)| !alone || *task == Task::First) {
        let x = lane(*task);
        let room = if alone { ALONE } else { LANE };
        let _ = write!(
            out,
            "<g class=\"{class}\"><text class=\"task\" x=\"{x}\" y=\"22\">{}</text>\
             <line class=\"life\" x1=\"{x}\" y1=\"{}\" x2=\"{x}\" y2=\"{}\"/></g>",
            escape(&cut(name, room - 4)),
            HEAD - 10,
            height - 6
        );
    }
    for (index, pair) in steps.windows(2).enumerate() {
        let [one, other] = pair else { continue };
        if one.task != other.task {
            let (x1, y1, x2, y2) = (lane(one.task), at(index), lane(other.task), at(index + 1));
            // Across where no text is: below what is said of the one step and above the other.
            let (across, bend) = (y1 + STEP * 3 / 5, 9);
            let (out_of, into) = if x1 < x2 { (x1 + bend, x2 - bend) } else { (x1 - bend, x2 + bend) };
            let _ = write!(
                out,
                "<path class=\"switch\" d=\"M{x1} {y1}V{}Q{x1} {across} {out_of} {across}H{into}Q{x2} {across} {x2} {}V{y2}\"/>",
                across - bend,
                across + bend
            );
        }
    }
    for (index, step) in steps.iter().enumerate() {
        out += &dot(step, lane(step.task), at(index), if alone { ALONE } else { LANE });
    }
    Some(out + "</svg>")
}

fn dot(step: &Row, x: usize, y: usize, room: usize) -> String {
    let task = if step.task == Task::First { "one" } else { "two" };
    let role = match step.role {
        Role::Origin => "origin",
        Role::Switch => "yields",
        Role::Interference => "meddles",
        Role::Act => "act",
    };
    let shape = match step.role {
        // Where control is given up there is a gap in the dot.
        Role::Switch => format!("<circle class=\"ring\" cx=\"{x}\" cy=\"{y}\" r=\"6\"/>"),
        Role::Act => format!(
            "<circle class=\"halo\" cx=\"{x}\" cy=\"{y}\" r=\"11\"/><circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"6\"/>"
        ),
        _ => format!("<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"6\"/>"),
    };
    let line = step.range.start.line.to_string();
    let left = x + 18;
    let code = cut(&step.code, room.saturating_sub(line.len() + 1));
    let note = step.note.replace('`', "");
    let note = step.path.as_ref().map_or(note.clone(), |path| format!("{note}, in {path}"));
    format!(
        "<g class=\"{task} {role}\">{shape}<text class=\"code\" x=\"{left}\" y=\"{}\"><tspan class=\"line\">{line}</tspan> {}</text>\
         <text class=\"note\" x=\"{left}\" y=\"{}\">{}</text></g>",
        y,
        escape(&code),
        y + 17,
        escape(&cut(&note, room + 6))
    )
}

/// The interleaving in words, for who cannot see it.
fn told(entry: &Entry) -> String {
    let step = |step: &Row| {
        let task = if step.task == Task::First { "First task" } else { "Second task" };
        let file = step.path.as_ref().map_or(String::new(), |path| format!(" of {path}"));
        format!("{task}, line {}{file}: {}.", step.range.start.line, step.note)
    };
    entry.witness.steps.iter().map(step).collect::<Vec<_>>().join(" ")
}

/// Who touches the gravest places: functions on the left, places on the right, writes as lines and reads as dashes. None
/// where nothing is shared.
pub(super) fn state(places: &[&Place]) -> Option<String> {
    let shown: Vec<&Place> = places.iter().copied().take(MOST_PLACES).collect();
    // Who touches most comes first; what is left out is in the table.
    let mut touched: BTreeMap<&str, usize> = BTreeMap::new();
    for access in shown.iter().flat_map(|place| place.writes.iter().chain(&place.reads)) {
        *touched.entry(&access.function).or_default() += 1;
    }
    let mut functions: Vec<(&str, usize)> = touched.into_iter().collect();
    functions.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    functions.truncate(MOST_FUNCTIONS);
    // Each function at the height of the places that it touches, so that few lines cross.
    let height_of = |function: &str| {
        let mut at = shown
            .iter()
            .enumerate()
            .filter(|(_, place)| place.writes.iter().chain(&place.reads).any(|access| access.function == function));
        at.next().map_or(usize::MAX, |(at, _)| at)
    };
    functions.sort_by_key(|(function, _)| (height_of(function), *function));
    if shown.is_empty() || functions.is_empty() {
        return None;
    }
    let row = 26;
    let rows = shown.len().max(functions.len());
    let height = rows * row + 24;
    let y = |index: usize, count: usize| 24 + (index * 2 + 1) * (rows * row) / (2 * count.max(1));
    let (left, right) = (WIDTH * 2 / 5, WIDTH * 3 / 5);
    let mut out = format!(
        "<svg class=\"state\" viewBox=\"0 0 {WIDTH} {height}\" role=\"group\" aria-labelledby=\"state-t state-d\">\
         <title id=\"state-t\">Who touches which state</title>\
         <desc id=\"state-d\">The table below says the same in words. Functions are on the left, places on the right; solid lines are writes, dashed ones reads.</desc>\
         <text class=\"head\" x=\"{}\" y=\"14\" text-anchor=\"end\">functions</text><text class=\"head\" x=\"{}\" y=\"14\">places</text>",
        left - 14,
        right + 14
    );
    for (index, (function, _)) in functions.iter().enumerate() {
        let (y, name) = (y(index, functions.len()), if function.is_empty() { "(module)" } else { function });
        let _ = write!(
            out,
            "<text class=\"name\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text><circle class=\"end\" cx=\"{left}\" cy=\"{y}\" r=\"3\"/>",
            left - 14,
            y + 4,
            escape(&cut(name, 46))
        );
    }
    for (index, place) in shown.iter().enumerate() {
        let there = y(index, shown.len());
        let class = verdict_class(place.verdict);
        let _ = write!(
            out,
            "<g class=\"place {class}\" tabindex=\"0\" role=\"img\"><title>{}: {}</title>",
            escape(&place.place),
            escape(&place.why)
        );
        let middle = (left + right) / 2;
        let mut drawn: BTreeSet<(usize, bool)> = BTreeSet::new();
        let touches =
            place.writes.iter().map(|access| (access, true)).chain(place.reads.iter().map(|access| (access, false)));
        for (access, writes) in touches {
            let Some(from) = functions.iter().position(|(function, _)| *function == access.function) else { continue };
            if !drawn.insert((from, writes)) || !writes && drawn.contains(&(from, true)) {
                continue;
            }
            let here = y(from, functions.len());
            let sort = if writes { "writes" } else { "reads" };
            let _ = write!(
                out,
                "<path class=\"{sort}\" d=\"M{left} {here}C{middle} {here} {middle} {there} {right} {there}\"/>"
            );
        }
        let lock = place
            .guarded_by
            .first()
            .map_or(String::new(), |guard| format!(" 🔒 {}", guard.lock.rsplit('.').next().unwrap_or(&guard.lock)));
        let _ = write!(
            out,
            "<circle class=\"knot\" cx=\"{right}\" cy=\"{there}\" r=\"6\"/><text class=\"name\" x=\"{}\" y=\"{}\">{}<tspan class=\"lock\">{}</tspan></text></g>",
            right + 14,
            there + 4,
            escape(&cut(&place.place, 38)),
            escape(&cut(&lock, 18))
        );
    }
    Some(out + "</svg>")
}

/// The class of a verdict, for its colour.
pub(super) fn verdict_class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Hazard => "bad",
        Verdict::PartlyGuarded | Verdict::Open => "mixed",
        _ => "good",
    }
}

/// Which lock is taken while which is held: an arrow from the one held to the one taken. None where there is none.
pub(super) fn locks(orders: &[Order]) -> Option<String> {
    let names: BTreeSet<&str> = orders.iter().flat_map(|order| [order.held.as_str(), order.taken.as_str()]).collect();
    let names: Vec<&str> = names.into_iter().take(MOST_LOCKS).collect();
    if names.is_empty() {
        return None;
    }
    let height = 90 + names.len() * 34;
    let (cx, cy) = (WIDTH as f64 / 2.0, height as f64 / 2.0);
    let (rx, ry) = (WIDTH as f64 * 0.3, height as f64 / 2.0 - 40.0);
    let spot = |index: usize| {
        let turn = std::f64::consts::TAU * index as f64 / names.len() as f64 - std::f64::consts::FRAC_PI_2;
        (cx + rx * turn.cos(), cy + ry * turn.sin())
    };
    let turned = inverted(orders);
    let mut out = format!(
        "<svg class=\"locks\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"locks-t locks-d\">\
         <title id=\"locks-t\">Which lock is taken while which is held</title>\
         <desc id=\"locks-d\">The table below says the same in words. Red arrows lie on a cycle.</desc>\
         <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto-start-reverse\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>"
    );
    let mut drawn: BTreeSet<(&str, &str)> = BTreeSet::new();
    for order in orders {
        let (Some(from), Some(to)) =
            (names.iter().position(|name| *name == order.held), names.iter().position(|name| *name == order.taken))
        else {
            continue;
        };
        if from == to || !drawn.insert((&order.held, &order.taken)) {
            continue;
        }
        let ((x1, y1), (x2, y2)) = (spot(from), spot(to));
        // Bent to one side, so that both of two opposite arrows are seen.
        let (mx, my) = ((x1 + x2) / 2.0 + (y2 - y1) * 0.16, (y1 + y2) / 2.0 - (x2 - x1) * 0.16);
        let (length, gap) = (((x2 - mx).powi(2) + (y2 - my).powi(2)).sqrt().max(1.0), 16.0);
        let (x2, y2) = (x2 - (x2 - mx) / length * gap, y2 - (y2 - my) / length * gap);
        let class = if turned.contains(&(order.held.as_str(), order.taken.as_str())) { "arrow cycle" } else { "arrow" };
        let _ = write!(
            out,
            "<path class=\"{class}\" marker-end=\"url(#tip)\" d=\"M{x1:.0} {y1:.0}Q{mx:.0} {my:.0} {x2:.0} {y2:.0}\"><title>{} is taken under {} in {}</title></path>",
            escape(&order.taken),
            escape(&order.held),
            escape(&order.function)
        );
    }
    for (index, name) in names.iter().enumerate() {
        let (x, y) = spot(index);
        let (anchor, dx) = match x {
            x if x > cx + 40.0 => ("start", 16.0),
            x if x < cx - 40.0 => ("end", -16.0),
            _ => ("middle", 0.0),
        };
        let dy = if dx == 0.0 { if y < cy { -16.0 } else { 26.0 } } else { 4.0 };
        let _ = write!(
            out,
            "<circle class=\"knot\" cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"7\"/><text class=\"name\" x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"{anchor}\">{}</text>",
            x + dx,
            y + dy,
            escape(&cut(name, 34))
        );
    }
    Some(out + "</svg>")
}

/// The pairs of locks on a cycle: of each, the second leads back to the first.
pub(super) fn inverted(orders: &[Order]) -> BTreeSet<(&str, &str)> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for order in orders {
        next.entry(&order.held).or_default().insert(&order.taken);
    }
    let leads = |from: &str, to: &str| {
        let (mut queue, mut seen) = (vec![from], BTreeSet::new());
        while let Some(at) = queue.pop() {
            if at == to {
                return true;
            }
            if seen.insert(at) {
                queue.extend(next.get(at).into_iter().flatten());
            }
        }
        false
    };
    let pairs = orders.iter().map(|order| (order.held.as_str(), order.taken.as_str()));
    pairs.filter(|(held, taken)| held != taken && leads(taken, held)).collect()
}
