//! The progress that is remembered, and its format.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::AttemptId;
use super::work_time::WorkTime;
use crate::report::{Report, Status, Verdict};
use crate::workspace::{Kata, Stage};

/// The version of the state's format.
pub(super) const VERSION: u32 = 2;

/// Everything that is remembered except the sources.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    version: u32,
    /// The kata that was worked on last.
    #[serde(default)]
    pub current: Option<String>,
    /// By the kata's name.
    #[serde(default)]
    pub katas: BTreeMap<String, KataState>,
}

impl Default for State {
    fn default() -> Self {
        Self { version: VERSION, current: None, katas: BTreeMap::new() }
    }
}

impl State {
    /// Whether `next` was used on the kata while it was green.
    pub fn is_done(&self, kata: &Kata) -> bool {
        self.katas.get(kata.name()).is_some_and(|kata| kata.done)
    }
}

/// What is remembered of one kata.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct KataState {
    /// Whether `next` was said of it while it was green.
    #[serde(default)]
    pub done: bool,
    /// The verdict of the last run of the whole suite.
    #[serde(default)]
    pub verdict: Option<Verdict>,
    /// The tests that passed in it, as `stage_name/test_name`.
    #[serde(default)]
    pub passed: BTreeSet<String>,
    /// The stages as they were in it, by name: an update may insert or merge stages.
    #[serde(default)]
    pub stages: BTreeMap<String, StageState>,
    /// The time of work, and the last run.
    #[serde(flatten)]
    pub time: WorkTime,
    /// How many hints of each stage have been shown, by the stage's name.
    #[serde(default)]
    pub hints: BTreeMap<String, usize>,
    /// The kept sources that `reset --undo` brings back.
    #[serde(default)]
    pub undo: Option<String>,
    /// How many times it was begun again after it had been green.
    #[serde(default)]
    pub again: u32,
    /// How many times its code was replaced. A run that began before is about other code.
    #[serde(default)]
    pub replaced: u32,
}

/// What is remembered of one stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StageState {
    /// As in the last run.
    pub verdict: Verdict,
    /// As in the last run.
    pub passed: usize,
    /// As in the last run in which it compiled.
    pub total: Option<usize>,
}

impl KataState {
    /// Whether a stage was green in the last run.
    pub fn is_green(&self, stage: &Stage) -> bool {
        self.stages.get(&stage.name).is_some_and(|stage| stage.verdict == Verdict::Green)
    }

    /// The first of the kata's stages that was not green in the last run.
    pub fn first_unfinished<'s>(&self, stages: &'s [Stage]) -> Option<&'s Stage> {
        stages.iter().find(|stage| !self.is_green(stage))
    }

    /// How many tests each stage is known to have, by name.
    pub fn known_totals(&self) -> BTreeMap<String, usize> {
        self.stages.iter().filter_map(|(name, stage)| Some((name.clone(), stage.total?))).collect()
    }

    /// What a run that begins now is about.
    pub fn attempt(&self) -> AttemptId {
        AttemptId { again: self.again, replaced: self.replaced }
    }

    pub(super) fn record(&mut self, report: &Report, now: u64) {
        self.time.ran_at(now);
        self.verdict = Some(report.verdict);
        let passed = report.stages.iter().flat_map(|stage| {
            let tests = stage.tests.iter().filter(|test| test.status == Status::Passed);
            tests.map(|test| format!("{}/{}", stage.name, test.name))
        });
        self.passed = passed.collect();
        let known = self.known_totals();
        let stages = report.stages.iter().map(|stage| {
            let total = stage.total.or_else(|| known.get(&stage.name).copied());
            (stage.name.clone(), StageState { verdict: stage.verdict, passed: stage.passed, total })
        });
        self.stages = stages.collect();
    }
}

/// Why a state file cannot be used.
pub(super) enum Damage {
    /// A newer runner wrote it, in a format of this version.
    Newer(u32),
    /// It is no state, for this reason.
    Unreadable(String),
}

/// Reads a state file. Format 1 names stages by number: `katas` tells their names.
pub(super) fn parse(bytes: &[u8], katas: &[Kata]) -> Result<State, Damage> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    let unreadable = |error: serde_json::Error| Damage::Unreadable(error.to_string());
    let Versioned { version } = serde_json::from_slice(bytes).map_err(unreadable)?;
    if version > VERSION {
        return Err(Damage::Newer(version));
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
