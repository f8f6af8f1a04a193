//! The board's database: one SQLite file. Each submodule has the records of a table and their queries.

mod columns;
pub mod machines;
pub mod runs;
pub mod sessions;
pub mod teams;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, Params, Row, TransactionBehavior};
use thiserror::Error;

/// The version of the schema.
const SCHEMA_VERSION: i64 = 1;
/// How long a query waits for a lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// A failure to read or write the database.
#[derive(Debug, Error)]
pub enum DatabaseError {
    /// SQLite failed, or a stored value cannot be read.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// A newer board has written the file.
    #[error("it was written by a newer version of the board ({0}): update the repository")]
    NewerSchema(i64),
    /// The file cannot be opened.
    #[error("{file}: {1}", file = .0.display())]
    Open(PathBuf, Box<DatabaseError>),
}

/// The result of a query.
pub type Result<T> = std::result::Result<T, DatabaseError>;

/// A connection to the database.
#[derive(Debug)]
pub struct Database {
    connection: Connection,
}

impl Database {
    /// Opens the database in this file, and creates it if there is none.
    ///
    /// Readers and the writer do not block each other. A committed transaction survives a crash of the process or the machine at
    /// any moment.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, is not a database, or has a newer schema.
    pub fn open(path: &Path) -> Result<Self> {
        Self::connect(path).map_err(|error| DatabaseError::Open(path.to_owned(), Box::new(error)))
    }

    fn connect(path: &Path) -> Result<Self> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
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
        transaction.commit()?;
        Ok(Self { connection })
    }

    /// Limits the size of the file, to simulate a full disk.
    ///
    /// # Errors
    ///
    /// If SQLite fails.
    pub fn limit_pages(&self, pages: u32) -> Result<()> {
        Ok(self.connection.pragma_update(None, "max_page_count", pages)?)
    }

    /// Runs `work` in a transaction: commits everything that it wrote, or nothing if it fails.
    ///
    /// When this returns without an error, the writes are on the disk.
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
            // SQLite has rolled back by itself after some errors; this call fails then, which does no harm.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        done
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
