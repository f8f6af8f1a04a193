//! Runs the test suite against the reference solution.

extern crate parking_lot_solution as parking_lot;

// Hidden from rust-analyzer, so that "Run Test" in an editor tests the learner's code.
#[cfg(not(rust_analyzer))]
#[path = "main.rs"]
mod suite;
