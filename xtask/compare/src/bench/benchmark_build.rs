//! Build of a kata's benchmark with Cargo.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use serde_json::Value;
use xtask::command_context::CommandContext;
use xtask::error::{Error, Result};
use xtask::orphans::Mark;
use xtask::process::{self, Bounds, End, Pipes, Stream};
use xtask::run::cargo::{plain_cargo, why_cargo_failed};
use xtask::run::cargo_messages::Lines;
use xtask::run::limits::Limits;
use xtask::run::test_output::BoundedOutput;
use xtask::workspace::Kata;

use super::effort::Effort;
use super::progress_line::ProgressLine;

/// The code that the benchmark measures as its reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasuredCode {
    Learner,
    Reference,
}

/// Builds the benchmark and returns the path of its executable.
pub fn build(
    context: &CommandContext,
    kata: &Kata,
    (subject, effort): (MeasuredCode, Effort),
    mark: Mark,
    progress: &mut ProgressLine,
) -> Result<PathBuf> {
    let mut command = plain_cargo(&context.workspace);
    // A sweep does not show the compiler's errors, but reads them.
    let colors = effort == Effort::Precise && AutoStream::choice(&std::io::stderr()) != ColorChoice::Never;
    command.args(["bench", "--quiet", "--no-run", "--manifest-path"]);
    command.arg(kata.benchmark().with_file_name("Cargo.toml"));
    command.args(["--bench", &kata.identifier(), "--message-format=json-render-diagnostics"]);
    command.args(["--color", if colors { "always" } else { "never" }]);
    if subject == MeasuredCode::Learner {
        command.args(["--features", "learner"]);
    }
    if effort == Effort::Sweep {
        command.args(["--features", "count-allocations"]);
    }
    let (mut executable, mut messages, mut errors) = (None, Lines::default(), BoundedOutput::default());
    let mut read = |line: &str, progress: &mut ProgressLine| {
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        let Some(name) = message["target"]["name"].as_str() else { return };
        progress.show(&format!("Building: {name}"));
        if message["target"]["kind"][0] == "bench" && name == kata.identifier() {
            executable = message["executable"].as_str().map(PathBuf::from);
        }
    };
    let silence = Limits::default().build_silence;
    let bounds = Bounds { silence: Some(silence), mark: Some(mark), ..Bounds::default() };
    let end = process::supervise(command, Pipes::Separate, bounds, &context.stop, &mut |stream, bytes| {
        match stream {
            Stream::Out => messages.push(bytes, &mut |line| read(line, progress)),
            Stream::Err if effort == Effort::Precise => progress.pass_on(bytes),
            Stream::Err => errors.push(bytes),
        }
        ControlFlow::Continue(())
    });
    progress.clear();
    let (name, seconds) = (kata.name(), silence.as_secs());
    match end.map_err(Error::io("cannot start", Path::new("cargo")))? {
        End::Stopped => Err(Error::Stopped),
        End::Exited(status) if status.success() => executable.ok_or_else(|| {
            Error::Other(format!(
                "Cargo did not build the benchmark of {name}. Check its target in xtask/bench/katas/{name}/Cargo.toml."
            ))
        }),
        End::Exited(_) => Err(Error::Other(match (subject, effort) {
            (MeasuredCode::Learner, Effort::Precise) => {
                format!("katas/{name} does not compile in the benchmark. Fix the errors above, then run again.")
            }
            (MeasuredCode::Reference, Effort::Precise) => {
                format!("cannot build the benchmark of {name}: see the errors above")
            }
            (_, Effort::Sweep) => {
                let errors = errors.into_text();
                match subject {
                    MeasuredCode::Learner if errors.contains("could not compile") => {
                        format!("katas/{name} does not compile in the benchmark")
                    }
                    _ => why_cargo_failed(&errors),
                }
            }
        })),
        End::TimedOut | End::Silent | End::TooMuchOutput => Err(Error::Other(format!(
            "build killed after {seconds} s without output. Look at your build script, procedural macros and constants."
        ))),
    }
}
