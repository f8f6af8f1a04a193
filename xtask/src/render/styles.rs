//! Colors and symbols. Every view uses these, so that a verdict looks the same everywhere.

use ratatui::style::{Color, Style};

use crate::report::Verdict;

/// The style of headings.
pub fn bold() -> Style {
    Style::new().bold()
}

/// The style of details.
pub fn dim() -> Style {
    Style::new().dim()
}

/// The color of a verdict. The terminal's theme decides how it looks.
pub fn verdict(verdict: Verdict) -> Style {
    let color = match verdict {
        Verdict::Green => Color::Green,
        Verdict::Red => Color::Red,
        Verdict::Amber | Verdict::Timeout => Color::Yellow,
    };
    Style::new().fg(color).bold()
}

/// The symbol of a verdict, for readers who see no colors.
pub fn symbol(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Green) => "✓",
        Some(Verdict::Red) => "✗",
        Some(Verdict::Amber) => "!",
        Some(Verdict::Timeout) => "⧗",
        None => "·",
    }
}
