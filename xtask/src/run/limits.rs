//! Limits of a run: time, output and memory.

use std::time::Duration;

/// The limits of a run that callers can set.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The time limit of one test.
    pub test: Duration,
    /// The time limit of all tests of a run together.
    pub run: Duration,
    /// The number of bytes that one test can print.
    pub output: usize,
    /// The memory limit in bytes of one test and of each process that it starts. It is enforced only on Linux.
    pub memory: u64,
    /// The time that a build can take without output.
    ///
    /// Cargo prints a message whenever it begins or finishes a crate, so it is never quiet for long: in a first build
    /// of all dependencies on two busy cores, the longest pause was 8 seconds.
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

/// The number of bytes that Cargo can print in one build: many times the output for the worst code.
pub(super) const BUILD_OUTPUT: usize = 64 << 20;

/// The number of tests that can use up the full time limit. Any later tests get only [`SHORT_TEST_LIMIT`].
pub(super) const MAX_FULL_TIMEOUTS: usize = 2;
/// The time limit of one test after [`MAX_FULL_TIMEOUTS`] timeouts.
pub(super) const SHORT_TEST_LIMIT: Duration = Duration::from_secs(1);

/// The number of tests in a run that run again for the backtrace of a panic outside the workspace.
///
/// A backtrace takes about 100 ms, and most readers need only that of the first failure.
pub(super) const MAX_BACKTRACES: usize = 3;

/// The time that a process shared by several tests can take without finishing a test.
pub(super) const SHARED_PROCESS_SILENCE: Duration = Duration::from_secs(2);
/// The total length of the test names for a shared process.
///
/// Windows limits a command line to 32,767 characters.
pub(super) const SHARED_PROCESS_NAMES: usize = 30_000;
