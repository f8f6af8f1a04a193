//! The folder `.state/dojo` on the board's machine: the database, its copy and its lock.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use dojo_protocol::private_folder;

use crate::database::{Database, DatabaseError};
use crate::error::{BoardError, Result};

/// The suffixes of the files that make up a SQLite database.
const SQLITE_SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];

/// The folder in which a board stores its data.
#[derive(Clone, Debug)]
pub struct BoardFolder {
    path: PathBuf,
}

/// The result of repairing a damaged database.
#[derive(Clone, Debug)]
pub struct Repair {
    /// The new path of the damaged file.
    pub damaged_file: PathBuf,
    /// True if the repaired database is based on the copy.
    pub used_copy: bool,
    /// The number of rows recovered from the damaged file.
    pub recovered_rows: usize,
}

impl BoardFolder {
    /// Creates a handle to the folder, without reading or writing anything.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Returns the path of the database.
    pub fn database_file(&self) -> PathBuf {
        self.path.join("board.db")
    }

    /// Returns the path of the copy that a running board keeps.
    pub fn copy_file(&self) -> PathBuf {
        self.path.join("board.db.copy")
    }

    /// Opens the database, or creates it so that other users of the machine cannot read it.
    ///
    /// # Errors
    ///
    /// If the database cannot be opened.
    pub fn create_database(&self) -> Result<Database> {
        make_private(&self.database_file());
        Ok(Database::open(&self.database_file())?)
    }

    /// Opens an existing database.
    ///
    /// # Errors
    ///
    /// [`BoardError::NothingHosted`] if there is no database.
    pub fn open_database(&self) -> Result<Database> {
        if self.database_file().is_file() { self.create_database() } else { Err(BoardError::NothingHosted) }
    }

    /// Opens an existing database for reading, even on a read-only medium.
    ///
    /// # Errors
    ///
    /// [`BoardError::NothingHosted`] if there is no database.
    pub fn read_database(&self) -> Result<Database> {
        let file = self.database_file();
        if file.is_file() { Ok(Database::open_to_read(&file)?) } else { Err(BoardError::NothingHosted) }
    }

    /// Checks the database and returns the error if it is damaged.
    pub fn damage(&self) -> Option<DatabaseError> {
        match self.open_database().and_then(|database| Ok(database.check()?)) {
            Err(BoardError::Database(error)) if error.is_damage() => Some(error),
            _ => None,
        }
    }

    /// Copies the database of an open connection, and replaces the previous copy atomically.
    ///
    /// # Errors
    ///
    /// If the copy cannot be written.
    pub fn copy_database(&self, database: &Database) -> Result<()> {
        let new = self.path.join("board.db.copy-new");
        remove(&new)?;
        make_private(&new);
        database.copy_to(&new)?;
        let copy = self.copy_file();
        fs::rename(&new, &copy).map_err(BoardError::file("cannot write", &copy))
    }

    /// Removes the copy.
    ///
    /// # Errors
    ///
    /// If the file cannot be removed.
    pub fn remove_copy(&self) -> Result<()> {
        remove(&self.copy_file())
    }

    /// Returns the damaged databases that earlier repairs have moved aside.
    pub fn damaged_files(&self) -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> =
            fs::read_dir(&self.path).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
        found.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(DAMAGED_PREFIX)));
        found.sort();
        found
    }

    /// Moves the damaged database aside and creates a new one from the copy and the readable rows.
    ///
    /// # Errors
    ///
    /// If a file cannot be moved or written.
    pub fn repair_database(&self) -> Result<Repair> {
        let database = self.database_file();
        let names = (1..).map(|number| self.path.join(format!("{DAMAGED_PREFIX}{number}")));
        let damaged_file = names.into_iter().find(|name| !name.exists()).expect("an unused number");
        for suffix in SQLITE_SUFFIXES {
            let (from, to) = (with_suffix(&database, suffix), with_suffix(&damaged_file, suffix));
            if from.exists() {
                fs::rename(&from, &to).map_err(BoardError::file("cannot move", &from))?;
            }
        }
        let used_copy = self.copy_file().is_file() && {
            fs::copy(self.copy_file(), &database).map_err(BoardError::file("cannot write", &database))?;
            self.damage().is_none()
        };
        if !used_copy {
            for suffix in SQLITE_SUFFIXES {
                remove(&with_suffix(&database, suffix))?;
            }
        }
        let recovered_rows = self.create_database()?.recover_rows(&damaged_file)?;
        Ok(Repair { damaged_file, used_copy, recovered_rows })
    }

    /// Creates the folder and locks it for one board, until the returned file is dropped.
    ///
    /// # Errors
    ///
    /// If another board is running, or the folder cannot be written to.
    pub fn lock(&self) -> Result<File> {
        private_folder::create(&self.path).map_err(BoardError::file("cannot create the folder", &self.path))?;
        let path = self.path.join("board.lock");
        let file = File::create(&path).map_err(BoardError::file("cannot write", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(BoardError::BoardRuns),
            Err(TryLockError::Error(error)) => Err(BoardError::file("cannot lock", &path)(error)),
        }
    }
}

/// The start of the name of a damaged database.
const DAMAGED_PREFIX: &str = "board.db.damaged-";

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn remove(path: &Path) -> Result<()> {
    if path.exists() { fs::remove_file(path).map_err(BoardError::file("cannot remove", path)) } else { Ok(()) }
}

/// Creates a database file that only its owner can read, and restricts existing files in the same way.
///
/// SQLite then gives its other files the same permissions. On Windows, the folder's permissions apply instead. A
/// failure is ignored here, because opening the database reports it anyway.
fn make_private(database: &Path) {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(database);
    #[cfg(unix)]
    for suffix in SQLITE_SUFFIXES {
        use std::os::unix::fs::PermissionsExt as _;
        let path = with_suffix(database, suffix);
        let is_shared = fs::metadata(&path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0);
        if is_shared {
            let _ = fs::set_permissions(&path, fs::Permissions::from_mode(0o600));
        }
    }
}
