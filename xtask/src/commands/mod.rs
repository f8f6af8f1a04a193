//! The commands of `cargo xtask`, one file per command.

mod again;
mod attempts;
mod compare;
mod completions;
pub mod doctor;
mod dojo;
mod hint;
mod kept;
mod list;
mod next;
mod progress;
mod reset;
mod show;
mod status;
mod test;
mod update;

use std::io::IsTerminal;
use std::process::ExitCode;

use crate::cli::{Cli, Command};
use crate::command_context::CommandContext;
use crate::error::Result;
use crate::helper_programs::{Program, delegate_to};
use crate::orphans;
use crate::terminal_output::warn;
use crate::watch;

/// Runs the command in `cli` and returns the exit code.
///
/// # Errors
///
/// Fails with a message for the user if the command fails.
pub fn run(cli: Cli) -> Result<ExitCode> {
    let context = &CommandContext::start()?;
    if let Some(notice) = orphans::clean_up_killed_runs(&context.store) {
        warn(&notice);
    }
    if crate::update::is_interrupted(&context.store) && !matches!(cli.command, Some(Command::Update)) {
        warn("an update was interrupted. Run `cargo xtask update` to finish it and restore your code.");
    }
    let result = run_command(context, cli);
    for notice in context.store.take_notices() {
        warn(&notice);
    }
    result
}

fn run_command(context: &CommandContext, cli: Cli) -> Result<ExitCode> {
    let success = |()| ExitCode::SUCCESS;
    let Some(command) = cli.command else {
        if cli.view.plain || std::io::stdout().is_terminal() {
            return watch::run(context, None, &cli.view).map(success);
        }
        return status::run(context).map(success);
    };
    // Building a helper program can take a minute, so check the names before.
    command.katas_for_program().into_iter().try_for_each(|name| context.workspace.kata(name).map(drop))?;
    match command {
        Command::List { format } => list::run(context, format).map(success),
        Command::Show { kata, stage } => show::run(context, kata.as_deref(), stage).map(success),
        Command::Watch { kata, view } => watch::run(context, kata.as_deref(), &view).map(success),
        Command::Test { kata, test, stage, solution, format } => {
            test::run(context, kata.as_deref(), test, stage, solution, format)
        }
        Command::Hint { kata, stage } => hint::run(context, kata.as_deref(), stage).map(success),
        Command::Next => next::run(context),
        Command::Reset { kata, undo } => reset::run(context, &kata, undo).map(success),
        Command::Kept { kata, version, restore, format } => {
            kept::run(context, kata.as_deref(), version, restore, format).map(success)
        }
        Command::Compare { kata, spoil, with, .. } => compare::run(context, kata.as_deref(), spoil, with.as_deref()),
        Command::Bench { .. } => delegate_to(context, Program::Compare),
        Command::Attempts { kata, format } => attempts::run(context, kata.as_deref(), format).map(success),
        Command::Again { kata } => again::run(context, &kata).map(success),
        Command::Progress { html: Some(_), .. } => delegate_to(context, Program::ProgressPage),
        Command::Progress { kata, format, html: None } => progress::run(context, kata.as_deref(), format).map(success),
        Command::Cards { export: Some(_), .. } => delegate_to(context, Program::AnkiExport),
        Command::Interview { .. } | Command::Cards { .. } | Command::Plan { .. } => {
            delegate_to(context, Program::Practice)
        }
        Command::Update => update::run(context).map(success),
        Command::Doctor { format } => doctor::run(context, format),
        Command::Verify { .. }
        | Command::Diagrams { .. }
        | Command::Rules { .. }
        | Command::Pitfalls { .. }
        | Command::Mutants { .. }
        | Command::Determinism { .. }
        | Command::Speed { .. }
        | Command::New { .. } => delegate_to(context, Program::Maintain),
        Command::Dojo { command } => dojo::run(context, command),
        Command::Completions { shell } => completions::run(context, shell).map(success),
    }
}
