//! The Shared State Map: every place that outlives a call, who declares it, writes it and reads it, what guards it, from
//! where it is reached, and what that comes to.
//!
//! [`sheet`] reads one file into plain data, [`draw`] joins the sheets of a project: places of two files are one place
//! where the project's index says so. A place is on the map if at least two functions touch it, if it belongs to a module or to an
//! object that the whole program shares, or if it is a file, or if a rule speaks of it; and if it changes at all after the program has started.

mod draw;
mod sheet;
mod verdict;

pub use draw::{add, draw, index, orders, sharers};
pub use sheet::{Sheet, sheet};

use serde::Serialize;

/// All shared state of a project, in order of path and line.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Map {
    /// The places.
    pub places: Vec<Place>,
}

/// A place that outlives a call.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// Its name: `Class.field`, the name of a variable, or the file as the code names it.
    pub place: String,
    /// What sort of storage it is.
    pub kind: Sort,
    /// Where it is declared; none for what the code only uses.
    pub declared: Option<Spot>,
    /// Who writes it.
    pub writes: Vec<Access>,
    /// Who reads it.
    pub reads: Vec<Access>,
    /// The locks under which it is accessed after start-up.
    pub guarded_by: Vec<Guard>,
    /// The entry points from which it is reached.
    pub reached_from: Vec<Reach>,
    /// The variable that holds the object it belongs to, where the whole program shares one.
    pub instance: Option<String>,
    /// What it comes to.
    pub verdict: Verdict,
    /// The same in a sentence.
    pub why: String,
    /// What the rules say of it.
    pub findings: Vec<Hazard>,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Spot {
    /// The file, relative to the root, with `/`.
    pub path: String,
    /// 1-based line.
    pub line: u32,
}

/// A read or a write.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Access {
    /// The file, relative to the root, with `/`.
    pub path: String,
    /// 1-based line.
    pub line: u32,
    /// The function that it stands in; empty for the code of a module.
    pub function: String,
}

/// A lock, and how often it is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guard {
    /// Its name.
    pub lock: String,
    /// The number of accesses under it.
    pub held: usize,
    /// The number of all accesses after start-up.
    pub of: usize,
}

/// An entry point.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reach {
    /// The function that is entered.
    pub function: String,
    /// The file, relative to the root, with `/`.
    pub path: String,
    /// 1-based line.
    pub line: u32,
    /// How often: by many activations at a time, or by one.
    pub times: Times,
}

/// How often an entry is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Times {
    /// While the program starts.
    StartUp,
    /// By one activation at a time.
    Once,
    /// By as many as please.
    Many,
}

/// What a rule says of a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Hazard {
    /// The file, relative to the root, with `/`.
    pub path: String,
    /// 1-based line.
    pub line: u32,
    /// The id of the rule.
    pub rule: String,
    /// How much it weighs.
    pub severity: crate::audit::Severity,
}

/// A lock that is taken while another is held.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Order {
    /// The lock that is held.
    pub held: String,
    /// The one that is taken.
    pub taken: String,
    /// The function that does.
    pub function: String,
    /// The file, relative to the root, with `/`.
    pub path: String,
    /// 1-based line.
    pub line: u32,
}

/// What sort of storage a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// A field of a class.
    Field,
    /// A variable at the top of a file.
    Variable,
    /// A variable of a function that work which goes on by itself has captured.
    Captured,
    /// A file on disk.
    File,
    /// The variables of the process.
    Environment,
    /// What nothing in the project declares: a field of a global or of another package.
    Foreign,
}

/// What the accesses of a place come to, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// A rule reports it.
    Hazard,
    /// A lock is held at some accesses and not at others.
    PartlyGuarded,
    /// Some function touches it on both sides of a suspension, without a lock.
    Open,
    /// No function gives way between two accesses.
    NoSwitch,
    /// A lock is held at every access.
    Guarded,
    /// Its type is made to be shared.
    SafeByType,
    /// One activation at a time touches it.
    OneAtATime,
    /// Nothing changes it after start-up.
    StartUpOnly,
}

impl Verdict {
    /// The word for it in reports.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Hazard => "hazard",
            Verdict::PartlyGuarded => "partly guarded",
            Verdict::Open => "open",
            Verdict::NoSwitch => "no switch between",
            Verdict::Guarded => "guarded",
            Verdict::SafeByType => "safe by type",
            Verdict::OneAtATime => "one at a time",
            Verdict::StartUpOnly => "start-up only",
        }
    }
}

impl Place {
    /// Where it is declared, or first touched.
    pub fn home(&self) -> Spot {
        let first = || self.writes.iter().chain(&self.reads).min();
        let touched = || first().map(|access| Spot { path: access.path.clone(), line: access.line });
        self.declared.clone().or_else(touched).unwrap_or(Spot { path: String::new(), line: 0 })
    }
}
