//! A context that notes what it is asked: when it changes, an answer that is another costs only those who asked.

use super::Name;
use super::context::{Context, Global};
use super::helpers::Helper;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cell::RefCell;

/// Something that can be asked of a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Question {
    /// What an import says a name stands for.
    Import(Name),
    /// What a name stands for at the top level, and its type.
    Global(Name),
    /// The text of its initial value.
    Initial(Name),
    /// The type of a field, by class and name.
    Field(Name),
    /// Which classes of the file a class inherits from.
    Family(Name),
    /// What a class inherits from, of the file or not.
    Bases(Name),
    /// Whether code beyond the file can reach a class.
    PublicClass(Name),
    /// Whether objects of a class each serve one task.
    ExclusiveClass(Name),
    /// Whether objects of a class are threads.
    ThreadClass(Name),
    /// Whether the whole program shares an object of a class.
    Instance(Name),
    /// Whether nobody beyond the file can reach a field or variable.
    Private(Name),
    /// Whether the file exports a name in a list of its own.
    Exported(Name),
    /// The lock whose guard a function hands out, by class and name.
    Helper(Name),
    /// Whether an import, by its qualified name, is a variable of another file.
    Variable(Name),
}

/// A context as one asker sees it.
pub struct Inquiry<'c> {
    context: &'c Context,
    asked: RefCell<FxHashSet<Question>>,
}

impl<'c> Inquiry<'c> {
    /// Nothing is asked yet.
    pub fn new(context: &'c Context) -> Inquiry<'c> {
        Inquiry { context, asked: RefCell::default() }
    }

    /// All that was asked since this was last taken.
    pub fn take(&self) -> FxHashSet<Question> {
        self.asked.take()
    }

    fn note(&self, question: Question) {
        self.asked.borrow_mut().insert(question);
    }

    /// [`Context::qualify`].
    pub fn qualify<'p>(&self, path: &'p str) -> Cow<'p, str> {
        self.note(Question::Import(Name::of(path.split_once('.').map_or(path, |(head, _)| head))));
        self.context.qualify(path)
    }

    /// [`Context::import`].
    pub fn import(&self, name: Name) -> Option<&'c str> {
        self.note(Question::Import(name));
        self.context.import(name)
    }

    /// [`Context::global`].
    pub fn global(&self, name: Name) -> Option<&'c Global> {
        self.note(Question::Global(name));
        self.context.global(name)
    }

    /// [`Context::initial`].
    pub fn initial(&self, name: Name) -> Option<&'c str> {
        self.note(Question::Initial(name));
        self.context.initial(name)
    }

    /// [`Context::field`], or what it inherits.
    pub fn field(&self, class: Name, field: Name) -> Option<&'c str> {
        // Of a class that nobody knows nobody declares a field.
        if class == Name::default() {
            return None;
        }
        self.note(Question::Field(class.with(field)));
        let own = self.context.field(class, field);
        let of_base = |base: &Name| {
            self.note(Question::Field(base.with(field)));
            self.context.field(*base, field)
        };
        own.or_else(|| self.family(class).iter().find_map(of_base))
    }

    /// [`Context::bases_of`].
    pub fn bases_of(&self, class: Name) -> &'c [String] {
        self.note(Question::Bases(class));
        self.context.bases_of(class)
    }

    /// [`Context::family`].
    pub fn family(&self, class: Name) -> &'c [Name] {
        self.note(Question::Family(class));
        self.context.family(class)
    }

    /// [`Context::is_public_class`].
    pub fn is_public_class(&self, class: Name) -> bool {
        self.note(Question::PublicClass(class));
        self.context.is_public_class(class)
    }

    /// [`Context::is_exclusive_class`].
    pub fn is_exclusive_class(&self, class: Name) -> bool {
        self.note(Question::ExclusiveClass(class));
        self.context.is_exclusive_class(class)
    }

    /// [`Context::is_thread_class`].
    pub fn is_thread_class(&self, class: Name) -> bool {
        self.note(Question::ThreadClass(class));
        self.context.is_thread_class(class)
    }

    /// [`Context::has_instance`].
    pub fn has_instance(&self, class: Name) -> bool {
        self.note(Question::Instance(class));
        self.context.has_instance(class)
    }

    /// [`Context::is_private`].
    pub fn is_private(&self, name: Name) -> bool {
        self.note(Question::Private(name));
        self.context.is_private(name)
    }

    /// [`Context::is_exported`].
    pub fn is_exported(&self, name: Name) -> bool {
        self.note(Question::Exported(name));
        self.context.is_exported(name)
    }

    /// [`Context::is_variable`].
    pub fn is_variable(&self, qualified: Name) -> bool {
        self.note(Question::Variable(qualified));
        self.context.is_variable(qualified)
    }

    /// [`Context::helper`].
    pub fn helper(&self, class: Name, name: Name) -> Option<&'c Helper> {
        self.note(Question::Helper(class.with(name)));
        self.context.helper(class, name)
    }
}
