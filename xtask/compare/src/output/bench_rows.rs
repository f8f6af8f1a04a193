//! The results of a benchmark as table rows, for all outputs.

use std::fmt;

use serde::{Serialize, Serializer};
use xtask::render::plural;

use super::bench_plot;
use super::number_format::{bytes, number, thousands, time};
use crate::bench_results::{BenchResults, Contender, Memory, REFERENCE, Workload, YOURS};
use crate::growth::Growth;

/// An explanation of the figures.
pub const LEGEND: &str = "Time per step relative to the reference: 2.0 means twice as long. The range in brackets compares the quartiles of both. \
     \"same\" means that the range includes 1, so the difference may be noise. For the reference, the brackets show the time itself. \
     Growth says how the time grows with the size; it has a name only if that is clear. A logarithm counts as nearly constant.";
/// The warning about incomplete results.
pub(super) const INTERRUPTED: &str = "Incomplete: the benchmark was interrupted.";
/// The warning about noisy results.
pub(super) const NOISY: &str =
    "The samples vary widely, because other programs kept this machine busy. Measure again when it is idle.";

/// Returns warnings about incomplete or noisy results.
pub(super) fn warnings(results: &BenchResults) -> Vec<String> {
    let left_out = format!("Not measured, because it would take too long: {}.", results.left_out.join(", "));
    let all = [
        (results.interrupted, INTERRUPTED.to_owned()),
        (results.is_noisy(), NOISY.to_owned()),
        (!results.left_out.is_empty(), left_out),
    ];
    all.into_iter().filter(|(applies, _)| *applies).map(|(_, warning)| warning).collect()
}

/// The name of a growth that is not clear.
const NOT_CLEAR: &str = "not clear";

/// Describes the growth of the learner's code and of the reference, or says why the learner's code was stopped.
pub(super) fn growth_sentence(workload: &Workload) -> String {
    let [yours, reference] = growths(workload);
    let growth = match (yours, reference) {
        (yours, reference) if yours == reference => format!("{yours}, like the reference"),
        (yours, NOT_CLEAR) => format!("{yours}; the reference: {NOT_CLEAR}"),
        (yours, reference) => format!("{yours}; the reference is {reference}"),
    };
    stopped(workload, growth)
}

/// Like [`growth_sentence`], but as short as possible.
pub(super) fn short_growth(workload: &Workload) -> String {
    stopped(workload, growths(workload).join(" / "))
}

fn growths(workload: &Workload) -> [&'static str; 2] {
    let growth = |name| workload.contenders.iter().find(|of| of.name == name)?.growth.map(Growth::words);
    [YOURS, REFERENCE].map(|name| growth(name).unwrap_or(NOT_CLEAR))
}

/// Adds the reason why the learner's code was stopped to its growth, if it was stopped.
fn stopped(workload: &Workload, growth: String) -> String {
    let yours = workload.contenders.iter().find(|of| of.name == YOURS);
    match yours.and_then(|yours| Some((yours.growth, yours.stopped.as_ref()?))) {
        Some((_, why)) if why.contains("not yet implemented") => "not written yet: it reached a `todo!()`".to_owned(),
        Some((None, why)) => format!("stopped {why}"),
        Some((Some(_), why)) => format!("{growth}; stopped {why}"),
        None => growth,
    }
}

/// Returns the memory of all contenders at the largest size at which the learner's and that of the reference are known.
pub(super) fn memory_rows(workload: &Workload) -> Option<(u64, Vec<(&str, Memory)>)> {
    workload.sizes().into_iter().rev().find_map(|size| {
        let of = |contender: &'_ Contender| contender.at(size).and_then(|point| point.memory);
        let all: Vec<(&str, Memory)> = workload
            .contenders
            .iter()
            .filter_map(|contender| Some((contender.name.as_str(), of(contender)?)))
            .collect();
        [YOURS, REFERENCE].iter().all(|name| all.iter().any(|(of, _)| of == name)).then_some((size, all))
    })
}

/// Describes the memory of all contenders in a sentence.
fn memory_sentence(workload: &Workload) -> Option<String> {
    let (size, all) = memory_rows(workload)?;
    let memory = |(name, memory): (&str, Memory)| {
        let allocations = plural(memory.allocations as usize, "allocation", "allocations");
        format!("{name} {} in {} {allocations}", bytes(memory.peak), thousands(memory.allocations))
    };
    let all: Vec<String> = all.into_iter().map(memory).collect();
    Some(format!("Peak memory while the state for size {} is built: {}.", thousands(size), all.join(", ")))
}

/// The table of a workload.
#[derive(Serialize)]
pub(super) struct WorkloadTable<'a> {
    pub(super) name: &'a str,
    pub(super) sizes: Vec<String>,
    pub(super) contenders: Vec<ContenderRow<'a>>,
    /// The growth of the learner's code and of the reference.
    growth: String,
    /// The memory of all contenders.
    memory: Option<String>,
}

#[derive(Serialize)]
pub(super) struct ContenderRow<'a> {
    pub(super) name: &'a str,
    /// The color of its line in the plot.
    color: String,
    /// The cells, one per size.
    pub(super) cells: Vec<Cell>,
    /// The growth in words. A line without three sizes has none.
    pub(super) growth: &'static str,
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
    /// Creates the tables of all workloads. If they have the same memory, only the first one shows it.
    pub(super) fn all(results: &'a BenchResults) -> Vec<Self> {
        let mut tables: Vec<Self> = Vec::new();
        for mut table in results.workloads.iter().map(Self::of) {
            if tables.iter().any(|before| before.memory == table.memory) {
                table.memory = None;
            }
            tables.push(table);
        }
        tables
    }

    pub(super) fn of(workload: &'a Workload) -> Self {
        let sizes = workload.sizes();
        let row = |(at, contender): (usize, &'a Contender)| ContenderRow {
            name: &contender.name,
            color: bench_plot::color(at),
            cells: sizes.iter().map(|size| cell(workload, contender, *size)).collect(),
            growth: match contender.growth {
                Some(growth) => growth.words(),
                None if contender.points.len() > 2 => NOT_CLEAR,
                None => "",
            },
            stopped: contender.stopped.as_deref(),
        };
        Self {
            name: &workload.name,
            contenders: workload.contenders.iter().enumerate().map(row).collect(),
            sizes: sizes.iter().copied().map(thousands).collect(),
            growth: growth_sentence(workload),
            memory: memory_sentence(workload),
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
