use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Size;
use ratatui::style::{Color, Modifier};
use rstest::rstest;

use super::effect::Effect;
use super::panels;
use crate::plan::{Goal, Item};
use crate::render::ansi::to_ansi;
use crate::render::report;
use crate::report::{Report, Status};
use crate::report_fixtures::{self, amber, green, red, stub, timeout};
use crate::run::Progress;
use crate::shown_hints::Hints;
use crate::watch::message::Message;
use crate::watch::model::LintResults;
use crate::watch::test_fixtures::{
    after_run, after_two_runs, assert_shows, body_size, drawn_buffer, model, press, press_code, rerun, screen, summary,
};
use crate::workspace::Track;

#[rstest]
#[case::small(80, 24)]
#[case::large(200, 60)]
fn the_first_build_shows_the_text_of_the_stage(#[case] width: u16, #[case] height: u16) {
    let mut model = model(width, height);
    model.begin();
    model.update(Message::Progress(Progress::Built("proptest".to_owned())));
    assert_shows(
        &model,
        &["ring  not run yet", "▶ · 1  Push", "  · 2  Pop", "What Push asks for.", "Building… proptest (1 done)"],
    );
    assert_shows(&model, &["r run", "h hint", "R reset", "? help", "q quit"]);
}

#[rstest]
#[case::small(80, 24)]
#[case::large(200, 60)]
fn red_shows_the_first_failure(#[case] width: u16, #[case] height: u16) {
    assert_shows(&after_run(width, height, red()), &["★ Stage 1, Push, is green."]);
    let model = after_two_runs(width, height, red());
    assert_shows(&model, &["ring  ✗ red  2 of 3", "10 min", "✓ 1  Push    1/1", "▶ ✗ 2  Pop     1/2"]);
    assert_shows(&model, &["pop_one", "the first", "yours: None", "expected: Some(1)"]);
    assert_shows(
        &model,
        &["tests/ring/stage_2_pop.rs:31", "▶ 31 │     assert_eq!(ring.pop(), Some(1)", "  30 │     let ring"],
    );
    assert_shows(&model, &["built in 1.2 s", "Waiting for a save in katas/ring."]);
}

#[rstest]
#[case::small(60, 24, "Waiting for a save in katas/ring.       Today's plan: 35 min\n")]
#[case::medium(80, 24, "Waiting for a save in katas/ring.             Today's plan: cards, ring (35 min)\n")]
#[case::no_gap(67, 24, "Waiting for a save in katas/ring.              Today's plan: 35 min\n")]
#[case::narrow(40, 24, "Waiting for a save in katas/ring.\n")]
fn the_plan_for_today_is_next_to_the_activity(#[case] width: u16, #[case] height: u16, #[case] expected: &str) {
    let mut model = after_run(width, height, red());
    assert!(!screen(&model).contains("plan"));
    let item = |command: &str, goal| Item { minutes: 0, command: command.to_owned(), detail: String::new(), goal };
    let stages = Goal::Stages { kata: "ring".to_owned(), again: None, stages: Vec::new() };
    let cards = Item { minutes: 5, ..item("cargo xtask cards", Goal::Cards) };
    model.kata.due = Some(vec![cards, Item { minutes: 30, ..item("cargo xtask watch ring", stages) }]);
    assert_shows(&model, &[expected]);
}

#[test]
fn a_wide_window_also_shows_the_text_of_the_stage() {
    assert_shows(&after_run(200, 60, red()), &["What Pop asks for.", "Tests: tests/ring/stage_2_pop.rs"]);
    assert!(!screen(&after_two_runs(80, 24, red())).contains("What Pop asks for."));
}

#[test]
fn a_new_stage_begins_with_its_text() {
    let mut model = after_run(80, 40, stub());
    assert_shows(
        &model,
        &["Write your code in katas/ring/src.", "What Push asks for.", "The first failing test of this stage:"],
    );
    rerun(&mut model, stub());
    assert!(!screen(&model).contains("What Push asks for."));
    let one_of_two = vec![report_fixtures::test("push_one", None), report_fixtures::test("push_two", Some("no"))];
    rerun(&mut model, report_fixtures::report([one_of_two, vec![report_fixtures::test("pop_one", Some("no"))]]));
    assert_shows(&model, &["★ Your first passing test: push_one"]);
    rerun(&mut model, red());
    assert_shows(&model, &["★ Stage 1, Push, is green.", "What Pop asks for."]);
    assert_eq!(screen(&model).matches("What Pop asks for.").count(), 1);
    let wide = after_run(200, 60, red());
    assert_eq!(
        screen(&wide).matches("What Pop asks for.").count(),
        1,
        "a wide window shows the text in its column only"
    );
}

#[test]
fn compiler_errors_of_a_first_run_come_before_everything_else() {
    let mut report = amber();
    report.passed = 0;
    let model = after_run(80, 40, report);
    assert_shows(&model, &["error[E0308]: mismatched types"]);
    assert!(!screen(&model).contains("The first failing test of this stage:"));
}

#[test]
fn the_tests_of_a_stage_are_listed_with_their_results() {
    let mut model = after_run(80, 24, red());
    press(&mut model, 'a');
    assert_shows(&model, &["Tests of stage 2", "✗ pop_one", "✓ pop_none"]);
    press_code(&mut model, KeyCode::Left);
    assert_shows(&model, &["Tests of stage 1", "✓ push_one"]);
    assert!(!press(&mut model, 'q').contains(&Effect::Quit), "q closes the page");
    assert_eq!(press(&mut model, 'q'), [Effect::Quit]);
}

#[test]
fn a_long_list_of_tests_follows_the_selection() {
    let name = |number: u32| format!("pushing_{number:02}_values_into_a_full_ring_fails");
    let tests = (1..=30).map(|number| report_fixtures::test(&name(number), None)).collect();
    let mut model = after_run(40, 12, report_fixtures::report([tests, vec![]]));
    press(&mut model, 'a');
    press_code(&mut model, KeyCode::Left);
    assert_shows(&model, &["✓ pushing_01_values_into_a_full_ring_fai\nls", "✓ pushing_02_values_into_a_full_ring_fa…"]);
    press_code(&mut model, KeyCode::End);
    assert_shows(&model, &["✓ pushing_29_values_into_a_full_ring_fa…", "✓ pushing_30_values_into_a_full_ring_fai\nls"]);
    press_code(&mut model, KeyCode::PageUp);
    assert!(!screen(&model).contains("pushing_30"), "{}", screen(&model));
}

#[test]
fn the_first_run_says_that_red_is_expected() {
    assert_shows(&after_run(80, 24, stub()), &["The kata starts out red. That's expected."]);
    assert_shows(
        &after_two_runs(80, 24, stub()),
        &["not yet implemented: the test reached a `todo!()`", "2 more tests fail, 0 of this stage."],
    );
}

#[test]
fn amber_shows_the_compiler_errors_in_color() {
    let model = after_run(80, 24, amber());
    assert_shows(
        &model,
        &["! amber, does not compile", "error[E0308]: mismatched types", "--> katas/ring/src/lib.rs:12:5"],
    );
    assert_shows(&model, &[" Does not compile ─"]);
    let buffer = drawn_buffer(&model);
    assert!(buffer.content.iter().any(|cell| cell.symbol() == "e" && cell.fg == Color::LightRed));
}

#[test]
fn a_timeout_shows_the_limit() {
    assert_shows(
        &after_two_runs(80, 24, timeout()),
        &["⧗ timeout", "exceeded a limit", "timed out:", "exceeded the time limit of 10s"],
    );
}

#[rstest]
#[case::small(80, 24)]
#[case::large(200, 60)]
fn green_shows_a_summary_and_lint_results(#[case] width: u16, #[case] height: u16) {
    let mut model = after_run(width, height, green());
    assert_shows(&model, &["✓ green", "★ ring is green: all 3 tests pass.", "You practiced an invariant.", "10 min"]);
    assert_shows(&model, &["estimate: 1 h 00 min", "compare your design with the reference", "next kata: last"]);
    assert_shows(&model, &["Clippy and rustfmt are checking your code…"]);
    let clippy = Ok(amber().diagnostics);
    model.update(Message::Linted {
        kata: "ring".to_owned(),
        lints: Box::new(LintResults { clippy, unformatted: Ok(vec!["katas/ring/src/a.rs".to_owned()]) }),
    });
    assert_shows(&model, &["Clippy: 1 warning.", "`cargo fmt` would change katas/ring/src/a.rs."]);
    rerun(&mut model, green());
    assert_shows(&model, &["ring is still green"]);
    let (clippy, unformatted) = (Ok(Vec::new()), Err("no such command: `fmt`".to_owned()));
    model.update(Message::Linted { kata: "ring".to_owned(), lints: Box::new(LintResults { clippy, unformatted }) });
    assert_shows(&model, &["Clippy: no warnings.", "rustfmt failed to run: no such command: `fmt`"]);
}

#[test]
fn the_list_shows_matching_katas_and_its_own_keys() {
    let mut model = after_run(80, 24, red());
    let broken = |name: &str| Err((name.to_owned(), "kata.toml is missing".to_owned()));
    model.update(Message::Listed(vec![broken("ring"), broken("last")]));
    assert_shows(&model, &["Katas", "ring             kata.toml is missing", "last", "Enter open", "Esc close"]);
    press(&mut model, 'l');
    assert_shows(&model, &["Katas matching `l`", "last"]);
    press(&mut model, 'x');
    assert_shows(&model, &["No matches."]);
}

#[test]
fn the_list_groups_katas_by_track() {
    let mut model = after_run(80, 24, red());
    let katas = [summary("first", Track::Objects), summary("ring", Track::Objects), summary("last", Track::Systems)];
    model.update(Message::Listed(katas.map(Ok).to_vec()));
    assert_shows(&model, &["Object-oriented design", "first", "ring", "System design", "last"]);
    press_code(&mut model, KeyCode::Char('g'));
    assert!(!screen(&model).contains("design"), "the only match has a heading");
    press_code(&mut model, KeyCode::Backspace);
    // In a low window, the selected kata is in view, although headings are above it.
    let mut low = after_run(80, 11, red());
    let many = (0..9).map(|number| summary(&format!("kata-{number}"), Track::Objects));
    let katas: Vec<_> = many.chain([summary("last", Track::Systems)]).map(Ok).collect();
    low.update(Message::Listed(katas));
    press_code(&mut low, KeyCode::End);
    assert_shows(&low, &["System design", "last"]);
}

#[test]
fn hints_and_confirmations_are_shown() {
    let mut model = after_run(80, 24, red());
    let shown = vec!["Look closer.".to_owned(), "Count.".to_owned()];
    let hints = Hints { stage: model.kata.stages[1].clone(), shown, total: 3 };
    model.update(Message::Hinted(Box::new(hints)));
    assert_shows(
        &model,
        &["Hints of stage 2, Pop", "Hint 2 of 3 (press h for the next one)", "Count.", "Hint 1 of 3", "Look closer."],
    );
    press(&mut model, 'R');
    assert_shows(&model, &["Replace your code with the stub? A copy is kept. y: yes, u: undo the last reset"]);
    press(&mut model, 'x');
    assert_shows(&model, &["Reset canceled."]);
}

#[test]
fn regressions_are_listed() {
    let mut model = after_run(80, 24, green());
    rerun(&mut model, red());
    assert_shows(&model, &["↓ Passed before this run: stage 2: pop_one"]);
    rerun(&mut model, stub());
    assert_shows(&model, &["↓ 3 tests passed before this run"]);
    press_code(&mut model, KeyCode::End);
    assert_shows(&model, &["Passed before this run:", "stage 1: push_one", "stage 2: pop_none"]);
}

#[test]
fn a_run_shows_a_progress_bar() {
    let mut model = after_run(80, 24, red());
    model.update(Message::Saved);
    model.update(Message::Progress(Progress::Ran(1, 2)));
    assert_shows(&model, &["Running: 1 of 2 █████", "█░", "pop_one"]);
}

#[rstest]
#[case(39, 24)]
#[case(80, 9)]
#[case(10, 3)]
#[case(1, 1)]
fn a_window_below_the_minimum_size_shows_a_message(#[case] width: u16, #[case] height: u16) {
    let shown = screen(&after_run(width, height, red()));
    assert!(shown.starts_with(&"The window"[..usize::from(width.min(3))]), "{shown}");
}

#[rstest]
#[case(40, 10)]
#[case(40, 24)]
#[case(79, 19)]
#[case(119, 20)]
#[case(120, 10)]
fn small_windows_show_the_kata_and_the_keys(#[case] width: u16, #[case] height: u16) {
    for report in [stub(), red(), amber(), timeout(), green()] {
        let mut model = after_run(width, height, report);
        for key in "sb?R1".chars() {
            assert_shows(&model, &["ring  ", "q quit"]);
            press(&mut model, key);
        }
    }
}

#[test]
fn a_resize_changes_the_layout() {
    let mut model = after_two_runs(80, 24, red());
    model.update(Message::Resized(Size::new(200, 60)));
    assert_shows(&model, &["What Pop asks for.", "10 min in this kata"]);
    model.update(Message::Resized(Size::new(40, 12)));
    assert_shows(&model, &["✓1  ✗2", "pop_one"]);
}

#[test]
fn a_long_message_scrolls() {
    let long: Vec<String> = (1..=60).map(|number| format!("line {number}.")).collect();
    let mut model = after_two_runs(
        80,
        24,
        report_fixtures::report([vec![report_fixtures::test("push_one", Some(&long.join("\n")))], vec![]]),
    );
    assert_shows(&model, &["line 1.", "PgDn"]);
    press_code(&mut model, KeyCode::PageDown);
    assert!(!screen(&model).contains("line 1."));
    press_code(&mut model, KeyCode::End);
    assert_shows(&model, &["line 60.", "built in"]);
}

#[test]
fn without_colors_the_view_uses_symbols_and_words() {
    let mut model = after_run(80, 24, amber());
    model.colors = false;
    assert_shows(&model, &["! amber, does not compile"]);
    let buffer = drawn_buffer(&model);
    assert!(buffer.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
    assert!(buffer.content.iter().any(|cell| cell.modifier.contains(Modifier::BOLD)));
}

#[test]
fn no_color_depends_on_the_background_of_the_theme() {
    for report in [stub(), red(), amber(), timeout(), green()] {
        let buffer = drawn_buffer(&after_run(80, 24, report));
        let theme_dependent = [Color::White, Color::Black, Color::Gray, Color::DarkGray];
        assert!(buffer.content.iter().all(|cell| cell.bg == Color::Reset && !theme_dependent.contains(&cell.fg)));
    }
}

#[test]
fn output_of_tests_is_sanitized() {
    let mut evil = report_fixtures::test("push_\x1b[2Jone", Some("\x1b]0;title\x07boom \u{9b}31m\u{202e}"));
    evil.output = "\x1b[?1049lnoise\x08\x08\nthread 'x' panicked at".to_owned();
    evil.status = Status::Crashed;
    let model = after_two_runs(80, 24, report_fixtures::report([vec![evil], vec![]]));
    let buffer = drawn_buffer(&model);
    assert!(buffer.content.iter().all(|cell| !cell.symbol().contains(char::is_control)));
    assert_shows(&model, &["push_one", "boom", "Output:", "noise"]);
}

#[test]
fn wide_characters_do_not_break_the_layout() {
    let wide: Report =
        report_fixtures::report([vec![report_fixtures::test("push_one", Some(&"東京都👍🏽é".repeat(40)))], vec![]]);
    for width in [40, 41, 80, 200] {
        let model = after_two_runs(width, 24, wide.clone());
        assert_shows(&model, &["東", "q quit"]);
        let width = body_size(&model).width;
        assert!(panels::body(&model, width).iter().all(|line| line.width() <= width));
    }
}

#[rstest]
#[case::green(green())]
#[case::red(red())]
#[case::stub(stub())]
#[case::amber(amber())]
#[case::timeout(timeout())]
fn test_and_live_view_show_the_same_lines_in_the_same_order(#[case] report: Report) {
    let model = after_run(80, 60, report);
    let last = model.last.as_ref().expect("the run has finished");
    let printed = to_ansi(&report::full_report(&last.report, model.report_context(last), 80));
    let printed = anstream::adapter::strip_str(&printed).to_string();
    let screen = screen(&model);
    let mut rest = screen.as_str();
    for line in printed.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        let position = rest.find(line).unwrap_or_else(|| panic!("`{line}` is not next on the screen:\n{screen}"));
        rest = &rest[position + line.len()..];
    }
}
