//! Runs the test suite against your code. Don't edit this file; the stages are in `tests/parking_lot`.

#[path = "../../tests/parking_lot/main.rs"]
mod suite;
