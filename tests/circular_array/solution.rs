//! Compiles the suite against the reference.

extern crate circular_array_solution as circular_array;

// Hidden from rust-analyzer, so that "run test" in an editor tests the learner's code.
#[cfg(not(rust_analyzer))]
#[path = "main.rs"]
mod suite;
