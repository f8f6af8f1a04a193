//! `cargo xtask dojo join`: joins a team on a board and starts the background process.

use std::io;
use std::path::PathBuf;

use dojo_protocol::followed_session::FollowedSession;
use dojo_protocol::messages::{JOIN, JoinRequest, Joined, VERSION, limits};
use dojo_protocol::safe_text::{one_line, shell_quoted};
use dojo_protocol::team_folder::{Membership, TeamFolder};
use dojo_protocol::time::now;
use thiserror::Error;

use crate::board_address::{self, InvalidAddress};
use crate::board_client::{BoardClient, RequestError};
use crate::program_copy;

/// The arguments of `join`.
#[derive(Debug, clap::Args)]
pub struct JoinArgs {
    url: String,
    #[arg(long)]
    code: String,
    #[arg(long)]
    team: String,
    #[arg(long, value_delimiter = ',')]
    people: Vec<String>,
    #[arg(long)]
    no_code: bool,
}

/// The reason why this machine did not join. Its text is one line for the user.
#[derive(Debug, Error)]
pub enum JoinError {
    #[error(transparent)]
    Address(#[from] InvalidAddress),
    #[error("`{0}` is not a valid team name: use 1 to {most} characters", most = limits::TEAM)]
    TeamName(String),
    #[error("a team has at most {most} people, not {0}: make two teams", most = limits::PEOPLE)]
    TooManyPeople(usize),
    #[error("`{0}` is not a valid name: use 1 to {most} characters, and a comma between people", most = limits::PERSON)]
    PersonName(String),
    #[error("a timer is running in this folder: stop it with q in its terminal, then join again")]
    TimerRuns,
    #[error("this machine cannot generate random numbers: {0}")]
    NoRandomness(getrandom::Error),
    #[error(
        "cannot reach a board at {address} ({why}). Check the address, that the board was started with --bind, and that \
         this machine is on the same network"
    )]
    NoBoard { address: String, why: RequestError },
    #[error(transparent)]
    Request(RequestError),
    #[error("cannot write to {}: {error}", .folder.display())]
    Folder { folder: PathBuf, error: io::Error },
    #[error("cannot start the background process that sends your runs: {0}")]
    Start(io::Error),
}

/// Joins a team and starts the process that sends its runs. Returns the text for the user.
///
/// # Errors
///
/// If the arguments are wrong, the board rejects the request, or the folder cannot be written to.
pub fn join(team_folder: &TeamFolder, args: JoinArgs) -> Result<String, JoinError> {
    let folder_error = |error| JoinError::Folder { folder: team_folder.path().to_owned(), error };
    let JoinArgs { url, code, team, people, no_code } = args;
    let address = board_address::parse(&url)?;
    let (team, people) = check_names(&team, people)?;
    let has_timer = team_folder
        .followed_session()
        .is_some_and(|(session, written)| session.board.is_none() && !session.is_stale(now(), written));
    if has_timer && team_folder.lock().map_err(folder_error)?.is_none() {
        return Err(JoinError::TimerRuns);
    }
    let machine = match team_folder.machine() {
        Some(machine) => machine,
        None => {
            let machine = new_secret()?;
            team_folder.set_machine(&machine).map_err(folder_error)?;
            machine
        }
    };
    let request =
        JoinRequest { version: VERSION, code: code.clone(), team: team.clone(), people: people.clone(), machine };
    let joined: Joined = BoardClient::new(&address).post(JOIN, None, &request).map_err(|error| match error {
        why @ RequestError::Unreachable(_) => JoinError::NoBoard { address: address.clone(), why },
        other => JoinError::Request(other),
    })?;
    // The board returns the stored name, which can differ in case or spacing.
    let team = joined.state.team.as_ref().map_or(team, |team| team.name.clone());
    let before = team_folder.membership().ok().flatten();
    let same_team = before.filter(|before| is_same_team(before, &joined, &address, &code, &team));
    let mut text = String::new();
    if same_team.is_none()
        && let Some(aside) = team_folder.outbox().move_away().map_err(folder_error)?
    {
        text += &format!("Unsent runs for an earlier board were moved to {}.\n", aside.display());
    }
    let membership = Membership {
        board: address,
        code,
        people,
        session: joined.state.session,
        token: joined.token,
        team_code: joined.team_code.or_else(|| same_team?.team_code),
        with_code: !no_code,
        leaving: false,
        team,
    };
    team_folder.outbox().count_from(joined.acknowledged).map_err(folder_error)?;
    program_copy::install(team_folder).map_err(folder_error)?;
    let session = FollowedSession::received(joined.state, Some(membership.board.clone()));
    team_folder.set_followed_session(&session).map_err(folder_error)?;
    team_folder.set_membership(&membership).map_err(folder_error)?;
    program_copy::start(team_folder).map_err(JoinError::Start)?;
    Ok(text + &welcome(&membership))
}

/// Returns whether the machine was already in this team, so its queued runs belong to this board.
fn is_same_team(before: &Membership, joined: &Joined, address: &str, code: &str, team: &str) -> bool {
    before.session == joined.state.session && before.team == team && (before.board == address || before.code == code)
}

fn welcome(membership: &Membership) -> String {
    let Membership { board, team, .. } = membership;
    let team = one_line(team);
    let code = if membership.with_code {
        "with its code.\nOther teams can see the code once the facilitator opens the review."
    } else {
        "without your code."
    };
    let mut text = format!(
        "{team} joined the dojo at {board}\n\
         Each full test run now appears as a light on the board, {code}\n"
    );
    if board_address::is_readable_by_others(board) {
        text += "Requests are not encrypted: anyone on this network can read ";
        text += if membership.with_code {
            "names and code.\nTo keep your code on this machine, join with `--no-code`.\n"
        } else {
            "names.\n"
        };
    }
    if let Some(code) = &membership.team_code {
        let (code, team) = (one_line(code), shell_quoted(&membership.team));
        text += &format!(
            "\nTo add another machine to the team:\n    cargo xtask dojo join {board} --code {code} --team {team}\n"
        );
    }
    text + "\nOpen the live view with `cargo xtask`.\nLeave the dojo with `cargo xtask dojo leave`.\n"
}

/// Trims the names and checks their length and number.
fn check_names(team: &str, people: Vec<String>) -> Result<(String, Vec<String>), JoinError> {
    let is_valid = |name: &str, most| !name.is_empty() && name.chars().count() <= most;
    let team = team.trim().to_owned();
    if !is_valid(&team, limits::TEAM) {
        return Err(JoinError::TeamName(team));
    }
    if people.len() > limits::PEOPLE {
        return Err(JoinError::TooManyPeople(people.len()));
    }
    let people: Vec<String> = people.into_iter().map(|name| name.trim().to_owned()).collect();
    match people.iter().find(|name| !is_valid(name, limits::PERSON)) {
        Some(name) => Err(JoinError::PersonName(name.clone())),
        None => Ok((team, people)),
    }
}

/// Returns 256 random bits in hexadecimal.
fn new_secret() -> Result<String, JoinError> {
    let mut bytes = [0; limits::MACHINE / 2];
    getrandom::fill(&mut bytes).map_err(JoinError::NoRandomness)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_long_and_differ() {
        let (first, second) = (new_secret().expect("random"), new_secret().expect("random"));
        assert_eq!(first.len(), limits::MACHINE);
        assert_ne!(first, second);
    }

    #[test]
    fn check_names_trims_and_validates() {
        let people = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let checked = check_names(" Owls ", people(&["Ann ", " Bob"])).expect("good names");
        assert_eq!(checked, ("Owls".to_owned(), people(&["Ann", "Bob"])));
        for (team, named) in [(" ", people(&[])), (&"x".repeat(41), people(&[]))] {
            assert!(matches!(check_names(team, named), Err(JoinError::TeamName(_))), "{team}");
        }
        assert!(matches!(check_names("Owls", people(&["Ann", ""])), Err(JoinError::PersonName(_))));
        assert!(matches!(check_names("Owls", people(&["Ann"; 13])), Err(JoinError::TooManyPeople(13))));
    }
}
