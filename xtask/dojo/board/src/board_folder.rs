//! The folder `.state/dojo` on the board's machine: the database, its copy and its lock.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use dojo_protocol::private_folder;

use crate::database::{Database, DatabaseError};
use crate::error::{BoardError, Result};

/// The files that SQLite keeps beside a database, by what it adds to the name.
const COMPANIONS: [&str; 3] = ["", "-wal", "-shm"];

/// The folder with everything that a board stores.
#[derive(Clone, Debug)]
pub struct BoardFolder {
    path: PathBuf,
}

/// What became of a damaged database.
#[derive(Clone, Debug)]
pub struct Repair {
    /// Where the damaged file is now.
    pub aside: PathBuf,
    /// Whether the copy was used.
    pub used_copy: bool,
    /// The number of rows that could be read of the damaged file.
    pub saved_rows: usize,
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

    /// Returns the path of the copy that a running board makes.
    pub fn copy_file(&self) -> PathBuf {
        self.path.join("board.db.copy")
    }

    /// Opens the database, and creates it if there is none. Other users of the machine cannot read it.
    ///
    /// # Errors
    ///
    /// If it cannot be opened.
    pub fn create_database(&self) -> Result<Database> {
        make_private(&self.database_file());
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

    /// Returns the damage of the database, if it has any.
    pub fn damage(&self) -> Option<DatabaseError> {
        match self.open_database().and_then(|database| Ok(database.check()?)) {
            Err(BoardError::Database(error)) if error.is_damage() => Some(error),
            _ => None,
        }
    }

    /// Copies the database of an open connection, and replaces the copy before in one step.
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
    /// If it cannot be removed.
    pub fn remove_copy(&self) -> Result<()> {
        remove(&self.copy_file())
    }

    /// Returns the damaged databases that were set aside.
    pub fn set_aside(&self) -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> =
            fs::read_dir(&self.path).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
        found.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(DAMAGED)));
        found.sort();
        found
    }

    /// Sets the damaged database aside, and makes one of the copy and of all that can be read.
    ///
    /// # Errors
    ///
    /// If a file cannot be moved or written.
    pub fn repair_database(&self) -> Result<Repair> {
        let database = self.database_file();
        let names = (1..).map(|number| self.path.join(format!("{DAMAGED}{number}")));
        let aside = names.into_iter().find(|name| !name.exists()).expect("some number is free");
        for companion in COMPANIONS {
            let (from, to) = (with_suffix(&database, companion), with_suffix(&aside, companion));
            if from.exists() {
                fs::rename(&from, &to).map_err(BoardError::file("cannot set aside", &from))?;
            }
        }
        let used_copy = self.copy_file().is_file() && {
            fs::copy(self.copy_file(), &database).map_err(BoardError::file("cannot write", &database))?;
            self.damage().is_none()
        };
        if !used_copy {
            for companion in COMPANIONS {
                remove(&with_suffix(&database, companion))?;
            }
        }
        let saved_rows = self.create_database()?.salvage(&aside)?;
        Ok(Repair { aside, used_copy, saved_rows })
    }

    /// Locks the folder for one board, until the file is dropped. Creates the folder.
    ///
    /// # Errors
    ///
    /// If another board runs, or the folder cannot be written to.
    pub fn lock(&self) -> Result<File> {
        private_folder::create(&self.path).map_err(BoardError::file("cannot make the folder", &self.path))?;
        let path = self.path.join("board.lock");
        let file = File::create(&path).map_err(BoardError::file("cannot write", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(BoardError::BoardRuns),
            Err(TryLockError::Error(error)) => Err(BoardError::file("cannot lock", &path)(error)),
        }
    }
}

/// How the name of a damaged database begins.
const DAMAGED: &str = "board.db.damaged-";

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn remove(path: &Path) -> Result<()> {
    if path.exists() { fs::remove_file(path).map_err(BoardError::file("cannot remove", path)) } else { Ok(()) }
}

/// Creates a database's file so that only its owner can read it, and takes the rights of others from files that exist. SQLite
/// gives its other files the same rights. On Windows, the folder's rights hold.
///
/// If it fails, opening the database says why.
fn make_private(database: &Path) {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(database);
    #[cfg(unix)]
    for companion in COMPANIONS {
        use std::os::unix::fs::PermissionsExt as _;
        let path = with_suffix(database, companion);
        let is_shared = fs::metadata(&path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0);
        if is_shared {
            let _ = fs::set_permissions(&path, fs::Permissions::from_mode(0o600));
        }
    }
}
