//! Progress of all katas, and its file format.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::work_time::WorkTime;
use super::{AttemptId, PastRun};
use crate::error::Result;
use crate::report::{Report, Status, Verdict};
use crate::workspace::{Kata, Stage};

/// The version of the file format.
pub(super) const VERSION: u32 = 2;

/// The progress of all katas.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    version: u32,
    /// The name of the kata that was run or opened last.
    #[serde(default)]
    pub current: Option<String>,
    /// The progress by kata name.
    #[serde(default)]
    pub katas: BTreeMap<String, KataState>,
}

impl Default for State {
    fn default() -> Self {
        Self { version: VERSION, current: None, katas: BTreeMap::new() }
    }
}

impl State {
    /// Returns true if `next` was run while the kata was green.
    pub fn is_done(&self, kata: &Kata) -> bool {
        self.katas.get(kata.name()).is_some_and(|kata| kata.done)
    }

    /// Returns true if the kata's core has been green, in this attempt or an earlier one.
    ///
    /// # Errors
    ///
    /// Fails if the suite cannot be read.
    pub fn has_green_core(&self, kata: &Kata, history: &[PastRun]) -> Result<bool> {
        let stages = kata.stages()?;
        let mut runs = history.iter().filter(|run| run.kata == kata.name());
        Ok(self.is_done(kata) || runs.any(|run| run.is_core_green(&stages)))
    }
}

/// The progress of one kata.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct KataState {
    /// Set if `next` was run while the kata was green.
    #[serde(default)]
    pub done: bool,
    /// The verdict of the last run of the whole suite.
    #[serde(default)]
    pub verdict: Option<Verdict>,
    /// The tests that passed in that run, as `stage_name/test_name`.
    ///
    /// For a stage that did not compile, these are the tests that passed when it last did.
    #[serde(default)]
    pub passed: BTreeSet<String>,
    /// The results of the stages in that run, by name.
    ///
    /// Stages cannot be identified by number, because an update can insert or merge stages.
    #[serde(default)]
    pub stages: BTreeMap<String, StageState>,
    /// The working time and the time of the last run.
    #[serde(flatten)]
    pub time: WorkTime,
    /// The number of hints shown, by stage name.
    #[serde(default)]
    pub hints: BTreeMap<String, usize>,
    /// The kept version that `reset --undo` restores.
    #[serde(default)]
    pub undo: Option<String>,
    /// The number of times the kata was restarted with `again` after it had been green.
    #[serde(default)]
    pub again: u32,
    /// The number of times the code was replaced. It reveals runs that began before the last replacement.
    #[serde(default)]
    pub replaced: u32,
}

/// The result of one stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StageState {
    /// The verdict in the last run.
    pub verdict: Verdict,
    /// The number of tests that passed in the last run.
    pub passed: usize,
    /// The number of tests in the last run in which the stage compiled.
    pub total: Option<usize>,
}

impl KataState {
    /// Returns true if the stage was green in the last run.
    pub fn is_green(&self, stage: &Stage) -> bool {
        self.stages.get(&stage.name).is_some_and(|stage| stage.verdict == Verdict::Green)
    }

    /// Returns the first stage that was not green in the last run.
    pub fn first_unfinished<'s>(&self, stages: &'s [Stage]) -> Option<&'s Stage> {
        stages.iter().find(|stage| !self.is_green(stage))
    }

    /// Returns the last known number of tests by stage name.
    pub fn known_totals(&self) -> BTreeMap<String, usize> {
        self.stages.iter().filter_map(|(name, stage)| Some((name.clone(), stage.total?))).collect()
    }

    /// Returns the attempt that a run starting now belongs to.
    pub fn attempt(&self) -> AttemptId {
        AttemptId { again: self.again, replaced: self.replaced }
    }

    pub(super) fn record(&mut self, report: &Report, opened: Option<u64>, now: u64) {
        if let Some(opened) = opened {
            self.time.opened_at(opened);
        }
        self.time.ran_at(now);
        self.verdict = Some(report.verdict);
        let ran = |name: &str| {
            let stage = name.split_once('/').map_or(name, |(stage, _)| stage);
            report.stages.iter().all(|of| of.name != stage || of.verdict != Verdict::Amber)
        };
        self.passed.retain(|name| !ran(name));
        self.passed.extend(report.stages.iter().flat_map(|stage| {
            let tests = stage.tests.iter().filter(|test| test.status == Status::Passed);
            tests.map(|test| format!("{}/{}", stage.name, test.name))
        }));
        let known = self.known_totals();
        let stages = report.stages.iter().map(|stage| {
            let total = stage.total.or_else(|| known.get(&stage.name).copied());
            (stage.name.clone(), StageState { verdict: stage.verdict, passed: stage.passed, total })
        });
        self.stages = stages.collect();
    }
}

/// The reason why a state file cannot be used.
pub(super) enum StateFileError {
    /// A newer runner wrote it. Contains the version of its format.
    Newer(u32),
    /// It is not a valid state. Contains the parser's message.
    Unreadable(String),
}

/// Parses a state file. In format 1, stages have only numbers, so their names are looked up in `katas`.
pub(super) fn parse(bytes: &[u8], katas: &[Kata]) -> Result<State, StateFileError> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    let unreadable = |error: serde_json::Error| StateFileError::Unreadable(error.to_string());
    let Versioned { version } = serde_json::from_slice(bytes).map_err(unreadable)?;
    if version > VERSION {
        return Err(StateFileError::Newer(version));
    }
    let mut state: State = serde_json::from_slice(bytes).map_err(unreadable)?;
    if version == 1 {
        state.version = VERSION;
        for (name, of_kata) in &mut state.katas {
            let stages = katas.iter().find(|kata| kata.name() == name).and_then(|kata| kata.stages().ok());
            let stages = stages.unwrap_or_default();
            let name_of = |number: &str| stages.iter().find(|stage| stage.number.to_string() == number);
            of_kata.stages = rename(std::mem::take(&mut of_kata.stages), name_of);
            of_kata.hints = rename(std::mem::take(&mut of_kata.hints), name_of);
        }
    }
    Ok(state)
}

fn rename<'s, T>(of_number: BTreeMap<String, T>, name_of: impl Fn(&str) -> Option<&'s Stage>) -> BTreeMap<String, T> {
    of_number.into_iter().filter_map(|(number, value)| Some((name_of(&number)?.name.clone(), value))).collect()
}
