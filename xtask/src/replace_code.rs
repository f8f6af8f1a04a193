//! Replacing the learner's code by the stub or by a version that was kept.

use crate::command_context::CommandContext;
use crate::error::{Error, Result};
use crate::store::kept_code::KeptCode;
use crate::workspace::Kata;

/// The parts of a kata's folder that a reset leaves as they are: the learner's own tests.
const LEFT_ALONE: [&str; 1] = ["tests"];

/// What a learner's code can be replaced by.
#[derive(Clone, Copy, Debug)]
pub enum RestoreSource {
    /// The stub.
    Stub,
    /// What was last replaced.
    BeforeReset,
    /// The kept version of this number.
    Kept(u64),
}

/// Puts the stub or a version in the place of the learner's code, which is kept first. Returns a text for the user: what was
/// done, and how to go back.
///
/// # Errors
///
/// If there is no such version, or files cannot be read or written. The code is as it was then.
pub fn put_back(context: &CommandContext, kata: &Kata, source: RestoreSource) -> Result<String> {
    let kept = KeptCode::of(&context.store, kata);
    let state = context.state()?;
    let undo: Option<String> = state.katas.get(kata.name()).and_then(|kata| kata.undo.clone());
    let name = kata.name();
    let (replacement, done) = match source {
        RestoreSource::Stub => (kept.stub(&LEFT_ALONE)?, format!("katas/{name} has its stub back")),
        RestoreSource::BeforeReset => {
            let version = undo.as_deref().ok_or_else(|| Error::NothingToUndo { kata: name.to_owned() })?;
            (kept.version(version)?, format!("katas/{name} is as it was in version {}", number(version)))
        }
        RestoreSource::Kept(number) => {
            (kept.version(&kept.version_name(number)?)?, format!("katas/{name} is as it was in version {number}"))
        }
    };
    if kept.holds(&replacement)? {
        let undo =
            undo.map(|undo| format!(" `cargo xtask reset {name} --undo` brings version {} back.", number(&undo)));
        return Ok(format!("{done} already: nothing was changed.{}\n", undo.unwrap_or_default()));
    }
    kept.check_all_kept()?;
    // The current code is kept and named as what to go back to before anything is replaced: a crash at any moment loses nothing.
    let current = kept.keep(undo.as_deref(), None)?;
    if let Some(version) = &current.version {
        context.store.update(|state| {
            let of_kata = state.katas.entry(name.to_owned()).or_default();
            of_kata.undo = Some(version.clone());
            of_kata.replaced += 1;
        })?;
    }
    kept.replace(&current, replacement)?;
    let Some(version) = current.version else { return Ok(format!("{done}. There was no code of yours.\n")) };
    Ok(format!(
        "{done}. `cargo xtask reset {name} --undo` brings your code back.\nIt is version {}, kept in {}.\n",
        number(&version),
        context.workspace.relative(&kept.path(&version))
    ))
}

/// The number in a version's name, as users write it.
fn number(version: &str) -> &str {
    version.trim_start_matches('0')
}
