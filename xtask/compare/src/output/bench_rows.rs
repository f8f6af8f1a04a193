//! The results of a benchmark as rows of a table, for every output.

use std::fmt;

use serde::{Serialize, Serializer};

use super::bench_plot;
use super::number_format::{number, thousands, time};
use crate::bench_results::{BenchResults, Contender, REFERENCE, Workload};

/// What the figures mean.
pub const LEGEND: &str = "How many times as long as the reference takes for the same steps; in brackets from where to where, if each was as quick or \
     as slow as a quarter of its samples. Where that leaves open who is quicker, it is the same. Of the reference, the time of a step. \
     Growth: how many times as long as at the smallest size a step takes at the largest.";
/// The warning about incomplete results.
pub(super) const INTERRUPTED: &str = "Not all was measured: it was ended before.";
/// The warning about noisy results.
pub(super) const NOISY: &str =
    "The samples differ widely, so something else kept this machine busy: measure again when it is quiet.";

/// Warnings about results that are incomplete or noisy.
pub(super) fn warnings(results: &BenchResults) -> Vec<&'static str> {
    let all = [(results.interrupted, INTERRUPTED), (results.is_noisy(), NOISY)];
    all.into_iter().filter_map(|(applies, warning)| applies.then_some(warning)).collect()
}

/// The table of a workload.
#[derive(Serialize)]
pub(super) struct WorkloadTable<'a> {
    pub(super) name: &'a str,
    pub(super) sizes: Vec<String>,
    pub(super) contenders: Vec<ContenderRow<'a>>,
}

#[derive(Serialize)]
pub(super) struct ContenderRow<'a> {
    pub(super) name: &'a str,
    /// The color of its line in the plot.
    color: String,
    /// A cell for each size.
    pub(super) cells: Vec<Cell>,
    /// The factor by which the time grows.
    pub(super) growth: String,
    /// Why it was not measured any further.
    pub(super) stopped: Option<&'a str>,
}

/// The result of a contender at a size.
pub(super) struct Cell {
    /// The ratio to the reference, or a word if it is not known or makes no difference.
    pub(super) ratio: String,
    /// The range of the ratio; of the reference, the time itself.
    pub(super) range: String,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let space = if self.range.is_empty() { "" } else { " " };
        write!(f, "{}{space}{}", self.ratio, self.range)
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'a> WorkloadTable<'a> {
    pub(super) fn of(workload: &'a Workload) -> Self {
        let sizes = workload.sizes();
        let row = |(at, contender): (usize, &'a Contender)| ContenderRow {
            name: &contender.name,
            color: bench_plot::color(at),
            cells: sizes.iter().map(|size| cell(workload, contender, *size)).collect(),
            growth: contender.growth().map_or_else(String::new, |growth| format!("×{}", number(growth))),
            stopped: contender.stopped.as_deref(),
        };
        Self {
            name: &workload.name,
            contenders: workload.contenders.iter().enumerate().map(row).collect(),
            sizes: sizes.iter().copied().map(thousands).collect(),
        }
    }
}

fn cell(workload: &Workload, contender: &Contender, size: u64) -> Cell {
    let (ratio, range) = match (contender.at(size), workload.ratio(contender, size)) {
        (Some(point), _) if contender.name == REFERENCE => ("1".to_owned(), format!("({})", time(point.median))),
        (_, Some(ratio)) => (
            if ratio.is_the_same() { "same".to_owned() } else { number(ratio.median) },
            format!("({}–{})", number(ratio.low), number(ratio.high)),
        ),
        (Some(point), None) => (time(point.median), String::new()),
        (None, _) => ("–".to_owned(), String::new()),
    };
    Cell { ratio, range }
}
