//! The report: the one value that a run of a kata comes to. Everything that shows a result is a view of it.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// The version of the report's format. A field may be added without a new one; none changes its meaning.
pub const SCHEMA: u32 = 1;

/// What one run of a kata's suite came to.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The version of the format, [`SCHEMA`].
    pub schema: u32,
    /// The kata's name.
    pub kata: String,
    /// Whose code ran under the suite.
    pub subject: Subject,
    /// The verdict of the first stage that is not green, or green.
    pub verdict: Verdict,
    /// How many tests of the suite passed.
    pub passed: usize,
    /// How many tests of the suite there are, as far as known.
    pub total: usize,
    /// Milliseconds spent building.
    pub build_ms: u64,
    /// Milliseconds spent running the tests.
    pub run_ms: u64,
    /// The stages that were asked for, in their order.
    pub stages: Vec<StageReport>,
    /// The compiler's errors.
    pub diagnostics: Vec<Diagnostic>,
    /// What went wrong outside any test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// The learner's own tests, where there are any. They do not count in the verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own: Option<OwnTests>,
}

impl Report {
    /// Computes what follows from the stages: the counts and the verdict.
    pub fn settle(&mut self) {
        self.passed = self.stages.iter().map(|stage| stage.passed).sum();
        self.total = self.stages.iter().filter_map(|stage| stage.total).sum();
        let unfinished = self.stages.iter().map(|stage| stage.verdict).find(|&verdict| verdict != Verdict::Green);
        self.verdict = unfinished.unwrap_or(if self.error.is_some() { Verdict::Amber } else { Verdict::Green });
    }

    /// The first stage that is not green.
    pub fn current_stage(&self) -> Option<&StageReport> {
        self.stages.iter().find(|stage| stage.verdict != Verdict::Green)
    }

    /// The first test that did not pass, and its stage.
    pub fn first_failure(&self) -> Option<(&StageReport, &TestReport)> {
        let stage = self.current_stage()?;
        stage.tests.iter().find(|test| test.status != Status::Passed).map(|test| (stage, test))
    }
}

/// Whose code ran under the suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// The learner's.
    Kata,
    /// The reference's.
    Solution,
}

/// Where a learner stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Everything passed.
    Green,
    /// A test did not pass.
    Red,
    /// It does not compile.
    Amber,
    /// A limit ended a test.
    Timeout,
}

impl Verdict {
    /// The status that `cargo xtask test` exits with.
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

/// What became of one stage.
#[derive(Clone, Debug, Serialize)]
pub struct StageReport {
    /// From 1.
    pub number: u32,
    /// The module's name without its number: `store_and_find`.
    pub name: String,
    /// The stage's title: `Store and find`.
    pub title: String,
    /// Amber if it does not compile, else timeout, red or green.
    pub verdict: Verdict,
    /// How many of its tests passed.
    pub passed: usize,
    /// How many tests it has; if it does not compile, as last known.
    pub total: Option<usize>,
    /// Its tests in the order of the file.
    pub tests: Vec<TestReport>,
}

impl StageReport {
    /// Computes what follows from the tests of a stage that compiled.
    pub fn settle(&mut self) {
        self.passed = self.tests.iter().filter(|test| test.status == Status::Passed).count();
        self.total = Some(self.tests.len());
        self.verdict = verdict_of(&self.tests);
    }
}

fn verdict_of(tests: &[TestReport]) -> Verdict {
    if tests.iter().all(|test| test.status == Status::Passed) {
        Verdict::Green
    } else if tests.iter().any(|test| test.status.ended_by_a_limit()) {
        Verdict::Timeout
    } else {
        Verdict::Red
    }
}

/// The learner's own tests.
#[derive(Clone, Debug, Serialize)]
pub struct OwnTests {
    /// As a stage's.
    pub verdict: Verdict,
    /// How many passed.
    pub passed: usize,
    /// How many there are; unknown if they do not compile.
    pub total: Option<usize>,
    /// In alphabetical order.
    pub tests: Vec<TestReport>,
    /// The compiler's errors.
    pub diagnostics: Vec<Diagnostic>,
}

impl OwnTests {
    /// Own tests that ran.
    pub fn ran(tests: Vec<TestReport>) -> Self {
        let passed = tests.iter().filter(|test| test.status == Status::Passed).count();
        Self { verdict: verdict_of(&tests), passed, total: Some(tests.len()), tests, diagnostics: Vec::new() }
    }

    /// Own tests that do not compile.
    pub fn broken(diagnostics: Vec<Diagnostic>) -> Self {
        Self { verdict: Verdict::Amber, passed: 0, total: None, tests: Vec::new(), diagnostics }
    }
}

/// What became of one test.
#[derive(Clone, Debug, Serialize)]
pub struct TestReport {
    /// The test's name within its stage.
    pub name: String,
    /// How it ended.
    pub status: Status,
    /// Milliseconds it took.
    pub ms: f64,
    /// Why it did not pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Where it failed, `path:line` from the workspace's root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Where the test itself stands, `path:line` from the workspace's root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defined: Option<String>,
    /// What it printed, cut in the middle if that is long.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub output: String,
}

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// As it should.
    Passed,
    /// By a panic.
    Failed,
    /// By the time limit.
    TimedOut,
    /// By a signal, an abort or a stack overflow.
    Crashed,
    /// By ending the process.
    Exited,
    /// By the limit on output or memory.
    OverLimit,
    /// It had no turn: the run's own limit came first.
    NotRun,
}

impl Status {
    fn ended_by_a_limit(self) -> bool {
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
            Status::Exited => "ended the process",
            Status::OverLimit => "over a limit",
            Status::NotRun => "not run",
        })
    }
}

/// One of the compiler's errors.
#[derive(Clone, Debug, Serialize)]
pub struct Diagnostic {
    /// What is wrong, in a line.
    pub message: String,
    /// The compiler's code for it: `E0308`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// `path:line` from the workspace's root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The stage in whose file it is; none if it is in the learner's own code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<u32>,
    /// The compiler's own rendering, with its colors (which are left out of the JSON).
    #[serde(serialize_with = "without_colors")]
    pub rendered: String,
}

impl Diagnostic {
    /// One that is about no place in the code.
    pub fn without_place(message: String) -> Self {
        Self { rendered: format!("error: {message}\n"), message, code: None, location: None, stage: None }
    }
}

fn without_colors<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&anstream::adapter::strip_str(text))
}

/// What went wrong outside any test.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// In which phase.
    pub phase: FailurePhase,
    /// What, and what to do about it.
    pub message: String,
}

/// A phase of a run before the first test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FailurePhase {
    /// Cargo could not begin, or could not finish for a reason that is no error in the code.
    Build,
    /// The suite's executable ended, or hung, before it ran a test.
    Start,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report_fixtures::red;

    #[test]
    fn the_verdict_is_that_of_the_first_unfinished_stage() {
        let mut report = red();
        report.stages[0].verdict = Verdict::Amber;
        report.settle();
        assert_eq!(report.verdict, Verdict::Amber);
    }
}
