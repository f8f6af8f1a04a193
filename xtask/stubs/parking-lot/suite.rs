//! Runs the suite in `tests/parking_lot` against your code. Don't edit this file.

#[path = "../../tests/parking_lot/main.rs"]
mod suite;
