use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Size;
use ratatui::style::{Color, Modifier};
use rstest::rstest;

use super::panels;
use crate::render::ansi::to_ansi;
use crate::render::report;
use crate::report::{Report, Status};
use crate::report_fixtures::{self, amber, green, red, stub, timeout};
use crate::run::Progress;
use crate::shown_hints::Hints;
use crate::watch::message::Message;
use crate::watch::model::Polish;
use crate::watch::test_fixtures::{again, body_size, drawn, has, model, press, press_code, ran, screen};

#[rstest]
#[case::small(80, 24)]
#[case::large(200, 60)]
fn the_first_start_shows_what_to_read_while_it_builds(#[case] width: u16, #[case] height: u16) {
    let mut model = model(width, height);
    model.begin();
    model.update(Message::Progress(Progress::Built("proptest".to_owned())));
    has(
        &model,
        &["ring  not run yet", "▶ · 1  Push", "  · 2  Pop", "What Push asks for.", "Building… proptest (1 done)"],
    );
    has(&model, &["r run", "h hint", "R reset", "? help", "q quit"]);
}

#[rstest]
#[case::small(80, 24)]
#[case::large(200, 60)]
fn red_shows_the_first_failure_in_its_place(#[case] width: u16, #[case] height: u16) {
    let model = ran(width, height, red());
    has(&model, &["ring  ✗ red  2 of 3", "10 min", "✓ 1  Push    1/1", "▶ ✗ 2  Pop     1/2"]);
    has(&model, &["pop_one", "the first", "yours: None", "expected: Some(1)", "★ Stage 1, Push, is green."]);
    has(&model, &["tests/ring/stage_2_pop.rs:31", "▶ 31 │     assert_eq!(ring.pop(), Some(1)", "  30 │     let ring"]);
    has(&model, &["built in 1.2 s", "Waiting for a save in katas/ring."]);
}

#[test]
fn a_wide_window_has_the_stages_text_beside_the_failure() {
    has(&ran(200, 60, red()), &["What Pop asks for.", "Its tests: tests/ring/stage_2_pop.rs"]);
    assert!(!screen(&ran(80, 24, red())).contains("What Pop asks for."));
}

#[test]
fn the_first_run_says_that_red_is_where_a_kata_begins() {
    has(&ran(80, 24, stub()), &["Red is where a kata begins.", "not yet implemented: the test came to a `todo!()`"]);
    has(&ran(80, 24, stub()), &["2 more tests do not pass yet, 0 of this stage."]);
}

#[test]
fn amber_shows_the_compilers_words_in_its_colors() {
    let model = ran(80, 24, amber());
    has(&model, &["! amber, it does not compile", "error[E0308]: mismatched types", "--> katas/ring/src/lib.rs:12:5"]);
    has(&model, &[" It does not compile ─"]);
    let buffer = drawn(&model);
    assert!(buffer.content.iter().any(|cell| cell.symbol() == "e" && cell.fg == Color::LightRed));
}

#[test]
fn a_test_that_a_limit_ended_is_said_to_be_so() {
    has(&ran(80, 24, timeout()), &["⧗ timeout", "ended by a limit", "timed out:", "exceeded the time limit of 10s"]);
}

#[rstest]
#[case::small(80, 24)]
#[case::large(200, 60)]
fn green_is_a_moment(#[case] width: u16, #[case] height: u16) {
    let mut model = ran(width, height, green());
    has(&model, &["✓ green", "★ ring is green: all 3 tests pass.", "You have practiced an invariant.", "10 min"]);
    has(&model, &["meant for 1 h 00 min", "compare your design with the reference's", "next kata: last"]);
    has(&model, &["Clippy and rustfmt are looking at it…"]);
    let clippy = Ok(amber().diagnostics);
    model.update(Message::Polished {
        kata: "ring".to_owned(),
        polish: Box::new(Polish { clippy, unformatted: Ok(vec!["katas/ring/src/a.rs".to_owned()]) }),
    });
    has(&model, &["Clippy: 1 remark.", "`cargo fmt` would change katas/ring/src/a.rs."]);
    again(&mut model, green());
    has(&model, &["ring is still green"]);
    let (clippy, unformatted) = (Ok(Vec::new()), Err("no such command: `fmt`".to_owned()));
    model.update(Message::Polished { kata: "ring".to_owned(), polish: Box::new(Polish { clippy, unformatted }) });
    has(&model, &["Clippy: nothing to remark.", "rustfmt has no say: no such command: `fmt`"]);
}

#[test]
fn the_list_shows_what_fits_and_its_own_keys() {
    let mut model = ran(80, 24, red());
    let broken = |name: &str| Err((name.to_owned(), "kata.toml is missing".to_owned()));
    model.update(Message::Listed(vec![broken("ring"), broken("last")]));
    has(&model, &["The katas", "ring             kata.toml is missing", "last", "Enter open", "Esc leave"]);
    press(&mut model, 'l');
    has(&model, &["The katas with `l`", "last"]);
    press(&mut model, 'x');
    has(&model, &["No kata is like this."]);
}

#[test]
fn hints_and_questions_are_shown() {
    let mut model = ran(80, 24, red());
    let shown = vec!["Look closer.".to_owned(), "Count.".to_owned()];
    let hints = Hints { stage: model.kata.stages[1].clone(), shown, total: 3 };
    model.update(Message::Hinted(Box::new(hints)));
    has(&model, &["Hints of stage 2, Pop", "Hint 2 of 3: h gives one more", "Count.", "Hint 1 of 3", "Look closer."]);
    press(&mut model, 'R');
    has(&model, &["Put the stub back? Your code is kept. y yes, u undo the last reset"]);
    press(&mut model, 'x');
    has(&model, &["Nothing was reset."]);
}

#[test]
fn tests_that_were_green_are_named() {
    let mut model = ran(80, 24, green());
    again(&mut model, red());
    has(&model, &["↓ Green before this run: stage 2: pop_one"]);
    again(&mut model, stub());
    has(&model, &["↓ 3 tests were green before this run"]);
    press_code(&mut model, KeyCode::End);
    has(&model, &["Green before this run:", "stage 1: push_one", "stage 2: pop_none"]);
}

#[test]
fn a_run_under_way_has_a_bar() {
    let mut model = ran(80, 24, red());
    model.update(Message::Saved);
    model.update(Message::Progress(Progress::Ran(1, 2)));
    has(&model, &["Running: 1 of 2 █████", "█░", "pop_one"]);
}

#[rstest]
#[case(39, 24)]
#[case(80, 9)]
#[case(10, 3)]
#[case(1, 1)]
fn a_window_that_is_too_small_says_so(#[case] width: u16, #[case] height: u16) {
    let shown = screen(&ran(width, height, red()));
    assert!(shown.starts_with(&"The window"[..usize::from(width.min(3))]), "{shown}");
}

#[rstest]
#[case(40, 10)]
#[case(40, 24)]
#[case(79, 19)]
#[case(119, 20)]
#[case(120, 10)]
fn the_smallest_windows_show_where_one_is(#[case] width: u16, #[case] height: u16) {
    for report in [stub(), red(), amber(), timeout(), green()] {
        let mut model = ran(width, height, report);
        for key in "sb?R1".chars() {
            has(&model, &["ring  ", "q quit"]);
            press(&mut model, key);
        }
    }
}

#[test]
fn a_resize_is_followed() {
    let mut model = ran(80, 24, red());
    model.update(Message::Resized(Size::new(200, 60)));
    has(&model, &["What Pop asks for.", "10 min in this kata"]);
    model.update(Message::Resized(Size::new(40, 12)));
    has(&model, &["✓1  ✗2", "pop_one"]);
}

#[test]
fn a_long_message_scrolls() {
    let long: Vec<String> = (1..=60).map(|number| format!("line {number}.")).collect();
    let mut model =
        ran(80, 24, report_fixtures::report([vec![report_fixtures::test("push_one", Some(&long.join("\n")))], vec![]]));
    has(&model, &["line 1.", "PgDn"]);
    press_code(&mut model, KeyCode::PageDown);
    assert!(!screen(&model).contains("line 1."));
    press_code(&mut model, KeyCode::End);
    has(&model, &["line 60.", "built in"]);
}

#[test]
fn without_colors_signs_and_words_say_it() {
    let mut model = ran(80, 24, amber());
    model.colors = false;
    has(&model, &["! amber, it does not compile"]);
    let buffer = drawn(&model);
    assert!(buffer.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
    assert!(buffer.content.iter().any(|cell| cell.modifier.contains(Modifier::BOLD)));
}

/// The colors that a theme may turn into those of its background.
#[test]
fn no_background_is_colored() {
    for report in [stub(), red(), amber(), timeout(), green()] {
        let buffer = drawn(&ran(80, 24, report));
        let unsure = [Color::White, Color::Black, Color::Gray, Color::DarkGray];
        assert!(buffer.content.iter().all(|cell| cell.bg == Color::Reset && !unsure.contains(&cell.fg)));
    }
}

#[test]
fn what_learners_code_prints_cannot_steer_the_terminal() {
    let mut evil = report_fixtures::test("push_\x1b[2Jone", Some("\x1b]0;title\x07boom \u{9b}31m\u{202e}"));
    evil.output = "\x1b[?1049lnoise\x08\x08\nthread 'x' panicked at".to_owned();
    evil.status = Status::Crashed;
    let model = ran(80, 24, report_fixtures::report([vec![evil], vec![]]));
    let buffer = drawn(&model);
    assert!(buffer.content.iter().all(|cell| !cell.symbol().contains(char::is_control)));
    has(&model, &["push_one", "boom", "It printed:", "noise"]);
}

#[test]
fn wide_characters_do_not_break_the_layout() {
    let wide: Report =
        report_fixtures::report([vec![report_fixtures::test("push_one", Some(&"東京都👍🏽é".repeat(40)))], vec![]]);
    for width in [40, 41, 80, 200] {
        let model = ran(width, 24, wide.clone());
        has(&model, &["東", "q quit"]);
        let width = body_size(&model).width;
        assert!(panels::body(&model, width).iter().all(|line| line.width() <= width));
    }
}

/// `cargo xtask test` and the live view draw the same lines in the same order.
#[rstest]
#[case::green(green())]
#[case::red(red())]
#[case::stub(stub())]
#[case::amber(amber())]
#[case::timeout(timeout())]
fn test_and_live_view_show_the_same_marks_numbers_and_order(#[case] report: Report) {
    let model = ran(80, 60, report);
    let last = model.last.as_ref().expect("it ran");
    let printed = to_ansi(&report::whole(&last.report, last.context(), 80));
    let printed = anstream::adapter::strip_str(&printed).to_string();
    let screen = screen(&model);
    let mut rest = screen.as_str();
    for line in printed.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        let place = rest.find(line).unwrap_or_else(|| panic!("`{line}` is not next on the screen:\n{screen}"));
        rest = &rest[place + line.len()..];
    }
}
