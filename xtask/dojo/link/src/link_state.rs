//! The state that the sender and the event follower share: the token and the last known session.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};

use dojo_protocol::followed_session::FollowedSession;
use dojo_protocol::messages::{Phase, SessionState};
use dojo_protocol::team_folder::{Membership, TeamFolder};
use dojo_protocol::time::ClockWatch;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::board_client::{BoardClient, RequestError};

/// The shared state of one machine's link to its board.
pub struct LinkState<'a> {
    /// The team's folder.
    pub team_folder: &'a TeamFolder,
    /// The client for the board.
    pub client: BoardClient,
    /// The last known session.
    session: Mutex<Option<FollowedSession>>,
    /// Locked only while holding the session lock, to avoid a deadlock.
    clock_watch: Mutex<ClockWatch>,
    token: Mutex<String>,
    token_is_unknown: AtomicBool,
}

impl<'a> LinkState<'a> {
    /// Creates the state for a machine that has joined a team.
    pub fn new(team_folder: &'a TeamFolder, membership: &Membership) -> Self {
        Self {
            team_folder,
            client: BoardClient::new(&membership.board),
            session: Mutex::new(team_folder.followed_session().map(|(session, _)| session)),
            clock_watch: Mutex::new(ClockWatch::new()),
            token: Mutex::new(membership.token.clone()),
            token_is_unknown: AtomicBool::new(false),
        }
    }

    /// Posts a request with the token.
    ///
    /// # Errors
    ///
    /// If the request fails or the board rejects it.
    pub fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, RequestError> {
        self.client.post(path, Some(&self.token()), body)
    }

    /// Returns the current token.
    pub fn token(&self) -> String {
        lock(&self.token).clone()
    }

    /// Stores a membership with a new token.
    ///
    /// The event follower does not see the new token until the membership is stored.
    pub fn set_membership(&self, membership: &Membership) {
        let mut token = lock(&self.token);
        token.clone_from(&membership.token);
        self.log(self.team_folder.set_membership(membership));
    }

    /// Makes the sender join again because the board no longer knows the token.
    pub fn request_rejoin(&self) {
        self.token_is_unknown.store(true, Ordering::Relaxed);
    }

    /// Returns whether the sender has to join again, and resets the request.
    pub fn take_rejoin_request(&self) -> bool {
        self.token_is_unknown.swap(false, Ordering::Relaxed)
    }

    /// Returns whether the last known session exists and fulfills a condition.
    pub fn session_is(&self, condition: impl FnOnce(&FollowedSession) -> bool) -> bool {
        lock(&self.session).as_ref().is_some_and(condition)
    }

    /// Returns whether the session has ended.
    pub fn has_ended(&self) -> bool {
        self.session_is(|session| session.state.phase == Phase::Ended)
    }

    /// Stores a state that the board has sent.
    pub fn set_state(&self, state: SessionState) {
        let mut session = lock(&self.session);
        let board = self.team_folder.membership().ok().flatten().map(|membership| membership.board);
        // The new state already accounts for earlier clock changes.
        lock(&self.clock_watch).jump();
        let mut new = FollowedSession::received(state, board);
        if let Some(old) = session.take() {
            (new.unsent_runs, new.warning) = (old.unsent_runs, old.warning);
        }
        self.log(self.team_folder.set_followed_session(&new));
        *session = Some(new);
    }

    /// Applies `change` to the session, and stores the session if it changed.
    pub fn change_session(&self, change: impl FnOnce(&mut FollowedSession)) {
        let mut session = lock(&self.session);
        let Some(session) = session.as_mut() else { return };
        let before = session.clone();
        change(session);
        if *session != before {
            self.log(self.team_folder.set_followed_session(session));
        }
    }

    /// Corrects the countdown after a change of this machine's clock.
    pub fn correct_clock(&self) {
        self.change_session(|session| {
            if let Some(jump) = lock(&self.clock_watch).jump() {
                session.ahead_ms -= jump;
            }
        });
    }

    /// Shows a warning to the user.
    pub fn warn(&self, warning: String) {
        eprintln!("{warning}");
        self.change_session(|session| session.warning = Some(warning));
    }

    /// Removes the session and the membership after the team has left.
    pub fn remove_dojo(&self) {
        self.log(self.team_folder.remove_followed_session());
        self.log(self.team_folder.remove_membership());
    }

    /// Logs a failed write.
    pub fn log(&self, written: io::Result<()>) {
        if let Err(error) = written {
            eprintln!("cannot write to {}: {error}", self.team_folder.path().display());
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no thread panics while holding the lock")
}
