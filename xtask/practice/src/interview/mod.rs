//! `cargo xtask interview`.

use xtask::command_context::CommandContext;
use xtask::error::Result;

/// Runs the command.
///
/// # Errors
///
/// Fails if no kata has this name.
pub fn run(
    _context: &CommandContext,
    _kata: Option<&str>,
    _minutes: u32,
    _interviewer: bool,
    _history: bool,
) -> Result<()> {
    unimplemented!()
}
