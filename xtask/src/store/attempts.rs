//! Attempts: a kata is solved, and later solved again. The history of runs tells of each; the code of those that were green
//! is kept for as long as the folder of the state is.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Result;
use crate::report::Verdict;
use crate::store::kept_code::{Change, KeptCode};
use crate::store::{PastRun, Store, WorkTime};
use crate::workspace::Kata;

/// One way from the stub to green, or as far as it got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    /// When its first run ended, in seconds of Unix time.
    pub began: u64,
    /// How many runs it took.
    pub runs: usize,
    /// Seconds of work, long pauses left out.
    pub seconds: u64,
    /// Seconds of work until it was green for the first time.
    pub seconds_to_green: Option<u64>,
    /// The version of the kept code that was green last.
    pub kept: Option<String>,
    /// What is different about this version, beside that of the attempt before.
    pub changes: Vec<Change>,
}

/// The attempts at a kata, the oldest first.
///
/// # Errors
///
/// If code that is kept cannot be read.
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
            clock.ran_at(run.at);
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
