//! What happens in a dojo: who may come in, what counts, what the facilitator does.
//!
//! Each function reads and writes [`Records`] within a transaction that its caller makes last, and returns what has changed
//! for all who watch. It refuses before it writes.

use dojo_protocol::messages::{
    Acknowledged, Announcement, Clock, JoinRequest, Moment, Phase, Reason, Refusal, RefusedRun, RetroAnswers, RunBatch,
    TakeOver, limits,
};
use serde::Deserialize;

use crate::check::{self, refusal};
use crate::records::{Answers, Detail, Mark, Records, Session, StoreError, Team, Who};
use crate::secrets::{self, Digest};

/// How many teams a dojo has at the most.
const TEAMS: usize = 1000;
/// How many machines a team has at the most.
const MACHINES: u64 = 20;
/// How many bytes of code a team may send: some thousands of runs of any kata, and no full disk.
const CODE: u64 = 200 << 20;
/// How many tokens a machine has at the most: it gets one each time it joins.
const TOKENS: u32 = 10;
/// How long the clock may run in all.
const LONGEST: u64 = 24 * 60 * MINUTE;
/// Milliseconds.
pub const MINUTE: u64 = 60_000;

/// Something that those who watch are told.
#[derive(Clone, Debug)]
pub enum Change {
    /// The session.
    Session(Session),
    /// A team is new, or not as it was.
    Team(Team),
    /// A run arrived.
    Run(Mark),
    /// A token is good.
    Token(Digest, Who),
    /// A machine's tokens are good no more.
    Revoked(u64),
    /// A machine's people answered.
    Answers(Answers),
}

/// Why something was not done.
#[derive(Debug)]
pub enum Stop {
    /// It may not be.
    Refused(Refusal),
    /// It could not be stored.
    Store(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What was done, and what has changed.
pub type Done<T> = Result<(T, Vec<Change>), Stop>;

/// How a new dojo begins.
#[derive(Clone, Debug)]
pub struct Plan {
    /// With this kata.
    pub kata: Option<String>,
    /// How long its clock runs.
    pub length_ms: u64,
    /// How long a turn is.
    pub turn_ms: Option<u64>,
}

/// Begins a dojo.
pub fn begin(records: &dyn Records, plan: &Plan, now: Moment) -> Result<Session, StoreError> {
    let mut session = Session {
        id: 0,
        created_at: now,
        started_at: None,
        code: secrets::code(),
        revision: 1,
        phase: Phase::Waiting,
        clock: Clock { length_ms: plan.length_ms, ran_ms: 0, since: None },
        break_ends_at: None,
        turn_ms: plan.turn_ms,
        kata: plan.kata.clone(),
        constraint: None,
        announcement: None,
    };
    records.add_session(&mut session)?;
    Ok(session)
}

/// Makes another token for the facilitator; those before stay good.
pub fn let_facilitator_in(records: &dyn Records, session: u64) -> Result<String, StoreError> {
    let token = secrets::token();
    records.add_token(session, Digest::of(&token), Who::Facilitator)?;
    Ok(token)
}

fn current(records: &dyn Records, session: u64) -> Result<Session, Stop> {
    let found = records.session(session)?;
    found.ok_or_else(|| refusal(Reason::NotFound, "this dojo was deleted").into())
}

fn turn(session: &Session, now: Moment) -> u64 {
    session.turn_ms.map_or(0, |turn_ms| session.clock.turn(turn_ms, now).0)
}

/// A machine that was let in.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its token.
    pub token: String,
    /// Its team's code, if this made the team.
    pub team_code: Option<String>,
    /// The number of its last run.
    pub acknowledged: u64,
    /// Its team.
    pub team: u64,
    /// The machine.
    pub machine: u64,
}

/// Lets a machine in. The request's names are [clean](check::join).
///
/// # Errors
///
/// [`Reason::WrongCode`] is to be counted: wrong codes are cheap to try otherwise.
pub fn join(records: &dyn Records, session: u64, request: &JoinRequest, now: Moment) -> Done<Entry> {
    let session = current(records, session)?;
    let wrong = || refusal(Reason::WrongCode, "this is not the code: it is on the facilitator's screen");
    let typed = secrets::typed(&request.code);
    let of_session = typed.get(..secrets::CODE).unwrap_or_default();
    if !secrets::equal(of_session, &session.code) {
        return Err(wrong().into());
    }
    if session.phase == Phase::Ended {
        return Err(refusal(Reason::NotNow, "this dojo is over").into());
    }
    let of_team = &typed[secrets::CODE..];
    let secret = Digest::of(&request.machine);
    let mut changes = Vec::new();
    let name = &request.team;
    let (mut team, machine, team_code) = match records.team_of_key(session.id, &check::key(name))? {
        None if !of_team.is_empty() => {
            let why = format!("there is no team {name}, and the code is a team's: write the name as on the board");
            return Err(refusal(Reason::NotFound, why).into());
        }
        None => {
            if records.teams(session.id)?.len() >= TEAMS {
                return Err(refusal(Reason::TooLarge, format!("there are {TEAMS} teams, and no room for more")).into());
            }
            let code = secrets::code();
            let mut team = Team {
                id: 0,
                name: name.clone(),
                people: Vec::new(),
                driver: 0,
                driver_since_turn: turn(&session, now),
                removed: false,
            };
            records.add_team(session.id, &mut team, &check::key(name), Digest::of(&code))?;
            (team, None, Some(session.code.clone() + &code))
        }
        Some((team, _)) if team.removed => {
            let why = format!("the facilitator took {name} off the board: choose another name");
            return Err(refusal(Reason::NotAllowed, why).into());
        }
        Some((team, code)) => {
            let machine = records.machine(team.id, secret)?;
            let invited = Digest::of(of_team) == code;
            if machine.is_none() && !invited && of_team.is_empty() {
                let why = format!(
                    "there is a team {name}: choose another name, or, if it is yours, join with the team's code, which its \
                     first machine was told"
                );
                return Err(refusal(Reason::TeamTaken, why).into());
            }
            if machine.is_none() && !invited {
                let why = format!(
                    "this is not the code of {name}: `cargo xtask dojo status` shows it on the team's first machine, and the \
                     facilitator can make a new one"
                );
                return Err(refusal(Reason::WrongCode, why).into());
            }
            if machine.is_none() && records.machines(team.id)? >= MACHINES {
                return Err(refusal(Reason::TooLarge, format!("a team has at most {MACHINES} machines")).into());
            }
            (team, machine, None)
        }
    };
    let machine = match machine {
        Some(machine) => machine,
        None => records.add_machine(team.id, secret)?,
    };
    if !request.people.is_empty() && request.people != team.people {
        // Whoever is at the keyboard stays there.
        let driver = team.people.get(team.driver);
        team.driver = request.people.iter().position(|name| Some(name) == driver).unwrap_or(0);
        team.people.clone_from(&request.people);
        records.set_team(&team)?;
    }
    let token = secrets::token();
    let who = Who::Machine { team: team.id, machine };
    records.add_token(session.id, Digest::of(&token), who)?;
    records.revoke(machine, TOKENS)?;
    let entry = Entry { token, team_code, acknowledged: records.last_seq(machine)?, team: team.id, machine };
    changes.push(Change::Team(team));
    changes.push(Change::Token(Digest::of(&entry.token), who));
    Ok((entry, changes))
}

/// Takes runs of a machine. A run that it has already is acknowledged again.
pub fn take_runs(
    records: &dyn Records,
    session: u64,
    (team, machine): (u64, u64),
    batch: &RunBatch,
    now: Moment,
) -> Done<Acknowledged> {
    let session = current(records, session)?;
    let mut changes = Vec::new();
    let mut acknowledged = Acknowledged { up_to: 0, refused: Vec::new() };
    let full = records.bytes(team)? > CODE;
    for run in &batch.runs {
        acknowledged.up_to = acknowledged.up_to.max(run.seq);
        let room = if full && run.sources.is_some() {
            let most = CODE >> 20;
            Err(format!(
                "your team has sent {most} MB of code, and the board keeps no more: join again with `--no-code`"
            ))
        } else {
            Ok(())
        };
        if let Err(message) = check::run(run).and(room) {
            acknowledged.refused.push(RefusedRun { seq: run.seq, message });
            continue;
        }
        // By the difference of two times of the same clock, however wrong it is.
        let ago = batch.sent_at.saturating_sub(run.at);
        let mut mark = Mark {
            id: 0,
            team,
            at: now.saturating_sub(ago).max(session.created_at),
            kata: run.kata.clone(),
            light: run.light,
            stage: run.stage,
            stages: run.stages,
            passed: run.passed,
            total: run.total,
            took_ms: run.took_ms.min(LONGEST),
            code: run.sources.is_some(),
        };
        let detail = Detail { failures: run.failures.clone(), errors: run.errors.clone() };
        if records.add_run(&mut mark, machine, run.seq, &detail, run.sources.as_ref())? {
            changes.push(Change::Run(mark));
        }
    }
    Ok((acknowledged, changes))
}

/// Seats a driver.
pub fn take_over(records: &dyn Records, session: u64, team: u64, seat: &TakeOver, now: Moment) -> Done<()> {
    let session = current(records, session)?;
    let missing = || refusal(Reason::NotFound, "this team was deleted");
    let mut team = records.team(team)?.ok_or_else(missing)?;
    if team.people.is_empty() {
        let why = "your team has named nobody: join again with `--people Ann,Bob`";
        return Err(refusal(Reason::NotNow, why).into());
    }
    team.driver = match &seat.driver {
        None => (team.driver + 1) % team.people.len(),
        Some(name) => {
            let seat = team.people.iter().position(|person| person == name);
            let nobody = || {
                let people = team.people.join(", ");
                refusal(Reason::Malformed, format!("nobody of your team is called that: its people are {people}"))
            };
            seat.ok_or_else(nobody)?
        }
    };
    team.driver_since_turn = turn(&session, now);
    records.set_team(&team)?;
    Ok(((), vec![Change::Team(team)]))
}

/// Takes a machine's answers.
pub fn answer(records: &dyn Records, (team, machine): (u64, u64), answers: &RetroAnswers) -> Done<()> {
    for answer in &answers.answers {
        if answer.len() > limits::ANSWER && answer.chars().count() > limits::ANSWER {
            let why = format!("an answer is longer than {} characters: shorten it", limits::ANSWER);
            return Err(refusal(Reason::TooLarge, why).into());
        }
    }
    let answers = Answers { machine, team, answers: answers.answers.clone() };
    records.set_answers(&answers)?;
    Ok(((), vec![Change::Answers(answers)]))
}

/// Lets a machine go.
pub fn leave(records: &dyn Records, machine: u64) -> Done<()> {
    records.revoke(machine, 0)?;
    Ok(((), vec![Change::Revoked(machine)]))
}

/// What the facilitator does.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Begins, or goes on after a pause, a break or a review.
    Run,
    /// Stops the clock.
    Pause,
    /// Gives more time.
    Extend {
        /// So many minutes, from now if time is up.
        minutes: u32,
    },
    /// Says a line to all; an empty one takes the last back.
    Announce {
        /// The line.
        text: String,
    },
    /// Moves everyone to another kata.
    Kata {
        /// Its name; none if everyone chooses.
        kata: Option<String>,
    },
    /// Gives everyone's code a rule; an empty one takes it back.
    Constraint {
        /// The rule.
        text: String,
    },
    /// Sends everyone on a break.
    Break {
        /// For so many minutes.
        minutes: u32,
    },
    /// Opens all code to all.
    Review,
    /// Asks the three questions.
    Retro,
    /// Ends the dojo.
    End,
    /// Makes a new code for a team that has lost its own, and returns it.
    TeamCode {
        /// The team.
        team: u64,
    },
    /// Takes a team off the board, with its lights; it cannot come back under its name.
    Remove {
        /// The team.
        team: u64,
    },
}

/// Does what the facilitator says. Returns the code that was made, if one was asked for.
pub fn act(
    records: &dyn Records,
    session: u64,
    action: &Action,
    katas: &[String],
    now: Moment,
) -> Done<Option<String>> {
    let mut session = current(records, session)?;
    let not_now = |why: &str| Stop::Refused(refusal(Reason::NotNow, why));
    let of_session = |team: u64, session: &Session| -> Result<Team, Stop> {
        let found = records.teams(session.id)?.into_iter().find(|known| known.id == team);
        found.ok_or_else(|| refusal(Reason::NotFound, "there is no such team").into())
    };
    match action {
        Action::TeamCode { team } => {
            let team = of_session(*team, &session)?;
            let code = secrets::code();
            records.set_team_code(team.id, Digest::of(&code))?;
            return Ok((Some(secrets::shown(&(session.code.clone() + &code))), Vec::new()));
        }
        Action::Remove { team } => {
            let mut team = of_session(*team, &session)?;
            team.removed = true;
            records.set_team(&team)?;
            return Ok((None, vec![Change::Team(team)]));
        }
        _ if session.phase == Phase::Ended => return Err(not_now("the dojo is over")),
        Action::Run if session.phase == Phase::Running => return Err(not_now("the clock runs already")),
        Action::Run => {
            session.started_at.get_or_insert(now);
            session.clock.since = Some(now);
            session.break_ends_at = None;
            session.phase = Phase::Running;
        }
        Action::Pause if session.phase != Phase::Running => return Err(not_now("the clock stands still already")),
        Action::Pause => stand_still(&mut session, Phase::Paused, now),
        Action::Extend { minutes } => {
            let minutes = minutes_of(*minutes)?;
            let length = session.clock.length_ms.max(session.clock.ran(now)) + minutes;
            if length > LONGEST {
                return Err(not_now("a dojo lasts a day at the most"));
            }
            session.clock.length_ms = length;
        }
        Action::Announce { text } => {
            let text = check::line(text, "the line", limits::LINE)?;
            session.announcement = Some(Announcement { text, at: now });
        }
        Action::Kata { kata } => {
            if let Some(unknown) = kata.as_ref().filter(|kata| !katas.contains(kata)) {
                return Err(refusal(Reason::NotFound, format!("there is no kata {unknown:?}")).into());
            }
            session.kata.clone_from(kata);
        }
        Action::Constraint { text } => {
            let text = check::line(text, "the constraint", limits::LINE)?;
            session.constraint = Some(text).filter(|text| !text.is_empty());
        }
        Action::Break { minutes } => {
            let ends_at = now + minutes_of(*minutes)?;
            stand_still(&mut session, Phase::Break, now);
            session.break_ends_at = Some(ends_at);
        }
        Action::Review => stand_still(&mut session, Phase::Review, now),
        Action::Retro => stand_still(&mut session, Phase::Retro, now),
        Action::End => stand_still(&mut session, Phase::Ended, now),
    }
    session.revision += 1;
    records.set_session(&session)?;
    Ok((None, vec![Change::Session(session)]))
}

/// Stops the clock.
pub fn stand_still(session: &mut Session, phase: Phase, now: Moment) {
    session.clock.ran_ms = session.clock.ran(now);
    session.clock.since = None;
    session.break_ends_at = None;
    session.phase = phase;
}

fn minutes_of(minutes: u32) -> Result<u64, Refusal> {
    match minutes {
        1..=600 => Ok(u64::from(minutes) * MINUTE),
        _ => Err(refusal(Reason::Malformed, "between 1 and 600 minutes")),
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::sqlite::Sqlite;

    const START: Moment = 1_790_000_000_000;

    /// A dojo of 45 minutes with turns of 7, and the folder that it lives in.
    fn dojo() -> (TempDir, Sqlite, u64) {
        let folder = TempDir::new().expect("a folder");
        let store = Sqlite::open(&folder.path().join("board.db")).expect("a store");
        let plan = Plan { kata: None, length_ms: 45 * MINUTE, turn_ms: Some(7 * MINUTE) };
        let session = begin(&store, &plan, START).expect("it is stored");
        (folder, store, session.id)
    }

    fn done(store: &Sqlite, session: u64, action: &Action, minute: u64) -> Session {
        act(store, session, action, &[], START + minute * MINUTE).expect("it may be done");
        store.session(session).expect("it can be read").expect("it is there")
    }

    fn enter(store: &Sqlite, session: u64, minute: u64) -> u64 {
        let code = store.session(session).expect("it can be read").expect("it is there").code;
        let people = vec!["Ann".to_owned(), "Bob".to_owned()];
        let team = format!("Team of minute {minute}");
        let request = JoinRequest { version: 1, code, team, people, machine: "m".repeat(22) };
        join(store, session, &request, START + minute * MINUTE).expect("it may").0.team
    }

    #[test]
    fn the_clock_counts_work_alone() {
        let (_folder, store, session) = dojo();
        done(&store, session, &Action::Run, 10);
        done(&store, session, &Action::Pause, 15);
        done(&store, session, &Action::Run, 20);
        done(&store, session, &Action::Break { minutes: 10 }, 30);
        let later = done(&store, session, &Action::Run, 45);
        assert_eq!(later.clock.ran(START + 50 * MINUTE), 20 * MINUTE);
        assert_eq!((later.started_at, later.break_ends_at), (Some(START + 10 * MINUTE), None));
    }

    #[test]
    fn more_time_is_more_even_after_time_is_up() {
        let (_folder, store, session) = dojo();
        done(&store, session, &Action::Run, 0);
        let before = done(&store, session, &Action::Extend { minutes: 5 }, 10);
        assert_eq!(before.clock.left(START + 10 * MINUTE), 40 * MINUTE);
        let after = done(&store, session, &Action::Extend { minutes: 5 }, 60);
        assert_eq!(after.clock.left(START + 60 * MINUTE), 5 * MINUTE);
    }

    #[test]
    fn a_turn_is_over_for_a_team_until_somebody_takes_over() {
        let (_folder, store, session) = dojo();
        let team = enter(&store, session, 0);
        done(&store, session, &Action::Run, 0);
        let seat = |team| store.team(team).expect("it can be read").expect("it is there");
        assert_eq!((seat(team).driver, seat(team).driver_since_turn), (0, 0));
        take_over(&store, session, team, &TakeOver::default(), START + 15 * MINUTE).expect("it may");
        assert_eq!((seat(team).driver, seat(team).driver_since_turn), (1, 2), "in the third turn");
        let late = enter(&store, session, 22);
        assert_eq!(seat(late).driver_since_turn, 3, "who comes late begins with the turn that it is");
    }
}
