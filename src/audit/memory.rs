//! What was judged before and still holds: of the functions of a document only those are judged again that changed, or
//! that looked at something that changed.
//!
//! A judgement is of one function under one rule. It stands while the function is the same, and each question that was
//! asked on the way, of the program and of what the file declares, has the same answer. What is kept is the decision, not
//! its words: spans, texts and lines are told anew from the document as it is.

use super::Finding;
use super::judge::{Case, Decision, Judge, decide, may_decide, tell};
use crate::facts::{self, Context};
use crate::flow::Words;
use crate::project::{Question, Unit};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The judgements of the last audit of a document.
#[derive(Debug, Default)]
pub struct Memory {
    /// By the print of the unit.
    units: FxHashMap<u64, Known>,
    /// The rules that were judged.
    rules: u64,
    context: Option<Arc<Context>>,
    /// By the number of the rules.
    worth: FxHashMap<u64, Worth>,
    judged: u64,
}

/// Which rules may decide something, by the words and the length of a function: it depends on nothing else, and few functions
/// differ in them.
#[derive(Debug, Default)]
struct Worth {
    /// No sentence of theirs has more acts: of functions of more steps one is as good as another.
    longest: usize,
    known: FxHashMap<(Words, usize), Arc<[u32]>>,
}

/// What is known of one unit: the rules that found something or asked something.
#[derive(Debug, Default)]
struct Known {
    judgements: Vec<Judgement>,
    used: bool,
}

/// One rule on one unit.
#[derive(Debug)]
struct Judgement {
    rule: u32,
    decisions: Vec<Decision>,
    asked: Vec<(Question, u64)>,
    asked_of_context: FxHashSet<facts::Question>,
}

impl Memory {
    /// All findings of the rules in a document, rule by rule and function by function.
    pub fn judge(&mut self, rules: &[Judge], case: &Case, context: &Arc<Context>) -> Vec<Finding> {
        let different = self.catch_up(rules, context);
        let worth = self.worth.entry(self.rules).or_insert_with(|| Worth::new(rules));
        let mut decided: Vec<(u32, u32, &Decision)> = Vec::new();
        for unit in 0..case.program.own {
            let print = case.program.print_of(unit);
            match self.units.get_mut(&print) {
                Some(known) => {
                    known.used = true;
                    for judgement in &mut known.judgements {
                        if !judgement.stands(case, &different) {
                            self.judged += 1;
                            *judgement = judge(rules, judgement.rule, case, unit);
                        }
                    }
                }
                None => {
                    // Of most rules a function has not the words.
                    let this = case.program.units.get(unit as usize).filter(|this| !this.function.incomplete);
                    let worth_it = this.map(|this| worth.of(rules, this)).unwrap_or_default();
                    let judgements =
                        worth_it.iter().map(|rule| judge(rules, *rule, case, unit)).filter(|made| !made.is_plain());
                    self.judged += 1;
                    let known = Known { judgements: judgements.collect(), used: true };
                    self.units.insert(print, known);
                }
            }
        }
        self.units.retain(|_, known| std::mem::take(&mut known.used));
        for unit in 0..case.program.own {
            let known = self.units.get(&case.program.print_of(unit));
            for judgement in known.iter().flat_map(|known| &known.judgements) {
                decided.extend(judgement.decisions.iter().map(|decision| (judgement.rule, unit, decision)));
            }
        }
        decided.sort_by_key(|(rule, unit, _)| (*rule, *unit));
        let mut findings = Vec::new();
        let mut spans: FxHashSet<(u32, u32, u32)> = FxHashSet::default();
        let mut places: FxHashSet<(u32, u32, u32)> = FxHashSet::default();
        for (rule, unit, decision) in decided {
            let Some(finding) = rules.get(rule as usize).and_then(|judge| tell(judge, case, unit, decision)) else {
                continue;
            };
            // One finding for each span, and one for each place of a function.
            let first_here = spans.insert((rule, finding.span.start, finding.span.end));
            let first_of_place = decision.place().is_none_or(|place| places.insert((rule, unit, place)));
            if first_here && first_of_place {
                findings.push(finding);
            }
        }
        findings
    }

    /// How many functions were judged so far, under all rules or once more under one.
    pub fn judged(&self) -> u64 {
        self.judged
    }

    /// Forgets everything.
    pub fn forget(&mut self) {
        *self = Memory { judged: self.judged, worth: std::mem::take(&mut self.worth), ..Memory::default() };
    }

    /// What the context answers otherwise than last time.
    fn catch_up(&mut self, rules: &[Judge], context: &Arc<Context>) -> FxHashSet<facts::Question> {
        let mut hasher = FxHasher::default();
        for rule in rules {
            (rule.rule, std::ptr::from_ref(rule.hazards).cast::<()>() as usize, rule.hazards.len()).hash(&mut hasher);
        }
        let of_rules = hasher.finish();
        if self.rules != of_rules {
            self.forget();
            self.rules = of_rules;
        }
        let before = self.context.replace(context.clone());
        before
            .filter(|before| !Arc::ptr_eq(before, context))
            .map(|before| before.differences(context))
            .unwrap_or_default()
    }
}

impl Judgement {
    /// True where all that was asked still has the same answer.
    fn stands(&self, case: &Case, different: &FxHashSet<facts::Question>) -> bool {
        self.asked.iter().all(|(question, answer)| case.program.answer(question) == *answer)
            && self.asked_of_context.is_disjoint(different)
    }

    /// Nothing was found, nor asked: that depends on the function alone.
    fn is_plain(&self) -> bool {
        self.decisions.is_empty() && self.asked.is_empty() && self.asked_of_context.is_empty()
    }
}

impl Worth {
    fn new(rules: &[Judge]) -> Worth {
        let acts = rules.iter().flat_map(|rule| rule.hazards).map(|hazard| hazard.path.acts().count());
        Worth { longest: acts.max().unwrap_or(0), known: FxHashMap::default() }
    }

    /// The rules of which some sentence may hold in a function.
    fn of(&mut self, rules: &[Judge], this: &Unit) -> Arc<[u32]> {
        let key = (this.spoken().all, this.function.events.len().min(self.longest));
        let found = || (0..).zip(rules).filter(|(_, rule)| may_decide(rule, this)).map(|(at, _)| at).collect();
        self.known.entry(key).or_insert_with(found).clone()
    }
}

fn judge(rules: &[Judge], rule: u32, case: &Case, unit: u32) -> Judgement {
    case.program.begin(unit);
    case.context.take();
    let decisions = rules.get(rule as usize).map(|judge| decide(judge, case, unit)).unwrap_or_default();
    Judgement { rule, decisions, asked: case.program.end(), asked_of_context: case.context.take() }
}
