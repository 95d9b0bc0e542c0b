//! What leaving a region has to pass: loops, handlers, clean-up, the lives of guards.

use crate::facts::{EXIT, THROW};
use crate::facts::{Event, Kind, NO_EVENT, Name, Word};
use crate::syntax::NodeIx;
use crate::text::Span;

use super::Lowering;
use super::value::Value;

/// A region that is open while its inside is walked.
#[derive(Clone, Debug)]
pub enum Frame {
    /// A loop: where `break` and `continue` go.
    Loop { label: Option<Name>, leave: u32, again: u32 },
    /// A choice that `break` leaves.
    Choice { leave: u32 },
    /// A block with a label, that a `break` with it leaves.
    Block { label: Option<Name>, leave: u32 },
    /// The body of a closure that runs in place: `return` ends it alone.
    Inline { leave: u32 },
    /// The body of a `try` with handlers.
    Try { handler: u32 },
    /// Something that runs on every way out.
    Cleanup { what: Cleanup, thrown: Option<u32> },
}

/// What runs on the way out of a region.
#[derive(Clone, Debug)]
pub enum Cleanup {
    /// A `finally` block.
    Block(NodeIx),
    /// Guards die, in the reverse of the order in which they came to life.
    Guards { held: Vec<Guard>, temporaries: bool },
}

/// A lock that ends with a region.
#[derive(Clone, Copy, Debug)]
pub struct Guard {
    /// The variable that holds it; none for a temporary.
    pub name: Option<Name>,
    /// The event that took it.
    pub acquired: u32,
}

/// Copies of a `finally` inside one another: what lies deeper is left once, not on each way out.
const MAX_CLEANUP_DEPTH: usize = 4;

impl Lowering<'_> {
    /// Opens a frame.
    pub(super) fn open(&mut self, frame: Frame) {
        self.frames.push(frame);
    }

    /// Opens a region at whose end guards die.
    pub(super) fn open_guards(&mut self, temporaries: bool) {
        self.open(Frame::Cleanup { what: Cleanup::Guards { held: Vec::new(), temporaries }, thrown: None });
    }

    /// Where an exception goes that is thrown inside the frames below `depth`.
    pub(super) fn throw_target(&mut self, depth: usize) -> u32 {
        for at in (0..depth).rev() {
            match self.frames.get(at) {
                Some(Frame::Try { handler }) => return *handler,
                Some(Frame::Cleanup { what: Cleanup::Guards { held, .. }, .. }) if held.is_empty() => {}
                Some(Frame::Cleanup { thrown: Some(point), .. }) => return *point,
                Some(Frame::Cleanup { .. }) => {
                    let point = self.out.graph.add(NO_EVENT);
                    if let Some(Frame::Cleanup { thrown, .. }) = self.frames.get_mut(at) {
                        *thrown = Some(point);
                    }
                    return point;
                }
                _ => {}
            }
        }
        THROW
    }

    /// Draws the edge of an exception from here.
    pub(super) fn may_throw(&mut self) {
        if let Some(here) = self.here {
            let target = self.throw_target(self.frames.len());
            self.out.graph.link(here, target);
        }
    }

    /// Closes the innermost frame, a clean-up: it runs on the normal way and on the way of an exception.
    pub(super) fn close_cleanup(&mut self) {
        let Some(Frame::Cleanup { what, thrown }) = self.frames.pop() else { return };
        self.clean_up(&what, self.frames.len());
        let normal = self.here;
        if let Some(point) = thrown {
            self.here = Some(point);
            self.clean_up(&what, self.frames.len());
            let target = self.throw_target(self.frames.len());
            self.go(target);
        }
        self.here = normal;
    }

    /// Closes the innermost frame, one of guards. Those that `value` holds outlive it: they are temporaries of what is
    /// around.
    pub(super) fn close_guards(&mut self, value: &Value) {
        let mut outlive = Vec::new();
        if let Some(Frame::Cleanup { what: Cleanup::Guards { held, .. }, .. }) = self.frames.last_mut() {
            held.retain(|guard| {
                let stays = !value.guards.contains(&guard.acquired);
                if !stays {
                    outlive.push(guard.acquired);
                }
                stays
            });
        }
        self.close_cleanup();
        for acquired in outlive {
            self.keep_guard(Guard { name: None, acquired }, true);
        }
    }

    /// The guards of the innermost `count` frames, innermost first.
    pub(super) fn innermost_guards(&self, count: usize) -> Vec<Cleanup> {
        let frames = self.frames.iter().rev().take(count);
        frames
            .filter_map(|frame| if let Frame::Cleanup { what, .. } = frame { Some(what.clone()) } else { None })
            .collect()
    }

    /// Control leaves by `exit` a region with these guards; where it stands then.
    pub(super) fn leave_guards(&mut self, exit: Option<u32>, guards: &[Cleanup]) -> Option<u32> {
        let here = std::mem::replace(&mut self.here, exit);
        for what in guards {
            self.clean_up(what, self.frames.len());
        }
        std::mem::replace(&mut self.here, here)
    }

    /// Runs a clean-up with only the frames below `depth` open.
    fn clean_up(&mut self, what: &Cleanup, depth: usize) {
        if self.here.is_none() {
            return;
        }
        match what {
            Cleanup::Block(node) => {
                if self.cleanups >= MAX_CLEANUP_DEPTH {
                    return;
                }
                let rest: Vec<Frame> = self.frames.drain(depth.min(self.frames.len())..).collect();
                self.cleanups += 1;
                self.walk(*node);
                self.cleanups -= 1;
                self.frames.truncate(depth);
                self.frames.extend(rest);
            }
            Cleanup::Guards { held, .. } => {
                for guard in held.clone().iter().rev() {
                    self.release(guard.acquired);
                }
            }
        }
    }

    /// A lock that was taken by `acquired` is given back.
    pub(super) fn release(&mut self, acquired: u32) {
        let Some(taken) = self.out.event(acquired) else { return };
        let (kind, place, subject, end) = (taken.kind, taken.place, taken.subject, taken.span.end);
        let mut event = Event::new(Word::Release, kind, Span::at(end));
        event.place = place;
        event.subject = subject;
        self.fire(event);
    }

    /// Leaves through the frames, cleaning up on the way, to the first frame that `goal` names, else out of the
    /// function.
    pub(super) fn leave(&mut self, goal: impl Fn(&Frame) -> Option<u32>) {
        for at in (0..self.frames.len()).rev() {
            let Some(frame) = self.frames.get(at) else { continue };
            if let Some(point) = goal(frame) {
                self.go(point);
                return;
            }
            if let Frame::Cleanup { what, .. } = frame {
                let what = what.clone();
                self.clean_up(&what, at);
            }
        }
        self.go(EXIT);
    }

    /// Gives a guard to the innermost region of its sort.
    pub(super) fn keep_guard(&mut self, guard: Guard, temporary: bool) {
        let named = |frame: &Frame| matches!(frame, Frame::Cleanup { what: Cleanup::Guards { held, .. }, .. } if held.iter().any(|known| known.name == guard.name && known.acquired == guard.acquired));
        if guard.name.is_some() && self.frames.iter().any(named) {
            // Handed back to the name that held it before.
            return;
        }
        for frame in self.frames.iter_mut().rev() {
            if let Frame::Cleanup { what: Cleanup::Guards { held, temporaries }, .. } = frame
                && *temporaries == temporary
            {
                if !held.iter().any(|known| known.name == guard.name && known.acquired == guard.acquired) {
                    held.push(guard);
                }
                return;
            }
        }
    }

    /// The acquisitions that `name` holds: it is dropped or moved away. A name that was bound anew holds only what it
    /// was bound to last.
    pub(super) fn take_guards(&mut self, name: Name) -> Vec<u32> {
        let latest = self.names.get(&name).map(|binding| binding.value.guards.clone());
        let mut taken = Vec::new();
        for frame in self.frames.iter().rev() {
            if let Frame::Cleanup { what: Cleanup::Guards { held, .. }, .. } = frame {
                taken.extend(
                    held.iter()
                        .filter(|guard| {
                            guard.name == Some(name)
                                && latest.as_ref().is_none_or(|latest| latest.contains(&guard.acquired))
                        })
                        .map(|guard| guard.acquired),
                );
            }
            if !taken.is_empty() {
                break;
            }
        }
        taken
    }

    /// An event happens here. What may throw leaves before its effect; nobody counts on the failing of what only tells.
    pub(super) fn fire(&mut self, event: Event) -> Option<u32> {
        let here = self.here?;
        let calls = matches!(event.word, Word::Call | Word::Suspend)
            && !matches!(event.kind, Kind::Deferred | Kind::Log | Kind::Sure);
        if calls || event.is_about_file() {
            self.may_throw();
        }
        let index = self.out.events.len() as u32;
        self.out.events.push(Event {
            in_loop: self.loop_depth > 0,
            in_handler: self.handler_depth > 0,
            in_try: self.try_depth > 0 || self.caught_depth > 0,
            in_cleanup: self.cleanup_depth > 0,
            on_leaving: self.cleanups > 0,
            ..event
        });
        let point = self.out.graph.add(index);
        self.out.graph.link(here, point);
        self.here = Some(point);
        Some(index)
    }

    /// A new point without an event.
    pub(super) fn join_point(&mut self) -> u32 {
        self.out.graph.add(NO_EVENT)
    }

    /// Control goes to a point and not on from here.
    pub(super) fn go(&mut self, point: u32) {
        if let Some(here) = self.here.take() {
            self.out.graph.link(here, point);
        }
    }

    /// Control comes to a point, from here and from wherever else it is reached.
    pub(super) fn come(&mut self, point: u32) {
        if let Some(here) = self.here {
            self.out.graph.link(here, point);
        }
        self.here = Some(point);
    }

    /// Control goes on from several points at once.
    pub(super) fn meet(&mut self, ends: &[Option<u32>]) {
        let mut live = ends.iter().flatten().copied();
        let (first, second) = (live.next(), live.next());
        self.here = match (first, second) {
            (Some(first), Some(second)) if first != second => {
                let point = self.join_point();
                self.out.graph.link(first, point);
                self.out.graph.link(second, point);
                for other in live {
                    self.out.graph.link(other, point);
                }
                Some(point)
            }
            (first, _) => first,
        };
    }
}
