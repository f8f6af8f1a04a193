//! `cargo xtask dojo list`: prints the dojos that this machine has hosted.

use dojo_protocol::messages::{Moment, Phase};
use serde::Serialize;
use xtask::cli::ListFormat;
use xtask::terminal_output::print_line;

use crate::board_folder::BoardFolder;
use crate::board_state::BoardState;
use crate::database::{self, Database};
use crate::error::{BoardError, Result};

/// A line of the list.
#[derive(Debug, Serialize)]
pub struct ListedDojo {
    /// The dojo's number.
    pub dojo: u64,
    /// The time when its board was first started.
    pub created_at: Moment,
    /// The kata.
    pub kata: Option<String>,
    /// The last phase.
    pub phase: Phase,
    /// The number of teams.
    pub teams: usize,
    /// The number of runs.
    pub runs: usize,
}

/// Prints the list.
///
/// # Errors
///
/// If the database cannot be read.
pub fn run(folder: &BoardFolder, format: ListFormat) -> Result<()> {
    let dojos = match folder.read_database() {
        Ok(database) => list_dojos(&database)?,
        Err(BoardError::NothingHosted) => Vec::new(),
        Err(error) => return Err(error),
    };
    if format == ListFormat::Json {
        print_line(serde_json::json!({ "schema": 1, "dojos": dojos }))?;
        return Ok(());
    }
    if dojos.is_empty() {
        print_line("No dojo has been hosted on this machine. Start one with `cargo xtask dojo host`.")?;
    }
    for dojo in dojos {
        let kata = dojo.kata.as_deref().unwrap_or("each team's choice");
        let (number, teams, runs) = (dojo.dojo, dojo.teams, dojo.runs);
        let phase = if dojo.phase == Phase::Ended { "" } else { "  not ended" };
        print_line(format!(
            "{number:>4}  {}  {kata:<18}  {teams:>3} teams  {runs:>5} runs{phase}",
            local_time(dojo.created_at)
        ))?;
    }
    Ok(())
}

/// Returns all dojos, oldest first.
///
/// # Errors
///
/// If the database cannot be read.
pub fn list_dojos(database: &Database) -> database::Result<Vec<ListedDojo>> {
    let listed = |session| {
        let state = BoardState::load(database, session)?;
        let whole = state.whole_view(0);
        let (teams, runs) = (whole.teams.len(), whole.runs.len());
        let session = state.session();
        let (dojo, created_at, kata, phase) = (session.id, session.created_at, session.kata.clone(), session.phase);
        Ok(ListedDojo { dojo, created_at, kata, phase, teams, runs })
    };
    database.sessions()?.into_iter().map(listed).collect()
}

/// Formats a time in the local time zone.
pub(super) fn local_time(moment: Moment) -> String {
    let moment = i64::try_from(moment).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    let local = moment.map(|moment| moment.to_zoned(jiff::tz::TimeZone::system()));
    local.map_or_else(|| "?".to_owned(), |time| time.strftime("%Y-%m-%d %H:%M").to_string())
}
