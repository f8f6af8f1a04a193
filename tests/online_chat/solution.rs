//! The same suite, against the reference.

extern crate online_chat_solution as online_chat;

// An editor finds the suite in the kata alone, so that "run test" there tests the learner's code.
#[cfg(not(rust_analyzer))]
#[path = "main.rs"]
mod suite;
