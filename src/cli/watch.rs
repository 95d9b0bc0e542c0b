//! `racelens audit --watch`: the audit again, whenever a file it looks at has changed.
//!
//! The files are looked up and asked for their times, again and again: that honours `.gitignore` like the audit itself,
//! needs none of the watches of the system, of which there are few, and works on network drives. A look is followed
//! by a rest of ten times its length, so that it never costs more than a tenth of a processor.

use super::{AuditArguments, Style, audit, complain, print, run::Run, terminal};
use crate::audit::Catalogue;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::IsTerminal;
use std::time::{Duration, Instant, SystemTime};

/// The shortest rest between two looks.
const REST: Duration = Duration::from_millis(300);

/// Clears the screen and what has scrolled off it.
const CLEAR: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H";

/// Audits until the process is ended.
pub(super) fn run(arguments: &AuditArguments, style: Style, catalogue: &Catalogue) -> Result<u8, String> {
    let clears = std::io::stdout().is_terminal() && !terminal::dumb() && arguments.output.is_none();
    let mut known = None;
    loop {
        let began = Instant::now();
        let state = state(arguments, catalogue);
        if known.as_ref() != Some(&state) {
            known = Some(state);
            if clears {
                print(CLEAR)?;
            }
            // What is wrong now may be mended by the next change.
            if let Err(message) = audit::run(arguments, style, catalogue) {
                complain(&message);
            }
            if std::io::stderr().is_terminal() {
                eprintln!("Waiting for changes; Ctrl-C ends it.");
            }
        }
        std::thread::sleep(REST.max(began.elapsed() * 10));
    }
}

/// What the outcome of an audit depends on, in one number; or why that cannot be said.
fn state(arguments: &AuditArguments, catalogue: &Catalogue) -> Result<u64, String> {
    let run = Run::new(&arguments.scope, catalogue)?;
    let mut hasher = DefaultHasher::new();
    for path in run.watched()? {
        let data = std::fs::metadata(&path).ok();
        let written: Option<SystemTime> = data.as_ref().and_then(|data| data.modified().ok());
        (path, written, data.map(|data| data.len())).hash(&mut hasher);
    }
    Ok(hasher.finish())
}
