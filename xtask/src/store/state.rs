//! The progress that is remembered, and its format.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Attempt;
use crate::report::{Report, Status, Verdict};
use crate::workspace::{Kata, Stage};

/// The version of the state's format.
pub(super) const VERSION: u32 = 2;
/// Of the time between two runs, at most so many seconds were spent on the kata: the rest was a pause.
const LONGEST_THOUGHT: u64 = 15 * 60;

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
    /// When it was, in seconds of Unix time.
    #[serde(default)]
    pub last_run: Option<u64>,
    /// How many seconds were spent on it, long pauses left out.
    #[serde(default)]
    pub seconds: u64,
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

    /// How many seconds would have been spent on it if there were a run at this moment of Unix time: those since the last
    /// run count, up to where a pause begins.
    pub fn seconds_at(&self, now: u64) -> u64 {
        let since = self.last_run.map_or(0, |last| now.saturating_sub(last));
        self.seconds + since.min(LONGEST_THOUGHT)
    }

    /// What a run that begins now is about.
    pub fn attempt(&self) -> Attempt {
        Attempt { again: self.again, replaced: self.replaced }
    }

    /// Counts the time since the last run, and begins to count anew.
    pub(crate) fn ran_at(&mut self, now: u64) {
        self.seconds = self.seconds_at(now);
        self.last_run = Some(now);
    }

    pub(super) fn record(&mut self, report: &Report, now: u64) {
        self.ran_at(now);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_in_a_kata_stands_still_in_a_pause_and_never_goes_back() {
        let ran = KataState { seconds: 600, last_run: Some(1000), ..KataState::default() };
        assert_eq!(ran.seconds_at(1060), 660);
        assert_eq!(ran.seconds_at(1000 + LONGEST_THOUGHT), 600 + LONGEST_THOUGHT);
        assert_eq!(ran.seconds_at(1000 + 8 * 3600), 600 + LONGEST_THOUGHT, "the night is a pause");
        assert_eq!(ran.seconds_at(500), 600, "the clock was set back");
    }
}
