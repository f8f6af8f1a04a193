//! `cargo xtask dojo join`.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use dojo_protocol::messages::{JOIN, JoinRequest, Joined, VERSION, limits};
use dojo_protocol::team_folder::{Following, Member, TeamFolder, now, one_line, quoted};

use crate::board::{Board, Failure, address, is_readable_by_others};

/// How long is waited for the program of an earlier team to end.
const CHANGE: Duration = Duration::from_secs(5);

/// What the user asked for.
#[derive(Debug, clap::Args)]
pub struct Choice {
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

/// Joins, and sees to it that from now on runs are sent. Returns what to tell the user.
///
/// # Errors
///
/// A line for the user.
pub fn join(team_folder: &TeamFolder, choice: Choice) -> Result<String, String> {
    let folder = |error| format!("cannot write to {}: {error}", team_folder.path().display());
    let Choice { url, code, team, people, no_code } = choice;
    let address = address(&url)?;
    let (team, people) = names(&team, people)?;
    let has_timer = team_folder
        .following()
        .is_some_and(|(following, written)| following.board.is_none() && !following.is_stale(now(), written));
    if has_timer && team_folder.lock().map_err(folder)?.is_none() {
        return Err("a timer runs here, whose clock is another: end it first, with q in its terminal".to_owned());
    }
    let machine = match team_folder.machine() {
        Some(machine) => machine,
        None => {
            let machine = secret()?;
            team_folder.set_machine(&machine).map_err(folder)?;
            machine
        }
    };
    let request =
        JoinRequest { version: VERSION, code: code.clone(), team: team.clone(), people: people.clone(), machine };
    let joined: Joined = Board::at(&address).post(JOIN, None, &request).map_err(|failure| match failure {
        Failure::Unreached(why) => format!(
            "there is no board at {address} ({}). Does it run, is this machine in the same network, and was it started \
             with --bind?",
            one_line(&why)
        ),
        other => other.message(),
    })?;
    // The name as the board has it: with the team's code, what was written after --team does not count.
    let team = joined.state.team.as_ref().map_or(team, |team| team.name.clone());
    let before = team_folder.member().ok().flatten();
    let known = before.as_ref().filter(|before| is_the_same(before, &joined, &address, &code, &team));
    let member = Member {
        board: address,
        code,
        people,
        session: joined.state.session,
        token: joined.token,
        team_code: joined.team_code.or_else(|| known?.team_code.clone()),
        with_code: !no_code,
        leaving: false,
        team,
    };
    let mut said = String::new();
    if known.is_none()
        && let Some(aside) = team_folder.outbox().clear().map_err(folder)?
    {
        said += &format!("Runs that an earlier board never got are in {} now.\n", aside.display());
    }
    team_folder.outbox().count_from(joined.acknowledged).map_err(folder)?;
    keep_program(team_folder)?;
    let following = Following {
        ahead_ms: joined.state.now.cast_signed() - now().cast_signed(),
        state: joined.state,
        board: Some(member.board.clone()),
        lost: None,
        waiting: 0,
        trouble: None,
    };
    team_folder.set_following(&following).map_err(folder)?;
    team_folder.set_member(&member).map_err(folder)?;
    start(team_folder).map_err(|error| format!("what sends your runs does not start: {error}"))?;
    Ok(said + &welcome(&member))
}

/// Whether a machine that was of one team is of the same now: what waits to be sent is for this board then.
fn is_the_same(before: &Member, joined: &Joined, address: &str, code: &str, team: &str) -> bool {
    before.session == joined.state.session && before.team == team && (before.board == address || before.code == code)
}

fn welcome(member: &Member) -> String {
    let Member { board, team, .. } = member;
    let team = one_line(team);
    let code = if member.with_code {
        "with the code that ran.\nThe other teams see that code from the review on."
    } else {
        "without your code,\nwhich stays on this machine."
    };
    let mut said = format!(
        "{team} is in the dojo at {board}\n\
         From now on every whole run here is a light on the board, {code}\n"
    );
    if is_readable_by_others(board) {
        said += "What is sent is not encrypted: anybody in this network can read ";
        said += if member.with_code { "names and code.\n`--no-code` keeps the code here.\n" } else { "names.\n" };
    }
    if let Some(code) = &member.team_code {
        let (code, team) = (one_line(code), quoted(&member.team));
        said +=
            &format!("\nAnother machine of the team:\n    cargo xtask dojo join {board} --code {code} --team {team}\n");
    }
    said + "\nOpen the live view with `cargo xtask`; `cargo xtask dojo leave` ends it.\n"
}

/// The names as they are sent, if a board would take them.
fn names(team: &str, people: Vec<String>) -> Result<(String, Vec<String>), String> {
    let team = team.trim().to_owned();
    if team.is_empty() || team.chars().count() > limits::TEAM {
        return Err(format!("`{team}` is no name for a team: 1 to {} characters", limits::TEAM));
    }
    if people.len() > limits::PEOPLE {
        return Err(format!("{} people are too many: a team has {} at most", people.len(), limits::PEOPLE));
    }
    let people: Vec<String> = people.into_iter().map(|name| name.trim().to_owned()).collect();
    match people.iter().find(|name| name.is_empty() || name.chars().count() > limits::PERSON) {
        Some(name) => Err(format!(
            "`{name}` is no name for somebody: 1 to {} characters, and a comma between two people",
            limits::PERSON
        )),
        None => Ok((team, people)),
    }
}

/// 256 random bits.
fn secret() -> Result<String, String> {
    let mut bytes = [0; limits::MACHINE / 2];
    getrandom::fill(&mut bytes).map_err(|error| format!("this machine gives no random numbers: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Keeps a copy of this program where the runner finds it.
fn keep_program(team_folder: &TeamFolder) -> Result<(), String> {
    let place = team_folder.program();
    let kept = std::env::current_exe().and_then(|program| copy(&program, &place));
    match kept {
        // It is in use, on Windows: then it is good enough for going on.
        Err(_) if place.is_file() => Ok(()),
        kept => kept.map_err(|error| format!("cannot write {}: {error}", place.display())),
    }
}

/// Replaces `to` in one step: a program that runs cannot be written into.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let new = tempfile::Builder::new().prefix("dojo-link-").tempdir_in(folder)?;
    let copied = new.path().join("copy");
    fs::copy(from, &copied)?;
    fs::rename(&copied, to)
}

/// Starts the program for this team. One that still runs for an earlier team sees that it is over, and ends.
fn start(team_folder: &TeamFolder) -> std::io::Result<()> {
    let started = Instant::now();
    while team_folder.start_program()?.is_none() && started.elapsed() < CHANGE {
        thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_and_another_each_time() {
        let (first, second) = (secret().expect("random"), secret().expect("random"));
        assert_eq!(first.len(), limits::MACHINE);
        assert_ne!(first, second);
    }

    #[test]
    fn names_are_trimmed_and_wrong_ones_are_told() {
        let people = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(names(" Owls ", people(&["Ann ", " Bob"])), Ok(("Owls".to_owned(), people(&["Ann", "Bob"]))));
        for (team, named) in [(" ", people(&[])), ("Owls", people(&["Ann", ""])), (&"x".repeat(41), people(&[]))] {
            assert!(names(team, named).is_err_and(|why| why.contains("is no name")));
        }
        assert!(names("Owls", vec!["Ann".to_owned(); 13]).is_err_and(|why| why.contains("too many")));
    }
}
