//! Printing to standard output and standard error.

use std::fmt::Display;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use crate::error::{Error, Result};

/// Prints to standard output.
///
/// # Errors
///
/// Fails if the output is closed.
pub fn print(text: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Prints a line to standard output.
///
/// # Errors
///
/// Fails if the output is closed.
pub fn print_line(line: impl Display) -> Result<()> {
    print(&format!("{line}\n"))
}

/// Prints an error that ends a program, and returns the exit code.
///
/// If the reader of a pipe, such as `head`, has closed it, the program has succeeded.
pub fn report_error(error: &Error) -> ExitCode {
    match error {
        Error::Print(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Error::Stopped => ExitCode::from(130),
        error => {
            let _ = writeln!(anstream::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Prints a note to standard error. Failures are ignored, because there is nowhere else to report them.
pub fn warn(text: &str) {
    let _ = writeln!(anstream::stderr(), "note: {text}");
}

/// Shows a status line on the terminal. The next status line overwrites it; an empty one removes it.
pub fn show_status_line(line: &str) {
    // A line that wraps could not be overwritten.
    let line: String = line.chars().take(textwrap::termwidth().saturating_sub(1)).collect();
    let _ = write!(std::io::stderr(), "\r\x1b[K{line}");
    let _ = std::io::stderr().flush();
}
