//! `cargo xtask compare`: the command line of the [library](compare).
//!
//! This is a separate program, so that a learner's first build doesn't have to wait for its parser.
#![forbid(unsafe_code)]

mod board_page;
mod pager;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use compare::bench_results::Saved;
use compare::comparison::{Comparison, NamedDesign};
use compare::design_locations::{self, DesignLocation};
use compare::output::{terminal, width};
use compare::{kata_designs, program};
use xtask::cli::CompareFormat;
use xtask::command_context::CommandContext;
use xtask::error::{Error, Result};
use xtask::orphans::Guard;
use xtask::run::cargo::Cargo;
use xtask::run::lint;
use xtask::workspace::Kata;

/// The arguments passed on by `cargo xtask`.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
enum Command {
    Compare {
        kata: Option<String>,
        /// Already checked by the runner
        #[arg(long)]
        spoil: bool,
        #[arg(long)]
        with: Option<String>,
        #[arg(long)]
        full: bool,
        #[arg(long, value_enum, default_value = "human")]
        format: CompareFormat,
        #[arg(long)]
        html: Option<PathBuf>,
    },
    /// Compare a team's code with the reference or another team's, and print the result for the dojo's board
    Review {
        kata: String,
        /// A JSON file with the code of the teams
        file: PathBuf,
    },
}

fn main() -> ExitCode {
    let command = Command::parse();
    program::run(move || match command {
        Command::Compare { kata, with, full, format, html, spoil: _ } => {
            compare(kata.as_deref(), with.as_deref(), full, format, html.as_deref())
        }
        Command::Review { kata, file } => board_page::print(&kata, &file),
    })
}

fn compare(
    kata: Option<&str>,
    with: Option<&str>,
    full: bool,
    format: CompareFormat,
    html: Option<&Path>,
) -> Result<()> {
    let context = CommandContext::start()?;
    let state = context.state()?;
    let kata = context.kata(kata, &state)?;
    let other =
        design_locations::named_by_with(kata, &context.store, with).map_err(|error| Error::Other(error.to_string()))?;
    let comparison = compare_with(&context, kata, &other)?;
    if let Some(file) = html {
        let page = kata_designs::page(kata, &comparison).map_err(|error| Error::Other(error.to_string()))?;
        std::fs::write(file, page).map_err(Error::io("cannot write", file))?;
        return xtask::terminal_output::print(&format!("Wrote {}.\n", file.display()));
    }
    match format {
        CompareFormat::Json => xtask::terminal_output::print(&xtask::render::json(&comparison)),
        CompareFormat::Mermaid => xtask::terminal_output::print(&comparison.diagrams.left.mermaid()),
        CompareFormat::Human if full => pager::show(&terminal::render_full(&comparison, width())),
        CompareFormat::Human => pager::show(&terminal::render(&comparison, width())),
    }
}

/// Compares the learner's design with another, and adds Clippy's warnings and the saved benchmark results.
fn compare_with(context: &CommandContext, kata: &Kata, other: &DesignLocation) -> Result<Comparison> {
    let contract = kata_designs::contract(kata);
    let read = |location: &DesignLocation| kata_designs::read(&context.workspace, location, &contract);
    let locations = design_locations::reference_and_alternatives(kata);
    let position = locations.iter().position(|design| design == other);
    let (yours, known): (_, Vec<NamedDesign>) =
        (read(&design_locations::learner(kata)), locations.iter().map(read).collect());
    let known: Vec<&NamedDesign> = known.iter().collect();
    let other = if position.is_none() { Some(read(other)) } else { None };
    let others = other.as_ref().map_or_else(|| known.clone(), |other| vec![other]);
    let designs: Vec<&NamedDesign> = std::iter::once(&yours).chain(others).collect();
    // Clippy runs only on the learner's code, since the reference and its alternatives have no warnings anyway.
    let guard = Guard::begin(&context.store)?;
    let cargo = Cargo::quiet(&context.workspace, &context.stop, Some(guard.mark()));
    let remarks = match lint::clippy(&cargo, kata) {
        Err(Error::Stopped) => return Err(Error::Stopped),
        remarks => remarks.ok().map(|all| all.len()),
    };
    let right = 1 + position.unwrap_or(0);
    let comparison = kata_designs::compare(kata, &designs, right, position == Some(0), remarks);
    let comparison = with_bench(context, kata, comparison, position.is_some());
    Ok(kata_designs::with_headline(kata, comparison, &yours, designs[right], &known))
}

/// Adds the saved benchmark results. They only cover the learner's code, the reference and its alternatives.
fn with_bench(context: &CommandContext, kata: &Kata, comparison: Comparison, is_known: bool) -> Comparison {
    if !is_known || !kata.benchmark().is_file() {
        return comparison;
    }
    let command = format!("cargo xtask bench {}", kata.name());
    let (bench, note) = match Saved::of(&context.store, kata) {
        Saved::Fresh(results) => (Some(results), None),
        Saved::Stale => {
            (None, Some(format!("Your code has changed since the last benchmark. To measure it again, run {command}.")))
        }
        Saved::Missing => (None, Some(format!("Not measured yet. To measure it, run {command} (takes some minutes)."))),
    };
    Comparison { bench, bench_note: note, ..comparison }
}
