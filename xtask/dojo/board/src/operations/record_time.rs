//! Stores the board's time, so that a later board can continue from it.

use dojo_protocol::messages::Moment;

use super::lookup;
use super::outcome::Outcome;
use crate::database::Database;

/// Stores the board's current time. Since pages do not show it, this publishes no change.
///
/// # Errors
///
/// If the session was deleted or the database fails.
pub fn record_time(database: &Database, session: u64, now: Moment) -> Outcome<()> {
    let mut session = lookup::session(database, session)?;
    session.seen_at = now;
    database.set_session(&session)?;
    Ok(((), Vec::new()))
}
