//! `cargo xtask dojo prepare`: everything that needs a network or time, the day before.

use std::process::{Command, ExitCode, Stdio};

use crate::build::{self, Build, SILENCE};
use crate::command::{Session, cargo, print};
use crate::doctor::{self, Level};
use crate::error::Result;
use crate::report::Subject;
use crate::workspace::Kata;

/// Prepares the machine, and says in the last line whether it is ready.
///
/// # Errors
///
/// If it is stopped, or nobody reads what it says.
pub fn run(session: &Session) -> Result<ExitCode> {
    let mut missing = Vec::new();
    print("Fetching what everything is made of…\n")?;
    // The katas, the runner, and the dojo's programs.
    for manifest in ["Cargo.toml", "xtask/Cargo.toml", "xtask/dojo/Cargo.toml"] {
        let mut fetch = build::this_cargo();
        fetch.args(["fetch", "--locked", "--quiet", "--manifest-path"]).arg(session.workspace.root().join(manifest));
        missing.extend(failed("fetching", &mut fetch));
    }
    print("Building what talks to the board…\n")?;
    missing.extend(failed("building what talks to the board", &mut cargo(session, "build", "dojo/link")));
    let katas = session.workspace.katas();
    for (index, kata) in katas.iter().enumerate() {
        print(&format!("Building the tests of {} ({} of {})…\n", kata.name(), index + 1, katas.len()))?;
        missing.extend(suite(session, kata)?.map(|why| format!("{}: {why}", kata.name())));
    }
    let findings = doctor::examine(&session.workspace);
    for finding in findings.iter().filter(|finding| finding.level == Level::Bad) {
        let fix = finding.fix.as_ref().map(|fix| format!(": {fix}")).unwrap_or_default();
        missing.push(format!("{}, {}{fix}", finding.what, finding.detail));
    }
    let ready = missing.is_empty();
    for what in &missing {
        print(&format!("✗ {what}\n"))?;
    }
    print(&match missing.len() {
        0 => format!("Ready: all {} katas and what talks to the board are built, and need no network.\n", katas.len()),
        1 => "Not ready: one thing is missing. Mend it, and run this again.\n".to_owned(),
        more => format!("Not ready: {more} things are missing. Mend them, and run this again.\n"),
    })?;
    Ok(if ready { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Why a command failed, in a line; none if it did not.
fn failed(what: &str, command: &mut Command) -> Option<String> {
    match command.stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => None,
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let line = said.lines().find(|line| line.starts_with("error")).or(said.lines().next()).unwrap_or_default();
            Some(format!("{what}: {}", line.trim_start_matches("error: ")))
        }
        Err(error) => Some(format!("{what}: Cargo does not start: {error}")),
    }
}

/// Builds a suite against the learner's code, and lets Clippy look at it: what both are made of is built then, whatever they
/// say of the code. Returns what kept that from being done.
fn suite(session: &Session, kata: &Kata) -> Result<Option<String>> {
    if let Err(error) = kata.check_present() {
        return Ok(Some(error.to_string()));
    }
    let stages = match kata.stages() {
        Ok(stages) => stages,
        Err(error) => return Ok(Some(error.to_string())),
    };
    let Session { workspace, stop, .. } = session;
    let Build { failure, .. } = build::build_suite(workspace, kata, &stages, Subject::Kata, SILENCE, stop, &|_| {})?;
    // Without Clippy, `doctor` has advice, and katas run all the same.
    let _ = build::clippy(workspace, kata, stop);
    Ok(failure.map(|failure| failure.message))
}
