//! The errors of the commands. Each text is one line for the user.

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
    /// There is no database.
    #[error("this machine has hosted no dojo: `cargo xtask dojo host` does")]
    NothingHosted,
    /// There is no session with this number.
    #[error("there is no such dojo: `cargo xtask dojo list` shows them all")]
    UnknownDojo,
    /// Another board has locked the folder.
    #[error("a board of this workspace is running: end it first, with Ctrl-C")]
    BoardRuns,
    /// The server cannot start or go on.
    #[error("the board cannot be served: {0}")]
    Serve(io::Error),
    /// The terminal cannot be read or written.
    #[error("cannot use the terminal: {0}")]
    Terminal(#[from] io::Error),
    /// The writer thread has panicked.
    #[error("the thread that writes to the database ended early")]
    WriterEnded,
    /// The command is another program's.
    #[error("`board` has no such command: start it by `cargo xtask dojo`")]
    OtherCommand,
}

impl BoardError {
    /// Returns a function for `map_err` that names the file and what failed.
    pub fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::File(action, path, error)
    }
}

/// The result of a command.
pub type Result<T> = std::result::Result<T, BoardError>;
