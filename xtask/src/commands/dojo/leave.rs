//! `cargo xtask dojo leave`.

use std::thread;
use std::time::{Duration, Instant};

use dojo_protocol::safe_text::one_line;
use dojo_protocol::team_folder::Membership;

use crate::command_context::CommandContext;
use crate::error::{Error, Result};
use crate::team;
use crate::terminal_output::print;

/// The maximum time to wait for the board.
const TIMEOUT: Duration = Duration::from_secs(5);

pub(super) fn run(context: &CommandContext) -> Result<()> {
    let team_folder = team::folder(&context.store);
    let Some(member) = team::member(&team_folder)? else {
        return Err(Error::Other("this machine has not joined a dojo.".to_owned()));
    };
    let (board, team) = (&member.board, one_line(&member.team));
    // The dojo client sends the pending runs first, then tells the board that the team leaves.
    let leaving = Membership { leaving: true, ..member.clone() };
    team_folder.set_membership(&leaving).map_err(Error::io("cannot write to", team_folder.path()))?;
    team::start_client(&team_folder, &member)?;
    let started = Instant::now();
    while started.elapsed() < TIMEOUT && !context.stop.requested() {
        if team_folder.membership().is_ok_and(|member| member.is_none()) {
            return print(&format!("{team} has left the dojo at {board}. From now on, runs stay on this machine.\n"));
        }
        thread::sleep(Duration::from_millis(50));
    }
    let pending = match team_folder.outbox().numbers().len() {
        0 => String::new(),
        1 => "one pending run is sent, and ".to_owned(),
        runs => format!("{runs} pending runs are sent, and "),
    };
    print(&format!(
        "The board at {board} does not answer. When it does, {pending}this machine leaves the dojo. \
         From now on, new runs stay on this machine.\n"
    ))
}
