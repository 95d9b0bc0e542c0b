//! Facts and digests that waited in few bytes are what they were.

use crate::sources::joined;
use racelens::audit::{Auditor, Catalogue};
use racelens::project::Digest;
use racelens::syntax::Document;

#[test]
fn facts_are_unpacked_as_they_were_packed() {
    let catalogue = Catalogue::builtin();
    let mut functions = 0;
    for program in joined() {
        let document = Document::new(program.language, program.text);
        let Some(heard) = Auditor::default().hear(catalogue, &document) else { continue };
        let items = format!("{:?}", heard.facts.items);
        let packed = heard.facts.pack();
        let squeezed = packed.clone().squeezed();
        assert!(squeezed.weight() < packed.weight(), "{}: {}", program.name, packed.weight());
        for packed in [packed, squeezed] {
            let facts = packed.unpack().unwrap();
            assert!(format!("{:?}", facts.items) == items, "{}", program.name);
            assert_eq!(facts.shells, heard.facts.shells, "{}", program.name);
        }
        functions += heard.facts.functions().count();
    }
    assert!(functions > 500, "only {functions} functions");
}

#[test]
fn functions_of_digests_are_opened_as_they_were_packed() {
    let catalogue = Catalogue::builtin();
    let mut steps = 0;
    for program in joined() {
        let document = Document::new(program.language, program.text);
        let Some(heard) = Auditor::default().hear(catalogue, &document) else { continue };
        let kept = postcard::to_stdvec(&heard.digest).unwrap();
        let again: Digest = postcard::from_bytes(&kept).unwrap();
        assert_eq!(again.print(), heard.digest.print(), "{}", program.name);
        for (at, head) in (0..).zip(&heard.digest.functions) {
            let opened = heard.digest.open(at).unwrap();
            assert_eq!(format!("{:?}", again.open(at)), format!("{:?}", Some(&opened)), "{}", program.name);
            assert_eq!(opened.function.places.len(), head.touches.len(), "{}", opened.function.path);
            assert_eq!(opened.function.events.len(), opened.seen.len(), "{}", opened.function.path);
            for (event, seen) in opened.function.events.iter().zip(&opened.seen) {
                let quote = heard.digest.quotes.get(seen.quote).unwrap();
                let line = document.lines().span(document.text(), quote.line).of(document.text());
                assert!(line.trim().starts_with(quote.code), "{}: {line:?}", opened.function.path);
                assert!(seen.subject.is_empty() || !seen.subject.of(quote.code).is_empty(), "{event:?}");
            }
            steps += opened.seen.len();
        }
    }
    assert!(steps > 1000, "only {steps} steps");
}
