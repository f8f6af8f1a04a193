//! Times of several tools that take turns, so that the machine's load affects all of them alike.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use xtask::terminal_output::print_line;

use serde::Serialize;

use crate::error::{Error, Result};

/// A tool with its measured times.
pub struct Tool<'a> {
    name: &'static str,
    run: Box<dyn FnMut(u32) -> Result<Duration> + 'a>,
    times: Vec<Duration>,
}

impl<'a> Tool<'a> {
    /// Creates a tool. `run` is called with the round's number and returns the time that it took.
    pub fn new(name: &'static str, run: impl FnMut(u32) -> Result<Duration> + 'a) -> Self {
        Self { name, run: Box::new(run), times: Vec::new() }
    }

    fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort();
        times.get(times.len() / 2).copied().unwrap_or_default()
    }
}

/// The time that a learner waits for something, with several tools.
#[derive(Serialize)]
pub struct Wait {
    /// The beginning and the end.
    pub wait: String,
    pub tools: Vec<Figure>,
}

/// The time that one tool takes.
#[derive(Serialize)]
pub struct Figure {
    pub tool: &'static str,
    pub ms: f64,
    /// The ratio of the first tool's time to this one. `None` for the first tool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<f64>,
}

impl Wait {
    /// Returns the times of tools and the ratios of the first time to the others.
    pub fn of(wait: &str, times: impl IntoIterator<Item = (&'static str, Duration)>) -> Self {
        let mut first = None;
        let figures = times.into_iter().map(|(tool, took)| {
            let ms = took.as_secs_f64() * 1000.0;
            let ratio = first.map(|first: f64| first / ms);
            first.get_or_insert(ms);
            Figure { tool, ms, ratio }
        });
        Self { wait: wait.to_owned(), tools: figures.collect() }
    }

    /// Prints the times for people.
    pub fn print(&self) -> Result<()> {
        print_line(format_args!("{}", self.wait))?;
        for Figure { tool, ms, ratio } in &self.tools {
            let ratio = ratio.map(|ratio| format!("   ratio {ratio:.2}")).unwrap_or_default();
            print_line(format_args!("  {tool:<44} {ms:>7.0} ms{ratio}"))?;
        }
        Ok(print_line("")?)
    }
}

/// Runs each tool once per round, and returns the medians.
pub fn compare(what: &str, rounds: u32, mut tools: Vec<Tool>) -> Result<Wait> {
    let mut order: Vec<usize> = (0..tools.len()).collect();
    // The first round warms up.
    for round in 0..=rounds {
        for &index in &order {
            let tool = &mut tools[index];
            let took = (tool.run)(round)?;
            if round > 0 {
                tool.times.push(took);
            }
        }
        // The order alternates, because a long run leaves the machine warm and writing to its disk.
        order.reverse();
    }
    Ok(Wait::of(what, tools.iter().map(|tool| (tool.name, tool.median()))))
}

/// Returns Cargo as a user calls it, that is, through rustup's proxy, because the proxy's time counts, too.
pub fn cargo(folder: &Path) -> Command {
    let mut command = Command::new("cargo");
    // Cargo has set this variable for the current program, so it would be wrong in another folder.
    command.current_dir(folder).env_remove("CARGO_MANIFEST_DIR");
    command
}

/// Returns the time that a command takes, even if the code does not compile or a test fails.
pub fn time(command: &mut Command) -> Result<Duration> {
    let started = Instant::now();
    let output = command.stdin(Stdio::null()).output();
    let took = started.elapsed();
    let program = format!("{command:?}");
    let status = output.map_err(Error::program(&program))?.status;
    if status.code().is_none_or(|code| code > 101) {
        return Err(Error::program(&program)(status));
    }
    Ok(took)
}
