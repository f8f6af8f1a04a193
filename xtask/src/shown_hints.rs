//! Hints: which ones a learner has seen, and the next one.

use crate::command_context::CommandContext;
use crate::error::Result;
use crate::store::KataState;
use crate::workspace::{Kata, Stage};

/// The first stage that is not green; the last one if all are.
///
/// # Errors
///
/// If the suite cannot be read.
fn current_stage(kata: &Kata, state: &KataState) -> Result<Stage> {
    let stages = kata.stages()?;
    let number = state.first_unfinished(&stages).or(stages.last()).map_or(1, |stage| stage.number);
    kata.stage(number)
}

/// The hints of a stage that have been shown, the newest last.
#[derive(Clone, Debug)]
pub struct Hints {
    /// The stage.
    pub stage: Stage,
    /// Those shown.
    pub shown: Vec<String>,
    /// How many there are.
    pub total: usize,
}

/// The next hint for a stage, and those before it: of the first stage that is not green, or one of the user's choice. What
/// keeps it from being remembered is returned as a line for the user.
///
/// # Errors
///
/// If there is no such stage, or its hints cannot be read.
pub fn next_hint(context: &CommandContext, kata: &Kata, stage: Option<u32>) -> Result<(Hints, Option<String>)> {
    let state = context.state()?;
    let of_kata = state.katas.get(kata.name()).cloned().unwrap_or_default();
    let stage = match stage {
        Some(number) => kata.stage(number)?,
        None => current_stage(kata, &of_kata)?,
    };
    let hints = kata.hints(stage.number)?;
    let shown = of_kata.hints.get(&stage.name).copied().unwrap_or(0).min(hints.len());
    let index = shown.min(hints.len() - 1);
    let remembered = context.store.update(|state| {
        state.katas.entry(kata.name().to_owned()).or_default().hints.insert(stage.name.clone(), index + 1);
    });
    let warning = remembered.err().map(|error| format!("which hints you have seen is not remembered: {error}"));
    let total = hints.len();
    Ok((Hints { stage, shown: hints.into_iter().take(index + 1).collect(), total }, warning))
}
