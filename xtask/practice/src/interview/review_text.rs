//! The review as text for a terminal.

use std::fmt::Write;

use xtask::render::break_lines;

use super::panels::clock;
use super::review::{Review, ReviewedQuestion};

/// Renders a review in lines of at most `width` columns.
pub fn render(review: &Review, width: usize) -> String {
    break_lines(&text(review), width)
}

/// Writes a review. Writing to a string never fails.
fn text(review: &Review) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        let _ = writeln!(out, "{text}");
    };
    line(&format!(
        "Interview {}: {}, {} minutes planned\n{}\n",
        review.number, review.title, review.minutes, review.question
    ));
    line("Time");
    for phase in &review.phases {
        let over = if phase.spent > phase.planned { "  over" } else { "" };
        line(&format!("  {:<9}{:>6} of {}{over}", phase.phase, clock(phase.spent), clock(phase.planned)));
    }
    line(&format!("  {:<9}{:>6} of {}", "in all", clock(review.spent), clock(u64::from(review.minutes) * 60)));
    line(&format!("\nQuestions that you asked: {}", review.asked.len()));
    for question in &review.asked {
        line(&format!("- {}{}", question.question, remark(question)));
    }
    line(&format!("\nQuestions that matter and that you did not ask: {}", review.missed.len()));
    for question in &review.missed {
        let found = if question.found_by_test { " A test that failed checks this." } else { "" };
        line(&format!("- {}{found}", question.question));
        for answer in &question.answer {
            line(&format!("  - {answer}"));
        }
    }
    line(&format!("\nTests, after {} runs", review.runs));
    for stage in &review.stages {
        let result = |result: &Option<String>| result.clone().unwrap_or_else(|| "did not run".to_owned());
        line(&format!(
            "  {} {:<20} after Code: {}; after Change: {}",
            stage.number,
            stage.title,
            result(&stage.after_code),
            result(&stage.after_change)
        ));
    }
    let change = &review.change;
    line(&format!("\nThe change: {}", change.ask));
    line(&format!("  You said:\n{}", indented(&indented(or_nothing(&change.said))).trim_end()));
    let files = if change.files.is_empty() { "none".to_owned() } else { change.files.join(", ") };
    line(&format!("  Changed files: {files}. Lines added: {}, removed: {}.", change.added, change.removed));
    line(&format!("  A good design: {}", change.expect));
    line("\nYour sketch");
    line(&indented(or_nothing(&review.sketch)));
    line("Your code");
    line(&if review.types.is_empty() {
        "  no type that owns another".to_owned()
    } else {
        indented(&review.types.join("\n"))
    });
    for (text, names) in [
        ("in both", &review.sketched.both),
        ("only in the sketch", &review.sketched.only_sketch),
        ("only in the code", &review.sketched.only_code),
    ] {
        if !names.is_empty() {
            line(&format!("  {text}: {}", names.join(", ")));
        }
    }
    line("\nCompared with the known designs");
    if review.headline.is_empty() {
        line("  The stages before the change are not green, so there is no comparison.");
    }
    for text in &review.headline {
        line(&format!("  {text}"));
    }
    line("\nQuestions about growth");
    for answer in &review.scale {
        line(&format!("- {}", answer.question));
        line(&format!("  You:\n{}", indented(&indented(or_nothing(&answer.yours))).trim_end()));
        line(&format!("  DESIGN.md: {}", answer.notes));
    }
    line("\nYour ratings, from 1 to 4");
    for rating in &review.ratings {
        let number = rating.rating.map_or_else(|| "–".to_owned(), |rating| rating.to_string());
        line(&format!("- {} {}: {}", number, rating.criterion, rating.good));
    }
    out
}

fn remark(question: &ReviewedQuestion) -> &'static str {
    match (question.answer.is_empty(), question.matters, question.found_by_test) {
        (true, ..) => "  (your own question, without an answer)",
        (false, false, _) => "  (does not matter here)",
        (false, true, true) => "  (only after a failing test)",
        (false, true, false) => "",
    }
}

fn or_nothing(text: &str) -> &str {
    if text.is_empty() { "nothing" } else { text }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}
