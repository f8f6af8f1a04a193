//! The lines of the list of katas.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::styles;
use crate::kata_summary::KataSummary;
use crate::report::Verdict;

/// Renders the kata's name, progress and working time.
pub fn line(kata: &KataSummary) -> Line<'static> {
    let pointer = if kata.current { "▶" } else { " " };
    let (status, style) = match (kata.done, kata.verdict) {
        (true, _) => ("done".to_owned(), styles::verdict(Verdict::Green)),
        (false, Some(verdict)) => (verdict.to_string(), styles::verdict(verdict)),
        (false, None) => ("new".to_owned(), Style::new()),
    };
    let verdict = if kata.done { Some(Verdict::Green) } else { kata.verdict };
    let status = format!("{} {status}", styles::symbol(verdict));
    Line::from(vec![
        Span::raw(format!("{pointer} {:<16} {}/{} stages  ", kata.name, kata.stages_green, kata.stages)),
        Span::styled(format!("{status:<9}"), style),
        Span::raw(format!("  {:>4} of ~{} min", kata.seconds / 60, kata.minutes)),
    ])
}
