//! The interviewer's side: answers, the clock, what to watch for, and the rubric. It follows the candidate's view.

use std::fmt::Write;
use std::thread;
use std::time::Duration;

use xtask::error::Result;
use xtask::process::StopFlag;
use xtask::render::break_lines;
use xtask::terminal_output::print;
use xtask::workspace::Kata;

use super::material::Material;
use super::panels::clock;
use super::phase::Phase;
use super::session::{AskedQuestion, Criterion, Folder, Session};

/// The interval in which the view reads the candidate's session.
const POLL: Duration = Duration::from_millis(500);

/// Prints a page for the interviewer whenever the candidate goes on to another phase or asks a question, until the
/// candidate finishes.
///
/// # Errors
///
/// Fails if the session cannot be read, or the output is closed.
pub fn follow(kata: &Kata, material: &Material, folder: &Folder, stop: &StopFlag, width: usize) -> Result<()> {
    let mut shown: Option<Session> = None;
    let mut pushed = None;
    while !stop.requested() {
        let Some(session) = folder.load()? else { return Ok(()) };
        if shown.as_ref().is_none_or(|shown| shown.phase != session.phase) {
            print(&break_lines(&page(kata, material, &session), width))?;
        } else if let Some(asked) =
            session.asked.last().filter(|last| shown.as_ref().and_then(|shown| shown.asked.last()) != Some(last))
        {
            print(&break_lines(&answer(material, asked), width))?;
        }
        let is_over =
            session.phase.planned(session.minutes).is_some_and(|planned| session.seconds_in(session.phase) > planned);
        if is_over && pushed != Some(session.phase) {
            pushed = Some(session.phase);
            print(&break_lines(
                &format!("The time for {} is over. {}\n", session.phase.title(), push(session.phase)),
                width,
            ))?;
        }
        if session.finished.is_some() {
            return print("The interview is finished.\n");
        }
        shown = Some(session);
        thread::sleep(POLL);
    }
    Ok(())
}

/// Renders a question that the candidate has just asked, with its answer.
fn answer(material: &Material, asked: &AskedQuestion) -> String {
    let answers = match material.question(&asked.question).filter(|_| asked.is_known) {
        Some(question) => material.answer(question),
        None => vec!["(This is not in your list. Answer in your own words, or leave it to the candidate.)".to_owned()],
    };
    let answers = answers.iter().map(|answer| format!("  - {answer}\n"));
    std::iter::once(format!("Asked: {}\n", asked.question)).chain(answers).collect()
}

/// Returns what the interviewer says when the time of a phase is over.
fn push(phase: Phase) -> &'static str {
    match phase {
        Phase::Question | Phase::Review => "",
        Phase::Clarify => "Say: \"Let us go on with what we have. You can still ask later.\"",
        Phase::Sketch => "Say: \"Which type would you write first?\"",
        Phase::Code => "Say: \"Leave it as it is. I would like to change a requirement.\"",
        Phase::Change => "Say: \"What is left to do, and how would you test it?\"",
        Phase::Scale => "Ask for the second answer in one sentence.",
    }
}

/// Writes the page of the current phase. Writing to a string never fails.
fn page(kata: &Kata, material: &Material, session: &Session) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        let _ = writeln!(out, "{text}");
    };
    let planned = session.phase.planned(session.minutes).map(|planned| format!(", {} minutes", clock(planned)));
    line(&format!("\n== {}: {}{} ==", session.kata, session.phase.title(), planned.unwrap_or_default()));
    match session.phase {
        Phase::Question => line(&format!("Ask: {}", material.file.question)),
        Phase::Clarify => {
            line("Answer only what is asked. Watch whether the candidate asks about the boundary cases.");
            for question in &material.file.clarify {
                let mark = if session.has_asked(&question.ask) { "✓" } else { " " };
                let remark = if question.rules.is_empty() { "  (does not matter)" } else { "" };
                line(&format!("- {mark} {}{remark}", question.ask));
                for answer in material.answer(question) {
                    line(&format!("  - {answer}"));
                }
            }
        }
        Phase::Sketch => {
            line(
                "Watch for: Does each type have one responsibility? Who guards the rules? Which types know each other?",
            );
            line("If the candidate is stuck, ask for the type that the caller uses.");
        }
        Phase::Code => {
            line("Watch for: Does the candidate say what comes next, and test boundary cases in the head?");
            for stage in material.stages.iter().filter(|stage| stage.number < material.file.change.stage) {
                line(&format!("Stage {}: {}", stage.number, stage.title));
                if let Some(hint) = kata.hints(stage.number).ok().and_then(|hints| hints.into_iter().next()) {
                    line(&format!("  If the candidate is stuck: {}", hint.replace('\n', " ")));
                }
                for mistake in mistakes(kata, stage.number) {
                    line(&format!("  - Common mistake: {mistake}"));
                }
            }
        }
        Phase::Change => {
            line(&format!("Say: {}", material.file.change.ask));
            line(&format!("A good design: {}", material.file.change.expect));
            line("Watch whether the candidate says what stays.");
        }
        Phase::Scale => {
            for asked in &material.scale {
                line(&format!("Ask: {}", asked.question));
                line(&format!("  - {}", asked.answer));
            }
        }
        Phase::Review => {
            line("Rate the candidate from 1 to 4, and compare your ratings.");
            for criterion in enum_iterator::all::<Criterion>() {
                line(&format!("- {}: {}", criterion.title(), criterion.good()));
            }
        }
    }
    out
}

/// The largest number of mistakes shown for a stage.
const MOST_MISTAKES: usize = 4;

/// Returns the mistakes of the kata's pitfalls that break a rule of this stage.
fn mistakes(kata: &Kata, stage: u32) -> Vec<String> {
    let entries = std::fs::read_dir(kata.solution().join("pitfalls")).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let mistake = |path: &std::path::PathBuf| {
        let patch = std::fs::read_to_string(path).ok()?;
        let field = |name: &str| patch.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let of_stage = field("Rule:")?.split(',').any(|rule| xtask::rules::stage_of(rule.trim()) == Some(stage));
        of_stage.then(|| field("Pitfall:").map(str::to_owned)).flatten()
    };
    paths.iter().filter_map(mistake).take(MOST_MISTAKES).collect()
}
