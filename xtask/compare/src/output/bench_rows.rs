//! The results of a benchmark as table rows, for all outputs.

use std::fmt;

use serde::{Serialize, Serializer};

use super::bench_plot;
use super::number_format::{number, thousands, time};
use crate::bench_results::{BenchResults, Contender, REFERENCE, Workload};

/// An explanation of the figures.
pub const LEGEND: &str = "Time per step relative to the reference: 2.0 means twice as long. The range in brackets compares the quartiles of both. \
     \"same\" means that the range includes 1, so the difference may be noise. For the reference, the brackets show the time itself. \
     Growth is the time at the largest size divided by the time at the smallest.";
/// The warning about incomplete results.
pub(super) const INTERRUPTED: &str = "Incomplete: the benchmark was interrupted.";
/// The warning about noisy results.
pub(super) const NOISY: &str =
    "The samples vary widely, because other programs kept this machine busy. Measure again when it is idle.";

/// Returns warnings about incomplete or noisy results.
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
    /// The cells, one per size.
    pub(super) cells: Vec<Cell>,
    /// The growth factor.
    pub(super) growth: String,
    /// The reason why larger sizes were not measured.
    pub(super) stopped: Option<&'a str>,
}

/// The result of a contender at a size.
pub(super) struct Cell {
    /// The ratio to the reference, `same`, or a placeholder.
    pub(super) ratio: String,
    /// The range of the ratio, or the time of the reference.
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
