//! `racelens test`: the rules of a project, held to the examples of their pages.

use super::{CLEAN, FINDINGS, TestArguments, print};
use crate::audit::{FOLDER, Fix, test_page};
use crate::project::config;
use crate::report::printable;
use std::cell::RefCell;
use std::fmt::Write;
use std::fs;

pub(super) fn run(arguments: &TestArguments) -> Result<u8, String> {
    let here = fs::canonicalize(&arguments.path).map_err(|error| format!("{}: {error}", arguments.path.display()))?;
    let config = config::load(&here).map_err(|error| error.to_string())?;
    let Some(own) = config.own().filter(|_| !config.pages().is_empty()) else {
        return Err(format!("there are no rules in a {FOLDER}/ of {} or above it", here.display()));
    };
    let pages = config.pages().iter().filter(|(id, _)| arguments.rules.is_empty() || arguments.rules.contains(id));
    let (mut out, mut looked_at, mut failed) = (String::new(), 0, 0);
    for (id, text) in pages {
        let fixes = RefCell::new(String::new());
        let show = |line: usize, fix: Option<(&Fix, String)>| {
            if let Some((fix, text)) = fix.filter(|_| arguments.show_fixes) {
                let _ = writeln!(fixes.borrow_mut(), "--- {FOLDER}/{id}.md:{line}: {}\n{text}", fix.title);
            }
        };
        let Some(outcome) = test_page(&own.0, id, text, &show) else { continue };
        looked_at += 1;
        failed += outcome.failures.len();
        let _ = writeln!(out, "{id}: {}", outcome.summary);
        out += &fixes.borrow();
        for (line, message) in &outcome.failures {
            let _ = writeln!(
                out,
                "{FOLDER}/{id}.md:{line}: {}",
                message.lines().map(|line| printable(line, 400)).collect::<Vec<_>>().join("\n")
            );
        }
    }
    if looked_at == 0 {
        return Err(format!("no rule of {FOLDER}/ is called so"));
    }
    let rules = if looked_at == 1 { "1 rule".to_string() } else { format!("{looked_at} rules") };
    let held = match failed {
        0 => "every claim holds".to_string(),
        1 => "1 claim does not hold".to_string(),
        failed => format!("{failed} claims do not hold"),
    };
    print(&format!("{out}{rules}: {held}.\n"))?;
    Ok(if failed == 0 { CLEAN } else { FINDINGS })
}
