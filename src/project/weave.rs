//! What calls do, woven into the tapes of a program, callees first.
//!
//! Functions that call each other in a circle see each what the others do: what each does is found again and again until nothing
//! is new, a few times at most. A function does not see what it does itself through others.

use super::past::{Past, Woven};
use super::program::{Program, hash_of};
use super::splice::{Effect, Origin, Splice, Spliced, all_effects, effects, limited, splice};
use super::unit::{Links, Strand};
use crate::facts::{Function, Place, Word};
use crate::syntax::Language;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::sync::Arc;

/// What the functions of a circle do to each other is followed so many times round.
const MAX_ROUNDS: usize = 4;

/// Of a circle with more functions than this each sees only what is woven before it.
const MAX_CIRCLE: usize = 48;

/// The links of a unit that has none.
static NOTHING: FxHashMap<u32, u32> = FxHashMap::with_hasher(FxBuildHasher);

/// What weaving has come to so far.
struct Weaving<'w> {
    language: &'w Language,
    past: &'w mut Past,
    /// What each unit does, where that is found.
    effects: Vec<Option<Arc<Vec<Effect>>>>,
    /// A number for all that the tape of a unit is made of, where that is woven.
    keys: Vec<Option<u64>>,
}

impl Program<'_> {
    /// Weaves the effects of calls into the tapes of their callers. Answers for each unit a number for all that its tape is made of.
    pub(super) fn weave(&mut self, language: &Language, past: &mut Past) -> Vec<u64> {
        let wanted = self.wanted();
        let count = self.units.len();
        let mut weaving = Weaving { language, past, effects: vec![None; count], keys: vec![None; count] };
        for circle in circles(&wanted, &|unit| self.runs(unit)) {
            if circle.len() > 1 && circle.len() <= MAX_CIRCLE {
                self.weave_circle(&circle, &mut weaving);
                continue;
            }
            for unit in circle {
                let key = self.key(unit, &weaving.keys);
                self.weave_one(unit, key, &mut weaving);
            }
        }
        let Weaving { keys, .. } = weaving;
        let key = |(at, key): (u32, &Option<u64>)| key.unwrap_or_else(|| self.key(at, &keys));
        let prints = (0..).zip(&keys).map(key).collect();
        past.tidy();
        prints
    }

    /// The units that a unit calls, starts or lends to others.
    fn runs(&self, unit: u32) -> Vec<u32> {
        let links = [&self.callees, &self.started].map(|links: &Links| links.unnoted().get(unit as usize));
        let mut next: Vec<u32> = links.into_iter().flatten().flat_map(|links| links.values().copied()).collect();
        next.extend(self.lent(unit));
        if next.len() > 1 {
            next.sort_unstable();
            next.dedup();
        }
        next
    }

    /// A number for all that the woven tape of a unit is made of: its own tape, and that of each callee as far as it is
    /// woven by now.
    fn key(&self, at: u32, keys: &[Option<u64>]) -> u64 {
        let one = |(by, target): (&u32, &u32)| {
            let woven = keys.get(*target as usize).copied().flatten();
            let made_of = woven.or_else(|| self.units.unnoted().get(*target as usize).map(|unit| unit.base));
            hash_of((by, target, woven.is_some(), made_of))
        };
        // Added up, since a table of hashes has no order.
        let links =
            |links: &Links| links.unnoted().get(at as usize).into_iter().flatten().map(one).fold(0, u64::wrapping_add);
        let base = self.units.unnoted().get(at as usize).map(|unit| unit.base);
        let lent = self.lent(at).map(|closure| one((&closure, &closure))).fold(0, u64::wrapping_add);
        hash_of((at, base, links(&self.callees), links(&self.started), lent, self.kin_print))
    }

    /// The units whose tapes matter: those that suspend, spawn or hold locks, and all that they call.
    fn wanted(&self) -> Vec<bool> {
        let mut wanted = vec![false; self.units.len()];
        let mut queue: Vec<u32> = (0..self.units.len() as u32)
            .filter(|unit| {
                self.units.unnoted().get(*unit as usize).is_some_and(|unit| {
                    unit.function.is_async
                        || unit.function.events.iter().any(|event| {
                            matches!(event.word, Word::Suspend | Word::Spawn | Word::Acquire | Word::Block)
                        })
                })
            })
            .collect();
        while let Some(unit) = queue.pop() {
            if let Some(known) = wanted.get_mut(unit as usize)
                && !*known
            {
                *known = true;
                if let Some(callees) = self.callees.unnoted().get(unit as usize) {
                    queue.extend(callees.values().copied());
                }
                if let Some(started) = self.started.unnoted().get(unit as usize) {
                    queue.extend(started.values().copied());
                }
                queue.extend(self.lent(unit));
            }
        }
        wanted
    }

    /// The closures that a unit lends to what it calls.
    fn lent(&self, unit: u32) -> impl Iterator<Item = u32> + '_ {
        let this = self.units.unnoted().get(unit as usize);
        let base = unit - this.map_or(0, |this| this.index);
        let calls = this.into_iter().flat_map(|this| &this.function.calls);
        calls.flat_map(move |call| call.lends.iter().map(move |closure| base + closure))
    }

    fn weave_one(&mut self, at: u32, key: u64, weaving: &mut Weaving) {
        let made = match weaving.past.recall(key) {
            Some(known) => known,
            None => {
                let lookup = |callee: u32| -> Option<(&Function, &[Effect])> {
                    let function = &self.units.unnoted().get(callee as usize)?.function;
                    Some((function, weaving.effects.get(callee as usize)?.as_ref()?.as_slice()))
                };
                let Some(unit) = self.units.unnoted().get(at as usize) else { return };
                let spliced = self.spliced(at, weaving.language, &lookup);
                let tape = spliced.map(|spliced| (Arc::new(spliced.function), Arc::new(spliced.via)));
                let (function, via) =
                    tape.as_ref().map_or((&*unit.function, &unit.via), |(function, via)| (&**function, via));
                let woven = Woven { effects: Some(Arc::new(effects(at, function, via))), tape };
                weaving.past.keep(key, woven.clone());
                woven
            }
        };
        self.take(at, key, made, weaving);
    }

    /// The tape of a unit becomes what was woven.
    fn take(&mut self, at: u32, key: u64, made: Woven, weaving: &mut Weaving) {
        if let Some((function, via)) = made.tape
            && let Some(unit) = self.units.get_mut(at as usize)
        {
            unit.function = Strand::Woven(function);
            unit.via = via;
        }
        if let Some(slot) = weaving.effects.get_mut(at as usize) {
            *slot = made.effects;
        }
        if let Some(slot) = weaving.keys.get_mut(at as usize) {
            *slot = Some(key);
        }
    }

    fn spliced<'u>(
        &'u self,
        at: u32,
        language: &'u Language,
        lookup: &'u dyn Fn(u32) -> Option<(&'u Function, &'u [Effect])>,
    ) -> Option<Spliced> {
        splice(&Splice {
            at,
            own: self.own,
            unit: self.units.unnoted().get(at as usize)?,
            callees: self.callees.unnoted().get(at as usize).unwrap_or(&NOTHING),
            started: self.started.unnoted().get(at as usize).unwrap_or(&NOTHING),
            language,
            kin: self.kin,
            lookup,
        })
    }

    /// Weaves functions that call each other.
    fn weave_circle(&mut self, circle: &[u32], weaving: &mut Weaving) {
        let keys: Vec<u64> = circle.iter().map(|unit| self.key(*unit, &weaving.keys)).collect();
        let all = hash_of(&keys);
        let keys: Vec<u64> = keys.into_iter().map(|key| hash_of((key, all))).collect();
        let known: Option<Vec<Woven>> = keys.iter().map(|key| weaving.past.recall(*key)).collect();
        let made = known.unwrap_or_else(|| {
            let made = self.round(circle, weaving);
            for (key, woven) in keys.iter().zip(&made) {
                weaving.past.keep(*key, woven.clone());
            }
            made
        });
        for ((unit, key), woven) in circle.iter().zip(keys).zip(made) {
            self.take(*unit, key, woven, weaving);
        }
    }

    /// Goes round a circle until nobody sees anything new. While it does, where an effect comes from is said by events of the tapes as
    /// they are before anything is woven in.
    fn round(&self, circle: &[u32], weaving: &Weaving) -> Vec<Woven> {
        let own: FxHashMap<u32, usize> = circle.iter().copied().zip(0..).collect();
        let nothing = FxHashMap::default();
        let tape = |unit: u32| self.units.unnoted().get(unit as usize).map(|unit| &*unit.function);
        let bare = |unit: &u32| tape(*unit).map_or_else(Vec::new, |tape| effects(*unit, tape, &nothing));
        let mut seen: Vec<Vec<Effect>> = circle.iter().map(bare).collect();
        let mut spliced: Vec<Option<Spliced>> = Vec::new();
        for _ in 0..MAX_ROUNDS {
            // A function does not see what it does itself through others.
            let without = |unit: u32| -> Vec<Vec<Effect>> {
                let others = seen.iter().map(|list| list.iter().filter(|effect| effect.origin.0 != unit).cloned());
                others.map(Iterator::collect).collect()
            };
            spliced = circle
                .iter()
                .map(|unit| {
                    let seen = without(*unit);
                    let lookup = |callee: u32| -> Option<(&Function, &[Effect])> {
                        let function = tape(callee)?;
                        let effects = match own.get(&callee) {
                            Some(at) => seen.get(*at)?.as_slice(),
                            None => weaving.effects.get(callee as usize)?.as_ref()?.as_slice(),
                        };
                        Some((function, effects)).filter(|_| callee != *unit)
                    };
                    self.spliced(*unit, weaving.language, &lookup)
                })
                .collect();
            let next: Vec<Option<Vec<Effect>>> = circle
                .iter()
                .zip(&spliced)
                .map(|(unit, spliced)| {
                    let Some(spliced) = spliced else { return None };
                    let mut origins = spliced.via.clone();
                    origins.extend(spliced.moved.iter().zip(0..).map(|(new, old)| (*new, (*unit, old))));
                    once_each(all_effects(*unit, &spliced.function, &origins))
                })
                .collect();
            let mut changed = false;
            for (known, next) in seen.iter_mut().zip(next) {
                // What is too much to follow is not followed further.
                let Some(next) = next.filter(|next| summary(next) != summary(known)) else { continue };
                *known = next;
                changed = true;
            }
            if !changed {
                break;
            }
        }
        // From now on events are those of the tapes that were woven.
        let settle = |(unit, event): Origin| {
            let moved = own.get(&unit).and_then(|at| spliced.get(*at)?.as_ref()?.moved.get(event as usize));
            (unit, moved.copied().unwrap_or(event))
        };
        let finish = |(spliced, mut effects): (&Option<Spliced>, Vec<Effect>)| {
            effects.iter_mut().for_each(|effect| effect.origin = settle(effect.origin));
            let via = |spliced: &Spliced| spliced.via.iter().map(|(at, origin)| (*at, settle(*origin))).collect();
            let tape = spliced.as_ref().map(|spliced| (Arc::new(spliced.function.clone()), Arc::new(via(spliced))));
            Woven { tape, effects: Some(Arc::new(effects)) }
        };
        spliced.iter().zip(seen).map(finish).collect()
    }
}

/// All effects, each place of each origin once; none where that is too much to follow.
fn once_each((list, passes): (Vec<Effect>, Vec<Effect>)) -> Option<Vec<Effect>> {
    let mut known: FxHashSet<(Origin, Option<Place>, Word)> = FxHashSet::default();
    let mut once = |list: Vec<Effect>| {
        let new = |effect: &Effect| known.insert((effect.origin, effect.place.clone(), effect.event.word));
        list.into_iter().filter(new).collect::<Vec<_>>()
    };
    let (list, passes) = (once(list), once(passes));
    limited(list, passes)
}

/// What of effects others can see.
fn summary(effects: &[Effect]) -> Vec<(Origin, &Option<Place>, bool, bool)> {
    effects.iter().map(|effect| (effect.origin, &effect.place, effect.late, effect.returned)).collect()
}

/// The units in the order in which they are woven, those that call each other together (Tarjan 1972). With a stack of our own: a chain
/// of calls may be long.
fn circles(wanted: &[bool], next: &dyn Fn(u32) -> Vec<u32>) -> Vec<Vec<u32>> {
    const NEW: u32 = u32::MAX;
    let mut found: Vec<Vec<u32>> = Vec::new();
    // When a unit was come to, and the earliest that it leads back to.
    let mut order: Vec<(u32, u32)> = vec![(NEW, NEW); wanted.len()];
    let mut open: Vec<u32> = Vec::new();
    let mut is_open: Vec<bool> = vec![false; wanted.len()];
    let mut count = 0;
    for root in 0..wanted.len() as u32 {
        if !wanted.get(root as usize).copied().unwrap_or(false) {
            continue;
        }
        let mut stack: Vec<(u32, Option<std::vec::IntoIter<u32>>)> = vec![(root, None)];
        while let Some((unit, rest)) = stack.last_mut() {
            let unit = *unit;
            let at = unit as usize;
            let rest = match rest {
                Some(rest) => rest,
                None => {
                    if order.get(at).is_none_or(|(come, _)| *come != NEW) {
                        stack.pop();
                        continue;
                    }
                    if let (Some(known), Some(flag)) = (order.get_mut(at), is_open.get_mut(at)) {
                        (*known, *flag) = ((count, count), true);
                    }
                    count += 1;
                    open.push(unit);
                    rest.insert(next(unit).into_iter())
                }
            };
            match rest.next() {
                Some(target) => {
                    let (come, _) = order.get(target as usize).copied().unwrap_or((0, 0));
                    if come == NEW {
                        stack.push((target, None));
                    } else if is_open.get(target as usize) == Some(&true)
                        && let Some((_, back)) = order.get_mut(at)
                    {
                        *back = (*back).min(come);
                    }
                }
                None => {
                    stack.pop();
                    let (come, back) = order.get(at).copied().unwrap_or((0, 0));
                    if let Some((_, around)) = stack.last().and_then(|(around, _)| order.get_mut(*around as usize)) {
                        *around = (*around).min(back);
                    }
                    if come == back {
                        let from = open.iter().rposition(|known| *known == unit).unwrap_or(0);
                        let mut circle = open.split_off(from);
                        for unit in &circle {
                            is_open.get_mut(*unit as usize).into_iter().for_each(|flag| *flag = false);
                        }
                        circle.sort_unstable();
                        found.push(circle);
                    }
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callees_come_first_and_circles_together() {
        // 0 calls 1, 1 and 2 call each other, 2 calls 3, 4 is not wanted.
        let calls = |unit: u32| match unit {
            0 => vec![1],
            1 => vec![2],
            2 => vec![1, 3],
            _ => vec![],
        };
        assert_eq!(circles(&[true, true, true, true, false], &calls), [vec![3], vec![1, 2], vec![0]]);
    }
}
