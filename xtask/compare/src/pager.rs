//! Output through a pager.

use std::io::{IsTerminal, Write};
use std::process::{Command, Stdio};

use anstream::{AutoStream, ColorChoice};
use xtask::error::Result;

/// Shows text in `$PAGER` or `less`. If neither is available, or standard output is not a terminal, prints it instead.
///
/// # Errors
///
/// Returns an error if the text is printed and the reader has closed the pipe.
pub fn show(text: &str) -> Result<()> {
    if std::io::stdout().is_terminal() && run_pager(text).is_some() {
        return Ok(());
    }
    xtask::terminal_output::print(text)
}

fn run_pager(text: &str) -> Option<()> {
    let command =
        std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty()).unwrap_or_else(|| "less".to_owned());
    let mut words = command.split_whitespace();
    let mut pager = Command::new(words.next()?);
    pager.args(words).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // R: keep colors. F: exit if the text fits on one screen. X: leave the text on the screen.
        pager.env("LESS", "RFX");
    }
    let mut child = pager.spawn().ok()?;
    let colors = AutoStream::choice(&std::io::stdout()) != ColorChoice::Never;
    let plain = || anstream::adapter::strip_str(text).to_string();
    let written = child
        .stdin
        .take()
        .map(|mut stdin| if colors { stdin.write_all(text.as_bytes()) } else { stdin.write_all(plain().as_bytes()) });
    // An error means that the user quit the pager before the end.
    drop(written);
    child.wait().ok().map(drop)
}
