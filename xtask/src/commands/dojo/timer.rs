//! `cargo xtask dojo timer`: times a session without a board.

use std::io::BufRead;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use dojo_protocol::followed_session::FollowedSession;
use dojo_protocol::messages::{Phase, limits};
use dojo_protocol::time::{ClockWatch, now};

use crate::command_context::CommandContext;
use crate::error::{Error, Result};
use crate::team;
use crate::team::session_text::{Announcer, KeyNames};
use crate::terminal_output::print;

pub(super) fn run(context: &CommandContext, minutes: u32, rotate: u32, people: Vec<String>) -> Result<()> {
    let team_folder = team::folder(&context.store);
    let write_error = |error| Error::io("cannot write to", team_folder.path())(error);
    if let Some(member) = team::member(&team_folder)? {
        return Err(Error::Other(format!(
            "this machine has joined the dojo at {}, which has its own clock. Leave it first: `cargo xtask dojo leave`",
            member.board
        )));
    }
    let Some(_lock) = team_folder.lock().map_err(write_error)? else {
        return Err(Error::Other(
            "a timer is already running. To stop it, press q and Enter in its terminal.".to_owned(),
        ));
    };
    check_people(&people)?;
    let of_minutes = |minutes: u32| u64::from(minutes) * 60_000;
    let mut following =
        FollowedSession::timer(of_minutes(minutes), Some(of_minutes(rotate)).filter(|&turn| turn > 0), people);
    team_folder.set_followed_session(&following).map_err(write_error)?;
    print(
        "Enter: switch drivers. p and Enter: pause or resume. q and Enter: quit. The live view also shows the time.\n",
    )?;
    let typed = typed_lines();
    let keys = KeyNames { take_over: "Enter", answer: None, open: None, kata: None };
    let mut announcer = Announcer::default();
    let mut clock_watch = ClockWatch::new();
    while !context.stop.requested() && !following.is_stale(now(), std::time::SystemTime::now()) {
        for line in announcer.new_lines(Some(&following), now(), keys) {
            print(&format!("{line}\n"))?;
        }
        let line = match typed.recv_timeout(Duration::from_millis(200)) {
            Ok(line) => Some(line),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => {
                // Standard input is closed, but the timer continues.
                thread::sleep(Duration::from_millis(200));
                None
            }
        };
        // The live view may have switched drivers.
        let Some((latest, _)) = team_folder.followed_session() else { break };
        following = latest;
        let jump = clock_watch.jump();
        following.ahead_ms -= jump.unwrap_or(0);
        match line.as_deref() {
            Some("q") => break,
            Some("p") => pause_or_resume(&mut following),
            Some(_) => drop(following.take_over(now())),
            None if jump.is_none() => continue,
            None => {}
        }
        team_folder.set_followed_session(&following).map_err(write_error)?;
    }
    team_folder.remove_followed_session().map_err(write_error)?;
    print("Timer stopped.\n")
}

fn pause_or_resume(following: &mut FollowedSession) {
    let now = following.board_time(now());
    let state = &mut following.state;
    if state.phase == Phase::Running {
        state.clock.ran_ms = state.clock.ran(now);
        state.clock.since = None;
        state.phase = Phase::Paused;
    } else {
        state.clock.since = Some(now);
        state.phase = Phase::Running;
    }
}

/// Checks the names of the participants, because a timer has no board to check them.
fn check_people(people: &[String]) -> Result<()> {
    if people.len() > limits::PEOPLE {
        return Err(Error::Other(format!("a team has at most {} people, not {}.", limits::PEOPLE, people.len())));
    }
    match people.iter().find(|name| name.trim().is_empty() || name.chars().count() > limits::PERSON) {
        Some(name) => Err(Error::Other(format!(
            "`{name}` is not a valid name. Use 1 to {} characters, and a comma between names.",
            limits::PERSON
        ))),
        None => Ok(()),
    }
}

/// Reads lines from standard input on another thread until it is closed.
fn typed_lines() -> mpsc::Receiver<String> {
    let (sender, typed) = mpsc::channel();
    thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line.trim().to_owned()).is_err() {
                break;
            }
        }
    });
    typed
}
