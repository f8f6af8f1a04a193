//! The teams of a session.

use rusqlite::{Row, params};
use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;
use unicode_security::skeleton;

use super::columns::JsonColumn;
use super::{Database, Result};
use crate::secrets::Digest;

/// One team.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TeamRecord {
    /// The row's number.
    pub id: u64,
    /// The name.
    pub name: String,
    /// The people in driving order.
    pub people: Vec<String>,
    /// The driver's index in `people`.
    pub driver: usize,
    /// The turn in which the driver took over.
    pub driver_since_turn: u64,
    /// True if the facilitator has removed the team from the board.
    #[serde(skip)]
    pub removed: bool,
}

/// The two keys of a team's name. The names of twins share a key, because readers could confuse them.
///
/// A single key is not enough: `N` looks like the Greek `Ν`, whose lower case `ν` looks like `v`, but `N` is not a `v`.
struct NameKeys([String; 2]);

impl NameKeys {
    fn of(name: &str) -> Self {
        let plain: String = name.nfkc().collect();
        // `I`, `l` and `1` look alike, and `I` is an `i` in lower case.
        let look = skeleton(&skeleton(&plain).collect::<String>().to_lowercase()).collect::<String>().replace('i', "l");
        Self([look, skeleton(&without_case(&plain)).collect()].map(|key| format!("\n{key}\n")))
    }

    /// Returns the text for the database. In it, each key is a line.
    fn joined(&self) -> String {
        self.0.concat()
    }
}

/// Returns a text that is the same for all spellings of `name` in upper and lower case.
fn without_case(name: &str) -> String {
    // Some letters have several lower-case forms, like `σ` and `ς`, but only one in upper case. For `ẞ`, it is the other way
    // round. The lower case of a whole text would end with `ς`, so the letters are converted one by one.
    let upper = name.to_lowercase().to_uppercase();
    // The Turkish `İ` is an `i` with another dot.
    upper.chars().flat_map(char::to_lowercase).collect::<String>().replace("i\u{307}", "i")
}

fn team(row: &Row<'_>) -> rusqlite::Result<TeamRecord> {
    Ok(TeamRecord {
        id: row.get("id")?,
        name: row.get("name")?,
        people: row.get::<_, JsonColumn<_>>("people")?.0,
        driver: row.get("driver")?,
        driver_since_turn: row.get("driver_since_turn")?,
        removed: row.get("removed")?,
    })
}

impl Database {
    /// Returns the teams of a session in the order of joining.
    pub fn teams(&self, session: u64) -> Result<Vec<TeamRecord>> {
        self.query("SELECT * FROM team WHERE session = ?1 ORDER BY id", [session], team)
    }

    /// Returns one team of a session.
    pub fn team(&self, session: u64, id: u64) -> Result<Option<TeamRecord>> {
        self.query_one("SELECT * FROM team WHERE session = ?1 AND id = ?2", [session, id], team)
    }

    /// Returns the team that has this name or a twin of it, and the digest of its code.
    pub fn team_by_name(&self, session: u64, name: &str) -> Result<Option<(TeamRecord, Digest)>> {
        // Earlier versions of the board stored other keys, so their teams are found by the full name.
        let sql = "SELECT * FROM team WHERE session = ?1 AND (name = ?2 OR instr(key, ?3) > 0 OR instr(key, ?4) > 0)
                   ORDER BY name = ?2 DESC LIMIT 1";
        let NameKeys([look, caseless]) = NameKeys::of(name);
        self.query_one(sql, params![session, name, look, caseless], |row| Ok((team(row)?, row.get("code")?)))
    }

    /// Returns the number of teams on the board.
    pub fn team_count(&self, session: u64) -> Result<u64> {
        let sql = "SELECT count(*) FROM team WHERE session = ?1 AND NOT removed";
        Ok(self.query_one(sql, [session], |row| row.get(0))?.unwrap_or(0))
    }

    /// Adds a team and sets its number.
    pub fn add_team(&self, session: u64, team: &mut TeamRecord, code: Digest) -> Result<()> {
        let (key, people) = (NameKeys::of(&team.name).joined(), JsonColumn(&team.people));
        team.id = self.insert(
            "INSERT INTO team (session, name, key, people, driver, driver_since_turn, removed, code)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![session, team.name, key, people, team.driver, team.driver_since_turn, team.removed, code],
        )?;
        Ok(())
    }

    /// Replaces a team, except its name and code.
    pub fn set_team(&self, team: &TeamRecord) -> Result<()> {
        self.execute(
            "UPDATE team SET people = ?2, driver = ?3, driver_since_turn = ?4, removed = ?5 WHERE id = ?1",
            params![team.id, JsonColumn(&team.people), team.driver, team.driver_since_turn, team.removed],
        )
    }

    /// Replaces a team's code.
    pub fn set_team_code(&self, team: u64, code: Digest) -> Result<()> {
        self.execute("UPDATE team SET code = ?2 WHERE id = ?1", params![team, code])
    }

    /// Returns the stored bytes of a team's runs, and those of all teams in the session.
    pub fn stored_bytes(&self, session: u64, team: u64) -> Result<(u64, u64)> {
        let sql = "SELECT total(bytes) FILTER (WHERE id = ?2), total(bytes) FROM team WHERE session = ?1";
        let bytes = |row: &Row<'_>, column| row.get::<_, f64>(column).map(|bytes| bytes as u64);
        let found = self.query_one(sql, [session, team], |row| Ok((bytes(row, 0)?, bytes(row, 1)?)))?;
        Ok(found.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_twins(first: &str, second: &str) -> bool {
        let (first, second) = (NameKeys::of(first), NameKeys::of(second));
        second.0.iter().any(|key| first.joined().contains(key.as_str()))
    }

    #[test]
    fn names_that_differ_only_by_case_are_twins() {
        let twins = [
            ("Owls", "OWLS"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("Σοφος", "σοφοσ"),
            ("Νίκη", "ΝΊΚΗ"),
            ("ᾳδω", "ΑΙΔΩ"),
            ("Совы", "СОВЫ"),
            ("Медведь", "мЕДВЕДЬ"),
            ("Ґава", "ґАВА"),
            ("Բուեր", "ԲՈՒԵՐ"),
            ("և", "ԵՒ"),
            ("ბუები", "ᲑᲣᲔᲑᲘ"),
            ("ᏣᎳᎩ", "ꮳꮃꭹ"),
            ("İzmir", "izmir"),
            ("IZMIR", "ızmır"),
            ("ısırgan", "ISIRGAN"),
            ("Straße", "STRASSE"),
            ("STRAẞE", "straße"),
            ("𐐔𐐯𐑅", "𐐼𐐇𐐝"),
        ];
        for (first, second) in twins {
            assert!(are_twins(first, second) && are_twins(second, first), "{first} and {second}");
        }
    }

    #[test]
    fn names_that_look_alike_are_twins() {
        for (first, second) in [("Owls", "0wls"), ("Owls", "\u{41e}wls"), ("ΝΙΚΗ", "NIKH"), ("νικη", "vικη")]
        {
            assert!(are_twins(first, second) && are_twins(second, first), "{first} and {second}");
        }
    }

    #[test]
    fn other_names_are_no_twins() {
        let others = [
            ("Nan", "Van"),
            ("Cats", "Bats"),
            ("Bay", "Bau"),
            ("Σοφος", "Λοφος"),
            ("Совы", "Сова"),
            ("ბუ", "ბა"),
            ("Owl", "Owls"),
        ];
        for (first, second) in others {
            assert!(!are_twins(first, second) && !are_twins(second, first), "{first} and {second}");
        }
    }
}
