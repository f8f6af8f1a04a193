//! Detects saves with file events, and with polling where file events are unavailable.
//!
//! Changes are detected by size and modification time, and an event merely triggers the check earlier. So on a network
//! share, in a container, or if the system's watch limit is reached, detection is slower, but still works.
//!
//! The contents of changed files decide whether there is something to test.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::Scope;
use std::time::{Duration, SystemTime};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// The polling interval.
const POLL: Duration = Duration::from_millis(250);
/// The maximum delay of an event after its save.
const MAX_EVENT_DELAY: Duration = Duration::from_millis(100);
/// The time without events after which a save counts as complete, since a single save can cause several events.
const DEBOUNCE: Duration = Duration::from_millis(5);

/// A running watcher, which stops when dropped.
pub struct SaveWatcher {
    _alive: Arc<()>,
    paths: Vec<PathBuf>,
}

impl SaveWatcher {
    /// Returns the watched paths.
    pub fn paths(&self) -> &[PathBuf] {
        &self.paths
    }
}

/// Something that happened to watched files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveEvent {
    /// A file was saved with other content.
    Changed,
    /// A file was saved with the same content.
    Unchanged,
    /// A text for the user about the way in which saves are detected.
    Notice(String),
}

/// Calls `on_event` after every save of the watched files, until the returned value is dropped or `on_event` returns
/// false.
///
/// Watches the files in `paths`, and all Rust files and manifests in the folders in `paths`.
pub fn watch<'scope>(
    scope: &'scope Scope<'scope, '_>,
    paths: Vec<PathBuf>,
    on_event: impl Fn(SaveEvent) -> bool + Send + 'scope,
) -> SaveWatcher {
    let alive = Arc::new(());
    let watched = Arc::downgrade(&alive);
    let mut seen = stamps(&paths);
    let mut contents = Contents::new();
    update_contents(&mut contents, &Stamps::new(), &seen);
    if stamps(&paths) != seen {
        // It is unknown which of the contents belong to the stamps, so the next check must report a change.
        contents.clear();
    }
    let save_watcher = SaveWatcher { _alive: alive, paths: paths.clone() };
    scope.spawn(move || {
        let (event_sender, events) = mpsc::channel();
        let watcher = watch_events(&paths, event_sender.clone());
        if let Err(why) = &watcher {
            let notice = format!("File watching is unavailable ({why}); polling instead.");
            on_event(SaveEvent::Notice(notice));
        }
        let mut expects_events = watcher.is_ok();
        while watched.strong_count() > 0 {
            let by_event = match events.recv_timeout(POLL) {
                Ok(()) => {
                    while events.recv_timeout(DEBOUNCE).is_ok() {}
                    true
                }
                Err(RecvTimeoutError::Timeout) => false,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            let now = stamps(&paths);
            if now == seen {
                continue;
            }
            let is_changed = update_contents(&mut contents, &seen, &now);
            seen = now;
            if expects_events && !by_event && events.recv_timeout(MAX_EVENT_DELAY).is_err() {
                expects_events = false;
                let notice = "A save caused no file event; polling instead.".to_owned();
                on_event(SaveEvent::Notice(notice));
            }
            let event = if is_changed { SaveEvent::Changed } else { SaveEvent::Unchanged };
            if !on_event(event) {
                break;
            }
        }
        drop((watcher, event_sender));
    });
    save_watcher
}

fn watch_events(paths: &[PathBuf], event_sender: Sender<()>) -> notify::Result<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // Checking the files causes access events, which must not trigger another check.
        if event.as_ref().is_ok_and(|event| is_read_access(event.kind)) {
            return;
        }
        // The receiver is closed only while the view quits.
        let _ = event_sender.send(());
    })?;
    for path in paths {
        watcher.watch(path, RecursiveMode::Recursive)?;
    }
    Ok(watcher)
}

/// Returns true for an access that changes nothing, as opposed to closing a file after writing to it.
fn is_read_access(kind: EventKind) -> bool {
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
    // An unreadable file counts as deleted.
    let Ok(metadata) = fs::metadata(path) else { return };
    if metadata.is_dir() {
        let Ok(entries) = fs::read_dir(path) else { return };
        for entry in entries.flatten() {
            let path = entry.path();
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            // A link to a folder can form a cycle.
            let is_folder_link = entry.file_type().is_ok_and(|kind| kind.is_symlink()) && path.is_dir();
            if !hidden && !is_folder_link {
                stamp(&path, false, stamps);
            }
        }
    } else if !metadata.is_file() {
        // Reading a pipe could take forever.
    } else if is_named || path.extension().is_some_and(|extension| extension == "rs" || extension == "toml") {
        stamps.insert(path.to_owned(), (metadata.modified().ok(), metadata.len()));
    }
}

/// The hashes of files.
type Contents = BTreeMap<PathBuf, u64>;

/// Hashes the files whose stamps differ, and returns true if any content differs.
fn update_contents(contents: &mut Contents, before: &Stamps, now: &Stamps) -> bool {
    let count = contents.len();
    contents.retain(|path, _| now.contains_key(path));
    let mut is_changed = contents.len() != count;
    for path in now.iter().filter(|(path, stamp)| before.get(*path) != Some(stamp)).map(|(path, _)| path) {
        let mut hasher = DefaultHasher::new();
        // An unreadable file has no content.
        fs::read(path).ok().hash(&mut hasher);
        let hash = hasher.finish();
        is_changed |= contents.insert(path.clone(), hash) != Some(hash);
    }
    is_changed
}

// Only Linux reports read accesses.
#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_save_causes_an_event_but_reading_does_not() {
        let folder = tempfile::tempdir().expect("the temporary folder is writable");
        let file = folder.path().join("lib.rs");
        fs::write(&file, "").expect("the file is writable");
        let paths = [folder.path().to_owned()];
        let (event_sender, events) = mpsc::channel();
        let watcher = watch_events(&paths, event_sender).expect("file events are available");
        let empty = stamps(&paths);
        assert!(events.recv_timeout(Duration::from_millis(200)).is_err(), "reading the files caused an event");
        fs::write(&file, "//!").expect("the file is writable");
        events.recv_timeout(Duration::from_secs(10)).expect("a save causes an event");
        assert_ne!(stamps(&paths), empty);
        drop(watcher);
    }
}
