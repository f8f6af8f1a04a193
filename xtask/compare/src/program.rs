//! Runs a program and turns its result into an exit code.

use std::process::ExitCode;

use xtask::error::Result;
use xtask::terminal_output::report_error;

/// The stack size in bytes. It is this large because the parser recurses once for each level of nesting in the code.
const STACK_SIZE: usize = 256 << 20;

/// Runs `work` on a thread with a large stack and prints its error.
pub fn run(work: impl FnOnce() -> Result<()> + Send + 'static) -> ExitCode {
    let thread = std::thread::Builder::new().stack_size(STACK_SIZE).spawn(work).expect("a thread can be started");
    match thread.join().expect("the thread has not panicked") {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report_error(&error),
    }
}
