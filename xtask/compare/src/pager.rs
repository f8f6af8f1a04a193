//! Long text, a page at a time.

use std::io::{IsTerminal, Write};
use std::process::{Command, Stdio};

use anstream::{AutoStream, ColorChoice};
use xtask::error::Result;

/// Shows text in `$PAGER`, or in `less`; prints it where there is neither, or no terminal.
///
/// # Errors
///
/// If it has to be printed and nobody reads it.
pub fn show(text: &str) -> Result<()> {
    if std::io::stdout().is_terminal() && paged(text).is_some() {
        return Ok(());
    }
    xtask::terminal_output::print(text)
}

fn paged(text: &str) -> Option<()> {
    let wanted =
        std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty()).unwrap_or_else(|| "less".to_owned());
    let mut words = wanted.split_whitespace();
    let mut pager = Command::new(words.next()?);
    pager.args(words).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // Colors as they are, no page for what fits on the screen, and what was read stays on it.
        pager.env("LESS", "RFX");
    }
    let mut child = pager.spawn().ok()?;
    let colors = AutoStream::choice(&std::io::stdout()) != ColorChoice::Never;
    let plain = || anstream::adapter::strip_str(text).to_string();
    let written = child
        .stdin
        .take()
        .map(|mut stdin| if colors { stdin.write_all(text.as_bytes()) } else { stdin.write_all(plain().as_bytes()) });
    // A reader that leaves before the end has seen enough.
    drop(written);
    child.wait().ok().map(drop)
}
