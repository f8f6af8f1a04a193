//! Builds and runs of a kata's suite for the maintainers' commands, with their limits.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::NamedTempFile;
use xtask::process::{self, Bounds, End, Pipes, StopFlag};
use xtask::report::{Report, Status, Subject};
use xtask::run::build::{Build, Suite};
use xtask::run::cargo::Cargo;
use xtask::run::limits::Limits;
use xtask::run::test_runner::{SuiteExecutable, Test};
use xtask::run::{KataRun, Request};
use xtask::workspace::{Kata, Workspace};

use crate::error::{Error, Result};
use crate::files;

/// Returns the limits of a suite that runs on a mutant.
///
/// The run has more time than a learner's, so that every test gets a chance to catch the mutant: only then can it count
/// as caught by a timeout alone.
fn mutant_limits() -> Limits {
    Limits { test: Duration::from_secs(5), run: Duration::from_secs(180), ..Limits::default() }
}
/// The number of seconds after which cargo-mutants gives up on a mutant, which is more than [`mutant_limits`] allow.
pub const CARGO_MUTANTS_TIMEOUT: &str = "300";
/// The time limit of a whole suite in one process.
const ONE_PROCESS_LIMIT: Duration = Duration::from_secs(120);

/// Builds and runs a suite like `cargo xtask test`, within a learner's limits.
///
/// With a `filter`, only the tests whose name contains it run.
pub fn report(workspace: &Workspace, kata: &Kata, subject: Subject, filter: Option<&str>) -> Result<Report> {
    let request = Request { filter: filter.map(str::to_owned), ..Request::everything(subject) };
    let run = KataRun { workspace, kata, request: &request, stop: &StopFlag::new(), on_progress: &|_| {} };
    Ok(run.report()?)
}

/// Builds a suite on the reference and returns its executable.
pub fn build_on_reference(workspace: &Workspace, kata: &Kata) -> Result<PathBuf> {
    let stages = kata.stages()?;
    let stop = StopFlag::new();
    let suite = Suite { kata, stages: &stages, subject: Subject::Solution };
    let build = suite.build(&Cargo::quiet(workspace, &stop, None), Build::default())?;
    build.executable.ok_or_else(|| Error::suite(kata.name(), "the suite does not build on the reference"))
}

/// Runs each test of an executable in its own process, within the limits for mutants.
///
/// Returns the name and status of each test.
pub fn run_on_mutant(executable: &Path) -> Result<Vec<(String, Status)>> {
    let folder = std::env::current_dir().map_err(Error::file(executable))?;
    let scratch = tempfile::tempdir().map_err(Error::file(&std::env::temp_dir()))?;
    let limits = mutant_limits();
    let suite = SuiteExecutable {
        executable,
        folder,
        limits,
        scratch: scratch.path(),
        mark: None,
        deadline: process::active_time() + limits.run,
        stop: &StopFlag::new(),
    };
    let names = suite.list()?.map_err(|(failure, _)| failure.message).map_err(Error::file(executable))?;
    let tests: Vec<Test> = names.iter().map(Test::alone).collect();
    let outcomes = suite.run(&tests, &|_| {})?;
    Ok(names.into_iter().zip(outcomes.into_iter().map(|outcome| outcome.status)).collect())
}

/// The results of a suite that ran in one process.
#[derive(Debug, PartialEq, Eq)]
pub struct OneProcessRun {
    /// `ok`, `failed` or `ignored`, by the name of the test.
    pub results: BTreeMap<String, String>,
    /// True if the run reached its time limit.
    pub timed_out: bool,
}

/// Runs a suite in one process, using `command` to start its executable.
pub fn run_in_one_process(mut command: Command) -> Result<OneProcessRun> {
    let program = command.get_program().to_string_lossy().into_owned();
    let log = NamedTempFile::new().map_err(Error::file(&std::env::temp_dir()))?;
    command.args(["--quiet", "--logfile"]).arg(log.path()).env_remove("RUST_TEST_THREADS");
    let bounds = Bounds { time: Some(ONE_PROCESS_LIMIT), ..Bounds::default() };
    let end =
        process::supervise(command, Pipes::Merged, bounds, &StopFlag::new(), &mut |_, _| ControlFlow::Continue(()))
            .map_err(Error::program(&program))?;
    let log = files::read(log.path())?;
    let results = log.lines().filter_map(|line| line.split_once(' '));
    let results = results.map(|(result, name)| (name.to_owned(), result.to_owned())).collect();
    Ok(OneProcessRun { results, timed_out: !matches!(end, End::Exited(_)) })
}
