//! The example project does what its README says.

use racelens::syntax::{Document, by_path};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/shop");

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if by_path(&path).is_some() {
            found.push(path);
        }
    }
    found
}

#[test]
fn every_file_of_it_parses() {
    let sources = sources(Path::new(FOLDER));
    assert!(sources.len() >= 12);
    for path in sources {
        let document = Document::new(by_path(&path).unwrap(), fs::read_to_string(&path).unwrap());
        assert!(!document.has_errors(), "{}", path.display());
    }
}

#[test]

fn the_hazards_of_its_readme_are_found_and_no_others() {
    let readme = fs::read_to_string(Path::new(FOLDER).join("README.md")).unwrap();
    let stated: BTreeSet<String> = readme
        .lines()
        .filter_map(|line| {
            // | path, `function` | rule: what goes wrong |
            let (place, hazard) = line.strip_prefix("| ")?.split_once(" | ")?;
            let (path, function) = place.split_once(", `")?;
            Some(format!("{path} {} {}", function.trim_end_matches('`'), hazard.split_once(':')?.0))
        })
        .collect();
    assert_eq!(stated.len(), 9);

    let run = Command::new(env!("CARGO_BIN_EXE_racelens"))
        .args(["audit", "--strict", "--format", "json", FOLDER])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_string();
    let found: BTreeSet<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| ["path", "function", "rule"].map(|key| text(finding, key)).join(" "))
        .collect();
    assert_eq!(found, stated);
}
