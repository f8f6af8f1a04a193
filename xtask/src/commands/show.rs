//! `cargo xtask show`: a kata's brief, or the text of a stage.

use crate::command_context::CommandContext;
use crate::error::Result;
use crate::render;
use crate::render::ansi::to_ansi;
use crate::render::text::{markdown, stage_text};
use crate::terminal_output::print;

pub(super) fn run(context: &CommandContext, kata: Option<&str>, stage: Option<u32>) -> Result<()> {
    let state = context.state()?;
    let kata = context.kata(kata, &state)?;
    let lines = match stage {
        Some(number) => {
            let stage = kata.stage(number)?.with_rules(&kata.brief().unwrap_or_default());
            stage_text(&stage.text, &context.workspace.relative(&stage.path), render::width())
        }
        None => markdown(&kata.brief()?, render::width()),
    };
    print(&to_ansi(&lines))
}
