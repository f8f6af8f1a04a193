//! `cargo xtask compare`: the command line of the [library](compare). A program of its own: a parser would make every
//! learner's first build slow.
#![forbid(unsafe_code)]

mod board_page;
mod pager;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use compare::bench_results::Saved;
use compare::comparison::{Comparison, NamedDesign};
use compare::design_locations::{self, DesignLocation};
use compare::output::{Format, terminal, width};
use compare::{kata_designs, program};
use xtask::command_context::CommandContext;
use xtask::error::{Error, Result};
use xtask::orphans::Guard;
use xtask::run::cargo::Cargo;
use xtask::run::lint;
use xtask::workspace::Kata;

/// The arguments that `cargo xtask` passes on.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
enum Command {
    Compare {
        kata: Option<String>,
        /// Checked by the runner already
        #[arg(long)]
        spoil: bool,
        #[arg(long)]
        with: Option<String>,
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
        #[arg(long)]
        html: Option<PathBuf>,
    },
    /// Called by the dojo's board: a team's code beside the reference, or beside another team's, as a page
    Review {
        kata: String,
        /// The teams' code
        file: PathBuf,
    },
}

fn main() -> ExitCode {
    let command = Command::parse();
    program::run(move || match command {
        Command::Compare { kata, with, format, html, spoil: _ } => {
            compare(kata.as_deref(), with.as_deref(), format, html.as_deref())
        }
        Command::Review { kata, file } => board_page::print(&kata, &file),
    })
}

fn compare(kata: Option<&str>, with: Option<&str>, format: Format, html: Option<&Path>) -> Result<()> {
    let context = CommandContext::start()?;
    let state = context.state()?;
    let kata = context.kata(kata, &state)?;
    let other =
        design_locations::named_by_with(kata, &context.store, with).map_err(|error| Error::Other(error.to_string()))?;
    let comparison = compare_with(&context, kata, other)?;
    if let Some(file) = html {
        let page = kata_designs::page(kata, &comparison).map_err(|error| Error::Other(error.to_string()))?;
        std::fs::write(file, page).map_err(Error::io("cannot write", file))?;
        return xtask::terminal_output::print(&format!("{} is written.\n", file.display()));
    }
    match format {
        Format::Json => xtask::terminal_output::print(&xtask::render::json(&comparison)),
        Format::Human => pager::show(&terminal::render(&comparison, width())),
    }
}

/// Compares the learner's design with another, with Clippy's remarks and the saved benchmark.
fn compare_with(context: &CommandContext, kata: &Kata, other: DesignLocation) -> Result<Comparison> {
    let contract = kata_designs::contract(kata);
    let known = design_locations::reference_and_alternatives(kata);
    let position = known.iter().position(|design| *design == other);
    let others = if position.is_some() { known } else { vec![other] };
    let locations = std::iter::once(design_locations::learner(kata)).chain(others);
    let designs: Vec<NamedDesign> =
        locations.map(|location| kata_designs::read(&context.workspace, &location, &contract)).collect();
    // Clippy runs only on the learner's code: the reference and its alternatives are kept free of remarks.
    let guard = Guard::begin(&context.store)?;
    let cargo = Cargo::quiet(&context.workspace, &context.stop, Some(guard.mark()));
    let remarks = match lint::clippy(&cargo, kata) {
        Err(Error::Stopped) => return Err(Error::Stopped),
        remarks => remarks.ok().map(|all| all.len()),
    };
    let right = 1 + position.unwrap_or(0);
    let comparison = kata_designs::compare(kata, &designs, right, position == Some(0), remarks);
    if position.is_none() {
        // The benchmark has none of other people's code.
        return Ok(comparison);
    }
    let command = format!("cargo xtask bench {}", kata.name());
    let (bench, note) = match Saved::of(&context.store, kata) {
        Saved::Fresh(results) => (Some(results), None),
        Saved::Stale => (None, Some(format!("Your code has changed since it was measured. To measure it: {command}"))),
        Saved::Missing => (None, Some(format!("Not measured yet. It takes some minutes: {command}"))),
    };
    Ok(Comparison { bench, bench_note: note, ..comparison })
}
