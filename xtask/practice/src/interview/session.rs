//! An interview's data, and the folder in which it is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use enum_iterator::Sequence;
use serde::{Deserialize, Serialize};
use xtask::error::{Error, Result};
use xtask::paths::shown;
use xtask::report::{Report, Verdict};
use xtask::store::{now, write_atomically};
use xtask::workspace::{Kata, Workspace};

use super::phase::Phase;

/// The folder of all interviews, relative to the root of the workspace.
const FOLDER: &str = "interviews";

/// An interview: its progress, and everything that the candidate entered in the view.
///
/// What the candidate writes in an editor is kept in files next to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The number of the interview, from 1.
    pub number: u32,
    /// The name of the kata.
    pub kata: String,
    /// The planned time in minutes.
    pub minutes: u32,
    /// The Unix time at which it began.
    pub began: u64,
    /// The current phase.
    pub phase: Phase,
    /// The Unix time at which the review was completed.
    #[serde(default)]
    pub finished: Option<u64>,
    /// The time spent in each phase, in seconds.
    #[serde(default)]
    pub seconds: BTreeMap<Phase, u64>,
    /// The questions that the candidate asked, in order.
    #[serde(default)]
    pub asked: Vec<AskedQuestion>,
    /// The questions that the candidate did not ask before a test failed because of their rules.
    #[serde(default)]
    pub found_by_tests: BTreeSet<String>,
    /// The results of the last run in each phase, by stage.
    #[serde(default)]
    pub results: BTreeMap<Phase, Vec<StageResult>>,
    /// The number of runs of the tests.
    #[serde(default)]
    pub runs: u32,
    /// The candidate's ratings, from 1 to 4.
    #[serde(default)]
    pub ratings: BTreeMap<Criterion, u8>,
}

/// A question that the candidate asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedQuestion {
    /// The question.
    pub question: String,
    /// True if it is one of the kata's questions and thus has an answer.
    pub is_known: bool,
    /// The phase in which it was asked.
    pub phase: Phase,
}

/// The result of one stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageResult {
    /// The stage's number.
    pub number: u32,
    /// The stage's title.
    pub title: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The number of tests that passed.
    pub passed: usize,
    /// The number of tests, if known.
    pub total: Option<usize>,
}

/// A criterion of the rubric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Sequence, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Criterion {
    /// Asking, explaining, and saying what one does.
    Communication,
    /// Types, responsibilities and boundaries.
    Design,
    /// Code that does what was agreed.
    Correctness,
    /// Reacting to a changed requirement.
    Adaptability,
}

impl Criterion {
    /// Returns the title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Communication => "Communication",
            Self::Design => "Design",
            Self::Correctness => "Correctness",
            Self::Adaptability => "Adaptability",
        }
    }

    /// Describes the highest rating.
    pub fn good(self) -> &'static str {
        match self {
            Self::Communication => {
                "You asked before you assumed, asked about the cases where designs differ, and said why you chose what \
                 you chose."
            }
            Self::Design => {
                "Each type has one responsibility and guards its own rules. Your sketch and your code show the same \
                 types."
            }
            Self::Correctness => {
                "The stages that you reached are green. You found the boundary cases yourself, not through a failing test."
            }
            Self::Adaptability => {
                "You said first which parts change and which stay. The change was small and touched the parts that you \
                 named."
            }
        }
    }
}

/// The highest rating.
pub const MAX_RATING: u8 = 4;

impl Session {
    /// Returns a new interview.
    fn new(number: u32, kata: &Kata, minutes: u32) -> Self {
        Self {
            number,
            kata: kata.name().to_owned(),
            minutes,
            began: now(),
            phase: Phase::Question,
            finished: None,
            seconds: BTreeMap::new(),
            asked: Vec::new(),
            found_by_tests: BTreeSet::new(),
            results: BTreeMap::new(),
            runs: 0,
            ratings: BTreeMap::new(),
        }
    }

    /// Returns the time spent in a phase, in seconds.
    pub fn seconds_in(&self, phase: Phase) -> u64 {
        self.seconds.get(&phase).copied().unwrap_or(0)
    }

    /// Returns the time spent in all phases for which time is planned, in seconds.
    pub fn planned_seconds_spent(&self) -> u64 {
        enum_iterator::all::<Phase>()
            .filter(|phase| phase.planned(self.minutes).is_some())
            .map(|phase| self.seconds_in(phase))
            .sum()
    }

    /// Returns true if the candidate has asked this question.
    pub fn has_asked(&self, question: &str) -> bool {
        self.asked.iter().any(|asked| asked.is_known && asked.question == question)
    }

    /// Counts a run of the tests that began in a phase, and keeps its results.
    pub fn record(&mut self, phase: Phase, report: &Report) {
        self.runs += 1;
        let result = |stage: &xtask::report::StageReport| StageResult {
            number: stage.number,
            title: stage.title.clone(),
            verdict: stage.verdict,
            passed: stage.passed,
            total: stage.total,
        };
        self.results.insert(phase, report.stages.iter().map(result).collect());
    }
}

/// The folder of one interview.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

/// A text that the candidate writes in an editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// The types and their responsibilities.
    Sketch,
    /// The parts that would have to change.
    Change,
    /// The answers about scale.
    Scale,
}

impl Text {
    /// Returns the name of the file.
    pub fn file(self) -> &'static str {
        match self {
            Self::Sketch => "sketch.md",
            Self::Change => "change.md",
            Self::Scale => "scale.md",
        }
    }
}

impl Folder {
    /// Returns the folders of all interviews of a workspace, oldest first.
    pub fn all(workspace: &Workspace) -> Vec<Self> {
        let entries = fs::read_dir(workspace.root().join(FOLDER)).into_iter().flatten().flatten();
        let folders = entries.map(|entry| Self { path: entry.path() });
        let mut folders: Vec<Self> = folders.filter(|folder| folder.number().is_some()).collect();
        folders.sort_by_key(Self::number);
        folders
    }

    /// Creates the folder of a new interview, with an empty session.
    ///
    /// # Errors
    ///
    /// Fails if the folder cannot be written to.
    pub fn create(workspace: &Workspace, kata: &Kata, minutes: u32) -> Result<(Self, Session)> {
        let number = Self::all(workspace).iter().filter_map(Self::number).max().unwrap_or(0) + 1;
        let path = workspace.root().join(FOLDER).join(format!("{number}-{}", kata.name()));
        fs::create_dir_all(&path).map_err(Error::io("cannot create the folder", &path))?;
        Ok((Self { path }, Session::new(number, kata, minutes)))
    }

    /// Returns the number in the folder's name.
    fn number(&self) -> Option<u32> {
        self.path.file_name()?.to_str()?.split_once('-')?.0.parse().ok()
    }

    /// Returns the path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the path of the candidate's code.
    pub fn code(&self, kata: &str) -> PathBuf {
        self.path.join("katas").join(kata).join("src")
    }

    /// Returns the path of a text.
    pub fn text(&self, text: Text) -> PathBuf {
        self.path.join(text.file())
    }

    /// Returns the path of the copy of the code from before the change.
    pub fn code_before_change(&self) -> PathBuf {
        self.path.join("before-change")
    }

    /// Reads the interview. A folder without one was left by a crash while it was created, so it has no session.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or is damaged.
    pub fn load(&self) -> Result<Option<Session>> {
        let path = self.session_file();
        if !path.exists() {
            return Ok(None);
        }
        let bad = |reason: String| Error::BadFile { path: path.clone(), reason };
        let bytes = fs::read(&path).map_err(|error| bad(error.to_string()))?;
        serde_json::from_slice(&bytes).map(Some).map_err(|error| {
            bad(format!("{error}. To leave this interview out, remove the folder {}", shown(&self.path)))
        })
    }

    /// Writes the interview. A crash leaves either the old or the new one.
    ///
    /// # Errors
    ///
    /// Fails if the folder cannot be written to.
    pub fn save(&self, session: &Session) -> Result<()> {
        let text = xtask::render::json(session);
        let path = self.session_file();
        write_atomically(&path, text.as_bytes()).map_err(Error::io("cannot write", &path))
    }

    /// Locks the interview until the returned file is dropped.
    ///
    /// # Errors
    ///
    /// Fails if another process has locked it.
    pub fn lock(&self) -> Result<File> {
        let path = self.path.join("lock");
        let file = File::create(&path).map_err(Error::io("cannot write", &path))?;
        file.try_lock().map_err(|_| {
            Error::Other(
                "this interview is open in another terminal. For the interviewer's side, add --interviewer.".to_owned(),
            )
        })?;
        Ok(file)
    }

    fn session_file(&self) -> PathBuf {
        self.path.join("session.json")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_view_locks_an_interview() {
        let temporary = tempfile::tempdir().expect("the temporary folder is writable");
        let folder = Folder { path: temporary.path().to_owned() };
        let lock = folder.lock().expect("nobody has locked it");
        let error = folder.lock().expect_err("it is locked").to_string();
        assert!(error.contains("open in another terminal"), "{error}");
        drop(lock);
        folder.lock().expect("it is no longer locked");
    }
}
