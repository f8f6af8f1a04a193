//! Attempts at a kata, computed from the history of runs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Result;
use crate::report::Verdict;
use crate::store::kept_code::{Change, KeptCode};
use crate::store::{PastRun, Store, WorkTime};
use crate::workspace::Kata;

/// An attempt at a kata: from the stub to green, or as far as the learner got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// The attempt's number, starting at 1.
    pub number: u32,
    /// The end of its first run, as a Unix timestamp.
    pub began: u64,
    /// The number of runs.
    pub runs: usize,
    /// The working time in seconds, without long pauses.
    pub seconds: u64,
    /// The working time in seconds until the first green run.
    pub seconds_to_green: Option<u64>,
    /// The last green version of the code, if it is still kept.
    pub kept: Option<String>,
    /// The changes from the last green version of the previous attempt to this one.
    pub changes: Vec<Change>,
}

/// Returns the attempts at a kata, oldest first.
///
/// # Errors
///
/// Fails if kept code cannot be read.
pub fn attempts(kata: &Kata, store: &Store) -> Result<Vec<Attempt>> {
    let code = KeptCode::of(store, kata);
    let mut by_number: BTreeMap<u32, Vec<PastRun>> = BTreeMap::new();
    for run in store.history().filter(|run| run.kata == kata.name()) {
        by_number.entry(run.again + 1).or_default().push(run);
    }
    let mut attempts: Vec<Attempt> = Vec::new();
    for (number, runs) in by_number {
        let mut attempt = Attempt {
            number,
            began: runs.first().map_or(0, |run| run.at),
            runs: runs.len(),
            seconds: 0,
            seconds_to_green: None,
            kept: None,
            changes: Vec::new(),
        };
        let mut clock = WorkTime::default();
        for run in runs {
            run.count(&mut clock);
            if run.verdict == Verdict::Green {
                attempt.seconds_to_green.get_or_insert(clock.seconds);
                attempt.kept = run.kept.filter(|kept| code.path(kept).is_dir()).or(attempt.kept);
            }
        }
        attempt.seconds = clock.seconds;
        let before = attempts.iter().rev().find_map(|before| before.kept.as_deref());
        if let (Some(before), Some(now)) = (before, &attempt.kept) {
            attempt.changes = code.changes(before, now)?;
        }
        attempts.push(attempt);
    }
    Ok(attempts)
}
