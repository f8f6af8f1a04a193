//! What a board has to remember, whatever it remembers it in.
//!
//! [`Sqlite`](crate::sqlite::Sqlite) is the one store there is. Another stands behind the same two traits: [`Records`] is what
//! can be asked and written, [`Store`] makes several writes one.

use std::collections::BTreeMap;

use dojo_protocol::messages::{Announcement, Clock, FailedTest, Light, Moment, Phase};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::secrets::Digest;

/// One dojo. What its teams are told of it is a part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its number.
    pub id: u64,
    /// When its board was started first.
    pub created_at: Moment,
    /// When the facilitator began.
    pub started_at: Option<Moment>,
    /// What teams join with. It is shown in the room, so it is kept as it is.
    pub code: String,
    /// Counts changes.
    pub revision: u64,
    /// What everyone is doing.
    pub phase: Phase,
    /// How long it still goes.
    pub clock: Clock,
    /// When a break ends.
    pub break_ends_at: Option<Moment>,
    /// How long a turn is.
    pub turn_ms: Option<u64>,
    /// The kata.
    pub kata: Option<String>,
    /// The rule for everyone's code.
    pub constraint: Option<String>,
    /// The last line announced.
    pub announcement: Option<Announcement>,
}

impl Session {
    /// Whether every team's code may be seen by all.
    pub fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Review | Phase::Retro | Phase::Ended)
    }
}

/// One team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Team {
    /// Its number.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// In the order in which they drive.
    pub people: Vec<String>,
    /// An index into the people.
    pub driver: usize,
    /// The turn in which the driver took over.
    pub driver_since_turn: u64,
    /// Whether the facilitator has taken it off the board.
    #[serde(skip)]
    pub removed: bool,
}

/// Whom a token is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever runs the dojo.
    Facilitator,
    /// A machine of a team.
    Machine {
        /// The team.
        team: u64,
        /// The machine.
        machine: u64,
    },
}

/// A run without what only a review asks for: a light on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// The run's number on the board.
    pub id: u64,
    /// The team.
    pub team: u64,
    /// When it ended, by the board's clock.
    pub at: Moment,
    /// The kata.
    pub kata: String,
    /// What it came to.
    pub light: Light,
    /// The first stage that is not green.
    pub stage: Option<u32>,
    /// How many stages there are.
    pub stages: u32,
    /// How many tests passed.
    pub passed: u32,
    /// How many there are.
    pub total: u32,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// Whether its code is there.
    pub code: bool,
}

/// What a review asks for beside the [`Mark`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// Tests that did not pass.
    pub failures: Vec<FailedTest>,
    /// Errors of the compiler.
    pub errors: Vec<String>,
}

/// Files by their path in the kata's folder.
pub type Sources = BTreeMap<String, String>;

/// What one machine's people answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// The machine.
    pub machine: u64,
    /// Its team.
    pub team: u64,
    /// An answer a question.
    pub answers: [String; 3],
}

/// The store cannot be read or written.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct StoreError(pub String);

/// The result of asking a store.
pub type Stored<T> = Result<T, StoreError>;

/// What can be asked of a store and written to it. Numbers are given by the store, from 1.
pub trait Records {
    /// All sessions, the oldest first.
    fn sessions(&self) -> Stored<Vec<Session>>;
    /// One session.
    fn session(&self, session: u64) -> Stored<Option<Session>>;
    /// Adds a session, whose number is given here.
    fn add_session(&self, session: &mut Session) -> Stored<()>;
    /// Replaces what is known of a session.
    fn set_session(&self, session: &Session) -> Stored<()>;
    /// Deletes a session and everything of it.
    fn delete_session(&self, session: u64) -> Stored<()>;

    /// The teams of a session in the order in which they came.
    fn teams(&self, session: u64) -> Stored<Vec<Team>>;
    /// One team.
    fn team(&self, team: u64) -> Stored<Option<Team>>;
    /// The team of this [key](crate::check::key), and its code's digest.
    fn team_of_key(&self, session: u64, key: &str) -> Stored<Option<(Team, Digest)>>;
    /// Adds a team, whose number is given here.
    fn add_team(&self, session: u64, team: &mut Team, key: &str, code: Digest) -> Stored<()>;
    /// Replaces what is known of a team, but its name and code.
    fn set_team(&self, team: &Team) -> Stored<()>;
    /// Replaces a team's code.
    fn set_team_code(&self, team: u64, code: Digest) -> Stored<()>;

    /// The machine of a team with this secret.
    fn machine(&self, team: u64, secret: Digest) -> Stored<Option<u64>>;
    /// Adds a machine and returns its number.
    fn add_machine(&self, team: u64, secret: Digest) -> Stored<u64>;
    /// How many bytes of code a team has sent.
    fn bytes(&self, team: u64) -> Stored<u64>;
    /// How many machines a team has.
    fn machines(&self, team: u64) -> Stored<u64>;

    /// All tokens of a session.
    fn tokens(&self, session: u64) -> Stored<Vec<(Digest, Who)>>;
    /// Adds a token.
    fn add_token(&self, session: u64, token: Digest, who: Who) -> Stored<()>;
    /// Takes back a machine's tokens, but for the newest `spared`.
    fn revoke(&self, machine: u64, spared: u32) -> Stored<()>;

    /// The highest number of a run of this machine; 0 if there is none.
    fn last_seq(&self, machine: u64) -> Stored<u64>;
    /// Adds a run, whose number is given here. Returns whether it is new: if the machine has sent one of this number before,
    /// nothing changes.
    fn add_run(&self, mark: &mut Mark, machine: u64, seq: u64, detail: &Detail, code: Option<&Sources>)
    -> Stored<bool>;
    /// All runs of a session in the order of their time.
    fn marks(&self, session: u64) -> Stored<Vec<Mark>>;
    /// One run of a session.
    fn run(&self, session: u64, run: u64) -> Stored<Option<(Mark, Detail)>>;
    /// The run of the same team and kata before this one.
    fn run_before(&self, mark: &Mark) -> Stored<Option<u64>>;
    /// The code of a run; empty if it was kept at home.
    fn sources(&self, run: u64) -> Stored<Sources>;

    /// All answers of a session.
    fn answers(&self, session: u64) -> Stored<Vec<Answers>>;
    /// Adds a machine's answers, or replaces them.
    fn set_answers(&self, answers: &Answers) -> Stored<()>;
}

/// A store that makes several writes one.
pub trait Store: Records {
    /// Does `work`, and makes everything that it wrote last, or nothing of it if it fails.
    ///
    /// When this returns without an error, the writes have reached the disk.
    ///
    /// # Errors
    ///
    /// That of the work, or of storing.
    fn transact(&mut self, work: &mut dyn FnMut(&dyn Records) -> Stored<()>) -> Stored<()>;
}
