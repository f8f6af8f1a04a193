//! A run of a kata that the store and the dojo's board learn about.
//!
//! A run is a transaction: its report is recorded under the copy of the sources that its program was built from, and under
//! the attempt that was under way when it began.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::command_context::CommandContext;
use crate::error::{Error, Result};
use crate::process::StopFlag;
use crate::report::{Report, Subject};
use crate::run::{Built, KataRun, Progress, Request};
use crate::store::AttemptId;
use crate::store::kept_code::{KeptCode, Snapshot};
use crate::store::source_times;
use crate::team;
use crate::workspace::Kata;

/// How many times a build is repeated because the sources changed while Cargo read them.
const REPEATED: usize = 5;

/// A run, and what came of recording it.
#[derive(Debug)]
pub struct RecordedRun {
    /// The result.
    pub report: Report,
    /// A line for the user about what could not be recorded.
    pub warning: Option<String>,
    /// The files that the suite was built from, as far as Cargo says.
    pub inputs: BTreeSet<PathBuf>,
}

/// Runs a kata and records the run. A problem with recording it does not keep it from being run: it is returned as a line for
/// the user.
///
/// # Errors
///
/// As [`KataRun::report`].
pub fn run_and_record(
    context: &CommandContext,
    kata: &Kata,
    request: &Request,
    stop: &StopFlag,
    on_progress: &(dyn Fn(Progress) + Sync),
) -> Result<RecordedRun> {
    let run = KataRun { workspace: &context.workspace, kata, request, stop, on_progress };
    if request.subject == Subject::Solution {
        kata.check_solution()?;
        return Ok(RecordedRun { report: run.report()?, warning: None, inputs: BTreeSet::new() });
    }
    kata.check_present()?;
    let (built, source) = build(context, &run)?;
    let inputs = built.inputs().clone();
    let report = run.execute(built)?;
    let mut warnings = Vec::new();
    match source {
        Ok(Source { snapshot, attempt }) => {
            if !snapshot.not_kept.is_empty() {
                warnings.push(format!("no copy is kept of {}: too large, or no file", snapshot.not_kept.join(", ")));
            }
            if request.is_everything() {
                let version = snapshot.version.as_deref();
                let recorded = context.store.record(&report, version, attempt);
                warnings.extend(recorded.err().map(|error| format!("this run is not remembered: {error}")));
                let code = version.map(|version| KeptCode::of(&context.store, kata).path(version));
                let queued = team::queue(&context.store, &report, code.as_deref());
                warnings.extend(queued.err().map(|error| format!("the dojo's board: {error}")));
            }
        }
        Err(error) => {
            warnings.push(format!("this run is not remembered: {error}"));
            if request.is_everything() {
                let queued = team::queue(&context.store, &report, None);
                warnings.extend(queued.err().map(|error| format!("the dojo's board: {error}")));
            }
        }
    }
    let warning = (!warnings.is_empty()).then(|| warnings.join("; "));
    Ok(RecordedRun { report, warning, inputs })
}

/// What a program was built from.
struct Source {
    snapshot: Snapshot,
    attempt: AttemptId,
}

/// Builds a kata, and says from which sources; or why no copy of them could be kept.
fn build(context: &CommandContext, run: &KataRun<'_>) -> Result<(Built, Result<Source>)> {
    let kept_code = KeptCode::of(&context.store, run.kata);
    let _lock = run.lock_builds()?;
    for _ in 0..REPEATED {
        let before = context.store.load().ok().and_then(|state| state.katas.get(run.kata.name()).cloned());
        let before = before.unwrap_or_default();
        let snapshot = kept_code.keep(before.undo.as_deref(), before.time.last_run);
        source_times::refresh(&context.store, run.kata);
        let built = run.build()?;
        let snapshot = match snapshot {
            Ok(snapshot) => snapshot,
            Err(error) => return Ok((built, Err(error))),
        };
        // A save while Cargo read the sources: nobody knows which of them it has built.
        if kept_code.is_current(&snapshot)? {
            return Ok((built, Ok(Source { snapshot, attempt: before.attempt() })));
        }
    }
    let name = run.kata.name();
    Err(Error::Other(format!(
        "katas/{name} changed during each of {REPEATED} builds: run again when it has come to rest"
    )))
}
