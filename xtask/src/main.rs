//! The executable behind `cargo xtask`. The code is in the [library](xtask).
#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use xtask::cli::Cli;
use xtask::terminal_output::report_error;

fn main() -> ExitCode {
    xtask::commands::run(Cli::parse()).unwrap_or_else(|error| report_error(&error))
}
