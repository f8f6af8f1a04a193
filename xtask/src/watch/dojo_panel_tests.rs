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
use crate::watch::test_fixtures::{again, drawn, has, press, press_code, ran, screen};

/// In seconds, when the session's clock began.
const START: u64 = 2_000;
const MINUTE: u64 = 60;

/// Owls with three people, 45 minutes, a turn of 7.
fn owls() -> FollowedSession {
    let people = ["Ann", "Bob", "Cleo"].map(str::to_owned).to_vec();
    let mut session = FollowedSession::timer(45 * MINUTE * 1000, Some(7 * MINUTE * 1000), people);
    session.state.clock.since = Some(START * 1000);
    session.board = Some("http://board:7007".to_owned());
    session.state.team.as_mut().expect("there is one").name = "Owls".to_owned();
    session
}

/// A view that ran once, of a session that is changed like this, so many seconds after it began.
fn view(size: (u16, u16), after: u64, change: impl FnOnce(&mut FollowedSession)) -> Model {
    let mut model = ran(size.0, size.1, red());
    let mut session = owls();
    change(&mut session);
    model.update(Message::Tick(START + after));
    model.update(Message::Dojo(Some(Box::new(session))));
    model
}

/// What was told as lines by all of these.
fn told(effects: &[Effect]) -> Vec<&str> {
    let told = effects.iter().filter_map(|effect| match effect {
        Effect::Tell(said) => Some(said.as_str()),
        _ => None,
    });
    told.collect()
}

fn phase(phase: Phase) -> impl FnOnce(&mut FollowedSession) {
    move |session| session.state.phase = phase
}

#[rstest]
#[case::small((80, 24))]
#[case::large((200, 60))]
fn the_clock_and_who_drives_are_always_there(#[case] size: (u16, u16)) {
    let mut model = view(size, 5 * MINUTE, |_| {});
    let line = "40:00 left   Ann drives, Bob navigates   switch in 2:00";
    has(&model, &[line, "Owls\n", "ring  ✗ red", "pop_one", "d dojo  t take over", "q quit"]);
    for page in "b?s".chars() {
        press(&mut model, page);
        has(&model, &[line]);
    }
    assert!(!screen(&model).contains("Time to switch"));
    press(&mut model, '?');
    // Further down than a small screen shows at first.
    press(&mut model, ' ');
    has(&model, &["d, t, o", "the dojo: how it stands"]);
}

#[test]
fn without_a_session_there_is_nothing_of_it() {
    let mut model = ran(80, 24, red());
    for page in "b?".chars() {
        for word in ["dojo", "take over", "taken over"] {
            assert!(!screen(&model).contains(word), "{word}");
        }
        press(&mut model, page);
    }
    press(&mut model, 't');
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("t is no key")));
}

#[rstest]
#[case::small((80, 24))]
#[case::large((200, 60))]
fn the_switch_is_told_all_over_the_width_until_somebody_takes_over(#[case] size: (u16, u16)) {
    let mut model = view(size, 7 * MINUTE, |_| {});
    has(&model, &["switch now", "Time to switch: Bob drives now, Cleo navigates. t says that you have."]);
    let buffer = drawn(&model);
    let row = buffer.content.chunks(size.0.into()).find(|row| row[1].symbol() == "T" && row[2].symbol() == "i");
    assert!(row.expect("the notice").iter().all(|cell| cell.modifier.contains(Modifier::REVERSED)));
    assert!(buffer.content.iter().all(|cell| cell.bg == Color::Reset), "a theme may paint with that color");
    again(&mut model, stub());
    press(&mut model, 'j');
    model.update(Message::Tick(START + 9 * MINUTE));
    has(&model, &["Time to switch: Bob drives now"]);
    let driver = DriverChange { name: Some("Bob".to_owned()), turn: 1 };
    assert_eq!(press(&mut model, 't'), [Effect::TakeOver(driver)]);
    has(&model, &["Bob drives, Cleo navigates   switch in 5:00"]);
    assert!(!screen(&model).contains("Time to switch"));
}

#[rstest]
#[case::small((80, 24))]
#[case::large((200, 60))]
fn breaks_pauses_and_what_comes_after_the_clock(#[case] size: (u16, u16)) {
    let shown = |after, change: fn(&mut FollowedSession), wanted: &[&str]| has(&view(size, after, change), wanted);
    let a_break = |session: &mut FollowedSession| {
        session.state.phase = Phase::Break;
        session.state.break_ends_at = Some((START + 20 * MINUTE) * 1000);
    };
    shown(15 * MINUTE, a_break, &["break for 5:00", "Break: 5:00 to go. Leave the keyboard alone."]);
    shown(21 * MINUTE, a_break, &["The break is over: it goes on when the facilitator says so."]);
    shown(0, phase_of_pause, &["paused at 45:00", "Paused: the clock stands still at 45:00."]);
    shown(47 * MINUTE, |_| {}, &["2:00 over time", "Time is up."]);
    shown(0, |session| phase(Phase::Review)(session), &["review", "the teams' code is open on the board"]);
    shown(0, |session| phase(Phase::Retro)(session), &["retrospective", "three questions, d answers them"]);
    shown(0, |session| phase(Phase::Ended)(session), &["over", "The dojo is over."]);
    shown(0, |session| phase(Phase::Waiting)(session), &["not begun yet"]);
}

fn phase_of_pause(session: &mut FollowedSession) {
    session.state.phase = Phase::Paused;
}

#[test]
fn what_the_facilitator_says_is_there_and_steers_no_terminal() {
    let model = view((80, 24), 0, |session| {
        session.state.announcement = Some(Announcement { text: "pizza \x1b[2J\u{202e}is here".to_owned(), at: 1 });
        session.state.constraint = Some("no primitives in public signatures".to_owned());
        session.state.team.as_mut().expect("there is one").people[0] = "Ann\x1b[31m".to_owned();
        session.outage = Some(Outage { since: 0, why: "no route to host".to_owned() });
    });
    has(&model, &["The facilitator says: pizza", "is here", "A rule for everyone's code: no primitives in public"]);
    has(&model, &["out of reach (no route to host)", "drives, Bob navigates"]);
    assert!(drawn(&model).content.iter().all(|cell| !cell.symbol().contains(char::is_control)));
}

#[test]
fn one_key_opens_the_kata_that_everyone_works_on() {
    let mut model = view((80, 24), 0, |session| session.state.kata = Some("last".to_owned()));
    has(&model, &["Everyone works on last: o opens it.", "o open"]);
    assert_eq!(press(&mut model, 'o'), [Effect::Open("last".to_owned())]);
    let mut model = view((80, 24), 0, |session| session.state.kata = Some("ring".to_owned()));
    assert!(!screen(&model).contains("Everyone works on"));
    assert!(press(&mut model, 'o').iter().all(|effect| !matches!(effect, Effect::Open(_))));
}

#[test]
fn the_retrospective_is_written_on_a_sheet_that_takes_all_letters() {
    let mut model = view((80, 24), 0, phase(Phase::Retro));
    press(&mut model, 'd');
    has(&model, &["▶ What did you learn about design?", "What will you use in your own code?"]);
    for letter in "quit it".chars() {
        assert!(press(&mut model, letter).is_empty(), "{letter} is text here");
    }
    press_code(&mut model, KeyCode::Backspace);
    has(&model, &["quit i▏"]);
    press_code(&mut model, KeyCode::Enter);
    press(&mut model, 'x');
    // A run that ends does not take the sheet away, and neither does leaving it.
    again(&mut model, green());
    has(&model, &["x▏"]);
    assert_eq!(press_code(&mut model, KeyCode::Esc), [Effect::Show], "nothing is sent");
    has(&model, &["ring is green"]);
    press(&mut model, 'd');
    has(&model, &["quit i"]);
    press_code(&mut model, KeyCode::Down);
    press_code(&mut model, KeyCode::Down);
    let effects = press_code(&mut model, KeyCode::Enter);
    assert_eq!(effects[0], Effect::Answer(["quit i".to_owned(), "x".to_owned(), String::new()]));
    has(&model, &["your answers are with the facilitator", "Your answers are on their way."]);
    press(&mut model, 'd');
    has(&model, &["▶ What did you learn about design?", "quit i"]);
}

#[test]
fn an_answer_has_an_end() {
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
fn lines_are_told_where_nothing_is_drawn_and_typed_where_there_are_no_keys() {
    let mut model = ran(80, 24, red());
    model.update(Message::Tick(START));
    let effects = model.update(Message::Dojo(Some(Box::new(owls()))));
    assert_eq!(told(&effects), ["The clock runs: 45:00 left.", "Ann drives, Bob navigates."]);
    assert!(model.update(Message::Tick(START + 1)).is_empty());
    let effects = model.update(Message::Tick(START + 7 * MINUTE));
    assert_eq!(told(&effects), ["Time to switch: Bob drives now, Cleo navigates. t and Enter says that you have."]);
    let line = |model: &mut Model, line: &str| model.update(Message::Line(line.to_owned()));
    assert!(matches!(line(&mut model, "t")[..], [Effect::TakeOver(_)]));
    assert_eq!(told(&model.update(Message::Tick(START + 7 * MINUTE + 1))), ["Bob drives, Cleo navigates."]);
    let mut session = owls();
    session.state.phase = Phase::Retro;
    let effects = model.update(Message::Dojo(Some(Box::new(session))));
    assert!(told(&effects).contains(&"Retrospective: three questions, d and Enter answers them."));
    line(&mut model, "d");
    assert_eq!(line(&mut model, "first"), [Effect::Show]);
    line(&mut model, "second");
    let effects = line(&mut model, "q");
    assert_eq!(effects[0], Effect::Answer(["first", "second", "q"].map(str::to_owned)));
}

#[test]
fn a_session_that_is_gone_takes_its_page_along() {
    let mut model = view((80, 24), 0, |_| {});
    press(&mut model, 'd');
    has(&model, &["Team Owls", "The order at the keyboard: Ann, Bob, Cleo.", "The board: http://board:7007"]);
    model.update(Message::Dojo(None));
    has(&model, &["pop_one"]);
    assert!(!screen(&model).contains("Owls"));
}

#[rstest]
#[case((40, 10))]
#[case((40, 24))]
#[case((79, 13))]
#[case((119, 20))]
#[case((120, 10))]
fn the_smallest_windows_show_what_there_is_to_do_and_the_kata_too(#[case] size: (u16, u16)) {
    let everything = |session: &mut FollowedSession| {
        session.state.announcement = Some(Announcement { text: "pizza ".repeat(30), at: 1 });
        session.state.constraint = Some("no primitives ".repeat(10));
        session.state.kata = Some("last".to_owned());
    };
    let model = view(size, 7 * MINUTE, everything);
    has(&model, &["Time to switch: Bob drives now", "ring  ✗ red", "q quit"]);
    let mut model = view(size, 5 * MINUTE, |_| {});
    has(&model, &["40:00 left"]);
    model.update(Message::Resized(Size::new(1, 1)));
    screen(&model);
}
