//! The HTML file with a table of the katas and a plot of each learning curve.

use std::error::Error;

use minijinja::{AutoEscape, Environment, Value, context};
use serde::Serialize;
use xtask::render::work_time;
use xtask::store::learning_curve::LearningCurve;
use xtask::workspace::Track;

use crate::curve_svg;

/// The figures and the plot of a kata, for the template.
#[derive(Serialize)]
struct KataRow<'a> {
    /// The title of the track above its first kata, if the katas are of several tracks.
    heading: Option<&'static str>,
    kata: &'a str,
    title: &'a str,
    stages: usize,
    reached: usize,
    runs: usize,
    work: String,
    core: Option<String>,
    green: Option<String>,
    plot: String,
}

impl<'a> KataRow<'a> {
    fn of(curve: &'a LearningCurve, heading: Option<&'static str>) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            heading,
            kata: &curve.kata,
            title: &curve.title,
            stages: curve.stages,
            reached: curve.runs.last().map_or(0, |run| run.stages),
            runs: curve.runs.len(),
            work: work_time(curve.seconds()),
            core: curve.seconds_to_core.map(work_time),
            green: curve.seconds_to_green.map(work_time),
            plot: curve_svg::render(curve)?,
        })
    }
}

/// Returns the text of the file.
pub fn render(learning_curves: &[LearningCurve]) -> Result<String, Box<dyn Error>> {
    let headings = Track::headings(&learning_curves.iter().map(|curve| curve.track).collect::<Vec<_>>());
    let rows = learning_curves.iter().zip(headings).map(|(curve, heading)| KataRow::of(curve, heading));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let values = context! { katas => Value::from_serialize(&rows) };
    Ok(environment.render_str(include_str!("../templates/learning_curves.html"), values)?)
}

#[cfg(test)]
mod tests {
    use xtask::report::Verdict;
    use xtask::store::learning_curve::CurvePoint;

    use super::*;

    fn curve(title: &str) -> LearningCurve {
        curve_of(title, Track::Objects)
    }

    fn curve_of(title: &str, track: Track) -> LearningCurve {
        let step = |seconds, stages, verdict| CurvePoint { at: seconds, seconds, stages, passed: 1, total: 2, verdict };
        LearningCurve {
            kata: "tiny".to_owned(),
            title: title.to_owned(),
            track,
            stages: 2,
            runs: vec![step(0, 0, Verdict::Red), step(90, 1, Verdict::Amber), step(600, 2, Verdict::Green)],
            seconds_to_core: Some(90),
            seconds_to_green: Some(600),
        }
    }

    #[test]
    fn each_kata_has_a_row_and_a_plot_without_external_resources() {
        let html = render(&[curve("Tiny")]).expect("the plot is valid");
        assert!(html.contains("2 of 2") && html.contains("after 1 min") && html.contains("after 10 min"), "{html}");
        assert_eq!(html.matches("<svg").count(), 1);
        assert!(html.contains("#0A7D3C"), "the curve lacks the color that the style sheet selects: {html}");
        for outside in ["src=", "href=\"http", "<script", "@import", "url("] {
            assert!(!html.contains(outside), "{outside}");
        }
    }

    #[test]
    fn katas_of_several_tracks_are_grouped() {
        let one = render(&[curve("Tiny"), curve("Small")]).expect("the plot is valid");
        assert!(!one.contains("design"), "a single track has a heading: {one}");
        let two = [curve("Tiny"), curve("Small"), curve_of("Large", Track::Systems)];
        let html = render(&two).expect("the plot is valid");
        let position = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text}: {html}"));
        let titles = ["Object-oriented design", ">Tiny<", ">Small<", "System design", ">Large<"].map(position);
        assert!(titles.is_sorted(), "{titles:?}: {html}");
        assert_eq!(html.matches("System design").count(), 2, "headings in the table and above the plots");
    }

    #[test]
    fn titles_are_escaped() {
        let html = render(&[curve("<script>alert(1)</script>")]).expect("the plot is valid");
        assert!(!html.contains("<script>") && html.contains("&lt;script&gt;"), "{html}");
    }

    #[test]
    fn without_runs_the_page_tells_how_to_start() {
        assert!(render(&[]).expect("the plot is valid").contains("cargo xtask"));
    }
}
