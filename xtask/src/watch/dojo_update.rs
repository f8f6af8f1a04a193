//! The model's reaction to a dojo: changes of the session, keys, and answers of the retrospective.

use dojo_protocol::followed_session::FollowedSession;
use dojo_protocol::messages::{Phase, QUESTIONS, limits};
use ratatui::crossterm::event::KeyCode;

use super::effect::Effect;
use super::keys;
use super::model::{AnswerForm, Dojo, Model, Panel};
use crate::team::session_text::{Announcer, KeyNames};

/// Sets the current session, or removes it.
pub(super) fn set_session(model: &mut Model, session: Option<FollowedSession>) -> Vec<Effect> {
    model.dojo = match (session, model.dojo.take()) {
        (Some(session), Some(before)) => {
            let form = before.form.filter(|_| session.state.phase == Phase::Retro);
            Some(Dojo { session, form, ..before })
        }
        (Some(session), None) => Some(Dojo { session, form: None, announcer: Announcer::default() }),
        (None, _) => None,
    };
    if model.dojo.is_none() && matches!(model.panel, Panel::Dojo) {
        model.panel = Panel::Result;
    }
    announce(model)
}

/// Returns the new notices as lines, for line mode.
pub(super) fn announce(model: &mut Model) -> Vec<Effect> {
    let now = model.now * 1000;
    let Some(dojo) = &mut model.dojo else { return Vec::new() };
    let keys = KeyNames {
        take_over: "t and Enter",
        answer: Some("d and Enter"),
        open: Some("o and Enter"),
        kata: Some(&model.kata.name),
    };
    dojo.announcer.new_lines(Some(&dojo.session), now, keys).into_iter().map(Effect::PrintLine).collect()
}

/// Handles a key of the session, or returns `None` if the letter is not such a key.
pub(super) fn handle_key(model: &mut Model, letter: char) -> Option<Vec<Effect>> {
    let now = model.now * 1000;
    if !keys::dojo_keys(model).iter().any(|(key, _)| key.chars().eq([letter])) {
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
                dojo.form
                    .get_or_insert_with(|| AnswerForm { answers: given.unwrap_or_default(), question: 0 })
                    .question = 0;
            }
            model.show_panel(Panel::Dojo)
        }
    })
}

/// Returns true while the user types answers, so that letters are text.
pub(super) fn is_form_open(model: &Model) -> bool {
    matches!(model.panel, Panel::Dojo) && model.dojo.as_ref().is_some_and(|dojo| dojo.form.is_some())
}

/// Handles a key while the user types answers.
pub(super) fn edit_form(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    let Some(form) = model.dojo.as_mut().and_then(|dojo| dojo.form.as_mut()) else { return Vec::new() };
    match code {
        KeyCode::Char(letter) if form.answers[form.question].chars().count() < limits::ANSWER => {
            form.answers[form.question].push(letter);
        }
        KeyCode::Backspace => drop(form.answers[form.question].pop()),
        KeyCode::Up => form.question = form.question.saturating_sub(1),
        KeyCode::Down => form.question = (form.question + 1).min(QUESTIONS.len() - 1),
        KeyCode::Enter if form.question + 1 < QUESTIONS.len() => form.question += 1,
        KeyCode::Enter => return submit_form(model),
        KeyCode::Esc => return model.show_panel(Panel::Result),
        _ => {}
    }
    Vec::new()
}

/// Handles a typed line as an answer, in line mode.
pub(super) fn edit_form_line(model: &mut Model, line: &str) -> Vec<Effect> {
    let Some(form) = model.dojo.as_mut().and_then(|dojo| dojo.form.as_mut()) else { return Vec::new() };
    form.answers[form.question] = line.chars().take(limits::ANSWER).collect();
    let effects = edit_form(model, KeyCode::Enter);
    if is_form_open(model) { vec![Effect::PrintPanel] } else { effects }
}

fn submit_form(model: &mut Model) -> Vec<Effect> {
    let Some(dojo) = &mut model.dojo else { return Vec::new() };
    let Some(form) = dojo.form.take() else { return Vec::new() };
    if let Some(team) = &mut dojo.session.state.team {
        team.answers = Some(form.answers.clone());
    }
    let mut effects = vec![Effect::Answer(form.answers)];
    effects.extend(model.show_panel(Panel::Result));
    effects.extend(
        model.notify(
            "Answers submitted. Press d to view them, or to change them until the retrospective ends.".to_owned(),
        ),
    );
    effects
}
