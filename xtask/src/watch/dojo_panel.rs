//! The dojo in the live view: clock, roles, notices and retrospective.

use dojo_protocol::followed_session::FollowedSession;
use dojo_protocol::messages::QUESTIONS;
use dojo_protocol::safe_text::one_line;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::model::Model;
use crate::render::styles::{bold, dim};
use crate::render::text;
use crate::team::session_text::{self, KeyNames, Priority};

/// Renders the clock and the roles in one line, followed by the notices. Those that ask for an action are highlighted.
pub(super) fn status_lines(model: &Model, width: usize, max: usize) -> Vec<Line<'static>> {
    let Some(dojo) = &model.dojo else { return Vec::new() };
    let now = model.now * 1000;
    let keys = KeyNames { take_over: "t", answer: Some("d"), open: Some("o"), kata: Some(&model.kata.name) };
    let notices =
        session_text::notices(&dojo.session, now, keys).into_iter().filter(|notice| notice.priority > Priority::Status);
    let mut lines = vec![status_line(&dojo.session, now, width)];
    for notice in notices {
        let text = text::prose(&format!(" {}", notice.text), width, Style::new());
        lines.extend(text.into_iter().map(|line| match notice.priority {
            // Reversed, because any color could be invisible on the theme's background.
            Priority::Action => Line::styled(format!("{:<width$}", line.to_string()), bold().reversed()),
            _ => line.style(bold()),
        }));
    }
    if max == 1 && lines.len() > 1 && lines[1].style == bold().reversed() {
        lines.remove(0);
    }
    lines.truncate(max);
    lines
}

/// Returns the maximum number of status lines for a window of this height.
pub(super) fn max_status_lines(height: u16) -> usize {
    match height {
        ..14 => 1,
        14..20 => 2,
        _ => usize::from(height / 5 + 1),
    }
}

fn status_line(session: &FollowedSession, now: u64, width: usize) -> Line<'static> {
    let mut line = Line::from(Span::styled(session_text::clock(session, now), bold()));
    let parts = [session_text::roles(session), session_text::next_switch(session, now)];
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

/// Renders the panel about the session, or the form with the answers while the user types them.
pub(super) fn panel(model: &Model, width: usize) -> Vec<Line<'static>> {
    let Some(dojo) = &model.dojo else { return Vec::new() };
    let (session, now) = (&dojo.session, model.now * 1000);
    let mut lines = Vec::new();
    if let Some(form) = &dojo.form {
        let help = "Enter: next question; after the last one, submit the answers. ↑ ↓: choose a question. \
                    Esc: close; press d to continue later.";
        lines.extend(text::prose(help, width, dim()));
        for (index, (question, answer)) in QUESTIONS.iter().zip(&form.answers).enumerate() {
            let is_here = index == form.question;
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
    say(&format!("Clock: {}.", session_text::clock(session, now)), Style::new());
    let keys = KeyNames { take_over: "t", answer: Some("d"), open: Some("o"), kata: Some(&model.kata.name) };
    for notice in session_text::notices(session, now, keys) {
        let style = if notice.priority == Priority::Action { bold() } else { Style::new() };
        say(&notice.text, style);
    }
    if let Some(team) = team.filter(|team| team.people.len() > 2) {
        let people: Vec<String> = team.people.iter().map(|name| one_line(name)).collect();
        say(&format!("Driving order: {}.", people.join(", ")), Style::new());
    }
    match &session.board {
        Some(board) => say(&format!("Board: {board}"), Style::new()),
        None => say("A timer is running, without a board. To stop it, press q and Enter in its terminal.", dim()),
    }
    if session.unsent_runs > 0 {
        let runs = if session.unsent_runs == 1 { "run has" } else { "runs have" };
        say(&format!("{} {runs} not been sent yet.", session.unsent_runs), Style::new());
    }
    if let Some(answers) = team.and_then(|team| team.answers.as_ref()) {
        for (question, answer) in QUESTIONS.iter().zip(answers) {
            say(&format!("\n{question}"), bold());
            say(&format!("  {answer}"), Style::new());
        }
    }
    lines
}
