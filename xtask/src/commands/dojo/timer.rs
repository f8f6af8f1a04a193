//! `cargo xtask dojo timer`: a session without a board.

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
    let cannot = |error| Error::io("cannot write to", team_folder.path())(error);
    if let Some(member) = team::member(&team_folder)? {
        return Err(Error::Other(format!(
            "this machine is in the dojo of {}, whose clock is on the board: `cargo xtask dojo leave` first",
            member.board
        )));
    }
    let Some(_lock) = team_folder.lock().map_err(cannot)? else {
        return Err(Error::Other("a timer runs here already: q ends it, in its own terminal".to_owned()));
    };
    check_people(&people)?;
    let of_minutes = |minutes: u32| u64::from(minutes) * 60_000;
    let mut following =
        FollowedSession::timer(of_minutes(minutes), Some(of_minutes(rotate)).filter(|&turn| turn > 0), people);
    team_folder.set_followed_session(&following).map_err(cannot)?;
    print("Enter: the next one drives. p: pause, and go on. q: end. The live view shows the time too.\n")?;
    let typed = typed_lines();
    let keys = KeyNames { take_over: "Enter", answer: None, open: None, kata: None };
    let mut announcer = Announcer::default();
    let mut clock_watch = ClockWatch::new();
    while !context.stop.requested() && !following.is_stale(now(), std::time::SystemTime::now()) {
        for line in announcer.news(Some(&following), now(), keys) {
            print(&format!("{line}\n"))?;
        }
        let line = match typed.recv_timeout(Duration::from_millis(200)) {
            Ok(line) => Some(line),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => {
                // Nobody types here, and it goes on.
                thread::sleep(Duration::from_millis(200));
                None
            }
        };
        // Somebody may have taken over in the live view.
        let Some((now_following, _)) = team_folder.followed_session() else { break };
        following = now_following;
        let jump = clock_watch.jump();
        following.ahead_ms -= jump.unwrap_or(0);
        match line.as_deref() {
            Some("q") => break,
            Some("p") => pause_or_go_on(&mut following),
            Some(_) => drop(following.take_over(now())),
            None if jump.is_none() => continue,
            None => {}
        }
        team_folder.set_followed_session(&following).map_err(cannot)?;
    }
    team_folder.remove_followed_session().map_err(cannot)?;
    print("The timer has ended.\n")
}

fn pause_or_go_on(following: &mut FollowedSession) {
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

/// Whether these can be a team's people: what is wrong is said here rather than by a board.
fn check_people(people: &[String]) -> Result<()> {
    if people.len() > limits::PEOPLE {
        return Err(Error::Other(format!(
            "{} people are too many: a team has {} at most",
            people.len(),
            limits::PEOPLE
        )));
    }
    match people.iter().find(|name| name.trim().is_empty() || name.chars().count() > limits::PERSON) {
        Some(name) => Err(Error::Other(format!(
            "`{name}` is no name for somebody: 1 to {} characters, and a comma between two people",
            limits::PERSON
        ))),
        None => Ok(()),
    }
}

/// What is typed, line by line, until there is no more.
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
