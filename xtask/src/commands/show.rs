//! `cargo xtask show`: a kata's brief, or the text of a stage.

use crate::error::Result;
use crate::render;
use crate::session::Session;
use crate::terminal_output::print;
use crate::workspace::Stage;

pub(super) fn run(session: &Session, kata: Option<&str>, stage: Option<u32>) -> Result<()> {
    let state = session.state()?;
    let kata = session.kata(kata, &state)?;
    match stage {
        Some(number) => print(&render::fit(&stage_text(session, &kata.stage(number)?))),
        None => print(&render::fit(&kata.brief()?)),
    }
}

/// What a stage asks for, and where its tests are.
fn stage_text(session: &Session, stage: &Stage) -> String {
    format!("{}\n\nIts tests: {}\n", stage.text, session.workspace.relative(&stage.path))
}
