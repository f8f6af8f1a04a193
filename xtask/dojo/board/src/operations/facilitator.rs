//! What the facilitator does: leads through the phases, and changes the clock, the kata, texts and teams.

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
    /// Starts the clock, also after a pause, a break or a review.
    Run,
    /// Stops the clock.
    Pause,
    /// Adds time.
    Extend {
        /// The minutes; from now if time is up.
        minutes: u32,
    },
    /// Sets the working time.
    Length {
        /// The minutes in all, with those that have passed.
        minutes: u32,
    },
    /// Sets the length of a turn. A new turn begins for everyone.
    Rotate {
        /// The minutes; 0 without turns.
        minutes: u32,
    },
    /// Announces a line.
    Announce {
        /// The line; empty withdraws the last one.
        text: String,
    },
    /// Moves everyone to another kata.
    Kata {
        /// Its name; none if each team chooses.
        kata: Option<String>,
    },
    /// Sets the rule for everyone's code.
    Constraint {
        /// The rule; empty withdraws it.
        text: String,
    },
    /// Starts a break.
    Break {
        /// Its minutes.
        minutes: u32,
    },
    /// Opens all code to everyone.
    Review,
    /// Asks the questions of the retrospective.
    Retro,
    /// Ends the dojo.
    End,
    /// Replaces the code of a team, and returns the new one.
    TeamCode {
        /// The team.
        team: u64,
    },
    /// Takes teams off the board, with their lights. Nobody can join under their names.
    Remove {
        /// The teams.
        teams: Vec<u64>,
    },
    /// Puts a team that was taken off back on the board.
    Restore {
        /// The team.
        team: u64,
    },
    /// Lets in new teams, or no more of them.
    Door {
        /// Whether new teams can join.
        open: bool,
    },
    /// Replaces the code to join with.
    NewCode,
}

/// Performs an action. Returns the team's new code, if the action makes one.
///
/// # Errors
///
/// If the action is not possible now, or names an unknown kata or team.
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
        _ if session.phase == Phase::Ended => return not_now("the dojo is over"),
        Action::Run if session.phase == Phase::Running => return not_now("the clock runs already"),
        Action::Run => {
            session.started_at.get_or_insert(now);
            session.clock.since = Some(now);
            session.break_ends_at = None;
            session.phase = Phase::Running;
        }
        Action::Pause if session.phase != Phase::Running => return not_now("the clock stands still already"),
        Action::Pause => session.stop_clock(Phase::Paused, now),
        Action::Extend { minutes } => {
            let length = session.clock.length_ms.max(session.clock.ran(now)) + milliseconds(*minutes)?;
            if length > MAX_LENGTH {
                return not_now("a dojo lasts a day at the most");
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
            // Not below any team's turn, or that team would not be told to switch.
            let turns = database.teams(session.id)?.into_iter().map(|team| team.driver_since_turn);
            let number = turns.fold(session.current_turn(now), u64::max);
            session.clock.begin_turn(number, turn_ms, now);
            session.turn_ms = Some(turn_ms);
        }
        Action::Announce { text } => {
            let text = clean_line(text, "the line", limits::LINE)?;
            session.announcement = Some(Announcement { text, at: now });
        }
        Action::Kata { kata } => {
            if let Some(unknown) = kata.as_ref().filter(|kata| !katas.contains(kata)) {
                return Err(Refusal::new(Reason::NotFound, format!("there is no kata {unknown:?}")).into());
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
        Action::Door { open } => session.is_closed = !open,
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

/// Returns what the timeline says about an action that has changed the session.
fn timeline_event(action: &Action, session: &SessionRecord) -> Option<TimelineEvent> {
    match action {
        Action::Break { minutes } => Some(TimelineEvent::Break { minutes: *minutes }),
        Action::Announce { .. } => {
            session.announcement.as_ref().map(|said| TimelineEvent::Announcement { text: said.text.clone() })
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

/// Puts a team back, with all that pages know of it.
fn restore(database: &Database, session: &SessionRecord, team: TeamRecord) -> database::Result<Vec<StateChange>> {
    let id = team.id;
    let mut changes = vec![set_removed(database, team, false)?];
    changes.extend(database.runs(session.id)?.into_iter().filter(|run| run.team == id).map(StateChange::Run));
    Ok(changes)
}

fn milliseconds(minutes: u32) -> Result<u64, Refusal> {
    match minutes {
        1..=600 => Ok(u64::from(minutes) * MINUTE),
        _ => Err(Refusal::new(Reason::Malformed, "between 1 and 600 minutes")),
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

    /// A dojo of 45 minutes with turns of 7, and the folder of its database.
    fn dojo() -> (TempDir, Database, u64) {
        let folder = TempDir::new().expect("a folder");
        let database = Database::open(&folder.path().join("board.db")).expect("a database");
        let settings = SessionSettings { kata: None, length_ms: 45 * MINUTE, turn_ms: Some(7 * MINUTE) };
        let session = start(&database, &settings, START).expect("it is stored");
        (folder, database, session.id)
    }

    fn stored(database: &Database, session: u64) -> SessionRecord {
        database.session(session).expect("it can be read").expect("it is there")
    }

    fn act_at(database: &Database, session: u64, action: &Action, minute: u64) -> SessionRecord {
        act(database, session, action, &[], START + minute * MINUTE).expect("it is allowed");
        stored(database, session)
    }

    fn join_at(database: &Database, session: u64, minute: u64) -> u64 {
        let code = stored(database, session).code;
        let people = vec!["Ann".to_owned(), "Bob".to_owned()];
        let team = format!("Team of minute {minute}");
        let request = JoinRequest { version: 1, code, team, people, machine: "m".repeat(22) };
        join_team(database, session, &request, &|_| Ok(()), START + minute * MINUTE).expect("it is allowed").0.id.team
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
    fn minutes_and_rotation_change_while_the_clock_runs() {
        let (_folder, database, session) = dojo();
        let team = join_at(&database, session, 0);
        act_at(&database, session, &Action::Run, 0);
        take_over(&database, session, team, &TakeOver::default(), START + 15 * MINUTE).expect("it is allowed");
        let longer = act_at(&database, session, &Action::Length { minutes: 90 }, 20);
        assert_eq!(longer.clock.left(START + 20 * MINUTE), 70 * MINUTE);
        let turn = |session: &SessionRecord, minute| {
            session.clock.turn(session.turn_ms.expect("turns"), START + minute * MINUTE)
        };
        for minutes in [4, 20] {
            let rotated = act_at(&database, session, &Action::Rotate { minutes }, 20);
            let turn_ms = u64::from(minutes) * MINUTE;
            assert_eq!(turn(&rotated, 20), (2, turn_ms), "the team's turn begins again");
            assert_eq!(turn(&rotated, 20 + u64::from(minutes)).0, 3);
        }
        assert_eq!(act_at(&database, session, &Action::Rotate { minutes: 0 }, 25).turn_ms, None);
        let again = act_at(&database, session, &Action::Rotate { minutes: 5 }, 30);
        assert_eq!(turn(&again, 30), (2, 5 * MINUTE), "the team is told to switch after five minutes");
        for bad in [Action::Length { minutes: 0 }, Action::Length { minutes: 1441 }, Action::Rotate { minutes: 601 }] {
            assert!(act(&database, session, &bad, &[], START).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_turn_is_over_for_a_team_until_somebody_takes_over() {
        let (_folder, database, session) = dojo();
        let team = join_at(&database, session, 0);
        act_at(&database, session, &Action::Run, 0);
        let driver = |team| {
            let team = database.team(session, team).expect("it can be read").expect("it is there");
            (team.driver, team.driver_since_turn)
        };
        assert_eq!(driver(team), (0, 0));
        take_over(&database, session, team, &TakeOver::default(), START + 15 * MINUTE).expect("it is allowed");
        assert_eq!(driver(team), (1, 2), "in the third turn");
        let late = join_at(&database, session, 22);
        assert_eq!(driver(late).1, 3, "a late team begins with the current turn");
    }
}
