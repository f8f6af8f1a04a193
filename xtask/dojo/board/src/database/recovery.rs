//! Recovers the readable rows of a damaged database.
//!
//! SQLite has a recovery tool, but its library does not include it. Instead, this module reads each table in ranges of
//! rows. If a range is unreadable, it is split in half again and again until the unreadable rows are found.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{CachedStatement, Connection, Row, params_from_iter};

use super::{Database, Result};

/// The maximum number of rows per query.
const RANGE: usize = 64;
/// The maximum number of failed reads, which bounds the time spent on a large damaged area.
const MAX_FAILURES: u32 = 20_000;

/// The tables in the order of their references, each with its key and a condition for usable rows.
const TABLES: [(&str, &str, &str); 7] = [
    ("session", "id", "json_valid(state)"),
    ("team", "id", "json_valid(people)"),
    ("machine", "id", "answers IS NULL OR json_valid(answers)"),
    ("token", "id", "true"),
    ("run", "id", "json_valid(light) AND json_valid(detail)"),
    ("content", "id", "true"),
    ("run_file", "run", "true"),
];

/// Deletes rows that refer to lost rows.
const DELETE_ORPHANS: &str = "
    DELETE FROM team WHERE session NOT IN (SELECT id FROM session);
    DELETE FROM machine WHERE team NOT IN (SELECT id FROM team);
    DELETE FROM token WHERE session NOT IN (SELECT id FROM session)
        OR machine IS NOT NULL AND machine NOT IN (SELECT id FROM machine);
    DELETE FROM run WHERE team NOT IN (SELECT id FROM team) OR machine NOT IN (SELECT id FROM machine);
    DELETE FROM run_file WHERE run NOT IN (SELECT id FROM run) OR content NOT IN (SELECT id FROM content);";

impl Database {
    /// Copies the readable rows of a damaged database into this one and returns their number.
    ///
    /// If this database already has a row with the same key, the recovered row replaces it.
    ///
    /// # Errors
    ///
    /// If this database cannot be written. A file without readable rows is not an error.
    pub fn recover_rows(&self, damaged: &Path) -> Result<usize> {
        let Ok(damaged) = Connection::open(damaged) else { return Ok(0) };
        let mut reader = Reader { damaged, failures: 0 };
        self.connection.execute_batch("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE")?;
        let mut recovered = 0;
        for (table, key, condition) in TABLES {
            let sql = "SELECT name FROM pragma_table_info(?1)";
            let columns: Vec<String> = self.query(sql, [table], |row| row.get(0))?;
            let (names, values) = (columns.join(", "), vec!["?"; columns.len()].join(", "));
            let insert = format!("INSERT OR REPLACE INTO {table} ({names}) VALUES ({values})");
            let select = format!("SELECT {names} FROM {table} WHERE {key} BETWEEN ?1 AND ?2 AND ({condition})");
            let last = reader.last_key(table, key);
            for first in (0..=last).step_by(RANGE) {
                let mut rows = Vec::new();
                reader.read(&select, (first, last.min(first + RANGE as i64 - 1)), columns.len(), &mut rows);
                for row in rows {
                    self.execute(&insert, params_from_iter(row))?;
                    recovered += 1;
                }
            }
        }
        self.connection.execute_batch(DELETE_ORPHANS)?;
        self.connection.execute_batch("COMMIT; PRAGMA foreign_keys = ON")?;
        Ok(recovered)
    }
}

/// A reader that skips the damaged rows of a database.
struct Reader {
    damaged: Connection,
    failures: u32,
}

impl Reader {
    /// Returns the highest key of a table, or the last assigned one if the table cannot be read.
    fn last_key(&self, table: &str, key: &str) -> i64 {
        let last = |sql: String| self.damaged.query_row(&sql, [], |row| row.get::<_, Option<i64>>(0)).ok().flatten();
        last(format!("SELECT max({key}) FROM {table}"))
            .or_else(|| last(format!("SELECT seq FROM sqlite_sequence WHERE name = '{table}'")))
            .unwrap_or(0)
    }

    /// Adds the readable rows in a range of keys to `rows`.
    fn read(&mut self, select: &str, (first, last): (i64, i64), columns: usize, rows: &mut Vec<Vec<Value>>) {
        if self.failures > MAX_FAILURES {
            return;
        }
        let values =
            |row: &Row<'_>| (0..columns).map(|column| row.get(column)).collect::<rusqlite::Result<Vec<Value>>>();
        let query = |statement: &mut CachedStatement<'_>| {
            statement.query_map([first, last], values)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        match self.damaged.prepare_cached(select).and_then(|mut statement| query(&mut statement)) {
            Ok(found) => rows.extend(found),
            Err(_) => {
                self.failures += 1;
                if first < last {
                    let middle = first + (last - first) / 2;
                    self.read(select, (first, middle), columns, rows);
                    self.read(select, (middle + 1, last), columns, rows);
                }
            }
        }
    }
}
