//! Where the names that outlive a call are declared: variables at the top of a file and fields of its classes, each
//! with its text. Only who draws a map asks for it, so it is found anew and not kept with the facts.

use super::context::{class_text_around, function_depths};
use super::file::Knowledge;
use super::role::{Part, Region, Role};
use super::{ItemPlace, Outline, Rows};
use crate::syntax::{Aliases, Document, Flat, Work, flatten, items};
use crate::text::Span;

/// A variable of the module or a field of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The class that it is a field of; empty for a variable.
    pub class: String,
    /// Its name.
    pub name: String,
    /// The name where it is declared, in bytes of the file.
    pub span: Span,
}

/// What a file declares.
#[derive(Clone, Debug, Default)]
pub struct Declarations {
    /// Its variables and fields, in order of position.
    pub declared: Vec<Declared>,
    /// The names of its classes.
    pub classes: Vec<String>,
}

/// Finds the declarations of a document.
pub fn declarations(document: &Document, knowledge: &Knowledge) -> Declarations {
    let mut found = Declarations::default();
    let (mut flat, mut rows, mut work) = (Flat::default(), Rows::default(), Work::default());
    let list = items(document);
    let mut places: Vec<ItemPlace> = Vec::with_capacity(list.len());
    let mut outlines = Vec::with_capacity(list.len());
    for item in &list {
        let place = super::file::place_of(item, &places, &outlines);
        flatten(document, item, knowledge.patterns.kinds(), &mut flat);
        flat.mend(document.language());
        let text = item.text(document);
        knowledge.rows(&flat, text, &Aliases::default(), &mut work, &mut rows);
        let outline = std::sync::Arc::new(Outline::read(&flat, text, &rows, &place, &knowledge.types));
        found.classes.extend(outline.classes.iter().map(|(name, ..)| name.clone()));
        of_item(&flat, text, &rows, &place, item.span.start, &mut found.declared);
        places.push(place);
        outlines.push(outline);
    }
    found.declared.sort_by_key(|declared| declared.span);
    found.declared.dedup_by(|one, other| one.span == other.span);
    found
}

fn of_item(flat: &Flat, text: &str, rows: &Rows, place: &ItemPlace, offset: u32, found: &mut Vec<Declared>) {
    let depths = function_depths(flat, rows);
    let at_top = |node: u32| depths.get(node as usize).is_none_or(|depth| *depth == 0);
    let declarations = rows.with(Role::Region(Region::Declaration)).filter(|(_, node)| at_top(*node));
    for (row, node) in declarations.chain(rows.with(Role::Region(Region::Field))) {
        let Some(name) = rows.part(row, Part::Name) else { continue };
        found.push(Declared {
            class: class_text_around(flat, text, rows, node, place).to_string(),
            name: flat.text(name, text).to_string(),
            span: flat.span(name).shifted(offset),
        });
    }
}
