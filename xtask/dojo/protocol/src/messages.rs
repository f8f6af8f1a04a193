//! The protocol, version [`VERSION`]: JSON over HTTP, and server-sent events.
//!
//! | request | by | body | answer |
//! | --- | --- | --- | --- |
//! | `POST` [`JOIN`] | anyone with the code | [`JoinRequest`] | [`Joined`] |
//! | `POST` [`RUNS`] | a team | [`RunBatch`] | [`Acknowledged`] |
//! | `GET` [`STATE`] | anyone; a team | | [`SessionState`] |
//! | `GET` [`EVENTS`] | anyone; a team | | events `state`, each a [`SessionState`] |
//! | `POST` [`TAKE_OVER`] | a team | [`TakeOver`] | [`SessionState`] |
//! | `POST` [`RETRO`] | a team | [`RetroAnswers`] | [`SessionState`] |
//! | `POST` [`LEAVE`] | a team | `{}` | [`SessionState`] |
//!
//! A team's request has the header `Authorization: Bearer TOKEN` with the token of [`Joined`]; what changes something has
//! `Content-Type: application/json`. Any other answer than one of status 200 is a [`Refusal`]. Without an answer, or after one
//! of status 5xx, nothing may be taken for stored, and everything may be sent again: it counts once.
//!
//! Fields and events may be added without a new version, so a reader passes over those that it does not know.
//!
//! Times are milliseconds of Unix time, durations milliseconds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The version of the protocol. A board refuses to let in a machine of another one.
pub const VERSION: u32 = 1;

/// The port that a board listens on unless told otherwise.
pub const PORT: u16 = 7007;

/// Where a machine joins.
pub const JOIN: &str = "/api/join";
/// Where runs are sent to.
pub const RUNS: &str = "/api/runs";
/// Where the session's state is.
pub const STATE: &str = "/api/state";
/// Where changes of the session's state come from, as server-sent events; the first comes at once. When nothing changes for
/// [`limits::QUIET_MS`], an event `quiet` says that the stream is alive.
pub const EVENTS: &str = "/api/events";
/// Where somebody says that they are at the keyboard now.
pub const TAKE_OVER: &str = "/api/take-over";
/// Where answers for the retrospective are sent to.
pub const RETRO: &str = "/api/retro";
/// Where a machine says that it sends nothing more. Its token is worth nothing then; joining again gives it another.
pub const LEAVE: &str = "/api/leave";

/// How much a board takes. More is refused with [`Reason::TooLarge`] or [`Reason::TooFast`], never cut.
pub mod limits {
    /// Bytes of a request.
    pub const REQUEST: usize = 4 << 20;
    /// Runs of a batch.
    pub const RUNS: usize = 50;
    /// Characters of a team's name. It has one that is visible.
    pub const TEAM: usize = 40;
    /// People of a team.
    pub const PEOPLE: usize = 12;
    /// Characters of a person's name.
    pub const PERSON: usize = 30;
    /// Characters of a machine's secret; it has no fewer than [`MACHINE_LEAST`].
    pub const MACHINE: usize = 64;
    /// Characters of a machine's secret, at the least.
    pub const MACHINE_LEAST: usize = 22;
    /// Characters of a kata's name.
    pub const KATA: usize = 60;
    /// Tests that failed that a run names.
    pub const FAILURES: usize = 20;
    /// Errors of the compiler that a run quotes.
    pub const ERRORS: usize = 5;
    /// Characters of a failing test's message, of its name, of an error of the compiler.
    pub const MESSAGE: usize = 4_000;
    /// Files of a run.
    pub const FILES: usize = 100;
    /// Characters of a file's path.
    pub const PATH: usize = 200;
    /// Bytes of all files of a run.
    pub const SOURCES: usize = 1 << 20;
    /// Characters of an answer in the retrospective.
    pub const ANSWER: usize = 2_000;
    /// Characters of the line that the facilitator announces, and of a constraint.
    pub const LINE: usize = 200;
    /// Requests of a machine within a minute; [`REQUESTS_BURST`] may come at once.
    pub const REQUESTS_A_MINUTE: u32 = 120;
    /// Requests of a machine that may come at once.
    pub const REQUESTS_BURST: u32 = 60;
    /// Wrong codes from one address within a minute.
    pub const WRONG_CODES_A_MINUTE: u32 = 10;
    /// How long an open stream of events is quiet at most, in milliseconds. Quiet for three times as long is dead.
    pub const QUIET_MS: u64 = 10_000;
}

/// A moment: milliseconds of Unix time.
pub type Moment = u64;

/// Asks to let a machine in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinRequest {
    /// [`VERSION`], of whoever asks.
    pub version: u32,
    /// The session's code, which makes a new team; or that of a team, as [`Joined::team_code`] has it, which adds a machine
    /// to the team. Small letters, spaces and `-` make no difference.
    pub code: String,
    /// The team's name.
    pub team: String,
    /// Who works at it, in the order in which they drive. Empty keeps the list that the team has.
    #[serde(default)]
    pub people: Vec<String>,
    /// What tells this machine from all others: a random secret of no less than 128 bits, made once and kept. A machine that
    /// comes back with it, the session's code and the team's name is the same machine of the same team.
    pub machine: String,
}

/// A machine is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// What the machine's requests carry from now on. It is kept secret. Older tokens of the machine stay good.
    pub token: String,
    /// The code with which another machine joins the same team; given to the machine that made the team, and kept secret in
    /// the team.
    pub team_code: Option<String>,
    /// The highest sequence number of a run that the board has from this machine; 0 if it has none. The next run's is higher.
    pub acknowledged: u64,
    /// As the session stands.
    pub state: SessionState,
}

/// Runs of one machine, the oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunBatch {
    /// What the machine's clock says as this is sent. The board compares it with its own, so the machine's may be wrong.
    pub sent_at: Moment,
    /// At most [`limits::RUNS`].
    pub runs: Vec<Run>,
}

/// One run of a kata's whole suite.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The number of the run: from 1, and higher than that of every earlier run of this machine. With the machine it is the
    /// run's identity, so that a run sent twice counts once.
    pub seq: u64,
    /// When it ended, by the clock that [`RunBatch::sent_at`] is of.
    pub at: Moment,
    /// The kata's name.
    pub kata: String,
    /// What it came to.
    pub light: Light,
    /// The first stage that is not green; none if all are.
    pub stage: Option<u32>,
    /// How many stages the kata has.
    pub stages: u32,
    /// How many tests passed.
    pub passed: u32,
    /// How many tests there are, as far as known.
    pub total: u32,
    /// How long building and running took, in milliseconds.
    pub took_ms: u64,
    /// The first tests that did not pass, at most [`limits::FAILURES`]. Whoever has more, or longer messages, cuts.
    #[serde(default)]
    pub failures: Vec<FailedTest>,
    /// The first errors of the compiler, without colors, at most [`limits::ERRORS`].
    #[serde(default)]
    pub errors: Vec<String>,
    /// The code that ran, by path from the kata's folder with `/` between parts (`src/lib.rs`); none if the team keeps it at
    /// home.
    #[serde(default)]
    pub sources: Option<BTreeMap<String, String>>,
}

/// What a run came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Light {
    /// All tests pass.
    Green,
    /// A test does not pass.
    Red,
    /// It does not compile.
    Amber,
    /// A limit ended a test.
    Timeout,
}

/// A test that did not pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedTest {
    /// The number of its stage.
    pub stage: u32,
    /// Its name within the stage.
    pub name: String,
    /// Why.
    pub message: String,
}

/// Runs are stored, and survive whatever happens to the board's machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// Everything of the batch up to this sequence number, and with it the whole batch, need not be sent again.
    pub up_to: u64,
    /// Runs of the batch that the board does not take, now or later.
    pub refused: Vec<RefusedRun>,
}

/// A run that the board does not take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRun {
    /// Its number.
    pub seq: u64,
    /// Why, in a line for the user.
    pub message: String,
}

/// Somebody is at the keyboard now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeOver {
    /// Who, by name; none: whose turn it is next.
    #[serde(default)]
    pub driver: Option<String>,
}

/// What one machine's people answer in the retrospective. Sent again, it replaces what was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetroAnswers {
    /// An answer a question, in the order of [`QUESTIONS`]; it may be empty.
    pub answers: [String; 3],
}

/// What the retrospective asks.
pub const QUESTIONS: [&str; 3] = [
    "What did you learn about design?",
    "What would you do otherwise if you began again?",
    "What do you take to your own code?",
];

/// How the session stands. It changes by somebody's doing only, never by the passing of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionState {
    /// The session's number on its board.
    pub session: u64,
    /// Higher after each change of the session's state. That of two different teams may change between the same two numbers.
    pub revision: u64,
    /// The board's clock as this was sent. A machine whose clock differs shows times by its own clock and the difference.
    pub now: Moment,
    /// What everyone is doing.
    pub phase: Phase,
    /// How long it still goes.
    pub clock: Clock,
    /// When a break ends, while there is one.
    pub break_ends_at: Option<Moment>,
    /// How long a turn at the keyboard is; none if nobody is told to switch.
    pub turn_ms: Option<u64>,
    /// The kata that everyone works on, if it was said.
    pub kata: Option<String>,
    /// A rule for everyone's code, such as "no primitives in public signatures".
    pub constraint: Option<String>,
    /// The last line that the facilitator announced.
    pub announcement: Option<Announcement>,
    /// The team whose token asked.
    pub team: Option<TeamState>,
}

/// What everyone is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Teams come in; the facilitator has not begun.
    Waiting,
    /// Everyone works, and the clock runs. Once nothing is left of it, it is over time until the facilitator goes on.
    Running,
    /// The clock stands still.
    Paused,
    /// Nobody works, and the clock stands still.
    Break,
    /// All teams' code is open to all.
    Review,
    /// Teams answer [`QUESTIONS`]. The code stays open.
    Retro,
    /// It is over. Runs that were made before still arrive.
    Ended,
}

/// A clock that can be stopped: what it says follows from these three and the time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// How long it is meant to run.
    pub length_ms: u64,
    /// How long it ran until `since`, or until it was stopped.
    pub ran_ms: u64,
    /// Since when it runs; none if it stands still.
    pub since: Option<Moment>,
}

impl Clock {
    /// How long it has run at `now`, which is by the board's clock.
    pub fn ran(&self, now: Moment) -> u64 {
        self.ran_ms.saturating_add(self.since.map_or(0, |since| now.saturating_sub(since)))
    }

    /// How long it still runs; 0 if time is up.
    pub fn left(&self, now: Moment) -> u64 {
        self.length_ms.saturating_sub(self.ran(now))
    }

    /// Which turn it is, from 0, and how long it still lasts.
    ///
    /// # Panics
    ///
    /// If `turn_ms` is 0.
    pub fn turn(&self, turn_ms: u64, now: Moment) -> (u64, u64) {
        let ran = self.ran(now);
        (ran / turn_ms, turn_ms - ran % turn_ms)
    }
}

/// A line that the facilitator announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// The line. It is empty if nothing is announced any more.
    pub text: String,
    /// When it was said; another line has another time.
    pub at: Moment,
}

/// How one team stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamState {
    /// Its number on the board.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Its people, in the order in which they drive.
    pub people: Vec<String>,
    /// Whose place at the keyboard it is, as an index into `people`; 0 if there are none.
    pub driver: usize,
    /// The turn in which the driver took over. In a later one it is time to switch, until somebody takes over.
    pub driver_since_turn: u64,
    /// This machine's answers in the retrospective, if it gave some.
    pub answers: Option<[String; 3]>,
}

impl TeamState {
    /// Who drives; none if the team named nobody.
    pub fn driver(&self) -> Option<&str> {
        self.people.get(self.driver).map(String::as_str)
    }

    /// Who navigates, and drives next; none if the team has named fewer than two.
    pub fn navigator(&self) -> Option<&str> {
        let next = (self.driver + 1).checked_rem(self.people.len())?;
        self.people.get(next).filter(|_| self.people.len() > 1).map(String::as_str)
    }
}

/// A request is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why, for a program.
    pub reason: Reason,
    /// What was wrong and what to do next: a line for the user.
    pub message: String,
    /// In how many seconds to try again; none if the same request would be refused again.
    pub retry_after_s: Option<u64>,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// 400: it speaks another version of the protocol.
    Version,
    /// 400: it is not understood, or a part of it is not as the limits ask for.
    Malformed,
    /// 401: the token is none of this session's, or the machine has left.
    UnknownToken,
    /// 403: the code is wrong.
    WrongCode,
    /// 403: not before the review, or not for this token.
    NotAllowed,
    /// 404: there is no such thing.
    NotFound,
    /// 409: another team has the name.
    TeamTaken,
    /// 409: not in this phase.
    NotNow,
    /// 413: it is larger than the limits.
    TooLarge,
    /// 429: too many requests.
    TooFast,
    /// 503: the board cannot store anything now.
    Unavailable,
    /// Any that this version does not know.
    #[serde(other)]
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_counts_while_it_runs_and_not_while_it_stands_still() {
        let clock = Clock { length_ms: 60_000, ran_ms: 10_000, since: Some(1_000_000) };
        assert_eq!((clock.ran(1_005_000), clock.left(1_005_000)), (15_000, 45_000));
        assert_eq!(clock.left(2_000_000), 0, "time is up");
        assert_eq!(clock.ran(999_000), 10_000, "a clock that is set back takes nothing away");
        let stopped = Clock { since: None, ..clock };
        assert_eq!(stopped.left(2_000_000), 50_000);
    }

    #[test]
    fn turns_follow_each_other_on_the_clock() {
        let clock = Clock { length_ms: 60_000, ran_ms: 0, since: Some(0) };
        assert_eq!(clock.turn(7_000, 6_999), (0, 1));
        assert_eq!(clock.turn(7_000, 7_000), (1, 7_000));
    }

    #[test]
    fn the_next_driver_navigates() {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let team = |people: &[&str], driver| TeamState {
            id: 1,
            name: "Owls".to_owned(),
            people: names(people),
            driver,
            driver_since_turn: 0,
            answers: None,
        };
        let owls = team(&["Ann", "Bob", "Cleo"], 2);
        assert_eq!((owls.driver(), owls.navigator()), (Some("Cleo"), Some("Ann")));
        assert_eq!((team(&["Ann"], 0).driver(), team(&["Ann"], 0).navigator()), (Some("Ann"), None));
        assert_eq!((team(&[], 0).driver(), team(&[], 0).navigator()), (None, None));
    }

    #[test]
    fn a_reader_passes_over_what_a_later_board_adds() {
        let text = r#"{"reason": "moon_phase", "message": "no", "retry_after_s": null, "more": 1}"#;
        let refusal: Refusal = serde_json::from_str(text).expect("a refusal");
        assert_eq!(refusal.reason, Reason::Other);
    }

    #[test]
    fn a_run_is_written_like_this() {
        let run = Run {
            seq: 7,
            at: 1_790_000_000_000,
            kata: "hash-map".to_owned(),
            light: Light::Red,
            stage: Some(2),
            stages: 7,
            passed: 12,
            total: 52,
            took_ms: 900,
            failures: vec![FailedTest { stage: 2, name: "it_grows".to_owned(), message: "left: 1".to_owned() }],
            errors: Vec::new(),
            sources: Some(BTreeMap::from([("src/lib.rs".to_owned(), "pub mod map;".to_owned())])),
        };
        let written = serde_json::to_value(&run).expect("plain data");
        let expected = serde_json::json!({
            "seq": 7, "at": 1_790_000_000_000_u64, "kata": "hash-map", "light": "red", "stage": 2, "stages": 7, "passed": 12,
            "total": 52, "took_ms": 900, "failures": [{"stage": 2, "name": "it_grows", "message": "left: 1"}], "errors": [],
            "sources": {"src/lib.rs": "pub mod map;"}
        });
        assert_eq!(written, expected);
        assert_eq!(serde_json::from_value::<Run>(written).expect("it can be read"), run);
    }
}
