//! The results of a benchmark as a text table.

use std::fmt::Write;

use anstyle::Style;
use unicode_width::UnicodeWidthStr;
use xtask::render::ansi::paint;
use xtask::render::break_lines;

pub use super::bench_rows::LEGEND;
use super::bench_rows::{Cell, WorkloadTable, warnings};
use crate::bench_results::{BenchResults, Contender, Workload};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
/// The width of the gap between columns.
const GAP: usize = 3;
/// The width of the growth column.
const GROWTH: usize = 21;
/// The bars of a small plot, lowest first.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Renders all tables and warnings, with text wrapped at `width` columns.
pub fn render(results: &BenchResults, width: usize) -> String {
    let mut text: String = results.workloads.iter().map(|workload| table(workload, width)).collect();
    for warning in warnings(results) {
        text += &format!("\n{}", break_lines(&format!("  {warning}"), width));
    }
    text
}

fn table(workload: &Workload, width: usize) -> String {
    let WorkloadTable { name, sizes, contenders, .. } = WorkloadTable::of(workload);
    let names = contenders.iter().map(|row| row.name.width()).max().unwrap_or(0);
    let columns = |of: &dyn Fn(&Cell) -> usize| -> Vec<usize> {
        let widest = |at: usize| contenders.iter().map(|row| of(&row.cells[at])).max().unwrap_or(0);
        sizes.iter().enumerate().map(|(at, size)| size.width().max(widest(at)) + GAP).collect()
    };
    let one_line = columns(&|cell| cell.to_string().width());
    // If a line is too narrow for ratio and range, the range goes into a second line.
    let fits = 4 + names + one_line.iter().sum::<usize>() + GAP + sizes.len() + GROWTH <= width;
    let widths = if fits { one_line } else { columns(&|cell| cell.ratio.width().max(cell.range.width())) };
    let line = |cells: &mut dyn Iterator<Item = String>| -> String {
        cells.zip(&widths).map(|(cell, &width)| format!("{cell:>width$}")).collect()
    };
    let title = paint(BOLD, format!("{name:0$}", names + 2));
    let mut text = format!("\n  {title}{}  growth\n", line(&mut sizes.iter().cloned()));
    for (row, contender) in contenders.iter().zip(&workload.contenders) {
        let bars = bars(workload, contender);
        let cells = row.cells.iter().map(|cell| if fits { cell.to_string() } else { cell.ratio.clone() });
        let first = format!("    {:names$}{}  {bars} {}", row.name, line(&mut { cells }), row.growth);
        let _ = writeln!(text, "{}", first.trim_end());
        if !fits && row.cells.iter().any(|cell| !cell.range.is_empty()) {
            let ranges = line(&mut row.cells.iter().map(|cell| cell.range.clone()));
            let _ = writeln!(text, "{}", paint(DIM, format!("    {:names$}{ranges}", "").trim_end()));
        }
        if let Some(stopped) = row.stopped {
            let broken = break_lines(&format!("stopped {stopped}"), width.saturating_sub(6).max(20));
            broken.lines().for_each(|line| text += &format!("      {}\n", paint(DIM, line)));
        }
    }
    text
}

/// The smallest ratio between the times of the highest and the lowest bar, so that noise does not look like growth.
const MIN_RATIO: f64 = 10.0;

/// Draws the times by size, scaled so that the lowest bar is the workload's shortest time and the highest its longest.
pub(super) fn bars(workload: &Workload, contender: &Contender) -> String {
    let times = workload.contenders.iter().flat_map(|of| of.points.iter().map(|point| point.median.ln()));
    let (least, most) =
        times.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), time| (least.min(time), most.max(time)));
    let bar = |size: u64| {
        let height = |median: f64| (median.ln() - least) / (most - least).max(MIN_RATIO.ln()) * (BARS.len() - 1) as f64;
        contender.at(size).map_or(' ', |point| BARS[height(point.median).round() as usize])
    };
    workload.sizes().into_iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench_results::Point;
    use crate::bench_results::tests::results;
    use crate::output::bench_rows::{INTERRUPTED, NOISY};

    fn shown(results: &BenchResults, width: usize) -> String {
        anstream::adapter::strip_str(&render(results, width)).to_string()
    }

    #[test]
    fn the_table_has_ratios_ranges_and_growth() {
        assert_eq!(
            shown(&results(), 100),
            "
  queue                   100          10 000       1 000 000  growth
    yours       2.0 (1.6–2.4)      18 (15–22)               –  ▄█
      stopped at 1 000 000: timed out after 10 s
    reference      1 (4.5 ns)      1 (5.0 ns)      1 (9.0 ns)  ▂▃▄ nearly constant
    std         0.4 (0.4–0.5)   0.4 (0.3–0.5)   0.2 (0.2–0.3)  ▁▁▁ nearly constant
"
        );
    }

    #[test]
    fn a_narrow_table_has_ranges_in_a_second_line() {
        let narrow = shown(&results(), 72);
        assert_eq!(
            narrow,
            "
  queue               100      10 000   1 000 000  growth
    yours             2.0          18           –  ▄█
                (1.6–2.4)     (15–22)
      stopped at 1 000 000: timed out after 10 s
    reference           1           1           1  ▂▃▄ nearly constant
                 (4.5 ns)    (5.0 ns)    (9.0 ns)
    std               0.4         0.4         0.2  ▁▁▁ nearly constant
                (0.4–0.5)   (0.3–0.5)   (0.2–0.3)
"
        );
        assert!(narrow.lines().all(|line| line.chars().count() <= 72), "{narrow}");
        let mut results = results();
        results.workloads[0].contenders[0].points.clear();
        assert!(shown(&results, 72).contains("–\n      stopped at"), "empty line in {}", shown(&results, 72));
    }

    #[test]
    fn a_range_around_one_shows_as_same() {
        let of_peer = |low: f64| {
            let mut results = results();
            results.workloads[0].contenders[2].points[0] =
                Point { size: 100, median: 5.0, low, high: 5.4, memory: None };
            shown(&results, 100)
        };
        assert!(of_peer(4.6).contains("same (0.9–1.3)"), "{}", of_peer(4.6));
        assert!(of_peer(4.96).contains("1.1 (1.0–1.3)"), "{}", of_peer(4.96));
    }

    #[test]
    fn interrupted_and_noisy_results_have_a_warning() {
        let mut results = results();
        assert!(!shown(&results, 100).contains(INTERRUPTED) && !shown(&results, 100).contains(NOISY));
        results.interrupted = true;
        assert!(shown(&results, 200).contains(INTERRUPTED));
        results.workloads[0].contenders.iter_mut().flat_map(|of| &mut of.points).for_each(|point| point.high *= 2.0);
        assert!(shown(&results, 200).contains(NOISY));
    }
}
