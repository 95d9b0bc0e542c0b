//! What a judgement looked at beside its own function, so that it can stand until one of these is another.

use crate::facts::{Name, Place};
use rustc_hash::FxHashSet;
use std::cell::{Cell, RefCell};

/// Something that can be asked of a program.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    /// A unit: its tape with all that is woven in, what it calls, who enters it.
    Unit(u32),
    /// The flags that let one activation of a unit in at a time, or one for each key.
    Flights(u32, bool),
    /// Who calls a unit.
    Callers(u32),
    /// Which units speak of a place.
    Sharing(Place),
    /// Whether the objects of a class each belong to one activation.
    Private(Name),
    /// What the methods of a class are called.
    Methods(Name),
    /// Which threads may be in a unit.
    Lanes(u32),
    /// Under which locks a place is accessed, and what speaks for threads that share it.
    Accesses(Place),
    /// Whether no function of the file holds a syntax error.
    Whole,
    /// The whole program.
    All,
}

/// The questions of one judgement.
#[derive(Debug, Default)]
pub struct Log {
    /// The unit that is judged: what it asks of itself goes without saying.
    own: Cell<Option<u32>>,
    asked: RefCell<FxHashSet<Question>>,
}

impl Log {
    /// A judgement of a unit begins.
    pub fn begin(&self, unit: u32) {
        self.own.set(Some(unit));
        self.asked.borrow_mut().clear();
    }

    /// It has ended: all that was asked.
    pub fn end(&self) -> Vec<Question> {
        self.own.set(None);
        self.asked.borrow_mut().drain().collect()
    }

    /// Does what all judgements have in common, and is done in the middle of the first one that needs it: what it asks
    /// is none of that judgement's questions.
    pub fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        let own = self.own.take();
        let done = work();
        self.own.set(own);
        done
    }

    /// Notes a question.
    pub fn ask(&self, question: Question) {
        match self.own.get() {
            None => {}
            Some(own) if question == Question::Unit(own) => {}
            Some(_) => {
                self.asked.borrow_mut().insert(question);
            }
        }
    }
}
