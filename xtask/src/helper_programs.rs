//! The helper programs: separate packages that are built when a command first needs them.
//!
//! If they were part of the runner, their dependencies would slow down every learner's first build.

use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use crate::command_context::CommandContext;
use crate::error::{Error, Result};
use crate::paths::shown_in_output;
use crate::process::{self, Bounds, End, Pipes, StopFlag, Stream};
use crate::run::cargo::this_cargo;
use crate::run::cargo_messages::{Artifact, CargoMessage, Lines};
use crate::sanitize::plain;
use crate::terminal_output::show_status_line;

/// A helper program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Writes the cards to an Anki deck.
    AnkiExport,
    /// Hosts the board of a dojo.
    Board,
    /// Compares and benchmarks a learner's code with the reference.
    Compare,
    /// Sends a team's runs to the board of a dojo.
    Link,
    /// Runs the commands for maintainers.
    Maintain,
    /// Runs interviews, asks the questions on cards, and plans practice.
    Practice,
    /// Writes the HTML page with the learning curves.
    ProgressPage,
}

/// The progress of a build by Cargo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildProgress<'a> {
    /// Cargo waits for another Cargo process that uses the same build folder.
    Waiting,
    /// Cargo downloads or compiles a crate: `syn`, or with a counter `45/150: syn`.
    Building(&'a str),
}

impl Program {
    /// Returns a description that fits into a sentence.
    pub fn description(self) -> &'static str {
        match self {
            Self::AnkiExport => "the Anki export",
            Self::Board => "the dojo's board",
            Self::Compare => "the compare tool",
            Self::Link => "the dojo client",
            Self::Maintain => "the maintainer tools",
            Self::Practice => "the practice tool",
            Self::ProgressPage => "the progress page generator",
        }
    }

    /// Returns the package's folder, relative to `xtask`.
    fn folder(self) -> &'static str {
        match self {
            Self::AnkiExport => "anki-export",
            Self::Board => "dojo/board",
            Self::Compare => "compare",
            Self::Link => "dojo/link",
            Self::Maintain => "maintain",
            Self::Practice => "practice",
            Self::ProgressPage => "progress-page",
        }
    }

    /// Builds the program in the workspace at `root` if it is outdated, and returns the path of its executable.
    ///
    /// Calls `on_progress` while Cargo works, so it is never called if the program is up to date.
    ///
    /// # Errors
    ///
    /// Fails with the compiler's errors if the build fails, or if it is stopped through `stop`.
    ///
    /// # Cost
    ///
    /// Takes a quarter of a second if the program is up to date, and up to a few minutes otherwise.
    pub fn build(
        self,
        root: &Path,
        stop: &StopFlag,
        on_progress: &mut dyn FnMut(BuildProgress<'_>),
    ) -> Result<PathBuf> {
        let mut executable = None;
        let mut messages = Lines::default();
        let mut read = |line: &str| {
            if let Ok(CargoMessage::Artifact(Artifact { executable: Some(built), .. })) = serde_json::from_str(line) {
                executable = Some(built);
            }
        };
        let mut cargo_output = CargoOutput::default();
        let end =
            process::supervise(self.cargo(root), Pipes::Separate, Bounds::default(), stop, &mut |stream, bytes| {
                match stream {
                    Stream::Out => messages.push(bytes, &mut read),
                    Stream::Err => cargo_output.push(bytes, on_progress),
                }
                ControlFlow::Continue(())
            });
        let succeeded = match end.map_err(Error::io("cannot start", Path::new("cargo")))? {
            End::Stopped => return Err(Error::Stopped),
            End::Exited(status) => status.success(),
            End::TimedOut | End::Silent | End::TooMuchOutput => false,
        };
        executable.filter(|_| succeeded).ok_or_else(|| {
            let errors = cargo_output.errors();
            Error::Other(format!("cannot build {}:\n{errors}", self.description()).trim_end().to_owned())
        })
    }

    fn cargo(self, root: &Path) -> Command {
        let mut command = this_cargo();
        command.current_dir(root).args(["build", "--message-format=json-render-diagnostics", "--manifest-path"]);
        command.arg(root.join("xtask").join(self.folder()).join("Cargo.toml"));
        // By default, Cargo shows its progress only on terminals.
        command.env("CARGO_TERM_PROGRESS_WHEN", "always").env("CARGO_TERM_PROGRESS_WIDTH", "100");
        command.env("CARGO_TERM_COLOR", "never");
        command
    }
}

/// Builds a helper program, runs it with this process's arguments, and returns its exit code.
pub fn delegate_to(context: &CommandContext, program: Program) -> Result<ExitCode> {
    let executable = build_program(context, program)?;
    let child = Command::new(&executable).args(std::env::args_os().skip(1)).spawn();
    let mut child = child.map_err(Error::io("cannot start", &executable))?;
    let status = wait(&mut child, &context.stop).map_err(Error::io("cannot wait for", &executable))?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The time after a stop request until a program that is still running is terminated.
const TERMINATE_AFTER: Duration = Duration::from_secs(1);
/// The time after a stop request until a program that is still running is killed.
const KILL_AFTER: Duration = Duration::from_secs(5);

/// Waits for a program that shares the terminal, and terminates it when the runner is stopped.
///
/// Ctrl-C reaches both processes. Other signals, however, may reach only the runner, which then has to end the program.
fn wait(child: &mut Child, stop: &StopFlag) -> io::Result<ExitStatus> {
    let mut requested: Option<Instant> = None;
    let mut terminated = false;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if stop.requested() {
            let since = requested.get_or_insert_with(Instant::now).elapsed();
            if since >= KILL_AFTER {
                let _ = child.kill();
            } else if since >= TERMINATE_AFTER && !std::mem::replace(&mut terminated, true) {
                terminate(child);
            }
        }
        thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(unix)]
fn terminate(child: &Child) {
    use rustix::process::{Pid, Signal, kill_process};

    if let Some(process) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process(process, Signal::TERM);
    }
}

#[cfg(not(unix))]
fn terminate(_child: &Child) {}

/// Builds a program and returns its executable. If Cargo has something to build, also prints a message.
fn build_program(context: &CommandContext, program: Program) -> Result<PathBuf> {
    let terminal = std::io::stderr().is_terminal();
    let mut is_announced = false;
    let built = program.build(context.workspace.root(), &context.stop, &mut |progress| {
        if matches!(progress, BuildProgress::Building(_)) && !std::mem::replace(&mut is_announced, true) {
            let start = if terminal { "\r\x1b[K" } else { "" };
            let _ = writeln!(
                std::io::stderr(),
                "{start}Building {}. The first build can take a few minutes.",
                program.description()
            );
        }
        if terminal {
            show_build_progress(progress);
        }
    });
    if terminal {
        show_status_line("");
    }
    built
}

/// Shows the progress of a build on the terminal.
pub fn show_build_progress(progress: BuildProgress<'_>) {
    match progress {
        BuildProgress::Waiting => show_status_line("waiting for another Cargo process in this folder…"),
        BuildProgress::Building(at) => show_status_line(&format!("building… {at}")),
    }
}

/// A parser for Cargo's standard error: lines that end with a line feed, and progress that ends with a carriage return.
#[derive(Default)]
struct CargoOutput {
    piece: Vec<u8>,
    /// The lines that are not about progress.
    lines: Vec<String>,
    is_building: bool,
}

impl CargoOutput {
    fn push(&mut self, bytes: &[u8], on_progress: &mut dyn FnMut(BuildProgress<'_>)) {
        for &byte in bytes {
            if byte != b'\n' && byte != b'\r' {
                self.piece.push(byte);
                continue;
            }
            let piece = String::from_utf8_lossy(&std::mem::take(&mut self.piece)).into_owned();
            self.parse(&plain(&piece), on_progress);
        }
    }

    fn parse(&mut self, piece: &str, on_progress: &mut dyn FnMut(BuildProgress<'_>)) {
        let (verb, rest) = piece.trim_start().split_once(' ').unwrap_or((piece, ""));
        match verb {
            "Compiling" | "Downloading" => {
                self.is_building = true;
                on_progress(BuildProgress::Building(rest.split(' ').next().unwrap_or(rest)));
            }
            "Building" if self.is_building => {
                on_progress(BuildProgress::Building(rest.split_once("] ").map_or(rest, |(_, at)| at).trim_end()));
            }
            "Blocking" => on_progress(BuildProgress::Waiting),
            "Building" | "Updating" | "Locking" | "Adding" | "Downloaded" | "Finished" | "Fresh" => {}
            _ => self.lines.push(piece.to_owned()),
        }
    }

    /// Returns the lines from the first error to the end.
    fn errors(&self) -> String {
        let first = self.lines.iter().position(|line| line.starts_with("error")).unwrap_or(0);
        shown_in_output(&self.lines[first..].join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn stopping_the_runner_terminates_the_program() {
        let mut child = Command::new("sleep").arg("60").spawn().expect("`sleep` starts");
        let stop = StopFlag::new();
        stop.request();
        let started = Instant::now();
        let status = wait(&mut child, &stop).expect("the program ends");
        assert!(!status.success());
        assert!(started.elapsed() < KILL_AFTER, "the program was killed instead of terminated");
    }

    /// Returns the reported progress and the errors, and checks that they don't depend on how the output is split.
    fn parsed(output: &str) -> (Vec<String>, String) {
        let mut all = Vec::new();
        for size in [1, 7, output.len()] {
            let (mut cargo_output, mut reported) = (CargoOutput::default(), Vec::new());
            for bytes in output.as_bytes().chunks(size) {
                cargo_output.push(bytes, &mut |progress| {
                    reported.push(match progress {
                        BuildProgress::Waiting => "waiting".to_owned(),
                        BuildProgress::Building(at) => at.to_owned(),
                    });
                });
            }
            all.push((reported, cargo_output.errors()));
        }
        assert!(all.iter().all(|one| *one == all[0]), "{all:?}");
        all.swap_remove(0)
    }

    #[test]
    fn reports_nothing_when_up_to_date() {
        let output =
            "    Building [=>      ] 1/2: a     \r    Finished `dev` profile [unoptimized] target(s) in 0.19s\n";
        assert_eq!(parsed(output), (Vec::new(), String::new()));
    }

    #[test]
    fn reports_crates_and_counters() {
        let output = "    Blocking waiting for file lock on build directory\n   Compiling syn v2.0.1\n    Building [=>    ] \
                    4/10: syn, quote(build)    \r   Compiling a v0.1.0 (/a b)\n    Finished `dev`\n";
        let (reported, errors) = parsed(output);
        assert_eq!(reported, ["waiting", "syn", "4/10: syn, quote(build)", "a"]);
        assert_eq!(errors, "");
    }

    #[test]
    fn a_failed_build_keeps_its_errors() {
        let output = "   Compiling a v0.1.0\nwarning: unused\nerror[E0425]: no `x`\n --> src/lib.rs:1:1\n\nerror: could not compile `a`\n";
        let (_, errors) = parsed(output);
        assert_eq!(errors, "error[E0425]: no `x`\n --> src/lib.rs:1:1\n\nerror: could not compile `a`");
    }
}
