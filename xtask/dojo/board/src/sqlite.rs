//! The store in a file: SQLite.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, Params, Row, TransactionBehavior, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::records::{Answers, Detail, Mark, Records, Session, Sources, Store, StoreError, Stored, Team, Who};
use crate::secrets::Digest;

/// The version of the tables.
const VERSION: i64 = 1;

/// A store in a file. A clone of the file's content is never held in memory.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.to_string())
    }
}

impl Sqlite {
    /// Opens the store in this file, and makes it if there is none.
    ///
    /// Readers are not held up by a writer, nor it by them. What was committed survives the end of the process and of the
    /// machine at any moment.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, is no such store, or is one of a newer version.
    pub fn open(path: &Path) -> Stored<Self> {
        let named = |error: rusqlite::Error| StoreError(format!("{}: {error}", path.display()));
        let connection = Connection::open(path).map_err(named)?;
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(named)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.set_prepared_statement_cache_capacity(64);
        let mut store = Self { connection };
        store.make_tables().map_err(|StoreError(why)| StoreError(format!("{}: {why}", path.display())))?;
        Ok(store)
    }

    fn make_tables(&mut self) -> Stored<()> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        match version {
            0 => {
                transaction.execute_batch(include_str!("schema.sql"))?;
                transaction.pragma_update(None, "user_version", VERSION)?;
            }
            VERSION => {}
            newer => {
                return Err(StoreError(format!(
                    "it was written by a newer version of the board ({newer}): update the repository"
                )));
            }
        }
        Ok(transaction.commit()?)
    }

    /// Lets the file grow to this size at the most, as a full disk would.
    ///
    /// # Errors
    ///
    /// If the store does not answer.
    pub fn limit_pages(&self, pages: u32) -> Stored<()> {
        Ok(self.connection.pragma_update(None, "max_page_count", pages)?)
    }

    fn query<T>(&self, sql: &str, with: impl Params, read: impl Fn(&Row<'_>) -> Stored<T>) -> Stored<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(with)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(read(row)?);
        }
        Ok(all)
    }

    fn one<T>(&self, sql: &str, with: impl Params, read: impl Fn(&Row<'_>) -> Stored<T>) -> Stored<Option<T>> {
        Ok(self.query(sql, with, read)?.pop())
    }

    fn write(&self, sql: &str, with: impl Params) -> Stored<usize> {
        Ok(self.connection.prepare_cached(sql)?.execute(with)?)
    }

    fn last_id(&self) -> u64 {
        u64::try_from(self.connection.last_insert_rowid()).expect("rows are numbered from 1")
    }

    fn content(&self, text: &str) -> Stored<u64> {
        let digest = Digest::of(text).to_text();
        let found = self.one("SELECT id FROM content WHERE digest = ?1", [&digest], |row| Ok(row.get(0)?))?;
        if let Some(id) = found {
            return Ok(id);
        }
        self.write("INSERT INTO content (digest, text) VALUES (?1, ?2)", params![digest, text])?;
        Ok(self.last_id())
    }
}

fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain data can always be written as JSON")
}

fn from_json<T: DeserializeOwned>(text: &str) -> Stored<T> {
    serde_json::from_str(text).map_err(|error| StoreError(format!("it holds what this version cannot read: {error}")))
}

fn digest(row: &Row<'_>, column: &str) -> Stored<Digest> {
    let text: String = row.get(column)?;
    Digest::from_text(&text).ok_or_else(|| StoreError("a digest in it is damaged".to_owned()))
}

fn session(row: &Row<'_>) -> Stored<Session> {
    Ok(Session { id: row.get("id")?, ..from_json(&row.get::<_, String>("state")?)? })
}

fn team(row: &Row<'_>) -> Stored<Team> {
    Ok(Team {
        id: row.get("id")?,
        name: row.get("name")?,
        people: from_json(&row.get::<_, String>("people")?)?,
        driver: row.get("driver")?,
        driver_since_turn: row.get("driver_since_turn")?,
        removed: row.get("removed")?,
    })
}

fn mark(row: &Row<'_>) -> Stored<Mark> {
    Ok(Mark {
        id: row.get("id")?,
        team: row.get("team")?,
        at: row.get("at")?,
        kata: row.get("kata")?,
        light: from_json(&row.get::<_, String>("light")?)?,
        stage: row.get("stage")?,
        stages: row.get("stages")?,
        passed: row.get("passed")?,
        total: row.get("total")?,
        took_ms: row.get("took_ms")?,
        code: row.get("has_code")?,
    })
}

impl Records for Sqlite {
    fn sessions(&self) -> Stored<Vec<Session>> {
        self.query("SELECT * FROM session ORDER BY id", [], session)
    }

    fn session(&self, id: u64) -> Stored<Option<Session>> {
        self.one("SELECT * FROM session WHERE id = ?1", [id], session)
    }

    fn add_session(&self, session: &mut Session) -> Stored<()> {
        self.write("INSERT INTO session (state) VALUES (?1)", [to_json(session)])?;
        session.id = self.last_id();
        Ok(())
    }

    fn set_session(&self, session: &Session) -> Stored<()> {
        self.write("UPDATE session SET state = ?2 WHERE id = ?1", params![session.id, to_json(session)])?;
        Ok(())
    }

    fn delete_session(&self, id: u64) -> Stored<()> {
        self.write("DELETE FROM session WHERE id = ?1", [id])?;
        self.write("DELETE FROM content WHERE id NOT IN (SELECT content FROM run_file)", [])?;
        Ok(())
    }

    fn teams(&self, session: u64) -> Stored<Vec<Team>> {
        self.query("SELECT * FROM team WHERE session = ?1 ORDER BY id", [session], team)
    }

    fn team(&self, id: u64) -> Stored<Option<Team>> {
        self.one("SELECT * FROM team WHERE id = ?1", [id], team)
    }

    fn team_of_key(&self, session: u64, key: &str) -> Stored<Option<(Team, Digest)>> {
        let sql = "SELECT * FROM team WHERE session = ?1 AND key = ?2";
        self.one(sql, params![session, key], |row| Ok((team(row)?, digest(row, "code")?)))
    }

    fn add_team(&self, session: u64, team: &mut Team, key: &str, code: Digest) -> Stored<()> {
        self.write(
            "INSERT INTO team (session, name, key, people, driver, driver_since_turn, removed, code)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                session,
                team.name,
                key,
                to_json(&team.people),
                team.driver,
                team.driver_since_turn,
                team.removed,
                code.to_text()
            ],
        )?;
        team.id = self.last_id();
        Ok(())
    }

    fn set_team(&self, team: &Team) -> Stored<()> {
        self.write(
            "UPDATE team SET people = ?2, driver = ?3, driver_since_turn = ?4, removed = ?5 WHERE id = ?1",
            params![team.id, to_json(&team.people), team.driver, team.driver_since_turn, team.removed],
        )?;
        Ok(())
    }

    fn set_team_code(&self, team: u64, code: Digest) -> Stored<()> {
        self.write("UPDATE team SET code = ?2 WHERE id = ?1", params![team, code.to_text()])?;
        Ok(())
    }

    fn machine(&self, team: u64, secret: Digest) -> Stored<Option<u64>> {
        let sql = "SELECT id FROM machine WHERE team = ?1 AND secret = ?2";
        self.one(sql, params![team, secret.to_text()], |row| Ok(row.get(0)?))
    }

    fn add_machine(&self, team: u64, secret: Digest) -> Stored<u64> {
        self.write("INSERT INTO machine (team, secret) VALUES (?1, ?2)", params![team, secret.to_text()])?;
        Ok(self.last_id())
    }

    fn machines(&self, team: u64) -> Stored<u64> {
        let count = self.one("SELECT count(*) FROM machine WHERE team = ?1", [team], |row| Ok(row.get(0)?))?;
        Ok(count.unwrap_or(0))
    }

    fn bytes(&self, team: u64) -> Stored<u64> {
        let bytes = self.one("SELECT bytes FROM team WHERE id = ?1", [team], |row| Ok(row.get(0)?))?;
        Ok(bytes.unwrap_or(0))
    }

    fn tokens(&self, session: u64) -> Stored<Vec<(Digest, Who)>> {
        let sql = "SELECT token.digest AS digest, token.machine AS machine, machine.team AS team
                   FROM token LEFT JOIN machine ON machine.id = token.machine WHERE token.session = ?1";
        self.query(sql, [session], |row| {
            let who = match (row.get("machine")?, row.get("team")?) {
                (Some(machine), Some(team)) => Who::Machine { team, machine },
                _ => Who::Facilitator,
            };
            Ok((digest(row, "digest")?, who))
        })
    }

    fn add_token(&self, session: u64, token: Digest, who: Who) -> Stored<()> {
        let machine = match who {
            Who::Facilitator => None,
            Who::Machine { machine, .. } => Some(machine),
        };
        let sql = "INSERT INTO token (session, machine, digest) VALUES (?1, ?2, ?3)";
        self.write(sql, params![session, machine, token.to_text()])?;
        Ok(())
    }

    fn revoke(&self, machine: u64, spared: u32) -> Stored<()> {
        let sql = "DELETE FROM token WHERE machine = ?1 AND id NOT IN
                   (SELECT id FROM token WHERE machine = ?1 ORDER BY id DESC LIMIT ?2)";
        self.write(sql, params![machine, spared])?;
        Ok(())
    }

    fn last_seq(&self, machine: u64) -> Stored<u64> {
        let seq = self.one("SELECT max(seq) FROM run WHERE machine = ?1", [machine], |row| Ok(row.get(0)?))?;
        Ok(seq.flatten().unwrap_or(0))
    }

    fn add_run(
        &self,
        mark: &mut Mark,
        machine: u64,
        seq: u64,
        detail: &Detail,
        code: Option<&Sources>,
    ) -> Stored<bool> {
        let new = self.write(
            "INSERT INTO run (team, machine, seq, at, kata, light, stage, stages, passed, total, took_ms, detail, has_code)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT (machine, seq) DO NOTHING",
            params![
                mark.team,
                machine,
                seq,
                mark.at,
                mark.kata,
                to_json(&mark.light),
                mark.stage,
                mark.stages,
                mark.passed,
                mark.total,
                mark.took_ms,
                to_json(detail),
                mark.code
            ],
        )?;
        if new == 0 {
            return Ok(false);
        }
        mark.id = self.last_id();
        let bytes: usize = code.into_iter().flatten().map(|(_, text)| text.len()).sum();
        self.write("UPDATE team SET bytes = bytes + ?2 WHERE id = ?1", params![mark.team, bytes])?;
        for (path, text) in code.into_iter().flatten() {
            let content = self.content(text)?;
            let sql = "INSERT INTO run_file (run, path, content) VALUES (?1, ?2, ?3)";
            self.write(sql, params![mark.id, path, content])?;
        }
        Ok(true)
    }

    fn marks(&self, session: u64) -> Stored<Vec<Mark>> {
        let sql =
            "SELECT run.* FROM run JOIN team ON team.id = run.team WHERE team.session = ?1 ORDER BY run.at, run.id";
        self.query(sql, [session], mark)
    }

    fn run(&self, session: u64, run: u64) -> Stored<Option<(Mark, Detail)>> {
        let sql = "SELECT run.* FROM run JOIN team ON team.id = run.team WHERE run.id = ?1 AND team.session = ?2";
        self.one(sql, [run, session], |row| Ok((mark(row)?, from_json(&row.get::<_, String>("detail")?)?)))
    }

    fn run_before(&self, mark: &Mark) -> Stored<Option<u64>> {
        let sql = "SELECT id FROM run WHERE team = ?1 AND kata = ?2 AND (at, id) < (?3, ?4)
                   ORDER BY at DESC, id DESC LIMIT 1";
        self.one(sql, params![mark.team, mark.kata, mark.at, mark.id], |row| Ok(row.get(0)?))
    }

    fn sources(&self, run: u64) -> Stored<Sources> {
        let sql = "SELECT path, text FROM run_file JOIN content ON content.id = run_file.content WHERE run = ?1";
        Ok(self.query(sql, [run], |row| Ok((row.get("path")?, row.get("text")?)))?.into_iter().collect())
    }

    fn answers(&self, session: u64) -> Stored<Vec<Answers>> {
        let sql = "SELECT machine.id AS id, team, answers FROM machine JOIN team ON team.id = machine.team
                   WHERE team.session = ?1 AND answers IS NOT NULL ORDER BY machine.id";
        self.query(sql, [session], |row| {
            let answers = from_json(&row.get::<_, String>("answers")?)?;
            Ok(Answers { machine: row.get("id")?, team: row.get("team")?, answers })
        })
    }

    fn set_answers(&self, answers: &Answers) -> Stored<()> {
        let sql = "UPDATE machine SET answers = ?2 WHERE id = ?1";
        self.write(sql, params![answers.machine, to_json(&answers.answers)])?;
        Ok(())
    }
}

impl Store for Sqlite {
    fn transact(&mut self, work: &mut dyn FnMut(&dyn Records) -> Stored<()>) -> Stored<()> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let done = work(self).and_then(|()| Ok(self.connection.execute_batch("COMMIT")?));
        if done.is_err() {
            // After some errors SQLite has rolled back by itself; then this one says so, and nothing else is left to do.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        done
    }
}
