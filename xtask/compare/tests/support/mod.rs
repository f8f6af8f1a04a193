//! A temporary folder for a small workspace.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// A temporary folder.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().canonicalize().expect("the folder exists").join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("the path has a parent")).expect("the folder can be created");
        fs::write(path, text).expect("the file can be written");
    }

    /// Creates a command like the runner's, in this folder.
    pub fn command(&self, executable: &str) -> Command {
        let mut command = Command::new(executable);
        command.current_dir(self.path("")).env_remove("CARGO_MANIFEST_DIR").env_remove("CARGO_TARGET_DIR");
        command
    }
}
