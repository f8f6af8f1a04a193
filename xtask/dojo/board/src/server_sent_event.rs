//! How an event of a stream is sent.

use axum::body::Bytes;
use serde::Serialize;

/// Returns data as JSON in one line, as an event's data must be.
///
/// # Panics
///
/// If the data cannot be written as JSON.
pub fn to_json(data: &impl Serialize) -> String {
    serde_json::to_string(data).expect("plain data can always be written as JSON")
}

/// Returns an event with JSON data as the bytes that are sent. Clones share them, so an event for many subscribers is in memory
/// once.
pub fn encode(name: &str, json: &str) -> Bytes {
    format!("event: {name}\ndata: {json}\n\n").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_break_in_the_data_does_not_end_its_line() {
        assert_eq!(encode("news", &to_json(&["a\nb\r"])), "event: news\ndata: [\"a\\nb\\r\"]\n\n");
    }
}
