//! The dojo's sessions: one row per dojo that this machine has hosted.

use dojo_protocol::messages::{Announcement, Clock, Moment, Phase};
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::columns::JsonColumn;
use super::{Database, Result};

/// The longest time without a board that counts as working time, in milliseconds.
pub const MAX_RESTART: u64 = 60_000;

/// The time without a board after which a session may be forgotten, beside its length, in milliseconds.
const FORGOTTEN: u64 = 12 * 60 * 60_000;

/// The most entries of a timeline.
const MAX_TIMELINE: usize = 1_000;

/// One dojo. It is stored as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// The row's number.
    pub id: u64,
    /// When its board was first started.
    pub created_at: Moment,
    /// When a board last ran, by the board's time.
    #[serde(default)]
    pub seen_at: Moment,
    /// When the facilitator began.
    pub started_at: Option<Moment>,
    /// The code to join with. It is shown in the room, so it is stored as it is.
    pub code: String,
    /// Whether no new team can join.
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
    /// What the facilitator did, the oldest first. Only the export shows it.
    #[serde(default)]
    pub timeline: Vec<TimelineEntry>,
}

/// Something that the facilitator did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// When.
    pub at: Moment,
    /// What.
    #[serde(flatten)]
    pub event: TimelineEvent,
}

/// What the facilitator did. Texts are empty if one was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum TimelineEvent {
    /// Another phase began.
    Phase {
        /// The phase.
        phase: Phase,
    },
    /// A break began.
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
    /// Another kata for everyone.
    Kata {
        /// Its name; none if each team chooses.
        kata: Option<String>,
    },
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

    /// Returns whether no board has run for so long that the facilitator may have forgotten the session: twelve hours more than
    /// its length.
    pub fn may_be_forgotten(&self, now: Moment) -> bool {
        now.saturating_sub(self.seen_at.max(self.created_at)) > self.clock.length_ms + FORGOTTEN
    }

    /// Adds to the timeline. One that is full stays as it is.
    pub fn record(&mut self, at: Moment, event: TimelineEvent) {
        if self.timeline.len() < MAX_TIMELINE {
            self.timeline.push(TimelineEntry { at, event });
        }
    }

    /// Continues the session after a time in which no board ran. Returns the milliseconds since then; negative if this machine's
    /// clock was set back meanwhile. The board's time continues at the later of `now` and `seen_at`.
    pub fn resume(&mut self, now: Moment) -> i64 {
        if self.seen_at == 0 {
            return 0;
        }
        let away = now.saturating_sub(self.seen_at);
        // A clock that was set looks like a time without a board, so a long one does not count as working time.
        if away > MAX_RESTART {
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
