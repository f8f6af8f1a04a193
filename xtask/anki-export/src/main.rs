//! `cargo xtask cards --export FILE.apkg`: writes the cards to an Anki deck.
//!
//! A separate program, because building SQLite would slow down every learner's first review.
#![forbid(unsafe_code)]

mod package_file;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use practice::cards::deck;
use xtask::cli::{Cli, Command};
use xtask::command_context::CommandContext;
use xtask::error::{Error, Result};
use xtask::paths::shown;
use xtask::store::now;
use xtask::terminal_output::{print, report_error};

fn main() -> ExitCode {
    let Some(Command::Cards { kata, all, export: Some(file) }) = Cli::parse().command else {
        unreachable!("the runner starts this program only for `cards --export`")
    };
    match export(kata.as_deref(), all, &file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report_error(&error),
    }
}

fn export(kata: Option<&str>, all: bool, file: &Path) -> Result<()> {
    let cards = deck::cards(&CommandContext::start()?, kata, all)?;
    if cards.is_empty() {
        return Err(Error::Other(
            "no cards are unlocked. The cards of a kata unlock as soon as its core is green. To export them anyway, add \
             `--all`."
                .to_owned(),
        ));
    }
    let bytes = package_file::package(&cards, now())
        .map_err(|error| Error::Other(format!("cannot create the Anki deck: {error}")))?;
    std::fs::write(file, bytes).map_err(Error::io("cannot write", file))?;
    print(&format!("Wrote {} cards to {}. To study them, import the file in Anki.\n", cards.len(), shown(file)))
}
