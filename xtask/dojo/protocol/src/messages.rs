//! The protocol, version [`VERSION`]: JSON over HTTP, and server-sent events.
//!
//! | request | by | body | response |
//! | --- | --- | --- | --- |
//! | `POST` [`JOIN`] | anyone with the code | [`JoinRequest`] | [`Joined`] |
//! | `POST` [`RUNS`] | a team | [`RunBatch`] | [`Acknowledged`] |
//! | `GET` [`STATE`] | anyone; a team | | [`SessionState`] |
//! | `GET` [`EVENTS`] | anyone; a team | | events `state`, each a [`SessionState`] |
//! | `POST` [`TAKE_OVER`] | a team | [`TakeOver`] | [`SessionState`] |
//! | `POST` [`RETRO`] | a team | [`RetroAnswers`] | [`SessionState`] |
//! | `POST` [`LEAVE`] | a team | `{}` | [`SessionState`] |
//!
//! A team's request carries the token of [`Joined`] in the header `Authorization: Bearer TOKEN`, and a `POST` has
//! `Content-Type: application/json`. Every response with a status other than 200 is a [`Refusal`]. If a client gets no
//! response, or one with a status of 5xx, it must assume that nothing was stored. It can safely resend everything,
//! because the board counts each run only once.
//!
//! Fields and events can be added without a new version, because readers ignore unknown ones.
//!
//! Times are given in milliseconds of Unix time, and durations in milliseconds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The version of the protocol. A board rejects machines with another version.
pub const VERSION: u32 = 1;

/// The default port of a board.
pub const PORT: u16 = 7007;

/// The path on which a machine joins.
pub const JOIN: &str = "/api/join";
/// The path that accepts runs.
pub const RUNS: &str = "/api/runs";
/// The path of the session's state.
pub const STATE: &str = "/api/state";
/// The path of the server-sent events with the session's state.
///
/// The board sends the first event immediately, and another one after each change. If nothing changes for
/// [`limits::HEARTBEAT_MS`], it sends a `heartbeat` event to show that the stream is still alive.
pub const EVENTS: &str = "/api/events";
/// The path that accepts a change of driver.
pub const TAKE_OVER: &str = "/api/take-over";
/// The path that accepts answers of the retrospective.
pub const RETRO: &str = "/api/retro";
/// The path on which a machine leaves. Leaving revokes its token; joining again returns a new one.
pub const LEAVE: &str = "/api/leave";

/// The limits of a board.
///
/// If a request exceeds a limit, the board rejects it with [`Reason::TooLarge`] or [`Reason::TooFast`], rather than
/// truncating anything.
pub mod limits {
    /// Bytes of a request.
    pub const REQUEST: usize = 4 << 20;
    /// Runs of a batch.
    pub const RUNS: usize = 50;
    /// Characters of a team's name. At least one must be visible.
    pub const TEAM: usize = 40;
    /// People of a team.
    pub const PEOPLE: usize = 12;
    /// Characters of a person's name.
    pub const PERSON: usize = 30;
    /// Characters of a machine's secret; at least [`MACHINE_LEAST`].
    pub const MACHINE: usize = 64;
    /// The least number of characters of a machine's secret.
    pub const MACHINE_LEAST: usize = 22;
    /// Characters of a kata's name.
    pub const KATA: usize = 60;
    /// Failed tests of a run.
    pub const FAILURES: usize = 20;
    /// Compiler errors of a run.
    pub const ERRORS: usize = 5;
    /// Characters of a failed test's message, of its name, and of a compiler error.
    pub const MESSAGE: usize = 4_000;
    /// Files of a run.
    pub const FILES: usize = 100;
    /// Characters of a file's path.
    pub const PATH: usize = 200;
    /// Bytes of all files of a run.
    pub const SOURCES: usize = 1 << 20;
    /// Characters of an answer in the retrospective.
    pub const ANSWER: usize = 2_000;
    /// Characters of an announcement, and of a constraint.
    pub const LINE: usize = 200;
    /// Requests of a machine per minute.
    pub const REQUESTS_A_MINUTE: u32 = 120;
    /// Requests of a machine in one burst.
    pub const REQUESTS_BURST: u32 = 60;
    /// Wrong codes from one address per minute. If there are more, the board delays its responses.
    ///
    /// Even then, the right code works immediately.
    pub const WRONG_CODES_A_MINUTE: u32 = 10;
    /// The longest silence of an event stream, in milliseconds.
    ///
    /// If a stream is silent for three times as long, clients consider it dead.
    pub const HEARTBEAT_MS: u64 = 10_000;
}

/// A point in time: milliseconds of Unix time.
pub type Moment = u64;

/// A request to join the dojo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinRequest {
    /// The sender's [`VERSION`].
    pub version: u32,
    /// The session's code to create a team, or [`Joined::team_code`] to add a machine to that team.
    ///
    /// Case, spaces and `-` are ignored.
    pub code: String,
    /// The team's name.
    pub team: String,
    /// The team's people in driving order. An empty list keeps the stored one.
    #[serde(default)]
    pub people: Vec<String>,
    /// The machine's identity: a permanent random secret of at least 128 bits.
    ///
    /// If a machine sends the same secret, session code and team name again, the board recognizes it as the same
    /// machine.
    pub machine: String,
}

/// The response to a machine that has joined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// The secret token of the machine's later requests. Older tokens of the machine stay valid.
    pub token: String,
    /// The secret code for other machines of the team. Only the machine that created the team receives it.
    pub team_code: Option<String>,
    /// The highest sequence number that the board has stored for this machine; 0 without runs.
    ///
    /// The next run needs a higher number.
    pub acknowledged: u64,
    /// The session's state.
    pub state: SessionState,
}

/// Runs of one machine, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunBatch {
    /// The time of sending by the machine's clock.
    ///
    /// The board compares it with its own time, so it does no harm if the machine's clock is wrong.
    pub sent_at: Moment,
    /// At most [`limits::RUNS`] runs.
    pub runs: Vec<Run>,
}

/// One run of a kata's whole suite.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The sequence number: at least 1, and above that of every earlier run of this machine.
    ///
    /// Together, machine and number identify the run, so that it counts only once even if it is sent twice.
    pub seq: u64,
    /// The time when the run ended, by the clock of [`RunBatch::sent_at`].
    pub at: Moment,
    /// The kata's name.
    pub kata: String,
    /// The result.
    pub light: Light,
    /// The first stage that is not green; `None` if all stages are green.
    pub stage: Option<u32>,
    /// The number of the kata's stages.
    pub stages: u32,
    /// The number of tests that passed.
    pub passed: u32,
    /// The number of known tests.
    pub total: u32,
    /// The duration of build and tests in milliseconds.
    pub took_ms: u64,
    /// The first failed tests, at most [`limits::FAILURES`]. The sender truncates longer lists and messages.
    #[serde(default)]
    pub failures: Vec<FailedTest>,
    /// The first compiler errors, without colors, at most [`limits::ERRORS`].
    #[serde(default)]
    pub errors: Vec<String>,
    /// The code that ran, as file contents by path; `None` with `--no-code`.
    ///
    /// Paths are relative to the kata's folder and use `/`, as in `src/lib.rs`.
    #[serde(default)]
    pub sources: Option<BTreeMap<String, String>>,
}

/// The result of a run, shown as a colored light.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Light {
    /// All tests pass.
    Green,
    /// A test fails.
    Red,
    /// The code does not compile.
    Amber,
    /// A test exceeded a limit.
    Timeout,
}

/// A test that did not pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedTest {
    /// The number of its stage.
    pub stage: u32,
    /// Its name within the stage.
    pub name: String,
    /// The failure message.
    pub message: String,
}

/// The response to a batch of runs. The runs are now on the board's disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// The highest sequence number of the batch. The sender can delete all runs up to it.
    pub up_to: u64,
    /// The runs that the board rejected permanently.
    pub refused: Vec<RefusedRun>,
    /// A note to the user about the other runs, such as that they are stored without code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A run that the board rejected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRun {
    /// Its sequence number.
    pub seq: u64,
    /// The reason, as one line for the user.
    pub message: String,
}

/// A request to change the driver.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeOver {
    /// The new driver's name; `None` for the next person in order.
    #[serde(default)]
    pub driver: Option<String>,
}

/// The retrospective answers of one machine. A later request replaces them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetroAnswers {
    /// One answer per question of [`QUESTIONS`]. Answers can be empty.
    pub answers: [String; 3],
}

/// The questions of the retrospective.
pub const QUESTIONS: [&str; 3] = [
    "What did you learn about design?",
    "What would you do differently next time?",
    "What will you use in your own code?",
];

/// The state of the session, which changes only through requests and not with time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionState {
    /// The session's number on its board.
    pub session: u64,
    /// A counter of changes to the session. Changes to the team's own part do not count.
    pub revision: u64,
    /// The board's time of sending, which readers use to correct their own clock.
    pub now: Moment,
    /// The current phase.
    pub phase: Phase,
    /// The clock of the working time.
    pub clock: Clock,
    /// The end of the current break.
    pub break_ends_at: Option<Moment>,
    /// The length of a turn at the keyboard; `None` without turns.
    pub turn_ms: Option<u64>,
    /// The kata for everyone, if the facilitator has chosen one.
    pub kata: Option<String>,
    /// A rule for everyone's code, such as "no primitives in public signatures".
    pub constraint: Option<String>,
    /// The facilitator's last announcement.
    pub announcement: Option<Announcement>,
    /// The team that sent the request, identified by its token.
    pub team: Option<TeamState>,
}

/// The phase of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Teams join, and the clock has not started yet.
    #[default]
    Waiting,
    /// Teams work, and the clock runs. Overtime lasts until the facilitator changes the phase.
    Running,
    /// The clock is stopped.
    Paused,
    /// Teams have a break, and the clock is stopped.
    Break,
    /// Everyone can see the code of all teams.
    Review,
    /// Teams answer [`QUESTIONS`]. The code stays visible.
    Retro,
    /// The session is over. The board still accepts runs from before its end.
    Ended,
}

/// A clock that can be stopped. Readers compute its time from these fields and the time of day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// The planned running time.
    pub length_ms: u64,
    /// The running time before `since`, or in total while the clock is stopped.
    pub ran_ms: u64,
    /// The time of the last start; `None` while the clock is stopped.
    pub since: Option<Moment>,
    /// The running time at which turn 0 begins.
    ///
    /// At first, this is 0. Once the turn length has changed, it can have any value, even a negative one.
    #[serde(default)]
    pub turns_from_ms: i64,
}

impl Clock {
    /// Returns the running time at `now`, in the board's time.
    pub fn ran(&self, now: Moment) -> u64 {
        self.ran_ms.saturating_add(self.since.map_or(0, |since| now.saturating_sub(since)))
    }

    /// Returns the running time left; 0 if time is up.
    pub fn left(&self, now: Moment) -> u64 {
        self.length_ms.saturating_sub(self.ran(now))
    }

    /// Returns the number of the current turn, starting at 0, and the time left in it.
    ///
    /// # Panics
    ///
    /// If `turn_ms` is 0.
    pub fn turn(&self, turn_ms: u64, now: Moment) -> (u64, u64) {
        let ran = u64::try_from(self.ran(now).cast_signed().saturating_sub(self.turns_from_ms)).unwrap_or(0);
        (ran / turn_ms, turn_ms - ran % turn_ms)
    }

    /// Shifts the turns so that turn `number` begins at `now`, with turns of this length.
    pub fn begin_turn(&mut self, number: u64, turn_ms: u64, now: Moment) {
        let before = number.saturating_mul(turn_ms).cast_signed();
        self.turns_from_ms = self.ran(now).cast_signed().saturating_sub(before);
    }
}

/// An announcement by the facilitator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// The line. It is empty once the facilitator has removed the announcement.
    pub text: String,
    /// The time, which also identifies the announcement.
    pub at: Moment,
}

/// The state of one team.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamState {
    /// Its number on the board.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Its people in driving order.
    pub people: Vec<String>,
    /// The driver's index in `people`; 0 without people.
    pub driver: usize,
    /// The turn in which the driver took over. In every later turn, it is time to switch.
    pub driver_since_turn: u64,
    /// This machine's answers in the retrospective, if it has sent any.
    pub answers: Option<[String; 3]>,
}

impl TeamState {
    /// Returns the driver; `None` if the team has not named its people.
    pub fn driver(&self) -> Option<&str> {
        self.people.get(self.driver).map(String::as_str)
    }

    /// Returns the navigator, who drives next; `None` if the team has named fewer than two people.
    pub fn navigator(&self) -> Option<&str> {
        let next = (self.driver + 1).checked_rem(self.people.len())?;
        self.people.get(next).filter(|_| self.people.len() > 1).map(String::as_str)
    }
}

/// A rejected request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The reason, for programs.
    pub reason: Reason,
    /// A line for the user: the error and the next step.
    pub message: String,
    /// The seconds to wait before trying again; `None` if the same request would be rejected again.
    pub retry_after_s: Option<u64>,
}

impl Refusal {
    /// Creates a permanent refusal: the same request would be rejected again.
    pub fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self { reason, message: message.into(), retry_after_s: None }
    }

    /// Creates a temporary refusal: the same request can succeed after `seconds`.
    pub fn retry_after(seconds: u64, reason: Reason, message: impl Into<String>) -> Self {
        Self { retry_after_s: Some(seconds), ..Self::new(reason, message) }
    }
}

/// The reason for rejecting a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// 400: another version of the protocol.
    Version,
    /// 400: cannot be parsed, or violates a rule or limit.
    Malformed,
    /// 401: an unknown or revoked token.
    UnknownToken,
    /// 403: a wrong code.
    WrongCode,
    /// 403: not allowed before the review, or not with this token.
    NotAllowed,
    /// 404: unknown path, team, run or kata.
    NotFound,
    /// 409: another team has the name.
    TeamTaken,
    /// 409: not possible in this phase.
    NotNow,
    /// 413: above a size limit.
    TooLarge,
    /// 429: too many requests.
    TooFast,
    /// 503: the board cannot store anything at the moment.
    Unavailable,
    /// A reason from a later version.
    #[serde(other)]
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_counts_only_while_it_runs() {
        let clock = Clock { length_ms: 60_000, ran_ms: 10_000, since: Some(1_000_000), turns_from_ms: 0 };
        assert_eq!((clock.ran(1_005_000), clock.left(1_005_000)), (15_000, 45_000));
        assert_eq!(clock.left(2_000_000), 0, "time is up");
        assert_eq!(clock.ran(999_000), 10_000, "running time of a clock that was set back");
        let stopped = Clock { since: None, ..clock };
        assert_eq!(stopped.left(2_000_000), 50_000);
    }

    #[test]
    fn a_new_turn_length_keeps_the_turn_number() {
        let mut clock = Clock { length_ms: 60_000, since: Some(0), ..Clock::default() };
        assert_eq!(clock.turn(7_000, 6_999), (0, 1));
        assert_eq!(clock.turn(7_000, 7_000), (1, 7_000));
        for turn_ms in [5_000, 60_000] {
            clock.begin_turn(2, turn_ms, 20_000);
            assert_eq!(clock.turn(turn_ms, 20_000), (2, turn_ms), "turn number after changing the turn length");
            assert_eq!(clock.turn(turn_ms, 19_999).0, 1);
        }
    }

    #[test]
    fn the_next_driver_navigates() {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let team = |people: &[&str], driver| TeamState { people: names(people), driver, ..TeamState::default() };
        let owls = team(&["Ann", "Bob", "Cleo"], 2);
        assert_eq!((owls.driver(), owls.navigator()), (Some("Cleo"), Some("Ann")));
        assert_eq!((team(&["Ann"], 0).driver(), team(&["Ann"], 0).navigator()), (Some("Ann"), None));
        assert_eq!((team(&[], 0).driver(), team(&[], 0).navigator()), (None, None));
    }

    #[test]
    fn readers_ignore_unknown_fields_and_reasons() {
        let text = r#"{"reason": "moon_phase", "message": "no", "retry_after_s": null, "more": 1}"#;
        let refusal: Refusal = serde_json::from_str(text).expect("a refusal");
        assert_eq!(refusal.reason, Reason::Other);
    }

    #[test]
    fn a_run_has_a_fixed_json_format() {
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
        assert_eq!(serde_json::from_value::<Run>(written).expect("a run in JSON"), run);
    }
}
