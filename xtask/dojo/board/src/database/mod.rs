//! The board's database, a single SQLite file. Each submodule has the records of a table and their queries.

mod columns;
pub mod machines;
mod recovery;
pub mod runs;
pub mod sessions;
pub mod teams;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _, Params, Row, TransactionBehavior};
use tempfile::TempDir;
use thiserror::Error;

/// The version of the schema.
const SCHEMA_VERSION: i64 = 1;
/// The maximum size of the write-ahead log file after a checkpoint.
const JOURNAL_BYTES: i64 = 16 << 20;
/// The maximum time for which a query waits for a lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// A failure to read or write the database.
#[derive(Debug, Error)]
pub enum DatabaseError {
    /// SQLite failed, or a stored value cannot be read.
    #[error(transparent)]
    Sqlite(rusqlite::Error),
    /// The file is damaged, or not a database.
    #[error(
        "the board's database, `.state/dojo/board.db`, is damaged ({0}): run `cargo xtask dojo host` to recover its \
         readable data"
    )]
    Damaged(String),
    /// A newer version of the board has written the file.
    #[error("the database was written by a newer version of the board ({0}): update the repository")]
    NewerSchema(i64),
    /// The file cannot be opened.
    #[error("{file}: {1}", file = .0.display())]
    Open(PathBuf, Box<DatabaseError>),
    /// The files of a read-only archive cannot be copied.
    #[error("cannot copy the database: {0}")]
    Copy(#[from] std::io::Error),
}

impl DatabaseError {
    /// Returns whether the file or its folder cannot be written to.
    fn is_read_only(&self) -> bool {
        let codes = [ErrorCode::ReadOnly, ErrorCode::CannotOpen, ErrorCode::PermissionDenied];
        match self {
            Self::Sqlite(error) => error.sqlite_error_code().is_some_and(|code| codes.contains(&code)),
            _ => false,
        }
    }

    /// Returns whether the disk is full.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::DiskFull))
    }

    /// Returns whether the file is damaged.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged(_) => true,
            Self::Open(_, error) => error.is_damage(),
            _ => false,
        }
    }
}

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Sqlite(error),
        }
    }
}

/// The result of a query.
pub type Result<T> = std::result::Result<T, DatabaseError>;

/// A connection to the database.
#[derive(Debug)]
pub struct Database {
    connection: Connection,
    /// The temporary folder of a copy. Dropping the connection removes it.
    _copy: Option<TempDir>,
}

impl Database {
    /// Opens the database in this file, or creates it.
    ///
    /// Readers and the writer do not block each other. Once a transaction is committed, it survives a crash of the
    /// process or even of the machine.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, is not a database, or has a newer schema.
    pub fn open(path: &Path) -> Result<Self> {
        Self::connect(path).map_err(|error| DatabaseError::Open(path.to_owned(), Box::new(error)))
    }

    /// Opens a database for reading, even on a read-only medium, where SQLite cannot create its other files.
    ///
    /// # Errors
    ///
    /// If the file is not a database, or has a newer schema.
    pub fn open_to_read(path: &Path) -> Result<Self> {
        let opened = Self::connect(path).or_else(|error| match error {
            error if error.is_read_only() => Self::connect_to_archive(path),
            error => Err(error),
        });
        opened.map_err(|error| DatabaseError::Open(path.to_owned(), Box::new(error)))
    }

    fn connect_to_archive(path: &Path) -> Result<Self> {
        let log_file = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
        if std::fs::metadata(log_file(path)).is_ok_and(|log| log.len() > 0) {
            // An immutable connection would ignore writes that are only in the log.
            let folder = TempDir::new()?;
            let copy = folder.path().join("board.db");
            for (from, to) in [(path.to_owned(), copy.clone()), (log_file(path), log_file(&copy))] {
                // `fs::copy` would also copy the read-only permission.
                std::io::copy(&mut std::fs::File::open(from)?, &mut std::fs::File::create(to)?)?;
            }
            return Ok(Self { _copy: Some(folder), ..Self::connect(&copy)? });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(immutable_uri(path), flags)?;
        match connection.pragma_query_value(None, "user_version", |row| row.get(0))? {
            SCHEMA_VERSION => Ok(Self { connection, _copy: None }),
            other => Err(DatabaseError::NewerSchema(other)),
        }
    }

    fn connect(path: &Path) -> Result<Self> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        // Overwrites deleted data, so that it cannot be found in the file.
        connection.pragma_update(None, "secure_delete", true)?;
        connection.pragma_update(None, "journal_size_limit", JOURNAL_BYTES)?;
        connection.set_prepared_statement_cache_capacity(64);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        match transaction.pragma_query_value(None, "user_version", |row| row.get(0))? {
            0 => {
                transaction.execute_batch(include_str!("schema.sql"))?;
                transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
            }
            SCHEMA_VERSION => {}
            newer => return Err(DatabaseError::NewerSchema(newer)),
        }
        // Databases of earlier versions do not have this index yet.
        transaction.execute_batch("CREATE INDEX IF NOT EXISTS run_of_machine ON run (machine, at)")?;
        transaction.commit()?;
        Ok(Self { connection, _copy: None })
    }

    /// Limits the file's size, so that tests can simulate a full disk.
    ///
    /// # Errors
    ///
    /// If SQLite fails.
    pub fn limit_pages(&self, pages: u32) -> Result<()> {
        Ok(self.connection.pragma_update(None, "max_page_count", pages)?)
    }

    /// Runs `work` in a transaction, which is rolled back if `work` fails.
    ///
    /// When this returns `Ok`, the writes are on the disk.
    ///
    /// # Errors
    ///
    /// If `work` fails or the transaction cannot be committed.
    pub fn transaction<T>(&mut self, work: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let done = work(self).and_then(|value| {
            self.connection.execute_batch("COMMIT")?;
            Ok(value)
        });
        if done.is_err() {
            // After some errors, SQLite has already rolled back by itself. In this case, the call fails harmlessly.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        done
    }

    /// Returns the free space on the database's disk in bytes.
    pub fn free_bytes(&self) -> u64 {
        let folder = self.connection.path().and_then(|path| Path::new(path).parent());
        // If the space is unknown, assume that there is enough, because a failed write is reported anyway.
        folder.and_then(|folder| fs4::available_space(folder).ok()).unwrap_or(u64::MAX)
    }

    /// Checks that the whole file can be read.
    ///
    /// # Errors
    ///
    /// [`DatabaseError::Damaged`] if it cannot.
    pub fn check(&self) -> Result<()> {
        let found: String = self.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if found == "ok" { Ok(()) } else { Err(DatabaseError::Damaged(found.replace('\n', " "))) }
    }

    /// Returns a number that changes when another connection writes.
    ///
    /// # Errors
    ///
    /// If SQLite fails.
    pub fn data_version(&self) -> Result<i64> {
        Ok(self.connection.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// Copies the database to a new file, while other connections can still read and write.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        let mut copy = Connection::open(path)?;
        Backup::new(&self.connection, &mut copy)?.step(i32::MAX)?;
        Ok(())
    }

    /// Rewrites the file without deleted data.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, or another connection uses it.
    pub fn compact(&self) -> Result<()> {
        self.connection.execute_batch("VACUUM")?;
        // The log still contains earlier versions of pages.
        Ok(self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    fn query<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_map(params, read)?.collect::<rusqlite::Result<_>>()?)
    }

    fn query_one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.connection.prepare_cached(sql)?.query_row(params, read).optional()?)
    }

    fn execute(&self, sql: &str, params: impl Params) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute(params)?;
        Ok(())
    }

    /// Inserts a row and returns its number.
    fn insert(&self, sql: &str, params: impl Params) -> Result<u64> {
        self.execute(sql, params)?;
        Ok(u64::try_from(self.connection.last_insert_rowid()).expect("rows are numbered from 1"))
    }
}

/// Returns the SQLite URI that opens a file as immutable.
fn immutable_uri(path: &Path) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte);
    let encode = |byte: u8| match byte {
        b'\\' if cfg!(windows) => "/".to_owned(),
        byte if is_plain(byte) || (cfg!(windows) && byte == b':') => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    let encoded: String = path.as_os_str().as_encoded_bytes().iter().copied().map(encode).collect();
    // An absolute path on Windows begins with a drive letter.
    let root = if path.is_absolute() && !encoded.starts_with('/') { "/" } else { "" };
    format!("file:{root}{encoded}?immutable=1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_with_a_special_path_opens_read_only() {
        let folder = TempDir::new().expect("a folder");
        // On Windows, a name cannot contain `?`.
        let path = folder.path().join(if cfg!(windows) { "a#c%20 ä.db" } else { "a?b#c%20 ä.db" });
        drop(Database::open(&path).expect("a database"));
        let database = Database::connect_to_archive(&path).expect("an archive");
        assert!(database.sessions().expect("sessions").is_empty());
        assert!(database.delete_session(1).is_err(), "deleting from a read-only archive fails");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }
}
