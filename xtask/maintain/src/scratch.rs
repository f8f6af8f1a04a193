//! A copy of the workspace in which the katas are pristine, whatever a learner or a maintainer is doing to the original.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use xtask::workspace::{Kata, Workspace};

/// What of the workspace is copied.
const COPIED: [&str; 8] =
    [".cargo", "Cargo.lock", "Cargo.toml", "katas", "rustfmt.toml", "solutions", "tests", "xtask"];

/// A copy of the workspace; removed when this is dropped.
pub struct Scratch {
    _folder: TempDir,
    /// The workspace in the copy.
    pub workspace: Workspace,
}

impl Scratch {
    /// Copies a workspace and puts the pristine stubs into the katas. What it builds shares the original's dependencies.
    ///
    /// # Errors
    ///
    /// A line that says which file cannot be copied.
    pub fn of(original: &Workspace) -> Result<Self, String> {
        let target = original.root().join("target");
        fs::create_dir_all(&target).map_err(|error| format!("{}: {error}", target.display()))?;
        let folder = tempfile::Builder::new()
            .prefix("verify-")
            .tempdir_in(&target)
            .map_err(|error| format!("{}: {error}", target.display()))?;
        let root = folder.path();
        for part in COPIED {
            copy(&original.root().join(part), &root.join(part))?;
        }
        let config = root.join(".cargo").join("config.toml");
        let settings = fs::read_to_string(&config).map_err(|error| format!("{}: {error}", config.display()))?;
        write(&config, &format!("{settings}\n[build]\ntarget-dir = {:?}\n", target.display().to_string()))?;
        let workspace = Workspace::at(root).map_err(|error| error.to_string())?;
        for kata in workspace.katas() {
            put_stub(kata)?;
        }
        Ok(Self { _folder: folder, workspace })
    }
}

/// Puts the pristine stub into a kata of the copy.
pub fn put_stub(kata: &Kata) -> Result<(), String> {
    put(&kata.stub().join("src"), kata)?;
    copy(&kata.stub().join("Cargo.toml"), &kata.folder().join("Cargo.toml"))
}

/// Puts other sources into a kata of the copy.
pub fn put(sources: &Path, kata: &Kata) -> Result<(), String> {
    let src = kata.folder().join("src");
    if src.exists() {
        fs::remove_dir_all(&src).map_err(|error| format!("{}: {error}", src.display()))?;
    }
    copy(sources, &src)
}

/// Copies a file or a folder.
pub fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let said = |error: std::io::Error| format!("{}: {error}", from.display());
    if from.is_dir() {
        fs::create_dir_all(to).map_err(said)?;
        for entry in fs::read_dir(from).map_err(said)? {
            let name = entry.map_err(said)?.file_name();
            copy(&from.join(&name), &to.join(&name))?;
        }
        Ok(())
    } else {
        // Written, not copied: Cargo has to see that the file is new.
        let bytes = fs::read(from).map_err(said)?;
        fs::write(to, bytes).map_err(said)
    }
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
