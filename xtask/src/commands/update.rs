//! `cargo xtask update`: brings the clone up to date and keeps the learner's code.

use crate::error::Result;
use crate::render;
use crate::session::Session;
use crate::terminal_output::print;
use crate::update::{self, Git};

pub(super) fn run(session: &Session) -> Result<()> {
    let git = Git::open(session.workspace.root())?;
    let _lock = update::lock(&session.store)?;
    if let Some(finished) = update::finish_interrupted(session, &git)? {
        print(&render::fit(&finished))?;
    }
    print(&render::fit(&update::update(session, &git)?))
}
