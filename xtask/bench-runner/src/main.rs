//! `cargo xtask bench`: benchmarks a kata and prints the cost of a step.
#![forbid(unsafe_code)]

mod benchmark_build;
mod benchmark_plan;
mod benchmark_run;
mod criterion_output;
mod measure;
mod progress_line;

use std::process::ExitCode;

use clap::Parser;
use compare::output::{Format, bench_table, width};
use compare::program;
use xtask::command_context::CommandContext;
use xtask::error::{Error, Result};
use xtask::render::{break_lines, json};

/// A note on how to read the figures.
const METHOD: &str = "Each figure comes from two rounds of ten samples. Your code runs in the same benchmark as the \
                      reference and takes turns with it, but differences of 10 to 20 % can still be noise.\n";

/// The arguments, passed on by `cargo xtask`.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
enum Command {
    Bench {
        kata: Option<String>,
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
    },
}

fn main() -> ExitCode {
    let Command::Bench { kata, format } = Command::parse();
    program::run(move || bench(kata.as_deref(), format))
}

fn bench(kata: Option<&str>, format: Format) -> Result<()> {
    let context = CommandContext::start()?;
    let state = context.state()?;
    let kata = context.kata(kata, &state)?;
    let results = measure::measure(&context, kata)?;
    let text = match format {
        Format::Json => json(&results),
        Format::Human => format!(
            "{}: the cost of a step\n\n{}{}\n{}",
            kata.name(),
            break_lines(bench_table::LEGEND, width()),
            bench_table::render(&results, width()),
            break_lines(METHOD, width())
        ),
    };
    xtask::terminal_output::print(&text)?;
    if results.interrupted { Err(Error::Stopped) } else { Ok(()) }
}
