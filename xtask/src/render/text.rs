//! Text for the terminal: sanitized and broken into lines.
//!
//! All output of the learner's code and the compiler passes through this module, so that it cannot control the
//! terminal.

use anstream::adapter::WinconBytes;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthChar;

use super::styles::dim;
use super::{UNLIMITED, break_lines};

/// Removes escape codes, control characters and invisible Unicode characters, whose width depends on the terminal.
///
/// Keeps line breaks, and replaces a tab with four spaces.
pub fn clean(text: &str) -> String {
    colored_lines(text).iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Splits a sanitized text into lines, with the colors of its escape codes.
pub fn colored_lines(text: &str) -> Vec<Line<'static>> {
    let mut lines = vec![Line::default()];
    for (style, piece) in WinconBytes::new().extract_next(text.as_bytes()) {
        for (index, part) in piece.split('\n').enumerate() {
            if index > 0 {
                lines.push(Line::default());
            }
            let part = without_control(part);
            if let Some(line) = lines.last_mut().filter(|_| !part.is_empty()) {
                line.push_span(Span::styled(part, Style::from(style)));
            }
        }
    }
    while lines.last().is_some_and(|line| line.spans.is_empty()) {
        lines.pop();
    }
    lines
}

fn without_control(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => shown.push_str("    "),
            // Joiners, direction marks and variation selectors.
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {}
            '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}' => {}
            c if c.is_control() => {}
            c => shown.push(c),
        }
    }
    shown
}

/// Breaks prose into lines between words, all in the same style.
pub fn prose(text: &str, width: usize, style: Style) -> Vec<Line<'static>> {
    let broken = break_lines(&clean(text), width.max(1));
    let lines = broken.lines().map(|line| Line::styled(line.to_owned(), style)).collect();
    fold(lines, width)
}

/// Renders Markdown source with bold headings. Reflows paragraphs to the width, unless the width is unlimited.
pub fn markdown(text: &str, width: usize) -> Vec<Line<'static>> {
    let reflow = width != UNLIMITED;
    let mut lines = Vec::new();
    let mut paragraph = String::new();
    let mut code = false;
    for line in clean(text).lines() {
        let is_fence = line.trim_start().starts_with("```");
        let is_verbatim = !reflow && !line.starts_with('#') || code || is_fence || line.starts_with('|');
        let begins = ["#", "- ", "* ", ">"].iter().any(|mark| line.trim_start().starts_with(mark)) || is_numbered(line);
        if is_verbatim || begins || line.trim().is_empty() {
            lines.extend(block(&std::mem::take(&mut paragraph), width));
        }
        code ^= is_fence;
        if is_verbatim {
            lines.extend(fold(vec![Line::raw(line.to_owned())], width));
        } else if line.trim().is_empty() {
            lines.push(Line::default());
        } else if line.starts_with('#') {
            lines.extend(prose(line, width, Style::new().bold()));
        } else if paragraph.is_empty() {
            paragraph = line.trim_end().to_owned();
        } else {
            paragraph = paragraph + " " + line.trim();
        }
    }
    lines.extend(block(&paragraph, width));
    lines
}

fn block(paragraph: &str, width: usize) -> Vec<Line<'static>> {
    if paragraph.is_empty() { Vec::new() } else { prose(paragraph, width, Style::new()) }
}

/// Returns true if the line starts an item of a numbered list.
fn is_numbered(line: &str) -> bool {
    let rest = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < line.trim_start().len() && rest.starts_with(". ")
}

/// Breaks lines exactly at `width`, for code, in which spaces matter.
pub fn fold(lines: Vec<Line<'static>>, width: usize) -> Vec<Line<'static>> {
    // A wide character takes two columns.
    let width = width.max(2);
    let mut folded = Vec::with_capacity(lines.len());
    for line in lines {
        if line.width() <= width {
            folded.push(line);
            continue;
        }
        let style = line.style;
        let mut rest = Line::default().style(style);
        let mut used = 0;
        for span in line.spans {
            let mut part = String::new();
            for c in span.content.chars() {
                let wide = c.width().unwrap_or(0);
                if used + wide > width {
                    rest.push_span(Span::styled(std::mem::take(&mut part), span.style));
                    folded.push(std::mem::replace(&mut rest, Line::default().style(style)));
                    used = 0;
                }
                part.push(c);
                used += wide;
            }
            rest.push_span(Span::styled(part, span.style));
        }
        folded.push(rest);
    }
    folded
}

/// Renders the text of a stage, followed by the path of its tests.
pub fn stage_text(text: &str, tests: &str, width: usize) -> Vec<Line<'static>> {
    let mut lines = markdown(text, width);
    lines.push(Line::default());
    lines.extend(prose(&format!("Tests: {tests}"), width, dim()));
    lines
}

/// A builder of lines that fit into a given width.
#[derive(Debug)]
pub struct LineWriter {
    width: usize,
    lines: Vec<Line<'static>>,
}

impl LineWriter {
    /// Creates an empty writer.
    pub fn new(width: usize) -> Self {
        Self { width, lines: Vec::new() }
    }

    /// Returns the maximum width of a line.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Adds prose, broken between words.
    pub fn prose(&mut self, text: &str, style: Style) {
        self.lines.extend(prose(text, self.width, style));
    }

    /// Adds code, broken at the width.
    pub fn code(&mut self, lines: Vec<Line<'static>>) {
        self.lines.extend(fold(lines, self.width));
    }

    /// Adds lines that already fit.
    pub fn extend(&mut self, lines: Vec<Line<'static>>) {
        self.lines.extend(lines);
    }

    /// Adds an empty line, unless the last line is empty.
    pub fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| line.width() > 0) {
            self.lines.push(Line::default());
        }
    }

    /// Returns the lines.
    pub fn into_lines(self) -> Vec<Line<'static>> {
        self.lines
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Color;

    use super::*;

    #[test]
    fn clean_removes_control_characters() {
        let evil = "a\x1b[2J\x1b]0;title\x07b\x1b[31mc\x1b[0m\rd\u{9b}2Je\u{202e}f\u{200d}g\x08\x7f\x1b";
        let shown = clean(evil);
        assert!(!shown.contains(char::is_control), "{shown:?}");
        assert!(shown.starts_with("abcd") && shown.ends_with("fg"), "{shown:?}");
        assert_eq!(clean("\tone\n\ntwo\n"), "    one\n\ntwo");
    }

    #[test]
    fn colored_lines_keep_colors() {
        let lines = colored_lines("\x1b[1m\x1b[91merror\x1b[0m: no\n\x1b[38;5;12m1 |\x1b[0m");
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].to_string(), "error: no");
        assert_eq!(lines[0].spans[0].style.fg, Some(Color::LightRed));
        assert_eq!(lines[1].spans[0].style.fg, Some(Color::Indexed(12)));
    }

    #[test]
    fn markdown_joins_paragraphs_but_not_code() {
        let source = "# Title\nOne\ntwo.\n\n- a\n  b\n- c\n1. d\n\n```rust\nlet x;\n  y\n```\nend";
        let lines: Vec<String> = markdown(source, 40).iter().map(ToString::to_string).collect();
        let expected =
            ["# Title", "One two.", "", "- a b", "- c", "1. d", "", "```rust", "let x;", "  y", "```", "end"];
        assert_eq!(lines, expected);
    }

    #[test]
    fn lines_fit_into_the_width() {
        let wide = "東京都渋谷区".repeat(9);
        for width in [2, 3, 7, 20] {
            for line in fold(vec![Line::raw(wide.clone())], width) {
                assert!(line.width() <= width, "{line} is wider than {width}");
            }
            for line in markdown(&format!("{wide} and words\n\n```\n{wide}\n```"), width) {
                assert!(line.width() <= width, "{line} is wider than {width}");
            }
        }
        assert_eq!(fold(vec![Line::raw("abcdef")], 4).len(), 2);
    }
}
