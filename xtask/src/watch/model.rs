//! The live view's state: plain data without I/O, changed by `update` and `key_input`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use dojo_protocol::followed_session::FollowedSession;
use ratatui::layout::Size;

use super::effect::Effect;
use crate::kata_summary::KataSummary;
use crate::plan::Item;
use crate::recorded_run::Recording;
use crate::render::report::{ReportContext, StageRow};
use crate::report::{Diagnostic, Report, StageReport, Status, TestReport};
use crate::shown_hints::Hints;
use crate::source_excerpt::Excerpt;
use crate::store::KataState;
use crate::team::session_text::Announcer;
use crate::workspace::{Stage, Track};

/// The open kata, with the texts that the view shows.
#[derive(Clone, Debug, Default)]
pub(super) struct OpenKata {
    pub name: String,
    pub teaches: String,
    pub brief: String,
    pub stages: Vec<Stage>,
    /// The path of each stage's tests, relative to the workspace's root, in the order of the stages.
    pub suites: Vec<String>,
    /// The names of all katas, in order.
    pub order: Vec<String>,
    pub progress: KataState,
    /// The items of the study plan that are due today, or `None` without a plan.
    pub due: Option<Vec<Item>>,
}

impl OpenKata {
    fn position(&self) -> usize {
        self.order.iter().position(|name| *name == self.name).unwrap_or(0)
    }

    /// Returns the name of the previous kata.
    pub fn previous(&self) -> Option<&String> {
        self.order.get(self.position().checked_sub(1)?)
    }

    /// Returns the name of the next kata.
    pub fn next(&self) -> Option<&String> {
        self.order.get(self.position() + 1)
    }
}

/// The result of a run, with the data that the view needs to show it.
#[derive(Clone, Debug)]
pub(super) struct FinishedRun {
    pub report: Report,
    /// A warning for the user, if the run could not be saved.
    pub warning: Option<String>,
    pub excerpts: Vec<Excerpt>,
    pub progress: KataState,
    /// The files that Cargo read to build the suite.
    pub inputs: BTreeSet<PathBuf>,
    /// The working time in seconds for the stages that turned green for the first time.
    pub stage_seconds: Option<u64>,
    /// The items of the study plan that are still due today, or `None` without a plan.
    pub due: Option<Vec<Item>>,
}

/// The results of Clippy and rustfmt for green code.
#[derive(Clone, Debug)]
pub(super) struct LintResults {
    /// Clippy's warnings, or the reason why Clippy failed.
    pub clippy: Result<Vec<Diagnostic>, String>,
    /// The files that rustfmt would change, or the reason why rustfmt failed.
    pub unformatted: Result<Vec<String>, String>,
}

/// The result of the last run, and the changes since the run before it.
#[derive(Clone, Debug)]
pub(super) struct LastRun {
    pub report: Report,
    pub excerpts: Vec<Excerpt>,
    /// The stages that turned green in this run.
    pub newly_green: Vec<u32>,
    /// The time that these stages took, and questions about them.
    pub stage_notes: Vec<String>,
    /// The tests that passed before and fail now, as `stage number: name`.
    pub regressions: Vec<String>,
    /// True if the kata was not green before this run.
    pub turned_green: bool,
    /// True if this is the first run of the kata.
    pub first_run: bool,
    /// The first test that ever passed, if this run is the first with one and turned no stage green.
    pub first_passed: Option<String>,
    pub lints: Option<LintResults>,
    /// The first lines of the comparison with the reference, if this run turned the core green.
    pub headline: Vec<String>,
}

/// The current activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Activity {
    Waiting,
    /// Waiting for another build in the same clone.
    WaitingForBuild,
    /// Building: the number of finished crates, and the last one.
    Building(usize, String),
    /// Running tests: the number of finished tests, and of all tests.
    Running(usize, usize),
    /// Stopping a run of old code.
    Stopping,
}

/// The panel below or next to the stages.
#[derive(Clone, Debug)]
pub(super) enum Panel {
    /// The result of the last run.
    Result,
    /// The text of a stage.
    Stage(u32),
    /// The tests of a stage.
    Tests(TestList),
    /// The result of a test that ran alone, and the list in which it was selected.
    Test(Box<SingleTest>, TestList),
    Brief,
    Hints(Box<Hints>),
    List(List),
    /// The comparison with the reference.
    Comparison(String),
    Dojo,
    Help,
}

/// The list of a stage's tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TestList {
    pub stage: u32,
    /// The index of the selected test.
    pub selected: usize,
}

/// The result of a test that ran alone, or of a stage that does not compile.
#[derive(Clone, Debug)]
pub(super) struct SingleTest {
    pub name: String,
    pub report: Report,
    pub excerpts: Vec<Excerpt>,
}

/// The list of katas, filtered by the typed text.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    pub katas: Vec<Result<KataSummary, (String, String)>>,
    pub typed: String,
    pub selected: usize,
}

impl List {
    /// Returns the katas that contain the typed text.
    pub fn matches(&self) -> Vec<&Result<KataSummary, (String, String)>> {
        let typed = self.typed.to_lowercase();
        let is_match = |kata: &&Result<KataSummary, (String, String)>| match kata {
            Ok(kata) => {
                [&kata.name, &kata.title, &kata.teaches].iter().any(|text| text.to_lowercase().contains(&typed))
            }
            Err((name, _)) => name.contains(&typed),
        };
        self.katas.iter().filter(is_match).collect()
    }

    /// Returns the heading above each match, if the matches are of several tracks.
    pub fn headings(&self) -> Vec<Option<&'static str>> {
        let track = |kata: &Result<KataSummary, _>| kata.as_ref().map_or(Track::default(), |kata| kata.track);
        Track::headings(&self.matches().into_iter().map(track).collect::<Vec<Track>>())
    }

    /// Returns the number of lines above the selected kata.
    pub fn selected_line(&self) -> usize {
        self.selected + self.headings().iter().take(self.selected + 1).flatten().count()
    }
}

/// The dojo's session and its state in the view.
#[derive(Debug)]
pub(super) struct Dojo {
    pub session: FollowedSession,
    /// The answers of the retrospective, while the user types them.
    pub form: Option<AnswerForm>,
    pub announcer: Announcer,
}

/// The form with the answers of the retrospective.
#[derive(Clone, Debug, Default)]
pub(super) struct AnswerForm {
    pub answers: [String; 3],
    /// The index of the selected question.
    pub question: usize,
}

/// An action that waits for a confirmation by the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Confirmation {
    SkipKata,
    Compare,
    Reset,
}

/// The state of the live view.
#[derive(Debug)]
pub(super) struct Model {
    pub kata: OpenKata,
    pub last: Option<LastRun>,
    /// The result of the current test, while the other tests of the same run are still running.
    pub current_test: Option<SingleTest>,
    /// The reason why the last run failed without a result.
    pub failure: Option<String>,
    pub activity: Activity,
    pub panel: Panel,
    pub scroll: usize,
    /// A text for the user, shown until the next key.
    pub notice: Option<String>,
    pub size: Size,
    /// The size of the panel when it was last drawn.
    pub body: BodySize,
    pub now: u64,
    pub colors: bool,
    pub dojo: Option<Dojo>,
    pub confirmation: Option<Confirmation>,
    pub bell: bool,
    /// True if another run must start after the current one.
    pub rerun: bool,
    /// True if a save or a key started the run, in which case its result replaces the current panel.
    pub user_requested: bool,
    /// True if runs are recorded. After another kata was opened, this begins with the first save.
    pub is_recorded: bool,
    /// The Unix time at which the kata was opened, until a run was recorded.
    pub opened: Option<u64>,
    /// The tests that have passed in any run, as `stage/test`.
    pub green_tests: BTreeSet<String>,
    /// The stages that were green when they last compiled.
    pub green_stages: BTreeSet<u32>,
    /// The progress to the first lines of the comparison.
    pub headline: HeadlineState,
}

/// The progress to the first lines of the comparison, which appear once, after the core has turned green.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeadlineState {
    /// The core has not been green yet.
    BeforeGreen,
    /// The core has turned green. A save can cancel the search for the lines, which then starts again after the run.
    Wanted,
    /// The lines were shown, or the core was green when the kata was opened.
    Done,
}

/// The minimum width for a separate column with the stages and the current stage's text.
pub(super) const TWO_COLUMN_WIDTH: u16 = 120;
/// The minimum size of the window.
pub(super) const MIN_SIZE: Size = Size { width: 40, height: 10 };

/// The size of the panel and of its content.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BodySize {
    /// The width in columns; 0 in line mode.
    pub width: usize,
    /// The height in lines.
    pub height: usize,
    /// The number of lines of the content.
    pub lines: usize,
}

/// The settings of the view.
#[derive(Clone, Copy, Debug)]
pub(super) struct ViewSettings {
    pub size: Size,
    pub colors: bool,
    pub bell: bool,
}

impl Model {
    /// Creates the state of a view before its first run.
    pub fn new(kata: OpenKata, now: u64, settings: ViewSettings) -> Self {
        let mut model = Self {
            kata: OpenKata::default(),
            last: None,
            current_test: None,
            failure: None,
            activity: Activity::Waiting,
            panel: Panel::Result,
            scroll: 0,
            notice: None,
            size: settings.size,
            body: BodySize::default(),
            now,
            colors: settings.colors,
            dojo: None,
            confirmation: None,
            bell: settings.bell,
            rerun: false,
            user_requested: false,
            is_recorded: true,
            opened: None,
            green_tests: BTreeSet::new(),
            green_stages: BTreeSet::new(),
            headline: HeadlineState::Done,
        };
        model.open(kata);
        model
    }

    /// Returns true if the window is too small to show the view; never in line mode.
    pub fn is_too_small(&self) -> bool {
        self.size != Size::default() && (self.size.width < MIN_SIZE.width || self.size.height < MIN_SIZE.height)
    }

    /// Returns the working time in seconds.
    pub fn seconds_worked(&self) -> u64 {
        let mut time = self.kata.progress.time;
        if let Some(opened) = self.opened {
            time.opened_at(opened);
        }
        time.seconds_at(self.now)
    }

    /// Returns true during a run.
    pub fn is_busy(&self) -> bool {
        self.activity != Activity::Waiting
    }

    /// Returns true if the core of the last saved code is known to be green.
    pub fn is_core_green(&self) -> bool {
        let was_green = self.last.as_ref().is_some_and(|last| last.report.is_core_green());
        was_green && self.failure.is_none() && !self.is_busy()
    }

    /// Returns the additional information for rendering the last report.
    pub fn report_context<'a>(&'a self, last: &'a LastRun) -> ReportContext<'a> {
        let text =
            self.kata.stages.iter().zip(&self.kata.suites).find(|(stage, _)| stage.number == self.current_stage());
        // A stage that has just become the current one is read before it is solved.
        let is_new = last.first_run && last.report.passed == 0 || !last.newly_green.is_empty();
        let is_read_here = is_new && last.regressions.is_empty() && self.size.width < TWO_COLUMN_WIDTH;
        // The text comes before a failing test. Compiler errors are shown at once.
        let is_read_here = is_read_here && last.report.first_failure().is_some();
        ReportContext {
            excerpts: &last.excerpts,
            newly_green: &last.newly_green,
            stage_notes: &last.stage_notes,
            regressions: &last.regressions,
            first_passed: last.first_passed.as_deref(),
            stage_text: text.filter(|_| is_read_here).map(|(stage, tests)| (stage.text.as_str(), tests.as_str())),
            first_run: last.first_run,
            every_failure: false,
        }
    }

    /// Returns the number of the first stage that is not green, or of the last stage if all are green.
    pub fn current_stage(&self) -> u32 {
        let unfinished = match &self.last {
            Some(last) => last.report.current_stage().map(|stage| stage.number),
            None => self.kata.progress.first_unfinished(&self.kata.stages).map(|stage| stage.number),
        };
        unfinished.or(self.kata.stages.last().map(|stage| stage.number)).unwrap_or(1)
    }

    /// Returns the rows of the table of stages, from the last run or the saved state.
    pub fn stage_rows(&self) -> Vec<StageRow> {
        let rows = self.kata.stages.iter().map(|stage| {
            let reported = self.last.as_ref().and_then(|last| find_stage(&last.report, stage.number));
            let known = self.kata.progress.stages.get(&stage.name);
            let (verdict, passed, total) = match (reported, known) {
                (Some(stage), _) => (Some(stage.verdict), stage.passed, stage.total),
                (None, Some(stage)) => (Some(stage.verdict), stage.passed, stage.total),
                (None, None) => (None, 0, None),
            };
            StageRow { number: stage.number, title: stage.title.clone(), core: stage.is_core, verdict, passed, total }
        });
        rows.collect()
    }

    pub fn open(&mut self, kata: OpenKata) {
        self.green_tests.clone_from(&kata.progress.passed);
        let stages = kata.stages.iter().filter(|stage| kata.progress.is_green(stage));
        self.green_stages = stages.map(|stage| stage.number).collect();
        let mut core = kata.stages.iter().filter(|stage| stage.is_core);
        let was_green = core.all(|stage| kata.progress.is_green(stage));
        self.headline = if was_green { HeadlineState::Done } else { HeadlineState::BeforeGreen };
        self.kata = kata;
        self.opened = Some(self.now);
        self.last = None;
        self.current_test = None;
        self.failure = None;
        self.panel = Panel::Result;
        self.scroll = 0;
    }

    pub fn notify(&mut self, text: String) -> Vec<Effect> {
        self.notice = Some(text.clone());
        vec![Effect::PrintLine(text)]
    }

    pub fn show_panel(&mut self, panel: Panel) -> Vec<Effect> {
        self.panel = panel;
        self.scroll = 0;
        vec![Effect::PrintPanel]
    }

    /// Starts a run. If one is in progress, stops it first, because it tests old code.
    pub fn start(&mut self, user_requested: bool) -> Vec<Effect> {
        // The result of a single test is about old code now.
        if matches!(self.panel, Panel::Test(..)) {
            self.panel = Panel::Result;
        }
        self.current_test = None;
        self.user_requested |= user_requested;
        self.is_recorded |= user_requested;
        if self.is_busy() {
            self.rerun = true;
            self.activity = Activity::Stopping;
            return vec![Effect::StopRun];
        }
        self.activity = Activity::Building(0, String::new());
        vec![Effect::Run(if self.is_recorded {
            Recording::Progress { opened: self.opened }
        } else {
            Recording::Nothing
        })]
    }

    /// Returns the tests of a stage in the last run, none if the stage did not compile.
    pub fn tests_of(&self, stage: u32) -> &[TestReport] {
        let stage = self.last.as_ref().and_then(|last| find_stage(&last.report, stage));
        stage.map_or(&[], |stage| &stage.tests)
    }

    /// Returns the list of a stage's tests, in which the first test that did not pass is selected.
    pub fn test_list(&self, stage: u32) -> TestList {
        let selected = self.tests_of(stage).iter().position(|test| test.status != Status::Passed);
        TestList { stage, selected: selected.unwrap_or(0) }
    }

    /// Runs the selected test alone.
    pub fn run_selected_test(&mut self, list: TestList) -> Vec<Effect> {
        if self.is_busy() {
            return self.notify("Wait until the current run has ended.".to_owned());
        }
        let Some(test) = self.tests_of(list.stage).get(list.selected) else { return self.start(true) };
        let test = test.name.clone();
        self.activity = Activity::Building(0, String::new());
        vec![Effect::RunTest { stage: list.stage, test }]
    }

    /// Sets the size of the drawn panel, and adjusts the scroll position.
    pub fn set_body_size(&mut self, body: BodySize) {
        self.body = body;
        self.scroll_to(self.scroll);
    }

    /// Scrolls to `line`, but not beyond the end of the panel.
    pub fn scroll_to(&mut self, line: usize) {
        self.scroll = line.min(self.body.lines.saturating_sub(self.body.height));
    }

    /// Returns the session's kata, if another kata is open.
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
