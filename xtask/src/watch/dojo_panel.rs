//! The dojo in the view: the clock, whose turn it is, what the facilitator says, and the retrospective.

use dojo_protocol::followed_session::FollowedSession;
use dojo_protocol::messages::QUESTIONS;
use dojo_protocol::safe_text::one_line;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::model::Model;
use crate::render::styles::{bold, dim};
use crate::render::text;
use crate::team::session_text::{self, KeyNames, Weight};

/// The lines above everything else: the clock and who drives; below them, all over the width, what there is to do.
pub(super) fn strip(model: &Model, width: usize, most: usize) -> Vec<Line<'static>> {
    let Some(dojo) = &model.dojo else { return Vec::new() };
    let now = model.now * 1000;
    let keys = KeyNames { take_over: "t", answer: Some("d"), open: Some("o"), kata: Some(&model.kata.name) };
    let facts = session_text::facts(&dojo.session, now, keys).into_iter().filter(|fact| fact.weight > Weight::Known);
    let mut lines = vec![standing(&dojo.session, now, width)];
    for fact in facts {
        let said = text::prose(&format!(" {}", fact.text), width, Style::new());
        lines.extend(said.into_iter().map(|line| match fact.weight {
            // Its whole line, without a color that a theme may turn into that of its background.
            Weight::Call => Line::styled(format!("{:<width$}", line.to_string()), bold().reversed()),
            _ => line.style(bold()),
        }));
    }
    if most == 1 && lines.len() > 1 && lines[1].style == bold().reversed() {
        lines.remove(0);
    }
    lines.truncate(most);
    lines
}

/// How many lines the strip may have in a window of this height.
pub(super) fn most_lines(height: u16) -> usize {
    match height {
        ..14 => 1,
        14..20 => 2,
        _ => usize::from(height / 5 + 1),
    }
}

fn standing(session: &FollowedSession, now: u64, width: usize) -> Line<'static> {
    let mut line = Line::from(Span::styled(session_text::clock(session, now), bold()));
    let parts = [session_text::seats(session), session_text::switch(session, now)];
    for part in parts.into_iter().flatten().map(|part| Span::raw(format!("   {part}"))) {
        if line.width() + part.width() <= width {
            line.push_span(part);
        }
    }
    let team = session.state.team.as_ref().map(|team| Span::styled(one_line(&team.name), dim()));
    if let Some(team) = team.filter(|team| line.width() + 3 + team.width() <= width) {
        line.push_span(Span::raw(" ".repeat(width - line.width() - team.width())));
        line.push_span(team);
    }
    line
}

/// The page about the session; while answers are written, their sheet.
pub(super) fn page(model: &Model, width: usize) -> Vec<Line<'static>> {
    let Some(dojo) = &model.dojo else { return Vec::new() };
    let (session, now) = (&dojo.session, model.now * 1000);
    let mut lines = Vec::new();
    if let Some(sheet) = &dojo.sheet {
        let said = "Enter goes on to the next question and, after the last, sends your answers; ↑ and ↓ go between them. \
                    Esc leaves the sheet, and d comes back to it.";
        lines.extend(text::prose(said, width, dim()));
        for (index, (question, answer)) in QUESTIONS.iter().zip(&sheet.answers).enumerate() {
            let is_here = index == sheet.at;
            lines.push(Line::default());
            let (mark, style) = if is_here { ("▶", bold()) } else { (" ", Style::new()) };
            lines.extend(text::prose(&format!("{mark} {question}"), width, style));
            let cursor = if is_here { "▏" } else { "" };
            lines.extend(text::prose(&format!("  {answer}{cursor}"), width, Style::new()));
        }
        return lines;
    }
    let mut say = |text: &str, style| lines.extend(text::prose(text, width, style));
    let team = session.state.team.as_ref();
    if let Some(team) = team.filter(|team| !team.name.is_empty()) {
        say(&format!("Team {}", one_line(&team.name)), bold());
    }
    say(&format!("The clock: {}.", session_text::clock(session, now)), Style::new());
    let keys = KeyNames { take_over: "t", answer: Some("d"), open: Some("o"), kata: Some(&model.kata.name) };
    for fact in session_text::facts(session, now, keys) {
        let style = if fact.weight == Weight::Call { bold() } else { Style::new() };
        say(&fact.text, style);
    }
    if let Some(team) = team.filter(|team| team.people.len() > 2) {
        let people: Vec<String> = team.people.iter().map(|name| one_line(name)).collect();
        say(&format!("The order at the keyboard: {}.", people.join(", ")), Style::new());
    }
    match &session.board {
        Some(board) => say(&format!("The board: {board}"), Style::new()),
        None => say("A timer without a board. q in its terminal ends it.", dim()),
    }
    if session.unsent_runs > 0 {
        let (runs, wait) = if session.unsent_runs == 1 { ("run", "waits") } else { ("runs", "wait") };
        say(&format!("{} {runs} {wait} to be sent.", session.unsent_runs), Style::new());
    }
    if let Some(answers) = team.and_then(|team| team.answers.as_ref()) {
        for (question, answer) in QUESTIONS.iter().zip(answers) {
            say(&format!("\n{question}"), bold());
            say(&format!("  {answer}"), Style::new());
        }
    }
    lines
}
