//! `cargo xtask hint`.

use crate::error::Result;
use crate::hints::next_hint;
use crate::render::{self, report};
use crate::session::Session;
use crate::terminal_output::{print, warn};

pub(super) fn run(session: &Session, kata: Option<&str>, stage: Option<u32>) -> Result<()> {
    let state = session.state()?;
    let kata = session.kata(kata, &state)?;
    let (hints, warning) = next_hint(session, kata, stage)?;
    if let Some(warning) = warning {
        warn(&warning);
    }
    let title = report::paint(anstyle::Style::new().bold(), hints.title(kata));
    let newest = hints.shown.last().map(|hint| render::fit(hint)).unwrap_or_default();
    print(&format!("{title}\n\n{newest}\n"))
}
