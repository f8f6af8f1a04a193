//! Runs the suite in `tests/call_center` against your code. Don't edit this file.

#[path = "../../tests/call_center/main.rs"]
mod suite;
