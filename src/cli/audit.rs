//! `racelens audit`: what is found in the files of a project.

use super::run::{Outcome, Run};
use super::{AuditArguments, CLEAN, FAILED, FINDINGS, Style, colored, linked, narrow, print, why, width};
use crate::audit::{Catalogue, Severity, apply, whole};
use crate::project::discover::Skip;
use crate::report::{self, Chapter, Detail, Entry, Look, Report, Source, number_duplicates};
use clap::ColorChoice;
use std::fs;
use std::io::{self, IsTerminal};
use std::time::Instant;

/// What came of one file.
#[derive(Default)]
struct Looked {
    entries: Vec<Entry>,
    chapter: Option<Chapter>,
}

pub(super) fn run(arguments: &AuditArguments, style: Style, catalogue: &Catalogue) -> Result<u8, String> {
    let began = Instant::now();
    if let Some(spot) = &arguments.why_silent {
        return why::run(spot, &arguments.scope, catalogue);
    }
    let full = arguments.format.is_full();
    let least = if arguments.strict || arguments.fail_on == Severity::Hint { Severity::Hint } else { Severity::Info };
    // A full report counts what it does not show.
    let run = Run::new(&arguments.scope, catalogue)?.of_all(full).from(if full { Severity::Off } else { least });
    let catalogue = run.catalogue();
    let (outcomes, found) = run.over(|auditor, opened| {
        let Some(opened) = opened else { return Looked::default() };
        let document = &opened.document;
        let findings = auditor.audit(catalogue, document, opened.name.as_ref(), &opened.settings);
        let findings = apply(document, findings, catalogue, &opened.settings);
        let source = Source { path: &opened.name, text: document.text(), lines: document.lines() };
        let wanted = findings.iter().filter(|finding| finding.severity >= least && run.wants(&finding.rule));
        let entry = |finding| {
            let shown = arguments.format.shows_fixes();
            let fixes = if shown { auditor.fixes(catalogue, document, finding) } else { Vec::new() };
            let entry = Entry::new(&source, finding, &fixes);
            if full { entry.with_diffs(&source, &fixes) } else { entry }
        };
        let mut entries: Vec<Entry> = wanted.map(entry).collect();
        number_duplicates(&mut entries);
        let chapter = || Chapter::of(&opened.name, document, catalogue, &opened.settings, &opened.view, &findings);
        Looked { entries, chapter: full.then(|| chapter().keep(|rule| run.wants(rule))) }
    })?;

    let mut report = Report { fail_on: arguments.fail_on, ..Report::default() };
    report.skipped.vendored = found.vendored;
    let mut problems = found.problems;
    let mut chapters = Vec::new();
    for outcome in outcomes {
        match outcome {
            Outcome::Done(looked) => {
                report.files += 1;
                report.entries.extend(looked.entries);
                chapters.extend(looked.chapter);
            }
            Outcome::Skipped(Skip::Generated) => report.skipped.generated += 1,
            Outcome::Skipped(Skip::Minified) => report.skipped.minified += 1,
            Outcome::Gone => {}
            Outcome::Failed(problem) => {
                report.skipped.unreadable += 1;
                problems.push(problem);
            }
        }
    }
    (report.problems, report.complete) = run.complain_of(problems);
    report.prefix = run.prefix();
    report.root.clone_from(&run.root);
    report.detail = full.then(|| Detail::of(chapters, whole::resolver(&run.root, &found.files)));
    if let Some(name) = &arguments.changed_since {
        narrow::by_change(&mut report, &run, name)?;
    }
    if let Some(file) = &arguments.baseline {
        narrow::by_baseline(&mut report, &run, file)?;
    }
    if let Some(file) = &arguments.write_baseline {
        narrow::into_baseline(&mut report, &run, file)?;
    }

    let to_terminal = arguments.output.is_none();
    let wanted = |choice: ColorChoice| to_terminal || choice == ColorChoice::Always;
    let look = Look {
        color: wanted(style.color) && colored(style.color),
        links: wanted(style.links) && linked(style.links),
        width: width(),
        // Of a report that is kept, the same comes of the same code.
        took: (to_terminal && io::stdout().is_terminal()).then(|| began.elapsed()),
    };
    let text = report::render(&report, catalogue.rules(), arguments.format, look);
    match &arguments.output {
        Some(file) => fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))?,
        None => print(&text)?,
    }
    Ok(match () {
        () if !report.complete => FAILED,
        () if report.entries.iter().any(|entry| report.fails(entry)) => FINDINGS,
        () => CLEAN,
    })
}
