//! `cargo xtask completions`.

use clap_complete::Shell;

use crate::cli;
use crate::command_context::CommandContext;
use crate::error::Result;
use crate::terminal_output::print;
use crate::workspace::Kata;

pub(super) fn run(context: &CommandContext, shell: Shell) -> Result<()> {
    let names: Vec<&str> = context.workspace.katas().iter().map(Kata::name).collect();
    print(&cli::completions(shell, &names))
}
