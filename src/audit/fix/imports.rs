//! Imports that a fix needs: a line of its own, or a name beside one that is imported.

use super::layout::Layout;
use super::template::mentions;
use crate::audit::Catalogue;
use crate::facts::{Part, Region, Role};
use crate::syntax::{Document, Flat, Work, flatten, items};
use crate::text::{Edit, Span};

/// The imports of a file.
pub(super) struct Imports<'a> {
    document: &'a Document,
    /// In order.
    all: Vec<Import>,
}

/// One import, or one name of it.
struct Import {
    whole: Span,
    name: Option<Span>,
}

impl<'a> Imports<'a> {
    /// All of them, and the names that are imported as they are.
    pub fn read(catalogue: &Catalogue, document: &'a Document) -> Option<Imports<'a>> {
        let patterns = &catalogue.knowledge(document.language())?.patterns;
        let roles: Vec<Option<Role>> = patterns.captures().iter().map(|name| Role::of_capture(name)).collect();
        let text = document.text();
        let mut all: Vec<Import> = Vec::new();
        let mut flat = Flat::default();
        for item in items(document).iter().filter(|item| item.container.is_none() && item.shell.is_none()) {
            flatten(document, item, patterns.kinds(), &mut flat);
            patterns.run(&flat, item.text(document), &mut Work::default(), &mut |_, captures| {
                let of = |wanted: Role| {
                    let found = captures
                        .iter()
                        .find(|(capture, _)| roles.get(usize::from(*capture)).copied().flatten() == Some(wanted));
                    found.map(|(_, ix)| flat.span(*ix).shifted(item.span.start))
                };
                let Some(whole) = of(Role::Region(Region::Import)) else { return };
                if text.get(item.span.range().start..whole.range().start).is_none_or(|before| before.contains('{')) {
                    // An import within a function is its own.
                    let destructured = text.get(whole.range()).is_some_and(|import| import.starts_with('{'));
                    if !destructured {
                        return;
                    }
                }
                let renamed = of(Role::Part(Part::Alias)).is_some();
                all.push(Import { whole, name: of(Role::Part(Part::Export)).filter(|_| !renamed) });
            });
        }
        Some(Imports { document, all })
    }

    /// A line above the imports of the file; nothing where it is there.
    pub fn line(&self, line: &str) -> Option<Option<Edit>> {
        let text = self.document.text();
        if self.all.iter().any(|import| import.whole.of(text) == line) {
            return Some(None);
        }
        let layout = Layout { text, language: self.document.language() };
        let whole = |import: &Import| import.whole;
        let word = |text: &str| text.split(' ').next().unwrap_or("").to_string();
        // Where lines of its kind are in order, it goes in between.
        let same: Vec<Span> = self.all.iter().map(whole).filter(|other| word(other.of(text)) == word(line)).collect();
        let next = same.iter().copied().find(|other| other.of(text) > line);
        Some(Some(match (next, same.last()) {
            (None, Some(last)) => Edit { span: Span::at(last.end), text: format!("{}{line}", layout.newline()) },
            (next, _) => {
                let below = next.or(self.all.first().map(whole))?;
                Edit { span: Span::at(below.start), text: format!("{line}{}", layout.newline()) }
            }
        }))
    }

    /// A line below the imports of the file, with a blank one between; nothing where it is there.
    pub fn below(&self, line: &str) -> Option<Option<Edit>> {
        let text = self.document.text();
        if text.lines().any(|known| known == line) {
            return Some(None);
        }
        let last = self.all.iter().map(|import| import.whole).max_by_key(|whole| whole.end)?;
        let newline = Layout { text, language: self.document.language() }.newline();
        Some(Some(Edit { span: Span::at(last.end), text: format!("{newline}{newline}{line}") }))
    }

    /// A name beside an imported one; nothing where it is there.
    pub fn name(&self, known: &str, name: &str) -> Option<Option<Edit>> {
        let text = self.document.text();
        let import = self.all.iter().find(|import| import.name.is_some_and(|span| span.of(text) == known))?;
        if self
            .all
            .iter()
            .any(|other| other.whole == import.whole && other.name.is_some_and(|span| span.of(text) == name))
        {
            return Some(None);
        }
        if mentions(text, name) {
            return None;
        }
        Some(Some(Edit { span: Span::at(import.name?.end), text: format!(", {name}") }))
    }
}
