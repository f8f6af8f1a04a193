//! Cargo calls with limits, whose messages are read while Cargo runs.

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

/// Returns the Cargo that started the runner, set to build into the workspace's own folder.
pub fn this_cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // If two clones shared a build folder, they would run each other's code, since Cargo cannot tell their packages
    // apart. Without these variables, Cargo uses the workspace's own settings, which name a folder inside the clone.
    for variable in ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR", "CARGO_BUILD_BUILD_DIR", "CARGO_BUILD_TARGET"] {
        command.env_remove(variable);
    }
    command
}

/// Returns a Cargo command in the workspace, without the variables that `cargo xtask` has set.
pub fn plain_cargo(workspace: &Workspace) -> Command {
    let mut command = this_cargo();
    command.current_dir(workspace.root());
    // These variables describe the runner's package, not the packages to build.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            command.env_remove(name);
        }
    }
    command
}

/// The test target to build.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Suite { package: String, test: String },
    Own { package: String, tests: Vec<String>, unit: bool },
    Clippy { package: String },
}

impl Target {
    /// Returns true if the artifact was requested. Note that building a suite also builds the package's binaries.
    fn matches(&self, artifact: &Artifact) -> bool {
        match self {
            Self::Suite { test, .. } => artifact.profile.test && artifact.target.name == *test,
            Self::Own { .. } => artifact.profile.test,
            Self::Clippy { .. } => false,
        }
    }
}

/// The result of one Cargo call.
#[derive(Default)]
pub(super) struct CallResult {
    pub executables: Vec<PathBuf>,
    pub diagnostics: Vec<Diagnostic>,
    pub warnings: Vec<Diagnostic>,
    pub failure: Option<Failure>,
    /// True if a limit ended the call, in which case trying again is useless.
    pub hit_a_limit: bool,
    /// The source files of the packages that were built.
    pub inputs: BTreeSet<PathBuf>,
}

/// A caller of Cargo for one task in one workspace.
pub struct Cargo<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// The time that a call can take without output.
    pub silence: Duration,
    /// Stops a call on request.
    pub stop: &'a StopFlag,
    /// The mark of the task, inherited by the processes that a call starts.
    pub mark: Option<Mark>,
    /// True to build with line tables, so that backtraces contain locations.
    pub with_lines: bool,
    /// Called with each step of progress.
    pub on_progress: &'a dyn Fn(Progress),
}

impl<'a> Cargo<'a> {
    /// Returns a caller of Cargo that reports no progress.
    pub fn quiet(workspace: &'a Workspace, stop: &'a StopFlag, mark: Option<Mark>) -> Self {
        Self {
            workspace,
            silence: Limits::default().build_silence,
            stop,
            mark,
            with_lines: false,
            on_progress: &|_| {},
        }
    }

    /// Builds `target` without the stages in `without`.
    ///
    /// Where possible, each error is attributed to one of `stages`.
    ///
    /// # Errors
    ///
    /// Fails if Cargo cannot be started, or the user stops the run.
    pub(super) fn build(&self, target: &Target, stages: &[Stage], without: &BTreeSet<u32>) -> Result<CallResult> {
        let workspace = self.workspace;
        let mut result = CallResult::default();
        let mut messages = Lines::default();
        let mut stderr = BoundedOutput::default();
        let mut printed = 0;
        let mut is_waiting = false;
        // Packages whose build script was built but has not finished.
        let mut scripts = BTreeSet::new();
        let mut read = |line: &str| match serde_json::from_str(line) {
            Ok(CargoMessage::Artifact(artifact)) => {
                (self.on_progress)(Progress::Built(artifact.target.name.clone()));
                if artifact.target.is_build_script() {
                    scripts.insert(artifact.package_id);
                } else {
                    result.inputs.extend(dep_info::inputs(workspace.root(), &artifact));
                    if target.matches(&artifact) {
                        result.executables.extend(artifact.executable);
                    }
                }
            }
            Ok(CargoMessage::BuildScriptRan { package_id }) => drop(scripts.remove(&package_id)),
            Ok(CargoMessage::Diagnostic { message }) if message.is_error() => {
                result.diagnostics.push(message.diagnostic(workspace, stages));
            }
            Ok(CargoMessage::Diagnostic { message }) if message.is_warning() => {
                result.warnings.push(message.diagnostic(workspace, stages));
            }
            // Other messages, and the output of procedural macros.
            Ok(_) | Err(_) => {}
        };
        let bounds = Bounds { silence: Some(self.silence), mark: self.mark, ..Bounds::default() };
        let command = command(workspace, target, without, self.with_lines);
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
                if let Some(lack) = missing_resources::find_in(&stderr) {
                    return Err(lack);
                }
                why_cargo_failed(&stderr)
            }
            End::TimedOut | End::Silent => why_cargo_is_silent(&stderr, &scripts, self.silence),
            End::TooMuchOutput => format!(
                "build killed after {} MiB of output. Look for a build script or a procedural macro that prints in a \
                 loop.",
                BUILD_OUTPUT >> 20
            ),
        };
        result.hit_a_limit = !matches!(end, End::Exited(_));
        result.executables.clear();
        result.failure = Some(Failure { phase: FailurePhase::Build, message });
        Ok(result)
    }
}

/// Cargo's message while another Cargo builds in the same folder.
const WAITING: &str = "Blocking waiting for file lock";

fn command(workspace: &Workspace, target: &Target, without: &BTreeSet<u32>, with_lines: bool) -> Command {
    let mut command = plain_cargo(workspace);
    let message_format = "--message-format=json-diagnostic-rendered-ansi";
    if !matches!(target, Target::Clippy { .. }) {
        // Panic messages contain their location even without debug information, and leaving it out saves a tenth of the
        // build time.
        let debug = if with_lines { "'line-tables-only'" } else { "false" };
        command.args(["--config", &format!("profile.dev.debug={debug}")]);
    }
    match target {
        Target::Suite { package, test } => {
            command.args(["rustc", message_format, "--package", package, "--test", test, "--"]);
            for stage in without {
                command.arg("--cfg").arg(format!("without_stage=\"{stage}\""));
            }
            if !without.is_empty() {
                // The compiler's incremental data depends on these arguments. Without a crate id of its own, each such
                // build would delete the data of the previous one, and take as long as the first build.
                let numbers: Vec<String> = without.iter().map(u32::to_string).collect();
                command.arg(format!("-Cmetadata=without-{}", numbers.join("-")));
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
            // Cargo caches the version information of only one compiler. Clippy would replace rustc's entry, and
            // thereby slow down the next build.
            command.env("CARGO_CACHE_RUSTC_INFO", "0");
        }
    }
    command
}

/// Returns a message about a Cargo that printed nothing for too long, with the likely cause.
fn why_cargo_is_silent(stderr: &str, scripts: &BTreeSet<String>, silence: Duration) -> String {
    if stderr.lines().last().is_some_and(|line| line.trim_start().starts_with(WAITING)) {
        return format!(
            "Cargo timed out after waiting {silence:?} for another Cargo that has the build folder locked. Wait for \
             that one or end it, then run again."
        );
    }
    let names: Vec<&str> = scripts.iter().map(|id| package_name(id)).collect();
    let suspect = match &names[..] {
        [] => "The compiler seems to be stuck: look at your procedural macros and constants.".to_owned(),
        [name] => {
            format!(
                "The build script (build.rs) of {name} does not finish, or left a process that holds its output open."
            )
        }
        names => format!("The build script (build.rs) of one of these does not finish: {}.", names.join(", ")),
    };
    format!("build killed after {silence:?} without output. {suspect}")
}

/// Returns the name in a package id.
///
/// It is `bar` for both `path+file:///foo#bar@0.1.0` and `path+file:///bar#0.1.0`.
fn package_name(id: &str) -> &str {
    let (source, fragment) = id.rsplit_once('#').unwrap_or((id, ""));
    match fragment.split_once('@') {
        Some((name, _)) => name,
        None => source.rsplit('/').next().unwrap_or(source),
    }
}

/// Returns Cargo's first error as one line, without progress messages and file excerpts.
pub fn why_cargo_failed(stderr: &str) -> String {
    let text = shown_in_output(&plain(stderr));
    let mut lines = text.lines().skip_while(|line| !line.starts_with("error"));
    let Some(first) = lines.next() else {
        return "Cargo failed without an error message. Run `cargo build` in the workspace to see more.".to_owned();
    };
    let is_excerpt = |line: &str| line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit()).starts_with('|');
    let more = lines.take_while(|line| !line.starts_with("error")).filter(|line| !is_excerpt(line)).map(str::trim);
    let more = more.filter(|line| !line.is_empty() && *line != "Caused by:");
    let parts: Vec<&str> = std::iter::once(first.trim_start_matches("error: ")).chain(more).collect();
    format!("Cargo failed: {}", parts.join(" ").replace(" --> ", ", in "))
}
