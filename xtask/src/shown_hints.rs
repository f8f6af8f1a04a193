//! The hints that a learner has seen, and the next one.

use crate::command_context::CommandContext;
use crate::error::Result;
use crate::store::KataState;
use crate::workspace::{Kata, Stage};

/// Returns the first stage that is not green, or the last stage if all are green.
fn current_stage(kata: &Kata, state: &KataState) -> Result<Stage> {
    let stages = kata.stages()?;
    let number = state.first_unfinished(&stages).or(stages.last()).map_or(1, |stage| stage.number);
    kata.stage(number)
}

/// The hints of a stage that the learner has seen.
#[derive(Clone, Debug)]
pub struct Hints {
    /// The stage.
    pub stage: Stage,
    /// The hints shown so far, in order; the newest is last.
    pub shown: Vec<String>,
    /// The number of hints of the stage.
    pub total: usize,
}

/// Returns the next hint of a stage together with the earlier ones, and records it as shown.
///
/// Without `stage`, uses the first stage that is not green. If the hint cannot be recorded as shown, the second value is a
/// warning for the user.
///
/// # Errors
///
/// Fails if the stage does not exist, or its hints cannot be read.
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
    let warning = remembered.err().map(|error| format!("cannot save which hints you have seen: {error}"));
    let total = hints.len();
    Ok((Hints { stage, shown: hints.into_iter().take(index + 1).collect(), total }, warning))
}
