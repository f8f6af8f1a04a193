//! A copy of the workspace in which the katas are pristine, whatever a learner or a maintainer is doing to the original.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use toml_edit::DocumentMut;
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
    /// Copies a workspace and puts the pristine stubs into the katas.
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
        let workspace = lay_out(original, folder.path(), &target.join("verify"), "")?;
        Ok(Self { _folder: folder, workspace })
    }
}

/// Makes `root` a copy of a workspace, with pristine stubs in the katas and `settings` for Cargo. Files that are already as
/// they should be are left alone, so that nothing is built twice.
///
/// What it builds goes to `target`, which must not be the original's: Cargo tells the packages of a workspace and of its copy
/// apart by nothing, and would take what was built from one for the other's.
///
/// # Errors
///
/// A line that says which file cannot be copied.
pub fn lay_out(original: &Workspace, root: &Path, target: &Path, settings: &str) -> Result<Workspace, String> {
    for part in COPIED {
        mirror(&original.root().join(part), &root.join(part))?;
    }
    let config = root.join(".cargo").join("config.toml");
    let target = target.display().to_string();
    let mut own: DocumentMut = read(&config)?.parse().map_err(|error| format!("{}: {error}", config.display()))?;
    own["build"]["target-dir"] = toml_edit::value(target);
    write(&config, &format!("{own}\n{settings}"))?;
    let workspace = Workspace::at(root).map_err(|error| error.to_string())?;
    for kata in workspace.katas() {
        mirror(&kata.stub().join("src"), &kata.folder().join("src"))?;
        for file in ["Cargo.toml", "suite.rs"] {
            mirror(&kata.stub().join(file), &kata.folder().join(file))?;
        }
    }
    Ok(workspace)
}

/// Makes `to` what `from` is: a file, or a folder and all that lies in it.
fn mirror(from: &Path, to: &Path) -> Result<(), String> {
    let said = |error: std::io::Error| format!("{}: {error}", from.display());
    if !from.is_dir() {
        let bytes = fs::read(from).map_err(said)?;
        return if fs::read(to).is_ok_and(|there| there == bytes) {
            Ok(())
        } else {
            fs::write(to, bytes).map_err(said)
        };
    }
    fs::create_dir_all(to).map_err(said)?;
    for entry in fs::read_dir(to).map_err(said)? {
        let there = entry.map_err(said)?.path();
        let name = there.file_name().unwrap_or_default();
        if !from.join(name).exists() {
            if there.is_dir() { fs::remove_dir_all(&there) } else { fs::remove_file(&there) }.map_err(said)?;
        }
    }
    for entry in fs::read_dir(from).map_err(said)? {
        let name = entry.map_err(said)?.file_name();
        mirror(&from.join(&name), &to.join(&name))?;
    }
    Ok(())
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

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
