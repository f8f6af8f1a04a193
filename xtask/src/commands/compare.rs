//! `cargo xtask compare`: checks that the reference may be shown, and starts the compare tool.

use std::process::ExitCode;

use crate::error::{Error, Result};
use crate::helper_programs::{self, Program};
use crate::session::Session;
use crate::store::attempts::attempts;

pub(super) fn run(session: &Session, kata: Option<&str>, spoil: bool, with: Option<&str>) -> Result<ExitCode> {
    if !spoil {
        refuse_to_spoil(session, kata, with)?;
    }
    helper_programs::hand_over(session, Program::Compare)
}

/// The reference is for those who have been green. Somebody else's code, and one's own, is for all.
fn refuse_to_spoil(session: &Session, kata: Option<&str>, with: Option<&str>) -> Result<()> {
    let state = session.state()?;
    let kata = session.kata(kata, &state)?;
    let of_the_kata = |with: &str| with == "reference" || kata.solution().join("alternatives").join(with).is_dir();
    let attempts = attempts(kata, &session.store)?;
    let was_green = state.is_done(kata) || attempts.iter().any(|attempt| attempt.seconds_to_green.is_some());
    if was_green || !with.is_none_or(of_the_kata) {
        return Ok(());
    }
    Err(Error::Spoils { kata: kata.name().to_owned() })
}
