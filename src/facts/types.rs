//! Light types: what a value is, as far as a constructor call or an annotation says.
//!
//! The knowledge is data, `queries/<language>/types.toml`: for each kind of type its qualified names. Nothing is
//! inferred across files; a type nobody named is unknown, and unknown satisfies no rule.

use super::Name;
use crate::syntax::LazyRegex;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The name of a lock whose type is known by its last step alone.
const ANY_LOCK: &str = "(lock)";
/// The same of one that is waited for by suspending.
const ANY_ASYNC_LOCK: &str = "(async lock)";

/// The name of the type of what can be called, where the code spells out with what.
const FUNCTION: &str = "Function";

/// What a type is to the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TypeKind {
    /// A lock that blocks its thread while it waits.
    SyncLock,
    /// A lock that is waited for by suspending.
    AsyncLock,
    /// A database session, connection, cursor or transaction: for one task at a time.
    Session,
    /// Safe to share by its own making: queues, events, atomics, channels.
    Shared,
    /// Changed in place by an operator that assigns: nothing that others put in is lost.
    InPlace,
    /// A signal or token that tells of cancellation.
    Signal,
    /// Starts work in processes, which share no memory.
    Processes,
}

/// The file `types.toml` of one language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TypesFile {
    /// Types that stand for what they hold: `Arc<T>`, `Optional[T]`.
    #[serde(default)]
    wrappers: Vec<String>,
    /// Types that say nothing of a value: `Any`.
    #[serde(default)]
    anything: Vec<String>,
    /// Constructors that name their type by all but the last step: `Mutex::new`.
    #[serde(default)]
    constructors: Vec<String>,
    /// Expressions one of which the text of a file holds if it holds anything that suspends, spawns, sleeps or writes
    /// a file: without them it need not be parsed.
    #[serde(default)]
    markers: Vec<String>,
    /// First characters of a literal and the type that they show: `[` a list.
    #[serde(default)]
    literals: BTreeMap<String, String>,
    /// Kind to qualified names.
    #[serde(default)]
    kinds: BTreeMap<TypeKind, Vec<String>>,
    /// Types whose values make values of another type when they are called.
    #[serde(default)]
    makes: BTreeMap<String, String>,
    /// Locks that their holder may take again, and those that several may hold.
    #[serde(default)]
    reentrant: Vec<String>,
    /// Collections in memory: what they give is what they hold, no copy.
    #[serde(default)]
    memory: Vec<String>,
    /// Last steps of the names of locks that block their thread, from wherever they come.
    #[serde(default)]
    locks: Vec<String>,
    /// The same for locks that are waited for by suspending.
    #[serde(default)]
    async_locks: Vec<String>,
    /// Functions that never run beside themselves, by name or by class and name.
    #[serde(default)]
    serialized: Vec<String>,
}

/// The types that are known in one language.
#[derive(Debug, Default)]
pub struct Types {
    wrappers: FxHashSet<String>,
    anything: FxHashSet<String>,
    constructors: FxHashSet<String>,
    kinds: FxHashMap<Name, TypeKind>,
    makes: FxHashMap<Name, Name>,
    literals: BTreeMap<String, String>,
    markers: Option<LazyRegex>,
    reentrant: FxHashSet<Name>,
    memory: FxHashSet<Name>,
    locks: FxHashSet<String>,
    async_locks: FxHashSet<String>,
    serialized: Vec<String>,
}

impl Types {
    /// Reads the text of a `types.toml`.
    ///
    /// # Errors
    /// What toml says of it, place and all.
    pub fn read(text: &str) -> Result<Types, String> {
        let file: TypesFile = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut types = Types {
            wrappers: file.wrappers.into_iter().collect(),
            anything: file.anything.into_iter().collect(),
            constructors: file.constructors.into_iter().collect(),
            kinds: FxHashMap::default(),
            makes: file.makes.iter().map(|(maker, made)| (Name::of(&dotted(maker)), Name::of(&dotted(made)))).collect(),
            literals: file.literals,
            reentrant: file.reentrant.iter().map(|name| Name::of(&dotted(name))).collect(),
            memory: file.memory.iter().map(|name| Name::of(&dotted(name))).collect(),
            locks: file.locks.into_iter().collect(),
            async_locks: file.async_locks.into_iter().collect(),
            serialized: file.serialized.iter().map(|name| dotted(name).into_owned()).collect(),
            markers: match file.markers.as_slice() {
                [] => None,
                markers => Some(LazyRegex::read(&markers.join("|")).map_err(|error| error.to_string())?),
            },
        };
        for (kind, names) in file.kinds {
            for name in names {
                types.kinds.insert(Name::of(&dotted(&name)), kind);
            }
        }
        Ok(types)
    }

    /// The type of what a value of that type makes when it is called.
    pub fn made_by(&self, maker: Name) -> Option<Name> {
        self.makes.get(&maker).copied()
    }

    /// False for the text of a file that cannot hold anything that stirs: nothing in it suspends, spawns, sleeps or
    /// writes a file.
    pub fn may_stir(&self, text: &str) -> bool {
        self.markers.as_ref().is_none_or(|markers| markers.is_match(text))
    }

    /// The type that a literal shows by its first characters.
    pub fn literal(&self, text: &str) -> Option<&str> {
        self.literals.iter().find(|(start, _)| text.starts_with(start.as_str())).map(|(_, shown)| shown.as_str())
    }

    /// The kind of the type of that qualified name.
    pub fn kind(&self, name: Name) -> Option<TypeKind> {
        if name == Name::of(ANY_LOCK) {
            return Some(TypeKind::SyncLock);
        }
        if name == Name::of(ANY_ASYNC_LOCK) {
            return Some(TypeKind::AsyncLock);
        }
        self.kinds.get(&name).copied()
    }

    /// True for a function that never runs beside itself, by its path such as `Worker.run`.
    pub fn is_serialized(&self, path: &str) -> bool {
        let ends =
            |name: &String| path.strip_suffix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        self.serialized.iter().any(ends)
    }

    /// The name of the type of that qualified path. A lock that no list names is any lock.
    pub fn named(&self, path: &str) -> Name {
        let name = Name::of(path);
        let last = path.rsplit('.').next().unwrap_or(path);
        match () {
            () if self.kinds.contains_key(&name) => name,
            () if self.locks.contains(last) => Name::of(ANY_LOCK),
            () if self.async_locks.contains(last) => Name::of(ANY_ASYNC_LOCK),
            () => name,
        }
    }

    /// True for a collection in memory, which gives what it holds and no copy of it.
    pub fn is_memory(&self, name: Name) -> bool {
        self.memory.contains(&name)
    }

    /// True for a lock that its holder may take again, and for one that several may hold.
    pub fn is_reentrant(&self, name: Name) -> bool {
        self.reentrant.contains(&name)
    }

    /// The path of the type that an annotation names: wrappers and references taken off, arguments dropped.
    /// `&Arc<Mutex<u8>>` is `Mutex`, `Optional[asyncio.Lock]` is `asyncio.Lock`.
    pub fn core<'t>(&self, annotation: &'t str) -> &'t str {
        let mut rest = annotation.trim_start_matches([':', ' ', '\t', '"', '\'']);
        for _ in 0..6 {
            rest = rest.trim_start().trim_start_matches('"');
            for prefix in ["&", "mut ", "dyn ", "impl ", "const ", "readonly ", "*"] {
                rest = rest.trim_start_matches(prefix).trim_start();
            }
            if let Some(lifetime) = rest.strip_prefix('\'') {
                rest = lifetime.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').trim_start();
                continue;
            }
            let end =
                rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '$'))).unwrap_or(rest.len());
            let (head, tail) = rest.split_at(end);
            let last = head.rsplit([':', '.']).next().unwrap_or(head);
            match tail.strip_prefix(['<', '[']) {
                Some(inner) if self.wrappers.contains(last) => rest = inner,
                _ if self.anything.contains(last) => return "",
                // `(value: number) => void` has no name of its own.
                _ if head.is_empty() && tail.starts_with('(') && tail.contains("=>") => return FUNCTION,
                _ => return head,
            }
        }
        ""
    }

    /// The path of the type that calling `callee` makes: the callee itself, less a constructor's own name.
    pub fn constructed<'t>(&self, callee: &'t str) -> &'t str {
        match callee.rfind([':', '.']) {
            Some(at) if callee.get(at + 1..).is_some_and(|last| self.constructors.contains(last)) => {
                callee.get(..at).unwrap_or(callee).trim_end_matches(':')
            }
            _ => callee,
        }
    }
}

/// A path with `.` between its steps, whatever the language writes, and without a `node:` before a module.
pub fn dotted(path: &str) -> Cow<'_, str> {
    let path = path.strip_prefix("node:").unwrap_or(path);
    // Most paths are written so already.
    if memchr::memchr2(b':', b'?', path.as_bytes()).is_none() {
        return path.into();
    }
    path.replace("::", ".").replace("?.", ".").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types() -> Types {
        Types::read(
            "wrappers = [\"Arc\", \"Optional\"]\nconstructors = [\"new\"]\n[kinds]\nsync-lock = [\"std::sync::Mutex\"]",
        )
        .unwrap_or_default()
    }

    #[test]
    fn wrappers_and_references_come_off() {
        let types = types();
        assert_eq!(types.core("&'a Arc<Mutex<Vec<u8>>>"), "Mutex");
        assert_eq!(types.core("Optional[asyncio.Lock]"), "asyncio.Lock");
        assert_eq!(types.core("Optional[\"Lock\"]"), "Lock");
        assert_eq!(types.core(": Map<string, number>"), "Map");
        assert_eq!(types.core("&mut Session"), "Session");
    }

    #[test]
    fn a_constructor_names_its_type() {
        let types = types();
        assert_eq!(types.constructed("Mutex::new"), "Mutex");
        assert_eq!(types.constructed("threading.Lock"), "threading.Lock");
        assert_eq!(types.kind(Name::of("std.sync.Mutex")), Some(TypeKind::SyncLock));
    }
}
