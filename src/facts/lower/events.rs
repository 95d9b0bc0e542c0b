//! Events: what a node does when it is left.

use super::frames::{Frame, Guard};
use super::value::{Binding, MAX_PENDING, Value};
use super::{Lowering, Mark, Name, NodeIx, Part, Region, Role, Usage};
use crate::facts::function::{Call, Spawned};
use crate::facts::types::dotted;
use crate::facts::{Event, Kind, Word};
use crate::facts::{Key, Place, Root, Stored, TypeKind};
use crate::text::Span;
use smallvec::SmallVec;

type Happening = (Word, Kind, u32);

impl Lowering<'_> {
    // ---- places ----

    /// The place that an expression names, and the entry of it.
    pub(super) fn place_of(&self, node: NodeIx) -> Option<(Place, Option<Key>)> {
        let rows = self.source.rows;
        if let Some(of) = rows.of_region(node, Region::Through, Part::Of) {
            return self.place_of(of);
        }
        if rows.is(node, Mark::SelfRoot) {
            let class = self.out.class?;
            return Some((Place::root(Root::Object(class)), None));
        }
        if rows.region(node, Region::Place).is_some() {
            let base = rows.of_region(node, Region::Place, Part::Base)?;
            let (mut place, key) = match self.place_of(base) {
                Some(known) => known,
                None => (Place::root(Root::Value(Name::of(self.text_of(base)))), None),
            };
            if let Some(key) = key {
                place = place.step(Name::of("[]").with(key.text));
            }
            if let Some(step) = rows.of_region(node, Region::Place, Part::Step) {
                return Some((place.step(Name::of(self.text_of(step))), None));
            }
            let key = rows.of_region(node, Region::Place, Part::Key)?;
            return Some((place, Some(self.key_of(key))));
        }
        if rows.is(node, Mark::Root) {
            let name = Name::of(self.text_of(node));
            let root = self.source.scopes.resolve(self.index, name, self.source.context);
            if let Root::Variable(owner, _) | Root::Parameter(owner, _) = root
                && owner == self.index
                && let Some(alias) = self.alias(name)
                && (self.holds_lock(name) || !self.source.scopes.is_captured(owner, name))
            {
                return Some((alias, None));
            }
            return Some((Place::root(root), None));
        }
        None
    }

    /// True for the name of a guard. Closures use it too, but none gives it another meaning.
    fn holds_lock(&self, name: Name) -> bool {
        self.names.get(&name).is_some_and(|binding| !binding.value.guards.is_empty())
    }

    /// A local that is another name for a shared place: `const jobs = this.jobs`.
    fn alias(&self, name: Name) -> Option<Place> {
        let value = &self.names.get(&name)?.value;
        let [event] = value.from.as_slice() else { return None };
        let event = self.out.event(*event)?;
        // A copy of a lock is another handle of it.
        let handle = event.kind == Kind::Copy
            && self.is_plain(event.subject)
            && self.out.place(event).is_some_and(|place| self.kind_of_type(self.type_of_place(place)).is_some());
        let whole = event.word == Word::Read && (event.kind == Kind::Plain || handle) && event.key.is_none();
        let guarded = event.word == Word::Acquire;
        if !value.direct || !(whole || guarded) {
            return None;
        }
        self.out.place(event).cloned()
    }

    /// True for a path of names: nothing is called on the way.
    fn is_plain(&self, subject: Span) -> bool {
        !subject.of(self.source.text).contains('(')
    }

    pub(super) fn key_of(&self, node: NodeIx) -> Key {
        let rows = self.source.rows;
        let mut node = node;
        // `m.get(&k)` and `m.insert(k.clone(), v)` speak of one entry.
        while let Some(of) = rows.of_region(node, Region::Through, Part::Of) {
            node = of;
        }
        Key { text: Name::of(self.text_of(node)), literal: rows.is(node, Mark::Set) || rows.is(node, Mark::Reset) }
    }

    /// True for storage that somebody else may reach: only that is worth an event.
    fn is_shared(&self, place: &Place) -> bool {
        match place.root {
            Root::Variable(owner, name) => owner != self.index || self.source.scopes.is_captured(owner, name),
            Root::Parameter(owner, _) => owner != self.index && place.path.is_empty(),
            Root::Object(_) | Root::Import(_) | Root::Global(_) => !place.path.is_empty(),
            Root::Module(name) => !place.path.is_empty() || super::Scopes::is_variable(self.source.context, name),
            Root::File(_) => true,
            Root::Value(_) => false,
        }
    }

    /// The qualified name of the type of a place.
    fn type_of_place(&self, place: &Place) -> Name {
        let context = self.source.context;
        let mut known = match place.root {
            Root::Object(class) if !place.path.is_empty() => class,
            Root::Module(name) => context.global(name).map_or(Name::default(), |global| Name::of(&global.type_path)),
            Root::Variable(owner, name) | Root::Parameter(owner, name) if owner == self.index => {
                self.names.get(&name).map_or(Name::default(), |binding| binding.value.type_name)
            }
            Root::Variable(owner, name) | Root::Parameter(owner, name) => {
                self.types.get(&(owner, name)).copied().unwrap_or_default()
            }
            _ => Name::default(),
        };
        // Fields of the classes of this file.
        for step in &place.path {
            known = context.field(known, *step).filter(|path| !path.is_empty()).map_or(Name::default(), Name::of);
        }
        known
    }

    pub(super) fn kind_of_type(&self, type_name: Name) -> Option<TypeKind> {
        if type_name == Name::default() { None } else { self.source.types.kind(type_name) }
    }

    /// The place of a lock and what kind of lock it is. None where the thing is no lock as far as one can see.
    pub(super) fn lock_at(&self, node: NodeIx, asynchronous: bool, certain: bool) -> Option<(Place, Kind)> {
        let place = match self.place_of(node) {
            Some((place, None)) => place,
            _ => Place::root(Root::Value(Name::of(self.text_of(node)))),
        };
        let type_name = match self.type_of_place(&place) {
            name if name == Name::default() => self.values.get(&node).map_or(name, |value| value.type_name),
            name => name,
        };
        match self.kind_of_type(type_name) {
            Some(TypeKind::SyncLock) => Some((place, Kind::Sync)),
            Some(TypeKind::AsyncLock) => Some((place, Kind::Async)),
            Some(_) => None,
            None => {
                let text = self.text_of(node).to_ascii_lowercase();
                let hinted = certain || ["lock", "mutex", "sem", "guard"].iter().any(|hint| text.contains(hint));
                hinted.then_some((place, if asynchronous { Kind::Async } else { Kind::Plain }))
            }
        }
    }

    /// Reads the place that an expression names; no event where it names nothing shared.
    pub(super) fn read_place(&mut self, node: NodeIx, kind: Kind) -> Option<u32> {
        let (place, key) = self.place_of(node)?;
        if !self.is_shared(&place) {
            return None;
        }
        let span = self.source.flat.span(node);
        let kind = if kind == Kind::Plain && key.is_some() { Kind::Get } else { kind };
        let type_name = self.type_of_place(&place);
        let mut event = Event::new(Word::Read, kind, span);
        event.place = self.place_index(place);
        event.key = key;
        event.subject = span;
        event.session = self.kind_of_type(type_name) == Some(TypeKind::Session);
        self.fire(event)
    }

    // ---- expressions that name places ----

    pub(super) fn place_value(&mut self, node: NodeIx) -> Value {
        let rows = self.source.rows;
        let claimed = self.claimed.contains(&node);
        let base = rows.of_region(node, Region::Place, Part::Base);
        let shared = self.place_of(node).filter(|(place, _)| self.is_shared(place));
        let mark = self.claimed.len();
        let mut based = Value::default();
        for child in self.children(node) {
            if Some(child) == base {
                // The path up to here is part of the place, not a read of its own.
                if claimed || shared.is_some() {
                    self.claim(child);
                }
                based = self.walk(child);
            } else if Some(child) != rows.of_region(node, Region::Place, Part::Step) {
                self.walk(child);
            }
        }
        self.claimed.truncate(mark);
        if claimed {
            return based.computed();
        }
        let Some((place, _)) = shared else {
            // A field of what a local holds is as stale or fresh as the local is.
            let stored = if based.stored == Stored::Param { Stored::Param } else { Stored::Opaque };
            return Value { direct: based.direct, stored, ..based.computed() };
        };
        let type_name = self.type_of_place(&place);
        match self.read_place(node, Kind::Plain) {
            Some(event) => Value { type_name, ..Value::of_event(event) },
            None => Value::default(),
        }
    }

    pub(super) fn root_value(&mut self, node: NodeIx) -> Value {
        let rows = self.source.rows;
        let declared = [Mark::Declare, Mark::DeclareOuter, Mark::DeclareGlobal, Mark::DeclareLabel, Mark::Parameter];
        if self.claimed.contains(&node)
            || declared.iter().any(|mark| rows.is(node, *mark))
            || rows.is(node, Mark::SelfRoot)
        {
            return Value::default();
        }
        let name = Name::of(self.text_of(node));
        let root = self.source.scopes.resolve(self.index, name, self.source.context);
        if let Root::Variable(owner, _) | Root::Parameter(owner, _) = root
            && owner == self.index
        {
            let known = self.names.get(&name).map(|binding| binding.value.clone()).unwrap_or_default();
            let passed_on = rows.roles(node).any(|(role, _)| role == Role::Part(Part::Of));
            if rows.is(node, Mark::Moves) && !known.guards.is_empty() && !passed_on {
                self.end_guards(name);
                return known.computed();
            }
            if self.source.scopes.is_captured(owner, name)
                && known.closure.is_none()
                && matches!(root, Root::Variable(..))
            {
                let Some(event) = self.read_place(node, Kind::Plain) else { return known };
                let mut value = known;
                value.direct |= value.from.is_empty();
                value.from.insert(0, event);
                return value;
            }
            return known;
        }
        if let Some(function) = self.source.scopes.function_named(self.index, name) {
            return Value { closure: Some(function), ..Value::default() };
        }
        match self.read_place(node, Kind::Plain) {
            Some(event) => {
                let type_name = self.type_of_place(&Place::root(root));
                Value { type_name, ..Value::of_event(event) }
            }
            None => Value::default(),
        }
    }

    /// A node that an event speaks of is not read besides.
    fn claim(&mut self, node: NodeIx) {
        self.claimed.push(node);
        if let Some(of) = self.source.rows.of_region(node, Region::Through, Part::Of) {
            self.claim(of);
        }
    }

    /// The value reaches an argument, a receiver or a test.
    pub(super) fn use_value(&mut self, value: &Value) {
        for event in &value.from {
            if let Some(event) = self.out.events.get_mut(*event as usize) {
                event.used = true;
            }
        }
    }

    // ---- bindings ----

    /// An object that was made here goes where others may reach it.
    pub(super) fn let_go(&mut self, value: &Value) {
        if value.type_name != Name::default()
            && let Some(made) = self.out.made.iter_mut().find(|(class, _)| *class == value.type_name)
        {
            made.1 = true;
        }
    }

    /// The names that a pattern binds.
    fn names_in(&self, into: NodeIx) -> SmallVec<[Name; 2]> {
        let rows = self.source.rows;
        let end = self.source.flat.node(into).next;
        let plain = end == into + 1;
        let named = |at: &NodeIx| {
            rows.is(*at, Mark::Declare) || rows.is(*at, Mark::Parameter) || plain && rows.is(*at, Mark::Root)
        };
        (into..end).filter(named).map(|at| Name::of(self.text_of(at))).collect()
    }

    /// All names declared under a node stand for the value.
    pub(super) fn bind_names(&mut self, into: NodeIx, value: &Value) {
        let plain = self.source.flat.node(into).next == into + 1;
        let names = self.names_in(into);
        // `Ok(guard)`: the guard is all there is to bind.
        let whole = plain || names.len() == 1 && !value.guards.is_empty();
        for name in names {
            let value =
                if whole { value.clone() } else { Value { type_name: Name::default(), ..value.clone().computed() } };
            self.bind(name, value);
        }
    }

    /// Names stand for a value, and its guards live as long as the first of them; where nothing is bound they stay
    /// temporaries.
    pub(super) fn bind_pattern(&mut self, into: NodeIx, value: &Value, moved: bool) {
        if let Some(name) = self.names_in(into).first().copied() {
            for acquired in value.guards.clone() {
                if moved {
                    self.forget_temporary(acquired);
                }
                self.keep_guard(Guard { name: (!value.lent).then_some(name), acquired }, false);
            }
        }
        self.bind_names(into, value);
    }

    /// The bindings that a node makes besides what else it is.
    pub(super) fn bind_rows(&mut self, node: NodeIx) {
        for (role, row) in self.source.rows.roles(node).collect::<SmallVec<[_; 6]>>() {
            if role == Role::Region(Region::Bind) {
                self.bind_row(row);
            }
        }
    }

    fn bind(&mut self, name: Name, value: Value) {
        if self.index == 0 || self.source.scopes.is_captured(self.index, name) {
            self.let_go(&value);
        }
        if value.type_name != Name::default() {
            self.types.insert((self.index, name), value.type_name);
        }
        let depth = self.branch_depth;
        match self.names.get_mut(&name) {
            // Bound again in a branch it may be either; bound again where it was first bound it is the new value.
            Some(known) if depth > known.depth => {
                let before = std::mem::take(&mut known.value);
                known.value = if before.stored == Stored::Reset && before.from.is_empty() {
                    Value { stored: Stored::Opaque, ..value }
                } else {
                    before.or(value)
                };
            }
            _ => {
                self.names.insert(name, Binding { value, depth });
            }
        }
    }

    /// `with open(p) as f`: the names in an item stand for its value.
    pub(super) fn bind_items(&mut self, item: NodeIx, value: &Value) {
        let rows = self.source.rows;
        for at in item..self.source.flat.node(item).next {
            if rows.is(at, Mark::Declare) {
                let name = Name::of(self.text_of(at));
                self.bind(name, Value { guards: SmallVec::new(), ..value.clone() });
            }
        }
    }

    /// `let name = value`, and what it means for guards.
    fn bind_row(&mut self, row: u32) {
        let rows = self.source.rows;
        let (Some(into), Some(from)) = (rows.part(row, Part::Into), rows.part(row, Part::From)) else { return };
        let mut value = self.values.get(&from).cloned().unwrap_or_default();
        let span = self.source.flat.span(from);
        value.expression = Some((Name::of(self.text_of(from)), span));
        let annotated = self.annotation(into);
        if annotated != Name::default() {
            value.type_name = annotated;
        }
        self.bind_pattern(into, &value, true);
    }

    /// A guard that gets a name is no temporary any more.
    fn forget_temporary(&mut self, acquired: u32) {
        for frame in self.frames.iter_mut().rev() {
            if let Frame::Cleanup { what: super::frames::Cleanup::Guards { held, .. }, .. } = frame {
                held.retain(|guard| guard.acquired != acquired || guard.name.is_some());
            }
        }
    }

    // ---- nodes with an order or events ----

    /// Children in the order that the facts say: first, second, then the rest.
    pub(super) fn ordered(&mut self, node: NodeIx) -> Value {
        let value = self.in_order(node);
        self.bind_rows(node);
        value
    }

    fn in_order(&mut self, node: NodeIx) -> Value {
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
    fn walk_named(&mut self, node: NodeIx) -> Value {
        let children = self.children(node);
        let only = children.iter().filter(|child| self.source.flat.is_named(**child)).count() == 1;
        let mut value = Value::default();
        for child in children {
            let next = self.walk(child);
            if !only {
                value = value.join(next.computed());
            } else if self.source.flat.is_named(child) {
                value = next;
            }
        }
        value
    }

    /// The events of a node in the order in which they fire; of two of one word the more specific.
    fn happenings(&self, node: NodeIx) -> SmallVec<[Happening; 4]> {
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
    fn is_own_method(&self, word: Word, kind: Kind, row: u32) -> bool {
        let rows = self.source.rows;
        let part = match word {
            Word::Acquire | Word::Release => Part::Lock,
            Word::Read | Word::Write if !matches!(kind, Kind::Load | Kind::Truncate) => Part::Subject,
            _ => return false,
        };
        let Some(subject) =
            rows.part(row, part).filter(|subject| rows.is(*subject, Mark::Root) || rows.is(*subject, Mark::SelfRoot))
        else {
            return false;
        };
        let place = self.place_of(subject);
        let bare = place
            .is_some_and(|(place, _)| place.path.is_empty() && matches!(place.root, Root::Object(_) | Root::Import(_)));
        bare && rows.part(row, Part::Accessor).is_none()
    }

    /// True for a name that stands for a local of this function alone, whatever it was bound from.
    fn is_own_name(&self, node: NodeIx) -> bool {
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
        let mut call = None;
        for (word, kind, row) in &happenings {
            match word {
                Word::Call => call = Some((*kind, *row)),
                Word::Acquire | Word::Release => {
                    if let Some(lock) = rows.part(*row, Part::Lock) {
                        self.claim(lock);
                        if *word == Word::Acquire {
                            self.locks.push(lock);
                        }
                    }
                }
                Word::Read | Word::Write if !matches!(kind, Kind::Truncate | Kind::Load) => {
                    for subject in rows.parts(*row, Part::Subject).collect::<SmallVec<[_; 2]>>() {
                        self.claim(subject);
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
        let value = match read {
            Some(read) => Value::of_event(read).join(value),
            None => value,
        };
        let value = self.fire_all(node, &happenings, value);
        self.locks.truncate(locks);
        value
    }

    /// Fires what a node does besides what its parts did; for nodes whose parts were walked elsewhere.
    pub(super) fn events_after(&mut self, node: NodeIx, value: Value) -> Value {
        let happenings = self.happenings(node);
        self.fire_all(node, &happenings, value)
    }

    fn fire_all(&mut self, node: NodeIx, happenings: &[Happening], mut value: Value) -> Value {
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

    fn happen(&mut self, node: NodeIx, word: Word, kind: Kind, row: u32, value: Value) -> Value {
        let rows = self.source.rows;
        let span = self.source.flat.span(node);
        match word {
            Word::Call => value,
            // A place that another event speaks of is not read besides.
            Word::Read if kind != Kind::Load && self.claimed.contains(&node) && self.place_of(node).is_some() => value,
            Word::Read => self.read(node, kind, row, value),
            Word::Write => {
                let mut value = value;
                for subject in rows.parts(row, Part::Subject).collect::<SmallVec<[_; 2]>>() {
                    let stored = rows
                        .part(row, Part::Value)
                        .map_or_else(|| value.clone(), |part| self.values.get(&part).cloned().unwrap_or_default());
                    let key = rows.part(row, Part::Key).map(|key| self.key_of(key));
                    let subject = (subject, rows.part(row, Part::Accessor));
                    let written = self.write(node, subject, kind, &stored, key);
                    // An assignment is worth what it stores.
                    value = written.unwrap_or(if kind == Kind::Assign { stored } else { value });
                }
                value
            }
            Word::Rename => {
                for path in [rows.part(row, Part::Value), rows.part(row, Part::Subject)].into_iter().flatten() {
                    let mut event = Event::new(Word::Rename, kind, span);
                    let (place, subject) = self.file_at(path);
                    event.place = self.place_index(place);
                    event.subject = subject;
                    self.fire(event);
                }
                value
            }
            Word::Suspend => {
                if self.out.is_generator && !self.out.is_async {
                    // A plain generator gives way to its consumer alone.
                    return value;
                }
                let mut event = Event::new(Word::Suspend, kind, span);
                event.from = value.from.clone();
                if let [origin] = value.from.as_slice()
                    && let Some(origin) = self.out.event(*origin)
                    && origin.word == Word::Call
                {
                    event.call = origin.call;
                }
                if kind == Kind::Plain && value.spawned.is_some() {
                    event.kind = Kind::Join;
                } else if kind == Kind::Plain && self.awaits_a_name(node) {
                    // What is awaited was there before: a handle, a future, an event.
                    event.kind = Kind::On;
                }
                for (call, _) in &value.pending {
                    if let Some(call) = self.out.calls.get_mut(*call as usize) {
                        call.awaited = true;
                    }
                }
                self.fire(event);
                Value { pending: SmallVec::new(), spawned: None, closure: None, ..value }
            }
            Word::Block => {
                self.fire(Event::new(word, kind, span));
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
            Word::Give => value,
        }
    }

    fn read(&mut self, node: NodeIx, kind: Kind, row: u32, value: Value) -> Value {
        let rows = self.source.rows;
        let span = self.source.flat.span(node);
        let Some(subject) = rows.part(row, Part::Subject) else { return value };
        if self.claimed.contains(&subject) && kind != Kind::Load {
            // `list(m.values())`: the outer of the two tells how it is read.
            return value;
        }
        if kind == Kind::Load {
            let (place, named) = self.file_at(subject);
            let mut event = Event::new(Word::Read, kind, span);
            event.place = self.place_index(place);
            event.subject = named;
            return self.fire(event).map_or(value, Value::of_event);
        }
        if kind == Kind::Check {
            // A test by its very form counts whatever it is asked of: `signal.aborted`.
            let mut event = Event::new(Word::Read, kind, span);
            event.subject = span;
            return self.fire(event).map_or(value, Value::of_event);
        }
        let Some((mut place, outer)) = self.place_of(subject) else { return value };
        let key = rows.part(row, Part::Key).map(|key| self.key_of(key)).or(outer);
        if let Some(accessor) = rows.part(row, Part::Accessor) {
            place = place.step(accessed(self.text_of(accessor)));
        }
        let handle = kind == Kind::Copy && self.is_plain(self.source.flat.span(subject));
        if !self.is_shared(&place) {
            // What is asked of a local is as fresh as the local.
            let known = self.values.get(&subject).cloned().unwrap_or_default();
            let local = match place.root {
                Root::Variable(owner, name) if owner == self.index => {
                    self.names.get(&name).map(|binding| binding.value.clone())
                }
                _ => None,
            };
            let from = local.unwrap_or(known);
            let type_name = if handle { from.type_name } else { Name::default() };
            return Value { direct: from.direct, type_name, ..from.computed().join(value.computed()) };
        }
        let type_name = if handle { self.type_of_place(&place) } else { Name::default() };
        let mut event = Event::new(Word::Read, kind, span);
        event.place = self.place_index(place);
        event.key = key;
        event.subject = self.source.flat.span(subject);
        event.call = self.call_of(&value);
        match self.fire(event) {
            Some(event) => Value { pending: value.pending, type_name, ..Value::of_event(event) },
            None => value,
        }
    }

    /// True where what is awaited is named, not called for: a handle, a future, an event that was there before.
    fn awaits_a_name(&self, node: NodeIx) -> bool {
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

    /// The call that a value is the result of.
    fn call_of(&self, value: &Value) -> u32 {
        match value.from.as_slice() {
            [origin] => self
                .out
                .event(*origin)
                .filter(|origin| origin.word == Word::Call)
                .map_or(crate::facts::NO_CALL, |origin| origin.call),
            _ => crate::facts::NO_CALL,
        }
    }

    pub(super) fn write_place(&mut self, node: NodeIx, subject: NodeIx, kind: Kind, value: &Value, key: Option<Key>) {
        self.write(node, (subject, None), kind, value, key);
    }

    fn write(
        &mut self,
        node: NodeIx,
        (subject, accessor): (NodeIx, Option<NodeIx>),
        kind: Kind,
        value: &Value,
        key: Option<Key>,
    ) -> Option<Value> {
        let span = self.source.flat.span(node);
        if kind == Kind::Truncate && self.is_scratch(subject) {
            return None;
        }
        let named = self.source.flat.span(subject);
        let (place, outer, named) = if kind == Kind::Truncate {
            let (place, named) = self.file_at(subject);
            (place, None, named)
        } else {
            let (place, key) = self.place_of(subject)?;
            (place, key, named)
        };
        let place = match accessor {
            Some(accessor) => place.step(accessed(self.text_of(accessor))),
            None => place,
        };
        let in_place = kind == Kind::Update && self.kind_of_type(self.type_of_place(&place)) == Some(TypeKind::InPlace);
        let kind = if in_place { Kind::Append } else { kind };
        if kind == Kind::Update && self.is_own_name(subject) {
            // `n -= 1`: the name means something new from here on, even if it stood for something shared.
            let name = Name::of(self.text_of(subject));
            let before = self.names.get(&name).map(|binding| binding.value.clone()).unwrap_or_default();
            self.bind(name, before.computed().join(value.clone().computed()));
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
            let mut more = value.clone().computed();
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
        self.use_closure(value, Usage::Escapes);
        if !self.is_shared(&place) {
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
            Kind::Delete | Kind::Clear => Stored::Reset,
            Kind::Append | Kind::Update => Stored::Opaque,
            _ => value.stored,
        };
        event.key = key.or(outer);
        event.place = self.place_index(place);
        event.subject = named;
        event.from = value.from.clone();
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
        let gives = kind == Kind::Delete;
        let fired = self.fire(event)?;
        gives.then(|| Value::of_event(fired))
    }

    /// The handle of started work is stored: it is one piece of work, not many.
    fn keep(&mut self, value: &Value, place: &Place) {
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
    fn is_scratch(&self, path: NodeIx) -> bool {
        let bound = self.names.get(&Name::of(self.text_of(path))).is_some_and(|binding| binding.value.scratch);
        bound || self.values.get(&path).is_some_and(|value| value.scratch)
    }

    /// The file that a path names: a shared place that holds the path, else the text that makes it.
    fn file_at(&self, node: NodeIx) -> (Place, Span) {
        let text = self.text_of(node);
        let span = self.source.flat.span(node);
        let mut plain = node;
        while let Some(of) = self.source.rows.of_region(plain, Region::Through, Part::Of) {
            plain = of;
        }
        if self.source.rows.is(plain, Mark::Root) {
            let name = Name::of(self.text_of(plain));
            if let Some(binding) = self.names.get(&name)
                && let Some((expression, span)) = binding.value.expression
            {
                return (Place::root(Root::File(expression)), span);
            }
        }
        match self.place_of(node) {
            // The file is not the variable that says where it is.
            Some((place, None)) if !matches!(place.root, Root::Value(_)) => (place.step(Name::of("<file>")), span),
            _ => (Place::root(Root::File(Name::of(text.trim_start_matches('&')))), span),
        }
    }

    // ---- calls ----

    fn call(&mut self, node: NodeIx, kind: Kind, row: u32, happenings: &[Happening]) -> Value {
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
        let known = happenings
            .iter()
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
                        Some(closure) if closure == arg => self.inline_argument(arg),
                        _ => self.walk(arg),
                    };
                    if kind != Kind::Log {
                        self.use_value(&value);
                    }
                    passed.push((arg, value));
                }
                let whole =
                    passed.iter().fold(Value::default(), |whole, (_, value)| whole.join(value.clone().computed()));
                self.values.insert(child, whole);
            } else {
                self.walk(child);
            }
        }
        let mut pending: SmallVec<[(u32, bool); 1]> = SmallVec::new();
        for (_, value) in &passed {
            for more in &value.pending {
                if pending.len() < MAX_PENDING && !pending.contains(more) {
                    pending.push(*more);
                }
            }
        }
        let spawns = happenings.iter().any(|(word, ..)| *word == Word::Spawn);
        if !spawns && kind != Kind::Inline {
            for (_, value) in &passed {
                self.use_closure(value, Usage::Escapes);
            }
        }
        for (_, value) in &passed {
            self.let_go(value);
        }
        if known && kind != Kind::Stop {
            // A known operation on a place is told by its own events.
            self.hand_over(&passed);
            let mut value = passed.into_iter().fold(Value::default(), |whole, (_, value)| whole.join(value.computed()));
            value.pending.extend(receiver.pending);
            return value;
        }
        let span = flat.span(node);
        let mut event = Event::new(Word::Call, kind, span);
        event.call = self.out.calls.len() as u32;
        if let Some(callee) = callee {
            event.subject = flat.span(callee);
            event.name = Name::of(self.text_of(callee).rsplit(['.', ':']).next().unwrap_or(""));
        }
        let place = callee.and_then(|callee| self.callee_place(callee));
        let direct =
            callee.and_then(|callee| self.called_closure(callee)).or(receiver.closure.filter(|_| place.is_none()));
        let carries = passed.iter().filter_map(|(arg, value)| self.session_in(*arg, value)).collect();
        let index = event.call;
        if kind == Kind::Stop
            && let Some(place) = place.clone()
        {
            event.place = self.place_index(place);
        }
        let Some(fired) = self.fire(event) else { return Value::default() };
        self.out.calls.push(Call {
            event: fired,
            callee: place,
            closure: direct,
            awaited: false,
            spawned: false,
            carries,
        });
        self.hand_over(&passed);
        pending.push((index, false));
        let stored = if rows.is(node, Mark::Fresh) { Stored::Fresh } else { Stored::Opaque };
        let type_name = match callee {
            Some(callee) => self.made_by(callee),
            None => Name::default(),
        };
        if type_name != Name::default() && !self.out.made.iter().any(|(class, _)| *class == type_name) {
            self.out.made.push((type_name, false));
        }
        let scratch = rows.is(node, Mark::Scratch) || receiver.scratch || passed.iter().any(|(_, value)| value.scratch);
        let closures = passed.iter().find_map(|(_, value)| value.closure.filter(|_| kind == Kind::Inline));
        Value {
            type_name,
            pending,
            stored,
            closure: closures,
            scratch,
            spawned: receiver.spawned.filter(|_| kind == Kind::Inline),
            ..Value::of_event(fired)
        }
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
            return if claimed { value.computed() } else { value };
        }
        if rows.is(node, Mark::Root) || rows.is(node, Mark::SelfRoot) {
            return Value::default();
        }
        self.walk(node)
    }

    fn callee_place(&self, callee: NodeIx) -> Option<Place> {
        match self.place_of(callee)? {
            (place, None) if place.exact => Some(place),
            _ => None,
        }
    }

    /// The closure that a call runs, where the callee is a local name for one.
    fn called_closure(&self, callee: NodeIx) -> Option<u32> {
        if !self.source.rows.is(callee, Mark::Root) {
            return None;
        }
        let name = Name::of(self.text_of(callee));
        let bound = self.names.get(&name).and_then(|binding| binding.value.closure);
        bound.or_else(|| self.source.scopes.function_named(self.index, name))
    }

    /// The type of what a call makes, where its callee looks like a class or a constructor.
    fn made_by(&self, callee: NodeIx) -> Name {
        let text = self.text_of(callee);
        if text.len() > 100 || text.contains(['(', ' ', '\n']) {
            return Name::default();
        }
        let made = Name::of(&self.source.context.qualify(&dotted(self.source.types.constructed(text))));
        if let Some(place) = self.callee_place(callee)
            && let Some(made) = self.source.types.made_by(self.type_of_place(&place))
        {
            return made;
        }
        let looks = text.contains(|c: char| c.is_ascii_uppercase()) || self.source.types.kind(made).is_some();
        if looks { made } else { Name::default() }
    }

    /// A value that serves one task at a time, as an argument.
    fn session_in(&mut self, arg: NodeIx, value: &Value) -> Option<(u32, Span)> {
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
    fn later(&mut self, node: NodeIx, closure: NodeIx, promise: &Value) -> Value {
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
    fn is_awaited(&self, node: NodeIx) -> bool {
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

    /// Runs the callbacks that promises were given since `mark`, one after the other, off the way of control.
    pub(super) fn run_laters(&mut self, mark: usize) {
        let now = self.here;
        let waiting: Vec<_> = self.laters.drain(mark.min(self.laters.len())..).collect();
        if now.is_none() || waiting.is_empty() {
            return;
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
            self.run_laters(mark);
        }
        value
    }

    pub(super) fn inline_argument(&mut self, closure: NodeIx) -> Value {
        let Some(index) = self.source.scopes.function_at(closure) else { return self.walk(closure) };
        if self.source.rows.is(closure, Mark::Async) || self.source.rows.is(closure, Mark::Generator) {
            let value = self.walk(closure);
            self.use_closure(&value, Usage::Parallel);
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
            self.use_closure(&value, Usage::Parallel);
        }
        Value { closure: made, ..value.computed() }
    }

    /// Guards passed by value are gone: dropped, or their new owner's.
    fn hand_over(&mut self, passed: &[(NodeIx, Value)]) {
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

    // ---- spawns, locks, exits ----

    fn spawn(&mut self, node: NodeIx, kind: Kind, row: u32, value: Value) -> Value {
        let rows = self.source.rows;
        let target = rows.part(row, Part::Target);
        let started = target.and_then(|target| self.values.get(&target).cloned()).unwrap_or_default();
        let span = self.source.flat.span(node);
        let mut event = Event::new(Word::Spawn, kind, span);
        event.subject = target.map_or(Span::default(), |target| self.source.flat.span(target));
        let place = target.and_then(|target| self.callee_place(target));
        let Some(fired) = self.fire(event) else { return value };
        let many = self.loop_depth > 0;
        self.use_closure(&started, Usage::Spawned);
        let after = rows.part(row, Part::Subject).and_then(|promise| self.place_of(promise)).map(|(place, _)| place);
        if started.closure.is_some() || place.is_some() {
            // `pool.submit(work, session)`: the arguments of the work are those of the call that starts it.
            let gives = |call: &u32| {
                let known = self.out.calls.get(*call as usize);
                known.is_some_and(|call| {
                    !call.carries.is_empty() && self.out.event(call.event).is_some_and(|event| event.span == span)
                })
            };
            let call = value.pending.iter().map(|(call, _)| *call).find(gives);
            self.out.spawned.push(Spawned {
                after,
                event: fired,
                call,
                place,
                closure: started.closure,
                many,
                kept: false,
                kind,
            });
        }
        let mut calls: SmallVec<[(u32, bool); 4]> = started.pending.iter().copied().collect();
        if kind == Kind::Join {
            calls.extend(
                value
                    .pending
                    .iter()
                    .copied()
                    .filter(|(call, _)| !started.pending.iter().any(|(known, _)| known == call)),
            );
        }
        for (call, several) in calls {
            let own = self
                .out
                .calls
                .get(call as usize)
                .is_some_and(|call| self.out.event(call.event).is_some_and(|event| event.span == span));
            if own {
                continue;
            }
            if let Some(call) = self.out.calls.get_mut(call as usize) {
                call.spawned = true;
            }
            self.out.spawned.push(Spawned {
                after: None,
                event: fired,
                call: Some(call),
                place: None,
                closure: None,
                many: several || many,
                kept: false,
                kind,
            });
        }
        Value { spawned: Some(fired), from: value.from, direct: value.direct, ..Value::default() }
    }

    fn acquire(&mut self, node: NodeIx, kind: Kind, row: u32, value: Value) -> Value {
        let rows = self.source.rows;
        let span = self.source.flat.span(node);
        let Some(lock) = rows.part(row, Part::Lock) else { return value };
        // `await lock.acquire()`, `m.lock().await`: of two that name the same lock the outer tells when it is taken.
        if self.locks.iter().filter(|known| **known == lock).count() > 1 {
            return value;
        }
        let by_guard = kind == Kind::Guard || self.source.language.semantics.parallel_tasks;
        let place = match self.place_of(lock) {
            Some((place, None)) => place,
            _ => Place::root(Root::Value(Name::of(self.text_of(lock)))),
        };
        let type_name = self.type_of_place(&place);
        let kind = match self.kind_of_type(type_name) {
            Some(TypeKind::SyncLock) => Kind::Sync,
            Some(TypeKind::AsyncLock) => Kind::Async,
            Some(TypeKind::Shared) => return value,
            _ => kind,
        };
        let mut event = Event::new(Word::Acquire, kind, span);
        event.place = self.place_index(place);
        event.subject = self.source.flat.span(lock);
        let Some(fired) = self.fire(event) else { return value };
        if !by_guard {
            return value;
        }
        self.keep_guard(Guard { name: None, acquired: fired }, true);
        let mut guards = SmallVec::new();
        guards.push(fired);
        Value { guards, pending: value.pending, ..Value::of_event(fired) }
    }

    /// `lock.release()`, or a guard dropped by name.
    fn give_back(&mut self, lock: NodeIx, kind: Kind, span: Span) {
        let name = Name::of(self.text_of(lock));
        let taken = self.take_guards(name);
        if !taken.is_empty() {
            for acquired in taken {
                self.release(acquired);
            }
            return;
        }
        let Some((place, None)) = self.place_of(lock) else { return };
        let mut event = Event::new(Word::Release, kind, span);
        event.place = self.place_index(place);
        event.subject = self.source.flat.span(lock);
        self.fire(event);
    }

    fn exit(&mut self, node: NodeIx, kind: Kind, row: u32, value: Value) -> Value {
        let span = self.source.flat.span(node);
        let label = self.source.rows.part(row, Part::Name).map(|name| Name::of(self.text_of(name)));
        self.leaves.note(kind);
        if kind == Kind::Return {
            self.let_go(&value);
            self.out.returns.extend(value.from.iter().copied());
            self.use_closure(&value, Usage::Escapes);
            self.run_laters(self.later_marks.last().copied().unwrap_or(0));
        }
        if kind == Kind::Throw {
            let target = self.throw_target(self.frames.len());
            self.fire(Event::new(Word::Exit, kind, span));
            self.go(target);
            return Value::default();
        }
        self.fire(Event::new(Word::Exit, kind, span));
        match kind {
            Kind::Try => {
                let here = self.here;
                self.leave(|frame| match frame {
                    Frame::Inline { leave } => Some(*leave),
                    _ => None,
                });
                self.here = here;
                value
            }
            Kind::Break => {
                self.leave(|frame| match frame {
                    Frame::Loop { label: own, leave, .. } if label.is_none() || *own == label => Some(*leave),
                    Frame::Choice { leave } if label.is_none() => Some(*leave),
                    Frame::Block { label: own, leave } if label.is_some() && *own == label => Some(*leave),
                    _ => None,
                });
                Value::default()
            }
            Kind::Continue => {
                self.leave(|frame| match frame {
                    Frame::Loop { label: own, again, .. } if label.is_none() || *own == label => Some(*again),
                    _ => None,
                });
                Value::default()
            }
            _ => {
                self.leave(|frame| match frame {
                    Frame::Inline { leave } => Some(*leave),
                    _ => None,
                });
                Value::default()
            }
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
        Word::Acquire => 4,
        Word::Release | Word::Rename => 5,
        Word::Write => 6,
        Word::Exit => 7,
    }
}

/// What an accessor's name speaks of: `getJob`, `set_job` and `hasJob` all speak of the same entry.
fn accessed(name: &str) -> Name {
    let verbs = [
        "get", "set", "has", "find", "load", "fetch", "is", "put", "save", "store", "add", "create", "update",
        "insert", "delete", "remove", "clear",
    ];
    let rest = verbs
        .iter()
        .filter_map(|verb| name.strip_prefix(verb))
        .max_by_key(|rest| rest.len())
        .filter(|rest| rest.starts_with(|c: char| c.is_uppercase() || c == '_'));
    Name::of("@").with(Name::of(rest.unwrap_or(name).trim_start_matches('_')))
}
