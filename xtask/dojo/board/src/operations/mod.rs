//! The operations behind requests.
//!
//! Each operation runs in its caller's transaction. It reads and writes the [database](crate::database), and returns
//! the changes for subscribed pages and teams. It rejects a request before it writes anything.

pub mod facilitator;
pub mod join_team;
mod lookup;
pub mod outcome;
pub mod record_time;
pub mod start_session;
pub mod submit_runs;
pub mod team_requests;
