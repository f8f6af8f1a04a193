//! Rendering: turns values into styled lines, text with ANSI codes, JSON or JUnit XML.
//!
//! Styled lines are [`ratatui::text::Line`]s. The live view draws them as they are, and for all other output, [`ansi`]
//! converts them into text.

pub mod ansi;
pub mod hints;
pub mod junit;
pub mod kata_list;
pub mod report;
pub mod styles;
pub mod text;

use std::io::IsTerminal;

use serde::Serialize;

/// The width that disables line breaking.
pub const UNLIMITED: usize = usize::MAX;

/// Serializes a value as a JSON document.
pub fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("plain data is valid JSON");
    text.push('\n');
    text
}

/// Returns the width of standard output, or [`UNLIMITED`] if it is not a terminal.
pub fn width() -> usize {
    if std::io::stdout().is_terminal() { textwrap::termwidth() } else { UNLIMITED }
}

/// Breaks lines between words to fit into the terminal.
pub fn fit(text: &str) -> String {
    break_lines(text, width())
}

/// Breaks lines between words to fit into `width` columns.
pub fn break_lines(text: &str, width: usize) -> String {
    if width == UNLIMITED {
        return text.to_owned();
    }
    let mut fitted = String::with_capacity(text.len());
    for line in text.lines() {
        // Continuation lines of a list item are indented like the item's text. The current item has an arrow.
        let indent: String = line.chars().take_while(|c| matches!(c, ' ' | '-' | '▶')).map(|_| ' ').collect();
        let options = textwrap::Options::new(width).subsequent_indent(&indent).break_words(false);
        fitted += &textwrap::fill(line, options);
        fitted.push('\n');
    }
    fitted
}

/// Formats a working time in minutes, with hours if there are any.
pub fn work_time(seconds: u64) -> String {
    if seconds < 60 { "less than a minute".to_owned() } else { duration(seconds) }
}

/// Formats a duration in minutes, with hours if there are any.
pub fn duration(seconds: u64) -> String {
    let minutes = seconds / 60;
    if minutes < 60 { format!("{minutes} min") } else { format!("{} h {:02} min", minutes / 60, minutes % 60) }
}

/// Formats milliseconds as seconds with one decimal place.
#[allow(clippy::cast_precision_loss, reason = "a tenth of a second is precise enough")]
pub fn seconds(ms: u64) -> String {
    format!("{:.1} s", ms as f64 / 1000.0)
}

/// Returns `one` for a count of 1, and `many` otherwise.
pub fn plural<'a>(count: usize, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_keep_the_indent() {
        assert_eq!(break_lines("one two three\n- four five six", 11), "one two\nthree\n- four five\n  six\n");
        assert_eq!(break_lines("▶ one two three", 9), "▶ one two\n  three\n");
        assert_eq!(break_lines("short\n\n    code", 80), "short\n\n    code\n");
    }
}
