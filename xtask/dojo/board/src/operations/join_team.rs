//! Lets a machine join: creates its team, or adds it to one, and returns its token.

use dojo_protocol::messages::{JoinRequest, Moment, Phase, Reason, Refusal};

use super::lookup;
use super::outcome::{OperationError, Outcome, StateChange};
use crate::database::Database;
use crate::database::machines::{MachineId, TokenOwner};
use crate::database::sessions::SessionRecord;
use crate::database::teams::TeamRecord;
use crate::secrets::{self, Digest};

/// The most teams on the board.
const MAX_TEAMS: u64 = 1000;
/// The most machines of a team.
const MAX_MACHINES: u64 = 20;
/// The most tokens of a machine, which gets one each time it joins.
const MAX_TOKENS: u32 = 10;

/// A machine that has joined.
#[derive(Clone, Debug)]
pub struct JoinedMachine {
    /// The machine.
    pub id: MachineId,
    /// Its token.
    pub token: String,
    /// Its team's code, if it has created the team.
    pub team_code: Option<String>,
    /// The sequence number of its last run.
    pub acknowledged: u64,
}

/// What a request to join is counted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoiningMachine {
    /// It has joined before; its number.
    Known(u64),
    /// It is new in its team, which may be new, too.
    New,
}

/// Joins a team. The request is [validated](crate::validation::validate_join). `count` counts a machine that comes back, or
/// that is new, and may refuse it.
///
/// # Errors
///
/// If a rule does not allow it. The caller must slow down [`Reason::WrongCode`].
pub fn join_team(
    database: &Database,
    session: u64,
    request: &JoinRequest,
    count: &dyn Fn(JoiningMachine) -> Result<(), Refusal>,
    now: Moment,
) -> Outcome<JoinedMachine> {
    let session = lookup::session(database, session)?;
    let code = secrets::parse_code(&request.code);
    let (session_code, team_code) = code.split_at_checked(session.code.len()).unwrap_or_default();
    let secret = Digest::of(&request.machine);
    let found = database.team_by_name(session.id, &request.team)?;
    // A machine's own secret is proof enough: the session's code may have been renewed since it joined.
    let known_machine = found.as_ref().map(|(team, _)| database.machine(team.id, secret)).transpose()?.flatten();
    if known_machine.is_none() && !secrets::constant_time_eq(session_code, &session.code) {
        let why = "this is not the code: it is on the facilitator's screen";
        return Err(Refusal::new(Reason::WrongCode, why).into());
    }
    if session.phase == Phase::Ended {
        return Err(Refusal::new(Reason::NotNow, "this dojo is over").into());
    }
    let (mut team, new_code) = match found {
        None => {
            let (team, code) = create_team(database, &session, request, team_code, count, now)?;
            (team, Some(code))
        }
        Some((team, _)) if team.removed => {
            let why = format!(
                "the facilitator took {} off the board: choose another name, or have the facilitator put it back",
                named(&team)
            );
            return Err(Refusal::new(Reason::NotAllowed, why).into());
        }
        Some((team, digest)) => {
            match known_machine {
                Some(machine) => count(JoiningMachine::Known(machine))?,
                None => {
                    check_new_machine(database, &team, team_code, digest)?;
                    count(JoiningMachine::New)?;
                }
            }
            (team, None)
        }
    };
    let machine = match known_machine {
        Some(machine) => machine,
        None => database.add_machine(team.id, secret)?,
    };
    if !request.people.is_empty() && request.people != team.people {
        // The driver stays the same person.
        let driver = team.people.get(team.driver);
        team.driver = request.people.iter().position(|name| Some(name) == driver).unwrap_or(0);
        team.people.clone_from(&request.people);
        database.set_team(&team)?;
    }
    let token = secrets::new_token();
    let id = MachineId { team: team.id, machine };
    let (digest, owner) = (Digest::of(&token), TokenOwner::Machine(id));
    database.add_token(session.id, digest, owner)?;
    database.revoke_tokens(machine, MAX_TOKENS)?;
    let acknowledged = database.last_seq(machine)?;
    let joined = JoinedMachine { id, token, team_code: new_code, acknowledged };
    Ok((joined, vec![StateChange::Team(team), StateChange::Token(digest, owner)]))
}

/// Creates the team of a request, and returns it with the code for its other machines.
fn create_team(
    database: &Database,
    session: &SessionRecord,
    request: &JoinRequest,
    team_code: &str,
    count: &dyn Fn(JoiningMachine) -> Result<(), Refusal>,
    now: Moment,
) -> Result<(TeamRecord, String), OperationError> {
    let name = &request.team;
    if !team_code.is_empty() {
        let why = format!("there is no team {name}, and the code is a team's: write the name as on the board");
        return Err(Refusal::new(Reason::NotFound, why).into());
    }
    if session.is_closed {
        let why = "the door is closed, and no new team can join: ask the facilitator";
        return Err(Refusal::new(Reason::NotNow, why).into());
    }
    if database.team_count(session.id)? >= MAX_TEAMS {
        let why = format!("there are {MAX_TEAMS} teams, and no room for more: ask the facilitator");
        return Err(Refusal::new(Reason::TooLarge, why).into());
    }
    count(JoiningMachine::New)?;
    let code = secrets::new_code();
    let driver_since_turn = session.current_turn(now);
    let mut team = TeamRecord { name: name.clone(), driver_since_turn, ..TeamRecord::default() };
    database.add_team(session.id, &mut team, Digest::of(&code))?;
    Ok((team, session.code.clone() + &code))
}

/// Checks that a machine may be added to a team.
fn check_new_machine(
    database: &Database,
    team: &TeamRecord,
    team_code: &str,
    digest: Digest,
) -> Result<(), OperationError> {
    let name = named(team);
    if team_code.is_empty() {
        let why = format!(
            "there is a team {name}, and this name looks the same: choose another name, or, if the team is yours, join with \
             the team's code, which its first machine was told"
        );
        return Err(Refusal::new(Reason::TeamTaken, why).into());
    }
    if Digest::of(team_code) != digest {
        let why = format!(
            "this is not the code of {name}: `cargo xtask dojo status` shows it on the team's first machine, and the \
             facilitator can make a new one"
        );
        return Err(Refusal::new(Reason::WrongCode, why).into());
    }
    if database.machine_count(team.id)? >= MAX_MACHINES {
        return Err(Refusal::new(Reason::TooLarge, format!("a team has at most {MAX_MACHINES} machines")).into());
    }
    Ok(())
}

/// Returns a team's name with its number, since other names may look like it.
fn named(team: &TeamRecord) -> String {
    format!("{} (team {})", team.name, team.id)
}
