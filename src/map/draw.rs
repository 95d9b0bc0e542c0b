//! From the sheets of all files to one map: the same place under every name that the project has for it.

use super::sheet::{Alone, FILE_STEP, Function, Sheet, Touch};
use super::verdict::judge;
use super::{Access, Guard, Map, Order, Place, Reach, Sort, Spot, Times};
use crate::facts::{self, Name, Root};
use crate::project::{Index, Owner, Resolver};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// What makes two accesses accesses of one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Identity {
    /// A field: the file and the name of its class, and its own.
    Field(u32, Name, Name),
    /// A variable at the top of a file.
    Variable(u32, Name),
    /// A variable of a function of a file.
    Captured(u32, String, Name),
    /// The file whose path a place holds.
    FileAt(Box<Identity>),
    /// A file by the text of its path, which means the same in one file of source.
    File(u32, Name),
    /// A place by the name under which nobody declares it.
    Foreign(String),
    /// The variables of the process.
    Environment,
}

/// An access and the file it stands in.
#[derive(Clone, Copy)]
pub(super) struct Visit<'s> {
    pub sheet: &'s Sheet,
    pub touch: &'s Touch,
}

impl<'s> Visit<'s> {
    pub fn function(&self) -> Option<&'s Function> {
        self.sheet.functions.get(self.touch.function as usize)
    }

    /// True where it is done while the program starts.
    pub fn at_start(&self) -> bool {
        self.function().is_none_or(|function| function.startup)
    }

    fn access(&self) -> Access {
        let function = self.function().map_or(String::new(), |function| function.path.clone());
        Access { path: self.sheet.path.clone(), line: self.touch.line, function }
    }
}

/// An object that is held by an object, and so on: no further than this.
const DEPTH: usize = 8;

struct Project<'s> {
    sheets: FxHashMap<u32, &'s Sheet>,
    index: &'s Index,
}

/// What the names in the files of these sheets mean to each other, given how the files find each other.
pub fn index(resolver: Resolver, sheets: &[Sheet]) -> Index {
    let nothing = vec![None; resolver.paths().len()];
    let mut index = Index::new(resolver, nothing);
    add(&mut index, sheets);
    index
}

/// Tells an index of the names in the sheets of which it knows nothing.
pub fn add(index: &mut Index, sheets: &[Sheet]) {
    let unknown = |sheet: &Sheet| {
        let file = index.file(&sheet.path).filter(|file| index.digest(*file).is_none())?;
        Some((file, Some(sheet.names.clone())))
    };
    let news: Vec<_> = sheets.iter().filter_map(unknown).collect();
    index.put(news);
    index.relate();
}

/// Draws the map of these sheets, whose files the index knows. `all` shows also what nothing changes after start-up and what
/// one function alone touches.
pub fn draw(sheets: &[Sheet], index: &Index, all: bool) -> Map {
    let project = Project::new(sheets, index);
    let mut visits: BTreeMap<Identity, Vec<Visit>> = BTreeMap::new();
    for sheet in sheets {
        let Some(at) = index.file(&sheet.path) else { continue };
        for touch in &sheet.touches {
            if let Some(identity) = project.identify(at, sheet, touch) {
                visits.entry(identity).or_default().push(Visit { sheet, touch });
            }
        }
    }
    let shared = project.instances(sheets);
    let mut places: Vec<Place> =
        visits.iter().filter_map(|(identity, visits)| project.place(identity, visits, &shared, all)).collect();
    places.sort_by_cached_key(|place| (place.home(), place.place.clone()));
    Map { places }
}

/// The other files that declare or touch what a line of a sheet speaks of by this name.
pub fn sharers(sheet: &Sheet, index: &Index, line: u32, name: &str) -> Vec<u32> {
    let project = Project::new(std::slice::from_ref(sheet), index);
    let Some(at) = index.file(&sheet.path) else { return Vec::new() };
    let name = name.trim_start_matches('#');
    let touched = sheet.touches.iter().filter(|touch| touch.line == line).filter(|touch| {
        let last = touch.subject.rsplit(['.', ':', '>']).next().unwrap_or("");
        last.trim_start_matches('#') == name
    });
    let touched = touched.filter_map(|touch| project.identify(at, sheet, touch));
    let declared = sheet.declared.iter().filter(|(.., on)| *on == line).filter(|(_, known, _)| known == name);
    let declared = declared.map(|(class, name, _)| match class.as_str() {
        "" => Identity::Variable(at, Name::of(name)),
        class => Identity::Field(at, Name::of(class), Name::of(name)),
    });
    let mut files: Vec<u32> = touched.chain(declared).flat_map(|identity| project.sharers(&identity)).collect();
    files.sort_unstable();
    files.dedup();
    files.retain(|file| *file != at);
    files
}

/// In which order locks are taken, each pair once for each function.
pub fn orders(sheets: &[Sheet]) -> Vec<Order> {
    let mut orders: Vec<Order> = sheets.iter().flat_map(|sheet| sheet.orders.iter().cloned()).collect();
    orders.sort();
    orders
        .dedup_by(|one, other| (&one.held, &one.taken, &one.function) == (&other.held, &other.taken, &other.function));
    orders
}

impl<'s> Project<'s> {
    fn new(sheets: &'s [Sheet], index: &'s Index) -> Project<'s> {
        let sheets = sheets.iter().filter_map(|sheet| Some((index.file(&sheet.path)?, sheet))).collect();
        Project { sheets, index }
    }

    fn sheet(&self, at: u32) -> Option<&'s Sheet> {
        self.sheets.get(&at).copied()
    }

    /// The files that declare or touch a place.
    fn sharers(&self, identity: &Identity) -> Vec<u32> {
        let (owners, step) = match identity {
            Identity::Field(at, class, field) => {
                let homes = self.of_family(*at, *class).map(|(at, of)| self.index.home(Owner::Class(at, of), *field));
                let homes: FxHashSet<Owner> = homes.chain([Owner::Class(*at, *class)]).collect();
                (homes, Some(*field))
            }
            Identity::Variable(at, name) => (FxHashSet::from_iter([Owner::Top(*at, *name)]), None),
            Identity::FileAt(holder) => return self.sharers(holder),
            _ => return Vec::new(),
        };
        let mut files: Vec<u32> = Vec::new();
        for owner in owners {
            let (Owner::Top(home, _) | Owner::Class(home, _)) = owner;
            files.extend(self.index.files_touching(owner, step));
            files.push(home);
        }
        files
    }

    /// The place that an access is about; none for what is no storage of the project.
    fn identify(&self, at: u32, sheet: &Sheet, touch: &Touch) -> Option<Identity> {
        let steps = touch.steps.as_slice();
        let found = match touch.root {
            Root::Import(name) if self.index.imported(at, name).is_none() => {
                foreign(sheet.imports.get(&name)?, steps, sheet)
            }
            Root::Object(_) | Root::Module(_) | Root::Import(_) => {
                let (owner, steps) = self.index.origin(at, touch.root, steps)?;
                self.below(owner, steps)
            }
            Root::Global(name) => foreign(sheet.text(name), steps, sheet),
            Root::Environment => Some(Identity::Environment),
            Root::File(name) => Some(Identity::File(at, name)),
            Root::Variable(_, name) if !touch.owner.is_empty() => {
                Some(Identity::Captured(at, touch.owner.clone(), name))
            }
            _ => None,
        }?;
        if steps.last() == Some(&FILE_STEP) && !matches!(found, Identity::FileAt(_)) {
            return Some(Identity::FileAt(Box::new(found)));
        }
        Some(found)
    }

    /// The place at the end of some steps from what a file declares.
    fn below(&self, owner: Owner, steps: &[Name]) -> Option<Identity> {
        let (at, name) = match owner {
            Owner::Class(home, class) => return self.in_class((home, class), steps),
            Owner::Top(at, name) => (at, name),
        };
        if !steps.is_empty()
            && let Some(Owner::Class(home, class)) = self.index.class_of_global(at, name)
            && let Some(found) = self.in_class((home, class), steps)
        {
            return Some(found);
        }
        self.index.is_variable(at, name).then_some(Identity::Variable(at, name))
    }

    /// The place at the end of some steps from an object of a class.
    fn in_class(&self, class: (u32, Name), steps: &[Name]) -> Option<Identity> {
        let ((mut home, mut class), mut steps) = (class, steps);
        for _ in 0..DEPTH {
            let (field, rest) = steps.split_first()?;
            if *field == FILE_STEP {
                return None;
            }
            let (at, of, field) = self.storage(home, class, *field)?;
            match self.index.class_of_field(home, class, field) {
                Some(Owner::Class(next, inner))
                    if rest.first().is_some_and(|step| self.storage(next, inner, *step).is_some()) =>
                {
                    (home, class, steps) = (next, inner, rest);
                }
                _ => return Some(Identity::Field(at, of, field)),
            }
        }
        None
    }

    /// The field that a name in a class stands for: itself, or what an accessor of that name hands out; none for a method. And the
    /// class that has it: the topmost that declares it, of those that an object is made of, else the topmost that names it.
    fn storage(&self, home: u32, class: Name, field: Name) -> Option<(u32, Name, Name)> {
        let own = Owner::Class(home, class);
        let all = || std::iter::once(&own).chain(self.index.above(own));
        let field = all().find_map(|of| self.behind(*of, field)).unwrap_or(Some(field))?;
        let top = self.index.home(own, field);
        let declares = |of: &&Owner| self.declaring(**of).any(|name| Name::of(name) == field);
        let declaring = std::iter::once(&top).chain(self.index.above(top)).rfind(declares);
        match declaring.copied().unwrap_or(top) {
            Owner::Class(home, class) => Some((home, class, field)),
            Owner::Top(..) => Some((home, class, field)),
        }
    }

    /// The fields that a class declares itself.
    fn declaring(&self, class: Owner) -> impl Iterator<Item = &'s str> {
        let (sheet, name) = match class {
            Owner::Class(home, name) => (self.sheet(home), name),
            Owner::Top(..) => (None, Name::default()),
        };
        let declared = sheet.into_iter().flat_map(|sheet| &sheet.declared);
        declared.filter(move |(of, ..)| Name::of(of) == name).map(|(_, field, _)| field.as_str())
    }

    /// What a class itself has under a name of which it declares no field: what an accessor hands out, or none for a method. Nothing
    /// where it has no such method, or was not read.
    fn behind(&self, class: Owner, field: Name) -> Option<Option<Name>> {
        let Owner::Class(home, name) = class else { return None };
        let sheet = self.sheet(home)?;
        if !sheet.members.contains(&(name, field)) || self.declaring(class).any(|known| Name::of(known) == field) {
            return None;
        }
        let Some(text) = sheet.texts.get(&field) else { return Some(None) };
        let hidden = |of: &&str| of.trim_start_matches(['_', '#']) == text;
        Some(self.declaring(class).find(hidden).map(Name::of))
    }

    /// The classes of which the whole program shares an object, and the variable that holds it.
    fn instances(&self, sheets: &[Sheet]) -> FxHashMap<(u32, Name), String> {
        let mut shared = FxHashMap::default();
        for sheet in sheets {
            let Some(at) = self.index.file(&sheet.path) else { continue };
            for (_, name, _) in sheet.declared.iter().filter(|(class, ..)| class.is_empty()) {
                if let Some(Owner::Class(home, class)) = self.index.class_of_global(at, Name::of(name)) {
                    shared.entry((home, class)).or_insert_with(|| name.clone());
                }
            }
        }
        shared
    }

    /// A class and all that inherits from it: any of these may be the class of an object that has its fields.
    fn of_family(&self, at: u32, class: Name) -> impl Iterator<Item = (u32, Name)> + '_ {
        let own = Owner::Class(at, class);
        let heirs = self.index.heirs(own).iter().filter_map(|heir| match heir {
            Owner::Class(at, class) => Some((*at, *class)),
            Owner::Top(..) => None,
        });
        std::iter::once((at, class)).chain(heirs)
    }

    fn name(&self, identity: &Identity, visits: &[Visit]) -> (String, Sort) {
        let text = |at: u32, name: Name| self.sheet(at).map_or("?", |sheet| sheet.text(name)).to_string();
        match identity {
            Identity::Field(at, class, field) => {
                let name = visits.iter().find_map(|visit| visit.sheet.texts.get(field));
                let field = self.sheet(*at).and_then(|sheet| sheet.texts.get(field)).or(name);
                (format!("{}.{}", text(*at, *class), field.map_or("?", String::as_str)), Sort::Field)
            }
            Identity::Variable(at, name) => (text(*at, *name), Sort::Variable),
            Identity::Captured(at, owner, name) => (format!("{owner}.{}", text(*at, *name)), Sort::Captured),
            Identity::FileAt(holder) => (self.name(holder, visits).0, Sort::File),
            Identity::File(..) => {
                let subject = visits.first().map_or("", |visit| visit.touch.subject.as_str());
                (subject.chars().take(80).collect(), Sort::File)
            }
            Identity::Foreign(path) => (path.clone(), Sort::Foreign),
            Identity::Environment => ("environment".to_string(), Sort::Environment),
        }
    }

    fn declared(&self, identity: &Identity) -> Option<Spot> {
        let (at, class, name) = match identity {
            Identity::Field(at, class, field) => (*at, Some(*class), *field),
            Identity::Variable(at, name) => (*at, None, *name),
            Identity::FileAt(holder) => return self.declared(holder),
            _ => return None,
        };
        let sheet = self.sheet(at)?;
        let is_it = |(of, known, _): &&(String, String, u32)| {
            Name::of(known) == name && class.map_or(of.is_empty(), |class| Name::of(of) == class)
        };
        let (.., line) = sheet.declared.iter().find(is_it)?;
        Some(Spot { path: sheet.path.clone(), line: *line })
    }

    fn place(
        &self,
        identity: &Identity,
        visits: &[Visit],
        shared: &FxHashMap<(u32, Name), String>,
        all: bool,
    ) -> Option<Place> {
        let own: Vec<Visit> = visits.iter().filter(|visit| !visit.touch.woven).copied().collect();
        let instance = match identity {
            Identity::Field(at, class, _) => {
                self.of_family(*at, *class).find_map(|(at, class)| shared.get(&(at, class)).cloned())
            }
            _ => None,
        };
        let functions: FxHashSet<(&str, u32)> =
            own.iter().map(|visit| (visit.sheet.path.as_str(), visit.touch.function)).collect();
        let file_backed = match identity {
            // A file that a call names for itself is its own.
            Identity::FileAt(holder) => !matches!(**holder, Identity::Captured(..)),
            _ => matches!(identity, Identity::File(..)),
        };
        let detached = own.iter().any(|visit| visit.function().is_some_and(|function| function.detached));
        let changes = own.iter().any(|visit| visit.touch.writes && !visit.at_start());
        // What a rule speaks of outlives its call.
        let told = visits.iter().any(|visit| !visit.touch.hazards.is_empty());
        let outlives = match identity {
            _ if told => true,
            Identity::Captured(..) => detached && functions.len() > 1,
            // Of a module there is one.
            Identity::Variable(..) => true,
            _ => functions.len() > 1 || instance.is_some() || file_backed,
        };
        if !(outlives && changes || all && !own.is_empty()) {
            return None;
        }
        let (name, kind) = self.name(identity, &own);
        let spot = |writes: bool| {
            let mut list: Vec<Access> =
                own.iter().filter(|visit| visit.touch.writes == writes).map(Visit::access).collect();
            list.sort();
            list.dedup();
            list
        };
        let (writes, reads) = (spot(true), spot(false));
        let first =
            own.iter().filter(|visit| visit.touch.writes).min_by_key(|visit| (!visit.at_start(), visit.touch.line));
        let first = || first.map(|visit| Spot { path: visit.sheet.path.clone(), line: visit.touch.line });
        let alone = match identity {
            Identity::Field(at, class, _) => {
                let alone = |(at, class)| self.sheet(at)?.alone.get(&class).copied();
                // As well as it is known of the one of which least is.
                let all: Option<Vec<Alone>> = self.of_family(*at, *class).map(alone).collect();
                all.and_then(|all| all.into_iter().min())
            }
            _ => None,
        };
        let reached_from = reached(&own);
        let guarded_by = guards(&own);
        let mut findings: Vec<_> = visits.iter().flat_map(|visit| visit.touch.hazards.iter().cloned()).collect();
        findings.sort();
        findings.dedup();
        let (verdict, why) = judge(visits, &own, &guarded_by, &reached_from, &findings, alone);
        Some(Place {
            declared: self.declared(identity).or_else(first),
            place: name,
            kind,
            writes,
            reads,
            guarded_by,
            reached_from,
            instance,
            verdict,
            why,
            findings,
        })
    }
}

/// The locks of the accesses after start-up, the one that is held most often first.
fn guards(visits: &[Visit]) -> Vec<Guard> {
    let running: Vec<&Visit> = visits.iter().filter(|visit| !visit.at_start()).collect();
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    for lock in running.iter().flat_map(|visit| &visit.touch.locks) {
        *held.entry(lock).or_default() += 1;
    }
    let guard = |(lock, held): (&str, usize)| Guard { lock: lock.to_string(), held, of: running.len() };
    let mut guards: Vec<Guard> = held.into_iter().map(guard).collect();
    guards.sort_by_key(|guard| std::cmp::Reverse(guard.held));
    guards
}

/// The entry points that lead to the accesses.
fn reached(visits: &[Visit]) -> Vec<Reach> {
    let functions = visits.iter().filter_map(Visit::function);
    let mut reached: Vec<Reach> = functions.flat_map(|function| function.entries.iter().cloned()).collect();
    reached.sort();
    reached.dedup();
    if reached.iter().any(|reach| reach.times != Times::StartUp) {
        reached.retain(|reach| reach.times != Times::StartUp);
    }
    reached
}

/// A field of something that nothing in the project declares: known by its name alone, as far as that is plain.
fn foreign(head: &str, steps: &[Name], sheet: &Sheet) -> Option<Identity> {
    let (first, _) = steps.split_first()?;
    if *first == FILE_STEP {
        return Some(Identity::Foreign(head.to_string()));
    }
    let step = sheet.texts.get(first)?;
    Some(Identity::Foreign(format!("{}.{step}", facts::dotted(head))))
}
