//! What the runner remembers, in one ignored folder: progress, a history of runs, and the learner's code as it was at each.
//!
//! `state.json` holds the progress, `history.jsonl` a line a run, `kept/<kata>/<number>/` the sources of a run. Losing the
//! folder loses no work in progress, and a folder that cannot be written stops no run.

pub mod attempts;
mod history;
pub mod kept_code;
pub mod learning_curve;
mod source_tree;
mod state;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::{Error, Result};
use crate::report::{Report, Verdict};
use crate::workspace::{Kata, Workspace};
pub use history::PastRun;
use state::{Damage, VERSION};
pub use state::{KataState, StageState, State};

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
        match state::parse(&bytes) {
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
        let path = self.file();
        write_atomically(&path, text.as_bytes()).map_err(Error::io("cannot write", &path))
    }

    fn free_name(&self) -> PathBuf {
        let names = (1..).map(|number| self.folder.join(format!("state.damaged-{number}.json")));
        names.into_iter().find(|name| !name.exists()).expect("some number is free")
    }

    /// All runs that are remembered, the oldest first.
    pub fn history(&self) -> impl Iterator<Item = PastRun> {
        history::read(&self.history_file())
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
