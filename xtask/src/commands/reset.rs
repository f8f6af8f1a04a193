//! `cargo xtask reset`.

use crate::command_context::CommandContext;
use crate::error::Result;
use crate::render;
use crate::replace_code::{RestoreSource, replace_code};
use crate::terminal_output::print;

pub(super) fn run(context: &CommandContext, kata: &str, undo: bool) -> Result<()> {
    let kata = context.workspace.kata(kata)?;
    context.state()?;
    print(&render::fit(&replace_code(
        context,
        kata,
        if undo { RestoreSource::BeforeReset } else { RestoreSource::Stub },
    )?))
}
