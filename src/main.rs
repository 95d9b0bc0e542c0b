//! The `racelens` binary.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    racelens::syntax::allocator::install();
    racelens::cli::run()
}
