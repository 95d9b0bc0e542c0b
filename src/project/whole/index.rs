//! All digests of a project, and what the names of one file mean in another.

use super::abstracts::Abstract;
use super::canon::{Owner, Part, WHOLE};
use super::digest::Digest;
use super::families::Families;
use super::meant::{Meant, Touching, UNKNOWN};
use crate::facts::Name;
use crate::project::is_test;
use crate::project::resolve::{Resolver, Target};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// What the project's files say to each other. A clone is cheap and shares all but the list of files.
#[derive(Clone, Debug, Default)]
pub struct Index {
    resolver: Arc<Resolver>,
    files: Vec<Option<Arc<Digest>>>,
    /// For each file whether it stands beside the project: a test, or a file of which only tests speak. What such files do is no news
    /// to the others, so nothing that is told of these depends on how many of those were read.
    aside: Vec<bool>,
    /// For each file what its imports come to; none until that is found.
    known: Vec<Option<Arc<Known>>>,
    /// Who inherits from whom.
    families: Arc<Families>,
    /// How many variables and fields hold objects of a class.
    holders: Arc<FxHashMap<Owner, u32>>,
    /// What the places of each file mean; none before that is found.
    meant: Vec<Option<Arc<Meant>>>,
    /// Who touches what.
    touching: Arc<Touching>,
    /// Functions by owner and name: methods by class, others by themselves.
    functions: Arc<FxHashMap<Part, (u32, u32)>>,
    /// What is called, or handed on, without anybody knowing what it is.
    loose: Arc<FxHashSet<Name>>,
    /// The classes that somebody makes and lets go of.
    given_away: Arc<FxHashSet<Owner>>,
    /// The classes that somebody makes at all.
    made: Arc<FxHashSet<Owner>>,
}

/// What a file's imports come to.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// By the root of places, in order.
    roots: Vec<(Name, Target)>,
    /// By the name in the file, in order.
    locals: Vec<(Name, Target)>,
    /// The modules all of whose names it has.
    pub stars: Vec<u32>,
}

static NOTHING: Known = Known { roots: Vec::new(), locals: Vec::new(), stars: Vec::new() };

impl Known {
    /// What a root of places stands for.
    fn root(&self, qualified: Name) -> Option<Target> {
        find(&self.roots, qualified)
    }

    /// What a name in the file stands for.
    pub fn local(&self, name: Name) -> Option<Target> {
        find(&self.locals, name)
    }

    /// Puts in order what was found, of one name the last.
    fn settle(&mut self) {
        for list in [&mut self.roots, &mut self.locals] {
            list.reverse();
            list.sort_by_key(|(name, _)| *name);
            list.dedup_by_key(|(name, _)| *name);
            list.shrink_to_fit();
        }
    }
}

fn find(list: &[(Name, Target)], wanted: Name) -> Option<Target> {
    let at = list.binary_search_by_key(&wanted, |(name, _)| *name).ok()?;
    list.get(at).map(|(_, target)| *target)
}

impl Index {
    /// Of the files that the resolver knows, in its order, what each says; none where nothing is known of one. The names of one
    /// file mean nothing in another before [`Index::link`].
    pub fn new(resolver: Resolver, files: Vec<Option<Arc<Digest>>>) -> Index {
        let known = files.iter().map(|_| None).collect();
        let aside = resolver.paths().iter().map(|path| is_test(path.as_ref())).collect();
        let mut index = Index { resolver: Arc::new(resolver), files, aside, known, ..Index::default() };
        index.find_imports();
        index
    }

    /// The files by index.
    pub fn paths(&self) -> &[String] {
        self.resolver.paths()
    }

    /// The index of a file, by its path relative to the root.
    pub fn file(&self, path: &str) -> Option<u32> {
        self.resolver.file(path)
    }

    /// What a file says.
    pub fn digest(&self, file: u32) -> Option<&Arc<Digest>> {
        self.files.get(file as usize)?.as_ref().filter(|digest| !digest.is_glance)
    }

    /// Puts what each of these files says now in the place of what it said, for the next [`Index::link`].
    pub fn put(&mut self, news: impl IntoIterator<Item = (u32, Option<Arc<Digest>>)>) {
        for (file, digest) in news {
            if let Some(known) = self.files.get_mut(file as usize) {
                *known = digest;
            }
            if let Some(known) = self.known.get_mut(file as usize) {
                *known = None;
            }
        }
        self.find_imports();
    }

    /// Puts what files say of which only those speak that stand beside the project.
    pub fn put_aside(&mut self, news: Vec<(u32, Option<Arc<Digest>>)>) {
        for (file, _) in &news {
            self.aside.get_mut(*file as usize).into_iter().for_each(|aside| *aside = true);
        }
        self.put(news);
    }

    /// The files that some file speaks of and of which nothing is known yet; or that one speaks of that stands `aside`.
    pub fn wanting(&self, aside: bool) -> Vec<u32> {
        let all: Vec<(u32, &Digest)> = self.all().filter(|(file, _)| self.is_aside(*file) == aside).collect();
        let mut wanting: Vec<u32> =
            all.into_par_iter().flat_map_iter(|(file, digest)| self.asks(file, digest)).collect();
        wanting.sort_unstable();
        wanting.dedup();
        wanting
    }

    /// The files without a digest by which it is not known what a file speaks of: where a place belongs, what a type is.
    fn asks(&self, file: u32, digest: &Digest) -> Vec<u32> {
        let mut missing = Vec::new();
        for (root, steps) in &digest.spoken {
            if let Some(target) = self.imported(file, *root) {
                self.reach_by(target, steps, &mut missing);
            }
        }
        let types = digest.globals.values().map(|(_, path)| path).chain(digest.fields.values());
        for path in types {
            self.class_by(file, path, &mut missing);
        }
        for base in digest.bases.iter().flat_map(|(_, bases)| bases) {
            self.class_by(file, base, &mut missing);
        }
        let made = digest.made.iter().map(|(name, _)| *name);
        for class in made.chain(digest.functions.iter().filter_map(|function| function.class)) {
            match self.imported(file, class) {
                Some(target) => drop(self.reach_by(target, &[], &mut missing)),
                None => drop(self.declared_by(file, class, &mut missing)),
            }
        }
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// Finds out what the names of each file mean in the others.
    pub fn link(&mut self) {
        self.relate();
        self.count_holders();
        self.find_functions();
        let (meant, touching) = self.meanings();
        (self.meant, self.touching) = (meant, Arc::new(touching));
    }

    /// Finds out which classes inherit from which, as far as nothing more is asked of the index than whose a place is.
    pub fn relate(&mut self) {
        self.families = Arc::new(self.families());
    }

    pub(super) fn kinship(&self) -> &Families {
        &self.families
    }

    /// Finds the files that the imports of new digests mean.
    fn find_imports(&mut self) {
        let star = Name::of("*");
        let (resolver, files) = (&self.resolver, &self.files);
        self.known.par_iter_mut().zip(files).zip(0..files.len() as u32).for_each(|((known, digest), file)| {
            known.get_or_insert_with(|| {
                let mut known = Known::default();
                for link in digest.iter().flat_map(|digest| &digest.links) {
                    if link.own {
                        let name = Some(Name::of(&link.export));
                        known.locals.push((link.local, Target { file, name }));
                        continue;
                    }
                    let Some(target) = resolver.resolve(file, &link.module, &link.export) else { continue };
                    if link.local == star {
                        known.stars.push(target.file);
                    } else {
                        known.roots.push((link.qualified, target));
                        known.locals.push((link.local, target));
                    }
                }
                known.settle();
                Arc::new(known)
            });
        });
    }

    fn count_holders(&mut self) {
        let mut holders: FxHashMap<Owner, u32> = FxHashMap::default();
        let (mut given_away, mut made) = (FxHashSet::default(), FxHashSet::default());
        for (file, digest) in self.all() {
            let counts = |class: &Owner| self.is_heard_by(file, *class);
            let globals = digest.globals.keys().filter_map(|name| self.class_of_global(file, *name));
            // What a method hands out like a field is held by somebody else.
            let handed: FxHashSet<Name> =
                digest.methods.iter().flat_map(|(class, names)| names.iter().map(|name| class.with(*name))).collect();
            let fields = digest
                .fields
                .iter()
                .filter(|(field, _)| !handed.contains(field))
                .filter_map(|(field, path)| Some((*field, self.class_of(file, path)?)));
            for class in globals.filter(counts) {
                *holders.entry(class).or_default() += 1;
            }
            for (field, class) in fields.filter(|(_, class)| counts(class)) {
                // What holds another of its own kind is one of many: a list of them, a tree.
                let many =
                    matches!(class, Owner::Class(home, name) if home == file && self.is_field(home, name, field));
                *holders.entry(class).or_default() += if many { 2 } else { 1 };
            }
            for (name, gone) in &digest.made {
                let class = match self.imported(file, *name) {
                    Some(Target { file, name: Some(name) }) => self.declared(file, name),
                    _ => self.declared(file, *name),
                };
                if let Some(class @ Owner::Class(..)) = class.filter(counts) {
                    made.insert(class);
                    if *gone {
                        given_away.insert(class);
                    }
                }
            }
        }
        (self.holders, self.given_away, self.made) = (Arc::new(holders), Arc::new(given_away), Arc::new(made));
    }

    fn find_functions(&mut self) {
        let mut functions = FxHashMap::default();
        let mut loose = FxHashSet::default();
        let (beside, own): (Vec<_>, Vec<_>) = self.all().partition(|(file, _)| self.is_aside(*file));
        for (file, digest) in own.into_iter().chain(beside) {
            for (at, function) in (0..).zip(&digest.functions) {
                if function.name == Name::of("") {
                    continue;
                }
                functions.entry(self.part_of(file, function)).or_insert((file, at));
            }
        }
        for (file, digest) in (0..).zip(&self.files) {
            // Of a file that only tests speak of nobody else knows that it is there.
            let is_heard = !self.is_aside(file) || self.is_test(file);
            loose.extend(digest.iter().filter(|_| is_heard).flat_map(|digest| &digest.loose).copied());
        }
        (self.functions, self.loose) = (Arc::new(functions), Arc::new(loose));
    }

    /// What the places of a file mean; nothing before [`Index::link`].
    pub(super) fn meant(&self, file: u32) -> &Meant {
        self.meant.get(file as usize).and_then(Option::as_deref).unwrap_or(&UNKNOWN)
    }

    /// What is known of files, in order.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, &Digest)> {
        (0..self.files.len() as u32).filter_map(|file| Some((file, &**self.digest(file)?)))
    }

    /// True for a file of tests.
    pub fn is_test(&self, file: u32) -> bool {
        self.paths().get(file as usize).is_some_and(|path| is_test(path.as_ref()))
    }

    /// True for a file that stands beside the project.
    pub(super) fn is_aside(&self, file: u32) -> bool {
        self.aside.get(file as usize).copied().unwrap_or(false)
    }

    /// True where what a file does with that which belongs to an owner is news to those who look at the owner.
    pub(super) fn is_heard_by(&self, file: u32, owner: Owner) -> bool {
        let (Owner::Top(home, _) | Owner::Class(home, _)) = owner;
        !self.is_aside(file) || self.is_aside(home)
    }

    pub(super) fn known(&self, file: u32) -> &Known {
        self.known.get(file as usize).and_then(Option::as_deref).unwrap_or(&NOTHING)
    }

    /// What the root of a place, an import, stands for.
    pub fn imported(&self, file: u32, qualified: Name) -> Option<Target> {
        self.known(file).root(qualified)
    }

    /// The module of that name below the package that a file stands for.
    pub(super) fn below(&self, file: u32, name: Name) -> Option<u32> {
        self.resolver.below(file, name)
    }

    /// True where one object at most is held by anybody of a class, and of all that have the field of that name in common with it.
    pub(super) fn is_single(&self, class: Owner, field: Name) -> bool {
        let held = |class: Owner| self.holders.get(&class).copied().unwrap_or(0);
        self.sharing_field(class, field).map(held).sum::<u32>() == 1
    }

    /// True where a class itself has a method of that name that others can meet.
    pub(super) fn has_function(&self, class: Owner, name: Name) -> bool {
        self.functions.contains_key(&(class, name))
    }

    /// What the imports of a file stand for, by their qualified names.
    pub(super) fn imports(&self, file: u32) -> impl Iterator<Item = (Name, Target)> + '_ {
        self.known(file).roots.iter().copied()
    }

    /// The function that a place means when it is called.
    pub(super) fn callable(&self, owner: Owner, steps: &[Name]) -> Option<(u32, u32)> {
        match (owner, steps) {
            (Owner::Top(..), []) => self.functions.get(&(owner, WHOLE)),
            (Owner::Class(..), [name]) => self.functions.get(&(owner, *name)),
            _ => None,
        }
        .copied()
    }

    /// A function by its file and its index there.
    pub(super) fn function(&self, (file, at): (u32, u32)) -> Option<&Abstract> {
        self.digest(file)?.functions.get(at as usize)
    }

    /// The functions that speak of a place.
    pub(super) fn touching(&self, part: Part) -> &[(u32, u32)] {
        self.touching.guests(part)
    }

    /// The files that speak of what belongs to an owner: of what lies behind its first step, or of anything.
    pub fn files_touching(&self, owner: Owner, step: Option<Name>) -> Vec<u32> {
        let parts = self.touching.parts().filter(|(of, first)| *of == owner && step.is_none_or(|step| step == *first));
        let mut files: Vec<u32> = parts.flat_map(|part| self.touching(part)).map(|(file, _)| *file).collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    /// True where every call of a function is known: it is only ever called, and by names that are understood.
    pub(super) fn only_called(&self, home: u32, function: &Abstract) -> bool {
        let own = self.part_of(home, function);
        // What only its own file calls is there for somebody else; and whom tests call is not all known.
        !self.is_aside(home)
            && !self.loose.contains(&function.name)
            && !self.touching.is_used(own)
            && self.touching(own).iter().any(|(file, _)| *file != home)
    }

    /// True for a class whose objects each belong to the function that makes them, as far as the project shows.
    pub(super) fn is_made_for_each(&self, class: Owner) -> bool {
        // What inherits from it is one of it, too.
        let mut all = std::iter::once(class).chain(self.heirs(class).iter().copied());
        all.clone().any(|class| self.made.contains(&class))
            && all.all(|class| !self.given_away.contains(&class) && !self.holders.contains_key(&class))
    }
}
