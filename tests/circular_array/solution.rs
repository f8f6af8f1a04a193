//! The same suite, against the reference.

extern crate circular_array_solution as circular_array;

// An editor finds the suite in the kata alone, so that "run test" there tests the learner's code.
#[cfg(not(rust_analyzer))]
#[path = "main.rs"]
mod suite;
