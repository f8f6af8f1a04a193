//! `cargo xtask list`.

use serde::Serialize;

use crate::cli::ListFormat;
use crate::command_context::CommandContext;
use crate::error::Result;
use crate::kata_summary::{KataSummary, summarize};
use crate::render::ansi::{paint, to_ansi};
use crate::render::styles::bold;
use crate::render::{self, kata_list};
use crate::terminal_output::print;
use crate::workspace::{Kata, Track};

#[derive(Serialize)]
struct List {
    schema: u32,
    katas: Vec<KataSummary>,
}

pub(super) fn run(context: &CommandContext, format: ListFormat) -> Result<()> {
    let state = context.state()?;
    let current = context.kata(None, &state)?;
    let katas: Vec<Result<KataSummary>> =
        context.workspace.katas().iter().map(|kata| summarize(kata, &state, current)).collect();
    if format == ListFormat::Json {
        let katas = katas.into_iter().collect::<Result<_>>()?;
        return print(&render::json(&List { schema: 1, katas }));
    }
    let tracks: Vec<Track> = context.workspace.katas().iter().map(Kata::track).collect();
    let mut text = String::new();
    for ((kata, listed), heading) in context.workspace.katas().iter().zip(katas).zip(Track::headings(&tracks)) {
        if let Some(heading) = heading {
            text += &format!("{}\n", paint(bold(), heading));
        }
        match listed {
            Ok(summary) => {
                let line = to_ansi(&[kata_list::line(&summary)]);
                text += &format!("{}  {}\n", line.trim_end(), summary.teaches);
            }
            // A damaged kata must not hide the others.
            Err(error) => text += &format!("  {:<16} {error}\n", kata.name()),
        }
    }
    print(&render::fit(&text))
}
