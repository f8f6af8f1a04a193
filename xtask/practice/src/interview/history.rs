//! Past interviews side by side.

use super::panels::clock;
use super::phase::Phase;
use super::session::{Criterion, Session};
use xtask::report::Verdict;

/// The number of questions of an interview that matter, and of those among them that the candidate asked.
#[derive(Clone, Copy, Debug)]
pub struct QuestionCounts {
    /// The number of asked questions.
    pub asked: usize,
    /// The number of all questions.
    pub all: usize,
}

/// Renders a line for each interview, oldest first. The counts are missing if the kata's file cannot be read.
pub fn render(interviews: &[(Session, Option<QuestionCounts>)]) -> String {
    if interviews.is_empty() {
        return "No interview yet. Begin one: cargo xtask interview\n".to_owned();
    }
    let header = ["", "kata", "time", "questions", "green stages", "runs", "ratings"].map(str::to_owned);
    let rows = interviews.iter().map(|(session, counts)| row(session, *counts));
    let rows: Vec<[String; 7]> = std::iter::once(header).chain(rows).collect();
    let widths: Vec<usize> =
        (0..7).map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect();
    let line = |row: &[String; 7]| {
        let cells = row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}  "));
        cells.collect::<String>().trim_end().to_owned() + "\n"
    };
    let criteria = enum_iterator::all::<Criterion>().map(Criterion::title).collect::<Vec<_>>().join(", ");
    let legend = format!("\nquestions: asked, of those that matter; ratings: {criteria}\n");
    rows.iter().map(line).chain([legend]).collect()
}

fn row(session: &Session, counts: Option<QuestionCounts>) -> [String; 7] {
    let last = session.results.get(&Phase::Change).or(session.results.get(&Phase::Code));
    let green = last.map(|stages| {
        let green = stages.iter().filter(|stage| stage.verdict == Verdict::Green).count();
        format!("{green} of {}", stages.len())
    });
    let ratings = enum_iterator::all::<Criterion>()
        .map(|criterion| session.ratings.get(&criterion).map_or_else(|| "–".to_owned(), ToString::to_string));
    let state = if session.finished.is_some() { "" } else { "  open" };
    [
        session.number.to_string(),
        session.kata.clone(),
        format!("{} of {}:00{state}", clock(session.planned_seconds_spent()), session.minutes),
        counts.map_or_else(|| "–".to_owned(), |counts| format!("{} of {}", counts.asked, counts.all)),
        green.unwrap_or_else(|| "–".to_owned()),
        session.runs.to_string(),
        ratings.collect::<Vec<_>>().join(" "),
    ]
}
