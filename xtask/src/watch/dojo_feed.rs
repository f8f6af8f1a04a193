//! News of the dojo's session, found by polling the session's file.

use std::fs;
use std::time::{Duration, Instant, SystemTime};

use dojo_protocol::followed_session::FollowedSession;
use dojo_protocol::team_folder::TeamFolder;
use dojo_protocol::time::now;

use super::message::Message;
use crate::store::Store;
use crate::team;

/// How often it is looked whether the session has changed.
const LOOK: Duration = Duration::from_millis(250);
/// How often the clock is looked at: while a session shows seconds, and otherwise.
const CLOCK: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(10));

/// Hears of the session by looking at its file.
pub(super) struct Feed {
    team_folder: TeamFolder,
    looked: Instant,
    /// How the file was when it was read last.
    seen: Option<(SystemTime, u64)>,
    /// What was read, and when it was written.
    read: Option<(FollowedSession, SystemTime)>,
    is_shown: bool,
}

impl Feed {
    /// One that has heard of nothing yet.
    pub fn of(store: &Store) -> Self {
        Self { team_folder: team::folder(store), looked: Instant::now(), seen: None, read: None, is_shown: false }
    }

    /// The session, if it is another than when this was asked last.
    pub fn news(&mut self) -> Option<Message> {
        if self.looked.elapsed() < LOOK {
            return None;
        }
        self.looked = Instant::now();
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

    /// How often what is shown changes by itself.
    pub fn clock(&self) -> Duration {
        if self.is_shown { CLOCK.0 } else { CLOCK.1 }
    }
}
