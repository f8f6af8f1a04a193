use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Size;

use super::effect::Effect;
use super::message::Message;
use super::model::{Activity, LintResults, Model, OpenKata, Panel, SingleTest, ViewSettings};
use super::panels;
use crate::recorded_run::Recording;
use crate::report::{Report, StageReport, Status};
use crate::report_fixtures::{amber, green, red, report, stub, test};
use crate::run::Progress;
use crate::source_excerpt::SourceLocation;
use crate::watch::test_fixtures::{
    after_run, assert_shows, body_size, finish_run, kata, model, press, press_code, rerun, screen, summary,
};
use crate::workspace::Track;

fn shows(model: &Model, panel: &str) -> bool {
    format!("{:?}", model.panel).starts_with(panel)
}

fn recorded(opened: Option<u64>) -> Effect {
    Effect::Run(Recording::Progress { opened })
}

fn notice(model: &Model) -> &str {
    model.notice.as_deref().unwrap_or_default()
}

#[test]
fn a_save_stops_the_run_and_starts_another() {
    let mut model = model(80, 24);
    assert_eq!(model.begin(), [recorded(Some(1000))]);
    assert_eq!(model.update(Message::Saved), [Effect::StopRun]);
    assert_eq!(model.activity, Activity::Stopping);
    // Progress of the old run is ignored.
    model.update(Message::Progress(Progress::Ran(1, 2)));
    assert_eq!(model.activity, Activity::Stopping);
    assert_eq!(finish_run(&mut model, red()), [recorded(Some(1000))]);
    assert!(model.last.is_none(), "the result of the old code is shown");
    assert!(finish_run(&mut model, green()).contains(&Effect::PrintPanel));
    assert!(model.is_core_green());
}

/// Returns the message about the first failure of `report`, as the result of the current test.
fn current_test(mut report: Report) -> Message {
    let (stage, test) = report.first_failure().map(|(stage, test)| (stage.clone(), test.clone())).unwrap();
    report.stages = vec![StageReport { tests: vec![test.clone()], ..stage }];
    Message::CurrentTestEnded(Box::new(SingleTest { name: test.name, report, excerpts: Vec::new() }))
}

#[test]
fn the_current_test_is_shown_until_the_run_ends() {
    let mut model = after_run(80, 24, stub());
    press(&mut model, 'b');
    assert_eq!(model.update(current_test(red())), [], "a message without a run");
    model.update(Message::Saved);
    assert_eq!(model.update(current_test(red())), [Effect::PrintLine("✗ pop_one: the first".to_owned())]);
    let shown = [
        "ring  ✗ red  0 of 3 tests pass  last run",
        "Current test; the others are running",
        "pop_one",
        "yours: None",
        "expected: Some(1)",
    ];
    assert_shows(&model, &shown);
    // A panel opened after that stays open.
    press(&mut model, 'b');
    finish_run(&mut model, red());
    assert!(shows(&model, "Brief"));
    press(&mut model, 'q');
    assert!(!screen(&model).contains("last run"), "{}", screen(&model));
    model.update(Message::Saved);
    model.update(current_test(red()));
    model.update(Message::Saved);
    assert!(!screen(&model).contains("Current test"), "the result of old code is shown:\n{}", screen(&model));
    assert_eq!(model.update(current_test(red())), [], "a message of a run that is being stopped");
}

#[test]
fn a_current_test_that_passes_is_good_news() {
    let mut model = after_run(80, 24, red());
    model.update(Message::Saved);
    let Message::CurrentTestEnded(mut ended) = current_test(red()) else { unreachable!() };
    ended.report.stages[0].tests[0].status = Status::Passed;
    ended.report.stages[0].compute_verdict();
    ended.report.compute_verdict();
    let line = Effect::PrintLine("✓ pop_one passes.".to_owned());
    assert_eq!(model.update(Message::CurrentTestEnded(ended)), [line]);
    assert_shows(&model, &["Current test; the others are running", "✓ passes"]);
}

#[test]
fn a_save_without_a_change_starts_a_run_only_after_a_failure() {
    let mut model = after_run(80, 24, red());
    assert!(!model.update(Message::SavedUnchanged).is_empty() && !model.is_busy());
    assert!(notice(&model).starts_with("Saved without a change."));
    model.update(Message::Saved);
    assert_eq!(model.update(Message::SavedUnchanged), [], "a message during a run");
    model.update(Message::Ended(Some(Box::new(Err("The disk is full.".to_owned())))));
    assert_eq!(model.update(Message::SavedUnchanged), [recorded(None)]);
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
fn a_green_core_can_be_compared_and_marked_as_done() {
    let mut report = red();
    report.stages[1].core = false;
    let mut model = after_run(80, 24, report);
    let shown = screen(&model);
    assert!(shown.contains("★ The core of ring is green. The other stages are extensions."), "{shown}");
    assert!(shown.contains("n  go on to the next kata: last"), "{shown}");
    assert_eq!(press(&mut model, 'n'), [Effect::MarkDone]);
    assert!(press(&mut model, 'c').contains(&Effect::Compare(model.body.width)));
    rerun(&mut model, stub());
    assert!(!press(&mut model, 'n').contains(&Effect::MarkDone), "the core is red");
}

#[test]
fn the_first_green_core_shows_the_headline_of_the_comparison() {
    let core_green = || {
        let mut report = red();
        report.stages[1].core = false;
        report
    };
    let headline = |text: &str| Message::Headline { kata: "ring".to_owned(), lines: vec![text.to_owned()] };
    let mut kata = kata();
    kata.stages[1].is_core = false;
    let mut model = Model::new(kata, 1000, ViewSettings { size: Size::new(80, 24), colors: true, bell: false });
    model.begin();
    assert!(!finish_run(&mut model, stub()).contains(&Effect::Headline), "the core is red");
    assert!(rerun(&mut model, core_green()).contains(&Effect::Headline));
    // A save cancels the search, so it starts again.
    model.update(Message::Saved);
    assert_eq!(model.update(headline("Old.")), []);
    assert!(finish_run(&mut model, core_green()).contains(&Effect::Headline));
    assert_eq!(
        model.update(headline("It is closest to the reference.")),
        [Effect::PrintLine("It is closest to the reference.".to_owned())]
    );
    assert_shows(&model, &["It is closest to the reference.\nc  the whole comparison"]);
    assert!(!rerun(&mut model, core_green()).contains(&Effect::Headline), "it was shown already");
    assert!(!screen(&model).contains("closest"), "{}", screen(&model));
}

#[test]
fn green_stages_and_regressions_are_reported() {
    let mut model = after_run(80, 24, stub());
    assert!(model.last.as_ref().unwrap().newly_green.is_empty());
    rerun(&mut model, red());
    let last = model.last.as_ref().unwrap();
    assert_eq!((last.newly_green.clone(), last.regressions.len(), last.turned_green), (vec![1], 0, true));
    rerun(&mut model, amber());
    rerun(&mut model, red());
    assert!(
        model.last.as_ref().unwrap().newly_green.is_empty(),
        "the stage was already green before it did not compile"
    );

    rerun(&mut model, green());
    assert_eq!(model.last.as_ref().unwrap().newly_green, [2]);
    for _ in 0..2 {
        rerun(&mut model, red());
        assert_eq!(model.last.as_ref().unwrap().regressions, ["2: pop_one"]);
    }
    rerun(&mut model, green());
    let last = model.last.as_ref().unwrap();
    assert!(last.regressions.is_empty() && last.turned_green);
    rerun(&mut model, green());
    assert!(!model.last.as_ref().unwrap().turned_green, "the kata was already green");
}

#[test]
fn a_stage_that_turns_green_shows_its_time_and_questions() {
    let mut model = after_run(80, 24, stub());
    rerun(&mut model, red());
    let notes = ["Time for this stage: 6 min (estimate: 30 min).", "Talk about it: Who owns it?"];
    assert_eq!(model.last.as_ref().unwrap().stage_notes, notes);
    assert!(notes.iter().all(|note| screen(&model).contains(note)), "{}", screen(&model));
    rerun(&mut model, red());
    assert!(!notes.iter().any(|note| screen(&model).contains(note)), "{}", screen(&model));
    let both = after_run(80, 40, green());
    let shown = screen(&both);
    assert!(
        shown.contains("Time for these stages: 6 min (estimate: 1 h 00 min).") && shown.contains(notes[1]),
        "{shown}"
    );
}

#[test]
fn passed_tests_of_the_saved_state_count_as_regressions() {
    let mut kata = kata();
    kata.progress.passed.insert("pop/pop_one".to_owned());
    let settings = ViewSettings { size: Size::new(80, 24), colors: true, bell: true };
    let mut model = Model::new(kata, 0, settings);
    model.begin();
    let effects = finish_run(&mut model, red());
    assert_eq!(model.last.as_ref().unwrap().regressions, ["2: pop_one"]);
    assert!(effects.contains(&Effect::Bell));
    model.update(Message::Restored("The stub is back.\n".to_owned()));
    rerun(&mut model, stub());
    assert!(model.last.as_ref().unwrap().regressions.is_empty(), "regressions after a reset");
}

#[test]
fn clippy_checks_only_green_code() {
    assert!(!finish_run(&mut model(80, 24), red()).contains(&Effect::Lint));
    assert!(finish_run(&mut model(80, 24), green()).contains(&Effect::Lint));
}

#[test]
fn the_bell_is_off_by_default() {
    assert!(!finish_run(&mut model(80, 24), red()).contains(&Effect::Bell));
}

#[test]
fn next_marks_a_green_kata_as_done_and_confirms_otherwise() {
    let mut model = after_run(80, 24, red());
    press(&mut model, 'n');
    assert!(notice(&model).contains("not green yet"), "{}", notice(&model));
    press(&mut model, 'j');
    press(&mut model, 'n');
    assert_eq!(press(&mut model, 'n'), [Effect::Open("last".to_owned())]);
    rerun(&mut model, green());
    assert_eq!(press(&mut model, 'n'), [Effect::MarkDone]);
    assert!(model.update(Message::Done(Some("last".to_owned()))).contains(&Effect::Open("last".to_owned())));
    model.update(Message::Done(None));
    assert_eq!(notice(&model), "All katas are done.");
    assert_eq!(press(&mut model, 'p'), [Effect::Open("first".to_owned())]);
}

#[test]
fn opening_a_kata_stops_the_current_run_first() {
    let mut model = model(80, 24);
    model.begin();
    let opened = OpenKata { name: "last".to_owned(), ..kata() };
    assert_eq!(model.update(Message::Opened(Box::new(opened))), [Effect::StopRun]);
    assert_eq!(finish_run(&mut model, green()), [Effect::Run(Recording::Nothing)]);
    assert!(model.last.is_none() && model.kata.name == "last");
}

#[test]
fn runs_are_recorded_from_the_first_save_after_opening_a_kata() {
    let mut model = after_run(80, 24, red());
    let opened = OpenKata { name: "last".to_owned(), ..kata() };
    model.update(Message::Tick(2000));
    assert_eq!(model.update(Message::Opened(Box::new(opened))), [Effect::Run(Recording::Nothing)]);
    model.update(Message::Ended(None));
    model.update(Message::Tick(2300));
    assert!(screen(&model).contains("5 min"), "the working time begins when the kata is opened");
    assert_eq!(model.update(Message::Saved), [recorded(Some(2000))]);
    finish_run(&mut model, red());
    assert_eq!(model.update(Message::Saved), [recorded(None)]);
}

/// Ends the run of a single test with the only test of the report's stage 2.
fn finish_test(model: &mut Model, report: Report) -> Vec<Effect> {
    let test = SingleTest { name: "pop_one".to_owned(), report, excerpts: Vec::new() };
    model.update(Message::TestEnded(Some(Box::new(Ok(test)))))
}

#[test]
fn enter_runs_the_selected_test_alone() {
    let mut model = after_run(80, 24, red());
    press(&mut model, 'a');
    let run = |test: &str| vec![Effect::RunTest { stage: 2, test: test.to_owned() }];
    assert_eq!(press_code(&mut model, KeyCode::Enter), run("pop_one"), "the first failing test is not selected");
    assert_eq!(
        press_code(&mut model, KeyCode::Enter),
        [Effect::PrintLine("Wait until the current run has ended.".to_owned())]
    );
    finish_test(&mut model, report([vec![], vec![test("pop_one", Some("no"))]]));
    let shown = screen(&model);
    assert!(shown.contains("A test of stage 2, run alone") && shown.contains("✗ fails"), "{shown}");
    press_code(&mut model, KeyCode::Esc);
    press(&mut model, 'j');
    assert_eq!(press_code(&mut model, KeyCode::Enter), run("pop_none"));
    finish_test(&mut model, report([vec![], vec![test("pop_none", None)]]));
    assert!(screen(&model).contains("✓ passes"), "{}", screen(&model));
    assert_eq!(model.last.as_ref().unwrap().report.passed, 2, "the result replaced that of the last run");
    assert_eq!(model.update(Message::Saved), [recorded(None)]);
    assert!(shows(&model, "Result"), "the result about old code is still shown");
}

#[test]
fn a_save_stops_the_run_of_a_single_test() {
    let mut model = after_run(80, 24, red());
    press(&mut model, 'a');
    press_code(&mut model, KeyCode::Enter);
    assert_eq!(model.update(Message::Saved), [Effect::StopRun]);
    assert_eq!(finish_test(&mut model, red()), [recorded(None)]);
    assert!(!shows(&model, "Test("), "the result about old code is shown");
}

#[test]
fn clippy_starts_again_after_a_single_test() {
    let mut model = after_run(80, 24, green());
    press(&mut model, 'a');
    press_code(&mut model, KeyCode::Enter);
    press_code(&mut model, KeyCode::Esc);
    assert_eq!(finish_test(&mut model, green()), [Effect::Lint]);
    assert!(shows(&model, "Result"), "the result replaced another page");
}

#[test]
fn opening_a_kata_clears_the_state_of_the_last_one() {
    let mut model = after_run(80, 24, green());
    model.update(Message::Saved);
    model.update(Message::Ended(Some(Box::new(Err("katas/ring is missing".to_owned())))));
    press(&mut model, 'b');
    model.update(Message::Opened(Box::new(OpenKata { name: "last".to_owned(), ..kata() })));
    assert!(model.last.is_none() && model.failure.is_none() && shows(&model, "Result"));
    assert!(model.stage_rows().iter().all(|row| row.verdict.is_none()));
}

#[test]
fn new_results_withdraw_questions_and_scrolling_keeps_notices() {
    let mut model = after_run(80, 24, red());
    press(&mut model, 'Z');
    press_code(&mut model, KeyCode::Down);
    assert!(notice(&model).contains("Unknown key Z"), "{}", notice(&model));
    press(&mut model, 'n');
    assert!(notice(&model).contains("is not green yet"), "{}", notice(&model));
    rerun(&mut model, green());
    assert_eq!(notice(&model), "");
    assert_eq!(press(&mut model, 'n'), [Effect::MarkDone]);
}

#[test]
fn compare_requires_green_code_or_a_second_key_press() {
    let mut model = after_run(80, 24, red());
    let compares = |effects: Vec<Effect>| effects.contains(&Effect::Compare(80));
    assert!(!compares(press(&mut model, 'c')));
    assert!(!compares(press(&mut model, 'h')));
    assert!(!compares(press(&mut model, 'c')), "another key did not cancel the confirmation");
    assert!(compares(press(&mut model, 'c')));
    rerun(&mut model, green());
    assert!(compares(press(&mut model, 'c')));
    model.update(Message::Compared {
        kata: "ring".to_owned(),
        text: "ring: \u{1b}[33myours\u{1b}[0m and the reference".to_owned(),
    });
    assert!(matches!(model.panel, Panel::Comparison(_)) && model.notice.is_none());
    let lines = panels::body(&model, 80);
    assert_eq!(lines[0].to_string(), "ring: yours and the reference");
    assert!(lines[0].spans.iter().any(|span| span.style.fg.is_some()), "the colors are lost: {lines:?}");
}

#[test]
fn reset_requires_a_confirmation() {
    let mut model = after_run(80, 24, red());
    press(&mut model, 'R');
    assert!(notice(&model).contains("y: yes, u: undo"), "{}", notice(&model));
    assert!(!press(&mut model, 'q').contains(&Effect::Quit), "another key than y or u did not cancel the reset");
    press(&mut model, 'R');
    assert_eq!(press(&mut model, 'y'), [Effect::Reset { undo: false }]);
    press(&mut model, 'R');
    assert_eq!(press(&mut model, 'u'), [Effect::Reset { undo: true }]);
    assert!(!press(&mut model, 'y').contains(&Effect::Reset { undo: false }));
}

#[test]
fn the_editor_opens_the_first_error() {
    let location = |file: &str, line| vec![Effect::Edit(SourceLocation { file: file.to_owned(), line })];
    let mut model = model(80, 24);
    assert_eq!(press(&mut model, 'e'), location("katas/ring/src/lib.rs", 1));
    model.begin();
    finish_run(&mut model, red());
    assert_eq!(press(&mut model, 'e'), location("tests/ring/stage_2_pop.rs", 31));
    rerun(&mut model, amber());
    assert_eq!(press(&mut model, 'e'), location("katas/ring/src/lib.rs", 12));
}

#[test]
fn only_a_requested_run_replaces_the_panel() {
    let mut model = model(80, 24);
    model.begin();
    press(&mut model, 'b');
    finish_run(&mut model, stub());
    assert!(shows(&model, "Brief"), "the first run replaced the panel");
    rerun(&mut model, red());
    assert!(shows(&model, "Result"));
}

#[test]
fn the_list_is_searched_by_typing() {
    let mut model = after_run(80, 24, red());
    assert_eq!(press(&mut model, 'l'), [Effect::List]);
    let listed = |name: &str| Ok(summary(name, Track::Objects));
    let katas = vec![listed("first"), listed("ring"), listed("last"), Err(("quad".to_owned(), "broken".to_owned()))];
    model.update(Message::Listed(katas.clone()));
    assert_eq!(press_code(&mut model, KeyCode::Enter), [Effect::PrintPanel], "the current kata is not selected");
    model.update(Message::Listed(katas));
    assert!(press(&mut model, 'q').is_empty(), "q acted as a key");
    assert_eq!(press_code(&mut model, KeyCode::Enter), [Effect::Open("quad".to_owned())]);
    press_code(&mut model, KeyCode::Backspace);
    press_code(&mut model, KeyCode::Down);
    press_code(&mut model, KeyCode::Down);
    assert_eq!(press_code(&mut model, KeyCode::Enter), [Effect::Open("last".to_owned())]);
    for letter in "zzz".chars() {
        press(&mut model, letter);
    }
    assert!(press_code(&mut model, KeyCode::Enter).is_empty(), "Enter opened a kata without a match");
    press_code(&mut model, KeyCode::Esc);
    assert!(shows(&model, "Result"));
}

#[test]
fn arrows_and_digits_select_the_stage() {
    let mut model = after_run(80, 24, red());
    press(&mut model, 's');
    assert!(shows(&model, "Stage(2)"));
    press_code(&mut model, KeyCode::Left);
    assert!(shows(&model, "Stage(1)"));
    press_code(&mut model, KeyCode::Left);
    assert!(shows(&model, "Stage(1)"));
    press(&mut model, '2');
    assert!(shows(&model, "Stage(2)"));
    press(&mut model, '7');
    assert!(notice(&model).contains("Unknown key 7"), "{}", notice(&model));
}

#[test]
fn scrolling_stops_at_the_end_of_the_panel() {
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
    model.set_body_size(body_size(&model));
    assert!(model.scroll < furthest - 1, "the scroll position is beyond the end of a larger window");
    press(&mut model, 'g');
    assert_eq!(model.scroll, 0);
}

#[test]
fn control_keys_quit_suspend_and_redraw() {
    let control = |letter| Message::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL));
    let mut model = after_run(80, 24, red());
    assert_eq!(model.update(control('c')), [Effect::Quit]);
    assert_eq!(model.update(control('l')), [Effect::Redraw]);
    assert_eq!(model.update(control('z')), [Effect::Suspend]);
    assert!(model.update(control('r')).is_empty());
    model.update(Message::Saved);
    assert_eq!(model.update(control('z')), [Effect::StopRun, Effect::Suspend]);
    assert_eq!(model.update(Message::Ended(None)), [recorded(None)], "the run does not start again");
    assert_eq!(press(&mut model, 'q'), [Effect::Quit], "q does not quit during a run");
}

#[test]
fn a_typed_line_is_a_key_or_a_kata() {
    let mut model = after_run(80, 24, red());
    let line = |model: &mut Model, line: &str| model.update(Message::Line(line.to_owned()));
    assert_eq!(line(&mut model, "h"), [Effect::Hint]);
    assert_eq!(line(&mut model, "la"), [Effect::Open("last".to_owned())]);
    line(&mut model, "what?");
    assert!(shows(&model, "Help"));
    line(&mut model, "R");
    assert_eq!(line(&mut model, "y"), [Effect::Reset { undo: false }]);
    assert_eq!(line(&mut model, ""), [recorded(None)]);
}

#[test]
fn a_failed_run_is_reported_until_the_next_result() {
    let mut model = after_run(80, 24, red());
    model.update(Message::Saved);
    model.update(Message::Ended(Some(Box::new(Err("katas/ring is missing".to_owned())))));
    assert_eq!(model.failure.as_deref(), Some("katas/ring is missing"));
    rerun(&mut model, red());
    assert_eq!(model.failure, None);
}

#[test]
fn keys_other_than_q_do_nothing_in_a_small_window() {
    let mut model = after_run(80, 24, red());
    model.update(Message::Resized(Size::new(30, 8)));
    for key in ['R', 'y', 'n', 'n', 'h'] {
        assert!(press(&mut model, key).is_empty(), "{key}");
    }
    assert_eq!(press(&mut model, 'q'), [Effect::Quit]);
    model.update(Message::Resized(Size::new(80, 24)));
    assert!(
        press(&mut model, 'y').iter().all(|effect| !matches!(effect, Effect::Reset { .. })),
        "the reset was not confirmed"
    );
}

#[test]
fn next_and_compare_wait_for_the_run_of_the_saved_code() {
    let mut model = after_run(80, 24, green());
    model.update(Message::Saved);
    for key in ['n', 'c'] {
        press(&mut model, key);
        assert!(notice(&model).starts_with("Wait until"), "{}", notice(&model));
    }
    // After a failed run, the last verdict is about old code.
    model.update(Message::Ended(Some(Box::new(Err("katas/ring/src/lib.rs is missing".to_owned())))));
    assert!(!press(&mut model, 'n').contains(&Effect::MarkDone));
}

#[test]
fn results_for_another_kata_are_ignored() {
    let mut model = after_run(80, 24, green());
    model.update(Message::Opened(Box::new(OpenKata { name: "last".to_owned(), ..kata() })));
    finish_run(&mut model, green());
    model.update(Message::Compared { kata: "ring".to_owned(), text: "a comparison".to_owned() });
    assert!(shows(&model, "Result"), "{:?}", model.panel);
    let lints = LintResults { clippy: Ok(Vec::new()), unformatted: Ok(Vec::new()) };
    model.update(Message::Linted { kata: "ring".to_owned(), lints: Box::new(lints) });
    assert!(model.last.as_ref().unwrap().lints.is_none());
}
