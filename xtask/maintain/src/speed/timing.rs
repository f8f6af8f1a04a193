//! Times of several tools, taken in turns: whatever else the machine does affects all of them alike.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};

/// A tool, and the times that it took.
pub struct Tool<'a> {
    name: &'static str,
    run: Box<dyn FnMut(u32) -> Result<Duration> + 'a>,
    times: Vec<Duration>,
}

impl<'a> Tool<'a> {
    /// A tool; `run` gets the number of the round and returns how long it took.
    pub fn new(name: &'static str, run: impl FnMut(u32) -> Result<Duration> + 'a) -> Self {
        Self { name, run: Box::new(run), times: Vec::new() }
    }

    fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort();
        times.get(times.len() / 2).copied().unwrap_or_default()
    }
}

/// Runs each tool once per round, and prints the medians and their ratios to the first tool's.
pub fn compare(what: &str, rounds: u32, mut tools: Vec<Tool>) -> Result<()> {
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
        // A tool after a long one finds a warm machine that still writes to its disk.
        order.reverse();
    }
    println!("{what}");
    let first = tools[0].median().as_secs_f64();
    for (index, tool) in tools.iter().enumerate() {
        let median = tool.median().as_secs_f64();
        let ratio = if index == 0 { String::new() } else { format!("   ours is {:.2} of it", first / median) };
        println!("  {:<44} {:>7.0} ms{ratio}", tool.name, median * 1000.0);
    }
    println!();
    Ok(())
}

/// Cargo as a user types it: rustup's proxy in front of it is a part of each wait.
pub fn cargo(folder: &Path) -> Command {
    let mut command = Command::new("cargo");
    // Cargo set it for this program; elsewhere it would be wrong.
    command.current_dir(folder).env_remove("CARGO_MANIFEST_DIR");
    command
}

/// Returns how long a command takes. Code that fails to compile or to pass is no error.
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
