//! The reaction of the model to each message.

use super::dojo_update;
use super::effect::Effect;
use super::message::Message;
use super::model::{Activity, FinishedRun, Last, List, Model, Panel};
use crate::report::{Status, Verdict};
use crate::run::Progress;

impl Model {
    /// The first run.
    pub fn begin(&mut self) -> Vec<Effect> {
        self.start(false)
    }

    /// What each thing that happens changes, and what is to be done about it.
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
                dojo_update::tell(self)
            }
            Message::Saved => self.start(true),
            Message::Notice(text) => self.tell(text),
            Message::Opened(kata) => {
                self.open(*kata);
                self.start(false)
            }
            Message::Progress(progress) => {
                self.progress(progress);
                Vec::new()
            }
            Message::Ended(result) => self.ended(result),
            Message::Polished { kata, polish } => {
                if let Some(last) = self.last.as_mut().filter(|_| kata == self.kata.name) {
                    last.polish = Some(*polish);
                    return vec![Effect::ShowPolish];
                }
                Vec::new()
            }
            Message::Hinted(hints) => self.turn_to(Panel::Hints(hints)),
            Message::Listed(katas) => {
                let selected =
                    katas.iter().position(|kata| kata.as_ref().is_ok_and(|kata| kata.name == self.kata.name));
                self.turn_to(Panel::List(List { katas, typed: String::new(), selected: selected.unwrap_or(0) }))
            }
            // The view may show another kata by now.
            Message::Compared { kata, .. } if kata != self.kata.name => Vec::new(),
            Message::Compared { text, .. } => {
                self.notice = None;
                self.turn_to(Panel::Comparison(text))
            }
            Message::PutBack(said) => {
                self.green_tests.clear();
                self.green_stages.clear();
                self.tell(said.trim_end().replace('\n', " "))
            }
            Message::Done(Some(next)) => {
                let mut effects = self.tell(format!("{} is done. Next: {next}.", self.kata.name));
                effects.push(Effect::Open(next));
                effects
            }
            Message::Done(None) => self.tell("All katas are done.".to_owned()),
            Message::Dojo(session) => dojo_update::follow(self, session.map(|session| *session)),
        }
    }

    fn progress(&mut self, progress: Progress) {
        // A run that was told to stop may still say something.
        self.activity = match (progress, &self.activity) {
            (_, Activity::Waiting | Activity::Stopping) => return,
            (Progress::Waiting, _) => Activity::WaitingForBuild,
            (Progress::Built(name), Activity::Building(count, _)) => Activity::Building(count + 1, name),
            (Progress::Built(name), _) => Activity::Building(1, name),
            (Progress::Ran(done, total), _) => Activity::Running(done, total),
        };
    }

    fn ended(&mut self, result: Option<Box<Result<FinishedRun, String>>>) -> Vec<Effect> {
        self.activity = Activity::Waiting;
        if std::mem::take(&mut self.again) {
            return self.start(false);
        }
        let Some(result) = result else { return Vec::new() };
        let mut effects = Vec::new();
        match *result {
            Ok(outcome) => {
                if let Some(warning) = outcome.warning.clone() {
                    effects.extend(self.tell(warning));
                }
                if !outcome.inputs.is_empty() {
                    effects.push(Effect::Watch(outcome.inputs.clone()));
                }
                if outcome.report.verdict == Verdict::Green {
                    effects.push(Effect::Polish);
                }
                self.failure = None;
                self.last = Some(self.compared(outcome));
            }
            Err(failure) => self.failure = Some(failure),
        }
        let choosing = matches!(self.page, Panel::List(_)) || dojo_update::is_writing(self);
        if std::mem::take(&mut self.asked_for) && !choosing {
            self.page = Panel::Result;
        }
        if matches!(self.page, Panel::Result) {
            self.scroll = 0;
            effects.push(Effect::Show);
        }
        if self.bell {
            effects.push(Effect::Bell);
        }
        effects
    }

    /// A run's outcome beside what was known before it.
    fn compared(&mut self, outcome: FinishedRun) -> Last {
        let first_run = self.kata.progress.verdict.is_none();
        let turned = self.kata.progress.verdict != Some(Verdict::Green);
        let report = outcome.report;
        let (mut newly_green, mut regressions) = (Vec::new(), Vec::new());
        for stage in report.stages.iter().filter(|stage| stage.verdict != Verdict::Amber) {
            if stage.verdict != Verdict::Green {
                self.green_stages.remove(&stage.number);
            } else if self.green_stages.insert(stage.number) {
                newly_green.push(stage.number);
            }
            for test in stage.tests.iter().filter(|test| test.status != Status::NotRun) {
                let name = format!("{}/{}", stage.name, test.name);
                if test.status == Status::Passed {
                    self.green_tests.insert(name);
                } else if self.green_tests.contains(&name) {
                    regressions.push(format!("{}: {}", stage.number, test.name));
                }
            }
        }
        self.kata.progress = outcome.progress;
        // Where the run could not be remembered, it counts for this view all the same.
        self.kata.progress.verdict = Some(report.verdict);
        Last { report, excerpts: outcome.excerpts, newly_green, regressions, turned, first_run, polish: None }
    }
}
