//! A kata and its runs, for the tests of the live view.

use std::path::PathBuf;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Size;

use super::effect::Effect;
use super::message::Message;
use super::model::{BodySize, FinishedRun, Model, OpenKata, ViewSettings};
use crate::kata_summary::KataSummary;
use crate::report::Report;
use crate::source_excerpt::{Excerpt, SourceLocation};
use crate::store::{KataState, StageState, WorkTime};
use crate::workspace::{Stage, Track};

/// Returns the kata `ring` with two stages, between two other katas.
pub(super) fn kata() -> OpenKata {
    let stage = |number: u32, name: &str, title: &str| Stage {
        number,
        module: format!("stage_{number}_{name}"),
        name: name.to_owned(),
        title: title.to_owned(),
        minutes: 30,
        is_core: true,
        text: format!("# {title}\n\nWhat {title} asks for.\n\nTime box: 30 minutes."),
        path: PathBuf::new(),
        source: String::new(),
    };
    OpenKata {
        name: "ring".to_owned(),
        teaches: "an invariant".to_owned(),
        brief: "# The story\n\nOf a ring.\n\n## Talk about it\n\n1. Stage 1: Who owns it?\n2. Why?\n".to_owned(),
        stages: vec![stage(1, "push", "Push"), stage(2, "pop", "Pop")],
        suites: vec!["tests/ring/stage_1_push.rs".to_owned(), "tests/ring/stage_2_pop.rs".to_owned()],
        order: ["first", "ring", "last"].map(str::to_owned).to_vec(),
        progress: KataState::default(),
        due: None,
    }
}

/// Returns the summary of a kata that was never run.
pub(super) fn summary(name: &str, track: Track) -> KataSummary {
    KataSummary {
        name: name.to_owned(),
        title: String::new(),
        teaches: String::new(),
        track,
        minutes: 60,
        core_minutes: 60,
        core: 2,
        core_green: 0,
        stages: 2,
        stages_green: 0,
        verdict: None,
        done: false,
        current: false,
        seconds: 0,
    }
}

/// Returns a view of this size.
pub(super) fn model(width: u16, height: u16) -> Model {
    Model::new(kata(), 1000, ViewSettings { size: Size { width, height }, colors: true, bell: false })
}

/// Returns a view after a first run with this report.
pub(super) fn after_run(width: u16, height: u16, report: Report) -> Model {
    let mut model = model(width, height);
    model.begin();
    finish_run(&mut model, report);
    model
}

/// Returns a view after two runs with this report, so that nothing is new in it.
pub(super) fn after_two_runs(width: u16, height: u16, report: Report) -> Model {
    let mut model = after_run(width, height, report.clone());
    rerun(&mut model, report);
    model
}

/// Ends the current run with this report.
pub(super) fn finish_run(model: &mut Model, report: Report) -> Vec<Effect> {
    let mut progress = KataState { time: WorkTime { seconds: 600, last_run: Some(1000) }, ..KataState::default() };
    for stage in &report.stages {
        let state = StageState { verdict: stage.verdict, passed: stage.passed, total: stage.total };
        progress.stages.insert(stage.name.clone(), state);
    }
    let excerpts = match report.first_failure() {
        Some((_, test)) if test.location.is_some() => {
            let lines = ["    let ring = ring();", "    assert_eq!(ring.pop(), Some(1), \"the first\");", "}"];
            let location = SourceLocation { file: "tests/ring/stage_2_pop.rs".to_owned(), line: 31 };
            vec![Excerpt { location, first: 30, lines: lines.map(str::to_owned).to_vec() }]
        }
        _ => Vec::new(),
    };
    let (inputs, due) = (Default::default(), model.kata.due.clone());
    let outcome = FinishedRun { report, warning: None, excerpts, progress, inputs, stage_seconds: Some(360), due };
    model.update(Message::Ended(Some(Box::new(Ok(outcome)))))
}

/// Starts another run and ends it with this report.
pub(super) fn rerun(model: &mut Model, report: Report) -> Vec<Effect> {
    model.update(Message::Saved);
    finish_run(model, report)
}

pub(super) fn press(model: &mut Model, key: char) -> Vec<Effect> {
    press_code(model, KeyCode::Char(key))
}

pub(super) fn press_code(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    model.set_body_size(body_size(model));
    model.update(Message::Key(code.into()))
}

fn draw(model: &Model) -> (Buffer, BodySize) {
    let Size { width, height } = model.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let mut body = BodySize::default();
    terminal.draw(|frame| body = super::layout::draw(model, frame)).unwrap();
    (terminal.backend().buffer().clone(), body)
}

/// Draws the view.
pub(super) fn drawn_buffer(model: &Model) -> Buffer {
    draw(model).0
}

/// Returns the size of the panel on the screen.
pub(super) fn body_size(model: &Model) -> BodySize {
    draw(model).1
}

/// Returns the text on the screen.
pub(super) fn screen(model: &Model) -> String {
    let buffer = drawn_buffer(model);
    let width = usize::from(buffer.area.width);
    let lines =
        buffer.content.chunks(width).map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>());
    lines.map(|line| line.trim_end().to_owned() + "\n").collect()
}

#[track_caller]
pub(super) fn assert_shows(model: &Model, expected: &[&str]) {
    let screen = screen(model);
    for text in expected {
        assert!(screen.contains(text), "`{text}` is not on the screen:\n{screen}");
    }
}
