//! Detects changes of the dojo's session by polling its file.

use std::fs;
use std::time::{Duration, Instant, SystemTime};

use dojo_protocol::followed_session::FollowedSession;
use dojo_protocol::team_folder::TeamFolder;
use dojo_protocol::time::now;

use super::message::Message;
use crate::store::Store;
use crate::team;

/// The polling interval.
const POLL: Duration = Duration::from_millis(250);
/// The interval of clock updates during a session, which shows seconds.
const SESSION_TICK: Duration = Duration::from_secs(1);
/// The interval of clock updates without a session.
const TICK: Duration = Duration::from_secs(10);

/// A poller of the session's file.
pub(super) struct DojoPoller {
    team_folder: TeamFolder,
    last_poll: Instant,
    /// The modification time and size of the file when it was last read.
    seen: Option<(SystemTime, u64)>,
    /// The session in the file, and the time it was written.
    read: Option<(FollowedSession, SystemTime)>,
    is_shown: bool,
}

impl DojoPoller {
    /// Creates a poller that has not read the file yet.
    pub fn of(store: &Store) -> Self {
        Self { team_folder: team::folder(store), last_poll: Instant::now(), seen: None, read: None, is_shown: false }
    }

    /// Returns a message if the session changed since the last call.
    pub fn poll(&mut self) -> Option<Message> {
        if self.last_poll.elapsed() < POLL {
            return None;
        }
        self.last_poll = Instant::now();
        let metadata = fs::metadata(self.team_folder.session_file()).ok();
        let found = metadata.and_then(|found| Some((found.modified().ok()?, found.len())));
        let is_new = found != self.seen;
        if is_new {
            self.seen = found;
            self.read = self.team_folder.followed_session();
        }
        let shown = self.read.as_ref().filter(|(session, written)| !session.is_stale(now(), *written));
        if !is_new && shown.is_some() == self.is_shown {
            return None;
        }
        self.is_shown = shown.is_some();
        Some(Message::Dojo(shown.map(|(session, _)| Box::new(session.clone()))))
    }

    /// Returns the interval in which the displayed times change.
    pub fn tick_interval(&self) -> Duration {
        if self.is_shown { SESSION_TICK } else { TICK }
    }
}
