//! Copies the database while the board runs, so that a damaged file costs a minute at the most.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::board_folder::BoardFolder;
use crate::database::Database;
use crate::error::Result;

/// The time between two copies, if anything has changed.
const INTERVAL: Duration = Duration::from_secs(50);
/// The least ratio of that time to the time that a copy takes.
const REST: u32 = 10;
/// The least free bytes of the disk: a copy must not be what fills it.
const MIN_FREE_BYTES: u64 = 1 << 30;

/// A thread that copies the database. It ends when this is dropped.
pub struct DatabaseCopier {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl DatabaseCopier {
    /// Starts the thread with a connection of its own, and makes the first copy at once.
    pub fn start(folder: BoardFolder, database: Database) -> Self {
        let (stop, stopped) = channel();
        let thread = std::thread::spawn(move || {
            let (mut copied, mut wait) = (None, Duration::ZERO);
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let started = Instant::now();
                if let Err(error) = copy_if_changed(&folder, &database, &mut copied) {
                    eprintln!("note: the database is not copied: {error}");
                }
                wait = INTERVAL.max(started.elapsed() * REST);
            }
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for DatabaseCopier {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // It has said what went wrong.
            let _ = thread.join();
        }
    }
}

fn copy_if_changed(folder: &BoardFolder, database: &Database, copied: &mut Option<i64>) -> Result<()> {
    // Read first: what is written during the copy is copied the next time.
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
