//! The errors of the maintainers' commands.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// An error that stopped a command, as a line for the maintainer.
#[derive(Debug, Error)]
pub enum Error {
    /// The runner's library failed.
    #[error(transparent)]
    Runner(#[from] xtask::error::Error),
    /// A file cannot be read or written, or holds something unexpected.
    #[error("{path}: {reason}", path = path.display())]
    File { path: PathBuf, reason: String },
    /// A program cannot be started, or failed.
    #[error("{program}: {reason}")]
    Program { program: String, reason: String },
    /// A suite cannot be built, listed or run.
    #[error("{kata}: {reason}")]
    Suite { kata: String, reason: String },
    /// The header of a pitfall's patch lacks a line, or the line is empty.
    #[error("{patch} has no line `{line}…`")]
    PatchHeader { patch: String, line: &'static str },
    /// A pitfall's patch has no diff.
    #[error("{patch} has no diff in it")]
    PatchWithoutDiff { patch: String },
    /// A pitfall's patch does not fit the reference.
    #[error("{patch} does not apply: {reason}")]
    PatchDoesNotApply { patch: String, reason: String },
    /// The name of a new kata is malformed.
    #[error("`{0}` is not a kata name: use lowercase letters, with `-` between words")]
    KataName(String),
}

impl Error {
    /// For `map_err`: a failure on this file.
    pub fn file<E: Display>(path: &Path) -> impl FnOnce(E) -> Self {
        move |reason| Self::File { path: path.to_owned(), reason: reason.to_string() }
    }

    /// For `map_err`: a failure of this program.
    pub fn program<E: Display>(program: &str) -> impl FnOnce(E) -> Self {
        move |reason| Self::Program { program: program.to_owned(), reason: reason.to_string() }
    }

    /// A failure of a kata's suite.
    pub fn suite(kata: &str, reason: impl Display) -> Self {
        Self::Suite { kata: kata.to_owned(), reason: reason.to_string() }
    }
}

/// The result of a command, or of a step of it.
pub type Result<T, E = Error> = std::result::Result<T, E>;
