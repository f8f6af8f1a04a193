//! The sessions: one row per dojo that this machine has hosted.

use dojo_protocol::messages::{Announcement, Clock, Moment, Phase};
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::columns::JsonColumn;
use super::{Database, Result};

/// The longest downtime of the board that counts as working time, in milliseconds.
pub const MAX_RESTART_MS: u64 = 60_000;

/// The downtime after which a session looks abandoned, in addition to its length, in milliseconds.
const ABANDONED_AFTER_MS: u64 = 12 * 60 * 60_000;

/// The maximum number of entries in a timeline.
const MAX_TIMELINE: usize = 1_000;

/// One dojo, stored as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// The row's number.
    pub id: u64,
    /// The time when its board was first started.
    pub created_at: Moment,
    /// The last time at which a board was running, by the board's clock.
    #[serde(default)]
    pub seen_at: Moment,
    /// The time when the facilitator started the clock.
    pub started_at: Option<Moment>,
    /// The code for joining. It is stored as plain text, since it is visible on the projector anyway.
    pub code: String,
    /// True if new teams cannot join.
    #[serde(default)]
    pub is_closed: bool,
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
    /// The facilitator's actions, oldest first. Only the export shows them.
    #[serde(default)]
    pub timeline: Vec<TimelineEntry>,
}

/// An entry of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// The time.
    pub at: Moment,
    /// The action.
    #[serde(flatten)]
    pub event: TimelineEvent,
}

/// An action of the facilitator. A text is empty if the facilitator removed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum TimelineEvent {
    /// A change of the phase.
    Phase {
        /// The phase.
        phase: Phase,
    },
    /// The start of a break.
    Break {
        /// Its planned minutes.
        minutes: u32,
    },
    /// An announcement.
    Announcement {
        /// The line.
        text: String,
    },
    /// A rule for everyone's code.
    Constraint {
        /// The rule.
        text: String,
    },
    /// A new kata for everyone.
    Kata {
        /// Its name; `None` if each team chooses.
        kata: Option<String>,
    },
}

impl SessionRecord {
    /// Returns whether everyone can see the code of all teams.
    pub fn is_code_open(&self) -> bool {
        matches!(self.phase, Phase::Review | Phase::Retro | Phase::Ended)
    }

    /// Returns the number of the current turn.
    pub fn current_turn(&self, now: Moment) -> u64 {
        self.turn_ms.map_or(0, |turn_ms| self.clock.turn(turn_ms, now).0)
    }

    /// Returns whether the board has been down for more than twelve hours plus the session's length.
    pub fn looks_abandoned(&self, now: Moment) -> bool {
        now.saturating_sub(self.seen_at.max(self.created_at)) > self.clock.length_ms + ABANDONED_AFTER_MS
    }

    /// Adds an entry to the timeline unless it is full.
    pub fn record(&mut self, at: Moment, event: TimelineEvent) {
        if self.timeline.len() < MAX_TIMELINE {
            self.timeline.push(TimelineEntry { at, event });
        }
    }

    /// Resumes the session after a downtime of the board, and returns the downtime in milliseconds.
    ///
    /// If this machine's clock was set back in the meantime, the result is negative. In any case, the board's time
    /// continues at `now` or `seen_at`, whichever is later.
    pub fn resume(&mut self, now: Moment) -> i64 {
        if self.seen_at == 0 {
            return 0;
        }
        let away = now.saturating_sub(self.seen_at);
        // A clock that was set forward looks like a downtime, so a long downtime does not count as working time.
        if away > MAX_RESTART_MS {
            self.clock.ran_ms = self.clock.ran(self.seen_at);
            self.clock.since = self.clock.since.map(|_| now);
            self.break_ends_at = self.break_ends_at.map(|end| end + away);
        }
        now.cast_signed().saturating_sub(self.seen_at.cast_signed())
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
    /// Returns all sessions, oldest first.
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

    /// Deletes a session with all its teams, runs and code.
    pub fn delete_session(&self, id: u64) -> Result<()> {
        self.execute("DELETE FROM session WHERE id = ?1", [id])?;
        self.execute("DELETE FROM content WHERE id NOT IN (SELECT content FROM run_file)", [])
    }
}
