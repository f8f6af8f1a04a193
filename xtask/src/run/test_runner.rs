//! Execution of a suite's tests with limits.
//!
//! Each test runs in a separate process, so that it cannot end other tests.
//!
//! However, starting a process takes longer than most tests. To save time, the tests that passed last time first run
//! together in a shared process. There, only a pass counts; every other test runs again alone.

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::exit_status::{self, Crash, crash};
use super::limits::{Limits, MAX_FULL_TIMEOUTS, SHARED_PROCESS_NAMES, SHARED_PROCESS_SILENCE, SHORT_TEST_LIMIT};
use super::missing_resources;
use crate::error::{Error, Result};
use crate::orphans::Mark;
use crate::process::{self, Bounds, End, Pipes, StopFlag, active_time};
use crate::report::{Failure, FailurePhase, Status};
use crate::run::test_output::{self, BoundedOutput};

/// The interval at which passed tests are counted in a shared process.
const COUNT_INTERVAL: Duration = Duration::from_millis(100);

/// The outcome of one test.
#[derive(Clone, Debug)]
pub struct TestOutcome {
    /// The test's status.
    pub status: Status,
    /// The time it took, or zero if it passed in a shared process.
    pub took: Duration,
    /// The reason why it did not pass.
    pub message: Option<String>,
    /// The location of the panic, as `path:line:column`.
    pub place: Option<String>,
    /// The places on the way to the panic, the innermost first, if they were asked for.
    pub frames: Vec<(PathBuf, usize)>,
    /// The captured output, or nothing if it passed in a shared process.
    pub output: String,
}

/// A test to run.
#[derive(Clone, Debug)]
pub struct Test {
    /// The name that the executable uses.
    pub name: String,
    /// Set if the test first runs in a shared process.
    pub likely_passes: bool,
}

impl Test {
    /// Returns a test that runs in its own process.
    pub fn alone(name: impl Into<String>) -> Self {
        Self { name: name.into(), likely_passes: false }
    }
}

impl TestOutcome {
    /// Returns the outcome of a test that passed in a shared process, which loses its time and output.
    fn passed() -> Self {
        Self {
            status: Status::Passed,
            took: Duration::ZERO,
            message: None,
            place: None,
            frames: Vec::new(),
            output: String::new(),
        }
    }

    fn not_run() -> Self {
        let message = Some("the run's time limit was reached before this test started".to_owned());
        Self {
            status: Status::NotRun,
            took: Duration::ZERO,
            message,
            place: None,
            frames: Vec::new(),
            output: String::new(),
        }
    }
}

/// A test executable with its limits.
#[derive(Debug)]
pub struct SuiteExecutable<'a> {
    /// The path of the executable.
    pub executable: &'a Path,
    /// The package's folder, the working directory of the tests.
    pub folder: PathBuf,
    /// The limits of its tests.
    pub limits: Limits,
    /// A folder for temporary files.
    pub scratch: &'a Path,
    /// The mark of the run.
    pub mark: Option<Mark>,
    /// The end of the run's time limit, on the clock of [`active_time`].
    pub deadline: Duration,
    /// Stops the run on request.
    pub stop: &'a StopFlag,
}

impl SuiteExecutable<'_> {
    /// Lists the names of the executable's tests. If it listed none, the inner error explains why.
    ///
    /// # Errors
    ///
    /// Fails if the executable cannot be started, or the user stops the run.
    pub fn list(&self) -> Result<Result<Vec<String>, (Failure, Status)>> {
        missing_resources::check_room(self.scratch)?;
        let log = self.scratch.join("list");
        let _ = fs::remove_file(&log);
        let time = self.limits.test.min(self.remaining_time());
        let mut command = self.command();
        // The learner's code cannot write to the log file, so its output cannot pass for a test's name.
        command.args(["--list", "--logfile"]).arg(&log);
        let mut printed = 0;
        let end = self.supervise(command, self.bounds(time), &mut |bytes| {
            printed += bytes.len();
            check_output_limit(printed, self.limits.output)
        })?;
        let status = match end {
            End::Stopped => return Err(Error::Stopped),
            End::Exited(status) if status.success() => {
                let listed = fs::read_to_string(&log).unwrap_or_default();
                let names: Vec<String> =
                    listed.lines().filter_map(|line| Some(line.strip_prefix("test ")?.to_owned())).collect();
                if !names.is_empty() {
                    return Ok(Ok(names));
                }
                Status::Exited
            }
            End::Exited(_) => Status::Crashed,
            End::TimedOut | End::Silent => Status::TimedOut,
            End::TooMuchOutput => Status::OverLimit,
        };
        let how = match (&end, status) {
            (End::Exited(status), _) => format!("the program ended before any test ({})", exit_status::shown(*status)),
            (_, Status::TimedOut) => format!("the program timed out after {:?} before any test", self.limits.test),
            _ => "the program printed too much output before any test".to_owned(),
        };
        let message = format!("{how}. Look for code that runs at program start, such as a constructor function.");
        Ok(Err((Failure { phase: FailurePhase::Start, message }, status)))
    }

    /// Runs the tests and returns their outcomes in the same order.
    ///
    /// Calls `on_done` with the number of finished tests.
    ///
    /// # Errors
    ///
    /// Fails if the executable cannot be started, or the user stops the run.
    pub fn run(&self, tests: &[Test], on_done: &(dyn Fn(usize) + Sync)) -> Result<Vec<TestOutcome>> {
        let mut outcomes = vec![TestOutcome::not_run(); tests.len()];
        let passed = self.run_in_shared_process(tests, &self.scratch.join("shared"), on_done)?;
        for (outcome, _) in outcomes.iter_mut().zip(tests).filter(|(_, test)| passed.contains(&test.name)) {
            *outcome = TestOutcome::passed();
        }
        let alone: Vec<usize> = (0..tests.len()).filter(|&index| !passed.contains(&tests[index].name)).collect();
        let next = AtomicUsize::new(0);
        let done = AtomicUsize::new(passed.len());
        let timed_out = AtomicUsize::new(0);
        let outcomes = Mutex::new(outcomes);
        let work = |worker: usize| -> Result<()> {
            // A worker uses one file for all its tests, since creating a file takes longer than writing to it.
            let log = self.scratch.join(worker.to_string());
            loop {
                let position = next.fetch_add(1, Ordering::Relaxed);
                let Some(&index) = alone.get(position) else { return Ok(()) };
                let left = self.remaining_time();
                if left.is_zero() {
                    return Ok(());
                }
                // If some tests loop forever, later ones often do, too. Less time for them leaves more for tests that
                // end.
                let shorter = timed_out.load(Ordering::Relaxed) >= MAX_FULL_TIMEOUTS;
                let limit = if shorter { self.limits.test.min(SHORT_TEST_LIMIT) } else { self.limits.test };
                let mut outcome = self.run_one(&tests[index].name, &log, limit, left)?;
                if outcome.status == Status::TimedOut {
                    timed_out.fetch_add(1, Ordering::Relaxed);
                    if shorter && limit < left {
                        let more = format!(" (shortened after {MAX_FULL_TIMEOUTS} tests timed out)");
                        outcome.message = outcome.message.map(|message| message + &more);
                    }
                }
                outcomes.lock().expect("no worker panics while it holds the lock")[index] = outcome;
                on_done(done.fetch_add(1, Ordering::Relaxed) + 1);
            }
        };
        let workers = available_threads().min(alone.len()).max(1);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..workers).map(|worker| scope.spawn(move || work(worker))).collect();
            workers.into_iter().try_for_each(|worker| worker.join().expect("a worker does not panic"))
        })?;
        Ok(outcomes.into_inner().expect("no worker panics while it holds the lock"))
    }

    /// Runs the tests that are likely to pass together in one process, and returns the names of those that did pass.
    fn run_in_shared_process(&self, tests: &[Test], log: &Path, on_done: &dyn Fn(usize)) -> Result<BTreeSet<String>> {
        let mut room = SHARED_PROCESS_NAMES;
        let fits = |name: &&str| {
            room = room.saturating_sub(name.len() + 1);
            room > 0
        };
        let likely = tests.iter().filter(|test| test.likely_passes).map(|test| test.name.as_str());
        let names: BTreeSet<&str> = likely.take_while(fits).collect();
        if names.len() < 2 {
            return Ok(BTreeSet::new());
        }
        let mut command = self.command();
        command.args(["--nocapture", "--logfile"]).arg(log).arg("--test-threads");
        // With a single thread, the harness runs tests on the main thread, whose stack size differs.
        command.arg(available_threads().max(2).to_string()).arg("--exact").args(&names);
        let passed = || -> BTreeSet<String> {
            let verdicts = fs::read_to_string(log).unwrap_or_default();
            let passed = verdicts.lines().filter_map(|line| line.strip_prefix("ok "));
            passed.filter(|name| names.contains(name)).map(str::to_owned).collect()
        };
        let left = self.remaining_time();
        let bounds = Bounds { silence: Some(SHARED_PROCESS_SILENCE), ..self.bounds(self.limits.test.min(left)) };
        let mut printed = 0;
        let mut counted = Instant::now();
        let end = self.supervise(command, bounds, &mut |bytes| {
            printed += bytes.len();
            // Every test prints something, and reading the log each time would slow the tests down.
            if counted.elapsed() >= COUNT_INTERVAL {
                on_done(passed().len());
                counted = Instant::now();
            }
            check_output_limit(printed, self.limits.output)
        })?;
        // Tests that passed before a crash or timeout still count.
        if matches!(end, End::Stopped) { Err(Error::Stopped) } else { Ok(passed()) }
    }

    fn run_one(&self, name: &str, log: &Path, most: Duration, left: Duration) -> Result<TestOutcome> {
        let mut command = self.command();
        // Remove the verdict of the worker's previous test.
        fs::write(log, "").map_err(Error::io("cannot write", log))?;
        // With two threads, the test runs on a separate thread with the same stack size as under `cargo test`.
        command.args(["--exact", name, "--nocapture", "--test-threads=2", "--logfile"]).arg(log);
        let limit = most.min(left);
        let started = Instant::now();
        let mut kept = BoundedOutput::default();
        let end = self.supervise(command, self.bounds(limit), &mut |bytes| {
            kept.push(bytes);
            check_output_limit(kept.total(), self.limits.output)
        })?;
        let took = started.elapsed();
        let printed = kept.into_text();
        let output = test_output::of_test(&printed, name);
        let panic = test_output::last_panic(output, name);
        // The harness writes its verdict to this file, where printed output cannot end up. If a test exits the process,
        // the file stays empty.
        let verdict = fs::read_to_string(log).unwrap_or_default();
        let (status, message) = match end {
            End::Stopped => return Err(Error::Stopped),
            // Out of memory or stack, a program can even fail to abort.
            ref end if ended_by_force(end) && test_output::mentions_failed_allocation(output) => {
                (Status::OverLimit, Some(out_of_memory_message(self.limits.memory)))
            }
            ref end if stack_overflowed(end, output) => {
                (Status::Crashed, Some("stack overflow: look for infinite or very deep recursion".to_owned()))
            }
            End::TimedOut if limit < most => {
                (Status::TimedOut, Some("the run's time limit was reached while this test was running".to_owned()))
            }
            End::TimedOut | End::Silent => (Status::TimedOut, Some(format!("exceeded the time limit of {limit:?}"))),
            End::TooMuchOutput => {
                (Status::OverLimit, Some(format!("printed more than {} MiB", self.limits.output >> 20)))
            }
            End::Exited(status) => {
                let judged = judge(status, &verdict, name, output, panic.as_ref().map(|panic| panic.message));
                if judged.0 == Status::Exited {
                    // Maybe the harness could not write its verdict because the disk is full.
                    missing_resources::check_room(self.scratch)?;
                }
                judged
            }
        };
        let place = panic.filter(|_| status == Status::Failed).map(|panic| panic.place.to_owned());
        Ok(TestOutcome { status, took, message, place, frames: Vec::new(), output: output.trim().to_owned() })
    }

    /// Runs a failed test again with a backtrace, and returns the places of its panic, the innermost first.
    ///
    /// If the test does not panic at `place` again, there are none.
    ///
    /// # Errors
    ///
    /// Fails if the executable cannot be started, or the user stops the run.
    pub fn backtrace(&self, name: &str, place: &str) -> Result<Vec<(PathBuf, usize)>> {
        let mut command = self.command();
        command.env("RUST_BACKTRACE", "1").args(["--exact", name, "--nocapture", "--test-threads=2"]);
        let mut kept = BoundedOutput::default();
        let bounds = self.bounds(self.limits.test.min(self.remaining_time()));
        let end = self.supervise(command, bounds, &mut |bytes| {
            kept.push(bytes);
            check_output_limit(kept.total(), self.limits.output)
        })?;
        if matches!(end, End::Stopped) {
            return Err(Error::Stopped);
        }
        let printed = kept.into_text();
        let panic = test_output::last_panic(&printed, name).filter(|panic| panic.place == place);
        let frames = panic.iter().flat_map(test_output::frames);
        Ok(frames.map(|frame| (self.folder.join(frame.file), frame.line)).collect())
    }

    /// Returns the remaining time of the run.
    fn remaining_time(&self) -> Duration {
        self.deadline.saturating_sub(active_time())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(self.executable);
        command.current_dir(&self.folder).env("CARGO_MANIFEST_DIR", &self.folder).env("RUST_BACKTRACE", "0");
        command.env_remove("RUST_TEST_THREADS").env_remove("RUST_TEST_NOCAPTURE");
        command
    }

    fn bounds(&self, time: Duration) -> Bounds {
        Bounds { time: Some(time), memory: Some(self.limits.memory), mark: self.mark, ..Bounds::default() }
    }

    fn supervise(
        &self,
        command: Command,
        bounds: Bounds,
        sink: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<End> {
        process::supervise(command, Pipes::Merged, bounds, self.stop, &mut |_, bytes| sink(bytes))
            .map_err(Error::io("cannot start", self.executable))
    }
}

fn available_threads() -> usize {
    thread::available_parallelism().map_or(2, usize::from)
}

fn check_output_limit(bytes: usize, limit: usize) -> ControlFlow<()> {
    if bytes > limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

/// Returns true if the process crashed or was killed instead of exiting.
fn ended_by_force(end: &End) -> bool {
    match end {
        End::Exited(status) => crash(*status).is_some(),
        End::TimedOut | End::Silent | End::TooMuchOutput | End::Stopped => true,
    }
}

/// Returns true if the process crashed or hung because its stack overflowed.
fn stack_overflowed(end: &End, output: &str) -> bool {
    let is_possible = match end {
        End::Exited(status) => crash(*status).is_some(),
        End::TimedOut | End::Silent => true,
        End::TooMuchOutput | End::Stopped => false,
    };
    is_possible && test_output::mentions_stack_overflow(output)
}

/// Returns the message about a test that ran out of memory.
fn out_of_memory_message(limit: u64) -> String {
    if cfg!(target_os = "linux") {
        format!("used more than {} of memory", format_bytes(limit))
    } else {
        "requested more memory than the machine has".to_owned()
    }
}

fn format_bytes(bytes: u64) -> String {
    match bytes >> 30 {
        0 => format!("{} MiB", bytes >> 20),
        gib => format!("{gib} GiB"),
    }
}

/// Returns the status and message of a test whose process exited.
///
/// `verdict` is the harness's line in the log file: `ok NAME`, `failed NAME`, `failed: WHY NAME` or `ignored NAME`.
fn judge(status: ExitStatus, verdict: &str, name: &str, output: &str, panic: Option<&str>) -> (Status, Option<String>) {
    let says = |what: &str| verdict.lines().any(|line| line.strip_prefix(what) == Some(name));
    let why_failed = || verdict.trim_end().strip_suffix(name)?.trim_end().strip_prefix("failed: ").map(str::to_owned);
    if status.success() && says("ok ") {
        (Status::Passed, None)
    } else if status.success() && verdict.starts_with("ignored") {
        (Status::NotRun, Some(IGNORED.to_owned()))
    } else if says("failed ") {
        (Status::Failed, Some(panic.or(returned_error(output)).unwrap_or("failed without a panic").to_owned()))
    } else if let Some(why) = why_failed() {
        (Status::Failed, Some(why))
    } else {
        let shown = exit_status::shown(status);
        let before = panic.map(|panic| format!("\nEarlier panic: {panic}")).unwrap_or_default();
        match crash(status) {
            Some(Crash::Abort) => (Status::Crashed, Some(format!("the process aborted ({shown}){before}"))),
            Some(_) => (Status::Crashed, Some(format!("the process crashed ({shown}){before}"))),
            None => (Status::Exited, Some(format!("ended before the test returned ({shown})"))),
        }
    }
}

/// The message of a test with `#[ignore]`.
pub(super) const IGNORED: &str = "has #[ignore]";

/// Returns the error that a test returned, as printed by the standard library.
fn returned_error(output: &str) -> Option<&str> {
    let start = output.rfind("Error: ").filter(|start| *start == 0 || output[..*start].ends_with('\n'))?;
    Some(output[start..].trim_end())
}
