//! What the text of a declaration shows of a type: an annotation, or what the value is made of.

use super::Word;
use super::role::{Part, Region, Role};
use super::rows::Rows;
use super::types::{Types, dotted};
use crate::syntax::{Flat, NodeIx};

/// The type that a declaration names, or the one its value is made of; unqualified, empty where neither shows.
pub(super) fn declared_type(flat: &Flat, text: &str, rows: &Rows, row: u32, types: &Types) -> String {
    if let Some(annotation) = rows.part(row, Part::Type) {
        let core = types.core(flat.text(annotation, text));
        if !core.is_empty() {
            return dotted(core).into_owned();
        }
    }
    rows.part(row, Part::Value).map_or(String::new(), |value| made_type(flat, text, rows, value, types, MAX_ARMS))
}

/// So deep stand choices in one another that are looked into for a type.
const MAX_ARMS: u32 = 4;

/// The type that a value is made of: of a choice, that of the one arm that shows any, `Cache(size) if cache is None else cache`.
fn made_type(flat: &Flat, text: &str, rows: &Rows, mut value: NodeIx, types: &Types, deep: u32) -> String {
    if let Some(shown) = types.literal(flat.text(value, text)) {
        return shown.to_string();
    }
    if let Some(of) = rows.of_region(value, Region::Through, Part::Of)
        && deep > 0
    {
        return made_type(flat, text, rows, of, types, deep - 1);
    }
    if rows.region(value, Region::Branch).is_some() {
        let arms = [Part::Then, Part::Else].map(|arm| rows.of_region(value, Region::Branch, arm));
        let made =
            |arm: NodeIx| if deep > 0 { made_type(flat, text, rows, arm, types, deep - 1) } else { String::new() };
        let mut shown = arms.into_iter().flatten().map(made).filter(|made| !made.is_empty());
        let first = shown.next().unwrap_or_default();
        return if shown.all(|other| other == first) { first } else { String::new() };
    }
    // `Arc::new(Mutex::new(…))`: only what stands there plainly.
    for _ in 0..4 {
        let Some(call) =
            rows.roles(value).find(|(role, _)| matches!(role, Role::Event(Word::Call, _))).map(|(_, row)| row)
        else {
            return String::new();
        };
        let Some(callee) = rows.part(call, Part::Callee) else { return String::new() };
        let made = types.constructed(flat.text(callee, text));
        let wraps = types.core(&format!("{made}<X")) == "X";
        let inner = rows.part(call, Part::Args).and_then(|args| flat.children(args).find(|node| flat.is_named(*node)));
        match inner {
            Some(inner) if wraps => value = inner,
            _ if made.len() < 120 => return dotted(made).into_owned(),
            _ => return String::new(),
        }
    }
    String::new()
}
