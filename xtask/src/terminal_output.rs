//! Printing to standard output and standard error.

use std::io::Write;

use crate::error::Result;

/// Prints to standard output.
///
/// # Errors
///
/// If nobody reads it any more.
pub fn print(text: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Prints a line to standard error. If even that is gone, there is nobody to tell.
pub fn warn(text: &str) {
    let _ = writeln!(anstream::stderr(), "note: {text}");
}

/// Shows a line on a terminal until the next one takes its place.
pub fn show_passing(line: &str) {
    // A line that is broken cannot be taken back.
    let line: String = line.chars().take(textwrap::termwidth().saturating_sub(1)).collect();
    let _ = write!(std::io::stderr(), "\r\x1b[K{line}");
    let _ = std::io::stderr().flush();
}
