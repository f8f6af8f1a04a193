//! Measurement of all of a kata's contenders: the learner's code, the reference and others.
//!
//! The benchmark is built twice, once with the learner's code in place of the reference, so that both run exactly the
//! same steps. The two executables then take turns, one workload and size at a time. That way, if something else slows
//! down the machine for a while, it affects both of them. And if the learner's code crashes, only its own process ends,
//! and the measurements so far are kept.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use compare::bench_results::{self, BenchResults, Contender, Memory, Point, REFERENCE, SCHEMA, Saved, Workload, YOURS};
use compare::design_locations;
use compare::output::number_format::thousands;
use xtask::command_context::CommandContext;
use xtask::error::{Error, Result};
use xtask::orphans::{Guard, Mark};
use xtask::paths::shown;
use xtask::process::Bounds;
use xtask::store;
use xtask::workspace::Kata;

use super::benchmark_build::{MeasuredCode, build};
use super::benchmark_plan::BenchmarkPlan;
use super::benchmark_run::{self, Outputs};
use super::criterion_output::{self, Benchmark};
use super::effort::{Effort, ROUNDS};
use super::progress_line::ProgressLine;

/// The time limit of the learner's code at a size, relative to the time of all others together.
const TIME_FACTOR: u32 = 3;
/// The memory limit of the learner's code in bytes, which is several times what any other contender needs.
const MEMORY: u64 = 2 << 30;

/// The reasons why contenders were stopped, by workload and contender.
type Stopped = BTreeMap<(String, &'static str), String>;

/// Measures a kata and saves the results. If the user stops a precise measurement, saves what was measured so far.
///
/// # Errors
///
/// Returns an error if the kata has no benchmark, if the benchmark cannot be built or run, or if the user stops it
/// before the first measurement.
pub fn measure(context: &CommandContext, kata: &Kata, effort: Effort) -> Result<BenchResults> {
    if !kata.benchmark().is_file() {
        let why = format!("{} has no benchmark, because its costs do not matter in practice.", kata.name());
        return Err(Error::Other(why));
    }
    // Take the fingerprint now, because code saved during the measurement is no longer measured.
    let fingerprint = bench_results::fingerprint(kata);
    let guard = Guard::begin(&context.store)?;
    let mut progress = ProgressLine::new(effort);
    progress.print(&format!("Building the benchmark of {}. The first build takes about a minute.", kata.name()));
    // The learner's code comes first, so that its compile errors appear early.
    let learner = build(context, kata, (MeasuredCode::Learner, effort), guard.mark(), &mut progress)?;
    let reference = build(context, kata, (MeasuredCode::Reference, effort), guard.mark(), &mut progress)?;
    let mut plan = BenchmarkPlan::of(&reference, &context.stop)?;
    if effort == Effort::Sweep {
        let known = design_locations::reference_and_alternatives(kata);
        let alternatives: Vec<String> = known.into_iter().skip(1).map(|design| design.name).collect();
        plan.reduce_to_sweep(&alternatives);
    }
    progress.start(kata, &plan);
    let mut measurement = Measurement {
        context,
        kata,
        effort,
        reference,
        learner,
        contenders: Vec::from_iter(plan.contenders.iter().map(String::as_str)).join("|"),
        mark: guard.mark(),
        folder: guard.scratch(),
        stopped: BTreeMap::new(),
    };
    let started = Instant::now();
    let (mut interrupted, mut left_out) = (false, Vec::new());
    'all: for (workload, sizes) in &plan.workloads {
        if started.elapsed() > effort.budget() {
            left_out.push(workload.clone());
            continue;
        }
        for &size in sizes {
            progress.step(workload, size);
            match measurement.measure_all(workload, size) {
                Ok(Some(line)) if effort == Effort::Precise => progress.print(&line),
                // The results of a sweep are shown at once, with the reason why a contender was stopped.
                Ok(_) => {}
                Err(Error::Stopped) => {
                    interrupted = true;
                    break 'all;
                }
                Err(error) => return Err(error),
            }
        }
    }
    progress.clear();
    let workloads = collect(&plan, &measurement);
    if interrupted && (workloads.is_empty() || effort == Effort::Sweep) {
        return Err(Error::Stopped);
    }
    let results = BenchResults {
        schema: SCHEMA,
        kata: kata.name().to_owned(),
        at: store::now(),
        fingerprint,
        is_sweep: effort == Effort::Sweep,
        interrupted,
        left_out,
        workloads,
    };
    // Incomplete results replace results of other code, but not complete results of the same code.
    let complete = |saved| matches!(saved, Saved::Fresh(before) if !before.interrupted);
    if !interrupted || !complete(Saved::of(&context.store, kata)) {
        results.save(&context.store, kata)?;
    }
    Ok(results)
}

/// A measurement in progress.
struct Measurement<'a> {
    mark: Mark,
    context: &'a CommandContext,
    kata: &'a Kata,
    effort: Effort,
    reference: PathBuf,
    learner: PathBuf,
    /// A regular expression for the names of the contenders, without the learner's.
    contenders: String,
    /// The folder for the output of Criterion and of the benchmark.
    folder: &'a Path,
    stopped: Stopped,
}

impl Measurement<'_> {
    /// Measures all contenders at one size of a workload.
    ///
    /// If a contender had to be stopped, returns a message for the user.
    fn measure_all(&mut self, workload: &str, size: u64) -> Result<Option<String>> {
        let step = format!("^{}/{workload}/{size}", self.kata.identifier());
        let (all, one) = (format!("{step}/({})$", self.contenders), format!("{step}/({REFERENCE})$"));
        let mut line = None;
        for round in 0..ROUNDS {
            let started = Instant::now();
            // The other contenders are part of this repository and need no limits.
            let of_others = self.measure(REFERENCE, round, (workload, size), &all, Bounds::default())?;
            let time = (started.elapsed() * TIME_FACTOR).max(self.effort.min_time_limit());
            let bounds = Bounds { time: Some(time), memory: Some(MEMORY), ..Bounds::default() };
            let of_learner = self.measure(YOURS, round, (workload, size), &one, bounds)?;
            line = of_learner.or(of_others).or(line);
        }
        Ok(line)
    }

    fn measure(
        &mut self,
        name: &'static str,
        round: usize,
        (workload, size): (&str, u64),
        filter: &str,
        bounds: Bounds,
    ) -> Result<Option<String>> {
        let bounds = Bounds { mark: Some(self.mark), ..bounds };
        let key = (workload.to_owned(), name);
        if self.stopped.contains_key(&key) {
            return Ok(None);
        }
        let executable = if name == YOURS { &self.learner } else { &self.reference };
        let home = self.folder.join(name).join(round.to_string());
        let outputs = Outputs { home: &home, memory: self.memory_folder(name, workload, size) };
        let settings = self.effort.settings();
        let mut why = benchmark_run::run(executable, &settings, filter, &outputs, bounds, &self.context.stop)?;
        let is_there = || criterion_output::read(&home).keys().any(|of| of.workload == workload && of.size == size);
        if why.is_none() && !is_there() {
            why = Some("the process exited before the first measurement".to_owned());
        }
        // Cargo builds the learner's kata from another workspace, so its panics have absolute paths.
        let root = format!("{}/", shown(self.context.workspace.root()));
        Ok(why.map(|why| {
            let why = why.replace(&root, "");
            let stopped = format!("at {}: {why}", thousands(size));
            let line = format!("{workload}, {name}: stopped {stopped}");
            self.stopped.insert(key, stopped);
            line
        }))
    }

    /// Returns the folder for the memory of a step, measured by the executable with this name.
    fn memory_folder(&self, name: &str, workload: &str, size: u64) -> PathBuf {
        self.folder.join("memory").join(name).join(workload).join(size.to_string())
    }

    /// Reads the memory of a contender, which has the name of the reference in the learner's executable.
    fn memory(&self, name: &str, benchmark: &Benchmark) -> Option<Memory> {
        let folder = self.memory_folder(name, &benchmark.workload, benchmark.size);
        serde_json::from_slice(&std::fs::read(folder.join(&benchmark.contender)).ok()?).ok()
    }
}

/// Returns the results of all workloads with at least one measurement.
fn collect(plan: &BenchmarkPlan, measurement: &Measurement) -> Vec<Workload> {
    let samples = [YOURS, REFERENCE].map(|name| (name, criterion_output::read(&measurement.folder.join(name))));
    let workload = |(workload, _): &(String, Vec<u64>)| {
        let mut all: Vec<(&str, Vec<Point>)> = [YOURS, REFERENCE].map(|name| (name, Vec::new())).into();
        for (measured_by, samples) in &samples {
            for (benchmark, times) in samples.iter().filter(|(benchmark, _)| benchmark.workload == *workload) {
                // The learner's code runs under the name of the reference.
                let name = if *measured_by == YOURS { YOURS } else { &benchmark.contender };
                let at = all.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
                    all.push((name, Vec::new()));
                    all.len() - 1
                });
                let memory = measurement.memory(measured_by, benchmark);
                all[at].1.extend(criterion_output::point(benchmark.size, times).map(|of| Point { memory, ..of }));
            }
        }
        let contender = |(name, points): (&str, Vec<Point>)| {
            let stopped = measurement.stopped.iter().find(|((of, by), _)| of == workload && *by == name);
            Contender::new(name.to_owned(), points, stopped.map(|(_, why)| why.clone()))
        };
        Workload { name: workload.clone(), contenders: all.into_iter().map(contender).collect() }
    };
    let is_measured = |of: &Workload| of.contenders.iter().any(|of| !of.points.is_empty() || of.stopped.is_some());
    plan.workloads.iter().map(workload).filter(is_measured).collect()
}
