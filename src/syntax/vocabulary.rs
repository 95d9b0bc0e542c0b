//! The words of pattern files: what may be captured, asked by a predicate, done by a directive, and in which files.
//!
//! A word that nothing implements is no word: it does not load. `queries/README.md` explains them to authors; a test
//! holds the two together.

use super::scm::{LoadError, Pattern, Place, Predicate};
use super::suggest;

/// Which vocabulary a file is read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// `<language>/facts.scm`: what the nodes are.
    Facts,
    /// `any/<rule>.scm`: sentences about the tape.
    Sentence,
    /// `<language>/<rule>.scm`: shapes and edits. Captures are named by their author.
    Rule,
}

/// Predicates, without `#`, `not-` and `?`: in which files they may be asked, and what they ask.
pub const PREDICATES: &[(&str, &[FileKind], &str)] = &[
    ("eq", &[FileKind::Facts, FileKind::Rule], "the text is this, or that of another capture"),
    ("any-of", &[FileKind::Facts, FileKind::Rule], "the text is one of these"),
    ("match", &[FileKind::Facts, FileKind::Sentence, FileKind::Rule], "the text fits a regular expression"),
    ("names", &[FileKind::Facts, FileKind::Rule], "the path, followed through its import, is one of these"),
    ("path", &[FileKind::Sentence], "there is a path of one activation with these events"),
    ("elsewhere", &[FileKind::Sentence], "there is one of another activation that may run at the same time"),
    ("handed-out", &[FileKind::Sentence], "a closure that the function returns has such a path"),
    ("anywhere", &[FileKind::Sentence], "some function of the file has such a path, whenever it runs"),
    ("here", &[FileKind::Sentence], "the function itself has such a path"),
    ("spelled", &[FileKind::Sentence], "what a path is made of, followed through names, fits a regular expression"),
    ("effect", &[FileKind::Sentence], "the text of the effect around the step fits a regular expression"),
    ("overlaps", &[FileKind::Sentence], "the function may run again between the first step and the last"),
    (
        "only-from",
        &[FileKind::Sentence],
        "the function has a name that fits a regular expression, and all who call it have one that fits another",
    ),
    ("beside", &[FileKind::Sentence], "a method of the same class has a name that fits a regular expression"),
    ("threads", &[FileKind::Sentence], "threads share the place, and interleave anywhere"),
    ("never-held", &[FileKind::Sentence], "no access of the place holds a lock"),
    ("left-by-error", &[FileKind::Sentence], "an error may leave before what the step took is given back"),
    ("usually", &[FileKind::Sentence], "other callers turn back on a check that is not made here"),
    ("mostly-held", &[FileKind::Sentence], "the place is mostly accessed under a lock, and at the step it is not"),
    ("runs", &[FileKind::Sentence], "the work that a step starts has such a path"),
    (
        "root",
        &[FileKind::Sentence],
        "the place begins there: `environment`, `import`, `module`, `row`, `self`, `variable`",
    ),
    ("nowhere", &[FileKind::Sentence], "nobody beyond the file can reach the place, and nobody in it has such a path"),
    ("typed", &[FileKind::Sentence], "the qualified name of the place's type fits a regular expression"),
    ("inverted", &[FileKind::Sentence], "another activation takes the two locks in the other order"),
    (
        "mentions",
        &[FileKind::Sentence, FileKind::Rule],
        "the text has a name in it: of a `parameter`, or another capture",
    ),
    ("around", &[FileKind::Sentence, FileKind::Rule], "the text of the `loop` or `function` around the step fits"),
    ("outside", &[FileKind::Sentence], "a loop stands around one step and not around another"),
    ("inside", &[FileKind::Sentence, FileKind::Rule], "it stands in a `loop`, a `try`, an `async` function, ..."),
    ("follows", &[FileKind::Rule], "a name is made of a word and the name of another capture"),
    ("unused", &[FileKind::Rule], "a name occurs nowhere else in its function"),
    (
        "is",
        &[FileKind::Sentence, FileKind::Rule],
        "the function that the step runs is `async`, is `safe`: lets no error out, ...",
    ),
    ("unused-after", &[FileKind::Rule], "a name does not occur after another capture"),
    ("unused-from", &[FileKind::Rule], "a name does not occur from the statement of another capture on"),
    ("unmoved", &[FileKind::Rule], "a name is not given away before the statement of another capture"),
    ("constant", &[FileKind::Rule], "a name gets its value once, and another capture sees it"),
];

/// Directives, without `#` and `!`. They stand in files of rules only, but for those that sentences may have, too.
pub const DIRECTIVES: &[(&str, &str)] = &[
    ("report", "reports what the pattern matches, and underlines a capture"),
    ("severity", "what the pattern finds weighs at most so much"),
    ("message", "what is said of it, in place of the page's message"),
    ("guards", "what other sentences are silent about, too: guards of `guards.scm`, by name"),
    ("fix", "the title of a fix; its edits follow"),
    ("replace", "puts a text in the place of a capture"),
    ("insert", "puts a text before or after a capture, above or below its statement"),
    ("wrap", "puts a text around a capture"),
    ("replace-reads", "puts a text in the place of the later reads like a capture, as far as another"),
    ("delete", "takes a capture away"),
    ("hoist", "gives a capture a name above its statement, and puts the name in its place"),
    ("declare", "adds a line below the imports"),
    ("declare-beside", "adds a line below the declaration of the place, which begins as it does"),
    ("import", "adds an import, or a name beside one that is imported"),
];

/// Checks the words of patterns: predicates, directives and, for facts, captures, of which `captures` are the legal ones.
/// Captures that begin with `_` are helpers and always legal.
pub fn check(patterns: &[Pattern], kind: FileKind, captures: &[&str]) -> Vec<LoadError> {
    let mut errors = Vec::new();
    for pattern in patterns {
        if kind == FileKind::Facts {
            pattern.root.each_capture(&mut |capture| {
                if !capture.text.starts_with('_') && !captures.contains(&capture.text.as_str()) {
                    let hint = suggest::hint(&capture.text, captures.iter().copied());
                    let message = format!("unknown capture `{}`{hint}", capture.text);
                    errors.push(LoadError::new(&pattern.file, capture.at, message));
                }
            });
        }
        errors.extend(pattern.predicates.iter().filter_map(|predicate| {
            let fault = if predicate.directive { directive(predicate, kind) } else { question(predicate, kind) };
            let at = Place { line: predicate.line, column: predicate.column };
            fault.map(|message| LoadError::new(&pattern.file, at, message))
        }));
    }
    errors
}

/// What is wrong with a predicate.
fn question(predicate: &Predicate, kind: FileKind) -> Option<String> {
    let name = predicate.name.as_str();
    let legal = || PREDICATES.iter().filter(|(_, files, _)| files.contains(&kind)).map(|(word, ..)| *word);
    if legal().any(|word| word == name) {
        return None;
    }
    if let Some((_, files, _)) = PREDICATES.iter().find(|(word, ..)| *word == name) {
        let homes: Vec<&str> = files.iter().map(|kind| kind.files()).collect();
        return Some(format!("`#{name}?` is for {}, not for {}", homes.join(" and "), kind.files()));
    }
    let hint = if DIRECTIVES.iter().any(|(word, _)| *word == name) {
        format!("; did you mean `#{name}!`?")
    } else {
        match suggest::nearest(name, legal()) {
            Some(word) => format!("; did you mean `#{word}?`?"),
            None => format!("; {} may ask {}", kind.files(), legal().collect::<Vec<_>>().join(", ")),
        }
    };
    Some(format!("unknown predicate `#{name}?`{hint}"))
}

/// What is wrong with a directive.
fn directive(predicate: &Predicate, kind: FileKind) -> Option<String> {
    let name = predicate.name.as_str();
    let mut legal = DIRECTIVES.iter().map(|(word, _)| *word);
    if legal.clone().any(|word| word == name) {
        let home = if name == "guards" { FileKind::Sentence } else { FileKind::Rule };
        let anywhere = ["severity", "message"].contains(&name) && kind == FileKind::Sentence;
        return (kind != home && !anywhere)
            .then(|| format!("`#{name}!` is for {}, not for {}", home.files(), kind.files()));
    }
    let hint = if PREDICATES.iter().any(|(word, ..)| *word == name) {
        format!("; did you mean `#{name}?`?")
    } else {
        suggest::nearest(name, &mut legal).map_or_else(String::new, |word| format!("; did you mean `#{word}!`?"))
    };
    Some(format!("unknown directive `#{name}!`{hint}"))
}

impl FileKind {
    /// Where such files lie.
    fn files(self) -> &'static str {
        match self {
            FileKind::Facts => "<language>/facts.scm",
            FileKind::Sentence => "any/<rule>.scm",
            FileKind::Rule => "<language>/<rule>.scm",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::scm;

    fn messages(kind: FileKind, source: &str) -> Vec<String> {
        match scm::read("f.scm", source) {
            Ok(patterns) => {
                check(&patterns, kind, &["suspend", "write.assign", "mine"]).iter().map(ToString::to_string).collect()
            }
            Err(errors) => errors.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn a_wrong_word_is_told_with_the_nearest_one() {
        assert_eq!(
            messages(FileKind::Facts, "(a) @suspnd\n(b (c) @_x @mine) @write.asign"),
            [
                "f.scm:1:5: unknown capture `suspnd`; did you mean `suspend`?",
                "f.scm:2:19: unknown capture `write.asign`; did you mean `write.assign`?",
            ]
        );
        assert_eq!(
            messages(FileKind::Sentence, "((a) @anything (#pth? @anything \"x\") (#not-fix? @anything) (#wibble! 1))"),
            [
                "f.scm:1:17: unknown predicate `#pth?`; did you mean `#path?`?",
                "f.scm:1:39: unknown predicate `#fix?`; did you mean `#fix!`?",
                "f.scm:1:61: unknown directive `#wibble!`",
            ]
        );
    }

    #[test]
    fn a_word_is_told_where_it_belongs() {
        assert_eq!(
            messages(FileKind::Facts, "((a) @mine (#path? @mine \"x\") (#fix! \"Mend it\") (#phase? @mine))"),
            [
                "f.scm:1:13: `#path?` is for any/<rule>.scm, not for <language>/facts.scm",
                "f.scm:1:32: `#fix!` is for <language>/<rule>.scm, not for <language>/facts.scm",
                "f.scm:1:50: unknown predicate `#phase?`; <language>/facts.scm may ask eq, any-of, match, names",
            ]
        );
    }

    #[test]
    fn no_word_is_listed_twice() {
        let mut names: Vec<&str> =
            PREDICATES.iter().map(|word| word.0).chain(DIRECTIVES.iter().map(|word| word.0)).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
