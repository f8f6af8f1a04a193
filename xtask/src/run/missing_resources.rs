//! What the machine lacks. It is never a verdict about the learner's code.

use std::fs;
use std::path::Path;

use crate::error::Error;
use crate::paths::shown;

/// The error for a machine that lacks something, if a program has named it.
pub(super) fn lack_named_in(output: &str) -> Option<Error> {
    let lacks = [
        ("No space left on device", "the disk is full", "free some space, and run again"),
        ("There is not enough space on the disk", "the disk is full", "free some space, and run again"),
        ("Disk quota exceeded", "your disk quota is used up", "free some space, and run again"),
        (
            "Read-only file system",
            "a folder for builds is on a read-only file system",
            "clone the repository elsewhere",
        ),
        ("Too many open files", "too many files are open", "close programs, or raise the limit (`ulimit -n 4096`)"),
        ("Cannot allocate memory", "there is not enough memory", "close programs, and run again"),
        (
            "Resource temporarily unavailable",
            "no more processes can be started",
            "close programs, or raise the limit (`ulimit -u`)",
        ),
    ];
    let (_, lack, fix) = lacks.into_iter().find(|(words, _, _)| output.contains(words))?;
    Some(Error::Machine { lack: lack.to_owned(), fix: fix.to_owned() })
}

/// Checks that a file of some size can be written to `folder`.
///
/// # Errors
///
/// [`Error::Machine`] if it cannot.
pub(super) fn check_room(folder: &Path) -> Result<(), Error> {
    let probe = folder.join("probe");
    let written = fs::write(&probe, [0; 64 << 10]);
    let _ = fs::remove_file(&probe);
    written.map_err(|error| Error::Machine {
        lack: format!("nothing can be written to {}: {error}", shown(folder)),
        fix: "free some space, and run again".to_owned(),
    })
}
