//! The commands of `cargo xtask dojo`.

mod import_katas;
mod leave;
mod prepare;
mod status;
mod timer;

use std::process::ExitCode;

use crate::cli::Dojo;
use crate::command_context::CommandContext;
use crate::error::Result;
use crate::helper_programs::{Program, delegate_to};

pub(super) fn run(context: &CommandContext, command: Dojo) -> Result<ExitCode> {
    match command {
        Dojo::Host { .. } | Dojo::List { .. } | Dojo::Export { .. } | Dojo::Delete { .. } => {
            delegate_to(context, Program::Board)
        }
        Dojo::Join { .. } => delegate_to(context, Program::Link),
        Dojo::Prepare { katas } => prepare::run(context, katas.as_deref()),
        Dojo::Leave => leave::run(context).map(|()| ExitCode::SUCCESS),
        Dojo::Status => status::run(context).map(|()| ExitCode::SUCCESS),
        Dojo::Timer { minutes, rotate, people } => {
            timer::run(context, minutes, rotate, people).map(|()| ExitCode::SUCCESS)
        }
    }
}
