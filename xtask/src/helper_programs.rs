//! The heavy parts: programs in packages of their own, which are built when they are asked for. In the runner, they would make
//! every learner's first build longer.

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
use crate::terminal_output::show_passing;

/// A program beside the runner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Measures a learner's code beside the reference.
    BenchRunner,
    /// The dojo's board.
    Board,
    /// Compares a learner's design with the reference.
    Compare,
    /// What talks to a dojo's board for a team.
    Link,
    /// What maintainers run.
    Maintain,
    /// What writes pages about progress.
    ProgressPage,
}

/// What Cargo is at while it builds a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work<'a> {
    /// It waits for another Cargo, which builds into the same folder.
    Waiting,
    /// Something has to be downloaded or compiled: how far that is, as `45/150: syn`, or a name.
    Building(&'a str),
}

impl Program {
    /// What it is, in the middle of a sentence.
    pub fn what(self) -> &'static str {
        match self {
            Self::BenchRunner => "the benchmark runner",
            Self::Board => "the dojo's board",
            Self::Compare => "the compare tool",
            Self::Link => "what talks to the dojo's board",
            Self::Maintain => "what maintainers run",
            Self::ProgressPage => "what draws progress",
        }
    }

    /// Its package's folder in `xtask`.
    fn folder(self) -> &'static str {
        match self {
            Self::BenchRunner => "bench-runner",
            Self::Board => "dojo/board",
            Self::Compare => "compare",
            Self::Link => "dojo/link",
            Self::Maintain => "maintain",
            Self::ProgressPage => "progress-page",
        }
    }

    /// Builds the program of the workspace at `root`, if it is not built yet, and returns its executable. `on_work` hears what
    /// Cargo is at; nothing, if nothing has to be built.
    ///
    /// # Errors
    ///
    /// With all that the compiler says, if it cannot be built; or on request.
    ///
    /// # Cost
    ///
    /// A quarter of a second if it is built already, else minutes.
    pub fn build(self, root: &Path, stop: &StopFlag, on_work: &mut dyn FnMut(Work<'_>)) -> Result<PathBuf> {
        let mut executable = None;
        let mut messages = Lines::default();
        let mut read = |line: &str| {
            if let Ok(CargoMessage::Artifact(Artifact { executable: Some(built), .. })) = serde_json::from_str(line) {
                executable = Some(built);
            }
        };
        let mut progress = CargoProgress::default();
        let end =
            process::supervise(self.cargo(root), Pipes::Separate, Bounds::default(), stop, &mut |stream, bytes| {
                match stream {
                    Stream::Out => messages.push(bytes, &mut read),
                    Stream::Err => progress.push(bytes, on_work),
                }
                ControlFlow::Continue(())
            });
        let well = match end.map_err(Error::io("cannot start", Path::new("cargo")))? {
            End::Stopped => return Err(Error::Stopped),
            End::Exited(status) => status.success(),
            End::TimedOut | End::Silent | End::TooMuchOutput => false,
        };
        executable.filter(|_| well).ok_or_else(|| {
            let why = progress.errors();
            Error::Other(format!("{} cannot be built\n{why}", self.what()).trim_end().to_owned())
        })
    }

    fn cargo(self, root: &Path) -> Command {
        let mut command = this_cargo();
        command.current_dir(root).args(["build", "--message-format=json-render-diagnostics", "--manifest-path"]);
        command.arg(root.join("xtask").join(self.folder()).join("Cargo.toml"));
        // How far it is, Cargo says of itself to terminals alone.
        command.env("CARGO_TERM_PROGRESS_WHEN", "always").env("CARGO_TERM_PROGRESS_WIDTH", "100");
        command.env("CARGO_TERM_COLOR", "never");
        command
    }
}

/// Hands the whole command line to a program.
pub fn hand_over(context: &CommandContext, program: Program) -> Result<ExitCode> {
    let executable = build_program(context, program)?;
    let child = Command::new(&executable).args(std::env::args_os().skip(1)).spawn();
    let mut child = child.map_err(Error::io("cannot start", &executable))?;
    let status = wait(&mut child, &context.stop).map_err(Error::io("cannot wait for", &executable))?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// How long a program may take to end after a signal, before it gets the next one.
const PARTING: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(5));

/// Waits for a program that has the terminal. When the runner is to stop, so is the program: Ctrl-C reaches it too, but a
/// signal to the runner does not.
fn wait(child: &mut Child, stop: &StopFlag) -> io::Result<ExitStatus> {
    let mut requested: Option<Instant> = None;
    let mut told = false;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if stop.requested() {
            let since = requested.get_or_insert_with(Instant::now).elapsed();
            if since >= PARTING.1 {
                let _ = child.kill();
            } else if since >= PARTING.0 && !std::mem::replace(&mut told, true) {
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

/// A program that is built; if that takes time, this is said.
fn build_program(context: &CommandContext, program: Program) -> Result<PathBuf> {
    let terminal = std::io::stderr().is_terminal();
    let mut said = false;
    let built = program.build(context.workspace.root(), &context.stop, &mut |work| {
        if matches!(work, Work::Building(_)) && !std::mem::replace(&mut said, true) {
            let start = if terminal { "\r\x1b[K" } else { "" };
            let _ =
                writeln!(std::io::stderr(), "{start}Building {}. The first time, it can take minutes.", program.what());
        }
        if terminal {
            show_work(work);
        }
    });
    if terminal {
        show_passing("");
    }
    built
}

/// Shows on a terminal what Cargo is at.
pub fn show_work(work: Work<'_>) {
    match work {
        Work::Waiting => show_passing("waiting for another Cargo, which builds in this folder…"),
        Work::Building(at) => show_passing(&format!("building… {at}")),
    }
}

/// What Cargo says on standard error, in pieces: lines, and progress that it writes over.
#[derive(Default)]
struct CargoProgress {
    piece: Vec<u8>,
    /// Lines that are no progress.
    lines: Vec<String>,
    working: bool,
}

impl CargoProgress {
    fn push(&mut self, bytes: &[u8], on_work: &mut dyn FnMut(Work<'_>)) {
        for &byte in bytes {
            if byte != b'\n' && byte != b'\r' {
                self.piece.push(byte);
                continue;
            }
            let piece = String::from_utf8_lossy(&std::mem::take(&mut self.piece)).into_owned();
            self.read(&plain(&piece), on_work);
        }
    }

    fn read(&mut self, piece: &str, on_work: &mut dyn FnMut(Work<'_>)) {
        let (verb, rest) = piece.trim_start().split_once(' ').unwrap_or((piece, ""));
        match verb {
            "Compiling" | "Downloading" => {
                self.working = true;
                on_work(Work::Building(rest.split(' ').next().unwrap_or(rest)));
            }
            "Building" if self.working => {
                on_work(Work::Building(rest.split_once("] ").map_or(rest, |(_, at)| at).trim_end()));
            }
            "Blocking" => on_work(Work::Waiting),
            "Building" | "Updating" | "Locking" | "Adding" | "Downloaded" | "Finished" | "Fresh" => {}
            _ => self.lines.push(piece.to_owned()),
        }
    }

    /// What stands from the first error on.
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
    fn a_signal_to_the_runner_ends_the_program() {
        let mut child = Command::new("sleep").arg("60").spawn().expect("a program");
        let stop = StopFlag::new();
        stop.request();
        let started = Instant::now();
        let status = wait(&mut child, &stop).expect("it ended");
        assert!(!status.success());
        assert!(started.elapsed() < PARTING.1, "it was killed instead of terminated");
    }

    /// What is heard of work, and what is left for an error, whatever the pieces are that it comes in.
    fn heard(said: &str) -> (Vec<String>, String) {
        let mut all = Vec::new();
        for size in [1, 7, said.len()] {
            let (mut progress, mut heard) = (CargoProgress::default(), Vec::new());
            for bytes in said.as_bytes().chunks(size) {
                progress.push(bytes, &mut |work| {
                    heard.push(match work {
                        Work::Waiting => "waiting".to_owned(),
                        Work::Building(at) => at.to_owned(),
                    });
                });
            }
            all.push((heard, progress.errors()));
        }
        assert!(all.iter().all(|one| *one == all[0]), "{all:?}");
        all.swap_remove(0)
    }

    #[test]
    fn of_what_is_built_already_nothing_is_heard() {
        let said = "    Building [=>      ] 1/2: a     \r    Finished `dev` profile [unoptimized] target(s) in 0.19s\n";
        assert_eq!(heard(said), (Vec::new(), String::new()));
    }

    #[test]
    fn work_is_heard_with_how_far_it_is() {
        let said = "    Blocking waiting for file lock on build directory\n   Compiling syn v2.0.1\n    Building [=>    ] \
                    4/10: syn, quote(build)    \r   Compiling a v0.1.0 (/a b)\n    Finished `dev`\n";
        let (heard, errors) = heard(said);
        assert_eq!(heard, ["waiting", "syn", "4/10: syn, quote(build)", "a"]);
        assert_eq!(errors, "");
    }

    #[test]
    fn of_a_build_that_fails_the_errors_are_left() {
        let said = "   Compiling a v0.1.0\nwarning: unused\nerror[E0425]: no `x`\n --> src/lib.rs:1:1\n\nerror: could not compile `a`\n";
        let (_, errors) = heard(said);
        assert_eq!(errors, "error[E0425]: no `x`\n --> src/lib.rs:1:1\n\nerror: could not compile `a`");
    }
}
