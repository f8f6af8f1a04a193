//! Starts a session, or resumes the one that an earlier board left open.

use dojo_protocol::messages::{Clock, Moment, Phase};

use crate::database::machines::TokenOwner;
use crate::database::sessions::SessionRecord;
use crate::database::{self, Database};
use crate::secrets::{self, Digest};

/// The settings of a new session.
#[derive(Clone, Debug)]
pub struct SessionSettings {
    /// The kata.
    pub kata: Option<String>,
    /// The length of the working time.
    pub length_ms: u64,
    /// The length of a turn; `None` without turns.
    pub turn_ms: Option<u64>,
}

/// A started or resumed session.
#[derive(Clone, Debug)]
pub struct StartedSession {
    /// The session.
    pub session: SessionRecord,
    /// True if the session is new.
    pub is_new: bool,
    /// The number of the open session that was ended to start this one.
    pub ended: Option<u64>,
    /// The board's downtime in milliseconds; negative if this machine's clock was set back meanwhile.
    pub downtime_ms: i64,
    /// A new token for the facilitator. Earlier tokens stay valid.
    pub facilitator_token: String,
}

/// Resumes the last session, or starts a new one if it has ended or `always_new` is set.
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
    let (mut is_new, mut ended, mut downtime_ms) = (false, None, 0);
    let session = match last {
        Some(mut session) if !always_new => {
            downtime_ms = session.resume(now);
            session.seen_at = now.max(session.seen_at);
            database.set_session(&session)?;
            session
        }
        last => {
            if let Some(mut old) = last {
                // The clock did not run while the board was down.
                old.stop_clock(Phase::Ended, if old.seen_at == 0 { now } else { old.seen_at });
                old.revision += 1;
                database.set_session(&old)?;
                ended = Some(old.id);
            }
            is_new = true;
            start(database, settings, now)?
        }
    };
    let facilitator_token = secrets::new_token();
    database.add_token(session.id, Digest::of(&facilitator_token), TokenOwner::Facilitator)?;
    Ok(StartedSession { session, is_new, ended, downtime_ms, facilitator_token })
}

/// Starts a new session.
///
/// # Errors
///
/// If the database cannot be written.
pub fn start(database: &Database, settings: &SessionSettings, now: Moment) -> database::Result<SessionRecord> {
    let mut session = SessionRecord {
        created_at: now,
        seen_at: now,
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
