//! One run of a kata, from its sources to its report.

pub mod build;
pub mod cargo;
pub mod cargo_messages;
mod dep_info;
mod exit_status;
pub mod limits;
pub mod lint;
mod missing_resources;
mod run_progress;
pub mod test_output;
pub mod test_runner;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use self::build::{Build, OwnBuild};
use self::cargo::Cargo;
use self::limits::{Limits, MAX_BACKTRACES};
pub use self::run_progress::Progress;
use self::test_output::Place;
use self::test_runner::{IGNORED, SuiteExecutable, Test, TestOutcome};
use crate::error::{Error, Result};
use crate::orphans::Guard;
use crate::process::{StopFlag, active_time};
use crate::report::{Failure, OwnTests, Report, SCHEMA, StageReport, Status, Subject, TestReport, Verdict};
use crate::rules::{self, Rule};
use crate::store::Store;
use crate::workspace::{Kata, Stage, Workspace};

/// A request to run a kata's tests.
#[derive(Clone, Debug)]
pub struct Request {
    /// The code under test: the learner's or the reference.
    pub subject: Subject,
    /// The stage to run. `None` runs all stages.
    pub stage: Option<u32>,
    /// A substring of the names of the tests to run. `None` runs all tests.
    pub filter: Option<String>,
    /// True if `filter` is the whole name of a test.
    pub is_exact: bool,
    /// The limits of the build and the tests.
    pub limits: Limits,
    /// The last known number of tests per stage name, reported for stages that do not compile.
    pub known_totals: BTreeMap<String, usize>,
    /// The tests that passed last time, as `stage_name/test_name`.
    ///
    /// They run together in one process. This is faster, but loses the time and the output of each test.
    pub passed_before: BTreeSet<String>,
}

impl Request {
    /// Returns a request for all tests on the code of `subject`, with the default limits.
    pub fn everything(subject: Subject) -> Self {
        Self {
            subject,
            stage: None,
            filter: None,
            is_exact: false,
            limits: Limits::default(),
            known_totals: BTreeMap::new(),
            passed_before: BTreeSet::new(),
        }
    }

    /// Returns true if this runs all tests.
    pub fn is_everything(&self) -> bool {
        self.stage.is_none() && self.filter.is_none()
    }
}

/// A run of one kata, with everything it needs.
#[derive(Clone, Copy)]
pub struct KataRun<'a> {
    /// The workspace of the kata.
    pub workspace: &'a Workspace,
    /// The kata to run.
    pub kata: &'a Kata,
    /// The tests to run, and their limits.
    pub request: &'a Request,
    /// Stops the run on request.
    pub stop: &'a StopFlag,
    /// Called with each step of progress.
    pub on_progress: &'a (dyn Fn(Progress) + Sync),
}

/// The executables of a run, copied so that later builds cannot change them.
pub struct Built {
    stages: Vec<Stage>,
    build: Build,
    own: Option<OwnBuild>,
    build_ms: u64,
    /// Owns the folder that holds the executables.
    guard: Guard,
}

impl Built {
    /// Returns the files that the suite was built from, as far as Cargo reports them.
    pub fn inputs(&self) -> &BTreeSet<PathBuf> {
        &self.build.inputs
    }
}

impl KataRun<'_> {
    /// Builds the suite, runs its tests and returns the report.
    ///
    /// # Errors
    ///
    /// Same as [`build`](Self::build) and [`execute`](Self::execute).
    pub fn report(self) -> Result<Report> {
        let built = {
            let _lock = self.lock_builds()?;
            self.build()?
        };
        self.execute(built)
    }

    /// Waits until no other run is building, then keeps other runs from building until the lock is dropped.
    ///
    /// If the lock file cannot be created or locked, returns `None` without waiting.
    ///
    /// # Errors
    ///
    /// Fails if the user stops the run.
    pub fn lock_builds(&self) -> Result<Option<File>> {
        let target = self.workspace.root().join("target");
        let file = fs::create_dir_all(&target).and_then(|()| File::create(target.join(".xtask-build-lock")));
        let Ok(file) = file else { return Ok(None) };
        let started = Instant::now();
        let mut reported = false;
        while let Err(error) = file.try_lock() {
            if !matches!(error, TryLockError::WouldBlock) {
                return Ok(None);
            }
            if self.stop.requested() {
                return Err(Error::Stopped);
            }
            if !reported && started.elapsed() > Duration::from_millis(300) {
                reported = true;
                (self.on_progress)(Progress::Waiting);
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(Some(file))
    }

    /// Builds the suite and the learner's own tests.
    ///
    /// # Errors
    ///
    /// Fails if files of the workspace are missing or cannot be read, Cargo cannot be started, the machine lacks
    /// something, or the user stops the run. Compile errors in the learner's code are part of the result instead.
    pub fn build(&self) -> Result<Built> {
        let KataRun { workspace, kata, request, stop, on_progress } = *self;
        if request.subject == Subject::Kata {
            kata.check_present()?;
        }
        let stages = kata.stages()?;
        let guard = Guard::begin(&Store::of(workspace))?;
        let started = Instant::now();
        let silence = request.limits.build_silence;
        let cargo = Cargo { workspace, silence, stop, mark: Some(guard.mark()), with_lines: false, on_progress };
        let mut build = build::build_suite(&cargo, kata, &stages, request.subject)?;
        let build_ms = millis(started);
        let mut own = match request.subject {
            Subject::Kata if request.is_everything() => {
                build::build_own(&Cargo { on_progress: &|_| {}, ..cargo }, kata)?
            }
            _ => None,
        };
        let executables = build.executable.iter_mut().chain(own.iter_mut().flat_map(|own| &mut own.executables));
        for executable in executables {
            *executable = copy_into(guard.scratch(), executable)?;
        }
        Ok(Built { stages, build, own, build_ms, guard })
    }

    /// Runs the tests and returns the report.
    ///
    /// # Errors
    ///
    /// Fails if the request names a stage or a test that does not exist, the machine lacks something, or the user stops
    /// the run. Failing tests are part of the report instead.
    pub fn execute(&self, built: Built) -> Result<Report> {
        let KataRun { kata, request, .. } = *self;
        let Built { mut stages, build, own, build_ms, guard } = built;
        if let Some(number) = request.stage {
            stages = vec![kata.stage(number)?];
        }
        let started = Instant::now();
        let deadline = active_time() + request.limits.run;
        let rules = kata.brief().map(|brief| rules::of_brief(&brief)).unwrap_or_default();
        let ran = match &build.executable {
            Some(executable) => self.run_tests(&self.suite(executable, &guard, deadline), &stages)?,
            None => TestResults::default(),
        };
        let own = own.map(|own| self.run_own(own, &guard, deadline)).transpose()?.flatten();
        let mut report = Report {
            schema: SCHEMA,
            kata: kata.name().to_owned(),
            subject: request.subject,
            verdict: Verdict::Green,
            passed: 0,
            total: 0,
            build_ms,
            run_ms: millis(started),
            stages: stages.iter().map(|stage| self.stage_report(stage, &build, &ran, &rules)).collect(),
            diagnostics: build.diagnostics,
            error: ran.failure.map(|(failure, _)| failure).or(build.failure),
            own,
        };
        if request.filter.is_some() {
            // Stages without a matching test are left out.
            report.stages.retain(|stage| !stage.tests.is_empty() || stage.verdict != Verdict::Green);
        }
        report.compute_verdict();
        Ok(report)
    }

    fn run_tests(&self, suite: &SuiteExecutable<'_>, stages: &[Stage]) -> Result<TestResults> {
        let names = match suite.list()? {
            Ok(listed) => in_file_order(&listed, stages, self.request),
            Err(failure) => return Ok(TestResults { failure: Some(failure), ..TestResults::default() }),
        };
        if let Some(filter) = self.request.filter.as_ref().filter(|_| names.is_empty()) {
            let suite = self.workspace.relative(&self.kata.suite());
            return Err(Error::UnknownTest { kata: self.kata.name().to_owned(), filter: filter.clone(), suite });
        }
        let stage_names: BTreeMap<u32, &str> = stages.iter().map(|stage| (stage.number, stage.name.as_str())).collect();
        let passed_before = |name: &TestName| {
            self.request.passed_before.contains(&format!("{}/{}", stage_names[&name.stage], name.short))
        };
        let tests: Vec<Test> =
            names.iter().map(|name| Test { name: name.full.clone(), likely_passes: passed_before(name) }).collect();
        (self.on_progress)(Progress::Ran(0, tests.len()));
        let mut outcomes = suite.run(&tests, &|done| (self.on_progress)(Progress::Ran(done, tests.len())))?;
        self.locate_panics(suite, &tests, &mut outcomes)?;
        Ok(TestResults { tests: names.into_iter().zip(outcomes).collect(), failure: None })
    }

    /// Finds the frames of the first panics outside the workspace, for which it builds the suite again, with line tables.
    ///
    /// Such panics are rare, so all other builds do without line tables, which would take a tenth of the time.
    fn locate_panics(&self, suite: &SuiteExecutable<'_>, tests: &[Test], outcomes: &mut [TestOutcome]) -> Result<()> {
        let KataRun { workspace, kata, request, stop, on_progress } = *self;
        let is_outside = |outcome: &&mut TestOutcome| {
            outcome.place.as_deref().is_some_and(|place| self.in_workspace(place).is_none())
        };
        let panics = outcomes.iter_mut().zip(tests).filter(|(outcome, _)| is_outside(outcome));
        let panics: Vec<(&mut TestOutcome, &Test)> = panics.take(MAX_BACKTRACES).collect();
        if panics.is_empty() {
            return Ok(());
        }
        let cargo = Cargo {
            workspace,
            silence: request.limits.build_silence,
            stop,
            mark: suite.mark,
            with_lines: true,
            on_progress,
        };
        let executable = {
            let _lock = self.lock_builds()?;
            let build = build::build_suite(&cargo, kata, &kata.stages()?, request.subject)?;
            let Some(built) = build.executable else { return Ok(()) };
            copy_into(suite.scratch, &built)?
        };
        let with_lines = SuiteExecutable { executable: &executable, folder: suite.folder.clone(), ..*suite };
        for (outcome, test) in panics {
            let place = outcome.place.clone().unwrap_or_default();
            outcome.frames = with_lines.backtrace(&test.name, &place)?;
        }
        Ok(())
    }

    fn run_own(&self, own: OwnBuild, guard: &Guard, deadline: Duration) -> Result<Option<OwnTests>> {
        if own.executables.is_empty() {
            return Ok(Some(OwnTests::broken(own.diagnostics)));
        }
        let mut reports = Vec::new();
        for executable in &own.executables {
            let suite = self.suite(executable, guard, deadline);
            // A file without tests lists nothing, which `list` reports as an error.
            let Ok(names) = suite.list()? else { continue };
            let tests: Vec<Test> = names.into_iter().map(Test::alone).collect();
            let outcomes = suite.run(&tests, &|_| {})?;
            let ended = tests.iter().zip(&outcomes).filter(|(_, outcome)| outcome.message.as_deref() != Some(IGNORED));
            reports.extend(ended.map(|(test, outcome)| self.test_report(&test.name, None, outcome, Vec::new())));
        }
        Ok((!reports.is_empty()).then(|| OwnTests::ran(reports)))
    }

    fn suite<'s>(&'s self, executable: &'s Path, guard: &'s Guard, deadline: Duration) -> SuiteExecutable<'s> {
        let folder = match self.request.subject {
            Subject::Kata => self.kata.folder(),
            Subject::Solution => self.workspace.root().join("tests"),
        };
        let (limits, scratch, mark) = (self.request.limits, guard.scratch(), Some(guard.mark()));
        SuiteExecutable { executable, folder, limits, scratch, mark, deadline, stop: self.stop }
    }

    fn stage_report(&self, stage: &Stage, build: &Build, ran: &TestResults, rules: &[Rule]) -> StageReport {
        let of_stage = ran.tests.iter().filter(|(name, _)| name.stage == stage.number);
        let file = self.workspace.relative(&stage.path);
        let mut report = StageReport {
            number: stage.number,
            name: stage.name.clone(),
            title: stage.title.clone(),
            core: stage.is_core,
            verdict: Verdict::Amber,
            passed: 0,
            total: self.request.known_totals.get(&stage.name).copied(),
            tests: of_stage
                .map(|(name, outcome)| {
                    let defined = name.line.map(|line| format!("{file}:{line}"));
                    let rules = rules.iter().filter(|rule| name.rules.contains(&rule.number)).cloned();
                    self.test_report(&name.short, defined, outcome, rules.collect())
                })
                .collect(),
        };
        if build.broken.contains(&stage.number) {
            // The stage stays amber, with the last known number of tests.
        } else if let Some((_, status)) = &ran.failure {
            let limited = matches!(status, Status::TimedOut | Status::OverLimit);
            report.verdict = if limited { Verdict::Timeout } else { Verdict::Red };
        } else {
            report.compute_verdict();
        }
        report
    }

    /// Returns a place of the workspace as `path:line`, or `None` for a place in the standard library or a dependency.
    fn in_workspace(&self, place: &str) -> Option<String> {
        let Place { file, line } = Place::parse(place)?;
        let file = self.workspace.relative(&self.workspace.root().join(file));
        (!Path::new(&file).is_absolute()).then(|| format!("{file}:{line}"))
    }

    /// Returns a line of the code under test as `path:line`, or `None` for a line elsewhere.
    fn in_sources(&self, file: &Path, line: usize) -> Option<String> {
        let folder = match self.request.subject {
            Subject::Kata => self.kata.folder(),
            Subject::Solution => self.kata.solution(),
        };
        let (file, sources) = (self.workspace.relative(file), self.workspace.relative(&folder.join("src")));
        file.strip_prefix(&sources).filter(|rest| rest.starts_with('/'))?;
        Some(format!("{file}:{line}"))
    }

    fn test_report(&self, name: &str, defined: Option<String>, outcome: &TestOutcome, rules: Vec<Rule>) -> TestReport {
        let panicked = outcome.place.as_deref().and_then(|place| self.in_workspace(place));
        // A location inside the standard library or a dependency is of little use, so show the learner's line that called it,
        // or else the test's own.
        let called = || outcome.frames.iter().find_map(|(file, line)| self.in_sources(file, *line));
        let failed = outcome.status != Status::Passed;
        TestReport {
            name: name.to_owned(),
            status: outcome.status,
            ms: (outcome.took.as_secs_f64() * 1e4).round() / 10.0,
            message: outcome.message.clone(),
            location: panicked.or_else(called).or_else(|| defined.clone()).filter(|_| failed),
            defined,
            rules: if failed { rules } else { Vec::new() },
            output: outcome.output.clone(),
        }
    }
}

/// The results of a suite's executable.
#[derive(Default)]
struct TestResults {
    tests: Vec<(TestName, TestOutcome)>,
    /// The error that kept all tests from running.
    failure: Option<(Failure, Status)>,
}

/// A test's name and position in its suite.
struct TestName {
    stage: u32,
    /// The name that the executable uses.
    full: String,
    /// The name within its stage.
    short: String,
    /// The line in its stage's file where it begins.
    line: Option<usize>,
    /// The numbers of the rules that it checks.
    rules: Vec<String>,
}

/// Returns the tests of the wanted stages in the order of their files.
///
/// An executable lists them alphabetically.
fn in_file_order(listed: &[String], wanted: &[Stage], request: &Request) -> Vec<TestName> {
    let is_wanted = |name: &TestName| match &request.filter {
        Some(filter) if request.is_exact => name.short == *filter,
        Some(filter) => name.short.contains(filter),
        None => true,
    };
    let mut names = Vec::new();
    for stage in wanted {
        // In older versions, the suite was the crate itself, not a module named `suite`.
        let prefix = format!("{}::", stage.module);
        let functions = stage.functions();
        let mut of_stage: Vec<TestName> = listed
            .iter()
            .filter_map(|full| {
                let short = full.trim_start_matches("suite::").strip_prefix(&prefix)?;
                // An rstest case is named `function::case`.
                let function = short.split("::").next().unwrap_or(short);
                let function = functions.iter().find(|found| found.name == function);
                Some(TestName {
                    stage: stage.number,
                    full: full.clone(),
                    short: short.to_owned(),
                    line: function.map(|found| found.line),
                    rules: function.into_iter().flat_map(|found| &found.rules).map(ToString::to_string).collect(),
                })
            })
            .filter(is_wanted)
            .collect();
        of_stage.sort_by_key(|name| name.line);
        names.extend(of_stage);
    }
    names
}

/// Copies an executable to `folder`.
///
/// A hard link would not be enough, because some linkers write into the existing file.
fn copy_into(folder: &Path, executable: &Path) -> Result<PathBuf> {
    let copy = folder.join(executable.file_name().unwrap_or_default());
    fs::copy(executable, &copy).map_err(Error::io("cannot copy", executable))?;
    Ok(copy)
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
