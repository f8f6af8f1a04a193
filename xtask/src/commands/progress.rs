//! `cargo xtask progress`.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::symbols::Marker;
use ratatui::widgets::{Axis, Chart, Dataset, GraphType, Sparkline, Widget};
use serde::Serialize;

use crate::cli::ListFormat;
use crate::command_context::CommandContext;
use crate::error::Result;
use crate::render::ansi::paint;
use crate::render::{self, styles};
use crate::report::Verdict;
use crate::store::learning_curve::{LearningCurve, learning_curves};
use crate::terminal_output::print;

#[derive(Serialize)]
struct LearningCurves {
    schema: u32,
    katas: Vec<LearningCurve>,
}

pub(super) fn run(context: &CommandContext, kata: Option<&str>, format: ListFormat) -> Result<()> {
    let mut katas = learning_curves(&context.workspace, &context.store)?;
    if let Some(kata) = kata {
        let name = context.workspace.kata(kata)?.name();
        katas.retain(|curve| curve.kata == name);
    }
    print(&match format {
        ListFormat::Json => render::json(&LearningCurves { schema: 1, katas }),
        ListFormat::Human => render_curves(&katas, kata.is_some()),
    })
}

/// The width of a kata's small plot, in columns.
const SMALL_PLOT_WIDTH: u16 = 24;

/// Renders one line per kata; with `large`, also a plot of stages over time.
fn render_curves(learning_curves: &[LearningCurve], large: bool) -> String {
    if learning_curves.is_empty() {
        return "No runs recorded yet. Start with `cargo xtask`.\n".to_owned();
    }
    let mut text = String::new();
    for curve in learning_curves {
        text += &line(curve);
        if large {
            text += &plot(curve);
        }
    }
    if !large {
        text += "\nPlot one kata: cargo xtask progress KATA\nWrite a page with all plots: cargo xtask progress --html FILE\n";
    }
    text
}

fn line(curve: &LearningCurve) -> String {
    let stages = curve.runs.last().map_or(0, |run| run.stages);
    let runs = curve.runs.len();
    let green = |what: &str, seconds| {
        paint(styles::verdict(Verdict::Green), format!("{what} after {}", render::work_time(seconds)))
    };
    let reached = || format!("stage {} of {} after {}", stages + 1, curve.stages, render::work_time(curve.seconds()));
    let status = match (curve.seconds_to_green, curve.seconds_to_core) {
        (Some(seconds), _) => green("green", seconds),
        (None, Some(seconds)) => format!("{}, {}", green("core", seconds), reached()),
        (None, None) => reached(),
    };
    let small = rows(&small_plot(curve)).join("");
    format!("{:<16} {small:<24}  {status}, {runs} run{}\n", curve.kata, if runs == 1 { "" } else { "s" })
}

/// Plots stages over time in one line, whose full width represents the total working time.
fn small_plot(curve: &LearningCurve) -> Buffer {
    let columns = u64::from(SMALL_PLOT_WIDTH);
    let heights: Vec<u64> = (1..=columns)
        .map(|column| {
            let until = (curve.seconds() * column).div_ceil(columns);
            let reached = curve.runs.iter().take_while(|run| run.seconds <= until).last();
            reached.map_or(0, |run| run.stages as u64)
        })
        .collect();
    let mut buffer = Buffer::empty(Rect::new(0, 0, SMALL_PLOT_WIDTH, 1));
    Sparkline::default().data(&heights).max(curve.stages as u64).render(buffer.area, &mut buffer);
    buffer
}

fn plot(curve: &LearningCurve) -> String {
    let (points, end) = (curve.corners(), curve.minutes());
    let line = Dataset::default().marker(Marker::Braille).graph_type(GraphType::Line).data(&points);
    let chart = Chart::new(vec![line])
        .x_axis(
            Axis::default().title("minutes of work").bounds([0.0, end]).labels(["0".to_owned(), format!("{end:.0}")]),
        )
        .y_axis(
            Axis::default()
                .title("stages")
                .bounds([0.0, curve.stages as f64])
                .labels(["0".to_owned(), curve.stages.to_string()]),
        );
    let width = u16::try_from(textwrap::termwidth().clamp(40, 100)).unwrap_or(80);
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, 14));
    chart.render(buffer.area, &mut buffer);
    format!("\n{}\n", rows(&buffer).join("\n"))
}

fn rows(buffer: &Buffer) -> Vec<String> {
    let width = usize::from(buffer.area.width);
    let rows = buffer.content().chunks(width).map(|row| row.iter().map(Cell::symbol).collect::<String>());
    rows.map(|row| row.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::learning_curve::CurvePoint;
    use crate::workspace::Track;

    fn curve(steps: &[(u64, usize)], green: bool) -> LearningCurve {
        let verdict = |last: bool| if last && green { Verdict::Green } else { Verdict::Red };
        let runs: Vec<CurvePoint> = steps
            .iter()
            .enumerate()
            .map(|(index, &(seconds, stages))| {
                let verdict = verdict(index + 1 == steps.len());
                CurvePoint { at: 1_000 + seconds, seconds, stages, passed: stages, total: 4, verdict }
            })
            .collect();
        let seconds_to_core = runs.iter().find(|run| run.stages >= 2).map(|run| run.seconds);
        let seconds_to_green = runs.last().filter(|run| run.verdict == Verdict::Green).map(|run| run.seconds);
        LearningCurve {
            kata: "tiny".to_owned(),
            title: "Tiny".to_owned(),
            track: Track::Objects,
            stages: 4,
            runs,
            seconds_to_core,
            seconds_to_green,
        }
    }

    fn shown(curve: LearningCurve, large: bool) -> String {
        anstream::adapter::strip_str(&render_curves(&[curve], large)).to_string()
    }

    #[test]
    fn a_line_shows_stage_and_working_time() {
        let green = shown(curve(&[(0, 0), (600, 2), (4_500, 4)], true), false);
        assert!(green.starts_with("tiny "), "{green}");
        assert!(green.contains("green after 1 h 15 min, 3 runs"), "{green}");
        assert!(green.contains("█"), "the small plot does not end at its full height: {green}");
        let under_way = shown(curve(&[(0, 0), (180, 1)], false), false);
        assert!(under_way.contains("stage 2 of 4 after 3 min, 2 runs"), "{under_way}");
        assert!(!under_way.contains("█"), "{under_way}");
        let core = shown(curve(&[(0, 0), (600, 2), (1_200, 2)], false), false);
        assert!(core.contains("core after 10 min, stage 3 of 4 after 20 min, 3 runs"), "{core}");
    }

    #[test]
    fn a_plot_shows_stages_over_minutes() {
        let plot = shown(curve(&[(0, 0), (600, 2), (1_200, 4)], true), true);
        for part in ["stages", "minutes of work", "20", "4"] {
            assert!(plot.contains(part), "{part}: {plot}");
        }
        // The line rises over the height of the plot.
        let drawn = |line: &&str| line.contains(|c| ('\u{2801}'..='\u{28ff}').contains(&c));
        assert!(plot.lines().filter(drawn).count() >= 3, "{plot}");
    }

    #[test]
    fn without_runs_the_text_tells_how_to_start() {
        assert!(render_curves(&[], false).contains("cargo xtask"));
    }
}
