//! Orphans: processes that left their test's process group, or that outlived a killed runner.
//!
//! Each task that runs untrusted code has a mark, a random number that all of its processes inherit. This makes it
//! possible to find and kill them when the task ends. In case the runner itself gets killed, there is also a file in
//! `.state/runs` that is named after the mark and stays locked during the task. If the next command finds such a file
//! unlocked, it knows that the runner is dead, kills the processes with that mark, and removes their files.
//!
//! Marks exist only on Linux. On other systems, a process that leaves its group survives.

use std::fmt;
use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Result};
use crate::paths::shown;
use crate::store::Store;

/// A task that runs untrusted code. When it is dropped, its processes are killed and its files are removed.
#[derive(Debug)]
pub struct Guard {
    mark: Mark,
    /// True if this process began the task, and false if a parent process did.
    is_owner: bool,
    /// The file that marks the task as running. It stays locked while it is open.
    record: Option<(PathBuf, File)>,
    scratch: PathBuf,
}

impl Guard {
    /// Begins a task.
    ///
    /// If the task cannot be recorded in `.state/runs`, its processes can outlive a killed runner.
    ///
    /// # Errors
    ///
    /// Fails if the folder for the task's files cannot be created.
    pub fn begin(store: &Store) -> Result<Self> {
        // Within a task, the process that began the task kills all its processes.
        let inherited = {
            let _starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
            Mark::inherited()
        };
        let (mark, is_owner) = inherited.map_or_else(|| (Mark::new(), true), |mark| (mark, false));
        let record = if is_owner { record(&folder(store), mark) } else { None };
        let name = if is_owner { mark.to_string() } else { format!("{mark}-{}", std::process::id()) };
        let scratch = scratch_folder(store).join(name);
        fs::create_dir_all(&scratch).map_err(|error| Error::Machine {
            lack: format!("cannot create the folder {}: {error}", shown(&scratch)),
            fix: "free some space or clone the repository to a writable folder".to_owned(),
        })?;
        Ok(Self { mark, is_owner, record, scratch })
    }

    /// Returns the mark that the task's processes inherit.
    pub fn mark(&self) -> Mark {
        self.mark
    }

    /// Returns the folder for the task's files.
    pub fn scratch(&self) -> &Path {
        &self.scratch
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.is_owner {
            kill_marked(self.mark);
        }
        let _ = fs::remove_dir_all(&self.scratch);
        if let Some((path, _)) = self.record.take() {
            let _ = fs::remove_file(path);
        }
    }
}

/// A lock that is held while a process is started, or an executable is copied.
///
/// When a process is started, the runner itself carries the mark, which only the new process may inherit.
static STARTING: Mutex<()> = Mutex::new(());

/// Calls `start`, which starts a process, so that the process inherits `mark`, or no mark.
pub fn start<T>(mark: Option<Mark>, start: impl FnOnce() -> T) -> T {
    let _starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    let inherited = Mark::inherited();
    match (mark, inherited) {
        (Some(mark), inherited) if Some(mark) != inherited => {
            mark.apply();
            let started = start();
            inherited.map_or_else(Mark::remove, Mark::apply);
            started
        }
        _ => start(),
    }
}

/// Copies an executable while no process is started.
///
/// Otherwise, the process would have the copy open for a moment, and Linux does not run a file that is open for writing.
///
/// # Errors
///
/// Fails if the file cannot be copied.
pub fn copy_executable(from: &Path, to: &Path) -> io::Result<()> {
    let _starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    fs::copy(from, to).map(|_| ())
}

fn folder(store: &Store) -> PathBuf {
    store.folder().join("runs")
}

/// Returns the folder for the files of all tasks.
///
/// The folder is inside Cargo's build folder, because executables are copied to it.
fn scratch_folder(store: &Store) -> PathBuf {
    store.folder().with_file_name("target").join("xtask-runs")
}

fn record(folder: &Path, mark: Mark) -> Option<(PathBuf, File)> {
    fs::create_dir_all(folder).ok()?;
    // Lock the file before it gets its final name, so that no other command finds it unlocked.
    let file = tempfile::NamedTempFile::new_in(folder).ok()?;
    file.as_file().lock().ok()?;
    let path = folder.join(mark.to_string());
    Some((path.clone(), file.persist(path).ok()?))
}

/// Kills the processes of killed runners and removes their files.
///
/// If it has found any processes, returns a message for the user.
pub fn clean_up_killed_runs(store: &Store) -> Option<String> {
    let mut killed = 0;
    let mut unknown = false;
    for entry in fs::read_dir(folder(store)).ok()?.flatten().filter(|entry| !entry.path().is_dir()) {
        let path = entry.path();
        let Ok(file) = File::options().read(true).write(true).open(&path) else { continue };
        if file.try_lock().is_err() {
            continue;
        }
        // Any other file is temporary: its runner was killed before it could start a process.
        if let Some(mark) = entry.file_name().to_str().and_then(Mark::parse) {
            killed += kill_marked(mark);
            unknown |= !cfg!(target_os = "linux");
            remove_with_prefix(&scratch_folder(store), &mark.to_string());
        }
        drop(file);
        let _ = fs::remove_file(&path);
    }
    if killed > 0 {
        let processes = if killed == 1 { "process" } else { "processes" };
        return Some(format!("killed {killed} {processes} left behind by an earlier run"));
    }
    unknown.then(|| {
        "an earlier run was killed, and on this system, its tests may still be running. To end them, look for \
         `suite-` in the list of processes"
            .to_owned()
    })
}

/// Removes the subfolders of `folder` whose names start with `prefix`.
fn remove_with_prefix(folder: &Path, prefix: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(prefix) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Kills every process that carries `mark`, and returns their number.
///
/// # Cost
///
/// Reads a small file for each process of the machine, which takes a few milliseconds.
fn kill_marked(mark: Mark) -> usize {
    let mut killed = 0;
    // Repeat the search, since a process can start another one in the meantime.
    for _ in 0..100 {
        let found = mark.processes();
        if found.is_empty() {
            break;
        }
        killed += found.into_iter().filter(|process| mark.kill(*process)).count();
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    killed
}

/// A mark that child processes inherit, whatever they do with their group, session and environment.
///
/// The mark is stored as the limit on resident memory, since Linux still keeps this limit for each process but has
/// ignored its value since version 2.4.30.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(u64);

impl Mark {
    fn new() -> Self {
        // The keys of `RandomState` are random. With bit 62 set, the number is larger than any machine's memory, but
        // still less than "unlimited".
        Self((RandomState::new().hash_one(()) >> 2) | (1 << 62))
    }

    /// Parses the format written by `Display`.
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
    /// Sets the mark on this process.
    fn apply(self) {
        limit_resident_memory(Some(self.0));
    }

    /// Removes any mark from this process.
    fn remove() {
        limit_resident_memory(None);
    }

    /// Returns the mark that this process has inherited, if it is part of a task.
    fn inherited() -> Option<Self> {
        use rustix::process::{Resource, getrlimit};

        getrlimit(Resource::Rss).current.filter(|limit| limit >> 62 == 1).map(Self)
    }

    /// Returns the live processes that carry the mark.
    fn processes(self) -> Vec<i32> {
        let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
        let processes = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        processes
            .filter(|process| self.is_carried_by(*process) && !has_exited(*process) && !is_compiler_cache(*process))
            .collect()
    }

    fn is_carried_by(self, process: i32) -> bool {
        let limits = fs::read_to_string(format!("/proc/{process}/limits")).unwrap_or_default();
        let limit = limits.lines().find_map(|line| line.strip_prefix("Max resident set")?.split_whitespace().next());
        limit.is_some_and(|limit| limit.parse() == Ok(self.0))
    }

    fn kill(self, process: i32) -> bool {
        use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

        let Some(id) = Pid::from_raw(process) else { return false };
        let Ok(handle) = pidfd_open(id, PidfdFlags::empty()) else { return false };
        // Check the mark again: the process id may have been reused before the handle was opened.
        self.is_carried_by(process) && pidfd_send_signal(handle, Signal::KILL).is_ok()
    }
}

#[cfg(not(target_os = "linux"))]
impl Mark {
    fn apply(self) {}

    fn remove() {}

    fn inherited() -> Option<Self> {
        None
    }

    fn processes(self) -> Vec<i32> {
        Vec::new()
    }

    fn kill(self, _process: i32) -> bool {
        false
    }
}

/// Sets or removes the soft limit that stores the mark.
///
/// The hard limit stays the same, so that the soft one can be removed again.
#[cfg(target_os = "linux")]
fn limit_resident_memory(bytes: Option<u64>) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let maximum = getrlimit(Resource::Rss).maximum;
    // This fails if the hard limit has been lowered, in which case processes go without a mark.
    let _ = setrlimit(Resource::Rss, Rlimit { current: bytes.or(maximum), maximum });
}

/// Returns true for a process that has exited but was not reaped by its parent.
#[cfg(target_os = "linux")]
fn has_exited(process: i32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The process name, in parentheses, can contain any character.
    stat.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with(['Z', 'X']))
}

/// Returns true for sccache's server, which one build starts and later builds use as well.
#[cfg(target_os = "linux")]
fn is_compiler_cache(process: i32) -> bool {
    let program = fs::read_link(format!("/proc/{process}/exe")).unwrap_or_default();
    program.file_name().is_some_and(|name| name.to_string_lossy().starts_with("sccache"))
}
