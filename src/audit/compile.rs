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
        /// `loop`, `handler`, `callee` and the like.
        region: String,
        /// `#not-inside?`.
        negated: bool,
    },
    /// The function around a capture matches somewhere.
    Around {
        /// The capture.
        of: String,
        /// What must match.
        pattern: Regex,
        /// `#not-around?`.
        negated: bool,
    },
    /// The text of a capture contains a name.
    Mentions {
        /// The capture.
        of: String,
        /// The capture whose text is the name.
        name: String,
        /// `#not-mentions?`.
        negated: bool,
    },
    /// A name occurs once in its function.
    Unused {
        /// The capture.
        name: String,
        /// `#not-unused?`.
        negated: bool,
    },
    /// The function that the step runs is of that sort.
    Is {
        /// The step.
        of: String,
        /// `async`, `safe`.
        sort: String,
        /// `#not-is?`.
        negated: bool,
    },
}

/// The regions that `#inside?` may ask for.
const REGIONS: [&str; 9] = ["loop", "handler", "callee", "try", "cleanup", "async", "module", "startup", "test"];

/// What `#is?` may ask of the function that a step runs.
const SORTS: [&str; 2] = ["async", "safe"];

/// A shape of the tree by which a rule reports: a pattern of `queries/<language>/<rule>.scm` with `#report!`.
#[derive(Debug)]
pub struct Report {
    /// The rule.
    pub rule: String,
    /// The index of the pattern among all of its language.
    pub pattern: u32,
    /// What it captures under which name.
    pub captures: Vec<(String, u16)>,
    /// The name of the capture that the finding underlines.
    pub primary: String,
    /// What must hold beside the shape.
    pub tests: Vec<Test>,
}

impl Report {
    /// Takes out of a pattern what the matcher cannot ask. Captures get names that facts do not know; `captures` is
    /// left to whoever compiles the pattern.
    ///
    /// # Errors
    /// The line and what is wrong there.
    pub fn read(rule: &str, pattern: scm::Pattern) -> Result<(Report, scm::Pattern), Fault> {
        let mut report = Report {
            rule: rule.to_string(),
            pattern: 0,
            captures: Vec::new(),
            primary: String::new(),
            tests: Vec::new(),
        };
        let mut pattern = pattern;
        let mut left = Vec::new();
        for predicate in std::mem::take(&mut pattern.predicates) {
            let fault = |message: String| (predicate.line, message);
            let capture = match predicate.args.first() {
                Some(scm::Arg::Capture(name)) => Some(name.clone()),
                _ => None,
            };
            match (predicate.directive, predicate.name.as_str()) {
                (true, "report") => {
                    let name = capture.filter(|name| !name.starts_with('_'));
                    report.primary = name
                        .ok_or_else(|| fault("`#report!` names the capture to underline, and no helper".to_string()))?;
                }
                (false, "inside") => {
                    let of = capture.ok_or_else(|| fault("`#inside?` wants a capture".to_string()))?;
                    report.tests.extend(regions(&of, &predicate)?);
                }
                (false, "around") => {
                    let source = match predicate.args.get(1..) {
                        Some([scm::Arg::Text(region), scm::Arg::Text(source)]) if region == "function" => source,
                        _ => return Err(fault("`#around?` wants a capture, \"function\" and a pattern".to_string())),
                    };
                    let pattern = Regex::new(source).map_err(|error| fault(error.to_string()))?;
                    report.tests.push(Test::Around {
                        of: capture.ok_or_else(|| fault("`#around?` wants a capture".to_string()))?,
                        pattern,
                        negated: predicate.negated,
                    });
                }
                (false, "mentions") => {
                    let (Some(of), Some(scm::Arg::Capture(name))) = (capture, predicate.args.get(1)) else {
                        return Err(fault("`#mentions?` wants two captures".to_string()));
                    };
                    report.tests.push(Test::Mentions { of, name: name.clone(), negated: predicate.negated });
                }
                (false, "unused") => report.tests.push(Test::Unused {
                    name: capture.ok_or_else(|| fault("`#unused?` wants a capture".to_string()))?,
                    negated: predicate.negated,
                }),
                (false, "names" | "eq" | "any-of" | "match") => left.push(predicate),
                (directive, name) => {
                    let mark = if directive { '!' } else { '?' };
                    return Err(fault(format!("`#{name}{mark}` is not for patterns that report")));
                }
            }
        }
        pattern.predicates = left;
        let mut found = false;
        pattern.root.each_capture(&mut |capture| found |= capture.text == report.primary);
        if !found {
            return Err((pattern.line, format!("@{} is not in this pattern", report.primary)));
        }
        Ok((report, pattern.renamed(&hidden)))
    }
}

/// A capture of a shape under a name that is no role.
pub fn hidden(name: &str) -> String {
    format!("_{name}")
}

/// `(#inside? @x "loop" "async")`.
fn regions(of: &str, predicate: &scm::Predicate) -> Result<Vec<Test>, Fault> {
    let texts = predicate.args.iter().filter_map(|arg| match arg {
        scm::Arg::Text(text) => Some(text.as_str()),
        scm::Arg::Capture(_) => None,
    });
    texts
        .map(|region| match REGIONS.contains(&region) {
            true => Ok(Test::Inside { of: of.to_string(), region: region.to_string(), negated: predicate.negated }),
            false => Err((predicate.line, format!("unknown region `{region}`; known are {}", REGIONS.join(", ")))),
        })
        .collect()
}

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
                "match" => {
                    let source = texts.first().copied().unwrap_or("");
                    let regex = Regex::new(source).map_err(|error| fault(error.to_string()))?;
                    tests.push(Test::Text { of: named()?, pattern: regex, negated: predicate.negated });
                }
                "inside" => tests.extend(regions(&named()?, predicate)?),
                "is" => {
                    for sort in &texts {
                        if !SORTS.contains(sort) {
                            return Err(fault(format!("unknown sort `{sort}`; known are {}", SORTS.join(", "))));
                        }
                        tests.push(Test::Is { of: named()?, sort: (*sort).to_string(), negated: predicate.negated });
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
        Ok(Hazard { variables, path, elsewhere, tests, primary })
    }

    /// True where the hazard lies in files, which other processes share.
    pub fn is_about_files(&self) -> bool {
        self.path
            .acts()
            .any(|act| act.words.contains(&WordTest::Event(crate::facts::Word::Write, Some(Kind::Truncate))))
    }
}
