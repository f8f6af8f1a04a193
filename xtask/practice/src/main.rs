//! The program behind `cargo xtask interview`, `cards` and `plan`. The code is in the [library](practice).
#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use practice::{cards, interview, plan};
use xtask::cli::{Cli, Command};
use xtask::command_context::CommandContext;
use xtask::error::Result;
use xtask::terminal_output::report_error;

fn main() -> ExitCode {
    let run = || -> Result<()> {
        let context = CommandContext::start()?;
        match Cli::parse().command {
            Some(Command::Interview { kata, minutes, interviewer, history }) => {
                interview::run(&context, kata.as_deref(), minutes, interviewer, history)
            }
            Some(Command::Cards { kata, all, export: None }) => cards::run(&context, kata.as_deref(), all),
            Some(Command::Plan { until, hours_a_week, ics }) => {
                plan::run(&context, until.as_deref(), hours_a_week, ics.as_deref())
            }
            _ => unreachable!("the runner starts this program only for `interview`, `cards` and `plan`"),
        }
    };
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report_error(&error),
    }
}
