//! Replacement of the learner's code by the stub or a kept version.

use crate::command_context::CommandContext;
use crate::error::{Error, Result};
use crate::store::kept_code::KeptCode;
use crate::workspace::Kata;

/// The folders of the learner that a reset does not change.
const UNTOUCHED: [&str; 1] = ["tests"];

/// The source of code that replaces the learner's code.
#[derive(Clone, Copy, Debug)]
pub enum RestoreSource {
    /// The stub.
    Stub,
    /// The code before the last replacement.
    BeforeReset,
    /// The kept version with this number.
    Kept(u64),
}

/// Keeps a copy of the learner's code, then replaces the code.
///
/// Returns a message for the user, which also explains how to undo this.
///
/// # Errors
///
/// Fails if there is no such version, or if files cannot be read or written. In that case, the code is unchanged.
pub fn replace_code(context: &CommandContext, kata: &Kata, source: RestoreSource) -> Result<String> {
    let kept = KeptCode::of(&context.store, kata);
    let state = context.state()?;
    let undo: Option<String> = state.katas.get(kata.name()).and_then(|kata| kata.undo.clone());
    let name = kata.name();
    let (replacement, what) = match source {
        RestoreSource::Stub => (kept.stub(&UNTOUCHED)?, "the stub".to_owned()),
        RestoreSource::BeforeReset => {
            let version = undo.as_deref().ok_or_else(|| Error::NothingToUndo { kata: name.to_owned() })?;
            (kept.version(version)?, format!("version {}", number(version)))
        }
        RestoreSource::Kept(number) => (kept.version(&kept.version_name(number)?)?, format!("version {number}")),
    };
    if kept.holds(&replacement)? {
        let undo =
            undo.map(|undo| format!(" Run `cargo xtask reset {name} --undo` to restore version {}.", number(&undo)));
        return Ok(format!("katas/{name} already contains {what}. Nothing was changed.{}\n", undo.unwrap_or_default()));
    }
    kept.check_all_kept()?;
    // Keep the current code and record it for `--undo` before replacing anything, so that a crash loses nothing.
    let current = kept.keep(undo.as_deref(), None)?;
    if let Some(version) = &current.version {
        context.store.update(|state| {
            let of_kata = state.katas.entry(name.to_owned()).or_default();
            of_kata.undo = Some(version.clone());
            of_kata.replaced += 1;
        })?;
    }
    kept.replace(&current, replacement)?;
    let done = format!("Replaced katas/{name} with {what}.");
    let Some(version) = current.version else { return Ok(format!("{done} There was no code to keep.\n")) };
    Ok(format!(
        "{done} Run `cargo xtask reset {name} --undo` to restore your code.\nIt was kept as version {} in {}.\n",
        number(&version),
        context.workspace.relative(&kept.path(&version))
    ))
}

/// Returns the number in a version's name, without leading zeros.
fn number(version: &str) -> &str {
    version.trim_start_matches('0')
}
