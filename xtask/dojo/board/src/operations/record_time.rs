//! Stores the board's time now and then, so that a later board continues from there.

use dojo_protocol::messages::Moment;

use super::lookup;
use super::outcome::Outcome;
use crate::database::Database;

/// Stores the time at which a board runs. Nobody watches it, so nothing is published.
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
