//! Runs the suite in `tests/budget` against your code. Don't edit this file.

#[path = "../../tests/budget/main.rs"]
mod suite;
