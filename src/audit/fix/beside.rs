//! Where the place of a finding is declared, and a line beside that: a lock for it, or a note of what is under way.

use super::layout::Layout;
use crate::audit::Catalogue;
use crate::facts::{Kind, Mark, Part, Role, Word, declarations};
use crate::syntax::{Document, Flat, Item, Work, flatten, items};
use crate::text::{Edit, Span};

/// A line below the declaration of `place`, a variable of the module or a field of the class that `item` is a member of. It
/// begins as the declaration does and goes on with the text: `private rooms` and `Lock = new Mutex();` give `private roomsLock
/// = new Mutex();`. Nothing where it is there; none where there is no such declaration, or somebody has the name.
pub(super) fn beside(
    catalogue: &Catalogue,
    document: &Document,
    item: &Item,
    place: &str,
    text: &str,
) -> Option<Option<Edit>> {
    // Of an entry the collection is declared.
    let place = place.split_once('[').map_or(place, |(collection, _)| collection);
    let name = declared(catalogue, document, item, place)?;
    let code = document.text();
    let mut statement = items(document)
        .into_iter()
        .filter(|item| item.span.contains(name))
        .min_by_key(|item| item.span.len())?
        .statement(document, name);
    if code.get(statement.range().end..).is_some_and(|rest| rest.starts_with(';')) {
        statement.end += 1;
    }
    let before = code.get(statement.range().start..name.range().start)?;
    if before.chars().any(|c| !(c.is_alphanumeric() || matches!(c, '_' | ' ' | '.'))) {
        return None;
    }
    let before = before.strip_prefix("export ").unwrap_or(before);
    let line = format!("{before}{}{text}", name.of(code));
    if code.lines().any(|known| known.trim().trim_end_matches(';') == line.trim_end_matches(';')) {
        return Some(None);
    }
    let word = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or("");
    if code.contains(&format!("{}{word}", name.of(code))) {
        return None;
    }
    let (at, line) = Layout { text: code, language: document.language() }.below(statement, &line);
    Some(Some(Edit { span: Span::at(at), text: line }))
}

/// The name of the place where it is declared.
fn declared(catalogue: &Catalogue, document: &Document, own: &Item, place: &str) -> Option<Span> {
    let knowledge = catalogue.knowledge(document.language())?;
    let all = items(document);
    let container = |span: Span| {
        let around = all.iter().filter(|item| item.span.contains(span));
        around.min_by_key(|item| item.span.len()).and_then(|item| item.container)
    };
    let known = declarations(document, knowledge).declared;
    let Some((object, field)) = place.split_once('.') else {
        let variables = known.iter().filter(|declared| declared.class.is_empty() && declared.name == place);
        return variables.map(|declared| declared.span).find(|span| container(*span).is_none());
    };
    own.container?;
    let roles: Vec<Option<Role>> = knowledge.patterns.captures().iter().map(|name| Role::of_capture(name)).collect();
    let mut flat = Flat::default();
    let (mut objects, mut starts, mut written) = (Vec::new(), Vec::new(), Vec::new());
    for item in all.iter().filter(|item| item.container == own.container) {
        flatten(document, item, knowledge.patterns.kinds(), &mut flat);
        let text = item.text(document);
        knowledge.patterns.run(&flat, text, &mut Work::default(), &mut |_, captures| {
            let role = |capture: &u16| roles.get(usize::from(*capture)).copied().flatten();
            let assigns =
                captures.iter().any(|(capture, _)| role(capture) == Some(Role::Event(Word::Write, Kind::Assign)));
            for (capture, ix) in captures {
                let span = flat.span(*ix).shifted(item.span.start);
                match role(capture) {
                    Some(Role::Mark(Mark::SelfRoot)) => objects.push(span),
                    Some(Role::Mark(Mark::Startup)) => starts.push(span),
                    Some(Role::Part(Part::Subject)) if assigns => written.push(span),
                    _ => {}
                }
            }
        });
    }
    let code = document.text();
    if !objects.iter().any(|span| span.of(code) == object) {
        return None;
    }
    let fields = known.iter().filter(|declared| !declared.class.is_empty() && declared.name == field);
    let declared = fields.map(|declared| declared.span).find(|span| container(*span) == own.container);
    // A field may come to be where the object does.
    let made = || {
        let made = written.iter().copied().filter(|span| span.of(code) == place);
        let made = made.filter(|span| starts.iter().any(|start| start.contains(*span))).min_by_key(|span| span.start);
        made.map(|span| Span::new(span.end - field.len() as u32, span.end))
    };
    declared.or_else(made)
}
