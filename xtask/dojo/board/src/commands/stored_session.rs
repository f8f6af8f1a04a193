//! Finds the session that a command is about.

use crate::database::Database;
use crate::database::sessions::SessionRecord;
use crate::error::{BoardError, Result};

/// Returns the session with this number, or the last one.
pub fn find(database: &Database, number: Option<u64>) -> Result<SessionRecord> {
    let mut sessions = database.sessions()?;
    let found = match number {
        None => sessions.pop(),
        Some(number) => sessions.into_iter().find(|session| session.id == number),
    };
    found.ok_or(BoardError::UnknownDojo)
}
