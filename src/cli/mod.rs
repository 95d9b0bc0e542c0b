//! The command line: what it takes, and what each command does.

mod around;
mod audit;
mod catalogue;
mod fix;
mod map;
mod narrow;
mod run;
mod shell;
mod tape;
mod terminal;
mod test;
mod together;
mod watch;
mod why;

use crate::audit::{Catalogue, Settings, Severity};
use crate::project::{Cache, cache, config};
use crate::report::{Format, printable};
use clap::{ColorChoice, Parser, Subcommand};
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use terminal::{colored, linked, width};

/// What a command comes to: nothing to say against the code.
const CLEAN: u8 = 0;
/// Findings at or above the level that fails.
const FINDINGS: u8 = 1;
/// The run could not do what it was asked to do.
const FAILED: u8 = 2;

/// Finds concurrency hazards in TypeScript, JavaScript, Python and Rust, and shows the interleaving that goes wrong.
#[derive(Debug, Parser)]
#[command(name = "racelens", version, max_term_width = 100, subcommand_required = false)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,

    /// Be a language server on stdin and stdout, as `racelens serve` is
    #[arg(long)]
    stdio: bool,

    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    color: ColorChoice,

    /// When to make links of the places in a report, for the terminal to open
    #[arg(long, global = true, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    hyperlinks: ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    Audit(AuditArguments),
    Fix(FixArguments),
    Map(MapArguments),
    Test(TestArguments),
    /// Show the page of a rule: what it finds, why it matters, what it leaves alone
    Explain {
        /// The id of the rule
        rule: String,
    },
    /// List the rules
    Rules {
        /// Text for people or JSON for programs
        #[arg(long, value_enum, default_value_t)]
        format: ListFormat,
    },
    /// Show the events that racelens reads from a file, in order
    Tape {
        /// A source file
        file: PathBuf,
    },
    /// Print the JSON schema of racelens.toml
    Schema,
    /// Print what completes the command line in a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, for man(1); of a command, if one is named
    Man {
        /// The command
        command: Option<String>,
    },
    /// Be a language server on stdin and stdout
    Serve {
        /// Accepted for clients that pass it; stdin and stdout are all there is
        #[arg(long)]
        stdio: bool,
    },
}

/// Find concurrency hazards in files and folders
///
/// Exits with 0 where nothing is found at or above --fail-on, 1 where something is, and 2 where the command line is
/// wrong or something that was asked for could not be audited. The report goes to stdout, all else to stderr.
///
/// A folder is searched for source files: those that .gitignore or the `exclude` of racelens.toml names are left out,
/// hidden ones too; vendored, generated and minified ones are skipped and counted. A file that is named is audited
/// whatever it is. Files that are not UTF-8 are skipped with a word on stderr and do not change the exit code.
#[derive(Debug, clap::Args)]
struct AuditArguments {
    #[command(flatten)]
    scope: Scope,

    /// The form of the report
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Show hints too
    #[arg(long)]
    strict: bool,

    /// The least severity that makes the exit code 1: hint, info, warning, error, or off for none
    #[arg(long, value_name = "LEVEL", default_value = "warning", value_parser = severity)]
    fail_on: Severity,

    /// Write the report to this file instead of stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Audit again whenever a file has changed, until it is ended
    #[arg(long, conflicts_with_all = ["stdin_filename", "write_baseline"])]
    watch: bool,

    /// Set aside the findings that this file knows, as --write-baseline has written it
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Write all findings to this file, to be set aside from now on; reasons that were written into it stay
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "changed_since"])]
    write_baseline: Option<PathBuf>,

    /// Only findings of which a step is on a line that has changed since the current branch left this revision of git
    #[arg(long, value_name = "REV", conflicts_with = "stdin_filename")]
    changed_since: Option<String>,

    /// Say which rules came near this line and why they say nothing there; no report
    #[arg(long, value_name = "FILE:LINE", value_parser = why::spot, conflicts_with_all = ["paths", "stdin_filename", "output", "baseline", "write_baseline", "changed_since"])]
    why_silent: Option<why::Spot>,
}

/// How a report for people is to look.
#[derive(Clone, Copy, Debug)]
struct Style {
    color: ColorChoice,
    links: ColorChoice,
}

/// Apply the fixes that leave alone what a single task does
///
/// A fix is applied only if its result parses, is rid of the finding and has no other; the file is audited anew after
/// each. A file is replaced as a whole, and not at all if it changes meanwhile. Fixes that may change behaviour are
/// offered in editors only, one at a time.
///
/// Exits with 0 where all is mended that can be, with 1 where --diff has something to show, and with 2 where the
/// command line is wrong or a file could not be read or written.
#[derive(Debug, clap::Args)]
struct FixArguments {
    #[command(flatten)]
    scope: Scope,

    /// Show what would change, and change nothing
    #[arg(long)]
    diff: bool,
}

/// Hold the rules of a project, in .racelens/, to the examples of their pages
///
/// Exits with 0 where every claim of every page holds, with 1 where one does not, and with 2 where there is no such rule or
/// the rules do not load.
#[derive(Debug, clap::Args)]
struct TestArguments {
    /// A folder of the project
    #[arg(default_value = ".")]
    path: PathBuf,

    /// Only this rule; may be given more than once
    #[arg(long = "rule", value_name = "ID")]
    rules: Vec<String>,

    /// Show what each fix makes of its example
    #[arg(long)]
    show_fixes: bool,
}

/// Show the state that several functions share: who declares, writes and reads it, what guards it
///
/// A place is shown if it outlives a call, at least two functions touch it (or the whole program shares the module or
/// object that it belongs to, or it is a file), and it changes after the program has started. Tests are left out.
///
/// Exits with 0, or with 2 where the command line is wrong or something that was asked for could not be read.
#[derive(Debug, clap::Args)]
struct MapArguments {
    #[command(flatten)]
    scope: Scope,

    /// Text for people or JSON for programs
    #[arg(long, value_enum, default_value_t)]
    format: ListFormat,

    /// Show also what nothing changes after start-up, and what one function alone touches
    #[arg(long)]
    all: bool,

    /// Write the map to this file instead of stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What a command looks at.
#[derive(Clone, Debug, clap::Args)]
struct Scope {
    /// Files and folders
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,

    /// Only this rule; may be given more than once
    #[arg(long = "rule", value_name = "ID")]
    rules: Vec<String>,

    /// Take the source on stdin as if it were the file of this name
    #[arg(long, value_name = "NAME", conflicts_with = "paths")]
    stdin_filename: Option<PathBuf>,

    /// Number of threads; 0 for as many as there are processors
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,

    /// Show no progress bar
    #[arg(long)]
    no_progress: bool,

    /// Keep nothing from one run to the next; so does RACELENS_CACHE= with nothing behind it
    #[arg(long)]
    no_cache: bool,

    /// Keep it in this folder instead of the user's folder for caches
    #[arg(long, value_name = "DIR", conflicts_with = "no_cache")]
    cache_dir: Option<PathBuf>,
}

impl Scope {
    /// What earlier runs found out below a root, with a catalogue of that print.
    fn cache(&self, root: &Path, catalogue: u64) -> Option<Cache> {
        if self.no_cache || self.stdin_filename.is_some() {
            return None;
        }
        let folder = self.cache_dir.clone().or_else(cache::folder)?;
        Some(Cache::open(&folder, root, catalogue))
    }

    /// The paths, each as the file system has it.
    fn canonical(&self) -> Result<Vec<PathBuf>, String> {
        let canonical = |path: &PathBuf| fs::canonicalize(path).map_err(|error| format!("{}: {error}", path.display()));
        self.paths.iter().map(canonical).collect()
    }
}

/// The forms of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum ListFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

fn severity(word: &str) -> Result<Severity, String> {
    Severity::from_word(word).ok_or_else(|| "not one of hint, info, warning, error, off".to_string())
}

/// Does what the command line of this process says.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let catalogue = Catalogue::builtin();
    let outcome = match arguments.command {
        Some(Command::Audit(audit)) => {
            let style = Style { color: arguments.color, links: arguments.hyperlinks };
            if audit.watch { watch::run(&audit, style, catalogue) } else { audit::run(&audit, style, catalogue) }
        }
        Some(Command::Fix(arguments)) => fix::run(&arguments, catalogue),
        Some(Command::Test(arguments)) => test::run(&arguments),
        Some(Command::Map(map)) => map::run(&map, arguments.color, catalogue),
        Some(Command::Explain { rule }) => catalogue::explain(&rule, own().catalogue(), arguments.color),
        Some(Command::Rules { format }) => catalogue::list(format, own().catalogue()),
        Some(Command::Tape { file }) => tape::run(&file),
        Some(Command::Schema) => print(&format!("{:#}\n", config::schema(catalogue))).map(|()| CLEAN),
        Some(Command::Completions { shell }) => shell::completions(shell),
        Some(Command::Man { command }) => shell::manual(command.as_deref()),
        Some(Command::Serve { .. }) => return crate::lsp::run_stdio(),
        None if arguments.stdio => return crate::lsp::run_stdio(),
        None => {
            let _ = <Arguments as clap::CommandFactory>::command().print_help();
            return ExitCode::from(FAILED);
        }
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(message) => {
            complain(&message);
            ExitCode::from(FAILED)
        }
    }
}

/// The settings of the project around the current folder, for the rules that it has of its own. Where they do not load
/// that is said, and the others are there all the same.
fn own() -> Settings {
    let Ok(here) = std::env::current_dir() else { return Settings::default() };
    match config::load(&here) {
        Ok(config) => config.settings_for(&here),
        Err(error) => {
            complain(&error.to_string());
            Settings::default()
        }
    }
}

/// A message on stderr; what comes from a file name cannot act on the terminal.
fn complain(message: &str) {
    for line in message.lines() {
        let _ = writeln!(io::stderr(), "racelens: {}", printable(line, usize::MAX));
    }
}

/// Prints to stdout. That nobody reads on (`racelens rules | head`) is no fault.
fn print(text: &str) -> Result<(), String> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(format!("stdout: {error}")),
        _ => Ok(()),
    }
}
