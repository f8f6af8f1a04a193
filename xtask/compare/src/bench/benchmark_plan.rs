//! Workloads and sizes of a benchmark.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use xtask::error::Result;
use xtask::process::{Bounds, Pipes, StopFlag};

use super::benchmark_run::capture;

/// The number of sizes in a sweep.
const SIZES_OF_SWEEP: usize = 3;

/// A list of a benchmark's workloads and sizes.
pub struct BenchmarkPlan {
    /// The workloads in the benchmark's order, each with its sizes in ascending order.
    pub workloads: Vec<(String, Vec<u64>)>,
    /// The names of the contenders, without the learner's.
    pub contenders: BTreeSet<String>,
    /// The number of measurements, including the learner's.
    pub measurements: usize,
}

impl BenchmarkPlan {
    /// Reads the plan from a benchmark's executable.
    pub fn of(executable: &Path, stop: &StopFlag) -> Result<Self> {
        let mut command = Command::new(executable);
        command.args(["--bench", "--list"]);
        let (_, listed) = capture(command, Pipes::Separate, Bounds::default(), stop)?;
        let mut plan = Self { workloads: Vec::new(), contenders: BTreeSet::new(), measurements: 0 };
        for line in listed.lines() {
            let Some(id) = line.strip_suffix(": benchmark") else { continue };
            let mut parts = id.split('/').skip(1);
            if let (Some(name), Some(Ok(size))) = (parts.next(), parts.next().map(str::parse)) {
                plan.add(name, size);
                plan.contenders.extend(parts.next().map(str::to_owned));
            }
        }
        plan.workloads.iter_mut().for_each(|(_, sizes)| sizes.sort_unstable());
        // The learner's code is not in the list, so it adds one measurement per step.
        plan.measurements += plan.steps().count();
        Ok(plan)
    }

    /// Reduces the plan to a sweep: the smallest sizes of each workload, and all contenders except for the alternatives.
    /// A workload with fewer sizes shows no growth, so it is left out.
    pub fn reduce_to_sweep(&mut self, alternatives: &[String]) {
        self.workloads.retain(|(_, sizes)| sizes.len() >= SIZES_OF_SWEEP);
        self.workloads.iter_mut().for_each(|(_, sizes)| sizes.truncate(SIZES_OF_SWEEP));
        self.contenders.retain(|contender| !alternatives.contains(contender));
    }

    /// Returns each combination of workload and size.
    pub fn steps(&self) -> impl Iterator<Item = (&str, u64)> {
        self.workloads.iter().flat_map(|(name, sizes)| sizes.iter().map(|size| (name.as_str(), *size)))
    }

    fn add(&mut self, name: &str, size: u64) {
        self.measurements += 1;
        match self.workloads.iter_mut().find(|(known, _)| known == name) {
            Some((_, sizes)) if sizes.contains(&size) => {}
            Some((_, sizes)) => sizes.push(size),
            None => self.workloads.push((name.to_owned(), vec![size])),
        }
    }
}
