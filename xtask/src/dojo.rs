//! The coding dojo, on a team's machine: what a run leaves for the board, and the commands of a team.
//!
//! Nothing here talks to the board, and no run waits for it: a program of its own does that, which the first `dojo join`
//! builds and every later run finds in `.state/dojo`.

pub mod words;

use std::io::BufRead;
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use ::dojo::local::{Desk, Driver, Following, now};
use ::dojo::protocol::{Phase, RetroAnswers, limits};

use crate::cli::Dojo;
use crate::command::{Session, hand_over, print};
use crate::error::{Error, Result};
use crate::state::Store;
use words::{Means, Teller};

/// Where the workspace keeps what it has of a dojo.
pub fn desk(store: &Store) -> Desk {
    Desk::at(store.folder().join("dojo"))
}

/// Does what the command says.
///
/// # Errors
///
/// If it cannot be done: a line for the user.
pub fn run(session: &Session, command: Dojo) -> Result<ExitCode> {
    match command {
        Dojo::Host { .. } | Dojo::List { .. } | Dojo::Export { .. } | Dojo::Delete { .. } => {
            hand_over(session, "board")
        }
        Dojo::Timer { minutes, rotate, people } => timer(session, minutes, rotate, people),
    }
}

fn timer(session: &Session, minutes: u32, rotate: u32, people: Vec<String>) -> Result<ExitCode> {
    let desk = desk(&session.store);
    let cannot = |error| Error::io("cannot write to", desk.folder())(error);
    if let Some(member) = desk.member().map_err(Error::io("cannot read", desk.folder()))? {
        return Err(Error::Other(format!(
            "this machine is in the dojo of {}, whose clock is on the board: `cargo xtask dojo leave` first",
            member.board
        )));
    }
    let Some(_lock) = desk.lock().map_err(cannot)? else {
        return Err(Error::Other("a timer runs here already: q ends it, in its own terminal".to_owned()));
    };
    check_people(&people)?;
    let of_minutes = |minutes: u32| u64::from(minutes) * 60_000;
    let mut following =
        Following::timer(of_minutes(minutes), Some(of_minutes(rotate)).filter(|&turn| turn > 0), people);
    desk.set_following(&following).map_err(cannot)?;
    print("Enter: the next one drives. p: pause, and go on. q: end. The live view shows the time too.\n")?;
    let typed = typed_lines();
    let means = Means { take_over: "Enter", answer: None, open: "", kata: None };
    let mut teller = Teller::default();
    while !session.stop.requested() && !following.is_stale(now(), std::time::SystemTime::now()) {
        for line in teller.news(Some(&following), now(), means) {
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
        let Some((now_following, _)) = desk.following() else { break };
        following = now_following;
        match line.as_deref() {
            Some("q") => break,
            Some("p") => pause_or_go_on(&mut following),
            Some(_) => drop(following.take_over(now())),
            None => continue,
        }
        desk.set_following(&following).map_err(cannot)?;
    }
    desk.forget_following().map_err(cannot)?;
    print("The timer has ended.\n").map(|()| ExitCode::SUCCESS)
}

/// Somebody took over: the board is told at some time, a timer at once.
///
/// # Errors
///
/// If the folder cannot be written to.
pub fn take_over(store: &Store, driver: &Driver) -> Result<()> {
    let desk = desk(store);
    let done = match desk.following() {
        Some((mut timer, _)) if timer.board.is_none() => {
            timer.take_over(now());
            desk.set_following(&timer)
        }
        _ => desk.set_driver(Some(driver)),
    };
    done.map_err(Error::io("cannot write to", desk.folder()))
}

/// The board is sent the answers in the retrospective, at some time.
///
/// # Errors
///
/// If the folder cannot be written to.
pub fn answer(store: &Store, answers: [String; 3]) -> Result<()> {
    let desk = desk(store);
    desk.set_answers(Some(&RetroAnswers { answers })).map_err(Error::io("cannot write to", desk.folder()))
}

fn pause_or_go_on(following: &mut Following) {
    let (state, now) = (&mut following.state, now());
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
