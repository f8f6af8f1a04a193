//! The tokens of requests, and who owns each.

use rusqlite::params;

use super::machines::MachineId;
use super::{Database, Result};
use crate::secrets::Digest;

/// The owner of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenOwner {
    /// The facilitator.
    Facilitator,
    /// A machine of a team.
    Machine(MachineId),
}

impl TokenOwner {
    /// Returns the machine, unless the owner is the facilitator.
    pub fn machine(self) -> Option<MachineId> {
        match self {
            Self::Facilitator => None,
            Self::Machine(id) => Some(id),
        }
    }
}

impl Database {
    /// Returns all tokens of a session.
    pub fn tokens(&self, session: u64) -> Result<Vec<(Digest, TokenOwner)>> {
        let sql = "SELECT token.digest AS digest, token.machine AS machine, machine.team AS team
                   FROM token LEFT JOIN machine ON machine.id = token.machine WHERE token.session = ?1";
        self.query(sql, [session], |row| {
            let owner = match (row.get("machine")?, row.get("team")?) {
                (Some(machine), Some(team)) => TokenOwner::Machine(MachineId { team, machine }),
                _ => TokenOwner::Facilitator,
            };
            Ok((row.get("digest")?, owner))
        })
    }

    /// Adds a token.
    pub fn add_token(&self, session: u64, token: Digest, owner: TokenOwner) -> Result<()> {
        let sql = "INSERT INTO token (session, machine, digest) VALUES (?1, ?2, ?3)";
        self.execute(sql, params![session, owner.machine().map(|id| id.machine), token])
    }

    /// Revokes all tokens of a machine except the newest `kept`.
    pub fn revoke_tokens(&self, machine: u64, kept: u32) -> Result<()> {
        let sql = "DELETE FROM token WHERE machine = ?1 AND id NOT IN
                   (SELECT id FROM token WHERE machine = ?1 ORDER BY id DESC LIMIT ?2)";
        self.execute(sql, params![machine, kept])
    }
}
