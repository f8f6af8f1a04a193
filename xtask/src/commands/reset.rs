//! `cargo xtask reset`.

use crate::error::Result;
use crate::render;
use crate::replace_code::{RestoreSource, put_back};
use crate::session::Session;
use crate::terminal_output::print;

pub(super) fn run(session: &Session, kata: &str, undo: bool) -> Result<()> {
    let kata = session.workspace.kata(kata)?;
    session.state()?;
    print(&render::fit(&put_back(session, kata, if undo { RestoreSource::BeforeReset } else { RestoreSource::Stub })?))
}
