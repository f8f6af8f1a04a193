//! `cargo xtask dojo prepare`: downloads and builds everything before the dojo.

use std::io::IsTerminal;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use super::import_katas;
use crate::command_context::CommandContext;
use crate::commands::doctor::{self, Level};
use crate::error::{Error, Result};
use crate::helper_programs::{BuildProgress, Program, show_build_progress};
use crate::orphans::Guard;
use crate::report::Subject;
use crate::run::build::{Build, Suite};
use crate::run::cargo::{self, Cargo};
use crate::run::{Progress, lint};
use crate::store::Store;
use crate::terminal_output::{print, show_status_line};
use crate::workspace::{Kata, Workspace};

/// The programs that a dojo needs. Every machine gets the board, so that it can step in if the host's machine breaks.
const PROGRAMS: [Program; 4] = [Program::Link, Program::Board, Program::Compare, Program::ProgressPage];

/// Imports the katas of `folder`, if given, and prepares the machine. The last line tells whether the machine is ready.
///
/// # Errors
///
/// Fails if the import fails, the command is stopped, or the output is closed.
pub fn run(context: &CommandContext, folder: Option<&Path>) -> Result<ExitCode> {
    let Some(folder) = folder else { return prepare(context) };
    for line in import_katas::import(&context.workspace, folder)? {
        print(&format!("{line}\n"))?;
    }
    let workspace = Workspace::at(context.workspace.root())?;
    let store = Store::of(&workspace);
    prepare(&CommandContext { workspace, store, stop: context.stop.clone() })
}

fn prepare(context: &CommandContext) -> Result<ExitCode> {
    let mut missing = Vec::new();
    print("Downloading dependencies…\n")?;
    // The katas, the runner, and the dojo's programs.
    for manifest in ["Cargo.toml", "xtask/Cargo.toml", "xtask/dojo/Cargo.toml"] {
        let mut fetch = cargo::this_cargo();
        fetch.args(["fetch", "--locked", "--quiet", "--manifest-path"]).arg(context.workspace.root().join(manifest));
        missing.extend(failed("downloading dependencies", &mut fetch));
    }
    let katas = context.workspace.katas();
    for (index, kata) in katas.iter().enumerate() {
        print(&format!("Building the tests of {} ({} of {})…\n", kata.name(), index + 1, katas.len()))?;
        missing.extend(prepare_suite(context, kata)?.map(|why| format!("{}: {why}", kata.name())));
    }
    for program in PROGRAMS {
        print(&format!("Building {}…\n", program.description()))?;
        let built = program.build(context.workspace.root(), &context.stop, &mut show_progress);
        clear();
        match built {
            Ok(_) => {}
            Err(Error::Stopped) => return Err(Error::Stopped),
            Err(error) => missing.push(first_error(&error.to_string(), program.description())),
        }
    }
    let findings = doctor::check_machine(&context.workspace);
    for finding in findings.iter().filter(|finding| finding.level == Level::Bad) {
        let fix = finding.fix.as_ref().map(|fix| format!(": {fix}")).unwrap_or_default();
        missing.push(format!("{}, {}{fix}", finding.what, finding.detail));
    }
    let ready = missing.is_empty();
    for what in &missing {
        print(&format!("✗ {what}\n"))?;
    }
    print(&match missing.len() {
        0 => format!(
            "Ready: all {} katas and the dojo's programs are built, so they need no internet access anymore.\n",
            katas.len()
        ),
        1 => "Not ready: 1 problem. Fix it, and run this command again.\n".to_owned(),
        more => format!("Not ready: {more} problems. Fix them, and run this command again.\n"),
    })?;
    Ok(if ready { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Shows the progress of a build if standard error is a terminal.
fn show_progress(progress: BuildProgress<'_>) {
    if std::io::stderr().is_terminal() {
        show_build_progress(progress);
    }
}

fn clear() {
    if std::io::stderr().is_terminal() {
        show_status_line("");
    }
}

/// Runs a command, and returns a line about its failure, or `None` if it succeeds.
fn failed(what: &str, command: &mut Command) -> Option<String> {
    match command.stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(first_error(&String::from_utf8_lossy(&output.stderr), what)),
        Err(error) => Some(format!("{what}: cannot start Cargo: {error}")),
    }
}

/// Returns the first error in Cargo's output as one line.
fn first_error(output: &str, what: &str) -> String {
    let line = output.lines().find(|line| line.starts_with("error")).or(output.lines().next()).unwrap_or_default();
    format!("{what}: {}", line.trim_start_matches("error: "))
}

/// Builds a kata's suite and runs Clippy, so that the dependencies of both get built.
///
/// Errors in the learner's code don't matter here. If the build itself fails, though, returns a message.
fn prepare_suite(context: &CommandContext, kata: &Kata) -> Result<Option<String>> {
    if let Err(error) = kata.check_present() {
        return Ok(Some(error.to_string()));
    }
    let stages = match kata.stages() {
        Ok(stages) => stages,
        Err(error) => return Ok(Some(error.to_string())),
    };
    let on_progress = |progress| match progress {
        Progress::Built(name) => show_progress(BuildProgress::Building(&name)),
        Progress::Waiting => show_progress(BuildProgress::Waiting),
        Progress::Ran(..) | Progress::RanCurrentTest(_) => {}
    };
    let guard = Guard::begin(&context.store)?;
    let quiet = Cargo::quiet(&context.workspace, &context.stop, Some(guard.mark()));
    let cargo = Cargo { on_progress: &on_progress, ..quiet };
    let suite = Suite { kata, stages: &stages, subject: Subject::Kata };
    let Build { failure, .. } = suite.build(&cargo, Build::default())?;
    clear();
    // Katas run without Clippy, and `doctor` reports if it is missing.
    let _ = lint::clippy(&cargo, kata);
    Ok(failure.map(|failure| failure.message))
}
