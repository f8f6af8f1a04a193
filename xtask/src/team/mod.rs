//! The coding dojo, on a team's machine: what a run leaves for the board, and the commands of a team.
//!
//! Nothing here talks to the board, and no run waits for it: a program of its own does that, which the first `dojo join`
//! builds and every later run finds in `.state/dojo`.

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

/// Where the workspace keeps what it has of a dojo.
pub fn folder(store: &Store) -> TeamFolder {
    TeamFolder::at(store.folder().join("dojo"))
}

/// Puts a run of a whole suite into the outbox, if this machine is in a dojo, and sees to it that it is sent. `code` is the
/// folder with what ran.
///
/// # Errors
///
/// If it will not be sent.
///
/// # Cost
///
/// Without a dojo, a look whether there is a file.
pub fn queue(store: &Store, report: &Report, code: Option<&Path>) -> Result<()> {
    let team_folder = folder(store);
    let Some(member) = member(&team_folder)?.filter(|member| !member.leaving) else { return Ok(()) };
    if team_folder.followed_session().is_some_and(|(following, _)| following.state.phase == Phase::Ended) {
        return Ok(());
    }
    let run = run_message::of(report, code.filter(|_| member.with_code));
    team_folder.outbox().put(run).map_err(Error::io("cannot write to", team_folder.path()))?;
    keep_sending(&team_folder, &member)
}

/// The membership of this machine in a team, if there is one.
///
/// # Errors
///
/// If the file cannot be read.
pub(crate) fn member(team_folder: &TeamFolder) -> Result<Option<Membership>> {
    team_folder.membership().map_err(|error| {
        let file = team_folder.path().join("member.json");
        Error::Other(format!("{} cannot be read ({error}): join the dojo again", shown(&file)))
    })
}

/// Returns what the user has to know about this machine's dojo, such as a run that the board rejected.
pub(crate) fn warning(store: &Store) -> Option<String> {
    let team_folder = folder(store);
    team_folder.membership().ok()??;
    let (session, _) = team_folder.followed_session()?;
    session.warning.map(|warning| one_line(&warning))
}

/// Sees to it that what waits is sent, by a program that goes on when the runner ends.
pub(crate) fn keep_sending(team_folder: &TeamFolder, member: &Membership) -> Result<()> {
    let started = orphans::start(None, || team_folder.start_link()).map_err(|error| {
        let (board, team) = (&member.board, shell_quoted(&member.team));
        let why = match error.kind() {
            io::ErrorKind::NotFound => "the program that sends them is gone".to_owned(),
            _ => format!("the program that sends them does not start: {error}"),
        };
        Error::Other(format!(
            "runs are kept and not sent: {why}. `cargo xtask dojo join {board} --code CODE --team {team}` mends it"
        ))
    })?;
    if let Some(mut child) = started {
        // Waited for beside everything else, so that it leaves no zombie.
        thread::spawn(move || child.wait());
    }
    Ok(())
}

/// Somebody took over: the board is told at some time, a timer at once.
///
/// # Errors
///
/// If the folder cannot be written to.
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
    member(&team_folder)?.map_or(Ok(()), |member| keep_sending(&team_folder, &member))
}

/// The board is sent the answers in the retrospective, at some time.
///
/// # Errors
///
/// If the folder cannot be written to.
pub fn answer(store: &Store, answers: [String; 3]) -> Result<()> {
    let team_folder = folder(store);
    team_folder
        .set_answers(Some(&RetroAnswers { answers }))
        .map_err(Error::io("cannot write to", team_folder.path()))?;
    member(&team_folder)?.map_or(Ok(()), |member| keep_sending(&team_folder, &member))
}
