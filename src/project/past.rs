//! What is kept of the program of a document for the next one: tapes with the effects of calls in them.

use super::splice::{Effect, Origin};
use crate::facts::Function;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The woven tapes of the last program of a document, by all that they are made of.
#[derive(Debug, Default)]
pub struct Past {
    kept: FxHashMap<u64, Kept>,
}

#[derive(Debug)]
struct Kept {
    woven: Woven,
    used: bool,
}

/// Where the events that come from callees stand there, by event.
pub(super) type Origins = FxHashMap<u32, Origin>;

/// What weaving one unit came to.
#[derive(Clone, Debug)]
pub(super) struct Woven {
    /// The tape and where its new events come from; none where nothing was added.
    pub tape: Option<(Arc<Function>, Arc<Origins>)>,
    /// What callers see of it.
    pub effects: Option<Arc<Vec<Effect>>>,
}

impl Past {
    /// What was made of the same before.
    pub(super) fn recall(&mut self, key: u64) -> Option<Woven> {
        let kept = self.kept.get_mut(&key)?;
        kept.used = true;
        Some(kept.woven.clone())
    }

    /// Keeps what was made.
    pub(super) fn keep(&mut self, key: u64, woven: Woven) {
        self.kept.insert(key, Kept { woven, used: true });
    }

    /// Drops what the program just made has no use for.
    pub(super) fn tidy(&mut self) {
        self.kept.retain(|_, kept| std::mem::take(&mut kept.used));
    }

    /// Forgets everything.
    pub fn forget(&mut self) {
        self.kept.clear();
    }
}
