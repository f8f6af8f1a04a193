//! `cargo xtask dojo status`.

use dojo_protocol::safe_text::one_line;
use dojo_protocol::safe_text::shell_quoted;
use dojo_protocol::time::now;

use crate::command_context::CommandContext;
use crate::error::Result;
use crate::team;
use crate::team::session_text::{self, KeyNames};
use crate::terminal_output::print;

pub(super) fn run(context: &CommandContext) -> Result<()> {
    let team_folder = team::folder(&context.store);
    let member = team::member(&team_folder)?;
    let following = team_folder.followed_session().filter(|(following, written)| !following.is_stale(now(), *written));
    let mut text = match &member {
        Some(member) => {
            let team = one_line(&member.team);
            let code = if member.with_code { "" } else { " Code is not sent." };
            format!("{team} has joined the dojo at {}.{code}\n", member.board)
        }
        None if following.as_ref().is_some_and(|(following, _)| following.board.is_none()) => {
            "A timer is running, without a board.\n".to_owned()
        }
        None => "This machine has not joined a dojo. Join one with `cargo xtask dojo join`.\n".to_owned(),
    };
    if let Some((following, _)) = &following {
        let now = now();
        text += &format!("Clock: {}.\n", session_text::clock(following, now));
        let keys =
            KeyNames { take_over: "t in the live view", answer: Some("d in the live view"), open: None, kata: None };
        for notice in session_text::notices(following, now, keys).into_iter().filter(|notice| !notice.is_clock()) {
            text += &format!("{}\n", notice.text);
        }
    }
    if let Some(member) = &member {
        text += &match team_folder.outbox().numbers().len() {
            0 if following.is_some_and(|(following, _)| following.warning.is_some()) => String::new(),
            0 => "All runs have been sent.\n".to_owned(),
            1 => "1 run has not been sent yet.\n".to_owned(),
            runs => format!("{runs} runs have not been sent yet.\n"),
        };
        if let Some(code) = &member.team_code {
            let (code, team) = (one_line(code), shell_quoted(&member.team));
            text += &format!(
                "Add another machine to the team: cargo xtask dojo join {} --code {code} --team {team}\n",
                member.board
            );
        }
        if member.leaving {
            text += "This machine leaves the dojo as soon as the board answers.\n";
        }
        print(&text)?;
        return team::start_client(&team_folder, member);
    }
    print(&text)
}
