//! What a file declares: imports, names at its top level, classes and the types of their fields.
//!
//! The facts of an item depend on its own text and on this alone. It is made of outlines, one for each item. An edit that
//! changes it costs, beside the items it touches, only those that ask for what is different now.

use super::helpers::{Helper, helper};
use super::inquiry::Question;
use super::lineage::lineage;
use super::made::declared_type;
use super::role::{Mark, Part, Region, Role};
use super::rows::Rows;
use super::types::{Types, dotted};
use super::{Kind, Name, TypeKind, Word};
use crate::syntax::{Flat, NodeIx};
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A name that a file has from another, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Link {
    /// The name in this file; that of `*` where it is all names of the module.
    pub local: Name,
    /// Where it comes from, in the words of the language: `./session`, `..models.user`, `crate.state`.
    pub module: Arc<str>,
    /// What it is called there; empty where it is the module itself.
    pub export: Arc<str>,
    /// What the name stands for in the facts: the root of places that begin with it.
    pub qualified: Name,
    /// It is from this file itself: others know it by another name.
    pub own: bool,
}

/// What one item declares for the rest of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    imports: Vec<(Name, String)>,
    links: Vec<Link>,
    globals: Vec<(Name, Sort, String, String)>,
    fields: Vec<(Name, String)>,
    /// The classes that begin in this item: name, body (relative to the item), public.
    pub classes: Vec<(String, Span, bool)>,
    /// Where what only tests have stands, relative to the item.
    pub tests: Vec<Span>,
    exports: Vec<Name>,
    /// Variables at the top level that begin empty.
    empty: Vec<Name>,
    /// The local names of imports that are called otherwise where they come from, each with the last step of that.
    pub aliases: Vec<(String, String)>,
    /// What classes inherit from, each with its path, in the order in which it is looked through.
    bases: Vec<(Name, String)>,
    /// Classes whose objects each serve one task.
    exclusive: Vec<Name>,
    /// Classes whose objects are threads.
    threads: Vec<Name>,
    /// Fields and variables that nobody beyond the file can reach.
    private: Vec<Name>,
    /// Functions that hand out the guard of a lock, by class and name.
    guards: Vec<(Name, Helper)>,
    /// Equal for outlines that say the same to other items.
    hash: u64,
}

/// What a name at the top level stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Sort {
    /// A function or method.
    Function,
    /// A class, struct, enum or the like.
    Class,
    /// A variable.
    Variable,
}

/// A name at the top level of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Global {
    /// What it stands for.
    pub sort: Sort,
    /// The qualified name of its type; empty where unknown.
    pub type_path: String,
    /// The text of its initial value: [`Context::initial`], since who only wants the type need not care.
    initial: String,
}

/// All outlines of a file, put together.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Context {
    imports: FxHashMap<Name, String>,
    links: Vec<Link>,
    globals: FxHashMap<Name, Global>,
    fields: FxHashMap<Name, String>,
    /// Fields for which the file names two types: two classes of one name, or one that holds now this and now that.
    unsure: FxHashSet<Name>,
    /// What its classes inherit from, by qualified paths.
    bases: FxHashMap<Name, Vec<String>>,
    /// For each class that inherits from others of the file all of these, in the order in which they are looked through.
    family: FxHashMap<Name, Vec<Name>>,
    public_classes: FxHashSet<Name>,
    exports: FxHashSet<Name>,
    empty: FxHashSet<Name>,
    exclusive: FxHashSet<Name>,
    threads: FxHashSet<Name>,
    private: FxHashSet<Name>,
    guards: FxHashMap<Name, Helper>,
    /// The imports, by their qualified names, that are variables of other files, as far as those are known.
    variables: Arc<FxHashSet<Name>>,
    /// Equal for equal contexts.
    hash: u64,
}

/// Where an item stands.
#[derive(Clone, Debug, Default)]
pub struct ItemPlace {
    /// The names of the classes around it, joined with `.`; empty at the top level.
    pub class: String,
    /// The class can be reached from beyond the file.
    pub public: bool,
    /// Only tests have it.
    pub in_tests: bool,
}

impl Outline {
    /// Reads what one item declares from its matches.
    pub fn read(flat: &Flat, text: &str, rows: &Rows, place: &ItemPlace, types: &Types) -> Outline {
        let mut outline = Outline::default();
        let depth = function_depths(flat, rows);
        let at_top = |node: NodeIx| depth.get(node as usize).is_none_or(|depth| *depth == 0);
        for (row, node) in rows.with(Role::Region(Region::Import)) {
            outline.import(flat, text, rows, row, node);
        }
        for (row, _) in rows.with(Role::Region(Region::Renamed)) {
            outline.rename(flat, text, rows, row);
        }
        let mut bases = Vec::new();
        for (row, node) in rows.with(Role::Region(Region::Class)) {
            if !at_top(node) {
                continue;
            }
            if let Some(base) = rows.part(row, Part::Base) {
                let class = class_around(flat, text, rows, node, place);
                bases.push((base, class));
                continue;
            }
            let name = rows.part(row, Part::Name).map_or("", |node| flat.text(node, text));
            let body = rows.part(row, Part::Body).map_or(Span::default(), |node| flat.span(node));
            let name = class_name(name);
            if place.class.is_empty() {
                outline.globals.push((Name::of(name), Sort::Class, String::new(), String::new()));
            }
            let public = rows.is(node, Mark::Public);
            if rows.is(node, Mark::Exclusive) {
                outline.exclusive.push(Name::of(name));
            }
            if rows.is(node, Mark::ThreadClass) {
                outline.threads.push(Name::of(name));
            }
            outline.classes.push((name.to_string(), body, public));
        }
        bases.sort_unstable_by_key(|(base, _)| *base);
        let path_of = |base: NodeIx| dotted(types.core(flat.text(base, text))).into_owned();
        outline.bases.extend(bases.into_iter().map(|(base, class)| (class, path_of(base))));
        outline.tests.extend(rows.with(Role::Mark(Mark::Test)).map(|(_, node)| flat.span(node)));
        for (_, node) in rows.with(Role::Mark(Mark::GuardOf)) {
            outline.guards.extend(helper(flat, text, rows, node, place));
        }
        for (_, node) in rows.with(Role::Mark(Mark::DeclareOuter)) {
            // The name of a function lies within that function.
            if place.class.is_empty() && depth.get(node as usize) == Some(&1) {
                outline.globals.push((Name::of(flat.text(node, text)), Sort::Function, String::new(), String::new()));
            }
        }
        for (row, node) in rows.with(Role::Region(Region::Declaration)) {
            if !at_top(node) {
                continue;
            }
            let Some(name) = rows.part(row, Part::Name) else { continue };
            let class = class_around(flat, text, rows, node, place);
            if class != Name::of("") {
                // What is declared right in a class is a field of it.
                let declared = declared_type(flat, text, rows, row, types);
                if !declared.is_empty() {
                    outline.fields.push((class.with(Name::of(flat.text(name, text))), declared));
                }
            } else {
                let initial = rows.part(row, Part::Value).map_or("", |node| flat.text(node, text));
                if rows.part(row, Part::Value).is_some_and(|value| rows.is(value, Mark::Reset)) {
                    outline.empty.push(Name::of(flat.text(name, text)));
                }
                let declared = declared_type(flat, text, rows, row, types);
                let initial = initial.get(..initial.len().min(200)).unwrap_or("");
                outline.globals.push((Name::of(flat.text(name, text)), Sort::Variable, declared, initial.to_string()));
            }
        }
        let mut fields: Vec<_> = rows.with(Role::Region(Region::Field)).map(|(row, node)| (node, row)).collect();
        fields.sort_unstable();
        let mut numbered = (Name::of(""), 0);
        for (node, row) in fields {
            let class = class_around(flat, text, rows, node, place);
            let name = if let Some(name) = rows.part(row, Part::Name) {
                Name::of(flat.text(name, text))
            } else {
                // The fields of a tuple have numbers.
                numbered = (class, if class == numbered.0 { numbered.1 + 1 } else { 0 });
                Name::of(&numbered.1.to_string())
            };
            let declared = declared_type(flat, text, rows, row, types);
            if !declared.is_empty() {
                outline.fields.push((class.with(name), declared));
            }
        }
        for (row, node) in rows.with(Role::Event(Word::Write, Kind::Assign)) {
            outline.constructed_field(flat, text, rows, (row, node), place, types);
        }
        for (_, node) in rows.with(Role::Mark(Mark::Public)) {
            if !rows.roles(node).any(|(role, _)| matches!(role, Role::Region(Region::Function | Region::Class))) {
                outline.exports.push(Name::of(flat.text(node, text)));
            }
        }
        for (_, node) in rows.with(Role::Mark(Mark::Private)) {
            let class = class_around(flat, text, rows, node, place);
            let base = rows.of_region(node, Region::Place, Part::Base);
            let step = rows.of_region(node, Region::Place, Part::Step);
            match (base, step) {
                (Some(base), Some(step)) if rows.is(base, Mark::SelfRoot) => {
                    outline.private.push(class.with(Name::of(flat.text(step, text))));
                }
                (None, None) if at_top(node) && rows.region(node, Region::Function).is_none() => {
                    let name = Name::of(flat.text(node, text));
                    outline.private.push(if class == Name::of("") { name } else { class.with(name) });
                }
                _ => {}
            }
        }
        outline.hash = hash_of(&outline);
        outline
    }

    /// `self.lock = threading.Lock()`: a field takes the type of what is made for it.
    fn constructed_field(
        &mut self,
        flat: &Flat,
        text: &str,
        rows: &Rows,
        (row, node): (u32, NodeIx),
        place: &ItemPlace,
        types: &Types,
    ) {
        let Some(target) = rows.part(row, Part::Subject) else { return };
        let Some(base) = rows.of_region(target, Region::Place, Part::Base) else { return };
        let Some(step) = rows.of_region(target, Region::Place, Part::Step) else { return };
        if !rows.is(base, Mark::SelfRoot) {
            return;
        }
        let mut made = declared_type(flat, text, rows, row, types);
        if made.is_empty()
            && let Some(value) = rows.part(row, Part::Value)
            && rows.is(value, Mark::Root)
        {
            made = parameter_type(flat, text, rows, value, types);
        }
        if !made.is_empty() {
            let class = class_around(flat, text, rows, node, place);
            self.fields.push((class.with(Name::of(flat.text(step, text))), made));
        }
    }

    /// `export { one as other }`: others know a name of the file by another.
    fn rename(&mut self, flat: &Flat, text: &str, rows: &Rows, row: u32) {
        let name_of = |part: Part| rows.part(row, part).map(|node| flat.text(node, text).trim_matches(['"', '\'']));
        let is_main = rows.part(row, Part::Alias).is_some_and(|alias| rows.is(alias, Mark::Default));
        let alias = if is_main { Some(MAIN) } else { name_of(Part::Alias) };
        if let (Some(local), Some(export)) = (alias, name_of(Part::Export))
            && local != export
        {
            let (local, qualified) = (Name::of(local), Name::of(export));
            self.links.push(Link { local, module: "".into(), export: export.into(), qualified, own: true });
        }
    }

    fn import(&mut self, flat: &Flat, text: &str, rows: &Rows, row: u32, node: NodeIx) {
        let name_of =
            |part: Part| rows.part(row, part).map(|node| flat.text(node, text).trim_matches(['"', '\'', '`']));
        // `use a::{b::{c}}`: the modules of the imports around this one come first.
        let mut path: Vec<String> = Vec::new();
        let mut around = flat.parent(node);
        while let Some(up) = around {
            if let Some(module) = rows.of_region(up, Region::Import, Part::Module) {
                path.push(dotted(flat.text(module, text)).into_owned());
            }
            around = flat.parent(up);
        }
        path.reverse();
        if let Some(module) = name_of(Part::Module) {
            path.push(dotted(module).into_owned());
        }
        let module = path.join(".");
        let export = name_of(Part::Export);
        if let Some(export) = export {
            path.push(dotted(export).into_owned());
        }
        let Some(local) =
            name_of(Part::Alias).or_else(|| export.map(|export| export.rsplit([':', '.']).next().unwrap_or(export)))
        else {
            return;
        };
        // What a module hands out as a whole has a name of its own there.
        let is_main = || rows.part(row, Part::Alias).is_some_and(|alias| rows.is(alias, Mark::Default));
        let main = if export.is_none() && is_main() { MAIN } else { "" };
        let path = path.join(".");
        let last_step = path.rsplit('.').next().unwrap_or(&path);
        if last_step != local {
            self.aliases.push((local.to_string(), last_step.to_string()));
        }
        self.links.push(Link {
            local: Name::of(local),
            module: module.into(),
            export: export.map_or(main.into(), |export| dotted(export).into()),
            qualified: Name::of(&path),
            own: false,
        });
        self.imports.push((Name::of(local), path));
    }
}

/// The name under which a module hands out its main value.
pub const MAIN: &str = "default";

/// `Worker<T>` is the class `Worker`.
fn class_name(text: &str) -> &str {
    text.split(['<', '[', '(']).next().unwrap_or(text).trim().rsplit("::").next().unwrap_or(text)
}

/// The class that a node of an item belongs to.
pub(super) fn class_around(flat: &Flat, text: &str, rows: &Rows, node: NodeIx, place: &ItemPlace) -> Name {
    Name::of(class_text_around(flat, text, rows, node, place))
}

/// The same as text; empty outside any class.
pub(super) fn class_text_around<'t>(
    flat: &Flat,
    text: &'t str,
    rows: &Rows,
    node: NodeIx,
    place: &'t ItemPlace,
) -> &'t str {
    let mut around = Some(node);
    while let Some(up) = around {
        if let Some(name) = rows.of_region(up, Region::Class, Part::Name) {
            return class_name(flat.text(name, text));
        }
        around = flat.parent(up);
    }
    place.class.rsplit('.').next().unwrap_or("")
}

/// The type of the parameter that a name stands for: `self.session = session`.
fn parameter_type(flat: &Flat, text: &str, rows: &Rows, name: NodeIx, types: &Types) -> String {
    let function_around = |node: NodeIx| {
        let mut around = flat.parent(node);
        while let Some(up) = around {
            if rows.region(up, Region::Function).is_some() {
                return Some(up);
            }
            around = flat.parent(up);
        }
        None
    };
    let function = function_around(name);
    rows.with(Role::Region(Region::Declaration))
        .find(|(row, node)| {
            let declared = rows.part(*row, Part::Name).filter(|declared| rows.is(*declared, Mark::Parameter));
            declared.is_some_and(|declared| flat.text(declared, text) == flat.text(name, text))
                && function.is_some()
                && function_around(*node) == function
        })
        .map_or(String::new(), |(row, _)| declared_type(flat, text, rows, row, types))
}

/// For each node, how many functions it lies in.
pub(super) fn function_depths(flat: &Flat, rows: &Rows) -> Vec<u32> {
    let mut depths = vec![0; flat.len() as usize];
    let mut open: Vec<u32> = Vec::new();
    for node in 0..flat.len() {
        while open.last().is_some_and(|end| *end <= node) {
            open.pop();
        }
        if rows.any(node) && rows.region(node, Region::Function).is_some() {
            open.push(flat.node(node).next);
        }
        if let Some(depth) = depths.get_mut(node as usize) {
            *depth = open.len() as u32;
        }
    }
    depths
}

/// The keys under which two tables hold something else.
fn different<'m, V, P: PartialEq>(
    one: &'m FxHashMap<Name, V>,
    other: &'m FxHashMap<Name, V>,
    part: impl Fn(&V) -> P + Copy + 'm,
) -> impl Iterator<Item = Name> + 'm {
    let changed = one.iter().filter(move |(name, value)| other.get(*name).map(part) != Some(part(value)));
    let added = other.keys().filter(|name| !one.contains_key(*name));
    changed.map(|(name, _)| name).chain(added).copied()
}

/// The hash of all that an outline says to other items. Where a class has its body is its item's affair: an edit in a
/// method moves the end of the class, and nobody else need care.
fn hash_of(outline: &Outline) -> u64 {
    // Taken apart, so that what is added to an outline is not forgotten here.
    let Outline {
        imports,
        links,
        globals,
        fields,
        classes,
        exports,
        empty,
        bases,
        exclusive,
        threads,
        private,
        guards,
        aliases: _,
        tests: _,
        hash: _,
    } = outline;
    let mut hasher = FxHasher::default();
    (imports, links, globals, fields, exports, empty, bases, exclusive, threads, private, guards).hash(&mut hasher);
    for (name, _, public) in classes {
        (name, public).hash(&mut hasher);
    }
    hasher.finish()
}

/// The hash of a context made of these outlines.
fn hash_of_all<'o>(outlines: impl Iterator<Item = &'o Outline>) -> u64 {
    let mut hasher = FxHasher::default();
    outlines.for_each(|outline| outline.hash.hash(&mut hasher));
    hasher.finish()
}

impl Context {
    /// True where these outlines make this very context.
    pub fn is_of<'o>(&self, outlines: impl Iterator<Item = &'o Outline>, variables: &Arc<FxHashSet<Name>>) -> bool {
        self.hash == hash_of_all(outlines) && self.variables == *variables
    }

    /// Puts the outlines of a file together. Of what it imports these are variables of other files.
    pub fn new<'o>(outlines: impl Iterator<Item = &'o Outline> + Clone, variables: Arc<FxHashSet<Name>>) -> Context {
        let mut context = Context { hash: hash_of_all(outlines.clone()), variables, ..Context::default() };
        let mut fields = Vec::new();
        let mut types = Vec::new();
        let mut bases = Vec::new();
        for outline in outlines {
            // What an inner module imports from the file around it is the file's own.
            let own = |name: &Name| context.globals.get(name).is_some_and(|global| global.sort == Sort::Class);
            let imports = outline.imports.iter().filter(|(name, _)| !own(name)).cloned();
            context.imports.extend(imports);
            context.links.extend(outline.links.iter().filter(|link| !own(&link.local)).cloned());
            for (name, sort, declared, initial) in &outline.globals {
                context.globals.entry(*name).or_insert_with(|| Global {
                    sort: *sort,
                    type_path: String::new(),
                    initial: initial.clone(),
                });
                types.push((*name, declared));
            }
            fields.extend(outline.fields.iter());
            bases.extend(outline.bases.iter());
            context.exclusive.extend(outline.exclusive.iter().copied());
            context.threads.extend(outline.threads.iter().copied());
            context.private.extend(outline.private.iter().copied());
            context.exports.extend(outline.exports.iter().copied());
            context.empty.extend(outline.empty.iter().copied());
            context.guards.extend(outline.guards.iter().cloned());
            for (name, _, public) in &outline.classes {
                if *public {
                    context.public_classes.insert(Name::of(name));
                }
            }
        }
        for (name, declared) in types {
            let qualified = context.qualify(declared).into_owned();
            if let Some(global) = context.globals.get_mut(&name)
                && global.type_path.is_empty()
            {
                global.type_path = qualified;
            }
        }
        for (field, declared) in fields {
            let qualified = context.qualify(declared).into_owned();
            let known = context.fields.entry(*field).or_default();
            if known.is_empty() {
                *known = qualified;
            } else if *known != qualified {
                context.unsure.insert(*field);
            }
        }
        for (class, base) in bases {
            let qualified = context.qualify(base).into_owned();
            context.bases.entry(*class).or_default().push(qualified);
        }
        let family = |class: &Name| (*class, lineage(*class, |class| context.own_bases(class)));
        context.family = context.bases.keys().map(family).filter(|(_, above)| !above.is_empty()).collect();
        context
    }

    /// What a class inherits from directly, as far as this file declares it.
    fn own_bases(&self, class: Name) -> impl Iterator<Item = Name> + '_ {
        let bases = self.bases.get(&class).into_iter().flatten().map(|path| Name::of(path));
        bases.filter(|base| self.globals.get(base).is_some_and(|global| global.sort == Sort::Class))
    }

    /// The questions to which the other context has another answer.
    pub fn differences(&self, other: &Context) -> FxHashSet<Question> {
        // Taken apart, so that what is added to a context is not forgotten here.
        let Context {
            imports,
            links: _,
            globals,
            fields,
            unsure: _,
            bases,
            family,
            public_classes,
            exports,
            empty: _,
            exclusive,
            threads,
            private,
            guards,
            variables,
            hash: _,
        } = self;
        let mut found = FxHashSet::default();
        let kind = |global: &Global| (global.sort, global.type_path.clone());
        found.extend(different(imports, &other.imports, String::clone).map(Question::Import));
        found.extend(different(globals, &other.globals, kind).map(Question::Global));
        found.extend(different(globals, &other.globals, |global| global.initial.clone()).map(Question::Initial));
        found.extend(different(fields, &other.fields, String::clone).map(Question::Field));
        found.extend(different(bases, &other.bases, Vec::clone).map(Question::Bases));
        found.extend(different(family, &other.family, Vec::clone).map(Question::Family));
        let exports = || exports.symmetric_difference(&other.exports).copied();
        let classes = public_classes.symmetric_difference(&other.public_classes).copied();
        found.extend(exports().chain(classes).map(Question::PublicClass));
        found.extend(exports().map(Question::Exported));
        found.extend(exclusive.symmetric_difference(&other.exclusive).copied().map(Question::ExclusiveClass));
        found.extend(threads.symmetric_difference(&other.threads).copied().map(Question::ThreadClass));
        let instances = different(globals, &other.globals, kind);
        let types = |name: Name| [&self.globals, &other.globals].into_iter().filter_map(move |known| known.get(&name));
        found.extend(instances.flat_map(types).map(|global| Question::Instance(Name::of(&global.type_path))));
        found.extend(private.symmetric_difference(&other.private).copied().map(Question::Private));
        found.extend(variables.symmetric_difference(&other.variables).copied().map(Question::Variable));
        found.extend(different(guards, &other.guards, Helper::clone).map(Question::Helper));
        found
    }

    /// A dotted path with its first step replaced by what an import says it stands for.
    pub fn qualify<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let (head, rest) = path.split_once('.').map_or((path, ""), |(head, rest)| (head, rest));
        match self.imports.get(&Name::of(head)) {
            Some(qualified) if rest.is_empty() => qualified.clone().into(),
            Some(qualified) => format!("{qualified}.{rest}").into(),
            None => path.into(),
        }
    }

    /// All imports: the name in the file, and what it stands for.
    pub fn imports(&self) -> impl Iterator<Item = (Name, &str)> {
        self.imports.iter().map(|(name, path)| (*name, path.as_str()))
    }

    /// What an import says a name stands for.
    pub fn import(&self, name: Name) -> Option<&str> {
        self.imports.get(&name).map(String::as_str)
    }

    /// True for an import, by its qualified name, that is known to be a variable of another file.
    pub fn is_variable(&self, qualified: Name) -> bool {
        self.variables.contains(&qualified)
    }

    /// The variables at the top level that begin empty: collections, as a rule.
    pub fn empty(&self) -> impl Iterator<Item = Name> + '_ {
        self.empty.iter().copied()
    }

    /// What the file has from other files.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The names at the top level of the file, with what they stand for.
    pub fn globals(&self) -> impl Iterator<Item = (Name, &Global)> {
        self.globals.iter().map(|(name, global)| (*name, global))
    }

    /// The types of the fields of its classes, by class and field, where the file names one only.
    pub fn fields(&self) -> impl Iterator<Item = (Name, &str)> {
        self.fields.iter().filter(|(name, _)| !self.unsure.contains(name)).map(|(name, known)| (*name, known.as_str()))
    }

    /// What the file declares under a name at its top level.
    pub fn global(&self, name: Name) -> Option<&Global> {
        self.globals.get(&name)
    }

    /// The text of the initial value of a variable at the top level.
    pub fn initial(&self, name: Name) -> Option<&str> {
        self.globals.get(&name).map(|global| global.initial.as_str())
    }

    /// The qualified name of the type of a class's field, as this class has it.
    pub fn field(&self, class: Name, field: Name) -> Option<&str> {
        self.fields.get(&class.with(field)).map(String::as_str)
    }

    /// The classes of the file that a class inherits from, in the order in which they are looked through.
    pub fn family(&self, class: Name) -> &[Name] {
        self.family.get(&class).map_or(&[], Vec::as_slice)
    }

    /// What classes inherit from, by qualified paths.
    pub fn bases(&self) -> impl Iterator<Item = (Name, &[String])> {
        self.bases.iter().map(|(class, bases)| (*class, bases.as_slice()))
    }

    /// What a class of the file inherits from, by qualified paths.
    pub fn bases_of(&self, class: Name) -> &[String] {
        self.bases.get(&class).map_or(&[], Vec::as_slice)
    }

    /// The lock whose guard a function hands out: a method of `class`, or one of no class.
    pub fn helper(&self, class: Name, name: Name) -> Option<&Helper> {
        self.guards.get(&class.with(name))
    }

    /// True where code beyond the file can reach the class.
    pub fn is_public_class(&self, class: Name) -> bool {
        self.public_classes.contains(&class) || self.exports.contains(&class)
    }

    /// True for a class whose objects each serve one task: streams, requests, cursors.
    pub fn is_exclusive_class(&self, class: Name) -> bool {
        self.exclusive.contains(&class)
    }

    /// True for a class whose objects are threads.
    pub fn is_thread_class(&self, class: Name) -> bool {
        self.threads.contains(&class)
    }

    /// True where a variable at the top level holds an object of the class.
    pub fn has_instance(&self, class: Name) -> bool {
        self.globals.values().any(|global| global.sort == Sort::Variable && Name::of(&global.type_path) == class)
    }

    /// True for a variable of the file, or a field (class and name), that nobody beyond the file can reach.
    pub fn is_private(&self, name: Name) -> bool {
        self.private.contains(&name)
    }

    /// True where the file exports the name in a list of its own.
    pub fn is_exported(&self, name: Name) -> bool {
        self.exports.contains(&name)
    }

    /// The kind of the type of that qualified name.
    pub fn kind(&self, types: &Types, path: &str) -> Option<TypeKind> {
        if path.is_empty() { None } else { types.kind(Name::of(path)) }
    }
}
