//! Rules made ready: the sentences of `queries/any/<rule>.scm` and what else they ask.

use crate::facts::Kind;
use crate::flow::{Sentence, WordTest};
use crate::syntax::scm;
use regex::Regex;

/// One pattern of a rule: a sentence about the tape, and conditions.
#[derive(Debug)]
pub struct Hazard {
    /// The place variables; the first is the one that acts without a variable are about.
    pub variables: Vec<String>,
    /// What must happen on one path of one activation.
    pub path: Sentence,
    /// What another activation must, or must not, be able to do meanwhile.
    pub elsewhere: Vec<Elsewhere>,
    /// What a closure that the function hands out must, or must not, be able to do.
    pub handed_out: Vec<Elsewhere>,
    /// What the places and steps must be.
    pub tests: Vec<Test>,
    /// The step that the finding underlines.
    pub primary: String,
}

/// `#elsewhere?`, of another activation that may run at the same time.
#[derive(Debug)]
pub struct Elsewhere {
    /// The sentence, about the place of the first variable.
    pub sentence: Sentence,
    /// `#not-elsewhere?`.
    pub negated: bool,
}

/// A condition on what a pattern speaks of.
#[derive(Debug)]
pub enum Test {
    /// The text of the place or step matches.
    Text {
        /// The variable or step.
        of: String,
        /// What must match.
        pattern: Regex,
        /// `#not-match?`.
        negated: bool,
    },
    /// The step stands in a region of that sort.
    Inside {
        /// The step.
        of: String,
        /// One of [`REGIONS`].
        region: String,
        /// `#not-inside?`.
        negated: bool,
    },
}

/// The regions that `#inside?` knows.
const REGIONS: [&str; 4] = ["loop", "handler", "callee", "parallel"];

/// What is wrong with a pattern: its line and a sentence.
pub type Fault = (u32, String);

impl Hazard {
    /// Reads a pattern of `queries/any`.
    ///
    /// # Errors
    /// The line and what is wrong there.
    pub fn read(pattern: &scm::Pattern) -> Result<Hazard, Fault> {
        let mut path = None;
        let mut variables = Vec::new();
        let mut elsewhere = Vec::new();
        let mut handed_out = Vec::new();
        let mut tests = Vec::new();
        for predicate in &pattern.predicates {
            let fault = |message: String| (predicate.line, message);
            let mut captures = predicate.args.iter().filter_map(|arg| match arg {
                scm::Arg::Capture(name) => Some(name.clone()),
                scm::Arg::Text(_) => None,
            });
            let texts: Vec<&str> = predicate
                .args
                .iter()
                .filter_map(|arg| match arg {
                    scm::Arg::Text(text) => Some(text.as_str()),
                    scm::Arg::Capture(_) => None,
                })
                .collect();
            let first = captures.next();
            let named = || first.clone().ok_or_else(|| fault(format!("`#{}?` wants a capture", predicate.name)));
            match predicate.name.as_str() {
                "path" => {
                    variables.extend(first);
                    path = Some(Sentence::read(&texts.join(" ")).map_err(fault)?);
                }
                "elsewhere" => elsewhere.push(Elsewhere {
                    sentence: Sentence::read(&texts.join(" ")).map_err(fault)?,
                    negated: predicate.negated,
                }),
                "handed-out" => handed_out.push(Elsewhere {
                    sentence: Sentence::read(&texts.join(" ")).map_err(fault)?,
                    negated: predicate.negated,
                }),
                "match" => {
                    let source = texts.first().copied().unwrap_or("");
                    let regex = Regex::new(source).map_err(|error| fault(error.to_string()))?;
                    tests.push(Test::Text { of: named()?, pattern: regex, negated: predicate.negated });
                }
                "inside" => {
                    for region in &texts {
                        if !REGIONS.contains(region) {
                            return Err(fault(format!("unknown region `{region}`; known are {}", REGIONS.join(", "))));
                        }
                        tests.push(Test::Inside {
                            of: named()?,
                            region: (*region).to_string(),
                            negated: predicate.negated,
                        });
                    }
                }
                other => return Err(fault(format!("`#{other}?` is not for patterns of queries/any"))),
            }
        }
        let path = path.ok_or((pattern.line, "a pattern of queries/any needs `#path?`".to_string()))?;
        let mut primary = String::new();
        pattern.root.each_capture(&mut |capture| primary = capture.text.clone());
        if !path.acts().any(|act| act.name == primary) {
            return Err((pattern.line, format!("no step of the path is called `{primary}`")));
        }
        Ok(Hazard { variables, path, elsewhere, handed_out, tests, primary })
    }

    /// True where the hazard lies in files, which other processes share.
    pub fn is_about_files(&self) -> bool {
        self.path
            .acts()
            .any(|act| act.words.contains(&WordTest::Event(crate::facts::Word::Write, Some(Kind::Truncate))))
    }
}
