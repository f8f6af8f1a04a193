//! What the runner remembers, in one ignored folder: progress, a history of runs, and the learner's code as it was at each.
//!
//! `state.json` holds the progress, `history.jsonl` a line a run, `kept/<kata>/<number>/` the sources of a run. Losing the
//! folder loses no work in progress, and a folder that cannot be written stops no run.

pub mod attempts;
mod history;
pub mod kept_code;
pub mod learning_curve;
pub mod source_times;
mod source_tree;
mod state;
mod work_time;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::{Error, Result};
use crate::paths::shown;
use crate::report::{Report, Verdict};
use crate::workspace::{Kata, Workspace};
pub use history::PastRun;
pub use source_tree::is_learners_file;
use state::{Damage, VERSION};
pub use state::{KataState, StageState, State};
pub use work_time::WorkTime;

/// The folder that the state lives in.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
    katas: Vec<Kata>,
    notices: Arc<Mutex<Vec<String>>>,
}

/// What a run is about: it is recorded as progress only while this holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AttemptId {
    /// [`KataState::again`] when the run began.
    pub again: u32,
    /// [`KataState::replaced`] when the run began.
    pub replaced: u32,
}

impl Store {
    /// The store of this workspace. Nothing is read or written yet.
    pub fn of(workspace: &Workspace) -> Self {
        let folder = workspace.root().join(".state");
        Self { folder, katas: workspace.katas().to_vec(), notices: Arc::default() }
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the user has to know about the stored files: each line is returned once.
    pub fn take_notices(&self) -> Vec<String> {
        std::mem::take(&mut self.notices.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn notice(&self, text: String) {
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        if !notices.contains(&text) {
            notices.push(text);
        }
    }

    /// What is remembered. A damaged file is set aside; one that cannot be read is left as it is. Both become a
    /// [notice](Self::take_notices).
    ///
    /// # Errors
    ///
    /// If the state was written by a newer runner, which this one might damage.
    pub fn load(&self) -> Result<State> {
        let state = match self.read() {
            // Nobody else may repair it at the same time, and somebody may have repaired it by now.
            Ok(Err(_)) => self.lock().and_then(|_lock| self.read_or_repair()),
            Ok(Ok(state)) => Ok(state),
            Err(error) => Err(error),
        };
        state.or_else(|error| match error {
            Error::Io { .. } => {
                self.notice(format!("your progress is not known: {error}"));
                Ok(State::default())
            }
            error => Err(error),
        })
    }

    /// What the state file says, or how it is damaged.
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
            Err(Damage::Newer(version)) => Err(Error::Other(format!(
                "{} was written by a newer version of this runner (format {version}, this one knows {VERSION}): update \
                 the workspace, or move the file away to start over",
                shown(&path)
            ))),
            Err(Damage::Unreadable(why)) => Ok(Err(why)),
        }
    }

    /// What is remembered; if the file is damaged, what the history gives back. The lock has to be held.
    fn read_or_repair(&self) -> Result<State> {
        let why = match self.read()? {
            Ok(state) => return Ok(state),
            Err(why) => why,
        };
        let aside = self.free_name();
        let what = match fs::rename(self.file(), &aside) {
            Ok(()) => format!("it was set aside as {}", shown(&aside)),
            Err(error) => format!("and it cannot be set aside: {error}"),
        };
        let state = self.recovered();
        // Written at once, so that the next command finds the recovered state and not none at all.
        let failed = self.write(&state).err().map(|error| format!(" It cannot be saved: {error}")).unwrap_or_default();
        self.notice(format!(
            "the record of your progress was damaged ({why}); {what}, and the history of your runs gave back {} of the katas. Your \
             code is not affected.{failed}",
            state.katas.len()
        ));
        Ok(state)
    }

    /// Changes what is remembered. No other runner changes it meanwhile, and a crash leaves the old state or the new one.
    ///
    /// # Errors
    ///
    /// If it cannot be read or written.
    pub fn update<T>(&self, change: impl FnOnce(&mut State) -> T) -> Result<T> {
        let _lock = self.lock()?;
        let mut state = self.read_or_repair()?;
        let result = change(&mut state);
        self.write(&state)?;
        Ok(result)
    }

    /// Records a run of the whole suite on the learner's code. If the code was replaced since the run began, the run becomes a
    /// line of the history and no progress.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn record(&self, report: &Report, kept: Option<&str>, attempt: AttemptId) -> Result<()> {
        let at = now();
        self.update(|state| {
            let of_kata = state.katas.entry(report.kata.clone()).or_default();
            if of_kata.attempt() == attempt {
                of_kata.record(report, at);
                state.current = Some(report.kata.clone());
            }
        })?;
        let green = report.stages.iter().filter(|stage| stage.verdict == Verdict::Green);
        let run = PastRun {
            at,
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
        self.clear_unfinished();
        let path = self.file();
        write_atomically(&path, text.as_bytes()).map_err(Error::io("cannot write", &path))
    }

    /// Removes what a runner left that was killed while it wrote. The lock has to be held.
    fn clear_unfinished(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(".tmp")) {
            let _ = fs::remove_file(entry.path());
        }
    }

    fn free_name(&self) -> PathBuf {
        let names = (1..).map(|number| self.folder.join(format!("state.damaged-{number}.json")));
        names.into_iter().find(|name| !name.exists()).expect("some number is free")
    }

    /// All runs that are remembered, the oldest first.
    pub fn history(&self) -> impl Iterator<Item = PastRun> {
        history::read(&self.history_file())
    }

    fn history_file(&self) -> PathBuf {
        self.folder.join("history.jsonl")
    }

    /// The progress according to the history. The tests' names and the hints are not in it.
    fn recovered(&self) -> State {
        let mut state = State::default();
        for run in self.history() {
            let kata = state.katas.entry(run.kata.clone()).or_default();
            if kata.again != run.again {
                *kata = KataState { again: run.again, ..KataState::default() };
            }
            kata.time.ran_at(run.at);
            kata.verdict = Some(run.verdict);
            let green = StageState { verdict: Verdict::Green, passed: 0, total: None };
            kata.stages = run.green.into_iter().map(|name| (name, green.clone())).collect();
            state.current = Some(run.kata);
        }
        state
    }
}

/// The seconds of Unix time.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
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
