//! `cargo xtask update`: updates the clone and keeps the learner's code.

use crate::command_context::CommandContext;
use crate::error::Result;
use crate::render;
use crate::terminal_output::print;
use crate::update::{self, Git};

pub(super) fn run(context: &CommandContext) -> Result<()> {
    let git = Git::open(context.workspace.root())?;
    let _lock = update::lock(&context.store)?;
    if let Some(finished) = update::finish_interrupted(context, &git)? {
        print(&render::fit(&finished))?;
    }
    print(&render::fit(&update::update(context, &git)?))
}
