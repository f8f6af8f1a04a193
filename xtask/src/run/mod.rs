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

use self::build::{Build, OwnBuild, Suite};
use self::cargo::Cargo;
use self::limits::{Limits, MAX_BACKTRACES};
pub use self::run_progress::Progress;
use self::test_output::Place;
use self::test_runner::{IGNORED, SuiteExecutable, Test, TestOutcome};
use crate::error::{Error, Result};
use crate::orphans::{self, Guard, Mark};
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
    /// True to build the current stage alone and run the current test before everything else.
    ///
    /// The current stage is the first one with a test that is not in `passed_before`, and this test is the current one.
    pub current_first: bool,
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
            current_first: false,
        }
    }

    /// Returns the first of `stages` with a test that is not known to pass.
    fn current_stage<'s>(&self, stages: &'s [Stage]) -> Option<&'s Stage> {
        stages.iter().find(|stage| {
            let passed = self.passed_before.iter().filter(|name| stage_of(name) == stage.name).count();
            self.known_totals.get(&stage.name) != Some(&passed)
        })
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

/// The current stage, built alone.
pub struct BuiltStage {
    stage: Stage,
    build: Build,
    build_ms: u64,
    guard: Guard,
}

/// The part of a run before the build of the whole suite, which is nothing in most runs.
#[derive(Default)]
pub struct Begun {
    /// The stages that are known not to compile, with their errors.
    build: Build,
    build_ms: u64,
    /// The name and the outcome of the current test.
    outcome: Option<(String, TestOutcome)>,
    /// The time since the first test began.
    ran: Duration,
    guard: Option<Guard>,
}

/// The executables of a run, copied so that later builds cannot change them.
pub struct Built {
    stages: Vec<Stage>,
    build: Build,
    own: Option<OwnBuild>,
    build_ms: u64,
    outcome: Option<(String, TestOutcome)>,
    ran: Duration,
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
            self.build(Begun::default())?
        };
        self.execute(built, &|| Ok(true))
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

    /// Builds the current stage alone, if the request asks for it and there is such a stage.
    ///
    /// # Errors
    ///
    /// Same as [`build`](Self::build).
    pub fn build_stage(&self) -> Result<Option<BuiltStage>> {
        let stages = self.kata.stages()?;
        let current = self.request.current_stage(&stages).filter(|_| self.request.current_first);
        let Some(stage) = current.cloned() else { return Ok(None) };
        let guard = Guard::begin(&Store::of(self.workspace))?;
        let started = Instant::now();
        let mut build = self.suite_of(&stages).build_stage(&self.cargo(guard.mark()), stage.number)?;
        let build_ms = millis(started);
        if let Some(executable) = &mut build.executable {
            *executable = copy_into(guard.scratch(), executable)?;
        }
        Ok(Some(BuiltStage { stage, build, build_ms, guard }))
    }

    /// Runs the current test, which is the first one of the stage that is not known to pass, and reports it as progress.
    ///
    /// # Errors
    ///
    /// Fails if the machine lacks something, or the user stops the run.
    pub fn run_current_test(&self, built: BuiltStage) -> Result<Begun> {
        let BuiltStage { stage, mut build, build_ms, guard } = built;
        let started = Instant::now();
        let mut results = TestResults::default();
        if let Some(executable) = build.executable.take() {
            let suite = self.executable(&executable, &guard, active_time() + self.request.limits.run);
            // If the tests cannot be listed, the run of the whole suite says why.
            let names = suite.list()?.map(|listed| in_file_order(&listed, std::slice::from_ref(&stage), self.request));
            let current = names.ok().and_then(|names| names.into_iter().find(|name| !self.passed_before(name, &stage)));
            if let Some(name) = current {
                (self.on_progress)(Progress::Ran(0, 1));
                let outcome = suite.run(&[Test::alone(&name.full)], &|_| {})?.remove(0);
                results.tests.push((name, outcome));
            }
        }
        let ran = started.elapsed();
        // An error elsewhere breaks all stages, so the run ends now and reports it.
        if !results.tests.is_empty() || build.broken.iter().eq([&stage.number]) {
            let report = self.report_of(&[stage], &build, &results, build_ms, started);
            (self.on_progress)(Progress::RanCurrentTest(Box::new(report)));
        }
        let outcome = results.tests.pop().map(|(name, outcome)| (name.full, outcome));
        Ok(Begun { build, build_ms, outcome, ran, guard: Some(guard) })
    }

    /// Builds the suite and the learner's own tests.
    ///
    /// # Errors
    ///
    /// Fails if files of the workspace are missing or cannot be read, Cargo cannot be started, the machine lacks
    /// something, or the user stops the run. Compile errors in the learner's code are part of the result instead.
    pub fn build(&self, begun: Begun) -> Result<Built> {
        let KataRun { workspace, kata, request, .. } = *self;
        if request.subject == Subject::Kata {
            kata.check_present()?;
        }
        let stages = kata.stages()?;
        let guard = match begun.guard {
            Some(guard) => guard,
            None => Guard::begin(&Store::of(workspace))?,
        };
        let started = Instant::now();
        let cargo = self.cargo(guard.mark());
        let mut build = self.suite_of(&stages).build(&cargo, begun.build)?;
        let build_ms = begun.build_ms + millis(started);
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
        Ok(Built { stages, build, own, build_ms, outcome: begun.outcome, ran: begun.ran, guard })
    }

    /// Runs the tests and returns the report.
    ///
    /// `is_unchanged` returns true if the sources are still those of the build.
    ///
    /// # Errors
    ///
    /// Fails if the request names a stage or a test that does not exist, the machine lacks something, or the user stops
    /// the run. Failing tests are part of the report instead.
    pub fn execute(&self, built: Built, is_unchanged: &dyn Fn() -> Result<bool>) -> Result<Report> {
        let KataRun { kata, request, .. } = *self;
        let Built { mut stages, build, own, build_ms, outcome, ran, guard } = built;
        if let Some(number) = request.stage {
            stages = vec![kata.stage(number)?];
        }
        let started = Instant::now().checked_sub(ran).unwrap_or_else(Instant::now);
        let deadline = (active_time() + request.limits.run).saturating_sub(ran);
        let results = match &build.executable {
            Some(executable) => {
                self.run_tests(&self.executable(executable, &guard, deadline), &stages, outcome, is_unchanged)?
            }
            None => TestResults::default(),
        };
        let own = own.map(|own| self.run_own(own, &guard, deadline)).transpose()?.flatten();
        let mut report = Report { own, ..self.report_of(&stages, &build, &results, build_ms, started) };
        if request.filter.is_some() {
            // Stages without a matching test are left out.
            report.stages.retain(|stage| !stage.tests.is_empty() || stage.verdict != Verdict::Green);
        }
        report.compute_verdict();
        Ok(report)
    }

    fn report_of(
        &self,
        stages: &[Stage],
        build: &Build,
        results: &TestResults,
        build_ms: u64,
        started: Instant,
    ) -> Report {
        let rules = self.kata.brief().map(|brief| rules::of_brief(&brief)).unwrap_or_default();
        let failure = results.failure.as_ref().map(|(failure, _)| failure);
        let mut report = Report {
            schema: SCHEMA,
            kata: self.kata.name().to_owned(),
            subject: self.request.subject,
            verdict: Verdict::Green,
            passed: 0,
            total: 0,
            build_ms,
            run_ms: millis(started),
            stages: stages.iter().map(|stage| self.stage_report(stage, build, results, &rules)).collect(),
            diagnostics: build.diagnostics.clone(),
            error: failure.or(build.failure.as_ref()).cloned(),
            own: None,
        };
        report.compute_verdict();
        report
    }

    fn suite_of<'s>(&self, stages: &'s [Stage]) -> Suite<'s>
    where
        Self: 's,
    {
        Suite { kata: self.kata, stages, subject: self.request.subject }
    }

    fn cargo(&self, mark: Mark) -> Cargo<'_> {
        let KataRun { workspace, request, stop, on_progress, .. } = *self;
        let silence = request.limits.build_silence;
        Cargo { workspace, silence, stop, mark: Some(mark), with_lines: false, on_progress }
    }

    fn passed_before(&self, name: &TestName, stage: &Stage) -> bool {
        self.request.passed_before.contains(&format!("{}/{}", stage.name, name.short))
    }

    /// Runs the tests of `stages`, except for the current test if its outcome is known.
    fn run_tests(
        &self,
        suite: &SuiteExecutable<'_>,
        stages: &[Stage],
        current: Option<(String, TestOutcome)>,
        is_unchanged: &dyn Fn() -> Result<bool>,
    ) -> Result<TestResults> {
        let mut names = match suite.list()? {
            Ok(listed) => in_file_order(&listed, stages, self.request),
            Err(failure) => return Ok(TestResults { failure: Some(failure), ..TestResults::default() }),
        };
        if let Some(filter) = self.request.filter.as_ref().filter(|_| names.is_empty()) {
            let suite = self.workspace.relative(&self.kata.suite());
            return Err(Error::UnknownTest { kata: self.kata.name().to_owned(), filter: filter.clone(), suite });
        }
        let known = current.and_then(|(current, outcome)| {
            let position = names.iter().position(|name| name.full == current)?;
            Some((position, names.remove(position), outcome))
        });
        let stage_of = |name: &TestName| stages.iter().find(|stage| stage.number == name.stage);
        let passed_before = |name: &TestName| stage_of(name).is_some_and(|stage| self.passed_before(name, stage));
        let tests: Vec<Test> =
            names.iter().map(|name| Test { name: name.full.clone(), likely_passes: passed_before(name) }).collect();
        (self.on_progress)(Progress::Ran(0, tests.len()));
        let outcomes = suite.run(&tests, &|done| (self.on_progress)(Progress::Ran(done, tests.len())))?;
        let mut tests: Vec<(TestName, TestOutcome)> = names.into_iter().zip(outcomes).collect();
        if let Some((position, name, outcome)) = known {
            tests.insert(position, (name, outcome));
        }
        self.locate_panics(suite, &mut tests, is_unchanged)?;
        Ok(TestResults { tests, failure: None })
    }

    /// Finds the frames of the first panics outside the workspace, for which it builds the suite again, with line tables.
    ///
    /// Such panics are rare, so all other builds do without line tables, which would take a tenth of the time.
    fn locate_panics(
        &self,
        suite: &SuiteExecutable<'_>,
        tests: &mut [(TestName, TestOutcome)],
        is_unchanged: &dyn Fn() -> Result<bool>,
    ) -> Result<()> {
        let is_outside = |(_, outcome): &&mut (TestName, TestOutcome)| {
            outcome.place.as_deref().is_some_and(|place| self.in_workspace(place).is_none())
        };
        let panics: Vec<&mut (TestName, TestOutcome)> =
            tests.iter_mut().filter(is_outside).take(MAX_BACKTRACES).collect();
        let Some(mark) = suite.mark.filter(|_| !panics.is_empty()) else { return Ok(()) };
        let executable = {
            let _lock = self.lock_builds()?;
            let stages = self.kata.stages()?;
            let cargo = Cargo { with_lines: true, ..self.cargo(mark) };
            let build = self.suite_of(&stages).build(&cargo, Build::default())?;
            let Some(built) = build.executable else { return Ok(()) };
            copy_into(suite.scratch, &built)?
        };
        // The lines of newer sources would be wrong.
        if !is_unchanged()? {
            return Ok(());
        }
        let with_lines = SuiteExecutable { executable: &executable, folder: suite.folder.clone(), ..*suite };
        for (name, outcome) in panics {
            let place = outcome.place.clone().unwrap_or_default();
            outcome.frames = with_lines.backtrace(&name.full, &place)?;
        }
        Ok(())
    }

    fn run_own(&self, own: OwnBuild, guard: &Guard, deadline: Duration) -> Result<Option<OwnTests>> {
        if own.executables.is_empty() {
            return Ok(Some(OwnTests::broken(own.diagnostics)));
        }
        let mut reports = Vec::new();
        for executable in &own.executables {
            let suite = self.executable(executable, guard, deadline);
            // A file without tests lists nothing, which `list` reports as an error.
            let Ok(names) = suite.list()? else { continue };
            let tests: Vec<Test> = names.into_iter().map(Test::alone).collect();
            let outcomes = suite.run(&tests, &|_| {})?;
            let ended = tests.iter().zip(&outcomes).filter(|(_, outcome)| outcome.message.as_deref() != Some(IGNORED));
            reports.extend(ended.map(|(test, outcome)| self.test_report(&test.name, None, outcome, Vec::new())));
        }
        Ok((!reports.is_empty()).then(|| OwnTests::ran(reports)))
    }

    fn executable<'s>(&'s self, executable: &'s Path, guard: &'s Guard, deadline: Duration) -> SuiteExecutable<'s> {
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

/// Returns the stage in `stage_name/test_name`.
fn stage_of(name: &str) -> &str {
    name.split_once('/').map_or(name, |(stage, _)| stage)
}

/// Copies an executable to `folder`.
///
/// A hard link would not be enough, because some linkers write into the existing file.
fn copy_into(folder: &Path, executable: &Path) -> Result<PathBuf> {
    let copy = folder.join(executable.file_name().unwrap_or_default());
    orphans::copy_executable(executable, &copy).map_err(Error::io("cannot copy", executable))?;
    Ok(copy)
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
