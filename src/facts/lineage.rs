//! In which order a name is looked up in a class and in all that it inherits from.

use super::context::{Context, Sort};
use super::name::Name;

/// No class has more above it than this, as far as anybody looks.
const MAX_LINEAGE: usize = 64;

/// All that a class inherits from, given the bases of each, in the order in which a name is looked up: what two of its bases have
/// in common comes after both.
pub fn lineage<C: Copy + PartialEq, B: Iterator<Item = C>>(class: C, bases: impl Fn(C) -> B) -> Vec<C> {
    let mut seen: Vec<C> = Vec::new();
    let mut stack: Vec<C> = bases(class).collect();
    stack.reverse();
    // Of those that come up more than once the last counts.
    while let Some(next) = stack.pop() {
        if next == class || seen.len() >= MAX_LINEAGE {
            continue;
        }
        seen.push(next);
        let above: Vec<C> = bases(next).collect();
        // A circle would come up again and again.
        stack.extend(above.into_iter().rev().filter(|above| *above != next));
    }
    let mut kept: Vec<C> = Vec::with_capacity(seen.len());
    for next in seen.into_iter().rev() {
        if !kept.contains(&next) {
            kept.push(next);
        }
    }
    kept.reverse();
    kept
}

impl Context {
    /// True where classes of the file inherit from others, or are what its variables and fields hold.
    pub fn has_kin(&self) -> bool {
        let is_class = |path: &str| self.global(Name::of(path)).is_some_and(|global| global.sort == Sort::Class);
        self.bases().next().is_some()
            || self.globals().any(|(_, global)| is_class(&global.type_path))
            || self.fields().any(|(_, path)| is_class(path))
    }

    /// True for a class that inherits from something, whatever that is.
    pub fn inherits(&self, class: Name) -> bool {
        self.bases().any(|(known, _)| known == class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_bases_have_in_common_comes_after_both() {
        let bases = |class: char| match class {
            'a' => "bc".chars(),
            'b' | 'c' => "d".chars(),
            _ => "".chars(),
        };
        assert_eq!(lineage('a', bases), ['b', 'c', 'd']);
        assert_eq!(lineage('d', bases), []);
    }

    #[test]
    fn a_circle_ends() {
        let bases = |class: char| match class {
            'a' => "b".chars(),
            'b' => "c".chars(),
            _ => "ab".chars(),
        };
        let mut above = lineage('a', bases);
        above.sort_unstable();
        assert_eq!(above, ['b', 'c']);
    }
}
