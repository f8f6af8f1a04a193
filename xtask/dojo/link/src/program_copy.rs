//! The copy of this program in the team's folder, which runs in the background during the dojo.

use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use dojo_protocol::team_folder::TeamFolder;

/// How long to wait for the process of an earlier team to end.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// Copies this program to where the runner finds it.
///
/// # Errors
///
/// If it cannot be copied and there is no earlier copy. On Windows, an earlier copy that is running cannot be replaced.
pub fn install(team_folder: &TeamFolder) -> io::Result<()> {
    let target = team_folder.link_program();
    let copied = std::env::current_exe().and_then(|program| replace(&program, &target));
    if target.is_file() { Ok(()) } else { copied }
}

/// Replaces `to` in one step: a running program cannot be written to.
fn replace(from: &Path, to: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let new = tempfile::Builder::new().prefix("dojo-link-").tempdir_in(folder)?;
    let copied = new.path().join("copy");
    fs::copy(from, &copied)?;
    fs::rename(&copied, to)
}

/// Starts the background process. One that still runs for an earlier team notices the change and ends.
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
