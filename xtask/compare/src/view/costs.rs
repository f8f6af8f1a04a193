//! What a benchmark measured, as a table of ratios and as plots.

use std::fmt::{self, Write};

use anstyle::Style;
use plotters::prelude::*;
use xtask::render::break_lines;
use xtask::render::report::paint;

use crate::cost::{Contender, Costs, REFERENCE, Workload};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
/// The columns between two others.
const GAP: usize = 3;
/// The columns of a factor of growth.
const GROWTH: usize = 8;
/// Heights of a small plot, the lowest first.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// The size of a plot, in its own units: it is shown as wide as there is room.
const SIZE: (u32, u32) = (560, 300);
/// Colors that can be told apart and read on white and on black, the learner's first.
const COLORS: [RGBColor; 6] = [
    RGBColor(0xc9, 0x7f, 0x00),
    RGBColor(0x00, 0x8a, 0xab),
    RGBColor(0x8e, 0x5b, 0xd0),
    RGBColor(0x2e, 0x99, 0x4f),
    RGBColor(0xcc, 0x44, 0x66),
    RGBColor(0x80, 0x80, 0x80),
];

/// What the figures say.
pub const LEGEND: &str = "How many times as long as the reference takes for the same steps; in brackets from where to where, if each was as quick or \
     as slow as a quarter of its samples. Where that leaves open who is quicker, it is the same. Of the reference, the time of a step. \
     Growth: how many times as long as at the smallest size a step takes at the largest.";
/// What is said where not all was measured.
const INTERRUPTED: &str = "Not all was measured: it was ended before.";
/// What is said where the spread is wide all over.
const BUSY: &str =
    "The samples differ widely, so something else kept this machine busy: measure again when it is quiet.";

/// What has to be known to read the figures as what they are.
pub fn reservations(costs: &Costs) -> Vec<&'static str> {
    let of = [(costs.interrupted, INTERRUPTED), (costs.is_noisy(), BUSY)];
    of.into_iter().filter_map(|(is_so, said)| is_so.then_some(said)).collect()
}

/// All of it as text, in lines of at most `width` columns as far as that can be.
pub fn render(costs: &Costs, width: usize) -> String {
    let mut text = String::new();
    for workload in &costs.workloads {
        text += &table(workload, width);
    }
    for said in reservations(costs) {
        text += &format!("\n{}", break_lines(&format!("  {said}"), width));
    }
    text
}

fn table(workload: &Workload, width: usize) -> String {
    let names = workload.contenders.iter().map(|of| of.name.chars().count()).max().unwrap_or(0);
    let sizes = workload.sizes();
    let heads: Vec<String> = sizes.iter().map(|size| thousands(*size)).collect();
    let rows: Vec<Vec<Cell>> = workload.contenders.iter().map(|contender| cells(workload, contender, &sizes)).collect();
    let columns = |of: &dyn Fn(&Cell) -> usize| -> Vec<usize> {
        let widest = |at: usize| rows.iter().map(|row| of(&row[at])).max().unwrap_or(0);
        heads.iter().enumerate().map(|(at, head)| head.chars().count().max(widest(at)) + GAP).collect()
    };
    let one_line = columns(&|cell| cell.to_string().chars().count());
    // Where there is no room for it beside the ratio, the spread stands below.
    let fits = 4 + names + one_line.iter().sum::<usize>() + GAP + sizes.len() + GROWTH <= width;
    let widths =
        if fits { one_line } else { columns(&|cell| cell.what.chars().count().max(cell.spread.chars().count())) };
    let line = |cells: &[String]| -> String {
        cells.iter().zip(&widths).map(|(cell, &width)| format!("{cell:>width$}")).collect()
    };
    let mut text = format!("\n  {}{}  growth\n", paint(BOLD, format!("{:1$}", workload.name, names + 2)), line(&heads));
    for (contender, row) in workload.contenders.iter().zip(&rows) {
        let first: Vec<String> =
            row.iter().map(|cell| if fits { cell.to_string() } else { cell.what.clone() }).collect();
        let bars = bars(workload, contender, &sizes);
        let line_of = format!("    {:names$}{}  {bars} {}", contender.name, line(&first), growth(contender));
        let _ = writeln!(text, "{}", line_of.trim_end());
        if !fits && row.iter().any(|cell| !cell.spread.is_empty()) {
            let spreads: Vec<String> = row.iter().map(|cell| cell.spread.clone()).collect();
            let below = format!("    {:names$}{}", "", line(&spreads));
            let _ = writeln!(text, "{}", paint(DIM, below.trim_end()));
        }
        if let Some(stopped) = &contender.stopped {
            let broken = break_lines(&format!("stopped {stopped}"), width.saturating_sub(6).max(20));
            broken.lines().for_each(|line| text += &format!("      {}\n", paint(DIM, line)));
        }
    }
    text
}

/// What a contender took at a size.
pub(crate) struct Cell {
    /// How many times as long as the reference, in words if that is not known or makes no difference.
    what: String,
    /// From where to where it may be; of the reference, the time itself.
    spread: String,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let space = if self.spread.is_empty() { "" } else { " " };
        write!(f, "{}{space}{}", self.what, self.spread)
    }
}

/// What a contender took at each size.
pub(crate) fn cells(workload: &Workload, contender: &Contender, sizes: &[u64]) -> Vec<Cell> {
    let cell = |size: &u64| match (contender.at(*size), workload.ratio(contender, *size)) {
        (Some(point), _) if contender.name == REFERENCE => {
            Cell { what: "1".to_owned(), spread: format!("({})", time(point.median)) }
        }
        (_, Some(ratio)) => Cell {
            what: if ratio.is_the_same() { "same".to_owned() } else { number(ratio.median) },
            spread: format!("({}–{})", number(ratio.low), number(ratio.high)),
        },
        (Some(point), None) => Cell { what: time(point.median), spread: String::new() },
        (None, _) => Cell { what: "–".to_owned(), spread: String::new() },
    };
    sizes.iter().map(cell).collect()
}

/// How the time of a step grows.
pub(crate) fn growth(contender: &Contender) -> String {
    contender.growth().map_or_else(String::new, |growth| format!("×{}", number(growth)))
}

/// The times of a step over the sizes. The lowest bar is the shortest time of the workload, the highest the longest.
fn bars(workload: &Workload, contender: &Contender, sizes: &[u64]) -> String {
    let times = workload.contenders.iter().flat_map(|of| of.points.iter().map(|point| point.median.ln()));
    let (least, most) =
        times.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), time| (least.min(time), most.max(time)));
    let bar = |size: &u64| {
        let height = |median: f64| (median.ln() - least) / (most - least).max(f64::EPSILON) * (BARS.len() - 1) as f64;
        contender.at(*size).map_or(' ', |point| BARS[height(point.median).round() as usize])
    };
    sizes.iter().map(bar).collect()
}

/// Two digits are as many as mean something.
fn number(number: f64) -> String {
    if number < 0.095 {
        format!("{number:.2}")
    } else if number < 9.95 {
        format!("{number:.1}")
    } else {
        thousands(number.round() as u64)
    }
}

fn time(ns: f64) -> String {
    match ns {
        ns if ns < 1_000.0 => format!("{} ns", number(ns)),
        ns if ns < 1e6 => format!("{} µs", number(ns / 1e3)),
        ns if ns < 1e9 => format!("{} ms", number(ns / 1e6)),
        ns => format!("{} s", number(ns / 1e9)),
    }
}

/// A whole number with a space between thousands.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// The time of a step over the size, as an `svg` element; both axes rise by factors.
///
/// # Errors
///
/// What cannot be drawn.
pub(crate) fn plot(workload: &Workload) -> Result<String, Box<dyn std::error::Error>> {
    let points = || workload.contenders.iter().flat_map(|of| &of.points);
    let bounds = |of: &dyn Fn(&crate::cost::Point) -> f64| {
        points().map(of).fold((f64::INFINITY, 0.0_f64), |(least, most), value| (least.min(value), most.max(value)))
    };
    let ((from, to), (least, most)) = (bounds(&|point| point.size as f64), bounds(&|point| point.median));
    if from >= to {
        // A single size is a row of the table and no plot.
        return Ok(String::new());
    }
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let mut chart = ChartBuilder::on(&area)
            .margin(10)
            .margin_right(40)
            .x_label_area_size(45)
            .y_label_area_size(70)
            .build_cartesian_2d((from..to).log_scale(), (least / 1.5..most * 1.5).log_scale())?;
        chart
            .configure_mesh()
            .disable_mesh()
            .y_labels(5)
            .x_desc("size")
            .y_desc("time of a step")
            .x_label_formatter(&|size| thousands(size.round() as u64))
            .y_label_formatter(&|ns| time(*ns))
            .label_style(("sans-serif", 15))
            .draw()?;
        for (contender, color) in workload.contenders.iter().zip(COLORS.iter().cycle()) {
            let line = contender.points.iter().map(|point| (point.size as f64, point.median));
            chart.draw_series(LineSeries::new(line, color.stroke_width(3)))?;
        }
        area.present()?;
    }
    Ok(svg)
}

/// The color of each contender's line.
pub(crate) fn color(at: usize) -> String {
    let RGBColor(red, green, blue) = COLORS[at % COLORS.len()];
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost::Point;
    use crate::cost::tests::costs;

    fn shown(costs: &Costs, width: usize) -> String {
        anstream::adapter::strip_str(&render(costs, width)).to_string()
    }

    #[test]
    fn the_table_has_ratios_their_spread_and_how_they_grow() {
        assert_eq!(
            shown(&costs(), 100),
            "
  queue                   100          10 000       1 000 000  growth
    yours       2.0 (1.6–2.4)      18 (15–22)               –  ▄█  ×10
      stopped at 1 000 000: it was not done after 10 s
    reference      1 (4.5 ns)      1 (5.0 ns)      1 (9.0 ns)  ▂▃▄ ×2.0
    std         0.4 (0.4–0.5)   0.4 (0.3–0.5)   0.2 (0.2–0.3)  ▁▁▁ ×1.0
"
        );
    }

    #[test]
    fn where_there_is_no_room_the_spread_stands_below() {
        let narrow = shown(&costs(), 60);
        assert_eq!(
            narrow,
            "
  queue               100      10 000   1 000 000  growth
    yours             2.0          18           –  ▄█  ×10
                (1.6–2.4)     (15–22)
      stopped at 1 000 000: it was not done after 10 s
    reference           1           1           1  ▂▃▄ ×2.0
                 (4.5 ns)    (5.0 ns)    (9.0 ns)
    std               0.4         0.4         0.2  ▁▁▁ ×1.0
                (0.4–0.5)   (0.3–0.5)   (0.2–0.3)
"
        );
        assert!(narrow.lines().all(|line| line.chars().count() <= 60), "{narrow}");
        let mut costs = costs();
        costs.workloads[0].contenders[0].points.clear();
        assert!(shown(&costs, 60).contains("–\n      stopped at"), "no line is empty: {}", shown(&costs, 60));
    }

    #[test]
    fn what_the_samples_leave_open_is_the_same() {
        let of_peer = |low: f64| {
            let mut costs = costs();
            costs.workloads[0].contenders[2].points[0] = Point { size: 100, median: 5.0, low, high: 5.4 };
            shown(&costs, 100)
        };
        assert!(of_peer(4.6).contains("same (0.9–1.3)"), "{}", of_peer(4.6));
        assert!(of_peer(4.96).contains("1.1 (1.0–1.3)"), "{}", of_peer(4.96));
    }

    #[test]
    fn what_is_in_part_or_measured_on_a_busy_machine_is_said_to_be() {
        let mut costs = costs();
        assert!(!shown(&costs, 100).contains(INTERRUPTED) && !shown(&costs, 100).contains(BUSY));
        costs.interrupted = true;
        assert!(shown(&costs, 200).contains(INTERRUPTED));
        costs.workloads[0].contenders.iter_mut().flat_map(|of| &mut of.points).for_each(|point| point.high *= 2.0);
        assert!(shown(&costs, 200).contains(BUSY));
    }

    #[test]
    fn a_plot_has_a_line_for_each() {
        let svg = plot(&costs().workloads[0]).expect("it can be drawn");
        for at in 0..3 {
            let line = format!("stroke=\"{}\"", color(at).to_uppercase());
            assert_eq!(svg.matches(&line).count(), 1, "{line}: {svg}");
        }
        assert!(svg.contains("1 000 000") && svg.contains("time of a step"), "{svg}");
    }

    #[test]
    fn numbers_have_two_digits_that_mean_something() {
        assert_eq!([0.012, 0.5, 9.96, 1234.0].map(number), ["0.01", "0.5", "10", "1 234"]);
        assert_eq!([4.5, 12_300.0, 2e6, 3e9].map(time), ["4.5 ns", "12 µs", "2.0 ms", "3.0 s"]);
    }
}
