//! What can stop a command.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::paths::shown;

/// What stopped a command: a line that says what was wrong and what to do next.
#[derive(Debug, Error)]
pub enum Error {
    /// The command does not run inside the workspace.
    #[error("no workspace of katas here: run this inside the folder that you cloned")]
    NoWorkspace,
    /// The root manifest cannot be used.
    #[error("{path} cannot be read: {reason}", path = shown(path))]
    BadFile {
        /// The file, from the workspace's root where it lies there.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// No kata has this name.
    #[error("there is no kata `{name}`{hint}; `cargo xtask list` shows them all")]
    UnknownKata {
        /// As the user wrote it.
        name: String,
        /// Which name may have been meant.
        hint: String,
    },
    /// Several katas' names begin like this.
    #[error("`{name}` could be {candidates}: write a few more letters")]
    AmbiguousKata {
        /// As the user wrote it.
        name: String,
        /// The names that begin so.
        candidates: String,
    },
    /// The kata has no stage of this number.
    #[error("{kata} has no stage {number}: its stages are 1 to {last}")]
    UnknownStage {
        /// The kata.
        kata: String,
        /// As the user wrote it.
        number: u32,
        /// The last stage there is.
        last: usize,
    },
    /// No test has such a name.
    #[error("no test of {kata} has `{filter}` in its name; they are in {suite}")]
    UnknownTest {
        /// The kata.
        kata: String,
        /// As the user wrote it.
        filter: String,
        /// The folder of the suite.
        suite: String,
    },
    /// The kata's folder, or its sources, are gone.
    #[error("{path} is missing: {remedy}", path = shown(path))]
    MissingKata {
        /// What is missing, from the workspace's root.
        path: PathBuf,
        /// What to do about it.
        remedy: String,
    },
    /// There is nothing that `reset --undo` could bring back.
    #[error("{kata} has not been reset, so there is nothing to undo")]
    NothingToUndo {
        /// The kata.
        kata: String,
    },
    /// The reference would give away a kata that has not been green.
    #[error(
        "{kata} is not green yet, and the reference gives it away; `cargo xtask compare {kata} --spoil` shows it all the same"
    )]
    Spoils {
        /// The kata.
        kata: String,
    },
    /// The kata has not been green since it was begun, so there is no attempt to keep.
    #[error(
        "{kata} has not been green yet, so there is nothing to do again; `cargo xtask reset {kata}` puts the stub back"
    )]
    NothingToRepeat {
        /// The kata.
        kata: String,
    },
    /// The machine lacks something that a run needs, so there is no verdict.
    #[error("{lack}, so there is no verdict: {fix}")]
    Machine {
        /// What it lacks.
        lack: String,
        /// What to do about it.
        fix: String,
    },
    /// A run of the same kata was stopped by the user.
    #[error("stopped")]
    Stopped,
    /// Something about a file.
    #[error("{action} {path}: {source}", path = shown(path))]
    Io {
        /// What was tried: `cannot write`.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// The terminal or pipe that is written to is gone.
    #[error("cannot print: {0}")]
    Print(#[from] io::Error),
    /// Anything that stops a command and fits none of the others.
    #[error("{0}")]
    Other(String),
}

impl Error {
    /// For `map_err`: what was tried on which file.
    pub fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
        let path = path.to_owned();
        move |source| Error::Io { action, path, source }
    }
}

/// The result of a command.
pub type Result<T, E = Error> = std::result::Result<T, E>;
