//! Runs the test suite against your code. Don't edit this file; the stages are in `tests/deck_of_cards`.

#[path = "../../tests/deck_of_cards/main.rs"]
mod suite;
