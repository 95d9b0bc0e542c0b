//! The findings do not depend on the thread, on the number of threads, nor on what an auditor saw before.

use crate::sources::{afresh, audit, programs};
use racelens::audit::{Auditor, Finding};
use racelens::syntax::Document;
use rayon::prelude::*;

#[test]
fn every_thread_finds_the_same() {
    let programs = programs();
    let alone: Vec<Vec<Finding>> = programs.iter().map(|program| afresh(program.language, &program.text)).collect();
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(16 << 20).build().unwrap();
        let together: Vec<Vec<Finding>> = pool.install(|| {
            let one = |auditor: &mut Auditor, program: &crate::sources::Program| {
                auditor.forget();
                audit(auditor, &Document::new(program.language, program.text.clone()))
            };
            programs.par_iter().map_init(Auditor::default, one).collect()
        });
        assert!(alone == together, "with {threads} threads");
    }
}
