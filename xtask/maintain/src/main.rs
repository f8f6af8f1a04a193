//! The maintainers' commands of `cargo xtask`. They are a separate program, so that their dependencies don't slow down
//! every learner's first build.
#![forbid(unsafe_code)]
// `println!` panics if the output is closed. Use `terminal_output` instead.
#![warn(clippy::print_stdout)]

mod determinism;
mod diagrams;
mod error;
mod files;
mod mutants;
mod new;
mod pitfall_patch;
mod pitfalls;
mod rules;
mod speed;
mod suite_runs;
mod verify;
mod workspace_copy;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use mutants::{Selection, mutant_test_run};
use xtask::cli::{Cli, Command};
use xtask::terminal_output::report_error;
use xtask::workspace::{Kata, Workspace};

use crate::error::{Error, Result};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let result = match (arguments.next(), arguments.next()) {
        (Some(first), Some(executable)) if first == mutant_test_run::ARGUMENT => {
            mutant_test_run::run(Path::new(&executable))
        }
        _ => run(Cli::parse()),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(Error::Runner(error)) => report_error(&error),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Runs a command. Returns `false` if a check failed.
fn run(cli: Cli) -> Result<bool> {
    let workspace = &Workspace::find()?;
    match cli.command {
        Some(Command::Verify { kata }) => verify::run(workspace, &named(workspace, &kata)?),
        Some(Command::Diagrams { kata }) => diagrams::run(&named(workspace, &kata)?),
        Some(Command::Rules { kata }) => rules::run(&named(workspace, &kata)?),
        Some(Command::Pitfalls { kata, patches }) => pitfalls::run(workspace, workspace.kata(&kata)?, &patches),
        Some(Command::Mutants { kata, shard, in_diff }) => {
            mutants::run(workspace, &named(workspace, &kata)?, &Selection { shard, in_diff })
        }
        Some(Command::Determinism { kata, runs }) => determinism::run(workspace, &named(workspace, &kata)?, runs),
        Some(Command::Speed { kata, rounds, from_nothing, format }) => {
            let kata = workspace.kata(kata.as_deref().unwrap_or("hash-map"))?;
            speed::run(workspace, kata, rounds, from_nothing, format).map(|()| true)
        }
        Some(Command::New { kata, track }) => new::run(workspace, &kata, track).map(|()| true),
        _ => unreachable!("the runner passes only these commands on"),
    }
}

/// Returns the katas with these names, or all katas without a name.
fn named(workspace: &Workspace, names: &[String]) -> Result<Vec<Kata>> {
    if names.is_empty() {
        return Ok(workspace.katas().to_vec());
    }
    Ok(names.iter().map(|name| workspace.kata(name).cloned()).collect::<xtask::error::Result<_>>()?)
}
