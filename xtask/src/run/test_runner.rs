//! Running a suite's executable with limits: a process a test, so that no test can take another with it.
//!
//! Starting a process takes longer than most tests. So tests that passed the last time may be run together first, in one
//! process: nearly always they pass again. Whatever else happens there is nobody's verdict, and all that have none from it are
//! run alone.

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
use super::limits::{Limits, PATIENT_WITH, SHORT_TEST, TOGETHER_NAMES, TOGETHER_SILENCE};
use super::missing_resources;
use crate::error::{Error, Result};
use crate::orphans::Mark;
use crate::process::{self, Bounds, End, Pipes, StopFlag, awake};
use crate::report::{Failure, FailurePhase, Status};
use crate::run::test_output::{self, BoundedOutput};

/// How often passed tests are counted while tests share a process.
const COUNT: Duration = Duration::from_millis(100);

/// What became of one test, before it is seen as part of a stage.
#[derive(Clone, Debug)]
pub struct TestOutcome {
    /// How it ended.
    pub status: Status,
    /// How long it took: zero if it passed together with others.
    pub took: Duration,
    /// Why it did not pass.
    pub message: Option<String>,
    /// Where it panicked, as the compiler names places.
    pub place: Option<String>,
    /// What it printed: nothing if it passed together with others.
    pub output: String,
}

/// A test that is to be run.
#[derive(Clone, Debug)]
pub struct Test {
    /// As the executable calls it.
    pub name: String,
    /// Whether it is run together with others first.
    pub likely_passes: bool,
}

impl Test {
    /// One that is run in a process of its own.
    pub fn alone(name: impl Into<String>) -> Self {
        Self { name: name.into(), likely_passes: false }
    }
}

impl TestOutcome {
    /// In company: then nobody knows how long it took, or what it printed.
    fn passed() -> Self {
        Self { status: Status::Passed, took: Duration::ZERO, message: None, place: None, output: String::new() }
    }

    fn not_run() -> Self {
        let message = Some("the time for the whole run was up before its turn".to_owned());
        Self { status: Status::NotRun, took: Duration::ZERO, message, place: None, output: String::new() }
    }
}

/// An executable with tests in it.
#[derive(Debug)]
pub struct SuiteExecutable<'a> {
    /// The executable.
    pub executable: &'a Path,
    /// The package's folder, which tests expect to be in.
    pub folder: PathBuf,
    /// What its tests may use.
    pub limits: Limits,
    /// A folder for files of the run.
    pub scratch: &'a Path,
    /// The mark of the run.
    pub mark: Option<Mark>,
    /// When the time for the whole run is up, as [`awake`] counts it.
    pub deadline: Duration,
    /// Ends everything on request.
    pub stop: &'a StopFlag,
}

impl SuiteExecutable<'_> {
    /// The names of its tests, or what kept it from telling them.
    ///
    /// # Errors
    ///
    /// If it cannot be started, or on request.
    pub fn list(&self) -> Result<Result<Vec<String>, (Failure, Status)>> {
        missing_resources::check_room(self.scratch)?;
        let log = self.scratch.join("list");
        let _ = fs::remove_file(&log);
        let time = self.limits.test.min(self.left());
        let mut command = self.command();
        // As with verdicts: what the code prints does not get into this file, so it cannot pass for a test's name.
        command.args(["--list", "--logfile"]).arg(&log);
        let mut printed = 0;
        let end = self.supervise(command, self.bounds(time), &mut |bytes| {
            printed += bytes.len();
            within(printed, self.limits.output)
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
            End::Refused => Status::OverLimit,
        };
        let how = match (&end, status) {
            (End::Exited(status), _) => format!("the program ended before any test ({})", exit_status::shown(*status)),
            (_, Status::TimedOut) => format!("the program ran for {:?} before any test", self.limits.test),
            _ => "the program printed without end before any test".to_owned(),
        };
        let message = format!("{how}: look for code that runs at its start, such as a constructor");
        Ok(Err((Failure { phase: FailurePhase::Start, message }, status)))
    }

    /// Runs these tests and tells what became of each, in the same order. `on_done` hears the number of tests that have
    /// ended.
    ///
    /// # Errors
    ///
    /// If the executable cannot be started, or on request.
    pub fn run(&self, tests: &[Test], on_done: &(dyn Fn(usize) + Sync)) -> Result<Vec<TestOutcome>> {
        let mut outcomes = vec![TestOutcome::not_run(); tests.len()];
        let passed = self.run_together(tests, &self.scratch.join("together"), on_done)?;
        for (outcome, _) in outcomes.iter_mut().zip(tests).filter(|(_, test)| passed.contains(&test.name)) {
            *outcome = TestOutcome::passed();
        }
        let alone: Vec<usize> = (0..tests.len()).filter(|&index| !passed.contains(&tests[index].name)).collect();
        let next = AtomicUsize::new(0);
        let done = AtomicUsize::new(passed.len());
        let timed_out = AtomicUsize::new(0);
        let outcomes = Mutex::new(outcomes);
        let work = |worker: usize| -> Result<()> {
            // One for all tests of a worker: making files takes longer than writing to them.
            let log = self.scratch.join(worker.to_string());
            loop {
                let turn = next.fetch_add(1, Ordering::Relaxed);
                let Some(&index) = alone.get(turn) else { return Ok(()) };
                let left = self.left();
                if left.is_zero() {
                    return Ok(());
                }
                // What one test has no end with, the next most often has no end with either, and the rest of the run's time
                // is better spent on those that have one.
                let shorter = timed_out.load(Ordering::Relaxed) >= PATIENT_WITH;
                let limit = if shorter { self.limits.test.min(SHORT_TEST) } else { self.limits.test };
                let mut outcome = self.run_one(&tests[index].name, &log, limit, left)?;
                if outcome.status == Status::TimedOut {
                    timed_out.fetch_add(1, Ordering::Relaxed);
                    if shorter && limit < left {
                        let more = format!(", which is all that a test gets once {PATIENT_WITH} have timed out");
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

    /// Runs those that likely pass in one process, and returns the names of those that did.
    fn run_together(&self, tests: &[Test], log: &Path, on_done: &dyn Fn(usize)) -> Result<BTreeSet<String>> {
        let mut room = TOGETHER_NAMES;
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
        // With a single thread, tests would run on the main one, which has another stack.
        command.arg(available_threads().max(2).to_string()).arg("--exact").args(&names);
        let passed = || -> BTreeSet<String> {
            let verdicts = fs::read_to_string(log).unwrap_or_default();
            let passed = verdicts.lines().filter_map(|line| line.strip_prefix("ok "));
            passed.filter(|name| names.contains(name)).map(str::to_owned).collect()
        };
        let left = self.left();
        let bounds = Bounds { silence: Some(TOGETHER_SILENCE), ..self.bounds(self.limits.test.min(left)) };
        let mut printed = 0;
        let mut counted = Instant::now();
        let end = self.supervise(command, bounds, &mut |bytes| {
            printed += bytes.len();
            // Every test prints its name and its verdict: to count each time would take from the time of the tests.
            if counted.elapsed() >= COUNT {
                on_done(passed().len());
                counted = Instant::now();
            }
            within(printed, self.limits.output)
        })?;
        // However else it ended, a test that was done before has its verdict.
        if matches!(end, End::Stopped) { Err(Error::Stopped) } else { Ok(passed()) }
    }

    fn run_one(&self, name: &str, log: &Path, most: Duration, left: Duration) -> Result<TestOutcome> {
        let mut command = self.command();
        // What the test before has left there is not this one's verdict.
        fs::write(log, "").map_err(Error::io("cannot write", log))?;
        // Two threads, so that a test runs on one of its own, with the stack that it has under `cargo test`.
        command.args(["--exact", name, "--nocapture", "--test-threads=2", "--logfile"]).arg(log);
        let limit = most.min(left);
        let started = Instant::now();
        let mut kept = BoundedOutput::default();
        let end = self.supervise(command, self.bounds(limit), &mut |bytes| {
            kept.push(bytes);
            within(kept.total(), self.limits.output)
        })?;
        let took = started.elapsed();
        let printed = kept.into_text();
        let output = test_output::of_test(&printed, name);
        let panic = test_output::last_panic(output, name);
        // The harness writes its verdict to this file. What a test prints cannot get there, and a test that ends the
        // process leaves it empty.
        let verdict = fs::read_to_string(log).unwrap_or_default();
        let (status, message) = match end {
            End::Stopped => return Err(Error::Stopped),
            // Without memory or stack, a program may even fail to end itself.
            ref end if ended_by_force(end) && test_output::names_a_failed_allocation(output) => {
                (Status::OverLimit, Some(over_memory(self.limits.memory)))
            }
            ref end if stack_overflowed(end, output) => {
                (Status::Crashed, Some("the stack overflowed: a recursion does not end".to_owned()))
            }
            End::TimedOut if limit < most => {
                (Status::TimedOut, Some("it was running when the time for the whole run was up".to_owned()))
            }
            End::TimedOut | End::Silent => (Status::TimedOut, Some(format!("it did not end within {limit:?}"))),
            End::Refused => (Status::OverLimit, Some(format!("it printed more than {} MiB", self.limits.output >> 20))),
            End::Exited(status) => {
                let judged = judge(status, &verdict, name, output, panic.as_ref().map(|panic| panic.message));
                if judged.0 == Status::Exited {
                    // The harness could not write its verdict, perhaps.
                    missing_resources::check_room(self.scratch)?;
                }
                judged
            }
        };
        let place = panic.filter(|_| status == Status::Failed).map(|panic| panic.place.to_owned());
        Ok(TestOutcome { status, took, message, place, output: output.trim().to_owned() })
    }

    /// The time that the run has left.
    fn left(&self) -> Duration {
        self.deadline.saturating_sub(awake())
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

fn within(bytes: usize, limit: usize) -> ControlFlow<()> {
    if bytes > limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

/// Whether a process neither came to its end nor decided to end.
fn ended_by_force(end: &End) -> bool {
    match end {
        End::Exited(status) => crash(*status).is_some(),
        End::TimedOut | End::Silent | End::Refused | End::Stopped => true,
    }
}

/// Whether a process ended, or hangs, because its stack overflowed.
fn stack_overflowed(end: &End, output: &str) -> bool {
    let is_possible = match end {
        End::Exited(status) => crash(*status).is_some(),
        End::TimedOut | End::Silent => true,
        End::Refused | End::Stopped => false,
    };
    is_possible && test_output::names_a_stack_overflow(output)
}

/// What is said of a test that ended because it got no more memory.
fn over_memory(limit: u64) -> String {
    if cfg!(target_os = "linux") {
        format!("it used more than {} of memory", bytes_in_words(limit))
    } else {
        "it asked for more memory than there is".to_owned()
    }
}

fn bytes_in_words(bytes: u64) -> String {
    match bytes >> 30 {
        0 => format!("{} MiB", bytes >> 20),
        gib => format!("{gib} GiB"),
    }
}

/// How a test ended whose process ended by itself. `verdict` is what the harness wrote to its log file: `ok NAME`,
/// `failed NAME`, `failed: WHY NAME` or `ignored NAME`.
fn judge(status: ExitStatus, verdict: &str, name: &str, output: &str, panic: Option<&str>) -> (Status, Option<String>) {
    let says = |what: &str| verdict.lines().any(|line| line.strip_prefix(what) == Some(name));
    let why_failed = || verdict.trim_end().strip_suffix(name)?.trim_end().strip_prefix("failed: ").map(str::to_owned);
    if status.success() && says("ok ") {
        (Status::Passed, None)
    } else if status.success() && verdict.starts_with("ignored") {
        (Status::NotRun, Some(IGNORED.to_owned()))
    } else if says("failed ") {
        (Status::Failed, Some(panic.or(returned_error(output)).unwrap_or("it failed without a panic").to_owned()))
    } else if let Some(why) = why_failed() {
        (Status::Failed, Some(why))
    } else {
        let shown = exit_status::shown(status);
        let before = panic.map(|panic| format!("\nbefore that: {panic}")).unwrap_or_default();
        match crash(status) {
            Some(Crash::Abort) => (Status::Crashed, Some(format!("the process aborted ({shown}){before}"))),
            Some(_) => (Status::Crashed, Some(format!("the system ended the process ({shown}){before}"))),
            None => (Status::Exited, Some(format!("it ended the process itself ({shown})"))),
        }
    }
}

/// The message of a test that has `#[ignore]`.
pub(super) const IGNORED: &str = "it has #[ignore]";

/// What a test returned that ends with an error, as the standard library prints it.
fn returned_error(output: &str) -> Option<&str> {
    let start = output.rfind("Error: ").filter(|start| *start == 0 || output[..*start].ends_with('\n'))?;
    Some(output[start..].trim_end())
}
