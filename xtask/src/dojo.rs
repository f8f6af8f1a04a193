//! The coding dojo, on a team's machine: what a run leaves for the board, and the commands of a team.
//!
//! Nothing here talks to the board, and no run waits for it: a program of its own does that, which the first `dojo join`
//! builds and every later run finds in `.state/dojo`.

mod bring;
pub mod light;
mod prepare;
pub mod words;

use std::io::{self, BufRead};
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use ::dojo::local::{Desk, Driver, Following, Member, now, one_line, quoted};
use ::dojo::protocol::{Phase, RetroAnswers, limits};

use crate::cli::Dojo;
use crate::command::{Session, hand_over, print};
use crate::error::{Error, Result};
use crate::leftovers;
use crate::programs::Program;
use crate::report::Report;
use crate::state::Store;
use words::{Means, Teller};

/// Where the workspace keeps what it has of a dojo.
pub fn desk(store: &Store) -> Desk {
    Desk::at(store.folder().join("dojo"))
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
    let desk = desk(store);
    let Some(member) = member(&desk)?.filter(|member| !member.leaving) else { return Ok(()) };
    if desk.following().is_some_and(|(following, _)| following.state.phase == Phase::Ended) {
        return Ok(());
    }
    let run = light::of(report, code.filter(|_| member.with_code));
    desk.outbox().put(run).map_err(Error::io("cannot write to", desk.folder()))?;
    keep_sending(&desk, &member)
}

fn member(desk: &Desk) -> Result<Option<Member>> {
    desk.member().map_err(|error| {
        let file = desk.folder().join("member.json");
        Error::Other(format!("{} cannot be read ({error}): join the dojo again", file.display()))
    })
}

/// Sees to it that what waits is sent, by a program that goes on when the runner ends.
fn keep_sending(desk: &Desk, member: &Member) -> Result<()> {
    let started = leftovers::unmarked(|| desk.start_program()).map_err(|error| {
        let (board, team) = (&member.board, quoted(&member.team));
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

/// Does what the command says.
///
/// # Errors
///
/// If it cannot be done: a line for the user.
pub fn run(session: &Session, command: Dojo) -> Result<ExitCode> {
    match command {
        Dojo::Host { .. } | Dojo::List { .. } | Dojo::Export { .. } | Dojo::Delete { .. } => {
            hand_over(session, Program::Board)
        }
        Dojo::Join { .. } => hand_over(session, Program::Link),
        Dojo::Prepare { katas } => prepare::run(session, katas.as_deref()),
        Dojo::Leave => leave(session).map(|()| ExitCode::SUCCESS),
        Dojo::Status => status(session).map(|()| ExitCode::SUCCESS),
        Dojo::Timer { minutes, rotate, people } => timer(session, minutes, rotate, people),
    }
}

/// How long `leave` waits for the board.
const PARTING: Duration = Duration::from_secs(5);

fn leave(session: &Session) -> Result<()> {
    let desk = desk(&session.store);
    let Some(member) = member(&desk)? else {
        return Err(Error::Other("this machine is in no dojo".to_owned()));
    };
    let (board, team) = (&member.board, one_line(&member.team));
    // What waits is sent first, and then the board is told: by the program that talks to it.
    let leaving = Member { leaving: true, ..member.clone() };
    desk.set_member(&leaving).map_err(Error::io("cannot write to", desk.folder()))?;
    keep_sending(&desk, &member)?;
    let started = Instant::now();
    while started.elapsed() < PARTING && !session.stop.requested() {
        if desk.member().is_ok_and(|member| member.is_none()) {
            return print(&format!("{team} has left the dojo at {board}. Runs stay on this machine from now on.\n"));
        }
        thread::sleep(Duration::from_millis(50));
    }
    let waiting = match desk.outbox().numbers().len() {
        0 => "It is told".to_owned(),
        1 => "One run still waits; it is sent, and the board is told,".to_owned(),
        runs => format!("{runs} runs still wait; they are sent, and the board is told,"),
    };
    print(&format!(
        "Runs stay on this machine from now on. The board at {board} does not answer. {waiting} when it does.\n"
    ))
}

fn status(session: &Session) -> Result<()> {
    let desk = desk(&session.store);
    let member = member(&desk)?;
    let following = desk.following().filter(|(following, written)| !following.is_stale(now(), *written));
    let mut text = match &member {
        Some(member) => {
            let team = one_line(&member.team);
            let code = if member.with_code { "" } else { " The code stays here." };
            format!("{team} is in the dojo at {}.{code}\n", member.board)
        }
        None if following.as_ref().is_some_and(|(following, _)| following.board.is_none()) => {
            "A timer without a board.\n".to_owned()
        }
        None => "This machine is in no dojo. `cargo xtask dojo join` joins one.\n".to_owned(),
    };
    if let Some((following, _)) = &following {
        let now = now();
        text += &format!("The clock: {}.\n", words::clock(following, now));
        let means =
            Means { take_over: "t in the live view", answer: Some("d in the live view"), open: None, kata: None };
        for fact in words::facts(following, now, means).into_iter().filter(|fact| !fact.is_clock()) {
            text += &format!("{}\n", fact.text);
        }
    }
    if let Some(member) = &member {
        text += &match desk.outbox().numbers().len() {
            0 => "All runs are sent.\n".to_owned(),
            1 => "One run waits to be sent.\n".to_owned(),
            runs => format!("{runs} runs wait to be sent.\n"),
        };
        if let Some(code) = &member.team_code {
            let (code, team) = (one_line(code), quoted(&member.team));
            text += &format!(
                "Another machine of the team: cargo xtask dojo join {} --code {code} --team {team}\n",
                member.board
            );
        }
        if member.leaving {
            text += "It is leaving: it waits for the board.\n";
        }
        print(&text)?;
        return keep_sending(&desk, member);
    }
    print(&text)
}

fn timer(session: &Session, minutes: u32, rotate: u32, people: Vec<String>) -> Result<ExitCode> {
    let desk = desk(&session.store);
    let cannot = |error| Error::io("cannot write to", desk.folder())(error);
    if let Some(member) = member(&desk)? {
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
    let means = Means { take_over: "Enter", answer: None, open: None, kata: None };
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
    done.map_err(Error::io("cannot write to", desk.folder()))?;
    member(&desk)?.map_or(Ok(()), |member| keep_sending(&desk, &member))
}

/// The board is sent the answers in the retrospective, at some time.
///
/// # Errors
///
/// If the folder cannot be written to.
pub fn answer(store: &Store, answers: [String; 3]) -> Result<()> {
    let desk = desk(store);
    desk.set_answers(Some(&RetroAnswers { answers })).map_err(Error::io("cannot write to", desk.folder()))?;
    member(&desk)?.map_or(Ok(()), |member| keep_sending(&desk, &member))
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
