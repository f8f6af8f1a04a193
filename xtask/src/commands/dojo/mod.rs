//! The commands of `cargo xtask dojo`.

mod import_katas;
mod leave;
mod prepare;
mod status;
mod timer;

use std::process::ExitCode;

use crate::cli::Dojo;
use crate::error::Result;
use crate::helper_programs::{Program, hand_over};
use crate::session::Session;

pub(super) fn run(session: &Session, command: Dojo) -> Result<ExitCode> {
    match command {
        Dojo::Host { .. } | Dojo::List { .. } | Dojo::Export { .. } | Dojo::Delete { .. } => {
            hand_over(session, Program::Board)
        }
        Dojo::Join { .. } => hand_over(session, Program::Link),
        Dojo::Prepare { katas } => prepare::run(session, katas.as_deref()),
        Dojo::Leave => leave::run(session).map(|()| ExitCode::SUCCESS),
        Dojo::Status => status::run(session).map(|()| ExitCode::SUCCESS),
        Dojo::Timer { minutes, rotate, people } => {
            timer::run(session, minutes, rotate, people).map(|()| ExitCode::SUCCESS)
        }
    }
}
