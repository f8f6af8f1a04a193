//! Tests of the candidate's view without a terminal.

use ratatui::crossterm::event::{KeyCode, KeyEvent};
use xtask::report::{Report, SCHEMA, StageReport, Status, Subject, TestReport, Verdict};
use xtask::rules::{self, Rule};

use super::material::Material;
use super::model::{Effect, Event, Model};
use super::phase::Phase;
use super::session::Session;

const INTERVIEW: &str = "question = \"Double.\"\nscale = []\n[[clarify]]\nask = \"What about zero?\"\nrules = [\"1.2\"]\n\
                         [change]\nstage = 2\nask = \"Triple.\"\nexpect = \"One function.\"\n";
const BRIEF: &str = "### Stage 1: Double\n\n- **1.1** It doubles.\n- **1.2** Zero stays zero.\n";

fn model(phase: Phase) -> Model {
    let session = "{\"number\":1,\"kata\":\"tiny\",\"minutes\":45,\"began\":0,\"phase\":\"question\"}";
    let session: Session = serde_json::from_str(session).expect("the session is valid");
    let file = toml::from_str(INTERVIEW).expect("the file is valid");
    let material = Material { file, rules: rules::of_brief(BRIEF), stages: Vec::new(), scale: Vec::new() };
    Model::new(Session { phase, ..session }, material)
}

/// Returns a report in which the only test of each stage fails. The test of stage 1 checks rule 1.2.
fn red() -> Report {
    let stage = |number: u32| StageReport {
        number,
        name: format!("stage_{number}"),
        title: "Numbers".to_owned(),
        core: true,
        verdict: Verdict::Red,
        passed: 0,
        total: Some(1),
        tests: vec![TestReport {
            name: "it_works".to_owned(),
            status: Status::Failed,
            ms: 0.0,
            message: Some("no".to_owned()),
            location: None,
            defined: None,
            rules: vec![Rule { number: "1.2".to_owned(), text: "Zero stays zero.".to_owned() }],
            output: String::new(),
        }],
    };
    Report {
        schema: SCHEMA,
        kata: "tiny".to_owned(),
        subject: Subject::Kata,
        verdict: Verdict::Red,
        passed: 0,
        total: 2,
        build_ms: 0,
        run_ms: 0,
        stages: vec![stage(1), stage(2)],
        diagnostics: Vec::new(),
        error: None,
        own: None,
    }
}

fn press(model: &mut Model, codes: &[KeyCode]) -> Vec<Effect> {
    codes.iter().flat_map(|&code| model.update(Event::Key(KeyEvent::from(code)))).collect()
}

#[test]
fn a_result_counts_for_the_phase_in_which_its_run_began() {
    let mut model = model(Phase::Change);
    model.update(Event::Ran(Phase::Code, Box::new(Ok(red()))));
    assert_eq!(model.session.results[&Phase::Code].len(), 1, "only the stage before the change");
    assert!(!model.session.results.contains_key(&Phase::Change));
    assert!(model.report.is_none(), "a result of an earlier phase is not shown");
    model.update(Event::Ran(Phase::Change, Box::new(Ok(red()))));
    assert_eq!(model.session.results[&Phase::Change].len(), 2);
    let shown = model.report.as_ref().and_then(|report| report.as_ref().ok()).expect("a report is shown");
    assert_eq!(shown.stages.iter().map(|stage| stage.number).collect::<Vec<_>>(), [2]);
}

#[test]
fn a_failing_test_reveals_what_was_not_asked() {
    let mut model = model(Phase::Code);
    model.update(Event::Ran(Phase::Code, Box::new(Ok(red()))));
    assert!(model.unasked.contains("What about zero?"));
    assert!(model.session.found_by_tests.contains("What about zero?"));
    let known = |model: &Model| {
        let rules = model.material.known_rules(1, &model.session);
        rules.iter().map(|rule| rule.number.clone()).collect::<Vec<_>>()
    };
    assert_eq!(known(&model), ["1.1", "1.2"]);

    let mut model = self::model(Phase::Code);
    assert_eq!(known(&model), ["1.1"]);
    press(
        &mut model,
        &[KeyCode::Char('q'), KeyCode::Char('z'), KeyCode::Char('e'), KeyCode::Char('r'), KeyCode::Enter],
    );
    assert_eq!(known(&model), ["1.1", "1.2"]);
    model.update(Event::Ran(Phase::Code, Box::new(Ok(red()))));
    assert!(model.unasked.is_empty() && model.session.found_by_tests.is_empty());
}

#[test]
fn escape_closes_a_question_before_it_pauses() {
    let mut model = model(Phase::Code);
    model.scroll = 10;
    assert_eq!(press(&mut model, &[KeyCode::Char('q')]), []);
    assert!(model.is_asking && model.scroll == 0);
    assert_eq!(press(&mut model, &[KeyCode::Esc]), []);
    assert!(!model.is_asking);
    assert_eq!(press(&mut model, &[KeyCode::Esc]), [Effect::Save, Effect::Quit]);
}

#[test]
fn the_clock_counts_for_the_current_phase() {
    let mut model = model(Phase::Clarify);
    assert_eq!(model.update(Event::Passed(4)), []);
    assert_eq!(model.update(Event::Passed(1)), [Effect::Save]);
    press(&mut model, &[KeyCode::Tab]);
    model.update(Event::Passed(2));
    assert_eq!((model.session.seconds_in(Phase::Clarify), model.session.seconds_in(Phase::Sketch)), (5, 2));
}
