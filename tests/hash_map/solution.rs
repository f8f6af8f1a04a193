//! Compiles the suite against the reference.

extern crate hash_map_solution as hash_map;

// Hidden from rust-analyzer, so that "run test" in an editor tests the learner's code.
#[cfg(not(rust_analyzer))]
#[path = "main.rs"]
mod suite;
