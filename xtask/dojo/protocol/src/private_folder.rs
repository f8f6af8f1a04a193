//! Folders that other users of the machine cannot read.

use std::fs;
use std::io;
use std::path::Path;

/// Creates a folder that only its owner can read, and takes the rights of others from one that exists.
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

/// Takes the rights of others. If that fails, the folder is another user's or on a disk without rights.
#[cfg(unix)]
fn make_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let is_shared = fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0);
    if is_shared {
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o700));
    }
}

/// Lets only the current user in, here and in everything that is created below.
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
    fn only_the_owner_reads_a_new_folder_and_an_old_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/dojo");
        let mode = || fs::metadata(&path).expect("it is there").permissions().mode() & 0o777;
        create(&path).expect("it is created");
        assert_eq!(mode(), 0o700);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is shared");
        create(&path).expect("it is there");
        assert_eq!(mode(), 0o700);
    }
}
