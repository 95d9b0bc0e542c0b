//! Events: what a node does when it is left, reads and writes among it.

use super::places::accessed;
use super::value::Value;
use super::{Lowering, Mark, Name, NodeIx, Part, Region, Role, Usage};
use crate::facts::{Event, Fate, Kind, NO_CALL, Word};
use crate::facts::{Key, Place, Root, Spelled, Stored, TypeKind};
use crate::text::Span;
use smallvec::SmallVec;
use thin_vec::ThinVec;

pub(super) type Happening = (Word, Kind, u32);

impl Lowering<'_> {
    /// Children in the order that the facts say: first, second, then the rest.
    pub(super) fn ordered(&mut self, node: NodeIx) -> Value {
        let value = self.in_order(node);
        self.bind_rows(node);
        value
    }

    pub(super) fn in_order(&mut self, node: NodeIx) -> Value {
        let rows = self.source.rows;
        let first = rows.of_region(node, Region::Order, Part::First);
        let second = rows.of_region(node, Region::Order, Part::Second);
        let (Some(first), Some(second)) = (first, second) else { return self.walk_named(node) };
        let mut value = self.walk(first);
        let other = self.walk(second);
        if !other.is_nothing() {
            value = value.join(other);
        }
        for child in self.children(node) {
            if child != first && child != second {
                self.walk(child);
            }
        }
        value
    }

    /// All children; the value of an only named child is passed on as it is.
    pub(super) fn walk_named(&mut self, node: NodeIx) -> Value {
        let only = self.children(node).filter(|child| self.source.flat.is_named(*child)).count() == 1;
        let mut value = Value::default();
        for child in self.children(node) {
            let next = self.walk(child);
            if !only {
                value.add(next.computed());
            } else if self.source.flat.is_named(child) {
                value = next;
            }
        }
        value
    }

    /// The events of a node in the order in which they fire; of two of one word the more specific.
    pub(super) fn happenings(&self, node: NodeIx) -> SmallVec<[Happening; 4]> {
        let mut list: SmallVec<[Happening; 4]> = SmallVec::new();
        for (role, row) in self.source.rows.roles(node) {
            let Role::Event(word, kind) = role else { continue };
            let subject = self.source.rows.part(row, Part::Subject);
            if self.is_own_method(word, kind, row) {
                continue;
            }
            let same = |(known, other, its): &&mut Happening| {
                *known == word
                    && (word != Word::Write && word != Word::Read
                        || (*other == kind || *other == Kind::Plain || kind == Kind::Plain)
                            && self.source.rows.part(*its, Part::Subject) == subject)
            };
            match list.iter_mut().find(same) {
                // Rows come the latest first: of equals the first in the file stays.
                Some(known) if known.1 == Kind::Plain || kind != Kind::Plain => *known = (word, kind, row),
                Some(_) => {}
                None => list.push((word, kind, row)),
            }
        }
        list.sort_by_key(|(word, _, row)| (order(*word), *row));
        list
    }

    /// `this.get(k)`, `cache.get(k)` of a module: no operation on a collection, but a function of the object's class
    /// or of that module.
    pub(super) fn is_own_method(&self, word: Word, kind: Kind, row: u32) -> bool {
        let rows = self.source.rows;
        let part = match word {
            Word::Acquire | Word::Release if !matches!(kind, Kind::Listener | Kind::Timer) => Part::Lock,
            Word::Read | Word::Write if !kind.is_of_files(word) => Part::Subject,
            _ => return false,
        };
        let Some(subject) =
            rows.part(row, part).filter(|subject| rows.is(*subject, Mark::Root) || rows.is(*subject, Mark::SelfRoot))
        else {
            return false;
        };
        let place = self.place_of(subject);
        // Of an import that is known to be a variable it is an operation after all.
        let bare = place.is_some_and(|(place, _)| {
            place.path.is_empty()
                && match place.root {
                    Root::Object(_) => true,
                    Root::Import(name) => !self.source.context.is_variable(name),
                    _ => false,
                }
        });
        bare && rows.part(row, Part::Accessor).is_none()
    }

    /// True for a name that stands for a local of this function alone, whatever it was bound from.
    pub(super) fn is_own_name(&self, node: NodeIx) -> bool {
        if !self.source.rows.is(node, Mark::Root) {
            return false;
        }
        let name = Name::of(self.text_of(node));
        match self.source.scopes.resolve(self.index, name, self.source.context) {
            Root::Variable(owner, _) | Root::Parameter(owner, _) => {
                owner == self.index && !self.source.scopes.is_captured(owner, name)
            }
            _ => false,
        }
    }

    pub(super) fn events_of(&mut self, node: NodeIx) -> Value {
        let rows = self.source.rows;
        let happenings = self.happenings(node);
        let mark = self.claimed.len();
        let locks = self.locks.len();
        let fates = self.fates.len();
        let mut call = None;
        for (word, kind, row) in &happenings {
            match word {
                Word::Call => call = Some((*kind, *row)),
                Word::Exit if *kind == Kind::Return => {
                    for child in self.children(node) {
                        self.doom(child, Fate::Returned);
                    }
                }
                Word::Acquire | Word::Release => {
                    if let Some(lock) = rows.part(*row, Part::Lock) {
                        self.claim(lock);
                        if *word == Word::Acquire {
                            self.locks.push(lock);
                        }
                    }
                }
                Word::Read | Word::Write if !kind.is_of_files(*word) && !kind.is_of_tables() => {
                    for subject in rows.parts(*row, Part::Subject).collect::<SmallVec<[_; 2]>>() {
                        // A loop in between goes through it all the same.
                        if !self.in_loop_below(node, subject) {
                            self.claim(subject);
                        }
                    }
                }
                _ => {}
            }
        }
        // `x += await f()` reads x before it waits, unless the language says that the right side runs first.
        let early = happenings
            .iter()
            .find(|(word, kind, _)| *word == Word::Write && *kind == Kind::Update)
            .map(|(_, _, row)| *row);
        let early =
            early.filter(|_| rows.region(node, Region::Order).is_none()).and_then(|row| rows.part(row, Part::Subject));
        let read = early
            .filter(|subject| !self.is_own_name(*subject))
            .and_then(|subject| self.read_place(subject, Kind::Plain));
        let value = match call {
            Some((kind, row)) => self.call(node, kind, row, &happenings),
            None if rows.region(node, Region::Order).is_some() => self.in_order(node),
            None if rows.of_region(node, Region::Through, Part::Of).is_some() => self.through(node),
            None => self.walk_named(node),
        };
        self.claimed.truncate(mark);
        self.fates.truncate(fates);
        let value = match read {
            Some(read) => Value::of_event(read).join(value),
            None => value,
        };
        let value = self.fire_all(node, &happenings, value);
        self.locks.truncate(locks);
        value
    }

    /// True where a loop stands between a node and one within it.
    fn in_loop_below(&self, node: NodeIx, within: NodeIx) -> bool {
        let up = |below: &NodeIx| self.source.flat.parent(*below).filter(|above| *above != node);
        std::iter::successors(up(&within), up).any(|between| self.source.rows.region(between, Region::Loop).is_some())
    }

    /// Fires what a node does besides what its parts did; for nodes whose parts were walked elsewhere.
    pub(super) fn events_after(&mut self, node: NodeIx, value: Value) -> Value {
        let happenings = self.happenings(node);
        self.fire_all(node, &happenings, value)
    }

    pub(super) fn fire_all(&mut self, node: NodeIx, happenings: &[Happening], mut value: Value) -> Value {
        let whole = value.clone();
        for (word, kind, row) in happenings {
            let before =
                if *word == Word::Write && happenings.iter().filter(|(word, ..)| *word == Word::Write).count() > 1 {
                    whole.clone()
                } else {
                    value
                };
            value = self.happen(node, *word, *kind, *row, before);
        }
        self.bind_rows(node);
        value
    }

    pub(super) fn happen(&mut self, node: NodeIx, word: Word, kind: Kind, row: u32, value: Value) -> Value {
        let rows = self.source.rows;
        let span = self.source.flat.span(node);
        match word {
            Word::Call => value,
            // A place that another event speaks of is not read besides.
            Word::Read if !kind.is_of_files(word) && self.claimed.contains(&node) && self.place_of(node).is_some() => {
                value
            }
            Word::Read | Word::Write if kind.is_of_tables() => self.query(node, word, row, value),
            Word::Read => self.read(node, kind, row, value),
            Word::Write => {
                let mut value = value;
                for subject in rows.parts(row, Part::Subject).collect::<SmallVec<[_; 2]>>() {
                    let stored = rows
                        .part(row, Part::Value)
                        .map_or_else(|| value.clone(), |part| self.values.get(part).cloned().unwrap_or_default());
                    let key = rows.part(row, Part::Key).map(|key| self.key_of(key));
                    let subject = (subject, rows.part(row, Part::Accessor));
                    let written = self.write(node, subject, kind, &stored, key);
                    // An assignment is worth what it stores.
                    value = written.unwrap_or(if kind == Kind::Assign { stored } else { value });
                }
                value.own |= kind == Kind::Update;
                value
            }
            Word::Rename => {
                for path in [rows.part(row, Part::Value), rows.part(row, Part::Subject)].into_iter().flatten() {
                    let mut event = Event::new(Word::Rename, kind, span);
                    (event.place, event.subject) = self.file_place(path);
                    self.fire(event);
                }
                value
            }
            // A generator that nobody awaits gives its values to whoever asks, and goes on when asked again.
            Word::Suspend if self.out.is_generator && !self.out.is_async => value,
            Word::Suspend => {
                if self.out.is_generator && !self.out.is_async {
                    // A plain generator gives way to its consumer alone.
                    return value;
                }
                let mut event = Event::new(Word::Suspend, kind, span);
                event.from = value.from.clone();
                if let [origin] = value.from.as_slice()
                    && let Some(origin) = self.out.event(*origin)
                    && matches!(origin.word, Word::Call | Word::Read | Word::Write)
                {
                    event.call = origin.call;
                }
                if kind == Kind::Plain && value.spawned.is_some() {
                    event.kind = Kind::Join;
                } else if kind == Kind::Plain && self.awaits_a_name(node) {
                    // What is awaited was there before: a handle, a future, an event.
                    event.kind = Kind::On;
                }
                if event.kind == Kind::On
                    && let Some((place, subject)) = self.awaited_place(node, rows.part(row, Part::Subject))
                {
                    event.place = self.place_index(place);
                    event.subject = subject;
                }
                for (call, _) in &value.pending {
                    if let Some(call) = self.out.calls.get_mut(*call as usize) {
                        call.awaited = true;
                    }
                }
                self.wait_for_call(node, &value);
                self.note_waited(&value.pending);
                let value = self.wait(event, value);
                Value { pending: ThinVec::new(), spawned: None, closure: None, awaited: true, ..value }
            }
            // What is joined within an await is waited for by suspending.
            Word::Block if kind == Kind::Join && self.is_awaited(node) => value,
            // A coroutine only makes what it waits with.
            Word::Block if kind == Kind::On && self.out.is_async => value,
            Word::Block => {
                let mut event = Event::new(word, kind, span);
                if let Some((place, None)) = rows.part(row, Part::Subject).and_then(|subject| self.place_of(subject)) {
                    event.place = self.place_index(place);
                    event.subject =
                        rows.part(row, Part::Subject).map_or(span, |subject| self.source.flat.span(subject));
                }
                self.fire(event);
                value
            }
            Word::Spawn => self.spawn(node, kind, row, value),
            Word::Acquire => self.acquire(node, kind, row, value),
            Word::Release => {
                if let Some(lock) = rows.part(row, Part::Lock) {
                    self.give_back(lock, kind, span);
                }
                value
            }
            Word::Exit => self.exit(node, kind, row, value),
            Word::Give | Word::Pass | Word::Catch | Word::Item => value,
        }
    }

    pub(super) fn read(&mut self, node: NodeIx, kind: Kind, row: u32, value: Value) -> Value {
        let rows = self.source.rows;
        let span = self.source.flat.span(node);
        let Some(subject) = rows.part(row, Part::Subject) else { return value };
        if self.claimed.contains(&subject) && !kind.is_of_files(Word::Read) {
            // `list(m.values())`: the outer of the two tells how it is read.
            return value;
        }
        if kind.is_of_files(Word::Read) {
            let mut event = Event::new(Word::Read, kind, span);
            (event.place, event.subject) = self.file_place(subject);
            return self.fire(event).map_or(value, Value::of_event);
        }
        if kind == Kind::Row {
            // What a database gave is this task's own copy.
            let mut event = Event::new(Word::Read, kind, span);
            event.place = self.place_index(Place::root(Root::Row(Name::of(self.text_of(node)))));
            event.subject = span;
            return self.fire(event).map_or(value, Value::of_event);
        }
        if kind == Kind::Check {
            // A test by its very form counts whatever it is asked of: `signal.aborted`.
            let mut event = Event::new(Word::Read, kind, span);
            event.subject = span;
            return self.fire(event).map_or(value, Value::of_event);
        }
        let Some((mut place, outer)) = self.place_of(subject) else { return value };
        if kind == Kind::Flag && !self.is_flag(&place) {
            return value;
        }
        let key = rows.part(row, Part::Key).map(|key| self.key_of(key)).or(outer);
        if let Some(accessor) = rows.part(row, Part::Accessor) {
            place = place.step(accessed(self.text_of(accessor)));
        }
        let handle = kind == Kind::Copy && self.is_plain(self.source.flat.span(subject));
        if !self.is_shared(&place) {
            // What is asked of a local is as fresh as the local.
            let known = self.values.get(subject).cloned().unwrap_or_default();
            let local = match place.root {
                Root::Variable(owner, name) if owner == self.index => self.value_of(name).cloned(),
                _ => None,
            };
            // What is asked of what a lock guards comes from the lock.
            let from = local.filter(|_| known.guards.is_empty()).unwrap_or(known);
            let type_name = if handle { from.type_name } else { Name::default() };
            return Value { direct: from.direct, type_name, ..from.computed().join(value.computed()) };
        }
        let type_name = if handle { self.type_of_place(&place) } else { Name::default() };
        let safe = self.is_safe(self.type_of_place(&place));
        let mut event = Event::new(Word::Read, kind, span);
        event.place = self.place_index(place);
        event.key = key;
        event.subject = self.source.flat.span(subject);
        event.call = self.call_of(&value);
        if event.call != NO_CALL {
            event.from = value.from.clone();
        }
        event.safe = safe;
        match self.fire(event) {
            Some(event) => {
                let copy_of = (kind == Kind::Copy).then_some(event);
                Value { pending: value.pending, type_name, copy_of, ..Value::of_event(event) }
            }
            None => value,
        }
    }

    /// True where what is awaited is named, not called for: a handle, a future, an event that was there before.
    pub(super) fn awaits_a_name(&self, node: NodeIx) -> bool {
        let rows = self.source.rows;
        let happens = |at: NodeIx| rows.roles(at).any(|(role, _)| matches!(role, Role::Event(..)));
        if self.out.is_generator {
            return false;
        }
        let Some(mut operand) = self.source.flat.children(node).find(|child| self.source.flat.is_named(*child)) else {
            return false;
        };
        while let Some(of) = rows.of_region(operand, Region::Through, Part::Of).filter(|_| !happens(operand)) {
            operand = of;
        }
        !happens(operand) && (rows.is(operand, Mark::Root) || rows.region(operand, Region::Place).is_some())
    }

    /// Somebody waits for what these calls make.
    pub(super) fn note_waited(&mut self, calls: &[(u32, bool)]) {
        for (call, _) in calls {
            let made = self.out.calls.get(*call as usize).map(|call| call.event as usize);
            if let Some(made) = made.and_then(|made| self.out.events.get_mut(made)) {
                made.awaited = made.fate != Fate::Dropped;
            }
        }
    }

    /// True for the handle of work that was started: what listens is none.
    fn is_handle(&self, value: &Value) -> bool {
        let started = value.spawned.and_then(|spawned| self.out.event(spawned));
        started.is_some_and(|event| matches!(event.kind, Kind::Task | Kind::Thread | Kind::Timer | Kind::Interval))
    }

    /// What is waited for, where the code names it: `await this.done`, `await self.ready.wait()`.
    fn awaited_place(&self, node: NodeIx, named: Option<NodeIx>) -> Option<(Place, Span)> {
        let rows = self.source.rows;
        let first = || self.source.flat.children(node).find(|child| self.source.flat.is_named(*child));
        let mut operand = named.or_else(first)?;
        let callee = |at: NodeIx| {
            let call = rows.roles(at).find(|(role, _)| matches!(role, Role::Event(Word::Call, _)))?.1;
            rows.of_region(rows.part(call, Part::Callee)?, Region::Place, Part::Base)
        };
        if let Some(asked) = callee(operand) {
            operand = asked;
        }
        match self.place_of(operand)? {
            (place, None) if self.is_shared(&place) => Some((place, self.source.flat.span(operand))),
            _ => None,
        }
    }

    /// The call that a value is the result of.
    pub(super) fn call_of(&self, value: &Value) -> u32 {
        match value.from.as_slice() {
            [origin] => {
                self.out.event(*origin).filter(|origin| origin.word == Word::Call).map_or(NO_CALL, |origin| origin.call)
            }
            _ => NO_CALL,
        }
    }

    pub(super) fn write_place(&mut self, node: NodeIx, subject: NodeIx, kind: Kind, value: &Value, key: Option<Key>) {
        self.write(node, (subject, None), kind, value, key);
    }

    pub(super) fn write(
        &mut self,
        node: NodeIx,
        (subject, accessor): (NodeIx, Option<NodeIx>),
        kind: Kind,
        value: &Value,
        key: Option<Key>,
    ) -> Option<Value> {
        let span = self.source.flat.span(node);
        let of_files = kind.is_of_files(Word::Write);
        if of_files && self.is_scratch(subject) {
            return None;
        }
        let named = self.source.flat.span(subject);
        let (place, outer, named) = if of_files {
            let (index, named) = self.file_place(subject);
            (self.out.places.get(index as usize)?.clone(), None, named)
        } else {
            let (place, key) = self.place_of(subject)?;
            (place, key, named)
        };
        if kind == Kind::Flag && !self.is_flag(&place) {
            return None;
        }
        let place = match accessor {
            Some(accessor) => place.step(accessed(self.text_of(accessor))),
            None => place,
        };
        let in_place = kind == Kind::Update && self.kind_of_type(self.type_of_place(&place)) == Some(TypeKind::InPlace);
        let kind = if in_place { Kind::Append } else { kind };
        if kind == Kind::Update && self.is_own_name(subject) {
            // `n -= 1`: the name means something new from here on, even if it stood for something shared.
            let name = Name::of(self.text_of(subject));
            let before = self.value_of(name).cloned().unwrap_or_default();
            self.bind(name, before.computed().join(value.outcome()));
            return None;
        }
        let bound = self.source.rows.region(node, Region::Bind).is_some();
        if let (Root::Variable(owner, name), Kind::Assign, []) = (place.root, kind, place.path.as_slice())
            && owner == self.index
            && outer.is_none()
            && !bound
            && !self.source.rows.is(subject, Mark::Root)
        {
            self.bind(name, value.clone());
        }
        if kind == Kind::Assign && self.source.rows.is(subject, Mark::Root) {
            // An assignment to a local that stood for something shared only gives it a new meaning.
            let name = Name::of(self.text_of(subject));
            let root = self.source.scopes.resolve(self.index, name, self.source.context);
            if let Root::Variable(owner, _) | Root::Parameter(owner, _) = root
                && owner == self.index
            {
                // What the name held before is dropped.
                for acquired in self.take_guards(name).into_iter().filter(|acquired| !value.guards.contains(acquired)) {
                    self.release(acquired);
                }
                if !bound {
                    self.bind(name, Value { expression: None, ..value.clone() });
                }
                if !self.source.scopes.is_captured(owner, name) {
                    return None;
                }
            }
        }
        if let (Root::Variable(owner, name), Kind::Append | Kind::Insert) = (place.root, kind)
            && owner == self.index
        {
            let mut more = value.outcome();
            for (_, many) in &mut more.pending {
                *many |= self.loop_depth > 0;
            }
            if let Some(binding) = self.names.get_mut(&name) {
                let before = std::mem::take(&mut binding.value);
                let type_name = before.type_name;
                binding.value = Value { type_name, ..before.join(more) };
            }
        }
        self.keep(value, &place);
        self.use_closure(value.closure, Usage::Escapes);
        if !of_files && !self.is_shared(&place) {
            if !place.path.is_empty() || key.is_some() || outer.is_some() {
                self.let_go(value);
            }
            return None;
        }
        self.let_go(value);
        // A guard that is stored is its new owner's.
        for acquired in value.guards.clone().into_iter().filter(|_| !value.lent) {
            self.release(acquired);
        }
        let kind = if kind == Kind::Assign && (outer.is_some() || key.is_some()) { Kind::Insert } else { kind };
        let mut event = Event::new(Word::Write, kind, span);
        event.stored = match kind {
            Kind::Delete | Kind::Clear | Kind::Remove => Stored::Reset,
            Kind::Append | Kind::Update => Stored::Opaque,
            _ if matches!(value.stored, Stored::Opaque | Stored::Fresh) && self.is_handle(value) => Stored::Started,
            _ => value.stored,
        };
        event.key = key.or(outer);
        // Another queue in its place is another queue.
        event.safe = !matches!(kind, Kind::Assign | Kind::Flag) && self.is_safe(self.type_of_place(&place));
        event.place = self.place_index(place);
        event.subject = named;
        if self.puts_back(&event, value) {
            return None;
        }
        event.from = value.from.clone();
        event.awaited = value.awaited;
        if kind == Kind::Update {
            // What was read of the place on the way is part of what is written.
            let place = event.place;
            let read = self
                .out
                .events
                .iter()
                .rposition(|read| read.word == Word::Read && read.place == place && span.contains(read.span));
            match read {
                Some(read) => event.from.push(read as u32),
                None => {
                    let mut read = Event::new(Word::Read, Kind::Plain, event.subject);
                    read.place = place;
                    read.key = event.key;
                    read.subject = event.subject;
                    if let Some(read) = self.fire(read) {
                        event.from.push(read);
                    }
                }
            }
        }
        // What a deletion gives back is what was there: `m.pop(k)` reads too.
        // An open file stands for the opening.
        let gives = kind == Kind::Delete || of_files;
        let fired = self.fire(event)?;
        gives.then(|| Value::of_event(fired))
    }

    /// True where what was got from an entry of a collection in memory is put under the same key again, and nothing else was
    /// put there in between: it is the object that everybody has, with all that was done to it. A store gives copies.
    fn puts_back(&self, write: &Event, value: &Value) -> bool {
        let is_entry = |event: &Event| event.place == write.place && event.key == write.key;
        // A closure reads the name that stands for it, too.
        let names = |event: &Event| {
            event.word == Word::Read
                && event.kind == Kind::Plain
                && self.out.place(event).is_some_and(|place| matches!(place.root, Root::Variable(..)))
        };
        let mut origins = value.from.iter().filter(|from| !self.out.event(**from).is_some_and(names));
        let (Some(read), None) = (origins.next(), origins.next()) else { return false };
        let since = self.out.events.iter().skip(*read as usize + 1);
        write.kind == Kind::Insert
            && write.key.is_some()
            && value.direct
            && !value.awaited
            && self.out.event(*read).is_some_and(|read| read.word == Word::Read && is_entry(read))
            && self.out.place(write).is_some_and(|place| self.source.types.is_memory(self.type_of_place(place)))
            && !since.filter(|event| is_entry(event)).any(|event| event.kind == Kind::Insert)
    }

    /// The handle of started work is stored: it is one piece of work, not many.
    pub(super) fn keep(&mut self, value: &Value, place: &Place) {
        let Some(event) = value.spawned else { return };
        for spawned in self.out.spawned.iter_mut().filter(|spawned| spawned.event == event) {
            // `this.tail = this.tail.then(work)`: the work queues up behind itself.
            let queued = spawned.after.as_ref() == Some(place);
            spawned.kept |= spawned.kind != Kind::Later || queued;
            if queued
                && let Some(closure) = spawned.closure
                && let Some(usage) = self.usages.get_mut(closure as usize)
            {
                *usage = Usage::SpawnedOnce;
            }
        }
    }

    /// A path below a folder that was made for the moment.
    pub(super) fn is_scratch(&self, path: NodeIx) -> bool {
        let bound = self.names.get(&Name::of(self.text_of(path))).is_some_and(|binding| binding.value.scratch);
        bound || self.values.get(path).is_some_and(|value| value.scratch)
    }

    /// The place of a file by its path, and notes of what the path is made of.
    fn file_place(&mut self, node: NodeIx) -> (u32, Span) {
        let (place, named) = self.file_at(node);
        let index = self.place_index(place);
        if !self.out.spelled.iter().any(|(known, _)| *known == index) {
            let mut parts = SmallVec::new();
            self.spell(node, 3, &mut parts);
            self.out.spelled.extend(parts.into_iter().map(|part| (index, part)));
        }
        (index, named)
    }

    /// The expressions that an expression is made of, followed through local names and those of the module.
    fn spell(&self, node: NodeIx, depth: u32, parts: &mut SmallVec<[Spelled; 4]>) {
        let flat = self.source.flat;
        let here = Spelled::Here(flat.span(node));
        if parts.contains(&here) || parts.len() >= 12 {
            return;
        }
        parts.push(here);
        for at in node..flat.node(node).next {
            if !self.source.rows.is(at, Mark::Root) {
                continue;
            }
            let name = Name::of(self.text_of(at));
            match self.source.scopes.resolve(self.index, name, self.source.context) {
                Root::Module(name) => parts.push(Spelled::Module(name)),
                _ if depth > 0 => {
                    if let Some(from) = self.expressions.get(&name) {
                        self.spell(*from, depth - 1, parts);
                    }
                }
                _ => {}
            }
        }
    }

    /// The file that a path names: a shared place that holds the path, else the text that makes it.
    pub(super) fn file_at(&self, node: NodeIx) -> (Place, Span) {
        let text = self.text_of(node);
        let span = self.source.flat.span(node);
        let mut plain = node;
        while let Some(of) = self.source.rows.of_region(plain, Region::Through, Part::Of) {
            plain = of;
        }
        if self.source.rows.is(plain, Mark::Root) {
            let name = Name::of(self.text_of(plain));
            if let Some(default) = self.defaults.get(&name) {
                return self.file_at(*default);
            }
            if let Some(binding) = self.names.get(&name)
                && let Some(expression) = binding.value.expression
            {
                let (text, span) = (self.text_of(expression), self.source.flat.span(expression));
                return (Place::root(Root::File(Name::of(text))), span);
            }
        }
        match self.place_of(node) {
            // The file is not the variable that says where it is.
            Some((place, None)) if !matches!(place.root, Root::Value(_)) => (place.step(Name::of("<file>")), span),
            _ => (Place::root(Root::File(Name::of(text.trim_start_matches('&')))), span),
        }
    }
}

/// The order in which several events of one node fire.
fn order(word: Word) -> u32 {
    match word {
        Word::Call => 0,
        Word::Read => 1,
        Word::Spawn | Word::Give => 2,
        // Whoever waits for a lock has it afterwards.
        Word::Suspend | Word::Block => 3,
        Word::Acquire | Word::Pass => 4,
        Word::Release | Word::Rename => 5,
        Word::Write => 6,
        Word::Exit | Word::Catch | Word::Item => 7,
    }
}
