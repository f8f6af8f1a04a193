//! `cargo xtask kept`: lists, shows and restores versions of the learner's code.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::cli::ListFormat;
use crate::command_context::CommandContext;
use crate::error::Result;
use crate::render::ansi::paint;
use crate::render::{self, styles};
use crate::replace_code::{RestoreSource, replace_code};
use crate::sanitize::plain;
use crate::store;
use crate::store::kept_code::{KeptCode, Version, format_changes};
use crate::terminal_output::print;

#[derive(Serialize)]
struct KeptVersions {
    schema: u32,
    kata: String,
    versions: Vec<Version>,
}

pub(super) fn run(
    context: &CommandContext,
    kata: Option<&str>,
    version: Option<u64>,
    restore: Option<u64>,
    format: ListFormat,
) -> Result<()> {
    let state = context.state()?;
    let kata = context.kata(kata, &state)?;
    if let Some(number) = restore {
        return print(&render::fit(&replace_code(context, kata, RestoreSource::Kept(number))?));
    }
    let kept = KeptCode::of(&context.store, kata);
    if let Some(number) = version {
        let difference = kept.difference(&kept.version_name(number)?)?;
        return print(&render_difference(kata.name(), number, &difference));
    }
    let versions = kept.list()?;
    print(&match format {
        ListFormat::Json => render::json(&KeptVersions { schema: 1, kata: kata.name().to_owned(), versions }),
        ListFormat::Human => render_list(kata.name(), &versions, store::now()),
    })
}

/// Renders the versions, the newest last. `now` is Unix time in seconds.
fn render_list(kata: &str, versions: &[Version], now: u64) -> String {
    let Some(newest) = versions.last() else {
        return format!("No kept versions of {kata} yet. Every run keeps a copy of the code it tests.\n");
    };
    let count = versions.len();
    let mut text = format!("{kata}: {count} kept {}\n\n", render::plural(count, "version", "versions"));
    for version in versions {
        let mark = if version.current { "▶" } else { " " };
        let when = version.at.map_or_else(String::new, |at| ago(now.saturating_sub(at)));
        let changes = if version.number == 1 { "first version".to_owned() } else { format_changes(&version.changes) };
        let line = format!("{mark} {:>4}  {when:<13} {}  {changes}", version.number, verdict(version));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let number = newest.number;
    let _ = write!(
        text,
        "\nShow what restoring a version would change: cargo xtask kept {kata} {number}\n\
         Restore a version: cargo xtask kept {kata} --restore {number}\n"
    );
    text
}

/// Renders the verdict and stage of the version's run, padded to the width of the column.
fn verdict(version: &Version) -> String {
    let Some(verdict) = version.verdict else { return format!("{:<17}", "-") };
    let stage = version.stage.map(|stage| format!(", stage {stage}")).unwrap_or_default();
    let width = 17_usize.saturating_sub(verdict.to_string().len());
    format!("{}{stage:<width$}", paint(styles::verdict(verdict), verdict))
}

/// Renders an age in its largest unit, such as `3 h ago`.
fn ago(seconds: u64) -> String {
    let (count, one, many) = match seconds {
        0..60 => return "just now".to_owned(),
        60..3600 => (seconds / 60, "min", "min"),
        3600..86400 => (seconds / 3600, "h", "h"),
        _ => (seconds / 86400, "day", "days"),
    };
    format!("{count} {} ago", if count == 1 { one } else { many })
}

/// Renders a unified diff in color.
fn render_difference(kata: &str, number: u64, diff: &str) -> String {
    if diff.is_empty() {
        return format!("Version {number} of {kata} is the same as the current code.\n");
    }
    let mut text = String::new();
    for line in plain(diff).lines() {
        let color = match line.chars().next() {
            Some('+') => AnsiColor::Green.on_default(),
            Some('-') => AnsiColor::Red.on_default(),
            Some('@') => AnsiColor::Cyan.on_default(),
            _ => Style::new(),
        };
        let _ = writeln!(text, "{}", paint(color, line));
    }
    format!("{text}\nRestore this version: cargo xtask kept {kata} --restore {number}\n")
}
