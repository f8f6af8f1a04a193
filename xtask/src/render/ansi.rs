//! Styled lines as text with ANSI escape codes, which are stripped if standard output is not a terminal.

use std::fmt::Display;

use ratatui::text::Line;

/// Returns `text` in a style.
pub fn paint(style: impl Into<anstyle::Style>, text: impl Display) -> String {
    let style = style.into();
    format!("{style}{text}{style:#}")
}

/// Returns the lines as text, each followed by a line break.
pub fn to_ansi(lines: &[Line<'_>]) -> String {
    let mut text = String::new();
    for line in lines {
        for span in &line.spans {
            text += &paint(line.style.patch(span.style), &span.content);
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;
    use ratatui::text::Span;

    use super::*;

    #[test]
    fn spans_keep_their_styles() {
        let line = Line::from(vec![Span::raw("plain "), Span::styled("red", Style::new().red())]);
        assert_eq!(to_ansi(&[line]), "plain \x1b[31mred\x1b[0m\n");
        assert_eq!(to_ansi(&[Line::styled("dim", Style::new().dim())]), "\x1b[2mdim\x1b[0m\n");
    }
}
