//! `cargo xtask dojo leave`.

use std::thread;
use std::time::{Duration, Instant};

use dojo_protocol::safe_text::one_line;
use dojo_protocol::team_folder::Membership;

use crate::command_context::CommandContext;
use crate::error::{Error, Result};
use crate::team;
use crate::terminal_output::print;

/// How long `leave` waits for the board.
const PARTING: Duration = Duration::from_secs(5);

pub(super) fn run(context: &CommandContext) -> Result<()> {
    let team_folder = team::folder(&context.store);
    let Some(member) = team::member(&team_folder)? else {
        return Err(Error::Other("this machine is in no dojo".to_owned()));
    };
    let (board, team) = (&member.board, one_line(&member.team));
    // What waits is sent first, and then the board is told: by the program that talks to it.
    let leaving = Membership { leaving: true, ..member.clone() };
    team_folder.set_membership(&leaving).map_err(Error::io("cannot write to", team_folder.path()))?;
    team::keep_sending(&team_folder, &member)?;
    let started = Instant::now();
    while started.elapsed() < PARTING && !context.stop.requested() {
        if team_folder.membership().is_ok_and(|member| member.is_none()) {
            return print(&format!("{team} has left the dojo at {board}. Runs stay on this machine from now on.\n"));
        }
        thread::sleep(Duration::from_millis(50));
    }
    let waiting = match team_folder.outbox().numbers().len() {
        0 => "It is told".to_owned(),
        1 => "One run still waits; it is sent, and the board is told,".to_owned(),
        runs => format!("{runs} runs still wait; they are sent, and the board is told,"),
    };
    print(&format!(
        "Runs stay on this machine from now on. The board at {board} does not answer. {waiting} when it does.\n"
    ))
}
