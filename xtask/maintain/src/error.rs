//! The errors of the maintainers' commands.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// An error that stops a command. Its message is a line for the maintainer.
#[derive(Debug, Error)]
pub enum Error {
    /// An error of the runner's library.
    #[error(transparent)]
    Runner(#[from] xtask::error::Error),
    /// A file cannot be read or written, or has unexpected content.
    #[error("{path}: {reason}", path = path.display())]
    File { path: PathBuf, reason: String },
    /// A program could not be started, or failed.
    #[error("{program}: {reason}")]
    Program { program: String, reason: String },
    /// A suite could not be built, listed or run.
    #[error("{kata}: {reason}")]
    Suite { kata: String, reason: String },
    /// A pitfall's patch does not say what the mistake is.
    #[error("{patch} needs a line `Pitfall: …` that describes the mistake")]
    PatchWithoutTitle { patch: String },
    /// A pitfall's patch has no diff.
    #[error("{patch} has no diff")]
    PatchWithoutDiff { patch: String },
    /// A pitfall's patch does not apply to the reference.
    #[error("{patch} does not apply: {reason}")]
    PatchDoesNotApply { patch: String, reason: String },
    /// The name of a new kata is invalid.
    #[error("invalid kata name `{0}`: use lowercase letters, with `-` between words")]
    KataName(String),
}

impl Error {
    /// Returns a function for `map_err` that makes a reason an error of this file.
    pub fn file<E: Display>(path: &Path) -> impl FnOnce(E) -> Self {
        move |reason| Self::File { path: path.to_owned(), reason: reason.to_string() }
    }

    /// Returns a function for `map_err` that makes a reason an error of this program.
    pub fn program<E: Display>(program: &str) -> impl FnOnce(E) -> Self {
        move |reason| Self::Program { program: program.to_owned(), reason: reason.to_string() }
    }

    /// Returns an error of a kata's suite.
    pub fn suite(kata: &str, reason: impl Display) -> Self {
        Self::Suite { kata: kata.to_owned(), reason: reason.to_string() }
    }
}

/// The result of a command or one of its steps.
pub type Result<T, E = Error> = std::result::Result<T, E>;
