//! `cargo xtask progress --html FILE`: writes the learning curves of all katas to a self-contained HTML file without scripts.
//!
//! A separate program, because the plotting library would slow down every learner's first build.
#![forbid(unsafe_code)]
// `println!` panics if the output is closed. Use `terminal_output` instead.
#![warn(clippy::print_stdout)]

mod curve_svg;
mod html_file;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use xtask::cli::{Cli, Command};
use xtask::store::Store;
use xtask::store::learning_curve::learning_curves;
use xtask::terminal_output::print_line;
use xtask::workspace::Workspace;

fn main() -> ExitCode {
    let Some(Command::Progress { html: Some(file), .. }) = Cli::parse().command else {
        unreachable!("the runner starts this program only for `progress --html`")
    };
    match write_learning_curves(&file) {
        Ok(()) => {
            // The file is written, even if nobody reads this.
            let _ = print_line(format_args!("Wrote {}.", file.display()));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn write_learning_curves(file: &Path) -> Result<(), Box<dyn Error>> {
    let workspace = Workspace::find()?;
    let html = html_file::render(&learning_curves(&workspace, &Store::of(&workspace))?)?;
    Ok(std::fs::write(file, html).map_err(xtask::error::Error::io("cannot write", file))?)
}
