//! The `racelens` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    racelens::lsp::run_stdio()
}
