//! The text of `cargo xtask compare`, for the live view.

use crate::command_context::CommandContext;
use crate::error::{Error, Result};
use crate::helper_programs::Program;
use crate::orphans::Guard;
use crate::process::{self, Bounds, End, StopFlag};
use crate::workspace::Kata;

/// What `compare` shows of a kata, with colors, in lines of at most `width` columns where they can be broken. Whether it may
/// be shown is not asked.
///
/// # Errors
///
/// If the comparison cannot be made, or on request.
pub fn comparison(context: &CommandContext, kata: &Kata, width: usize, stop: &StopFlag) -> Result<String> {
    let executable = Program::Compare.build(context.workspace.root(), stop, &mut |_| {})?;
    let mut command = std::process::Command::new(&executable);
    command.args(["compare", kata.name(), "--spoil"]).env("COLUMNS", width.to_string()).env("CLICOLOR_FORCE", "1");
    // In a task of its own: it starts Clippy, which would outlive a comparison that is ended.
    let guard = Guard::begin(&context.store)?;
    let bounds = Bounds { mark: Some(guard.mark()), ..Bounds::default() };
    let compare = process::capture(command, bounds, stop).map_err(Error::io("cannot start", &executable))?;
    match compare.end {
        End::Stopped => Err(Error::Stopped),
        _ if compare.is_success() => Ok(compare.stdout),
        End::Exited(status) if compare.stderr.trim().is_empty() => {
            Err(Error::Other(format!("the comparison ended without a result: {status}")))
        }
        _ => Err(Error::Other(format!("comparing failed: {}", compare.stderr.trim()))),
    }
}
