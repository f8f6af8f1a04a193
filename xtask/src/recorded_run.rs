//! Runs of a kata that are recorded in the store and sent to the dojo's board.
//!
//! A run is a transaction: its report is recorded together with the sources that it was built from and the attempt in
//! which it began.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::command_context::CommandContext;
use crate::error::{Error, Result};
use crate::process::StopFlag;
use crate::report::{Report, Subject};
use crate::run::{Begun, Built, KataRun, Progress, Request};
use crate::store::AttemptId;
use crate::store::kept_code::{KeptCode, Snapshot};
use crate::store::source_times;
use crate::team;
use crate::workspace::Kata;

/// The maximum number of builds if the sources change while Cargo reads them.
const MAX_BUILDS: usize = 5;

/// The way in which a run of the whole suite is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recording {
    /// It is recorded as progress.
    Progress {
        /// The Unix time at which the kata was opened. If this is the first run, the working time begins then.
        opened: Option<u64>,
    },
    /// It is not recorded: it only shows the result of a kata that was just opened.
    Nothing,
}

/// A run that was recorded, if possible.
#[derive(Debug)]
pub struct RecordedRun {
    /// The result of the run.
    pub report: Report,
    /// A warning for the user if the run could not be recorded completely.
    pub warning: Option<String>,
    /// The files that the suite was built from, as far as Cargo reports them.
    pub inputs: BTreeSet<PathBuf>,
}

/// Runs a kata and records the run. If only the recording fails, the run still succeeds, but with a warning.
///
/// # Errors
///
/// Same as [`KataRun::report`].
pub fn run_and_record(
    context: &CommandContext,
    kata: &Kata,
    request: &Request,
    recording: Recording,
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
    let kept_code = KeptCode::of(&context.store, kata);
    let report = run.execute(built, &|| match &source {
        Ok(Source { snapshot, .. }) => kept_code.is_current(snapshot),
        Err(_) => Ok(true),
    })?;
    let mut warnings = Vec::new();
    let progress = match recording {
        Recording::Progress { opened } if request.is_everything() => Some(opened),
        _ => None,
    };
    match source {
        Ok(Source { snapshot, attempt }) => {
            if !snapshot.not_kept.is_empty() {
                warnings.push(format!(
                    "not kept: {} (larger than 16 MiB or not a regular file)",
                    snapshot.not_kept.join(", ")
                ));
            }
            if let Some(opened) = progress {
                let version = snapshot.version.as_deref();
                let recorded = context.store.record(&report, version, attempt, opened);
                warnings.extend(recorded.err().map(|error| format!("this run was not recorded: {error}")));
                let code = version.map(|version| kept_code.path(version));
                let queued = team::queue(&context.store, &report, code.as_deref());
                warnings.extend(queued.err().map(|error| format!("the dojo's board: {error}")));
            }
        }
        Err(error) => {
            warnings.push(format!("this run was not recorded: {error}"));
            if progress.is_some() {
                let queued = team::queue(&context.store, &report, None);
                warnings.extend(queued.err().map(|error| format!("the dojo's board: {error}")));
            }
        }
    }
    let warning = (!warnings.is_empty()).then(|| warnings.join("; "));
    Ok(RecordedRun { report, warning, inputs })
}

/// The sources of a build, and the attempt that it belongs to.
struct Source {
    snapshot: Snapshot,
    attempt: AttemptId,
}

/// Builds a kata.
///
/// The inner result contains the sources of the build, or the reason why they could not be kept.
fn build(context: &CommandContext, run: &KataRun<'_>) -> Result<(Built, Result<Source>)> {
    let kept_code = KeptCode::of(&context.store, run.kata);
    let _lock = run.lock_builds()?;
    for attempt in 0..MAX_BUILDS {
        let before = context.store.load().ok().and_then(|state| state.katas.get(run.kata.name()).cloned());
        let before = before.unwrap_or_default();
        let snapshot = kept_code.keep(before.undo.as_deref(), before.time.last_run);
        source_times::refresh(&context.store, run.kata);
        // If a file was saved during a build, Cargo may have read either version of it, so build again.
        let is_current = || snapshot.as_ref().map_or(Ok(true), |snapshot| kept_code.is_current(snapshot));
        // The current test may itself write files into the kata's folder, so it runs only before the first build.
        let stage = if attempt == 0 { run.build_stage()? } else { None };
        let begun = match stage {
            Some(_) if !is_current()? => continue,
            Some(stage) => run.run_current_test(stage)?,
            None => Begun::default(),
        };
        let built = run.build(begun)?;
        if is_current()? {
            return Ok((built, snapshot.map(|snapshot| Source { snapshot, attempt: before.attempt() })));
        }
    }
    let name = run.kata.name();
    Err(Error::Other(format!(
        "katas/{name} changed during each of {MAX_BUILDS} builds. Run again when its files no longer change."
    )))
}
