//! The suite on the reference.

extern crate vending_machine_solution as vending_machine;

// In an editor, the suite belongs only to the kata, so "Run Test" runs it on the learner's code.
#[cfg(not(rust_analyzer))]
#[path = "main.rs"]
mod suite;
