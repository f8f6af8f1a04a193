//! A kata and runs of it, for the tests of the view.

use std::path::PathBuf;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Size;

use super::effect::Effect;
use super::message::Message;
use super::model::{BodySize, FinishedRun, Model, Opened, ViewSettings};
use crate::report::Report;
use crate::source_excerpt::{Excerpt, Place};
use crate::store::{KataState, StageState, WorkTime};
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
    let mut progress = KataState { time: WorkTime { seconds: 600, last_run: Some(1000) }, ..KataState::default() };
    for stage in &report.stages {
        let state = StageState { verdict: stage.verdict, passed: stage.passed, total: stage.total };
        progress.stages.insert(stage.name.clone(), state);
    }
    let excerpts = match report.first_failure() {
        Some((_, test)) if test.location.is_some() => {
            let lines = ["    let ring = ring();", "    assert_eq!(ring.pop(), Some(1), \"the first\");", "}"];
            let place = Place { file: "tests/ring/stage_2_pop.rs".to_owned(), line: 31 };
            vec![Excerpt { place, first: 30, lines: lines.map(str::to_owned).to_vec() }]
        }
        _ => Vec::new(),
    };
    let outcome = FinishedRun { report, warning: None, excerpts, progress, inputs: Default::default() };
    model.update(Message::Ended(Some(Box::new(Ok(outcome)))))
}

/// Another run begins and comes to this.
pub(super) fn again(model: &mut Model, report: Report) -> Vec<Effect> {
    model.update(Message::Saved);
    end(model, report)
}

pub(super) fn press(model: &mut Model, key: char) -> Vec<Effect> {
    press_code(model, KeyCode::Char(key))
}

pub(super) fn press_code(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    model.measured(body_size(model));
    model.update(Message::Key(code.into()))
}

fn draw(model: &Model) -> (Buffer, BodySize) {
    let Size { width, height } = model.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let mut body = BodySize::default();
    terminal.draw(|frame| body = super::layout::draw(model, frame)).unwrap();
    (terminal.backend().buffer().clone(), body)
}

/// The screen, cell by cell.
pub(super) fn drawn(model: &Model) -> Buffer {
    draw(model).0
}

/// The size of the panel on the screen.
pub(super) fn body_size(model: &Model) -> BodySize {
    draw(model).1
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
