//! The folder `.state/dojo` on the board's machine: the database and its lock.

use std::fs::{self, File, TryLockError};
use std::path::PathBuf;

use crate::database::Database;
use crate::error::{BoardError, Result};

/// The folder with everything that a board stores.
#[derive(Clone, Debug)]
pub struct BoardFolder {
    path: PathBuf,
}

impl BoardFolder {
    /// Names the folder. Reads and writes nothing.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Returns the path of the database.
    pub fn database_file(&self) -> PathBuf {
        self.path.join("board.db")
    }

    /// Opens the database, and creates it if there is none.
    ///
    /// # Errors
    ///
    /// If it cannot be opened.
    pub fn create_database(&self) -> Result<Database> {
        Ok(Database::open(&self.database_file())?)
    }

    /// Opens the database, and creates none.
    ///
    /// # Errors
    ///
    /// [`BoardError::NothingHosted`] if there is none.
    pub fn open_database(&self) -> Result<Database> {
        if self.database_file().is_file() { self.create_database() } else { Err(BoardError::NothingHosted) }
    }

    /// Opens the database to read it, on a read-only medium too.
    ///
    /// # Errors
    ///
    /// [`BoardError::NothingHosted`] if there is none.
    pub fn read_database(&self) -> Result<Database> {
        let file = self.database_file();
        if file.is_file() { Ok(Database::open_to_read(&file)?) } else { Err(BoardError::NothingHosted) }
    }

    /// Locks the folder for one board, until the file is dropped. Creates the folder.
    ///
    /// # Errors
    ///
    /// If another board runs, or the folder cannot be written to.
    pub fn lock(&self) -> Result<File> {
        fs::create_dir_all(&self.path).map_err(BoardError::file("cannot make the folder", &self.path))?;
        let path = self.path.join("board.lock");
        let file = File::create(&path).map_err(BoardError::file("cannot write", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(BoardError::BoardRuns),
            Err(TryLockError::Error(error)) => Err(BoardError::file("cannot lock", &path)(error)),
        }
    }
}
