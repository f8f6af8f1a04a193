//! The suite, compiled against the reference.

extern crate online_chat_solution as online_chat;

// Hidden from rust-analyzer: it must find the suite only in the kata, so that "run test" tests the learner's code.
#[cfg(not(rust_analyzer))]
#[path = "main.rs"]
mod suite;
