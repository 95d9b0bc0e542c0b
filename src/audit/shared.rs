//! Guards that sentences share: what several are silent about is said once, in `guards.scm`, and has a name. A guard may name
//! others: it asks what these ask.

use super::compile::Fault;
use crate::flow::Sentence;
use crate::syntax::scm::{Arg, Pattern, Predicate};
use crate::syntax::suggest;
use std::collections::BTreeMap;

/// The file that they stand in.
pub const FILE: &str = "guards.scm";

/// In a guard the first place of the sentence that has it, whatever that calls it.
const PLACE: &str = "place";
/// In a guard the step that is underlined.
const STEP: &str = "step";
/// In a guard as in a sentence: the name of the function.
const FUNCTION: &str = "function";

/// All guards, by name.
#[derive(Debug, Default)]
pub struct Guards(BTreeMap<String, Vec<Predicate>>);

impl Guards {
    /// Reads the patterns of `guards.scm`: the capture of each is its name.
    ///
    /// # Errors
    /// The line and what is wrong there.
    pub fn read(patterns: Vec<Pattern>) -> Result<Guards, Fault> {
        let mut guards: BTreeMap<String, (u32, Vec<Predicate>)> = BTreeMap::new();
        for pattern in patterns {
            let fault = |message: &str| Err((pattern.line, message.to_string()));
            let Some(name) = pattern.name().map(str::to_string) else {
                return fault("a guard wants a name: `((guard) @name (#not-match? @place \"...\"))`");
            };
            let only_tells = |predicate: &Predicate| predicate.directive && !names_guards(predicate);
            if pattern.predicates.iter().any(|predicate| only_tells(predicate) || predicate.name == "path") {
                return fault("a guard only asks; paths and directives are for the sentences that have it");
            }
            if guards.insert(name, (pattern.line, pattern.predicates)).is_some() {
                return fault("there is a guard of that name already");
            }
        }
        let whole = guards.iter().map(|(name, (line, asked))| {
            let mut all = Vec::with_capacity(asked.len());
            unfold(asked, &guards, &mut vec![name.as_str()], &mut all)?;
            match all.is_empty() {
                true => Err((*line, format!("the guard `{name}` asks nothing"))),
                false => Ok((name.clone(), all)),
            }
        });
        whole.collect::<Result<_, Fault>>().map(Guards)
    }

    /// The pattern with what its guards ask in the place of `#guards!`.
    ///
    /// # Errors
    /// The line and what is wrong there.
    pub fn put_into(&self, mut pattern: Pattern) -> Result<Pattern, Fault> {
        if !pattern.predicates.iter().any(names_guards) {
            return Ok(pattern);
        }
        let (steps, place) = spoken_of(&pattern);
        let step = pattern.name().unwrap_or_default().to_string();
        let mut predicates = Vec::with_capacity(pattern.predicates.len());
        for predicate in std::mem::take(&mut pattern.predicates) {
            if !names_guards(&predicate) {
                predicates.push(predicate);
                continue;
            }
            for arg in &predicate.args {
                let fault = |message: String| (predicate.line, message);
                let (name, asked) = named(arg, &self.0, predicate.line)?;
                for known in asked {
                    let mut own = Predicate { line: predicate.line, column: predicate.column, ..known.clone() };
                    for arg in &mut own.args {
                        let Arg::Capture(capture) = arg else { continue };
                        *capture = match capture.as_str() {
                            PLACE => place.clone(),
                            STEP => step.clone(),
                            other if other == FUNCTION || steps.iter().any(|step| step == other) => continue,
                            other => {
                                return Err(fault(format!(
                                    "the guard `{name}` speaks of a step `@{other}`, which is not here"
                                )));
                            }
                        };
                    }
                    predicates.push(own);
                }
            }
        }
        pattern.predicates = predicates;
        Ok(pattern)
    }
}

/// True for `#guards!`.
fn names_guards(predicate: &Predicate) -> bool {
    predicate.directive && predicate.name == "guards"
}

/// The guard that an argument of `#guards!` names.
fn named<'g, T>(arg: &'g Arg, guards: &'g BTreeMap<String, T>, line: u32) -> Result<(&'g str, &'g T), Fault> {
    let Arg::Text(name) = arg else { return Err((line, "`#guards!` wants names".to_string())) };
    let asked = guards.get(name).ok_or_else(|| {
        let hint = suggest::hint(name, guards.keys().map(String::as_str));
        (line, format!("unknown guard `{name}`{hint}"))
    })?;
    Ok((name, asked))
}

/// What is asked, with what the guards ask that it names; `path` is how one came there.
fn unfold<'g>(
    asked: &'g [Predicate],
    guards: &'g BTreeMap<String, (u32, Vec<Predicate>)>,
    path: &mut Vec<&'g str>,
    all: &mut Vec<Predicate>,
) -> Result<(), Fault> {
    for predicate in asked {
        if !names_guards(predicate) {
            all.push(predicate.clone());
            continue;
        }
        for arg in &predicate.args {
            let (name, (_, more)) = named(arg, guards, predicate.line)?;
            if path.contains(&name) {
                return Err((predicate.line, format!("the guard `{name}` names itself")));
            }
            path.push(name);
            unfold(more, guards, path, all)?;
            path.pop();
        }
    }
    Ok(())
}

/// The names of the steps of a sentence, and that of its first place.
fn spoken_of(pattern: &Pattern) -> (Vec<String>, String) {
    let mut steps = Vec::new();
    let mut place = String::new();
    for arg in pattern.predicates.iter().filter(|predicate| predicate.name == "path").flat_map(|path| &path.args) {
        match arg {
            Arg::Capture(name) => place.clone_from(name),
            // What cannot be read is told where the sentence is.
            Arg::Text(text) => {
                let sentence = Sentence::read(text).ok();
                steps.extend(sentence.iter().flat_map(|sentence| sentence.acts()).map(|act| act.name.clone()));
            }
        }
    }
    (steps, place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::scm;

    const TWO: &str = "((guard) @old (#not-match? @place \"a\") (#not-inside? @step \"loop\"))
        ((guard) @rushed (#not-match? @suspend \"b\") (#not-match? @function \"c\"))";

    fn guards(source: &str) -> Result<Guards, Fault> {
        Guards::read(scm::read("guards.scm", source).unwrap_or_default())
    }

    /// What a sentence asks with its guards in it, in the words of its file.
    fn asked(sentence: &str) -> Result<Vec<String>, Fault> {
        let pattern = scm::read("any/x.scm", sentence).unwrap_or_default().pop().ok_or((0, String::new()))?;
        let with = guards(TWO)?.put_into(pattern)?;
        let spell = |arg: &Arg| match arg {
            Arg::Capture(name) => format!("@{name}"),
            Arg::Text(text) => text.clone(),
        };
        let spelled = |predicate: &Predicate| {
            let args: Vec<String> = predicate.args.iter().map(spell).collect();
            format!("{}:{} {}", predicate.line, predicate.name, args.join(" "))
        };
        Ok(with.predicates.iter().map(spelled).collect())
    }

    #[test]
    fn a_guard_speaks_of_the_sentence_that_has_it() {
        let sentence = "((event) @write\n(#path? @state \"read .. suspend .. write\")\n(#guards! \"old\" \"rushed\")\n(#elsewhere? @state \"write\"))";
        let with = asked(sentence);
        let expected = [
            "2:path @state read .. suspend .. write",
            "3:match @state a",
            "3:inside @write loop",
            "3:match @suspend b",
            "3:match @function c",
            "4:elsewhere @state write",
        ];
        assert_eq!(with, Ok(expected.map(str::to_string).to_vec()));
        let plain = "((event) @write (#path? @state \"read .. write\"))";
        assert_eq!(asked(plain), Ok(vec!["1:path @state read .. write".to_string()]));
    }

    #[test]
    fn a_guard_asks_what_those_ask_that_it_names() {
        let three = format!("{TWO} ((guard) @both (#guards! \"old\" \"rushed\") (#not-match? @place \"d\"))");
        let asked = |name: &str| {
            let known = guards(&three).ok()?;
            Some(known.0.get(name)?.iter().map(|predicate| predicate.name.clone()).collect::<Vec<_>>())
        };
        let expected = ["match", "inside", "match", "match", "match"].map(str::to_string).to_vec();
        assert_eq!(asked("both"), Some(expected));
        let round = "((guard) @a (#guards! \"b\")) ((guard) @b (#guards! \"a\"))";
        assert_eq!(guards(round).err().map(|(_, message)| message).as_deref(), Some("the guard `a` names itself"));
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let fault = |sentence: &str| asked(sentence).err().map(|(_, message)| message);
        let unknown = fault("((event) @write (#path? @state \"read .. write\") (#guards! \"odl\"))");
        assert_eq!(unknown.as_deref(), Some("unknown guard `odl`; did you mean `old`?"));
        let absent = fault("((event) @write (#path? @state \"read .. write\") (#guards! \"rushed\"))");
        assert_eq!(absent.as_deref(), Some("the guard `rushed` speaks of a step `@suspend`, which is not here"));
        for wrong in [
            "((guard) (#not-match? @place \"a\"))",
            "((guard) @a (#path? @place \"read\"))",
            "((guard) @a (#match? @place \"a\")) ((guard) @a (#match? @place \"a\"))",
            "((guard) @a)",
            "((guard) @a (#severity! \"hint\"))",
            "((guard) @a (#guards! \"b\"))",
        ] {
            assert!(guards(wrong).is_err(), "{wrong}");
        }
    }
}
