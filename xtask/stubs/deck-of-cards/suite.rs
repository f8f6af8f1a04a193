//! Runs the suite in `tests/deck_of_cards` against your code. Don't edit this file.

#[path = "../../tests/deck_of_cards/main.rs"]
mod suite;
