//! Rules made ready: the sentences of `queries/any/<rule>.scm` and what else they ask.

use super::Severity;
use crate::facts::Word;
use crate::flow::{Act, Sentence, Step, WordTest};
use crate::project::Evidence;
use crate::syntax::{LazyRegex, scm};

/// One pattern of a rule: a sentence about the tape, and conditions.
#[derive(Debug)]
pub struct Hazard {
    /// The place variables of the path; the first is the one that acts without a variable are about.
    pub variables: Vec<String>,
    /// What must happen on one path of one activation.
    pub path: Sentence,
    /// What another activation must, or must not, be able to do meanwhile.
    pub elsewhere: Vec<Elsewhere>,
    /// What the places and steps must be.
    pub tests: Vec<Test>,
    /// The hazard is one of threads, which interleave anywhere: what must speak for calls from several of them.
    pub threads: Option<Evidence>,
    /// The step that the finding underlines.
    pub primary: String,
    /// `#inverted?`: another activation takes the locks of the first and last step in the other order.
    pub inverted: bool,
    /// `#severity!`: a finding weighs no more than this, whatever the page says.
    pub at_most: Option<Severity>,
    /// `#message!`: what is said of a finding, where the page's message does not fit.
    pub message: Option<String>,
}

/// `#elsewhere?`, of another activation that may run at the same time.
#[derive(Debug)]
pub struct Elsewhere {
    /// The place variable that acts without one are about.
    pub variable: String,
    /// The sentence.
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
        pattern: LazyRegex,
        /// `#not-match?`.
        negated: bool,
    },
    /// What the path of the file, or the code of the step, is made of, followed through names, matches somewhere.
    Spelled {
        /// The variable or step.
        of: Option<String>,
        /// What must match.
        pattern: LazyRegex,
        /// `#not-spelled?`.
        negated: bool,
    },
    /// Some function of the file, or this one, has such a path about the place of the first variable, whenever it runs.
    Anywhere {
        /// `#here?`: it is this one.
        here: bool,
        /// The sentence.
        sentence: Sentence,
        /// `#not-anywhere?`.
        negated: bool,
    },
    /// Another activation of the function may run while this one is between its first step and its last.
    Overlaps {
        /// `#not-overlaps?`.
        negated: bool,
    },
    /// The text of the effect around the step matches somewhere.
    Effect {
        /// What must match.
        pattern: LazyRegex,
        /// `#not-effect?`.
        negated: bool,
    },
    /// A loop stands around one step and not around another.
    Outside {
        /// The step that is outside.
        of: String,
        /// The step in the loop.
        within: String,
        /// `#not-outside?`.
        negated: bool,
    },
    /// A method of the same class has a name that matches.
    Beside {
        /// What must match.
        pattern: LazyRegex,
        /// `#not-beside?`.
        negated: bool,
    },
    /// The function has such a name, and whoever is known to call it has such a one, too, or runs at the start.
    OnlyFrom {
        /// What the name of the function must match.
        own: LazyRegex,
        /// What the names of its callers must match.
        callers: LazyRegex,
        /// `#not-only-from?`.
        negated: bool,
    },
    /// The step stands in a region of that sort.
    Inside {
        /// The step.
        of: String,
        /// Of [`REGIONS`].
        region: String,
        /// `#not-inside?`.
        negated: bool,
    },
    /// An error may leave the function before what the step took is given back.
    LeftByError {
        /// The step.
        of: String,
        /// `#not-left-by-error?`.
        negated: bool,
    },
    /// The place is mostly accessed under a lock, and the step has none.
    MostlyHeld {
        /// The step.
        of: String,
        /// `#not-mostly-held?`.
        negated: bool,
    },
    /// Other callers of what the step calls turn back on a check that is not made here.
    Usually {
        /// The step.
        of: String,
        /// `#not-usually?`.
        negated: bool,
    },
    /// No access of the place holds a lock.
    NeverHeld {
        /// `#not-never-held?`.
        negated: bool,
    },
    /// The function that the step runs is of that sort.
    Is {
        /// The step.
        of: String,
        /// Of [`SORTS`].
        sort: String,
        /// `#not-is?`.
        negated: bool,
    },
    /// The work that the step starts, or what that calls in turn, has such a path.
    Runs {
        /// The step.
        of: String,
        /// The sentence; its place variables are those of the path, and others that are looked for there.
        sentence: Sentence,
        /// `#not-runs?`.
        negated: bool,
    },
    /// A closure that the function returns has such a path.
    HandedOut {
        /// The sentence.
        sentence: Sentence,
        /// `#not-handed-out?`.
        negated: bool,
    },
    /// The place begins at a root of that sort.
    Root {
        /// The variable.
        of: String,
        /// Words of [`ROOTS`].
        roots: Vec<String>,
        /// `#not-root?`.
        negated: bool,
    },
    /// Nobody beyond the file can reach the place, and no function of the file has such a path.
    Nowhere {
        /// The variable.
        of: String,
        /// The sentence.
        sentence: Sentence,
    },
    /// The qualified name of the type of the place matches.
    Typed {
        /// The variable.
        of: String,
        /// What must match.
        pattern: LazyRegex,
        /// `#not-typed?`.
        negated: bool,
    },
    /// The text of the step has the name of a parameter in it.
    Mentions {
        /// The step.
        of: String,
        /// `#not-mentions?`.
        negated: bool,
    },
    /// The text of the innermost loop or function around the step matches.
    Around {
        /// The step.
        of: String,
        /// `loop` or `function`.
        region: String,
        /// What must match.
        pattern: LazyRegex,
        /// `#not-around?`.
        negated: bool,
    },
}

/// Where a place may begin, as `#root?` says it.
pub const ROOTS: &[&str] = &["environment", "import", "module", "row", "self", "variable"];

/// The regions that `#inside?` may ask for.
const REGIONS: [&str; 15] = [
    "loop",
    "rounds",
    "forgiving",
    "handler",
    "callee",
    "parallel",
    "try",
    "cleanup",
    "async",
    "module",
    "startup",
    "test",
    "thread",
    "effect",
    "effect-again",
];

/// What `#is?` may ask of the function that a step runs.
const SORTS: [&str; 5] = ["async", "safe", "handled", "library", "rebound"];

/// The regions that `(#inside? @x "loop" "async")` asks for.
///
/// # Errors
/// The line and what is wrong there.
pub fn regions(predicate: &scm::Predicate) -> Result<Vec<String>, Fault> {
    let texts = predicate.args.iter().filter_map(|arg| match arg {
        scm::Arg::Text(text) => Some(text),
        scm::Arg::Capture(_) => None,
    });
    texts
        .map(|region| match REGIONS.contains(&region.as_str()) {
            true => Ok(region.clone()),
            false => Err((predicate.line, format!("unknown region `{region}`; known are {}", REGIONS.join(", ")))),
        })
        .collect()
}

/// The severity that `(#severity! "hint")` names.
///
/// # Errors
/// The line and what is wrong there.
pub fn severity(predicate: &scm::Predicate) -> Result<Severity, Fault> {
    let [scm::Arg::Text(word)] = predicate.args.as_slice() else {
        return Err((predicate.line, "`#severity!` wants one severity".to_string()));
    };
    Severity::from_word(word).ok_or_else(|| (predicate.line, format!("unknown severity `{word}`")))
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
        let mut inverted = false;
        let mut threads = None;
        let mut at_most = None;
        let mut message = None;
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
            let pattern = |at: usize| {
                LazyRegex::read(texts.get(at).copied().unwrap_or("")).map_err(|error| fault(error.to_string()))
            };
            match predicate.name.as_str() {
                "path" => {
                    variables.extend(first);
                    let sentence = Sentence::read(&texts.join(" ")).map_err(fault)?;
                    for variable in sentence.places() {
                        if !variables.iter().any(|known| known == variable) {
                            variables.push(variable.to_string());
                        }
                    }
                    path = Some(sentence);
                }
                "elsewhere" => elsewhere.push(Elsewhere {
                    variable: named()?,
                    sentence: Sentence::read(&texts.join(" ")).map_err(fault)?,
                    negated: predicate.negated,
                }),
                "handed-out" => tests.push(Test::HandedOut {
                    sentence: Sentence::read(&texts.join(" ")).map_err(fault)?,
                    negated: predicate.negated,
                }),
                "match" => {
                    tests.push(Test::Text { of: named()?, pattern: pattern(0)?, negated: predicate.negated });
                }
                place @ ("anywhere" | "here") => tests.push(Test::Anywhere {
                    here: place == "here",
                    sentence: Sentence::read(&texts.join(" ")).map_err(fault)?,
                    negated: predicate.negated,
                }),
                "overlaps" => tests.push(Test::Overlaps { negated: predicate.negated }),
                "spelled" => {
                    tests.push(Test::Spelled { of: first.clone(), pattern: pattern(0)?, negated: predicate.negated });
                }
                "effect" => {
                    tests.push(Test::Effect { pattern: pattern(0)?, negated: predicate.negated });
                }
                "beside" => {
                    tests.push(Test::Beside { pattern: pattern(0)?, negated: predicate.negated });
                }
                "only-from" => {
                    tests.push(Test::OnlyFrom { own: pattern(0)?, callers: pattern(1)?, negated: predicate.negated });
                }
                "outside" => {
                    let within = captures.next().ok_or_else(|| fault("`#outside?` wants two steps".into()))?;
                    tests.push(Test::Outside { of: named()?, within, negated: predicate.negated });
                }
                "inverted" => inverted = true,
                "severity" => at_most = Some(severity(predicate)?),
                "message" => message = texts.first().map(|text| (*text).to_string()),
                "inside" => {
                    for region in regions(predicate)? {
                        tests.push(Test::Inside { of: named()?, region, negated: predicate.negated });
                    }
                }
                "threads" => {
                    threads = Some(match texts.first() {
                        None => Evidence::Likely,
                        Some(&"possible") => Evidence::Possible,
                        Some(&"sure") => Evidence::Sure,
                        Some(other) => {
                            return Err(fault(format!("unknown evidence `{other}`; known are possible, sure")));
                        }
                    });
                }
                "left-by-error" => tests.push(Test::LeftByError { of: named()?, negated: predicate.negated }),
                "usually" => tests.push(Test::Usually { of: named()?, negated: predicate.negated }),
                "never-held" => tests.push(Test::NeverHeld { negated: predicate.negated }),
                "mostly-held" => {
                    let of = captures.next().ok_or_else(|| fault("`#mostly-held?` wants a place and a step".into()))?;
                    tests.push(Test::MostlyHeld { of, negated: predicate.negated });
                }
                "is" => {
                    for sort in &texts {
                        if !SORTS.contains(sort) {
                            return Err(fault(format!("unknown sort `{sort}`; known are {}", SORTS.join(", "))));
                        }
                        let sort = (*sort).to_string();
                        tests.push(Test::Is { of: named()?, sort, negated: predicate.negated });
                    }
                }
                "runs" => tests.push(Test::Runs {
                    of: named()?,
                    sentence: Sentence::read(&texts.join(" ")).map_err(fault)?,
                    negated: predicate.negated,
                }),
                "root" => {
                    if let Some(unknown) = texts.iter().find(|root| !ROOTS.contains(root)) {
                        return Err(fault(format!("unknown root `{unknown}`; known are {}", ROOTS.join(", "))));
                    }
                    let roots = texts.iter().map(|root| (*root).to_string()).collect();
                    tests.push(Test::Root { of: named()?, roots, negated: predicate.negated });
                }
                "nowhere" if predicate.negated => {
                    return Err(fault("`#nowhere?` cannot be turned round".to_string()));
                }
                "nowhere" => tests
                    .push(Test::Nowhere { of: named()?, sentence: Sentence::read(&texts.join(" ")).map_err(fault)? }),
                "typed" => {
                    tests.push(Test::Typed { of: named()?, pattern: pattern(0)?, negated: predicate.negated });
                }
                "mentions" => {
                    if texts != ["parameter"] {
                        return Err(fault("`#mentions?` wants `parameter`".to_string()));
                    }
                    tests.push(Test::Mentions { of: named()?, negated: predicate.negated });
                }
                "around" => {
                    let &[region @ ("loop" | "function"), _] = texts.as_slice() else {
                        return Err(fault("`#around?` wants `loop` or `function`, and a text to match".to_string()));
                    };
                    let region = region.to_string();
                    tests.push(Test::Around { of: named()?, region, pattern: pattern(1)?, negated: predicate.negated });
                }
                other => return Err(fault(format!("`#{other}?` is not for patterns of queries/any"))),
            }
        }
        let path = path.ok_or((pattern.line, "a pattern of queries/any needs `#path?`".to_string()))?;
        let primary = pattern.name().unwrap_or_default().to_string();
        if !path.acts().any(|act| act.name == primary) {
            return Err((pattern.line, format!("no step of the path is called `{primary}`")));
        }
        for wanted in &elsewhere {
            let mut spoken = wanted.sentence.places().chain(std::iter::once(wanted.variable.as_str()));
            if let Some(unknown) = spoken.find(|name| !variables.iter().any(|known| known == name)) {
                return Err((pattern.line, format!("the path does not speak of the place `@{unknown}`")));
            }
        }
        Ok(Hazard { variables, path, elsewhere, tests, threads, primary, inverted, at_most, message })
    }

    /// True where a task may be in its own way: it waits while it holds a lock, whoever else there is.
    pub fn blocks_itself(&self) -> bool {
        let waits = |word: &WordTest| matches!(word, WordTest::Takes(..));
        self.path.acts().any(|act| act.words.iter().any(waits))
    }

    /// True where what is done rests on a question: programs that start at the same time ask it at the same time.
    pub fn asks_first(&self) -> bool {
        let asks = |act: &Act| act.words.iter().any(|word| matches!(word, WordTest::Missing | WordTest::Present));
        matches!(self.path.steps.first(), Some(Step::Act(act)) if asks(act))
    }

    /// True where locks are taken on the path itself: that one is held is no excuse.
    pub fn speaks_of_locks(&self) -> bool {
        let takes = |word: &WordTest| matches!(word, WordTest::Event(Word::Acquire, _));
        self.path.acts().any(|act| act.words.iter().any(takes))
    }

    /// True where its findings know the lock that guards the place elsewhere.
    pub fn names_lock(&self) -> bool {
        self.tests.iter().any(|test| matches!(test, Test::MostlyHeld { .. }))
    }

    /// True where they know the check that others make.
    pub fn names_guard(&self) -> bool {
        self.tests.iter().any(|test| matches!(test, Test::Usually { negated: false, .. }))
    }

    /// True where the hazard lies in files, which other processes share.
    pub fn is_about_files(&self) -> bool {
        let of_files = |word: &WordTest| match word {
            WordTest::Event(word, Some(kind)) => kind.is_of_files(*word),
            WordTest::OutsideFrom(kind) => kind.is_of_files(Word::Write),
            _ => false,
        };
        self.path.acts().any(|act| act.words.iter().any(of_files))
    }
}
