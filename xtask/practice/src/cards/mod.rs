//! `cargo xtask cards`.

pub mod fsrs;

use std::path::Path;

use xtask::command_context::CommandContext;
use xtask::error::Result;

/// Runs the command.
///
/// # Errors
///
/// Fails if no kata has this name.
pub fn run(_context: &CommandContext, _kata: Option<&str>, _all: bool, _export: Option<&Path>) -> Result<()> {
    unimplemented!()
}
