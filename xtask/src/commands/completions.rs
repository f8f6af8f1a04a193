//! `cargo xtask completions`.

use clap_complete::Shell;

use crate::cli;
use crate::error::Result;
use crate::session::Session;
use crate::terminal_output::print;
use crate::workspace::Kata;

pub(super) fn run(session: &Session, shell: Shell) -> Result<()> {
    let names: Vec<&str> = session.workspace.katas().iter().map(Kata::name).collect();
    print(&cli::completions(shell, &names))
}
