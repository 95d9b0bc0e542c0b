use racelens::audit::Catalogue;

#[test]
fn faults() {
    assert!(Catalogue::faults().is_empty(), "{:#?}", Catalogue::faults());
}
