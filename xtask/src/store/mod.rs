//! Persistent state in the folder `.state`, which git ignores.
//!
//! `state.json` contains the progress, `history.jsonl` one line per run, and `kept/<kata>/<number>/` the sources of a
//! run. The folder can be deleted without losing any current code, and if it cannot be written to, runs still work.

pub mod attempts;
mod history;
pub mod kept_code;
pub mod learning_curve;
pub mod source_times;
mod source_tree;
pub mod stage_time;
mod state;
mod work_time;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use dojo_protocol::replace_file;

use crate::error::{Error, Result};
use crate::paths::shown;
use crate::report::{Report, Verdict};
use crate::workspace::{Kata, Workspace};
pub use history::PastRun;
pub use source_tree::is_learners_file;
pub use state::{KataState, StageState, State};
use state::{StateFileError, VERSION};
pub use work_time::WorkTime;

/// The state folder of a workspace.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
    katas: Vec<Kata>,
    notices: Arc<Mutex<Vec<String>>>,
}

/// The attempt and code that a run belongs to.
///
/// If either of them has changed by the time the run ends, the run does not count as progress.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AttemptId {
    /// The value of [`KataState::again`] at the start of the run.
    pub again: u32,
    /// The value of [`KataState::replaced`] at the start of the run.
    pub replaced: u32,
}

impl Store {
    /// Returns the store of a workspace without reading or writing anything.
    pub fn of(workspace: &Workspace) -> Self {
        let folder = workspace.root().join(".state");
        Self { folder, katas: workspace.katas().to_vec(), notices: Arc::default() }
    }

    /// Returns the path of the state folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns notices for the user about problems with the stored files, each of them only once.
    pub fn take_notices(&self) -> Vec<String> {
        std::mem::take(&mut self.notices.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn notice(&self, text: String) {
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        if !notices.contains(&text) {
            notices.push(text);
        }
    }

    /// Loads the state.
    ///
    /// If the file is damaged or unreadable, the user gets a [notice](Self::take_notices). A damaged file is also
    /// renamed, whereas an unreadable one is left as it is.
    ///
    /// # Errors
    ///
    /// Fails if a newer runner wrote the state in an unknown format.
    pub fn load(&self) -> Result<State> {
        let state = match self.read() {
            // Read the file again under the lock, since another runner may have repaired it in the meantime.
            Ok(Err(_)) => self.lock().and_then(|_lock| self.read_or_repair()),
            Ok(Ok(state)) => Ok(state),
            Err(error) => Err(error),
        };
        state.or_else(|error| match error {
            Error::Io { .. } => {
                self.notice(format!("cannot load your progress: {error}"));
                Ok(State::default())
            }
            error => Err(error),
        })
    }

    /// Reads the state file. If it is damaged, the inner error explains how.
    fn read(&self) -> Result<Result<State, String>> {
        let path = self.file();
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(Ok(State::default()));
            }
            Err(error) => return Err(Error::io("cannot read", &path)(error)),
        };
        match state::parse(&bytes, &self.katas) {
            Ok(state) => Ok(Ok(state)),
            Err(StateFileError::Newer(version)) => Err(Error::Other(format!(
                "{} was written by a newer version of this runner (format {version}, this one supports up to \
                 {VERSION}). Run `cargo xtask update`, or move the file away to start over.",
                shown(&path)
            ))),
            Err(StateFileError::Unreadable(why)) => Ok(Err(why)),
        }
    }

    /// Reads the state.
    ///
    /// If the file is damaged, recovers the state from the history. The caller must hold the lock.
    fn read_or_repair(&self) -> Result<State> {
        let why = match self.read()? {
            Ok(state) => return Ok(state),
            Err(why) => why,
        };
        let renamed = set_aside(&self.file());
        let state = self.recovered();
        // Save the recovered state right away. Otherwise, the next command would find no file and start from scratch.
        let failed =
            self.write(&state).err().map(|error| format!(" It could not be saved: {error}.")).unwrap_or_default();
        self.notice(format!(
            "the file with your progress was damaged ({why}). {renamed}, and the progress of {} {} was recovered from \
             the history of runs. Your code is not affected.{failed}",
            state.katas.len(),
            if state.katas.len() == 1 { "kata" } else { "katas" }
        ));
        Ok(state)
    }

    /// Changes the state under the lock. If the runner crashes meanwhile, either the old or the new state remains.
    ///
    /// # Errors
    ///
    /// Fails if the state cannot be read or written.
    pub fn update<T>(&self, change: impl FnOnce(&mut State) -> T) -> Result<T> {
        let _lock = self.lock()?;
        let mut state = self.read_or_repair()?;
        let result = change(&mut state);
        self.write(&state)?;
        Ok(result)
    }

    /// Records a run of the whole suite on the learner's code.
    ///
    /// If this is the first run of the kata, its working time begins at the Unix time `opened`.
    ///
    /// If the code was replaced during the run, only the history changes, but not the progress.
    ///
    /// # Errors
    ///
    /// Fails if the state or the history cannot be written.
    pub fn record(&self, report: &Report, kept: Option<&str>, attempt: AttemptId, opened: Option<u64>) -> Result<()> {
        let at = now();
        self.update(|state| {
            let of_kata = state.katas.entry(report.kata.clone()).or_default();
            if of_kata.attempt() == attempt {
                of_kata.record(report, opened, at);
                state.current = Some(report.kata.clone());
            }
        })?;
        let green = report.stages.iter().filter(|stage| stage.verdict == Verdict::Green);
        let run = PastRun {
            at,
            opened,
            kata: report.kata.clone(),
            verdict: report.verdict,
            stage: report.current_stage().map(|stage| stage.number),
            passed: report.passed,
            total: report.total,
            kept: kept.map(str::to_owned),
            again: attempt.again,
            green: green.map(|stage| stage.name.clone()).collect(),
        };
        let line = serde_json::to_string(&run).expect("plain data can always be written as JSON");
        let path = self.history_file();
        history::append_line(&path, &line).map_err(Error::io("cannot write", &path))
    }

    /// Locks the store against other runners until the returned file is dropped.
    ///
    /// # Errors
    ///
    /// Fails if the state folder cannot be written to.
    pub fn lock(&self) -> Result<File> {
        fs::create_dir_all(&self.folder).map_err(Error::io("cannot create the folder", &self.folder))?;
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
        self.remove_temporary_files();
        let path = self.file();
        write_atomically(&path, text.as_bytes()).map_err(Error::io("cannot write", &path))
    }

    /// Removes temporary files of runners that were killed while writing. The caller must hold the lock.
    fn remove_temporary_files(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(".tmp")) {
            let _ = fs::remove_file(entry.path());
        }
    }

    /// Returns all recorded runs, oldest first.
    pub fn history(&self) -> impl Iterator<Item = PastRun> {
        history::read(&self.history_file())
    }

    fn history_file(&self) -> PathBuf {
        self.folder.join("history.jsonl")
    }

    /// Returns the progress according to the history, which lacks the names of passed tests and the hints shown.
    fn recovered(&self) -> State {
        let mut state = State::default();
        for run in self.history() {
            let kata = state.katas.entry(run.kata.clone()).or_default();
            if kata.again != run.again {
                *kata = KataState { again: run.again, ..KataState::default() };
            }
            run.count(&mut kata.time);
            kata.verdict = Some(run.verdict);
            let green = StageState { verdict: Verdict::Green, passed: 0, total: None };
            kata.stages = run.green.into_iter().map(|name| (name, green.clone())).collect();
            state.current = Some(run.kata);
        }
        state
    }
}

/// Returns the current Unix timestamp.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

/// Renames a damaged file, such as `state.json` to `state.damaged-1.json`, and returns a sentence about it without a period.
pub fn set_aside(path: &Path) -> String {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut names = (1..).map(|number| path.with_file_name(format!("{name}.damaged-{number}.json")));
    let aside = names.find(|name| !name.exists()).expect("some number is free");
    match fs::rename(path, &aside) {
        Ok(()) => format!("It was renamed to {}", shown(&aside)),
        Err(error) => format!("It could not be renamed ({error})"),
    }
}

/// Writes a file atomically: a crash leaves either the old or the new content.
///
/// # Errors
///
/// Fails if the file's folder cannot be written to.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    replace_file::replace(file, path)
}
