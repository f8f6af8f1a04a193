//! Runs the suite in `tests/vending_machine` against your code. Don't edit this file.

#[path = "../../tests/vending_machine/main.rs"]
mod suite;
