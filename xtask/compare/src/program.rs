//! Runs a program's work and turns its result into an exit code.

use std::process::ExitCode;

use xtask::error::{Error, Result};

/// The parser recurses as deep as the code that it reads nests.
const STACK: usize = 256 << 20;

/// Runs `work` on a thread with a large stack; prints its error.
pub fn run(work: impl FnOnce() -> Result<()> + Send + 'static) -> ExitCode {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work).expect("a thread can be started");
    match thread.join().expect("it has not panicked") {
        Ok(()) => ExitCode::SUCCESS,
        // Broken pipe: the reader closed.
        Err(Error::Print(_)) => ExitCode::from(2),
        Err(Error::Stopped) => ExitCode::from(130),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
