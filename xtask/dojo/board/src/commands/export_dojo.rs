//! `cargo xtask dojo export`: writes a dojo to files, in each format that was asked for.

use std::path::{Path, PathBuf};

use dojo_protocol::time::now;
use xtask::store::write_atomically;

use crate::board_folder::BoardFolder;
use crate::board_state::BoardState;
use crate::error::{BoardError, Result};
use crate::export::{data, git, html};

/// The files to write.
#[derive(Clone, Debug, Default)]
pub struct ExportTargets {
    /// The file of the HTML page.
    pub html: Option<PathBuf>,
    /// The JSON file.
    pub json: Option<PathBuf>,
    /// The new folder of the git repositories.
    pub git: Option<PathBuf>,
}

/// Exports the dojo with this number, or the last one.
///
/// # Errors
///
/// If there is no such dojo, or a file cannot be written.
pub fn run(folder: &BoardFolder, dojo: Option<u64>, targets: &ExportTargets) -> Result<()> {
    let database = folder.read_database()?;
    let session = dojo.map_or_else(|| database.last_session(), |number| database.session(number))?;
    let state = BoardState::load(&database, session.ok_or(BoardError::UnknownDojo)?)?;
    let export = data::collect(&database, &state, now())?;
    if let Some(path) = &targets.html {
        write(path, &html::html(&export))?;
    }
    if let Some(path) = &targets.json {
        write(path, &export.json())?;
    }
    if let Some(path) = &targets.git {
        let repositories = git::create_repositories(&export, path)?;
        println!("{} has {repositories} repositories.", path.display());
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    write_atomically(path, text.as_bytes()).map_err(BoardError::file("cannot write", path))?;
    println!("{} is written.", path.display());
    Ok(())
}
