//! Stores the runs of a machine.

use dojo_protocol::messages::{Acknowledged, Moment, RefusedRun, Run, RunBatch};

use super::lookup;
use super::outcome::{Outcome, StateChange};
use crate::database::machines::MachineId;
use crate::database::runs::{MINUTE, RunFailures, RunSummary};
use crate::database::{Database, DatabaseError};
use crate::storage_limits;
use crate::validation::{accepted_sources, validate_run};

/// The maximum number of stored runs per machine and minute. Later runs of the minute replace the last one.
const MAX_RUNS_A_MINUTE: u64 = 30;
/// The maximum stored duration of a run in milliseconds.
const MAX_RUN_MS: u64 = 24 * 60 * 60_000;

/// Stores runs and returns the acknowledgment, which lists rejected runs.
///
/// Runs that are already stored are ignored. If storage is short, runs are stored without code and messages.
///
/// # Errors
///
/// If the session was deleted or the database fails.
pub fn submit_runs(
    database: &Database,
    session: u64,
    MachineId { team, machine }: MachineId,
    batch: &RunBatch,
    now: Moment,
) -> Outcome<Acknowledged> {
    let session = lookup::session(database, session)?;
    let mut changes = Vec::new();
    let mut acknowledged = Acknowledged { up_to: 0, refused: Vec::new(), note: None };
    let (team_bytes, dojo_bytes) = database.stored_bytes(session.id, team)?;
    let shortage = storage_limits::shortage(team, team_bytes, dojo_bytes, database.free_bytes());
    let board_time = |run: &Run| -> Result<Moment, DatabaseError> {
        // Both times come from the machine's clock, so their difference is right even if the clock is wrong.
        let at = now.saturating_sub(batch.sent_at.saturating_sub(run.at)).max(session.created_at);
        // If a request was in transit while the board's machine slept, its runs seem too new. The sequence numbers
        // correct this.
        let (earliest, latest) = database.times_around(machine, run.seq)?;
        Ok(at.min(latest.saturating_sub(1)).max(earliest))
    };
    for (index, run) in batch.runs.iter().enumerate() {
        acknowledged.up_to = acknowledged.up_to.max(run.seq);
        if let Err(invalid) = validate_run(run) {
            acknowledged.refused.push(RefusedRun { seq: run.seq, message: invalid.to_string() });
            continue;
        }
        if database.has_run(machine, run.seq)? {
            continue;
        }
        let sources = run.sources.as_ref().map(accepted_sources);
        let mut summary = RunSummary {
            id: 0,
            team,
            at: board_time(run)?,
            kata: run.kata.clone(),
            light: run.light,
            stage: run.stage,
            stages: run.stages,
            passed: run.passed,
            total: run.total,
            took_ms: run.took_ms.min(MAX_RUN_MS),
            code: run.sources.is_some() && shortage.is_none(),
        };
        let (failures, sources) = match shortage {
            None => (RunFailures { failures: run.failures.clone(), errors: run.errors.clone() }, sources),
            Some(shortage) => {
                acknowledged.note = Some(shortage.note());
                (RunFailures::default(), None)
            }
        };
        match database.runs_of_minute(machine, summary.at)? {
            (MAX_RUNS_A_MINUTE.., Some((id, last))) => {
                // A later run of the same minute has already replaced this one, or will replace it.
                if run.seq < last || has_later(&batch.runs[index + 1..], run.seq, summary.at, board_time)? {
                    continue;
                }
                summary.id = id;
                database.replace_run(&summary, run.seq, &failures, sources.as_ref())?;
            }
            _ => database.add_run(&mut summary, machine, run.seq, &failures, sources.as_ref())?,
        }
        changes.push(StateChange::Run(summary));
    }
    changes.push(StateChange::Storage(shortage));
    Ok((acknowledged, changes))
}

/// Returns whether `runs` has a valid run after `seq` in the same minute as `at`.
fn has_later(
    runs: &[Run],
    seq: u64,
    at: Moment,
    board_time: impl Fn(&Run) -> Result<Moment, DatabaseError>,
) -> Result<bool, DatabaseError> {
    for run in runs.iter().filter(|run| run.seq > seq && validate_run(run).is_ok()) {
        if board_time(run)? / MINUTE == at / MINUTE {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use dojo_protocol::messages::JoinRequest;
    use tempfile::TempDir;

    use super::*;
    use crate::operations::join_team::join_team;
    use crate::operations::start_session::{SessionSettings, start};
    use crate::validation::tests::valid_run;

    /// The start of a minute.
    const START: Moment = 1_790_000_040_000;

    fn a_run(seq: u64, at: Moment) -> Run {
        Run { seq, at, ..valid_run() }
    }

    #[test]
    fn a_resent_run_with_an_earlier_time_changes_nothing() {
        let folder = TempDir::new().expect("a folder");
        let database = Database::open(&folder.path().join("board.db")).expect("a database");
        let settings = SessionSettings { kata: None, length_ms: 45 * MINUTE, turn_ms: None };
        let session = start(&database, &settings, START).expect("a session");
        let request = JoinRequest {
            version: 1,
            code: session.code.clone(),
            team: "Owls".to_owned(),
            people: Vec::new(),
            machine: "m".repeat(22),
        };
        let machine = join_team(&database, session.id, &request, &|_| Ok(()), START).expect("an accepted request").0.id;
        let submit = |runs: Vec<Run>, now| {
            let batch = RunBatch { sent_at: now, runs };
            let (answer, _) = submit_runs(&database, session.id, machine, &batch, now).expect("an acknowledgment");
            assert!(answer.refused.is_empty(), "{:?}", answer.refused);
            database.runs(session.id).expect("the stored runs")
        };
        let full = (1..=MAX_RUNS_A_MINUTE).map(|seq| a_run(seq, START + seq)).collect();
        assert_eq!(submit(full, START + MINUTE).len(), 30);
        let stored = submit(vec![a_run(31, START + MINUTE)], START + MINUTE);
        assert_eq!(stored.len(), 31, "number of runs, with the first one of the next minute");
        assert_eq!(submit(vec![a_run(31, START + MINUTE - 10)], START + MINUTE), stored);
        // In the full minute, the last run of the batch replaces the last stored run.
        let merged = submit((32..90).map(|seq| a_run(seq, START + MINUTE + seq)).collect(), START + 2 * MINUTE);
        assert_eq!((merged.len(), merged.last().map(|run| run.at)), (60, Some(START + MINUTE + 89)));
    }
}
