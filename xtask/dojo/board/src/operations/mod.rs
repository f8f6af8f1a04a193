//! The operations behind requests.
//!
//! Each operation runs in its caller's transaction, in which it reads and writes the [database](crate::database). It
//! returns the changes for subscribed pages and teams. If it rejects a request, it does so before it writes anything.

pub mod facilitator;
pub mod join_team;
mod lookup;
pub mod outcome;
pub mod record_time;
pub mod start_session;
pub mod submit_runs;
pub mod team_requests;
