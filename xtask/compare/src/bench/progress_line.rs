//! Progress of a measurement on standard error. On a terminal, each update overwrites the previous one.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use compare::output::number_format::thousands;
use xtask::render::break_lines;
use xtask::workspace::Kata;

use super::benchmark_plan::BenchmarkPlan;
use super::effort::Effort;

/// The typical time of one contender at one size, including setup: the median of all katas.
const TYPICAL_TIME: Duration = Duration::from_millis(1_000);

/// A progress line with an estimate of the remaining time.
pub struct ProgressLine {
    terminal: bool,
    started: Instant,
    effort: Effort,
    steps: usize,
    done: usize,
    workload: String,
    time_per_step: Duration,
}

impl ProgressLine {
    pub fn new(effort: Effort) -> Self {
        Self {
            effort,
            terminal: std::io::stderr().is_terminal(),
            started: Instant::now(),
            steps: 0,
            done: 0,
            workload: String::new(),
            time_per_step: Duration::ZERO,
        }
    }

    /// Prints a permanent line.
    pub fn print(&mut self, line: &str) {
        self.clear();
        let lines = if self.terminal { break_lines(line, textwrap::termwidth()) } else { format!("{line}\n") };
        let _ = write!(std::io::stderr(), "{lines}");
    }

    /// Shows a temporary line on a terminal.
    pub fn show(&mut self, line: &str) {
        if self.terminal {
            let _ = write!(std::io::stderr(), "\r\x1b[K{line}");
        }
    }

    pub fn clear(&mut self) {
        self.show("");
    }

    /// Prints another process's output.
    pub fn pass_on(&mut self, bytes: &[u8]) {
        self.clear();
        let _ = std::io::stderr().write_all(bytes);
    }

    pub fn start(&mut self, kata: &Kata, plan: &BenchmarkPlan) {
        self.started = Instant::now();
        self.steps = plan.steps().count();
        if self.effort == Effort::Sweep {
            return;
        }
        let all = TYPICAL_TIME * plan.measurements as u32;
        self.time_per_step = all / self.steps.max(1) as u32;
        self.print(&format!(
            "Measuring {}: {} workloads, {} sizes in total. This takes about {}, longer on a busy machine. Press \
             Ctrl-C to stop and keep the results so far.",
            kata.name(),
            plan.workloads.len(),
            self.steps,
            minutes(all)
        ));
    }

    /// Shows the start of a step.
    pub fn step(&mut self, workload: &str, size: u64) {
        if self.effort == Effort::Precise && !self.terminal && self.workload != workload {
            self.print(&format!("Measuring {workload}"));
        }
        self.workload = workload.to_owned();
        let each = if self.done == 0 { self.time_per_step } else { self.started.elapsed() / self.done as u32 };
        let left = minutes(each * (self.steps - self.done) as u32);
        self.done += 1;
        let (size, done, steps) = (thousands(size), self.done, self.steps);
        let left = if self.effort == Effort::Precise { format!(", about {left} left") } else { String::new() };
        self.show(&format!("Measuring {workload} at {size} ({done} of {steps}){left}"));
    }
}

/// Formats a duration roughly.
fn minutes(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..50 => format!("{} s", (seconds / 10 + 1) * 10),
        50..90 => "1 minute".to_owned(),
        seconds => format!("{} minutes", (seconds + 30) / 60),
    }
}
