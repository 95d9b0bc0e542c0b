//! Which locks are certainly held at each event: a forward must-analysis over acquisitions.

use crate::facts::{ENTRY, Function, Word};

/// The acquisitions that are certainly in force at each event, as bit sets over the function's first 64 of them.
#[derive(Clone, Debug, Default)]
pub struct HeldLocks {
    acquisitions: Vec<u32>,
    at: Vec<u64>,
}

/// Solves the analysis for one function: a set at a point is the intersection of those on the ways there. Kildall's
/// iteration (POPL 1973) on a lattice of 64 bits, in the order in which points were made, which is nearly that of
/// control.
pub fn held(function: &Function) -> HeldLocks {
    let acquisitions: Vec<u32> = (0..function.events.len() as u32)
        .filter(|index| {
            function.event(*index).is_some_and(|event| event.word == Word::Acquire && !event.is_about_callback())
        })
        .take(64)
        .collect();
    if acquisitions.is_empty() {
        return HeldLocks::default();
    }
    let all = u64::MAX;
    let mut entering = vec![all; function.graph.len()];
    if let Some(first) = entering.get_mut(ENTRY as usize) {
        *first = 0;
    }
    let mut at = vec![0; function.events.len()];
    let mut again = true;
    let mut rounds = 0;
    while again && rounds < 16 {
        again = false;
        rounds += 1;
        for point in 0..function.graph.len() as u32 {
            let inside = entering.get(point as usize).copied().unwrap_or(0);
            let mut after = inside;
            if let Some(index) = function.graph.event(point)
                && let Some(event) = function.event(index)
            {
                if let Some(known) = at.get_mut(index as usize) {
                    *known = inside;
                }
                match event.word {
                    Word::Acquire => {
                        if let Some(bit) = acquisitions.iter().position(|acquired| *acquired == index) {
                            after |= 1 << bit;
                        }
                    }
                    Word::Release => {
                        for (bit, acquired) in acquisitions.iter().enumerate() {
                            if function.event(*acquired).is_some_and(|acquired| acquired.place == event.place) {
                                after &= !(1 << bit);
                            }
                        }
                    }
                    _ => {}
                }
            }
            for next in function.graph.next(point) {
                if let Some(known) = entering.get_mut(*next as usize)
                    && *known & after != *known
                {
                    *known &= after;
                    again = true;
                }
            }
        }
    }
    // Where nothing leads, nothing is known.
    for known in &mut at {
        if *known == all {
            *known = 0;
        }
    }
    HeldLocks { acquisitions, at }
}

impl HeldLocks {
    /// The acquisitions in force at an event, by event index.
    pub fn at(&self, event: u32) -> impl Iterator<Item = u32> + '_ {
        let set = self.at.get(event as usize).copied().unwrap_or(0);
        self.acquisitions.iter().enumerate().filter(move |(bit, _)| set >> bit & 1 == 1).map(|(_, acquired)| *acquired)
    }

    /// The acquisitions in force at both of two events.
    pub fn across(&self, one: u32, other: u32) -> impl Iterator<Item = u32> + '_ {
        self.at(one).filter(move |acquired| self.at(other).any(|also| also == *acquired))
    }
}
