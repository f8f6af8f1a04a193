//! A folder for a small workspace, and the program in it.

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
        self.0.path().canonicalize().expect("it is there").join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }

    /// The program, as the runner hands over to it here.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_compare"));
        command.current_dir(self.path("")).env_remove("CARGO_MANIFEST_DIR").env_remove("CARGO_TARGET_DIR");
        command
    }
}
