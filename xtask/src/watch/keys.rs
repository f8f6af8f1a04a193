//! The keys of the live view and their labels.

use super::model::Model;
use crate::render::text;

/// The keys and what they do, shortest words first.
const KEYS: [(&str, &str); 12] = [
    ("r", "run"),
    ("h", "hint"),
    ("s", "stage"),
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

/// The keys that there are, those of a dojo among them.
pub(super) fn available(model: &Model) -> Vec<(&'static str, &'static str)> {
    let (first, last) = KEYS.split_at(KEYS.len() - 3);
    [first, &of_dojo(model), last].concat()
}

/// The keys where letters are what is searched for.
pub(super) const LIST_KEYS: [(&str, &str); 4] =
    [("a-z", "search"), ("↑ ↓", "choose"), ("Enter", "open"), ("Esc", "leave")];

/// The keys that there are while there is a session.
pub(super) fn of_dojo(model: &Model) -> Vec<(&'static str, &'static str)> {
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

/// What a key is called that would not be seen.
pub(super) fn name_of_key(key: char) -> String {
    if key.is_control() || key.is_whitespace() { format!("{key:?}") } else { text::clean(&key.to_string()) }
}
