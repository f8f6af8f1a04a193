//! The reaction of the model to the dojo: its session, its keys and the retrospective's answers.

use dojo_protocol::followed_session::FollowedSession;
use dojo_protocol::messages::{Phase, QUESTIONS, limits};
use ratatui::crossterm::event::KeyCode;

use super::effect::Effect;
use super::keys;
use super::model::{Dojo, Model, Panel, Sheet};
use crate::team::session_text::{Announcer, KeyNames};

/// The session is another one, or as somebody has changed it.
pub(super) fn follow(model: &mut Model, session: Option<FollowedSession>) -> Vec<Effect> {
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

/// What a letter does that is a key because of the session; none if it is not.
pub(super) fn letter(model: &mut Model, letter: char) -> Option<Vec<Effect>> {
    let now = model.now * 1000;
    if !keys::of_dojo(model).iter().any(|(key, _)| key.chars().eq([letter])) {
        return None;
    }
    let kata = model.kata_to_open().map(str::to_owned);
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
