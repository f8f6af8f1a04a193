//! Building a suite with Cargo, and leaving out the stages that do not compile.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::process::{self, Bounds, End, Pipes, StopFlag, Stream};
use crate::report::{Diagnostic, Failure, Phase, Subject};
use crate::run::test_output::BoundedOutput;
use crate::terminal_text::{colored, plain};
use crate::workspace::{Kata, Stage, Workspace};

/// How long Cargo may say nothing before a build is taken for one that never ends.
///
/// It says something whenever a crate is begun or done. The longest pause in a first build of all that katas are made of is
/// eight seconds, on two busy processor cores; a machine that is ten times slower is still within this.
pub const SILENCE: Duration = Duration::from_secs(120);
/// How many bytes Cargo may print in one build: many times what the worst of code has errors.
const PRINTED: usize = 64 << 20;

/// What building a suite came to.
#[derive(Debug, Default)]
pub struct Build {
    /// The suite's executable, with the stages that compile. None if there are none.
    pub executable: Option<PathBuf>,
    /// The stages that do not compile. All of them if the learner's own code does not.
    pub broken: BTreeSet<u32>,
    /// The compiler's errors.
    pub diagnostics: Vec<Diagnostic>,
    /// Why Cargo failed, where it was not for an error in the code.
    pub failure: Option<Failure>,
}

/// Which test target Cargo is asked to build.
#[derive(Clone, Debug)]
enum Target {
    Suite { package: String, test: String },
    Own { package: String, tests: Vec<String>, unit: bool },
    Clippy { package: String },
}

/// Builds the suite of `kata` for `subject`; `on_unit` hears the name of each crate that was compiled.
///
/// A build in which Cargo is silent for as long as `silence` is ended: [`SILENCE`] is the usual.
///
/// If everything compiles, this is one call of Cargo. If not, the stages in whose files the errors are get left out and it
/// is tried again, until the rest compiles: rustc shows the errors of a later phase only after those of an earlier one.
///
/// # Errors
///
/// If Cargo cannot be started, or on request.
pub fn build_suite(
    workspace: &Workspace,
    kata: &Kata,
    stages: &[Stage],
    subject: Subject,
    silence: Duration,
    stop: &StopFlag,
    on_unit: &dyn Fn(&str),
) -> Result<Build> {
    let target = match subject {
        Subject::Kata => Target::Suite { package: kata.name().to_owned(), test: "suite".to_owned() },
        Subject::Solution => Target::Suite { package: "suites".to_owned(), test: kata.name().to_owned() },
    };
    let all: BTreeSet<u32> = stages.iter().map(|stage| stage.number).collect();
    let mut build = Build::default();
    loop {
        let call = Call { workspace, stages, silence, stop };
        let attempt = call.cargo(&target, &build.broken, on_unit)?;
        if attempt.endless {
            build.failure = attempt.failure;
            build.broken = all;
            return Ok(build);
        }
        let blamed: BTreeSet<u32> = attempt.diagnostics.iter().filter_map(|found| found.stage).collect();
        let elsewhere = attempt.diagnostics.iter().any(|found| found.stage.is_none());
        build.diagnostics.extend(attempt.diagnostics);
        if let Some(executable) = attempt.executables.into_iter().next() {
            build.executable = Some(executable);
            return Ok(build);
        }
        if blamed.is_subset(&build.broken) || elsewhere {
            // Nothing more to leave out: the learner's own code does not compile, or Cargo itself failed.
            build.failure = attempt.failure.filter(|_| build.diagnostics.is_empty());
            build.broken = all;
            return Ok(build);
        }
        build.broken.extend(blamed);
        if build.broken == all {
            return Ok(build);
        }
    }
}

/// What building the learner's own tests came to.
#[derive(Debug)]
pub struct OwnBuild {
    /// An executable for each test file, and one for the unit tests.
    pub executables: Vec<PathBuf>,
    /// The compiler's errors.
    pub diagnostics: Vec<Diagnostic>,
}

/// Builds the learner's own tests, if there are any: files in the kata's `tests` folder, and unit tests beside the code.
///
/// # Errors
///
/// If Cargo cannot be started, or on request.
pub fn build_own(workspace: &Workspace, kata: &Kata, silence: Duration, stop: &StopFlag) -> Result<Option<OwnBuild>> {
    let tests = own_test_files(&kata.folder().join("tests"));
    let unit = mentions_a_test(&kata.folder().join("src"));
    if tests.is_empty() && !unit {
        return Ok(None);
    }
    let target = Target::Own { package: kata.name().to_owned(), tests, unit };
    let mut attempt = Call { workspace, stages: &[], silence, stop }.cargo(&target, &BTreeSet::new(), &|_| {})?;
    if let Some(failure) = attempt.failure.filter(|_| attempt.diagnostics.is_empty()) {
        attempt.diagnostics.push(Diagnostic::without_place(failure.message));
    }
    Ok(Some(OwnBuild { executables: attempt.executables, diagnostics: attempt.diagnostics }))
}

fn own_test_files(folder: &Path) -> Vec<String> {
    let Ok(files) = folder.read_dir() else { return Vec::new() };
    let mut names: Vec<String> = files
        .filter_map(|file| {
            let path = file.ok()?.path();
            let is_target =
                path.extension().is_some_and(|extension| extension == "rs") || path.join("main.rs").is_file();
            is_target.then(|| Some(path.file_stem()?.to_str()?.to_owned()))?
        })
        .collect();
    names.sort();
    names
}

/// Whether a source file in `folder` may hold a unit test. If it says so in a comment only, an empty run costs little.
fn mentions_a_test(folder: &Path) -> bool {
    let Ok(files) = folder.read_dir() else { return false };
    files.flatten().any(|file| {
        let path = file.path();
        // A link to a folder may lead back to where it lies, and a pipe would be read without end.
        if file.file_type().is_ok_and(|kind| kind.is_dir()) {
            mentions_a_test(&path)
        } else {
            path.is_file()
                && std::fs::read_to_string(&path)
                    .is_ok_and(|text| ["#[test]", "#[rstest]", "proptest!"].iter().any(|mark| text.contains(mark)))
        }
    })
}

/// Clippy's remarks on the learner's code.
///
/// # Errors
///
/// If there is no Clippy or it cannot do its work, or on request.
pub fn clippy(workspace: &Workspace, kata: &Kata, stop: &StopFlag) -> Result<Vec<Diagnostic>> {
    let target = Target::Clippy { package: kata.name().to_owned() };
    let call = Call { workspace, stages: &[], silence: SILENCE, stop };
    let attempt = call.cargo(&target, &BTreeSet::new(), &|_| {})?;
    match attempt.failure {
        Some(failure) if attempt.remarks.is_empty() => Err(Error::Other(failure.message)),
        _ => Ok(attempt.remarks),
    }
}

/// The learner's files that `cargo fmt` would change.
///
/// # Errors
///
/// If there is no rustfmt or it cannot do its work, or on request.
pub fn unformatted(workspace: &Workspace, kata: &Kata, stop: &StopFlag) -> Result<Vec<String>> {
    let mut command = plain_cargo(workspace);
    command.args(["fmt", "--package", kata.name(), "--check", "--", "--files-with-diff"]);
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let bounds = Bounds { silence: Some(SILENCE), ..Bounds::default() };
    let end = process::supervise(command, Pipes::Separate, bounds, stop, &mut |stream, bytes| {
        if stream == Stream::Out {
            stdout.extend_from_slice(bytes);
        } else {
            stderr.extend_from_slice(bytes);
        }
        ControlFlow::Continue(())
    })
    .map_err(Error::io("cannot start", Path::new("cargo")))?;
    if matches!(end, End::Stopped) {
        return Err(Error::Stopped);
    }
    // The suite is a target of the kata's package, but not the learner's to format.
    let folder = kata.folder();
    let listed = String::from_utf8_lossy(&stdout);
    let files: Vec<&Path> = listed.lines().map(Path::new).filter(|file| file.starts_with(&folder)).collect();
    let well = matches!(end, End::Exited(status) if status.success());
    if files.is_empty() && !well && listed.trim().is_empty() {
        return Err(Error::Other(why_cargo_failed(&String::from_utf8_lossy(&stderr))));
    }
    Ok(files.iter().map(|file| workspace.relative(file)).collect())
}

#[derive(Default)]
struct Attempt {
    executables: Vec<PathBuf>,
    diagnostics: Vec<Diagnostic>,
    /// Warnings.
    remarks: Vec<Diagnostic>,
    failure: Option<Failure>,
    /// A limit ended it, so there is no use in another attempt.
    endless: bool,
}

/// What every call of Cargo has in common.
struct Call<'a> {
    workspace: &'a Workspace,
    /// Those of the suite that is built, whose files errors may be in.
    stages: &'a [Stage],
    /// How long Cargo may say nothing.
    silence: Duration,
    stop: &'a StopFlag,
}

impl Call<'_> {
    fn cargo(&self, target: &Target, without: &BTreeSet<u32>, on_unit: &dyn Fn(&str)) -> Result<Attempt> {
        let Call { workspace, stages, silence, stop } = *self;
        let mut attempt = Attempt::default();
        let mut messages = Lines::default();
        let mut stderr = BoundedOutput::default();
        let mut printed = 0;
        // Packages whose build script is there and has not run to its end.
        let mut scripts = BTreeSet::new();
        let mut read = |line: &str| match serde_json::from_str(line) {
            Ok(CargoMessage::Artifact { package_id, target, executable }) => {
                on_unit(&target.name);
                if target.kind.iter().any(|kind| kind == "custom-build") {
                    scripts.insert(package_id);
                }
                attempt.executables.extend(executable);
            }
            Ok(CargoMessage::BuildScriptRan { package_id }) => drop(scripts.remove(&package_id)),
            Ok(CargoMessage::Diagnostic { message }) if message.is_error() => {
                attempt.diagnostics.push(message.diagnostic(workspace, stages));
            }
            Ok(CargoMessage::Diagnostic { message }) if message.is_remark() => {
                attempt.remarks.push(message.diagnostic(workspace, stages));
            }
            // Other messages, and what a procedural macro prints.
            Ok(_) | Err(_) => {}
        };
        let bounds = Bounds { silence: Some(silence), ..Bounds::default() };
        let command = command(workspace, target, without);
        let end = process::supervise(command, Pipes::Separate, bounds, stop, &mut |stream, bytes| {
            printed += bytes.len();
            if printed > PRINTED {
                return ControlFlow::Break(());
            }
            match stream {
                Stream::Out => messages.push(bytes, &mut read),
                Stream::Err => stderr.push(bytes),
            }
            ControlFlow::Continue(())
        })
        .map_err(Error::io("cannot start", Path::new("cargo")))?;
        let stderr = stderr.into_text();
        let message = match end {
            End::Stopped => return Err(Error::Stopped),
            End::Exited(status) if status.success() => return Ok(attempt),
            End::Exited(_) => why_cargo_failed(&stderr),
            End::TimedOut | End::Silent => why_cargo_is_silent(&stderr, &scripts, silence),
            End::Refused => format!(
                "the build was ended, since it printed more than {} MiB: look for a build script or a procedural macro \
                 that prints without end",
                PRINTED >> 20
            ),
        };
        attempt.endless = !matches!(end, End::Exited(_));
        attempt.executables.clear();
        attempt.failure = Some(Failure { phase: Phase::Build, message });
        Ok(attempt)
    }
}

/// What Cargo waits for, as far as it can be told from what it said last.
fn why_cargo_is_silent(stderr: &str, scripts: &BTreeSet<String>, silence: Duration) -> String {
    if stderr.lines().last().is_some_and(|line| line.trim_start().starts_with("Blocking waiting for file lock")) {
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

/// The Cargo that started the runner, which builds into the workspace's own folder.
pub(crate) fn this_cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // A folder that several workspaces build into gives one the code of another: Cargo tells the packages of two copies of a
    // workspace apart by nothing. So the workspace's own settings decide, which name a folder inside it.
    command.env_remove("CARGO_TARGET_DIR");
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

/// Cargo's first error in a line: without its progress, without the excerpt of a file, which a line has no room for.
pub(crate) fn why_cargo_failed(stderr: &str) -> String {
    let text = plain(stderr);
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

/// Puts lines together from pieces, and keeps no more than one of them.
#[derive(Debug, Default)]
pub struct Lines(Vec<u8>);

impl Lines {
    /// Adds a piece; `on_line` gets each line that it ends.
    pub fn push(&mut self, bytes: &[u8], on_line: &mut dyn FnMut(&str)) {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
            self.0.extend_from_slice(&rest[..end]);
            on_line(String::from_utf8_lossy(&std::mem::take(&mut self.0)).trim_end());
            rest = &rest[end + 1..];
        }
        self.0.extend_from_slice(rest);
    }
}

#[derive(Deserialize)]
#[serde(tag = "reason")]
pub(crate) enum CargoMessage {
    #[serde(rename = "compiler-artifact")]
    Artifact { package_id: String, target: CargoTarget, executable: Option<PathBuf> },
    #[serde(rename = "build-script-executed")]
    BuildScriptRan { package_id: String },
    #[serde(rename = "compiler-message")]
    Diagnostic { message: CompilerMessage },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
pub(crate) struct CargoTarget {
    name: String,
    kind: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct CompilerMessage {
    level: String,
    message: String,
    code: Option<Code>,
    spans: Vec<Span>,
    #[serde(default)]
    children: Vec<CompilerMessage>,
    rendered: Option<String>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    is_primary: bool,
    expansion: Option<Box<Expansion>>,
}

#[derive(Deserialize)]
struct Expansion {
    span: Span,
}

impl Span {
    /// Where the code stands that was written by hand, if this is in what a macro made of it.
    fn outermost(&self) -> &Span {
        self.expansion.as_ref().map_or(self, |expansion| expansion.span.outermost())
    }
}

/// `katas/hash-map/../../tests/x.rs` is `tests/x.rs`: the compiler names a suite from the kata that it is built for.
fn plain_paths(mut text: String) -> String {
    while let Some(dots) = text.find("/../../") {
        let before = text[..dots].rfind("katas/");
        let Some(start) = before.filter(|start| !text[*start..dots].contains(char::is_whitespace)) else { break };
        text.replace_range(start..dots + "/../../".len(), "");
    }
    text
}

impl CompilerMessage {
    fn is_error(&self) -> bool {
        self.level == "error" && !self.message.starts_with("aborting due to")
    }

    /// Whether it is a warning about a place in the code, and no summary.
    fn is_remark(&self) -> bool {
        self.level == "warning" && !self.spans.is_empty()
    }

    /// As the report has it.
    fn diagnostic(self, workspace: &Workspace, stages: &[Stage]) -> Diagnostic {
        let file = |span: &Span| workspace.relative(&workspace.root().join(&span.file_name));
        let primary = self.spans.iter().filter(|span| span.is_primary).map(Span::outermost);
        let location = primary.clone().next().map(|span| format!("{}:{}", file(span), span.line_start));
        // An error in generic code of the learner's that only a stage brings about points there in its notes.
        let noted = self.children.iter().flat_map(|child| &child.spans).map(Span::outermost);
        let stage_of = |span: &Span| {
            let file = file(span);
            stages.iter().find(|stage| file.ends_with(&format!("/{}.rs", stage.module))).map(|stage| stage.number)
        };
        let stage = primary.chain(noted).find_map(stage_of);
        let rendered = colored(&plain_paths(self.rendered.unwrap_or_else(|| self.message.clone())));
        Diagnostic { message: plain(&self.message), code: self.code.map(|code| code.code), location, stage, rendered }
    }
}
