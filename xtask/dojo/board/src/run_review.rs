//! A run's data for the review: failures, code, and changes since the previous run.

use serde::Serialize;

use crate::database::runs::{RunFailures, RunSummary, Sources};
use crate::database::{self, Database};
use crate::file_changes::{FileChange, changes};

/// One run in the review.
#[derive(Clone, Debug, Serialize)]
pub struct RunReview {
    /// The run's summary from the board.
    #[serde(rename = "mark")]
    pub run: RunSummary,
    /// The failed tests and compiler errors.
    #[serde(flatten)]
    pub failures: RunFailures,
    /// The number of the previous run of the same team and kata.
    pub before: Option<u64>,
    /// The files that differ from the previous run.
    pub changes: Vec<FileChange>,
    /// All files.
    pub sources: Sources,
}

/// Loads a run of a session; `None` if the session has no such run.
///
/// # Errors
///
/// If the database cannot be read.
pub fn load(database: &Database, session: u64, run: u64) -> database::Result<Option<RunReview>> {
    let Some((run, failures)) = database.run(session, run)? else { return Ok(None) };
    let before = database.run_before(&run)?;
    let sources = database.sources(run.id)?;
    let old = before.map(|before| database.sources(before)).transpose()?.unwrap_or_default();
    // Without code, the changes are unknown.
    let changes = if run.code { changes(&old, &sources) } else { Vec::new() };
    Ok(Some(RunReview { run, failures, before, changes, sources }))
}
