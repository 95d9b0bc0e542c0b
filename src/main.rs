//! The `racelens` binary.

use racelens::syntax::allocator::{self, Allocator};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

fn main() -> ExitCode {
    allocator::install();
    racelens::cli::run()
}
