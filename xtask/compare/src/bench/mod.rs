//! Measurement of a kata's benchmark: `cargo xtask bench`, and the sweep of `compare`.

mod benchmark_build;
mod benchmark_plan;
mod benchmark_run;
mod criterion_output;
mod effort;
mod measure;
mod progress_line;

use compare::output::{Format, bench_table, width};
use xtask::command_context::CommandContext;
use xtask::error::{Error, Result};
use xtask::render::{break_lines, json};

pub use self::effort::Effort;
pub use self::measure::measure;

/// A note on how to read the figures.
const METHOD: &str = "Each figure comes from two rounds of ten samples. Your code runs in the same benchmark as the \
                      reference and takes turns with it, but differences of 10 to 20 % can still be noise.\n";

/// Benchmarks a kata and prints the cost of a step.
pub fn bench(kata: Option<&str>, format: Format) -> Result<()> {
    let context = CommandContext::start()?;
    let state = context.state()?;
    let kata = context.kata(kata, &state)?;
    let results = measure(&context, kata, Effort::Precise)?;
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
