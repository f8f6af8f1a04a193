//! Copies the database while the board is running, so a damaged file loses at most a minute of data.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::board_folder::BoardFolder;
use crate::database::Database;
use crate::error::Result;

/// The time between two copies if the database has changed.
const INTERVAL: Duration = Duration::from_secs(50);
/// The minimum pause after a copy, as a multiple of the copy's duration.
const MIN_PAUSE_FACTOR: u32 = 10;
/// The minimum free space in bytes, so that a copy never fills the disk.
const MIN_FREE_BYTES: u64 = 1 << 30;

/// A thread that copies the database until this handle is dropped.
pub struct DatabaseCopier {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl DatabaseCopier {
    /// Starts the thread, which uses a separate connection and makes the first copy immediately.
    pub fn start(folder: BoardFolder, database: Database) -> Self {
        let (stop, stopped) = channel();
        let thread = std::thread::spawn(move || {
            let (mut copied, mut wait) = (None, Duration::ZERO);
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let started = Instant::now();
                if let Err(error) = copy_if_changed(&folder, &database, &mut copied) {
                    eprintln!("note: cannot copy the database: {error}");
                }
                wait = INTERVAL.max(started.elapsed() * MIN_PAUSE_FACTOR);
            }
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for DatabaseCopier {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // The thread has already reported its errors.
            let _ = thread.join();
        }
    }
}

fn copy_if_changed(folder: &BoardFolder, database: &Database, copied: &mut Option<i64>) -> Result<()> {
    // Read before the copy, so that writes during the copy trigger the next one.
    let version = database.data_version()?;
    if *copied == Some(version) || database.free_bytes() < MIN_FREE_BYTES {
        return Ok(());
    }
    // A damaged database must not replace the copy of a good one.
    database.check()?;
    folder.copy_database(database)?;
    *copied = Some(version);
    Ok(())
}
