//! `cargo xtask dojo delete`: deletes a dojo after the user has confirmed its number.

use std::io;

use xtask::terminal_output::{print, print_line};

use crate::board_folder::BoardFolder;
use crate::board_state::BoardState;
use crate::error::{BoardError, Result};

/// Asks for confirmation and deletes the dojo with this number.
///
/// # Errors
///
/// If the dojo does not exist, or a board is running.
pub fn run(folder: &BoardFolder, dojo: u64) -> Result<()> {
    let mut database = folder.open_database()?;
    let session = database.session(dojo)?.ok_or(BoardError::UnknownDojo)?;
    // A running board could be using this dojo.
    let _lock = folder.lock()?;
    let state = BoardState::load(&database, session)?;
    let whole = state.whole_view(0);
    let (teams, runs) = (whole.teams.len(), whole.runs.len());
    print(&format!(
        "This permanently deletes dojo {dojo} with its {teams} teams and {runs} runs. Type its number to confirm: "
    ))?;
    let mut typed = String::new();
    io::stdin().read_line(&mut typed)?;
    if typed.trim() != dojo.to_string() {
        print_line("Nothing was deleted.")?;
        return Ok(());
    }
    database.transaction(|database| database.delete_session(dojo))?;
    // Without this, the deleted data would stay in the file.
    database.compact()?;
    folder.remove_copy()?;
    print_line(format!("Dojo {dojo} was deleted."))?;
    for file in folder.damaged_files() {
        print_line(format!(
            "{} is damaged and may still contain parts of the dojo. Delete the file yourself.",
            file.display()
        ))?;
    }
    Ok(())
}
