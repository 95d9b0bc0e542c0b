//! The words of pattern files: what may be captured in a `facts.scm`, asked by a predicate, done by a directive.
//!
//! queries/README.md explains them to authors; a test holds the two together.

use super::scm::{LoadError, Pattern, Place, Predicate};
use super::suggest;

/// A word and what it means, in one line.
pub type Word = (&'static str, &'static str);

/// Which vocabulary a file is read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// `facts.scm`: captures are words of [`CAPTURES`].
    Facts,
    /// A rule: captures are named by their author, for messages and predicates.
    Rule,
}

/// Captures of `facts.scm`.
pub const CAPTURES: &[Word] = &[
    // Events: the captured node fires when it is left.
    ("read", "a place is read"),
    ("read.copy", "its contents are copied"),
    ("read.len", "its size is read"),
    ("read.iterate", "its items are gone through"),
    ("read.load", "an atomic is loaded"),
    ("check", "a place is tested, whatever becomes of the answer"),
    ("write", "a place is written"),
    ("write.assign", "it gets a new value"),
    ("write.insert", "an item is added to it"),
    ("write.delete", "an item is taken from it"),
    ("write.clear", "it is emptied"),
    ("write.append", "an item is added at its end"),
    ("write.update", "it gets a value made of its old one"),
    ("write.ifempty", "it gets a value if it has none"),
    ("write.iffull", "it gets a value if it has one"),
    ("write.truncate", "a file is emptied and written"),
    ("write.settle", "what others wait for is completed"),
    ("suspend", "the task may give way to others"),
    ("suspend.join", "it gives way until tasks are done"),
    ("suspend.on", "it gives way until a latch is settled"),
    ("suspend.each", "it gives way before each item"),
    ("acquire", "a lock or a like thing is taken"),
    ("acquire.sync", "a lock that blocks its thread is taken"),
    ("acquire.async", "a lock that suspends its task is taken"),
    ("acquire.listener", "a listener is registered"),
    ("acquire.timer", "a timer is set"),
    ("acquire.resource", "a file, connection or the like is opened"),
    ("acquire.guard", "a lock is taken and released with its guard"),
    ("release", "it is given back"),
    ("release.sync", "a lock that blocks its thread is given back"),
    ("release.async", "a lock that suspends its task is given back"),
    ("release.listener", "a listener is removed"),
    ("release.timer", "a timer is cleared"),
    ("release.resource", "a file, connection or the like is closed"),
    ("release.guard", "a guard is dropped"),
    ("spawn", "something begins to run beside this"),
    ("spawn.task", "a task of the loop"),
    ("spawn.thread", "a thread"),
    ("spawn.timer", "once, after a time"),
    ("spawn.interval", "again and again"),
    ("spawn.listener", "whenever an event comes"),
    ("spawn.later", "when something else is done"),
    ("spawn.then", "when a promise is settled"),
    ("call", "a function is called"),
    ("call.inline", "its closures run now, any number of times"),
    ("call.deferred", "the callee does not run now"),
    ("block", "the thread stands still"),
    ("exit", "the function or region is left"),
    ("exit.return", "by return"),
    ("exit.throw", "by an error"),
    ("exit.break", "out of the loop"),
    ("exit.continue", "to the next round"),
    ("exit.try", "by an error, perhaps"),
    // Parts of events.
    ("place", "storage: what an event is about"),
    ("place.target", "the place that is written, not read"),
    ("place.of", "a call that speaks of a place: `getX(k)`"),
    ("key", "which item of the place"),
    ("value", "what is written"),
    ("callee", "what is called"),
    ("args", "with what"),
    ("target", "what a spawn runs"),
    ("lock", "the lock that is taken or given back"),
    ("name", "the name of a thing"),
    // Regions.
    ("function", "a function"),
    ("function.async", "one that may suspend"),
    ("function.generator", "one that yields"),
    ("class", "a class or the like"),
    ("branch", "one of two ways"),
    ("choice", "one of many ways"),
    ("choice.exhaustive", "with a way for every case"),
    ("choice.falls", "where one way runs into the next"),
    ("arm", "one way of a choice"),
    ("loop", "rounds"),
    ("loop.forever", "rounds that only an exit ends"),
    ("loop.named", "a loop that exits can name"),
    ("label", "the name of a loop"),
    ("try", "a region whose errors are handled"),
    ("held", "a region in which a lock is held"),
    ("held.async", "... which suspends when it begins and ends"),
    ("scope", "where a name ends"),
    ("temporaries", "where unnamed values are dropped"),
    ("and", "the right side runs if the left one holds"),
    ("or", "the right side runs if the left one does not hold"),
    ("not", "turns an answer round"),
    // Parts of regions.
    ("body", "what is done in it"),
    ("params", "the parameters of a function"),
    ("outer", "what of it runs outside: defaults, decorators"),
    ("test", "what decides"),
    ("test.opaque", "a test that reads nothing"),
    ("then", "if it holds"),
    ("else", "if it does not"),
    ("first", "runs first"),
    ("second", "runs second"),
    ("each", "gets an item in each round"),
    ("step", "runs after each round; or the last step of a place"),
    ("until", "is tested after each round"),
    ("handler", "runs after an error"),
    ("finally", "runs in any case"),
    ("item", "one of several parts"),
    ("default", "the arm for all else"),
    ("guard", "what else must hold for an arm"),
    ("left", "the left side"),
    ("right", "the right side"),
    ("of", "what something stands for"),
    ("order", "children that run in an order of their own"),
    // Places and names.
    ("root", "a name as a place"),
    ("self", "the object that a method belongs to"),
    ("base", "the place without its last step"),
    ("through", "what stands for the same place: parentheses, casts, await"),
    ("bind", "a name becomes another name of a place"),
    ("into", "the name"),
    ("from", "the place"),
    ("declare", "a name begins here"),
    ("declare.outer", "a name begins in the scope around"),
    ("declare.global", "a name is of the module"),
    ("declare.label", "a name that is no variable"),
    ("field", "a field of a class"),
    ("type", "the type of a name"),
    ("import", "names come from another module"),
    ("module", "which module"),
    ("export", "what is visible outside"),
    ("alias", "the name here of a name there"),
    ("moves", "gives a value away"),
    ("entry", "is called from outside: a handler, a route, main"),
    ("reset", "a value that stands for nothing: null, false, empty"),
    ("fresh", "a value that is new with each evaluation"),
];

/// Predicates, without `#` and `?`.
pub const PREDICATES: &[Word] = &[
    ("eq", "the text is this, or that of another capture"),
    ("any-of", "the text is one of these"),
    ("match", "the text fits a regular expression"),
    ("path", "there is a path of one activation with these events"),
    ("elsewhere", "there is such a path of another activation that may run at the same time"),
    ("shared", "the place outlives the call"),
    ("closed", "all uses of the place are known"),
    ("held", "a lock is held"),
    ("same", "two captures are one place"),
    ("from", "a value comes from a place"),
    ("names", "a name, followed through its import, is one of these"),
    ("type", "the type is one of these"),
    ("is", "async, awaited, unused, suspends, blocks, test"),
    ("inside", "a region of this kind is around it"),
    ("phase", "it runs at startup, again and again, on request"),
    ("mostly-held", "most accesses of the place hold one lock"),
    ("unused-after", "in a fix: a name does not occur after another capture"),
    ("unused-from", "in a fix: a name does not occur from the statement of another capture on"),
    ("unmoved", "in a fix: a name is not given away before the statement of another capture"),
    ("constant", "in a fix: a name gets its value once, and another capture sees it"),
    ("order-inverted", "two locks are taken in either order"),
];

/// Directives, without `#` and `!`.
pub const DIRECTIVES: &[Word] = &[
    ("fix", "the title of a fix; its edits follow"),
    ("replace", "puts a text in the place of a capture"),
    (
        "replace-reads",
        "puts a text in the place of every read like a capture, as far as another and the next suspension",
    ),
    ("insert", "puts a text before or after a capture, above or below its statement"),
    ("wrap", "puts a text around a capture"),
    ("delete", "takes a capture away"),
    ("hoist", "gives a capture a name above its statement, and puts the name in its place"),
    ("import", "adds an import, or a name beside one that is imported"),
    ("reparse", "reads the tokens of a macro as code"),
    ("accessor", "a call that reads or writes a place of its name"),
    ("edition", "only in these editions of the language"),
];

/// Checks the words of patterns: captures of facts, predicates and directives. Captures that begin with `_` are
/// helpers and always legal.
pub fn check(patterns: &[Pattern], kind: FileKind, extra_captures: &[&str]) -> Vec<LoadError> {
    let mut errors = Vec::new();
    for pattern in patterns {
        if kind == FileKind::Facts {
            pattern.root.each_capture(&mut |capture| {
                let known = || CAPTURES.iter().map(|word| word.0).chain(extra_captures.iter().copied());
                if !capture.text.starts_with('_') && !known().any(|word| word == capture.text) {
                    let hint = suggest::hint(&capture.text, known());
                    let message = format!("unknown capture `{}`{hint}", capture.text);
                    errors.push(LoadError::new(&pattern.file, capture.at, message));
                }
            });
        }
        errors.extend(pattern.predicates.iter().filter_map(|predicate| check_predicate(pattern, predicate)));
    }
    errors
}

fn check_predicate(pattern: &Pattern, predicate: &Predicate) -> Option<LoadError> {
    let (words, others, what, mark, other_mark) = if predicate.directive {
        (DIRECTIVES, PREDICATES, "directive", '!', '?')
    } else {
        (PREDICATES, DIRECTIVES, "predicate", '?', '!')
    };
    let name = predicate.name.as_str();
    if words.iter().any(|word| word.0 == name) {
        return None;
    }
    let hint = if others.iter().any(|word| word.0 == name) {
        format!("; did you mean `#{name}{other_mark}`?")
    } else {
        suggest::nearest(name, words.iter().map(|word| word.0))
            .map_or_else(String::new, |word| format!("; did you mean `#{word}{mark}`?"))
    };
    let at = Place { line: predicate.line, column: predicate.column };
    Some(LoadError::new(&pattern.file, at, format!("unknown {what} `#{name}{mark}`{hint}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::scm;

    fn messages(kind: FileKind, source: &str) -> Vec<String> {
        match scm::read("f.scm", source) {
            Ok(patterns) => check(&patterns, kind, &["mine"]).iter().map(ToString::to_string).collect(),
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
            messages(FileKind::Rule, "((a) @anything (#pth? @anything \"x\") (#not-fix? @anything) (#wibble! 1))"),
            [
                "f.scm:1:17: unknown predicate `#pth?`; did you mean `#path?`?",
                "f.scm:1:39: unknown predicate `#fix?`; did you mean `#fix!`?",
                "f.scm:1:61: unknown directive `#wibble!`",
            ]
        );
    }

    #[test]
    fn no_word_is_listed_twice() {
        for words in [CAPTURES, PREDICATES, DIRECTIVES] {
            let mut names: Vec<&str> = words.iter().map(|word| word.0).collect();
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count);
        }
    }
}
