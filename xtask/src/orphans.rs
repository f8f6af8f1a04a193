//! Processes that got away: those that left the group of the test that started them, and those that a runner left running
//! when it was ended by force.
//!
//! While a run is under way, the runner carries a mark, a random number, which every process inherits that it starts, and
//! those inherit that these start. So the end of a run finds what is left of it. In the same time, a file in `.state/runs` has
//! the mark for its name and is locked: one that is not locked is that of a runner that had no time to clean up, and the next
//! command does so.
//!
//! Marks exist on Linux only. Elsewhere, a process that leaves its group gets away.

use std::fmt;
use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::store::Store;

/// The mark of this process, and how many runs are under way in it.
static RUNS: Mutex<(Option<Mark>, usize)> = Mutex::new((None, 0));

fn runs() -> MutexGuard<'static, (Option<Mark>, usize)> {
    RUNS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A run that is under way. When this is dropped, nothing is left of it.
#[derive(Debug)]
pub struct Guard {
    /// Locked as long as it is open: the sign that the run is under way.
    record: Option<(PathBuf, File)>,
}

impl Guard {
    /// From now on, this process and those that it starts are marked.
    ///
    /// Where it cannot be recorded, only a runner that is ended by force leaves something behind.
    pub fn begin(store: &Store) -> Self {
        let mut runs = runs();
        let mark = *runs.0.get_or_insert_with(Mark::new);
        if runs.1 == 0 {
            mark.put_on();
        }
        runs.1 += 1;
        Self { record: record(&folder(store), mark) }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut runs = runs();
        runs.1 -= 1;
        if let (Some(mark), 0) = *runs {
            Mark::take_off();
            end_marked(mark);
        }
        if let Some((path, _)) = self.record.take() {
            let _ = fs::remove_file(path);
        }
    }
}

/// Starts something that is no part of a run and outlives it, such as an editor.
pub fn unmarked<T>(start: impl FnOnce() -> T) -> T {
    let runs = runs();
    Mark::take_off();
    let started = start();
    if let (Some(mark), 1..) = *runs {
        mark.put_on();
    }
    started
}

fn folder(store: &Store) -> PathBuf {
    store.folder().join("runs")
}

fn record(folder: &Path, mark: Mark) -> Option<(PathBuf, File)> {
    fs::create_dir_all(folder).ok()?;
    // Locked before it has the name by which others find it.
    let file = tempfile::NamedTempFile::new_in(folder).ok()?;
    file.as_file().lock().ok()?;
    let path = folder.join(mark.to_string());
    Some((path.clone(), file.persist(path).ok()?))
}

/// Ends what runners left running that were ended by force, and returns a line for the user if there was something.
pub fn end_those_of_dead_runners(store: &Store) -> Option<String> {
    let mut ended = 0;
    let mut unknown = false;
    for entry in fs::read_dir(folder(store)).ok()?.flatten() {
        let path = entry.path();
        let Ok(file) = File::options().read(true).write(true).open(&path) else { continue };
        if file.try_lock().is_err() {
            continue;
        }
        // What has another name was not finished: its runner was ended before it started anything.
        if let Some(mark) = entry.file_name().to_str().and_then(Mark::parse) {
            ended += end_marked(mark);
            unknown |= !cfg!(target_os = "linux");
        }
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
struct Mark(u64);

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
