//! Execution of one part of a benchmark within limits.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use xtask::error::{Error, Result};
use xtask::paths::shown;
use xtask::process::{self, Bounds, End, Pipes, StopFlag, Stream};
use xtask::run::test_output::{self, BoundedOutput};

/// The folder for the results of a part.
pub struct Outputs<'a> {
    /// The folder that Criterion writes to.
    pub home: &'a Path,
    /// The folder for the memory of each contender.
    pub memory: PathBuf,
}

/// Runs the benchmarks selected by `filter` with these settings for Criterion. If they fail, returns the reason.
pub fn run(
    executable: &Path,
    settings: &[&str],
    filter: &str,
    outputs: &Outputs,
    bounds: Bounds,
    stop: &StopFlag,
) -> Result<Option<String>> {
    fs::create_dir_all(outputs.home).map_err(Error::io("cannot create the folder", outputs.home))?;
    let mut command = Command::new(executable);
    command.args(settings).arg(filter).env("RUST_BACKTRACE", "0");
    command.env("CRITERION_HOME", outputs.home).env("BENCH_MEMORY", &outputs.memory);
    let (end, printed) = capture(command, Pipes::Merged, bounds, stop)?;
    match end {
        End::Stopped => Err(Error::Stopped),
        End::Exited(status) if status.success() => Ok(None),
        End::Exited(status) => Ok(Some(failure(status, bounds, &printed))),
        End::TimedOut | End::Silent | End::TooMuchOutput => {
            let limit = bounds.time.unwrap_or_default().as_secs();
            Ok(Some(format!("timed out after {limit} s")))
        }
    }
}

/// Runs a command within limits, and returns how it ended and its standard output.
pub fn capture(command: Command, pipes: Pipes, bounds: Bounds, stop: &StopFlag) -> Result<(End, String)> {
    let executable = PathBuf::from(command.get_program());
    let mut printed = BoundedOutput::default();
    let end = process::supervise(command, pipes, bounds, stop, &mut |stream, bytes| {
        if stream == Stream::Out {
            printed.push(bytes);
        }
        ControlFlow::Continue(())
    });
    Ok((end.map_err(Error::io("cannot start", &executable))?, printed.into_text()))
}

/// Returns the reason why a process failed.
fn failure(status: ExitStatus, bounds: Bounds, printed: &str) -> String {
    if let Some(panic) = test_output::last_panic(printed, "main") {
        let message: Vec<&str> = panic.message.split_whitespace().collect();
        let place = shown(Path::new(panic.place));
        return format!("panicked: {} ({place})", shortened(&message.join(" ")));
    }
    if test_output::mentions_failed_allocation(printed) {
        let limit = bounds.memory.unwrap_or_default() >> 30;
        return format!("used more than {limit} GiB of memory");
    }
    if printed.contains("has overflowed its stack") {
        return "stack overflow: look for infinite or very deep recursion".to_owned();
    }
    format!("failed with {status}")
}

/// Truncates a message to 200 characters.
fn shortened(message: &str) -> String {
    const MAX_CHARACTERS: usize = 200;
    match message.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message.to_owned(),
    }
}
