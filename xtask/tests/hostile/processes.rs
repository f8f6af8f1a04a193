//! Leftover processes of a case and memory use of the runner.

use crate::support::Fixture;

#[cfg(target_os = "linux")]
pub use on_linux::{assert_little_memory, left, peak};
#[cfg(windows)]
pub use on_windows::{assert_little_memory, left, peak};

#[cfg(target_os = "linux")]
mod on_linux {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::Fixture;

    /// The maximum peak memory of the runner in KiB.
    const MAX_MEMORY: u64 = 32 << 10;

    /// The highest peak memory so far in KiB.
    static PEAK: AtomicU64 = AtomicU64::new(0);

    /// Returns the highest peak memory so far in MiB.
    pub fn peak() -> Option<u64> {
        Some(PEAK.load(Ordering::Relaxed) >> 10)
    }

    /// Checks a runner's peak memory, unless the process has already exited.
    #[track_caller]
    pub fn assert_little_memory(process: u32) {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        PEAK.fetch_max(peak.unwrap_or(0), Ordering::Relaxed);
        assert!(peak.is_none_or(|peak| peak <= MAX_MEMORY), "peak memory of the runner in KiB: {peak:?}");
    }

    /// Returns the command lines of processes whose executable or working directory is in the fixture.
    pub fn left(fixture: &Fixture) -> Vec<String> {
        let root = fixture.root();
        let is_ours = |process: &Path| {
            let links = ["exe", "cwd"].map(|link| fs::read_link(process.join(link)));
            links.into_iter().flatten().any(|target| target.starts_with(&root))
        };
        let processes = fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
        let ours = processes.filter(|process| is_ours(process));
        let line = |process: PathBuf| fs::read_to_string(process.join("cmdline")).unwrap_or_default();
        ours.map(line).map(|line| line.replace('\0', " ")).collect()
    }
}

#[cfg(windows)]
mod on_windows {
    use std::fs::{self, File};
    use std::path::{Path, PathBuf};

    use super::Fixture;

    /// Returns `None`, since only unsafe code can read a process's memory use.
    pub fn peak() -> Option<u64> {
        None
    }

    /// Does nothing, since memory use is not measured.
    pub fn assert_little_memory(_process: u32) {}

    /// Returns the fixture's running executables, which are those that Windows denies write access to.
    pub fn left(fixture: &Fixture) -> Vec<String> {
        let mut programs = Vec::new();
        find_programs(&fixture.path("target"), &mut programs);
        // A program that was removed in the meantime is not running.
        programs.retain(|program| program.is_file() && File::options().write(true).open(program).is_err());
        programs.into_iter().map(|program| program.display().to_string()).collect()
    }

    fn find_programs(folder: &Path, programs: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                find_programs(&path, programs);
            } else if path.extension().is_some_and(|extension| extension == "exe") {
                programs.push(path);
            }
        }
    }
}
