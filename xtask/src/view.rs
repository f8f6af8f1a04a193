//! Views of a report. None of them runs anything.

pub mod human;
pub mod junit;

use serde::Serialize;

/// A value as one JSON document.
pub fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("plain data can always be written as JSON");
    text.push('\n');
    text
}
