//! What a machine has of a dojo: files in one folder, through which the runner and the program that talks to the board work
//! together. Neither waits for the other, and each may end at any moment.
//!
//! | file | written by | what it is |
//! | --- | --- | --- |
//! | `member.json` | `dojo join`, `dojo leave` | a [`Member`]: which board, which team, and the token |
//! | `outbox/` | the runner | [runs](Outbox), a file each until the board has them |
//! | `take-over.json`, `retro.json` | the runner | what the board is to be told: a [`Driver`], [`RetroAnswers`] |
//! | `session.json` | whoever holds the [lock](TeamFolder::lock) | a [`Following`]: the session as last known |
//! | `machine` | `dojo join` | the machine's secret |

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::messages::{Clock, Moment, Phase, RetroAnswers, Run, SessionState, TeamState};

/// What this machine's clock says.
pub fn now() -> Moment {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}

/// Text of somebody else's as one line that steers no terminal: without control characters and marks of direction.
pub fn one_line(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.replace(['\n', '\t'], " ").chars().filter(|&c| !hidden(c)).collect()
}

/// A name of somebody else's as one word of a command, to be copied into a shell.
pub fn quoted(name: &str) -> String {
    let name = one_line(name);
    if !name.contains('\'') {
        return format!("'{name}'");
    }
    let mut word = String::from('"');
    for c in name.chars() {
        if "\"\\$`".contains(c) {
            word.push('\\');
        }
        word.push(c);
    }
    word + "\""
}

/// That this machine belongs to a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The board's address: `http://192.168.1.5:7007`, without a path.
    pub board: String,
    /// What the team joined with: with it, the machine comes back to a board that has forgotten its token.
    pub code: String,
    /// The team's name.
    pub team: String,
    /// Who works at it, as it was said when joining.
    pub people: Vec<String>,
    /// The number of the session on its board.
    pub session: u64,
    /// What the machine's requests carry.
    pub token: String,
    /// The code with which another machine joins the same team.
    pub team_code: Option<String>,
    /// Whether runs carry the code that ran.
    pub with_code: bool,
    /// The team leaves: nothing more is queued, and what was is sent.
    pub leaving: bool,
}

/// The session as this machine knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Following {
    /// As the board said last, or as a timer without a board has it.
    pub state: SessionState,
    /// By how much the board's clock is ahead of this machine's, in milliseconds.
    pub ahead_ms: i64,
    /// The board's address; none for a timer without a board.
    pub board: Option<String>,
    /// That the board is not reached.
    pub lost: Option<Lost>,
    /// How many runs are not sent yet.
    pub waiting: usize,
    /// Something that the user has to know or to do: a line.
    pub trouble: Option<String>,
}

/// The board is not reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Since when, by this machine's clock.
    pub since: Moment,
    /// Why, in a line for the user.
    pub why: String,
}

/// How the turn at the keyboard stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn<'a> {
    /// Who drives, as far as the team has named anybody.
    pub driver: Option<&'a str>,
    /// Who navigates and drives next.
    pub navigator: Option<&'a str>,
    /// Who navigates once the navigator drives.
    pub after: Option<&'a str>,
    /// How many milliseconds it still lasts.
    pub left: u64,
    /// A turn has begun in which nobody has taken over yet.
    pub is_due: bool,
}

impl Following {
    /// A session without a board: its clock runs from now on.
    pub fn timer(length_ms: u64, turn_ms: Option<u64>, people: Vec<String>) -> Self {
        let now = now();
        let team = TeamState { id: 0, name: String::new(), people, driver: 0, driver_since_turn: 0, answers: None };
        let state = SessionState {
            session: 0,
            revision: 0,
            now,
            phase: Phase::Running,
            clock: Clock { length_ms, ran_ms: 0, since: Some(now) },
            break_ends_at: None,
            turn_ms,
            kata: None,
            constraint: None,
            announcement: None,
            team: Some(team),
        };
        Self { state, ahead_ms: 0, board: None, lost: None, waiting: 0, trouble: None }
    }

    /// What the board's clock says when this machine's says `now`.
    pub fn board_time(&self, now: Moment) -> Moment {
        now.saturating_add_signed(self.ahead_ms)
    }

    /// How many milliseconds of work are left; 0 if time is up.
    pub fn left(&self, now: Moment) -> u64 {
        self.state.clock.left(self.board_time(now))
    }

    /// How many milliseconds it is over time.
    pub fn over(&self, now: Moment) -> u64 {
        self.state.clock.ran(self.board_time(now)).saturating_sub(self.state.clock.length_ms)
    }

    /// How the turn at the keyboard stands; none if nobody is told to switch, somebody works alone, or nobody works.
    pub fn turn(&self, now: Moment) -> Option<Turn<'_>> {
        let team = self.state.team.as_ref().filter(|team| team.people.len() != 1)?;
        let turn_ms = self.state.turn_ms.filter(|&turn| turn > 0)?;
        if !matches!(self.state.phase, Phase::Running | Phase::Paused) {
            return None;
        }
        let (number, left) = self.state.clock.turn(turn_ms, self.board_time(now));
        let is_due = self.state.phase == Phase::Running && number > team.driver_since_turn && self.left(now) > 0;
        let after = team.people.get((team.driver + 2).checked_rem(team.people.len()).unwrap_or(0));
        let after = after.filter(|_| team.people.len() > 1).map(String::as_str);
        Some(Turn { driver: team.driver(), navigator: team.navigator(), after, left, is_due })
    }

    /// The next of the team takes over, now.
    pub fn take_over(&mut self, now: Moment) -> Driver {
        let at = self.board_time(now);
        let turn_ms = self.state.turn_ms.filter(|&turn| turn > 0);
        let turn = turn_ms.map_or(0, |turn_ms| self.state.clock.turn(turn_ms, at).0);
        let Some(team) = &mut self.state.team else { return Driver { name: None, turn } };
        team.driver = (team.driver + 1).checked_rem(team.people.len()).unwrap_or(0);
        team.driver_since_turn = turn;
        Driver { name: team.driver().map(str::to_owned), turn }
    }

    /// Somebody is at the keyboard now, and the board may not know it yet.
    pub fn seat(&mut self, driver: &Driver) {
        let Some(team) = &mut self.state.team else { return };
        let place = team.people.iter().position(|name| Some(name) == driver.name.as_ref());
        team.driver = place.unwrap_or(team.driver);
        team.driver_since_turn = team.driver_since_turn.max(driver.turn);
    }

    /// Whether this is long over, so that there is nothing to show of it: a timer whose program was killed, say, would be
    /// over time for ever.
    pub fn is_stale(&self, now: Moment, written: SystemTime) -> bool {
        const LONG: u64 = 30 * 60 * 1000;
        let unchanged = written.elapsed().map_or(0, |time| time.as_millis());
        match self.state.phase {
            Phase::Ended => unchanged > u128::from(LONG),
            _ => self.board.is_none() && self.over(now) > LONG,
        }
    }
}

/// Somebody took over the keyboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Driver {
    /// Who, if the team has named anybody.
    pub name: Option<String>,
    /// In which turn. If somebody took over in a later one, this is old news.
    pub turn: u64,
}

/// The folder with all that a machine has of a dojo.
#[derive(Clone, Debug)]
pub struct TeamFolder {
    folder: PathBuf,
}

impl TeamFolder {
    /// The one in this folder. Nothing is read or written yet.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Which team this machine belongs to, if any.
    ///
    /// # Errors
    ///
    /// If there is a file that cannot be read.
    pub fn member(&self) -> io::Result<Option<Member>> {
        read(&self.folder.join("member.json"))
    }

    /// Remembers the team, for its members' eyes only.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn set_member(&self, member: &Member) -> io::Result<()> {
        write(&self.folder.join("member.json"), member, Lasting::Yes)
    }

    /// This machine belongs to no team any more.
    ///
    /// # Errors
    ///
    /// If the file cannot be removed.
    pub fn forget_member(&self) -> io::Result<()> {
        remove(&self.folder.join("member.json"))
    }

    /// The session as last known, and when it was written. What cannot be read is as good as none: it is written again.
    pub fn following(&self) -> Option<(Following, SystemTime)> {
        let path = self.session_file();
        let written = fs::metadata(&path).ok()?.modified().ok()?;
        Some((read(&path).ok()??, written))
    }

    /// The file that [`following`](Self::following) reads.
    pub fn session_file(&self) -> PathBuf {
        self.folder.join("session.json")
    }

    /// Says how the session stands. For who holds the [lock](Self::lock).
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn set_following(&self, following: &Following) -> io::Result<()> {
        write(&self.session_file(), following, Lasting::No)
    }

    /// There is no session any more.
    ///
    /// # Errors
    ///
    /// If the file cannot be removed.
    pub fn forget_following(&self) -> io::Result<()> {
        remove(&self.session_file())
    }

    /// The runs that wait to be sent.
    pub fn outbox(&self) -> Outbox {
        Outbox { folder: self.folder.join("outbox"), last: self.folder.join("last-run") }
    }

    /// Who took over, and the board does not know yet.
    pub fn driver(&self) -> Option<Driver> {
        read(&self.folder.join("take-over.json")).ok()?
    }

    /// Tells the board, at some time, who took over: with `None`, that it knows.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn set_driver(&self, driver: Option<&Driver>) -> io::Result<()> {
        write_or_remove(&self.folder.join("take-over.json"), driver)
    }

    /// The answers in the retrospective that the board does not have yet.
    pub fn answers(&self) -> Option<RetroAnswers> {
        read(&self.folder.join("retro.json")).ok()?
    }

    /// Sends the board, at some time, these answers: with `None`, it has them.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn set_answers(&self, answers: Option<&RetroAnswers>) -> io::Result<()> {
        write_or_remove(&self.folder.join("retro.json"), answers)
    }

    /// The machine's secret, if it has one.
    pub fn machine(&self) -> Option<String> {
        let secret = fs::read_to_string(self.folder.join("machine")).ok()?;
        Some(secret.trim().to_owned()).filter(|secret| !secret.is_empty())
    }

    /// Remembers the machine's secret.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn set_machine(&self, secret: &str) -> io::Result<()> {
        write_bytes(&self.folder.join("machine"), secret.as_bytes(), Lasting::Yes)
    }

    /// The right to write the session, until the file is dropped; none if somebody else has it.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn lock(&self) -> io::Result<Option<File>> {
        fs::create_dir_all(&self.folder)?;
        let file = OpenOptions::new().create(true).append(true).open(self.folder.join("lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    /// Where the program that talks to the board is kept: beside what it works on, so that neither `cargo clean` nor a build
    /// takes it away while the dojo goes on.
    pub fn program(&self) -> PathBuf {
        self.folder.join(format!("dojo-link{}", std::env::consts::EXE_SUFFIX))
    }

    /// Sees to it that the program that talks to the board runs. Returns it if it was started now: it goes on when whoever
    /// started it ends.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn start_program(&self) -> io::Result<Option<Child>> {
        let Some(lock) = self.lock()? else { return Ok(None) };
        drop(lock);
        let log = File::create(self.folder.join("log"))?;
        let mut command = Command::new(self.program());
        command.arg("follow").arg(&self.folder).current_dir(&self.folder);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        #[cfg(windows)]
        {
            use std::os::windows::process::CommandExt;
            /// Neither a console nor a group in common with whoever starts it.
            const DETACHED_PROCESS: u32 = 0x8;
            const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
            command.creation_flags(DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP);
        }
        // On Unix it makes a session of its own, which the leader of a process group could not.
        command.spawn().map(Some)
    }
}

/// Runs on their way to the board: a file each, named by its number.
#[derive(Clone, Debug)]
pub struct Outbox {
    folder: PathBuf,
    last: PathBuf,
}

impl Outbox {
    /// Puts a run in, which gets its number here, once: higher than every number before, whatever was lost. When this
    /// returns, the run is on the disk.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn put(&self, mut run: Run) -> io::Result<u64> {
        fs::create_dir_all(&self.folder)?;
        let lock = File::create(self.folder.join("lock"))?;
        lock.lock()?;
        let last = read::<u64>(&self.last).ok().flatten().unwrap_or(0);
        // The time of day, so that not even a lost count gives a number twice.
        run.seq = now().max(last + 1);
        // Written down before it is used: after a crash between the two, a number is left out, and none is given twice.
        write(&self.last, &run.seq, Lasting::Yes)?;
        write(&self.path(run.seq), &run, Lasting::Yes)?;
        Ok(run.seq)
    }

    /// The numbers of runs from now on are higher than this one, whatever this machine remembers.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn count_from(&self, number: u64) -> io::Result<()> {
        let last = read::<u64>(&self.last).ok().flatten().unwrap_or(0);
        if number > last { write(&self.last, &number, Lasting::Yes) } else { Ok(()) }
    }

    /// The numbers of the runs in it, the oldest first.
    pub fn numbers(&self) -> Vec<u64> {
        let Ok(files) = fs::read_dir(&self.folder) else { return Vec::new() };
        let number = |name: &str| name.strip_suffix(".json")?.parse().ok();
        let mut numbers: Vec<u64> = files.filter_map(|file| number(file.ok()?.file_name().to_str()?)).collect();
        numbers.sort_unstable();
        numbers
    }

    /// The run of this number. One that cannot be read is set aside.
    pub fn run(&self, number: u64) -> Option<Run> {
        match read::<Run>(&self.path(number)) {
            Ok(run) => run.map(|run| Run { seq: number, ..run }),
            Err(_) => {
                self.set_aside(number);
                None
            }
        }
    }

    /// Takes a run out that the board has.
    ///
    /// # Errors
    ///
    /// If its file cannot be removed.
    pub fn remove(&self, number: u64) -> io::Result<()> {
        remove(&self.path(number))
    }

    /// Takes a run out that the board will never have. It is kept beside the others.
    pub fn set_aside(&self, number: u64) {
        let path = self.path(number);
        // Where even this fails, it stays and is tried again.
        let _ = fs::rename(&path, path.with_extension("refused"));
    }

    /// Moves all runs away, if there are any: they are for another board than those to come. Returns where they are.
    ///
    /// # Errors
    ///
    /// If the folder cannot be renamed.
    pub fn clear(&self) -> io::Result<Option<PathBuf>> {
        if self.numbers().is_empty() {
            return Ok(None);
        }
        let aside = self.folder.with_file_name(format!("outbox-of-{}", now()));
        fs::rename(&self.folder, &aside)?;
        Ok(Some(aside))
    }

    fn path(&self, number: u64) -> PathBuf {
        self.folder.join(format!("{number:020}.json"))
    }
}

/// Whether a file has to survive a loss of power.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lasting {
    Yes,
    No,
}

fn read<T: DeserializeOwned>(path: &Path) -> io::Result<Option<T>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

fn write<T: Serialize>(path: &Path, value: &T, lasting: Lasting) -> io::Result<()> {
    write_bytes(path, &serde_json::to_vec(value)?, lasting)
}

/// Replaces a file in one step. No other user of the machine can read it.
fn write_bytes(path: &Path, bytes: &[u8], lasting: Lasting) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    if lasting == Lasting::Yes {
        file.as_file().sync_all()?;
    }
    file.persist(path)?;
    Ok(())
}

fn write_or_remove<T: Serialize>(path: &Path, value: Option<&T>) -> io::Result<()> {
    match value {
        Some(value) => write(path, value, Lasting::Yes),
        None => remove(path),
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Light;

    const MINUTE: u64 = 60_000;

    fn run(kata: &str) -> Run {
        Run {
            seq: 0,
            at: 1,
            kata: kata.to_owned(),
            light: Light::Red,
            stage: Some(1),
            stages: 2,
            passed: 0,
            total: 3,
            took_ms: 10,
            failures: Vec::new(),
            errors: Vec::new(),
            sources: None,
        }
    }

    fn team_folder() -> (tempfile::TempDir, TeamFolder) {
        let folder = tempfile::tempdir().expect("a folder");
        let team_folder = TeamFolder::at(folder.path().join("dojo"));
        (folder, team_folder)
    }

    fn katas(outbox: &Outbox) -> Vec<String> {
        outbox.numbers().into_iter().filter_map(|number| Some(outbox.run(number)?.kata)).collect()
    }

    #[test]
    fn runs_come_out_in_the_order_in_which_they_were_put_in() {
        let (_folder, team_folder) = team_folder();
        let outbox = team_folder.outbox();
        assert!(outbox.numbers().is_empty());
        let numbers: Vec<u64> = ["one", "two", "three"].map(|kata| outbox.put(run(kata)).expect("put in")).to_vec();
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
        assert_eq!(katas(&outbox), ["one", "two", "three"]);
        assert_eq!(outbox.run(numbers[1]).map(|run| run.seq), Some(numbers[1]));
        outbox.remove(numbers[0]).expect("taken out");
        outbox.remove(numbers[0]).expect("taken out once more");
        assert_eq!(katas(&outbox), ["two", "three"]);
    }

    #[test]
    fn no_number_is_given_twice_whatever_is_lost() {
        let (_folder, team_folder) = team_folder();
        let outbox = team_folder.outbox();
        let first = outbox.put(run("one")).expect("put in");
        outbox.remove(first).expect("sent");
        for damage in ["", "{", "\0\0\0"] {
            fs::write(team_folder.path().join("last-run"), damage).expect("written");
            std::thread::sleep(std::time::Duration::from_millis(2));
            assert!(outbox.put(run("two")).expect("put in") > first, "after {damage:?}");
        }
        // The clock is set back: what counts is the number before.
        fs::write(team_folder.path().join("last-run"), (now() + 1_000_000).to_string()).expect("written");
        let ahead = outbox.put(run("three")).expect("put in");
        assert!(ahead > now() + 900_000, "{ahead}");
    }

    #[test]
    fn threads_that_put_in_at_once_get_a_number_each() {
        let (_folder, team_folder) = team_folder();
        let outbox = team_folder.outbox();
        let mut numbers = std::thread::scope(|scope| {
            let put = || (0..5).map(|_| outbox.put(run("one")).expect("put in")).collect::<Vec<_>>();
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(put)).collect();
            threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect::<Vec<_>>()
        });
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 20);
        assert_eq!(outbox.numbers(), numbers);
    }

    #[test]
    fn a_file_that_a_crash_left_half_written_is_no_run_and_a_damaged_one_stops_no_other() {
        let (_folder, team_folder) = team_folder();
        let outbox = team_folder.outbox();
        let first = outbox.put(run("one")).expect("put in");
        outbox.put(run("two")).expect("put in");
        fs::write(team_folder.path().join("outbox/.tmpAbC"), "{\"seq\": 7, \"ka").expect("written");
        fs::write(outbox.path(first), "{\"seq\": 7, \"ka").expect("written");
        assert_eq!(katas(&outbox), ["two"]);
        assert_eq!(outbox.numbers().len(), 1, "the damaged one is out of the way");
        assert!(outbox.path(first).with_extension("refused").exists(), "and not lost");
    }

    #[test]
    fn runs_for_another_board_are_kept_apart() {
        let (_folder, team_folder) = team_folder();
        let outbox = team_folder.outbox();
        assert_eq!(outbox.clear().expect("nothing to do"), None);
        outbox.put(run("one")).expect("put in");
        let aside = outbox.clear().expect("moved").expect("there was one");
        assert!(aside.is_dir() && outbox.numbers().is_empty());
        outbox.put(run("two")).expect("put in");
        assert_eq!(katas(&outbox), ["two"]);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_a_token() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, team_folder) = team_folder();
        team_folder.set_machine("secret").expect("written");
        let mode = fs::metadata(team_folder.path().join("machine")).expect("there").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
        assert_eq!(team_folder.machine().as_deref(), Some("secret"));
    }

    #[test]
    fn the_lock_is_for_one() {
        let (_folder, team_folder) = team_folder();
        let held = team_folder.lock().expect("a folder").expect("it is free");
        assert!(team_folder.lock().expect("a folder").is_none());
        drop(held);
        assert!(team_folder.lock().expect("a folder").is_some());
    }

    fn following(people: &[&str]) -> Following {
        let people = people.iter().map(|&name| name.to_owned()).collect();
        let mut following = Following::timer(45 * MINUTE, Some(7 * MINUTE), people);
        following.state.clock.since = Some(1_000_000);
        following
    }

    #[test]
    fn a_name_is_one_word_of_a_command() {
        assert_eq!(quoted("Night Owls"), "'Night Owls'");
        assert_eq!(quoted("<b>$HOME\u{1b}[2J"), "'<b>$HOME[2J'");
        assert_eq!(quoted("Ann's"), "\"Ann's\"");
        assert_eq!(quoted("Ann's \"$HOME\" `ls`"), r#""Ann's \"\$HOME\" \`ls\`""#);
    }

    #[test]
    fn whoever_works_alone_has_nobody_to_switch_with() {
        assert!(following(&["Ann"]).turn(1_000_000 + 8 * MINUTE).is_none());
        assert!(following(&[]).turn(1_000_000 + 8 * MINUTE).is_some(), "a team that named nobody may be many");
    }

    #[test]
    fn turns_come_due_and_go_on_when_somebody_takes_over() {
        let mut following = following(&["Ann", "Bob", "Cleo"]);
        let turn = following.turn(1_000_000 + 7 * MINUTE - 1).expect("there are turns");
        assert_eq!((turn.driver, turn.navigator, turn.left, turn.is_due), (Some("Ann"), Some("Bob"), 1, false));
        let due = 1_000_000 + 8 * MINUTE;
        let turn = following.turn(due).expect("there are turns");
        assert_eq!((turn.navigator, turn.after, turn.is_due), (Some("Bob"), Some("Cleo"), true));
        assert_eq!(following.take_over(due), Driver { name: Some("Bob".to_owned()), turn: 1 });
        let turn = following.turn(due).expect("there are turns");
        assert_eq!((turn.driver, turn.navigator, turn.is_due), (Some("Bob"), Some("Cleo"), false));
    }

    #[test]
    fn nobody_is_told_to_switch_while_nobody_works_or_once_time_is_up() {
        let mut following = following(&["Ann", "Bob"]);
        let due = 1_000_000 + 8 * MINUTE;
        following.state.phase = Phase::Break;
        assert_eq!(following.turn(due), None);
        following.state.phase = Phase::Paused;
        assert!(!following.turn(due).expect("it goes on").is_due);
        following.state.phase = Phase::Running;
        assert!(!following.turn(1_000_000 + 46 * MINUTE).expect("over time").is_due);
        assert_eq!(following.over(1_000_000 + 46 * MINUTE), MINUTE);
        following.state.turn_ms = Some(0);
        assert_eq!(following.turn(due), None, "a turn of no length is none");
    }

    #[test]
    fn a_team_without_names_switches_too() {
        let mut following = following(&[]);
        let due = 1_000_000 + 8 * MINUTE;
        let turn = following.turn(due).expect("there are turns");
        assert_eq!((turn.driver, turn.navigator, turn.after, turn.is_due), (None, None, None, true));
        assert_eq!(following.take_over(due).name, None);
        assert!(!following.turn(due).expect("there are turns").is_due);
    }

    #[test]
    fn times_are_told_by_the_boards_clock() {
        let mut following = following(&[]);
        following.ahead_ms = -5 * 60_000;
        assert_eq!(following.left(1_000_000 + 6 * MINUTE), 44 * MINUTE);
    }

    #[test]
    fn what_is_long_over_is_not_shown_any_more() {
        let mut following = following(&[]);
        let (end, written) = (1_000_000 + 45 * MINUTE, SystemTime::now());
        assert!(!following.is_stale(end + 29 * MINUTE, written));
        assert!(following.is_stale(end + 31 * MINUTE, written));
        following.board = Some("http://board".to_owned());
        assert!(!following.is_stale(end + 31 * MINUTE, written), "on a board, the facilitator ends it");
        following.state.phase = Phase::Ended;
        assert!(!following.is_stale(end, written));
        assert!(following.is_stale(end, written - std::time::Duration::from_secs(31 * 60)));
    }

    #[test]
    fn text_of_others_is_one_line_that_steers_nothing() {
        assert_eq!(one_line("a\x1b[2Jb\n\u{202e}c\u{9b}"), "a[2Jb c");
    }
}
