//! `racelens audit`: what is found in the files of a project.

use super::run::{Outcome, Run};
use super::{AuditArguments, CLEAN, FAILED, FINDINGS, Style, colored, linked, narrow, print, width};
use crate::audit::{Catalogue, Severity, apply};
use crate::project::discover::Skip;
use crate::report::{self, Entry, Look, Report, Source, number_duplicates};
use clap::ColorChoice;
use std::fs;
use std::io::{self, IsTerminal};
use std::time::Instant;

pub(super) fn run(arguments: &AuditArguments, style: Style, catalogue: &Catalogue) -> Result<u8, String> {
    let began = Instant::now();
    let run = Run::new(&arguments.scope, catalogue)?;
    let least = if arguments.strict || arguments.fail_on == Severity::Hint { Severity::Hint } else { Severity::Info };
    let (outcomes, found) = run.over(|auditor, opened| {
        let Some(opened) = opened else { return Vec::new() };
        let document = &opened.document;
        let findings = auditor.audit(catalogue, document, opened.name.as_ref(), &opened.settings);
        let findings = apply(document, findings, catalogue, &opened.settings);
        let source = Source { path: &opened.name, text: document.text(), lines: document.lines() };
        let wanted = findings.iter().filter(|finding| finding.severity >= least && run.wants(&finding.rule));
        let entry = |finding| Entry::new(&source, finding, &auditor.fixes(catalogue, document, finding));
        let mut entries: Vec<Entry> = wanted.map(entry).collect();
        number_duplicates(&mut entries);
        entries
    })?;

    let mut report = Report { fail_on: arguments.fail_on, ..Report::default() };
    report.skipped.vendored = found.vendored;
    let mut problems = found.problems;
    for outcome in outcomes {
        match outcome {
            Outcome::Done(entries) => {
                report.files += 1;
                report.entries.extend(entries);
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
