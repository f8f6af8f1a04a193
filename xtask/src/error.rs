//! The errors of commands.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::paths::shown;

/// An error that ends a command. Its message explains what happened and what to do next.
#[derive(Debug, Error)]
pub enum Error {
    /// The current folder is outside of a workspace.
    #[error("this folder is not inside a clone of the katas. Run the command in the folder that you cloned.")]
    NoWorkspace,
    /// A file cannot be read or parsed.
    #[error("cannot read {path}: {reason}", path = shown(path))]
    BadFile {
        /// The file; inside the workspace, relative to its root.
        path: PathBuf,
        /// The cause.
        reason: String,
    },
    /// No kata has this name.
    #[error("no kata named `{name}`{hint}. Run `cargo xtask list` to see all katas.")]
    UnknownKata {
        /// The name that the user entered.
        name: String,
        /// A suggestion in parentheses, or nothing.
        hint: String,
    },
    /// The prefix matches several katas.
    #[error("`{name}` is ambiguous: it matches {candidates}. Enter more letters.")]
    AmbiguousKata {
        /// The prefix that the user entered.
        name: String,
        /// The names that start with the prefix.
        candidates: String,
    },
    /// The kata has no stage with this number.
    #[error("{kata} has no stage {number}. Its stages are 1 to {last}.")]
    UnknownStage {
        /// The kata's name.
        kata: String,
        /// The number that the user entered.
        number: u32,
        /// The number of the last stage.
        last: usize,
    },
    /// No test name contains the filter.
    #[error("no test name of {kata} contains `{filter}`. The tests are in {suite}.")]
    UnknownTest {
        /// The kata's name.
        kata: String,
        /// The filter that the user entered.
        filter: String,
        /// The folder of the suite.
        suite: String,
    },
    /// The kata's folder or one of its files is missing.
    #[error("{path} is missing: {remedy}", path = shown(path))]
    MissingKata {
        /// The missing path, relative to the workspace's root.
        path: PathBuf,
        /// The next step for the user.
        remedy: String,
    },
    /// No earlier reset can be undone.
    #[error("{kata} has not been reset, so there is nothing to undo.")]
    NothingToUndo {
        /// The kata's name.
        kata: String,
    },
    /// The comparison would show the reference of a kata whose core is not green yet.
    #[error(
        "the core of {kata} is not green yet, and the comparison shows the reference solution. To see it anyway, run \
         `cargo xtask compare {kata} --spoil`."
    )]
    Spoils {
        /// The kata's name.
        kata: String,
    },
    /// The current attempt has not been green, so it cannot be kept as a finished one.
    #[error("{kata} has not been green yet in this attempt. To start over, run `cargo xtask reset {kata}`.")]
    NothingToRepeat {
        /// The kata's name.
        kata: String,
    },
    /// The machine lacks something that a run needs.
    #[error("the tests could not run: {lack}. To fix this: {fix}.")]
    Machine {
        /// The problem.
        lack: String,
        /// The next step for the user.
        fix: String,
    },
    /// The user stopped the command.
    #[error("stopped")]
    Stopped,
    /// A file operation failed.
    #[error("{action} {path}: {source}", path = shown(path))]
    Io {
        /// The failed operation, for example `cannot write`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// Standard output is closed or cannot be written to.
    #[error("cannot print: {0}")]
    Print(#[from] io::Error),
    /// Any other error.
    #[error("{0}")]
    Other(String),
}

impl Error {
    /// Returns a function for `map_err` that adds the failed operation and the path to an I/O error.
    pub fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
        let path = path.to_owned();
        move |source| Error::Io { action, path, source }
    }
}

/// The result of a fallible operation of the runner.
pub type Result<T, E = Error> = std::result::Result<T, E>;
