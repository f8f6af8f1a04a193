use dojo_protocol::followed_session::DriverChange;
use dojo_protocol::followed_session::FollowedSession;
use dojo_protocol::followed_session::Outage;
use dojo_protocol::messages::{Announcement, Phase, limits};
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Size;
use ratatui::style::{Color, Modifier};
use rstest::rstest;

use super::effect::Effect;
use super::message::Message;
use super::model::Model;
use crate::report_fixtures::{green, red, stub};
use crate::watch::test_fixtures::{after_run, assert_shows, drawn_buffer, press, press_code, rerun, screen};

/// The start of the session's clock, in seconds.
const START: u64 = 2_000;
const MINUTE: u64 = 60;

/// Returns a session of three people with 45 minutes and turns of 7 minutes.
fn session() -> FollowedSession {
    let people = ["Ann", "Bob", "Cleo"].map(str::to_owned).to_vec();
    let mut session = FollowedSession::timer(45 * MINUTE * 1000, Some(7 * MINUTE * 1000), people);
    session.state.clock.since = Some(START * 1000);
    session.board = Some("http://board:7007".to_owned());
    session.state.team.as_mut().expect("a timer has a team").name = "Owls".to_owned();
    session
}

/// Returns a view of a changed session, `after` seconds after its start.
fn view(size: (u16, u16), after: u64, change: impl FnOnce(&mut FollowedSession)) -> Model {
    let mut model = after_run(size.0, size.1, red());
    let mut session = session();
    change(&mut session);
    model.update(Message::Tick(START + after));
    model.update(Message::Dojo(Some(Box::new(session))));
    model
}

/// Returns the lines that the effects print.
fn printed_lines(effects: &[Effect]) -> Vec<&str> {
    let lines = effects.iter().filter_map(|effect| match effect {
        Effect::PrintLine(line) => Some(line.as_str()),
        _ => None,
    });
    lines.collect()
}

fn phase(phase: Phase) -> impl FnOnce(&mut FollowedSession) {
    move |session| session.state.phase = phase
}

#[rstest]
#[case::small((80, 24))]
#[case::large((200, 60))]
fn clock_and_roles_are_visible_in_every_panel(#[case] size: (u16, u16)) {
    let mut model = view(size, 5 * MINUTE, |_| {});
    let line = "40:00 left   Ann drives, Bob navigates   switch in 2:00";
    assert_shows(&model, &[line, "Owls\n", "ring  ✗ red", "pop_one", "d dojo  t take over", "q quit"]);
    for key in "b?s".chars() {
        press(&mut model, key);
        assert_shows(&model, &[line]);
    }
    assert!(!screen(&model).contains("Time to switch"));
    press(&mut model, '?');
    // The line is below the visible part of a small screen.
    press(&mut model, ' ');
    assert_shows(&model, &["d, t, o", "dojo: show status"]);
}

#[test]
fn without_a_session_nothing_mentions_a_dojo() {
    let mut model = after_run(80, 24, red());
    for key in "b?".chars() {
        for word in ["dojo", "take over", "drivers"] {
            assert!(!screen(&model).contains(word), "{word}");
        }
        press(&mut model, key);
    }
    press(&mut model, 't');
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("Unknown key t")));
}

#[rstest]
#[case::small((80, 24))]
#[case::large((200, 60))]
fn a_due_switch_is_highlighted_until_confirmed(#[case] size: (u16, u16)) {
    let mut model = view(size, 7 * MINUTE, |_| {});
    assert_shows(
        &model,
        &["switch now", "Time to switch: Bob drives, Cleo navigates. Press t when you have switched."],
    );
    let buffer = drawn_buffer(&model);
    let row = buffer.content.chunks(size.0.into()).find(|row| row[1].symbol() == "T" && row[2].symbol() == "i");
    assert!(row.expect("the notice").iter().all(|cell| cell.modifier.contains(Modifier::REVERSED)));
    assert!(
        buffer.content.iter().all(|cell| cell.bg == Color::Reset),
        "a background color, which can be invisible on the theme"
    );
    rerun(&mut model, stub());
    press(&mut model, 'j');
    model.update(Message::Tick(START + 9 * MINUTE));
    assert_shows(&model, &["Time to switch: Bob drives"]);
    let driver = DriverChange { name: Some("Bob".to_owned()), turn: 1 };
    assert_eq!(press(&mut model, 't'), [Effect::TakeOver(driver)]);
    assert_shows(&model, &["Bob drives, Cleo navigates   switch in 5:00"]);
    assert!(!screen(&model).contains("Time to switch"));
}

#[rstest]
#[case::small((80, 24))]
#[case::large((200, 60))]
fn each_phase_shows_its_state_and_a_notice(#[case] size: (u16, u16)) {
    let shown =
        |after, change: fn(&mut FollowedSession), expected: &[&str]| assert_shows(&view(size, after, change), expected);
    let a_break = |session: &mut FollowedSession| {
        session.state.phase = Phase::Break;
        session.state.break_ends_at = Some((START + 20 * MINUTE) * 1000);
    };
    shown(15 * MINUTE, a_break, &["break: 5:00 left", "Break: 5:00 left. Step away from the keyboard."]);
    shown(21 * MINUTE, a_break, &["The break is over. Wait for the facilitator to continue."]);
    shown(0, phase_of_pause, &["paused at 45:00", "Paused with 45:00 left."]);
    shown(47 * MINUTE, |_| {}, &["2:00 overtime", "Time is up."]);
    shown(0, |session| phase(Phase::Review)(session), &["review", "the code of all teams is now visible"]);
    shown(0, |session| phase(Phase::Retro)(session), &["retrospective", "press d to answer three questions"]);
    shown(0, |session| phase(Phase::Ended)(session), &["over", "The dojo is over."]);
    shown(0, |session| phase(Phase::Waiting)(session), &["not started yet"]);
}

fn phase_of_pause(session: &mut FollowedSession) {
    session.state.phase = Phase::Paused;
}

#[test]
fn texts_of_the_session_are_sanitized() {
    let model = view((80, 24), 0, |session| {
        session.state.announcement = Some(Announcement { text: "pizza \x1b[2J\u{202e}is here".to_owned(), at: 1 });
        session.state.constraint = Some("no primitives in public signatures".to_owned());
        session.state.team.as_mut().expect("a timer has a team").people[0] = "Ann\x1b[31m".to_owned();
        session.outage = Some(Outage { since: 0, why: "no route to host".to_owned() });
    });
    assert_shows(&model, &["Facilitator: pizza", "is here", "Rule for everyone's code: no primitives in public"]);
    assert_shows(&model, &["Cannot reach the board (no route to host)", "drives, Bob navigates"]);
    assert!(drawn_buffer(&model).content.iter().all(|cell| !cell.symbol().contains(char::is_control)));
}

#[test]
fn a_key_opens_the_kata_of_the_session() {
    let mut model = view((80, 24), 0, |session| session.state.kata = Some("last".to_owned()));
    assert_shows(&model, &["Everyone works on last. Press o to open it.", "o open"]);
    assert_eq!(press(&mut model, 'o'), [Effect::Open("last".to_owned())]);
    let mut model = view((80, 24), 0, |session| session.state.kata = Some("ring".to_owned()));
    assert!(!screen(&model).contains("Everyone works on"));
    assert!(press(&mut model, 'o').iter().all(|effect| !matches!(effect, Effect::Open(_))));
}

#[test]
fn the_answers_are_typed_into_a_form_and_submitted() {
    let mut model = view((80, 24), 0, phase(Phase::Retro));
    press(&mut model, 'd');
    assert_shows(&model, &["▶ What did you learn about design?", "What will you use in your own code?"]);
    for letter in "quit it".chars() {
        assert!(press(&mut model, letter).is_empty(), "{letter} acted as a key");
    }
    press_code(&mut model, KeyCode::Backspace);
    assert_shows(&model, &["quit i▏"]);
    press_code(&mut model, KeyCode::Enter);
    press(&mut model, 'x');
    // The form survives the end of a run, and its answers are still there after it was closed.
    rerun(&mut model, green());
    assert_shows(&model, &["x▏"]);
    assert_eq!(press_code(&mut model, KeyCode::Esc), [Effect::PrintPanel], "closing the form submitted the answers");
    assert_shows(&model, &["ring is green"]);
    press(&mut model, 'd');
    assert_shows(&model, &["quit i"]);
    press_code(&mut model, KeyCode::Down);
    press_code(&mut model, KeyCode::Down);
    let effects = press_code(&mut model, KeyCode::Enter);
    assert_eq!(effects[0], Effect::Answer(["quit i".to_owned(), "x".to_owned(), String::new()]));
    assert_shows(&model, &["you have answered the questions", "Answers submitted."]);
    press(&mut model, 'd');
    assert_shows(&model, &["▶ What did you learn about design?", "quit i"]);
}

#[test]
fn an_answer_has_a_maximum_length() {
    let mut model = view((80, 24), 0, phase(Phase::Retro));
    press(&mut model, 'd');
    for _ in 0..=limits::ANSWER {
        press(&mut model, 'é');
    }
    press_code(&mut model, KeyCode::Down);
    press_code(&mut model, KeyCode::Down);
    let effects = press_code(&mut model, KeyCode::Enter);
    assert!(matches!(&effects[0], Effect::Answer([first, ..]) if first.chars().count() == limits::ANSWER));
}

#[test]
fn line_mode_prints_notices_and_reads_answers() {
    let mut model = after_run(80, 24, red());
    model.update(Message::Tick(START));
    let effects = model.update(Message::Dojo(Some(Box::new(session()))));
    assert_eq!(printed_lines(&effects), ["Clock running: 45:00 left.", "Ann drives, Bob navigates."]);
    assert!(model.update(Message::Tick(START + 1)).is_empty());
    let effects = model.update(Message::Tick(START + 7 * MINUTE));
    assert_eq!(
        printed_lines(&effects),
        ["Time to switch: Bob drives, Cleo navigates. Press t and Enter when you have switched."]
    );
    let line = |model: &mut Model, line: &str| model.update(Message::Line(line.to_owned()));
    assert!(matches!(line(&mut model, "t")[..], [Effect::TakeOver(_)]));
    assert_eq!(printed_lines(&model.update(Message::Tick(START + 7 * MINUTE + 1))), ["Bob drives, Cleo navigates."]);
    let mut session = session();
    session.state.phase = Phase::Retro;
    let effects = model.update(Message::Dojo(Some(Box::new(session))));
    assert!(printed_lines(&effects).contains(&"Retrospective: press d and Enter to answer three questions."));
    line(&mut model, "d");
    assert_eq!(line(&mut model, "first"), [Effect::PrintPanel]);
    line(&mut model, "second");
    let effects = line(&mut model, "q");
    assert_eq!(effects[0], Effect::Answer(["first", "second", "q"].map(str::to_owned)));
}

#[test]
fn the_dojo_panel_closes_with_the_session() {
    let mut model = view((80, 24), 0, |_| {});
    press(&mut model, 'd');
    assert_shows(&model, &["Team Owls", "Driving order: Ann, Bob, Cleo.", "Board: http://board:7007"]);
    model.update(Message::Dojo(None));
    assert_shows(&model, &["pop_one"]);
    assert!(!screen(&model).contains("Owls"));
}

#[rstest]
#[case((40, 10))]
#[case((40, 24))]
#[case((79, 13))]
#[case((119, 20))]
#[case((120, 10))]
fn small_windows_show_the_notice_and_the_kata(#[case] size: (u16, u16)) {
    let everything = |session: &mut FollowedSession| {
        session.state.announcement = Some(Announcement { text: "pizza ".repeat(30), at: 1 });
        session.state.constraint = Some("no primitives ".repeat(10));
        session.state.kata = Some("last".to_owned());
    };
    let model = view(size, 7 * MINUTE, everything);
    assert_shows(&model, &["Time to switch: Bob drives", "ring  ✗ red", "q quit"]);
    let mut model = view(size, 5 * MINUTE, |_| {});
    assert_shows(&model, &["40:00 left"]);
    model.update(Message::Resized(Size::new(1, 1)));
    screen(&model);
}
