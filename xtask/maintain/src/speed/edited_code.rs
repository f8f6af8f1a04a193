//! Edits of the reference's code, like those of a learner.

use xtask::workspace::Kata;

use crate::error::Result;
use crate::files;

/// Returns the reference's root file with `edit` appended.
pub fn of_reference(kata: &Kata, edit: &str) -> Result<String> {
    let code = files::read(&kata.solution().join("src/lib.rs"))?;
    Ok(format!("{code}\n#[allow(dead_code)]\n{edit}\n"))
}
