//! A kata and runs of it, for the tests of the view.

use std::path::PathBuf;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Size;

use super::model::{Effect, Excerpt, FinishedRun, Message, Model, Opened, Place, ViewSettings};
use crate::report::{Diagnostic, Report, SCHEMA, StageReport, Status, Subject, TestReport, Verdict};
use crate::store::{KataState, StageState};
use crate::workspace::Stage;

/// The kata `ring` with two stages, between two others.
pub(super) fn kata() -> Opened {
    let stage = |number: u32, name: &str, title: &str| Stage {
        number,
        module: format!("stage_{number}_{name}"),
        name: name.to_owned(),
        title: title.to_owned(),
        minutes: 30,
        text: format!("# {title}\n\nWhat {title} asks for.\n\nTime box: 30 minutes."),
        path: PathBuf::new(),
        source: String::new(),
    };
    Opened {
        name: "ring".to_owned(),
        teaches: "an invariant".to_owned(),
        brief: "# The story\n\nOf a ring.\n".to_owned(),
        stages: vec![stage(1, "push", "Push"), stage(2, "pop", "Pop")],
        suites: vec!["tests/ring/stage_1_push.rs".to_owned(), "tests/ring/stage_2_pop.rs".to_owned()],
        order: ["first", "ring", "last"].map(str::to_owned).to_vec(),
        progress: KataState::default(),
    }
}

/// A view of it of this size.
pub(super) fn model(width: u16, height: u16) -> Model {
    Model::new(kata(), 1000, ViewSettings { size: Size { width, height }, colors: true, bell: false })
}

/// A view whose first run came to this.
pub(super) fn ran(width: u16, height: u16, report: Report) -> Model {
    let mut model = model(width, height);
    model.begin();
    end(&mut model, report);
    model
}

/// The run under way comes to this.
pub(super) fn end(model: &mut Model, report: Report) -> Vec<Effect> {
    let mut progress = KataState { seconds: 600, last_run: Some(1000), ..KataState::default() };
    for stage in &report.stages {
        let state = StageState { verdict: stage.verdict, passed: stage.passed, total: stage.total };
        progress.stages.insert(stage.number, state);
    }
    let excerpts = match report.first_failure() {
        Some((_, test)) if test.location.is_some() => {
            let lines = ["    let ring = ring();", "    assert_eq!(ring.pop(), Some(1), \"the first\");", "}"];
            let place = Place { file: "tests/ring/stage_2_pop.rs".to_owned(), line: 31 };
            vec![Excerpt { place, first: 30, lines: lines.map(str::to_owned).to_vec() }]
        }
        _ => Vec::new(),
    };
    let outcome = FinishedRun { report, warning: None, excerpts, progress };
    model.update(Message::Ended(Some(Box::new(Ok(outcome)))))
}

/// Another run begins and comes to this.
pub(super) fn again(model: &mut Model, report: Report) -> Vec<Effect> {
    model.update(Message::Saved);
    end(model, report)
}

pub(super) fn press(model: &mut Model, key: char) -> Vec<Effect> {
    model.update(Message::Key(KeyCode::Char(key).into()))
}

pub(super) fn press_code(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    model.update(Message::Key(code.into()))
}

/// What is on a view's screen, cell by cell.
pub(super) fn drawn(model: &Model) -> Buffer {
    let Size { width, height } = model.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| super::layout::draw(model, frame)).unwrap();
    terminal.backend().buffer().clone()
}

/// What is on the screen, a line each.
pub(super) fn screen(model: &Model) -> String {
    let buffer = drawn(model);
    let width = usize::from(buffer.area.width);
    let lines =
        buffer.content.chunks(width).map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>());
    lines.map(|line| line.trim_end().to_owned() + "\n").collect()
}

#[track_caller]
pub(super) fn has(model: &Model, wanted: &[&str]) {
    let screen = screen(model);
    for wanted in wanted {
        assert!(screen.contains(wanted), "`{wanted}` is not on the screen:\n{screen}");
    }
}

/// A test that passed, or why not.
pub(crate) fn test(name: &str, failed: Option<&str>) -> TestReport {
    TestReport {
        name: name.to_owned(),
        status: if failed.is_some() { Status::Failed } else { Status::Passed },
        ms: 1.0,
        message: failed.map(str::to_owned),
        location: failed.map(|_| "tests/ring/stage_2_pop.rs:31".to_owned()),
        defined: Some("tests/ring/stage_2_pop.rs:29".to_owned()),
        output: String::new(),
    }
}

/// What a comparison says that failed.
pub(crate) const FAILED: &str = "assertion `left == right` failed: the first\n  left: None\n right: Some(1)";

/// A report of these tests of the two stages.
pub(crate) fn report(stages: [Vec<TestReport>; 2]) -> Report {
    let names = [("push", "Push"), ("pop", "Pop")];
    let stages = stages.into_iter().zip(names).zip(1..).map(|((tests, (name, title)), number)| {
        let mut stage = StageReport {
            number,
            name: name.to_owned(),
            title: title.to_owned(),
            verdict: Verdict::Green,
            passed: 0,
            total: None,
            tests,
        };
        stage.settle();
        stage
    });
    let mut report = Report {
        schema: SCHEMA,
        kata: "ring".to_owned(),
        subject: Subject::Kata,
        verdict: Verdict::Green,
        passed: 0,
        total: 0,
        build_ms: 1200,
        run_ms: 40,
        stages: stages.collect(),
        diagnostics: Vec::new(),
        error: None,
        own: None,
    };
    report.settle();
    report
}

/// All pass.
pub(crate) fn green() -> Report {
    report([vec![test("push_one", None)], vec![test("pop_one", None), test("pop_none", None)]])
}

/// The second stage fails.
pub(crate) fn red() -> Report {
    report([vec![test("push_one", None)], vec![test("pop_one", Some(FAILED)), test("pop_none", None)]])
}

/// Nothing passes.
pub(crate) fn stub() -> Report {
    let todo = || Some("not yet implemented");
    report([vec![test("push_one", todo())], vec![test("pop_one", todo()), test("pop_none", todo())]])
}

/// The learner's code does not compile.
pub(crate) fn amber() -> Report {
    let mut report = report([vec![], vec![]]);
    for stage in &mut report.stages {
        stage.verdict = Verdict::Amber;
    }
    report.diagnostics.push(Diagnostic {
        message: "mismatched types".to_owned(),
        code: Some("E0308".to_owned()),
        location: Some("katas/ring/src/lib.rs:12".to_owned()),
        stage: None,
        rendered: "\x1b[1m\x1b[91merror[E0308]\x1b[0m: mismatched types\n  --> katas/ring/src/lib.rs:12:5\n".to_owned(),
    });
    report.settle();
    report
}

/// A test was ended by a limit.
pub(crate) fn timeout() -> Report {
    let mut slow = test("pop_one", Some("it did not end within 10s"));
    slow.status = Status::TimedOut;
    report([vec![test("push_one", None)], vec![slow, test("pop_none", None)]])
}
