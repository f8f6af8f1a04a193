//! The dojo in the view: the clock, whose turn it is, what the facilitator says, and the retrospective.

use std::fs;
use std::time::{Duration, Instant, SystemTime};

use dojo_protocol::messages::{Phase, QUESTIONS, limits};
use dojo_protocol::team_folder::{Following, TeamFolder, now, one_line};
use ratatui::crossterm::event::KeyCode;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::model::{Effect, Message, Model, Panel};
use crate::render::styles::{bold, dim};
use crate::render::text;
use crate::store::Store;
use crate::team::session_text::{self, Announcer, KeyNames, Weight};

/// How often it is looked whether the session has changed.
const LOOK: Duration = Duration::from_millis(250);
/// How often the clock is looked at: while a session shows seconds, and otherwise.
const CLOCK: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(10));

/// Hears of the session by looking at its file.
pub(super) struct Feed {
    team_folder: TeamFolder,
    looked: Instant,
    /// How the file was when it was read last.
    seen: Option<(SystemTime, u64)>,
    /// What was read, and when it was written.
    read: Option<(Following, SystemTime)>,
    is_shown: bool,
}

impl Feed {
    /// One that has heard of nothing yet.
    pub fn of(store: &Store) -> Self {
        Self {
            team_folder: crate::team::folder(store),
            looked: Instant::now(),
            seen: None,
            read: None,
            is_shown: false,
        }
    }

    /// The session, if it is another than when this was asked last.
    pub fn news(&mut self) -> Option<Message> {
        if self.looked.elapsed() < LOOK {
            return None;
        }
        self.looked = Instant::now();
        let metadata = fs::metadata(self.team_folder.session_file()).ok();
        let found = metadata.and_then(|found| Some((found.modified().ok()?, found.len())));
        let is_new = found != self.seen;
        if is_new {
            self.seen = found;
            self.read = self.team_folder.following();
        }
        let shown = self.read.as_ref().filter(|(session, written)| !session.is_stale(now(), *written));
        if !is_new && shown.is_some() == self.is_shown {
            return None;
        }
        self.is_shown = shown.is_some();
        Some(Message::Dojo(shown.map(|(session, _)| Box::new(session.clone()))))
    }

    /// How often what is shown changes by itself.
    pub fn clock(&self) -> Duration {
        if self.is_shown { CLOCK.0 } else { CLOCK.1 }
    }
}

/// The dojo as the view knows it.
#[derive(Debug)]
pub(super) struct Dojo {
    pub session: Following,
    /// The answers in the retrospective, while they are written.
    sheet: Option<Sheet>,
    announcer: Announcer,
}

/// Answers to the questions of the retrospective.
#[derive(Clone, Debug, Default)]
struct Sheet {
    answers: [String; 3],
    at: usize,
}

/// The session is another one, or as somebody has changed it.
pub(super) fn follow(model: &mut Model, session: Option<Following>) -> Vec<Effect> {
    model.dojo = match (session, model.dojo.take()) {
        (Some(session), Some(before)) => {
            let sheet = before.sheet.filter(|_| session.state.phase == Phase::Retro);
            Some(Dojo { session, sheet, ..before })
        }
        (Some(session), None) => Some(Dojo { session, sheet: None, announcer: Announcer::default() }),
        (None, _) => None,
    };
    if model.dojo.is_none() && matches!(model.page, Panel::Dojo) {
        model.page = Panel::Result;
    }
    tell(model)
}

/// What a view that prints lines has to say that is new.
pub(super) fn tell(model: &mut Model) -> Vec<Effect> {
    let now = model.now * 1000;
    let Some(dojo) = &mut model.dojo else { return Vec::new() };
    let keys = KeyNames {
        take_over: "t and Enter",
        answer: Some("d and Enter"),
        open: Some("o and Enter"),
        kata: Some(&model.kata.name),
    };
    dojo.announcer.news(Some(&dojo.session), now, keys).into_iter().map(Effect::Tell).collect()
}

/// The keys that there are while there is a session.
pub(super) fn keys(model: &Model) -> Vec<(&'static str, &'static str)> {
    let Some(dojo) = &model.dojo else { return Vec::new() };
    let mut keys = vec![("d", "dojo")];
    if dojo.session.turn(model.now * 1000).is_some() {
        keys.push(("t", "take over"));
    }
    if kata_to_open(model).is_some() {
        keys.push(("o", "open"));
    }
    keys
}

/// The kata that everyone works on, if it is not the one that is open.
fn kata_to_open(model: &Model) -> Option<&str> {
    model.dojo.as_ref()?.session.state.kata.as_deref().filter(|kata| *kata != model.kata.name)
}

/// What a letter does that is a key because of the session; none if it is not.
pub(super) fn letter(model: &mut Model, letter: char) -> Option<Vec<Effect>> {
    let now = model.now * 1000;
    if !keys(model).iter().any(|(key, _)| key.chars().eq([letter])) {
        return None;
    }
    let kata = kata_to_open(model).map(str::to_owned);
    let dojo = model.dojo.as_mut()?;
    Some(match letter {
        't' => {
            let driver = dojo.session.take_over(now);
            vec![Effect::TakeOver(driver)]
        }
        'o' => vec![Effect::Open(kata?)],
        _ => {
            if dojo.session.state.phase == Phase::Retro && dojo.session.board.is_some() {
                let given = dojo.session.state.team.as_ref().and_then(|team| team.answers.clone());
                dojo.sheet.get_or_insert_with(|| Sheet { answers: given.unwrap_or_default(), at: 0 }).at = 0;
            }
            model.turn_to(Panel::Dojo)
        }
    })
}

/// Whether letters are text now.
pub(super) fn is_writing(model: &Model) -> bool {
    matches!(model.page, Panel::Dojo) && model.dojo.as_ref().is_some_and(|dojo| dojo.sheet.is_some())
}

/// A key is pressed while answers are written.
pub(super) fn write(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    let Some(sheet) = model.dojo.as_mut().and_then(|dojo| dojo.sheet.as_mut()) else { return Vec::new() };
    match code {
        KeyCode::Char(letter) if sheet.answers[sheet.at].chars().count() < limits::ANSWER => {
            sheet.answers[sheet.at].push(letter);
        }
        KeyCode::Backspace => drop(sheet.answers[sheet.at].pop()),
        KeyCode::Up => sheet.at = sheet.at.saturating_sub(1),
        KeyCode::Down => sheet.at = (sheet.at + 1).min(QUESTIONS.len() - 1),
        KeyCode::Enter if sheet.at + 1 < QUESTIONS.len() => sheet.at += 1,
        KeyCode::Enter => return hand_in(model),
        KeyCode::Esc => return model.turn_to(Panel::Result),
        _ => {}
    }
    Vec::new()
}

/// A line is typed while answers are written, where there are no keys.
pub(super) fn write_line(model: &mut Model, line: &str) -> Vec<Effect> {
    let Some(sheet) = model.dojo.as_mut().and_then(|dojo| dojo.sheet.as_mut()) else { return Vec::new() };
    sheet.answers[sheet.at] = line.chars().take(limits::ANSWER).collect();
    let effects = write(model, KeyCode::Enter);
    if is_writing(model) { vec![Effect::Show] } else { effects }
}

fn hand_in(model: &mut Model) -> Vec<Effect> {
    let Some(dojo) = &mut model.dojo else { return Vec::new() };
    let Some(sheet) = dojo.sheet.take() else { return Vec::new() };
    if let Some(team) = &mut dojo.session.state.team {
        team.answers = Some(sheet.answers.clone());
    }
    let mut effects = vec![Effect::Answer(sheet.answers)];
    effects.extend(model.turn_to(Panel::Result));
    effects.extend(
        model.tell("Your answers are on their way. d shows them, and takes others until it is over.".to_owned()),
    );
    effects
}

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

fn standing(session: &Following, now: u64, width: usize) -> Line<'static> {
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
    if session.waiting > 0 {
        let (runs, wait) = if session.waiting == 1 { ("run", "waits") } else { ("runs", "wait") };
        say(&format!("{} {runs} {wait} to be sent.", session.waiting), Style::new());
    }
    if let Some(answers) = team.and_then(|team| team.answers.as_ref()) {
        for (question, answer) in QUESTIONS.iter().zip(answers) {
            say(&format!("\n{question}"), bold());
            say(&format!("  {answer}"), Style::new());
        }
    }
    lines
}

#[cfg(test)]
#[path = "dojo_panel_tests.rs"]
mod tests;
