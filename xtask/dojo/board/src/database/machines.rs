//! The machines of the teams, with their tokens and their answers in the retrospective.

use rusqlite::params;

use super::columns::JsonColumn;
use super::{Database, Result};
use crate::secrets::Digest;

/// A machine and its team, by their row numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MachineId {
    /// The team.
    pub team: u64,
    /// The machine.
    pub machine: u64,
}

/// The retrospective answers of one machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineAnswers {
    /// The machine.
    pub id: MachineId,
    /// One answer per question.
    pub answers: [String; 3],
}

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
    /// Returns the machine of a team with this secret.
    pub fn machine(&self, team: u64, secret: Digest) -> Result<Option<u64>> {
        let sql = "SELECT id FROM machine WHERE team = ?1 AND secret = ?2";
        self.query_one(sql, params![team, secret], |row| row.get(0))
    }

    /// Adds a machine and returns its number.
    pub fn add_machine(&self, team: u64, secret: Digest) -> Result<u64> {
        self.insert("INSERT INTO machine (team, secret) VALUES (?1, ?2)", params![team, secret])
    }

    /// Returns the number of machines of a team.
    pub fn machine_count(&self, team: u64) -> Result<u64> {
        let count = self.query_one("SELECT count(*) FROM machine WHERE team = ?1", [team], |row| row.get(0))?;
        Ok(count.unwrap_or(0))
    }

    /// Returns all answers of a session.
    pub fn answers(&self, session: u64) -> Result<Vec<MachineAnswers>> {
        let sql = "SELECT machine.id AS id, team, answers FROM machine JOIN team ON team.id = machine.team
                   WHERE team.session = ?1 AND answers IS NOT NULL ORDER BY machine.id";
        self.query(sql, [session], |row| {
            let id = MachineId { team: row.get("team")?, machine: row.get("id")? };
            Ok(MachineAnswers { id, answers: row.get::<_, JsonColumn<_>>("answers")?.0 })
        })
    }

    /// Adds or replaces a machine's answers.
    pub fn set_answers(&self, answers: &MachineAnswers) -> Result<()> {
        let sql = "UPDATE machine SET answers = ?2 WHERE id = ?1";
        self.execute(sql, params![answers.id.machine, JsonColumn(&answers.answers)])
    }

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
