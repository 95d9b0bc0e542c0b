//! Finding the matches of a pattern at a node: backtracking over the flat tree.
//!
//! What remains to be matched is a chain of [`Then`]s on the stack, so nothing is allocated per match. The depth
//! of recursion is that of the pattern, not that of the tree or the number of siblings: a repetition is a loop
//! over maximal runs of neighbours.

use super::flat::{ERROR, Flat, NONE, Node, NodeIx};
use super::scm::Quantifier;
use super::steps::{Check, Compiled, Element, MAX_SIMPLE, Part, Siblings, Step, Test};
use std::cell::Cell;
use std::ops::ControlFlow;

/// One captured node: the capture's index and the node.
pub type Capture = (u16, NodeIx);

/// Buffers that are re-used from item to item.
#[derive(Debug, Default)]
pub struct Work {
    /// How often a pattern was given up at a root because it took too many steps; it then has no match there.
    pub exhausted: u32,
    due: Vec<u32>,
    captures: Vec<Capture>,
    runs: Vec<(u32, NodeIx)>,
    found: Found,
}

/// The matches of one pattern at one root.
#[derive(Debug, Default)]
struct Found {
    captures: Vec<Capture>,
    ends: Vec<u32>,
    /// How often the end of the pattern was reached.
    reached: u64,
}

impl Work {
    /// The buffer for the patterns to try at a node.
    pub(super) fn take_due(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.due)
    }

    pub(super) fn give_due(&mut self, due: Vec<u32>) {
        self.due = due;
    }
}

/// Steps that a pattern may take at one root, beside [`STEPS_PER_NODE`].
const STEPS: u64 = 20_000;
/// Steps that it may take for each node of the root's subtree.
const STEPS_PER_NODE: u64 = 16;

/// What is to be done when an element has been matched.
enum Then<'t> {
    /// The whole pattern is matched.
    Found,
    /// One round of a repetition is matched: stop, and keep its captures.
    Round,
    /// The children of a node are matched: go on after the node.
    Up { next: NodeIx, then: &'t Then<'t> },
    /// Go on with the following siblings.
    Siblings { rest: &'t [Element], last: bool, end: NodeIx, then: &'t Then<'t> },
    /// Note that one got here.
    Mark { reached: &'t Cell<bool>, then: &'t Then<'t> },
}

/// What the anchor of the next element refers to.
#[derive(Clone, Copy)]
enum Lead {
    /// The element before it.
    Before,
    /// Nothing: an element before it, without an anchor of its own, was passed over.
    Free,
    /// The beginning of the parent's children. `bound`: an anchored element was passed over, and this one must
    /// be the first child in its place.
    First { bound: bool },
}

impl Lead {
    fn anchors(self, element: &Element) -> bool {
        match self {
            Lead::Before => element.anchored,
            Lead::Free => false,
            Lead::First { bound } => element.anchored || bound,
        }
    }

    /// What it becomes when the element is passed over.
    fn passed(self, anchored: bool) -> Lead {
        match self {
            _ if !anchored => Lead::Free,
            Lead::First { .. } => Lead::First { bound: true },
            _ => Lead::Before,
        }
    }
}

/// `Break` ends the search: a round of a repetition is complete, or the steps are spent.
type Flow = ControlFlow<()>;

/// A run of patterns over one item.
pub(super) struct Matcher<'a> {
    flat: &'a Flat,
    text: &'a str,
    work: &'a mut Work,
    captures: Vec<Capture>,
    runs: Vec<(u32, NodeIx)>,
    found: Found,
    round_end: NodeIx,
    steps_left: u64,
}

impl<'a> Matcher<'a> {
    pub(super) fn new(flat: &'a Flat, text: &'a str, work: &'a mut Work) -> Matcher<'a> {
        let captures = std::mem::take(&mut work.captures);
        let runs = std::mem::take(&mut work.runs);
        let found = std::mem::take(&mut work.found);
        Matcher { flat, text, work, captures, runs, found, round_end: 0, steps_left: 0 }
    }

    /// Gives the buffers back.
    pub(super) fn finish(self) {
        self.work.captures = self.captures;
        self.work.runs = self.runs;
        self.work.found = self.found;
    }

    /// All matches of a pattern whose first node is `ix`.
    pub(super) fn root(&mut self, pattern: &Compiled, ix: NodeIx, sink: &mut dyn FnMut(&[Capture])) {
        let Some((first, rest)) = pattern.root.elements.split_first() else { return };
        self.captures.clear();
        self.runs.clear();
        self.found.clear();
        let node = self.flat.node(ix);
        let alone = rest.is_empty() && !pattern.root.last;
        if alone
            && let Part::Node(step) = &first.part
            && step.is_simple
            && let Some(found) = self.simple(step, ix, &node)
        {
            if found && pattern.checks.iter().all(|check| self.holds(check, &self.captures)) {
                sink(&self.captures);
            }
            return;
        }
        self.captures.clear();
        let flow = if alone {
            self.steps_left = STEPS + STEPS_PER_NODE * u64::from(node.next - ix);
            self.at(first, ix, &Then::Found)
        } else {
            // What stands in an error side by side need not be siblings.
            if self.flat.node(node.parent).kind == ERROR {
                return;
            }
            let end = self.end_of_siblings(&node);
            self.steps_left = STEPS + STEPS_PER_NODE * u64::from(end - ix);
            let then = Then::Siblings { rest, last: pattern.root.last, end, then: &Then::Found };
            self.at(first, ix, &then)
        };
        if flow.is_break() {
            self.work.exhausted += 1;
            return;
        }
        if self.found.ends.is_empty() {
            return;
        }
        self.found.settle(pattern.loose);
        for at in 0..self.found.ends.len() {
            let captures = self.found.list(at);
            if pattern.checks.iter().all(|check| self.holds(check, captures)) {
                sink(captures);
            }
        }
    }

    /// Whether a simple step matches; its captures are then behind the others. None where a field has several nodes.
    fn simple(&mut self, step: &Step, ix: NodeIx, node: &Node) -> Option<bool> {
        if !self.fits(step, ix, node) {
            return Some(false);
        }
        self.captures.extend(step.captures.iter().map(|capture| (*capture, ix)));
        let wanted = step.children.elements.as_slice();
        if wanted.is_empty() {
            return Some(true);
        }
        let mut children = [NONE; MAX_SIMPLE];
        let mut at = ix + 1;
        while at < node.next {
            let child = self.flat.node(at);
            if child.field != 0 {
                let is = |element: &Element| matches!(&element.part, Part::Node(step) if step.field == child.field);
                if let Some(slot) = wanted.iter().position(is).and_then(|place| children.get_mut(place)) {
                    if *slot != NONE {
                        return None;
                    }
                    *slot = at;
                }
            }
            at = child.next;
        }
        let mut before = ix;
        for (element, child) in wanted.iter().zip(children) {
            let Part::Node(step) = &element.part else { return None };
            if child == NONE || child < before {
                return Some(false);
            }
            before = child;
            let node = self.flat.node(child);
            match self.simple(step, child, &node) {
                Some(true) => {}
                other => return other,
            }
        }
        Some(true)
    }

    /// One past the last sibling of a node.
    fn end_of_siblings(&self, node: &Node) -> NodeIx {
        if node.parent == super::NONE { self.flat.len() } else { self.flat.node(node.parent).next }
    }

    fn holds(&self, check: &Check, captures: &[Capture]) -> bool {
        let bound = |name: u16| captures.iter().filter(move |capture| capture.0 == name);
        match check {
            Check::Text { capture, text } => bound(*capture).all(|at| text.holds(self.flat.text(at.1, self.text))),
            Check::Same { left, right, wanted } => {
                let (mut left, mut right) = (bound(*left), bound(*right));
                loop {
                    match (left.next(), right.next()) {
                        (Some(one), Some(other)) => {
                            let same = self.flat.text(one.1, self.text) == self.flat.text(other.1, self.text);
                            if same != *wanted {
                                return false;
                            }
                        }
                        (None, None) => return true,
                        _ => return !*wanted,
                    }
                }
            }
        }
    }

    /// Does the node itself, without its children, fit?
    #[inline]
    fn fits(&self, step: &Step, ix: NodeIx, node: &Node) -> bool {
        if step.field != 0 && node.field != step.field || self.flat.below(ix) & step.needs != step.needs {
            return false;
        }
        let kind_fits = match &step.test {
            Test::Kind(kind) => node.kind == *kind,
            Test::OneOf(kinds) => kinds.contains(&node.kind),
            Test::Named => node.named && node.kind != ERROR,
            Test::Any => node.kind != ERROR,
            Test::Never => false,
        };
        kind_fits
            && (step.absent.is_empty() || self.lacks(&step.absent, ix))
            && (step.texts.is_empty() || {
                let text = self.flat.text(ix, self.text);
                step.texts.iter().all(|test| test.holds(text))
            })
    }

    fn lacks(&self, fields: &[u16], ix: NodeIx) -> bool {
        !self.flat.children(ix).any(|child| fields.contains(&self.flat.node(child).field))
    }

    /// Matches the element with its first node at `ix`, in every way, and goes on.
    fn at(&mut self, element: &Element, ix: NodeIx, then: &Then<'_>) -> Flow {
        match &element.part {
            Part::Node(step) => self.node(step, ix, then),
            Part::Choice(branches) => {
                for branch in branches {
                    self.branch(branch, ix, then)?;
                }
                Flow::Continue(())
            }
        }
    }

    fn branch(&mut self, branch: &Siblings, ix: NodeIx, then: &Then<'_>) -> Flow {
        match branch.elements.split_first() {
            None => Flow::Continue(()),
            Some((only, [])) => self.at(only, ix, then),
            Some((first, rest)) => {
                let end = self.end_of_siblings(&self.flat.node(ix));
                self.at(first, ix, &Then::Siblings { rest, last: false, end, then })
            }
        }
    }

    #[inline]
    fn node(&mut self, step: &Step, ix: NodeIx, then: &Then<'_>) -> Flow {
        self.spend(1)?;
        let node = self.flat.node(ix);
        if !self.fits(step, ix, &node) {
            return Flow::Continue(());
        }
        let before = self.captures.len();
        self.captures.extend(step.captures.iter().map(|capture| (*capture, ix)));
        let next = node.next;
        if step.children.elements.is_empty() && !step.children.last {
            self.go_on(then, next)?;
        } else {
            let up = Then::Up { next, then };
            let lead = Lead::First { bound: false };
            self.siblings(&step.children.elements, step.children.last, lead, ix + 1, next, &up)?;
        }
        self.captures.truncate(before);
        Flow::Continue(())
    }

    #[inline]
    fn spend(&mut self, steps: u64) -> Flow {
        self.steps_left = self.steps_left.saturating_sub(steps);
        if self.steps_left == 0 { Flow::Break(()) } else { Flow::Continue(()) }
    }

    /// Goes on after a match that ends before the node `at`.
    fn go_on(&mut self, then: &Then<'_>, at: NodeIx) -> Flow {
        match then {
            Then::Found => {
                self.found.add(&self.captures);
                // What a match is worth in memory counts as steps, too.
                self.spend(self.captures.len() as u64 + 1)
            }
            Then::Round => {
                self.round_end = at;
                Flow::Break(())
            }
            Then::Up { next, then } => self.go_on(then, *next),
            Then::Siblings { rest, last, end, then } => self.siblings(rest, *last, Lead::Before, at, *end, then),
            Then::Mark { reached, then } => {
                reached.set(true);
                self.go_on(then, at)
            }
        }
    }

    /// Matches the elements in order with siblings from `from` to `end`.
    fn siblings(
        &mut self,
        elements: &[Element],
        last: bool,
        lead: Lead,
        from: NodeIx,
        end: NodeIx,
        then: &Then<'_>,
    ) -> Flow {
        let Some((element, rest)) = elements.split_first() else {
            let fits = !last || self.no_named(from, end);
            return if fits { self.go_on(then, from) } else { Flow::Continue(()) };
        };
        let anchored = lead.anchors(element);
        let after = Then::Siblings { rest, last, end, then };
        match element.quantifier {
            Quantifier::One => {
                let one_will_do = element.silent
                    && match rest.first() {
                        None => !last && matches!(then, Then::Up { .. } | Then::Found),
                        Some(next) => !next.anchored,
                    };
                self.one(element, anchored, one_will_do, from, end, &after)
            }
            Quantifier::Optional => {
                let reached = Cell::new(false);
                let before = self.found.reached;
                self.one(element, anchored, false, from, end, &Then::Mark { reached: &reached, then: &after })?;
                if self.is_greedy(lead, anchored, before) || reached.get() && rest.is_empty() && !last {
                    return Flow::Continue(());
                }
                self.siblings(rest, last, lead.passed(anchored), from, end, then)
            }
            Quantifier::Any | Quantifier::Some => {
                let mut reached = false;
                let before = self.found.reached;
                // Where rounds of several nodes began: a run from there would be part of the run that had it.
                let mut begun = Vec::new();
                let mut at = from;
                while at < end {
                    let node = self.flat.node(at);
                    let mut next = node.next;
                    if !begun.contains(&at)
                        && let Some(run_end) = self.run(element, &after, at, end, &mut begun)?
                    {
                        reached = true;
                        if !element.is_group {
                            next = run_end;
                        }
                    }
                    if anchored && node.named {
                        break;
                    }
                    at = next;
                }
                let must_be = element.quantifier == Quantifier::Some;
                if must_be || self.is_greedy(lead, anchored, before) || reached && rest.is_empty() && !last {
                    return Flow::Continue(());
                }
                self.siblings(rest, last, lead.passed(anchored), from, end, then)
            }
        }
    }

    /// An optional first child takes what it can: it is passed over only if no match came of taking it.
    fn is_greedy(&self, lead: Lead, anchored: bool, before: u64) -> bool {
        anchored && matches!(lead, Lead::First { .. }) && self.found.reached > before
    }

    fn no_named(&self, from: NodeIx, end: NodeIx) -> bool {
        let mut at = from;
        while at < end {
            let node = self.flat.node(at);
            if node.named {
                return false;
            }
            at = node.next;
        }
        true
    }

    /// The element at each sibling from `from` on; anchored, at none after the first with a name.
    fn one(
        &mut self,
        element: &Element,
        anchored: bool,
        one_will_do: bool,
        from: NodeIx,
        end: NodeIx,
        then: &Then<'_>,
    ) -> Flow {
        let reached = Cell::new(false);
        let marked = Then::Mark { reached: &reached, then };
        let then = if one_will_do { &marked } else { then };
        let mut at = from;
        while at < end {
            self.at(element, at, then)?;
            let node = self.flat.node(at);
            if anchored && node.named || reached.get() {
                break;
            }
            at = node.next;
        }
        Flow::Continue(())
    }

    /// The longest run of the element that begins at `from`, then what follows; shorter runs only where something
    /// must follow. Where the run ends, or nothing if it does not begin. The rounds of a group go into `begun`.
    fn run(
        &mut self,
        element: &Element,
        then: &Then<'_>,
        from: NodeIx,
        end: NodeIx,
        begun: &mut Vec<NodeIx>,
    ) -> ControlFlow<(), Option<NodeIx>> {
        let must_follow = matches!(then, Then::Siblings { rest: [_, ..], .. } | Then::Siblings { last: true, .. });
        let before = self.captures.len();
        let base = self.runs.len();
        let mut at = from;
        let mut rounds = 0;
        loop {
            if self.at(element, at, &Then::Round).is_continue() {
                break;
            }
            if self.steps_left == 0 {
                return ControlFlow::Break(());
            }
            // A round that stopped inside another repetition has left its entries behind.
            self.runs.truncate(base + rounds);
            self.runs.push((self.captures.len() as u32, self.round_end));
            if element.is_group {
                begun.push(at);
            }
            rounds += 1;
            at = self.round_end;
            if at >= end || self.flat.node(at).gap {
                break;
            }
        }
        if rounds == 0 {
            return ControlFlow::Continue(None);
        }
        let run_end = at;
        let shortest = if must_follow { 1 } else { rounds };
        for round in (shortest..=rounds).rev() {
            let Some((captured, next)) = self.runs.get(base + round - 1).copied() else { break };
            self.captures.truncate(captured as usize);
            self.go_on(then, next)?;
        }
        self.runs.truncate(base);
        self.captures.truncate(before);
        ControlFlow::Continue(Some(run_end))
    }
}

impl Found {
    fn clear(&mut self) {
        self.captures.clear();
        self.ends.clear();
    }

    /// The captures of one match.
    fn list(&self, at: usize) -> &[Capture] {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(at).copied().unwrap_or(start);
        self.captures.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Adds a match, unless it is one of the last few again.
    fn add(&mut self, captures: &[Capture]) {
        self.reached += 1;
        let count = self.ends.len();
        if (count.saturating_sub(FEW)..count).any(|known| self.list(known) == captures) {
            return;
        }
        self.captures.extend_from_slice(captures);
        self.ends.push(self.captures.len() as u32);
    }

    /// Leaves of equal matches the first, and of a `loose` pattern's matches, which may differ only in what
    /// optional parts took, the longest.
    fn settle(&mut self, loose: bool) {
        let count = self.ends.len();
        if count == 1 || count <= FEW && !loose {
            return;
        }
        let mut keep = vec![true; count];
        if count <= FEW {
            for (at, keep) in keep.iter_mut().enumerate() {
                *keep = !(0..count).any(|other| self.is_part(at, other));
            }
        } else {
            self.drop_equal(&mut keep);
            if loose {
                self.drop_parts(&mut keep);
            }
        }
        if keep.iter().all(|keep| *keep) {
            return;
        }
        let mut kept = Found::default();
        for (at, _) in keep.iter().enumerate().filter(|(_, keep)| **keep) {
            kept.captures.extend_from_slice(self.list(at));
            kept.ends.push(kept.captures.len() as u32);
        }
        *self = kept;
    }

    /// True where `other` has all captures of `at` and more.
    fn is_part(&self, at: usize, other: usize) -> bool {
        let (part, whole) = (self.list(at), self.list(other));
        part.len() < whole.len() && part.iter().all(|capture| whole.contains(capture))
    }

    fn drop_equal(&self, keep: &mut [bool]) {
        let mut order: Vec<usize> = (0..self.ends.len()).collect();
        order.sort_by(|one, other| self.list(*one).cmp(self.list(*other)).then(one.cmp(other)));
        for (one, other) in order.iter().zip(order.iter().skip(1)) {
            if self.list(*one) == self.list(*other)
                && let Some(keep) = keep.get_mut(*other)
            {
                *keep = false;
            }
        }
    }

    /// As [`Found::is_part`] for many matches: what a match could be part of has its rarest capture.
    fn drop_parts(&self, keep: &mut [bool]) {
        let count = self.ends.len();
        let mut holders: Vec<(Capture, usize)> =
            (0..count).flat_map(|at| self.list(at).iter().map(move |capture| (*capture, at))).collect();
        holders.sort_unstable();
        let holders_of = |capture: Capture| {
            let start = holders.partition_point(|holder| holder.0 < capture);
            let end = holders.partition_point(|holder| holder.0 <= capture);
            holders.get(start..end).unwrap_or_default()
        };
        for (at, keep) in keep.iter_mut().enumerate() {
            let rarest = self.list(at).iter().map(|capture| holders_of(*capture)).min_by_key(|holders| holders.len());
            *keep &= match rarest {
                None => holders.is_empty(),
                Some(holders) => !holders.iter().any(|(_, other)| self.is_part(at, *other)),
            };
        }
    }
}

/// As many matches are compared one by one.
const FEW: usize = 8;

#[cfg(test)]
mod tests {
    use crate::syntax::{Document, Flat, LanguageId, Patterns, Work, by_id, for_each_item, items, scm};

    /// All matches as "id: capture=text, ...".
    fn matches(id: LanguageId, source: &str, text: &str) -> Vec<String> {
        let language = by_id(id);
        let document = Document::new(language, text.to_string());
        let read = scm::read("t.scm", source).unwrap_or_else(|errors| panic!("{errors:?}"));
        let patterns = Patterns::compile(language, read).unwrap_or_else(|errors| panic!("{errors:?}"));
        let mut rows = Vec::new();
        let (mut work, mut flat) = (Work::default(), Flat::default());
        for_each_item(&document, &items(&document), patterns.kinds(), &mut flat, |_, item, flat| {
            let text = item.text(&document);
            patterns.run(flat, text, &mut work, &mut |id, captures| {
                let name = |capture: u16| patterns.captures().get(usize::from(capture)).cloned().unwrap_or_default();
                let row: Vec<String> = captures
                    .iter()
                    .map(|(capture, ix)| format!("{}={}", name(*capture), flat.text(*ix, text)))
                    .collect();
                rows.push(format!("{id}: {}", row.join(", ")));
            });
        });
        assert_eq!(work.exhausted, 0);
        rows
    }

    fn ts(source: &str, text: &str) -> Vec<String> {
        matches(LanguageId::TypeScript, source, text)
    }

    fn py(source: &str, text: &str) -> Vec<String> {
        matches(LanguageId::Python, source, text)
    }

    fn rs(source: &str, text: &str) -> Vec<String> {
        matches(LanguageId::Rust, source, text)
    }

    #[test]
    fn fields_captures_and_text_predicates() {
        let source = r#"
            (call_expression function: (member_expression object: (_) @o property: (_) @m) (#any-of? @m "set" "add"))
            (call_expression function: (_) @c (#match? @c "^f"))
            (call_expression function: (_) @c (#not-match? @c "^f"))
            (assignment_expression left: (_) @l right: (_) @r (#eq? @l @r))"#;
        let text = "m.set(1); f(m.get(2)); x = x; x = y;";
        assert_eq!(ts(source, text), ["0: o=m, m=set", "2: c=m.set", "1: c=f", "2: c=m.get", "3: l=x, r=x"]);
    }

    #[test]
    fn anchors() {
        let text = "f(a, b, c)";
        assert_eq!(ts("(arguments . (_) @x)", text), ["0: x=a"]);
        assert_eq!(ts("(arguments (_) @x .)", text), ["0: x=c"]);
        assert_eq!(ts("(arguments (_) @x . (_) @y)", text), ["0: x=a, y=b", "0: x=b, y=c"]);
        assert_eq!(ts("(arguments . (_) @x .)", text), [""; 0]);
        assert_eq!(ts("(arguments (_) @x \",\" (_) @y .)", text), ["0: x=a, y=c", "0: x=b, y=c"]);
        assert_eq!(rs("(token_tree \".\" . \"await\" @s)", "m!(a.await)"), ["0: s=await"]);
    }

    #[test]
    fn quantifiers() {
        assert_eq!(ts("(arguments (_)* @x)", "f(); f(a, b)"), ["0: ", "0: x=a", "0: x=b"]);
        assert_eq!(ts("(arguments . (_)? @x)", "f(); f(a, b)"), ["0: ", "0: x=a"]);
        assert_eq!(ts("(statement_block (_)+ @x)", "{} { a; b }"), ["0: x=a;, x=b"]);
        let text = "try:\n  a\nexcept A:\n  b\nexcept B:\n  c\nfinally:\n  d\n";
        assert_eq!(
            py(
                "(try_statement body: (_) @b (except_clause type: (_)? @t)* (finally_clause)? @f)",
                "try:\n a\nfinally:\n b\n"
            ),
            ["0: b=a, f=finally:\n b"]
        );
        assert_eq!(py("(try_statement (except_clause)* @h)", text), ["0: h=except A:\n  b, h=except B:\n  c"]);
        assert_eq!(py("(with_clause (with_item)* @i)", "with a, b: pass"), ["0: i=a", "0: i=b"]);
    }

    #[test]
    fn a_comment_ends_a_run_of_a_field() {
        let text = "if a:\n  b\nelif c:\n  d\n# note\nelif e:\n  f\n";
        assert_eq!(py("(if_statement alternative: (elif_clause condition: (_) @c)*)", text), ["0: c=c", "0: c=e"]);
    }

    #[test]
    fn alternations_groups_and_negated_fields() {
        assert_eq!(
            ts(
                "[(identifier) (this)] @x\n(expression_statement [(identifier) @i (call_expression function: (_) @f)])",
                "this.a; b; c()"
            ),
            ["0: x=this", "1: i=b", "0: x=b", "1: f=c", "0: x=c"]
        );
        assert_eq!(
            ts(
                "(statement_block ((identifier) @_n)? (expression_statement) @a . (return_statement) @b)",
                "{ x; y; return }"
            ),
            ["0: a=y;, b=return"]
        );
        assert_eq!(ts("(if_statement !alternative) @x", "if (a) b; if (a) {} else c;"), ["0: x=if (a) b;"]);
        assert_eq!(
            ts("((comment) @c . (lexical_declaration) @d)", "// x\n// y\nlet a;\nlet b;"),
            ["0: c=// y, d=let a;"]
        );
    }

    #[test]
    fn wildcards_speak_of_nodes_or_also_of_tokens() {
        assert_eq!(ts("(binary_expression operator: _ @o)", "a + b; a && b"), ["0: o=+", "0: o=&&"]);
        assert_eq!(ts("(binary_expression (_) @x)", "a + b"), ["0: x=a", "0: x=b"]);
        assert_eq!(ts("(_ (number) @n)", "a = 1; f(2)"), ["0: n=1", "0: n=2"]);
    }

    #[test]
    fn errors_match_only_by_name() {
        assert_eq!(ts("(ERROR) @e", "let a = 1;\nf(a b ] c);\n").len(), 1);
        assert!(ts("(_) @e", "f(;").iter().all(|row| !row.contains("ERROR")));
    }
}
