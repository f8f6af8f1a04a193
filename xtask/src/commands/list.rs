//! `cargo xtask list`.

use serde::Serialize;

use crate::cli::ListFormat;
use crate::error::Result;
use crate::kata_summary::{KataSummary, summarize};
use crate::render::{self, report};
use crate::report::Verdict;
use crate::session::Session;
use crate::terminal_output::print;

#[derive(Serialize)]
struct List {
    schema: u32,
    katas: Vec<KataSummary>,
}

pub(super) fn run(session: &Session, format: ListFormat) -> Result<()> {
    let state = session.state()?;
    let current = session.kata(None, &state)?;
    let katas: Vec<Result<KataSummary>> =
        session.workspace.katas().iter().map(|kata| summarize(kata, &state, current)).collect();
    if format == ListFormat::Json {
        let katas = katas.into_iter().collect::<Result<_>>()?;
        return print(&render::json(&List { schema: 1, katas }));
    }
    let mut text = String::new();
    for (kata, listed) in session.workspace.katas().iter().zip(katas) {
        match listed {
            Ok(summary) => text += &list_line(&summary),
            // One kata that is damaged hides none of the others.
            Err(error) => text += &format!("  {:<16} {error}\n", kata.name()),
        }
    }
    print(&render::fit(&text))
}

fn list_line(kata: &KataSummary) -> String {
    let mark = if kata.current { "▶" } else { " " };
    let verdict = match (kata.done, kata.verdict) {
        (true, _) => report::paint(report::style(Verdict::Green), format!("{:<7}", "done")),
        (false, Some(verdict)) => report::paint(report::style(verdict), format!("{:<7}", verdict.to_string())),
        (false, None) => format!("{:<7}", "new"),
    };
    format!(
        "{mark} {:<16} {}/{} stages  {verdict}  {:>4} of ~{} min  {}\n",
        kata.name,
        kata.stages_green,
        kata.stages,
        kata.seconds / 60,
        kata.minutes,
        kata.teaches
    )
}
