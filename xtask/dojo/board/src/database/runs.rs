//! The teams' runs, with their code.

use std::collections::BTreeMap;

use dojo_protocol::messages::{FailedTest, Light, Moment};
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::columns::JsonColumn;
use super::{Database, Result};
use crate::secrets::Digest;

/// The length of a minute in milliseconds.
pub const MINUTE: u64 = 60_000;

/// A run as shown by a light on the board, without failures and code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunSummary {
    /// The row's number.
    pub id: u64,
    /// The team.
    pub team: u64,
    /// The time when it ended, by the board's clock.
    pub at: Moment,
    /// The kata.
    pub kata: String,
    /// The result.
    pub light: Light,
    /// The first stage that is not green.
    pub stage: Option<u32>,
    /// The number of stages.
    pub stages: u32,
    /// The number of tests that passed.
    pub passed: u32,
    /// The number of tests.
    pub total: u32,
    /// The duration in milliseconds.
    pub took_ms: u64,
    /// True if its code is stored.
    pub code: bool,
}

/// The failures of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFailures {
    /// The failed tests.
    pub failures: Vec<FailedTest>,
    /// The compiler's errors.
    pub errors: Vec<String>,
}

/// The contents of files by path, relative to the kata's folder.
pub type Sources = BTreeMap<String, String>;

fn summary(row: &Row<'_>) -> rusqlite::Result<RunSummary> {
    Ok(RunSummary {
        id: row.get("id")?,
        team: row.get("team")?,
        at: row.get("at")?,
        kata: row.get("kata")?,
        light: row.get::<_, JsonColumn<_>>("light")?.0,
        stage: row.get("stage")?,
        stages: row.get("stages")?,
        passed: row.get("passed")?,
        total: row.get("total")?,
        took_ms: row.get("took_ms")?,
        code: row.get("has_code")?,
    })
}

impl Database {
    /// Returns the highest sequence number of a machine's runs; 0 without any.
    pub fn last_seq(&self, machine: u64) -> Result<u64> {
        let seq = self.query_one("SELECT max(seq) FROM run WHERE machine = ?1", [machine], |row| row.get(0))?;
        Ok(seq.flatten().unwrap_or(0))
    }

    /// Returns the times of the machine's previous and next run around this sequence number.
    ///
    /// If there is no such run, the bound is 0 or `Moment::MAX`.
    pub fn times_around(&self, machine: u64, seq: u64) -> Result<(Moment, Moment)> {
        let before = "SELECT at FROM run WHERE machine = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT 1";
        let after = "SELECT at FROM run WHERE machine = ?1 AND seq > ?2 ORDER BY seq LIMIT 1";
        let time = |sql| self.query_one(sql, params![machine, seq], |row| row.get(0));
        Ok((time(before)?.unwrap_or(0), time(after)?.unwrap_or(Moment::MAX)))
    }

    /// Returns whether a run of a machine is stored.
    pub fn has_run(&self, machine: u64, seq: u64) -> Result<bool> {
        let sql = "SELECT 1 FROM run WHERE machine = ?1 AND seq = ?2";
        Ok(self.query_one(sql, params![machine, seq], |_| Ok(()))?.is_some())
    }

    /// Returns the number of a machine's runs in the same minute as `at`.
    ///
    /// Also returns the row number and sequence number of the last one.
    pub fn runs_of_minute(&self, machine: u64, at: Moment) -> Result<(u64, Option<(u64, u64)>)> {
        let first = at - at % MINUTE;
        let range = params![machine, first, first + MINUTE];
        let sql = "SELECT count(*) FROM run WHERE machine = ?1 AND at >= ?2 AND at < ?3";
        let count = self.query_one(sql, range, |row| row.get(0))?.unwrap_or(0);
        let sql = "SELECT id, seq FROM run WHERE machine = ?1 AND at >= ?2 AND at < ?3 ORDER BY seq DESC LIMIT 1";
        Ok((count, self.query_one(sql, range, |row| Ok((row.get(0)?, row.get(1)?)))?))
    }

    /// Adds a run and sets its number. The sequence number must be new for this machine.
    pub fn add_run(
        &self,
        run: &mut RunSummary,
        machine: u64,
        seq: u64,
        failures: &RunFailures,
        code: Option<&Sources>,
    ) -> Result<()> {
        let (light, failures) = (JsonColumn(&run.light), serde_json::to_string(failures).expect("plain data"));
        run.id = self.insert(
            "INSERT INTO run (team, machine, seq, at, kata, light, stage, stages, passed, total, took_ms, detail, has_code)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            params![
                run.team, machine, seq, run.at, run.kata, light, run.stage, run.stages, run.passed, run.total, run.took_ms,
                failures, run.code
            ],
        )?;
        self.add_code(run, failures.len(), code)
    }

    /// Replaces the stored run that has the number of `run`, including its code.
    pub fn replace_run(
        &self,
        run: &RunSummary,
        seq: u64,
        failures: &RunFailures,
        code: Option<&Sources>,
    ) -> Result<()> {
        let contents = self.query("SELECT content FROM run_file WHERE run = ?1", [run.id], |row| row.get(0))?;
        let mut freed: u64 =
            self.query_one("SELECT length(detail) FROM run WHERE id = ?1", [run.id], |row| row.get(0))?.unwrap_or(0);
        self.execute("DELETE FROM run_file WHERE run = ?1", [run.id])?;
        for content in contents {
            let content: u64 = content;
            let sql = "DELETE FROM content WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM run_file WHERE content = ?1)
                       RETURNING octet_length(text)";
            freed += self.query_one(sql, [content], |row| row.get::<_, u64>(0))?.unwrap_or(0);
        }
        self.execute("UPDATE team SET bytes = max(bytes - ?2, 0) WHERE id = ?1", params![run.team, freed])?;
        let (light, failures) = (JsonColumn(&run.light), serde_json::to_string(failures).expect("plain data"));
        self.execute(
            "UPDATE run SET seq = ?2, at = ?3, kata = ?4, light = ?5, stage = ?6, stages = ?7, passed = ?8, total = ?9,
             took_ms = ?10, detail = ?11, has_code = ?12 WHERE id = ?1",
            params![
                run.id,
                seq,
                run.at,
                run.kata,
                light,
                run.stage,
                run.stages,
                run.passed,
                run.total,
                run.took_ms,
                failures,
                run.code
            ],
        )?;
        self.add_code(run, failures.len(), code)
    }

    /// Adds the code of a run, and adds the run's size to the stored bytes of the team.
    fn add_code(&self, run: &RunSummary, mut bytes: usize, code: Option<&Sources>) -> Result<()> {
        for (path, text) in code.into_iter().flatten() {
            let (content, is_new) = self.content(text)?;
            bytes += if is_new { text.len() } else { 0 };
            let sql = "INSERT INTO run_file (run, path, content) VALUES (?1, ?2, ?3)";
            self.execute(sql, params![run.id, path, content])?;
        }
        self.execute("UPDATE team SET bytes = bytes + ?2 WHERE id = ?1", params![run.team, bytes])
    }

    /// Stores a text unless it exists. Returns its number, and true if it is new.
    fn content(&self, text: &str) -> Result<(u64, bool)> {
        let digest = Digest::of(text);
        let found = self.query_one("SELECT id FROM content WHERE digest = ?1", [digest], |row| row.get(0))?;
        if let Some(id) = found {
            return Ok((id, false));
        }
        Ok((self.insert("INSERT INTO content (digest, text) VALUES (?1, ?2)", params![digest, text])?, true))
    }

    /// Returns all runs of a session, ordered by time.
    pub fn runs(&self, session: u64) -> Result<Vec<RunSummary>> {
        let sql =
            "SELECT run.* FROM run JOIN team ON team.id = run.team WHERE team.session = ?1 ORDER BY run.at, run.id";
        self.query(sql, [session], summary)
    }

    /// Returns one run of a session.
    pub fn run(&self, session: u64, id: u64) -> Result<Option<(RunSummary, RunFailures)>> {
        let sql = "SELECT run.* FROM run JOIN team ON team.id = run.team WHERE run.id = ?1 AND team.session = ?2";
        self.query_one(sql, [id, session], |row| Ok((summary(row)?, row.get::<_, JsonColumn<_>>("detail")?.0)))
    }

    /// Returns the previous run of the same team and kata.
    pub fn run_before(&self, run: &RunSummary) -> Result<Option<u64>> {
        let sql = "SELECT id FROM run WHERE team = ?1 AND kata = ?2 AND (at, id) < (?3, ?4)
                   ORDER BY at DESC, id DESC LIMIT 1";
        self.query_one(sql, params![run.team, run.kata, run.at, run.id], |row| row.get(0))
    }

    /// Returns the code of a run; empty if none is stored.
    pub fn sources(&self, run: u64) -> Result<Sources> {
        let sql = "SELECT path, text FROM run_file JOIN content ON content.id = run_file.content WHERE run = ?1";
        Ok(self.query(sql, [run], |row| Ok((row.get("path")?, row.get("text")?)))?.into_iter().collect())
    }
}
