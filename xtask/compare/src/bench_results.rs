//! The results of a kata's benchmark and the file that stores them.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use xtask::error::{Error, Result};
use xtask::store::{Store, write_atomically};
use xtask::workspace::Kata;

use crate::crate_source::CrateSource;
use crate::growth::Growth;

/// The version of the format. It changes when an existing field gets a new meaning, but not when a field is added.
pub const SCHEMA: u32 = 1;
/// The name of the learner's code.
pub const YOURS: &str = "yours";
/// The name of the reference, to which all times are relative.
pub const REFERENCE: &str = "reference";

/// The results of one run of a kata's benchmark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BenchResults {
    /// The version of the format, [`SCHEMA`].
    pub schema: u32,
    /// The kata's name.
    pub kata: String,
    /// The time of the run, in seconds of Unix time.
    pub at: u64,
    /// The [fingerprint] of the measured sources.
    pub fingerprint: String,
    /// True for the short measurement by `compare`, and false for the precise one by `bench`.
    #[serde(default)]
    pub is_sweep: bool,
    /// True if the run was interrupted before the end.
    #[serde(default)]
    pub interrupted: bool,
    /// Workloads that a sweep did not measure because it took too long.
    #[serde(default)]
    pub left_out: Vec<String>,
    /// The workloads, in the benchmark's order.
    pub workloads: Vec<Workload>,
}

impl BenchResults {
    /// Returns whether other load on the machine seems to have affected the results.
    ///
    /// This is assumed if, at a third of the points or more, the upper quartile is more than 1.5 times the lower one.
    pub fn is_noisy(&self) -> bool {
        let contenders = self.workloads.iter().flat_map(|workload| &workload.contenders);
        let points = contenders.flat_map(|contender| &contender.points);
        let (noisy, quiet): (Vec<&Point>, Vec<&Point>) = points.partition(|point| point.high > 1.5 * point.low);
        2 * noisy.len() >= quiet.len().max(1)
    }

    /// Saves the results and replaces earlier ones.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be written.
    pub fn save(&self, store: &Store, kata: &Kata) -> Result<()> {
        let path = file(store, kata);
        let bytes = serde_json::to_vec_pretty(self).expect("plain data can be serialized");
        write_atomically(&path, &bytes).map_err(Error::io("cannot write", &path))
    }
}

/// The saved results of a kata.
#[derive(Clone, Debug, PartialEq)]
pub enum Saved {
    /// Results of the current code.
    Fresh(BenchResults),
    /// Results of code that has changed since.
    Stale,
    /// No results.
    Missing,
}

impl Saved {
    /// Loads the saved results.
    pub fn of(store: &Store, kata: &Kata) -> Self {
        let bytes = std::fs::read(file(store, kata)).unwrap_or_default();
        match serde_json::from_slice::<BenchResults>(&bytes) {
            Ok(results) if results.schema != SCHEMA => Self::Missing,
            Ok(results) if results.fingerprint == fingerprint(kata) => Self::Fresh(results),
            Ok(_) => Self::Stale,
            Err(_) => Self::Missing,
        }
    }
}

fn file(store: &Store, kata: &Kata) -> PathBuf {
    store.folder().join("bench").join(format!("{}.json", kata.name()))
}

/// Returns a hash of the learner's code and the reference.
pub fn fingerprint(kata: &Kata) -> String {
    let of = |folder: PathBuf| CrateSource::read(&folder.join("src/lib.rs")).fingerprint();
    format!("{}-{}", of(kata.folder()), of(kata.solution()))
}

/// A workload: the same steps for all contenders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Workload {
    /// The name, which the benchmark explains.
    pub name: String,
    /// The contenders, the learner first.
    pub contenders: Vec<Contender>,
}

/// A measured implementation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "StoredContender")]
pub struct Contender {
    /// The name: `yours`, `reference`, an alternative, or a peer such as a standard collection.
    pub name: String,
    /// The costs, by ascending size.
    pub points: Vec<Point>,
    /// The growth of the time with the size, or `None` if it is not clear.
    pub growth: Option<Growth>,
    /// The reason why larger sizes were not measured.
    pub stopped: Option<String>,
}

/// The fields of a contender that are read from a file. The growth is computed again.
#[derive(Deserialize)]
struct StoredContender {
    name: String,
    points: Vec<Point>,
    stopped: Option<String>,
}

impl From<StoredContender> for Contender {
    fn from(StoredContender { name, points, stopped }: StoredContender) -> Self {
        Self::new(name, points, stopped)
    }
}

/// The costs at one size: the time of one step in nanoseconds, and the memory of what was built before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The size.
    pub size: u64,
    /// The median of the samples.
    pub median: f64,
    /// The lower quartile of the samples.
    pub low: f64,
    /// The upper quartile of the samples.
    pub high: f64,
    /// The memory, which only a sweep counts.
    #[serde(default)]
    pub memory: Option<Memory>,
}

/// The memory for building the state that a workload works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// The number of allocations.
    pub allocations: u64,
    /// The largest number of bytes in use at the same time.
    pub peak: u64,
}

/// The time of a step relative to the reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// The ratio of the medians.
    pub median: f64,
    /// The lower quartile divided by the reference's upper quartile.
    pub low: f64,
    /// The upper quartile divided by the reference's lower quartile.
    pub high: f64,
}

impl Ratio {
    /// Returns whether the samples do not show which one is faster.
    pub fn is_the_same(&self) -> bool {
        (self.low..=self.high).contains(&1.0)
    }
}

impl Workload {
    /// Returns all measured sizes, in ascending order.
    pub fn sizes(&self) -> Vec<u64> {
        let mut sizes: Vec<u64> =
            self.contenders.iter().flat_map(|of| of.points.iter().map(|point| point.size)).collect();
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }

    /// Returns the ratio of a contender to the reference at a size.
    pub fn ratio(&self, contender: &Contender, size: u64) -> Option<Ratio> {
        let reference = self.contenders.iter().find(|contender| contender.name == REFERENCE)?.at(size)?;
        let point = contender.at(size)?;
        Some(Ratio {
            median: point.median / reference.median,
            low: point.low / reference.high,
            high: point.high / reference.low,
        })
    }
}

impl Contender {
    /// Creates a contender from its points in ascending order of size.
    pub fn new(name: String, points: Vec<Point>, stopped: Option<String>) -> Self {
        let growth = Growth::of(&points);
        Self { name, points, growth, stopped }
    }

    /// Returns the costs at a size.
    pub fn at(&self, size: u64) -> Option<&Point> {
        self.points.iter().find(|point| point.size == size)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn results() -> BenchResults {
        let point = |&(size, median): &(u64, f64)| {
            let memory = Some(Memory { allocations: 2 * size, peak: 100 * size });
            Point { size, median, low: median * 0.9, high: median * 1.1, memory }
        };
        let contender = |name: &str, times: &[(u64, f64)], stopped: Option<&str>| {
            Contender::new(name.to_owned(), times.iter().map(point).collect(), stopped.map(str::to_owned))
        };
        let workload = Workload {
            name: "queue".to_owned(),
            contenders: vec![
                contender("yours", &[(100, 9.0), (10_000, 90.0)], Some("at 1 000 000: timed out after 10 s")),
                contender("reference", &[(100, 4.5), (10_000, 5.0), (1_000_000, 9.0)], None),
                contender("std", &[(100, 2.0), (10_000, 2.0), (1_000_000, 2.0)], None),
            ],
        };
        BenchResults {
            schema: SCHEMA,
            kata: "tiny".to_owned(),
            at: 0,
            fingerprint: "f".to_owned(),
            is_sweep: false,
            interrupted: false,
            left_out: Vec::new(),
            workloads: vec![workload],
        }
    }

    #[test]
    fn ratios_have_a_range() {
        let results = results();
        let workload = &results.workloads[0];
        let ratio = workload.ratio(&workload.contenders[0], 10_000).expect("both were measured");
        assert!((ratio.median - 18.0).abs() < 1e-9, "{ratio:?}");
        assert!(
            (ratio.low - 18.0 * 0.9 / 1.1).abs() < 1e-9 && (ratio.high - 18.0 * 1.1 / 0.9).abs() < 1e-9,
            "{ratio:?}"
        );
        assert_eq!(
            workload.ratio(&workload.contenders[0], 1_000_000),
            None,
            "the contender was stopped before this size"
        );
        assert_eq!(workload.sizes(), [100, 10_000, 1_000_000]);
    }

    #[test]
    fn results_are_noisy_if_a_third_of_the_points_vary() {
        let mut results = results();
        let set = |results: &mut BenchResults, at: usize| {
            results.workloads[0].contenders[at].points.iter_mut().for_each(|point| point.high *= 2.0);
        };
        set(&mut results, 1);
        assert!(results.is_noisy(), "three of eight");
        let mut results = super::tests::results();
        set(&mut results, 0);
        assert!(!results.is_noisy(), "two of eight");
    }
}
