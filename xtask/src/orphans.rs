//! Orphans: processes that left the group of the test that started them, and processes of a runner that was killed.
//!
//! Each task that starts other people's code has a mark, a random number. Every process that it starts inherits the mark, and so
//! do their children. When the task ends, what still carries its mark is ended. While it is under way, a file in `.state/runs`
//! has the mark for its name and is locked: a file that is not locked is that of a runner that was killed, and the next
//! command ends its processes and removes its files.
//!
//! Marks exist on Linux only. Elsewhere, a process that leaves its group gets away.

use std::fmt;
use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Result};
use crate::paths::shown;
use crate::store::Store;

/// A task that starts other people's code. When this is dropped, none of its processes is left, and none of its files.
#[derive(Debug)]
pub struct Guard {
    mark: Mark,
    /// Whether the task began here.
    is_ours: bool,
    /// Locked as long as it is open: the sign that the task is under way.
    record: Option<(PathBuf, File)>,
    scratch: PathBuf,
}

impl Guard {
    /// Begins a task.
    ///
    /// Where it cannot be recorded, only a runner that is killed leaves something behind.
    ///
    /// # Errors
    ///
    /// If there is no folder for the task's files.
    pub fn begin(store: &Store) -> Result<Self> {
        // A program that is part of a task already leaves its processes to whoever began the task.
        let inherited = {
            let _starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
            Mark::inherited()
        };
        let (mark, is_ours) = inherited.map_or_else(|| (Mark::new(), true), |mark| (mark, false));
        let record = if is_ours { record(&folder(store), mark) } else { None };
        let name = if is_ours { mark.to_string() } else { format!("{mark}-{}", std::process::id()) };
        let scratch = scratch_folder(store).join(name);
        fs::create_dir_all(&scratch).map_err(|error| Error::Machine {
            lack: format!("cannot make the folder {}: {error}", shown(&scratch)),
            fix: "free some space, or clone the repository to a folder that can be written to".to_owned(),
        })?;
        Ok(Self { mark, is_ours, record, scratch })
    }

    /// What the task's processes carry.
    pub fn mark(&self) -> Mark {
        self.mark
    }

    /// A folder for the task's files.
    pub fn scratch(&self) -> &Path {
        &self.scratch
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.is_ours {
            end_marked(self.mark);
        }
        let _ = fs::remove_dir_all(&self.scratch);
        if let Some((path, _)) = self.record.take() {
            let _ = fs::remove_file(path);
        }
    }
}

/// Held while a process is started: the mark is put on this process for that moment, and only the started one may inherit it.
static STARTING: Mutex<()> = Mutex::new(());

/// Starts a process that carries `mark`, or no mark.
pub fn start<T>(mark: Option<Mark>, start: impl FnOnce() -> T) -> T {
    let _starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    let inherited = Mark::inherited();
    match (mark, inherited) {
        (Some(mark), inherited) if Some(mark) != inherited => {
            mark.put_on();
            let started = start();
            inherited.map_or_else(Mark::take_off, Mark::put_on);
            started
        }
        _ => start(),
    }
}

fn folder(store: &Store) -> PathBuf {
    store.folder().join("runs")
}

/// The folder for files of tasks: where Cargo builds, since a copy of what it has built goes there.
fn scratch_folder(store: &Store) -> PathBuf {
    store.folder().with_file_name("target").join("xtask-runs")
}

fn record(folder: &Path, mark: Mark) -> Option<(PathBuf, File)> {
    fs::create_dir_all(folder).ok()?;
    // Locked before it has the name by which others find it.
    let file = tempfile::NamedTempFile::new_in(folder).ok()?;
    file.as_file().lock().ok()?;
    let path = folder.join(mark.to_string());
    Some((path.clone(), file.persist(path).ok()?))
}

/// Ends the processes of runners that were killed and removes their files. Returns a line for the user if there were processes.
pub fn end_those_of_dead_runners(store: &Store) -> Option<String> {
    let mut ended = 0;
    let mut unknown = false;
    for entry in fs::read_dir(folder(store)).ok()?.flatten().filter(|entry| !entry.path().is_dir()) {
        let path = entry.path();
        let Ok(file) = File::options().read(true).write(true).open(&path) else { continue };
        if file.try_lock().is_err() {
            continue;
        }
        // What has another name was not finished: its runner was ended before it started anything.
        if let Some(mark) = entry.file_name().to_str().and_then(Mark::parse) {
            ended += end_marked(mark);
            unknown |= !cfg!(target_os = "linux");
            remove_beginning_with(&scratch_folder(store), &mark.to_string());
        }
        drop(file);
        let _ = fs::remove_file(&path);
    }
    if ended > 0 {
        let what = if ended == 1 { "a process" } else { "processes" };
        return Some(format!("a run was ended by force and left {what} running: ended now"));
    }
    unknown.then(|| {
        "a run was ended by force. If it left tests running, they cannot be told from other programs on this system: look for \
         `suite-` in the list of processes"
            .to_owned()
    })
}

/// Removes the folders whose names begin so.
fn remove_beginning_with(folder: &Path, name: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(name) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Ends every process that carries `mark`, and returns how many there were.
///
/// # Cost
///
/// Reads a small file for each process of this machine: some milliseconds.
fn end_marked(mark: Mark) -> usize {
    let mut ended = 0;
    // A process may start another one while they are being looked for.
    for _ in 0..100 {
        let found = mark.carriers();
        if found.is_empty() {
            break;
        }
        ended += found.into_iter().filter(|process| mark.end(*process)).count();
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    ended
}

/// What a process inherits whatever it does with its group, its session and its environment.
///
/// It is the limit on resident memory, which Linux keeps for each process and has not heeded for twenty years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(u64);

impl Mark {
    fn new() -> Self {
        // Every such state is keyed at random. The bit makes it more memory than there is, and it stays below no limit at all.
        Self((RandomState::new().hash_one(()) >> 2) | (1 << 62))
    }

    /// The mark that is written so.
    fn parse(text: &str) -> Option<Self> {
        (text.len() == 16).then(|| u64::from_str_radix(text, 16).ok().map(Self))?
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(target_os = "linux")]
impl Mark {
    /// Puts it on this process.
    fn put_on(self) {
        limit_resident_memory(Some(self.0));
    }

    /// Takes any mark off this process.
    fn take_off() {
        limit_resident_memory(None);
    }

    /// The mark that this process carries: that of a task that it is part of.
    fn inherited() -> Option<Self> {
        use rustix::process::{Resource, getrlimit};

        getrlimit(Resource::Rss).current.filter(|limit| limit >> 62 == 1).map(Self)
    }

    /// The processes that carry it.
    fn carriers(self) -> Vec<i32> {
        let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
        let processes = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        processes.filter(|process| self.is_on(*process) && !is_over(*process) && !serves_others(*process)).collect()
    }

    fn is_on(self, process: i32) -> bool {
        let limits = fs::read_to_string(format!("/proc/{process}/limits")).unwrap_or_default();
        let limit = limits.lines().find_map(|line| line.strip_prefix("Max resident set")?.split_whitespace().next());
        limit.is_some_and(|limit| limit.parse() == Ok(self.0))
    }

    fn end(self, process: i32) -> bool {
        use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

        let Some(id) = Pid::from_raw(process) else { return false };
        let Ok(handle) = pidfd_open(id, PidfdFlags::empty()) else { return false };
        // The mark is looked at again: the number may be another process's by now, but what the handle stands for is fixed.
        self.is_on(process) && pidfd_send_signal(handle, Signal::KILL).is_ok()
    }
}

#[cfg(not(target_os = "linux"))]
impl Mark {
    fn put_on(self) {}

    fn take_off() {}

    fn inherited() -> Option<Self> {
        None
    }

    fn carriers(self) -> Vec<i32> {
        Vec::new()
    }

    fn end(self, _process: i32) -> bool {
        false
    }
}

/// Sets the limit that is the mark, or lifts it. It can be lifted, since what must not be exceeded stays as it is.
#[cfg(target_os = "linux")]
fn limit_resident_memory(bytes: Option<u64>) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let maximum = getrlimit(Resource::Rss).maximum;
    // An error means that somebody has limited it in earnest: then nothing is marked.
    let _ = setrlimit(Resource::Rss, Rlimit { current: bytes.or(maximum), maximum });
}

/// Whether a process has ended and only waits for somebody to take notice.
#[cfg(target_os = "linux")]
fn is_over(process: i32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // Its name, in parentheses, may contain anything.
    stat.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with(['Z', 'X']))
}

/// Whether it is the server of a compiler cache, which one build starts for all builds to come.
#[cfg(target_os = "linux")]
fn serves_others(process: i32) -> bool {
    let program = fs::read_link(format!("/proc/{process}/exe")).unwrap_or_default();
    program.file_name().is_some_and(|name| name.to_string_lossy().starts_with("sccache"))
}
