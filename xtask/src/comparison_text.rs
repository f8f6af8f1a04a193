//! The text of `cargo xtask compare`, for the live view.

use std::ops::ControlFlow;

use crate::error::{Error, Result};
use crate::helper_programs::Program;
use crate::process::{self, Bounds, End, Pipes, StopFlag, Stream};
use crate::session::Session;
use crate::workspace::Kata;

/// What `compare` shows of a kata, with colors, in lines of at most `width` columns where they can be broken. Whether it may
/// be shown is not asked.
///
/// # Errors
///
/// If the comparison cannot be made, or on request.
pub fn comparison(session: &Session, kata: &Kata, width: usize, stop: &StopFlag) -> Result<String> {
    let executable = Program::Compare.build(session.workspace.root(), stop, &mut |_| {})?;
    let mut command = std::process::Command::new(&executable);
    command.args(["compare", kata.name(), "--spoil"]).env("COLUMNS", width.to_string()).env("CLICOLOR_FORCE", "1");
    let (mut shown, mut said) = (Vec::new(), Vec::new());
    let end = process::supervise(command, Pipes::Separate, Bounds::default(), stop, &mut |stream, bytes| {
        match stream {
            Stream::Out => shown.extend_from_slice(bytes),
            Stream::Err => said.extend_from_slice(bytes),
        }
        ControlFlow::Continue(())
    });
    match end.map_err(Error::io("cannot start", &executable))? {
        End::Exited(status) if status.success() => Ok(String::from_utf8_lossy(&shown).into_owned()),
        End::Stopped => Err(Error::Stopped),
        _ => Err(Error::Other(format!("comparing failed: {}", String::from_utf8_lossy(&said).trim()))),
    }
}
