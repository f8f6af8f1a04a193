//! The errors of this program.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// An error that stopped the program, as a line for the user.
#[derive(Debug, Error)]
pub enum Error {
    /// The runner's library failed.
    #[error(transparent)]
    Runner(#[from] xtask::error::Error),
    /// A curve cannot be drawn.
    #[error("cannot draw a learning curve: {0}")]
    Draw(Box<dyn std::error::Error>),
    /// The template does not render.
    #[error(transparent)]
    Template(#[from] minijinja::Error),
    /// The file cannot be written.
    #[error("cannot write {path}: {source}", path = path.display())]
    Write { path: PathBuf, source: io::Error },
}

/// The result of a step.
pub type Result<T, E = Error> = std::result::Result<T, E>;
