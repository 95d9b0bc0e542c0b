//! What stays the same of a finding while code around it changes.

use super::Entry;
use crate::audit::{Finding, Role};
use std::collections::HashMap;

/// The fingerprint of a finding: made of the rule, the place, the function and the text of the steps that a task
/// relies on and that go wrong, blanks aside. Lines and the name of the file play no part.
pub(super) fn of(text: &str, finding: &Finding) -> String {
    let steps = finding.witness.steps.iter().filter(|step| matches!(step.role, Role::Origin | Role::Act));
    let mut spans: Vec<_> = steps.map(|step| step.span).collect();
    if spans.is_empty() {
        spans.push(finding.span);
    }
    let mut hash = Hash::default();
    for part in [&finding.rule, &finding.place, &finding.function] {
        hash.add(part);
    }
    for span in spans {
        hash.add(&span.of(text).split_whitespace().collect::<Vec<_>>().join(" "));
    }
    format!("{:016x}", hash.0)
}

/// The hash of some texts, for fingerprints of other forms.
pub(super) fn of_texts(texts: &[&str]) -> String {
    let mut hash = Hash::default();
    texts.iter().for_each(|text| hash.add(text));
    format!("{:016x}", hash.0)
}

/// Tells equal fingerprints within one file apart: the second ends in `:2`, the third in `:3`.
pub fn number_duplicates(entries: &mut [Entry]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for entry in entries {
        let count = seen.entry(entry.fingerprint.clone()).or_default();
        *count += 1;
        if *count > 1 {
            entry.fingerprint = format!("{}:{count}", entry.fingerprint);
        }
    }
}

/// FNV-1a: fingerprints outlive a version of racelens, so no hash that may change with a library will do.
struct Hash(u64);

impl Default for Hash {
    fn default() -> Hash {
        Hash(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    /// Adds a part and where it ends.
    fn add(&mut self, part: &str) {
        for byte in part.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn lines_and_blanks_play_no_part() {
        let print = |text: &str| of(text, &sample::finding(text));
        let before = print(sample::TEXT);
        assert_eq!(print(&format!("// moved\r\n\r\n{}", sample::TEXT)), before);
        let mut other = sample::finding(sample::TEXT);
        other.function = "Bot.stop".to_string();
        assert_ne!(of(sample::TEXT, &other), before);
    }

    #[test]
    fn the_value_is_fixed_for_all_time() {
        assert_eq!(of(sample::TEXT, &sample::finding(sample::TEXT)), "f1a90dc1e3e173df");
    }

    #[test]
    fn equal_ones_in_a_file_are_numbered() {
        let mut entries = vec![sample::entry(), sample::entry(), sample::entry()];
        number_duplicates(&mut entries);
        let ends: Vec<_> = entries.iter().map(|entry| entry.fingerprint.chars().skip(16).collect::<String>()).collect();
        assert_eq!(ends, ["", ":2", ":3"]);
    }
}
