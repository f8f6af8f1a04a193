//! Runs the test suite against the reference solution.

extern crate deck_of_cards_solution as deck_of_cards;

// Hidden from rust-analyzer, so that "Run Test" in an editor tests the learner's code.
#[cfg(not(rust_analyzer))]
#[path = "main.rs"]
mod suite;
