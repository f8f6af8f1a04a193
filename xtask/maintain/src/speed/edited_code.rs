//! Edits of a kata's code, like those of a learner.

use std::path::Path;

use crate::error::Result;
use crate::files;

/// Returns the root file of the sources with `edit` appended.
pub fn root_file(sources: &Path, edit: &str) -> Result<String> {
    let code = files::read(&sources.join("lib.rs"))?;
    Ok(format!("{code}\n#[allow(dead_code)]\n{edit}\n"))
}
