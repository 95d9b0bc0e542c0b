//! Places: what an expression names, who else can reach it, and reading it.

use super::value::{Item, Value};
use super::{Lowering, Mark, Name, NodeIx, Part, Region, Usage};
use crate::facts::{Event, Kind, Word};
use crate::facts::{Key, Place, Root, SUPER, Stored, TypeKind};
use crate::text::Span;
use smallvec::SmallVec;

/// A longer chain of fields and calls names no place: it would be cut after a few steps, and each link of it is asked anew.
const MAX_CHAIN: u32 = 100;

/// What a function returns is followed through so many calls and what they are given.
const MAX_GIVEN: usize = 32;

impl Lowering<'_> {
    /// The place that an expression names, and the entry of it.
    pub(super) fn place_of(&self, node: NodeIx) -> Option<(Place, Option<Key>)> {
        self.place_within(node, MAX_CHAIN)
    }

    /// The same for a chain of at most so many links.
    fn place_within(&self, node: NodeIx, links: u32) -> Option<(Place, Option<Key>)> {
        let links = links.checked_sub(1)?;
        let rows = self.source.rows;
        if let Some(of) = rows.of_region(node, Region::Through, Part::Of) {
            return self.place_within(of, links);
        }
        if rows.is(node, Mark::Environment) {
            return Some((Place::root(Root::Environment), None));
        }
        if rows.is(node, Mark::SelfRoot) {
            let class = self.out.class?;
            return Some((Place::root(Root::Object(class)), None));
        }
        if rows.is(node, Mark::Super) {
            let class = self.out.class?;
            return Some((Place::root(Root::Object(class)).step(SUPER), None));
        }
        if rows.region(node, Region::Place).is_some() {
            let base = rows.of_region(node, Region::Place, Part::Base)?;
            let (mut place, key) = match self.place_within(base, links) {
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
    pub(super) fn holds_lock(&self, name: Name) -> bool {
        self.names.get(&name).is_some_and(|binding| !binding.value.guards.is_empty())
    }

    /// A local that is another name for a shared place: `const jobs = this.jobs`.
    pub(super) fn alias(&self, name: Name) -> Option<Place> {
        let value = &self.names.get(&name)?.value;
        let [event] = value.from.as_slice() else { return None };
        let event = self.out.event(*event)?;
        // A copy of a lock is another handle of it.
        let handle = event.kind == Kind::Copy
            && self.is_plain(event.subject)
            && self.out.place(event).is_some_and(|place| self.kind_of_type(self.type_of_place(place)).is_some());
        let whole = event.word == Word::Read
            && (matches!(event.kind, Kind::Plain | Kind::Row) || handle)
            && event.key.is_none();
        let guarded = event.word == Word::Acquire;
        if !value.direct || !(whole || guarded) {
            return None;
        }
        self.out.place(event).cloned()
    }

    /// True for a path of names: nothing is called on the way.
    pub(super) fn is_plain(&self, subject: Span) -> bool {
        !subject.of(self.source.text).contains('(')
    }

    pub(super) fn key_of(&self, node: NodeIx) -> Key {
        let rows = self.source.rows;
        let mut node = node;
        // `m.get(&k)` and `m.insert(k.clone(), v)` speak of one entry.
        while let Some(of) = rows.of_region(node, Region::Through, Part::Of) {
            node = of;
        }
        let text = Name::of(self.text_of(node));
        let literal = rows.is(node, Mark::Set) || rows.is(node, Mark::Reset);
        let own = self.names.get(&text).is_some_and(|binding| self.is_own(&binding.value));
        Key { text, literal, own, columns: false }
    }

    /// True for a value that this activation made and nobody else has: a new object, the next number, a random text.
    fn is_own(&self, value: &Value) -> bool {
        // `self.last_id += 1`, then `id = self.last_id`.
        let counted = |read: &u32| {
            let place = self.out.event(*read).filter(|event| event.word == Word::Read).map(|event| event.place);
            let before = self.out.events.iter().take(*read as usize);
            place.is_some_and(|place| {
                before
                    .filter(|event| event.place == place)
                    .any(|event| event.word == Word::Write && event.kind == Kind::Update)
            })
        };
        value.own || value.stored == Stored::Fresh || value.direct && value.from.iter().any(counted)
    }

    /// True for storage that somebody else may reach: only that is worth an event.
    pub(super) fn is_shared(&self, place: &Place) -> bool {
        match place.root {
            Root::Variable(owner, name) => owner != self.index || self.source.scopes.is_captured(owner, name),
            Root::Parameter(owner, _) => {
                owner != self.index && (place.path.is_empty() || self.source.scopes.outlives(self.index, owner))
            }
            Root::Import(name) => !place.path.is_empty() || self.source.context.is_variable(name),
            // What a base class has under a name is a method, as a rule.
            Root::Object(_) if place.path.first() == Some(&SUPER) => false,
            Root::Object(_) | Root::Global(_) | Root::Row(_) => !place.path.is_empty(),
            Root::Module(name) if !place.path.is_empty() => !self.holds_something_safe(name),
            Root::Module(name) => super::Scopes::is_variable(self.source.context, name),
            Root::File(_) | Root::Table(_) | Root::Environment => true,
            Root::Value(_) => false,
        }
    }

    /// True for a variable of the module that holds something safe to share by its own making, or an object of a class that
    /// inherits from that: what is in it is its own concern, or each thread's, `class Local(threading.local)`.
    fn holds_something_safe(&self, name: Name) -> bool {
        let Some(global) = self.source.context.global(name) else { return false };
        let is_safe = |path: &str| self.kind_of_type(self.source.types.named(path)) == Some(TypeKind::Shared);
        let class = Name::of(&global.type_path);
        is_safe(&global.type_path) || self.source.context.bases_of(class).iter().any(|base| is_safe(base))
    }

    /// The qualified name of the type of a place.
    pub(super) fn type_of_place(&self, place: &Place) -> Name {
        let context = self.source.context;
        let mut known = match place.root {
            Root::Object(class) if !place.path.is_empty() => class,
            Root::Module(name) => {
                context.global(name).map_or(Name::default(), |global| self.source.types.named(&global.type_path))
            }
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
            known = context
                .field(known, *step)
                .filter(|path| !path.is_empty())
                .map_or(Name::default(), |path| self.source.types.named(path));
        }
        known
    }

    pub(super) fn kind_of_type(&self, type_name: Name) -> Option<TypeKind> {
        if type_name == Name::default() { None } else { self.source.types.kind(type_name) }
    }

    /// True for a flag that threads share.
    pub(super) fn is_flag(&self, place: &Place) -> bool {
        self.kind_of_type(self.type_of_place(place)) == Some(TypeKind::Signal)
    }

    /// True for types whose values threads may share as they are.
    pub(super) fn is_safe(&self, type_name: Name) -> bool {
        use TypeKind::{AsyncLock, Shared, Signal, SyncLock};
        matches!(self.kind_of_type(type_name), Some(Shared | Signal | SyncLock | AsyncLock))
    }

    /// The place of a lock and what kind of lock it is. None where the thing is no lock as far as one can see.
    pub(super) fn lock_at(&self, node: NodeIx, asynchronous: bool, certain: bool) -> Option<(Place, Kind)> {
        let place = match self.place_of(node) {
            Some((place, None)) => place,
            _ => Place::root(Root::Value(Name::of(self.text_of(node)))),
        };
        let type_name = match self.type_of_place(&place) {
            name if name == Name::default() => self.values.get(node).map_or(name, |value| value.type_name),
            name => name,
        };
        match self.kind_of_type(type_name) {
            // Of a type that is now this and now that the code says which it is: it waits for it.
            Some(TypeKind::SyncLock) if !asynchronous => Some((place, Kind::Sync)),
            Some(TypeKind::SyncLock | TypeKind::AsyncLock) => Some((place, Kind::Async)),
            Some(_) => None,
            None => {
                let text = self.text_of(node).to_ascii_lowercase();
                let hints = ["lock", "mutex", "sem", "guard", "_cond", "condition"];
                let hinted = certain || hints.iter().any(|hint| text.contains(hint));
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
        event.safe = self.is_safe(type_name);
        self.fire(event)
    }

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
        self.ask_of(node, &based);
        if claimed {
            return based.computed();
        }
        let Some((place, _)) = shared else {
            // A field of what a local holds is as stale or fresh as the local is.
            let stored = if based.stored == Stored::Param { Stored::Param } else { Stored::Opaque };
            let item = based.item.map(|item| Item { part: true, ..item });
            let asked = based.item.and_then(|item| self.with_item(item, Kind::Ask, self.source.flat.span(node)));
            let mut value = Value { direct: based.direct, stored, item, ..based.computed() };
            value.from.extend(asked);
            return value;
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
            let known = self.value_of(name).cloned().unwrap_or_default();
            let passed_on = rows.is_part(node, Part::Of);
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
        if let Some(binding) = self.names.get(&name).filter(|binding| binding.value.item.is_some()) {
            // The parameter of a closure that is walked in place.
            return binding.value.clone();
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
    pub(super) fn claim(&mut self, node: NodeIx) {
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

    /// What calls were given has run when they are waited for; else it may run at any time.
    pub(super) fn settle_lent(&mut self) {
        for (closure, call) in std::mem::take(&mut self.lent) {
            let awaited = self.out.calls.get(call as usize).is_some_and(|call| call.awaited);
            self.use_closure(Some(closure), if awaited { Usage::Lent } else { Usage::Escapes });
        }
    }

    /// The function returns the value.
    pub(super) fn returns(&mut self, value: &Value) {
        self.out.returns.extend(value.from.iter().copied());
        self.out.hands_out.extend(value.closure);
        // What is given to the calls that it is made of, and to those that these are given, each once.
        let mut given: SmallVec<[u32; 8]> = SmallVec::new();
        for at in &value.from {
            let Some(event) = self.out.events.get_mut(*at as usize) else { continue };
            event.answers = true;
            event.picks |= event.word == Word::Read && !value.direct;
            if event.word == Word::Call {
                given.push(*at);
            }
        }
        let mut next = 0;
        while let Some(at) = given.get(next).copied() {
            next += 1;
            let Some(event) = self.out.events.get_mut(at as usize) else { continue };
            event.picks |= event.word == Word::Call || event.used;
            if event.word == Word::Call && given.len() < MAX_GIVEN {
                let more = event.from.iter().filter(|more| !given.contains(more));
                given.extend(more.copied().collect::<SmallVec<[u32; 4]>>());
            }
        }
    }
}

/// What an accessor's name speaks of: `getJob`, `set_job` and `hasJob` all speak of the same entry.
pub(super) fn accessed(name: &str) -> Name {
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
