//! Folders that other users of the machine cannot read.

use std::fs;
use std::io;
use std::path::Path;

/// Creates a folder that only its owner can read, or restricts an existing folder in the same way.
///
/// # Errors
///
/// If the folder cannot be created.
pub fn create(path: &Path) -> io::Result<()> {
    if !path.is_dir() {
        fs::create_dir_all(path)?;
        #[cfg(windows)]
        make_private(path);
    }
    #[cfg(unix)]
    make_private(path);
    Ok(())
}

/// Removes the permissions of other users.
///
/// A failure is ignored, because it means that the folder belongs to another user, or that the disk does not support
/// permissions.
#[cfg(unix)]
fn make_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let is_shared = fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0);
    if is_shared {
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o700));
    }
}

/// Grants access to the current user only, also for files created inside later.
#[cfg(windows)]
fn make_private(path: &Path) {
    let Ok(user) = std::env::var("USERNAME") else { return };
    let grant = format!("{user}:(OI)(CI)F");
    let mut command = std::process::Command::new("icacls");
    command.arg(path).args(["/inheritance:r", "/grant:r", &grant]);
    command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let _ = command.status();
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn new_and_existing_folders_are_owner_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/dojo");
        let mode = || fs::metadata(&path).expect("a folder").permissions().mode() & 0o777;
        create(&path).expect("a new folder");
        assert_eq!(mode(), 0o700);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a shared folder");
        create(&path).expect("an existing folder");
        assert_eq!(mode(), 0o700);
    }
}
