//! The candidate's view as lines.

use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};
use xtask::render::report::{ReportContext, details, stage_rows, title};
use xtask::render::styles::{bold, dim};
use xtask::render::text::LineWriter;

use super::model::Model;
use super::phase::Phase;
use super::session::{AskedQuestion, Criterion, MAX_RATING};

/// Renders the kata, the phase and the clock in a line. Leaves out the total if it does not fit into `width` columns.
pub fn header(model: &Model, width: usize) -> Line<'static> {
    let session = &model.session;
    let number = enum_iterator::all::<Phase>().position(|phase| phase == session.phase).unwrap_or(0);
    let phase = match number {
        0 => session.phase.title().to_owned(),
        number => format!("{number} of {} {}", enum_iterator::cardinality::<Phase>() - 1, session.phase.title()),
    };
    let spent = session.seconds_in(session.phase);
    let (time, style) = match session.phase.planned(session.minutes) {
        None => (String::new(), Style::new()),
        Some(planned) if spent > planned => {
            (format!("{} over {}", clock(spent - planned), clock(planned)), Style::new().fg(Color::Red))
        }
        Some(planned) => (format!("{} of {}", clock(spent), clock(planned)), Style::new()),
    };
    let mut line = Line::from(vec![
        Span::styled(format!("{}  ", session.kata), bold()),
        Span::styled(format!("{phase}  "), Style::new().fg(Color::Cyan)),
        Span::styled(time, style),
    ]);
    let total =
        format!("  {} of {} in all", clock(session.planned_seconds_spent()), clock(u64::from(session.minutes) * 60));
    let total = Span::styled(total, dim());
    if line.width() + total.width() <= width {
        line.push_span(total);
    }
    line
}

/// Formats seconds as minutes and seconds.
pub fn clock(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Returns the keys of the current phase.
pub fn keys(model: &Model) -> &'static str {
    match model.session.phase {
        _ if model.is_asking => "type a question  ↑↓ choose  Enter ask  PgDn scroll  Esc close",
        Phase::Question => "Enter begin  Esc pause",
        Phase::Clarify => "type a question  ↑↓ choose  Enter ask  Tab go on  PgDn scroll  Esc pause",
        Phase::Sketch => "w write the sketch  q ask a question  Tab go on  Shift-Tab back  Esc pause",
        Phase::Code => "e edit  r run  q ask a question  Tab go on  Shift-Tab back  PgDn scroll  Esc pause",
        Phase::Change => {
            "w write what changes  e edit  r run  q ask a question  Tab go on  Shift-Tab back  PgDn scroll  Esc pause"
        }
        Phase::Scale => "w write the answers  Tab go on  Shift-Tab back  Esc pause",
        Phase::Review => "1 to 4 rate and go to the next line  ↑↓ choose  Enter finish  Shift-Tab back  Esc pause",
    }
}

/// Renders the current phase in lines of at most `width` columns. `folder` is the interview's folder.
pub fn body(model: &Model, folder: &str, width: usize) -> Vec<Line<'static>> {
    let mut lines = LineWriter::new(width);
    match model.session.phase {
        Phase::Question => question(&mut lines, model),
        _ if model.is_asking => clarify(&mut lines, model),
        Phase::Clarify => clarify(&mut lines, model),
        Phase::Sketch => sketch(&mut lines, model, folder),
        Phase::Code => code(&mut lines, model, folder),
        Phase::Change => change(&mut lines, model, folder),
        Phase::Scale => scale(&mut lines, model, folder),
        Phase::Review => review(&mut lines, model),
    }
    lines.into_lines()
}

fn question(lines: &mut LineWriter, model: &Model) {
    lines.prose(&model.material.file.question, bold());
    lines.blank();
    let planned = |phase: Phase| clock(phase.planned(model.session.minutes).unwrap_or(0));
    let step = |phase: Phase, text: &str| format!("{:>6}  {:<8}  {text}", planned(phase), phase.title());
    for line in [
        step(Phase::Clarify, "Ask about the requirements. Whatever you do not ask stays hidden."),
        step(Phase::Sketch, "Write down the types and their responsibilities."),
        step(Phase::Code, "Write the code, stage by stage."),
        step(Phase::Change, "A requirement changes. Say what has to change, then do it."),
        step(Phase::Scale, "Answer two questions about growth."),
    ] {
        lines.prose(&line, Style::new());
    }
    lines.blank();
    lines.prose("At the end, you look back and get a review. You decide when to go on.", Style::new());
    lines.prose("Keep the brief closed. Begin when you are ready.", Style::new());
}

fn clarify(lines: &mut LineWriter, model: &Model) {
    lines.prose(&model.material.file.question, bold());
    lines.blank();
    lines.prose(&format!("Your question: {}▏", model.typed), Style::new());
    let row = |index: usize, text: &str| {
        let is_selected = index == model.selected;
        let style = if is_selected { Style::new().fg(Color::Cyan) } else { Style::new() };
        (format!("{} {text}", if is_selected { "▶" } else { " " }), style)
    };
    if model.typed.trim().is_empty() {
        lines.prose("Type a few words, and choose the question that you mean.", dim());
    } else {
        let found = model.found();
        let count = found.len();
        for (index, question) in found.into_iter().enumerate() {
            let (text, style) = row(index, &model.material.file.clarify[question].ask);
            lines.prose(&text, style);
        }
        let (text, style) = row(count, "None of these: keep my question for the review.");
        lines.prose(&text, style);
    }
    lines.blank();
    let is_last = |asked: &&AskedQuestion| model.shown_answer.as_ref() == Some(&asked.question);
    let asked = &model.session.asked;
    for asked in asked.iter().filter(is_last).chain(asked.iter().rev().filter(|asked| !is_last(asked))) {
        lines.prose(&asked.question, bold());
        match model.material.question(&asked.question).filter(|_| asked.is_known) {
            Some(question) => {
                for text in model.material.answer(question) {
                    lines.prose(&format!("- {text}"), Style::new());
                }
            }
            None => lines.prose("The interviewer leaves this to you. It is kept for the review.", dim()),
        }
        lines.blank();
    }
}

fn sketch(lines: &mut LineWriter, model: &Model, folder: &str) {
    lines.prose(
        "Sketch your design: a line for each type, with what it is responsible for and which other types it knows.",
        Style::new(),
    );
    lines.blank();
    written(lines, "sketch", &model.texts.sketch, &format!("{folder}/sketch.md"));
}

/// Writes a text of the candidate, or where to write it.
fn written(lines: &mut LineWriter, name: &str, text: &str, file: &str) {
    if text.is_empty() {
        lines.prose(&format!("Nothing written yet. Press w, or open {file} in your editor."), dim());
    } else {
        lines.prose(&format!("Your {name}, from {file}:"), dim());
        lines.blank();
        lines.code(text.lines().map(|line| Line::raw(xtask::render::text::clean(line))).collect());
    }
    lines.blank();
}

fn code(lines: &mut LineWriter, model: &Model, folder: &str) {
    lines.prose(&format!("Write your code in {folder}/katas/{}/src.", model.session.kata), Style::new());
    lines.blank();
    run(lines, model);
}

/// Writes the current stage with the rules that the candidate knows, and the result of the last run.
fn run(lines: &mut LineWriter, model: &Model) {
    let report = match &model.report {
        Some(Ok(report)) => Some(report),
        Some(Err(error)) => {
            lines.prose(error, Style::new().fg(Color::Red));
            None
        }
        None => None,
    };
    let last = model.last_stage();
    let first = if model.session.phase == Phase::Change { last } else { 1 };
    let current = match report {
        Some(report) => report.current_stage().map(|stage| stage.number),
        None => Some(first),
    };
    if let Some(report) = report {
        let rows: Vec<_> = report.stages.iter().map(Into::into).collect();
        lines.code(stage_rows(&rows, current));
        lines.blank();
    }
    let Some(current) = current else {
        lines.prose("Everything is green. Press Tab to go on.", Style::new().fg(Color::Green));
        return;
    };
    let stage = model.material.stages.iter().find(|stage| stage.number == current);
    let heading = report.map(title).or(stage.map(|stage| format!("Stage {current}: {}", stage.title)));
    lines.prose(&heading.unwrap_or_default(), bold());
    if model.is_running {
        lines.prose("Running the tests…", dim());
    }
    lines.blank();
    if let Some(report) = report {
        let checks_more = report.first_failure().is_some_and(|(_, test)| test.rules.len() > 1);
        let beginning = if checks_more { "This test also checks what you did not ask:" } else { "You did not ask:" };
        for question in &model.unasked {
            lines.prose(&format!("{beginning} {question}"), Style::new().fg(Color::Yellow));
        }
        lines.extend(details(report, ReportContext::default(), lines.width()));
        lines.blank();
    }
    lines.prose("What you know about this stage:", bold());
    for rule in model.material.known_rules(current, &model.session) {
        lines.prose(&format!("- {} {}", rule.number, rule.text), Style::new());
    }
}

fn change(lines: &mut LineWriter, model: &Model, folder: &str) {
    lines.prose(&model.material.file.change.ask, bold());
    lines.blank();
    let answer = |lines: &mut LineWriter| {
        written(lines, "answer", &model.texts.change, &format!("{folder}/change.md"));
    };
    if model.texts.change.is_empty() {
        answer(lines);
        lines.prose(
            "First write down which types, functions and files have to change. Then you see the tests.",
            Style::new(),
        );
    } else {
        run(lines, model);
        lines.blank();
        answer(lines);
    }
}

fn scale(lines: &mut LineWriter, model: &Model, folder: &str) {
    for asked in &model.material.scale {
        lines.prose(&asked.question, bold());
        lines.blank();
    }
    written(lines, "answers", &model.texts.scale, &format!("{folder}/scale.md"));
}

fn review(lines: &mut LineWriter, model: &Model) {
    lines.prose(
        "Rate yourself before you see the review. 4 means that the sentence is true, 1 that nothing of it is.",
        Style::new(),
    );
    lines.blank();
    for (index, criterion) in enum_iterator::all::<Criterion>().enumerate() {
        let mark = if index == model.selected { "▶" } else { " " };
        let rating = model.session.ratings.get(&criterion);
        let rating = rating.map_or_else(|| "–".to_owned(), ToString::to_string);
        lines.prose(&format!("{mark} {:<14} {rating} of {MAX_RATING}", criterion.title()), bold());
        lines.prose(&format!("  {}", criterion.good()), Style::new());
        lines.blank();
    }
}
