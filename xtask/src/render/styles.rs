//! The colors and symbols that all output shares.

use ratatui::style::{Color, Style};

use crate::report::Verdict;

/// Returns the style of headings.
pub fn bold() -> Style {
    Style::new().bold()
}

/// Returns the style of details.
pub fn dim() -> Style {
    Style::new().dim()
}

/// Returns a verdict's style, which uses the terminal's own colors.
pub fn verdict(verdict: Verdict) -> Style {
    let color = match verdict {
        Verdict::Green => Color::Green,
        Verdict::Red => Color::Red,
        Verdict::Amber | Verdict::Timeout => Color::Yellow,
    };
    Style::new().fg(color).bold()
}

/// Returns the symbol of a verdict, for readers who cannot see colors.
pub fn symbol(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Green) => "✓",
        Some(Verdict::Red) => "✗",
        Some(Verdict::Amber) => "!",
        Some(Verdict::Timeout) => "⧗",
        None => "·",
    }
}
