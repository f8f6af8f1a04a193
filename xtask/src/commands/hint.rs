//! `cargo xtask hint`.

use crate::error::Result;
use crate::render;
use crate::render::ansi::to_ansi;
use crate::session::Session;
use crate::shown_hints::next_hint;
use crate::terminal_output::{print, warn};

pub(super) fn run(session: &Session, kata: Option<&str>, stage: Option<u32>) -> Result<()> {
    let state = session.state()?;
    let kata = session.kata(kata, &state)?;
    let (hints, warning) = next_hint(session, kata, stage)?;
    if let Some(warning) = warning {
        warn(&warning);
    }
    print(&to_ansi(&render::hints::newest(kata.name(), &hints, render::width())))
}
