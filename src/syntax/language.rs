//! The languages: one table row each.
//!
//! Beside `queries/` this is the only place that spells node names of a grammar.

use std::path::Path;
use std::sync::OnceLock;

/// Which language a document is in. Two ids may share a folder of queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LanguageId {
    /// TypeScript without JSX.
    TypeScript,
    /// TypeScript with JSX, and all of JavaScript.
    Tsx,
    /// Python.
    Python,
    /// Rust.
    Rust,
}

/// What differs in meaning from language to language: data for the floors above, never code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Semantics {
    /// Calling an async function runs it up to its first suspension (JavaScript); else it runs nothing.
    pub call_runs_prefix: bool,
    /// An await always gives way (JavaScript); else only when what it awaits is not ready.
    pub suspends_always: bool,
    /// A spawned task may run in parallel at once (Rust).
    pub parallel_tasks: bool,
    /// `self` is an ordinary parameter name (Python, Rust).
    pub self_is_name: bool,
    /// Names of variables join their words by capitals (JavaScript); else by underscores.
    pub camel_case: bool,
    /// A statement may end without its semicolon (JavaScript).
    pub optional_semicolons: bool,
    /// To take away an entry that is not there fails (Python).
    pub removal_fails: bool,
    /// What is kept by key may come and go while it is gone through (JavaScript); else that fails.
    pub keyed_rounds: bool,
    /// A block has a value, that of its last expression (Rust).
    pub blocks_yield: bool,
}

impl Semantics {
    /// A word and a name behind it as one name, as the language spells it: `setCount`, `set_count`.
    pub fn joined(&self, word: &str, name: &str) -> String {
        let mut letters = name.chars();
        match letters.next().filter(|_| self.camel_case) {
            Some(first) => format!("{word}{}{}", first.to_uppercase(), letters.as_str()),
            None => format!("{word}_{name}"),
        }
    }
}

/// One row of the table.
pub struct Language {
    /// Which language it is.
    pub id: LanguageId,
    /// The name that users read.
    pub name: &'static str,
    /// The folder below `queries/`.
    pub folder: &'static str,
    /// File name extensions, without the dot.
    pub extensions: &'static [&'static str],
    /// Language ids of the language server protocol.
    pub lsp_ids: &'static [&'static str],
    /// What begins a comment that ends with its line.
    pub line_comment: &'static str,
    /// What differs in meaning.
    pub semantics: Semantics,
    grammar: fn() -> tree_sitter::Language,
    shape: Shape,
    resolved: OnceLock<Resolved>,
    /// The expression of [`Shape::unread`], read when a file first asks for it.
    unread: OnceLock<Option<regex::Regex>>,
}

/// How a file falls into items, in node names.
struct Shape {
    /// Kind of the root of a tree.
    file: &'static str,
    /// A class-like node and the kind of the child whose children are items of their own.
    containers: &'static [(&'static str, &'static str)],
    /// The field of a container that its body is in.
    body_field: &'static str,
    /// Kinds of body that occur in containers and nowhere else, but for class expressions and local classes.
    bodies: &'static [&'static str],
    /// Nodes that may stand around a container.
    wrappers: &'static [&'static str],
    /// Siblings that belong to the item after them.
    attached: &'static [&'static str],
    /// Comments.
    comments: &'static [&'static str],
    /// Kinds whose children are statements.
    blocks: &'static [&'static str],
    /// Kinds of a name that stands for a field and its value at once.
    shorthands: &'static [&'static str],
    /// A call, the operator that the grammar wrongly takes for its callee, the field of a callee, and the child that
    /// proves the mistake: `await f<T>(x)`.
    misbound: Option<[&'static str; 4]>,
    /// What the grammar cannot read though the language allows it, and what is not missed: an expression, looked for in
    /// texts with errors.
    unread: Option<&'static str>,
}

/// The same in ids of the grammar.
#[derive(Clone, Copy)]
pub(super) struct Misbound {
    pub(super) call: u16,
    pub(super) operator: u16,
    pub(super) callee: u16,
    pub(super) proof: u16,
}

/// The same in kind ids of the grammar.
pub(super) struct Resolved {
    pub(super) file: u16,
    pub(super) containers: Vec<(u16, u16)>,
    pub(super) body_field: &'static str,
    pub(super) bodies: Vec<u16>,
    wrappers: Vec<u16>,
    attached: Vec<u16>,
    comments: Vec<u16>,
    blocks: Vec<u16>,
    shorthands: Vec<u16>,
    pub(super) misbound: Option<Misbound>,
}

impl Resolved {
    /// The kind of the body that makes a node of this kind a container.
    pub(super) fn body_of(&self, kind: u16) -> Option<u16> {
        self.containers.iter().find(|(container, _)| *container == kind).map(|(_, body)| *body)
    }

    pub(super) fn wraps(&self, kind: u16) -> bool {
        self.wrappers.contains(&kind)
    }

    pub(super) fn attaches(&self, kind: u16) -> bool {
        self.attached.contains(&kind)
    }

    pub(super) fn is_comment(&self, kind: u16) -> bool {
        self.comments.contains(&kind)
    }
}

impl Language {
    /// The tree-sitter grammar.
    pub fn grammar(&self) -> tree_sitter::Language {
        (self.grammar)()
    }

    /// The grammars of the other languages that read the same folder of queries.
    pub(super) fn sibling_grammars(&self) -> impl Iterator<Item = tree_sitter::Language> {
        let (id, folder) = (self.id, self.folder);
        languages().iter().filter(move |other| other.folder == folder && other.id != id).map(Language::grammar)
    }

    /// True for the kind of a node whose children are statements.
    pub fn is_block(&self, kind: u16) -> bool {
        self.resolved().blocks.contains(&kind)
    }

    /// True for the kind of a name that stands for a field and its value at once: `{ region }`.
    pub fn is_shorthand(&self, kind: u16) -> bool {
        self.resolved().shorthands.contains(&kind)
    }

    pub(super) fn resolved(&self) -> &Resolved {
        self.resolved.get_or_init(|| {
            let grammar = self.grammar();
            let kind = |name: &str| grammar.id_for_node_kind(name, true);
            let kinds = |names: &[&str]| names.iter().map(|name| kind(name)).collect();
            Resolved {
                file: kind(self.shape.file),
                containers: self.shape.containers.iter().map(|(node, body)| (kind(node), kind(body))).collect(),
                body_field: self.shape.body_field,
                bodies: kinds(self.shape.bodies),
                wrappers: kinds(self.shape.wrappers),
                attached: kinds(self.shape.attached),
                comments: kinds(self.shape.comments),
                blocks: kinds(self.shape.blocks),
                shorthands: kinds(self.shape.shorthands),
                misbound: self.shape.misbound.map(|[call, operator, callee, proof]| Misbound {
                    call: kind(call),
                    operator: kind(operator),
                    callee: grammar.field_id_for_name(callee).map_or(0, |id| id.get()),
                    proof: kind(proof),
                }),
            }
        })
    }
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Language({})", self.name)
    }
}

impl Language {
    /// The text with blanks for what the grammar cannot read, all else where it was; none where there is no such thing.
    pub(super) fn readable(&self, text: &str) -> Option<String> {
        let unread = self.unread.get_or_init(|| regex::Regex::new(self.shape.unread?).ok()).as_ref()?;
        let mut readable = text.as_bytes().to_vec();
        let mut found = false;
        for at in unread.find_iter(text) {
            let end = at.as_str().find(']').map_or(at.end(), |length| at.start() + length + 1);
            for byte in readable.get_mut(at.start()..end)?.iter_mut().filter(|byte| !byte.is_ascii_whitespace()) {
                *byte = b' ';
                found = true;
            }
        }
        String::from_utf8(readable).ok().filter(|_| found)
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Language) -> bool {
        self.id == other.id
    }
}

impl Eq for Language {}

const JAVASCRIPT: Semantics = Semantics {
    call_runs_prefix: true,
    suspends_always: true,
    parallel_tasks: false,
    self_is_name: false,
    camel_case: true,
    optional_semicolons: true,
    removal_fails: false,
    keyed_rounds: true,
    blocks_yield: false,
};

const fn ecmascript() -> Shape {
    Shape {
        file: "program",
        containers: &[
            ("class_declaration", "class_body"),
            ("abstract_class_declaration", "class_body"),
            ("internal_module", "statement_block"),
            ("module", "statement_block"),
            ("ambient_declaration", "statement_block"),
        ],
        body_field: "body",
        bodies: &["class_body"],
        wrappers: &["export_statement", "expression_statement", "ambient_declaration"],
        attached: &["decorator", "comment"],
        comments: &["comment", "html_comment"],
        blocks: &["program", "statement_block", "switch_case", "switch_default"],
        shorthands: &["shorthand_property_identifier"],
        misbound: Some(["call_expression", "await_expression", "function", "type_arguments"]),
        unread: None,
    }
}

static LANGUAGES: [Language; 4] = [
    Language {
        id: LanguageId::TypeScript,
        name: "TypeScript",
        folder: "typescript",
        extensions: &["ts", "mts", "cts"],
        lsp_ids: &["typescript"],
        line_comment: "//",
        semantics: JAVASCRIPT,
        grammar: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
        shape: ecmascript(),
        resolved: OnceLock::new(),
        unread: OnceLock::new(),
    },
    Language {
        id: LanguageId::Tsx,
        name: "JavaScript/TSX",
        folder: "typescript",
        extensions: &["tsx", "js", "jsx", "mjs", "cjs"],
        lsp_ids: &["typescriptreact", "javascript", "javascriptreact"],
        line_comment: "//",
        semantics: JAVASCRIPT,
        grammar: || tree_sitter_typescript::LANGUAGE_TSX.into(),
        shape: ecmascript(),
        resolved: OnceLock::new(),
        unread: OnceLock::new(),
    },
    Language {
        id: LanguageId::Python,
        name: "Python",
        folder: "python",
        extensions: &["py", "pyi"],
        lsp_ids: &["python"],
        line_comment: "#",
        semantics: Semantics {
            call_runs_prefix: false,
            suspends_always: false,
            parallel_tasks: false,
            self_is_name: true,
            camel_case: false,
            optional_semicolons: false,
            removal_fails: true,
            keyed_rounds: false,
            blocks_yield: false,
        },
        grammar: || tree_sitter_python::LANGUAGE.into(),
        shape: Shape {
            file: "module",
            containers: &[("class_definition", "block")],
            body_field: "body",
            bodies: &[],
            wrappers: &["decorated_definition"],
            attached: &["comment"],
            comments: &["comment"],
            blocks: &["module", "block"],
            shorthands: &[],
            misbound: None,
            unread: None,
        },
        resolved: OnceLock::new(),
        unread: OnceLock::new(),
    },
    Language {
        id: LanguageId::Rust,
        name: "Rust",
        folder: "rust",
        extensions: &["rs"],
        lsp_ids: &["rust"],
        line_comment: "//",
        semantics: Semantics {
            call_runs_prefix: false,
            suspends_always: false,
            parallel_tasks: true,
            self_is_name: true,
            camel_case: false,
            optional_semicolons: false,
            removal_fails: false,
            keyed_rounds: false,
            blocks_yield: true,
        },
        grammar: || tree_sitter_rust::LANGUAGE.into(),
        shape: Shape {
            file: "source_file",
            containers: &[
                ("impl_item", "declaration_list"),
                ("trait_item", "declaration_list"),
                ("mod_item", "declaration_list"),
                ("foreign_mod_item", "declaration_list"),
            ],
            body_field: "body",
            bodies: &["declaration_list"],
            wrappers: &[],
            attached: &["attribute_item", "line_comment", "block_comment"],
            comments: &["line_comment", "block_comment"],
            blocks: &["block"],
            shorthands: &["shorthand_field_initializer"],
            misbound: None,
            // An attribute before a field in a pattern.
            unread: Some(r"#\[cfg\([^\[\]]*\)\](?:\s*(?:ref\s+|mut\s+)*\w+\s*[,}])"),
        },
        resolved: OnceLock::new(),
        unread: OnceLock::new(),
    },
];

/// All languages, in order of their ids.
pub fn languages() -> &'static [Language] {
    &LANGUAGES
}

/// The language of a file, by its extension.
pub fn by_path(path: &Path) -> Option<&'static Language> {
    by_extension(path.extension()?.to_str()?)
}

/// The language of an extension (without the dot).
pub fn by_extension(extension: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.extensions.contains(&extension))
}

/// The language that an editor calls `id`.
pub fn by_lsp_id(id: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.lsp_ids.contains(&id))
}

/// The row of an id.
pub fn by_id(id: LanguageId) -> &'static Language {
    let [typescript, tsx, python, rust] = &LANGUAGES;
    match id {
        LanguageId::TypeScript => typescript,
        LanguageId::Tsx => tsx,
        LanguageId::Python => python,
        LanguageId::Rust => rust,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_by_its_own_words() {
        for language in languages() {
            assert_eq!(by_id(language.id), language);
            for extension in language.extensions {
                assert_eq!(by_path(Path::new(&format!("a/b.c.{extension}"))), Some(language));
            }
            for id in language.lsp_ids {
                assert_eq!(by_lsp_id(id), Some(language));
            }
        }
        assert_eq!(by_path(Path::new("Makefile")), None);
    }

    #[test]
    fn every_node_name_exists_in_its_grammar() {
        for language in languages() {
            let shape = &language.shape;
            let containers = shape.containers.iter().flat_map(|(node, body)| [*node, *body]);
            let others =
                [shape.bodies, shape.wrappers, shape.attached, shape.comments, shape.blocks, shape.shorthands].concat();
            for name in containers.chain(others).chain([shape.file]) {
                assert_ne!(language.grammar().id_for_node_kind(name, true), 0, "{name} in {}", language.name);
            }
        }
    }
}
