//! The team's side of a coding dojo: queues runs, driver changes and answers for the board.
//!
//! This module never connects to the board, so no run has to wait for the network. Instead, the queue is sent by a
//! separate program, the dojo client. The first `dojo join` builds this program into `.state/dojo`, and later runs
//! start it from there.

pub mod run_message;
pub mod session_text;

use std::io;
use std::path::Path;
use std::thread;

use dojo_protocol::followed_session::DriverChange;
use dojo_protocol::messages::{Phase, RetroAnswers};
use dojo_protocol::safe_text::{one_line, shell_quoted};
use dojo_protocol::team_folder::Membership;
use dojo_protocol::team_folder::TeamFolder;
use dojo_protocol::time::now;

use crate::error::{Error, Result};
use crate::orphans;
use crate::paths::shown;
use crate::report::Report;
use crate::store::Store;

/// Returns the folder with this machine's dojo data.
pub fn folder(store: &Store) -> TeamFolder {
    TeamFolder::at(store.folder().join("dojo"))
}

/// Adds a complete run to the outbox and starts the dojo client, if this machine has joined a dojo.
///
/// `code` is the folder with the tested code.
///
/// # Errors
///
/// Fails if the run cannot be queued, or the dojo client cannot be started.
///
/// # Cost
///
/// Without a dojo, only checks whether a file exists.
pub fn queue(store: &Store, report: &Report, code: Option<&Path>) -> Result<()> {
    let team_folder = folder(store);
    let Some(member) = member(&team_folder)?.filter(|member| !member.leaving) else { return Ok(()) };
    if team_folder.followed_session().is_some_and(|(following, _)| following.state.phase == Phase::Ended) {
        return Ok(());
    }
    let run = run_message::of(report, code.filter(|_| member.with_code));
    team_folder.outbox().put(run).map_err(Error::io("cannot write to", team_folder.path()))?;
    start_client(&team_folder, &member)
}

/// Returns this machine's membership in a team, if it has one.
///
/// # Errors
///
/// Fails if the file cannot be read.
pub(crate) fn member(team_folder: &TeamFolder) -> Result<Option<Membership>> {
    team_folder.membership().map_err(|error| {
        let file = team_folder.path().join("member.json");
        Error::Other(format!("cannot read {} ({error}). Join the dojo again.", shown(&file)))
    })
}

/// Returns the dojo client's warning for the user, for example about a run that the board rejected.
pub(crate) fn warning(store: &Store) -> Option<String> {
    let team_folder = folder(store);
    team_folder.membership().ok()??;
    let (session, _) = team_folder.followed_session()?;
    session.warning.map(|warning| one_line(&warning))
}

/// Starts the dojo client, unless it is already running. The client keeps running after the runner exits.
pub(crate) fn start_client(team_folder: &TeamFolder, member: &Membership) -> Result<()> {
    let started = orphans::start(None, || team_folder.start_link()).map_err(|error| {
        let (board, team) = (&member.board, shell_quoted(&member.team));
        let why = match error.kind() {
            io::ErrorKind::NotFound => "the dojo client is missing".to_owned(),
            _ => format!("the dojo client does not start: {error}"),
        };
        Error::Other(format!(
            "runs are kept, but not sent, because {why}. To fix this, run \
             `cargo xtask dojo join {board} --code CODE --team {team}`."
        ))
    })?;
    if let Some(mut child) = started {
        // Waiting for the process keeps it from becoming a zombie.
        thread::spawn(move || child.wait());
    }
    Ok(())
}

/// Records a change of drivers. With a timer, the change takes effect at once; for a board, it is queued.
///
/// # Errors
///
/// Fails if the dojo's folder is not writable, or the dojo client cannot be started.
pub fn take_over(store: &Store, driver: &DriverChange) -> Result<()> {
    let team_folder = folder(store);
    let done = match team_folder.followed_session() {
        Some((mut timer, _)) if timer.board.is_none() => {
            timer.take_over(now());
            team_folder.set_followed_session(&timer)
        }
        _ => team_folder.set_driver_change(Some(driver)),
    };
    done.map_err(Error::io("cannot write to", team_folder.path()))?;
    member(&team_folder)?.map_or(Ok(()), |member| start_client(&team_folder, &member))
}

/// Queues the team's answers of the retrospective for the board.
///
/// # Errors
///
/// Fails if the dojo's folder is not writable, or the dojo client cannot be started.
pub fn submit_answers(store: &Store, answers: [String; 3]) -> Result<()> {
    let team_folder = folder(store);
    team_folder
        .set_answers(Some(&RetroAnswers { answers }))
        .map_err(Error::io("cannot write to", team_folder.path()))?;
    member(&team_folder)?.map_or(Ok(()), |member| start_client(&team_folder, &member))
}
