//! Measurement of all of a kata's contenders: the learner's code, the reference and others.
//!
//! The benchmark is built twice, once with the learner's code in place of the reference, so that both run exactly the
//! same steps. The two executables then take turns, one workload and size at a time. That way, if something else slows
//! down the machine for a while, it affects both of them. And if the learner's code crashes, only its own process ends,
//! and the measurements so far are kept.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use compare::bench_results::{self, BenchResults, Contender, REFERENCE, SCHEMA, Saved, Workload, YOURS};
use compare::output::number_format::thousands;
use xtask::command_context::CommandContext;
use xtask::error::{Error, Result};
use xtask::orphans::{Guard, Mark};
use xtask::process::Bounds;
use xtask::store;
use xtask::workspace::Kata;

use crate::benchmark_build::{MeasuredCode, build};
use crate::benchmark_plan::BenchmarkPlan;
use crate::benchmark_run;
use crate::criterion_output;
use crate::progress_line::ProgressLine;

/// The number of times each size is measured.
///
/// With more than one round, a short burst of other load is spread over all contenders instead of hitting just one.
const ROUNDS: usize = 2;
/// The time limit of the learner's code at a size, relative to the time of all others together.
const TIME_FACTOR: u32 = 3;
/// The minimum time limit of the learner's code at a size.
const MIN_TIME: Duration = Duration::from_secs(10);
/// The memory limit of the learner's code in bytes, which is several times what any other contender needs.
const MEMORY: u64 = 2 << 30;

/// The reasons why contenders were stopped, by workload and contender.
type Stopped = BTreeMap<(String, &'static str), String>;

/// Measures a kata and saves the results. If the user stops this, saves the measurements taken so far.
///
/// # Errors
///
/// Returns an error if the kata has no benchmark, if the benchmark cannot be built or run, or if the user stops it
/// before the first measurement.
pub fn measure(context: &CommandContext, kata: &Kata) -> Result<BenchResults> {
    if !kata.benchmark().is_file() {
        let why = format!("{} has no benchmark, because its costs do not matter in practice.", kata.name());
        return Err(Error::Other(why));
    }
    // Take the fingerprint now, because code saved during the measurement is no longer measured.
    let fingerprint = bench_results::fingerprint(kata);
    let guard = Guard::begin(&context.store)?;
    let mut progress = ProgressLine::new();
    progress.print(&format!("Building the benchmark of {}. The first build takes a few minutes.", kata.name()));
    // The learner's code comes first, so that its compile errors appear early.
    let learner = build(context, kata, MeasuredCode::Learner, guard.mark(), &mut progress)?;
    let reference = build(context, kata, MeasuredCode::Reference, guard.mark(), &mut progress)?;
    let folder = guard.scratch();
    let plan = BenchmarkPlan::of(&reference, &context.stop)?;
    progress.start(kata, &plan);
    let mut measurement =
        Measurement { context, kata, reference, learner, mark: guard.mark(), folder, stopped: BTreeMap::new() };
    let mut interrupted = false;
    for (workload, size) in plan.steps() {
        progress.step(workload, size);
        match measurement.measure_all(workload, size) {
            Ok(None) => {}
            Ok(Some(line)) => progress.print(&line),
            Err(Error::Stopped) => {
                interrupted = true;
                break;
            }
            Err(error) => return Err(error),
        }
    }
    progress.clear();
    let workloads = collect(&plan, folder, &measurement.stopped);
    if workloads.is_empty() && interrupted {
        return Err(Error::Stopped);
    }
    let (kata_name, at) = (kata.name().to_owned(), store::now());
    let results = BenchResults { schema: SCHEMA, kata: kata_name, at, fingerprint, interrupted, workloads };
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
    reference: PathBuf,
    learner: PathBuf,
    /// The folder that Criterion writes to.
    folder: &'a Path,
    stopped: Stopped,
}

impl Measurement<'_> {
    /// Measures all contenders at one size of a workload.
    ///
    /// If a contender had to be stopped, returns a message for the user.
    fn measure_all(&mut self, workload: &str, size: u64) -> Result<Option<String>> {
        let all = format!("^{}/{workload}/{size}/", self.kata.identifier());
        let mut line = None;
        for round in 0..ROUNDS {
            let started = Instant::now();
            // The other contenders are part of this repository and need no limits.
            let of_others = self.measure(REFERENCE, round, (workload, size), &all, Bounds::default())?;
            let time = (started.elapsed() * TIME_FACTOR).max(MIN_TIME);
            let bounds = Bounds { time: Some(time), memory: Some(MEMORY), ..Bounds::default() };
            let of_learner = self.measure(YOURS, round, (workload, size), &format!("{all}{REFERENCE}$"), bounds)?;
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
        let mut why = benchmark_run::run(executable, filter, &home, bounds, &self.context.stop)?;
        let is_there = || criterion_output::read(&home).keys().any(|of| of.workload == workload && of.size == size);
        if why.is_none() && !is_there() {
            why = Some("the process exited before the first measurement".to_owned());
        }
        Ok(why.map(|why| {
            let stopped = format!("at {}: {why}", thousands(size));
            let line = format!("{workload}, {name}: stopped {stopped}");
            self.stopped.insert(key, stopped);
            line
        }))
    }
}

/// Returns the results of all workloads with at least one measurement.
fn collect(plan: &BenchmarkPlan, folder: &Path, stopped: &Stopped) -> Vec<Workload> {
    let samples = [YOURS, REFERENCE].map(|name| (name, criterion_output::read(&folder.join(name))));
    let workload = |(workload, _): &(String, Vec<u64>)| {
        let contender = |name: &str, stopped| Contender { name: name.to_owned(), points: Vec::new(), stopped };
        let mut contenders =
            Vec::from([YOURS, REFERENCE].map(|name| contender(name, stopped.get(&(workload.clone(), name)).cloned())));
        for (name, samples) in &samples {
            for (benchmark, times) in samples.iter().filter(|(benchmark, _)| benchmark.workload == *workload) {
                // The learner's code runs under the name of the reference.
                let name = if *name == YOURS { YOURS } else { &benchmark.contender };
                let known = contenders.iter().position(|contender| contender.name == name);
                let at = known.unwrap_or_else(|| {
                    contenders.push(contender(name, None));
                    contenders.len() - 1
                });
                contenders[at].points.extend(criterion_output::point(benchmark.size, times));
            }
        }
        Workload { name: workload.clone(), contenders }
    };
    let is_measured = |of: &Workload| of.contenders.iter().any(|of| !of.points.is_empty() || of.stopped.is_some());
    plan.workloads.iter().map(workload).filter(is_measured).collect()
}
