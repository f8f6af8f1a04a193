use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Size;

use super::effect::Effect;
use super::message::Message;
use super::model::{Activity, Model, Opened, Panel, Polish, ViewSettings};
use super::panels;
use crate::kata_summary::KataSummary;
use crate::report_fixtures::{amber, green, red, stub};
use crate::run::Progress;
use crate::source_excerpt::Place;
use crate::watch::test_fixtures::{again, body_size, end, kata, model, press, press_code, ran};

fn shows(model: &Model, page: &str) -> bool {
    format!("{:?}", model.page).starts_with(page)
}

fn notice(model: &Model) -> &str {
    model.notice.as_deref().unwrap_or_default()
}

#[test]
fn a_save_under_way_ends_the_run_and_another_begins_when_it_has_ended() {
    let mut model = model(80, 24);
    assert_eq!(model.begin(), [Effect::Run]);
    assert_eq!(model.update(Message::Saved), [Effect::StopRun]);
    assert_eq!(model.activity, Activity::Stopping);
    // What the old run still says is about old code.
    model.update(Message::Progress(Progress::Ran(1, 2)));
    assert_eq!(model.activity, Activity::Stopping);
    assert_eq!(end(&mut model, red()), [Effect::Run]);
    assert!(model.last.is_none(), "the result of the old code is shown");
    assert!(end(&mut model, green()).contains(&Effect::Show));
    assert!(model.is_green());
}

#[test]
fn progress_is_counted() {
    let mut model = model(80, 24);
    model.begin();
    for name in ["rand", "proptest"] {
        model.update(Message::Progress(Progress::Built(name.to_owned())));
    }
    assert_eq!(model.activity, Activity::Building(2, "proptest".to_owned()));
    model.update(Message::Progress(Progress::Ran(3, 9)));
    assert_eq!(model.activity, Activity::Running(3, 9));
    model.update(Message::Ended(None));
    assert_eq!(model.activity, Activity::Waiting);
}

#[test]
fn a_stage_that_turns_green_is_told_once_and_what_falls_is_named_until_it_is_mended() {
    let mut model = ran(80, 24, stub());
    assert!(model.last.as_ref().unwrap().newly_green.is_empty());
    again(&mut model, red());
    let last = model.last.as_ref().unwrap();
    assert_eq!((last.newly_green.clone(), last.regressions.len(), last.turned), (vec![1], 0, true));
    again(&mut model, amber());
    again(&mut model, red());
    assert!(model.last.as_ref().unwrap().newly_green.is_empty(), "it was green before it did not compile");

    again(&mut model, green());
    assert_eq!(model.last.as_ref().unwrap().newly_green, [2]);
    for _ in 0..2 {
        again(&mut model, red());
        assert_eq!(model.last.as_ref().unwrap().regressions, ["2: pop_one"]);
    }
    again(&mut model, green());
    let last = model.last.as_ref().unwrap();
    assert!(last.regressions.is_empty() && last.turned);
    again(&mut model, green());
    assert!(!model.last.as_ref().unwrap().turned, "it was green already");
}

#[test]
fn what_was_green_in_an_earlier_session_counts() {
    let mut kata = kata();
    kata.progress.passed.insert("pop/pop_one".to_owned());
    let settings = ViewSettings { size: Size::new(80, 24), colors: true, bell: true };
    let mut model = Model::new(kata, 0, settings);
    model.begin();
    let effects = end(&mut model, red());
    assert_eq!(model.last.as_ref().unwrap().regressions, ["2: pop_one"]);
    assert!(effects.contains(&Effect::Bell));
    model.update(Message::PutBack("The stub is back.\n".to_owned()));
    again(&mut model, stub());
    assert!(model.last.as_ref().unwrap().regressions.is_empty(), "after a reset, nothing has regressions");
}

#[test]
fn clippy_is_asked_only_about_green_code() {
    assert!(!end(&mut model(80, 24), red()).contains(&Effect::Polish));
    assert!(end(&mut model(80, 24), green()).contains(&Effect::Polish));
}

#[test]
fn the_bell_is_silent_unless_asked_for() {
    assert!(!end(&mut model(80, 24), red()).contains(&Effect::Bell));
}

#[test]
fn next_marks_what_is_green_as_done_and_asks_about_what_is_not() {
    let mut model = ran(80, 24, red());
    press(&mut model, 'n');
    assert!(notice(&model).starts_with("Not yet"), "{}", notice(&model));
    press(&mut model, 'j');
    press(&mut model, 'n');
    assert_eq!(press(&mut model, 'n'), [Effect::Open("last".to_owned())]);
    again(&mut model, green());
    assert_eq!(press(&mut model, 'n'), [Effect::MarkDone]);
    assert!(model.update(Message::Done(Some("last".to_owned()))).contains(&Effect::Open("last".to_owned())));
    model.update(Message::Done(None));
    assert_eq!(notice(&model), "All katas are done.");
    assert_eq!(press(&mut model, 'p'), [Effect::Open("first".to_owned())]);
}

#[test]
fn another_kata_waits_for_the_run_of_the_last_one_to_end() {
    let mut model = model(80, 24);
    model.begin();
    let opened = Opened { name: "last".to_owned(), ..kata() };
    assert_eq!(model.update(Message::Opened(Box::new(opened))), [Effect::StopRun]);
    assert_eq!(end(&mut model, green()), [Effect::Run]);
    assert!(model.last.is_none() && model.kata.name == "last");
}

#[test]
fn another_kata_begins_with_nothing_of_the_last_one() {
    let mut model = ran(80, 24, green());
    model.update(Message::Saved);
    model.update(Message::Ended(Some(Box::new(Err("katas/ring is missing".to_owned())))));
    press(&mut model, 'b');
    model.update(Message::Opened(Box::new(Opened { name: "last".to_owned(), ..kata() })));
    assert!(model.last.is_none() && model.failure.is_none() && shows(&model, "Result"));
    assert!(model.stage_rows().iter().all(|row| row.verdict.is_none()));
}

#[test]
fn the_reference_is_for_green_code_or_for_who_asks_twice() {
    let mut model = ran(80, 24, red());
    let compares = |effects: Vec<Effect>| effects.contains(&Effect::Compare(80));
    assert!(!compares(press(&mut model, 'c')));
    assert!(!compares(press(&mut model, 'h')));
    assert!(!compares(press(&mut model, 'c')), "the first question was answered by another key");
    assert!(compares(press(&mut model, 'c')));
    again(&mut model, green());
    assert!(compares(press(&mut model, 'c')));
    model.update(Message::Compared {
        kata: "ring".to_owned(),
        text: "ring: \u{1b}[33myours\u{1b}[0m beside the reference".to_owned(),
    });
    assert!(matches!(model.page, Panel::Comparison(_)) && model.notice.is_none());
    let lines = panels::body(&model, 80);
    assert_eq!(lines[0].to_string(), "ring: yours beside the reference");
    assert!(lines[0].spans.iter().any(|span| span.style.fg.is_some()), "its colors are kept: {lines:?}");
}

#[test]
fn a_reset_is_done_only_after_a_yes() {
    let mut model = ran(80, 24, red());
    press(&mut model, 'R');
    assert!(notice(&model).contains("y yes, u undo"), "{}", notice(&model));
    assert!(!press(&mut model, 'q').contains(&Effect::Quit), "any other key is a no");
    press(&mut model, 'R');
    assert_eq!(press(&mut model, 'y'), [Effect::PutBack { undo: false }]);
    press(&mut model, 'R');
    assert_eq!(press(&mut model, 'u'), [Effect::PutBack { undo: true }]);
    assert!(!press(&mut model, 'y').contains(&Effect::PutBack { undo: false }));
}

#[test]
fn the_editor_opens_what_is_wrong() {
    let place = |file: &str, line| vec![Effect::Edit(Place { file: file.to_owned(), line })];
    let mut model = model(80, 24);
    assert_eq!(press(&mut model, 'e'), place("katas/ring/src/lib.rs", 1));
    model.begin();
    end(&mut model, red());
    assert_eq!(press(&mut model, 'e'), place("tests/ring/stage_2_pop.rs", 31));
    again(&mut model, amber());
    assert_eq!(press(&mut model, 'e'), place("katas/ring/src/lib.rs", 12));
}

#[test]
fn a_result_that_was_asked_for_is_shown_and_another_does_not_turn_the_page() {
    let mut model = model(80, 24);
    model.begin();
    press(&mut model, 'b');
    end(&mut model, stub());
    assert!(shows(&model, "Brief"), "the first run was not asked for");
    again(&mut model, red());
    assert!(shows(&model, "Result"));
}

#[test]
fn the_list_is_searched_by_typing_and_takes_all_letters() {
    let mut model = ran(80, 24, red());
    assert_eq!(press(&mut model, 'l'), [Effect::List]);
    let listed = |name: &str| {
        Ok(KataSummary {
            name: name.to_owned(),
            title: String::new(),
            teaches: String::new(),
            minutes: 60,
            stages: 2,
            stages_green: 0,
            verdict: None,
            done: false,
            current: false,
            seconds: 0,
        })
    };
    let katas = vec![listed("first"), listed("ring"), listed("last"), Err(("quad".to_owned(), "broken".to_owned()))];
    model.update(Message::Listed(katas.clone()));
    assert_eq!(press_code(&mut model, KeyCode::Enter), [Effect::Show], "the current kata is selected");
    model.update(Message::Listed(katas));
    assert!(press(&mut model, 'q').is_empty(), "q is a letter here");
    assert_eq!(press_code(&mut model, KeyCode::Enter), [Effect::Open("quad".to_owned())]);
    press_code(&mut model, KeyCode::Backspace);
    press_code(&mut model, KeyCode::Down);
    press_code(&mut model, KeyCode::Down);
    assert_eq!(press_code(&mut model, KeyCode::Enter), [Effect::Open("last".to_owned())]);
    for letter in "zzz".chars() {
        press(&mut model, letter);
    }
    assert!(press_code(&mut model, KeyCode::Enter).is_empty(), "nothing fits");
    press_code(&mut model, KeyCode::Esc);
    assert!(shows(&model, "Result"));
}

#[test]
fn stages_are_turned_with_the_arrows_and_named_by_digits() {
    let mut model = ran(80, 24, red());
    press(&mut model, 's');
    assert!(shows(&model, "Stage(2)"));
    press_code(&mut model, KeyCode::Left);
    assert!(shows(&model, "Stage(1)"));
    press_code(&mut model, KeyCode::Left);
    assert!(shows(&model, "Stage(1)"));
    press(&mut model, '2');
    assert!(shows(&model, "Stage(2)"));
    press(&mut model, '7');
    assert!(notice(&model).contains("7 is no key"), "{}", notice(&model));
}

#[test]
fn scrolling_ends_where_the_page_ends() {
    let mut model = model(80, 12);
    model.kata.brief = "line\n\n".repeat(50);
    press(&mut model, 'b');
    for _ in 0..100 {
        press_code(&mut model, KeyCode::PageDown);
    }
    let furthest = model.scroll;
    assert!(furthest > 50);
    press(&mut model, 'k');
    assert_eq!(model.scroll, furthest - 1);
    model.update(Message::Resized(Size::new(80, 60)));
    model.measured(body_size(&model));
    assert!(model.scroll < furthest - 1, "a larger window shows more of it");
    press(&mut model, 'g');
    assert_eq!(model.scroll, 0);
}

#[test]
fn control_keys_quit_suspend_and_draw_again() {
    let control = |letter| Message::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL));
    let mut model = ran(80, 24, red());
    assert_eq!(model.update(control('c')), [Effect::Quit]);
    assert_eq!(model.update(control('l')), [Effect::Redraw]);
    assert_eq!(model.update(control('z')), [Effect::Suspend]);
    assert!(model.update(control('r')).is_empty());
    model.update(Message::Saved);
    assert_eq!(model.update(control('z')), [Effect::StopRun, Effect::Suspend]);
    assert_eq!(model.update(Message::Ended(None)), [Effect::Run], "the run begins again");
    assert_eq!(press(&mut model, 'q'), [Effect::Quit], "quitting waits for no run");
}

#[test]
fn a_typed_line_is_a_letter_or_a_kata() {
    let mut model = ran(80, 24, red());
    let line = |model: &mut Model, line: &str| model.update(Message::Line(line.to_owned()));
    assert_eq!(line(&mut model, "h"), [Effect::Hint]);
    assert_eq!(line(&mut model, "la"), [Effect::Open("last".to_owned())]);
    line(&mut model, "what?");
    assert!(shows(&model, "Help"));
    line(&mut model, "R");
    assert_eq!(line(&mut model, "y"), [Effect::PutBack { undo: false }]);
    assert_eq!(line(&mut model, ""), [Effect::Run]);
}

#[test]
fn a_run_that_could_not_be_is_told_until_one_can() {
    let mut model = ran(80, 24, red());
    model.update(Message::Saved);
    model.update(Message::Ended(Some(Box::new(Err("katas/ring is missing".to_owned())))));
    assert_eq!(model.failure.as_deref(), Some("katas/ring is missing"));
    again(&mut model, red());
    assert_eq!(model.failure, None);
}

#[test]
fn keys_do_nothing_where_nothing_is_shown() {
    let mut model = ran(80, 24, red());
    model.update(Message::Resized(Size::new(30, 8)));
    for key in ['R', 'y', 'n', 'n', 'h'] {
        assert!(press(&mut model, key).is_empty(), "{key}");
    }
    assert_eq!(press(&mut model, 'q'), [Effect::Quit]);
    model.update(Message::Resized(Size::new(80, 24)));
    assert!(press(&mut model, 'y').iter().all(|effect| !matches!(effect, Effect::PutBack { .. })), "it was not asked");
}

#[test]
fn next_and_compare_wait_for_the_code_that_was_saved() {
    let mut model = ran(80, 24, green());
    model.update(Message::Saved);
    for key in ['n', 'c'] {
        press(&mut model, key);
        assert!(notice(&model).starts_with("Wait: "), "{}", notice(&model));
    }
    // The sources are gone: the last verdict is about code that is no more.
    model.update(Message::Ended(Some(Box::new(Err("katas/ring/src/lib.rs is missing".to_owned())))));
    assert!(!press(&mut model, 'n').contains(&Effect::MarkDone));
}

#[test]
fn what_is_about_another_kata_is_not_shown() {
    let mut model = ran(80, 24, green());
    model.update(Message::Opened(Box::new(Opened { name: "last".to_owned(), ..kata() })));
    end(&mut model, green());
    model.update(Message::Compared { kata: "ring".to_owned(), text: "a comparison".to_owned() });
    assert!(shows(&model, "Result"), "{:?}", model.page);
    let polish = Polish { clippy: Ok(Vec::new()), unformatted: Ok(Vec::new()) };
    model.update(Message::Polished { kata: "ring".to_owned(), polish: Box::new(polish) });
    assert!(model.last.as_ref().unwrap().polish.is_none());
}
