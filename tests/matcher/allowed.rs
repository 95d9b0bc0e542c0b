//! The shapes of patterns that `Query` 0.27.1 reads in another way, and why. Nothing else may differ.

use racelens::syntax::scm::{Element, Quantifier, What};

/// True where the two are known to differ.
pub fn differs(root: &Element) -> bool {
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

fn in_list(elements: &[Element]) -> bool {
    let pairs = elements.iter().zip(elements.iter().skip(1));
    elements.iter().any(differs) || pairs.into_iter().any(|(one, next)| is_optional(one) && next.anchored)
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
