//! Kept versions for people: a line each, and what bringing one back would change.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::human::{paint, plural, style};
use crate::kept::{Change, Version};
use crate::output;

/// The versions, the newest last, where the eye is; `now` in seconds of Unix time.
pub fn list(kata: &str, versions: &[Version], now: u64) -> String {
    let Some(newest) = versions.last() else {
        return format!("No version of {kata} is kept yet: every run keeps what it runs.\n");
    };
    let count = versions.len();
    let mut text = format!("{kata}: {count} {} kept\n\n", plural(count, "version is", "versions are"));
    for version in versions {
        let mark = if version.current { "▶" } else { " " };
        let when = version.at.map_or_else(String::new, |at| ago(now.saturating_sub(at)));
        let changes = if version.number == 1 {
            "the stub, or what was there first".to_owned()
        } else {
            changes(&version.changes)
        };
        let line = format!("{mark} {:>4}  {when:<13} {}  {changes}", version.number, verdict(version));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let number = newest.number;
    let _ = write!(
        text,
        "\nWhat bringing one back would change: cargo xtask kept {kata} {number}\n\
         To bring it back: cargo xtask kept {kata} --restore {number}\n"
    );
    text
}

/// What its run came to, as wide in every line.
fn verdict(version: &Version) -> String {
    let Some(verdict) = version.verdict else { return format!("{:<17}", "-") };
    let stage = version.stage.map(|stage| format!(", stage {stage}")).unwrap_or_default();
    let width = 17_usize.saturating_sub(verdict.to_string().len());
    format!("{}{stage:<width$}", paint(style(verdict), verdict))
}

/// What is different, a file after the other.
pub(super) fn changes(changes: &[Change]) -> String {
    let of_file = |change: &Change| {
        let lines = [(change.added, '+'), (change.removed, '-')].into_iter().filter(|(count, _)| *count > 0);
        let lines: Vec<String> = lines.map(|(count, sign)| format!("{sign}{count}")).collect();
        format!("{} {}", change.file, lines.join(" "))
    };
    changes.iter().map(of_file).collect::<Vec<_>>().join(", ")
}

/// How long ago, to the unit that matters.
fn ago(seconds: u64) -> String {
    let (count, one, many) = match seconds {
        0..60 => return "just now".to_owned(),
        60..3600 => (seconds / 60, "min", "min"),
        3600..86400 => (seconds / 3600, "h", "h"),
        _ => (seconds / 86400, "day", "days"),
    };
    format!("{count} {} ago", if count == 1 { one } else { many })
}

/// A unified diff, colored.
pub fn difference(kata: &str, number: u64, diff: &str) -> String {
    if diff.is_empty() {
        return format!("Version {number} of {kata} is what is there now.\n");
    }
    let mut text = String::new();
    for line in output::plain(diff).lines() {
        let color = match line.chars().next() {
            Some('+') => AnsiColor::Green.on_default(),
            Some('-') => AnsiColor::Red.on_default(),
            Some('@') => AnsiColor::Cyan.on_default(),
            _ => Style::new(),
        };
        let _ = writeln!(text, "{}", paint(color, line));
    }
    format!("{text}\nTo bring it back: cargo xtask kept {kata} --restore {number}\n")
}
