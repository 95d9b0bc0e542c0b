//! The shapes of patterns that `Query` 0.27.1 reads in another way, and why. Nothing else may differ.

use racelens::syntax::scm::{Element, Quantifier, What};

/// True where the two are known to differ.
pub fn differs(root: &Element) -> bool {
    is_repeated(root) && has_free_capture(root) || has_repeated_field(root) || differs_inside(root)
}

fn differs_inside(root: &Element) -> bool {
    match &root.what {
        What::Node(shape) => {
            let children = &shape.children.elements;
            children.first().is_some_and(begins_with_optional) || in_list(children)
        }
        What::Group(group) => in_list(&group.elements),
        What::Choice(branches) => branches.iter().any(differs),
        What::Token(_) | What::Any => false,
    }
}

/// `(_ (b))` below a container may speak of its body, which is a leaf for us.
pub fn has_inner_wildcard(pattern: &str) -> bool {
    pattern.contains("(_ ")
}

/// Query believes that the field of a case's statements does not come again, and misses those after the second.
const REPEATED_FIELDS: [(&str, &str); 2] = [("switch_case", "body"), ("switch_default", "body")];

fn has_repeated_field(element: &Element) -> bool {
    let What::Node(shape) = &element.what else { return false };
    shape
        .children
        .elements
        .iter()
        .filter_map(|child| child.field.as_ref())
        .any(|field| REPEATED_FIELDS.iter().any(|(kind, name)| shape.kind.text == *kind && field.text == *name))
}

fn in_list(elements: &[Element]) -> bool {
    let pairs = elements.iter().zip(elements.iter().skip(1));
    elements.iter().any(differs) || pairs.into_iter().any(|(one, next)| is_optional(one) && next.anchored)
}

/// `(a (b (_) @x)*)`: a round of a repetition may match in several ways. We take the first, Query all of them.
fn has_free_capture(element: &Element) -> bool {
    let children = match &element.what {
        What::Node(shape) => &shape.children.elements,
        What::Group(group) => &group.elements,
        What::Choice(branches) => return branches.iter().any(has_free_capture),
        What::Token(_) | What::Any => return false,
    };
    children.iter().any(|child| {
        let mut captured = false;
        child.each_capture(&mut |_| captured = true);
        captured && (child.field.is_none() && !child.anchored || has_free_capture(child))
    })
}

fn is_repeated(element: &Element) -> bool {
    matches!(element.quantifier, Quantifier::Some | Quantifier::Any)
}

fn is_optional(element: &Element) -> bool {
    matches!(element.quantifier, Quantifier::Optional | Quantifier::Any)
}

/// `(a . (b)? (c))`: where there is no `b`, Query demands that `c` be the very first child, so that it finds nothing
/// behind the opening brace of a list; and where there is one, it also finds `c` in its place. We follow the manual:
/// an optional first child takes what it can, and what comes after it is the first child only if it took nothing.
///
/// `(a (b)* . (c))`: Query drops the way without a `b` as soon as there is one, even if no `c` comes right after it
/// but one further on. We keep both ways.
fn begins_with_optional(first: &Element) -> bool {
    first.anchored && is_optional(first)
}
