//! `cargo xtask dojo prepare`: everything that needs a network or time, the day before.

use std::io::IsTerminal;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use super::import_katas;
use crate::command_context::CommandContext;
use crate::commands::doctor::{self, Level};
use crate::error::{Error, Result};
use crate::helper_programs::show_work;
use crate::helper_programs::{Program, Work};
use crate::orphans::Guard;
use crate::report::Subject;
use crate::run::build::{self, Build};
use crate::run::cargo::{self, Cargo};
use crate::run::{Progress, lint};
use crate::store::Store;
use crate::terminal_output::{print, show_passing};
use crate::workspace::{Kata, Workspace};

/// What an evening needs beside the katas. Any machine may have to host it when another one breaks.
const PROGRAMS: [Program; 4] = [Program::Link, Program::Board, Program::Compare, Program::ProgressPage];

/// Prepares the machine, with the katas of `folder` if there is one, and says in the last line whether it is ready.
///
/// # Errors
///
/// If the folder's katas cannot be taken, if it is stopped, or if nobody reads what it says.
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
    print("Fetching what everything is made of…\n")?;
    // The katas, the runner, and the dojo's programs.
    for manifest in ["Cargo.toml", "xtask/Cargo.toml", "xtask/dojo/Cargo.toml"] {
        let mut fetch = cargo::this_cargo();
        fetch.args(["fetch", "--locked", "--quiet", "--manifest-path"]).arg(context.workspace.root().join(manifest));
        missing.extend(failed("fetching", &mut fetch));
    }
    let katas = context.workspace.katas();
    for (index, kata) in katas.iter().enumerate() {
        print(&format!("Building the tests of {} ({} of {})…\n", kata.name(), index + 1, katas.len()))?;
        missing.extend(suite(context, kata)?.map(|why| format!("{}: {why}", kata.name())));
    }
    for program in PROGRAMS {
        print(&format!("Building {}…\n", program.what()))?;
        let built = program.build(context.workspace.root(), &context.stop, &mut shown);
        clear();
        match built {
            Ok(_) => {}
            Err(Error::Stopped) => return Err(Error::Stopped),
            Err(error) => missing.push(first_error(&error.to_string(), program.what())),
        }
    }
    let findings = doctor::examine(&context.workspace);
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
            "Ready: all {} katas, the board and what belongs to it are built, and need no network.\n",
            katas.len()
        ),
        1 => "Not ready: one thing is missing. Mend it, and run this again.\n".to_owned(),
        more => format!("Not ready: {more} things are missing. Mend them, and run this again.\n"),
    })?;
    Ok(if ready { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// On a terminal, what Cargo is at.
fn shown(work: Work<'_>) {
    if std::io::stderr().is_terminal() {
        show_work(work);
    }
}

fn clear() {
    if std::io::stderr().is_terminal() {
        show_passing("");
    }
}

/// Why a command failed, in a line; none if it did not.
fn failed(what: &str, command: &mut Command) -> Option<String> {
    match command.stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(first_error(&String::from_utf8_lossy(&output.stderr), what)),
        Err(error) => Some(format!("{what}: Cargo does not start: {error}")),
    }
}

/// The first error that Cargo names, in a line.
fn first_error(said: &str, what: &str) -> String {
    let line = said.lines().find(|line| line.starts_with("error")).or(said.lines().next()).unwrap_or_default();
    format!("{what}: {}", line.trim_start_matches("error: "))
}

/// Builds a suite against the learner's code, and lets Clippy look at it: what both are made of is built then, whatever they
/// say of the code. Returns what kept that from being done.
fn suite(context: &CommandContext, kata: &Kata) -> Result<Option<String>> {
    if let Err(error) = kata.check_present() {
        return Ok(Some(error.to_string()));
    }
    let stages = match kata.stages() {
        Ok(stages) => stages,
        Err(error) => return Ok(Some(error.to_string())),
    };
    let on_progress = |progress| match progress {
        Progress::Built(name) => shown(Work::Building(&name)),
        Progress::Waiting => shown(Work::Waiting),
        Progress::Ran(..) => {}
    };
    let guard = Guard::begin(&context.store)?;
    let quiet = Cargo::quiet(&context.workspace, &context.stop, Some(guard.mark()));
    let cargo = Cargo { on_progress: &on_progress, ..quiet };
    let Build { failure, .. } = build::build_suite(&cargo, kata, &stages, Subject::Kata)?;
    clear();
    // Without Clippy, `doctor` has advice, and katas run all the same.
    let _ = lint::clippy(&cargo, kata);
    Ok(failure.map(|failure| failure.message))
}
