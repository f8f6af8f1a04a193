//! Joins a machine: creates a team or adds the machine to one, and returns its token.

use dojo_protocol::messages::{JoinRequest, Moment, Phase, Reason, Refusal};

use super::lookup;
use super::outcome::{OperationError, Outcome, StateChange};
use crate::database::Database;
use crate::database::machines::{MachineId, TokenOwner};
use crate::database::sessions::SessionRecord;
use crate::database::teams::TeamRecord;
use crate::secrets::{self, Digest};

/// The maximum number of teams on the board.
const MAX_TEAMS: u64 = 1000;
/// The maximum number of machines per team.
const MAX_MACHINES: u64 = 20;
/// The maximum number of valid tokens per machine. Each join creates one.
const MAX_TOKENS: u32 = 10;

/// A machine that has joined.
#[derive(Clone, Debug)]
pub struct JoinedMachine {
    /// The machine.
    pub id: MachineId,
    /// Its token.
    pub token: String,
    /// The team's code, if this machine has created the team.
    pub team_code: Option<String>,
    /// The sequence number of its last run.
    pub acknowledged: u64,
}

/// A machine in a request to join, classified for the rate limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoiningMachine {
    /// A machine that has joined before, with its number.
    Known(u64),
    /// A new machine. Its team may also be new.
    New,
}

/// Joins a team. The request must be [validated](crate::validation::validate_join).
///
/// `check_rate` applies the rate limits and can reject the machine.
///
/// # Errors
///
/// If a rule forbids joining. The caller must throttle [`Reason::WrongCode`].
pub fn join_team(
    database: &Database,
    session: u64,
    request: &JoinRequest,
    check_rate: &dyn Fn(JoiningMachine) -> Result<(), Refusal>,
    now: Moment,
) -> Outcome<JoinedMachine> {
    let session = lookup::session(database, session)?;
    let code = secrets::parse_code(&request.code);
    let (session_code, team_code) = code.split_at_checked(session.code.len()).unwrap_or_default();
    let secret = Digest::of(&request.machine);
    let found = database.team_by_name(session.id, &request.team)?;
    // A known machine does not need the session's code, which may have been replaced since it joined.
    let known_machine = found.as_ref().map(|(team, _)| database.machine(team.id, secret)).transpose()?.flatten();
    if known_machine.is_none() && !secrets::constant_time_eq(session_code, &session.code) {
        let why = "wrong code: the facilitator's screen shows the current one";
        return Err(Refusal::new(Reason::WrongCode, why).into());
    }
    if session.phase == Phase::Ended {
        return Err(Refusal::new(Reason::NotNow, "this dojo has ended").into());
    }
    let (mut team, new_code) = match found {
        None => {
            let (team, code) = create_team(database, &session, request, team_code, check_rate, now)?;
            (team, Some(code))
        }
        Some((team, _)) if team.removed => {
            let why = format!(
                "the facilitator removed {} from the board: choose another name, or ask the facilitator to restore it",
                named(&team)
            );
            return Err(Refusal::new(Reason::NotAllowed, why).into());
        }
        Some((team, digest)) => {
            match known_machine {
                Some(machine) => check_rate(JoiningMachine::Known(machine))?,
                None => {
                    check_new_machine(database, &team, team_code, digest)?;
                    check_rate(JoiningMachine::New)?;
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
        // The same person stays the driver.
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

/// Creates a team, and returns it with the code for its other machines.
fn create_team(
    database: &Database,
    session: &SessionRecord,
    request: &JoinRequest,
    team_code: &str,
    check_rate: &dyn Fn(JoiningMachine) -> Result<(), Refusal>,
    now: Moment,
) -> Result<(TeamRecord, String), OperationError> {
    let name = &request.team;
    if !team_code.is_empty() {
        let why =
            format!("there is no team {name}, but the code belongs to a team: write the team's name as on the board");
        return Err(Refusal::new(Reason::NotFound, why).into());
    }
    if session.is_closed {
        let why = "joining is closed for new teams: ask the facilitator";
        return Err(Refusal::new(Reason::NotNow, why).into());
    }
    if database.team_count(session.id)? >= MAX_TEAMS {
        let why = format!("the dojo has reached its limit of {MAX_TEAMS} teams: ask the facilitator");
        return Err(Refusal::new(Reason::TooLarge, why).into());
    }
    check_rate(JoiningMachine::New)?;
    let code = secrets::new_code();
    let driver_since_turn = session.current_turn(now);
    let mut team = TeamRecord { name: name.clone(), driver_since_turn, ..TeamRecord::default() };
    database.add_team(session.id, &mut team, Digest::of(&code))?;
    Ok((team, session.code.clone() + &code))
}

/// Checks that a new machine can be added to a team.
fn check_new_machine(
    database: &Database,
    team: &TeamRecord,
    team_code: &str,
    digest: Digest,
) -> Result<(), OperationError> {
    let name = named(team);
    if team_code.is_empty() {
        let why = format!(
            "this name is the same as, or looks like, that of team {name}: choose another name. If it is your team, join \
             with its code, which `cargo xtask dojo status` shows on its first machine"
        );
        return Err(Refusal::new(Reason::TeamTaken, why).into());
    }
    if Digest::of(team_code) != digest {
        let why = format!(
            "this is not the code of {name}: get it with `cargo xtask dojo status` on the team's first machine, or ask \
             the facilitator for a new one"
        );
        return Err(Refusal::new(Reason::WrongCode, why).into());
    }
    if database.machine_count(team.id)? >= MAX_MACHINES {
        return Err(Refusal::new(Reason::TooLarge, format!("a team has at most {MAX_MACHINES} machines")).into());
    }
    Ok(())
}

/// Returns a team's name with its number, because other names may look like it.
fn named(team: &TeamRecord) -> String {
    format!("{} (team {})", team.name, team.id)
}
