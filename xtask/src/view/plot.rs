//! The progress for people: a line a kata, or a plot of one.

use std::time::Duration;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::symbols::Marker;
use ratatui::widgets::{Axis, Chart, Dataset, GraphType, Sparkline, Widget};

use super::human;
use crate::progress::Course;
use crate::report::Verdict;

/// Columns of a kata's small plot.
const SMALL: u16 = 24;

/// The ways through the katas, a line each; with `large`, and a plot of stages over time.
pub fn render(courses: &[Course], large: bool) -> String {
    if courses.is_empty() {
        return "No run is remembered yet. `cargo xtask` begins.\n".to_owned();
    }
    let mut text = String::new();
    for course in courses {
        text += &line(course);
        if large {
            text += &plot(course);
        }
    }
    if !large {
        text += "\nA plot of one kata: cargo xtask progress KATA; a page with all: cargo xtask progress --html FILE\n";
    }
    text
}

fn line(course: &Course) -> String {
    let stages = course.runs.last().map_or(0, |run| run.stages);
    let runs = course.runs.len();
    let where_ = match course.seconds_to_green {
        Some(seconds) => human::paint(human::style(Verdict::Green), format!("green after {}", work(seconds))),
        None => format!("stage {} of {} after {}", stages + 1, course.stages, work(course.seconds())),
    };
    let small = rows(&small_plot(course)).join("");
    format!("{:<16} {small:<24}  {where_}, {runs} run{}\n", course.kata, if runs == 1 { "" } else { "s" })
}

/// An amount of work, to the minute.
pub fn work(seconds: u64) -> String {
    match Duration::from_secs(seconds).as_secs() / 60 {
        0 => "less than a minute".to_owned(),
        minutes if minutes < 60 => format!("{minutes} min"),
        minutes => format!("{} h {} min", minutes / 60, minutes % 60),
    }
}

/// Stages over time, the whole time in the whole width.
fn small_plot(course: &Course) -> Buffer {
    let columns = u64::from(SMALL);
    let heights: Vec<u64> = (1..=columns)
        .map(|column| {
            let until = (course.seconds() * column).div_ceil(columns);
            let reached = course.runs.iter().take_while(|run| run.seconds <= until).last();
            reached.map_or(0, |run| run.stages as u64)
        })
        .collect();
    let mut buffer = Buffer::empty(Rect::new(0, 0, SMALL, 1));
    Sparkline::default().data(&heights).max(course.stages as u64).render(buffer.area, &mut buffer);
    buffer
}

fn plot(course: &Course) -> String {
    let (points, end) = (course.corners(), course.minutes());
    let line = Dataset::default().marker(Marker::Braille).graph_type(GraphType::Line).data(&points);
    let chart = Chart::new(vec![line])
        .x_axis(
            Axis::default().title("minutes of work").bounds([0.0, end]).labels(["0".to_owned(), format!("{end:.0}")]),
        )
        .y_axis(
            Axis::default()
                .title("stages")
                .bounds([0.0, course.stages as f64])
                .labels(["0".to_owned(), course.stages.to_string()]),
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
    use crate::progress::Step;

    fn course(steps: &[(u64, usize)], green: bool) -> Course {
        let verdict = |last: bool| if last && green { Verdict::Green } else { Verdict::Red };
        let runs: Vec<Step> = steps
            .iter()
            .enumerate()
            .map(|(index, &(seconds, stages))| {
                let verdict = verdict(index + 1 == steps.len());
                Step { at: 1_000 + seconds, seconds, stages, passed: stages, total: 4, verdict }
            })
            .collect();
        let seconds_to_green = runs.last().filter(|run| run.verdict == Verdict::Green).map(|run| run.seconds);
        Course { kata: "tiny".to_owned(), title: "Tiny".to_owned(), stages: 4, runs, seconds_to_green }
    }

    fn shown(course: Course, large: bool) -> String {
        anstream::adapter::strip_str(&render(&[course], large)).to_string()
    }

    #[test]
    fn a_line_tells_how_far_and_how_long() {
        let green = shown(course(&[(0, 0), (600, 2), (4_500, 4)], true), false);
        assert!(green.starts_with("tiny "), "{green}");
        assert!(green.contains("green after 1 h 15 min, 3 runs"), "{green}");
        assert!(green.contains("█"), "the small plot ends at its full height: {green}");
        let under_way = shown(course(&[(0, 0), (180, 1)], false), false);
        assert!(under_way.contains("stage 2 of 4 after 3 min, 2 runs"), "{under_way}");
        assert!(!under_way.contains("█"), "{under_way}");
    }

    #[test]
    fn a_plot_has_the_stages_over_the_minutes() {
        let plot = shown(course(&[(0, 0), (600, 2), (1_200, 4)], true), true);
        for part in ["stages", "minutes of work", "20", "4"] {
            assert!(plot.contains(part), "{part}: {plot}");
        }
        // The first half of the time is below, the second above.
        let drawn = |line: &&str| line.contains(|c| ('\u{2801}'..='\u{28ff}').contains(&c));
        assert!(plot.lines().filter(drawn).count() >= 3, "{plot}");
    }

    #[test]
    fn without_a_run_it_says_how_to_begin() {
        assert!(render(&[], false).contains("cargo xtask"));
    }
}
