//! The costs as a short text table: a line for each workload, with the growth in words.

use std::fmt::Write;

use anstyle::Style;
use unicode_width::UnicodeWidthStr;
use xtask::render::ansi::paint;
use xtask::render::break_lines;

use super::bench_rows::{growth_sentence, memory_rows, short_growth, warnings};
use super::bench_table::bars;
use super::number_format::{bytes, thousands, time};
use crate::bench_results::{BenchResults, REFERENCE, Workload, YOURS};

const DIM: Style = Style::new().dimmed();
/// The width of the gap between columns.
const GAP: usize = 2;
/// The number of columns that are always shown: workload, size, the learner's code and the reference.
const MIN_COLUMNS: usize = 4;
/// The width for the reason why a contender was stopped. Longer reasons may be truncated.
const REASON: usize = 40;

/// A row of the table.
struct Row {
    /// The workload, its size, and the costs of the contenders.
    cells: Vec<String>,
    /// The growth in words.
    growth: String,
    /// The growth for a narrow terminal.
    short: String,
    /// True if the growth includes the reason why the learner's code was stopped.
    is_stopped: bool,
}

/// Renders the costs at the largest size of each workload, in lines of at most `width` columns.
pub fn render(results: &BenchResults, width: usize) -> String {
    let names: Vec<&str> = [YOURS, REFERENCE].into_iter().chain(peers(results)).collect();
    let rows = rows(results, &names);
    let column = |at: usize| rows.iter().map(|row| row.cells[at].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..names.len() + 2).map(column).collect();
    let used = |columns: usize| widths[..columns].iter().map(|column| column + GAP).sum::<usize>() + GAP;
    let longest = |text: fn(&Row) -> &String| {
        let needed = |row: &Row| if row.is_stopped { text(row).width().min(REASON) } else { text(row).width() };
        rows.iter().map(needed).max().unwrap_or(0)
    };
    let columns = |growth: usize| (MIN_COLUMNS..=widths.len()).rev().find(|columns| used(*columns) + growth <= width);
    // If necessary, leave out peers first, and then words.
    let with_words = columns(longest(|row| &row.growth));
    let columns = with_words.or_else(|| columns(longest(|row| &row.short))).unwrap_or(MIN_COLUMNS);
    let left = width.saturating_sub(used(columns));
    let mut text = String::new();
    for (number, Row { cells, growth, short, .. }) in rows.iter().enumerate() {
        let aligned = |(at, (cell, &width)): (usize, (&String, &usize))| {
            if at == 1 { format!("{cell:>width$}  ") } else { format!("{cell:width$}  ") }
        };
        let cells: String = cells.iter().zip(&widths).take(columns).enumerate().map(aligned).collect();
        let line = format!("  {cells}{}", shortened(if with_words.is_some() { growth } else { short }, left));
        let line = line.trim_end();
        let _ = writeln!(text, "{}", if number == 0 { paint(DIM, line) } else { line.to_owned() });
    }
    text
}

fn rows(results: &BenchResults, names: &[&str]) -> Vec<Row> {
    let heading = ["time of a step", "size"].into_iter().chain(names.iter().copied());
    let heading = Row {
        cells: heading.map(str::to_owned).collect(),
        growth: "growth with the size".to_owned(),
        short: "growth: yours / reference".to_owned(),
        is_stopped: false,
    };
    let of_time = results.workloads.iter().map(|workload| Row {
        cells: times(workload, names),
        growth: growth_sentence(workload),
        short: short_growth(workload),
        is_stopped: workload.contenders[0].stopped.is_some(),
    });
    std::iter::once(heading).chain(of_time).chain(memory(results, names)).collect()
}

/// Renders notes: the command for more figures, and warnings.
pub fn notes(results: &BenchResults, width: usize) -> String {
    let kata = &results.kata;
    let more = if results.is_sweep {
        format!("A short measurement. Precise, with more sizes: cargo xtask bench {kata}")
    } else {
        format!("All figures: cargo xtask compare {kata} --full")
    };
    let mut text = String::new();
    for note in std::iter::once(more).chain(warnings(results)) {
        let broken = break_lines(&note, width.saturating_sub(4).max(20));
        broken.lines().for_each(|line| text += &format!("  {}\n", paint(DIM, line)));
    }
    text
}

/// Returns the names of the contenders other than the learner's code and the reference.
fn peers(results: &BenchResults) -> Vec<&str> {
    let mut names = Vec::new();
    for contender in results.workloads.iter().flat_map(|workload| &workload.contenders) {
        if ![YOURS, REFERENCE].contains(&contender.name.as_str()) && !names.contains(&contender.name.as_str()) {
            names.push(contender.name.as_str());
        }
    }
    names
}

/// Returns the workload, the largest size at which the learner's code was measured, and the times at this size.
fn times(workload: &Workload, names: &[&str]) -> Vec<String> {
    let size = workload.contenders[0].points.last().map(|point| point.size);
    let size = size.or_else(|| workload.sizes().last().copied());
    let cell = |name: &&str| -> String {
        let contender = workload.contenders.iter().find(|of| of.name == **name);
        let point = contender.zip(size).and_then(|(of, size)| Some((of, of.at(size)?)));
        point.map_or_else(|| "–".to_owned(), |(of, at)| format!("{} {}", bars(workload, of), time(at.median)))
    };
    let label = [workload.name.clone(), size.map(thousands).unwrap_or_default()];
    label.into_iter().chain(names.iter().map(cell)).collect()
}

/// Returns the row with the memory of the first workload for which it is known.
fn memory(results: &BenchResults, names: &[&str]) -> Option<Row> {
    let (size, all) = results.workloads.iter().find_map(memory_rows)?;
    let of = |name: &str| all.iter().find(|(other, _)| *other == name).map(|(_, memory)| memory);
    let cell = |name: &&str| of(name).map_or_else(|| "–".to_owned(), |memory| bytes(memory.peak));
    let label = ["peak memory".to_owned(), thousands(size)];
    let [yours, reference] = [YOURS, REFERENCE].map(|name| of(name).map_or(0, |memory| memory.allocations));
    let [yours, reference] = [yours, reference].map(thousands);
    Some(Row {
        cells: label.into_iter().chain(names.iter().map(cell)).collect(),
        growth: format!("allocations: yours {yours}, reference {reference}"),
        short: format!("allocations: {yours} / {reference}"),
        is_stopped: false,
    })
}

/// Truncates a text to `width` columns.
fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let end = text.char_indices().nth(width.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    format!("{}…", &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench_results::tests::results;
    use crate::growth::Growth;

    fn shown(results: &BenchResults, width: usize) -> String {
        anstream::adapter::strip_str(&render(results, width)).to_string()
    }

    /// Returns results in which the learner's code was not stopped.
    fn linear() -> BenchResults {
        let mut results = results();
        let yours = &mut results.workloads[0].contenders[0];
        (yours.growth, yours.stopped) = (Some(Growth::Linear), None);
        results
    }

    #[test]
    fn each_workload_is_a_line() {
        assert_eq!(
            shown(&linear(), 110),
            "  time of a step    size  yours      reference   std         growth with the size
  queue           10 000  ▄█  90 ns  ▂▃▄ 5.0 ns  ▁▁▁ 2.0 ns  linear; the reference is nearly constant
  peak memory     10 000  1.0 MB     1.0 MB      1.0 MB      allocations: yours 20 000, reference 20 000
"
        );
    }

    #[test]
    fn a_narrow_table_leaves_out_peers_and_words() {
        let narrow = shown(&linear(), 80);
        assert_eq!(
            narrow,
            "  time of a step    size  yours      reference   growth: yours / reference
  queue           10 000  ▄█  90 ns  ▂▃▄ 5.0 ns  linear / nearly constant
  peak memory     10 000  1.0 MB     1.0 MB      allocations: 20 000 / 20 000
"
        );
        assert!(narrow.lines().all(|line| line.width() <= 80), "{narrow}");
        let mut results = linear();
        results.workloads[0].contenders[0].growth = Some(Growth::FasterThanQuadratic);
        let line = "2.0 ns  faster than quadratic / nearly constant\n";
        assert!(shown(&results, 102).contains(line), "the short form with a peer: {}", shown(&results, 102));
    }

    #[test]
    fn a_stopped_workload_gives_the_reason() {
        let line =
            "  queue           10 000  ▄█  90 ns  ▂▃▄ 5.0 ns  ▁▁▁ 2.0 ns  stopped at 1 000 000: timed out after 10 s\n";
        assert!(shown(&results(), 120).contains(line), "{}", shown(&results(), 120));
        assert!(shown(&results(), 80).contains("stopped at 1 000 000: timed ou…\n"), "{}", shown(&results(), 80));
        let mut results = results();
        let yours = &mut results.workloads[0].contenders[0];
        yours.stopped = Some("at 100: panicked: not yet implemented (katas/tiny/src/lib.rs:5:7)".to_owned());
        yours.points.clear();
        assert!(shown(&results, 120).contains("not written yet: it reached a `todo!()`\n"), "{}", shown(&results, 120));
    }

    #[test]
    fn workloads_that_were_left_out_are_named() {
        let mut results = results();
        (results.is_sweep, results.left_out) = (true, vec!["rotate".to_owned()]);
        let notes = anstream::adapter::strip_str(&notes(&results, 100)).to_string();
        assert!(
            notes.contains("cargo xtask bench tiny\n  Not measured, because it would take too long: rotate."),
            "{notes}"
        );
    }
}
