//! The page of progress.

use minijinja::{AutoEscape, Environment, Value, context};
use plotters::prelude::*;
use serde::Serialize;
use xtask::render::work_time;
use xtask::store::learning_curve::LearningCurve;

/// The size of a plot, in its own units: it is shown as wide as the page is.
const SIZE: (u32, u32) = (800, 300);
/// The page's style sheet knows the line by this color.
const LINE: RGBColor = RGBColor(0x0a, 0x7d, 0x3c);

#[derive(Serialize)]
struct Row<'a> {
    kata: &'a str,
    title: &'a str,
    stages: usize,
    reached: usize,
    runs: usize,
    work: String,
    green: Option<String>,
    plot: String,
}

/// The whole page.
///
/// # Errors
///
/// A line that says what could not be drawn.
pub fn page(learning_curves: &[LearningCurve]) -> Result<String, String> {
    let rows = learning_curves.iter().map(|curve| {
        Ok(Row {
            kata: &curve.kata,
            title: &curve.title,
            stages: curve.stages,
            reached: curve.runs.last().map_or(0, |run| run.stages),
            runs: curve.runs.len(),
            work: work_time(curve.seconds()),
            green: curve.seconds_to_green.map(work_time),
            plot: plot(curve).map_err(|error| error.to_string())?,
        })
    });
    let rows = rows.collect::<Result<Vec<Row>, String>>()?;
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment
        .render_str(include_str!("../templates/progress.html"), context! { katas => Value::from_serialize(&rows) })
        .map_err(|error| error.to_string())
}

/// Stages over minutes of work, as an `svg` element.
fn plot(curve: &LearningCurve) -> Result<String, Box<dyn std::error::Error>> {
    let (points, end) = (curve.corners(), curve.minutes());
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let mut chart = ChartBuilder::on(&area)
            .margin(10)
            .x_label_area_size(45)
            .y_label_area_size(50)
            .build_cartesian_2d(0.0..end, 0.0..curve.stages as f64)?;
        chart
            .configure_mesh()
            .disable_mesh()
            .x_desc("minutes of work")
            .y_desc("stages")
            .y_labels(curve.stages + 1)
            .x_label_formatter(&|minutes| format!("{minutes:.0}"))
            .y_label_formatter(&|stages| format!("{stages:.0}"))
            .label_style(("sans-serif", 16))
            .draw()?;
        chart.draw_series(LineSeries::new(points, LINE.stroke_width(3)))?;
        area.present()?;
    }
    Ok(svg)
}

#[cfg(test)]
mod tests {
    use xtask::report::Verdict;
    use xtask::store::learning_curve::CurvePoint;

    use super::*;

    fn curve(title: &str) -> LearningCurve {
        let step = |seconds, stages, verdict| CurvePoint { at: seconds, seconds, stages, passed: 1, total: 2, verdict };
        LearningCurve {
            kata: "tiny".to_owned(),
            title: title.to_owned(),
            stages: 2,
            runs: vec![step(0, 0, Verdict::Red), step(90, 1, Verdict::Amber), step(600, 2, Verdict::Green)],
            seconds_to_green: Some(600),
        }
    }

    #[test]
    fn the_page_has_a_row_and_a_plot_for_each_kata_and_needs_nothing_else() {
        let page = page(&[curve("Tiny")]).expect("it can be drawn");
        assert!(page.contains("2 of 2") && page.contains("after 10 min"), "{page}");
        assert_eq!(page.matches("<svg").count(), 1);
        assert!(page.contains("#0A7D3C"), "the style sheet knows the line by its color: {page}");
        for outside in ["src=", "href=\"http", "<script", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
    }

    #[test]
    fn a_title_is_text_whatever_is_in_it() {
        let page = page(&[curve("<script>alert(1)</script>")]).expect("it can be drawn");
        assert!(!page.contains("<script>") && page.contains("&lt;script&gt;"), "{page}");
    }

    #[test]
    fn without_a_run_the_page_says_how_to_begin() {
        assert!(page(&[]).expect("it can be drawn").contains("cargo xtask"));
    }
}
