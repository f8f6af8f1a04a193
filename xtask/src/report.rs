//! The report of a run, which all output formats are rendered from.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use crate::rules::Rule;

/// The version of the format. It changes when an existing field gets a new meaning, but not when a field is added.
pub const SCHEMA: u32 = 1;

/// The result of one run of a kata's suite.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The version of the format, [`SCHEMA`].
    pub schema: u32,
    /// The kata's name.
    pub kata: String,
    /// The code under test: the learner's or the reference.
    pub subject: Subject,
    /// The verdict of the first stage that is not green, or green if all stages are.
    pub verdict: Verdict,
    /// The number of the suite's tests that passed.
    pub passed: usize,
    /// The number of the suite's tests, as far as known.
    pub total: usize,
    /// The build time in milliseconds.
    pub build_ms: u64,
    /// The run time of all tests in milliseconds.
    pub run_ms: u64,
    /// The requested stages, in order.
    pub stages: Vec<StageReport>,
    /// The compiler's errors.
    pub diagnostics: Vec<Diagnostic>,
    /// The error that kept the tests from running, other than a compiler error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// The learner's own tests, if there are any. They do not affect the verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own: Option<OwnTests>,
}

impl Report {
    /// Computes the counts and the verdict from the stages.
    pub fn compute_verdict(&mut self) {
        self.passed = self.stages.iter().map(|stage| stage.passed).sum();
        self.total = self.stages.iter().filter_map(|stage| stage.total).sum();
        let unfinished = self.stages.iter().map(|stage| stage.verdict).find(|&verdict| verdict != Verdict::Green);
        self.verdict = unfinished.unwrap_or(if self.error.is_some() { Verdict::Amber } else { Verdict::Green });
    }

    /// Returns the first stage that is not green.
    pub fn current_stage(&self) -> Option<&StageReport> {
        self.stages.iter().find(|stage| stage.verdict != Verdict::Green)
    }

    /// Returns true if all stages of the core are green. The report must contain every stage.
    pub fn is_core_green(&self) -> bool {
        let mut core = self.stages.iter().filter(|stage| stage.core).peekable();
        core.peek().is_some() && core.all(|stage| stage.verdict == Verdict::Green)
    }

    /// Returns the first test that did not pass, with its stage.
    pub fn first_failure(&self) -> Option<(&StageReport, &TestReport)> {
        let stage = self.current_stage()?;
        stage.tests.iter().find(|test| test.status != Status::Passed).map(|test| (stage, test))
    }
}

/// The code under test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// The learner's code.
    Kata,
    /// The reference solution.
    Solution,
}

/// The overall result of a run or stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// All tests passed.
    Green,
    /// A test failed.
    Red,
    /// The code does not compile.
    Amber,
    /// A test exceeded a limit.
    Timeout,
}

impl Verdict {
    /// Returns the exit code of `cargo xtask test`.
    pub fn exit_code(self) -> u8 {
        match self {
            Verdict::Green => 0,
            Verdict::Red => 1,
            Verdict::Amber => 3,
            Verdict::Timeout => 4,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::Green => "green",
            Verdict::Red => "red",
            Verdict::Amber => "amber",
            Verdict::Timeout => "timeout",
        })
    }
}

/// The result of one stage.
#[derive(Clone, Debug, Serialize)]
pub struct StageReport {
    /// The stage's number, starting at 1.
    pub number: u32,
    /// The name of the module without its number, such as `store_and_find`.
    pub name: String,
    /// The stage's title, such as `Store and find`.
    pub title: String,
    /// True for a stage of the core, false for an extension.
    pub core: bool,
    /// The stage's verdict.
    pub verdict: Verdict,
    /// The number of tests that passed.
    pub passed: usize,
    /// The number of tests, or the last known number if the stage does not compile.
    pub total: Option<usize>,
    /// The tests in the order of the file.
    pub tests: Vec<TestReport>,
}

impl StageReport {
    /// Computes the counts and the verdict from the tests of a stage that compiled.
    pub fn compute_verdict(&mut self) {
        self.passed = self.tests.iter().filter(|test| test.status == Status::Passed).count();
        self.total = Some(self.tests.len());
        self.verdict = verdict_of(&self.tests);
    }
}

fn verdict_of(tests: &[TestReport]) -> Verdict {
    if tests.iter().all(|test| test.status == Status::Passed) {
        Verdict::Green
    } else if tests.iter().any(|test| test.status.exceeded_a_limit()) {
        Verdict::Timeout
    } else {
        Verdict::Red
    }
}

/// The learner's own tests.
#[derive(Clone, Debug, Serialize)]
pub struct OwnTests {
    /// The verdict, computed as for a stage.
    pub verdict: Verdict,
    /// The number of tests that passed.
    pub passed: usize,
    /// The number of tests, or `None` if they do not compile.
    pub total: Option<usize>,
    /// The tests in alphabetical order.
    pub tests: Vec<TestReport>,
    /// The compiler's errors.
    pub diagnostics: Vec<Diagnostic>,
}

impl OwnTests {
    /// Returns the result of own tests that ran.
    pub fn ran(tests: Vec<TestReport>) -> Self {
        let passed = tests.iter().filter(|test| test.status == Status::Passed).count();
        Self { verdict: verdict_of(&tests), passed, total: Some(tests.len()), tests, diagnostics: Vec::new() }
    }

    /// Returns the result of own tests that do not compile.
    pub fn broken(diagnostics: Vec<Diagnostic>) -> Self {
        Self { verdict: Verdict::Amber, passed: 0, total: None, tests: Vec::new(), diagnostics }
    }
}

/// The result of one test.
#[derive(Clone, Debug, Serialize)]
pub struct TestReport {
    /// The name within its stage.
    pub name: String,
    /// The test's status.
    pub status: Status,
    /// The run time in milliseconds.
    pub ms: f64,
    /// The reason why it did not pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The location of the failure, as `path:line` relative to the workspace's root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The location of the test, as `path:line` relative to the workspace's root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defined: Option<String>,
    /// If it did not pass, the rules of the brief that it checks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// The captured output, whose middle is omitted if it is long.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub output: String,
}

/// The status of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It passed.
    Passed,
    /// It panicked or returned an error.
    Failed,
    /// It exceeded the time limit.
    TimedOut,
    /// It ended by a signal, an abort or a stack overflow.
    Crashed,
    /// It exited the process.
    Exited,
    /// It exceeded the limit on output or memory.
    OverLimit,
    /// It did not run, because the run's time limit was reached.
    NotRun,
}

impl Status {
    /// Returns true if a limit ended the test or kept it from running.
    pub fn exceeded_a_limit(self) -> bool {
        matches!(self, Status::TimedOut | Status::OverLimit | Status::NotRun)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Status::Passed => "passed",
            Status::Failed => "failed",
            Status::TimedOut => "timed out",
            Status::Crashed => "crashed",
            Status::Exited => "exited the process",
            Status::OverLimit => "over a limit",
            Status::NotRun => "not run",
        })
    }
}

/// An error or warning of the compiler.
#[derive(Clone, Debug, Serialize)]
pub struct Diagnostic {
    /// The message, one line.
    pub message: String,
    /// The compiler's error code, such as `E0308`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The location, as `path:line` relative to the workspace's root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The stage whose file has the error, or `None` for the learner's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<u32>,
    /// The message as rendered by the compiler, including its colors, which the JSON omits.
    #[serde(serialize_with = "without_colors")]
    pub rendered: String,
}

impl Diagnostic {
    /// Returns an error without a location.
    pub fn without_place(message: String) -> Self {
        Self { rendered: format!("error: {message}\n"), message, code: None, location: None, stage: None }
    }
}

fn without_colors<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&anstream::adapter::strip_str(text))
}

/// An error outside of any test.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// The phase in which it occurred.
    pub phase: FailurePhase,
    /// The error, and what to do about it.
    pub message: String,
}

/// A phase of a run before the first test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FailurePhase {
    /// Cargo failed for a reason other than a compiler error.
    Build,
    /// The suite's executable exited or hung before it ran a test.
    Start,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report_fixtures::red;

    #[test]
    fn the_first_unfinished_stage_decides_the_verdict() {
        let mut report = red();
        report.stages[0].verdict = Verdict::Amber;
        report.compute_verdict();
        assert_eq!(report.verdict, Verdict::Amber);
    }
}
