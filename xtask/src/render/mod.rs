//! What is shown: values as styled lines, text with ANSI codes, JSON or JUnit XML. Nothing here runs anything.
//!
//! Styled lines are ratatui's. The live view draws them, and [`ansi`] turns them into text for a terminal or a pipe.

pub mod ansi;
pub mod hints;
pub mod junit;
pub mod kata_list;
pub mod report;
pub mod styles;
pub mod text;

use std::io::IsTerminal;

use serde::Serialize;

/// The width of lines that are not broken at all.
pub const UNLIMITED: usize = usize::MAX;

/// A value as one JSON document.
pub fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("plain data can always be written as JSON");
    text.push('\n');
    text
}

/// The width of standard output: [`UNLIMITED`] where it is no terminal.
pub fn width() -> usize {
    if std::io::stdout().is_terminal() { textwrap::termwidth() } else { UNLIMITED }
}

/// Text with its lines broken between words where the terminal is narrower.
pub fn fit(text: &str) -> String {
    break_lines(text, width())
}

/// Text with its lines broken between words, so that none is wider than `width`.
pub fn break_lines(text: &str, width: usize) -> String {
    if width == UNLIMITED {
        return text.to_owned();
    }
    let mut fitted = String::with_capacity(text.len());
    for line in text.lines() {
        // What goes on below a list's item is indented like the item's text.
        let indent: String = line.chars().take_while(|c| matches!(c, ' ' | '-')).map(|_| ' ').collect();
        let options = textwrap::Options::new(width).subsequent_indent(&indent).break_words(false);
        fitted += &textwrap::fill(line, options);
        fitted.push('\n');
    }
    fitted
}

/// An amount of work, to the minute.
pub fn work_time(seconds: u64) -> String {
    if seconds < 60 { "less than a minute".to_owned() } else { duration(seconds) }
}

/// A duration in minutes, with hours where there are some.
pub fn duration(seconds: u64) -> String {
    let minutes = seconds / 60;
    if minutes < 60 { format!("{minutes} min") } else { format!("{} h {:02} min", minutes / 60, minutes % 60) }
}

/// Milliseconds as seconds with one decimal place.
#[allow(clippy::cast_precision_loss, reason = "a tenth of a second is precise enough")]
pub fn seconds(ms: u64) -> String {
    format!("{:.1} s", ms as f64 / 1000.0)
}

/// `one` or `many`, as the count requires.
pub fn plural<'a>(count: usize, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_keep_their_indent() {
        assert_eq!(break_lines("one two three\n- four five six", 11), "one two\nthree\n- four five\n  six\n");
        assert_eq!(break_lines("short\n\n    code", 80), "short\n\n    code\n");
    }
}
