//! The facilitator's actions: changes of the phase, clock, kata, texts and teams.

use dojo_protocol::messages::{Announcement, Moment, Phase, Reason, Refusal, limits};
use serde::Deserialize;

use super::lookup;
use super::outcome::{Outcome, StateChange};
use crate::database::sessions::{SessionRecord, TimelineEvent};
use crate::database::teams::TeamRecord;
use crate::database::{self, Database};
use crate::secrets::{self, Digest};
use crate::validation::clean_line;

const MINUTE: u64 = 60_000;
/// The longest running time of the clock, in minutes.
const MAX_LENGTH_MINUTES: u32 = 24 * 60;
/// The same in milliseconds.
const MAX_LENGTH: u64 = MAX_LENGTH_MINUTES as u64 * MINUTE;

/// An action of the facilitator.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Starts or resumes the clock, also after a pause, break or review.
    Run,
    /// Stops the clock.
    Pause,
    /// Adds time.
    Extend {
        /// The minutes, counted from now if time is up.
        minutes: u32,
    },
    /// Sets the working time.
    Length {
        /// The total minutes, including those that have passed.
        minutes: u32,
    },
    /// Sets the length of a turn, and begins a new turn for everyone.
    Rotate {
        /// The minutes; 0 disables turns.
        minutes: u32,
    },
    /// Shows an announcement.
    Announce {
        /// The line; empty removes the last announcement.
        text: String,
    },
    /// Moves everyone to another kata.
    Kata {
        /// Its name; `None` if each team chooses.
        kata: Option<String>,
    },
    /// Sets the rule for everyone's code.
    Constraint {
        /// The rule; empty removes it.
        text: String,
    },
    /// Starts a break.
    Break {
        /// Its minutes.
        minutes: u32,
    },
    /// Shows all code to everyone.
    Review,
    /// Starts the retrospective.
    Retro,
    /// Ends the dojo.
    End,
    /// Replaces the code of a team and returns the new one.
    TeamCode {
        /// The team.
        team: u64,
    },
    /// Removes teams and their lights from the board, but keeps their names reserved.
    Remove {
        /// The teams.
        teams: Vec<u64>,
    },
    /// Restores a removed team.
    Restore {
        /// The team.
        team: u64,
    },
    /// Allows or blocks new teams.
    NewTeams {
        /// True if new teams can join.
        allowed: bool,
    },
    /// Replaces the code for joining.
    NewCode,
}

/// Performs an action. Returns a team's new code if the action creates one.
///
/// # Errors
///
/// If the action is not possible in this phase, or if the kata or team is unknown.
pub fn act(
    database: &Database,
    session: u64,
    action: &Action,
    katas: &[String],
    now: Moment,
) -> Outcome<Option<String>> {
    let mut session = lookup::session(database, session)?;
    let not_now = |why: &str| Err(Refusal::new(Reason::NotNow, why).into());
    match action {
        Action::TeamCode { team } => {
            let team = lookup::team(database, session.id, *team)?;
            let code = secrets::new_code();
            database.set_team_code(team.id, Digest::of(&code))?;
            return Ok((Some(secrets::format_code(&(session.code + &code))), Vec::new()));
        }
        Action::Remove { teams } => {
            let teams = teams.iter().map(|&team| lookup::team(database, session.id, team));
            let teams = teams.collect::<Result<Vec<_>, _>>()?;
            let removed = teams.into_iter().map(|team| set_removed(database, team, true));
            return Ok((None, removed.collect::<Result<_, _>>()?));
        }
        Action::Restore { team } => {
            let team = lookup::team(database, session.id, *team)?;
            return Ok((None, restore(database, &session, team)?));
        }
        _ if session.phase == Phase::Ended => return not_now("the dojo has ended"),
        Action::Run if session.phase == Phase::Running => return not_now("the clock is already running"),
        Action::Run => {
            session.started_at.get_or_insert(now);
            session.clock.since = Some(now);
            session.break_ends_at = None;
            session.phase = Phase::Running;
        }
        Action::Pause if session.phase != Phase::Running => return not_now("the clock is already stopped"),
        Action::Pause => session.stop_clock(Phase::Paused, now),
        Action::Extend { minutes } => {
            let length = session.clock.length_ms.max(session.clock.ran(now)) + milliseconds(*minutes)?;
            if length > MAX_LENGTH {
                return not_now("a dojo lasts at most a day");
            }
            session.clock.length_ms = length;
        }
        Action::Length { minutes } if !(1..=MAX_LENGTH_MINUTES).contains(minutes) => {
            let why = format!("a dojo lasts between 1 and {MAX_LENGTH_MINUTES} minutes");
            return Err(Refusal::new(Reason::Malformed, why).into());
        }
        Action::Length { minutes } => session.clock.length_ms = u64::from(*minutes) * MINUTE,
        Action::Rotate { minutes: 0 } => session.turn_ms = None,
        Action::Rotate { minutes } => {
            let turn_ms = milliseconds(*minutes)?;
            // If the number were below a team's turn, that team would not be asked to switch.
            let turns = database.teams(session.id)?.into_iter().map(|team| team.driver_since_turn);
            let number = turns.fold(session.current_turn(now), u64::max);
            session.clock.begin_turn(number, turn_ms, now);
            session.turn_ms = Some(turn_ms);
        }
        Action::Announce { text } => {
            let text = clean_line(text, "the announcement", limits::LINE)?;
            session.announcement = Some(Announcement { text, at: now });
        }
        Action::Kata { kata } => {
            if let Some(unknown) = kata.as_ref().filter(|kata| !katas.contains(kata)) {
                return Err(Refusal::new(
                    Reason::NotFound,
                    format!("there is no kata {unknown:?}: choose one from the list"),
                )
                .into());
            }
            session.kata.clone_from(kata);
        }
        Action::Constraint { text } => {
            let text = clean_line(text, "the constraint", limits::LINE)?;
            session.constraint = Some(text).filter(|text| !text.is_empty());
        }
        Action::Break { minutes } => {
            let ends_at = now + milliseconds(*minutes)?;
            session.stop_clock(Phase::Break, now);
            session.break_ends_at = Some(ends_at);
        }
        Action::NewTeams { allowed } => session.is_closed = !allowed,
        Action::NewCode => session.code = secrets::new_code(),
        Action::Review => session.stop_clock(Phase::Review, now),
        Action::Retro => session.stop_clock(Phase::Retro, now),
        Action::End => session.stop_clock(Phase::Ended, now),
    }
    if let Some(event) = timeline_event(action, &session) {
        session.record(now, event);
    }
    session.revision += 1;
    session.seen_at = now;
    database.set_session(&session)?;
    Ok((None, vec![StateChange::Session(session)]))
}

/// Returns the timeline's event for an action, after it has changed the session.
fn timeline_event(action: &Action, session: &SessionRecord) -> Option<TimelineEvent> {
    match action {
        Action::Break { minutes } => Some(TimelineEvent::Break { minutes: *minutes }),
        Action::Announce { .. } => {
            session.announcement.as_ref().map(|line| TimelineEvent::Announcement { text: line.text.clone() })
        }
        Action::Constraint { .. } => {
            Some(TimelineEvent::Constraint { text: session.constraint.clone().unwrap_or_default() })
        }
        Action::Kata { .. } => Some(TimelineEvent::Kata { kata: session.kata.clone() }),
        Action::Run | Action::Pause | Action::Review | Action::Retro | Action::End => {
            Some(TimelineEvent::Phase { phase: session.phase })
        }
        _ => None,
    }
}

fn set_removed(database: &Database, mut team: TeamRecord, removed: bool) -> database::Result<StateChange> {
    team.removed = removed;
    database.set_team(&team)?;
    Ok(StateChange::Team(team))
}

/// Restores a removed team. The changes include its runs, so that pages show its lights again.
fn restore(database: &Database, session: &SessionRecord, team: TeamRecord) -> database::Result<Vec<StateChange>> {
    let id = team.id;
    let mut changes = vec![set_removed(database, team, false)?];
    changes.extend(database.runs(session.id)?.into_iter().filter(|run| run.team == id).map(StateChange::Run));
    Ok(changes)
}

fn milliseconds(minutes: u32) -> Result<u64, Refusal> {
    match minutes {
        1..=600 => Ok(u64::from(minutes) * MINUTE),
        _ => Err(Refusal::new(Reason::Malformed, "enter between 1 and 600 minutes")),
    }
}

#[cfg(test)]
mod tests {
    use dojo_protocol::messages::{JoinRequest, TakeOver};
    use tempfile::TempDir;

    use super::*;
    use crate::operations::join_team::join_team;
    use crate::operations::start_session::{SessionSettings, start};
    use crate::operations::team_requests::take_over;

    const START: Moment = 1_790_000_000_000;

    /// Creates a dojo of 45 minutes with 7-minute turns, and the folder of its database.
    fn dojo() -> (TempDir, Database, u64) {
        let folder = TempDir::new().expect("a folder");
        let database = Database::open(&folder.path().join("board.db")).expect("a database");
        let settings = SessionSettings { kata: None, length_ms: 45 * MINUTE, turn_ms: Some(7 * MINUTE) };
        let session = start(&database, &settings, START).expect("a session");
        (folder, database, session.id)
    }

    fn stored(database: &Database, session: u64) -> SessionRecord {
        database.session(session).expect("a query").expect("a row")
    }

    fn act_at(database: &Database, session: u64, action: &Action, minute: u64) -> SessionRecord {
        act(database, session, action, &[], START + minute * MINUTE).expect("an accepted request");
        stored(database, session)
    }

    fn join_at(database: &Database, session: u64, minute: u64) -> u64 {
        let code = stored(database, session).code;
        let people = vec!["Ann".to_owned(), "Bob".to_owned()];
        let team = format!("Team of minute {minute}");
        let request = JoinRequest { version: 1, code, team, people, machine: "m".repeat(22) };
        join_team(database, session, &request, &|_| Ok(()), START + minute * MINUTE)
            .expect("an accepted request")
            .0
            .id
            .team
    }

    #[test]
    fn the_clock_counts_working_time_only() {
        let (_folder, database, session) = dojo();
        act_at(&database, session, &Action::Run, 10);
        act_at(&database, session, &Action::Pause, 15);
        act_at(&database, session, &Action::Run, 20);
        act_at(&database, session, &Action::Break { minutes: 10 }, 30);
        let later = act_at(&database, session, &Action::Run, 45);
        assert_eq!(later.clock.ran(START + 50 * MINUTE), 20 * MINUTE);
        assert_eq!((later.started_at, later.break_ends_at), (Some(START + 10 * MINUTE), None));
    }

    #[test]
    fn extend_adds_time_before_and_after_the_end() {
        let (_folder, database, session) = dojo();
        act_at(&database, session, &Action::Run, 0);
        let before = act_at(&database, session, &Action::Extend { minutes: 5 }, 10);
        assert_eq!(before.clock.left(START + 10 * MINUTE), 40 * MINUTE);
        let after = act_at(&database, session, &Action::Extend { minutes: 5 }, 60);
        assert_eq!(after.clock.left(START + 60 * MINUTE), 5 * MINUTE);
    }

    #[test]
    fn length_and_turns_can_change_while_running() {
        let (_folder, database, session) = dojo();
        let team = join_at(&database, session, 0);
        act_at(&database, session, &Action::Run, 0);
        take_over(&database, session, team, &TakeOver::default(), START + 15 * MINUTE).expect("an accepted request");
        let longer = act_at(&database, session, &Action::Length { minutes: 90 }, 20);
        assert_eq!(longer.clock.left(START + 20 * MINUTE), 70 * MINUTE);
        let turn = |session: &SessionRecord, minute| {
            session.clock.turn(session.turn_ms.expect("turns"), START + minute * MINUTE)
        };
        for minutes in [4, 20] {
            let rotated = act_at(&database, session, &Action::Rotate { minutes }, 20);
            let turn_ms = u64::from(minutes) * MINUTE;
            assert_eq!(turn(&rotated, 20), (2, turn_ms), "turn and time left after changing the turn length");
            assert_eq!(turn(&rotated, 20 + u64::from(minutes)).0, 3);
        }
        assert_eq!(act_at(&database, session, &Action::Rotate { minutes: 0 }, 25).turn_ms, None);
        let again = act_at(&database, session, &Action::Rotate { minutes: 5 }, 30);
        assert_eq!(turn(&again, 30), (2, 5 * MINUTE), "turn and time left after enabling turns again");
        for bad in [Action::Length { minutes: 0 }, Action::Length { minutes: 1441 }, Action::Rotate { minutes: 601 }] {
            assert!(act(&database, session, &bad, &[], START).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn driver_changes_and_late_joins_record_the_turn() {
        let (_folder, database, session) = dojo();
        let team = join_at(&database, session, 0);
        act_at(&database, session, &Action::Run, 0);
        let driver = |team| {
            let team = database.team(session, team).expect("a query").expect("a row");
            (team.driver, team.driver_since_turn)
        };
        assert_eq!(driver(team), (0, 0));
        take_over(&database, session, team, &TakeOver::default(), START + 15 * MINUTE).expect("an accepted request");
        assert_eq!(driver(team), (1, 2), "driver and turn after taking over in the third turn");
        let late = join_at(&database, session, 22);
        assert_eq!(driver(late).1, 3, "turn of a team that joined late");
    }
}
