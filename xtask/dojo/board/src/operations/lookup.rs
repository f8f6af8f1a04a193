//! Loads the rows that a request refers to, or rejects the request.

use dojo_protocol::messages::{Reason, Refusal};

use super::outcome::OperationError;
use crate::database::Database;
use crate::database::sessions::SessionRecord;
use crate::database::teams::TeamRecord;

pub fn session(database: &Database, session: u64) -> Result<SessionRecord, OperationError> {
    database.session(session)?.ok_or_else(|| Refusal::new(Reason::NotFound, "this dojo was deleted").into())
}

pub fn team(database: &Database, session: u64, team: u64) -> Result<TeamRecord, OperationError> {
    database.team(session, team)?.ok_or_else(|| Refusal::new(Reason::NotFound, "there is no such team").into())
}
