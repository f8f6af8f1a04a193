//! The original code of an item.

use proc_macro2::{LineColumn, TokenStream};

use crate::tokens::without_attributes;

/// Returns the original text of some tokens, without attributes, comment lines and indentation, and the number of its
/// first line.
pub(super) fn excerpt(file: &str, tokens: TokenStream) -> (String, usize) {
    let tokens = without_attributes(tokens);
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => {
            let (start, end) = (first.span().start(), last.span().end());
            (cut(file, start, end), start.line)
        }
        _ => (String::new(), 1),
    }
}

fn cut(text: &str, start: LineColumn, end: LineColumn) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (index, line) in text.lines().enumerate().take(end.line).skip(start.line - 1) {
        let number = index + 1;
        let before = if number == start.line { start.column } else { 0 };
        let after = if number == end.line { end.column } else { usize::MAX };
        // Spaces replace the text before the item, so that all lines have comparable indentation.
        let kept = line.chars().take(after).enumerate();
        let line: String = kept.map(|(column, c)| if column < before { ' ' } else { c }).collect();
        if !line.trim_start().starts_with("//") {
            lines.push(line);
        }
    }
    let indent = |line: &String| line.len() - line.trim_start().len();
    let shift = lines.iter().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let lines: Vec<&str> = lines.iter().map(|line| line.get(shift..).unwrap_or_default().trim_end()).collect();
    lines.join("\n")
}
