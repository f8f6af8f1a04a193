//! The keys of the live view and their labels.

use super::model::Model;
use crate::render::text;

/// The keys and their labels.
const KEYS: [(&str, &str); 13] = [
    ("r", "run"),
    ("h", "hint"),
    ("s", "stage"),
    ("a", "all tests"),
    ("b", "brief"),
    ("e", "edit"),
    ("c", "compare"),
    ("n", "next"),
    ("p", "previous"),
    ("l", "list"),
    ("R", "reset"),
    ("?", "help"),
    ("q", "quit"),
];

/// Returns the available keys, including those for a dojo.
pub(super) fn available(model: &Model) -> Vec<(&'static str, &'static str)> {
    let (first, last) = KEYS.split_at(KEYS.len() - 3);
    [first, &dojo_keys(model), last].concat()
}

/// The keys of the list, in which letters are search text.
pub(super) const LIST_KEYS: [(&str, &str); 4] =
    [("a-z", "search"), ("↑ ↓", "choose"), ("Enter", "open"), ("Esc", "close")];

/// The keys of a list of tests.
pub(super) const TESTS_KEYS: [(&str, &str); 7] = [
    ("↑ ↓", "choose"),
    ("Enter", "run this test alone"),
    ("← →", "other stages"),
    ("e", "edit"),
    ("r", "run all"),
    ("?", "help"),
    ("q", "close"),
];

/// The keys of the result of a single test.
pub(super) const TEST_KEYS: [(&str, &str); 4] =
    [("Enter", "back to the list"), ("e", "edit"), ("r", "run all"), ("?", "help")];

/// Returns the keys for the current dojo session.
pub(super) fn dojo_keys(model: &Model) -> Vec<(&'static str, &'static str)> {
    let Some(dojo) = &model.dojo else { return Vec::new() };
    let mut keys = vec![("d", "dojo")];
    if dojo.session.turn(model.now * 1000).is_some() {
        keys.push(("t", "take over"));
    }
    if model.kata_to_open().is_some() {
        keys.push(("o", "open"));
    }
    keys
}

/// Returns a printable name of a key.
pub(super) fn name_of_key(key: char) -> String {
    if key.is_control() || key.is_whitespace() { format!("{key:?}") } else { text::clean(&key.to_string()) }
}
