//! `cargo xtask`: see the [library](xtask).
#![forbid(unsafe_code)]

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use xtask::cli::Cli;
use xtask::error::Error;

fn main() -> ExitCode {
    match xtask::commands::run(Cli::parse()) {
        Ok(code) => code,
        // Whoever read the output has gone, and does not care any more.
        Err(Error::Print(_)) => ExitCode::from(2),
        Err(Error::Stopped) => ExitCode::from(130),
        Err(error) => {
            let _ = writeln!(anstream::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}
