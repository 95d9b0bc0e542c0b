//! One function of a program, and the list of them, which notes who is looked at.

use super::asked::{Log, Question};
use crate::facts::Function;
use crate::flow::{ByPlace, HeldLocks, Leading, Spoken, Tape, held};
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::cell::{Cell, OnceCell};
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

/// For events that stand for what a callee does: the unit and the event they come from.
pub type Via = FxHashMap<u32, (u32, u32)>;

/// A tape: that of the facts, or one with the effects of calls in it, which is kept from one audit to the next.
pub enum Strand<'a> {
    /// As the facts have it.
    Own(&'a Function),
    /// With what its callees do.
    Woven(Arc<Function>),
}

impl Deref for Strand<'_> {
    type Target = Function;

    fn deref(&self) -> &Function {
        match self {
            Strand::Own(function) => function,
            Strand::Woven(function) => function,
        }
    }
}

/// One function of the program, with what its callees do woven into its tape.
pub struct Unit<'a> {
    /// Its tape.
    pub function: Strand<'a>,
    /// Where its item begins, in bytes of the file.
    pub offset: u32,
    /// Which item it belongs to.
    pub item: u32,
    /// Its index among the functions of its item.
    pub index: u32,
    /// Where the events that were woven in come from.
    pub via: Arc<Via>,
    /// Code that is not among the units may call it.
    pub is_open: bool,
    /// Equal for units whose own tapes, before anything is woven in, are the same.
    pub(super) base: u64,
    locks: OnceCell<HeldLocks>,
    spoken: OnceCell<Spoken>,
    leading: Leading,
    by_place: ByPlace,
    spent: Rc<Cell<u32>>,
}

impl<'a> Unit<'a> {
    /// A function before anything is woven into it.
    pub(super) fn new(
        function: &'a Function,
        offset: u32,
        item: u32,
        index: u32,
        base: u64,
        common: &Common,
    ) -> Unit<'a> {
        Unit {
            function: Strand::Own(function),
            offset,
            item,
            index,
            via: common.nothing.clone(),
            is_open: function.is_public,
            base,
            locks: OnceCell::new(),
            spoken: OnceCell::new(),
            leading: Leading::default(),
            by_place: ByPlace::default(),
            spent: common.spent.clone(),
        }
    }

    /// The tape, to be searched.
    pub fn tape(&self) -> Tape<'_> {
        Tape { function: &self.function, spent: &self.spent, leading: &self.leading, by_place: &self.by_place }
    }

    /// Which events it has, found when first asked for.
    pub fn spoken(&self) -> &Spoken {
        self.spoken.get_or_init(|| Spoken::of(&self.function))
    }

    /// The locks held along the tape, found when first asked for.
    pub fn held(&self) -> &HeldLocks {
        self.locks.get_or_init(|| held(&self.function))
    }

    /// A span of the function's item, in bytes of the file.
    pub fn span(&self, span: Span) -> Span {
        span.shifted(self.offset)
    }
}

/// What the units of a program share.
#[derive(Default)]
pub(super) struct Common {
    nothing: Arc<Via>,
    /// Steps of all searches since a judgement began.
    pub spent: Rc<Cell<u32>>,
}

/// The units of a program in order of position. Whoever looks at one is noted.
pub struct Units<'a> {
    list: Vec<Unit<'a>>,
    log: Rc<Log>,
}

impl<'a> Units<'a> {
    pub(super) fn new(list: Vec<Unit<'a>>, log: Rc<Log>) -> Units<'a> {
        Units { list, log }
    }

    /// A unit.
    pub fn get(&self, unit: usize) -> Option<&Unit<'a>> {
        self.log.ask(Question::Unit(unit as u32));
        self.list.get(unit)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them: whoever asks that depends on every line of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, Unit<'a>> {
        self.log.ask(Question::All);
        self.list.iter()
    }

    /// The same for who answers for it otherwise.
    pub(super) fn unnoted(&self) -> &[Unit<'a>] {
        &self.list
    }

    pub(super) fn get_mut(&mut self, unit: usize) -> Option<&mut Unit<'a>> {
        self.list.get_mut(unit)
    }
}

/// For each unit other units, by the index of what leads to them.
pub struct Links {
    list: Vec<FxHashMap<u32, u32>>,
    log: Rc<Log>,
}

impl Links {
    pub(super) fn new(list: Vec<FxHashMap<u32, u32>>, log: Rc<Log>) -> Links {
        Links { list, log }
    }

    /// Those of one unit.
    pub fn get(&self, unit: usize) -> Option<&FxHashMap<u32, u32>> {
        self.log.ask(Question::Unit(unit as u32));
        self.list.get(unit)
    }

    pub(super) fn unnoted(&self) -> &[FxHashMap<u32, u32>] {
        &self.list
    }
}
