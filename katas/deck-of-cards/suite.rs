//! The suite against your code: what `cargo xtask` runs. Its stages are in `tests/deck_of_cards`; here is nothing to edit.

#[path = "../../tests/deck_of_cards/main.rs"]
mod suite;
