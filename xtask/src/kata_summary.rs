//! The summary of a kata: its description and its progress.

use serde::Serialize;

use crate::error::Result;
use crate::report::Verdict;
use crate::store::State;
use crate::workspace::{Kata, Track};

/// The summary of a kata, as shown by `list`.
#[derive(Clone, Debug, Serialize)]
pub struct KataSummary {
    /// The kata's name.
    pub name: String,
    /// The kata's title.
    pub title: String,
    /// The topics that the kata teaches.
    pub teaches: String,
    /// The kata's track.
    pub track: Track,
    /// The estimated time for all stages.
    pub minutes: u32,
    /// The estimated time for the core.
    pub core_minutes: u32,
    /// The number of stages in the core.
    pub core: usize,
    /// The number of stages in the core that were green in the last run.
    pub core_green: usize,
    /// The number of stages.
    pub stages: usize,
    /// The number of stages that were green in the last run.
    pub stages_green: usize,
    /// The verdict of the last run.
    pub verdict: Option<Verdict>,
    /// True if the kata is marked as done.
    pub done: bool,
    /// True for the current kata.
    pub current: bool,
    /// The working time in seconds.
    pub seconds: u64,
}

/// Summarizes a kata from its files and the saved state.
///
/// # Errors
///
/// Fails if the kata's files cannot be read.
pub fn summarize(kata: &Kata, state: &State, current: &Kata) -> Result<KataSummary> {
    let about = kata.about()?;
    let stages = kata.stages()?;
    let of_kata = state.katas.get(kata.name()).cloned().unwrap_or_default();
    let core = || stages.iter().filter(|stage| stage.is_core);
    Ok(KataSummary {
        name: kata.name().to_owned(),
        title: about.title,
        teaches: about.teaches,
        track: about.track,
        minutes: stages.iter().map(|stage| stage.minutes).sum(),
        core_minutes: core().map(|stage| stage.minutes).sum(),
        core: core().count(),
        core_green: core().filter(|stage| of_kata.is_green(stage)).count(),
        stages: stages.len(),
        stages_green: stages.iter().filter(|stage| of_kata.is_green(stage)).count(),
        verdict: of_kata.verdict,
        done: of_kata.done,
        current: kata == current,
        seconds: of_kata.time.seconds,
    })
}
