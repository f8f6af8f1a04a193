//! The output of `cargo xtask compare`, for the live view.

use serde::Deserialize;

use crate::command_context::CommandContext;
use crate::error::{Error, Result};
use crate::helper_programs::Program;
use crate::orphans::Guard;
use crate::process::{self, Bounds, End, StopFlag};
use crate::workspace::Kata;

/// Returns the colored output of `compare` for a kata, with lines broken at `width` columns where possible.
///
/// This does not check whether the kata is green, so it is up to the caller to decide whether to show the reference.
///
/// # Errors
///
/// Fails if the comparison fails, or is stopped through `stop`.
pub fn comparison(context: &CommandContext, kata: &Kata, width: usize, stop: &StopFlag) -> Result<String> {
    run(context, kata, stop, |command| {
        command.env("COLUMNS", width.to_string()).env("CLICOLOR_FORCE", "1");
    })
}

/// The beginning of the headline's line that says what to read next. `compare` writes it.
pub const NEXT: &str = "Next, ";

/// Returns the first lines of a comparison: the closest known design, and the main difference if there is one.
///
/// # Errors
///
/// Fails if the comparison fails, or is stopped through `stop`.
pub fn headline(context: &CommandContext, kata: &Kata, stop: &StopFlag) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Compared {
        headline: Headline,
    }
    #[derive(Deserialize)]
    struct Headline {
        lines: Vec<String>,
    }
    let json = run(context, kata, stop, |command| {
        command.args(["--format", "json"]);
    })?;
    let compared: Compared =
        serde_json::from_str(&json).map_err(|error| Error::Other(format!("the comparison is no JSON: {error}")))?;
    // The last line says what to read next, and refers to the whole comparison.
    Ok(compared.headline.lines.into_iter().filter(|line| !line.starts_with(NEXT)).collect())
}

fn run(
    context: &CommandContext,
    kata: &Kata,
    stop: &StopFlag,
    configure: impl FnOnce(&mut std::process::Command),
) -> Result<String> {
    let executable = Program::Compare.build(context.workspace.root(), stop, &mut |_| {})?;
    let mut command = std::process::Command::new(&executable);
    // Measuring costs can take minutes, and nobody would see the progress.
    command.args(["compare", kata.name(), "--spoil", "--saved-costs"]);
    configure(&mut command);
    // The compare tool starts Clippy. If the comparison is stopped, the guard makes sure that Clippy ends, too.
    let guard = Guard::begin(&context.store)?;
    let bounds = Bounds { mark: Some(guard.mark()), ..Bounds::default() };
    let compare = process::capture(command, bounds, stop).map_err(Error::io("cannot start", &executable))?;
    match compare.end {
        End::Stopped => Err(Error::Stopped),
        _ if compare.is_success() => Ok(compare.stdout),
        End::Exited(status) if compare.stderr.trim().is_empty() => {
            Err(Error::Other(format!("the compare tool failed without a message: {status}")))
        }
        _ => Err(Error::Other(format!("the comparison failed: {}", compare.stderr.trim()))),
    }
}
