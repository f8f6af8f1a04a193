//! The test run on a mutant, with a process per test.
//!
//! Cargo starts it in place of the test executable, as its
//! [`target.<triple>.runner`](https://doc.rust-lang.org/cargo/reference/config.html#targettriplerunner).

use std::path::Path;

use serde::{Deserialize, Serialize};
use xtask::report::Status;
use xtask::terminal_output::print;

use crate::error::Result;
use crate::suite_runs;

/// The argument that makes this program run a test executable.
pub const ARGUMENT: &str = "run-tests-on-mutant";
/// The start of the line of output that holds [`TestOutcomes`].
const PREFIX: &str = "test outcomes: ";

/// The names of a suite's tests, grouped by outcome.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct TestOutcomes {
    pub passed: Vec<String>,
    pub failed: Vec<String>,
    pub timed_out: Vec<String>,
    pub not_run: Vec<String>,
}

impl TestOutcomes {
    /// Returns the outcomes from the output of a run, or `None` if it has none.
    pub fn find(output: &str) -> Option<Self> {
        output.lines().rev().find_map(|line| serde_json::from_str(line.strip_prefix(PREFIX)?).ok())
    }

    /// Returns the outcomes as a line of output for [`find`](Self::find).
    pub fn to_line(&self) -> String {
        format!("{PREFIX}{}\n", serde_json::to_string(self).expect("names are JSON"))
    }
}

/// Runs an executable's tests, prints their outcomes, and returns whether all of them passed.
pub fn run(executable: &Path) -> Result<bool> {
    let mut outcomes = TestOutcomes::default();
    for (name, status) in suite_runs::run_on_mutant(executable)? {
        let tests = match status {
            Status::Passed => &mut outcomes.passed,
            Status::TimedOut => &mut outcomes.timed_out,
            Status::NotRun => &mut outcomes.not_run,
            Status::Failed | Status::Crashed | Status::Exited | Status::OverLimit => &mut outcomes.failed,
        };
        // `solution.rs` includes the suite as a module, which test names don't mention anywhere else.
        tests.push(name.strip_prefix("suite::").unwrap_or(&name).to_owned());
    }
    print(&outcomes.to_line())?;
    Ok(outcomes.failed.is_empty() && outcomes.timed_out.is_empty() && outcomes.not_run.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn find_skips_other_output() {
        let outcomes = TestOutcomes { failed: vec!["stage_1::a".to_owned()], ..TestOutcomes::default() };
        let log = format!("running\n{PREFIX}of a test\n{}error: test failed\n", outcomes.to_line());
        assert_eq!(TestOutcomes::find(&log).expect("the log has outcomes").failed, ["stage_1::a"]);
        assert!(TestOutcomes::find(&format!("{PREFIX}none\n")).is_none());
    }
}
