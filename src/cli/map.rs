//! `racelens map`: the state that the functions of a project share.

use super::run::{Opened, Outcome, Run};
use super::{CLEAN, FAILED, ListFormat, MapArguments, colored, print, width};
use crate::audit::{Auditor, Catalogue, apply, is_test, whole};
use crate::map::{Map, Sheet, draw, index, sheet};
use crate::report::{self, Look};
use clap::ColorChoice;
use std::fs;

pub(super) fn run(arguments: &MapArguments, color: ColorChoice, catalogue: &Catalogue) -> Result<u8, String> {
    let run = Run::new(&arguments.scope, catalogue)?.of_all(true);
    let catalogue = run.catalogue();
    let (outcomes, found) =
        run.over(|auditor, opened| opened.and_then(|opened| sheet_of(auditor, &opened, catalogue)))?;
    let mut problems = found.problems;
    let mut sheets: Vec<Sheet> = Vec::new();
    for outcome in outcomes {
        match outcome {
            Outcome::Done(sheet) => sheets.extend(sheet),
            Outcome::Skipped(_) | Outcome::Gone => {}
            Outcome::Failed(problem) => problems.push(problem),
        }
    }
    let (_, complete) = run.complain_of(problems);
    let index = index(whole::resolver(&run.root, &found.files), &sheets);
    let map: Map = draw(&sheets, &index, arguments.all);
    let to_terminal = arguments.output.is_none();
    let text = match arguments.format {
        ListFormat::Text => {
            let look = Look {
                color: colored(color) && (to_terminal || color == ColorChoice::Always),
                width: width(),
                ..Look::default()
            };
            report::map_text(&map, &run.prefix(), look)
        }
        ListFormat::Json => report::map_json(&map),
    };
    match &arguments.output {
        Some(file) => fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))?,
        None => print(&text)?,
    }
    Ok(if complete { CLEAN } else { FAILED })
}

/// What a file has to say of shared state; none for a test, whose state nobody shares with the program.
pub(super) fn sheet_of(auditor: &mut Auditor, opened: &Opened, catalogue: &Catalogue) -> Option<Sheet> {
    let document = &opened.document;
    if is_test(opened.name.as_ref()) {
        return None;
    }
    let knowledge = catalogue.knowledge(document.language())?;
    let findings = auditor.audit(catalogue, document, opened.name.as_ref(), &opened.settings);
    let findings = apply(document, findings, catalogue, &opened.settings);
    Some(sheet(&opened.name, document, knowledge, &findings, &opened.view))
}
