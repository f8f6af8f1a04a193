//! `cargo xtask again`: starts a new attempt at a kata.

use crate::command_context::CommandContext;
use crate::error::{Error, Result};
use crate::render;
use crate::replace_code::{RestoreSource, replace_code};
use crate::store::KataState;
use crate::store::attempts::attempts;
use crate::terminal_output::print;

/// Restores the stub and clears the kata's progress and time, but keeps the last attempt and its code.
pub(super) fn run(context: &CommandContext, kata: &str) -> Result<()> {
    let kata = context.workspace.kata(kata)?;
    let state = context.state()?;
    let attempts = attempts(kata, &context.store)?;
    let before = state.katas.get(kata.name()).cloned().unwrap_or_default();
    let last = attempts.last().filter(|last| last.number == before.again + 1 && last.seconds_to_green.is_some());
    let last = last.ok_or_else(|| Error::NothingToRepeat { kata: kata.name().to_owned() })?;
    replace_code(context, kata, RestoreSource::Stub)?;
    context.store.update(|state| {
        let of_kata = state.katas.entry(kata.name().to_owned()).or_default();
        *of_kata = KataState {
            again: before.again + 1,
            undo: of_kata.undo.take(),
            replaced: of_kata.replaced + 1,
            ..KataState::default()
        };
        state.current = Some(kata.name().to_owned());
    })?;
    print(&render::fit(&format!(
        "Attempt {} at {name} starts with the stub in katas/{name}.\n\
         Attempt {} is kept. To list attempts, run `cargo xtask attempts {name}`. To restore its code, run \
         `cargo xtask reset {name} --undo`.\n",
        last.number + 1,
        last.number,
        name = kata.name(),
    )))
}
