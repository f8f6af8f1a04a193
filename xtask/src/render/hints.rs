//! The text of hints.

use ratatui::text::Line;

use super::styles::bold;
use super::text::{LineWriter, markdown};
use crate::shown_hints::Hints;

/// Renders the newest hint below a heading with its number.
pub fn newest(kata: &str, hints: &Hints, width: usize) -> Vec<Line<'static>> {
    let (number, shown, total) = (hints.stage.number, hints.shown.len(), hints.total);
    let last = if shown == total { " This is the last hint." } else { "" };
    let mut lines = LineWriter::new(width);
    lines.prose(&format!("{kata}, stage {number} ({}), hint {shown} of {total}.{last}", hints.stage.title), bold());
    lines.blank();
    lines.extend(hints.shown.last().map(|hint| markdown(hint, width)).unwrap_or_default());
    lines.into_lines()
}

/// Renders all hints shown so far, the newest first.
pub fn all(hints: &Hints, width: usize) -> Vec<Line<'static>> {
    let mut lines = LineWriter::new(width);
    for (index, hint) in hints.shown.iter().enumerate().rev() {
        let number = index + 1;
        let more = match hints.total - number {
            _ if number < hints.shown.len() => "",
            0 => " (last hint)",
            _ => " (press h for the next one)",
        };
        lines.prose(&format!("Hint {number} of {}{more}", hints.total), bold());
        lines.blank();
        lines.extend(markdown(hint, width));
        lines.blank();
    }
    lines.into_lines()
}
