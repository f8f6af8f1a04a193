//! The dojo's sessions: one row per dojo that this machine has hosted.

use dojo_protocol::messages::{Announcement, Clock, Moment, Phase};
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::columns::JsonColumn;
use super::{Database, Result};

/// One dojo. It is stored as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// The row's number.
    pub id: u64,
    /// When its board was first started.
    pub created_at: Moment,
    /// When the facilitator began.
    pub started_at: Option<Moment>,
    /// The code to join with. It is shown in the room, so it is stored as it is.
    pub code: String,
    /// The number of changes.
    pub revision: u64,
    /// The current phase.
    pub phase: Phase,
    /// The clock of the working time.
    pub clock: Clock,
    /// The end of the current break.
    pub break_ends_at: Option<Moment>,
    /// The length of a turn.
    pub turn_ms: Option<u64>,
    /// The kata.
    pub kata: Option<String>,
    /// The rule for everyone's code.
    pub constraint: Option<String>,
    /// The last announcement.
    pub announcement: Option<Announcement>,
}

impl SessionRecord {
    /// Returns whether everyone may see every team's code.
    pub fn is_code_open(&self) -> bool {
        matches!(self.phase, Phase::Review | Phase::Retro | Phase::Ended)
    }

    /// Returns the number of the current turn.
    pub fn current_turn(&self, now: Moment) -> u64 {
        self.turn_ms.map_or(0, |turn_ms| self.clock.turn(turn_ms, now).0)
    }

    /// Stops the clock and enters a phase.
    pub fn stop_clock(&mut self, phase: Phase, now: Moment) {
        self.clock.ran_ms = self.clock.ran(now);
        self.clock.since = None;
        self.break_ends_at = None;
        self.phase = phase;
    }
}

fn session(row: &Row<'_>) -> rusqlite::Result<SessionRecord> {
    Ok(SessionRecord { id: row.get("id")?, ..row.get::<_, JsonColumn<SessionRecord>>("state")?.0 })
}

impl Database {
    /// Returns all sessions, the oldest first.
    pub fn sessions(&self) -> Result<Vec<SessionRecord>> {
        self.query("SELECT * FROM session ORDER BY id", [], session)
    }

    /// Returns one session.
    pub fn session(&self, id: u64) -> Result<Option<SessionRecord>> {
        self.query_one("SELECT * FROM session WHERE id = ?1", [id], session)
    }

    /// Returns the last session.
    pub fn last_session(&self) -> Result<Option<SessionRecord>> {
        self.query_one("SELECT * FROM session ORDER BY id DESC LIMIT 1", [], session)
    }

    /// Adds a session and sets its number.
    pub fn add_session(&self, session: &mut SessionRecord) -> Result<()> {
        session.id = self.insert("INSERT INTO session (state) VALUES (?1)", [JsonColumn(&*session)])?;
        Ok(())
    }

    /// Replaces a session.
    pub fn set_session(&self, session: &SessionRecord) -> Result<()> {
        self.execute("UPDATE session SET state = ?2 WHERE id = ?1", params![session.id, JsonColumn(session)])
    }

    /// Deletes a session with all its teams, runs and texts.
    pub fn delete_session(&self, id: u64) -> Result<()> {
        self.execute("DELETE FROM session WHERE id = ?1", [id])?;
        self.execute("DELETE FROM content WHERE id NOT IN (SELECT content FROM run_file)", [])
    }
}
