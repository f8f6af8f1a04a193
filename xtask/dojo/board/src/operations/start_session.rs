//! Starts a session, or resumes the one that an earlier board left open.

use dojo_protocol::messages::{Clock, Moment, Phase};

use crate::database::machines::TokenOwner;
use crate::database::sessions::SessionRecord;
use crate::database::{self, Database};
use crate::secrets::{self, Digest};

/// The milliseconds after which a session that was left open is over.
const MAX_AGE: u64 = 12 * 60 * 60_000;

/// The settings of a new session.
#[derive(Clone, Debug)]
pub struct SessionSettings {
    /// The kata.
    pub kata: Option<String>,
    /// The length of the working time.
    pub length_ms: u64,
    /// The length of a turn; none without turns.
    pub turn_ms: Option<u64>,
}

/// A session that a board runs.
#[derive(Clone, Debug)]
pub struct StartedSession {
    /// The session.
    pub session: SessionRecord,
    /// Whether it is new.
    pub is_new: bool,
    /// A new token for the facilitator. The earlier ones stay valid.
    pub facilitator_token: String,
}

/// Resumes the last session, unless it has ended, is too old or `always_new` is set; starts a new one otherwise.
///
/// # Errors
///
/// If the database cannot be written.
pub fn start_or_resume(
    database: &Database,
    settings: &SessionSettings,
    always_new: bool,
    now: Moment,
) -> database::Result<StartedSession> {
    let last = database.last_session()?.filter(|session| session.phase != Phase::Ended);
    let (session, is_new) = match last {
        Some(session) if !always_new && now.saturating_sub(session.created_at) < MAX_AGE => (session, false),
        last => {
            if let Some(mut old) = last {
                old.stop_clock(Phase::Ended, now);
                old.revision += 1;
                database.set_session(&old)?;
            }
            (start(database, settings, now)?, true)
        }
    };
    let facilitator_token = secrets::new_token();
    database.add_token(session.id, Digest::of(&facilitator_token), TokenOwner::Facilitator)?;
    Ok(StartedSession { session, is_new, facilitator_token })
}

/// Starts a new session.
///
/// # Errors
///
/// If the database cannot be written.
pub fn start(database: &Database, settings: &SessionSettings, now: Moment) -> database::Result<SessionRecord> {
    let mut session = SessionRecord {
        created_at: now,
        code: secrets::new_code(),
        revision: 1,
        clock: Clock { length_ms: settings.length_ms, ..Clock::default() },
        turn_ms: settings.turn_ms,
        kata: settings.kata.clone(),
        ..SessionRecord::default()
    };
    database.add_session(&mut session)?;
    Ok(session)
}
