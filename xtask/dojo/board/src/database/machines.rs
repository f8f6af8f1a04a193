//! The machines of the teams, with their answers in the retrospective.

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

/// The answers of one machine in the retrospective.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineAnswers {
    /// The machine.
    pub id: MachineId,
    /// One answer per question.
    pub answers: [String; 3],
}

impl Database {
    /// Returns the machine of a team with this secret.
    pub fn machine(&self, team: u64, secret: Digest) -> Result<Option<u64>> {
        let sql = "SELECT id FROM machine WHERE team = ?1 AND secret = ?2";
        self.query_one(sql, params![team, secret], |row| row.get(0))
    }

    /// Adds a machine and returns its number.
    pub fn add_machine(&self, team: u64, secret: Digest) -> Result<u64> {
        let id = self.insert("INSERT INTO machine (team, secret) VALUES (?1, ?2)", params![team, secret])?;
        Ok(id.unwrap_or_default())
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
}
