//! From the words of a pattern file to the ids of one grammar; what cannot match as it is meant is an error.

use super::flat::{ERROR, Kinds};
use super::index::root_kinds;
use super::looks::LazyRegex;
use super::scm::{self, Arg, LoadError, Place, Quantifier, What};
use super::steps::{Check, Compiled, Element, Part, Siblings, Step, Test, Text, Times, attach, settle, times_bound};
use super::{Language, suggest};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What a name means to a grammar.
#[derive(Clone, Copy, PartialEq)]
enum Meaning {
    Id(u16),
    /// It belongs to another grammar of the same folder.
    Elsewhere,
    Unknown,
}

/// What remains when all patterns are compiled.
pub(super) struct Names {
    pub(super) captures: Vec<String>,
    pub(super) kinds: Kinds,
}

/// Compiles one pattern after the other and collects what is wrong.
pub(super) struct Compiler<'l> {
    language: &'l Language,
    grammar: tree_sitter::Language,
    siblings: Vec<tree_sitter::Language>,
    known: FxHashMap<(String, bool), Meaning>,
    fields: FxHashMap<String, Meaning>,
    captures: Vec<String>,
    kinds: Kinds,
    errors: Vec<LoadError>,
    file: Arc<str>,
    loose: bool,
}

impl<'l> Compiler<'l> {
    pub(super) fn new(language: &'l Language) -> Compiler<'l> {
        Compiler {
            language,
            grammar: language.grammar(),
            siblings: language.sibling_grammars().collect(),
            known: FxHashMap::default(),
            fields: FxHashMap::default(),
            captures: Vec::new(),
            kinds: Kinds::named(language),
            errors: Vec::new(),
            file: "".into(),
            loose: false,
        }
    }

    pub(super) fn finish(self) -> Result<Names, Vec<LoadError>> {
        if self.errors.is_empty() { Ok(Names { captures: self.captures, kinds: self.kinds }) } else { Err(self.errors) }
    }

    fn fail(&mut self, at: Place, message: impl Into<String>) {
        self.errors.push(LoadError::new(&self.file, at, message));
    }

    /// Compiles one pattern. The branches of a choice at its root begin at different nodes: each becomes a pattern of
    /// its own, with what it must have and no more.
    pub(super) fn pattern(&mut self, id: u32, source: &scm::Pattern, compiled: &mut Vec<Compiled>) {
        self.file = source.file.clone();
        self.loose = false;
        self.check_root(&source.root);
        let root = self.element(&source.root, &What::Any);
        let roots = match root {
            Element { part: Part::Choice(branches), .. } if branches.len() == 1 || begin_apart(&branches) => branches,
            element => vec![Siblings { elements: vec![element], last: false }],
        };
        let loose = self.loose;
        let mut variants: Vec<Compiled> =
            roots.into_iter().map(|root| Compiled { id, root, checks: Vec::new(), loose }).collect();
        for predicate in source.predicates.iter() {
            self.check_arguments(source, predicate);
            self.predicate(predicate, &mut variants);
        }
        for variant in &mut variants {
            settle(&mut variant.root);
        }
        compiled.append(&mut variants);
    }

    /// A root that no item holds as a whole would never match.
    fn check_root(&mut self, root: &scm::Element) {
        match &root.what {
            What::Group(group) => {
                for element in &group.elements {
                    self.check_root(element);
                }
            }
            What::Choice(branches) => {
                for branch in branches {
                    self.check_root(branch);
                }
            }
            What::Node(shape) => {
                let resolved = self.language.resolved();
                let kind = self.grammar.id_for_node_kind(&shape.kind.text, true);
                if kind != 0 && (kind == resolved.file || resolved.bodies.contains(&kind)) {
                    self.fail(
                        shape.kind.at,
                        format!(
                            "a pattern cannot begin at `{}`: what is in it is matched one by one; begin at its child",
                            shape.kind.text
                        ),
                    );
                }
            }
            What::Token(_) | What::Any => {}
        }
    }

    fn element(&mut self, source: &scm::Element, parent: &What) -> Element {
        let part = match &source.what {
            What::Node(shape) => Part::Node(Box::new(self.node(shape, source.field.as_ref(), parent))),
            What::Token(word) => Part::Node(Box::new(self.token(word))),
            What::Any => {
                self.keep_tokens(parent);
                Part::Node(Box::new(Step::new(Test::Any)))
            }
            What::Group(group) => {
                let group = self.list(group, parent);
                if group.elements.len() > 1 && !source.captures.is_empty() {
                    self.fail(source.at, "a group of several nodes cannot be captured: capture the nodes in it");
                }
                Part::Choice(vec![group])
            }
            What::Choice(branches) => {
                self.loose = true;
                self.choice(branches, parent)
            }
        };
        let mut element =
            Element { part, quantifier: source.quantifier, anchored: source.anchored, silent: false, is_group: false };
        if let Some(field) = &source.field {
            let id = self.field(field);
            element.each_first(&mut |step| step.field = id);
        }
        for capture in &source.captures {
            let id = self.capture(&capture.text);
            element.each_first(&mut |step| step.captures.push(id));
        }
        self.loose |= element.quantifier != Quantifier::One;
        element.simplify()
    }

    fn choice(&mut self, branches: &[scm::Element], parent: &What) -> Part {
        let mut compiled: Vec<Siblings> = Vec::new();
        for branch in branches {
            let element = self.element(branch, parent);
            match element.part {
                Part::Choice(mut inner) if inner.len() == 1 => compiled.append(&mut inner),
                part => {
                    let element = Element { part, ..element };
                    compiled.push(Siblings { elements: vec![element], last: false });
                }
            }
        }
        // Branches that are nothing but a kind are one test.
        let plain: Option<Vec<u16>> = compiled.iter().map(Siblings::plain_kind).collect();
        match plain {
            Some(kinds) => Part::Node(Box::new(Step::new(Test::OneOf(kinds.into())))),
            None => Part::Choice(compiled),
        }
    }

    fn list(&mut self, source: &scm::Siblings, parent: &What) -> Siblings {
        let elements = source.elements.iter().map(|element| self.element(element, parent)).collect();
        Siblings { elements, last: source.last }
    }

    fn node(&mut self, shape: &scm::Shape, field: Option<&scm::Word>, parent: &What) -> Step {
        let test = match shape.kind.text.as_str() {
            "_" => {
                self.check_wildcard(shape, field, parent);
                Test::Named
            }
            "ERROR" => Test::Kind(ERROR),
            name => match self.kind(name, true) {
                Meaning::Id(kind) => {
                    self.check_kind(shape, kind, parent);
                    Test::Kind(kind)
                }
                Meaning::Elsewhere => Test::Never,
                Meaning::Unknown => {
                    let hint = self.hint_kind(name);
                    self.fail(shape.kind.at, format!("unknown node kind `{name}`{hint}"));
                    Test::Never
                }
            },
        };
        let mut step = Step::new(test);
        for field in &shape.absent {
            let id = self.field(field);
            step.absent.push(id);
            // A token may be what is in the field.
            self.keep_tokens(&What::Node(shape.clone()));
        }
        let whole =
            What::Node(scm::Shape { kind: shape.kind.clone(), children: scm::Siblings::default(), absent: Vec::new() });
        step.children = self.list(&shape.children, &whole);
        step
    }

    /// `(_ (x))` directly below a container may be its body.
    fn check_wildcard(&mut self, shape: &scm::Shape, field: Option<&scm::Word>, parent: &What) {
        let What::Node(parent) = parent else { return };
        let kind = self.grammar.id_for_node_kind(&parent.kind.text, true);
        let resolved = self.language.resolved();
        let may_be_body = field.is_none_or(|field| field.text == resolved.body_field);
        if !shape.children.elements.is_empty() && may_be_body && resolved.body_of(kind).is_some() {
            self.fail(
                shape.kind.at,
                format!(
                    "members are matched one by one: a pattern cannot reach into the body of `{}`",
                    parent.kind.text
                ),
            );
        }
    }

    fn check_kind(&mut self, shape: &scm::Shape, kind: u16, parent: &What) {
        let name = &shape.kind.text;
        if self.grammar.node_kind_is_supertype(kind) {
            let subtypes: Vec<&str> = self
                .grammar
                .subtypes_for_supertype(kind)
                .iter()
                .filter_map(|kind| self.grammar.node_kind_for_id(*kind))
                .take(3)
                .collect();
            let some = subtypes.join(") (");
            self.fail(
                shape.kind.at,
                format!("`{name}` is a supertype, which is not read; write (_) or an alternation: [({some}) ...]"),
            );
        }
        if shape.children.elements.is_empty() {
            return;
        }
        let resolved = self.language.resolved();
        let splits = match parent {
            What::Node(parent) => match self.grammar.id_for_node_kind(&parent.kind.text, true) {
                0 => resolved.bodies.contains(&kind),
                parent => resolved.body_of(parent) == Some(kind),
            },
            _ => resolved.bodies.contains(&kind),
        };
        if splits {
            self.fail(
                shape.kind.at,
                format!("members are matched one by one: a pattern cannot reach into `{name}`; begin at the member"),
            );
        }
    }

    fn token(&mut self, word: &scm::Word) -> Step {
        match self.kind(&word.text, false) {
            Meaning::Id(kind) => {
                self.kinds.keep(kind);
                Step::new(Test::Kind(kind))
            }
            Meaning::Elsewhere => Step::new(Test::Never),
            Meaning::Unknown => {
                self.fail(word.at, format!("no token of {} is `{}`", self.language.name, word.text));
                Step::new(Test::Never)
            }
        }
    }

    /// `_` speaks of tokens too: those below its parent must be kept.
    fn keep_tokens(&mut self, parent: &What) {
        let kind = match parent {
            What::Node(shape) => self.grammar.id_for_node_kind(&shape.kind.text, true),
            _ => 0,
        };
        if kind == 0 { self.kinds.keep_every_token() } else { self.kinds.keep_tokens_below(kind) }
    }

    fn kind(&mut self, name: &str, named: bool) -> Meaning {
        let key = (name.to_string(), named);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let meaning = match self.grammar.id_for_node_kind(name, named) {
            0 if self.siblings.iter().any(|other| other.id_for_node_kind(name, named) != 0) => Meaning::Elsewhere,
            0 => Meaning::Unknown,
            kind => Meaning::Id(kind),
        };
        self.known.insert(key, meaning);
        meaning
    }

    fn hint_kind(&self, name: &str) -> String {
        let grammar = &self.grammar;
        let visible = (0..grammar.node_kind_count() as u16)
            .filter(|kind| grammar.node_kind_is_named(*kind) && grammar.node_kind_is_visible(*kind));
        suggest::hint(name, visible.filter_map(|kind| grammar.node_kind_for_id(kind)))
    }

    /// The id of a field; of one that only another grammar of the folder has, an id that no node has.
    fn field(&mut self, word: &scm::Word) -> u16 {
        let name = word.text.as_str();
        let meaning = match self.fields.get(name) {
            Some(known) => *known,
            None => {
                let meaning = match self.grammar.field_id_for_name(name) {
                    Some(id) => Meaning::Id(id.get()),
                    None if self.siblings.iter().any(|other| other.field_id_for_name(name).is_some()) => {
                        Meaning::Elsewhere
                    }
                    None => Meaning::Unknown,
                };
                self.fields.insert(name.to_string(), meaning);
                meaning
            }
        };
        match meaning {
            Meaning::Id(id) => id,
            Meaning::Elsewhere => u16::MAX,
            Meaning::Unknown => {
                let grammar = self.grammar.clone();
                let fields = (1..=grammar.field_count() as u16).filter_map(|id| grammar.field_name_for_id(id));
                self.fail(word.at, format!("unknown field `{name}`{}", suggest::hint(name, fields)));
                u16::MAX
            }
        }
    }

    fn capture(&mut self, name: &str) -> u16 {
        let found = self.captures.iter().position(|capture| capture == name);
        let at = found.unwrap_or(self.captures.len());
        if found.is_none() {
            self.captures.push(name.to_string());
        }
        at as u16
    }

    /// The captures that a predicate speaks of must be in the pattern.
    fn check_arguments(&mut self, source: &scm::Pattern, predicate: &scm::Predicate) {
        let mut bound = Vec::new();
        source.root.each_capture(&mut |word| bound.push(word.text.as_str()));
        for arg in &predicate.args {
            if let Arg::Capture(name) = arg
                && !bound.contains(&name.as_str())
            {
                let hint = suggest::hint(name, bound.iter().copied());
                self.fail(predicate.place(), format!("@{name} is not in this pattern{hint}"));
            }
        }
    }

    /// Puts what a predicate asks of texts to where it is asked.
    fn predicate(&mut self, predicate: &scm::Predicate, variants: &mut [Compiled]) {
        let (first, rest) = match predicate.args.split_first() {
            Some((Arg::Capture(first), rest)) => (self.capture(first), rest),
            _ if predicate.is_text() => {
                return self.fail(predicate.place(), format!("#{}? begins with a capture", predicate.name));
            }
            _ => return,
        };
        if predicate.is_text() {
            self.text_predicate(predicate, first, rest, variants);
        } else if predicate.name == "names" && !predicate.directive && !predicate.negated {
            let names = rest.iter().filter_map(|arg| if let Arg::Text(name) = arg { Some(name) } else { None });
            let words = names.map(|name| name.rsplit(['.', ':']).next().unwrap_or(name).into()).collect();
            let text = Text::LastStep { words };
            let once = variants.iter_mut().filter(|variant| times_bound(&variant.root, first) == Times::Once);
            once.for_each(|variant| attach(&mut variant.root, first, &text));
        }
    }

    fn text_predicate(&mut self, predicate: &scm::Predicate, first: u16, rest: &[Arg], variants: &mut [Compiled]) {
        let wanted = !predicate.negated;
        let name = predicate.name.as_str();
        if let ("eq", [Arg::Capture(second)]) = (name, rest) {
            let right = self.capture(second);
            variants.iter_mut().for_each(|variant| variant.checks.push(Check::Same { left: first, right, wanted }));
            return;
        }
        let words: Option<Vec<Box<str>>> = rest
            .iter()
            .map(|arg| match arg {
                Arg::Text(text) => Some(text.as_str().into()),
                Arg::Capture(_) => None,
            })
            .collect();
        let text = match (name, words) {
            ("eq", Some(words)) if words.len() == 1 => Text::OneOf { words: words.into(), wanted },
            ("any-of", Some(words)) if !words.is_empty() => Text::OneOf { words: words.into(), wanted },
            ("match", Some(words)) if words.len() == 1 => {
                let source = words.concat();
                match LazyRegex::read(&source) {
                    Ok(regex) => Text::Like { regex: Arc::new(regex), wanted },
                    Err(error) => {
                        let why = error.to_string();
                        let why = why.lines().last().unwrap_or("").trim_start_matches("error: ");
                        return self.fail(predicate.place(), format!("`{source}` is no regular expression: {why}"));
                    }
                }
            }
            _ => {
                let usage = match name {
                    "eq" => "#eq? takes a capture, and a string or another capture",
                    "any-of" => "#any-of? takes a capture and strings",
                    _ => "#match? takes a capture and one regular expression",
                };
                return self.fail(predicate.place(), usage);
            }
        };
        for variant in variants {
            match times_bound(&variant.root, first) {
                // Of what is not there anything holds.
                Times::Never => {}
                Times::Once => attach(&mut variant.root, first, &text),
                Times::Unknown => variant.checks.push(Check::Text { capture: first, text: text.clone() }),
            }
        }
    }
}

/// True where each branch is one node that no other branch can begin at.
fn begin_apart(branches: &[Siblings]) -> bool {
    let mut begun = Vec::new();
    branches.iter().all(|branch| {
        let [only] = branch.elements.as_slice() else { return false };
        let mut kinds = Vec::new();
        let known =
            !branch.last && only.quantifier == Quantifier::One && !only.anchored && root_kinds(only, &mut kinds);
        let apart = known && !kinds.iter().any(|kind| begun.contains(kind));
        begun.append(&mut kinds);
        apart
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{LanguageId, Patterns, by_id};

    fn compile(id: LanguageId, source: &str) -> Result<Patterns, Vec<LoadError>> {
        Patterns::compile(by_id(id), scm::read("f.scm", source)?)
    }

    fn assert_told(id: LanguageId, source: &str, message: &str) {
        let errors = compile(id, source).err().unwrap_or_default();
        let first = errors.first().map(ToString::to_string).unwrap_or_default();
        assert_eq!(first, format!("f.scm:1:{message}"));
    }

    #[test]
    fn unknown_names_are_told_with_the_nearest_one() {
        let py = LanguageId::Python;
        assert_told(py, "(for_statment)", "2: unknown node kind `for_statment`; did you mean `for_statement`?");
        assert_told(py, "(call functon: (_))", "7: unknown field `functon`; did you mean `function`?");
        assert_told(py, "(call !argments)", "8: unknown field `argments`; did you mean `arguments`?");
        assert_told(py, "(call \"==>\")", "7: no token of Python is `==>`");
        assert_told(py, "(call (_) @name (#eq? @nam \"x\"))", "18: @nam is not in this pattern; did you mean `name`?");
    }

    #[test]
    fn what_never_matches_as_it_is_meant_is_an_error() {
        let (py, ts, rs) = (LanguageId::Python, LanguageId::TypeScript, LanguageId::Rust);
        let begin = "a pattern cannot begin at";
        let each = "what is in it is matched one by one; begin at its child";
        let reach = "members are matched one by one: a pattern cannot reach into";
        assert_told(py, "(module (_) @x)", &format!("2: {begin} `module`: {each}"));
        assert_told(ts, "(class_body (_) @x)", &format!("2: {begin} `class_body`: {each}"));
        assert_told(rs, "[(block) (declaration_list)]", &format!("11: {begin} `declaration_list`: {each}"));
        assert_told(
            py,
            "(class_definition body: (block (_) @x))",
            &format!("26: {reach} `block`; begin at the member"),
        );
        assert_told(rs, "(_ (declaration_list (_)))", &format!("5: {reach} `declaration_list`; begin at the member"));
        assert_told(py, "(class_definition (_ (_) @x))", &format!("20: {reach} the body of `class_definition`"));
        assert_told(
            py,
            "(expression_statement (expression) @x)",
            "24: `expression` is a supertype, which is not read; write (_) or an alternation: [(as_pattern) (boolean_operator) (comparison_operator) ...]",
        );
        assert_told(
            py,
            "(call ((_) (_)) @x)",
            "7: a group of several nodes cannot be captured: capture the nodes in it",
        );
    }

    #[test]
    fn predicates_on_text_are_checked() {
        let py = LanguageId::Python;
        assert_told(py, "((call) @x (#eq? @x))", "13: #eq? takes a capture, and a string or another capture");
        assert_told(py, "((call) @x (#eq? \"a\" \"b\"))", "13: #eq? begins with a capture");
        assert_told(py, "((call) @x (#any-of? @x))", "13: #any-of? takes a capture and strings");
        assert_told(
            py,
            "((call) @x (#match? @x \"a\" \"b\"))",
            "13: #match? takes a capture and one regular expression",
        );
        assert_told(py, "((call) @x (#match? @x \"(a\"))", "13: `(a` is no regular expression: unclosed group");
    }

    #[test]
    fn a_kind_of_the_other_typescript_grammar_never_matches() {
        for id in [LanguageId::TypeScript, LanguageId::Tsx] {
            let read = compile(id, "[(jsx_element) (type_assertion) (identifier)] @x (jsx_element) @y");
            assert_eq!(read.map(|patterns| patterns.len()), Ok(2));
        }
        assert!(compile(LanguageId::Rust, "(jsx_element) @y").is_err());
    }
}
