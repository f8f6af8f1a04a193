//! A kata under verification.

use std::path::PathBuf;

use xtask::workspace::{Kata, Workspace};

use crate::error::Result;
use crate::files;

/// The problems that a check found, or an empty list if the claim holds.
pub type Problems = Result<Vec<String>>;

/// A kata in its workspace and in a copy, where checks replace its sources.
pub struct Context<'a> {
    pub workspace: &'a Workspace,
    pub kata: &'a Kata,
    pub copy: &'a Workspace,
    pub kata_in_copy: &'a Kata,
}

impl Context<'_> {
    /// Returns the folders of the alternatives.
    pub fn alternatives(&self) -> Result<Vec<PathBuf>> {
        files::list(&self.kata.solution().join("alternatives"))
    }

    /// Returns the folders of the reference and the alternatives.
    pub fn implementations(&self) -> Result<Vec<PathBuf>> {
        let mut folders = vec![self.kata.solution()];
        folders.extend(self.alternatives()?);
        Ok(folders)
    }
}
