//! The baseline: findings that a team knows of and has set aside.
//!
//! ```json
//! {
//!   "version": 1,
//!   "findings": [
//!     { "path": "src/a.ts", "rule": "lost-update", "fingerprint": "f1a9…", "message": "…", "reason": "…" }
//!   ]
//! }
//! ```
//!
//! Paths are relative to the folder of the baseline, so that it does not matter what is audited, or from where. Lines play
//! no part: a finding is known by its path and fingerprint, or by its fingerprint alone where the file is not there any
//! more. A `reason` is for people to write, and stays when the baseline is written anew.

use super::Entry;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::{Component, Path};

/// What a baseline says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    findings: Vec<Known>,
}

/// A finding that is set aside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The file, relative to the folder of the baseline, with `/`.
    pub path: String,
    /// The id of the rule.
    pub rule: String,
    /// What stays the same of it.
    pub fingerprint: String,
    /// What it said when it was set aside.
    #[serde(default)]
    pub message: String,
    /// Why it is set aside, as somebody wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The version of the form.
const VERSION: u32 = 1;

impl Baseline {
    /// Reads the text of one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Baseline, String> {
        let baseline: Baseline = serde_json::from_str(text).map_err(|error| format!("not a baseline: {error}"))?;
        if baseline.version != VERSION {
            return Err(format!("a baseline of version {}; this racelens reads {VERSION}", baseline.version));
        }
        Ok(baseline)
    }

    /// One of these findings; `place` says where a path of the report is, seen from the baseline. Reasons are taken from
    /// the one before.
    pub fn of(entries: &[Entry], place: impl Fn(&str) -> String, before: Option<&Baseline>) -> Baseline {
        let known = |entry: &Entry| {
            let path = place(&entry.path);
            let reason = before.and_then(|before| {
                before.findings.iter().find(|known| known.path == path && known.fingerprint == entry.fingerprint)
            });
            Known {
                rule: entry.rule.clone(),
                fingerprint: entry.fingerprint.clone(),
                message: entry.message.clone(),
                reason: reason.and_then(|known| known.reason.clone()),
                path,
            }
        };
        let mut findings: Vec<Known> = entries.iter().map(known).collect();
        findings.sort();
        Baseline { version: VERSION, findings }
    }

    /// Its text.
    pub fn text(&self) -> String {
        // Maps with keys that are strings, and no other cause to fail.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Takes the findings that it knows out of `entries`; also how many it knows that are not there any more, of the
    /// files that `audited` holds for. `place` says where a path of the report is, seen from the baseline, and `exists`
    /// whether a path of the baseline is still there.
    pub fn set_aside(
        &self,
        entries: &mut Vec<Entry>,
        place: impl Fn(&str) -> String,
        exists: impl Fn(&str) -> bool,
    ) -> (Vec<(Entry, Option<String>)>, usize) {
        let mut used: BTreeSet<usize> = BTreeSet::new();
        let mut aside = Vec::new();
        entries.retain(|entry| {
            let path = place(&entry.path);
            let fits = |exact: bool| {
                self.findings.iter().enumerate().find(|(index, known)| {
                    !used.contains(index)
                        && known.fingerprint == entry.fingerprint
                        && (known.path == path || !exact && !exists(&known.path))
                })
            };
            let Some((index, known)) = fits(true).or_else(|| fits(false)) else { return true };
            aside.push((entry.clone(), known.reason.clone()));
            used.insert(index);
            false
        });
        (aside, self.findings.len() - used.len())
    }
}

/// The path to `file` as seen from `folder`, with `/`; both absolute.
pub fn seen_from(folder: &Path, file: &Path) -> String {
    let (from, to): (Vec<Component>, Vec<Component>) = (folder.components().collect(), file.components().collect());
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..".to_string(), from.len() - common);
    let down = to.iter().skip(common).map(|step| step.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn same(path: &str) -> String {
        path.to_string()
    }

    #[test]
    fn what_is_known_is_set_aside_once() {
        let mut entries = vec![sample::entry()];
        let baseline = Baseline::of(&entries, same, None);
        let text = baseline.text();
        assert!(!text.contains("line"), "{text}");
        entries.push(sample::entry());
        let (aside, gone) = Baseline::read(&text).unwrap_or(baseline).set_aside(&mut entries, same, |_| true);
        assert_eq!((entries.len(), aside.len(), gone), (1, 1, 0));
    }

    #[test]
    fn a_finding_is_known_where_its_file_has_moved() {
        let mut entries = vec![sample::entry()];
        let baseline = Baseline::of(&entries, same, None);
        for entry in &mut entries {
            entry.path = "moved.ts".to_string();
        }
        let aside = |exists: bool| baseline.set_aside(&mut entries.clone(), same, |_| exists).0.len();
        assert_eq!((aside(true), aside(false)), (0, 1));
    }

    #[test]
    fn reasons_stay() {
        let entries = vec![sample::entry()];
        let mut before = Baseline::of(&entries, same, None);
        for known in &mut before.findings {
            known.reason = Some("one worker".to_string());
        }
        assert!(Baseline::of(&entries, same, Some(&before)).text().contains("one worker"));
    }

    #[test]
    fn paths_are_seen_from_the_folder_of_the_baseline() {
        let seen = |folder: &str, file: &str| seen_from(Path::new(folder), Path::new(file));
        assert_eq!(seen("/p", "/p/src/a.ts"), "src/a.ts");
        assert_eq!(seen("/p/ci", "/p/src/a.ts"), "../src/a.ts");
    }

    #[test]
    fn what_is_no_baseline_is_refused() {
        let refused = |text: &str| Baseline::read(text).err().unwrap_or_default();
        assert!(refused("{}").starts_with("not a baseline: missing field"));
        assert!(refused(r#"{"version":2,"findings":[]}"#).contains("version 2"));
        assert!(refused("[").starts_with("not a baseline"));
    }
}
