//! `cargo xtask hint`.

use crate::command_context::CommandContext;
use crate::error::Result;
use crate::render;
use crate::render::ansi::to_ansi;
use crate::shown_hints::next_hint;
use crate::terminal_output::{print, warn};

pub(super) fn run(context: &CommandContext, kata: Option<&str>, stage: Option<u32>) -> Result<()> {
    let state = context.state()?;
    let kata = context.kata(kata, &state)?;
    let (hints, warning) = next_hint(context, kata, stage)?;
    if let Some(warning) = warning {
        warn(&warning);
    }
    print(&to_ansi(&render::hints::newest(kata.name(), &hints, render::width())))
}
