//! Views of a report. None of them runs anything.

pub mod junit;
pub mod report;

use std::io::IsTerminal;

use serde::Serialize;

/// A value as one JSON document.
pub fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("plain data can always be written as JSON");
    text.push('\n');
    text
}

/// Text that is written for wide lines, with its lines broken between words where the terminal is narrower.
pub fn fit(text: &str) -> String {
    if !std::io::stdout().is_terminal() {
        return text.to_owned();
    }
    break_lines(text, textwrap::termwidth())
}

/// Text with its lines broken between words, so that none is wider than `width`.
pub fn break_lines(text: &str, width: usize) -> String {
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
    match seconds / 60 {
        0 => "less than a minute".to_owned(),
        minutes if minutes < 60 => format!("{minutes} min"),
        minutes => format!("{} h {} min", minutes / 60, minutes % 60),
    }
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
