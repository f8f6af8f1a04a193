//! `cargo xtask dojo delete`: deletes a dojo, after the user has typed its number.

use std::io::{self, Write as _};

use crate::board_folder::BoardFolder;
use crate::board_state::BoardState;
use crate::error::{BoardError, Result};

/// Asks, and deletes the dojo with this number.
///
/// # Errors
///
/// If there is no such dojo, or a board runs.
pub fn run(folder: &BoardFolder, dojo: u64) -> Result<()> {
    let mut database = folder.open_database()?;
    let session = database.session(dojo)?.ok_or(BoardError::UnknownDojo)?;
    // A running board may be this dojo's.
    let _lock = folder.lock()?;
    let state = BoardState::load(&database, session)?;
    let whole = state.whole_view(0);
    let (teams, runs) = (whole.teams.len(), whole.runs.len());
    print!("This deletes dojo {dojo}, with its {teams} teams and {runs} runs, for good. Type its number to go on: ");
    io::stdout().flush()?;
    let mut typed = String::new();
    io::stdin().read_line(&mut typed)?;
    if typed.trim() != dojo.to_string() {
        println!("Nothing is deleted.");
        return Ok(());
    }
    database.transaction(|database| database.delete_session(dojo))?;
    // Otherwise the file keeps its size, and what it had.
    database.compact()?;
    folder.remove_copy()?;
    println!("Dojo {dojo} is deleted.");
    for file in folder.set_aside() {
        println!("{} is damaged and may still have parts of it: remove it yourself.", file.display());
    }
    Ok(())
}
