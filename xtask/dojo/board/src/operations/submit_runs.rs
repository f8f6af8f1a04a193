//! Stores the runs of a machine.

use dojo_protocol::messages::{Acknowledged, Moment, RefusedRun, RunBatch};

use super::lookup;
use super::outcome::{Outcome, StateChange};
use crate::database::Database;
use crate::database::machines::MachineId;
use crate::database::runs::{RunFailures, RunSummary};
use crate::storage_limits;
use crate::validation::{accepted_sources, validate_run};

/// The most lights of a machine a minute. Later runs of the minute replace the last of them.
const MAX_RUNS_A_MINUTE: u64 = 30;
/// The most milliseconds that a run takes, as far as the board shows it.
const MAX_RUN_MS: u64 = 24 * 60 * 60_000;

/// Stores runs. Acknowledges a run that is stored already, and lists those that violate a rule. Where storage is short, a run is
/// stored without its code and messages.
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
    for run in &batch.runs {
        acknowledged.up_to = acknowledged.up_to.max(run.seq);
        if let Err(invalid) = validate_run(run) {
            acknowledged.refused.push(RefusedRun { seq: run.seq, message: invalid.to_string() });
            continue;
        }
        // Both times are by the machine's clock, so their difference is right even if the clock is wrong.
        let age = batch.sent_at.saturating_sub(run.at);
        let (earliest, latest) = database.times_around(machine, run.seq)?;
        let at = now.saturating_sub(age).max(session.created_at);
        let sources = run.sources.as_ref().map(accepted_sources);
        let mut summary = RunSummary {
            id: 0,
            team,
            // A request that was under way while this machine slept looks newer than it is. The machine's numbers are in order.
            at: at.min(latest.saturating_sub(1)).max(earliest),
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
        if database.has_run(machine, run.seq)? {
            continue;
        }
        match database.runs_of_minute(machine, summary.at)? {
            (MAX_RUNS_A_MINUTE.., Some((id, last))) => {
                // A later run of the same minute has replaced this one already.
                if run.seq < last {
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
