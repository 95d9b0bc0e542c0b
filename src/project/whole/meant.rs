//! What the places of each file mean to all: found once, asked again and again.

use super::canon::{Owned, Owner, Part, part};
use super::digest::Digest;
use super::index::Index;
use crate::facts::MAX_STEPS;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// What the places of a digest mean, by their index there.
#[derive(Debug, Default)]
pub(super) struct Meant {
    owners: Vec<Owner>,
    /// What is touched by each place, and what is called by it.
    of: Vec<(Meaning, Meaning)>,
}

/// What a place means: which of the owners, and how many steps it is from there, in the lowest bits.
type Meaning = u32;

/// What no other file can mean.
const NOTHING: Meaning = u32::MAX;

/// In so many bits there is room for all steps of a place.
const STEP_BITS: u32 = (MAX_STEPS as u32).ilog2() + 1;

/// Of a file of which nothing is known.
pub(super) static UNKNOWN: Meant = Meant { owners: Vec::new(), of: Vec::new() };

impl Meant {
    fn new(index: &Index, file: u32, digest: &Digest) -> Meant {
        let mut owners: Vec<Owner> = Vec::new();
        let mut known: FxHashMap<Owner, u32> = FxHashMap::default();
        let mut add = |meant: Option<Owned>| {
            let Some((owner, steps)) = meant else { return NOTHING };
            let at = *known.entry(owner).or_insert_with(|| {
                owners.push(owner);
                owners.len() as u32 - 1
            });
            at << STEP_BITS | steps.len() as u32
        };
        let of =
            digest.places.iter().map(|place| (add(index.owner(file, place, false)), add(index.called(file, place))));
        let of = of.collect();
        owners.shrink_to_fit();
        Meant { owners, of }
    }

    /// Whose the storage is that a place of the digest names: [`Index::owner`].
    pub fn touched<'p>(&self, digest: &'p Digest, place: u32) -> Option<Owned<'p>> {
        self.owned(digest, place, self.of.get(place as usize)?.0)
    }

    /// What is called by a place of the digest: [`Index::called`].
    pub fn called<'p>(&self, digest: &'p Digest, place: u32) -> Option<Owned<'p>> {
        self.owned(digest, place, self.of.get(place as usize)?.1)
    }

    fn owned<'p>(&self, digest: &'p Digest, place: u32, meaning: Meaning) -> Option<Owned<'p>> {
        let owner = *self.owners.get((meaning >> STEP_BITS) as usize)?;
        let steps = &digest.places.get(place as usize)?.path;
        let before = steps.len().checked_sub((meaning & ((1 << STEP_BITS) - 1)) as usize)?;
        Some((owner, steps.get(before..)?))
    }
}

/// Who touches what.
#[derive(Debug, Default)]
pub(super) struct Touching {
    /// By the owner of a place and its first step, where in the list those are who speak of it.
    parts: FxHashMap<Part, (u32, u32)>,
    /// Functions by file and index, in order for each part.
    guests: Vec<(u32, u32)>,
    /// What somebody does more with than to call it.
    used: FxHashSet<Part>,
}

/// What the functions of a file touch, each with its index there.
#[derive(Default)]
struct OfFile {
    touched: Vec<(Part, u32)>,
    used: Vec<Part>,
}

impl Touching {
    fn of_file(index: &Index, file: u32, digest: &Digest, meant: &Meant) -> OfFile {
        let is_heard = |part: &Part| index.is_heard_by(file, part.0);
        let is_function = |part: &Part| index.has_function(part.0, part.1);
        let mut of_file = OfFile::default();
        for (at, function) in (0..).zip(&digest.functions) {
            // What a test does is no news to anybody.
            if function.is_test {
                continue;
            }
            let begin = of_file.touched.len();
            let places = function.touches.iter().filter_map(|touch| meant.touched(digest, touch.place));
            let called = function.calls.iter().filter_map(|call| meant.called(digest, call.callee));
            for part in places.chain(called).map(part).filter(is_heard) {
                let known = of_file.touched.get(begin..).unwrap_or(&[]);
                if !known.contains(&(part, at)) {
                    of_file.touched.push((part, at));
                }
            }
            let used = function.touches.iter().filter(|touch| !touch.only_called);
            let used = used.filter_map(|touch| meant.called(digest, touch.place)).map(part);
            of_file.used.extend(used.filter(|part| is_function(part) && is_heard(part)));
        }
        of_file
    }

    fn join(files: &[(u32, OfFile)]) -> Touching {
        let mut touching = Touching::default();
        for (_, of_file) in files {
            touching.used.extend(of_file.used.iter().copied());
            for (part, _) in &of_file.touched {
                touching.parts.entry(*part).or_insert((0, 0)).1 += 1;
            }
        }
        let mut room = 0;
        for (start, count) in touching.parts.values_mut() {
            *start = room;
            room += *count;
            *count = 0;
        }
        touching.guests = vec![(0, 0); room as usize];
        for (file, of_file) in files {
            for (part, at) in &of_file.touched {
                let Some((start, count)) = touching.parts.get_mut(part) else { continue };
                if let Some(guest) = touching.guests.get_mut((*start + *count) as usize) {
                    *guest = (*file, *at);
                }
                *count += 1;
            }
        }
        touching
    }

    /// The functions that speak of a place, in order.
    pub fn guests(&self, part: Part) -> &[(u32, u32)] {
        let range = self.parts.get(&part).map(|(start, count)| *start as usize..(*start + *count) as usize);
        range.and_then(|range| self.guests.get(range)).unwrap_or(&[])
    }

    /// True for a function that somebody hands on, or keeps.
    pub fn is_used(&self, part: Part) -> bool {
        self.used.contains(&part)
    }

    /// The parts of which somebody speaks.
    pub fn parts(&self) -> impl Iterator<Item = Part> + '_ {
        self.parts.keys().copied()
    }
}

impl Index {
    /// What the places of each file mean, and who touches what.
    pub(super) fn meanings(&self) -> (Vec<Option<Arc<Meant>>>, Touching) {
        let all: Vec<(u32, &Digest)> = self.all().collect();
        let of_file = |(file, digest): (u32, &Digest)| {
            let meant = Meant::new(self, file, digest);
            let of_file = Touching::of_file(self, file, digest, &meant);
            (file, Arc::new(meant), of_file)
        };
        let found: Vec<(u32, Arc<Meant>, OfFile)> = all.into_par_iter().map(of_file).collect();
        let mut meant: Vec<Option<Arc<Meant>>> = vec![None; self.paths().len()];
        let mut files = Vec::with_capacity(found.len());
        for (file, known, of_file) in found {
            meant.get_mut(file as usize).into_iter().for_each(|slot| *slot = Some(known.clone()));
            files.push((file, of_file));
        }
        (meant, Touching::join(&files))
    }
}
