//! Runs the suite in `tests/pastebin` against your code. Don't edit this file.

#[path = "../../tests/pastebin/main.rs"]
mod suite;
