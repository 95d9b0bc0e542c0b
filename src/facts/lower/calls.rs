//! Calls: callees, arguments, and the closures that are handed over.

use super::events::Happening;
use super::frames::Cleanup;
use super::value::{MAX_PENDING, Value};
use super::{Lowering, Mark, Name, NodeIx, Part, Region, Role, Usage};
use crate::facts::function::Call;
use crate::facts::types::dotted;
use crate::facts::{Event, Fate, Kind, Word};
use crate::facts::{Place, Root, Stored, TypeKind};
use crate::text::Span;
use smallvec::SmallVec;
use thin_vec::ThinVec;

impl Lowering<'_> {
    pub(super) fn call(&mut self, node: NodeIx, kind: Kind, row: u32, happenings: &[Happening]) -> Value {
        let rows = self.source.rows;
        let flat = self.source.flat;
        let callee = rows.part(row, Part::Callee);
        let args = rows.part(row, Part::Args);
        let inline = rows.part(row, Part::Inline);
        let later = happenings.iter().any(|(word, kind, _)| *word == Word::Spawn && *kind == Kind::Later);
        let inline =
            if later { happenings.iter().find_map(|(_, _, row)| rows.part(*row, Part::Target)) } else { inline };
        let mut receiver = Value::default();
        let mut passed: SmallVec<[(NodeIx, Value); 4]> = SmallVec::new();
        // What is asked of a flag is a call besides: not everything with such methods is one.
        let known = happenings
            .iter()
            .filter(|(_, kind, _)| !matches!(kind, Kind::Flag | Kind::Listener | Kind::Timer | Kind::Rows))
            .filter(|(.., row)| !self.asks_object(*row))
            .any(|(word, ..)| matches!(word, Word::Read | Word::Write | Word::Acquire | Word::Release | Word::Rename));
        for child in self.children(node) {
            if Some(child) == callee {
                receiver = self.callee(child);
            } else if Some(child) == args && rows.region(child, Region::Loop).is_some() {
                // `sum(x for x in xs)`: the only argument stands there without brackets of its own.
                let value = self.walk(child);
                self.use_value(&value);
                passed.push((child, value));
            } else if Some(child) == args {
                for arg in self.children(child) {
                    let value = match inline {
                        Some(closure) if closure == arg && later => self.later(node, arg, &receiver),
                        Some(closure) if closure == arg => {
                            self.give_items(arg, &receiver);
                            self.inline_argument(arg)
                        }
                        _ => self.walk(arg),
                    };
                    if kind != Kind::Log {
                        self.use_value(&value);
                    }
                    passed.push((arg, value));
                }
                let mut whole = Value::default();
                for (_, value) in &passed {
                    whole.add(value.outcome());
                }
                self.values.keep(child, &whole);
            } else {
                self.walk(child);
            }
        }
        let mut pending: ThinVec<(u32, bool)> = ThinVec::new();
        for (_, value) in &passed {
            for more in &value.pending {
                if pending.len() < MAX_PENDING && !pending.contains(more) {
                    pending.push(*more);
                }
            }
        }
        let spawns = happenings.iter().any(|(word, ..)| *word == Word::Spawn);
        if !spawns && kind != Kind::Inline {
            let call = if known && kind != Kind::Stop { u32::MAX } else { self.out.calls.len() as u32 };
            self.lent.extend(passed.iter().filter_map(|(_, value)| Some((value.closure?, call))));
        }
        for (_, value) in &passed {
            self.let_go(value);
        }
        if known && kind != Kind::Stop {
            // A known operation on a place is told by its own events, and as a call where nobody waits for it.
            if rows.is(node, Mark::Awaitable) && self.fate_of(node) != Fate::Taken {
                let event = Event { subject: flat.span(node), ..Event::new(Word::Call, kind, flat.span(node)) };
                self.fire(self.with_fate(node, event));
            }
            self.hand_over(&passed);
            let mut value = Value::default();
            for (_, passed) in &passed {
                value.add(passed.outcome());
            }
            value.pending.extend(receiver.pending);
            return value;
        }
        let foreign = matches!(kind, Kind::Plain | Kind::Foreign)
            && callee.is_some_and(|callee| match kind {
                Kind::Foreign => self.may_hold_callback(callee),
                _ => self.is_foreign(callee),
            })
            && !self.lends_guarded(&passed);
        let kind = match kind {
            Kind::Plain | Kind::Foreign if foreign => Kind::Foreign,
            Kind::Foreign => Kind::Plain,
            kind => kind,
        };
        let span = flat.span(node);
        let mut event = Event::new(Word::Call, kind, span);
        event.call = self.out.calls.len() as u32;
        let given = receiver.from.iter().chain(passed.iter().flat_map(|(_, value)| &value.from));
        event.from = given.copied().collect();
        self.fill(&event.from);
        if let Some(callee) = callee {
            event.subject = flat.span(callee);
            event.name = Name::of(self.text_of(callee).rsplit(['.', ':']).next().unwrap_or(""));
        }
        let called = callee.and_then(|callee| self.called_item(callee));
        let place = callee.and_then(|callee| self.callee_place(callee));
        let type_name = callee.map_or(Name::default(), |callee| self.made_by(callee, place.as_ref()));
        let direct =
            callee.and_then(|callee| self.called_closure(callee)).or(receiver.closure.filter(|_| place.is_none()));
        let of = place.as_ref().map_or(Name::default(), |place| self.class_of_receiver(place, &receiver));
        // Of a function that nobody can know one cannot tell whether its value matters.
        let known = |place: &Place| matches!(place.root, Root::Object(_) | Root::Module(_) | Root::Import(_));
        let is_known = place.as_ref().is_some_and(known) || direct.is_some() || of != Name::default();
        if is_known || rows.is(node, Mark::Awaitable) {
            event = self.with_fate(node, event);
        }
        let carries = passed.iter().filter_map(|(arg, value)| self.session_in(*arg, value)).collect();
        let hands = passed.iter().filter(|(_, value)| !value.lent).flat_map(|(_, value)| value.guards.iter());
        let hands = hands.filter_map(|taken| self.out.event(*taken)).map(|taken| taken.place).collect();
        // Where tasks are parallel, what may outlive the call takes along what it names.
        let borrows = |closure: &u32| {
            self.source.language.semantics.parallel_tasks
                && self
                    .source
                    .scopes
                    .functions
                    .get(*closure as usize)
                    .is_some_and(|found| !rows.is(found.node, Mark::Moves) && !rows.is(found.node, Mark::Async))
        };
        let lends = passed.iter().filter_map(|(_, value)| value.closure).filter(borrows).collect();
        let index = event.call;
        if kind == Kind::Stop {
            // What is asked to end: the receiver of the method.
            let asked = callee.and_then(|callee| rows.of_region(callee, Region::Place, Part::Base));
            let span_asked = asked.map_or(event.subject, |asked| flat.span(asked));
            if let Some((asked, None)) = asked.and_then(|asked| self.place_of(asked)) {
                let asked = self.taken_from(&asked).unwrap_or(asked);
                event.place = self.place_index(asked);
                event.subject = span_asked;
            }
        }
        if matches!(kind, Kind::Commit | Kind::Rollback)
            && let Some(session) = rows.part(row, Part::Subject)
            && let Some((place, _)) = self.place_of(session)
        {
            event.place = self.place_index(place);
            event.subject = flat.span(session);
        }
        let Some(fired) = self.fire(event) else { return Value::default() };
        self.out.calls.push(Call {
            event: fired,
            callee: place,
            closure: direct,
            of,
            awaited: false,
            spawned: false,
            carries,
            lends,
            hands,
        });
        self.items_in_call(kind, span, called, &receiver, &passed);
        self.hand_over(&passed);
        if let Some(value) = callee.and_then(|callee| self.guard_of_helper(callee, span)) {
            return value;
        }
        // Nobody waits for what somebody else's function makes where that is dropped.
        if !foreign || self.fate_of(node) != Fate::Dropped {
            pending.push((index, false));
        }
        let stored = if rows.is(node, Mark::Fresh) { Stored::Fresh } else { Stored::Opaque };
        if type_name != Name::default() && !self.out.made.iter().any(|(class, _)| *class == type_name) {
            self.out.made.push((type_name, false));
        }
        let scratch = rows.is(node, Mark::Scratch) || receiver.scratch || passed.iter().any(|(_, value)| value.scratch);
        let plain = |value: &Value| {
            matches!(value.stored, Stored::Set | Stored::Reset)
                || value.direct
                    && value.from.iter().all(|from| {
                        self.out.event(*from).is_some_and(|event| event.word == Word::Read && event.kind == Kind::Plain)
                    })
        };
        let named =
            |(arg, value): &(NodeIx, Value)| !self.source.flat.is_named(*arg) || plain(value) && !value.is_nothing();
        // `uuid()`, `next(self.ids)`: made of nothing that this call was given.
        let own = kind != Kind::Ask && receiver.stored != Stored::Param && passed.iter().all(named);
        let closures = passed.iter().find_map(|(_, value)| value.closure.filter(|_| kind == Kind::Inline));
        Value {
            type_name,
            pending,
            stored,
            closure: closures,
            own,
            scratch,
            spawned: receiver.spawned.filter(|_| kind == Kind::Inline),
            ..Value::of_event(fired)
        }
    }

    /// A store that is asked by name, of which it is known what it is: its methods say what they do.
    fn asks_object(&self, row: u32) -> bool {
        let rows = self.source.rows;
        rows.part(row, Part::Accessor).is_some()
            && rows.part(row, Part::Subject).and_then(|store| self.place_of(store)).is_some_and(|(store, key)| {
                let type_name = self.type_of_place(&store);
                key.is_none() && type_name != Name::default() && self.kind_of_type(type_name).is_none()
            })
    }

    /// `json.dump(data, file)`, `file.write(text)`: what is written to an open file is what the file is filled with; so is what a
    /// statement is given.
    fn fill(&mut self, given: &[u32]) {
        let of_file =
            |at: &u32| self.out.event(*at).is_some_and(|event| event.word == Word::Write && event.is_outside());
        let (files, contents): (SmallVec<[u32; 2]>, SmallVec<[u32; 2]>) = given.iter().copied().partition(of_file);
        for file in files {
            if let Some(event) = self.out.events.get_mut(file as usize) {
                event.from.extend(contents.iter().copied());
            }
        }
    }

    /// Where a local was taken from: `if let Some(task) = self.task.take()`.
    fn taken_from(&self, place: &Place) -> Option<Place> {
        let Root::Variable(owner, name) = place.root else { return None };
        let binding = self.names.get(&name).filter(|_| owner == self.index && place.path.is_empty())?;
        let [event] = binding.value.from.as_slice() else { return None };
        let event = self.out.event(*event).filter(|event| event.key.is_none())?;
        matches!(event.word, Word::Read | Word::Write).then(|| self.out.place(event).cloned()).flatten()
    }

    /// The callee: its receiver is used, the method itself is not read.
    pub(super) fn callee(&mut self, node: NodeIx) -> Value {
        let rows = self.source.rows;
        if let Some(of) = rows.of_region(node, Region::Through, Part::Of)
            && self.source.flat.parent(of) == Some(node)
        {
            return self.callee(of);
        }
        if let Some(base) = rows.of_region(node, Region::Place, Part::Base) {
            let claimed = self.claimed.contains(&base);
            let mut value = Value::default();
            for child in self.children(node) {
                if child == base {
                    value = self.walk(base);
                } else if Some(child) != rows.of_region(node, Region::Place, Part::Step) {
                    self.walk(child);
                }
            }
            self.ask_of(node, &value);
            return if claimed { value.computed() } else { value };
        }
        if rows.is(node, Mark::Root) || rows.is(node, Mark::SelfRoot) {
            return Value::default();
        }
        self.walk(node)
    }

    pub(super) fn callee_place(&self, callee: NodeIx) -> Option<Place> {
        match self.place_of(callee)? {
            (place, None) if place.exact => Some(place),
            _ => None,
        }
    }

    /// The class of what a method is called on, where that has no name beyond the function.
    fn class_of_receiver(&self, method: &Place, receiver: &Value) -> Name {
        let (Root::Variable(..) | Root::Parameter(..) | Root::Value(_), [_]) = (method.root, method.path.as_slice())
        else {
            return Name::default();
        };
        match receiver.type_name == Name::default() {
            true => self.type_of_place(&Place::root(method.root)),
            false => receiver.type_name,
        }
    }

    /// The closure that a call runs, where the callee is a local name for one.
    pub(super) fn called_closure(&self, callee: NodeIx) -> Option<u32> {
        if !self.source.rows.is(callee, Mark::Root) {
            return None;
        }
        let name = Name::of(self.text_of(callee));
        let bound = self.names.get(&name).and_then(|binding| binding.value.closure);
        bound.or_else(|| self.source.scopes.function_named(self.index, name))
    }

    /// The type of what a call makes, where its callee looks like a class or a constructor.
    fn made_by(&self, callee: NodeIx, place: Option<&Place>) -> Name {
        let text = self.text_of(callee);
        if text.len() > 100 || text.bytes().any(|byte| matches!(byte, b'(' | b' ' | b'\n')) {
            return Name::default();
        }
        let made = Name::of(&self.source.context.qualify(&dotted(self.source.types.constructed(text))));
        if let Some(place) = place
            && let Some(made) = self.source.types.made_by(self.type_of_place(place))
        {
            return made;
        }
        let looks = text.bytes().any(|byte| byte.is_ascii_uppercase()) || self.source.types.kind(made).is_some();
        if looks { made } else { Name::default() }
    }

    /// A value that serves one task at a time, as an argument.
    pub(super) fn session_in(&mut self, arg: NodeIx, value: &Value) -> Option<(u32, Span)> {
        if self.kind_of_type(value.type_name) != Some(TypeKind::Session) {
            return None;
        }
        let inner = self.source.flat.children(arg).last().filter(|_| !self.source.rows.any(arg)).unwrap_or(arg);
        let (place, _) = self.place_of(inner)?;
        let span = self.source.flat.span(inner);
        Some((self.place_index(place), span))
    }

    /// A callback of a promise runs after this task has given way, if at all. Where the promise is awaited on the spot,
    /// control comes back from it to where it would have gone on; else the callback is the end of a path of its own,
    /// which begins when the code around has run.
    pub(super) fn later(&mut self, node: NodeIx, closure: NodeIx, promise: &Value) -> Value {
        let rows = self.source.rows;
        if self.source.scopes.function_at(closure).is_none()
            || rows.is(closure, Mark::Async)
            || rows.is(closure, Mark::Generator)
        {
            return self.walk(closure);
        }
        if !self.is_awaited(node) {
            self.laters.push((closure, promise.from.clone()));
            return Value { stored: Stored::Fresh, ..Value::default() };
        }
        let now = self.here;
        self.fire(Event::new(Word::Suspend, Kind::Plain, Span::at(self.source.flat.node(closure).start)));
        self.inline(closure, false);
        let then = self.here;
        self.meet(&[now, then]);
        Value { stored: Stored::Fresh, ..Value::default() }
    }

    /// True where something around the node, in the same expression, waits for it.
    pub(super) fn is_awaited(&self, node: NodeIx) -> bool {
        let rows = self.source.rows;
        let mut around = self.source.flat.parent(node);
        for _ in 0..12 {
            let Some(at) = around else { return false };
            if rows.region(at, Region::Function).is_some() {
                return false;
            }
            if rows.roles(at).any(|(role, _)| matches!(role, Role::Event(Word::Suspend, _))) {
                return true;
            }
            around = self.source.flat.parent(at);
        }
        false
    }

    /// Runs the callbacks that promises were given since `mark`, one after the other, off the way of control. Locks that are
    /// held here are given back by then, unless what is `returned` is waited for by who holds them.
    pub(super) fn run_laters(&mut self, mark: usize, returned: bool) {
        let now = self.here;
        let waiting: Vec<_> = self.laters.drain(mark.min(self.laters.len())..).collect();
        if now.is_none() || waiting.is_empty() {
            return;
        }
        for cleanup in if returned { Vec::new() } else { self.innermost_guards(self.frames.len()) } {
            if let Cleanup::Guards { held, .. } = cleanup {
                held.iter().rev().for_each(|guard| self.release(guard.acquired));
            }
        }
        for (closure, promise) in waiting {
            let before = self.here;
            let at = Span::at(self.source.flat.node(closure).start);
            self.fire(Event { from: promise, ..Event::new(Word::Suspend, Kind::Plain, at) });
            self.inline(closure, false);
            let after = self.here;
            self.meet(&[before, after]);
        }
        self.go(crate::facts::EXIT);
        self.here = now;
    }

    /// Walks a part of a region, and the callbacks that promises are given in it.
    pub(super) fn walk_part(&mut self, node: NodeIx) -> Value {
        self.later_marks.push(self.laters.len());
        let value = self.walk(node);
        if let Some(mark) = self.later_marks.pop() {
            self.run_laters(mark, false);
        }
        value
    }

    pub(super) fn inline_argument(&mut self, closure: NodeIx) -> Value {
        let Some(index) = self.source.scopes.function_at(closure) else { return self.walk(closure) };
        if self.source.rows.is(closure, Mark::Async) || self.source.rows.is(closure, Mark::Generator) {
            let value = self.walk(closure);
            self.use_closure(value.closure, Usage::Parallel);
            return Value { closure: Some(index), ..value };
        }
        let mut value = self.inline(closure, true);
        for (_, many) in &mut value.pending {
            *many = true;
        }
        // `xs.map(|x| async move { … })` makes many pieces of work.
        let made = value.closure.filter(|made| {
            self.source
                .scopes
                .functions
                .get(*made as usize)
                .is_some_and(|made| self.source.rows.is(made.node, Mark::Async))
        });
        if made.is_some() {
            self.use_closure(value.closure, Usage::Parallel);
        }
        Value { closure: made, ..value.computed() }
    }

    /// Guards passed by value are gone: dropped, or their new owner's.
    pub(super) fn hand_over(&mut self, passed: &[(NodeIx, Value)]) {
        for (_, value) in passed.iter().filter(|(_, value)| !value.lent) {
            for acquired in value.guards.clone() {
                self.release(acquired);
            }
        }
    }

    /// Releases what a name holds.
    pub(super) fn end_guards(&mut self, name: Name) {
        for acquired in self.take_guards(name) {
            self.release(acquired);
        }
    }
}
