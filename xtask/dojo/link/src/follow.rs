//! `dojo-link follow`: the background process of a team's machine, which sends its runs and follows the session.
//!
//! There is one per workspace. It ends by itself, and the next run starts it again.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use dojo_protocol::team_folder::TeamFolder;

use crate::link_state::LinkState;
use crate::{event_follower, sender};

/// How long to wait for the process of an earlier team to end.
const LOCK_TIMEOUT: Duration = Duration::from_secs(3);

/// Sends and follows until there is nothing more to do, and then ends the process.
///
/// # Errors
///
/// If the folder cannot be used.
pub fn follow(team_folder: &TeamFolder) -> io::Result<()> {
    // Closing the terminal that started it must not end it. It may lead a session already.
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
        // The event follower would wait for the next event.
        std::process::exit(0)
    })
}
