//! The model's reaction to messages.

use super::dojo_update;
use super::effect::Effect;
use super::message::Message;
use super::model::{Activity, FinishedRun, HeadlineState, LastRun, List, Model, Panel, SingleTest};
use crate::questions::questions;
use crate::render::{duration, plural, report, work_time};
use crate::report::{Status, Verdict};
use crate::run::Progress;

/// The maximum number of questions shown after a run.
const MAX_QUESTIONS: usize = 2;

impl Model {
    /// Starts the first run.
    pub fn begin(&mut self) -> Vec<Effect> {
        self.start(false)
    }

    /// Applies a message to the model, and returns the resulting effects.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Key(key) => self.key(key),
            Message::Line(line) => self.line(&line),
            Message::Resized(size) => {
                self.size = size;
                self.scroll_to(self.scroll);
                Vec::new()
            }
            Message::Tick(now) => {
                self.now = now;
                dojo_update::announce(self)
            }
            Message::Saved => self.start(true),
            Message::SavedUnchanged => self.saved_unchanged(),
            Message::Notice(text) => self.notify(text),
            Message::Opened(kata) => {
                self.open(*kata);
                self.is_recorded = false;
                self.start(false)
            }
            Message::Progress(progress) => {
                self.progress(progress);
                Vec::new()
            }
            Message::CurrentTestEnded(test) => self.current_test_ended(*test),
            Message::Ended(result) => self.ended(result),
            Message::TestEnded(result) => self.test_ended(result),
            Message::Linted { kata, lints } => {
                if let Some(last) = self.last.as_mut().filter(|_| kata == self.kata.name) {
                    last.lints = Some(*lints);
                    return vec![Effect::PrintLints];
                }
                Vec::new()
            }
            Message::Headline { kata, lines } => {
                // A result that arrives during a run is about old code.
                let Some(last) = self.last.as_mut().filter(|_| kata == self.kata.name) else { return Vec::new() };
                if self.activity != Activity::Waiting {
                    return Vec::new();
                }
                self.headline = HeadlineState::Done;
                last.headline.clone_from(&lines);
                lines.into_iter().map(Effect::PrintLine).collect()
            }
            Message::Hinted(hints) => self.show_panel(Panel::Hints(hints)),
            Message::Listed(katas) => {
                let selected =
                    katas.iter().position(|kata| kata.as_ref().is_ok_and(|kata| kata.name == self.kata.name));
                self.show_panel(Panel::List(List { katas, typed: String::new(), selected: selected.unwrap_or(0) }))
            }
            // The user may have opened another kata meanwhile.
            Message::Compared { kata, .. } if kata != self.kata.name => Vec::new(),
            Message::Compared { text, .. } => {
                self.notice = None;
                self.show_panel(Panel::Comparison(text))
            }
            Message::Restored(text) => {
                self.green_tests.clear();
                self.green_stages.clear();
                self.notify(text.trim_end().replace('\n', " "))
            }
            Message::Done(Some(next)) => {
                let mut effects = self.notify(format!("{} is done. Next: {next}.", self.kata.name));
                effects.push(Effect::Open(next));
                effects
            }
            Message::Done(None) => self.notify("All katas are done.".to_owned()),
            Message::Dojo(session) => dojo_update::set_session(self, session.map(|session| *session)),
        }
    }

    fn progress(&mut self, progress: Progress) {
        // A run that is being stopped can still report progress.
        self.activity = match (progress, &self.activity) {
            (_, Activity::Waiting | Activity::Stopping) => return,
            (Progress::Waiting, _) => Activity::WaitingForBuild,
            (Progress::Built(name), Activity::Building(count, _)) => Activity::Building(count + 1, name),
            (Progress::Built(name), _) => Activity::Building(1, name),
            (Progress::Ran(done, total), _) => Activity::Running(done, total),
            // This arrives as a message of its own.
            (Progress::RanCurrentTest(_), _) => return,
        };
    }

    fn saved_unchanged(&mut self) -> Vec<Effect> {
        if self.failure.is_some() {
            // The reason may be gone, for example a full disk.
            return self.start(true);
        }
        if self.is_busy() || self.notice.is_some() {
            return Vec::new();
        }
        self.notify("Saved without a change. Press r to run the tests anyway.".to_owned())
    }

    /// Shows the result of the current test until all tests of the run have ended.
    fn current_test_ended(&mut self, test: SingleTest) -> Vec<Effect> {
        // A run that is being stopped tests old code.
        if matches!(self.activity, Activity::Waiting | Activity::Stopping) {
            return Vec::new();
        }
        let line = report::single_test_line(&test.name, &test.report);
        self.current_test = Some(test);
        self.show_requested_result();
        vec![Effect::PrintLine(line)]
    }

    /// Shows the result if a save or a key started the run, unless the user is typing.
    fn show_requested_result(&mut self) {
        let is_typing = matches!(self.panel, Panel::List(_)) || dojo_update::is_form_open(self);
        if std::mem::take(&mut self.user_requested) && !is_typing {
            self.panel = Panel::Result;
        }
        if matches!(self.panel, Panel::Result) {
            self.scroll = 0;
        }
    }

    fn ended(&mut self, result: Option<Box<Result<FinishedRun, String>>>) -> Vec<Effect> {
        self.activity = Activity::Waiting;
        self.current_test = None;
        if std::mem::take(&mut self.rerun) {
            return self.start(false);
        }
        let Some(result) = result else { return Vec::new() };
        let mut effects = Vec::new();
        // The question was about the old result.
        if self.confirmation.take().is_some() {
            self.notice = None;
        }
        match *result {
            Ok(run) => {
                if let Some(warning) = run.warning.clone() {
                    effects.extend(self.notify(warning));
                }
                if !run.inputs.is_empty() {
                    effects.push(Effect::WatchInputs(run.inputs.clone()));
                }
                if run.report.verdict == Verdict::Green {
                    effects.push(Effect::Lint);
                }
                if run.report.is_core_green() && self.headline != HeadlineState::Done {
                    self.headline = HeadlineState::Wanted;
                    effects.push(Effect::Headline);
                }
                if self.is_recorded {
                    self.opened = None;
                }
                self.failure = None;
                self.last = Some(self.record_run(run));
            }
            Err(failure) => self.failure = Some(failure),
        }
        self.show_requested_result();
        if matches!(self.panel, Panel::Result) {
            effects.push(Effect::PrintPanel);
        }
        if self.bell {
            effects.push(Effect::Bell);
        }
        effects
    }

    /// Returns the time that the stages took, and the first questions about them.
    ///
    /// Returns nothing unless a stage turned green for the first time, which took `seconds`.
    fn stage_notes(&self, newly_green: &[u32], seconds: Option<u64>) -> Vec<String> {
        let Some(seconds) = seconds.filter(|_| !newly_green.is_empty()) else { return Vec::new() };
        let stages = self.kata.stages.iter().filter(|stage| newly_green.contains(&stage.number));
        let estimate = duration(stages.map(|stage| u64::from(stage.minutes) * 60).sum());
        let what = plural(newly_green.len(), "this stage", "these stages");
        let time = format!("Time for {what}: {} (estimate: {estimate}).", work_time(seconds));
        let questions = questions(&self.kata.brief).into_iter();
        let questions = questions.filter(|question| question.stage.is_some_and(|stage| newly_green.contains(&stage)));
        let questions = questions.take(MAX_QUESTIONS).map(|question| format!("Talk about it: {}", question.text));
        std::iter::once(time).chain(questions).collect()
    }

    /// Shows the result of a single test, unless the user has left the list meanwhile.
    fn test_ended(&mut self, result: Option<Box<Result<SingleTest, String>>>) -> Vec<Effect> {
        self.activity = Activity::Waiting;
        if std::mem::take(&mut self.rerun) {
            return self.start(false);
        }
        let mut effects = match (result.map(|result| *result), &self.panel) {
            (Some(Ok(test)), &Panel::Tests(list)) => {
                self.notice = None;
                self.show_panel(Panel::Test(Box::new(test), list))
            }
            (Some(Err(failure)), _) => self.notify(failure),
            (Some(Ok(_)) | None, _) => Vec::new(),
        };
        // The test interrupted Clippy if it was still running.
        if self.last.as_ref().is_some_and(|last| last.report.verdict == Verdict::Green && last.lints.is_none()) {
            effects.push(Effect::Lint);
        }
        effects
    }

    /// Compares a run with the previous state: finds newly green stages and regressions.
    fn record_run(&mut self, run: FinishedRun) -> LastRun {
        let first_run = self.kata.progress.verdict.is_none();
        let turned_green = self.kata.progress.verdict != Some(Verdict::Green);
        let report = run.report;
        let (mut newly_green, mut regressions, mut first_passed) = (Vec::new(), Vec::new(), None);
        let none_passed = self.green_tests.is_empty();
        for stage in report.stages.iter().filter(|stage| stage.verdict != Verdict::Amber) {
            if stage.verdict != Verdict::Green {
                self.green_stages.remove(&stage.number);
            } else if self.green_stages.insert(stage.number) {
                newly_green.push(stage.number);
            }
            for test in stage.tests.iter().filter(|test| test.status != Status::NotRun) {
                let name = format!("{}/{}", stage.name, test.name);
                if test.status == Status::Passed {
                    first_passed.get_or_insert_with(|| test.name.clone());
                    self.green_tests.insert(name);
                } else if self.green_tests.contains(&name) {
                    regressions.push(format!("{}: {}", stage.number, test.name));
                }
            }
        }
        self.kata.progress = run.progress;
        self.kata.due = run.due;
        // The verdict counts in this view even if the run could not be saved.
        self.kata.progress.verdict = Some(report.verdict);
        let first_passed = first_passed.filter(|_| none_passed && newly_green.is_empty());
        let excerpts = run.excerpts;
        let stage_notes = self.stage_notes(&newly_green, run.stage_seconds);
        LastRun {
            report,
            excerpts,
            newly_green,
            stage_notes,
            regressions,
            turned_green,
            first_run,
            first_passed,
            lints: None,
            headline: Vec::new(),
        }
    }
}
