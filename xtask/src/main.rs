//! The executable behind `cargo xtask`. The code is in the [library](xtask).
#![forbid(unsafe_code)]

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;
use xtask::cli::Cli;
use xtask::error::Error;

fn main() -> ExitCode {
    match xtask::commands::run(Cli::parse()) {
        Ok(code) => code,
        // The reader of a pipe, such as `head`, has closed it.
        Err(Error::Print(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Error::Stopped) => ExitCode::from(130),
        Err(error) => {
            let _ = writeln!(anstream::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}
