//! The folder `.state/dojo` of a team's machine, through which the runner and `dojo-link` exchange data.
//!
//! Neither of them waits for the other, so either can stop at any moment.
//!
//! | file | written by | content |
//! | --- | --- | --- |
//! | `member.json` | `dojo join`, `dojo leave` | the [`Membership`]: board, team and token |
//! | `outbox/` | the runner | the [queued runs](Outbox), one file each until the board has stored it |
//! | `take-over.json`, `retro.json` | the runner | the queued [`DriverChange`] and [`RetroAnswers`] |
//! | `session.json` | the holder of the [lock](TeamFolder::lock) | the [`FollowedSession`]: the last known session |
//! | `machine` | `dojo join` | the machine's secret |
//! | `last-run` | the runner | the sequence number of the last run |

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::followed_session::{DriverChange, FollowedSession};
use crate::json_file::{self, Durability};
use crate::messages::RetroAnswers;
use crate::outbox::Outbox;
use crate::private_folder;

/// The membership of this machine in a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The board's address without a path: `http://192.168.1.5:7007`.
    pub board: String,
    /// The code used to join. If the board no longer knows the machine's token, the machine uses the code again.
    pub code: String,
    /// The team's name.
    pub team: String,
    /// The team's people, as given when joining.
    pub people: Vec<String>,
    /// The number of the session on its board.
    pub session: u64,
    /// The token of the machine's requests.
    pub token: String,
    /// The code that lets another machine join the same team.
    pub team_code: Option<String>,
    /// True if runs include the code that ran.
    pub with_code: bool,
    /// True if the team is leaving. The machine then sends its queued runs, but queues no new ones.
    pub leaving: bool,
}

/// The folder with all dojo files of a team's machine.
#[derive(Clone, Debug)]
pub struct TeamFolder {
    folder: PathBuf,
}

impl TeamFolder {
    /// Creates a handle to the folder, without reading or writing anything.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Returns the folder's path.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Returns this machine's membership in a team, if it has one.
    ///
    /// # Errors
    ///
    /// If the file exists but cannot be read.
    pub fn membership(&self) -> io::Result<Option<Membership>> {
        json_file::read(&self.folder.join("member.json"))
    }

    /// Stores the membership in a file that other users of the machine cannot read.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn set_membership(&self, membership: &Membership) -> io::Result<()> {
        json_file::write(&self.folder.join("member.json"), membership, Durability::Synced)
    }

    /// Removes the membership.
    ///
    /// # Errors
    ///
    /// If the file cannot be removed.
    pub fn remove_membership(&self) -> io::Result<()> {
        json_file::remove(&self.folder.join("member.json"))
    }

    /// Returns the last known session and the time it was written.
    ///
    /// Returns `None` if the file is missing or unreadable.
    pub fn followed_session(&self) -> Option<(FollowedSession, SystemTime)> {
        let path = self.session_file();
        let written = fs::metadata(&path).ok()?.modified().ok()?;
        Some((json_file::read(&path).ok()??, written))
    }

    /// Returns the path of the file that [`followed_session`](Self::followed_session) reads.
    pub fn session_file(&self) -> PathBuf {
        self.folder.join("session.json")
    }

    /// Stores the last known session. Only the holder of the [lock](Self::lock) may call this.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn set_followed_session(&self, session: &FollowedSession) -> io::Result<()> {
        json_file::write(&self.session_file(), session, Durability::Unsynced)
    }

    /// Removes the followed session.
    ///
    /// # Errors
    ///
    /// If the file cannot be removed.
    pub fn remove_followed_session(&self) -> io::Result<()> {
        json_file::remove(&self.session_file())
    }

    /// Returns the queue of runs.
    pub fn outbox(&self) -> Outbox {
        Outbox::within(&self.folder)
    }

    /// Returns the queued driver change.
    pub fn driver_change(&self) -> Option<DriverChange> {
        json_file::read(&self.folder.join("take-over.json")).ok()?
    }

    /// Queues a driver change for the board, or removes the queued one.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn set_driver_change(&self, change: Option<&DriverChange>) -> io::Result<()> {
        json_file::write_or_remove(&self.folder.join("take-over.json"), change)
    }

    /// Returns the queued answers of the retrospective.
    pub fn answers(&self) -> Option<RetroAnswers> {
        json_file::read(&self.folder.join("retro.json")).ok()?
    }

    /// Queues retrospective answers for the board, or removes the queued ones.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn set_answers(&self, answers: Option<&RetroAnswers>) -> io::Result<()> {
        json_file::write_or_remove(&self.folder.join("retro.json"), answers)
    }

    /// Returns the machine's secret, if it has one.
    pub fn machine(&self) -> Option<String> {
        let secret = fs::read_to_string(self.folder.join("machine")).ok()?;
        Some(secret.trim().to_owned()).filter(|secret| !secret.is_empty())
    }

    /// Stores the machine's secret.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn set_machine(&self, secret: &str) -> io::Result<()> {
        json_file::write_bytes(&self.folder.join("machine"), secret.as_bytes(), Durability::Synced)
    }

    /// Acquires the lock for writing the session. Dropping the file releases it.
    ///
    /// Returns `None` if another process holds the lock.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to.
    pub fn lock(&self) -> io::Result<Option<File>> {
        private_folder::create(&self.folder)?;
        let file = OpenOptions::new().create(true).append(true).open(self.folder.join("lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn team_folder() -> (tempfile::TempDir, TeamFolder) {
        let folder = tempfile::tempdir().expect("a folder");
        let team_folder = TeamFolder::at(folder.path().join("dojo"));
        (folder, team_folder)
    }

    #[cfg(unix)]
    #[test]
    fn no_other_user_can_read_a_secret() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, team_folder) = team_folder();
        team_folder.set_machine("secret").expect("a stored secret");
        let mode = fs::metadata(team_folder.path().join("machine")).expect("a file").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
        assert_eq!(team_folder.machine().as_deref(), Some("secret"));
    }

    #[test]
    fn only_one_caller_holds_the_lock() {
        let (_folder, team_folder) = team_folder();
        let held = team_folder.lock().expect("a folder").expect("a free lock");
        assert!(team_folder.lock().expect("a folder").is_none());
        drop(held);
        assert!(team_folder.lock().expect("a folder").is_some());
    }
}
