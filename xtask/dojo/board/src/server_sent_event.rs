//! The encoding of server-sent events.

use axum::body::Bytes;
use serde::Serialize;

/// Returns data as JSON on one line, as required for an event's data.
///
/// # Panics
///
/// If the data cannot be serialized as JSON.
pub fn to_json(data: &impl Serialize) -> String {
    serde_json::to_string(data).expect("plain data can always be written as JSON")
}

/// Returns the encoded event. Clones share its bytes, so all subscribers use the same memory.
pub fn encode(name: &str, json: &str) -> Bytes {
    format!("event: {name}\ndata: {json}\n\n").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_in_data_are_escaped() {
        assert_eq!(encode("update", &to_json(&["a\nb\r"])), "event: update\ndata: [\"a\\nb\\r\"]\n\n");
    }
}
