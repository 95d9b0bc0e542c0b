//! What one file sees of the others: the functions that it calls, those that call it, and those that touch what it touches,
//! in its own words.

use super::abstracts::{Abstract, Opened, Quote};
use super::canon::{NO_FILE, Owner, Part, Steps, WHOLE, before, part};
use super::digest::{Digest, Texts};
use super::index::Index;
use crate::facts::{FileFacts, Function, Graph, MAX_STEPS, Name, Place, Root, SUPER, Sort, Word};
use crate::project::kin::{Holder, Kin};
use crate::project::program::hash_of;
use crate::project::resolve::Resolver;
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// A function of another file.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Its steps, about places in the words of the file that sees it; their spans are in the margin.
    pub function: Function,
    /// Of which file it is, relative to the root, with `/`.
    pub path: Arc<str>,
    /// The line that it begins on, 0-based.
    pub line: u32,
    /// Another number where anything about it is.
    pub print: u64,
}

/// What a file sees of the others.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The functions, in the order of their files.
    pub visitors: Vec<Visitor>,
    /// What calls of the file, and of visitors, name them by.
    pub names: Vec<(Place, u32)>,
    /// The lines of code of their steps, one after the other: a text behind that of the file.
    pub margin: String,
    /// The lines of the margin in order.
    pub marks: Vec<Mark>,
    /// Of a file in which nothing stirs: something of it may lead to a finding all the same; otherwise it can only silence some.
    pub tells: bool,
    /// The functions of the file that nobody calls but those that are known: by class and name.
    pub closed: Closed,
    /// Of what the file imports, by its qualified name, what is a variable of another file.
    pub variables: Arc<FxHashSet<Name>>,
    /// The classes of the file whose objects each belong to the function that makes them.
    pub for_each: FxHashSet<Name>,
    /// What the classes of the file are to each other and to those that it sees; none where nobody has asked the project.
    pub kin: Option<Arc<Kin>>,
}

/// A line of the margin.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Where in the margin.
    pub span: Span,
    /// Of which file, relative to the root, with `/`.
    pub path: Arc<str>,
    /// Which line of that, 0-based.
    pub line: u32,
    /// What of the line stands before that, in bytes: its indentation.
    pub indent: u32,
}

/// Calls are followed so far before others are invited who touch the same.
const NEAR: u32 = 3;
/// And so far in all, where there is room.
const FAR: u32 = 4;
/// A view has no more functions than this.
const MAX_VISITORS: usize = 96;
/// What more functions than this speak of is no news to anybody.
const MAX_TOUCHING: usize = 24;

impl View {
    /// True where functions of other files give way or take locks.
    pub fn stirs(&self) -> bool {
        let mut steps = self.visitors.iter().flat_map(|visitor| &visitor.function.events);
        steps.any(|event| matches!(event.word, Word::Suspend | Word::Block | Word::Acquire))
    }

    /// A number that is another where the view is.
    pub fn print(&self) -> u64 {
        let visitors = self.visitors.iter().map(|visitor| visitor.print).collect::<Vec<_>>();
        let mut closed: Vec<_> = self.closed.iter().collect();
        closed.sort_unstable();
        let mut for_each: Vec<_> = self.for_each.iter().collect();
        for_each.sort_unstable();
        let mut variables: Vec<_> = self.variables.iter().collect();
        variables.sort_unstable();
        let kin = self.kin.as_ref().map(|kin| kin.print());
        hash_of((visitors, &self.names, closed, for_each, variables, kin, &self.margin))
    }
}

impl View {
    /// The same for who tells of it: another, too, where only the lines of other files have moved.
    pub fn print_with_lines(&self) -> u64 {
        let lines = self.marks.iter().map(|mark| (&mark.path, mark.line, mark.indent)).collect::<Vec<_>>();
        let heads = self.visitors.iter().map(|visitor| (&visitor.path, visitor.line)).collect::<Vec<_>>();
        hash_of((self.print(), lines, heads))
    }
}

/// Whose a function is, for the file that is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Own,
    /// Of another file, and called from here.
    Called,
    Others,
}

/// What is at stake at each place: a hazard takes two steps of an activation of the file, with what it calls, and a change by
/// somebody. Only where one of these is another file's can the view make a finding.
#[derive(Default)]
struct Stakes {
    of: FxHashMap<Place, Stake>,
}

#[derive(Default)]
struct Stake {
    steps: u32,
    changes: bool,
    foreign: bool,
}

impl Stakes {
    fn count(&mut self, function: &Function, whose: Whose) {
        for event in
            function.events.iter().filter(|event| matches!(event.word, Word::Read | Word::Write | Word::Acquire))
        {
            let Some(place) = function.place(event).filter(|place| place.exact) else { continue };
            let stake = self.of.entry(place.clone()).or_default();
            stake.steps += u32::from(whose != Whose::Others);
            stake.changes |= event.word != Word::Read;
            stake.foreign |= whose != Whose::Own;
        }
    }

    fn are_high(&self) -> bool {
        self.of.values().any(|stake| stake.steps > 1 && stake.changes && stake.foreign)
    }
}

/// The functions that nobody calls but those that are known: by class and name.
type Closed = FxHashSet<(Option<Name>, Name)>;

/// A view as it grows.
struct Growing<'i> {
    index: &'i Index,
    file: u32,
    /// How the file itself calls what belongs to somebody.
    spelled: FxHashMap<Owner, Place>,
    invited: FxHashMap<(u32, u32), u32>,
    guests: Vec<(u32, u32)>,
    /// The guests that the file calls, itself or through others.
    called: FxHashSet<u32>,
    /// Those of them whose own calls are still to be followed.
    followed: Vec<u32>,
    /// It leaves what one of them returns to itself.
    drops: bool,
    names: Vec<(Place, u32)>,
}

impl Index {
    /// What a file sees of the others.
    pub fn view(&self, file: u32) -> View {
        self.grown(file, |mut growing, closed, for_each| growing.finish(closed, for_each))
    }

    /// The same of a file in which nothing stirs, and whether that may tell of something.
    pub fn view_of_quiet(&self, file: u32) -> View {
        self.grown(file, |growing, closed, for_each| growing.finish_of_quiet(closed, for_each))
    }

    fn grown(&self, file: u32, finish: impl FnOnce(Growing, Closed, FxHashSet<Name>) -> View) -> View {
        let Some(own) = self.digest(file) else { return View::default() };
        let meant = self.meant(file);
        let mut growing = Growing::new(self, file);
        let mut touched: FxHashSet<Part> = FxHashSet::default();
        growing.spell_inherited(own);
        let mut known = vec![false; own.places.len()];
        for touch in own.functions.iter().flat_map(|function| &function.touches) {
            if known.get_mut(touch.place as usize).is_none_or(|known| std::mem::replace(known, true)) {
                continue;
            }
            if let (Some(place), Some(owned)) = (own.places.get(touch.place as usize), meant.touched(own, touch.place))
            {
                growing.spell(owned.0, before(place, owned.1));
                touched.insert(part(owned));
            }
        }
        // Whom the file calls, and whom these call in turn.
        for function in &own.functions {
            growing.invite_callees(file, function);
        }
        for _ in 1..NEAR {
            growing.invite_further();
        }
        let mut closed = Closed::default();
        for function in &own.functions {
            if function.name == Name::of("") {
                continue;
            }
            if function.is_public && self.only_called(file, function) {
                closed.insert((function.class, function.name));
            }
            touched.insert(self.part_of(file, function));
        }
        // Whoever touches what the file touches, or calls it.
        let mut touched: Vec<_> = touched.into_iter().collect();
        touched.sort_unstable();
        for (owner, step) in touched {
            let all = self.touching((owner, step));
            if all.len() <= MAX_TOUCHING {
                for guest in all {
                    growing.invite(*guest);
                }
            } else {
                // Not all of those who call it are there to be asked.
                let (Owner::Top(_, name) | Owner::Class(_, name)) = owner;
                let name = if step == WHOLE { (None, name) } else { (Some(name), step) };
                closed.remove(&name);
            }
        }
        for _ in NEAR..FAR {
            growing.invite_further();
        }
        let for_each =
            own.globals.keys().filter(|name| self.is_made_for_each(Owner::Class(file, **name))).copied().collect();
        let variables = Arc::new(self.variables(file));
        let kin = Some(Arc::new(growing.kin(own)));
        View { variables, kin, ..finish(growing, closed, for_each) }
    }
}

impl View {
    /// What a file knows of itself where nobody has asked a project; none where that is nothing.
    pub fn by_itself(&self, facts: &FileFacts) -> Option<View> {
        if self.kin.is_some() || !facts.context.has_kin() {
            return None;
        }
        let own = Arc::new(Digest::of_names(facts, &mut Texts::default()));
        let mut index = Index::new(Resolver::new(vec![String::new()], &|_| None), vec![Some(own.clone())]);
        index.link();
        let mut growing = Growing::new(&index, 0);
        growing.spell_inherited(&own);
        Some(View { kin: Some(Arc::new(growing.kin(&own))), ..self.clone() })
    }
}

impl<'i> Growing<'i> {
    fn new(index: &'i Index, file: u32) -> Growing<'i> {
        Growing {
            index,
            file,
            spelled: FxHashMap::default(),
            invited: FxHashMap::default(),
            guests: Vec::new(),
            called: FxHashSet::default(),
            followed: Vec::new(),
            drops: false,
            names: Vec::new(),
        }
    }

    /// Notes how the file calls what belongs to an owner.
    fn spell(&mut self, owner: Owner, prefix: Place) {
        let known = self.spelled.entry(owner).or_insert_with(|| prefix.clone());
        // In the words of its own methods, where it has some.
        let own = |place: &Place| matches!(place.root, Root::Object(_));
        if own(&prefix) && (!own(known) || prefix.path.is_empty() && !known.path.is_empty()) {
            *known = prefix;
        }
    }

    /// Notes what the classes of the file inherit from others: that is theirs.
    fn spell_inherited(&mut self, own: &Digest) {
        for (class, fields) in &own.members {
            let class = Place::root(Root::Object(*class));
            for field in fields {
                if let Some((owner, steps)) = self.index.owner(self.file, &class.clone().step(*field), false)
                    && matches!(owner, Owner::Class(home, _) if home != self.file)
                    && steps.len() == 1
                {
                    self.spell(owner, class.clone());
                }
            }
        }
    }

    /// What the classes of the file are to each other, and to those of the guests.
    fn kin(&self, own: &Digest) -> Kin {
        let (index, file) = (self.index, self.file);
        let mut kin = Kin::default();
        let mut held: FxHashSet<(Name, Owner)> = FxHashSet::default();
        let mut holds = |kin: &mut Kin, holder: Holder, class: Option<Owner>| match class {
            Some(class @ Owner::Class(home, name)) if home == file => {
                kin.holders.insert(holder, name);
                held.insert((name, class));
            }
            _ => {}
        };
        for name in own.globals.keys() {
            holds(&mut kin, (Root::Module(*name), None), index.class_of_global(file, *name));
        }
        for (class, fields) in &own.members {
            let of = Owner::Class(file, *class);
            for field in fields {
                let holder = (Root::Object(*class), Some(*field));
                holds(&mut kin, holder, index.class_of_field(file, *class, *field));
                let home = index.home(of, *field);
                if home != of {
                    let own = self.in_own_words(home, &[]);
                    if own.root != Root::Object(*class) || !own.path.is_empty() {
                        kin.move_home(*class, *field, own);
                    }
                }
            }
        }
        for (name, class) in held {
            // Of what it inherits its own methods need not speak.
            for of in std::iter::once(&class).chain(index.above(class)).chain(index.heirs(class)) {
                for field in index.members_of(*of).iter().filter(|field| index.is_single(class, **field)) {
                    kin.hold(name, *field);
                }
            }
        }
        let mut family: Vec<(Name, Owner)> = Vec::new();
        for (class, _) in own.globals.iter().filter(|(_, (sort, _))| *sort == Sort::Class) {
            let of = Owner::Class(file, *class);
            if !index.kinship().knows(of) {
                continue;
            }
            family.push((*class, of));
        }
        for (home, at) in &self.guests {
            let class = index.function((*home, *at)).and_then(|guest| guest.class);
            let class = class.and_then(|class| index.declared(*home, class));
            family.extend(
                class.filter(|class| index.kinship().knows(*class)).map(|class| (class_name(file, class), class)),
            );
        }
        family.sort_unstable();
        family.dedup();
        let family: Vec<(Name, (Owner, &[Owner]))> =
            family.into_iter().map(|(name, class)| (name, (class, index.above(class)))).collect();
        for (at, (name, class)) in family.iter().enumerate() {
            let above: Vec<Name> = class.1.iter().map(|base| class_name(file, *base)).collect();
            if !above.is_empty() {
                kin.above.insert(*name, above);
            }
            // In the order of their names.
            for (other_name, other) in family.iter().skip(at + 1) {
                if name != other_name && index.kinship().are_strangers(*class, *other) {
                    kin.strangers.insert((*name, *other_name));
                }
            }
        }
        kin
    }

    fn invite(&mut self, guest: (u32, u32)) -> Option<u32> {
        if guest.0 == self.file {
            return None;
        }
        if let Some(known) = self.invited.get(&guest) {
            return Some(*known);
        }
        if self.guests.len() >= MAX_VISITORS {
            return None;
        }
        let at = self.guests.len() as u32;
        self.guests.push(guest);
        self.invited.insert(guest, at);
        Some(at)
    }

    /// Invites whom those call who were called last.
    fn invite_further(&mut self) {
        let index = self.index;
        for at in std::mem::take(&mut self.followed) {
            let Some(guest) = self.guests.get(at as usize).copied() else { continue };
            if let Some(called) = index.function(guest) {
                self.invite_callees(guest.0, called);
            }
        }
    }

    /// Invites whom a function calls.
    fn invite_callees(&mut self, file: u32, function: &Abstract) {
        let index = self.index;
        let (meant, Some(digest)) = (index.meant(file), index.digest(file)) else { return };
        // What others do with objects of their own is theirs.
        let own = file == self.file;
        for call in function.calls.iter().filter(|call| own || !call.by_class) {
            let Some((owner, steps)) = meant.called(digest, call.callee) else { continue };
            let Some(guest) = index.callable(owner, steps) else { continue };
            let Some(at) = self.invite(guest) else { continue };
            if self.called.insert(at) {
                self.followed.push(at);
            }
            if own && let Some(callee) = digest.places.get(call.callee as usize) {
                if !call.by_class {
                    self.spelled.entry(owner).or_insert_with(|| before(callee, steps));
                }
                self.names.push((callee.clone(), at));
                let works = || index.function(guest).is_some_and(|function| function.is_async);
                self.drops |= !call.taken && !call.awaited && works();
            }
        }
    }

    fn in_own_words(&self, owner: Owner, steps: &[Name]) -> Place {
        let own = match owner {
            Owner::Top(file, name) if file == self.file => Some(Place::root(Root::Module(name))),
            Owner::Class(file, class) if file == self.file => Some(Place::root(Root::Object(class))),
            Owner::Top(NO_FILE, table) => Some(Place::root(Root::Table(table))),
            owner => self.spelled.get(&owner).cloned(),
        };
        let base = own.unwrap_or_else(|| Place::root(Root::Import(Name(hash_of(owner)))));
        if base.path.len() + steps.len() > MAX_STEPS {
            return Place { exact: false, ..base };
        }
        steps.iter().fold(base, |place, step| place.step(*step))
    }

    /// What a guest calls. Of its own object that has a name which no place of the file has, even where the class of the file inherits
    /// the method: the file may mean another by that.
    fn callee_of_guest(&self, callee: &Place, owner: Owner, steps: &[Name]) -> Place {
        let own = self.in_own_words(owner, steps);
        let of_itself =
            matches!(callee.root, Root::Object(_)) && (callee.path.len() == 1 || callee.path.contains(&SUPER));
        let beyond = |home: u32| home != self.file;
        let root = match owner {
            Owner::Class(home, _) if beyond(home) && of_itself => Root::Object(class_name(self.file, owner)),
            Owner::Class(home, _)
                if beyond(home) && matches!(own.root, Root::Object(_)) && own.path.len() == steps.len() =>
            {
                Root::Import(class_name(self.file, owner))
            }
            _ => return own,
        };
        Place { root, path: steps.into(), exact: own.exact }
    }

    fn finish(&mut self, closed: Closed, for_each: FxHashSet<Name>) -> View {
        let mut view = View { closed, for_each, ..View::default() };
        let mut lines: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        let mut paths: FxHashMap<u32, Arc<str>> = FxHashMap::default();
        for guest in std::mem::take(&mut self.guests) {
            let path = self.index.paths().get(guest.0 as usize).map_or("", String::as_str);
            let path = paths.entry(guest.0).or_insert_with(|| path.into()).clone();
            let visitor = self.visitor(guest, path, &mut view, &mut lines);
            view.visitors.push(visitor);
        }
        self.names.sort_unstable_by_key(|(place, at)| (hash_of(place), *at));
        self.names.dedup();
        view.names = std::mem::take(&mut self.names);
        view
    }

    /// A guest in the words of the file; its lines are written into the margin.
    fn visitor(
        &mut self,
        (file, at): (u32, u32),
        path: Arc<str>,
        view: &mut View,
        lines: &mut FxHashMap<(u32, u32), u32>,
    ) -> Visitor {
        let (index, meant) = (self.index, self.index.meant(file));
        let digest = index.digest(file);
        let head = index.function((file, at));
        let unknown = || Opened { function: Function { incomplete: true, ..Function::default() }, seen: Vec::new() };
        let opened = digest.and_then(|digest| digest.open(at));
        let Opened { function: mut made, seen } = opened.unwrap_or_else(unknown);
        made.graph = Graph::straight(made.events.len() as u32);
        for (place, touch) in made.places.iter_mut().zip(head.iter().flat_map(|head| &head.touches)) {
            *place = match digest.and_then(|digest| meant.touched(digest, touch.place)) {
                Some((owner, steps)) => self.in_own_words(owner, steps),
                None => Place { root: Root::Import(Name(hash_of((file, &*place)))), path: Steps::new(), exact: false },
            };
        }
        for (call, called) in made.calls.iter_mut().zip(head.iter().flat_map(|head| &head.calls)) {
            let Some(callee) = &mut call.callee else { continue };
            let meaning = digest.and_then(|digest| meant.called(digest, called.callee));
            let Some((owner, steps)) = meaning.filter(|_| !called.by_class) else {
                call.callee = None;
                continue;
            };
            *callee = self.callee_of_guest(callee, owner, steps);
            if let Some(target) = index.callable(owner, steps).and_then(|guest| self.invited.get(&guest)) {
                self.names.push((callee.clone(), *target));
            }
        }
        made.class = made.class.map(|class| match index.declared(file, class) {
            Some(class @ Owner::Class(..)) => class_name(self.file, class),
            _ => class_name(self.file, Owner::Class(file, class)),
        });
        for (event, seen) in made.events.iter_mut().zip(&seen) {
            let quote = || digest?.quotes.get(seen.quote);
            let start = *lines.entry((file, seen.quote)).or_insert_with(|| view.write(quote(), path.clone()));
            event.span = seen.span.shifted(start);
            event.subject = seen.subject.shifted(start);
        }
        let (print, line) = head.map_or((0, 0), |head| (head.print, head.line));
        let callees = made.calls.iter().map(|call| &call.callee).collect::<Vec<_>>();
        let print = hash_of((print, &made.places, callees));
        Visitor { function: made, path, line, print }
    }

    fn finish_of_quiet(mut self, closed: Closed, for_each: FxHashSet<Name>) -> View {
        let mut view = self.finish(closed, for_each);
        let mut stakes = Stakes::default();
        let (mut waits, mut blocks) = (false, false);
        let own = self.index.digest(self.file);
        let count = own.map_or(0, |own| own.functions.len() as u32);
        for opened in (0..count).filter_map(|at| own?.open(at)) {
            stakes.count(&opened.function, Whose::Own);
            let holds = || opened.function.events.iter().any(|event| event.word == Word::Acquire);
            waits |= opened.function.is_async || holds();
        }
        for (at, visitor) in (0..).zip(&view.visitors) {
            let called = self.called.contains(&at);
            stakes.count(&visitor.function, if called { Whose::Called } else { Whose::Others });
            blocks |= called && visitor.function.events.iter().any(|event| event.word == Word::Block);
        }
        view.tells = self.drops || waits && blocks || stakes.are_high();
        view
    }
}

/// The name of a class of the file itself.
fn own_class(file: u32, class: Owner) -> Option<Name> {
    match class {
        Owner::Class(home, name) if home == file => Some(name),
        _ => None,
    }
}

/// What a class is called where one file is looked at: a class of another has a name that nobody else has.
fn class_name(file: u32, class: Owner) -> Name {
    own_class(file, class).unwrap_or_else(|| Name(hash_of(class)))
}

impl View {
    /// Writes a line into the margin; answers where it begins.
    fn write(&mut self, quote: Option<Quote>, path: Arc<str>) -> u32 {
        let start = self.margin.len() as u32;
        let Quote { line, indent, code } = quote.unwrap_or(Quote { line: 0, indent: 0, code: "" });
        self.margin.push_str(code);
        self.marks.push(Mark { span: Span::new(start, self.margin.len() as u32), path, line, indent });
        self.margin.push('\n');
        start
    }

    /// The line of the margin that an offset into it is on.
    pub fn mark(&self, offset: u32) -> Option<&Mark> {
        let at = self.marks.partition_point(|mark| mark.span.start <= offset).checked_sub(1)?;
        self.marks.get(at)
    }
}
