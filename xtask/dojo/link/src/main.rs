//! `dojo-link`: the client for a dojo's board.
//!
//! `join` joins a team, and `follow` is the background process that sends runs and follows the session. Both need an
//! HTTP client, which would slow down every learner's first build if they were part of the runner.
#![forbid(unsafe_code)]
// `println!` panics if the output is closed.
#![warn(clippy::print_stdout)]

mod board_address;
mod board_client;
mod event_follower;
mod follow;
mod join;
mod link_state;
mod program_copy;
mod retry_delay;
mod sender;
mod tls_error_text;

use std::io::{self, Write as _};
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
        command: DojoCommand,
    },
    /// Runs in the background; started by `join` and by the runner
    Follow { folder: PathBuf },
}

#[derive(Debug, Subcommand)]
enum DojoCommand {
    Join(join::JoinArgs),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Dojo { command: DojoCommand::Join(args) } => team_folder().and_then(|team_folder| {
            let text = join::join(&team_folder, args).map_err(|error| error.to_string())?;
            print(&text).map_err(|error| format!("cannot print: {error}"))
        }),
        Command::Follow { folder } => follow::follow(&TeamFolder::at(&folder))
            .map_err(|error| format!("cannot use {}: {error}", folder.display())),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(2)
        }
    }
}

/// Prints to standard output. A closed output is no failure, because the machine has joined.
fn print(text: &str) -> io::Result<()> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

/// Returns the team's folder of the current workspace.
///
/// To find the workspace, it uses `CARGO_MANIFEST_DIR`, which Cargo sets to the path of this package.
fn team_folder() -> Result<TeamFolder, String> {
    let from_cargo = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let start = from_cargo.or(std::env::current_dir().ok()).unwrap_or_default();
    let is_root = |folder: &&Path| folder.join("katas").is_dir() && folder.join("Cargo.toml").is_file();
    let root = start
        .ancestors()
        .find(is_root)
        .ok_or("this is not a clone of the katas: run the command inside the folder that you cloned")?;
    Ok(TeamFolder::at(root.join(".state").join("dojo")))
}
