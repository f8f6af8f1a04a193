//! A summary of one kata: what its files say and what the store knows about it.

use serde::Serialize;

use crate::error::Result;
use crate::report::Verdict;
use crate::store::State;
use crate::workspace::Kata;

/// A kata as `list` shows it.
#[derive(Clone, Debug, Serialize)]
pub struct KataSummary {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it teaches.
    pub teaches: String,
    /// How long its stages should take.
    pub minutes: u32,
    /// How many stages it has.
    pub stages: usize,
    /// How many of them were green in the last run.
    pub stages_green: usize,
    /// That of the last run.
    pub verdict: Option<Verdict>,
    /// Whether it is done.
    pub done: bool,
    /// Whether it is the current one.
    pub current: bool,
    /// How many seconds were spent on it.
    pub seconds: u64,
}

/// A kata with what is remembered of it.
///
/// # Errors
///
/// If its files cannot be read.
pub fn summarize(kata: &Kata, state: &State, current: &Kata) -> Result<KataSummary> {
    let about = kata.about()?;
    let stages = kata.stages()?;
    let of_kata = state.katas.get(kata.name()).cloned().unwrap_or_default();
    Ok(KataSummary {
        name: kata.name().to_owned(),
        title: about.title,
        teaches: about.teaches,
        minutes: stages.iter().map(|stage| stage.minutes).sum(),
        stages: stages.len(),
        stages_green: stages.iter().filter(|stage| of_kata.is_green(stage)).count(),
        verdict: of_kata.verdict,
        done: of_kata.done,
        current: kata == current,
        seconds: of_kata.time.seconds,
    })
}
