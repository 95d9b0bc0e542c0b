//! What nobody sees need not be looked for, and changes nothing of what somebody sees.

use crate::sources::joined;
use racelens::audit::{Auditor, Catalogue, Settings, Severity};
use racelens::syntax::Document;
use std::path::Path;

#[test]
fn who_sees_less_is_told_the_same_of_what_he_sees() {
    let (mut seen, mut unseen) = (0, 0);
    for program in joined() {
        let document = Document::new(program.language, program.text);
        for path in ["app/file", "tests/file"].map(Path::new) {
            let found = |least: Severity| {
                let settings = Settings { least, ..Settings::default() };
                Auditor::default().audit(Catalogue::builtin(), &document, path, &settings)
            };
            let all = found(Severity::Off);
            for least in [Severity::Hint, Severity::Info, Severity::Warning, Severity::Error] {
                let mut some = found(least);
                some.retain(|finding| finding.severity >= least);
                let wanted: Vec<_> = all.iter().filter(|finding| finding.severity >= least).cloned().collect();
                assert_eq!(some, wanted, "{} as {}, from {least:?} on", program.name, path.display());
                (seen, unseen) = (seen + some.len(), unseen + all.len() - some.len());
            }
        }
    }
    assert!(seen > 100 && unseen > 100, "{seen} seen, {unseen} not");
}
