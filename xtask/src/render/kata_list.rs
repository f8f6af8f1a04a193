//! The lines of the list of katas.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::styles;
use crate::kata_summary::KataSummary;
use crate::report::Verdict;

/// Renders the kata's name, progress and working time.
pub fn line(kata: &KataSummary) -> Line<'static> {
    let pointer = if kata.current { "▶" } else { " " };
    let core_is_green = kata.core_green == kata.core;
    let (status, verdict) = match kata.verdict {
        _ if kata.done => ("done".to_owned(), Some(Verdict::Green)),
        Some(verdict) if verdict != Verdict::Green && core_is_green => ("core".to_owned(), Some(Verdict::Green)),
        Some(verdict) => (verdict.to_string(), Some(verdict)),
        None => ("new".to_owned(), None),
    };
    let status = format!("{} {status}", styles::symbol(verdict));
    let (counts, estimate) = if kata.core == kata.stages {
        (format!("{}/{} stages", kata.stages_green, kata.stages), format!("~{} min", kata.minutes))
    } else {
        (
            format!("core {}/{}, all {}/{}", kata.core_green, kata.core, kata.stages_green, kata.stages),
            format!("~{} min, all ~{} min", kata.core_minutes, kata.minutes),
        )
    };
    Line::from(vec![
        Span::raw(format!("{pointer} {:<16} {counts:<17}  ", kata.name)),
        Span::styled(format!("{status:<9}"), verdict.map_or_else(Style::new, styles::verdict)),
        Span::raw(format!("  {:>4} of {estimate}", kata.seconds / 60)),
    ])
}
