//! Runs the suite in `tests/online_chat` against your code. Don't edit this file.

#[path = "../../tests/online_chat/main.rs"]
mod suite;
