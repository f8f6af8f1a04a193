//! `dojo-link follow`: the background process that sends a team's runs and follows the session.
//!
//! Each workspace has at most one such process. It exits when there is nothing left to do, and the next run starts it
//! again.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use dojo_protocol::team_folder::TeamFolder;

use crate::link_state::LinkState;
use crate::{event_follower, sender};

/// The maximum wait for the process of an earlier team to exit.
const LOCK_TIMEOUT: Duration = Duration::from_secs(3);

/// Sends runs and follows the session until nothing is left to do, then exits the process.
///
/// # Errors
///
/// If the folder cannot be used.
pub fn follow(team_folder: &TeamFolder) -> io::Result<()> {
    // Closing the terminal must not end this process. If it already leads a session, the call fails harmlessly.
    #[cfg(unix)]
    let _ = rustix::process::setsid();
    let started = Instant::now();
    let _lock = loop {
        match team_folder.lock()? {
            Some(lock) => break lock,
            None if started.elapsed() > LOCK_TIMEOUT => return Ok(()),
            None => thread::sleep(Duration::from_millis(50)),
        }
    };
    let Some(membership) = team_folder.membership()? else { return Ok(()) };
    let link = LinkState::new(team_folder, &membership);
    thread::scope(|scope| {
        scope.spawn(|| event_follower::follow_events(&link));
        sender::send(&link, membership);
        // The event follower may be blocked until the next event, so the scope would not end.
        std::process::exit(0)
    })
}
