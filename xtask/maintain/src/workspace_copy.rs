//! Copies of the workspace with a pristine stub in each kata.

use std::fs::{self, File};
use std::path::Path;

use xtask::workspace::{Kata, Workspace};

use crate::error::{Error, Result};
use crate::files;

/// The parts of the workspace that are copied.
const COPIED: [&str; 8] =
    [".cargo", "Cargo.lock", "Cargo.toml", "katas", "rustfmt.toml", "solutions", "tests", "xtask"];
/// The path of Cargo's configuration in a workspace.
pub const CARGO_CONFIG: &str = ".cargo/config.toml";

/// A copy of the workspace that no other process changes.
///
/// It stays on disk, so that the next run builds only changed packages.
pub struct WorkspaceCopy {
    pub workspace: Workspace,
    _lock: File,
}

impl WorkspaceCopy {
    /// Makes `folder/workspace` a copy of a workspace with pristine stubs.
    ///
    /// Builds of the copy go to `target`. Don't use the original's target folder for this: Cargo would mix up the
    /// packages of the workspace with those of its copy.
    pub fn of(original: &Workspace, folder: &Path, target: &Path) -> Result<Self> {
        fs::create_dir_all(folder).map_err(Error::file(folder))?;
        let lock = File::create(folder.join("lock")).map_err(Error::file(folder))?;
        lock.try_lock()
            .map_err(|_| "another `cargo xtask` is using this folder: try again when it has ended")
            .map_err(Error::file(folder))?;
        let root = folder.join("workspace");
        fs::create_dir_all(&root).map_err(Error::file(&root))?;
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
        Ok(Self { workspace, _lock: lock })
    }
}

/// Replaces the code of a kata in a copy with the pristine stub.
pub fn restore_stub(kata: &Kata) -> Result<()> {
    for part in ["src", "Cargo.toml", "suite.rs"] {
        files::mirror(&kata.stub().join(part), &kata.folder().join(part))?;
    }
    Ok(())
}

/// Replaces the sources of a kata in a copy.
pub fn replace_sources(kata: &Kata, sources: &Path) -> Result<()> {
    files::mirror(sources, &kata.folder().join("src"))
}
