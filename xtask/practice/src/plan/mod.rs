//! `cargo xtask plan`.

use std::path::Path;

use xtask::command_context::CommandContext;
use xtask::error::Result;

/// Runs the command.
///
/// # Errors
///
/// Fails if the date is invalid.
pub fn run(_context: &CommandContext, _until: Option<&str>, _hours: Option<u32>, _ics: Option<&Path>) -> Result<()> {
    unimplemented!()
}
