//! Runs the suite in `tests/timeline` against your code. Don't edit this file.

#[path = "../../tests/timeline/main.rs"]
mod suite;
