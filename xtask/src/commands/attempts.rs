//! `cargo xtask attempts`.

use std::fmt::Write;

use serde::Serialize;

use crate::cli::ListFormat;
use crate::command_context::CommandContext;
use crate::error::Result;
use crate::render::ansi::paint;
use crate::render::{self, styles};
use crate::report::Verdict;
use crate::store::attempts::{self, Attempt};
use crate::store::kept_code::format_changes;
use crate::terminal_output::print;

#[derive(Serialize)]
struct Attempts<'a> {
    schema: u32,
    kata: &'a str,
    attempts: Vec<Attempt>,
}

pub(super) fn run(context: &CommandContext, kata: Option<&str>, format: ListFormat) -> Result<()> {
    let state = context.state()?;
    let kata = context.kata(kata, &state)?;
    let attempts = attempts::attempts(kata, &context.store)?;
    print(&match format {
        ListFormat::Json => render::json(&Attempts { schema: 1, kata: kata.name(), attempts }),
        ListFormat::Human => render::fit(&render_attempts(kata.name(), &attempts)),
    })
}

/// Renders the attempts at a kata, each with the changes since the previous one.
fn render_attempts(kata: &str, attempts: &[Attempt]) -> String {
    let mut text = String::new();
    for attempt in attempts {
        let what = match attempt.seconds_to_green {
            Some(seconds) => {
                paint(styles::verdict(Verdict::Green), format!("green after {}", render::work_time(seconds)))
            }
            None => format!("in progress, {}", render::work_time(attempt.seconds)),
        };
        let runs = format!("{} {}", attempt.runs, render::plural(attempt.runs, "run", "runs"));
        let _ = writeln!(text, "attempt {}  {what}, {runs}", attempt.number);
        if !attempt.changes.is_empty() {
            let _ = writeln!(text, "    changes since the previous attempt: {}", format_changes(&attempt.changes));
        }
        if let Some(kept) = &attempt.kept {
            let _ = writeln!(text, "    {}", paint(styles::dim(), format!("version {}", kept.trim_start_matches('0'))));
        }
    }
    if attempts.is_empty() {
        text += &format!("No runs of {kata} recorded yet.\n");
    } else if attempts.iter().any(|attempt| attempt.seconds_to_green.is_some()) {
        text += &format!(
            "\nCompare your code with an attempt: cargo xtask compare {kata} --with attempt:1\n\
             Restore a version: cargo xtask kept {kata} --restore N\n\
             Start a new attempt: cargo xtask again {kata}\n"
        );
    }
    text
}
