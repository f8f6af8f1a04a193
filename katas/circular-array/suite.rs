//! Runs the suite in `tests/circular_array` against your code. Don't edit this file.

#[path = "../../tests/circular_array/main.rs"]
mod suite;
