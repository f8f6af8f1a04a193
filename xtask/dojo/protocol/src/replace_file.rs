//! Atomic replacement of files, also on Windows while others read them.

use std::io::{self, ErrorKind};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use tempfile::{NamedTempFile, PersistError};

/// The maximum wait for readers of the replaced file.
const READERS_TIMEOUT: Duration = Duration::from_secs(2);

/// Moves a temporary file to `path` and replaces the file there.
///
/// Windows refuses this while another process or thread reads the replaced file. Since a read takes only a moment, this
/// tries again.
///
/// # Errors
///
/// If the file cannot be moved.
pub fn replace(mut file: NamedTempFile, path: &Path) -> io::Result<()> {
    let started = Instant::now();
    loop {
        match file.persist(path) {
            Err(PersistError { error, file: kept })
                if cfg!(windows)
                    && error.kind() == ErrorKind::PermissionDenied
                    && started.elapsed() < READERS_TIMEOUT =>
            {
                file = kept;
                thread::sleep(Duration::from_millis(5));
            }
            persisted => return Ok(persisted.map(|_| ())?),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn a_file_is_replaced_while_others_read_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("session.json");
        fs::write(&path, "0").expect("a file");
        let done = AtomicBool::new(false);
        let replace = |n: u32| {
            let file = NamedTempFile::new_in(folder.path())?;
            fs::write(file.path(), n.to_string())?;
            replace(file, &path)
        };
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while !done.load(Ordering::Relaxed) {
                        fs::read(&path).expect("a readable file");
                        thread::sleep(Duration::from_millis(1));
                    }
                });
            }
            let failed: Vec<io::Error> = (1..=50).filter_map(|n| replace(n).err()).collect();
            done.store(true, Ordering::Relaxed);
            assert!(failed.is_empty(), "{} of 50 replacements failed: {:?}", failed.len(), failed[0]);
        });
        assert_eq!(fs::read(&path).expect("a readable file"), b"50");
    }
}
