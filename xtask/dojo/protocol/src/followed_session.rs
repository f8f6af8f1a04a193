//! The session as a team's machine sees it: the board's last state, plus countdown and turns.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::messages::{Clock, Moment, Phase, SessionState, TeamState};
use crate::time::now;

/// The session as this machine sees it, stored in `session.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowedSession {
    /// The last state from the board, or that of a timer without a board.
    pub state: SessionState,
    /// The milliseconds by which the board's clock is ahead of this machine's.
    pub ahead_ms: i64,
    /// The board's address; `None` for a timer without a board.
    pub board: Option<String>,
    /// The outage, while the board cannot be reached.
    #[serde(rename = "lost")]
    pub outage: Option<Outage>,
    /// The number of queued runs.
    #[serde(rename = "waiting")]
    pub unsent_runs: usize,
    /// A warning to the user, in one line.
    #[serde(rename = "trouble")]
    pub warning: Option<String>,
}

/// A period in which this machine cannot reach the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outage {
    /// The start, by this machine's clock.
    pub since: Moment,
    /// The cause, as one line for the user.
    pub why: String,
}

/// The current turn at the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn<'a> {
    /// The driver, if the team has named its people.
    pub driver: Option<&'a str>,
    /// The navigator, who drives next.
    pub navigator: Option<&'a str>,
    /// The navigator of the next turn.
    pub after: Option<&'a str>,
    /// The milliseconds left in the turn.
    pub left: u64,
    /// True if a new turn has begun and no one has taken over yet.
    pub is_due: bool,
}

/// A change of driver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriverChange {
    /// The new driver, if the team has named its people.
    pub name: Option<String>,
    /// The number of the turn. A change in a later turn overrides this one.
    pub turn: u64,
}

impl FollowedSession {
    /// Returns a session without a board, whose clock starts now.
    pub fn timer(length_ms: u64, turn_ms: Option<u64>, people: Vec<String>) -> Self {
        let now = now();
        let clock = Clock { length_ms, since: Some(now), ..Clock::default() };
        let team = Some(TeamState { people, ..TeamState::default() });
        let state = SessionState { now, phase: Phase::Running, clock, turn_ms, team, ..SessionState::default() };
        Self { state, ahead_ms: 0, board: None, outage: None, unsent_runs: 0, warning: None }
    }

    /// Returns the session of the board at `board` from a state that has just arrived.
    pub fn received(state: SessionState, board: Option<String>) -> Self {
        let ahead_ms = state.now.cast_signed().saturating_sub(now().cast_signed());
        Self { state, ahead_ms, board, outage: None, unsent_runs: 0, warning: None }
    }

    /// Returns the board's time when this machine's clock shows `now`.
    pub fn board_time(&self, now: Moment) -> Moment {
        now.saturating_add_signed(self.ahead_ms)
    }

    /// Returns the working time left in milliseconds; 0 if time is up.
    pub fn left(&self, now: Moment) -> u64 {
        self.state.clock.left(self.board_time(now))
    }

    /// Returns the overtime in milliseconds.
    pub fn over(&self, now: Moment) -> u64 {
        self.state.clock.ran(self.board_time(now)).saturating_sub(self.state.clock.length_ms)
    }

    fn turn_ms(&self) -> Option<u64> {
        self.state.turn_ms.filter(|&turn| turn > 0)
    }

    /// Returns the current turn.
    ///
    /// Returns `None` without turns, for a team of one, and outside working time.
    pub fn turn(&self, now: Moment) -> Option<Turn<'_>> {
        let team = self.state.team.as_ref().filter(|team| team.people.len() != 1)?;
        let turn_ms = self.turn_ms()?;
        if !matches!(self.state.phase, Phase::Running | Phase::Paused) {
            return None;
        }
        let (number, left) = self.state.clock.turn(turn_ms, self.board_time(now));
        let is_due = self.state.phase == Phase::Running && number > team.driver_since_turn && self.left(now) > 0;
        let after = team.people.get((team.driver + 2).checked_rem(team.people.len()).unwrap_or(0));
        let after = after.filter(|_| team.people.len() > 1).map(String::as_str);
        Some(Turn { driver: team.driver(), navigator: team.navigator(), after, left, is_due })
    }

    /// Makes the navigator the driver.
    pub fn take_over(&mut self, now: Moment) -> DriverChange {
        let turn = self.turn_ms().map_or(0, |turn_ms| self.state.clock.turn(turn_ms, self.board_time(now)).0);
        let Some(team) = &mut self.state.team else { return DriverChange { name: None, turn } };
        team.driver = (team.driver + 1).checked_rem(team.people.len()).unwrap_or(0);
        team.driver_since_turn = turn;
        DriverChange { name: team.driver().map(str::to_owned), turn }
    }

    /// Applies a driver change that may not have reached the board yet.
    pub fn apply_driver_change(&mut self, change: &DriverChange) {
        let Some(team) = &mut self.state.team else { return };
        let place = team.people.iter().position(|name| Some(name) == change.name.as_ref());
        team.driver = place.unwrap_or(team.driver);
        team.driver_since_turn = team.driver_since_turn.max(change.turn);
    }

    /// Returns whether the session ended too long ago to be shown.
    ///
    /// Without this, a timer whose process was killed would stay in overtime forever.
    pub fn is_stale(&self, now: Moment, written: SystemTime) -> bool {
        const LONG: u64 = 30 * 60 * 1000;
        let unchanged = written.elapsed().map_or(0, |time| time.as_millis());
        match self.state.phase {
            Phase::Ended => unchanged > u128::from(LONG),
            _ => self.board.is_none() && self.over(now) > LONG,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: u64 = 60_000;

    fn session(people: &[&str]) -> FollowedSession {
        let people = people.iter().map(|&name| name.to_owned()).collect();
        let mut session = FollowedSession::timer(45 * MINUTE, Some(7 * MINUTE), people);
        session.state.clock.since = Some(1_000_000);
        session
    }

    #[test]
    fn a_person_alone_has_no_turns() {
        assert!(session(&["Ann"]).turn(1_000_000 + 8 * MINUTE).is_none());
        assert!(session(&[]).turn(1_000_000 + 8 * MINUTE).is_some(), "a team without names may have several people");
    }

    #[test]
    fn a_turn_is_due_until_somebody_takes_over() {
        let mut session = session(&["Ann", "Bob", "Cleo"]);
        let turn = session.turn(1_000_000 + 7 * MINUTE - 1).expect("a turn");
        assert_eq!((turn.driver, turn.navigator, turn.left, turn.is_due), (Some("Ann"), Some("Bob"), 1, false));
        let due = 1_000_000 + 8 * MINUTE;
        let turn = session.turn(due).expect("a turn");
        assert_eq!((turn.navigator, turn.after, turn.is_due), (Some("Bob"), Some("Cleo"), true));
        assert_eq!(session.take_over(due), DriverChange { name: Some("Bob".to_owned()), turn: 1 });
        let turn = session.turn(due).expect("a turn");
        assert_eq!((turn.driver, turn.navigator, turn.is_due), (Some("Bob"), Some("Cleo"), false));
    }

    #[test]
    fn no_turn_is_due_in_a_break_a_pause_or_overtime() {
        let mut session = session(&["Ann", "Bob"]);
        let due = 1_000_000 + 8 * MINUTE;
        session.state.phase = Phase::Break;
        assert_eq!(session.turn(due), None);
        session.state.phase = Phase::Paused;
        assert!(!session.turn(due).expect("a paused turn").is_due);
        session.state.phase = Phase::Running;
        assert!(!session.turn(1_000_000 + 46 * MINUTE).expect("a turn in overtime").is_due);
        assert_eq!(session.over(1_000_000 + 46 * MINUTE), MINUTE);
        session.state.turn_ms = Some(0);
        assert_eq!(session.turn(due), None, "a turn length of 0 means no turns");
    }

    #[test]
    fn a_team_without_names_has_turns() {
        let mut session = session(&[]);
        let due = 1_000_000 + 8 * MINUTE;
        let turn = session.turn(due).expect("a turn");
        assert_eq!((turn.driver, turn.navigator, turn.after, turn.is_due), (None, None, None, true));
        assert_eq!(session.take_over(due).name, None);
        assert!(!session.turn(due).expect("a turn").is_due);
    }

    #[test]
    fn times_follow_the_boards_clock() {
        let mut session = session(&[]);
        session.ahead_ms = -5 * 60_000;
        assert_eq!(session.left(1_000_000 + 6 * MINUTE), 44 * MINUTE);
    }

    #[test]
    fn a_session_is_stale_half_an_hour_after_its_end() {
        let mut session = session(&[]);
        let (end, written) = (1_000_000 + 45 * MINUTE, SystemTime::now());
        assert!(!session.is_stale(end + 29 * MINUTE, written));
        assert!(session.is_stale(end + 31 * MINUTE, written));
        session.board = Some("http://board".to_owned());
        assert!(!session.is_stale(end + 31 * MINUTE, written), "the facilitator ends a session with a board");
        session.state.phase = Phase::Ended;
        assert!(!session.is_stale(end, written));
        assert!(session.is_stale(end, written - std::time::Duration::from_secs(31 * 60)));
    }
}
