//! What maintainers run through `cargo xtask`. A program of its own: a parser would make every learner's first build heavy.
#![forbid(unsafe_code)]

mod checks;
mod determinism;
mod docs;
mod format;
mod mutants;
mod pitfall;
mod scaffold;
mod scratch;
mod speed;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use scratch::Scratch;
use xtask::workspace::{Kata, Workspace};

/// What maintainers run. `cargo xtask` passes these commands on.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Verify {
        kata: Option<String>,
    },
    Mutants(mutants::Choice),
    Determinism(determinism::Choice),
    Speed(speed::Choice),
    New {
        kata: String,
    },
    /// Called by Cargo in the place of a test executable while mutants are tested
    Judge {
        executable: PathBuf,
    },
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Judge { executable } => mutants::judge(&executable),
        command => on_the_workspace(command).map(|well| if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }),
    };
    done.unwrap_or_else(|why| {
        eprintln!("error: {why}");
        ExitCode::from(2)
    })
}

fn on_the_workspace(command: Command) -> Result<bool, String> {
    let workspace = Workspace::find().map_err(|error| error.to_string())?;
    match command {
        Command::Verify { kata } => verify(&workspace, chosen(&workspace, kata.as_deref())?),
        Command::Mutants(choice) => mutants::run(&workspace, &choice),
        Command::Determinism(choice) => determinism::run(&workspace, &choice),
        Command::Speed(choice) => speed::run(&workspace, &choice),
        Command::New { kata } => scaffold::write(&workspace, &kata).map(|()| true),
        Command::Judge { .. } => unreachable!("it needs no workspace"),
    }
}

/// The kata that is named, or all of them.
fn chosen<'a>(workspace: &'a Workspace, kata: Option<&str>) -> Result<&'a [Kata], String> {
    match kata {
        Some(kata) => Ok(std::slice::from_ref(workspace.kata(kata).map_err(|error| error.to_string())?)),
        None => Ok(workspace.katas()),
    }
}

/// Checks all that must hold of the katas and of the documents; returns whether it does.
fn verify(workspace: &Workspace, katas: &[Kata]) -> Result<bool, String> {
    let scratch = Scratch::of(workspace)?;
    let mut broken = 0;
    for kata in katas {
        println!("{}", kata.name());
        let pristine = scratch.workspace.kata(kata.name()).map_err(|error| error.to_string())?;
        let subject = checks::Subject { original: workspace, kata, scratch: &scratch.workspace, pristine };
        for check in checks::ALL {
            broken += tell(check.claim, (check.run)(&subject));
        }
    }
    println!("the documents");
    for (claim, found) in checks::documents(workspace) {
        broken += tell(claim, found);
    }
    if broken > 0 {
        println!("\n{broken} of these do not hold");
    }
    Ok(broken == 0)
}

/// Prints what came of a check; returns whether it found something, as a number.
fn tell(claim: &str, found: Result<Vec<String>, String>) -> usize {
    let found = found.unwrap_or_else(|why| vec![format!("this could not be checked: {why}")]);
    println!("  {} {claim}", if found.is_empty() { "✓" } else { "✗" });
    for line in &found {
        println!("      {}", line.trim_end().replace('\n', "\n      "));
    }
    usize::from(!found.is_empty())
}
