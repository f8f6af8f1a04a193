//! Calls of Cargo: with limits, and with its messages read while they arrive.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::cargo_messages::{Artifact, CargoMessage, Lines};
use super::dep_info;
use super::limits::{BUILD_OUTPUT, Limits};
use super::missing_resources;
use super::run_progress::Progress;
use super::test_output::BoundedOutput;
use crate::error::{Error, Result};
use crate::orphans::Mark;
use crate::paths::shown_in_output;
use crate::process::{self, Bounds, End, Pipes, StopFlag, Stream};
use crate::report::{Diagnostic, Failure, FailurePhase};
use crate::sanitize::plain;
use crate::workspace::{Stage, Workspace};

/// The Cargo that started the runner, which builds into the workspace's own folder.
pub fn this_cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // A folder that several workspaces build into gives one the code of another: Cargo tells the packages of two copies of a
    // workspace apart by nothing. So the workspace's own settings decide, which name a folder inside it.
    for variable in ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR", "CARGO_BUILD_BUILD_DIR", "CARGO_BUILD_TARGET"] {
        command.env_remove(variable);
    }
    command
}

/// Cargo in the workspace, as if nobody had started the runner by another Cargo.
pub fn plain_cargo(workspace: &Workspace) -> Command {
    let mut command = this_cargo();
    command.current_dir(workspace.root());
    // Cargo describes the runner's own package to the runner; the packages built here have their own.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            command.env_remove(name);
        }
    }
    command
}

/// Which test target Cargo is asked to build.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Suite { package: String, test: String },
    Own { package: String, tests: Vec<String>, unit: bool },
    Clippy { package: String },
}

impl Target {
    /// Whether an artifact is what was asked for: building a suite builds the package's binaries too.
    fn is_wanted(&self, artifact: &Artifact) -> bool {
        match self {
            Self::Suite { test, .. } => artifact.profile.test && artifact.target.name == *test,
            Self::Own { .. } => artifact.profile.test,
            Self::Clippy { .. } => false,
        }
    }
}

/// The result of one call of Cargo.
#[derive(Default)]
pub(super) struct CallResult {
    pub executables: Vec<PathBuf>,
    pub diagnostics: Vec<Diagnostic>,
    /// Warnings.
    pub remarks: Vec<Diagnostic>,
    pub failure: Option<Failure>,
    /// A limit ended it, so there is no use in another attempt.
    pub endless: bool,
    /// The files that were read.
    pub inputs: BTreeSet<PathBuf>,
}

/// Cargo in one workspace, for one task.
pub struct Cargo<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// Time that a call may take without output.
    pub silence: Duration,
    /// Ends a call on request.
    pub stop: &'a StopFlag,
    /// The mark of the task, for the processes that a call starts.
    pub mark: Option<Mark>,
    /// Gets the progress of a call.
    pub on_progress: &'a dyn Fn(Progress),
}

impl<'a> Cargo<'a> {
    /// Cargo for a task whose progress nobody watches.
    pub fn quiet(workspace: &'a Workspace, stop: &'a StopFlag, mark: Option<Mark>) -> Self {
        Self { workspace, silence: Limits::default().build_silence, stop, mark, on_progress: &|_| {} }
    }

    /// Builds `target`, leaving out the stages in `without`. Errors are attributed to one of `stages`.
    ///
    /// # Errors
    ///
    /// If Cargo cannot be started, or on request.
    pub(super) fn build(&self, target: &Target, stages: &[Stage], without: &BTreeSet<u32>) -> Result<CallResult> {
        let workspace = self.workspace;
        let mut result = CallResult::default();
        let mut messages = Lines::default();
        let mut stderr = BoundedOutput::default();
        let mut printed = 0;
        let mut is_waiting = false;
        // Packages whose build script is there and has not run to its end.
        let mut scripts = BTreeSet::new();
        let mut read = |line: &str| match serde_json::from_str(line) {
            Ok(CargoMessage::Artifact(artifact)) => {
                (self.on_progress)(Progress::Built(artifact.target.name.clone()));
                if artifact.target.is_build_script() {
                    scripts.insert(artifact.package_id);
                } else {
                    result.inputs.extend(dep_info::inputs(workspace.root(), &artifact));
                    if target.is_wanted(&artifact) {
                        result.executables.extend(artifact.executable);
                    }
                }
            }
            Ok(CargoMessage::BuildScriptRan { package_id }) => drop(scripts.remove(&package_id)),
            Ok(CargoMessage::Diagnostic { message }) if message.is_error() => {
                result.diagnostics.push(message.diagnostic(workspace, stages));
            }
            Ok(CargoMessage::Diagnostic { message }) if message.is_remark() => {
                result.remarks.push(message.diagnostic(workspace, stages));
            }
            // Other messages, and what a procedural macro prints.
            Ok(_) | Err(_) => {}
        };
        let bounds = Bounds { silence: Some(self.silence), mark: self.mark, ..Bounds::default() };
        let command = command(workspace, target, without);
        let end = process::supervise(command, Pipes::Separate, bounds, self.stop, &mut |stream, bytes| {
            printed += bytes.len();
            if printed > BUILD_OUTPUT {
                return ControlFlow::Break(());
            }
            match stream {
                Stream::Out => messages.push(bytes, &mut read),
                Stream::Err => {
                    if !is_waiting && String::from_utf8_lossy(bytes).contains(WAITING) {
                        is_waiting = true;
                        (self.on_progress)(Progress::Waiting);
                    }
                    stderr.push(bytes);
                }
            }
            ControlFlow::Continue(())
        })
        .map_err(Error::io("cannot start", Path::new("cargo")))?;
        let stderr = stderr.into_text();
        let message = match end {
            End::Stopped => return Err(Error::Stopped),
            End::Exited(status) if status.success() => return Ok(result),
            End::Exited(_) => {
                if let Some(lack) = missing_resources::lack_named_in(&stderr) {
                    return Err(lack);
                }
                why_cargo_failed(&stderr)
            }
            End::TimedOut | End::Silent => why_cargo_is_silent(&stderr, &scripts, self.silence),
            End::Refused => format!(
                "the build was ended, since it printed more than {} MiB: look for a build script or a procedural macro \
                 that prints without end",
                BUILD_OUTPUT >> 20
            ),
        };
        result.endless = !matches!(end, End::Exited(_));
        result.executables.clear();
        result.failure = Some(Failure { phase: FailurePhase::Build, message });
        Ok(result)
    }
}

/// What Cargo says when another Cargo works in the same folder.
const WAITING: &str = "Blocking waiting for file lock";

fn command(workspace: &Workspace, target: &Target, without: &BTreeSet<u32>) -> Command {
    let mut command = plain_cargo(workspace);
    let message_format = "--message-format=json-diagnostic-rendered-ansi";
    if !matches!(target, Target::Clippy { .. }) {
        // Where a test panics, it says itself. Debug information would be for backtraces and debuggers, which nobody uses on
        // what the runner runs, and takes a tenth of the time of a build.
        command.args(["--config", "profile.dev.debug=false"]);
    }
    match target {
        Target::Suite { package, test } => {
            command.args(["rustc", message_format, "--package", package, "--test", test, "--"]);
            for stage in without {
                command.arg("--cfg").arg(format!("without_stage=\"{stage}\""));
            }
        }
        Target::Own { package, tests, unit } => {
            command.args(["test", "--no-run", "--no-fail-fast", message_format, "--package", package]);
            if *unit {
                command.arg("--lib");
            }
            for test in tests {
                command.args(["--test", test]);
            }
        }
        Target::Clippy { package } => {
            command.args(["clippy", message_format, "--package", package]);
            // Cargo keeps what it knows of a compiler for one alone. If that were Clippy's, the next save would have to wait
            // until the compiler has been asked again.
            command.env("CARGO_CACHE_RUSTC_INFO", "0");
        }
    }
    command
}

/// What Cargo waits for, as far as it can be told from what it said last.
fn why_cargo_is_silent(stderr: &str, scripts: &BTreeSet<String>, silence: Duration) -> String {
    if stderr.lines().last().is_some_and(|line| line.trim_start().starts_with(WAITING)) {
        return format!(
            "Cargo has waited for {silence:?} for another Cargo, which keeps the folder for builds locked: let that one \
             finish, or end it, and run again"
        );
    }
    let names: Vec<&str> = scripts.iter().map(|id| package_name(id)).collect();
    let suspect = match &names[..] {
        [] => {
            "the compiler is at work on something without end: look at your procedural macros and constants".to_owned()
        }
        [name] => {
            format!(
                "the build script (build.rs) of {name} runs without end, or left a process that holds its output open"
            )
        }
        names => format!("the build script (build.rs) of one of these runs without end: {}", names.join(", ")),
    };
    format!("the build was ended, since nothing had come of it for {silence:?}: {suspect}")
}

/// `bar` from `path+file:///home/foo#bar@0.1.0`; from `path+file:///home/bar#0.1.0` too, as Cargo writes it for short.
fn package_name(id: &str) -> &str {
    let (source, fragment) = id.rsplit_once('#').unwrap_or((id, ""));
    match fragment.split_once('@') {
        Some((name, _)) => name,
        None => source.rsplit('/').next().unwrap_or(source),
    }
}

/// Cargo's first error in a line: without its progress, without the excerpt of a file, which a line has no room for.
pub fn why_cargo_failed(stderr: &str) -> String {
    let text = shown_in_output(&plain(stderr));
    let mut lines = text.lines().skip_while(|line| !line.starts_with("error"));
    let Some(first) = lines.next() else {
        return "Cargo ended without saying why; `cargo build` in the workspace may tell more".to_owned();
    };
    let is_excerpt = |line: &str| line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit()).starts_with('|');
    let more = lines.take_while(|line| !line.starts_with("error")).filter(|line| !is_excerpt(line)).map(str::trim);
    let more = more.filter(|line| !line.is_empty() && *line != "Caused by:");
    let said: Vec<&str> = std::iter::once(first.trim_start_matches("error: ")).chain(more).collect();
    format!("Cargo says: {}", said.join(" ").replace(" --> ", ", in "))
}
