//! Runs the suite against the reference.

extern crate deck_of_cards_solution as deck_of_cards;

// rust-analyzer loads the suite only through the kata, so that "Run Test" tests the learner's code.
#[cfg(not(rust_analyzer))]
#[path = "main.rs"]
mod suite;
