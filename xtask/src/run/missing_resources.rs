//! Detection of missing machine resources, such as disk space.
//!
//! A missing resource is an error, and never counts as a verdict.

use std::fs;
use std::path::Path;

use crate::error::Error;
use crate::paths::shown;

/// Returns an error if a program's output names a missing resource.
pub(super) fn find_in(output: &str) -> Option<Error> {
    let lacks = [
        ("No space left on device", "the disk is full", "free some space, then run again"),
        ("There is not enough space on the disk", "the disk is full", "free some space, then run again"),
        ("Disk quota exceeded", "your disk quota is used up", "free some space, then run again"),
        (
            "Read-only file system",
            "the build folder is on a read-only file system",
            "clone the repository to a writable folder",
        ),
        ("Too many open files", "too many files are open", "close programs or raise the limit (`ulimit -n 4096`)"),
        ("Cannot allocate memory", "the machine is out of memory", "close programs, then run again"),
        (
            "Resource temporarily unavailable",
            "no more processes can be started",
            "close programs or raise the limit (`ulimit -u`)",
        ),
    ];
    let (_, lack, fix) = lacks.into_iter().find(|(words, _, _)| output.contains(words))?;
    Some(Error::Machine { lack: lack.to_owned(), fix: fix.to_owned() })
}

/// Checks that a file of 64 KiB can be written to `folder`.
///
/// # Errors
///
/// [`Error::Machine`] if it cannot be written.
pub(super) fn check_room(folder: &Path) -> Result<(), Error> {
    let probe = folder.join("probe");
    let written = fs::write(&probe, [0; 64 << 10]);
    let _ = fs::remove_file(&probe);
    written.map_err(|error| Error::Machine {
        lack: format!("cannot write to {}: {error}", shown(folder)),
        fix: "free some space, then run again".to_owned(),
    })
}
