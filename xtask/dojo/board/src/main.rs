//! The entry point of `cargo xtask dojo host`, `list`, `export` and `delete`.
#![forbid(unsafe_code)]
// `println!` panics if the output is closed. Use `xtask::terminal_output` instead.
#![warn(clippy::print_stdout)]

use std::process::ExitCode;

use board::board_folder::BoardFolder;
use board::commands::export_dojo::ExportTargets;
use board::commands::host_dojo::HostOptions;
use board::commands::{delete_dojo, export_dojo, host_dojo, list_dojos};
use board::error::{BoardError, Result};
use board::kata_choices;
use board::operations::start_session::SessionSettings;
use clap::Parser as _;
use xtask::cli::{Cli, Command, Dojo};
use xtask::store::Store;
use xtask::terminal_output::report_error;
use xtask::workspace::Workspace;

const MINUTE: u64 = 60_000;

fn main() -> ExitCode {
    // The runner passes its own command line on to this program.
    let Some(Command::Dojo { command }) = Cli::parse().command else {
        eprintln!("error: run this program with `cargo xtask dojo`");
        return ExitCode::from(2);
    };
    match run(command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(BoardError::Workspace(error)) => report_error(&error),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Dojo) -> Result<()> {
    let workspace = Workspace::find()?;
    let folder = BoardFolder::at(Store::of(&workspace).folder().join("dojo"));
    match command {
        Dojo::Host { kata, minutes, rotate, bind, cert, key, new } => {
            let kata = kata.map(|name| workspace.kata(&name).map(|kata| kata.name().to_owned()));
            let settings = SessionSettings {
                kata: kata.transpose()?,
                length_ms: u64::from(minutes) * MINUTE,
                turn_ms: (rotate > 0).then_some(u64::from(rotate) * MINUTE),
            };
            let (certificate, root) = (cert.zip(key), workspace.root().to_owned());
            let katas = kata_choices::load(&workspace)?;
            host_dojo::run(&folder, HostOptions { settings, always_new: new, bind, certificate, root, katas })
        }
        Dojo::List { format } => list_dojos::run(&folder, format),
        Dojo::Export { dojo, html, json, git } => {
            let katas = kata_choices::load(&workspace)?;
            export_dojo::run(&folder, dojo, &ExportTargets { html, json, git }, workspace.root(), &katas)
        }
        Dojo::Delete { dojo } => delete_dojo::run(&folder, dojo),
        _ => Err(BoardError::OtherCommand),
    }
}
