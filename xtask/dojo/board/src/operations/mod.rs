//! What requests do to the dojo. Each operation reads and writes the [database](crate::database) within a transaction of its
//! caller, and returns what has changed for the pages and teams that watch. It rejects a request before it writes.

pub mod facilitator;
pub mod join_team;
mod lookup;
pub mod outcome;
pub mod record_time;
pub mod start_session;
pub mod submit_runs;
pub mod team_requests;
