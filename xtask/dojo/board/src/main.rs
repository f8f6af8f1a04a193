//! `cargo xtask dojo host`, `list`, `export` and `delete`: see the [library](board).
#![forbid(unsafe_code)]

use std::process::ExitCode;

use board::host::{self, Options};
use board::http::KataChoice;
use board::session::{MINUTE, Plan};
use clap::Parser as _;
use xtask::cli::{Cli, Command, Dojo};
use xtask::state::Store;
use xtask::workspace::{Kata, Workspace};

fn main() -> ExitCode {
    // The runner's own definition of the command line, which has passed this on.
    let Some(Command::Dojo { command }) = Cli::parse().command else {
        eprintln!("error: this is started by `cargo xtask dojo`");
        return ExitCode::from(2);
    };
    match run(command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Dojo) -> Result<(), String> {
    let workspace = Workspace::find().map_err(|error| error.to_string())?;
    let folder = Store::of(&workspace).folder().join("dojo");
    match command {
        Dojo::Host { kata, minutes, rotate, bind, cert, key, new } => {
            let kata = kata.map(|name| workspace.kata(&name).map(|kata| kata.name().to_owned()));
            let plan = Plan {
                kata: kata.transpose().map_err(|error| error.to_string())?,
                length_ms: u64::from(minutes) * MINUTE,
                turn_ms: (rotate > 0).then_some(u64::from(rotate) * MINUTE),
            };
            let katas = workspace.katas().iter().map(choice).collect::<xtask::error::Result<Vec<KataChoice>>>();
            let katas = katas.map_err(|error| error.to_string())?;
            host::run(&folder, &Options { plan, new, bind, certificate: cert.zip(key), katas })
        }
        _ => Err("this is not the board's to do".to_owned()),
    }
}

fn choice(kata: &Kata) -> xtask::error::Result<KataChoice> {
    Ok(KataChoice { name: kata.name().to_owned(), title: kata.about()?.title })
}
