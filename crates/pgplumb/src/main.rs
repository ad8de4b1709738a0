//! The program `pgplumb`; see [`pgplumb::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    pgplumb::cli::main()
}
