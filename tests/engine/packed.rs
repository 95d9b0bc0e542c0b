//! Facts that waited in few bytes are what they were.

use crate::sources::joined;
use racelens::audit::{Auditor, Catalogue};
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
