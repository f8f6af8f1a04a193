//! Noticing saves: file events where they arrive, and a look at the files four times a second where they do not.
//!
//! An event is only a reason to look sooner; whether something was saved, the files themselves tell. So a network share, a
//! container's mount or a full watch list make it slower and nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::Scope;
use std::time::{Duration, SystemTime};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::message::Message;

/// How often the files are looked at when no event arrives.
const POLL: Duration = Duration::from_millis(250);
/// How much later than a save its event may come.
const LATE: Duration = Duration::from_millis(100);
/// How long it must be quiet after an event: one save is several events.
const QUIET: Duration = Duration::from_millis(5);

/// The watching ends when this is dropped.
pub(super) struct Watching {
    _alive: Arc<()>,
    paths: Vec<PathBuf>,
}

impl Watching {
    /// What is watched.
    pub fn paths(&self) -> &[PathBuf] {
        &self.paths
    }
}

/// Sends [`Message::Saved`] whenever one of `paths` has changed, or a Rust file or a manifest below one of them, until the
/// returned value is dropped.
pub(super) fn watch<'scope>(
    scope: &'scope Scope<'scope, '_>,
    paths: Vec<PathBuf>,
    sender: Sender<Message>,
) -> Watching {
    let alive = Arc::new(());
    let watched = Arc::downgrade(&alive);
    let mut seen = stamps(&paths);
    let watching = Watching { _alive: alive, paths: paths.clone() };
    scope.spawn(move || {
        let (hear, heard) = mpsc::channel();
        let watcher = listen(&paths, hear.clone());
        if let Err(why) = &watcher {
            let _ = sender
                .send(Message::Notice(format!("file events are not to be had ({why}): looking at the files instead")));
        }
        let mut listening = watcher.is_ok();
        while watched.strong_count() > 0 {
            let by_event = match heard.recv_timeout(POLL) {
                Ok(()) => {
                    while heard.recv_timeout(QUIET).is_ok() {}
                    true
                }
                Err(RecvTimeoutError::Timeout) => false,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            let now = stamps(&paths);
            if now == seen {
                continue;
            }
            seen = now;
            if listening && !by_event && heard.recv_timeout(LATE).is_err() {
                listening = false;
                let notice = "a save came without a file event: looking at the files instead".to_owned();
                let _ = sender.send(Message::Notice(notice));
            }
            if sender.send(Message::Saved).is_err() {
                break;
            }
        }
        drop((watcher, hear));
    });
    watching
}

fn listen(paths: &[PathBuf], hear: Sender<()>) -> notify::Result<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // To look at the files is an event as well: heeding it would be to look again and again.
        if event.as_ref().is_ok_and(|event| is_only_a_look(event.kind)) {
            return;
        }
        // Nobody listens only when the view is being left.
        let _ = hear.send(());
    })?;
    for path in paths {
        watcher.watch(path, RecursiveMode::Recursive)?;
    }
    Ok(watcher)
}

/// Whether nothing can have changed. The end of writing is an access, too.
fn is_only_a_look(kind: EventKind) -> bool {
    kind.is_access() && kind != EventKind::Access(AccessKind::Close(AccessMode::Write))
}

type Stamps = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

fn stamps(paths: &[PathBuf]) -> Stamps {
    let mut stamps = Stamps::new();
    for path in paths {
        stamp(path, true, &mut stamps);
    }
    stamps
}

fn stamp(path: &Path, is_named: bool, stamps: &mut Stamps) {
    // What cannot be read is as good as gone, until it can be.
    let Ok(metadata) = fs::metadata(path) else { return };
    if metadata.is_dir() {
        let Ok(entries) = fs::read_dir(path) else { return };
        for entry in entries.flatten() {
            let path = entry.path();
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            // A link to a folder may lead back to where it lies.
            let leads_away = entry.file_type().is_ok_and(|kind| kind.is_symlink()) && path.is_dir();
            if !hidden && !leads_away {
                stamp(&path, false, stamps);
            }
        }
    } else if is_named || path.extension().is_some_and(|extension| extension == "rs" || extension == "toml") {
        stamps.insert(path.to_owned(), (metadata.modified().ok(), metadata.len()));
    }
}

// Only Linux tells of looks at files.
#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_save_is_heard_of_and_a_look_at_the_files_is_not() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let file = folder.path().join("lib.rs");
        fs::write(&file, "").expect("it can be written");
        let paths = [folder.path().to_owned()];
        let (hear, heard) = mpsc::channel();
        let watcher = listen(&paths, hear).expect("there are file events");
        let empty = stamps(&paths);
        assert!(heard.recv_timeout(Duration::from_millis(200)).is_err(), "a look was taken for an event");
        fs::write(&file, "//!").expect("it can be written");
        heard.recv_timeout(Duration::from_secs(10)).expect("a save is an event");
        assert_ne!(stamps(&paths), empty);
        drop(watcher);
    }
}
