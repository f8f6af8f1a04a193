//! Every limit of a run: time, output and memory.

use std::time::Duration;

/// The limits of one run that callers may set.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Time for one test.
    pub test: Duration,
    /// Time for all tests of a run.
    pub run: Duration,
    /// Bytes that one test may print.
    pub output: usize,
    /// Bytes of memory that one test may use, and each process that it starts. On Linux only.
    pub memory: u64,
    /// Time that a build may take without output.
    ///
    /// Cargo prints a message whenever a crate begins or ends. The longest pause in a first build of all dependencies is
    /// eight seconds on two busy processor cores.
    pub build_silence: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            test: Duration::from_secs(10),
            run: Duration::from_secs(30),
            output: 16 << 20,
            memory: 1 << 30,
            build_silence: Duration::from_secs(120),
        }
    }
}

/// Bytes that Cargo may print in one build: many times what the worst code causes.
pub(super) const BUILD_OUTPUT: usize = 64 << 20;

/// How many tests of a run may time out before the others get [`SHORT_TEST`] only.
pub(super) const PATIENT_WITH: usize = 2;
/// Time for one test after [`PATIENT_WITH`] time-outs.
pub(super) const SHORT_TEST: Duration = Duration::from_secs(1);

/// Time that tests in a shared process may take without one of them ending.
pub(super) const TOGETHER_SILENCE: Duration = Duration::from_secs(2);
/// Bytes of the names of tests in a shared process. A command line on Windows has room for 32,767 characters.
pub(super) const TOGETHER_NAMES: usize = 30_000;
