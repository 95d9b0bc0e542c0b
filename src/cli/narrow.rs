//! What a report leaves out: findings that a baseline knows, and those that no change touches.

use super::complain;
use super::run::Run;
use crate::project::discover;
use crate::project::git::{Changed, Revision};
use crate::report::{Baseline, Entry, Report, seen_from};
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Sets aside what the baseline of that name knows.
pub(super) fn by_baseline(report: &mut Report, run: &Run, file: &Path) -> Result<(), String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let baseline = Baseline::read(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    let folder = folder_of(file, &run.here)?;
    let place = |path: &str| seen_from(&folder, &run.root.join(path));
    let (aside, gone) = baseline.set_aside(&mut report.entries, place, |path| folder.join(path).exists());
    report.aside = aside;
    // Of a part of the project, or of some rules, nobody can say what is gone.
    if gone > 0 && run.is_whole(&folder) {
        let what = if gone == 1 { "finding of it is" } else { "findings of it are" };
        complain(&format!("{}: {gone} {what} not there any more; --write-baseline forgets them", file.display()));
    }
    Ok(())
}

/// Writes the baseline of that name and sets everything aside.
pub(super) fn into_baseline(report: &mut Report, run: &Run, file: &Path) -> Result<(), String> {
    let named = |error: String| format!("{}: {error}", file.display());
    let before = match fs::read_to_string(file) {
        Ok(text) => Some(Baseline::read(&text).map_err(named)?),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(named(error.to_string())),
    };
    let folder = folder_of(file, &run.here)?;
    let place = |path: &str| seen_from(&folder, &run.root.join(path));
    let baseline = Baseline::of(&report.entries, place, before.as_ref());
    match &before {
        Some(before) if before.text() == baseline.text() => {}
        _ => fs::write(file, baseline.text()).map_err(|error| named(error.to_string()))?,
    }
    report.aside = std::mem::take(&mut report.entries).into_iter().map(|entry| (entry, None)).collect();
    Ok(())
}

/// The folder that a file is in, or is to be in.
fn folder_of(file: &Path, here: &Path) -> Result<PathBuf, String> {
    let folder = here.join(file).parent().map_or(here.to_path_buf(), Path::to_path_buf);
    fs::canonicalize(&folder).map_err(|error| format!("{}: {error}", folder.display()))
}

/// Leaves out findings no step of which is on a line that has changed.
pub(super) fn by_change(report: &mut Report, run: &Run, name: &str) -> Result<(), String> {
    let revision = Revision::find(&run.root, name)?;
    let mut paths: Vec<String> = report.entries.iter().flat_map(files_of).map(str::to_string).collect();
    paths.sort();
    paths.dedup();
    let mut files = Vec::new();
    for path in &paths {
        let file = run.root.join(path);
        // Read once more: a report keeps nothing of a file but the lines that it shows.
        let text = discover::read(&file, true).map_err(|_| format!("{path}: it is gone"))?;
        files.push((file, text));
    }
    let changed: BTreeMap<&String, Changed> = paths.iter().zip(revision.changed(&files)?).collect();
    report.entries.retain(|entry| touches(&changed, entry));
    report.narrowed = Some(format!("since {name}"));
    Ok(())
}

/// The files that a finding takes steps in.
fn files_of(entry: &Entry) -> impl Iterator<Item = &str> {
    let others = entry.witness.steps.iter().filter_map(|step| step.path.as_deref());
    others.chain([entry.path.as_str()])
}

fn touches(changed: &BTreeMap<&String, Changed>, entry: &Entry) -> bool {
    let steps = entry.witness.steps.iter().map(|step| (step.path.as_ref().unwrap_or(&entry.path), step.range));
    steps
        .chain([(&entry.path, entry.range)])
        .any(|(path, range)| changed.get(path).is_some_and(|changed| changed.touches(range.start.line, range.end.line)))
}
