//! Replacing the learner's code by the stub or by a version that was kept.

use crate::error::{Error, Result};
use crate::session::Session;
use crate::store::kept_code::KeptCode;
use crate::workspace::Kata;

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

/// Puts what was there before in the place of the learner's code, which is kept. Tells what was done and how to go back.
///
/// # Errors
///
/// If there is no such thing, or files cannot be read or written.
pub fn put_back(session: &Session, kata: &Kata, source: RestoreSource) -> Result<String> {
    let kept = KeptCode::of(&session.store, kata);
    let (state, _) = session.store.load()?;
    let undo = || state.katas.get(kata.name()).and_then(|kata| kata.undo.clone());
    let before = match source {
        RestoreSource::Stub => undo(),
        RestoreSource::BeforeReset => {
            Some(undo().ok_or_else(|| Error::NothingToUndo { kata: kata.name().to_owned() })?)
        }
        RestoreSource::Kept(number) => Some(kept.named(number)?),
    };
    kept.check_all_kept()?;
    // What is there now is kept first: nothing is replaced that cannot be brought back.
    let now = kept.keep(before.as_deref(), None)?;
    let name = kata.name();
    let said = match (source, &before) {
        (RestoreSource::Stub, _) | (_, None) => {
            kept.restore_stub()?;
            format!("katas/{name} has its stub back. `cargo xtask reset {name} --undo` brings your code back.\n")
        }
        (RestoreSource::BeforeReset, Some(before)) => {
            kept.restore(before)?;
            format!("katas/{name} is as it was before. Another `--undo` goes back again.\n")
        }
        (RestoreSource::Kept(number), Some(before)) => {
            kept.restore(before)?;
            format!("katas/{name} is as it was in version {number}. `cargo xtask reset {name} --undo` goes back.\n")
        }
    };
    session.store.update(|state| {
        let of_kata = state.katas.entry(kata.name().to_owned()).or_default();
        of_kata.undo.clone_from(&now);
    })?;
    let copy = now.map(|now| format!("What was there is kept in {}.\n", session.workspace.relative(&kept.path(&now))));
    Ok(said + &copy.unwrap_or_default())
}
