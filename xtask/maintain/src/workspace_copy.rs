//! Copies of the workspace with a pristine stub in each kata, whatever a learner or a maintainer does to the original.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use xtask::workspace::{Kata, Workspace};

use crate::error::{Error, Result};
use crate::files;

/// The parts of the workspace that are copied.
const COPIED: [&str; 8] =
    [".cargo", "Cargo.lock", "Cargo.toml", "katas", "rustfmt.toml", "solutions", "tests", "xtask"];

/// A copy of the workspace that is removed when this is dropped.
pub struct TemporaryCopy {
    _folder: TempDir,
    /// The copy.
    pub workspace: Workspace,
}

impl TemporaryCopy {
    /// Copies a workspace to a folder below its `target`; builds of the copy go to `target/verify`.
    pub fn of(original: &Workspace) -> Result<Self> {
        let target = original.root().join("target");
        fs::create_dir_all(&target).map_err(Error::file(&target))?;
        let folder = tempfile::Builder::new().prefix("verify-").tempdir_in(&target).map_err(Error::file(&target))?;
        let workspace = copy_workspace(original, folder.path(), &target.join("verify"))?;
        Ok(Self { _folder: folder, workspace })
    }
}

/// Makes `root` a copy of a workspace with pristine stubs. Equal files are left alone, so that nothing is built twice.
///
/// Builds of the copy go to `target`, which must not be the original's: Cargo does not distinguish the packages of a
/// workspace from those of its copy, and would take one's builds for the other's.
pub fn copy_workspace(original: &Workspace, root: &Path, target: &Path) -> Result<Workspace> {
    for part in COPIED {
        files::mirror(&original.root().join(part), &root.join(part))?;
    }
    files::edit_toml(&root.join(CARGO_CONFIG), |config| {
        config["build"]["target-dir"] = toml_edit::value(target.display().to_string());
        Some(())
    })?;
    let workspace = Workspace::at(root)?;
    for kata in workspace.katas() {
        restore_stub(kata)?;
    }
    Ok(workspace)
}

/// The settings of Cargo in a workspace.
pub const CARGO_CONFIG: &str = ".cargo/config.toml";

/// Puts the pristine stub into a kata of a copy.
pub fn restore_stub(kata: &Kata) -> Result<()> {
    for part in ["src", "Cargo.toml", "suite.rs"] {
        files::mirror(&kata.stub().join(part), &kata.folder().join(part))?;
    }
    Ok(())
}

/// Puts other sources into a kata of a copy.
pub fn replace_sources(kata: &Kata, sources: &Path) -> Result<()> {
    files::mirror(sources, &kata.folder().join("src"))
}
