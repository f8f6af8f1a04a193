//! What the runner remembers, in one ignored folder: progress, a history of runs, and the learner's code as it was at each.
//!
//! `state.json` holds the progress, `history.jsonl` a line a run, `kept/<kata>/<number>/` the sources of a run. Losing the
//! folder loses no work in progress, and a folder that cannot be written stops no run.

pub mod attempts;
pub mod kept_code;
pub mod learning_curve;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::report::{Report, Verdict};
use crate::workspace::{Kata, Workspace};

/// The version of the state's format.
const VERSION: u32 = 1;
/// Of the time between two runs, at most so many seconds were spent on the kata: the rest was a pause.
const LONGEST_THOUGHT: u64 = 15 * 60;

/// Everything that is remembered except the sources.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    version: u32,
    /// The kata that was worked on last.
    #[serde(default)]
    pub current: Option<String>,
    /// By the kata's name.
    #[serde(default)]
    pub katas: BTreeMap<String, KataState>,
}

impl Default for State {
    fn default() -> Self {
        Self { version: VERSION, current: None, katas: BTreeMap::new() }
    }
}

impl State {
    /// Whether `next` was used on the kata while it was green.
    pub fn is_done(&self, kata: &Kata) -> bool {
        self.katas.get(kata.name()).is_some_and(|kata| kata.done)
    }
}

/// What is remembered of one kata.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct KataState {
    /// Whether `next` was said of it while it was green.
    #[serde(default)]
    pub done: bool,
    /// The verdict of the last run of the whole suite.
    #[serde(default)]
    pub verdict: Option<Verdict>,
    /// The tests that passed in it, as `stage_name/test_name`.
    #[serde(default)]
    pub passed: BTreeSet<String>,
    /// The stages as they were in it, by number.
    #[serde(default)]
    pub stages: BTreeMap<u32, StageState>,
    /// When it was, in seconds of Unix time.
    #[serde(default)]
    pub last_run: Option<u64>,
    /// How many seconds were spent on it, long pauses left out.
    #[serde(default)]
    pub seconds: u64,
    /// How many hints of each stage have been shown.
    #[serde(default)]
    pub hints: BTreeMap<u32, usize>,
    /// The kept sources that `reset --undo` brings back.
    #[serde(default)]
    pub undo: Option<String>,
    /// How many times it was begun again after it had been green.
    #[serde(default)]
    pub again: u32,
}

/// What is remembered of one stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StageState {
    /// As in the last run.
    pub verdict: Verdict,
    /// As in the last run.
    pub passed: usize,
    /// As in the last run in which it compiled.
    pub total: Option<usize>,
}

impl KataState {
    /// The number of the first stage that was not green in the last run; the first stage if there was no run.
    pub fn first_unfinished(&self) -> Option<u32> {
        if self.stages.is_empty() {
            return Some(1);
        }
        self.stages.iter().find(|(_, stage)| stage.verdict != Verdict::Green).map(|(number, _)| *number)
    }

    /// How many tests each stage is known to have.
    pub fn known_totals(&self) -> BTreeMap<u32, usize> {
        self.stages.iter().filter_map(|(number, stage)| Some((*number, stage.total?))).collect()
    }

    /// How many seconds would have been spent on it if there were a run at this moment of Unix time: those since the last
    /// run count, up to where a pause begins.
    pub fn seconds_at(&self, now: u64) -> u64 {
        let since = self.last_run.map_or(0, |last| now.saturating_sub(last));
        self.seconds + since.min(LONGEST_THOUGHT)
    }

    /// Counts the time since the last run, and begins to count anew.
    pub(crate) fn ran_at(&mut self, now: u64) {
        self.seconds = self.seconds_at(now);
        self.last_run = Some(now);
    }

    fn record(&mut self, report: &Report, now: u64) {
        self.ran_at(now);
        self.verdict = Some(report.verdict);
        let passed = report.stages.iter().flat_map(|stage| {
            let tests = stage.tests.iter().filter(|test| test.status == crate::report::Status::Passed);
            tests.map(|test| format!("{}/{}", stage.name, test.name))
        });
        self.passed = passed.collect();
        let known = self.known_totals();
        let stages = report.stages.iter().map(|stage| {
            let total = stage.total.or_else(|| known.get(&stage.number).copied());
            (stage.number, StageState { verdict: stage.verdict, passed: stage.passed, total })
        });
        self.stages = stages.collect();
    }
}

/// A run of a whole suite on the learner's code, as the history has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PastRun {
    /// When it ended, in seconds of Unix time.
    pub at: u64,
    /// The kata's name.
    pub kata: String,
    /// What it came to.
    pub verdict: Verdict,
    /// The first stage that was not green.
    pub stage: Option<u32>,
    /// How many tests passed.
    pub passed: usize,
    /// How many tests there were, as far as known.
    pub total: usize,
    /// The number of the sources that ran.
    pub kept: Option<String>,
    /// How many times the kata had been begun again by then.
    #[serde(default)]
    pub again: u32,
}

/// The folder that the state lives in.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// The store of this workspace. Nothing is read or written yet.
    pub fn of(workspace: &Workspace) -> Self {
        Self { folder: workspace.root().join(".state") }
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is remembered, and a line for the user if something is wrong with it. A damaged file is set aside; of one that
    /// cannot be read, nothing is remembered, nor is it changed.
    ///
    /// # Errors
    ///
    /// If the state was written by a newer runner, which this one might damage.
    pub fn load(&self) -> Result<(State, Option<String>)> {
        self.read().or_else(|error| match error {
            Error::Io { .. } => Ok((State::default(), Some(format!("your progress is not known: {error}")))),
            error => Err(error),
        })
    }

    fn read(&self) -> Result<(State, Option<String>)> {
        let path = self.file();
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok((State::default(), None));
            }
            Err(error) => return Err(Error::io("cannot read", &path)(error)),
        };
        match parse(&bytes) {
            Ok(state) => Ok((state, None)),
            Err(Damage::Newer(version)) => Err(Error::Other(format!(
                "{} was written by a newer version of this runner (format {version}, this one knows {VERSION}): update \
                 the workspace, or move the file away to start over",
                path.display()
            ))),
            Err(Damage::Unreadable(why)) => {
                let aside = self.free_name();
                let what = match fs::rename(&path, &aside) {
                    Ok(()) => format!("it was set aside as {}", aside.display()),
                    Err(error) => format!("and it cannot be set aside: {error}"),
                };
                let state = self.recovered();
                let warning = format!(
                    "the record of your progress was damaged ({why}); {what}, and the history of your runs gave back {} of \
                     the katas. Your code is not affected.",
                    state.katas.len()
                );
                // Written at once, so that the next command finds the recovered state and not none at all.
                let saved = self.write(&state);
                let failed = saved.err().map(|error| format!(" It cannot be saved: {error}")).unwrap_or_default();
                Ok((state, Some(warning + &failed)))
            }
        }
    }

    /// Changes what is remembered. No other runner changes it meanwhile, and a crash leaves the old state or the new one.
    ///
    /// # Errors
    ///
    /// If it cannot be read or written.
    pub fn update<T>(&self, change: impl FnOnce(&mut State) -> T) -> Result<T> {
        let _lock = self.lock()?;
        let (mut state, _) = self.read()?;
        let result = change(&mut state);
        self.write(&state)?;
        Ok(result)
    }

    /// Remembers a run of the whole suite on the learner's code.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn record(&self, report: &Report, kept: Option<&str>) -> Result<()> {
        let at = now();
        let again = self.update(|state| {
            state.current = Some(report.kata.clone());
            let of_kata = state.katas.entry(report.kata.clone()).or_default();
            of_kata.record(report, at);
            of_kata.again
        })?;
        let run = PastRun {
            at,
            kata: report.kata.clone(),
            verdict: report.verdict,
            stage: report.current_stage().map(|stage| stage.number),
            passed: report.passed,
            total: report.total,
            kept: kept.map(str::to_owned),
            again,
        };
        let line = serde_json::to_string(&run).expect("plain data can always be written as JSON");
        let path = self.history_file();
        append_line(&path, &line).map_err(Error::io("cannot write", &path))
    }

    /// Keeps other runners out until it is dropped.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn lock(&self) -> Result<File> {
        fs::create_dir_all(&self.folder).map_err(Error::io("cannot make the folder", &self.folder))?;
        let path = self.folder.join("lock");
        let file = File::create(&path).map_err(Error::io("cannot write", &path))?;
        file.lock().map_err(Error::io("cannot lock", &path))?;
        Ok(file)
    }

    fn file(&self) -> PathBuf {
        self.folder.join("state.json")
    }

    fn write(&self, state: &State) -> Result<()> {
        let text = serde_json::to_string_pretty(state).expect("plain data can always be written as JSON");
        let path = self.file();
        write_atomically(&path, text.as_bytes()).map_err(Error::io("cannot write", &path))
    }

    fn free_name(&self) -> PathBuf {
        let names = (1..).map(|number| self.folder.join(format!("state.damaged-{number}.json")));
        names.into_iter().find(|name| !name.exists()).expect("some number is free")
    }

    /// All runs that are remembered, the oldest first.
    pub fn history(&self) -> impl Iterator<Item = PastRun> {
        let text = fs::read(self.history_file()).unwrap_or_default();
        let lines: Vec<PastRun> = String::from_utf8_lossy(&text)
            .lines()
            // A line that a crash cut short tells nothing.
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        lines.into_iter()
    }

    /// The versions of a kata's kept code that were green. They are never dropped.
    pub fn green_versions(&self, kata: &Kata) -> impl Iterator<Item = String> {
        let name = kata.name();
        self.history().filter(move |run| run.kata == name && run.verdict == Verdict::Green).filter_map(|run| run.kept)
    }

    fn history_file(&self) -> PathBuf {
        self.folder.join("history.jsonl")
    }

    /// What the history of runs tells of the progress. The tests' names and the hints are not in it.
    fn recovered(&self) -> State {
        let mut state = State::default();
        for run in self.history() {
            let kata = state.katas.entry(run.kata.clone()).or_default();
            if kata.again != run.again {
                *kata = KataState { again: run.again, ..KataState::default() };
            }
            kata.ran_at(run.at);
            kata.verdict = Some(run.verdict);
            state.current = Some(run.kata);
        }
        state
    }
}

enum Damage {
    Newer(u32),
    Unreadable(String),
}

fn parse(bytes: &[u8]) -> Result<State, Damage> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    let unreadable = |error: serde_json::Error| Damage::Unreadable(error.to_string());
    let Versioned { version } = serde_json::from_slice(bytes).map_err(unreadable)?;
    if version > VERSION {
        return Err(Damage::Newer(version));
    }
    serde_json::from_slice(bytes).map_err(unreadable)
}

/// Writes a file so that a crash at any moment leaves the old content or the new one.
///
/// # Errors
///
/// If its folder cannot be written to.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Adds a line to a file. If the last one was cut short by a crash or a full disk, it stays by itself.
fn append_line(path: &Path, line: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
    let mut last = [b'\n'];
    if file.seek(SeekFrom::End(-1)).is_ok() {
        file.read_exact(&mut last)?;
    }
    let start = if last == *b"\n" { "" } else { "\n" };
    file.write_all(format!("{start}{line}\n").as_bytes())
}

/// The seconds of Unix time.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_in_a_kata_stands_still_in_a_pause_and_never_goes_back() {
        let ran = KataState { seconds: 600, last_run: Some(1000), ..KataState::default() };
        assert_eq!(ran.seconds_at(1060), 660);
        assert_eq!(ran.seconds_at(1000 + LONGEST_THOUGHT), 600 + LONGEST_THOUGHT);
        assert_eq!(ran.seconds_at(1000 + 8 * 3600), 600 + LONGEST_THOUGHT, "the night is a pause");
        assert_eq!(ran.seconds_at(500), 600, "the clock was set back");
    }
}
