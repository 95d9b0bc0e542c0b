//! What stands in a test weighs less, whatever says that it is one.

use crate::sources::afresh;
use racelens::audit::Severity;
use racelens::syntax::by_extension;

/// How much a dropped coroutine weighs in a Rust file.
fn weighs(text: &str) -> Option<Severity> {
    let found = afresh(by_extension("rs").unwrap(), text);
    found.iter().find(|finding| finding.rule == "unawaited-coroutine").map(|finding| finding.severity)
}

const DROPS: &str = "async fn save() {}\n async fn run() { save(); }\n";

#[test]
fn what_only_tests_are_built_with_weighs_as_in_a_test() {
    let beside = weighs(DROPS);
    let test = weighs("async fn save() {}\n#[tokio::test]\nasync fn run() { save(); }\n");
    assert!(beside.is_some() && test.is_some() && beside != test, "{beside:?}, {test:?}");
    assert_eq!(weighs(&format!("#[cfg(test)]\nmod tests {{\n{DROPS}}}\n")), test);
    assert_eq!(weighs(&format!("#[cfg(all(test, unix))]\nmod deep {{\n mod down {{\n{DROPS}}} }}\n")), test);
    assert_eq!(weighs("async fn save() {}\n#[cfg(test)]\nasync fn run() { save(); }\n"), test);
    assert_eq!(weighs(&format!("#[cfg(not(test))]\nmod real {{\n{DROPS}}}\n")), beside);
    assert_eq!(weighs(&format!("#[cfg(test)]\nmod tests {{ }}\nmod real {{\n{DROPS}}}\n")), beside);
}
