//! Every program beside `main.rs` has the tape that lies beside it.

use super::{programs, tape};
use std::fs;

#[test]
fn programs_have_their_tapes() {
    let mut wrong = Vec::new();
    for path in programs() {
        let Some(found) = tape(&path, &fs::read_to_string(&path).unwrap()) else { continue };
        let stored = path.with_extension(format!("{}.tape", path.extension().unwrap().to_str().unwrap()));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&stored, &found).unwrap();
        }
        let known = fs::read_to_string(&stored).unwrap_or_default();
        if known != found {
            wrong.push(format!("{}\n--- stored\n{known}--- found\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "UPDATE=1 stores what was found:\n{}", wrong.join("\n"));
}
