//! `cargo xtask compare`: the command line of the [library](compare).
//!
//! This is a separate program, so that a learner's first build doesn't have to wait for its parser.
#![forbid(unsafe_code)]

mod bench;
mod board_page;
mod pager;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bench::Effort;
use clap::Parser;
use compare::bench_results::Saved;
use compare::comparison::{Comparison, NamedDesign};
use compare::design_locations::{self, DesignLocation};
use compare::output::{Format, terminal, width};
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
        /// Do not measure costs, but show those that were measured before. The live view uses this
        #[arg(long)]
        saved_costs: bool,
    },
    Bench {
        kata: Option<String>,
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
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
        Command::Compare { kata, with, full, format, html, saved_costs, spoil: _ } => {
            // A class diagram shows no costs.
            let sweeps = !saved_costs && format != CompareFormat::Mermaid;
            compare(kata.as_deref(), with.as_deref(), full, (format, html.as_deref()), sweeps)
        }
        Command::Bench { kata, format } => bench::bench(kata.as_deref(), format),
        Command::Review { kata, file } => board_page::print(&kata, &file),
    })
}

fn compare(
    kata: Option<&str>,
    with: Option<&str>,
    full: bool,
    (format, html): (CompareFormat, Option<&Path>),
    sweeps: bool,
) -> Result<()> {
    let context = CommandContext::start()?;
    let state = context.state()?;
    let kata = context.kata(kata, &state)?;
    let other =
        design_locations::named_by_with(kata, &context.store, with).map_err(|error| Error::Other(error.to_string()))?;
    let comparison = compare_with(&context, kata, &other, sweeps)?;
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

/// Compares the learner's design with another, and adds Clippy's warnings and the costs.
fn compare_with(context: &CommandContext, kata: &Kata, other: &DesignLocation, sweeps: bool) -> Result<Comparison> {
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
    let comparison = if position.is_some() { with_costs(context, kata, comparison, sweeps)? } else { comparison };
    Ok(kata_designs::with_headline(kata, comparison, &yours, designs[right], &known))
}

/// Adds the costs, which cover only the learner's code, the reference, its alternatives and the peers.
///
/// If there are no saved results of the current code, measures it, or explains why this is not possible. A sweep on a busy
/// machine is repeated.
fn with_costs(context: &CommandContext, kata: &Kata, comparison: Comparison, sweeps: bool) -> Result<Comparison> {
    let command = format!("cargo xtask compare {}", kata.name());
    let is_settled = |saved: &Saved| matches!(saved, Saved::Fresh(of) if !(of.is_sweep && of.is_noisy()));
    let (bench, note) = match Saved::of(&context.store, kata) {
        _ if !kata.benchmark().is_file() => (
            None,
            format!("Not measured: {} has no benchmark, because its costs do not matter in practice.", kata.name()),
        ),
        saved if sweeps && !is_settled(&saved) => match bench::measure(context, kata, Effort::Sweep) {
            Ok(results) => (Some(results), String::new()),
            Err(Error::Stopped) => return Err(Error::Stopped),
            Err(error) => (None, format!("Not measured: {}.", error.to_string().trim_end_matches('.'))),
        },
        Saved::Fresh(results) => (Some(results), String::new()),
        Saved::Stale => {
            (None, format!("Your code has changed since it was measured. To measure it again, run {command}."))
        }
        Saved::Missing => (None, format!("Not measured yet. To measure it, run {command}.")),
    };
    Ok(Comparison { bench, bench_note: Some(note).filter(|note| !note.is_empty()), ..comparison })
}
