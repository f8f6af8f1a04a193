//! The same suite, against the reference.

extern crate deck_of_cards_solution as deck_of_cards;

// An editor finds the suite in the kata alone, so that "run test" there tests the learner's code.
#[cfg(not(rust_analyzer))]
#[path = "main.rs"]
mod suite;
