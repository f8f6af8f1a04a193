//! The other requests of teams: change the driver, answer the retrospective, leave.

use dojo_protocol::messages::{Moment, Reason, Refusal, RetroAnswers, TakeOver};

use super::lookup;
use super::outcome::{Outcome, StateChange};
use crate::database::Database;
use crate::database::machines::{MachineAnswers, MachineId};

/// Changes the driver of a team.
///
/// # Errors
///
/// If the team has not named its people, or the new driver is not one of them.
pub fn take_over(database: &Database, session: u64, team: u64, request: &TakeOver, now: Moment) -> Outcome<()> {
    let session = lookup::session(database, session)?;
    let mut team = lookup::team(database, session.id, team)?;
    if team.people.is_empty() {
        let why = "your team has not named its people: join again with `--people Ann,Bob`";
        return Err(Refusal::new(Reason::NotNow, why).into());
    }
    team.driver = match &request.driver {
        None => (team.driver + 1) % team.people.len(),
        Some(name) => team.people.iter().position(|person| person == name).ok_or_else(|| {
            let people = team.people.join(", ");
            let why = format!("your team has no one with this name: its people are {people}");
            Refusal::new(Reason::Malformed, why)
        })?,
    };
    team.driver_since_turn = session.current_turn(now);
    database.set_team(&team)?;
    Ok(((), vec![StateChange::Team(team)]))
}

/// Stores a machine's retrospective answers.
///
/// The answers must be [validated](crate::validation::validate_answers).
///
/// # Errors
///
/// If the database fails.
pub fn answer(database: &Database, id: MachineId, answers: &RetroAnswers) -> Outcome<()> {
    let answers = MachineAnswers { id, answers: answers.answers.clone() };
    database.set_answers(&answers)?;
    Ok(((), vec![StateChange::Answers(answers)]))
}

/// Revokes a machine's tokens.
///
/// # Errors
///
/// If the database fails.
pub fn leave(database: &Database, machine: u64) -> Outcome<()> {
    database.revoke_tokens(machine, 0)?;
    Ok(((), vec![StateChange::TokensRevoked { machine }]))
}
