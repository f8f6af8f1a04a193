//! The errors of the commands, each with a message that fits on one line.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::certificate::CertificateError;
use crate::database::DatabaseError;
use crate::export::git::GitExportError;
use crate::listen_address::ListenError;

/// The reason why a command failed.
#[derive(Debug, Error)]
pub enum BoardError {
    /// The workspace cannot be used.
    #[error(transparent)]
    Workspace(#[from] xtask::error::Error),
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The certificate cannot be used.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The board cannot listen.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The git repositories cannot be created.
    #[error(transparent)]
    Git(#[from] GitExportError),
    /// A file cannot be used.
    #[error("{0} {file}: {2}", file = .1.display())]
    File(&'static str, PathBuf, io::Error),
    /// The database does not exist.
    #[error("no dojo has been hosted on this machine. Start one with `cargo xtask dojo host`")]
    NothingHosted,
    /// No session has this number.
    #[error("unknown dojo number. `cargo xtask dojo list` shows all dojos")]
    UnknownDojo,
    /// Another board has locked the folder.
    #[error("a board is already running in this workspace: stop it first with Ctrl-C")]
    BoardRuns,
    /// The server has failed.
    #[error("the board's server failed: {0}")]
    Serve(io::Error),
    /// The terminal cannot be read or written.
    #[error("cannot read from or write to the terminal: {0}")]
    Terminal(#[from] io::Error),
    /// The writer thread has panicked.
    #[error("the database thread stopped unexpectedly: start the board again")]
    WriterEnded,
    /// Another program implements the command.
    #[error("`board` does not have this command: use `cargo xtask dojo`")]
    OtherCommand,
}

impl BoardError {
    /// Returns a function for `map_err` that adds the file and the failed action.
    pub fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::File(action, path, error)
    }
}

/// The result of a command.
pub type Result<T> = std::result::Result<T, BoardError>;
