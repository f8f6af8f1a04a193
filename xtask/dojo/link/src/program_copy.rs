//! Installs and starts the copy of this program that runs in the background during the dojo.

use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use dojo_protocol::team_folder::TeamFolder;

/// The maximum wait for the process of an earlier team to exit.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// Copies this program to the team's folder, where the runner looks for it.
///
/// If that fails, an earlier copy is kept. On Windows, for example, a copy cannot be replaced while it is running.
///
/// # Errors
///
/// If the program cannot be copied and no earlier copy exists.
pub fn install(team_folder: &TeamFolder) -> io::Result<()> {
    let target = team_folder.link_program();
    let copied = std::env::current_exe().and_then(|program| replace(&program, &target));
    if target.is_file() { Ok(()) } else { copied }
}

/// Replaces `to` atomically, because a running program cannot be overwritten.
fn replace(from: &Path, to: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let new = tempfile::Builder::new().prefix("dojo-link-").tempdir_in(folder)?;
    let copied = new.path().join("copy");
    fs::copy(from, &copied)?;
    fs::rename(&copied, to)
}

/// Starts the background process, after waiting for the one of an earlier team to exit.
///
/// # Errors
///
/// If it cannot be started.
pub fn start(team_folder: &TeamFolder) -> io::Result<()> {
    let started = Instant::now();
    while team_folder.start_link()?.is_none() && started.elapsed() < LOCK_TIMEOUT {
        thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}
