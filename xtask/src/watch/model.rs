//! The state of the live view. It reads, writes and runs nothing; `update` and `key_input` say how it changes.

use std::collections::BTreeSet;
use std::path::PathBuf;

use dojo_protocol::followed_session::FollowedSession;
use ratatui::layout::Size;

use super::effect::Effect;
use crate::kata_summary::KataSummary;
use crate::render::report::{ReportContext, StageRow};
use crate::report::{Diagnostic, Report, StageReport, Verdict};
use crate::shown_hints::Hints;
use crate::source_excerpt::Excerpt;
use crate::store::KataState;
use crate::team::session_text::Announcer;
use crate::workspace::Stage;

/// A kata, with what of its files the view shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Opened {
    pub name: String,
    pub teaches: String,
    pub brief: String,
    pub stages: Vec<Stage>,
    /// Where each stage's tests are, from the workspace's root, in the order of the stages.
    pub suites: Vec<String>,
    /// The names of all katas in their order.
    pub order: Vec<String>,
    pub progress: KataState,
}

impl Opened {
    fn position(&self) -> usize {
        self.order.iter().position(|name| *name == self.name).unwrap_or(0)
    }

    /// The kata that comes before this one.
    pub fn before(&self) -> Option<&String> {
        self.order.get(self.position().checked_sub(1)?)
    }

    /// The kata that comes after this one.
    pub fn after(&self) -> Option<&String> {
        self.order.get(self.position() + 1)
    }
}

/// What a run came to, with what a view needs to show it.
#[derive(Clone, Debug)]
pub(super) struct FinishedRun {
    pub report: Report,
    /// What kept the run from being remembered.
    pub warning: Option<String>,
    pub excerpts: Vec<Excerpt>,
    pub progress: KataState,
    /// The files that the suite was built from, as far as Cargo says.
    pub inputs: BTreeSet<PathBuf>,
}

/// What there is to improve in code that is green.
#[derive(Clone, Debug)]
pub(super) struct Polish {
    /// Clippy's remarks, or why there are none to be had.
    pub clippy: Result<Vec<Diagnostic>, String>,
    /// The files that rustfmt would change, or why it cannot tell.
    pub unformatted: Result<Vec<String>, String>,
}

/// The last run's result and what it changed.
#[derive(Clone, Debug)]
pub(super) struct Last {
    pub report: Report,
    pub excerpts: Vec<Excerpt>,
    /// The stages that have turned green.
    pub newly_green: Vec<u32>,
    /// The tests that were green and are not any more, `stage number: name`.
    pub regressions: Vec<String>,
    /// Whether this is the run in which the kata turned green.
    pub turned: bool,
    /// Whether nothing of this kata was run before.
    pub first_run: bool,
    pub polish: Option<Polish>,
}

impl Last {
    /// What the view knows beside the report.
    pub fn context(&self) -> ReportContext<'_> {
        ReportContext {
            excerpts: &self.excerpts,
            newly_green: &self.newly_green,
            regressions: &self.regressions,
            first_run: self.first_run,
            every_failure: false,
        }
    }
}

/// What is going on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Activity {
    Waiting,
    /// Something else builds in the same clone.
    WaitingForBuild,
    /// So many crates are built, this one last.
    Building(usize, String),
    /// So many of so many tests have ended.
    Running(usize, usize),
    /// What runs is about old code and is being ended.
    Stopping,
}

/// What is shown beside the stage_rows.
#[derive(Clone, Debug)]
pub(super) enum Panel {
    /// What the last run came to.
    Result,
    /// What a stage asks for.
    Stage(u32),
    Brief,
    Hints(Box<Hints>),
    List(List),
    /// The learner's design beside the reference's.
    Comparison(String),
    Dojo,
    Help,
}

/// The list of katas, of which those are shown that fit what was typed.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    pub katas: Vec<Result<KataSummary, (String, String)>>,
    pub typed: String,
    pub selected: usize,
}

impl List {
    /// Those that fit.
    pub fn fitting(&self) -> Vec<&Result<KataSummary, (String, String)>> {
        let typed = self.typed.to_lowercase();
        let fits = |kata: &&Result<KataSummary, (String, String)>| match kata {
            Ok(kata) => {
                [&kata.name, &kata.title, &kata.teaches].iter().any(|text| text.to_lowercase().contains(&typed))
            }
            Err((name, _)) => name.contains(&typed),
        };
        self.katas.iter().filter(fits).collect()
    }
}

/// The dojo as the view knows it.
#[derive(Debug)]
pub(super) struct Dojo {
    pub session: FollowedSession,
    /// The answers in the retrospective, while they are written.
    pub sheet: Option<Sheet>,
    pub announcer: Announcer,
}

/// Answers to the questions of the retrospective.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub answers: [String; 3],
    pub at: usize,
}

/// Something that is done only when its key is pressed again, or another one that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    GoOn,
    Compare,
    Reset,
}

/// What the live view knows.
#[derive(Debug)]
pub(super) struct Model {
    pub kata: Opened,
    pub last: Option<Last>,
    /// Why the last run came to no result.
    pub failure: Option<String>,
    pub activity: Activity,
    pub page: Panel,
    pub scroll: usize,
    /// A line for the user, until the next key.
    pub notice: Option<String>,
    pub size: Size,
    /// As the panel was drawn last.
    pub body: BodySize,
    pub now: u64,
    pub colors: bool,
    pub dojo: Option<Dojo>,
    pub asked: Option<Asked>,
    pub bell: bool,
    /// Another run is wanted as soon as this one has ended.
    pub again: bool,
    /// The run was asked for, by a save or a key, so its result is what the user wants to see.
    pub asked_for: bool,
    /// The tests that passed the last time that they ran or before it, `stage/test`.
    pub green_tests: BTreeSet<String>,
    /// The stages that were green the last time that they compiled.
    pub green_stages: BTreeSet<u32>,
}

/// The size of the smallest window that something is shown in.
pub(super) const LEAST_SIZE: Size = Size { width: 40, height: 10 };

/// The size of the panel and of its content.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BodySize {
    /// In columns; 0 where there is no screen.
    pub width: usize,
    /// In lines.
    pub height: usize,
    /// How many lines there are to scroll through.
    pub lines: usize,
}

/// How the view is to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct ViewSettings {
    pub size: Size,
    pub colors: bool,
    pub bell: bool,
}

impl Model {
    /// The view of a kata of which nothing was run yet.
    pub fn new(kata: Opened, now: u64, settings: ViewSettings) -> Self {
        let mut model = Self {
            kata: Opened::default(),
            last: None,
            failure: None,
            activity: Activity::Waiting,
            page: Panel::Result,
            scroll: 0,
            notice: None,
            size: settings.size,
            body: BodySize::default(),
            now,
            colors: settings.colors,
            dojo: None,
            asked: None,
            bell: settings.bell,
            again: false,
            asked_for: false,
            green_tests: BTreeSet::new(),
            green_stages: BTreeSet::new(),
        };
        model.open(kata);
        model
    }

    /// Whether nothing is shown, since the window is too small. A view without a screen has no size.
    pub fn is_too_small(&self) -> bool {
        self.size != Size::default() && (self.size.width < LEAST_SIZE.width || self.size.height < LEAST_SIZE.height)
    }

    /// Whether a run is under way.
    pub fn is_busy(&self) -> bool {
        self.activity != Activity::Waiting
    }

    /// Whether the code as it was saved last is known to be green.
    pub fn is_green(&self) -> bool {
        let was_green = self.last.as_ref().is_some_and(|last| last.report.verdict == Verdict::Green);
        was_green && self.failure.is_none() && !self.is_busy()
    }

    /// The number of the stage to work on: the first one that is not green; the last one if all are.
    pub fn current_stage(&self) -> u32 {
        let unfinished = match &self.last {
            Some(last) => last.report.current_stage().map(|stage| stage.number),
            None => self.kata.progress.first_unfinished(&self.kata.stages).map(|stage| stage.number),
        };
        unfinished.or(self.kata.stages.last().map(|stage| stage.number)).unwrap_or(1)
    }

    /// The stages as last known: number, title, verdict, passed, total.
    pub fn stage_rows(&self) -> Vec<StageRow> {
        let rows = self.kata.stages.iter().map(|stage| {
            let reported = self.last.as_ref().and_then(|last| find_stage(&last.report, stage.number));
            let known = self.kata.progress.stages.get(&stage.name);
            let (verdict, passed, total) = match (reported, known) {
                (Some(stage), _) => (Some(stage.verdict), stage.passed, stage.total),
                (None, Some(stage)) => (Some(stage.verdict), stage.passed, stage.total),
                (None, None) => (None, 0, None),
            };
            StageRow { number: stage.number, title: stage.title.clone(), verdict, passed, total }
        });
        rows.collect()
    }

    pub fn open(&mut self, kata: Opened) {
        self.green_tests.clone_from(&kata.progress.passed);
        let stages = kata.stages.iter().filter(|stage| kata.progress.is_green(stage));
        self.green_stages = stages.map(|stage| stage.number).collect();
        self.kata = kata;
        self.last = None;
        self.failure = None;
        self.page = Panel::Result;
        self.scroll = 0;
    }

    pub fn tell(&mut self, text: String) -> Vec<Effect> {
        self.notice = Some(text.clone());
        vec![Effect::Tell(text)]
    }

    pub fn turn_to(&mut self, page: Panel) -> Vec<Effect> {
        self.page = page;
        self.scroll = 0;
        vec![Effect::Show]
    }

    /// Starts a run, after ending the one that is under way: what that would tell is about code that is no more.
    pub fn start(&mut self, asked_for: bool) -> Vec<Effect> {
        self.asked_for |= asked_for;
        if self.is_busy() {
            self.again = true;
            self.activity = Activity::Stopping;
            return vec![Effect::StopRun];
        }
        self.activity = Activity::Building(0, String::new());
        vec![Effect::Run]
    }

    /// Takes over how large the panel was when it was drawn.
    pub fn measured(&mut self, body: BodySize) {
        self.body = body;
        self.scroll_to(self.scroll);
    }

    /// Scrolls so that `line` is the first one, as far as the panel goes.
    pub fn scroll_to(&mut self, line: usize) {
        self.scroll = line.min(self.body.lines.saturating_sub(self.body.height));
    }

    /// The kata that everyone works on, if it is not the one that is open.
    pub fn kata_to_open(&self) -> Option<&str> {
        self.dojo.as_ref()?.session.state.kata.as_deref().filter(|kata| *kata != self.kata.name)
    }

    pub fn has_stage(&self, number: u32) -> bool {
        self.kata.stages.iter().any(|stage| stage.number == number)
    }
}

fn find_stage(report: &Report, number: u32) -> Option<&StageReport> {
    report.stages.iter().find(|stage| stage.number == number)
}
