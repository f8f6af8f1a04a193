//! `cargo xtask compare`: checks that the kata's core has been green, and starts the compare tool.

use std::process::ExitCode;

use crate::command_context::CommandContext;
use crate::error::{Error, Result};
use crate::helper_programs::{self, Program};
use crate::store::PastRun;

pub(super) fn run(context: &CommandContext, kata: Option<&str>, spoil: bool, with: Option<&str>) -> Result<ExitCode> {
    if !spoil {
        refuse_to_spoil(context, kata, with)?;
    }
    helper_programs::delegate_to(context, Program::Compare)
}

/// Fails if the comparison would show the reference or an alternative before the kata's core has been green.
fn refuse_to_spoil(context: &CommandContext, kata: Option<&str>, with: Option<&str>) -> Result<()> {
    let state = context.state()?;
    let kata = context.kata(kata, &state)?;
    let is_spoiler = |with: &str| with == "reference" || kata.solution().join("alternatives").join(with).is_dir();
    let history: Vec<PastRun> = context.store.history().collect();
    if state.has_green_core(kata, &history)? || !with.is_none_or(is_spoiler) {
        return Ok(());
    }
    Err(Error::Spoils { kata: kata.name().to_owned() })
}
