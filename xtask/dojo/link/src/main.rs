//! What talks to a dojo's board, so that the runner need not: `cargo xtask dojo join`, and the program behind it that sends runs
//! and hears how the session stands. A program of its own: an HTTP client would make every learner's first build heavy.
#![forbid(unsafe_code)]

mod board;
mod follow;
mod join;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use dojo_protocol::team_folder::TeamFolder;

#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Dojo {
        #[command(subcommand)]
        command: Dojo,
    },
    /// Called by `join` and by the runner, with the folder that has all that is needed
    Follow { folder: PathBuf },
}

#[derive(Debug, Subcommand)]
enum Dojo {
    Join(join::Choice),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Dojo { command: Dojo::Join(choice) } => {
            team_folder().and_then(|team_folder| join::join(&team_folder, choice)).map(|said| print!("{said}"))
        }
        Command::Follow { folder } => follow::follow(&TeamFolder::at(folder)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(2)
        }
    }
}

/// The team_folder of the workspace that this was started in. Cargo says where this package lies.
fn team_folder() -> Result<TeamFolder, String> {
    let from_cargo = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let start = from_cargo.or(std::env::current_dir().ok()).unwrap_or_default();
    let is_root = |folder: &&Path| folder.join("katas").is_dir() && folder.join("Cargo.toml").is_file();
    let root = start
        .ancestors()
        .find(is_root)
        .ok_or("no workspace of katas here: run this inside the folder that you cloned")?;
    Ok(TeamFolder::at(root.join(".state").join("dojo")))
}
